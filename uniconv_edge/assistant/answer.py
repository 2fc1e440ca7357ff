"""A turn: session -> search -> sources -> quotes, in one pass over one growing sequence of tokens (METHOD 1).

The session's vector is read at `<|emb|>` on the very prefix that the answer continues. After a turn the cache is rolled
back to the session and the reply is appended, so that the next turn computes only its own tokens.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from uniconv_edge.assistant import quotes as quoting
from uniconv_edge.assistant.abstain import Evidence, confidence, threshold
from uniconv_edge.assistant.retrieve import Retriever, lexical_queries
from uniconv_edge.errors import UsageError
from uniconv_edge.library.chunk import passage_title, sentences
from uniconv_edge.library.text import clean
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator, Interrupted
from uniconv_edge.model.layout import LAYOUT_NAME, SpecialIds, quote_head_ids, quote_span_ids, source_ids, turn_ids
from uniconv_edge.types import (
    Answer,
    AnswerEvent,
    Finished,
    FloatArray,
    Hit,
    LibraryStatus,
    Page,
    Quote,
    QuoteFound,
    Retrieved,
    Stopped,
    Timings,
    Turn,
)

REFUSAL = "Your documents do not answer this."
MAX_SOURCES = 5
SHOWN_SOURCES = 8
SOURCE_TOKENS = 224
REMEMBERED_WORDS = 60
SENTENCE_SHARE = 0.3


@dataclass(slots=True)
class _Clock:
    """Times of one question, in seconds since it was asked."""

    began: float
    embed: float = 0.0
    search: float = 0.0
    first: float = 0.0

    def elapsed(self) -> float:
        return time.perf_counter() - self.began

    def timings(self) -> Timings:
        total = self.elapsed()
        return Timings(self.embed * 1e3, self.search * 1e3, (self.first or total) * 1e3, total * 1e3)


@dataclass(frozen=True, slots=True)
class _Measured:
    """The sources that were read, their sentences, the sentences' scores (n,), and what abstention looks at."""

    evidence: Evidence
    sources: list[Hit]
    candidates: list[quoting.Candidate]
    scores: FloatArray


