"""A conversation about documents with the shipped model: when and by whom they were written, what stands in one of
them, corrections, folders."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.types import Finished, Turn

pytestmark = pytest.mark.model
DOCUMENTS = {
    "energy.txt": "BRIGHTWATER ENERGY\n\n14 January 2026\n\nDear Mr Lindqvist,\n\nYour tariff Fix 24 ends on 28 "
    "February 2026. The flexible tariff costs £137 a month.\n\nYours sincerely,\n\nAmina Patel\n",
    "plumber.eml": "From: Des Clarke <des@clarke.example>\nTo: Ella <ella@lindqvist.example>\nSubject: Bathroom\n"
    "Date: Mon, 16 Feb 2026 19:12:00 +0000\n\nHi Ella,\n\nthe new trap costs £180. The new fan costs £145 fitted.\n",
    "lease.md": "# Tenancy agreement\n\nPets need the consent of the landlord. The rent is £1,450 a month.\n\n"
    "The notice period is two months.\n\nSigned on 12 August 2024: C. Whitcombe\n",
    "the-long-walk.txt": "The Long Walk\n\nby Hanna Reuter\n\nWe left in May, and Tom wrote a song on boots.\n",
    "journal.md": "# Journal\n\nThe rent went up to £1,500 in May. Des charged £325. Pets make noise, I say.\n",
    "tables/car.csv": "date,what,cost\n2025-02-11,service,214.00\n2025-06-30,tyres,168.00\n2025-11-19,battery,121.50\n",
}


@pytest.mark.parametrize(
    ("questions", "quoted"),
    [
        (("When does my tariff end?", "who sent that?"), "Yours sincerely,\n\nAmina Patel"),
        (("When does my tariff end?", "when was it written?"), "14 January 2026"),
        (("How much is the new trap?", "who wrote that?", "when?"), "Date: Mon, 16 Feb 2026 19:12:00 +0000"),
        (("when was the lease signed?",), "Signed on 12 August 2024: C. Whitcombe"),
        (("who wrote the mail about the bathroom?",), "From: Des Clarke <des@clarke.example>"),
        (("How much is the new trap?", "no, I meant the fan"), "The new fan costs £145 fitted."),
        (("what does the lease say about pets?",), "Pets need the consent of the landlord."),
        (("according to the journal, how much is the rent?",), "The rent went up to £1,500 in May."),
        (("in the lease, how much is the rent?",), "The rent is £1,450 a month."),
        (
            ("What did the tyres cost?", "Back to the journal: how much is the rent?"),
            "The rent went up to £1,500 in May.",
        ),
        (("what did the tyres cost?", "not the tyres, the battery"), "battery"),
    ],
)
def test_a_quote_answers(assistant: Assistant, questions: tuple[str, ...], quoted: str) -> None:
    answer = ask(assistant, *questions)
    assert quoted in answer.quotes[0].text
    assert answer.quotes[0].verified


def test_a_work_is_called_by_all_of_its_title(assistant: Assistant) -> None:
    assert ask(assistant, "Who wrote The Long Walk?").quotes[0].text == "by Hanna Reuter"
    assert ask(assistant, "Who wrote the song about the long walk?").basis == "documents"


def test_who_and_when_are_both_quoted(assistant: Assistant) -> None:
    answer = ask(assistant, "How much is the new trap?", "Who sent that mail, and when?")
    assert [quote.text for quote in answer.quotes] == [
        "From: Des Clarke <des@clarke.example>",
        "Date: Mon, 16 Feb 2026 19:12:00 +0000",
    ]
    signed = ask(assistant, "When does my tariff end?", "when was it written, and by whom?")
    assert [quote.text[:10] for quote in signed.quotes] == ["14 January", "Yours sinc"]


def test_of_a_document_that_does_not_say_so_the_documents_are_asked(assistant: Assistant) -> None:
    assert ask(assistant, "what did the tyres cost?", "who wrote it?").basis == "documents"


def test_a_correction_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, "How much is the new trap?", "no, I meant the fan")
    assert answer.question == "no, I meant the fan"
    assert answer.note == "Read as “How much is the fan?”"


@pytest.mark.parametrize(
    ("questions", "note", "text"),
    [
        (("who wrote the mail?", "no, I meant the lease"), "who wrote the lease?", "C. Whitcombe"),
        (
            ("what does the lease say about pets?", "no, I meant notice"),
            "what does the lease say about notice?",
            "two mo",
        ),
        (("how many files mention fan?", "no, I meant the rent"), "how many files mention the rent?", "2 of 6"),
        (
            ("How much is the new trap?", "how many files mention fan?", "no, I meant pets", "no, I meant the rent"),
            "how many files mention the rent?",
            "2 of 6",
        ),
    ],
)
def test_what_was_told_without_a_search_is_corrected(
    assistant: Assistant, questions: tuple[str, ...], note: str, text: str
) -> None:
    answer = ask(assistant, *questions)
    assert answer.note == f"Read as “{note}”"
    assert text in answer.text
    assert answer.basis == "library"


def test_a_correction_is_kept_as_it_was_read(assistant: Assistant) -> None:
    """Also where the question that it corrected was asked of the library, and leaves no turn."""
    ask(assistant, "list all prices", "no, I meant fees", "how much is the rent?")
    asked = [turn.text for turn in assistant._understanding.turns if turn.role == "user"]
    assert asked == ["list all prices", "list all fees?", "how much is the rent?"]


def test_a_conversation_is_read_again_when_it_goes_on(assistant: Assistant) -> None:
    before = [Turn("user", "hi, how much is the new trap?"), Turn("assistant", "the new trap costs £180.")]
    assistant.reset([*before, Turn("user", "no, I meant the fan"), Turn("assistant", "The new fan costs £145 fitted.")])
    answer = next(event.answer for event in assistant.ask("no, the tariff") if isinstance(event, Finished))
    assert answer.note == "Read as “how much is the tariff?”"


@pytest.mark.parametrize("filters", ["type:md", "type:md type:mail"])
def test_a_document_is_named_behind_filters(assistant: Assistant, filters: str) -> None:
    answer = ask(assistant, f"{filters} ok, in the lease, how much is the rent?")
    assert [PurePath(quote.path).name for quote in answer.quotes] == ["lease.md"]
    assert {PurePath(hit.path).name for hit in answer.sources} == {"lease.md"}
    assert ask(assistant, f"please what does the lease say about pets? {filters}").basis == "library"


def test_another_answer_is_not_the_one_before(assistant: Assistant) -> None:
    first = ask(assistant, "How much is the rent?").quotes[0].text
    assert ask(assistant, "How much is the rent?", "no, I meant the other one").quotes[0].text != first


@pytest.mark.parametrize(
    ("questions", "quoted"),
    [
        (("What does the lease say about pets?", "whose?"), "Pets need the consent of the landlord."),
        (("How much is the flexible tariff?", "why?"), "The flexible tariff costs £137 a month."),
        (("What does the new trap cost?", "and the fan?"), "The new fan costs £145 fitted."),
    ],
)
def test_what_leans_on_a_quote_is_asked_of_its_document(
    assistant: Assistant, questions: tuple[str, ...], quoted: str
) -> None:
    assert ask(assistant, *questions).quotes[0].text == quoted


def test_what_a_document_did_not_answer_is_asked_of_all_behind_the_session_alone(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A model that reads its sources reads them twice then, each time right behind the conversation."""
    read: list[int] = []
    grounded = assistant._grounding._read

    def note(*given: Any) -> Any:
        read.append(len(assistant._generator.ids) - assistant._session)
        return grounded(*given)

    monkeypatch.setattr(assistant._grounding, "_read", note)
    monkeypatch.setattr(assistant, "_calibration", {**assistant._calibration, "grounded": 1e-6})
    ask(assistant, "How much is the new trap?", "and how long is the notice period?")
    assert len(read) == 3
    assert len(set(read)) == 1


