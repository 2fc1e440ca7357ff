"""Letters of a library by whom, to whom and when they were written, beside e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from asking import told_by_messages
from fakes import FakeEmbedder

from uniconv_edge.assistant.facts.messages import knows_messages
from uniconv_edge.assistant.question.messages import messages_asked
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.sync import sync

TODAY = date(2026, 11, 30)
HOUSE = (
    "HARLOW LETTINGS\n3 Market Row\n\nMs Priya Raman\nFlat 4\n\n{day}\n\nDear Ms Raman,\n\n{text}\n\n"
    "Kind regards,\nColin Strode\n"
)
OWN = "Priya Raman\nFlat 4\n\n{day}\n\nDear Mr Strode,\n\n{text}\n\nYours sincerely,\nPriya Raman\n"
BANK = "Dear Ms Raman,\n\n{text}\n\nRegards,\nJo Marsh\nThe Wool Bank\n"
LETTERS = {
    "reply.txt": HOUSE.format(
        day="19 January 2026", text="Your reference HL-2207\n\nThe part for the boiler is expected on 26 January."
    ),
    "survey.txt": HOUSE.format(day="16 March 2026", text="The gutter above the window will be replaced on 27 March."),
    "claim.txt": OWN.format(day="4 February 2026", text="I do not accept 50 pounds for the boiler."),
    "bank.txt": BANK.format(text="The account was closed as you wished."),
    "Pension letter.txt": "PENSIONS OFFICE\n\n9 March 2026\n\nYour weekly amount goes up from 187.40 to 196.10.\n",
}
MAIL = (
    "From: Colin Strode <c@x.example>\nTo: Priya Raman <p@x.example>\nSubject: Fan\n"
    "Date: Mon, 30 Mar 2026 09:02:00 +0000\n\nThe fan comes next week.\n"
)


@pytest.fixture
def opened(library: Path, documents: Path) -> Iterator[Retriever]:
    for name, text in LETTERS.items():
        (documents / name).write_text(text)
    (documents / "fan.eml").write_text(MAIL)
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)
    yield retriever
    retriever.close()


NOT_COUNTED = " Not counted, since it is not told by whom: Pension letter."
ME = " “{}” is read as Priya Raman, who wrote or got 4 of 4 letters."


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        (
            "Which letters are from Harlow?",
            "2 of 4 letters are from “Harlow”, the newest first: “survey” to Ms Priya Raman (2026-03-16); “reply” to "
            "Ms Priya Raman (2026-01-19)." + NOT_COUNTED,
            [],
        ),
        ("How many letters are from Strode?", "2 of 4 letters are from “Strode”." + NOT_COUNTED, []),
        (
            "Which letters did I write?",
            "“claim” from Priya Raman to Mr Strode, HARLOW LETTINGS (2026-02-04)." + ME.format("I") + NOT_COUNTED,
            ["I do not accept 50 pounds for the boiler."],
        ),
        (
            "Who sent the newest letter?",
            "The newest of 3: “survey” from Colin Strode, HARLOW LETTINGS to Ms Priya Raman (2026-03-16)."
            + NOT_COUNTED,
            ["Kind regards,\nColin Strode"],
        ),
        (
            "when did I write to Harlow?",
            "“claim” from Priya Raman to Mr Strode, HARLOW LETTINGS (2026-02-04)." + ME.format("I"),
            ["4 February 2026"],
        ),
        (
            "What did Strode write in January 2026?",
            "“reply” from Colin Strode, HARLOW LETTINGS to Ms Priya Raman (2026-01-19).",
            ["The part for the boiler is expected on 26 January."],
        ),
        (
            "Which mails did Strode send?",
            "“Fan” from Colin Strode to Priya Raman (2026-03-30).",
            ["The fan comes next week."],
        ),
        (
            "Which letters mention the account?",
            "“bank” from Jo Marsh, The Wool Bank to Ms Raman." + NOT_COUNTED,
            ["The account was closed as you wished."],
        ),
    ],
)
def test_letters_are_told_by_whom_to_whom_and_when(
    opened: Retriever, question: str, text: str, quoted: list[str]
) -> None:
    assert told_by_messages(opened, question, TODAY) == (text, True, quoted)


@pytest.mark.parametrize("question", ["Which letters are from Tom?", "Which letters mention the pension?"])
def test_what_no_letter_tells_is_asked_of_the_documents(opened: Retriever, question: str) -> None:
    assert told_by_messages(opened, question, TODAY) is None


def test_whose_letters_are_is_not_guessed_where_both_sides_are_always_the_same(library: Path, documents: Path) -> None:
    for name in ("reply.txt", "survey.txt", "claim.txt"):
        (documents / name).write_text(LETTERS[name])
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)

    asked = messages_asked("Which letters did I write?", TODAY)

    assert asked is not None
    assert not knows_messages(retriever.store, asked)
    retriever.close()


def test_a_library_without_letters_is_asked_for_none(library: Path, documents: Path) -> None:
    (documents / "fan.eml").write_text(MAIL)
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)

    asked = messages_asked("Which letters are from Strode?", TODAY)

    assert asked is not None
    assert not knows_messages(retriever.store, asked)
    retriever.close()
