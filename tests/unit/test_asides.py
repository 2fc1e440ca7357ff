"""What was said and asked is told as it is asked for: whole, the first, the last, or all."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.facts.aside import answer_of_conversation, exchanges_of
from uniconv_edge.assistant.past.remembered import REMEMBERED_WORDS
from uniconv_edge.assistant.question.intent import Kind
from uniconv_edge.types import Turn

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


def test_of_turns_a_cut_answer_ends_with_an_ellipsis() -> None:
    cut = " ".join(LONG.split()[:REMEMBERED_WORDS])
    turns = [Turn("user", "one"), Turn("assistant", cut), Turn("user", "two"), Turn("assistant", "Yes.")]
    assert exchanges_of(turns) == [("one", f"{cut} \u2026"), ("two", "Yes.")]
    assert exchanges_of([Turn("assistant", "Yes."), Turn("user", "three")]) == [("three", "nothing.")]
