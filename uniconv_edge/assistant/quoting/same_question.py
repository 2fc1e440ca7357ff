"""Which sentences stand right behind a question that asks what the person asks, as in a list of frequent ones. Pure.

What answers it there may hold no word of it ("Usually four working days."), so neither words nor the reader tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import groupby

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.asking import QUESTION_WORDS
from uniconv_edge.assistant.words.terms import stem, telling_words
from uniconv_edge.library.headed import is_question
from uniconv_edge.library.sentences import SPEAKER
from uniconv_edge.library.words import words_of
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit

_LEAST_SHARED = 2  # words that say something
_MOST_SHARED = 0.6  # of such words of either question that must be in the other
_ASKS = frozenset(QUESTION_WORDS.split("|"))


def behind_same(
    question: str, asked: Set[str], hits: Sequence[Hit], candidates: Sequence[Candidate]
) -> npt.NDArray[np.bool_]:
    """Whether each candidate (n,) is the first behind such a question; `asked` are the stems that say something."""
    written = list(_questions(hits, candidates))
    return np.array([any(_asks_same(question, asked, each) for each in above) for above in written], bool)


def _questions(hits: Sequence[Hit], candidates: Sequence[Candidate]) -> Iterator[list[str]]:
    """The questions right above each candidate: the sentence before it, or headings that it is the first below."""
    for source, sentences in groupby(candidates, lambda each: each.source):
        heading = hits[source - 1].heading.rpartition(HEADING_SEPARATOR)[2]
        seen: set[str] = set()
        follows: list[str] = []
        for each in sentences:
            over = [line for line in (*each.beside.splitlines(), heading) if line not in seen]
            seen.update(over)
            yield [line for line in (*follows, *over) if is_question(line)]
            follows = [each.text]


def _asks_same(question: str, asked: Set[str], written: str) -> bool:
    """Whether most words of either question are in the other, and both ask in the same way: how, when, whether."""
    said = written[spoken.end() :] if (spoken := SPEAKER.match(written)) else written
    there = set(map(stem, telling_words(said)))
    shared = len(asked & there)
    ways = [_ASKS.intersection(words_of(each)[:4]) for each in (question, said)]
    return (
        shared >= min(_LEAST_SHARED, len(there))
        and shared >= _MOST_SHARED * len(asked)
        and shared >= _MOST_SHARED * len(there)
        and ways[0] == ways[1]
        and shared > 0
    )
