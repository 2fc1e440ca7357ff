"""Ordinary words that documents lack are not read as words that happen to be near."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from uniconv_edge.assistant.spelling import respelt

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
}
ORDINARY = {"log", "played", "manag", "cho"}


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
        ("deadline", "deadline"),  # two slips, of which one makes another ending
        ("manpages", "manpages"),
        ("logger", "logger"),  # log
        ("replayed", "replayed"),  # played
        ("replayced", "replaced"),
        ("recieved", "receive"),  # a letter more, for the ending
        ("vegatables", "vegetable"),
        ("neccesary", "necessary"),
        ("chooes", "choose"),  # `cho` with a doubled letter is no word
    ],
)
def test_only_slips_are_corrected(typed: str, meant: str) -> None:
    assert respelt(f"What is said about {typed}?", Library(), ORDINARY.__contains__).text == (
        f"What is said about {meant}?"
    )
