"""Raised numbers of a PDF page, as of notes and powers: read as `year^1` and `10^6`, not as part of the word. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TypeAlias

from uniconv_edge.expressions import expression

TypeBox: TypeAlias = tuple[float, float]
"""The bottom and the top of a character's type, in points, upwards."""

# A number behind a word or its mark, or one whose last figures may be a power.
_MAY_HAVE = expression(r"(?<!\S)(?=\S*?\d)(?:\S*?[^\W\d_][.,;:!?\"'”’)\]]*|\d)(\d{1,3})(?=[.,;:!?\"'”’)\]]*(?!\S))")
_MAX_WORDS = 2_000  # of a page
_SMALLER = 0.85  # than the type before
_HIGHER = 0.1  # of its size: what is lowered, as in CO2, stands lower


def raised_numbers(text: str, box: Callable[[int], TypeBox]) -> dict[str, str]:
    """Words of a page up to a raised number at their end -> with `^` before it; `box` gives the type of a character of
    the text. A word that is also written with the same number unraised is left."""
    found: dict[str, set[int]] = {}  # where the raised numbers begin
    for match in islice(_MAY_HAVE.finditer(text), _MAX_WORDS):
        before = box(match.start())
        begins = match.end()
        while begins > match.start(1) and _is_raised(box(begins - 1), before):
            begins -= 1
        found.setdefault(match.group(), set()).add(begins - match.start())
    firsts = {word: begins.pop() for word, begins in found.items() if len(begins) == 1}
    return {word: f"{word[:first]}^{word[first:]}" for word, first in firsts.items() if first < len(word)}


def with_raised_numbers(text: str, words: Mapping[str, str]) -> str:
    """The text with these words as they are told."""
    return _MAY_HAVE.sub(lambda match: words.get(match.group(), match.group()), text) if words else text


def _is_raised(box: TypeBox, before: TypeBox) -> bool:
    size = before[1] - before[0]
    return box[1] - box[0] < _SMALLER * size and box[0] - before[0] > _HIGHER * size
