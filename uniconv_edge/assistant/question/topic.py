"""Whether a question opens a topic of its own in a conversation, so that it is also searched for by itself, and what
was said before is left.

A follow-up leans on what was said: it takes up its words, points back ("it", "there"), begins in the middle ("and
for two?") or lies near it in meaning. A question that does none of this, and has words enough to stand alone, probably
opens a topic. The weights are those of a logistic regression, rounded, fitted on follow-ups of training and development
conversations and on the same conversations with a first question of another subject (`benchmarks/topics.py`,
docs/experiments.md); but "he" or "it" weighs as much as "and" before the question's first word of its own: what it
means was said before. Behind it, it may mean what the question names.

A question that plainly opens a topic leaves what was said before it: the next one follows from there on. Else in a long
conversation the words of old topics would crowd the search of every follow-up (docs/experiments.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from uniconv_edge.assistant.words.asking import HELPING_VERBS
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.names import names
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import name_read, words_of
from uniconv_edge.types import FloatArray, PassageEmbedder, Quote, Turn

_WORD, _MOST_WORDS = 0.6, 6
_TAKEN_UP, _NEAR, _POINTS_BACK, _GOES_ON, _BIAS = -8.0, -10.0, -1.6, -5.0, -0.4
_BACK_LIST = "this that these those there here then one ones such same"
_ON_LIST = "and but so or also then ok okay yes no yeah"
_HE_LIST = "it its he she they him her his them their theirs"
_SOMEBODY = frozenset(("he", "she", "his", "her", "him"))
_MOST_TURNS = 8  # before a question that it may lean on
_BACK, _ON, _HE = (frozenset(words.split()) for words in (_BACK_LIST, _ON_LIST, _HE_LIST))
# "Is there a lift?", "how many complaints were there last year?" point nowhere.
_EXPLETIVE = expression(r"(?i)\b(?:is|are|was|were|been) there(?= \w)")
_THING = expression(
    r"(?i)\b(?:the|an?|my|our|your|their|how (?:much|many)(?: (?:is|are|was|were|do|does|did))?) (?!the\b)[\w'’-]+\W*$"
)
_OF_THAT = expression(rf"(?:{HELPING_VERBS}) (?:that|this|those|these)\b")
_ABOUT = (("what", "about"), ("how", "about"))
_OPENS, _LEAVES = 0.0, 1.0  # from these log-odds on
_LEAST_NEAR = -0.25  # no question lies further from what was said before it: the least of 1,200 cosines was -0.15


@dataclass(frozen=True, slots=True)
class Opening:
    """A question that opens a topic: its vector (dims,) by itself, and whether it leaves what was said before it."""

    own: FloatArray
    leaves: bool


def opens_topic(turns: Sequence[Turn], cosine: float) -> bool:
    """Whether the last of the turns, as the model reads them, opens a topic; `cosine` is that of the last question by
    itself to the session up to the question before it. Never, where it is the first or says nothing by itself."""
    return _odds(turns, cosine) >= _OPENS


def _odds(turns: Sequence[Turn], cosine: float) -> float:
    """Log-odds that the last of the turns opens a topic (`opens_topic`)."""
    *before, last = turns
    told = {stem(word) for word in telling_words(last.text)}
    if not before or not told:
        return -math.inf
    known = bag("\n".join(turn.text for turn in before))
    words = words_of(_EXPLETIVE.sub(" ", last.text))
    first = next((place for place, word in enumerate(words) if stem(word) in told), len(words))
    return (
        _BIAS
        + _WORD * min(len(told), _MOST_WORDS)
        + _TAKEN_UP * len(told & known) / len(told)
        + _NEAR * cosine
        + _POINTS_BACK * (not (_BACK | _HE).isdisjoint(words))
        + _GOES_ON * (words[0] in _ON or tuple(words[:2]) in _ABOUT or not _HE.isdisjoint(words[:first]))
    )


def means_what_was_said(text: str) -> bool:
    """Whether a question means by "she" or "it" somebody or something that was spoken of before it."""
    return not _HE.isdisjoint(words_of(text))


def means_somebody(text: str) -> bool:
    """Whether a text means somebody by "she" or "his"."""
    return not _SOMEBODY.isdisjoint(words_of(text))


def somebody_meant(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The words of a name of somebody that the last of the turns means by "she" or "his": the last one of the questions
    before by which a document is called that was quoted for it; () for none."""
    *before, last = turns
    if not means_somebody(last.text) or names(last.text):
        return ()
    quotes: tuple[Quote, ...] = ()
    for turn in reversed(before[-_MOST_TURNS:]):
        if turn.role != "user":
            quotes = turn.quotes or quotes
            continue
        named = words_of(" ".join(turn.text[start:end] for start, end in names(turn.text)))
        called = {
            word for quote in quotes for word in words_of(f"{quote.title} {name_read(PurePath(quote.path).stem)}")
        }
        if named or not means_what_was_said(turn.text):
            return tuple(word for word in named if word in called)
    return ()


def points_back(text: str) -> bool:
    """Whether a question says by a word that it leans on what was said before it, or says hardly more than a word."""
    return points_by_word(text) or len(telling_words(text)) <= 1


def points_by_word(text: str) -> bool:
    """Whether a question says by a word ("it", "and ...") that it leans on what was said before it."""
    words = words_of(_EXPLETIVE.sub(" ", text))
    goes_on = words[:1] != [] and (words[0] in _ON or tuple(words[:2]) in _ABOUT)
    return goes_on or not (_BACK | _HE).isdisjoint(words)


def asks_of_that(text: str) -> bool:
    """Whether a question asks of what was told last whether it is so: "is that per person?"."""
    return _OF_THAT.match(plain(text)) is not None


def names_thing(text: str) -> bool:
    """Whether a question ends with a thing of one word: "how much are towels?", "where is the key?"."""
    return _THING.search(text) is not None


def opening(embedder: PassageEmbedder, turns: Sequence[Turn], before: FloatArray | None = None) -> Opening | None:
    """The last of the turns, where it opens a topic of its own; else None. `before` is the vector (dims,) of the
    session up to the question before it, where it is known."""
    earlier = before_question(turns)
    if not earlier or _odds(turns, _LEAST_NEAR) < _OPENS:  # wherever it lies: most follow-ups need no vector for this
        return None
    if before is None:
        before = embedder.embed_session(earlier)
    own = embedder.embed_session(turns[-1:])
    odds = _odds(turns, float(own @ before))
    return Opening(own, odds >= _LEAVES) if odds >= _OPENS else None


def since_topic(embedder: PassageEmbedder, turns: Sequence[Turn]) -> list[Turn]:
    """The turns from the last question on that left what was said before it."""
    kept: list[Turn] = []
    for turn in turns:
        kept.append(turn)
        if turn.role == "user" and (found := opening(embedder, kept)) and found.leaves:
            kept = [turn]
    return kept


def before_question(turns: Sequence[Turn]) -> list[Turn]:
    """The session up to the question before the last; [] where there is none."""
    asked = [place for place, turn in enumerate(turns[:-1]) if turn.role == "user"]
    return list(turns[: asked[-1] + 1]) if asked else []
