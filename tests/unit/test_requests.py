"""Sentences that only ask for what a question takes as done."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.words.answer_types import lacks_what_is_asked
from uniconv_edge.assistant.words.requests import only_requests

REQUEST = "Please have the boiler repaired by Thursday, 15 January."
COMMAND = "- Replace the gutter section within four weeks."


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When was the boiler repaired?", REQUEST),
        ("When did they repair the boiler?", REQUEST),
        ("When was the gutter replaced?", COMMAND),
        ("How long has it taken to replace the gutter?", COMMAND),
    ],
)
def test_what_is_only_asked_for_was_not_done(question: str, sentence: str) -> None:
    assert only_requests(question, sentence)
    assert lacks_what_is_asked(question, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("By when do we have to repair the boiler?", REQUEST),
        ("By when did they have to pay?", "Please pay this sum into my account by 25 February."),
        ("When do I replace the gutter?", COMMAND),
        ("When was the gutter replaced?", "Replaced the gutter on 10 April."),
        ("When was the gutter replaced?", "Replacement: 10 April"),
        ("When was the gutter cleaned?", COMMAND),
        ("When did I last oil it?", "- [ ] Oil the worktop every three months (last: 4 October 2026)"),
    ],
)
def test_another_question_and_another_sentence_are_left_alone(question: str, sentence: str) -> None:
    assert not only_requests(question, sentence)
