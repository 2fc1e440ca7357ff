"""What the sentence reader (`model/reader.py`) sees of a question and its sources: words, as arrays. Pure.

A word is a run of letters and digits in small letters, without accents. The reader knows it by the model's vectors of
its tokens, by its stem, and by how it is written. Training (`train/reader.py`) makes its batches here too, so that both
see the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.words.dates import written
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.spelling import plain_form
from uniconv_edge.assistant.words.terms import is_empty, restated, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import without_filters
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import FloatArray, Turn

Integers: TypeAlias = npt.NDArray[np.int64]
Row = TypeVar("Row", tuple[str, ...], npt.NDArray[np.int64])

MAX_ASKED = 32
MAX_EARLIER = 16  # words of the person's turns before, of the nearest first
_EARLIER_TURNS = 3
EARLIER_SHARE = 0.5  # what a word of an earlier turn is worth beside one of the question
MAX_TITLE = 16
_EMPTY_WORTH = 0.7  # of a word that nine of ten passages hold
MAX_WORDS = 300  # of a source
SIGNS = 8
_GAP = 2  # between sources, so that the words of one do not colour those of the next
_PLACES = 10
_NOWHERE = -1  # what stands for no word at all, among stems of titles, question and sources: each its own
_WORD = expression(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class AskedWords:
    """The words of a question, and behind them those of the person's turns before it that say something."""

    words: tuple[str, ...]
    own: int

    def telling(self) -> list[str]:
        """The words that say something: those whose worth must be known."""
        return [word for word in self.words if not is_empty(word)]

    def worth(self, values: Mapping[str, float]) -> FloatArray:
        """Of each word its inverse document frequency, (n,), from those of stems; an earlier turn's counts half. A word
        that only asks or glues is not looked up, since counting the passages that hold it takes long."""
        found = [_EMPTY_WORTH if is_empty(word) else values.get(stem(word), 0.0) for word in self.words]
        worth = np.array(found, np.float32)
        worth[self.own :] *= EARLIER_SHARE
        return worth


@dataclass(frozen=True, slots=True)
class Source(Generic[Row]):
    """A source: the words of its title, and of its text each word, its signs (bits) and its sentence; of each sentence
    whether it is a question, and its vector (s, d), where the model has a sentence encoder. Words as they are written,
    or their numbers."""

    title: Row
    words: Row
    signs: npt.NDArray[np.uint8]
    sentence: Integers
    asks: npt.NDArray[np.bool_]
    means: npt.NDArray[np.floating] = field(default_factory=lambda: np.zeros((0, 0), np.float32))


SourceWords: TypeAlias = Source[tuple[str, ...]]
SourceNumbers: TypeAlias = Source[Integers]


@dataclass(frozen=True, slots=True)
class Example:
    """A question (n,), what its words are worth (n,), how many are its own, its sources, and its vector (d,)."""

    question: Integers
    worth: FloatArray
    own: int
    sources: Sequence[SourceNumbers]
    meant: npt.NDArray[np.floating] = field(default_factory=lambda: np.zeros(0, np.float32))


def asked(turns: Sequence[Turn]) -> AskedWords:
    """The words by which the last turn asks, all of them, since "who" and "when" tell what kind of answer is wanted."""
    meant = restated(turns)
    own = _words(written(meant))[:MAX_ASKED]
    before = [turn.text for turn in turns[:-1] if turn.role == "user"][-_EARLIER_TURNS:]
    if meant != without_filters(turns[-1].text):  # these words are among its own then
        before = []
    earlier = [plain_form(word) for text in reversed(before) for word in telling_words(written(text))]
    return AskedWords((*own, *earlier[:MAX_EARLIER]), len(own))


