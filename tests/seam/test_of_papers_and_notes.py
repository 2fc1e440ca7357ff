"""Papers and notes: who wrote a paper, which tasks notes keep, which notes link to a thing."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model
DOCUMENTS = {
    "moths.md": "# Moths of the harbour\n\nLena Albrecht^1 and J. D. O'Brien^2\n1 University of Kiel\n\n## Abstract\n\n"
    "We counted moths at lamps.\n\n## Results\n\nThere were 412 moths.\n",
    "minutes/march.md": "# Minutes of 3 March\n\nMinutes: Ola Brandt\n\nThe lamps were paid.\n",
    "minutes/april.md": "# Minutes of 7 April\n\nMinutes: Pia Holm\n\nThe nets were lent.\n",
    "notes/reading.md": '---\ntitle: Moths of the harbour, read\nabout: "[[moths]]"\n---\n\nToo bright.\n',
    "notes/thesis.md": "# Thesis\n\n## Tasks\n\n- [x] Ask for lamps\n- [ ] Write the data section\n- [ ] Book a room\n",
    "boats/mooring-agreement.md": "# Mooring agreement\n\n## 1. Term\n\nIt ends in May 2027.\n\n"
    "## Signatures\n\nFor the owner: Ada Lee\n",
    "staff/contract Okonjo.md": "# Contract of employment\n\nbetween Hollin Ltd and Ms Adaeze Okonjo\n\n## 1. Start\n\n"
    "The employment begins on 2 June.\n\n## 3. Pay\n\nThe salary is £52,400 a year, in equal parts.\n",
    "staff/holidays.csv": "Name,Allowance,Left,Sick\nAdaeze Okonjo,22,4,1\nPeter Lang,25,2,0\nMeg Hart,25,6,3\n",
    "staff/offer.txt": "Hollin Ltd\n16 November 2026\n\nDear Joan,\n\nit was good to meet you again on Thursday.\n\n"
    "The full wage is paid for sixteen weeks, so until 27 June.\n\nKind regards\nPeter\n",
    "notes/2026-11-26.md": "# 26 November\n\n- Talked about [[moths]]\n- [ ] Buy a net\n",
}


def test_the_authors_of_a_paper_are_the_names_above_its_abstract(assistant: Assistant) -> None:
    answer = ask(assistant, "Who wrote the paper on moths of the harbour?")
    assert [quote.text for quote in answer.quotes] == ["Lena Albrecht^1 and J. D. O'Brien^2"]


def test_of_several_that_say_who_wrote_them_none_is_taken_for_the_one_meant(assistant: Assistant) -> None:
    assert ask(assistant, "Who wrote the minutes?").basis != "library"
    answer = ask(assistant, "Who wrote the minutes of 3 March?")
    assert [quote.text for quote in answer.quotes] == ["Minutes: Ola Brandt"]


@pytest.mark.parametrize(
    ("question", "tasks", "told"),
    [
        ("Which tasks are open?", ["Buy a net", "Write the data section", "Book a room"], "3 open tasks."),
        ("What do I still have to do for the thesis?", ["Write the data section", "Book a room"], "2 open tasks."),
        ("Which tasks are done?", ["Ask for lamps"], "1 done task."),
        ("List my open to-dos about nets", ["Buy a net"], "1 open task."),
    ],
)
def test_tasks_are_told_by_their_boxes(assistant: Assistant, question: str, tasks: list[str], told: str) -> None:
    answer = ask(assistant, question)
    assert [quote.text[4:] for quote in answer.quotes] == tasks
    assert answer.text == told
    assert all(quote.verified for quote in answer.quotes)


def test_behind_tasks_those_that_are_done_or_open_are_asked_for(assistant: Assistant) -> None:
    first = "What do I still have to do for the thesis?"
    assert ask(assistant, first, "which are done?").text == "1 done task."
    assert ask(assistant, first, "which are done?", "and how many are still open?").text == "2 open tasks."


def test_a_paper_that_is_called_by_a_part_of_a_name_is_of_whom_it_names_in_full(assistant: Assistant) -> None:
    for question in ("What is Adaeze Okonjo's salary?", "what is the salary of adaeze okonjo"):
        answer = ask(assistant, question)
        assert [quote.text for quote in answer.quotes] == ["The salary is £52,400 a year, in equal parts."]


def test_a_letter_is_of_whom_it_is_written_to(assistant: Assistant) -> None:
    answer = ask(assistant, "When does Joan's full wage end?")
    assert [quote.text for quote in answer.quotes] == ["The full wage is paid for sixteen weeks, so until 27 June."]
    assert not ask(assistant, "When does Morag's full wage end?").answered


def test_rows_that_hold_no_number_to_call_and_no_address_are_no_answer(assistant: Assistant) -> None:
    assert not ask(assistant, "What is Peter Lang's telephone number?").answered
    assert not ask(assistant, "What is Peter Lang's address?").answered


def test_an_agreement_may_be_called_a_contract(assistant: Assistant) -> None:
    assert "mooring-agreement.md" in ask(assistant, "Summarise the mooring contract").text
    assert [each.text for each in ask(assistant, "Who signed the mooring contract?").quotes] == [
        "For the owner: Ada Lee"
    ]
    assert "mooring-agreement.md" in ask(assistant, "Which contracts do I have?").text


def test_notes_that_link_to_a_thing_are_listed(assistant: Assistant) -> None:
    told = ask(assistant, "Which notes link to moths?")
    assert told.basis == "library"
    assert "2026-11-26.md" in told.text
