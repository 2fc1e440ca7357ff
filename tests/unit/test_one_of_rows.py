"""One row of a table is no sum, and no look at all of them."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.rows.one_of_rows import is_one_of_rows, total_of_more

ROW, TOTAL = "Date: 2 July | Shop: Hill | Euros: 84.15", "Total | | 355.14"


@pytest.mark.parametrize(
    ("question", "quotes", "told"),
    [
        ("How much did I spend on groceries since July?", [ROW], True),
        ("What does it cost in total?", [ROW], True),
        ("What was the most expensive thing?", [ROW, ROW], True),
        ("What is the total?", [TOTAL], False),
        ("What is the total?", ["Item: Hose | Price: 12.00 | Total: 48.00"], True),
        ("What is the total?", ["Item: Total | Price: | Total: 48.00"], False),
        ("How high is the highest mountain in Austria?", ["Country: Austria | Peak: Grossglockner, 3,798 m"], False),
        ("How high is the highest mountain?", ["Country: Austria | Peak: Grossglockner, 3,798 m"], True),
        ("What is the highest point?", ["Land: Alps | Highest point: 3,798 m"], False),
        ("Which country is the largest?", ["Land: Svalbard, its largest island | Area: 62 km"], True),
        ("What is the largest island?", ["Land: Svalbard, its largest island | Area: 62 km"], False),
        ("What is the total?", ["The total is 355.14 euros."], False),
        ("How much was it at Hill on 2 July?", [ROW], False),
        ("What is the total?", [], False),
        ("Which boat is the cheapest?", ["- Rowing boat: 30 euros a day"], True),
        ("Which boat is the cheapest?", ["- Rowing boat: 30 euros a day\n- Kayak: 25 euros a day"], False),
        ("Which tent is the heaviest?", ["name: Alp | kg: 3"], True),
        ("Who is the youngest?", ["name: Leo | born: 2016"], True),
        ("What did we spend in May?", [ROW], True),
        ("When do I have to be there at the latest?", [ROW], False),
        ("What do I need at least?", [ROW], False),
    ],
)
def test_a_row_that_answers_for_all_is_told_to_be_one(question: str, quotes: list[str], told: bool) -> None:
    assert is_one_of_rows(question, quotes) == told


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did the hoses cost in total?", "This is the total of all rows, not only of “hoses”."),
        ("How much did it cost in total?", ""),
        ("What is the total of the invoice in euros?", ""),
        ("What did the garden cost in total?", ""),
    ],
)
def test_the_total_of_all_rows_is_told_to_be_no_total_of_one(question: str, told: str) -> None:
    rows = "Garden work, invoice 7\nItem | Amount\nInlet hose | 38.40\nLabour | 145.00\nTotal in euros | 183.40"
    assert total_of_more(question, ["Total in euros | 183.40"], [rows]) == told
