"""The words of a library, for finding those that are spelt nearly like another.

Full text knows a word by its stem (`funding` by `fund`); in which forms it is written, passages with the stem tell.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.schema import INSTANCES, TERMS
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import words_beginning

_LOOKED_AT = 40  # passages with a stem
_LAST = "\U0010ffff"


class Vocabulary:
    """The words of one generation of a library. Whether it has a word is what its `WordIndex` found or will ask."""

    def __init__(self, store: Store, index: WordIndex) -> None:
        self._store, self._index = store, index
        self.forms = lru_cache(maxsize=256)(self._forms)
        self.stems = lru_cache(maxsize=16)(self._stems)  # a question in another language asks for its own several times

    def lacking(self, words: Sequence[str]) -> list[str]:
        """Those of the words that no passage has, in no form that full text takes for the same."""
        return self._index.lacking(words)

    def _stems(self, beginnings: tuple[str, ...], longest: int) -> Sequence[tuple[str, int]]:
        """The stems (in small letters, no accents) of at most so many letters that begin in one of these ways, with the
        number of passages that have each."""
        # A short beginning costs most: full text has no numbers of passages, it counts them.
        between = "term >= value AND term < value || ? AND length(term) <= ?"
        found = f"SELECT DISTINCT term, doc FROM json_each(?) CROSS JOIN {TERMS} ON {between}"  # noqa: S608 - names
        return [(str(term), int(n)) for term, n in self._store.rows(found, json.dumps(beginnings), _LAST, longest)]

    def _forms(self, stem: str) -> Counter[str]:
        """How often words that may begin as a stem does stand, as they are written, in some of the passages with it."""
        ids = f"SELECT doc FROM {INSTANCES} WHERE term = ? LIMIT ?"  # noqa: S608 - a table's name
        rows = self._store.rows(f"SELECT title, text FROM passages WHERE id IN ({ids})", stem, _LOOKED_AT)  # noqa: S608
        return Counter(words_beginning("\n".join(text for row in rows for text in row), stem[0]))
