"""Names of columns that say in another word what a question does. Pure; English."""

from __future__ import annotations

from collections.abc import Collection

from uniconv_edge.assistant.words.terms import stem
from uniconv_edge.library.words import words_of

_OTHERWISE = {
    stem(word): frozenset(map(stem, names.split()))
    for words, names in (
        ("arrive arrives arrived come comes coming", "arrival"),
        ("leave leaves left depart departs departed", "departure"),
        ("people person persons", "persons people pax"),
    )
    for word in words.split()
}


def called_otherwise(word: str, names: Collection[str]) -> str:
    """The stem by which names of columns say in another word what one asks for: `Departure` of "when do they leave?";
    "" where they do not."""
    others = _OTHERWISE.get(stem(word), frozenset())
    return next((stem(each) for each in words_of(" ".join(names)) if stem(each) in others), "")
