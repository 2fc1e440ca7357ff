"""Messages of chats and e-mail together, by whom, where and when, of a library on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from asking import told_by_messages
from fakes import FakeEmbedder

from uniconv_edge.assistant.facts.correspondence import correspondence
from uniconv_edge.assistant.facts.messages import knows_messages, told_of_messages
from uniconv_edge.assistant.facts.replies import told_of_reply
from uniconv_edge.assistant.question.messages import messages_asked
from uniconv_edge.assistant.quoter import Quoter
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.sync import sync

TODAY = date(2026, 11, 30)
FAMILY = """01/11/2026, 09:00 - Messages and calls are end-to-end encrypted. Only people in this chat can read them.
13/11/2025, 18:04 - Ann: The boiler man comes on Thursday
13/11/2025, 18:09 - Tom: The boiler is my turn
20/11/2025, 13:30 - Ann: Boiler is done, 240 pounds.
He says it lasts ten years
03/05/2025, 09:12 - Grandma Jo: Lunch is at one
29/11/2026, 15:02 - Tom: Can someone fetch me?
29/11/2026, 15:09 - Ann: I will, in the blue car
29/11/2026, 15:10 - Tom: Lovely
29/11/2026, 15:11 - Grandma Jo: <Media omitted>
"""
CLUB = "12.03.25, 18:04 - Ömer: Bin dabei\n13.03.25, 07:15 - Katrin: Der Achter braucht Dollen\n"
WRITTEN = "From: {by}\nTo: {to}\nDate: {day}\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
MARA, TOM = "Mara Lind <mara@x.example>", "Tom Beck <tom@x.example>"
MAILS = {
    "mail/1.eml": (TOM, MARA, "2 Mar 2026 09:00:00 +0000", "Fence", "The fence would cost 900 pounds."),
    "mail/2.eml": (TOM, MARA, "4 Mar 2026 09:00:00 +0000", "Re: Fence", "The panels are ordered then, six of them."),
    "Sent/3.eml": (MARA, TOM, "3 Mar 2026 09:00:00 +0000", "Re: Fence", "Please order the panels without the gate."),
    "Sent/4.eml": (MARA, TOM, "5 Mar 2026 09:00:00 +0000", "Fence", "I forgot that my sister pays for a half of it."),
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("chats")
    (folder / "documents").mkdir()
    with closing(_filled(folder / "library", folder / "documents")) as retriever:
        yield retriever


def _filled(library: Path, documents: Path) -> Retriever:
    files = {"family/WhatsApp Chat with Us.txt": FAMILY, "WhatsApp-Chat mit Ruderclub.txt": CLUB}
    for name, (by, to, day, subject, text) in MAILS.items():
        files[name] = WRITTEN.format(by=by, to=to, day=day, subject=subject, text=text)
    for name, text in files.items():
        (documents / name).parent.mkdir(exist_ok=True)
        (documents / name).write_text(text, encoding="utf-8")
    list(sync(library, [documents], FakeEmbedder()))
    return Retriever(library)


US = "“WhatsApp Chat with Us”"


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        (
            "what did Tom write last?",
            f"The newest of 5: Tom in {US} (2026-11-29 15:10).",
            ["29/11/2026, 15:10 - Tom: Lovely"],
        ),
        (
            "when did Grandma Jo last write in the family chat?",
            f"The newest of 2: Grandma Jo in {US} (2026-11-29 15:11).",
            ["29/11/2026, 15:11 - Grandma Jo: <Media omitted>"],
        ),
        (
            "what did Grandma Jo say last?",
            f"Grandma Jo in {US} (2025-05-03 09:12).",
            ["03/05/2025, 09:12 - Grandma Jo: Lunch is at one"],
        ),
        (
            "how many messages did Tom send?",
            "5 of 14 messages are from “Tom”: 3 of Tom in chats, 2 of Tom Beck by e-mail.",
            [],
        ),
        (
            "who wrote most in the family chat?",
            f"Of 8 messages in {US} the most are from Tom and Ann: 3 each; then Grandma Jo 2.",
            [],
        ),
        (
            "what did Ann say about the boiler?",
            f"2 of 14 messages are in {US} from “Ann” about “the boiler”, the newest first.",
            [
                "20/11/2025, 13:30 - Ann: Boiler is done, 240 pounds.\nHe says it lasts ten years",
                "13/11/2025, 18:04 - Ann: The boiler man comes on Thursday",
            ],
        ),
        (
            "who wrote on 3 May?",  # of which year is told by when somebody did
            "1 person wrote on 2025-05-03: Grandma Jo (1).",
            ["03/05/2025, 09:12 - Grandma Jo: Lunch is at one"],
        ),
        (
            "what did we write about on Sunday?",
            f"3 of 14 messages are in {US} sent on 2026-11-29, the oldest first.",
            [
                "29/11/2026, 15:02 - Tom: Can someone fetch me?",
                "29/11/2026, 15:09 - Ann: I will, in the blue car",
                "29/11/2026, 15:10 - Tom: Lovely",
            ],
        ),
        (
            "what did Katrin write in the Ruderclub?",
            "Katrin in “WhatsApp-Chat mit Ruderclub” (2025-03-13 07:15).",
            ["13.03.25, 07:15 - Katrin: Der Achter braucht Dollen"],
        ),
        (
            "what did I write last?",
            "The newest of 2: “Fence” from Mara Lind to Tom Beck (2026-03-05). “I” is read as Mara Lind "
            "<mara@x.example>, who wrote the mails in the folder of sent ones.",
            ["I forgot that my sister pays for a half of it."],
        ),
        (
            "how many mails did I get before 4 March 2026?",
            "1 of 4 messages is to you sent up to 2026-03-03. “me” is read as Mara Lind <mara@x.example>, who wrote "
            "the mails in the folder of sent ones.",
            [],
        ),
        ("how many mails from Tom or Ann?", "2 of 4 messages are from “Tom or Ann”: 2 of Tom Beck by e-mail.", []),
        (
            "how many mails did Tom and Zoe send?",
            "2 of 4 messages are from “Tom and Zoe”: 2 of Tom Beck by e-mail.",
            [],
        ),
        (
            "when was the last message?",
            f"The newest of 14: Grandma Jo in {US} (2026-11-29 15:11).",
            ["29/11/2026, 15:11 - Grandma Jo: <Media omitted>"],
        ),
        ("how many mails between Tom and Mara Lind?", "4 of 4 messages are between “Tom and Mara Lind”.", []),
    ],
)
def test_messages_of_chats_and_mail_are_told(opened: Retriever, question: str, text: str, quoted: list[str]) -> None:
    assert told_by_messages(opened, question, TODAY) == (text, True, quoted)


def test_who_wrote_a_mail_that_is_not_here_is_asked_of_the_documents(opened: Retriever) -> None:
    told = told_by_messages(opened, "who sent mails to Tom?", TODAY)
    assert told is not None
    assert told[0] == "1 person wrote to “Tom”: Mara Lind (2)."
    assert told_by_messages(opened, "who sent an e-mail to the landlord?", TODAY) is None


def test_mails_between_two_are_of_one_to_the_other(library: Path, documents: Path) -> None:
    both = f"{MARA}, {TOM}"
    wrote = [(TOM, MARA, "Panels"), (MARA, TOM, "Re: Panels"), ("Ann Roe <ann@x.example>", both, "Gate")]
    for number, (by, to, subject) in enumerate(wrote, 1):
        mail = WRITTEN.format(by=by, to=to, day=f"{number} Mar 2026 09:00:00 +0000", subject=subject, text="Yes.")
        (documents / f"{number}.eml").write_text(mail, encoding="utf-8")
    list(sync(library, [documents], FakeEmbedder()))
    with closing(Retriever(library)) as opened:
        told = told_by_messages(opened, "how many mails between Tom and Mara?", TODAY)
        assert told == ("2 of 3 messages are between “Tom and Mara”.", True, [])


def test_what_stands_in_one_sentence_with_a_greeting_is_quoted(library: Path, documents: Path) -> None:
    mail = WRITTEN.format(by=TOM, to=MARA, day="2 Mar 2026 09:00:00 +0000", subject="Fence", text="{}")
    for number, text in enumerate(
        ("Hi Mara, the fence is done today.", "Dear Mara, dear Ann,\n\nThe gate came today."), 1
    ):
        (documents / f"{number}.eml").write_text(mail.replace("{}", text), encoding="utf-8")
    list(sync(library, [documents], FakeEmbedder()))
    with closing(Retriever(library)) as opened:
        told = told_by_messages(opened, "what did Tom write?", TODAY)
        assert told is not None
        assert sorted(told[2]) == ["Hi Mara, the fence is done today.", "The gate came today."]


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        (
            "what did Katrin write yesterday?",
            "0 of 14 messages are from “Katrin” sent on 2026-11-29. The newest from “Katrin” is of 2025-03-13.",
        ),
        (
            "what did Olga write in the family chat?",
            f"0 of 8 messages in {US} are from “Olga”. Messages are from Ann, ",
        ),
        ("who wrote in the chess chat?", "No chat is called “chess”. Chats are: WhatsApp"),
    ],
)
def test_what_is_not_there_is_said(opened: Retriever, question: str, begins: str) -> None:
    found = told_by_messages(opened, question, TODAY)
    assert found is not None
    assert not found[1]
    assert found[0].startswith(begins)


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("what did Ann say about the boiler?", True),
        ("what did the lease say about pets?", False),
        ("what did Bob say last?", False),
        ("who wrote in the chess chat?", True),
        ("what did Tom write in the report?", False),
        ("what did I write last?", True),
        ("e-mails from Bob", True),
    ],
)
def test_which_questions_a_library_has_messages_for(opened: Retriever, question: str, known: bool) -> None:
    asked = messages_asked(question, TODAY)
    assert asked is not None
    assert knows_messages(opened.store, asked) == known


@pytest.mark.parametrize(
    ("question", "then", "quoted"),
    [
        (
            "what is the oldest e-mail about the fence?",
            "what was the answer to that?",
            ["Please order the panels without the gate."],
        ),
        ("what did I write about the gate?", "what did Tom reply?", ["The panels are ordered then, six of them."]),
        (
            "what did Tom write on 29 November?",
            "what was the answer?",
            ["29/11/2026, 15:09 - Ann: I will, in the blue car"],
        ),
        (
            "what did Tom say about the boiler?",
            "what did Grandma Jo answer?",
            ["03/05/2025, 09:12 - Grandma Jo: Lunch is at one"],
        ),
        ("what did I write about my sister?", "was there an answer?", []),
    ],
)
def test_what_was_answered(opened: Retriever, question: str, then: str, quoted: list[str]) -> None:
    first, reply = messages_asked(question, TODAY), messages_asked(then, TODAY)
    assert first is not None
    assert reply is not None
    told = told_of_messages(opened.store, first, None)
    assert told is not None
    quotes = [Quoter(opened).quote(each, told[0].hits) for each in told[1]]
    found = told_of_reply(opened.store, reply, quotes, None)
    assert found is not None
    assert found[0].answered == bool(quoted)
    assert [each.text for each in found[1]] == quoted
    assert told_of_reply(opened.store, reply, [], None) is None


def test_headers_are_read_once_for_each_state_of_the_library(library: Path, documents: Path) -> None:
    with closing(_filled(library, documents)) as opened:
        first = correspondence(opened.store)
        assert correspondence(opened.store) is first
        (documents / "mail/1.eml").unlink()
        list(sync(library, [documents], FakeEmbedder()))
        second = correspondence(opened.store)
        assert len(second.messages) == len(first.messages) - 1
