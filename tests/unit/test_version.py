"""Questions that tell which of several documents is meant, or ask for another."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.facts.age import Paper, told_ages
from uniconv_edge.assistant.question.intent import Kind, intent
from uniconv_edge.assistant.question.version import (
    OfAnother,
    Which,
    of_another,
    of_another_thing,
    which_asked,
    without_now,
)


@pytest.mark.parametrize(
    ("question", "which"),
    [
        ("What is the current rent?", Which.NEWEST),
        ("What is the rent now?", Which.NEWEST),
        ("What does the newest manual say?", Which.NEWEST),
        ("What was the previous rent?", Which.EARLIER),
        ("What is the fee in the old contract?", Which.EARLIER),
        ("What does the original lease say?", Which.OLDEST),
        ("By when at the latest must I pay?", None),
        ("How old is the boiler?", None),
        ("What is the rent of the new flat?", None),
    ],
)
def test_which_is_meant(question: str, which: Which | None) -> None:
    assert which_asked(question) is which


def test_words_that_only_mean_the_newest_are_not_looked_for() -> None:
    assert without_now("How much is lavender now?", lambda _: False) == "How much is lavender?"
    assert without_now("What is the current rent?", lambda _: False) == "What is the rent?"
    assert without_now("What is the rent right now?", lambda _: False) == "What is the rent?"
    for until in ("How many came until now?", "What is due by now?", "What is planned for now?"):
        assert without_now(until, lambda _: False) == until
    assert without_now("What is my current account?", lambda phrase: phrase == "current account") == (
        "What is my current account?"
    )


def test_the_latest_of_what_took_place_is_the_last() -> None:
    assert without_now("When was the latest service?", lambda _: False) == "When was the last service?"
    assert without_now("when did our most recent audit end?", lambda _: False) == "when did our last audit end?"
    assert without_now("When was the latest version made?", lambda _: False) == "When was the version made?"
    assert without_now("What is the latest price?", lambda _: False) == "What is the price?"


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("and in the old one?", OfAnother("the one", Which.EARLIER)),
        ("And in the 2023 contract?", OfAnother("the 2023 contract", None)),
        ("What about the latest version?", OfAnother("the version", Which.NEWEST)),
        ("and in version 2?", OfAnother("version 2", None)),
        ("and in the draft?", OfAnother("the draft", None)),
        ("and in the garden?", None),
        ("What was it in the 2024 handbook?", OfAnother("the 2024 handbook", None)),
        ("How much was that in the old lease?", OfAnother("the lease", Which.EARLIER)),
        ("What did the old handbook say about that?", OfAnother("the handbook", Which.EARLIER)),
        ("What did the old handbook say?", None),
        ("What is in the old contract?", None),
    ],
)
def test_the_question_before_is_asked_of_another_document(question: str, other: OfAnother | None) -> None:
    assert of_another(question) == other


def test_words_that_say_nothing_are_read_in_one_way() -> None:
    assert of_another("and what about " * 3 + "the old version?") == of_another("the old version?") is not None
    assert of_another("and what about " * 60 + "it?") is None  # twice the time for each took longer than a life


@pytest.mark.parametrize(
    ("question", "called"),
    [
        ("which one is newer?", "one"),
        ("Which of them is the older?", "one"),
        ("and which letter is newer?", "letter"),
        ("Which draft is the latest?", "draft"),
    ],
)
def test_which_of_those_quoted_is_newer(question: str, called: str) -> None:
    assert (intent(question).kind, intent(question).about) == (Kind.NEWER, called)
    assert intent(question, begun=False).kind is not Kind.NEWER


def paper(names: str, head: str = "", changed: str = "2025-06-01") -> Paper:
    return Paper(names, head, head, changed)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (paper("contract 2024"), paper("contract 2025"), [(1, "2025"), (0, "2024")]),
        (
            paper("handbook 2024"),
            paper("contract", "Leeds\n1 May 2025\n\nDear Ada,\n"),
            [(1, "2025-05-01"), (0, "2024")],
        ),
        (
            paper("letter", "3 March 2025\n\nDear Ada,\n"),
            paper("letter", "Leeds\n1 May 2024\n\nDear Ada,\n"),
            [(0, "2025-03-03"), (1, "2024-05-01")],
        ),
        (
            paper("rules", "Rules\nValid from 1 May 2023\n"),
            paper("rules new", "Rules\nValid from 1 June 2024\n"),
            [(1, "2024-06-01"), (0, "2023-05-01")],
        ),
        # what the plans are of is no age of theirs
        (
            paper("plan draft", "Plan\n\nThe festival begins on 6 May 2026 at noon."),
            paper("plan final", "Plan\n\nThe festival begins on 4 April 2026 at noon."),
            [(1, "final"), (0, "draft")],
        ),
        (
            paper("Contract\ncontract 2024"),
            paper("Amendment to the contract of 18 August 2024\namendment 2025"),
            [(1, "2025"), (0, "2024")],
        ),
        (paper("report q1 2025"), paper("report q2 2025"), [(1, "2025 Q2"), (0, "2025 Q1")]),
        (paper("manual-v9"), paper("manual-v10"), [(1, "version 10"), (0, "version 9")]),
        (paper("plan draft"), paper("plan final"), [(1, "final"), (0, "draft")]),
        (
            paper("a", changed="2024-01-31"),
            paper("b", changed="2024-02-01"),
            [(1, "file of 2024-02-01"), (0, "file of 2024-01-31")],
        ),
        (paper("a"), paper("b"), []),
    ],
)
def test_the_age_of_documents_is_told_by_names_then_dates_then_files(
    one: Paper, other: Paper, told: list[tuple[int, str]]
) -> None:
    found = told_ages({0: one, 1: other})
    assert ([] if found is None else [(key, found.told[key]) for key in found.newest_first]) == told


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("and the goulash?", "goulash"),
        ("And on Jupiter?", "Jupiter"),
        ("What about at the lake house?", "lake house"),
        ("and how is it done on Sundays?", ""),
    ],
)
def test_another_thing_is_named_without_the_small_word_before_it(question: str, name: str) -> None:
    assert of_another_thing(question) == name
