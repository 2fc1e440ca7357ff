"""Columns that are called in another word than a question says."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.words.columns import called_otherwise

NAMES = ("arrival", "Departure date", "guest", "persons")


@pytest.mark.parametrize(
    ("word", "stem"), [("arrive", "arriv"), ("comes", "arriv"), ("leave", "depar"), ("people", "perso"), ("price", "")]
)
def test_a_column_says_it_in_another_word(word: str, stem: str) -> None:
    assert called_otherwise(word, NAMES).startswith(stem)
    assert bool(called_otherwise(word, NAMES)) is bool(stem)


def test_another_column_does_not() -> None:
    assert called_otherwise("leave", ("guest", "days left")) == ""
