"""What the statements of an account tell."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model
HEAD = "Date,Description,Category,Amount,Balance\n"
JUNE = (
    "03/06/2025,DIRECT DEBIT STREAMBOX,Subscriptions,-9.99,1490.01\n"
    "10/06/2025,MARLOW FOODS,Groceries,-40.50,1449.51\n"
    "28/06/2025,PAY HOLT PRINTING,Income,2100.00,3549.51\n"
)
DOCUMENTS = {
    "bank/2025-05.csv": HEAD + "03/05/2025,DIRECT DEBIT STREAMBOX,Subscriptions,-9.99,1490.01\n"
    "09/05/2025,MARLOW FOODS,Groceries,-31.20,1458.81\n"
    "17/05/2025,KEEL TYRES,Car,-260.00,1198.81\n"
    "28/05/2025,PAY HOLT PRINTING,Income,2100.00,3298.81\n",
    "bank/2025-06.csv": HEAD + JUNE,
    "bank/2025-06-07.csv": HEAD + JUNE + "03/07/2025,DIRECT DEBIT STREAMBOX,Subscriptions,-11.99,3537.52\n"
    "19/07/2025,MARLOW FOODS,Groceries,-22.00,3515.52\n"
    "21/07/2025,MARLOW FOODS REFUND,Groceries,5.00,3520.52\n"
    "24/07/2025,CAFE LUNA,Eating out,-12.00,3508.52\n",
    "verein.csv": "Datum;Text;Soll;Haben\n02.04.2025;Saalmiete;120,00;\n09.04.2025;Beitrag Anna;;60,00\n"
    "16.04.2025;Beitrag Ben;;60,00\n",
    "lease.md": "# Lease\n\nThe membership of the roof garden is 14 pounds a month.\n",
    "stock.csv": "Item,Date,Amount\nOil,03/05/2025,4\nBread,04/05/2025,7\nSalt,05/05/2025,9\n",
}


@pytest.mark.parametrize(
    ("questions", "note", "quotes"),
    [
        (
            ["How much did I spend on groceries?"],
            "3 rows with “groceries”: 93.70 went out. Not subtracted: 5.00 came in.",
            3,
        ),
        (
            ["How much did I spend on groceries in May?", "And in June?"],
            "1 row with “groceries” in June 2025: 40.50 went out.",
            1,
        ),
        (["When did I last pay Streambox?"], "The latest of 3 rows with “streambox”.", 1),
        (["How much is Streambox?"], "The latest of 3 rows with “streambox”. It was 9.99 up to 3 June 2025.", 1),
        (
            ["What was the largest payment to Marlow Foods?"],
            "The largest of 3 rows with “marlow”, “foods” that went out.",
            1,
        ),
        (
            ["When did the price of Streambox change?"],
            "Of 3 rows with “streambox”: 9.99 up to 3 June 2025, 11.99 from 3 July 2025 on.",
            2,
        ),
        (["Which payments were over 30 in May?"], "2 rows over 30 in May 2025 that went out.", 2),
        (
            ["How much did I spend on groceries on average per month?"],
            "3 rows with “groceries”: 93.70 went out in 3 months, 31.23 a month. Not subtracted: 5.00 came in.",
            3,
        ),
    ],
)
def test_what_is_told_of_movements(assistant: Assistant, questions: list[str], note: str, quotes: int) -> None:
    answer = ask(assistant, *questions)
    assert answer.note == note
    assert sum(quote.text.count("\n") + 1 for quote in answer.quotes) == quotes
    assert all(quote.verified for quote in answer.quotes)


def test_a_list_of_all_rows_is_complete(assistant: Assistant) -> None:
    assert ask(assistant, "Show me all payments over 250").note == "1 row over 250 that went out."


def test_what_was_paid_on_a_day_is_no_other_row_of_that_day(assistant: Assistant) -> None:
    answer = ask(assistant, "What did I pay on 3 May 2025?")
    assert answer.note == "1 row on 3 May 2025: 9.99 went out."
    assert [quote.path.rpartition("/")[2] for quote in answer.quotes] == ["2025-05.csv"]  # not that of the stock


def test_a_balance_is_the_one_behind_the_last_row_of_that_time(assistant: Assistant) -> None:
    [quote] = ask(assistant, "What was my balance at the end of May?").quotes
    assert quote.text[quote.answer_start : quote.answer_end] == "3298.81"


def test_what_came_in_and_went_out_may_stand_in_columns_of_their_own(assistant: Assistant) -> None:
    assert ask(assistant, "How much did we pay for Saalmiete?").note == "1 row with “saalmiete”: 120,00 went out."
    assert ask(assistant, "How much did we receive from Beitrag?").note == "2 rows with “beitrag”: 120,00 came in."


def test_where_no_row_is_of_that_time_the_days_of_the_rows_are_told(assistant: Assistant) -> None:
    answer = ask(assistant, "How much did I spend on groceries in 2019?")
    assert not answer.answered
    assert "no such row with “groceries” in 2019: the rows are of 3 May to 24 July 2025." in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "How much did I spend on clothes?",
        "When did I last pay Spotify?",
        "How much is the membership?",  # the lease says it
        "How much is the oil?",  # of no account
        "What was the balance of the invoice?",
        "How much did the tyres cost?",
    ],
)
def test_other_questions_are_answered_as_before(assistant: Assistant, question: str) -> None:
    note = ask(assistant, question).note or ""
    assert "went out" not in note
    assert "latest of" not in note
