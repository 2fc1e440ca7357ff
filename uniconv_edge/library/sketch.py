"""A text's sketch: 64 bits of which near-duplicates share most (simhash, Charikar, 2002). Pure.

A bit is the majority of that bit over the hashes of all pairs of neighbouring words, so a few changed words change a
few bits, while unrelated texts differ in about 32.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from uniconv_edge.library.words import spelt_words_of

# Texts of 30 words of which one was changed differ in 7 bits (median; 95 % of them in 11 or fewer), unrelated in 32.
NEAR_BITS = 12

_TOGETHER = 256  # texts sketched in one step: some megabytes of bits

Sketches = npt.NDArray[np.int64]


def sketch_of(text: str) -> int:
    """The sketch as a signed 64-bit integer, as SQLite stores it; 0 for a text without words."""
    return sketch_all([text])[0]


def sketch_all(texts: Sequence[str]) -> list[int]:
    """The sketches of several texts: numpy's calls cost as much for one as for a hundred."""
    return [
        sketch for first in range(0, len(texts), _TOGETHER) for sketch in _sketches(texts[first : first + _TOGETHER])
    ]


def _sketches(texts: Sequence[str]) -> list[int]:
    checksums: list[int] = []
    sketched, starts = [], []
    for number, text in enumerate(texts):
        pairs = _pairs(spelt_words_of(text))
        if pairs:
            sketched.append(number)
            starts.append(len(checksums))
            checksums += [zlib.crc32(pair.encode("utf-8", "surrogatepass")) for pair in pairs]
    found = [0] * len(texts)
    if sketched:
        hashes = _mixed(np.array(checksums, np.uint64)).astype("<u8").view(np.uint8).reshape(-1, 8)
        ones = np.add.reduceat(np.unpackbits(hashes, axis=1), starts, axis=0, dtype=np.int32)
        lengths = np.diff([*starts, len(checksums)])
        majority = np.packbits(2 * ones > lengths[:, None], axis=1).view("<i8")[:, 0]
        for number, sketch in zip(sketched, majority.tolist(), strict=True):
            found[number] = sketch
    return found


@lru_cache(maxsize=256)
def share_most_words(one: str, other: str) -> bool:
    """Whether two texts share four fifths of their pairs of neighbouring words, of those that either has. Kept, because
    passages return with the next questions."""
    first, second = _pairs(spelt_words_of(one)), _pairs(spelt_words_of(other))
    return 5 * len(first & second) >= 4 * len(first | second)


def _pairs(words: Sequence[str]) -> set[str]:
    return {f"{first} {second}" for first, second in zip(words, [*words[1:], ""], strict=True)} if words else set()


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finalizer of splitmix64: a checksum's bits depend on each other, the majority needs bits that do not."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def distances(sketch: int, others: Sketches) -> npt.NDArray[np.uint8]:
    """How many bits of each other sketch, shape (n,), differ from this one."""
    differing = others ^ np.int64(sketch)
    return np.bitwise_count(differing.view(np.uint64))  # of a signed number it would count those of its absolute value


def near_counts(sketches: Sketches) -> npt.NDArray[np.int64]:
    """For each sketch, shape (n,), how many of them are its near-duplicates, itself among them."""
    differing = sketches[:, None] ^ sketches[None, :]
    near: npt.NDArray[np.int64] = (np.bitwise_count(differing.view(np.uint64)) <= NEAR_BITS).sum(axis=1)
    return near
