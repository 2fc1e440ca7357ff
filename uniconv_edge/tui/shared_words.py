"""The words of a question that a passage has too, and where they stand in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from uniconv_edge.expressions import expression
from uniconv_edge.library.text import clean

_WORD = expression(r"\w+")
_ASKED = expression(r"\w+\b(?!['’]t\b)")  # of `don't` neither half is a word


def shared_words(asked: str, text: str) -> list[str]:
    """The telling words of a question that a text has too, as the question writes them; its filters are no words."""
    from uniconv_edge.assistant.words.terms import bag, stem, telling_words
    from uniconv_edge.library.query import without_filters

    typed = clean(without_filters(asked))
    telling, there = set(telling_words(typed)), bag(clean(text))
    words = dict.fromkeys(_ASKED.findall(typed))
    return [word for word in words if word.lower() in telling and stem(word.lower()) in there]


def around(text: str, words: Sequence[str], before: int = 50) -> str:
    """The text from shortly before the first of the words on."""
    start = next((start for start, _ in places_of(text, words)), 0)
    if start <= before:
        return text
    cut = text.find(" ", start - before)
    return "…" + text[cut if 0 <= cut < start else start :]


def places_of(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand in a text, in whichever form."""
    from uniconv_edge.assistant.words.terms import stem

    stems = {stem(word.lower()) for word in words}
    return (found.span() for found in _WORD.finditer(text) if stem(found[0].lower()) in stems)
