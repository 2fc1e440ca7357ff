"""Which sentence of the sources to quote: by the words of the question that it holds, and by its source's cosine. Pure.

A sentence is read with the title and heading it stands under, and with the question it follows, as in a list of
frequent questions; a question itself answers nothing. A word that only the sentence before holds counts half. A word
counts by its rarity in the library (`terms.values`) and, to tell sentences apart, also by its rarity among them. The
weights were chosen on training rows and measured by `benchmarks/quotes.py` (docs/answers.md); a sentence's own cosine
did not help the default model and is left out for it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from uniconv_edge.assistant.abstain import Evidence
from uniconv_edge.assistant.amount import gives_what_is_asked
from uniconv_edge.assistant.quotes import Candidate
from uniconv_edge.assistant.terms import bag, share
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.types import FloatArray, Hit

SOURCE_SHARE = 2.0  # weight of the source's cosine beside the words
PREVIOUS_SHARE = 0.5  # of a word's worth, where only the sentence before holds it
AMOUNT_SHARE = 0.3  # what an amount or a time in the sentence is worth to a question that asks for one
QUESTION_COST = 0.5  # what a sentence loses that is a question itself
QUESTION_MARKS = ("?", "\uff1f", "\u061f")
SENTENCE_SHARE = 0.0  # weight of a sentence's own cosine; a model's calibration may set `sentence_share`


@dataclass(frozen=True, slots=True)
class Scores:
    """Of each candidate, shape (n,): its score, and the parts of the question's worth in the library that it, it with
    what it is read with, and its whole source hold."""

    total: FloatArray
    words: FloatArray
    titled: FloatArray
    source: FloatArray


def score(
    worth: Mapping[str, float],
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    cosines: FloatArray | None = None,
    sentence_share: float = SENTENCE_SHARE,
    question: str = "",
) -> Scores:
    """Score the candidates of `hits`; `cosines` (n,) are those of the sentences themselves to the session, `question`
    is the last turn."""
    titles = [bag(passage_title(hit.title, hit.heading)) for hit in hits]
    whole = [share(worth, title | bag(hit.text)) for hit, title in zip(hits, titles, strict=True)]
    own = [bag(candidate.text) for candidate in candidates]
    places = [candidate.source - 1 for candidate in candidates]
    asks = [candidate.text.rstrip().endswith(QUESTION_MARKS) for candidate in candidates]
    read = [
        said | titles[at] | (own[i - 1] if i and asks[i - 1] and places[i - 1] == at else frozenset())
        for i, (said, at) in enumerate(zip(own, places, strict=True))
    ]
    titled = _floats([share(worth, words) for words in read])
    before = [own[i - 1] if i and places[i - 1] == at else frozenset[str]() for i, at in enumerate(places)]
    telling = _among(worth, own)
    told = _floats(
        [
            share(telling, words) + PREVIOUS_SHARE * share(telling, former - words)
            for words, former in zip(read, before, strict=True)
        ]
    )
    total = told + np.float32(SOURCE_SHARE) * _floats([hits[at].cosine for at in places])
    total = total - np.float32(QUESTION_COST) * _floats(asks)
    given = _floats([gives_what_is_asked(question, candidate.text) for candidate in candidates])
    total = total + np.float32(AMOUNT_SHARE) * given
    if cosines is not None:
        total = total + np.float32(sentence_share) * cosines
    return Scores(total, _floats([share(worth, words) for words in own]), titled, _floats([whole[at] for at in places]))


def _among(worth: Mapping[str, float], bags: Sequence[Set[str]]) -> dict[str, float]:
    """The worth of words times their rarity among these texts."""
    return {
        word: value * math.log(1 + len(bags) / (1 + sum(word in each for each in bags)))
        for word, value in worth.items()
    }


def evidence(scores: Scores, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> Evidence:
    """What the best candidate says about whether the question is answered; nothing without candidates."""
    if not candidates:
        return Evidence()
    best = int(scores.total.argmax())
    return Evidence(
        passage=hits[candidates[best].source - 1].cosine,
        quote_words=float(scores.titled[best]),
        source_words=float(scores.source[best]),
        best_words=float(scores.words.max()),
    )


def _floats(values: Sequence[float]) -> FloatArray:
    return np.asarray(values, np.float32)
