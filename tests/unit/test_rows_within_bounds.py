"""Rows of a table within bounds, the highest few, sums per group, and what is asked of rows just told."""

from __future__ import annotations

import time
from datetime import date

import pytest

from uniconv_edge.assistant.quoting.tables import tables_of
from uniconv_edge.assistant.rows.asked_again import asked_again
from uniconv_edge.assistant.rows.asked_of_documents import of_rows
from uniconv_edge.assistant.rows.over_rows import told_of_table
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.types import Turn

TODAY = date(2026, 12, 1)
BILLS = """Bill | Date | From | Amount (EUR) | Paid
Bill: B1 | Date: 2026-01-08 | From: Oak Ltd | Amount (EUR): 120.00 | Paid: no
Bill: B2 | Date: 2026-03-04 | From: Hill & Co | Amount (EUR): 310.50 | Paid: yes
Bill: B3 | Date: 2026-03-20 | From: Oak Ltd | Amount (EUR): 89.90 | Paid: no
Bill: B4 | Date: 2026-07-01 | From: Fenn | Amount (EUR): 150.00 | Paid: yes"""
CLUB = """Name | Joined | Group | Fee | Paid on
Name: Ann | Joined: 2021-01-03 | Group: Rowing | Fee: 80 | Paid on: 2026-02-01
Name: Ben | Joined: 2022-06-04 | Group: Sailing | Fee: 120
Name: Cat | Joined: 2024-11-05 | Group: Rowing | Fee: 80 | Paid on: 2026-02-03
Name: Dan | Joined: 2024-04-06 | Group: Sailing | Fee: 120"""
BOOKS = """Title | Stars | Pages
Title: Salt | Stars: 4 | Pages: 312
Title: Hives | Stars: 5 | Pages: 208
Title: Bells | Stars: 5 | Pages: 455"""
FEES = """Service | Cost | Currency | Renews
Service: Box | Cost: 10 | Currency: EUR | Renews: 2026-12-14
Service: Fit | Cost: 30 | Currency: USD | Renews: 2027-02-11"""
OLD = (
    BOOKS.replace("Pages", "Year")
    .replace("Year: 312", "Year: 2019")
    .replace(": 208", ": 2020")
    .replace(": 455", ": 2021")
)
NAMES = {
    BILLS: ["bills", "Bills 2026"],
    CLUB: ["club", "sheet Members"],
    BOOKS: ["books"],
    OLD: ["books"],
    FEES: ["services"],
}


def told(question: str, table: str) -> Told | None:
    readings = [each for each in of_rows(question, TODAY) if each]
    found = (told_of_table(each, tables_of(table)[0], NAMES[table], known=False) for each in readings)
    return next((each for each in found if each and each.held), None)  # of none that the question says nothing of


