"""Which messages a question asks for: by whom, to whom, about what, when."""

from __future__ import annotations

from datetime import date

import pytest

from uniconv_edge.assistant.question.intent import Intent, Kind, intent
from uniconv_edge.assistant.question.message_heads import Wanted
from uniconv_edge.assistant.question.messages import MessagesAsked, messages_asked, people_of
from uniconv_edge.assistant.question.messages_again import messages_again

TODAY = date(2026, 11, 30)


def _of(question: str) -> MessagesAsked:
    found = messages_asked(question, TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "wanted", "by", "to", "about", "order"),
    [
        ("Which e-mails did Marta send?", Wanted.LIST, "Marta", "", "", ""),
        ("list all mails from Jo Marsh to Tom Beck", Wanted.LIST, "Jo Marsh", "Tom Beck", "", ""),
        ("e-mails that Priya sent me about the fence", Wanted.LIST, "Priya", "", "the fence", ""),
        ("e-mails Priya sent to Jo", Wanted.LIST, "Priya", "Jo", "", ""),
        ("newest e-mails", Wanted.LIST, "", "", "", "newest"),
        ("Which e-mails mention the boiler?", Wanted.LIST, "", "", "the boiler", ""),
        ("did Hugh write to Ines?", Wanted.LIST, "Hugh", "Ines", "", ""),
        ("Did Ann send the invoice?", Wanted.LIST, "Ann", "", "invoice", ""),
        ("How many messages from Marta are about parking?", Wanted.COUNT, "Marta", "", "parking", ""),
        ("How many e-mails are there in my library?", Wanted.COUNT, "", "", "", ""),
        ("What mails did I get from Gil?", Wanted.LIST, "Gil", "", "", ""),
        ("How many mails did Jo Marsh get?", Wanted.COUNT, "", "Jo Marsh", "", ""),
        ("e-mails that Ann received from Tom", Wanted.LIST, "Tom", "Ann", "", ""),
        ("e-mails from my landlord", Wanted.LIST, "landlord", "", "", ""),
        ("list my e-mails", Wanted.LIST, "", "", "", ""),
        ("do I have mail?", Wanted.LIST, "", "", "", ""),
        ("which mails did I get from Ann?", Wanted.LIST, "Ann", "", "", ""),
        ("which mails did we send to Ann?", Wanted.LIST, "", "Ann", "", ""),
        ("when did Priya last write?", Wanted.WHEN, "Priya", "", "", "newest"),
        ("When did I last hear from Jo?", Wanted.WHEN, "Jo", "", "", "newest"),
        ("when was the first mail from the council?", Wanted.WHEN, "the council", "", "", "oldest"),
        ("Who sent the newest e-mail?", Wanted.WHO, "", "", "", "newest"),
        ("what did Hugh write last?", Wanted.SAID, "Hugh", "", "", "newest"),
        ("please show me the latest mail about parking", Wanted.SAID, "", "", "parking", "newest"),
        ("Which e-mail is the oldest?", Wanted.SAID, "", "", "", "oldest"),
        ("What does the last e-mail from Ann say about the fence?", Wanted.SAID, "Ann", "", "the fence", "newest"),
        ("what did Tom say in his last mail?", Wanted.SAID, "Tom", "", "", "newest"),
        ("mails from Ann or Tom", Wanted.LIST, "Ann or Tom", "", "", ""),
        ("mails to both Ann and Tom", Wanted.LIST, "", "both Ann and Tom", "", ""),
        ("mails received by Ann", Wanted.LIST, "", "Ann", "", ""),
        ("mails from Tom that Ann got", Wanted.LIST, "Tom", "Ann", "", ""),
        ("which mails from Tom did Ann get?", Wanted.LIST, "Tom", "Ann", "", ""),
        ("mails from Tom that mention the roof", Wanted.LIST, "Tom", "", "the roof", ""),
        ("how many mails did Tom send and Ann get?", Wanted.COUNT, "Tom", "Ann", "", ""),
        ("which mails did Tom send Ann?", Wanted.LIST, "Tom", "Ann", "", ""),
        ("what did Hugh say last?", Wanted.SAID, "Hugh", "", "", "newest"),
        ("what was the last thing Ines wrote?", Wanted.SAID, "Ines", "", "", "newest"),
        ("show me Tom's last message", Wanted.SAID, "Tom", "", "", "newest"),
        ("what did Ann say about the boiler?", Wanted.SAID, "Ann", "", "the boiler", ""),
        ("did Tom say anything about his number?", Wanted.SAID, "Tom", "", "his number", ""),
        ("when did Ann mention the boiler?", Wanted.WHEN, "Ann", "", "the boiler", ""),
        ("who sent mails to Ann?", Wanted.WRITERS, "", "Ann", "", ""),
        ("who mentioned the boiler?", Wanted.WRITERS, "", "", "the boiler", ""),
        ("who wrote most?", Wanted.MOST, "", "", "", "most"),
        ("who sends me the fewest mails?", Wanted.MOST, "", "", "", "fewest"),
        ("how often did Tom write?", Wanted.COUNT, "Tom", "", "", ""),
        ("what did Tom reply?", Wanted.REPLY, "Tom", "", "", ""),
        ("what was the answer to that?", Wanted.REPLY, "", "", "", ""),
        ("did she answer?", Wanted.REPLY, "", "", "", ""),
    ],
)
def test_the_messages_that_are_asked_for(
    question: str, wanted: Wanted, by: str, to: str, about: str, order: str
) -> None:
    found = _of(question)
    assert (found.wanted, found.by, found.to, found.about, found.order) == (wanted, by, to, about, order)
    assert intent(question, has_messages=True) == Intent(Kind.MESSAGES)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("How many mails did I get in 2025?", date(2025, 1, 1), date(2025, 12, 31)),
        ("e-mails since 2026", date(2026, 1, 1), date.max),
        ("mails from Ann before 2024", date.min, date(2023, 12, 31)),
        ("mails from Ann after March 2024", date(2024, 4, 1), date.max),
        ("how many mails did Jo write between May and July?", date(2026, 5, 1), date(2026, 7, 31)),
        ("what did we write about on Sunday?", date(2026, 11, 29), date(2026, 11, 29)),
        ("show me what Tom wrote yesterday", date(2026, 11, 29), date(2026, 11, 29)),
        ("who wrote on 3 May?", date(2026, 5, 3), date(2026, 5, 3)),
        ("list all e-mails of May 2024", date(2024, 5, 1), date(2024, 5, 31)),
        ("What did Olu write last week?", date(2026, 11, 23), date(2026, 11, 29)),
    ],
)
def test_the_time_in_which_they_were_sent(question: str, first: date, last: date) -> None:
    period = _of(question).period
    assert period is not None
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("what did Bob say about Sunday?", "Sunday"),
        ("who wrote about the Sunday lunch?", "the Sunday lunch"),
        ("who mentioned Sunday?", "Sunday"),
        ("what did Ann write about March 2025?", "March 2025"),
    ],
)
def test_days_of_which_something_was_written(question: str, about: str) -> None:
    asked = _of(question)
    assert (asked.about, asked.period) == (about, None)


