"""What people say, and what papers say in its place: `get rid of` and `remove`, `ATM` and `cash machine`; of English,
other languages in `words/otherwise_foreign.py`. Pure but for one file.

A line of `otherwise.txt`, `ditch > abandon | dispose of`, tells that a text with one of the right expressions is on
what somebody asks with the left one. It was written for this by a large language model from its own knowledge; people
may add to it. A question finds its expressions there by the base forms of its words, and a text of a document is read
with the expression that was asked in the place of each that stands for it.

A word that many passages say tells little of any: what stands for one is worth what its own rarity is beside that of
the one asked, and neither stands for the other where it is worth less than `_LEAST_WORTH` of what a single passage
says (docs/experiments.md).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, product
from typing import NamedTuple, Self

from uniconv_edge.assistant.words.foreign import Read
from uniconv_edge.assistant.words.glosses import put
from uniconv_edge.assistant.words.terms import Counts, bag, is_empty, restated, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.irregular import BASES
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Turn

SHARE = 0.9  # of a word's worth, where what stands for it is as rare
_LEAST_WORTH = 0.45
_FEWEST = 5  # passages that may say an expression, however few there are
FOR = " > "  # between what people say and what papers say for it
_MOST_WORDS = 4  # of an expression
_MOST_BETWEEN = 2  # small words within one: "throw it away", "a row with the neighbour"
_KEPT = 512  # texts: sources return with the next questions
_WORD = expression(r"[^\W_]+(?:['’][^\W\d_]+)?")
_WITHIN_LIST = "a an the my your his her its our their it them him me us this that these those any some"
_WITHIN = frozenset(_WITHIN_LIST.split())
_ASKS_LIST = "who whom whose what which when where why how do does did is are was were can could will would"
_ASKS = frozenset(_ASKS_LIST.split())
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ied", "y"), ("ed", ""), ("d", ""))
_BEGINNING = 2  # letters that the forms of a word have in common, where they have a root in common
_BETWEEN = " \n\t\u00a0-\u2010\u2011/&"  # characters that may stand between the words of one
_SHORTEST_LEFT = 2  # letters before an ending
# Forms of words that say little, which `irregular` leaves out.
_LITTLE_ROWS = """
be am is are was were been being; have has had; do does did done; go goes went gone; get got gotten; take took taken;
make made; give gave given; come came; run ran; fall fell fallen; keep kept; leave left; find found; say said; tell
told; hold held; stand stood; see saw seen; begin began begun; feel felt; think thought; know knew known; grow grew
grown; become became; rise rose risen; lead led; lie lay lain; die died dying
"""
_LITTLE = {form: row.split()[0] for row in _LITTLE_ROWS.split(";") for form in row.split()}


class Expression(NamedTuple):
    """An expression of a question, in small letters without the words that ask, and what documents say in its place,
    each with its worth beside it, in (0, 1]."""

    said: str
    instead: tuple[tuple[str, float], ...]


class Place(NamedTuple):
    """Where a text says something for an expression: what was asked, what that is worth beside it, and (start, end) of
    words of it that stand apart."""

    start: int
    end: int
    said: str
    worth: float
    apart: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Otherwise:
    """How documents are read to a question with expressions in whose place they say others."""

    expressions: tuple[Expression, ...]

    @classmethod
    def of(cls, turns: Sequence[Turn], counts: Counts) -> Self | None:
        """To the last turn, in English; None where it has no such expression, or the documents say nothing in its
        place."""
        found: list[Expression] = []
        for said, others in expressions(restated(turns)):
            own, total = _passages(said, counts)
            often = {other: _passages(other, counts)[0] for other in others} if own <= most_passages(total) else {}
            if instead := weighed(often, own, total):
                found.append(Expression(said, instead))
        return cls(tuple(found)) if found else None

    @property
    def instead(self) -> Mapping[str, Sequence[str]]:
        """Expression -> what documents say in its place, as full text finds it."""
        return {each.said: [other for other, _ in each.instead] for each in self.expressions}

    def read(self, text: str) -> Read:
        """A text of a document with what was asked in the place of what stands for it."""
        return _read(self, text)

    def read_as(self, text: str) -> dict[str, str]:
        """Of the expressions asked those for which a text says something else, each with that as it is written, in a
        line."""
        found: dict[str, str] = {}
        for place in self.places(text):
            parts = sorted(((place.start, place.end), *place.apart))
            found.setdefault(place.said, " … ".join(" ".join(text[start:end].split()) for start, end in parts))
        return {each.said: found[each.said] for each in self.expressions if each.said in found}

    def shares(self, stems: Sequence[str], text: str) -> list[float]:
        """Of each stem of a question which part of its worth a text holds that is read with it: all of it, but where
        the text only says something in its place."""
        less: dict[str, float] = {}
        for place in self.places(text):
            for word in self.stems_of(place.said):
                less[word] = max(SHARE * place.worth, less.get(word, 0.0))
        held = self.held(text) if less else frozenset[str]()
        return [1.0 if each in held else less.get(each, 1.0) for each in stems]

    def places(self, text: str) -> Sequence[Place]:
        """Where a text says something for an expression that was asked, in order, the longer of two that overlap."""
        return _places(self, text)

    def stems_of(self, said: str) -> Sequence[str]:
        """The stems by which the words of an expression ask."""
        return list(map(stem, words_of(said)))

    def held(self, text: str) -> frozenset[str]:
        """The stems of what a text says itself."""
        return bag(text)


@lru_cache(maxsize=64)
def expressions(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The expressions of a question that the table has, in order, of two that overlap the longer one, each with what
    papers say in its place."""
    words = [word for word in map(_plain, _WORD.findall(text)) if word not in _WITHIN]
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    free = [True] * len(words)
    for length in range(_MOST_WORDS, 0, -1):
        for at in range(len(words) - length + 1):
            part = words[at : at + length]
            if all(free[at : at + length]) and (others := _others(part)):
                found[at] = " ".join(word for word in part if word not in _ASKS), others
                free[at : at + length] = [False] * length
    return tuple(found[at] for at in sorted(found))


