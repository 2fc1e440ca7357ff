"""What is asked of a meeting, and whom a paper is from or to."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.assistant.facts.meetings import _actions
from uniconv_edge.assistant.facts.several_papers import papers_in
from uniconv_edge.assistant.question.intent import Kind, intent
from uniconv_edge.assistant.question.meeting import MeetingAsked, Part, meeting_asked
from uniconv_edge.assistant.question.party import Party, party_asked, said_by_side, without_sending
from uniconv_edge.assistant.rows.papers import TOTAL, facts_of
from uniconv_edge.assistant.words.terms import bag


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what was said in the project meeting", MeetingAsked(Part.SAID, named=True, called="project")),
        ("what was the last meeting about", MeetingAsked(Part.SAID, named=True, newest=True)),
        ("what happened at the meeting on 6 october", MeetingAsked(Part.SAID, named=True, called="on 6 october")),
        ("what was decided", MeetingAsked(Part.DECIDED)),
        ("what did we decide in the previous board meeting", MeetingAsked(Part.DECIDED, True, "board", before=True)),
        ("who has to do what", MeetingAsked(Part.ACTIONS)),
        ("what are the action items from the meeting", MeetingAsked(Part.ACTIONS, named=True)),
        ("what does ann have to do", MeetingAsked(Part.ACTIONS, whose="ann")),
        ("and who was there", MeetingAsked(Part.PRESENT)),
        ("who was missing at the agm", MeetingAsked(Part.MISSING, named=True, called="agm")),
        ("when was it", MeetingAsked(Part.WHEN)),
        ("when is the next one", MeetingAsked(Part.NEXT)),
    ],
)
def test_what_is_asked_of_a_meeting_is_known(question: str, expected: MeetingAsked) -> None:
    assert meeting_asked(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "what was decided about the roof",
        "what was said about the next meeting",
        "what will be said in the next meeting",
        "what do i have to do",
        "what does it do",
        "who has to do the dishes",
        "how long was the meeting",
        "what happened in the last 5 minutes",
        "when was it built",
    ],
)
def test_other_questions_are_asked_of_no_meeting(question: str) -> None:
    assert meeting_asked(question) is None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many invoices are from Acme Timber?", Party(bag("Acme Timber"), gets=False)),
        ("What did we get invoiced by Acme in total?", Party(bag("acme"), gets=False)),
        ("Which invoices did we send to Acme this year?", Party(bag("acme"), gets=True)),
        ("How much have we billed Acme altogether?", Party(bag("acme"), gets=True)),
        ("What is the total of all invoices for consulting?", Party(bag("consulting"), gets=True, perhaps=True)),
        ("How many invoices are there?", None),
        ("Which invoices are from Acme to Hobson?", None),
    ],
)
def test_the_side_of_a_party_is_known(question: str, expected: Party | None) -> None:
    assert party_asked(question) == expected


def test_a_paper_is_not_called_by_a_party_of_the_other_side() -> None:
    sent = "Lowe Joinery\nInvoice 7\nBill to: Acme Timber, Prudhoe\n"
    got = "Acme Timber\nInvoice 12\nCustomer:\nLowe Joinery\n"
    nobody = "Acme Timber\nInvoice 12\n"
    by, to = (Party(bag("Acme Timber"), gets=gets) for gets in (False, True))
    assert [said_by_side("Acme Timber 7", text, by) for text in (sent, got, nobody)] == ["7", *["Acme Timber 7"] * 2]
    assert [said_by_side("Acme Timber 7", text, to) for text in (sent, got)] == ["Acme Timber 7", "7"]


def test_that_papers_were_sent_is_told_by_their_side() -> None:
    assert without_sending("Total of the invoices we sent to Acme?") == "Total of the invoices to Acme?"


def invoice(number: int, who: str) -> str:
    return f"Lowe Joinery\nINVOICE\nInvoice number: {number}\nBill to: {who}\nDoor | £90.00\nTotal due: £{number}.00\n"


def test_papers_in_one_document_begin_as_the_first_one_does() -> None:
    pages = [invoice(2033, "Acme") + "\n" + invoice(2034, "Hobson")]
    first, second = papers_in(pages)
    assert second.alone(pages)[0].lstrip() == invoice(2034, "Hobson")
    assert "2034" not in first.alone(pages)[0]
    assert pages[0][second.first[1] :] == second.alone(pages)[0][second.first[1] :]  # all keeps its place
    of_hobson = pages[0].index("Hobson")
    assert (first.holds(0, of_hobson), second.holds(0, of_hobson)) == (False, True)


@pytest.mark.parametrize("line", ["invoice 1" + "_" * 30_000 + "!", "invoice" + "_" * 30_000 + "!"])
def test_a_long_line_of_underscores_is_read_at_once(line: str) -> None:
    began = time.process_time()
    assert papers_in([line]) == ()
    assert time.process_time() - began < 1


@pytest.mark.parametrize("page", ["1\n" * 20_000 + "x", "\n" * 20_000 + "x", "actions\n\n" * 6_000])
def test_a_page_of_many_lines_is_searched_for_actions_at_once(page: str) -> None:
    began = time.process_time()
    assert not list(_actions(page))
    assert time.process_time() - began < 1


def test_papers_on_pages_of_their_own_begin_with_these() -> None:
    pages = [invoice(1, "Acme"), "The rest of it.\nInvoice 1\n", invoice(2, "Hobson")]
    assert [each.first for each in papers_in(pages)] == [(0, 0), (2, 0)]


@pytest.mark.parametrize(
    "text",
    [
        invoice(2033, "Acme"),
        "Statement\nInvoice 1\nInvoice 2\nInvoice 3\n",  # a list of them
        "Estimate E-7\nDate: 3 May\nOrder: 12\nFor: Ann\nTotal: £5\n",  # another kind is but named
        "Lease\n\nInvoices are paid within a week.\n",
    ],
)
def test_one_paper_is_not_taken_for_several(text: str) -> None:
    assert papers_in([text]) == ()


def test_a_total_without_a_colon_is_stated() -> None:
    facts = {
        fact.name: fact.value for fact in facts_of("Subtotal £3,905.00\nVAT at 20% £781.00\nAmount payable £4,686.00")
    }
    assert facts["Amount payable"] == facts[TOTAL] == "£4,686.00"


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Who is it for?", ""),
        ("Who was that one for?", ""),
        ("Who is invoice 2034 for?", "invoice 2034"),
        ("Who did the estimate E-78 go to?", "estimate e-78"),
    ],
)
def test_for_whom_a_paper_is_asked(question: str, about: str) -> None:
    found = intent(question)
    assert (found.kind, found.about) == (Kind.RECEIVER, about)


@pytest.mark.parametrize("question", ["Who got the job?", "Who is it?", "Who is the course for?"])
def test_for_whom_else_is_asked_of_the_documents(question: str) -> None:
    assert intent(question).kind is Kind.CONTENT
