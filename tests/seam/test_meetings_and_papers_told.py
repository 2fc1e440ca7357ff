"""Minutes tell what was said, decided and handed out; of two invoices in one file each is one."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import pytest
from asking import ask, ask_next

from uniconv_edge.types import Answer

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model
SEPTEMBER = """# Project meeting

8 September 2026, mess room

Present: Ruth Lowe, Gareth Pugh
Apologies: Sian Ellis

## 1. Router

Gareth presented two offers. It was agreed to ask the bank for leasing terms before anything is signed.

## Actions

| Action | Who | By |
|---|---|---|
| Ask the bank | Helen | 6 October |
| Order the filter | Gareth | 11 September |

Next meeting: 6 October 2026
"""
OCTOBER = """# Project meeting

6 October 2026, mess room

Present: Ruth Lowe, Sian Ellis, Jack Dodd
Apologies: Gareth Pugh

## 1. Router

Helen reported leasing terms. It was decided to lease the Felder from January on, for five years.

## 2. Safety

Jack cut his thumb at the bandsaw. The guard was set too high, so everybody sets it before each cut.

## Actions

- Ruth: sign the lease by 31 October
- Helen: book the course by 20 October

Next meeting: 3 November 2026
"""


def bill(number: int, who: str, total: str) -> str:
    return (
        f"Lowe Joinery Ltd\n\nINVOICE\n\nInvoice number: {number}\n\nInvoice date: {number - 2030} October 2026\n\n"
        f"Bill to: {who}\n\nPayment due: {number - 2020} November 2026\n\nTotal due: {total}\n\n"
        "Please pay within thirty days by bank transfer to the account that is printed at the foot of this page.\n\n"
    )


def bought(number: str, day: int, total: str) -> str:
    return (
        f"Acme Timber Merchants\n\nInvoice {number}\n\nDate: {day} October 2026\n\nCustomer: Lowe Joinery Ltd\n\n"
        f"VAT at 20% £{day}.00\n\nAmount payable {total}\n"
    )


ROOMS = [f"{side} {floor}" for side in ("north", "south", "east", "west") for floor in ("first", "second", "third")]
DOCUMENTS = {
    "minutes/project-meeting-2026-09-08.md": SEPTEMBER,
    "minutes/project-meeting-2026-10-06.md": OCTOBER,
    "leave/leave.csv": (
        "Name,From,To,Kind\nAnn Lee,2026-12-07,2026-12-11,holiday\nBob May,2026-12-02,2026-12-03,course\n"
        "Cy Moor,2026-12-14,2026-12-18,holiday\n"
    ),
    "leave/balance.csv": "Name,Allowance,Taken,Left\nAnn Lee,25,19,8\nBob May,25,22,3\nCy Moor,20,8,12\n",
    "register/risks.csv": (
        "ID,Risk,Owner,Status\nR-1,Oak becomes dear,Ann Lee,open\nR-2,Fire in the extractor,Bob May,closed\n"
        "R-3,The foreman leaves,Ann Lee,open\n"
    ),
    "invoices/long-2040.txt": (
        bill(2040, "Lindisfarne Hotels plc", "")
        + "".join(f"Panel of the {room} floor, oiled: £{number}.00\n" for number, room in enumerate(ROOMS, 300))
        + "\n"
        + "Total due: £9,160.80\n"
    ),
    "minutes/canteen.md": "# The meeting room\n\nThe meeting room is cleaned on Fridays.\n",
    "invoices/october.txt": bill(2033, "Acme Timber Merchants", "£2,448.00")
    + bill(2034, "St Oswald School", "£4,236.00"),
    **{
        f"estimates/estimate-{number}.txt": f"ESTIMATE\n\nEstimate number: {number}\n\nDate: {number} May 2026\n\n"
        f"To: Hilltop Farm\n\nRoofing of the barn\n\nTotal: £{number}00.00\n"
        for number in (3, 4, 5)
    },
    "invoices/at-8812.txt": bought("AT-8812", 2, "£4,686.00"),
    "invoices/at-8840.txt": bought("AT-8840", 9, "£1,584.00"),
}


def told(answer: Answer) -> list[str]:
    return [quote.text for quote in answer.quotes]


def test_what_was_said_is_told_of_the_newest_minutes_and_gone_on_from(assistant: Assistant) -> None:
    said = ask(assistant, "What was said in the project meeting?")
    assert {PurePath(quote.path).name for quote in said.quotes} == {"project-meeting-2026-10-06.md"}
    assert "the newest of 2 documents" in said.note
    assert told(ask_next(assistant, "Who was there?")) == ["Present: Ruth Lowe, Sian Ellis, Jack Dodd"]
    assert told(ask_next(assistant, "and who was missing?")) == ["Apologies: Gareth Pugh"]
    assert told(ask_next(assistant, "What was decided?")) == [
        "It was decided to lease the Felder from January on, for five years."
    ]
    assert told(ask_next(assistant, "Who has to do what?")) == [
        "- Ruth: sign the lease by 31 October",
        "- Helen: book the course by 20 October",
    ]
    assert told(ask_next(assistant, "What does Helen have to do?")) == ["- Helen: book the course by 20 October"]
    assert told(ask_next(assistant, "When is the next one?")) == ["Next meeting: 3 November 2026"]


def test_minutes_are_meant_by_their_day_or_as_those_before(assistant: Assistant) -> None:
    said = ask(assistant, "What was said at the meeting on 8 September 2026?")
    assert said.note == "Told of `project-meeting-2026-09-08.md`."
    actions = [
        "Action: Ask the bank | Who: Helen | By: 6 October",
        "Action: Order the filter | Who: Gareth | By: 11 September",
    ]
    assert told(ask(assistant, "What are the actions from the meeting in September?")) == actions
    ask(assistant, "What was the last meeting about?")
    assert told(ask_next(assistant, "Who was at the previous meeting?")) == ["Present: Ruth Lowe, Gareth Pugh"]


def test_what_no_minutes_are_meant_by_is_asked_of_the_documents(assistant: Assistant) -> None:
    assert ask(assistant, "What was said in the garden meeting?").basis == "documents"
    assert "canteen.md" in ask(assistant, "What is the meeting room about?").text  # which is told of as ever
    ask(assistant, "How much is invoice 2034?")
    assert ask_next(assistant, "Who was there?").basis == "documents"


def test_of_two_invoices_in_one_file_the_one_that_is_named_answers(assistant: Assistant) -> None:
    assert told(ask(assistant, "How much is invoice 2034?")) == ["Total due: £4,236.00"]
    assert told(ask_next(assistant, "Who is it for?")) == ["Bill to: St Oswald School"]
    assert told(ask_next(assistant, "When is it due?")) == ["Payment due: 14 November 2026"]
    assert told(ask(assistant, "How much is invoice 2033?")) == ["Total due: £2,448.00"]
    assert told(ask_next(assistant, "Who was that one for?")) == ["Bill to: Acme Timber Merchants"]
    assert told(ask(assistant, "Who did invoice 2034 go to?")) == ["Bill to: St Oswald School"]


def test_papers_in_one_file_are_counted_and_compared_each(assistant: Assistant) -> None:
    highest = ask(assistant, "Which invoice is the highest?")
    assert highest.note == (
        "Of 5 papers, compared by “Total”, the highest is £9,160.80, in `long-2040.txt`. "
        "`october.txt` was read as 2 papers."
    )
    assert "Sum of “Total” in 5 papers: £22,114.80." in ask(assistant, "What is the total of all invoices?").note


def test_papers_from_a_party_are_not_those_to_it(assistant: Assistant) -> None:
    assert "2 of 5 papers" in ask(assistant, "How many invoices are from Acme Timber?").note
    assert "£6,270.00" in ask(assistant, "What is the total of the invoices from Acme Timber?").note
    sent = ask(assistant, "Which invoices did we send to Acme Timber?")
    assert (told(sent), "1 of 5 papers" in sent.note) == (["Bill to: Acme Timber Merchants"], True)


def test_what_papers_are_for_need_not_be_a_party(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the total of all estimates for roofing?")
    assert "Sum of “Total” in 3 documents: £1200.00." in answer.note


def test_what_was_billed_is_the_total_that_stands_in_the_next_passage(assistant: Assistant) -> None:
    assert told(ask(assistant, "How much did we bill Lindisfarne Hotels?")) == ["Total due: £9,160.80"]


def test_who_is_on_holiday_is_told_by_rows_that_say_so(assistant: Assistant) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(assistant, "today", lambda: date(2026, 12, 1))
        rows = told(ask(assistant, "Who is on holiday in December?"))
    assert [row.partition(" | ")[0] for row in rows] == ["Name: Ann Lee", "Name: Cy Moor"]


def test_a_unit_of_time_is_counted_in_the_column_that_is_named(assistant: Assistant) -> None:
    assert ask(assistant, "How many days has Bob left?").note == "“Left” in this row: 3."
    assert "the highest is 12" in ask(assistant, "Who has the most days left?").note


def test_all_rows_of_a_table_that_is_called_so_are_told_and_some_of_them(assistant: Assistant) -> None:
    assert ask(assistant, "What are the risks?").note == "Rows of this table: 3."
    some = ask_next(assistant, "Which of them are closed?")
    assert (some.note, len(some.quotes)) == ("Rows of this table with “closed”: 1 of 3.", 1)


def test_how_many_papers_a_file_holds_is_told_where_files_are_counted(assistant: Assistant) -> None:
    assert "`october.txt` holds 2 of them." in ask(assistant, "How many invoices do I have?").text
