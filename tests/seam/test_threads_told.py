"""What answers what in e-mail, how a thread went, and a number of messages, of a library on disk."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import process_time

import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.facts.messages import told_of_messages
from uniconv_edge.assistant.facts.replies import told_of_reply, told_of_thread
from uniconv_edge.assistant.facts.threads import Threads
from uniconv_edge.assistant.question.messages import messages_asked
from uniconv_edge.assistant.quoter import Quoter
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.bounded import BoundedStore
from uniconv_edge.library.extract.mail_parts import thread_of
from uniconv_edge.library.messages import Message, kept_messages
from uniconv_edge.library.query import filters_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync

TODAY = date(2026, 11, 30)
PEOPLE = {"ann": "Ann Porter", "tom": "Tom Beck", "lee": "Lee Grant", "shop": "Acme Billing"}
# by, to, subject, day of February 2026, identifier, what it answers, text
MAILS = (
    ("ann", "lee", "Boiler", 2, "b1", "", "The boiler makes a knocking noise."),
    ("lee", "ann", "Re: Boiler", 3, "b2", "b1", "Please call the plumber about it."),
    ("tom", "lee", "Thursday at ten", 4, "b3", "b2 b1", "A new pump costs 340 pounds."),
    ("ann", "tom", "Re: Thursday at ten", 5, "b4", "b3 b2 b1", "The key is with the neighbour."),
    ("shop", "lee", "Your invoice", 6, "i1", "", "This is the invoice for the shelves."),
    ("shop", "lee", "Your invoice", 7, "i2", "", "This is the invoice for the desk."),
    ("lee", "shop", "Re: Your invoice", 8, "i3", "i1", "One bracket of them was broken."),
    ("lee", "shop", "Re: Your invoice", 9, "i4", "i2", "That is paid as of today."),
    ("ann", "lee", "Hedge", 10, "", "", "When is the hedge to be cut?"),
    ("lee", "ann", "AW: Hedge", 11, "", "", "It is cut in the first week of March."),
    ("lee", "ann", "Tomatoes", 12, "t1", "", "Would you water the tomatoes in June?"),
)
NOTE = """# Allotment

Copied from my telephone.

[12/03/2026, 18:04] Gita: The water is turned on again from Monday
[12/03/2026, 18:06] Hugh: Is the tap mended too?
[12/03/2026, 18:10] Gita: Yes, since yesterday
[14/03/2026, 08:30] Hugh: The manure comes on Saturday

