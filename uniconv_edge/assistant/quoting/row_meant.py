"""Which row of a table a question means by its first cell: the one with most of its words, or the one of the band in
which its number lies. By bands of numbers a table tells what depends on years of service, an age or an amount: `5-9`,
"more than 5 and up to 10 years", `under 3`, "15 or more" (English, `band_of` German too). Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.dates import said
from uniconv_edge.assistant.words.quantities import NUMBERS
from uniconv_edge.assistant.words.terms import bag, is_empty, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.numerals import number_said
from uniconv_edge.library.sentences import BAR, cells
from uniconv_edge.types import Hit

_LONGEST = 60  # characters of a cell that is a band
_MOST = 4  # numbers of a question
_SIGNS = {"€": "euro", "£": "pound", "$": "dollar"}
_N = (
    rf"(?:[€£$]\s?)?(?:(?:\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,6}}(?:[.,]\d\d?)?)(?![\d:]|[.,]\d)|(?:{NUMBERS})\b)"
    r"(?<!hundred)(?<!sand)(?<!illion)(?<!dozen)(?! (?:hundred|thousand|[mb]illion|dozen)\b)"
)
_UNIT = r"(?: ?[^\W\d_]{1,12}\b\.?| ?%)?"
_TO = r"(?:[-\u2013\u2014]|(?:to|and|bis|und)\b)"
_MORE = "more|over|older|above|longer|upwards?|up|mehr|älter|darüber"
_BAND = expression(
    r"(?P<of>(?:[^\W\d_]+[,:]? ){0,4}?)(?:"
    r"(?:(?P<above>over |more than |above |older than |über |mehr als |> ?)|from |at least |between |min\.? |minimum "
    rf"|von |ab |mindestens |zwischen |(?:≥|>=) ?)(?P<low>{_N}){_UNIT}(?:,?(?: and| but)? ?"
    rf"(?:(?P<below>under|less than|below)|up to|at most|{_TO}) ?(?P<to>{_N}))?"
    rf"|(?P<least>{_N})(?:{_UNIT} (?:or|and|und|oder) (?:{_MORE})\b| ?\+)"
    rf"|(?P<first>{_N}){_UNIT} ?{_TO} ?(?P<last>{_N})"
    r"|(?:(?P<less>under |less than |fewer than |below |younger than |unter |weniger als |< ?)|up to |at most |until "
    rf"|to |not more than |max\.? |maximum |bis(?: zu)? |höchstens |(?:≤|<=) ?)(?P<high>{_N})"
    rf"|(?P<one>{_N}))\D*"
)
_IN_BRACKETS = expression(r"\s?\([^()]{0,60}\)")
_ASKED = expression(
    r"(?:\b(?P<than>after|over|above|under|below|(?:more|less|fewer|older|younger) than) "
    r"|\b(?P<before>[^\W\d_]+) (?P<by>of )?)?"
    rf"(?<![\w.,:/-])(?P<number>{_N})(?:[ -](?P<behind>[^\W\d_]+))?"
)
_BEYOND = {"over": 1e-6, "above": 1e-6, "more than": 1e-6, "older than": 1e-6, "after": 0.0}
_AGED = frozenset(map(stem, ("age", "aged", "old", "year")))


def beside_meant(words: Sequence[str], hits: Sequence[Hit], candidates: Sequence[Candidate]) -> npt.NDArray[np.bool_]:
    """Whether each candidate is a row of a table that another row there is meant of, by what stands in its first cell:
    "Has Leo passed?" asks nothing of the row of Ada."""
    asked, found = set(words), np.zeros(len(candidates), bool)
    rows: list[tuple[int, tuple[int, str], Set[str]]] = []
    for place, each in enumerate(candidates):
        name, colon, value = cells(each.text)[0].partition(": ") if BAR in each.text else ("", "", "")
        if colon:
            rows.append((place, (hits[each.source - 1].document_id, name), bag(value) & asked))
    meant: dict[tuple[int, str], set[Set[str]]] = {}
    for _, column, held in rows:
        meant.setdefault(column, set()).add(held)
    # Of two rows that are named, as for "the bacon of the pheasant pie", either may be meant.
    for place, column, held in rows:
        found[place] = any(held < other for other in meant[column])
    return found


class Banded(NamedTuple):
    """Of each candidate (n,), whether it is of the band in which a number of the question lies, and whether it is of
    another one; the stems of the words by which the question says that number."""

    inside: npt.NDArray[np.bool_]
    outside: npt.NDArray[np.bool_]
    said: frozenset[str]


class Band(NamedTuple):
    """Numbers from `low` to `high`, without the one if `above` it and the other if `below`."""

    low: float
    high: float
    above: bool
    below: bool
    counts: bool  # "months 7-24", of which the sixth is over after six

    def holds(self, value: float, *, after: bool = False) -> bool:
        """Whether a number lies in it, or what comes after so many."""
        value += after and self.counts
        is_low = value > self.low if self.above else value >= self.low
        return is_low and (value < self.high if self.below else value <= self.high)


def banded(question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> Banded:
    """Which candidates are rows of a table whose first cells are bands, of what the question gives a number of: "after
    six years" of `Years of service: 5-9`."""
    asked = _asked(question)
    tables: dict[tuple[int, str], tuple[dict[int, Band], set[str]]] = {}
    for place, each in enumerate(candidates if asked else ()):
        name, colon, cell = cells(each.told)[0].partition(": ") if BAR in each.text else ("", "", "")
        name, cell = (name, cell) if colon else ("", name)
        if cell and (band := band_of(cell)):
            bands, units = tables.setdefault((hits[each.source - 1].document_id, name), ({}, set()))
            bands[place] = band
            units |= bag(f"{name} {cell}") | _signs(cell)
    inside, outside, words = set[int](), set[int](), set[str]()
    for bands, units in tables.values():
        are_bands = len(bands) > 1 and any(band.low < band.high for band in bands.values())
        for number in asked if are_bands else ():
            if number.of & units:
                within = number.within(bands) or number._replace(beyond=0.0).within(bands)
                inside |= within
                outside |= bands.keys() - within
                words |= number.said | (number.of & units)
    marks = range(len(candidates))
    ours, others = (np.array([i in places for i in marks], bool) for places in (inside, outside))
    return Banded(ours, others, frozenset(words))