def source(title: str, text: str, foreign: Foreign | None = None) -> SourceWords:
    """What is seen of a source, to a question in another language as that is read."""
    read = foreign.word if foreign else plain_form
    found_sentences = spans(text)
    starts = np.array([start for start, _ in found_sentences], np.int64)
    found = [match for match, _ in zip(_WORD.finditer(text), range(MAX_WORDS), strict=False)]
    places = np.array([match.start() for match in found], np.int64)
    return Source(
        tuple(map(read, _WORD.findall(written(title))[:MAX_TITLE])),
        tuple(map(read, _WORD.findall(written(text))[: len(found)])),  # as many as there were
        np.array([_signs(text, match.start(), match.end()) for match in found], np.uint8),
        np.maximum(np.searchsorted(starts, places, side="right") - 1, 0),
        np.array([text[start:end].rstrip().endswith("?") for start, end in found_sentences], bool),
    )


def numbered(of: SourceWords, number: Callable[[str], int]) -> SourceNumbers:
    """A source by the numbers of its words."""
    title, words = (np.array([number(word) for word in row], np.int64) for row in (of.title, of.words))
    return Source(title, words, of.signs, of.sentence, of.asks)


def by_sentence(of: Source[Row]) -> list[Row]:
    """The words of each sentence of a source."""
    ends: list[int] = np.searchsorted(of.sentence, np.arange(len(of.asks)), side="right").tolist()
    return [of.words[start:end] for start, end in pairwise([0, *ends])]


def arrays(examples: Sequence[Example], stems: Integers) -> dict[str, npt.NDArray[np.generic]]:
    """The reader's inputs for b examples, padded to q words asked, l words read, s sentences, k sources with titles of
    t words; `stems` (words,) numbers the stem of each word. What is no word has the mask 0.

    question, question_stem, earlier (b, q) int; worth, asked (b, q) float, `asked` the mask; word, word_stem, sentence
    (b, l) int; signs (b, l, SIGNS), read (b, l) float, `read` the mask; source (b, s) int; asks, place (b, s) float;
    title_stem (b, k, t) int; meant (b, d), means (b, s, d) float.
    """
    b = len(examples)
    q = max(1, *(len(each.question) for each in examples))
    k = max(1, *(len(each.sources) for each in examples))
    lengths = [sum(len(one.words) + _GAP for one in each.sources) for each in examples]
    counts = [sum(len(one.asks) for one in each.sources) for each in examples]
    length, s = max(1, *lengths), max(1, *counts)
    t = max(1, *(len(one.title) for each in examples for one in each.sources)) if any(lengths) else 1
    d = len(examples[0].meant)
    out: dict[str, npt.NDArray[np.generic]] = {
        "question": np.zeros((b, q), np.int64),
        "question_stem": np.full((b, q), _NOWHERE, np.int64),
        "earlier": np.zeros((b, q), np.int64),
        "worth": np.zeros((b, q), np.float32),
        "asked": np.zeros((b, q), np.float32),
        "word": np.zeros((b, length), np.int64),
        "word_stem": np.full((b, length), _NOWHERE - 1, np.int64),
        "sentence": np.zeros((b, length), np.int64),
        "signs": np.zeros((b, length, SIGNS), np.float32),
        "read": np.zeros((b, length), np.float32),
        "source": np.zeros((b, s), np.int64),
        "asks": np.zeros((b, s), np.float32),
        "place": np.zeros((b, s), np.float32),
        "title_stem": np.full((b, k, t), _NOWHERE - 2, np.int64),
        "meant": np.zeros((b, d), np.float32),
        "means": np.zeros((b, s, d), np.float32),
    }
    for row, each in enumerate(examples):
        n = len(each.question)
        out["question"][row, :n] = each.question
        out["question_stem"][row, :n] = stems[each.question]
        out["earlier"][row, each.own : n] = 1
        out["worth"][row, :n] = each.worth
        out["asked"][row, :n] = 1
        out["meant"][row] = each.meant
        _add_sources(out, row, each.sources, stems)
    return out


