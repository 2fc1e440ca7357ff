"""Two questions in one are known by a question word and a verb in each."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.question.parts import parts


@pytest.mark.parametrize(
    ("question", "two"),
    [
        ("when is it due and how much is the rent?", ("when is it due?", "how much is the rent?")),
        ("When is the trip and how much does it cost?", ("When is the trip?", "how much does it cost?")),
        ("who is the plumber and what is his number", ("who is the plumber?", "what is his number?")),
        ("What is aws? What services are provided?", ("What is aws?", "What services are provided?")),
    ],
)
def test_two_questions_are_told_apart(question: str, two: tuple[str, str]) -> None:
    assert parts(question) == two


@pytest.mark.parametrize(
    "question",
    [
        "what do salt and pepper cost?",
        "when and where is the meeting?",
        "what is the difference between what he says and what he does?",
        "who is Anna and Bob's teacher?",
        "why is it and so on",
        "how much is it, which was said to be free?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) is None
