"""What a model's sentence reader says of sources to a question, and what it knows of them already."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Self, TypeAlias

import numpy as np

from uniconv_edge.assistant.quoting import reader_words
from uniconv_edge.assistant.quoting.quotes import Candidate, titled
from uniconv_edge.assistant.quoting.reader_words import AskedWords, Example, Integers, SourceNumbers, spans
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.terms import Counts, stem, values
from uniconv_edge.errors import ModelDamaged
from uniconv_edge.library.sentences import cells
from uniconv_edge.model.manifest import SENTENCES_FILE, Manifest
from uniconv_edge.model.reader import TOKENS_A_WORD, SentenceReader
from uniconv_edge.model.sentences import SentenceEncoder
from uniconv_edge.model.tokens import Tokens
from uniconv_edge.types import FloatArray, Hit, Turn

MOST = 8.0  # log-odds beyond which a sentence is not more right or wrong
_MOST_AGAINST_A_ROW = 1.5
_MOST_WORDS = 100_000
_KEPT_SOURCES = 256  # sources return with the next questions

_Key: TypeAlias = tuple[str, str, Foreign | None]  # title, text, and as what it is read


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

    def __init__(self, reader: SentenceReader, encoder: SentenceEncoder | None = None) -> None:
        self._reader, self._encoder = reader, encoder
        self._forget()

    @classmethod
    def open(cls, manifest: Manifest, tokens: Tokens) -> Self | None:
        """The reader of a model, whose tokenizer is open, None where it has none. Raises ModelDamaged."""
        found = SentenceReader.open(manifest, tokens)
        if found is None:
            return None
        encoder = SentenceEncoder.open(manifest) if found.sees_meaning else None
        if found.sees_meaning and encoder is None:
            raise ModelDamaged(
                f"the reader in `{manifest.folder}` needs {SENTENCES_FILE}, which its manifest does not name",
                "copy the model again, or train its reader anew",
            )
        return cls(found, encoder)

    def _forget(self) -> None:
        self._words = Words(self._reader)
        self._sources: dict[_Key, SourceNumbers] = {}  # in the order in which they were last read

    def _read(self, keys: Sequence[_Key]) -> list[SourceNumbers]:
        """The sources; those that were not met before are numbered, and their sentences encoded together."""
        new = [key for key in dict.fromkeys(keys) if key not in self._sources]
        met = [reader_words.numbered(reader_words.source(*key), self._words.number) for key in new]
        if self._encoder is not None and met:
            told = self._encoder.encode(
                self._words.tokens, [words for each in met for words in reader_words.by_sentence(each)]
            )
            means = np.split(told, np.cumsum([len(each.asks) for each in met])[:-1])
            met = [replace(each, means=vectors) for each, vectors in zip(met, means, strict=True)]
        self._sources |= zip(new, met, strict=True)
        for key in keys:
            self._sources[key] = self._sources.pop(key)
        read = [self._sources[key] for key in keys]
        for key in list(self._sources)[:-_KEPT_SOURCES]:
            del self._sources[key]
        return read

    def read(self, asked: AskedWords, worth: FloatArray, sources: Sequence[_Key]) -> list[FloatArray]:
        """Of each source the log-odds (s,) that each of its sentences answers, against that none does."""
        if len(self._words) > _MOST_WORDS:
            self._forget()
        read = self._read(sources)
        counts = [len(each.asks) for each in read]
        if not any(len(each.words) for each in read):
            return [np.full(count, -MOST, np.float32) for count in counts]
        question = np.array([self._words.number(word) for word in asked.words], np.int64)
        example = Example(question, worth, asked.own, read)
        if self._encoder is not None:
            example = replace(example, meant=self._encoder.encode(self._words.tokens, [question], [asked.own])[0])
        given = reader_words.arrays([example], self._words.stems)
        inputs, words = reader_words.with_few_words(given)
        scores, none = self._reader.score(self._words.tokens[words], {**inputs, **reader_words.members(given)})
        odds: FloatArray = np.clip(scores - none, -MOST, MOST).astype(np.float32)
        return np.split(odds, np.cumsum(counts)[:-1])


class Reading:
    """What a model's reader says of sources to one question; each source is read once."""

    def __init__(self, reader: Reader, turns: Sequence[Turn], counts: Counts) -> None:
        self._foreign = Foreign.of(turns)
        self._reader, self._asked = reader, reader_words.asked(turns)
        self._worth = self._asked.worth(values(self._asked.telling(), counts))
        self._odds: dict[_Key, FloatArray] = {}

    def odds(self, hits: Sequence[Hit]) -> list[FloatArray]:
        """Of each source the log-odds (s,) that each of its sentences answers, against that none does, at most `MOST`
        to either side; what was not seen of a long source answers nothing."""
        keys = [(titled(hit), hit.text, self._foreign) for hit in hits]
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


def weighed(odds: float, quote: str, *, named: bool = False) -> float:
    """What the best log-odds of a source say of a quote from it. A row of a table lacks the words of a sentence, and of
    its question often all but a code: against it they say little, and nothing against a line that is `named` as what
    is asked for."""
    if named:
        return max(odds, 0.0)
    return max(odds, -_MOST_AGAINST_A_ROW) if len(cells(quote)) > 1 else odds


def _sentence_at(text: str, start: int) -> int:
    """The number of the sentence of a text that holds a place."""
    return bisect_right(spans(text), (start, len(text))) - 1