def _add_sources(
    out: dict[str, npt.NDArray[np.generic]], row: int, sources: Sequence[SourceNumbers], stems: Integers
) -> None:
    at = first = 0
    for number, one in enumerate(sources):
        words, count = slice(at, at + len(one.words)), slice(first, first + len(one.asks))
        out["word"][row, words] = one.words
        out["word_stem"][row, words] = stems[one.words]
        out["sentence"][row, at : at + len(one.words) + _GAP] = np.append(one.sentence, [0] * _GAP) + first
        out["signs"][row, words] = np.unpackbits(one.signs[:, None], axis=1, bitorder="little")
        out["read"][row, words] = 1
        out["source"][row, count] = number
        out["asks"][row, count] = one.asks
        out["place"][row, count] = np.minimum(np.arange(len(one.asks)), _PLACES) / _PLACES
        if one.means.size:
            out["means"][row, count] = one.means
        out["title_stem"][row, number, : len(one.title)] = stems[one.title]
        at, first = words.stop + _GAP, count.stop


def with_few_words(given: Mapping[str, npt.NDArray[np.generic]]) -> tuple[dict[str, npt.NDArray[np.generic]], Integers]:
    """The inputs with words numbered anew from 0, and which words these are, (u,)."""
    asked, read = given["question"], given["word"]
    words, places = np.unique(np.concatenate([asked.ravel(), read.ravel()]), return_inverse=True)
    places = places.ravel()
    of_question, of_sources = places[: asked.size].reshape(asked.shape), places[asked.size :].reshape(read.shape)
    return {**given, "question": of_question, "word": of_sources}, words


def members(given: Mapping[str, npt.NDArray[np.generic]]) -> dict[str, Integers]:
    """Of one example the words of each sentence, `words_of` (1, s, w), and the sentences of each source, `sentences_of`
    (1, k, m): their places, -1 where there are no more."""
    seen = np.flatnonzero(given["read"][0])
    count, sources = given["source"].shape[1], given["title_stem"].shape[1]
    return {
        "words_of": _members(given["sentence"][0][seen], seen, count),
        "sentences_of": _members(given["source"][0], np.arange(count), sources),
    }


def _members(of: npt.NDArray[np.generic], places: Integers, groups: int) -> Integers:
    """The places (1, groups, most) of each group, by the group `of` each (n,), which rises."""
    sizes = np.bincount(of.astype(np.int64), minlength=groups)
    out = np.full((1, groups, max(1, int(sizes.max(initial=0)))), -1, np.int64)
    inside = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    out[0, of.astype(np.int64), inside] = places
    return out


@lru_cache(maxsize=256)
def spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of the sentences of a text. Kept, because sources return with the next questions."""
    return sentences(text)


def stem_numbers(words: Sequence[str]) -> Integers:
    """A number of each word's stem (n,); equal stems have equal numbers."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(stem(word), len(known)) for word in words], np.int64)


def _words(text: str) -> list[str]:
    return [plain_form(word) for word in _WORD.findall(text)]


def _signs(text: str, start: int, end: int) -> int:
    """How the word at a place is written, in bits."""
    return _written(text[start:end], text[start - 1 : start] if start else "", text[end : end + 1])


@lru_cache(maxsize=20_000)
def _written(word: str, before: str, behind: str) -> int:
    """Capital, all capitals, a digit, a year, beside a unit, before a comma, before a closing and behind an opening
    mark. Kept, because most words stand between blanks and return."""
    signs = (
        word[0].isupper(),
        len(word) > 1 and word.isupper(),
        any(map(str.isdigit, word)),
        len(word) == 4 and word.isdigit() and word[0] in "12",
        before in ("$", "€", "£") or behind in ("%", "°"),
        behind in (",", ";"),
        behind in ('"', "”", "’", ")"),
        before in ('"', "“", "("),
    )
    return sum(sign << place for place, sign in enumerate(signs))
