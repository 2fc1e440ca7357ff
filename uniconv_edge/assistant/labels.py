"""What a row or a line of a list of facts is called: `Licence fee | £86.00`, `Wifi: sunflower22`. Pure."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from uniconv_edge.assistant.terms import is_empty, stem
from uniconv_edge.library.sentences import cells
from uniconv_edge.library.words import words_of

_MAX_WORDS = 5
_COLON = ": "


@lru_cache(maxsize=1024)  # because the sentences of a source return with the next questions
def label(line: str) -> frozenset[str]:
    """The stems of the words that say something before the first bar or, where there is none, the first colon; without
    the name of the column. None when there are many, as in a sentence."""
    parts = cells(line)
    first = parts[0].rpartition(_COLON)[2] if len(parts) > 1 else line[: max(0, line.find(_COLON))]
    found = [word for word in words_of(first) if not is_empty(word)]
    return frozenset(map(stem, found)) if len(found) <= _MAX_WORDS else frozenset()


def named_by(line: str, words: Set[str]) -> frozenset[str]:
    """The stems by which a line is called, where all of them are among `words`, those that are asked; else none."""
    name = label(line)
    return name if name <= words else frozenset()


def holds_named(line: str, words: Set[str]) -> bool:
    """Whether a line is called by what is asked, or one of a row's cells before its last, as in a form:
    `Email | ada@example.org | VIN | 1C4RJ`."""
    parts = cells(line)
    return any(named_by(f"{part} | ", words) for part in parts[:-1]) if len(parts) > 1 else bool(named_by(line, words))