def test_who_wrote_last_of_all() -> None:
    asked = _of("who wrote last?")
    assert (asked.wanted, asked.order) == (Wanted.WHO, "newest")


@pytest.mark.parametrize(
    "question",
    [
        "Which e-mails mention rent or deposit?",
        "how many e-mails are about the fence?",
        "What did she write last?",
        "What did Ada write in her report?",
        "Did Ann write the report?",
        "When did Ann write the report?",
        "Who wrote the report?",
        "How do I send an e-mail to the clinic?",
        "What is the e-mail address of Tom?",
        "When was the last meeting?",
        "What is the first message?",
        "How many emails with attachments can a free account send?",
        "Which e-mails from customers must be answered the same day?",
        "What is the longest e-mail?",
        "her e-mail?",
        "what was his last e-mail?",
        "which e-mails have attachments?",
        "what was discussed on 4 June?",
        "which mails are with attachments?",
        "what did she say about the boiler?",
        "who wrote the minutes in May?",
        "mails from Ann but not from Tom",
        "how many mails did Ann send about rent or deposit?",
    ],
)
def test_what_asks_otherwise(question: str) -> None:
    assert messages_asked(question, TODAY) is None


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("Which e-mails did Marta send?", "and from Tom?", "which e-mails are there from Tom"),
        ("what did Hugh write last?", "and Tom?", "what is the newest message from Tom"),
        ("what did Hugh write last?", "and to Marta?", "what is the newest message from Hugh to Marta"),
        ("How many e-mails are from Ann?", "and in 2024?", "how many e-mails are there from Ann in 2024"),
        ("when did Priya last write?", "what about Jo?", "when was the newest message from Jo"),
        ("How many mails did Ann send?", "how many did Jo send?", "how many e-mails did Jo send"),
        ("what did Ann say about the boiler?", "and Tom?", "show me the messages from Tom about the boiler"),
        (
            "how many messages did Ann send in the family chat in March?",
            "and in April?",
            "how many messages are there from Ann in April in the family chat",
        ),
        (
            "who wrote most in the club chat?",
            "and in the family group?",
            "who wrote the most messages in the family chat",
        ),
        ("what did I write last?", "and to Jo?", "what is the newest message from me to Jo"),
        ("how many mails are there?", "how many did Jo get?", "how many e-mails did Jo get"),
        ("what was the answer to that?", "and Tom?", ""),
        ("what did Hugh write last?", "and the boiler?", ""),
        ("what did Hugh write last?", "who is he?", ""),
    ],
)
def test_another_such_question(before: str, question: str, meant: str) -> None:
    assert messages_again(question, before, TODAY) == meant
    assert not meant or messages_asked(meant, TODAY)


