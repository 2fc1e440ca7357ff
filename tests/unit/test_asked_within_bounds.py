"""Between which amounts or days a question asks, and how a follow-up asks within others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import process_time

import pytest

from uniconv_edge.assistant.rows.asked_again import asked_again
from uniconv_edge.assistant.rows.asked_of_documents import readings
from uniconv_edge.assistant.rows.asked_of_rows import Over
from uniconv_edge.assistant.rows.bounds import apart
from uniconv_edge.types import Turn

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("question", "rest", "low", "high", "unit", "beyond"),
    [
        ("Which invoices are over 500 euros?", "Which invoices are?", 500, None, "eur", True),
        ("Which bills are at least £1k?", "Which bills are?", 1000, None, "gbp", False),
        ("Which flats have a rent below 900 euros?", "Which flats have a rent?", None, 900, "eur", True),
        ("Which notice periods are up to 30 days?", "Which notice periods are?", None, 30, "day", False),
        ("Which invoices are between £100 and £300?", "Which invoices are?", 100, 300, "gbp", False),
    ],
)
def test_an_amount_is_read_apart(
    question: str, rest: str, low: int | None, high: int | None, unit: str, beyond: bool
) -> None:
    parted = apart(question, TODAY)
    [bound] = parted.bounds
    assert parted.rest == rest
    assert (bound.low, bound.high) == tuple(each if each is None else Decimal(each) for each in (low, high))
    assert (bound.unit, bound.beyond) == (unit, beyond)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("in 2026", "2026-01-01", "2026-12-31"),
        ("this year", "2026-01-01", "2026-12-31"),
        ("after 2026", "2027-01-01", None),
        ("before June 2026", None, "2026-05-31"),
        ("before June", "2026-11-30", "2027-05-31"),
        ("by the end of next month", "2026-11-30", "2026-12-31"),
        ("before the end of 2026", None, "2026-12-31"),
        ("since 3 March 2025", "2025-03-03", None),
    ],
)
def test_days_are_read_apart(words: str, low: str | None, high: str | None) -> None:
    parted = apart(f"Which leases end {words}?", TODAY)
    [bound] = parted.bounds
    assert parted.rest == "Which leases end?"
    assert [each and str(each) for each in (bound.low, bound.high)] == [low, high]


@pytest.mark.parametrize("words", ["in May or June 2026", "between May and July 2026", "from May to July 2026"])
def test_what_is_not_one_span_of_days_is_not_read(words: str) -> None:
    assert not apart(f"Which leases end {words}?", TODAY).bounds


def test_a_month_beside_a_year_is_of_that() -> None:
    _, month = apart("Which leases end in 2026 and end in May?", TODAY).bounds
    assert (month.low, month.high) == (date(2026, 5, 1), date(2026, 5, 31))


def test_per_what_amounts_are_is_read_apart() -> None:
    parted = apart("What do all my contracts cost a month together?", TODAY)
    assert (parted.rest, parted.per) == ("What do all my contracts cost together?", "month")


def test_which_documents_are_within_bounds_is_a_reading() -> None:
    [asked] = readings("Which leases end in 2026?", TODAY)
    assert (asked.operation.over, asked.operation.words) == (Over.ROWS, ("leases", "end"))
    assert not list(readings("When does the lease end?", TODAY))


@pytest.mark.parametrize(
    ("earlier", "question", "meant"),
    [
        ("Which leases end in 2026?", "and in 2027?", "Which leases end in 2027?"),
        ("Which leases end in 2026?", "which of them end in May?", "which leases end in 2026 and end in May?"),
        ("Which leases end in 2026?", "how many of these end in May?", "how many leases end in 2026 and end in May?"),
        ("Which bills are over £500?", "and over £400?", "Which bills are over £400?"),
        ("Which bills are over £500?", "and in 2026?", "Which bills are over £500 in 2026?"),
        ("Who pays the most rent?", "and the second highest?", "Who pays the second highest rent?"),
        ("Who pays the most rent?", "and who pays the least?", "Who pays the least rent?"),
    ],
)
def test_a_follow_up_asks_within_other_bounds(earlier: str, question: str, meant: str) -> None:
    turns = (Turn("user", earlier), Turn("assistant", "So it is."), Turn("user", question))
    assert asked_again(turns, TODAY) == meant


def test_a_long_row_of_follow_ups_takes_no_time() -> None:
    again = [turn for _ in range(19) for turn in (Turn("assistant", "So."), Turn("user", "Which is the highest?"))]
    began = process_time()
    assert asked_again([Turn("user", "Which invoices are over £5?"), *again], TODAY) == "Which is the highest?"
    assert process_time() - began < 1
