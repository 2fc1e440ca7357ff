"""What was said and asked is told as it is asked for: whole, the first, the last, or all."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.facts.aside import answer_of_conversation, answered_on, exchanges_of
from uniconv_edge.assistant.past.remembered import REMEMBERED_WORDS
from uniconv_edge.assistant.question.intent import Kind
from uniconv_edge.types import Quote, Turn

LONG = "word " * 80 + "end."
SAID = [("How many documents?", "5 documents."), ("And the rent?", LONG)]


@pytest.mark.parametrize(
    ("kind", "question", "told"),
    [
        (Kind.SAID, "What did you say?", f"I said: {LONG}"),
        (Kind.SAID, "Repeat your last answer", f"I said: {LONG}"),
        (Kind.SAID, "What was your first answer?", "I said: 5 documents."),
        (Kind.ASKED, "What was my last question?", "You asked: And the rent?"),
        (Kind.ASKED, "What was my FIRST question?", "You asked: How many documents?"),
        (Kind.ASKED, "What did I ask?", "You asked:\n1. How many documents?\n2. And the rent?"),
    ],
)
def test_what_is_asked_for_is_told(kind: Kind, question: str, told: str) -> None:
    assert answer_of_conversation(kind, question, SAID) == told
    assert answer_of_conversation(kind, question, []).startswith("Nothing has been asked")


def test_what_was_answered_on_a_thing_is_found_by_the_question_first_then_by_the_quote() -> None:
    texts = ("1,140 euros", "two months' rent", "rent")
    quotes = [Quote(1, "/lease", "lease", None, 0, 1, 0, 9, text, verified=True) for text in texts]
    asked = ["How much is the rent?", "And the deposit?", "Is it due?", "What is the lift for?"]
    turns = [
        turn
        for question, quote in zip(asked, [*quotes, None], strict=True)
        for turn in (Turn("user", question), Turn("assistant", "told", (quote,) if quote else ()))
    ]
    assert answered_on(turns, "the rent") == (asked[0], (quotes[0],))
    assert answered_on(turns, "the months") == (asked[1], (quotes[1],))
    assert answered_on(turns, "the lift") is None  # nothing was quoted
    assert answered_on(turns, "it") is None


def test_of_turns_a_cut_answer_ends_with_an_ellipsis() -> None:
    cut = " ".join(LONG.split()[:REMEMBERED_WORDS])
    turns = [Turn("user", "one"), Turn("assistant", cut), Turn("user", "two"), Turn("assistant", "Yes.")]
    assert exchanges_of(turns) == [("one", f"{cut} \u2026"), ("two", "Yes.")]
    assert exchanges_of([Turn("assistant", "Yes."), Turn("user", "three")]) == [("three", "nothing.")]
