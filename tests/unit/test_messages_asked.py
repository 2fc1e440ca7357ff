"""Which messages a question asks for: by whom, to whom, about what, when."""

from __future__ import annotations

from datetime import date

import pytest

from uniconv_edge.assistant.question.intent import Intent, Kind, intent
from uniconv_edge.assistant.question.messages import MessagesAsked, Wanted, messages_again, messages_asked

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
    ],
)
def test_the_messages_that_are_asked_for(
    question: str, wanted: Wanted, by: str, to: str, about: str, order: str
) -> None:
    found = _of(question)
    assert (found.wanted, found.by, found.to, found.about, found.order) == (wanted, by, to, about, order)
    assert intent(question) == Intent(Kind.MESSAGES)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("How many mails did I get in 2025?", date(2025, 1, 1), date(2025, 12, 31)),
        ("e-mails since 2026", date(2026, 1, 1), TODAY),
        ("list all e-mails of May 2024", date(2024, 5, 1), date(2024, 5, 31)),
        ("What did Olu write last week?", date(2026, 11, 23), date(2026, 11, 29)),
    ],
)
def test_the_time_in_which_they_were_sent(question: str, first: date, last: date) -> None:
    period = _of(question).period
    assert period is not None
    assert (period.first, period.last) == (first, last)


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
        "which mails did I send?",
        "mails from me",
        "what did I write last?",
        "which e-mails have attachments?",
        "mails from Ann before 2024",
        "mails from Ann after March 2024",
        "mails from Ann or Tom",
        "how many mails did Ann send about rent or deposit?",
    ],
)
def test_what_asks_otherwise(question: str) -> None:
    assert messages_asked(question, TODAY) is None


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("Which e-mails did Marta send?", "and from Tom?", "which e-mails are there from Tom"),
        ("what did Hugh write last?", "and Tom?", "what is the newest e-mail from Tom"),
        ("what did Hugh write last?", "and to Marta?", "what is the newest e-mail from Hugh to Marta"),
        ("How many e-mails are from Ann?", "and in 2024?", "how many e-mails are there from Ann in 2024"),
        ("when did Priya last write?", "what about Jo?", "when was the newest e-mail from Jo"),
        ("what did Hugh write last?", "and the boiler?", ""),
        ("what did Hugh write last?", "who is he?", ""),
    ],
)
def test_another_such_question(before: str, question: str, meant: str) -> None:
    assert messages_again(question, before, TODAY) == meant
    assert not meant or messages_asked(meant, TODAY)