@pytest.mark.parametrize(
    ("question", "chat", "in_chats"),
    [
        ("when did Ann last write in the family chat?", "family", True),
        ("what did Tom say on WhatsApp last week?", "WhatsApp", True),
        ("who wrote in #general?", "general", True),
        ("how many messages are in our group?", "", True),
        ("what was said in the book club group on 4 June?", "book club", True),
        ("what did Dee write in the book club?", "book club", False),
        ("what did Dee write about the club?", "", False),
    ],
)
def test_the_chat_that_is_named(question: str, chat: str, in_chats: bool) -> None:
    found = _of(question)
    assert (found.chat, found.in_chats) == (chat, in_chats)


@pytest.mark.parametrize(
    ("question", "me"),
    [
        ("which mails did I send?", "by"),
        ("mails from me", "by"),
        ("what did I write last?", "by"),
        ("how many mails have I sent to Ann?", "by"),
        ("which mails did I get from Ann?", "to"),
        ("who sends me the most mails?", "to"),
        ("which mails did we send to Ann?", ""),
    ],
)
def test_on_which_side_the_person_is_who_asks(question: str, me: str) -> None:
    assert _of(question).me == me


def test_several_people_are_told_apart() -> None:
    assert people_of("Ann or Tom Beck") == (["Ann", "Tom Beck"], True)
    assert people_of("both Ann, Jo and Tom") == (["Ann", "Jo", "Tom"], False)


@pytest.mark.parametrize(
    ("question", "wanted", "by", "order", "number"),
    [
        ("the last three messages from Ann", Wanted.LIST, "Ann", "newest", 3),
        ("what were Ann's three latest mails?", Wanted.LIST, "Ann", "newest", 3),
        ("show me the first 5 mails about the roof", Wanted.LIST, "", "oldest", 5),
        ("the last three things Ann wrote", Wanted.LIST, "Ann", "newest", 3),
        ("the last message from Ann", Wanted.SAID, "Ann", "newest", 0),
        ("who sent the last three mails?", Wanted.WHO, "", "newest", 3),
        ("what did Lee reply to Ann about the boiler?", Wanted.SAID, "Lee", "", 0),
    ],
)
def test_how_many_messages_are_asked_for(question: str, wanted: Wanted, by: str, order: str, number: int) -> None:
    found = _of(question)
    assert (found.wanted, found.by, found.order, found.number) == (wanted, by, order, number)


@pytest.mark.parametrize(
    ("question", "about", "order"),
    [
        ("how did the thread about the boiler end?", "the boiler", "newest"),
        ("How did the e-mail exchange with regard to the fence turn out?", None, ""),
        ("and how did it end?", "", "newest"),
        ("show me the whole conversation about the fete", "the fete", ""),
        ("how did the discussion about the budget with Ann go?", "the budget with Ann", "newest"),
        ("how did the match end?", None, ""),
        ("how did it go on?", None, ""),
    ],
)
def test_a_thread_is_asked_for(question: str, about: str | None, order: str) -> None:
    found = messages_asked(question, TODAY)
    if about is None:
        assert found is None or found.wanted is not Wanted.THREAD
    else:
        assert found is not None
        assert (found.wanted, found.about, found.order) == (Wanted.THREAD, about, order)
