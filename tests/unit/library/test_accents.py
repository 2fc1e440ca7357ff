"""Words are the same with accents and without, as they are for full text."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.words.dates import said
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.library.words import spelt_words_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Café, CAFE\u0301", ["cafe", "cafe"]),
        ("Größe \u0141\u00f3d\u017a", ["größe".replace("ö", "o"), "\u0142odz"]),
        ("\u03ac\u03bd\u03b8\u03c1\u03c9\u03c0\u03bf\u03c2", ["\u03b1\u03bd\u03b8\u03c1\u03c9\u03c0\u03bf\u03c2"]),
        ("\u0451\u043b\u043a\u0430", ["\u0435\u043b\u043a\u0430"]),
        ("\u304c\ud55c", ["\u304c", "\ud55c"]),
    ],
)
def test_words_have_no_accents(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_question_without_accents_meets_a_text_with_them() -> None:
    assert stem("cafe") in bag("The repair café opens at ten.")
    assert spelt_words_of("the Café") == ["the", "café"]


def test_months_are_known_with_their_accents() -> None:
    assert "march" in said("am 3. März")
