"""Makes `uniconv_edge/library/related.npz`: `python recipes/related_words.py DATA TEACHER WORDNET OUT`.

Words are those that occur in the training texts of DATA and stand in WordNet or occur often. Two are alike by the
cosine of their vectors by TEACHER, a sentence encoder (a folder as for `train --teacher`), and more so where WordNet
relates them: one of its synsets holds both, or a pointer leads from one to the other. WORDNET is the folder with its
`data.noun` and the others (Miller, 1995; Princeton's licence allows any use). Two words that begin alike are related
only where WordNet says so: the teacher's pieces of words make `tap` and `tapir` near.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import combinations
from pathlib import Path

import numpy as np

from uniconv_edge.assistant.words.terms import is_empty, stem
from uniconv_edge.library.words import words_of
from uniconv_edge.train import data as training_data
from uniconv_edge.train.pretrain import short_texts
from uniconv_edge.train.teacher import Teacher
from uniconv_edge.types import FloatArray

SHORT_TEXTS, PASSAGES = 300_000, 2_500  # that words are counted in: short texts in all, passages of each source
LEAST_COUNT, OFTEN = 5, 30
LEAST_LIKENESS, KNOWN = 0.45, 0.15  # cosine, and what WordNet adds to it
NEAREST, MOST = 12, 20  # of a word; with those it is among the nearest of
_POINTERS = frozenset(("@", "~", "&", "^", "*", ">"))  # hypernym, hyponym, similar, also, entails, causes
_DERIVED = frozenset(("+", "\\"))
_ALIKE = 3  # letters
_AT_ONCE = 2_000


def wordnet_pairs(folder: Path) -> set[frozenset[str]]:
    """Pairs of single words that WordNet relates."""
    synsets: dict[tuple[str, str], list[str]] = {}
    pointers: list[tuple[tuple[str, str], str, tuple[str, str], int, int]] = []
    for name, kind in (("noun", "n"), ("verb", "v"), ("adj", "a"), ("adv", "r")):
        for line in (folder / f"data.{name}").read_text(encoding="utf-8").splitlines():
            if line.startswith(" "):
                continue
            fields = line.partition("|")[0].split()
            here, count = (kind, fields[0]), int(fields[3], 16)
            synsets[here] = [re.sub(r"\(.*", "", fields[4 + 2 * i]).lower() for i in range(count)]
            for at in range(5 + 2 * count, 5 + 2 * count + 4 * int(fields[4 + 2 * count]), 4):
                sign, there, of, places = fields[at : at + 4]
                pointers.append((here, sign, (of.replace("s", "a"), there), int(places[:2], 16), int(places[2:], 16)))
    pairs = {frozenset(pair) for words in synsets.values() for pair in combinations(words, 2)}
    for here, sign, there, one, other in pointers:
        if sign in _POINTERS:
            pairs.update(frozenset((a, b)) for a in synsets[here] for b in synsets[there])
        elif sign in _DERIVED and one and other:
            pairs.add(frozenset((synsets[here][one - 1], synsets[there][other - 1])))
    return {pair for pair in pairs if len(pair) == 2 and all(word.isascii() and word.isalpha() for word in pair)}


def counted(data: Path) -> Counter[str]:
    """How often each word occurs in the training texts."""
    counts: Counter[str] = Counter()
    for text in short_texts(data, SHORT_TEXTS, 1):
        counts.update(words_of(text))
    for source in training_data.sources(data):
        for title, text in training_data.read_rows(data, source).passages[:PASSAGES]:
            counts.update(words_of(f"{title}\n{text}"))
    return counts


def vocabulary(counts: Mapping[str, int], known: Set[str]) -> list[str]:
    """The words to relate, sorted; a regular plural is left to its singular."""

    def is_kept(word: str) -> bool:
        if len(word) < 3 or is_empty(word) or not (word.isascii() and word.isalpha()):
            return False
        count = counts.get(word, 0)
        return count + counts.get(f"{word}s", 0) >= LEAST_COUNT if word in known else count >= OFTEN

    kept = {word for word in {*known, *counts} if is_kept(word)}
    return sorted(w for w in kept if not (w.endswith("s") and not w.endswith("ss") and w[:-1] in kept))


def related(words: Sequence[str], vectors: FloatArray, pairs: Set[frozenset[str]]) -> dict[str, dict[str, float]]:
    """Of each word those that are related to it, nearest first, with their likeness on 0..1; as much the other way."""
    number = {word: at for at, word in enumerate(words)}
    stems = [stem(word) for word in words]
    known: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in (pair for pair in map(tuple, pairs) if all(word in number for word in pair)):
        known[number[one]].add(number[other])
        known[number[other]].add(number[one])
    found: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for start in range(0, len(words), _AT_ONCE):
        for at, row in enumerate(vectors[start : start + _AT_ONCE] @ vectors.T, start):
            row[list(known[at])] += KNOWN
            for other in _nearest(at, row, words, stems, known[at]):
                found[at][other] = found[other][at] = round(min(1.0, float(row[other])), 2)
    return {
        words[at]: {words[other]: like for other, like in sorted(near.items(), key=lambda item: -item[1])[:MOST]}
        for at, near in sorted(found.items())
    }


def _nearest(at: int, row: FloatArray, words: Sequence[str], stems: Sequence[str], known: Set[int]) -> Iterator[int]:
    """The places of the words nearest to the word at a place."""
    near = np.flatnonzero(row >= LEAST_LIKENESS)
    left = NEAREST
    for other in near[np.argsort(-row[near], kind="stable")].tolist():
        alike = words[other][:_ALIKE] == words[at][:_ALIKE] and other not in known
        if left and other != at and stems[other] != stems[at] and not alike:
            left -= 1
            yield other


def write(table: Mapping[str, Mapping[str, float]], file: Path) -> None:
    """Write the file as `library/related.py` reads it."""
    number = {word: at for at, word in enumerate(table)}
    np.savez_compressed(
        file,
        words=np.frombuffer(" ".join(table).encode("ascii"), np.uint8),
        starts=np.cumsum([0, *map(len, table.values())], dtype=np.uint32),
        others=np.array([number[other] for near in table.values() for other in near], np.uint16),
        likeness=np.array([round(100 * like) for near in table.values() for like in near.values()], np.uint8),
    )


def main() -> None:
    """Make the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("data", "teacher", "wordnet", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    pairs = wordnet_pairs(given.wordnet)
    words = vocabulary(counted(given.data), {word for pair in pairs for word in pair})
    print(f"{len(words)} words, {len(pairs)} pairs of WordNet")
    table = related(words, Teacher(given.teacher, given.threads).embed(words, 16), pairs)
    print(f"{sum(map(len, table.values()))} relations")
    write(table, given.out)


if __name__ == "__main__":
    main()