def _others(words: Sequence[str]) -> tuple[str, ...]:
    """What papers say in the place of these words, () for nothing and where they only ask or glue."""
    if all(word in _ASKS or is_empty(word) for word in words):
        return ()
    lines = table("otherwise.txt")
    for key in map(" ".join, product(*map(_bases, words))):
        at = bisect_left(lines, f"{key}{FOR}")
        if at < len(lines) and lines[at].startswith(f"{key}{FOR}"):
            return tuple(lines[at][len(key) + len(FOR) :].split(" | "))
    return ()


@lru_cache(maxsize=2)  # that of English, and one of which the lines are kept elsewhere
def table(name: str) -> Sequence[str]:
    """The lines of a table, in order."""
    from importlib.resources import files

    return files("uniconv_edge.assistant.words").joinpath(name).read_text("utf-8").splitlines()


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


@lru_cache(maxsize=20_000)
def _bases(word: str) -> tuple[str, ...]:
    """What a word (in small letters) may be a form of, itself first."""
    return tuple(dict.fromkeys(_made(word)))


def _made(word: str) -> Iterator[str]:
    yield word
    yield _LITTLE.get(word, word)
    yield BASES.get(word, word)
    for ending, instead in _ENDINGS:
        left = word[: -len(ending)]
        if word.endswith(ending) and len(left) >= _SHORTEST_LEFT:
            yield left + instead
            if not instead and len(left) > _SHORTEST_LEFT + 1 and left[-1] == left[-2]:
                yield left[:-1]


def _passages(expression: str, counts: Counts) -> tuple[int, int]:
    """In how many passages the rarest word of an expression that says something stands, and how many there are."""
    words = words_of(expression)
    found, total = counts([word for word in words if not is_empty(word)] or words)
    return min(found, default=0), total


def most_passages(total: int) -> float:
    """In how many passages of so many an expression may stand at most that is read otherwise, or that stands for it."""
    return max(_FEWEST, math.pow(total, 1 - _LEAST_WORTH))


