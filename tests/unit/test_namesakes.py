"""Another of the surname that a question gives."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.words.names import names_namesake

QUESTION = "When did Bernard Halloran die?"


@pytest.mark.parametrize("sentence", ["Clara Halloran, born 1907, died 1918", "In 1918 Clara Halloran died."])
def test_a_sentence_of_a_namesake_is_of_another(sentence: str) -> None:
    assert names_namesake(QUESTION, sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (QUESTION, "Bernard Halloran died in 1990, Clara Halloran in 1918."),
        (QUESTION, "Mr Halloran died in 1990."),
        (QUESTION, "The Hallorans came from Cork."),
        (QUESTION, "He died in 1990."),
        ("When did Halloran die?", "Clara Halloran died in 1918."),
        ("when did bernard halloran die?", "Clara Halloran died in 1918."),
        ("How did Marie Curie die?", "Maria Skłodowska-Curie died in Passy."),
    ],
)
def test_who_is_named_otherwise_may_be_meant(question: str, sentence: str) -> None:
    assert not names_namesake(question, sentence)
