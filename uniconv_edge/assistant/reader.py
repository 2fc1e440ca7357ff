"""What a model's sentence reader says of sources to a question, and what it knows of them already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Self

import numpy as np

from uniconv_edge.assistant import reading
from uniconv_edge.assistant.quotes import Candidate
from uniconv_edge.assistant.reading import Asked, Example, Integers, SourceNumbers, spans
from uniconv_edge.assistant.terms import Counts, stem, values
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.sentences import cells
from uniconv_edge.model.manifest import Manifest
from uniconv_edge.model.reader import TOKENS_A_WORD, SentenceReader
from uniconv_edge.model.tokens import Tokens
from uniconv_edge.types import FloatArray, Hit, Turn

MOST = 8.0  # log-odds beyond which a sentence is not more right or wrong
_MOST_AGAINST_A_ROW = 1.5
_MOST_WORDS = 100_000
_KEPT_SOURCES = 256  # sources return with the next questions


class Words:
    """Numbers words in the order in which they are met; of each its tokens and the number of its stem."""

    def __init__(self, reader: SentenceReader) -> None:
        self._reader = reader
        self._numbers: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self.stems: Integers = np.zeros(1024, np.int64)
        self.tokens: Integers = np.full((1024, TOKENS_A_WORD), -1, np.int64)

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, word: str) -> int:
        """The number of a word, a new one where it was not met before."""
        found = self._numbers.get(word)
        return self._add(word) if found is None else found

    def _add(self, word: str) -> int:
        number = len(self._numbers)
        if number == len(self.stems):
            self.stems = np.concatenate([self.stems, np.zeros_like(self.stems)])
            self.tokens = np.concatenate([self.tokens, np.full_like(self.tokens, -1)])
        ids = self._reader.tokens_of(word)
        self.tokens[number, : len(ids)] = ids
        self.stems[number] = self._stems.setdefault(stem(word), len(self._stems))
        self._numbers[word] = number
        return number


class Reader:
    """A model's reader with the words and sources it has met. Not for several threads at once."""

    def __init__(self, reader: SentenceReader) -> None:
        self._reader = reader
        self._forget()

    @classmethod
    def open(cls, manifest: Manifest, tokens: Tokens) -> Self | None:
        """The reader of a model, whose tokenizer is open, None where it has none. Raises ModelDamaged."""
        found = SentenceReader.open(manifest, tokens)
        return None if found is None else cls(found)

    def _forget(self) -> None:
        self._words = Words(self._reader)
        self._source = lru_cache(_KEPT_SOURCES)(self._numbered)

    def _numbered(self, title: str, text: str) -> SourceNumbers:
        return reading.numbered(reading.source(title, text), self._words.number)

    def read(self, asked: Asked, worth: FloatArray, sources: Iterable[tuple[str, str]]) -> list[FloatArray]:
        """Of each source (title, text) the log-odds (s,) that each of its sentences answers, against that none does."""
        if len(self._words) > _MOST_WORDS:
            self._forget()
        read = [self._source(*each) for each in sources]
        counts = [len(each.asks) for each in read]
        if not any(len(each.words) for each in read):
            return [np.full(count, -MOST, np.float32) for count in counts]
        question = np.array([self._words.number(word) for word in asked.words], np.int64)
        given = reading.arrays([Example(question, worth, asked.own, read)], self._words.stems)
        inputs, words = reading.with_few_words(given)
        scores, none = self._reader.score(self._words.tokens[words], {**inputs, **reading.members(given)})
        odds: FloatArray = np.clip(scores - none, -MOST, MOST).astype(np.float32)
        return np.split(odds, np.cumsum(counts)[:-1])


class Reading:
    """What a model's reader says of sources to one question; each source is read once."""

    def __init__(self, reader: Reader, turns: Sequence[Turn], counts: Counts) -> None:
        self._reader, self._asked = reader, reading.asked(turns)
        self._worth = self._asked.worth(values(self._asked.telling(), counts))
        self._odds: dict[tuple[str, str], FloatArray] = {}

    def odds(self, hits: Sequence[Hit]) -> list[FloatArray]:
        """Of each source the log-odds (s,) that each of its sentences answers, against that none does, at most `MOST`
        to either side; what was not seen of a long source answers nothing."""
        keys = [(passage_title(hit.title, hit.heading), hit.text) for hit in hits]
        if unread := [key for key in dict.fromkeys(keys) if key not in self._odds]:
            self._odds |= zip(unread, self._reader.read(self._asked, self._worth, unread), strict=True)
        return [self._odds[key] for key in keys]

    def of(self, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> FloatArray:
        """The log-odds (n,) of candidates among the sentences of the sources `hits`."""
        odds = self.odds(hits)
        found = [
            odds[each.source - 1][_sentence_at(hits[each.source - 1].text, each.start - hits[each.source - 1].start)]
            for each in candidates
        ]
        return np.array(found, np.float32)


def weighed(odds: float, quote: str) -> float:
    """What the best log-odds of a source say of a quote from it. A row of a table lacks the words of a sentence, and of
    its question often all but a code: against it they say little."""
    return max(odds, -_MOST_AGAINST_A_ROW) if len(cells(quote)) > 1 else odds


def _sentence_at(text: str, start: int) -> int:
    """The number of the sentence of a text that begins at a place."""
    return bisect_left(spans(text), (start,))
