"""Rows of bands: which one the number of a question lies in."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.assistant.quoting.grounding import judge
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.row_meant import Banded, banded
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.types import Hit, Turn

SERVICE = ("less than 2", "2-4", "5-9", "10-14", "15 or more")
LEAVE = [f"Years of service: {band} | Days of holiday: {25 + place}" for place, band in enumerate(SERVICE)]
NOTICE = [
    "up to 2 years | 4 weeks",
    "more than 2 and up to 5 years | 6 weeks",
    "over 5 but less than 10 years | 8 weeks",
    "ten years and above | 12 weeks",
]
AGES = ["6-9 years (20-29 kg) | 1 tablet", "10-12 years | 2 tablets", "13 to 17 years and adults | 3 tablets"]
MONTHS = ["Price, months 1-6 | £9", "Price, months 7-24 | £14"]
ORDERS = ["under £1,000 | team leader", "£1,000 to £5,000 | head of department", "above £5,000 | director"]
FAT = ["3.9 to 4.4 per cent | 4 cents", "above 4.4 per cent | 7 cents"]


def told(question: str, rows: list[str], documents: list[int] | None = None) -> Banded:
    sources = documents or [1] * len(rows)
    hits = [Hit(each, 1.0, each, each, f"{each}.md", "A", None, 0, 0, 0, "") for each in range(1, 3)]
    return banded(question, hits, [Candidate(at, 0, 0, row) for at, row in zip(sources, rows, strict=True)])


def rows_inside(question: str, rows: list[str]) -> list[int]:
    return told(question, rows).inside.nonzero()[0].tolist()


@pytest.mark.parametrize(
    ("question", "rows", "place"),
    [
        ("How many days of holiday do I get after six years?", LEAVE, 2),
        ("and after 12 years?", LEAVE, 3),
        ("And with twenty?", LEAVE, 4),
        ("How much holiday is there with one year of service?", LEAVE, 0),
        ("What notice do I give after five years?", NOTICE, 1),
        ("What notice do I give after 10 years?", NOTICE, 3),
        ("How many tablets may an 8 year old take?", AGES, 0),
        ("And a child of 11?", AGES, 1),
        ("How many at the age of 15?", AGES, 2),
        ("What is the price after six months?", MONTHS, 1),
        ("What is the price after five months?", MONTHS, 0),
        ("Who approves an order of £3,000?", ORDERS, 1),
        ("Who approves 6,000 pounds?", ORDERS, 2),
        ("What is paid for 4.4 per cent?", FAT, 0),
        ("What is paid for more than 4.4 per cent?", FAT, 1),
    ],
)
def test_the_number_of_a_question_lies_in_one_band(question: str, rows: list[str], place: int) -> None:
    found = told(question, rows)
    assert rows_inside(question, rows) == [place]
    assert found.outside.tolist() == [i != place for i in range(len(rows))]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How many days of holiday do I get?", LEAVE),
        ("Do I need a receipt below 25 euros?", LEAVE),  # of another unit
        ("How many days do I get in flat 7?", LEAVE),
        ("How many days after 6 weeks?", LEAVE),
        ("What happened on 5 May?", LEAVE),
        ("Who approves two hundred pounds?", ORDERS),
        ("Who approves a thousand pounds?", ORDERS),
        ("What do I get after five years?", ["Years: 5 | Bonus: £400", "Years: 10 | Bonus: £1,000"]),  # no bands
        ("What do I get after five years?", ["Years: 5-9 | Bonus: £400"]),  # one row is no table
        ("What is on after 9 years?", ["8:00-9:00 | swimming", "9:00-10:00 | rowing"]),
    ],
)
def test_other_numbers_and_other_rows_are_left_alone(question: str, rows: list[str]) -> None:
    assert rows_inside(question, rows) == []


def test_what_lies_in_no_band_is_outside_of_all() -> None:
    found = told("How many tablets may a child of 4 years take?", AGES)
    assert not found.inside.any()
    assert found.outside.all()


def test_rows_of_two_documents_are_two_tables() -> None:
    assert not told("after six years?", [LEAVE[0], LEAVE[2]], [1, 2]).outside.any()


def test_the_row_of_the_band_is_quoted_and_lacks_no_number() -> None:
    names = "Years of service | Days of holiday"
    rest = "Holiday is taken within the year. After six months a day of holiday may be sold."
    text = "\n".join([names, *LEAVE, "", rest])
    hit = Hit(1, 1.0, 1, 1, "a.md", "Handbook", None, 0, 0, len(text), text, cosine=0.5)
    question = "How many days of holiday do I get after 12 years of service?"
    grounds = judge(None, None, [Turn("user", question)], [hit], counts_in([text]), {})
    assert grounds.candidates[int(grounds.scores.argmax())].text == LEAVE[3]
    assert grounds.evidence.missing_number == 0.0
    assert grounds.evidence.source_words == pytest.approx(1.0)
    other = "How much is the bonus for parents after 12 years of service?"  # of which the table tells nothing
    grounds = judge(None, None, [Turn("user", other)], [hit], counts_in([text]), {})
    assert grounds.evidence.source_words < 0.5


@pytest.mark.parametrize("cell", ["7 " * 40, "a " * 40, "over " * 20, "1,000" * 15, "from 5 and " * 9, "(" * 2_000])
def test_hostile_cells_take_no_time(cell: str) -> None:
    began = time.process_time()
    told("after six years " * 5_000, [f"{cell} | 1", f"{cell[:-1]} | 2"] * 200)
    assert time.process_time() - began < 1.0