@pytest.mark.parametrize(
    ("question", "table", "rows", "note"),
    [
        (
            "Which bills are over 100 euros?",
            BILLS,
            "B1 B2 B4",
            "Rows of this table with “Amount (EUR): over 100 euros”: 3 of 4.",
        ),
        (
            "How many bills are at least 150?",
            BILLS,
            "B2 B4",
            "Rows of this table with “Amount (EUR): at least 150”: 2 of 4.",
        ),
        (
            "Which bills are between 100 and 200 euros?",
            BILLS,
            "B1 B4",
            "Rows of this table with “Amount (EUR): between 100 and 200 euros”: 2 of 4.",
        ),
        (
            "unpaid bills over 100 euros",
            BILLS,
            "B1",
            "Rows of this table with “Paid: no”, “Amount (EUR): over 100 euros”: 1 of 4.",
        ),
        (
            "What is the total of the unpaid bills?",
            BILLS,
            "B1 B3",
            "Sum of “Amount (EUR)” in 2 rows with “Paid: no”: 209.90.",
        ),
        (
            "Which bills are before March?",
            BILLS,
            "B1",
            "Rows of this table with “Date: up to 28 February 2026”: 1 of 4.",
        ),
        ("Which bills are after June?", BILLS, "B4", "Rows of this table with “Date: from 1 July 2026”: 1 of 4."),
        (
            "What are the two cheapest bills?",
            BILLS,
            "B3 B1",
            "Of 4 rows, compared by “Amount (EUR)”, the 2 lowest are 89.90, 120.00.",
        ),
        (
            "What is the total of all bills by month?",
            BILLS,
            "B1 B2 B3 B4",
            "Sum of “Amount (EUR)” in 4 rows: 670.40. "
            "By month: January 2026 120.00, March 2026 400.40, July 2026 150.00.",
        ),
        (
            "Which month was the most expensive?",
            BILLS,
            "B1 B2 B3 B4",
            "Sum of “Amount (EUR)” in 4 rows: 670.40. "
            "By month, the highest first: March 2026 400.40, July 2026 150.00, January 2026 120.00.",
        ),
        ("Who joined after 2023?", CLUB, "Cat Dan", "Rows of this table with “Joined: after 2023”: 2 of 4."),
        (
            "Which members joined before 2023 and have not paid?",
            CLUB,
            "Ben",
            "Rows of this table with “Paid on: none”, “Joined: before 2023”: 1 of 4.",
        ),
        ("Which members pay more than 100?", CLUB, "Ben Dan", "Rows of this table with “Fee: more than 100”: 2 of 4."),
        (
            "How many members are in each group?",
            CLUB,
            "Ann Ben Cat Dan",
            "Rows of this table: 4. By “Group”: Rowing 2, Sailing 2.",
        ),
        (
            "How many members joined per year?",
            CLUB,
            "Ann Ben Cat Dan",
            "Rows of this table: 4. By year: 2021 1, 2022 1, 2024 2.",
        ),
        (
            "Which books have more than 300 pages?",
            BOOKS,
            "Salt Bells",
            "Rows of this table with “Pages: more than 300 pages”: 2 of 3.",
        ),
        ("Which books have 5 stars?", BOOKS, "Hives Bells", "Rows of this table with “5”: 2 of 3."),
    ],
)
def test_rows_are_chosen_by_bounds_few_and_groups(question: str, table: str, rows: str, note: str) -> None:
    found = told(question, table)

    assert found is not None
    assert " ".join(next(iter(row.cells.values())) for row in found.rows) == rows
    assert found.note == note


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("Which bills are over 100 dollars?", BILLS),  # another currency than the column's
        ("Which bills are over 1,000 euros?", BILLS),  # none is
        ("Which bills were paid before March?", BILLS),  # the day of payment is not told
        ("Which members are over 50?", CLUB),  # years old, no fee
        ("Which services cost more than 20 euros?", FEES),  # of several currencies
        ("Which service is the most expensive?", FEES),
        ("Which books have more than 300 words?", BOOKS),
        ("Which books are more than 2 years old?", OLD),
        ("Which things are under 200?", BILLS),  # nothing says that bills are meant
        ("Who pays less than 100?", BILLS),
        ("Which bikes are over 100 euros?", BILLS),
    ],
)
def test_what_is_not_certain_is_not_told(question: str, table: str) -> None:
    assert told(question, table) is None


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        (
            "Which bills are over 100 euros?",
            "And of those, which are unpaid?",
            "Which bills are over 100 euros and are unpaid?",
        ),
        (
            "Which members live in Otley?",
            "and which of them have not paid?",
            "Which members live in Otley and have not paid?",
        ),
        ("Which bills are over 100 euros?", "Only those from Oak", "which bills are over 100 euros and from Oak?"),
        ("Which bills are over 100 euros?", "and the total?", "What is the total of bills are over 100 euros?"),
        ("Which bills are over 100 euros?", "and the cheapest?", "which is the cheapest of bills are over 100 euros?"),
        ("What did we spend per category?", "And by month?", "What did we spend by month?"),
        ("When is the party?", "and the total?", "and the total?"),
        ("What is the rent?", "And by card?", "And by card?"),
        ("How many members joined in 2024?", "and in total?", "and in total?"),  # how many, and not their fees
    ],
)
def test_what_is_asked_of_rows_just_told(before: str, question: str, meant: str) -> None:
    turns = [Turn("user", before), Turn("assistant", "..."), Turn("user", question)]

    assert asked_again(turns, TODAY).lower() == meant.lower()


def test_long_questions_and_tables_take_less_than_a_second() -> None:
    start = time.perf_counter()
    of_rows("which " + "as " * 10_000, TODAY)
    of_rows("by each " * 4_000, TODAY)
    page = "day | sum\n" + "\n".join(f"day: 2026-{1 + i % 12:02}-01 | sum: {i}" for i in range(1_500))
    tables_of(page)
    began = time.perf_counter()
    NAMES[page] = ["sums"]

    assert told("What is the total of all sums by month?", page) is not None
    assert time.perf_counter() - began < 2
    assert began - start < 4
