"""Ordinary words that documents lack are not read as words that happen to be near."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from uniconv_edge.assistant.words.dictionary import is_english, is_ordinary
from uniconv_edge.assistant.words.glosses import LANGUAGES
from uniconv_edge.assistant.words.spelling import respelt

# Stem -> how it is written in the documents.
WORDS = {
    "deal": {"dealing": 5},
    "manag": {"manager": 5},
    "longer": {"longer": 5},
    "replac": {"replaced": 5},
    "receiv": {"receive": 5},
    "veget": {"vegetable": 5},
    "necessari": {"necessary": 5},
    "choos": {"choose": 5},
    "host": {"hosted": 5},
    "share": {"shared": 5},
    "present": {"present": 9},
    "organ": {"organization": 5},
    "apolog": {"apologies": 5},
    "dwell": {"dwelled": 5},
}


class Library:
    """Words as a library has them."""

    def lacking(self, words: Sequence[str]) -> list[str]:
        known = {form for forms in WORDS.values() for form in forms} | {"what", "said", "about"}
        return [word for word in words if word.lower() not in known]

    def stems(self, beginnings: Sequence[str], longest: int) -> list[tuple[str, int]]:
        return [(stem, 5) for stem in WORDS if stem.startswith(tuple(beginnings)) and len(stem) <= longest]

    def forms(self, stem: str) -> Counter[str]:
        return Counter(WORDS[stem])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("deadline", "deadline"),
        ("manpages", "manpages"),  # two slips, of which one makes another ending
        ("logger", "logger"),
        ("replayed", "replayed"),
        ("hostel", "hostel"),
        ("shard", "shard"),
        ("preset", "preset"),
        ("Hostel", "Hostel"),
        ("organisation", "organisation"),  # which search and choice take for `organization`
        ("apologise", "apologise"),
        ("dwellled", "dwelled"),
        ("replayced", "replaced"),
        ("recieved", "receive"),  # a letter more, for the ending
        ("vegatables", "vegetable"),
        ("neccesary", "necessary"),
        ("chooes", "choose"),
    ],
)
def test_only_slips_are_corrected(typed: str, meant: str) -> None:
    assert respelt(f"What is said about {typed}?", Library(), is_english).text == (f"What is said about {meant}?")


@pytest.mark.parametrize(("word", "known"), [("hostel", True), ("Naïve", False), ("recieved", False), ('a"', False)])
def test_the_dictionary_has_words_and_no_slips(word: str, known: bool) -> None:
    assert is_english(word) == known


@pytest.mark.parametrize(
    ("word", "language", "known"),
    [("Aufzug", "de", True), ("Knödel", "de", True), ("Wohnug", "de", False), ("mañana", "es", True)],
)
def test_each_language_has_its_dictionary(word: str, language: str, known: bool) -> None:
    assert is_ordinary(word, language) == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_lacks_a_dictionary(language: str) -> None:
    assert not is_ordinary("xqzq", language)


def test_a_word_that_nothing_is_near_to_is_not_looked_up() -> None:
    asked: list[str] = []
    assert respelt("What is said about zebras?", Library(), lambda word: bool(asked.append(word))).note == ""
    assert asked == []
