"""Which questions ask for what is dated."""

from __future__ import annotations

from datetime import date

import pytest

from uniconv_edge.assistant.calendar.agenda import Asked, asks
from uniconv_edge.assistant.question.plainly import plainly
from uniconv_edge.assistant.words.days import told
from uniconv_edge.assistant.words.terms import asked_words, restated
from uniconv_edge.types import Turn

TODAY = date(2026, 11, 29)


def asked(*questions: str) -> Asked | None:
    turns = [turn for question in questions for turn in (Turn("user", question), Turn("assistant", "Yes."))]
    return asks(turns[:-1], TODAY)


@pytest.mark.parametrize("days", ["before May 2026", "before yesterday", "until 3 May 2025"])
def test_what_lies_before_a_day_that_is_over_is_of_no_one_day(days: str) -> None:
    assert asked(f"What happened {days}?") is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What do I have to do next week?", ()),
        ("What appointments do I have on 3 December?", ()),
        ("What's due in December?", ()),
        ("Anything on Thursday?", ()),
        ("What happened on 6 June 1944?", ()),
        ("Do I have a dentist appointment next week?", ("dentist",)),
        ("Who is on leave in December?", ("leave",)),
        ("How much did I spend last month?", ("spend",)),
        ("Who comes in on Thursday?", ("comes",)),
        ("Who is coming next week?", ("coming",)),
        ("What is coming up next week?", ()),
        ("What did I note about the tides last week?", ("tides",)),
    ],
)
def test_lines_are_asked_for_by_their_days_and_words(question: str, words: tuple[str, ...]) -> None:
    found = asked(question)
    assert found is not None
    assert found.words == words


def test_what_is_asked_of_the_last_one_is_asked_of_what_was_named() -> None:
    found = asked("When is the next service of the car?", "what did the last one cost?")
    assert found is not None
    assert (found.order, found.words) == ("last", ("service", "car", "cost"))


@pytest.mark.parametrize(
    "question",
    [
        "When does the lease end?",
        "Is the library open on Thursdays?",
        "Why did he leave on 3 December?",
        "How often did I do that this month?",
        "What does he do next week?",
        "What did the surgeon do on 8 September 2026?",
        "What is the next step?",
        "Who lives next to the church?",
        "How long does it last?",
        plainly("I can't come tomorrow"),
        plainly("What if I can't come on Friday?"),
        "What if the pool does not open next summer?",
        "And what do we do if it rains next Saturday?",
        "Until when do I have to come tomorrow?",
        "When at the latest must it be painted?",
        "When is the last instalment due?",
        "When do I get my last instalment?",
        "What does a night cost in July?",
    ],
)
def test_other_questions_ask_the_documents(question: str) -> None:
    assert asked(question) is None


def test_a_question_that_only_says_when_asks_what_the_one_before_it_asked() -> None:
    found = asked("Do I have a dentist appointment next week?", "and the week after?")
    assert found is not None
    assert (found.words, told(found.period.first, found.period.last)) == (("dentist",), "7 to 13 December 2026")
    assert asked("Is the library open?", "and on Thursday?") is None


@pytest.mark.parametrize(
    ("before", "question", "days"),
    [
        ("What did I do last month?", "and on Monday?", "23 November 2026"),
        ("What did I do in October?", "and in December?", "December 2025"),
        ("What did I do on 3 November?", "and on Wednesday?", "4 November 2026"),
        ("What did I do last week?", "and on the weekend?", "21 to 22 November 2026"),
        ("What do I have next week?", "and on Monday?", "30 November 2026"),
    ],
)
def test_a_question_that_follows_one_about_what_was_is_about_what_was(before: str, question: str, days: str) -> None:
    found = asked(before, question)
    assert found is not None
    assert told(found.period.first, found.period.last) == days
    wednesday = date(2026, 12, 2)  # the last Tuesday was yesterday, and today is not over
    again = asks([Turn("user", "What did I do last Tuesday?"), Turn("user", "and on Wednesday?")], wednesday)
    assert again is not None
    assert again.period.first == date(2026, 11, 25)


def test_the_next_or_last_of_something_is_asked_for() -> None:
    for question, words, order in (
        ("Whose birthday is next?", ("birthday",), "next"),
        ("When is the next AGM?", ("agm",), "next"),
        ("When was the last oil change?", ("oil", "change"), "last"),
    ):
        found = asked(question)
        assert found is not None
        assert (found.words, found.order) == (words, order)
    for today in (date(1, 1, 2), date(9999, 12, 30)):
        assert asks([Turn("user", "When is the next AGM?")], today) is not None
        assert asks([Turn("user", "When was the last AGM?")], today) is not None
    found = asked("When is the next AGM?", "no, I mean the last one")
    assert found is not None
    assert (found.words, found.order) == (("agm",), "last")
    found = asked("Is there a bus to town?", "when is the next one?")
    assert found is not None
    assert found.words == ("bus", "town")
    assert asked("Who may take them out?", "when is the next one?") is None


def test_the_one_before_is_asked_for_behind_the_next() -> None:
    found = asked("When's the next committee meeting?", "and the one before?")
    assert found is not None
    assert (found.words, found.order, found.period.last) == (("committee", "meeting"), "before", TODAY)
    for question in ("and the one before?", "And before that?"):
        found = asked("When was the last committee meeting?", question)
        assert found is not None
        assert (found.words, found.order, found.passed) == (("committee", "meeting"), "last", 1)
    assert asked("Where was the committee?", "and before that?") is None
    assert asked("When is the next English test?", "which one?") is None


def test_the_year_after_is_counted_from_the_year_before_it() -> None:
    turns = [Turn("user", "What went wrong in 2023?"), Turn("user", "and the year after that?")]
    assert restated(turns) == "what went wrong in and 2024"
    assert restated([*turns, Turn("user", "and the previous year?")]) == "what went wrong in and and 2023"
    assert restated([turns[0], Turn("user", "and a year earlier?")]) == "what went wrong in and 2022"
    assert restated([turns[0], Turn("user", "and one year later?")]) == "what went wrong in and 2024"
    assert restated([Turn("user", "What went wrong?"), Turn("user", "and the year after?")]) == "and the year after?"
    assert restated([Turn("user", "How many people?"), Turn("user", "How many nights?")]) == "How many nights?"


def test_since_when_asks_of_what_was_asked_before_and_not_how_much() -> None:
    turns = [Turn("user", "How much is the garage rent?"), Turn("assistant", "75."), Turn("user", "since when?")]
    assert restated(turns) == "is the garage rent since when?"
    assert asked_words(turns) == ["garage", "rent"]
    turns = [Turn("user", "Can I fell the beech?"), Turn("user", "why not?"), Turn("user", "until when?")]
    assert asked_words(turns) == ["fell", "beech"]
    assert asked_words([*turns, Turn("user", "and the other ones?")]) == ["fell", "beech"]


def test_the_one_after_the_next_is_asked_for() -> None:
    found = asked("When is the next committee meeting?", "and the one after that?", "And the one after?")
    assert found is not None
    assert (found.words, found.order, found.passed) == (("committee", "meeting"), "next", 2)
