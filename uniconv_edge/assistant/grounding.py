"""From sources to quotes behind one session: what they hold of the question, how sure that is, and which sentences.

The sources are read by the model only when its calibration uses what that gives (`quote_odds`, `grounded`, `pointing`,
`say`); otherwise words and cosines decide, and the time to the first quote does not grow with the sources.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from uniconv_edge.assistant import choice
from uniconv_edge.assistant import quotes as quoting
from uniconv_edge.assistant.abstain import Evidence
from uniconv_edge.assistant.decoding import decoded
from uniconv_edge.assistant.terms import Counts, asked_words, values
from uniconv_edge.errors import GenerationFailed
from uniconv_edge.library.chunk import passage_title, sentences
from uniconv_edge.model.blocks import BlockStore
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.model.layout import SpecialIds, quote_head_ids, quote_span_ids, source_ids
from uniconv_edge.types import FloatArray, Hit, Turn

MAX_SOURCES = 5
SOURCE_TOKENS = 224
REPLY_TOKENS = 64
_READING = ("quote_odds", "grounded", "pointing", "say", "decode")


@dataclass(frozen=True, slots=True)
class Grounds:
    """The sources used, their sentences with their scores (n,), and what abstention looks at."""

    evidence: Evidence
    sources: list[Hit]
    candidates: list[quoting.Candidate]
    scores: FloatArray


def judge(
    embedder: OnnxEmbedder,
    session: FloatArray,
    turns: Sequence[Turn],
    used: list[Hit],
    counts: Counts,
    calibration: Mapping[str, float],
    *,
    everything: bool = False,
) -> Grounds:
    """Score every sentence of the sources by words and cosines, no model reading them."""
    candidates = quoting.candidates(used, sentences)
    if not candidates:
        return Grounds(Evidence(), used, [], np.zeros(0, np.float32))
    share = calibration.get("sentence_share", choice.SENTENCE_SHARE)
    cosines = None
    if everything or share or calibration.get("sentence"):
        cosines = embedder.embed_passages([("", c.text) for c in candidates]) @ session
    scores = choice.score(values(asked_words(turns), counts), used, candidates, cosines, share, turns[-1].text)
    found = choice.evidence(scores, used, candidates)
    if cosines is not None:
        found = replace(found, sentence=float(cosines.max()))
    return Grounds(found, used, candidates, scores.total)


class Grounding:
    """Works behind the session that the generator's cache holds."""

    def __init__(
        self, generator: Generator, embedder: OnnxEmbedder, special: SpecialIds, blocks: BlockStore | None = None
    ) -> None:
        """With `blocks` a source is read once and put in place again; None: read in full each time."""
        self._generator, self._embedder, self._special, self._blocks = generator, embedder, special, blocks

    def measure(
        self,
        session: FloatArray,
        turns: Sequence[Turn],
        hits: Sequence[Hit],
        counts: Counts,
        calibration: Mapping[str, float],
        stop: threading.Event | None = None,
        *,
        everything: bool = False,
    ) -> Grounds:
        """Score every sentence of the sources; with `everything` also what this calibration does not use."""
        reading = everything or any(calibration.get(name) for name in _READING)
        used = self._fitting(hits, reading)
        found = judge(self._embedder, session, turns, used, counts, calibration, everything=everything)
        if reading and found.candidates:
            return replace(found, evidence=self._read(session, used, found.evidence, stop))
        return found

    def _read(
        self, session: FloatArray, used: Sequence[Hit], found: Evidence, stop: threading.Event | None
    ) -> Evidence:
        """Append the sources behind the session, up to `<|answer|>`."""
        generator, special = self._generator, self._special
        if self._blocks is None:
            ids = [i for hit in used for i in self.source(hit)]
            _, grounded = generator.append([*ids, special.emb], stop=stop)
        else:
            for hit in used:
                self._put(self.source(hit), self._blocks, stop)
            _, grounded = generator.append([special.emb], stop=stop)
        logits, _ = generator.append([special.answer], stop=stop)
        odds = float(logits[special.quote] - logits[special.none])
        return replace(found, quote_odds=odds, grounded=float(session @ grounded))

    def _put(self, ids: list[int], blocks: BlockStore, stop: threading.Event | None) -> None:
        """Put the block of one source behind what the cache holds, from the store when it is there."""
        if kept := blocks.get(ids):
            try:
                self._generator.stitch(kept, ids)
                return
            except GenerationFailed:
                pass  # made by another build of the runtime: computed again below
        made = self._generator.block(ids, stop=stop)
        self._generator.stitch(made, ids)
        blocks.put(ids, made)

    def choose(
        self, grounds: Grounds, calibration: Mapping[str, float], stop: threading.Event | None
    ) -> Iterator[quoting.Candidate]:
        """The best candidate by score and, where the calibration says so, the model's pointing; then close seconds.
        With `decode` the model itself says where its quotes begin and end."""
        if calibration.get("decode"):
            guide = calibration.get("guide", 0.0)
            most = int(calibration.get("max_quotes", 2))
            worth = partial(_score_at, grounds, guide)
            yield from decoded(self._generator, self._special, grounds.sources, worth, most, stop)
            return
        pointing = calibration.get("pointing", 0.0)
        written = bool(calibration.get("say"))
        margin = calibration.get("second_margin", 0.1)
        left = list(range(len(grounds.candidates)))
        best: float | None = None
        for _ in range(min(len(left), int(calibration.get("max_quotes", 2)))):
            total = grounds.scores
            if pointing or written:
                logits, _ = self._generator.append([self._special.quote], stop=stop)
                total = total + pointing * self._pointed(logits, grounds)
            chosen = max(left, key=lambda i: float(total[i]))
            if best is not None and grounds.scores[chosen] < best - margin:
                return
            best = float(grounds.scores[chosen]) if best is None else best
            left.remove(chosen)
            candidate = grounds.candidates[chosen]
            yield candidate
            if pointing or written:
                self._quoted(candidate, stop)

    def _quoted(self, candidate: quoting.Candidate, stop: threading.Event | None) -> None:
        encode = self._generator.tokens.encode
        head = quote_head_ids(candidate.source, encode, self._special)
        self._generator.append([*head[1:], *quote_span_ids(candidate.text, encode)], stop=stop)

    def reply(self, stop: threading.Event | None) -> str:
        """The model's own words after its quotes, greedily, until it ends or says a control token."""
        generator, special = self._generator, self._special
        ends = {getattr(special, name) for name in special.__slots__}
        logits, _ = generator.append([special.say], stop=stop)
        said: list[int] = []
        for _ in range(min(REPLY_TOKENS, generator.context_length - len(generator.ids) - 1)):
            token = int(logits.argmax())
            if token in ends or (stop is not None and stop.is_set()):
                break
            said.append(token)
            logits, _ = generator.append([token], stop=stop)
        return generator.tokens.decode(said).strip()

    def _pointed(self, logits: FloatArray, grounds: Grounds) -> FloatArray:
        """The model's log-probability of each candidate's source number after `<|quote|>`, shape (n,)."""
        numbers = range(1, len(grounds.sources) + 1)
        heads = [quote_head_ids(n, self._generator.tokens.encode, self._special)[1] for n in numbers]
        chosen = logits[heads].astype(np.float64)
        logged = chosen - chosen.max() - np.log(np.exp(chosen - chosen.max()).sum())
        return np.asarray([logged[c.source - 1] for c in grounds.candidates], np.float32)

    def source(self, hit: Hit) -> list[int]:
        """The tokens of one source, at most a third of the window."""
        most = min(SOURCE_TOKENS, self._generator.context_length // 3)
        title = passage_title(hit.title, hit.heading)
        return source_ids(title, hit.text, self._generator.tokens.encode, self._special, max_tokens=most)

    def _fitting(self, hits: Sequence[Hit], reading: bool) -> list[Hit]:
        """The first sources; when they do not fit beside session and answer, the first and the others by their score
        per token."""
        first = list(hits[:MAX_SOURCES])
        if reading and first:
            window = self._generator.context_length
            room = window - len(self._generator.ids) - 2 - min(2 * SOURCE_TOKENS, window // 4)
            first = within(first, [len(self.source(hit)) for hit in first], room)
        return first


def _score_at(grounds: Grounds, weight: float, source: int, position: int) -> float:
    """`weight` times the score of the sentence that holds a position of a source's page, the lowest of all where none
    does."""
    for candidate, score in zip(grounds.candidates, grounds.scores, strict=True):
        if candidate.source == source and candidate.start <= position < candidate.end:
            return weight * float(score)
    return weight * float(grounds.scores.min())


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """The hits with their places as their ranks, from 1."""
    return [replace(hit, rank=rank) for rank, hit in enumerate(hits, 1)]


def within(hits: Sequence[Hit], sizes: Sequence[int], room: int) -> list[Hit]:
    """Those of the hits that fit `room` tokens, in their order: the first before all, others by score per token."""
    worth = sorted(range(1, len(hits)), key=lambda i: -hits[i].score / max(1, sizes[i]))
    kept: set[int] = set()
    for i in [0, *worth]:
        if sizes[i] <= room:
            kept.add(i)
            room -= sizes[i]
    return [hits[i] for i in sorted(kept)]