Ask Gita for the key of the shed.
"""
TALK = """Maya: Did you order the worktop?
Owen: Yes, the oak one
Maya: And the sink?
Owen: It is out of stock until May
"""


def _written(by: str, to: str, subject: str, day: int, identifier: str, answers: str, text: str) -> str:
    parent, *earlier = [f"<{each}@x.example>" for each in answers.split()] or [""]
    headers = {
        "From": f"{PEOPLE[by]} <{by}@x.example>",
        "To": f"{PEOPLE[to]} <{to}@x.example>",
        "Subject": subject,
        "Date": f"{day} Feb 2026 09:00:00 +0000",
        "Message-ID": f"<{identifier}@x.example>" if identifier else "",
        "In-Reply-To": parent,
        "References": " ".join([*reversed(earlier), parent]).strip(),
    }
    return "\n".join([*(f"{key}: {value}" for key, value in headers.items() if value), "", text, ""])


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("threads")
    library, documents = folder / "library", folder / "documents"
    documents.mkdir()
    for number, mail in enumerate(MAILS[:8]):
        (documents / f"{number}.eml").write_text(_written(*mail))
    box = (f"From x@x.example Sun Feb  1 08:30:00 2026\n{_written(*mail)}" for mail in MAILS[8:])
    (documents / "box.mbox").write_text("\n".join(box))
    (documents / "allotment.md").write_text(NOTE)
    (documents / "kitchen.txt").write_text(TALK)
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)
    yield retriever
    retriever.close()


def _told(opened: Retriever, first: str, then: str = "") -> tuple[str, list[str]] | None:
    """What is told of a question, or of the one behind it."""
    asked = messages_asked(first, TODAY)
    assert asked is not None
    thread = "thread" in first
    told = told_of_thread(opened.store, asked, [], None) if thread else told_of_messages(opened.store, asked, None)
    if then and told is not None:
        quotes = [Quoter(opened).quote(each, told[0].hits) for each in told[1]]
        asked = messages_asked(then, TODAY)
        assert asked is not None
        of_quoted = told_of_reply if asked.wanted.name == "REPLY" else told_of_thread
        told = of_quoted(opened.store, asked, quotes, None)
    return None if told is None else (told[0].text, [each.text for each in told[1]])


@pytest.mark.parametrize(
    ("first", "then", "quoted"),
    [
        # By another subject than the mail that it answers.
        ("what did Lee write to Ann about the plumber?", "what was the answer to that?", [MAILS[2][-1]]),
        ("what did Ann write about the knocking?", "what did Tom reply?", [MAILS[2][-1]]),
        # Of two threads under one subject.
        ("what did Acme write about the shelves?", "what was the answer?", [MAILS[6][-1]]),
        ("what did Acme write about the desk?", "what was the answer?", [MAILS[7][-1]]),
        # Where no program names anything.
        ("what did Ann write about the hedge?", "what was the answer?", [MAILS[9][-1]]),
        ("what did Lee write about the tomatoes?", "was there an answer?", []),
    ],
)
def test_an_answer_is_known_by_what_it_says_it_answers(
    opened: Retriever, first: str, then: str, quoted: list[str]
) -> None:
    told = _told(opened, first, then)
    assert told is not None
    assert told[1] == quoted


def test_how_a_thread_ended_though_its_subject_changed(opened: Retriever) -> None:
    assert _told(opened, "how did the thread about the boiler end?") == (
        "4 messages in the thread that began with “Boiler” from Ann Porter to Lee Grant (2026-02-02); the last is “Re: "
        "Thursday at ten” from Ann Porter to Tom Beck (2026-02-05).",
        [MAILS[3][-1]],
    )


def test_a_thread_is_quoted_in_its_order(opened: Retriever) -> None:
    told = _told(opened, "show me the whole thread about the boiler")
    assert told is not None
    assert told[1] == [mail[-1] for mail in MAILS[:4]]
    assert _told(opened, "what did Ann write about the knocking?", "show me the whole thread") == told
    behind = _told(opened, "what did Ann write about the hedge?", "how did it end?")
    assert behind is not None
    assert behind[1] == [MAILS[9][-1]]


def test_a_mail_alone_is_no_discussion_but_what_is_there_of_a_thread(opened: Retriever) -> None:
    asked = messages_asked("how did the discussion about the tomatoes end?", TODAY)
    assert asked is not None
    assert told_of_thread(opened.store, asked, [], None) is None
    told = _told(opened, "how did the thread about the tomatoes end?")
    assert told is not None
    assert told[0].startswith("Only one message of that thread is here: “Tomatoes” from Lee Grant")


def test_a_thread_that_is_not_here_is_asked_of_the_documents(opened: Retriever) -> None:
    assert _told(opened, "how did the thread about the submarine end?") is None


@pytest.mark.parametrize(
    ("question", "text", "quoted"),
    [
        (
            "the last two mails from Ann",
            "3 of 11 messages are from “Ann”; the newest 2: “Hedge” to Lee Grant (2026-02-10); “Re: Thursday at ten” "
            "to Tom Beck (2026-02-05).",
            [MAILS[8][-1], MAILS[3][-1]],
        ),
        (
            "what were the first 2 messages in the allotment chat?",
            "4 messages in “Allotment”; the oldest 2: Gita in “Allotment” (2026-03-12 18:04); Hugh in “Allotment” "
            "(2026-03-12 18:06).",
            NOTE.splitlines()[4:6],
        ),
        ("the last two mails", "11 messages; the newest 2: “Tomatoes” from", [MAILS[10][-1], MAILS[9][-1]]),
        (
            "who sent the last two mails?",
            "11 messages; the newest 2: “Tomatoes” from Lee Grant",
            ["From: Lee Grant <lee@x.example>"] * 2,
        ),
        ("Hugh's last three messages", "2 of 19 messages are from “Hugh”; the newest 2", NOTE.splitlines()[7:4:-2]),
    ],
)
def test_so_many_messages_as_are_asked_for(opened: Retriever, question: str, text: str, quoted: list[str]) -> None:
    told = _told(opened, question)
    assert told is not None
    assert told[0].startswith(text)
    assert told[1] == quoted


def test_a_copy_within_bounds_has_only_the_messages_of_what_passes(opened: Retriever) -> None:
    with BoundedStore.within(opened.store.folder, filters_of({"path": ["box.mbox"]})) as store:
        assert [each.title for each in kept_messages(store)] == [mail[2] for mail in MAILS[8:]]
    with Store.open(opened.store.folder) as whole:
        assert len(list(kept_messages(whole))) == len(MAILS) + 8


def test_a_talk_without_times_is_told_of_as_a_chat_is(opened: Retriever) -> None:
    told = _told(opened, "what did Maya say about the sink?", "what was the answer?")
    assert told == ("Behind Maya in “kitchen”: Owen in “kitchen”.", ["Owen: It is out of stock until May"])
    assert _told(opened, "what did Owen say last?") == (
        "The newest of 2: Owen in “kitchen”.",
        ["Owen: It is out of stock until May"],
    )


def _mail(number: int, identifier: str = "", answers: tuple[str, ...] = (), title: str = "Re: Hedge") -> Message:
    day = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=number)
    return Message((number, 0), 0, 9, 5, "A <a@x>", "B <b@x>", title, day, False, True, identifier, answers)


def test_a_copy_of_a_mail_is_neither_its_answer_nor_another_of_its_thread() -> None:
    mail, copy = _mail(0, "h1"), replace(_mail(0, "h1"), page=(9, 0))
    answer = _mail(1, "h2", ("h1",))
    alone = Threads([mail, copy])
    assert (alone.answers_to(mail), alone.of(mail)) == ([], [mail])
    assert Threads([mail, copy, answer]).of(copy) == [mail, answer]
    assert Threads([mail, copy, answer]).answers_to(copy) == [answer]


def test_mails_that_answer_one_another_in_a_ring_are_one_thread() -> None:
    one, other = _mail(0, "h1", ("h2", "h1")), _mail(1, "h2", ("h1",))
    assert Threads([one, other]).of(one) == [one, other]
    assert Threads([one, other]).answers_to(one) == [other]


def test_mails_without_a_subject_answer_none() -> None:
    one = _mail(0, title="")
    other = replace(_mail(1, title=""), by="B <b@x>", to="A <a@x>")
    assert Threads([one, other]).answers_to(one) == []


@pytest.mark.parametrize("link", ["identifiers", "subject"])
def test_a_thread_of_many_takes_no_time_of_their_square(link: str) -> None:
    shared = tuple(f"h{n}" for n in range(19))
    mails = [_mail(n, f"m{n}", shared) if link == "identifiers" else _mail(n) for n in range(4_000)]
    begun = process_time()
    assert Threads(mails).of(mails[0]) == mails
    assert process_time() - begun < 2


def test_of_very_many_references_the_last_are_the_nearest() -> None:
    mail = email.message_from_bytes(
        b"References: %s\n\nText." % b" ".join(b"<%d@x.example>" % n for n in range(10_000))
    )
    assert thread_of(mail) == ("", *(f"{n}@x.example" for n in range(9_999, 9_980, -1)))