class _Asked(NamedTuple):
    """A number of a question, with how much more or less is asked of, and the stems of what it may be of and of how it
    is said."""

    value: float
    beyond: float
    after: bool
    of: frozenset[str]
    said: frozenset[str]

    def within(self, bands: Mapping[int, Band]) -> set[int]:
        """The places of the bands in which it lies."""
        value = self.value + self.beyond
        return {place for place, band in bands.items() if band.holds(value, after=self.after)}


@lru_cache(maxsize=64)
def _asked(question: str) -> tuple[_Asked, ...]:
    """The numbers of a question: "six years", "year 8", "aged 70"; one of which nothing is said ("a child of 11") is of
    years."""
    found = []
    for each in islice(_ASKED.finditer(question.lower()), _MOST):
        than, before, by, number, behind = each.groups(default="")
        digits = number.strip("€£$ ")
        if digits in said(question):
            continue
        before = "" if by and stem(before) not in _AGED else before
        told = {stem(word) for word in (before, behind) if word and not is_empty(word)} | _signs(number)
        of = told | _AGED if not told or told & _AGED else told
        beyond = _BEYOND.get(than, -1e-6 if than else 0.0)
        found.append(_Asked(_value(digits), beyond, than == "after", frozenset(of), bag(f"{than} {digits}")))
    return tuple(found)


# The houses of a street, or rooms.
_ADDRESS = expression(
    r"\b(?:road|rd|street|st|lane|avenue|ave|drive|close|square|terrace|rooms?|zimmer)\b"
    r"|\w(?:stra(?:ß|ss)e|weg|platz|gasse)\b"
)


@lru_cache(maxsize=1024)
def band_of(cell: str) -> Band | None:
    """The band that a cell is; None for another, as for a day."""
    text = " ".join(_IN_BRACKETS.sub("", cell[: _LONGEST * 2]).lower().split())
    is_plain = text and len(text) <= _LONGEST and not said(text) and not _ADDRESS.search(text)
    found = _BAND.fullmatch(text) if is_plain else None
    if found is None:
        return None
    low = next((_value(number) for name in ("low", "least", "first", "one") if (number := found[name])), -math.inf)
    high = next((_value(number) for name in ("to", "last", "high", "one") if (number := found[name])), math.inf)
    return Band(low, high, bool(found["above"]), bool(found["below"] or found["less"]), bool(found["of"]))


def _signs(text: str) -> set[str]:
    return {stem(name) for sign, name in _SIGNS.items() if sign in text}


def _value(number: str) -> float:
    digits = number.strip("€£$ ")
    digits = digits.replace(",", "" if digits[-4:-3] == "," else ".")
    return float(digits if digits[0].isdigit() else number_said(digits))
