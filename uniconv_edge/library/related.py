"""Words of like meaning: `spectacles` for `glasses`, `police` for `cops`; of English only. Pure but for one file.

`related.npz` holds 24,000 words with at most twenty others each. How alike two are was measured once by a sentence
encoder's vectors and by WordNet (`recipes/related_words.py`); it is no part of a model and serves all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from uniconv_edge.library.irregular import BASES, CUT_SHORT

_LEAST = 0.35  # likeness that counts nothing; what is written is 0.45 and more
_NONE: Mapping[str, float] = MappingProxyType({})
# What is taken off an inflected word, and put in its place.
_ENDINGS = (
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("d", ""),
    ("er", ""),
    ("er", "e"),
    ("ly", ""),
)
# Forms of small words, which the table lacks: by their endings they would be those of others (`does`: doe).
_OF_NONE = frozenset(("called", "does", "doing", "find", "named"))
_SHORTEST_INFLECTED, _SHORTEST_LEFT, _SHORTEST_DOUBLED = 4, 2, 4


@dataclass(frozen=True, slots=True)
class _Table:
    """The words in order with their numbers, and of each where its `others` and their `likeness` (0..100) begin."""

    words: tuple[str, ...]
    numbers: Mapping[str, int]
    starts: npt.NDArray[np.uint32]
    others: npt.NDArray[np.uint16]
    likeness: npt.NDArray[np.uint8]


@lru_cache(maxsize=4096)
def related(word: str) -> Mapping[str, float]:
    """Words related to one (in small letters, in any form), nearest first, with what each is worth beside it, in
    (0, 1]; none for a word that the table lacks."""
    table = _table()
    number = table.numbers.get(lemma(word))
    if number is None:
        return _NONE
    own = slice(int(table.starts[number]), int(table.starts[number + 1]))
    both = zip(table.others[own].tolist(), table.likeness[own].tolist(), strict=True)
    return MappingProxyType({table.words[other]: (like / 100 - _LEAST) / (1 - _LEAST) for other, like in both})


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """The form in which the table has a word (in small letters), the word itself where it has none."""
    base = word if word in CUT_SHORT else BASES.get(word, word)
    known = _table().numbers
    if base in known or base in _OF_NONE or len(base) < _SHORTEST_INFLECTED:
        return base
    for ending, instead in _ENDINGS:
        left = len(base) - len(ending)
        if left < _SHORTEST_LEFT or not base.endswith(ending):
            continue
        stem = base[:left]
        if stem + instead in known:
            return stem + instead
        if left >= _SHORTEST_DOUBLED and stem[-1] == stem[-2] and stem[:-1] in known:
            return stem[:-1]
    return base


@lru_cache(maxsize=1)
def _table() -> _Table:
    from importlib.resources import files

    with files("uniconv_edge.library").joinpath("related.npz").open("rb") as file, np.load(file) as arrays:
        words = tuple(arrays["words"].tobytes().decode("ascii").split())
        numbers = MappingProxyType({word: number for number, word in enumerate(words)})
        return _Table(words, numbers, arrays["starts"], arrays["others"], arrays["likeness"])
