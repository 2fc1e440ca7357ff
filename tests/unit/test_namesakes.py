"""Another of the surname, or the first name, that a question gives."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.words.names import names_namesake, names_other_surname

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


KNOWN = "Bernard Halloran, born 1901, married Edith Noon\nBernard Gale, born 1923, died 1991"


@pytest.mark.parametrize("sentence", ["Bernard Gale, born 1923, died 1991", "In 1991 Bernard Gale died."])
def test_one_of_the_same_first_name_is_another(sentence: str) -> None:
    assert names_other_surname(QUESTION, sentence, KNOWN)


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        ("Bernard Gale, born Halloran, died 1991", KNOWN),
        ("Bernard died in 1990.", KNOWN),
        ("In 1990 Bernard May 4th", KNOWN),
        ("Bernard Gale, born 1923, died 1991", "Bernard Gale, born 1923, died 1991"),  # he may have changed his name
    ],
)
def test_one_who_may_be_the_same_is_not_another(sentence: str, known: str) -> None:
    assert not names_other_surname(QUESTION, sentence, known)