class Assistant:
    """One conversation with a library. All calls must come from one thread, except setting `stop`."""

    def __init__(self, generator: Generator, embedder: OnnxEmbedder, retriever: Retriever | None) -> None:
        if generator.manifest.layout != LAYOUT_NAME or generator.tokens.special is None:
            raise UsageError(
                f"`{generator.manifest.name}` is a chat model that does not find and answer in one pass",
                "use it for `index` and `search`; `ask` and `chat` need a model of the layout uniconv-1",
            )
        self._generator, self._embedder, self._retriever = generator, embedder, retriever
        self._special: SpecialIds = generator.tokens.special
        self._calibration: Mapping[str, float] = generator.manifest.calibration
        self._turns: tuple[Turn, ...] = ()

    @classmethod
    def open(cls, model_folder: Path, library_folder: Path | None, *, context: int | None = None) -> Assistant:
        """Open a model and a library (None: only `answer_from` works). Raises the errors of both."""
        generator = Generator.open(model_folder, context=context)
        retriever = None
        try:
            embedder = OnnxEmbedder.open(model_folder)
            if library_folder is not None:
                retriever = Retriever.open(library_folder)
                retriever.check_model(embedder.identity)
            return cls(generator, embedder, retriever)
        except BaseException:
            generator.close()
            if retriever is not None:
                retriever.close()
            raise

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the model and close the library."""
        self._generator.close()
        if self._retriever is not None:
            self._retriever.close()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation so far."""
        return self._turns

    @property
    def model_name(self) -> str:
        """The model's name."""
        return self._generator.manifest.name

    def reset(self, turns: Sequence[Turn] = ()) -> None:
        """Begin a new conversation, or continue one whose turns are given (questions and replies in turn)."""
        self._turns = tuple(Turn(turn.role, clean(turn.text)) for turn in turns)

    def refresh(self) -> None:
        """See what has been indexed since the library was opened."""
        if self._retriever is not None:
            self._retriever.refresh()
            self._retriever.check_model(self._embedder.identity)

    def status(self) -> LibraryStatus:
        """What the library holds."""
        return self._library.status()

    def pages(self, document_id: int) -> list[Page]:
        """All pages of a document, [] when it has left the library."""
        return self._library.pages(document_id)

    @property
    def _library(self) -> Retriever:
        if self._retriever is None:
            raise UsageError("no library is open", "open the assistant with a library folder")
        return self._retriever

    def ask(self, question: str, *, stop: threading.Event | None = None) -> Iterator[AnswerEvent]:
        """Answer one question of the conversation: Retrieved, QuoteFound..., then Finished, or Stopped when `stop` was
        set. A stopped question leaves the conversation as it was. Raises UsageError for an empty question."""
        question = clean(question).strip()
        if not question:
            raise UsageError("the question is empty", "write a question")
        clock = _Clock(time.perf_counter())
        turns = (*self._turns, Turn("user", question))
        ids = self._generator.tokens.session(list(turns))
        try:
            reused, vector = self._read_session(ids, stop)
            clock.embed = clock.elapsed()
            last, whole = lexical_queries(turns)
            hits = self._library.search(last, vector, SHOWN_SOURCES, history_text=whole)
            clock.search = clock.elapsed() - clock.embed
            yield Retrieved(tuple(hits))
            before = len(self._generator.ids)
            found: list[Quote] = []
            certainty = 0.0
            for item in self._quotes(vector, question, hits, stop):
                if isinstance(item, float):
                    certainty = item
                    continue
                clock.first = clock.first or clock.elapsed()
                found.append(item)
                yield QuoteFound(item)
        except Interrupted:
            self._generator.roll_back(min(len(ids) - 1, len(self._generator.ids)))
            yield Stopped(question)
            return
        computed = len(ids) - reused + len(self._generator.ids) - before
        self._generator.roll_back(len(ids) - 1)
        text = " ".join(" ".join(quote.text.split()) for quote in found) if found else REFUSAL
        answer = Answer(
            question=question,
            answered=bool(found),
            text=text,
            quotes=tuple(found),
            sources=tuple(hits),
            timings=clock.timings(),
            model=self.model_name,
            confidence=certainty,
            prompt_tokens=computed,
            reused_tokens=reused,
        )
        reply = Turn("assistant", " ".join(text.split()[:REMEMBERED_WORDS]))
        self._turns = (*turns, reply)
        yield Finished(answer)
        # The person reads now: a good moment to compute the tokens that the next turn will build upon.
        self._remember(reply)

    def answer_from(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Answer:
        """Answer the last turn from given sources, without a search and without touching the conversation."""
        clock = _Clock(time.perf_counter())
        self._generator.roll_back(0)
        ids = self._generator.tokens.session(list(turns))
        _, vector = self._read_session(ids, None)
        found = list(self._quotes(vector, turns[-1].text, list(sources), None))
        quotes = tuple(item for item in found if isinstance(item, Quote))
        certainty = next((item for item in found if isinstance(item, float)), 0.0)
        self._generator.roll_back(0)
        text = " ".join(quote.text for quote in quotes) if quotes else REFUSAL
        return Answer(
            turns[-1].text, bool(quotes), text, quotes, tuple(sources), clock.timings(), self.model_name, certainty
        )

    def _read_session(self, ids: list[int], stop: threading.Event | None) -> tuple[int, FloatArray]:
        """Bring the cache to the session and its `<|emb|>`; returns (tokens reused, session vector)."""
        held = self._generator.ids
        shared = 0
        while shared < min(len(held), len(ids) - 1) and held[shared] == ids[shared]:
            shared += 1
        self._generator.roll_back(shared)
        _, vector = self._generator.append(ids[shared:], stop=stop)
        return shared, vector

    def _remember(self, reply: Turn) -> None:
        tokens = self._generator.tokens
        session = tokens.session([*self._turns, Turn("user", "")])
        added = turn_ids(reply, tokens.encode, self._special)
        # Only when no old turn has to be dropped: then the next session begins with exactly these tokens.
        if session[: len(self._generator.ids)] == self._generator.ids:
            self._generator.append(added)

    def measure(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Evidence:
        """What the model measures of a question and given sources (for calibration). Forgets the cache."""
        self._generator.roll_back(0)
        _, vector = self._read_session(self._generator.tokens.session(list(turns)), None)
        measured = self._measure(vector, turns[-1].text, sources, None)
        self._generator.roll_back(0)
        return measured.evidence

    def _measure(
        self, session: FloatArray, question: str, hits: Sequence[Hit], stop: threading.Event | None
    ) -> _Measured:
        """Read the sources that fit behind the session, up to `<|answer|>`, and score every sentence in them."""
        generator, special = self._generator, self._special
        used = self._fitting(hits)
        if not used:
            return _Measured(Evidence(0.0, 0.0, 0.0, -20.0, 0.0), [], [], np.zeros(0, np.float32))
        blocks = [self._source(hit) for hit in used]
        _, grounded = generator.append([*(i for block in blocks for i in block), special.emb], stop=stop)
        logits, _ = generator.append([special.answer], stop=stop)
        candidates = quoting.candidates(used, sentences)
        cosines, scores = self._sentence_scores(session, question, used, candidates)
        evidence = Evidence(
            passage=max(hit.cosine for hit in used),
            sentence=float(cosines.max()) if len(cosines) else 0.0,
            overlap=float(scores.max()) if len(scores) else 0.0,
            quote_odds=float(logits[special.quote] - logits[special.none]),
            grounded=float(session @ grounded),
        )
        return _Measured(evidence, used, candidates, scores)

    def _quotes(
        self, session: FloatArray, question: str, hits: Sequence[Hit], stop: threading.Event | None
    ) -> Iterator[Quote | float]:
        """Yields the confidence (a float) once, then the quotes, none when the sources do not answer."""
        measured = self._measure(session, question, hits, stop)
        certainty = confidence(measured.evidence, self._calibration) if measured.sources else 0.0
        yield certainty
        if measured.candidates and certainty >= threshold(self._calibration):
            yield from self._choose(measured.sources, measured.candidates, measured.scores, stop)

    def _choose(
        self, hits: list[Hit], candidates: list[quoting.Candidate], scores: FloatArray, stop: threading.Event | None
    ) -> Iterator[Quote]:
        """The best candidate by sentence similarity and the model's own pointing, then close seconds."""
        generator, tokens = self._generator, self._generator.tokens
        limit = int(self._calibration.get("max_quotes", 2))
        margin = self._calibration.get("second_margin", 0.1)
        left = list(range(len(candidates)))
        best: float | None = None
        for _ in range(limit):
            if not left:
                return
            logits, _ = generator.append([self._special.quote], stop=stop)
            total = scores + self._pointing(logits, hits, candidates)
            chosen = max(left, key=lambda i: float(total[i]))
            if best is not None and scores[chosen] < best - margin:
                return
            best = float(scores[chosen]) if best is None else best
            left.remove(chosen)
            candidate = candidates[chosen]
            hit = hits[candidate.source - 1]
            page = self._retriever.page_text(hit.document_id, hit.page_index) if self._retriever else None
            quote = quoting.to_quote(candidate, hits, page)
            yield quote
            head = quote_head_ids(candidate.source, tokens.encode, self._special)
            generator.append([*head[1:], *quote_span_ids(candidate.text, tokens.encode)], stop=stop)

    def _pointing(self, logits: FloatArray, hits: list[Hit], candidates: list[quoting.Candidate]) -> FloatArray:
        """The model's log-probability of each candidate's source number after `<|quote|>`, weighted, shape (n,)."""
        weight = self._calibration.get("pointing", 0.0)
        heads = [quote_head_ids(n, self._generator.tokens.encode, self._special)[1] for n in range(1, len(hits) + 1)]
        chosen = logits[heads].astype(np.float64)
        logged = chosen - chosen.max() - np.log(np.exp(chosen - chosen.max()).sum())
        return np.asarray([weight * logged[c.source - 1] for c in candidates], np.float32)

    def _sentence_scores(
        self, session: FloatArray, question: str, hits: list[Hit], candidates: list[quoting.Candidate]
    ) -> tuple[FloatArray, FloatArray]:
        """For each candidate its own vector's cosine to the session, and the score by which quotes are chosen, (n,).

        The score adds the cosine of the candidate's source and the words that it shares with the question. On the
        development sets shared words help most; the candidate's own cosine did not help (docs/evaluation.md).
        """
        if not candidates:
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        cosines: FloatArray = self._embedder.embed_passages([("", c.text) for c in candidates]) @ session
        sources = np.asarray([hits[c.source - 1].cosine for c in candidates], np.float32)
        words = np.asarray(quoting.overlap(question, [c.text for c in candidates]), np.float32)
        return cosines, SENTENCE_SHARE * cosines + sources + words

    def _title(self, hit: Hit) -> str:
        return passage_title(hit.title, hit.heading)

    def _source(self, hit: Hit) -> list[int]:
        tokens = self._generator.tokens
        return source_ids(self._title(hit), hit.text, tokens.encode, self._special, max_tokens=SOURCE_TOKENS)

    def _fitting(self, hits: Sequence[Hit]) -> list[Hit]:
        """The best sources that fit the window beside the session and an answer."""
        room = self._generator.context_length - len(self._generator.ids) - 2 - 2 * SOURCE_TOKENS
        used: list[Hit] = []
        for hit in hits[:MAX_SOURCES]:
            size = len(self._source(hit))
            if size > room:
                break
            room -= size
            used.append(replace(hit, rank=len(used) + 1))
        return used
