"""The document that a question names for its answer is known by what papers are called, and a place is none."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.assistant.question.within import within


@pytest.mark.parametrize(
    ("question", "name", "asked"),
    [
        ("what does health.md say about Leo?", "health.md", "what does it say about Leo?"),
        ("According to old/my.papers/lease.md, what is the rent?", "old/my.papers/lease.md", "what is the rent?"),
        ("What is the rent in rome/lease.md?", "rome/lease.md", "What is the rent?"),
        ("what does the letter from the bank say about fees", "letter from the bank", "what does it say about fees?"),
        ("What is written in the manual about salt?", "manual", "what does it say about salt?"),
        ("in the lease, what is the notice period?", "lease", "what is the notice period?"),
        ("ok, according to the lease, who pays?", "lease", "who pays?"),
        ("Back to the lease: can I keep a dog?", "lease", "can I keep a dog?"),
        ("ok, going back to the diary, who drives?", "diary", "who drives?"),
        ("Please what does the lease say about pets?", "lease", "what does it say about pets?"),
        ("according to the diary when did she cry?", "diary", "when did she cry?"),
        ("what is the notice period in the lease?", "lease", "what is the notice period?"),
        ("what does the plumber's mail say about the fan?", "plumber's mail", "what does it say about the fan?"),
        ("what does the will say about the clock?", "will", "what does it say about the clock?"),
        ("according to dads will who gets the clock", "dads will", "who gets the clock"),
        ("what is the price in simons letter?", "simons letter", "what is the price?"),
        ("How many goats are in stock.csv?", "stock.csv", "How many goats are there?"),
        ("which goats are old in the stock csv?", "stock csv", "which goats are old?"),
    ],
)
def test_a_document_is_named_for_the_answer(question: str, name: str, asked: str) -> None:
    found = within(question)
    assert found is not None
    assert (found.name, found.question) == (name, asked)
    assert found.topic == (asked.removeprefix("what does it say about ").rstrip("?") if "it say" in asked else "")


@pytest.mark.parametrize(
    "question",
    [
        "what is the temperature in the oven?",
        "How long is the film in minutes?",
        "where can I get help filling in the form?",
        "what is in the letter?",
        "When do I go back to Norway, in May?",
        "Back to the flat: can I keep a dog?",
        "Back-to-back meetings: is that allowed?",
        "what does the lease say?",
        "What does it mean in terms of money?",
        "who is in the garden?",
        "How many people are in the garden?",
    ],
)
def test_what_names_no_document_is_asked_of_all(question: str) -> None:
    assert within(question) is None


@pytest.mark.parametrize("question", ["in my log by {}", "what is written in my reports for {}"])
def test_a_long_word_is_not_tried_in_pieces(question: str) -> None:
    started = time.process_time()
    within(question.format("a" * 500))
    assert time.process_time() - started < 2  # it took half a minute
