"""The row whose range holds the number of a question."""

from __future__ import annotations

import time

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.quoting.tables import tables_of
from uniconv_edge.assistant.rows.ranges import of_range_again, told_of_range

pytestmark = pytest.mark.model
DOCUMENTS = {
    "handbook.md": "# Handbook\n\n## Leave\n\n| Years of service | Days of leave |\n|---|---|\n| less than 2 | 25 |\n"
    "| 2 to 4 | 27 |\n| 5 to 9 | 29 |\n| 10 or more | 32 |\n\nLeave is asked for two weeks before.\n",
    "post.md": "# Parcels\n\n| Weight | Standard | Express |\n|---|---|---|\n| up to 2 kg | £4.20 | £7.90 |\n"
    "| 2.1–5 kg | £6.10 | £9.80 |\n| over 5 kg | £8.40 | on request |\n",
    "pool.md": "# Pool\n\n| Age | Ticket |\n|---|---|\n| under 4 | free |\n| 4-15 | 2.50 |\n| 16-64 | 4.80 |\n"
    "| 65+ | 3.60 |\n",
}


@pytest.mark.parametrize(
    ("questions", "quote", "cell"),
    [
        (["How many days of leave do I get after six years?"], "5 to 9", "29"),
        (["How many days of leave do I get after six years?", "And after ten years?"], "10 or more", "32"),
        (["How many days of leave do I get after six years?", "And in the first year?"], "less than 2", "25"),
        (["How many days of leave do I get after six years?", "and after 3?"], "2 to 4", "27"),
        (["How much is a 3 kg parcel by express?"], "2.1–5 kg", "£9.80"),
        (["What does a parcel of 7 kg cost?"], "over 5 kg", ""),
        (["How much is a ticket for a 7-year-old?"], "4-15", "2.50"),
        (["What does a ticket cost for someone aged 70?"], "65+", "3.60"),
    ],
)
def test_the_row_that_holds_the_number_is_quoted(
    assistant: Assistant, questions: list[str], quote: str, cell: str
) -> None:
    [found] = ask(assistant, *questions).quotes
    assert f": {quote} |" in found.text
    assert found.text[found.answer_start : found.answer_end] == cell


@pytest.mark.parametrize(
    ("question", "table"),
    [
        ("Who has six years of service?", "Years of service | Days\n2 to 4 | 27\n5 to 9 | 29"),
        ("How many days of leave after six weeks?", "Years of service | Days of leave\n2 to 4 | 27\n5 to 9 | 29"),
        ("How many days of leave after 5 years?", "Years of service | Days of leave\n2 to 5 | 27\n5 to 9 | 29"),
        ("How many days of leave after 30 years?", "Years of service | Days of leave\n2 to 4 | 27\n5 to 9 | 29"),
        ("May pupils in year 8 use phones in the break?", "Year | Minutes of pupils\n2 to 4 | 27\n5 to 9 | 29"),
        ("How many rooms after 6 years?", "Years of service | Days of leave\n2 to 4 | 27\n5 to 9 | 29"),
        ("How many days of leave after six years?", "Years of service | Days of leave\n6 | 27\n7 | 29"),
    ],
)
def test_what_no_single_range_holds_is_not_told(question: str, table: str) -> None:
    [names, *rows] = [line.split(" | ") for line in table.splitlines()]
    labelled = (" | ".join(f"{name}: {cell}" for name, cell in zip(names, row, strict=True)) for row in rows)
    page = "\n".join([" | ".join(names), *labelled])
    [read] = tables_of(page)
    assert told_of_range(question, read, ["Rules"]) is None


@pytest.mark.parametrize("last", ["And on 5 May?", "And in 2024?", "And the cat?", "and why?"])
def test_other_follow_ups_ask_of_no_other_number(last: str) -> None:
    assert of_range_again(last, "What does a parcel of 3 kg cost?") == ""


@pytest.mark.parametrize("part", ["1 ", "5 to ", "one two ", "12-", "kg 3 "])
def test_ranges_are_read_in_no_time(part: str) -> None:
    began = time.process_time()
    [table] = tables_of(f"Age | Price\nAge: 2 to 4 | Price: {part * 40}\nAge: 5 to 9 | Price: 3")
    told_of_range(part * (199 // len(part)), table, ["Pool"])
    assert time.process_time() - began < 0.5