def test_what_other_documents_name_is_not_answered_beside_the_quote_for_less(assistant: Assistant) -> None:
    answer = ask(assistant, "What does the new trap cost?", "And how much is the rent?")
    assert answer.quotes[0].text == "The rent is £1,450 a month."


def test_two_questions_are_answered_one_behind_the_other(assistant: Assistant) -> None:
    answer = ask(assistant, "what does the new trap cost and when does my tariff end?")
    assert [quote.text for quote in answer.quotes] == [
        "the new trap costs £180.",
        "Your tariff Fix 24 ends on 28 February 2026.",
    ]
    assert all(answer.sources[quote.source - 1].document_id == quote.document_id for quote in answer.quotes)
    half = ask(assistant, "what does the new trap cost and who is the king of Spain?")
    assert [quote.text for quote in half.quotes] == ["the new trap costs £180."]
    assert half.note == "Not answered: “who is the king of Spain?”"
    assert not ask(assistant, "who is the queen of Ghana and who is the king of Spain?").answered
    dated = ask(assistant, "who is the queen of Ghana and what is dated 28 February 2026?")
    assert [quote.text for quote in dated.quotes] == ["Your tariff Fix 24 ends on 28 February 2026."]


def test_a_named_document_alone_is_searched(assistant: Assistant) -> None:
    answer = ask(assistant, "according to the journal, when does my tariff end?")
    assert not answer.answered
    assert answer.note == "Searched were only the documents that the question names: journal.md."


def test_all_that_a_document_says_about_a_thing_is_quoted(assistant: Assistant) -> None:
    answer = ask(assistant, "what does the plumber's mail say about new things?")
    assert not any("journal" in quote.path for quote in answer.quotes)
    answer = ask(assistant, "what does plumber.eml say about costs?")
    assert [quote.text for quote in answer.quotes] == ["the new trap costs £180.", "The new fan costs £145 fitted."]
    assert answer.basis == "library"
    refused = ask(assistant, "what does plumber.eml say about unicorns?")
    assert (refused.answered, refused.basis) == (False, "documents")


def test_folders_are_listed(assistant: Assistant) -> None:
    assert ask(assistant, "what is in the tables folder?").text == "1 document is in the folder “tables”: car.csv."
    assert ask(assistant, "how many csv files do I have?").text == "The library holds 1 CSV file."
    assert ask(assistant, "what is in the blue folder?").basis == "documents"