def weighed(passages: Mapping[str, int], asked: int, total: int) -> tuple[tuple[str, float], ...]:
    """Of what so many passages say each that may stand in the place of an expression in `asked`, with its worth."""
    most = most_passages(total)
    return tuple((other, _worth(n, asked, total)) for other, n in passages.items() if 0 < n <= most)


def _worth(passages: int, asked: int, total: int) -> float:
    """What an expression that so many passages say is worth beside the one that was asked."""
    return min(1.0, math.log(1 + total / (1 + passages)) / math.log(1 + total / (1 + asked)))


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer

    stemmed: Callable[[str], str] = snowballstemmer.stemmer("porter").stemWord
    return stemmed


@lru_cache(maxsize=50_000)
def _root(word: str) -> str:
    """What the forms of a word (in small letters) have in common, `expir` of `expired` and `expiry`: longer than its
    stem, which `plaster` shares with `plastic`; `its` is no form of `it`."""
    return word if word in _WITHIN else _stemmer()(_base(word)).rstrip("i")


def _base(word: str) -> str:
    return _LITTLE.get(word) or BASES.get(word, word)


class _Word(NamedTuple):
    """A word of a text in small letters, its place, and whether nothing parts it from the one before."""

    start: int
    end: int
    plain: str
    is_joined: bool


@lru_cache(maxsize=_KEPT)
def _words(text: str) -> tuple[Sequence[_Word], Mapping[str, Sequence[int]]]:
    """The words of a text, and by the beginnings of what they are forms of their numbers: few have the root that is
    looked for, and to find it takes long."""
    words: list[_Word] = []
    numbers: dict[str, list[int]] = {}
    end = 0
    for number, found in enumerate(_WORD.finditer(text)):
        word, is_joined = _plain(found[0]), not text[end : found.start()].strip(_BETWEEN)
        words.append(_Word(*found.span(), word, is_joined))
        numbers.setdefault(_base(word)[:_BEGINNING], []).append(number)
        end = found.end()
    return words, numbers


@lru_cache(maxsize=_KEPT)
def _places(of: Otherwise, text: str) -> Sequence[Place]:
    words, numbers = _words(text)
    found: list[Place] = []
    for said, instead in of.expressions:
        for other, worth in instead:
            looked_for = _looked_for(other)
            roots = list(map(_root, looked_for))
            for number in numbers.get(_base(looked_for[0])[:_BEGINNING], ()):
                if last := _last(words, number, roots):
                    found.append(Place(words[number].start, words[last - 1].end, said, worth))
    return longest(found)


def longest(places: Sequence[Place]) -> Sequence[Place]:
    """Places in order, the longer of two that overlap."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda each: (each.start, -each.end)):
        if not kept or place.start >= kept[-1].end:
            kept.append(place)
    return kept


def _looked_for(expression: str) -> list[str]:
    """The words of an expression, without the small ones where others are left that are one together: `it support` is
    not any support, and `a&e` no `e`."""
    words = list(map(_plain, _WORD.findall(expression)))
    left = [word for word in words if word not in _WITHIN]
    return left if len(left) > 1 else words


def _last(words: Sequence[_Word], number: int, roots: Sequence[str]) -> int:
    """The number behind the word with which an expression of these roots ends that begins at one, small words between
    them and nothing else; 0 where it does not."""
    at = number
    for root in roots:
        between = 0
        while at > number and at < len(words) and words[at].plain in _WITHIN and between < _MOST_BETWEEN:
            at, between = at + 1, between + 1
        if at == len(words) or _root(words[at].plain) != root:
            return 0
        at += 1
    return at if all(word.is_joined for word in words[number + 1 : at]) else 0


@lru_cache(maxsize=_KEPT)
def _read(of: Otherwise, text: str) -> Read:
    found = of.places(text)
    apart = [(start, end, "") for place in found for start, end in place.apart]
    places = sorted([*((place.start, place.end, place.said) for place in found), *apart])
    shifts = [0, *accumulate(len(said) - (end - start) for start, end, said in places)]
    starts, ends = (*(start for start, _, _ in places), len(text)), tuple(end for _, end, _ in places)
    return Read(put(text, places), starts, ends, tuple(shifts))
