"""Papers on one form: what stands at the head of one is said by all of its sentences, and what each states is told of
all together."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import pytest
from asking import ask, ask_next, opened

from uniconv_edge.library.sync import sync
from uniconv_edge.types import Answer

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.model.generator import Generator

pytestmark = pytest.mark.model
CLAUSES = (
    "The property may not be used for a business, nor be sublet without the written consent of the landlord. It is "
    "taken as it stands, but for the defects of the list. Heating is provided in winter. The meters are read in "
    "December, and the difference to the monthly advance is paid within four weeks after the account was sent. What "
    "is left on the stairs may be removed after a written warning. Defects are reported without delay. Holes in "
    "the walls are filled before the flat is handed over, and a forwarding address is left with the caretaker. "
)


def lease(tenant: str, flat: int, ends: str, rent: str, keys: str) -> str:
    return (
        f"# Tenancy agreement\n\nLandlord: Marlow Housing\nTenant: {tenant}\nProperty: Flat {flat}, Marlow Street\n\n"
        f"## Term\n\nThe tenancy begins on 1 May 2024 and ends on {ends}.\n\n## Rent\n\nThe rent is {rent} euros a "
        f"month.\n\n## The house\n\n{CLAUSES}\n\n## Keys\n\nAt the beginning {keys} are handed over.\n\n## Repairs\n\n"
        f"{CLAUSES}\n"
    )


def bill(firm: str, number: str, day: str, total: str) -> str:
    return f"{firm}\n\nINVOICE\n\nInvoice no: {number}\nDate: {day}\n\nWork: £20.00\n\n{total}\n"


DOCUMENTS = {
    "leases/a1.md": lease("Daniel Osei", 1, "30 April 2026", "950", "three keys"),
    "leases/a2.md": lease("Greta Lindqvist", 2, "31 August 2025", "1,040", "two keys"),
    "leases/a3.md": lease("Tomasz Wrona", 3, "31 December 2026", "880", "four keys"),
    "leases/a4.md": lease("Amina Haddad", 4, "28 February 2027", "1,120", "five keys"),
    "leases/notes.md": "# Notes on the leases\n\nAmina Haddad rang about the noise in the yard.\n",
    "bills/may.txt": bill("HOBSON PLUMBING", "881", "3 May 2025", "Total due: £127.50"),
    "bills/june.txt": bill("CLARET OFFICE", "55", "9 June 2025", "Amount due: £113.90"),
    "bills/july.txt": bill("HOBSON PLUMBING", "917", "1 July 2025", "Total to pay: £276.75"),
}


def told(answer: Answer) -> list[tuple[str, str]]:
    return [(PurePath(quote.path).name, quote.text) for quote in answer.quotes]


@pytest.mark.parametrize(
    ("question", "file", "expected"),
    [
        ("How many keys did Daniel Osei get?", "a1.md", "At the beginning three keys are handed over."),
        ("how many keys did daniel osei get?", "a1.md", "At the beginning three keys are handed over."),
        ("How many keys did Tomasz get?", "a3.md", "At the beginning four keys are handed over."),
        ("How many keys did Amina Haddad get?", "a4.md", "At the beginning five keys are handed over."),
    ],
)
def test_what_stands_at_the_head_of_a_paper_is_said_by_each_of_its_sentences(
    assistant: Assistant, question: str, file: str, expected: str
) -> None:
    assert told(ask(assistant, question))[:1] == [(file, expected)]


def test_of_somebody_whom_no_paper_names_nothing_is_told(assistant: Assistant) -> None:
    assert not ask(assistant, "How many keys did Barbara Finch get?").answered


def test_the_first_of_all_is_told_with_whom_it_is_of_and_the_others(assistant: Assistant) -> None:
    answer = ask(assistant, "Whose lease ends first?")
    assert told(answer)[:2] == [
        ("a2.md", "The tenancy begins on 1 May 2024 and ends on 31 August 2025."),
        ("a2.md", "Tenant: Greta Lindqvist"),
    ]
    assert len(answer.quotes) == 5
    assert all(quote.verified for quote in answer.quotes)
    assert answer.note == (
        "Of 4 documents, compared by “ends on”, the earliest is 31 August 2025, in `a2.md`. "
        "1 document has none and is left out."
    )
    assert told(ask_next(assistant, "and last?"))[1] == ("a4.md", "Tenant: Amina Haddad")


@pytest.mark.parametrize(
    ("question", "first", "note"),
    [
        ("Which tenant has the lowest rent?", ("a3.md", "The rent is 880 euros a month."), "the lowest is 880 euros"),
        ("Who pays the most rent?", ("a4.md", "The rent is 1,120 euros a month."), "the highest is 1,120 euros"),
        (
            "How much rent do all the tenants pay together?",
            ("a1.md", "The rent is 950 euros a month."),
            "Sum of “The rent is” in 4 documents: 3,990 euros.",
        ),
        ("Who are the tenants?", ("a1.md", "Tenant: Daniel Osei"), "“Tenant” in 4 documents."),
        ("Which of the bills is the highest?", ("july.txt", "Total to pay: £276.75"), "the highest is £276.75"),
        ("Which bill is the oldest?", ("may.txt", "Date: 3 May 2025"), "the earliest is 3 May 2025, in `may.txt`"),
        (
            "What is the total of all bills?",
            ("july.txt", "Total to pay: £276.75"),
            "Sum of “Total” in 3 documents: £518",
        ),
        ("How much did I pay Hobson in total?", ("july.txt", "Total to pay: £276.75"), "in 2 documents with “hobson”"),
    ],
)
def test_what_papers_state_is_told_of_all_together(
    assistant: Assistant, question: str, first: tuple[str, str], note: str
) -> None:
    answer = ask(assistant, question)
    assert told(answer)[0] == first
    assert note in answer.note


@pytest.mark.parametrize(
    "question", ["Which tenant has the largest garden?", "Which bill has the highest discount?", "Who is the oldest?"]
)
def test_what_no_paper_states_is_told_of_none(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert "compared by" not in answer.note


@pytest.mark.parametrize(
    ("question", "files"),
    [
        ("Which leases end in 2026?", {"a1.md", "a3.md"}),
        ("Which leases end in April 2026?", {"a1.md"}),  # a date, for which lines would be looked up
        ("Which bills are over £120?", {"may.txt", "july.txt"}),
        ("Which Hobson bills are over £200?", {"july.txt"}),
    ],
)
def test_documents_within_bounds_are_told(assistant: Assistant, question: str, files: set[str]) -> None:
    answer = ask(assistant, question)
    assert {file for file, _ in told(answer)} == files
    assert "documents: " in answer.note


def test_a_follow_up_asks_of_those_that_were_told(assistant: Assistant) -> None:
    ask(assistant, "Which leases end in 2026?")
    assert {file for file, _ in told(ask_next(assistant, "which of them end in December?"))} == {"a3.md"}
    assert {file for file, _ in told(ask_next(assistant, "and in February 2027?"))} == {"a4.md"}


@pytest.mark.parametrize(
    ("question", "note", "files"),
    [
        ("How many bills are from Hobson?", "2 of 3 documents: “hobson”.", ["july.txt", "may.txt"]),
        ("Which bills are from Hobson?", "2 of 3 documents: “hobson”.", ["july.txt", "may.txt"]),
        ("Which bills are from Claret Office?", "1 of 3 documents: “claret office”.", ["june.txt"]),
    ],
)
def test_papers_of_a_party_that_their_heads_name(
    assistant: Assistant, question: str, note: str, files: list[str]
) -> None:
    answer = ask(assistant, question)
    assert answer.note == note
    assert [file for file, _ in told(answer)] == files
    assert all(text in ("HOBSON PLUMBING", "CLARET OFFICE") for _, text in told(answer))


def test_papers_of_nobody_or_of_all_are_not_counted(assistant: Assistant) -> None:
    for question in ("How many bills are from Zenith?", "How many leases are from Marlow Housing?"):
        answer = ask(assistant, question)
        assert not answer.answered or " of 3 documents: " not in (answer.note or "")


@pytest.mark.parametrize(
    ("first", "then", "value"),
    [
        ("What is the total of all bills?", "and the average?", "Average of"),
        ("What is the total of all bills?", "and the largest?", "the highest is £276.75"),
        ("What is the total of all bills?", "and the smallest one?", "the lowest is £113.90"),
        ("How much are all bills together?", "and the highest?", "the highest is £276.75"),
    ],
)
def test_behind_a_sum_the_average_and_the_largest_are_of_the_same(
    assistant: Assistant, first: str, then: str, value: str
) -> None:
    assert value in (ask(assistant, first, then).note or "")


def test_papers_that_a_party_got_are_told_apart_from_those_that_it_sent(
    library: Path, documents: Path, model: tuple[Generator, OnnxEmbedder]
) -> None:
    for number, (by, to) in enumerate([("Acme", "Lee")] * 3 + [("Lee", "Acme")] * 2 + [("Bolt", "Lee")]):
        (documents / f"invoice-{number}.md").write_text(
            f"# Invoice {100 + number}\n\nFrom: {by} Ltd\n\nTo: {to} Ltd\n\nAmount due: {100 + number}.00 EUR\n"
        )
    list(sync(library, [documents], model[1]))
    with opened(library, model) as here:
        assert ask(here, "How many invoices are from Acme?").note == "3 of 6 documents: “acme”."
        assert ask(here, "How many invoices are to Acme?").note == "2 of 6 documents: “acme”."
        either = ask(here, "How many Acme invoices do we have?")
        assert either.note == "5 of 6 documents: “acme”. 2 of these are to “acme”."
        assert ask(here, "How many invoices are from Bolt?").note == "1 of 6 documents: “bolt”."
