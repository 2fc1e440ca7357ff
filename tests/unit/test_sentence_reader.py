"""What a model's reader says of the sentences of sources, and what it keeps of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uniconv_edge.assistant.quoting import reader
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.quoting.reader import Reader, Reading
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.library.sentences import sentences
from uniconv_edge.library.text import clean
from uniconv_edge.types import Hit, Turn

TEXT = "The Mill was built in 1902. Who paid? It cost £300, Anna said (twice)."


def hit(text: str, *, title: str = "Mill", start: int = 0) -> Hit:
    return Hit(1, 1.0, 1, 1, "a.md", title, None, 0, start, start + len(text), text, cosine=0.5)


class Fake:
    """A reader whose score of a sentence is its number over all sources; none has 1."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self.words: list[str] = []
        self.given: dict[str, np.ndarray] = {}

    def tokens_of(self, word: str) -> list[int]:
        self.known.append(word)
        return [len(self.known) - 1]

    def score(self, tokens, given):
        self.words, self.given = [self.known[ids[0]] for ids in tokens], dict(given)
        return np.arange(given["source"].shape[1], dtype=np.float32), 1.0


def test_odds_are_those_of_the_candidates_own_sentences() -> None:
    hits = [hit(TEXT, start=50), hit("# Costs\n\nThe roof cost more. The door was free.")]
    found = candidates(hits, sentences)
    odds = Reading(Reader(Fake()), [Turn("user", "What did the roof cost?")], counts_in([TEXT])).of(hits, found)
    whole = [
        (number, text[a:b]) for number, text in enumerate((hits[0].text, hits[1].text)) for a, b in sentences(text)
    ]
    expected = [whole.index((each.source - 1, each.text)) - 1.0 for each in found]
    assert odds.tolist() == pytest.approx(expected)


def test_a_source_is_read_with_the_name_of_its_file() -> None:
    fake = Fake()
    lease = replace(hit(TEXT, title="Agreement"), path="papers/lease_flat3 Petherick.docx")
    Reading(Reader(fake), [Turn("user", "What did it cost?")], counts_in([TEXT])).odds([lease])
    assert {"agreement", "lease", "flat", "3", "petherick"} <= set(fake.known)


def test_sources_without_words_answer_nothing() -> None:
    hits = [hit("... --- ...", title="")]
    fake = Fake()
    odds = Reading(Reader(fake), [Turn("user", "Why?")], counts_in([])).of(hits, candidates(hits, sentences))
    assert (odds == -reader.MOST).all()
    assert not fake.words


@given(st.text(max_size=400).map(clean), st.text(max_size=60).map(clean))
def test_any_text_can_be_read(text: str, question: str) -> None:
    hits = [hit(text), hit("A second source. It has words.")]
    found = candidates(hits, sentences)
    fake = Fake()
    odds = Reading(Reader(fake), [Turn("user", question)], counts_in([text])).of(hits, found)
    assert odds.shape == (len(found),)
    assert fake.given["sentence"].max() < fake.given["source"].shape[1]
    assert fake.given["word"].max() < len(fake.words)
