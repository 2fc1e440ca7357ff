"""Messages of e-mail by whom, to whom and when they were sent, of a library on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from asking import told_by_messages
from fakes import FakeEmbedder
from makers import as_schema_7

from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.database import DATABASE_FILE
from uniconv_edge.library.sync import sync

TODAY = date(2026, 11, 30)
MESSAGES = (
    (
        "Ann Porter",
        "Tom Beck",
        "Fence",
        "Mon, 3 Mar 2025 09:00:00 +0000",
        "Dear Tom,\n\nThe fence would cost 900 pounds.",
    ),
    (
        "Ann Porter",
        "Jo Marsh",
        "Party",
        "Tue, 2 Jun 2026 10:00:00 +0000",
        "Hi Jo,\n\nThe barn is ours. Can you bring the large tent?",
    ),
    ("Tom Beck", "Ann Porter", "Re: Fence", "Wed, 5 Mar 2025 08:30:00 +0000", "Dear Ann,\n\nWe take the fence then."),
    ("Müller, Eva", "Ann Porter", "", "no date", "The keys are with the neighbour now."),
)


def _written(number: int) -> str:
    by, to, subject, day, text = MESSAGES[number]
    headers = [f'From: "{by}" <m{number}@x.example>', f"To: {to} <t{number}@x.example>", f"Date: {day}"]
    return "\n".join([*headers, *([f"Subject: {subject}"] if subject else []), "", text, ""])


@pytest.fixture
def opened(library: Path, documents: Path) -> Iterator[Retriever]:
    for number in (0, 1, 3):
        (documents / f"{number}.eml").write_text(_written(number))
    (documents / "box.mbox").write_text(f"From tom@x.example Wed Mar  5 08:30:00 2025\n{_written(2)}")
    (documents / "notes.md").write_text("# Fence\n\nAnn wrote about the fence on 7 May.\n")
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)
    yield retriever
    retriever.close()


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        (
            "Which e-mails did Ann send?",
            "2 of 4 messages are from “Ann”, the newest first: “Party” to Jo Marsh (2026-06-02); “Fence” to Tom Beck "
            "(2025-03-03).",
            [],
        ),
        ("How many e-mails are from Ann?", "2 of 4 messages are from “Ann”.", []),
        (
            "e-mails of March 2025",
            "2 of 4 messages are sent from 2025-03-01 to 2025-03-31, the newest first: “Re: Fence” from Tom Beck "
            "(2025-03-05); “Fence” from Ann Porter (2025-03-03).",
            [],
        ),
        (
            "when did Ann last write?",
            "The newest of 2: “Party” from Ann Porter to Jo Marsh (2026-06-02).",
            ["Date: Tue, 2 Jun 2026 10:00:00 +0000"],
        ),
        (
            "who sent the oldest e-mail?",
            "The oldest of 3: “Fence” from Ann Porter to Tom Beck (2025-03-03).",
            ['From: "Ann Porter" <m0@x.example>'],
        ),
        (
            "what did Tom write to Ann?",
            "“Re: Fence” from Tom Beck to Ann Porter (2025-03-05).",
            ["We take the fence then."],
        ),
        (
            "what did Ann write about the fence?",
            "“Fence” from Ann Porter to Tom Beck (2025-03-03).",
            ["The fence would cost 900 pounds."],
        ),
        (
            "what did Ann write about the tent?",
            "“Party” from Ann Porter to Jo Marsh (2026-06-02).",
            ["Can you bring the large tent?"],
        ),
        (
            "What did Ann ask?",
            "“Party” from Ann Porter to Jo Marsh (2026-06-02).",
            ["Can you bring the large tent?"],
        ),
        (
            "e-mails from Eva Muller",
            "one without a subject from Müller, Eva to Ann Porter.",
            ["The keys are with the neighbour now."],
        ),
    ],
)
def test_messages_are_told_by_their_headers(opened: Retriever, question: str, text: str, quoted: list[str]) -> None:
    assert told_by_messages(opened, question, TODAY) == (text, True, quoted)


def test_nobody_of_that_name_is_said_with_those_who_wrote(opened: Retriever) -> None:
    found = told_by_messages(opened, "e-mails from Bob", TODAY)
    assert found is not None
    text, answered, quoted = found
    assert not answered
    assert not quoted
    assert text.startswith("0 of 4 messages are from “Bob”. Messages are from ")
    assert "Tom Beck" in text


def test_what_does_not_speak_of_mail_is_left_to_the_documents(opened: Retriever) -> None:
    assert told_by_messages(opened, "what did Bob write last?", TODAY) is None
    assert told_by_messages(opened, "what did Ann write about the boiler?", TODAY) is None
    assert told_by_messages(opened, "e-mails from Ann about the boiler", TODAY) == (
        "0 of 4 messages are from “Ann” about “the boiler”.",
        False,
        [],
    )


def test_filters_bound_them_and_a_library_without_mail_tells_nothing(opened: Retriever) -> None:
    found = told_by_messages(opened, "How many e-mails are from Ann?", TODAY, "0.eml")
    assert found is not None
    assert found[0] == "1 of 1 message is from “Ann”."
    assert told_by_messages(opened, "e-mails from Ann", TODAY, "notes.md") is None
    none = ("No message of e-mail is here.", True, [])
    assert told_by_messages(opened, "how many e-mails do I have?", TODAY, "notes.md") == none
    assert told_by_messages(opened, "how many e-mails do I have?", TODAY) == ("4 messages.", True, [])


def test_a_header_to_very_many_or_with_no_day_hides_no_other(library: Path, documents: Path) -> None:
    everybody = ", ".join(f"Member Number{n} <member{n}@club.example>" for n in range(60))
    (documents / "all.eml").write_text(
        f"From: Ann <a@x.example>\nTo: {everybody}\nDate: Mon, 9 Mar 2026 09:00:00 +0000\n\n"
        "The club meets on Monday again."
    )
    for number, day in enumerate(("9 Mar 2025 09:00:00 +0000", "9 Mar 99999999999999999999 09:00:00 +0000")):
        (documents / f"{number}.eml").write_text(f"From: Ann <a@x.example>\nDate: {day}\n\nThe hall is let out.")
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    name = "Member Number0, Member Number1, 58 more (2026-03-09)."
    told = f"The newest of 2: one without a subject from Ann to {name}"
    said = ["The club meets on Monday again."]
    assert told_by_messages(opened, "what did Ann write last?", TODAY) == (told, True, said)
    assert told_by_messages(opened, "when did Ann last write?", TODAY) == (told, True, [])
    opened.close()


def test_of_many_messages_the_first_are_named(library: Path, documents: Path) -> None:
    for number in range(13):
        head = f"From: Ann <a@x.example>\nTo: Bo <b@x.example>\nSubject: Roof {number}\n"
        (documents / f"{number}.eml").write_text(f"{head}Date: {number + 1} Mar 2025 10:00:00 +0000\n\nIt leaks.\n")
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)
    found = told_by_messages(retriever, "list my e-mails", TODAY)
    retriever.close()
    assert found is not None
    assert found[0].startswith("13 messages, the newest first: “Roof 12” from Ann (2025-03-13); ")
    assert found[0].endswith("“Roof 3” from Ann (2025-03-04); 3 more.")


def test_mails_that_an_older_version_stored_are_not_said_to_be_none(library: Path, documents: Path) -> None:
    (documents / "0.eml").write_text(_written(0))
    list(sync(library, [documents], FakeEmbedder()))
    _as_of_before(library)
    opened = Retriever(library)
    told = (
        "1 file of e-mail was stored by an older version, which kept no messages: `uniconv-edge index` reads it again."
    )
    assert told_by_messages(opened, "how many e-mails do I have?", TODAY) == (told, False, [])
    assert told_by_messages(opened, "which mails did Ann send?", TODAY) == (told, False, [])
    opened.close()
    other = documents.parent / "others"
    other.mkdir()
    (other / "1.eml").write_text(_written(1))
    list(sync(library, [other], FakeEmbedder()))
    opened = Retriever(library)
    assert told_by_messages(opened, "how many mails did Ann send?", TODAY) == (
        f"1 of 1 message is from “Ann”. {told}",
        True,
        [],
    )
    opened.close()
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    assert told_by_messages(opened, "how many mails did Ann send?", TODAY) == (
        "2 of 2 messages are from “Ann”.",
        True,
        [],
    )
    opened.close()


def _as_of_before(library: Path) -> None:
    as_schema_7(library / DATABASE_FILE)
    with closing(sqlite3.connect(library / DATABASE_FILE)) as connection, connection:
        connection.execute("UPDATE documents SET reader = 24")


def test_a_mail_that_lies_in_two_folders_is_one(library: Path, documents: Path) -> None:
    mail = f"Message-ID: <f1@x.example>\n{_written(0)}"
    (documents / "got.eml").write_text(mail)
    (documents / "Sent.mbox").write_text(f"From ann@x.example Mon Mar  3 09:00:00 2025\n{mail}")
    (documents / "2.eml").write_text(f"Message-ID: <f1@x.example>\n{_written(2)}")  # of a program that gives all one
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    assert told_by_messages(opened, "how many e-mails are there?", TODAY) == ("2 messages.", True, [])
    opened.close()


def test_what_somebody_who_asked_nothing_asked_is_asked_of_the_documents(opened: Retriever) -> None:
    assert told_by_messages(opened, "What did Tom want to know?", TODAY) is None
