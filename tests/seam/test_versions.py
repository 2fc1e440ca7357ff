"""Documents that answer one question differently are both quoted, and a note says so, unless one is meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import pytest
from asking import ask

from uniconv_edge.assistant import conversation, versions
from uniconv_edge.types import Answer, Finished

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant


def contract(year: int, fee: str, notice: str, supervisor: str) -> str:
    return (
        f"# Cleaning contract {year}\n\nThis contract is made between Fern House and Clearview.\n\n"
        f"The monthly fee is {fee}, payable in advance.\n\nThe windows are cleaned from outside.\n\n"
        f"Either party may end this contract with {notice} notice in writing.\n\n"
        f"The supervisor of the contractor is {supervisor}.\n"
    )


def lease(flat: str, signed: str, rent: str, animals: str) -> str:
    return (
        f"TENANCY AGREEMENT\n{flat}\nDated {signed}\n\nTenant: Joan Pell\n\n1. The rent is {rent} a month.\n"
        f"2. {animals}\n3. The water is paid by the landlord.\n4. The tenant must clean the stairs.\n"
    )


def manual(version: int, pressure: str) -> str:
    return f"# Boiler manual, version {version}\n\nFill it until the gauge of the boiler shows {pressure}.\n\nOil it.\n"


def cover(year: int, excess: str, water: str, empty: str) -> str:
    return (
        f"# Cover for landlords {year}\n\nThe shield of the year {year} is run by Copperfield.\n\n## Excess\n\n"
        f"You bear the first {excess} of every claim. For burst pipes it is {water}.\n\n## Conditions\n\n{empty}\n"
    )


DOCUMENTS = {
    "contract-2024.md": contract(2024, "£310", "four weeks'", "Mrs Okafor"),
    "contract-2025.md": contract(2025, "£345", "eight weeks'", "Mr Dalby"),
    "lease-mill.txt": lease("14 Mill Lane, Otley", "3 May 2023", "£780", "The tenant may keep one small dog."),
    "lease-harbour.txt": lease("31 Harbour Street, Whitby", "9 May 2024", "£1,050", "The tenant may not keep any dog."),
    "letter.txt": "Harold Finch\n14 February 2025\n\nDear Joan,\n\n"
    "From 1 May the rent of the garage in Elm Road will be £65 a month.\n\nYours sincerely,\nHarold Finch\n",
    "boiler-v1.md": manual(1, "1.2 bar"),
    "boiler-v2.md": manual(2, "1.5 bar"),
    "copy/boiler-v2.md": manual(2, "1.5 bar"),
    "hours-2023.txt": "Working time\n\nCore hours are from 9.30 to 15.30.\nOvertime is paid.\nThe gate is locked.\n",
    "hours-2025.txt": "Working time\n\nCore hours are from 10.00 to 15.00.\nOvertime is paid.\nThe gate is locked.\n",
    "stock-may.csv": "Article,Number,Shelf\nOak planks,42,B2\nWood glue,12,C3\n",
    "stock-june.csv": "Article,Number,Shelf\nOak planks,17,B2\nWood glue,12,C4\n",
    "dates.ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260627\nDTEND;VALUE=DATE:20260628\n"
    "SUMMARY:Village fair\nEND:VEVENT\nEND:VCALENDAR\n",
    "minutes.txt": "Minutes of 14 January 2026\n\nStart 19:30, end 22:10.\n\nOn the village fair: agreed.\n",
    "cover-2024.md": cover(2024, "£250", "£400", "A flat that stands empty for thirty days must be told to us."),
    "cover-2025.md": cover(2025, "£300", "£550", "A flat that stands empty for forty days must be told to us."),
    "trips1/trip-a.txt": "Trip to Lisbon, itinerary version 1\n\n"
    "Hotel: Casa Azul\nGuide: Rui Matos\nCheck-in: from 15:00\n",
    "trips1/trip-b.txt": "Trip to Lisbon, itinerary version 2\n\n"
    "Hotel: Pensao Lima\nGuide: Rui Matos\nCheck-in: from 15:00\n",
}


def files(answer: Answer) -> list[str]:
    return [PurePath(quote.path).name for quote in answer.quotes]


def test_two_documents_that_differ_are_both_quoted_the_newer_first(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the monthly fee for cleaning?")
    assert files(answer) == ["contract-2025.md", "contract-2024.md"]
    assert all(quote.verified for quote in answer.quotes)
    assert answer.note == (
        "Documents differ: `contract-2025.md` (2025, newer) says “£345”, `contract-2024.md` (2024) says “£310”."
    )
    ranks = {hit.rank: hit for hit in answer.sources}
    assert [ranks[quote.source].path for quote in answer.quotes] == [quote.path for quote in answer.quotes]


def test_a_document_that_was_read_anew_meanwhile_is_compared_with_none(assistant: Assistant, monkeypatch) -> None:
    settled: list[bool] = []

    def settle(library, turn, grounds):
        gone = [replace(hit, document_id=hit.document_id + 1000) for hit in grounds.sources]
        settled.append(versions.settle(library, turn, replace(grounds, sources=gone))[1] == [])
        return grounds, []

    monkeypatch.setattr(conversation, "settle", settle)
    assert ask(assistant, "What is the monthly fee for cleaning?").answered
    assert settled == [True]


def test_names_and_denials_differ_too(assistant: Assistant) -> None:
    assert files(ask(assistant, "Who is the supervisor of the contractor?")) == ["contract-2025.md", "contract-2024.md"]
    answer = ask(assistant, "May the tenant keep a dog?")
    assert files(answer) == ["lease-harbour.txt", "lease-mill.txt"]
    assert answer.note.startswith("Documents differ: `lease-harbour.txt` (2024-05-09, newer), ")


def test_of_all_quoted_those_of_the_kind_that_is_asked_for_are_told_by_their_age(assistant: Assistant) -> None:
    before = "What is the monthly fee for cleaning?", "and the rent of the garage in Elm Road?"
    assert files(ask(assistant, *before)) == ["letter.txt"]
    answer = ask(assistant, *before, "which contract is newer?")
    assert answer.text == "`contract-2025.md` (2025) is the newest, before `contract-2024.md` (2024)."


@pytest.mark.parametrize(
    ("question", "file"),
    [
        ("What was the monthly cleaning fee in 2024?", "contract-2024.md"),
        ("What is the monthly fee in the 2025 contract?", "contract-2025.md"),
        ("What is the rent of the flat in Mill Lane?", "lease-mill.txt"),
        ("What is the rent in Whitby?", "lease-harbour.txt"),
        ("How many oak planks were there in May?", "stock-may.csv"),
        ("Which pressure does the gauge show according to version 1?", "boiler-v1.md"),
    ],
)
def test_a_document_that_the_question_names_is_meant_alone(assistant: Assistant, question: str, file: str) -> None:
    answer = ask(assistant, question)
    assert (files(answer), answer.note) == ([file], "")


def test_what_follows_a_question_that_names_its_document_is_of_that(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the rent of the flat in Mill Lane?", "and may the tenant keep a dog there?")
    assert (files(answer), answer.note) == (["lease-mill.txt"], "")


def test_documents_that_say_the_same_are_not_noted(assistant: Assistant) -> None:
    answer = ask(assistant, "Who pays the water?")
    assert (len(answer.quotes), answer.note) == (1, "")


def test_when_an_event_of_a_calendar_ends_is_told_of_that_event_alone(assistant: Assistant, monkeypatch) -> None:
    monkeypatch.setattr(versions, "_LEAST_HELD", 0.0)  # as where days of its year are no rare words
    answer = ask(assistant, "When is the village fair?", "when does it end?")
    assert (files(answer), answer.note) == (["dates.ics"], "")


def test_a_copy_is_not_quoted_beside_its_document(assistant: Assistant) -> None:
    answer = ask(assistant, "What pressure should the gauge of the boiler show?")
    assert sorted(files(answer)) == ["boiler-v1.md", "boiler-v2.md"]
    assert "(version 2, newer) says “1.5 bar”" in answer.note


def test_the_current_one_is_of_the_newer_document_and_that_is_told(assistant: Assistant) -> None:
    for question in ("What is the current monthly fee for cleaning?", "What is the monthly fee for cleaning now?"):
        answer = ask(assistant, question)
        assert files(answer) == ["contract-2025.md"]
        assert answer.note == (
            "From `contract-2025.md`, the newest. Documents differ: `contract-2025.md` (2025) says “£345”, "
            "`contract-2024.md` (2024) says “£310”."
        )


def test_the_same_is_asked_of_another_document(assistant: Assistant) -> None:
    before = "What is the monthly fee for cleaning?"
    answer = ask(assistant, before, "and in the old one?")
    assert files(answer) == ["contract-2024.md"]
    assert answer.note.startswith(f"Read as “{before}” From `contract-2024.md`, the earlier.")
    assert files(ask(assistant, before, "which one is newer?", "and in the old one?")) == ["contract-2024.md"]
    answer = ask(assistant, "What is the monthly fee in the 2025 contract?", "and in the 2024 contract?")
    assert files(answer) == ["contract-2024.md"]
    answer = ask(assistant, before, "how much is it?", "what was it in the 2024 contract?")
    assert files(answer) == ["contract-2024.md"]  # although the answer before began with the other one's quote


def test_a_document_quoted_last_is_known_by_its_head(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the hotel in Lisbon?")
    assert files(answer) == ["trip-b.txt", "trip-a.txt"]
    assert files(ask(assistant, "What is the hotel in Lisbon?", "and in version 1?")) == ["trip-a.txt"]


def test_a_row_that_says_the_same_is_not_noted(assistant: Assistant) -> None:
    assert ask(assistant, "How many pieces of wood glue are there?").note == ""


def test_the_old_one_of_something_else_is_no_document(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the rent of the garage?", "and for the old one?")
    assert "Read as" not in answer.note


def test_which_of_the_documents_quoted_is_newer_is_told(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the monthly fee for cleaning?", "which one is newer?")
    assert answer.text == "`contract-2025.md` (2025) is the newest, before `contract-2024.md` (2024)."
    assert answer.basis == "library"
    answer = ask(assistant, "What is the monthly fee for cleaning?", "and in the old one?", "Which contract is older?")
    assert answer.text.startswith("`contract-2025.md` (2025) is the newest")


def test_hours_are_one_thing_although_they_are_plural(assistant: Assistant) -> None:
    answer = ask(assistant, "What are the core hours?")
    assert files(answer) == ["hours-2025.txt", "hours-2023.txt"]
    assert answer.note.startswith("Documents differ: `hours-2025.txt` (2025, newer)")


def test_a_conversation_that_is_resumed_knows_what_was_quoted(assistant: Assistant) -> None:
    ask(assistant, "What is the monthly fee for cleaning?")
    assistant.reset(assistant.turns)
    for question in ("which one is newer?", "and in the old one?"):
        [answer] = [event.answer for event in assistant.ask(question) if isinstance(event, Finished)]
        assert answer.answered
    assert files(answer) == ["contract-2024.md"]


def test_what_was_quoted_may_be_in_the_library_no_more(assistant: Assistant) -> None:
    ask(assistant, "What is the monthly fee for cleaning?")
    gone = [
        replace(
            turn,
            quotes=turn.quotes and tuple(replace(quote, document_id=10_000 + i) for i, quote in enumerate(turn.quotes)),
        )
        for turn in assistant.turns
    ]
    for question in ("which one is newer?", "and in the old one?", "who pays?", "and may the tenant keep a dog?"):
        assistant.reset(gone)
        assert len([event for event in assistant.ask(question) if isinstance(event, Finished)]) == 1


def test_filters_leave_out_what_other_documents_say(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the monthly fee for cleaning? path:contract-2024")
    assert (files(answer), answer.note) == (["contract-2024.md"], "")


def test_what_stands_below_the_same_heading_may_differ_without_its_words(assistant: Assistant) -> None:
    answer = ask(assistant, "How much is the excess?")
    assert files(answer) == ["cover-2025.md", "cover-2024.md"]
    assert "`cover-2025.md` (2025, newer) says “£300”, `cover-2024.md` (2024) says “£250”" in answer.note


def test_what_points_back_is_of_the_document_that_alone_was_quoted(assistant: Assistant) -> None:
    first = ask(assistant, "How much is the excess in the 2024 cover?")
    assert files(first) == ["cover-2024.md"]
    answer = ask(assistant, "How much is the excess in the 2024 cover?", "and how many days may it be empty then?")
    assert files(answer) == ["cover-2024.md"]
    assert answer.note == ""


def test_another_of_the_kind_is_asked_for_the_same(assistant: Assistant) -> None:
    answer = ask(assistant, "What is the rent in Mill Lane?", "and in Harbour Street?")
    assert files(answer) == ["lease-harbour.txt"]
    assert "£1,050" in answer.quotes[0].text
    assert answer.note.startswith("Read as “What is the rent in Harbour Street?”")
