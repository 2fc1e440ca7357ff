"""A turn: session -> search -> sources -> quotes, in one pass over one growing sequence of tokens (METHOD 1).

The session's vector is read at `<|emb|>` on the very prefix that the answer continues. After a turn the cache is rolled
back to the session and the reply is appended, so that the next turn computes only its own tokens. Questions about the
library as a whole and about the conversation do not go to the documents.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from uniconv_edge.assistant import quotes as quoting
from uniconv_edge.assistant.abstain import Evidence, confidence, threshold
from uniconv_edge.assistant.aside import answer_of_conversation
from uniconv_edge.assistant.grounding import Grounding, Grounds
from uniconv_edge.assistant.intent import Intent, Kind, intent
from uniconv_edge.assistant.lookup import LibraryAnswer, answer_of_library, passage_counts, with_cosines
from uniconv_edge.assistant.reply import not_carried
from uniconv_edge.assistant.retrieve import Retriever, lexical_queries, worded
from uniconv_edge.assistant.terms import Counts, counts_in
from uniconv_edge.assistant.turn import AskedTurn, Clock
from uniconv_edge.assistant.verify import Verifier
from uniconv_edge.errors import LibraryMissing, UsageError
from uniconv_edge.library.text import clean
from uniconv_edge.model.blocks import BlockStore
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator, Interrupted
from uniconv_edge.model.layout import LAYOUT_NAME, SpecialIds, turn_ids
from uniconv_edge.paths import blocks_folder
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
    TextDelta,
    Turn,
)

SHOWN_SOURCES = 8
REMEMBERED_WORDS = 60


class Assistant:
    """One conversation with a library. All calls must come from one thread, except setting `stop`."""

    def __init__(
        self,
        generator: Generator,
        embedder: OnnxEmbedder,
        retriever: Retriever | None,
        *,
        min_confidence: float | None = None,
    ) -> None:
        if generator.manifest.layout != LAYOUT_NAME or generator.tokens.special is None:
            raise UsageError(
                f"`{generator.manifest.name}` is a chat model that does not find and answer in one pass",
                "use it for `index` and `search`; `ask` and `chat` need a model of the layout uniconv-1",
            )
        self._generator, self._embedder, self._retriever = generator, embedder, retriever
        self._special: SpecialIds = generator.tokens.special
        self._calibration: Mapping[str, float] = generator.manifest.calibration
        self._min_confidence = min_confidence
        self._grounding = Grounding(generator, embedder, self._special, _blocks(generator))
        self._verifier = None if retriever is None else Verifier(retriever.store)
        self._assumed: Counts | None = None
        self._turns: tuple[Turn, ...] = ()
        self.filters = ""  # as typed (`type:pdf path:notes/`): which documents every question searches

    @classmethod
    def open(
        cls,
        model_folder: Path,
        library_folder: Path | None,
        *,
        context: int | None = None,
        min_confidence: float | None = None,
    ) -> Assistant:
        """Open a model and a library (None: only `answer_from` works). Raises the errors of both.

        Below `min_confidence` (default: the model's calibrated threshold) a question is not answered.
        """
        generator = Generator.open(model_folder, context=context)
        retriever = None
        try:
            embedder = OnnxEmbedder.open(model_folder)
            if library_folder is not None:
                retriever = Retriever.open(library_folder)
                retriever.check_model(embedder.identity)
            return cls(generator, embedder, retriever, min_confidence=min_confidence)
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

    @property
    def least_confidence(self) -> float:
        """Below this confidence a question is not answered."""
        return threshold(self._calibration) if self._min_confidence is None else self._min_confidence

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
        set. A stopped question leaves the conversation as it was. Raises UsageError for a question that is empty or
        longer than the model reads, LibraryMissing when the library holds nothing."""
        question = clean(question).strip()
        if not question:
            raise UsageError("the question is empty", "write a question")
        clock = Clock(time.perf_counter())
        wanted = intent(question)
        if wanted.kind not in (Kind.CONTENT, Kind.EVERY):
            yield from self._aside(question, wanted, clock)
            return
        self._check_can_answer(question)
        turn = AskedTurn(clock, (*self._turns, Turn("user", question)), [], [])
        if wanted.kind is Kind.EVERY:
            # A passage may well hold the list; that it is complete cannot be promised.
            turn.note = answer_of_library(self._library.store, wanted, SHOWN_SOURCES).text
        ids = self._generator.tokens.session(worded(turn.turns))
        try:
            yield from self._documents(turn, ids, stop)
        except Interrupted:
            self._generator.roll_back(min(len(ids) - 1, len(self._generator.ids)))
            yield Stopped(question)
            return
        self._generator.roll_back(len(ids) - 1)
        answer = turn.answer(self.model_name)
        reply = Turn("assistant", " ".join(answer.text.split()[:REMEMBERED_WORDS]))
        self._turns = (*turn.turns, reply)
        yield Finished(answer)
        # The person reads now: a good moment to compute the tokens that the next turn will build upon.
        self._remember(reply)

    def _check_can_answer(self, question: str) -> None:
        limit = self._generator.manifest.embed_tokens - 3
        length = len(self._generator.tokens.encode(question))
        if length > limit:
            raise UsageError(
                f"the question has {length} tokens; `{self.model_name}` reads at most {limit}",
                "ask in fewer words, or put the long text into a document and index it",
            )
        if not self._library.store.counts()[0]:
            raise LibraryMissing("the library holds no documents yet", "run `uniconv-edge index FOLDER` first")

    def _documents(self, turn: AskedTurn, ids: list[int], stop: threading.Event | None) -> Iterator[AnswerEvent]:
        turn.dropped = len(turn.turns) - sum(i in (self._special.user, self._special.assistant) for i in ids)
        turn.reused, vector = self._read_session(ids, stop)
        turn.clock.embed = turn.clock.elapsed()
        last, whole = lexical_queries(turn.turns)
        found = self._library.search(f"{self.filters} {last}".strip(), vector, SHOWN_SOURCES, history_text=whole)
        turn.hits = with_cosines(self._library.store, found, vector)
        turn.clock.search = turn.clock.elapsed() - turn.clock.embed
        yield Retrieved(tuple(turn.hits))
        before = len(self._generator.ids)
        yield from self._ground(turn, vector, self._counts, stop)
        turn.computed = len(ids) - turn.reused + len(self._generator.ids) - before

    def _ground(
        self, turn: AskedTurn, vector: FloatArray, counts: Counts, stop: threading.Event | None
    ) -> Iterator[AnswerEvent]:
        """Measure, then quote and say unless the sources do not answer."""
        grounds = self._grounding.measure(vector, turn.turns, turn.hits, counts, self._calibration, stop)
        if not grounds.candidates:
            return
        _stop_if(stop)
        turn.certainty = confidence(grounds.evidence, self._calibration)
        if turn.certainty < self.least_confidence:
            return
        for candidate in self._grounding.choose(grounds, self._calibration, stop):
            turn.clock.first = turn.clock.first or turn.clock.elapsed()
            turn.quotes.append(self._as_quote(candidate, grounds))
            yield QuoteFound(turn.quotes[-1])
            _stop_if(stop)
        if turn.quotes and self._calibration.get("say"):
            self._say(turn, stop)
            yield TextDelta(turn.reply)

    def _as_quote(self, candidate: quoting.Candidate, grounds: Grounds) -> Quote:
        if self._retriever is None or self._verifier is None:
            return quoting.to_quote(candidate, grounds.sources, None)
        hit = grounds.sources[candidate.source - 1]
        page = self._retriever.page_text(hit.document_id, hit.page_index)
        return self._verifier.check(quoting.to_quote(candidate, grounds.sources, page))

    def _say(self, turn: AskedTurn, stop: threading.Event | None) -> None:
        """A reply in the model's own words; in strict mode (unless the calibration says 0) only what quotes carry."""
        reply = clean(self._grounding.reply(stop))
        spans = not_carried(reply, [quote.text for quote in turn.quotes], turn.turns[-1].text)
        turn.unsupported = tuple(reply[start:end] for start, end in spans)
        if self._calibration.get("strict", 1.0):
            for start, end in reversed(spans):
                reply = (reply[:start] + reply[end:]).strip()
        turn.reply = reply

    def _aside(self, question: str, wanted: Intent, clock: Clock) -> Iterator[AnswerEvent]:
        """Answer from the library's counts or from the conversation. The session stays as it was: what is said about
        a conversation is not what the next question follows."""
        about_talk = wanted.kind in (Kind.SAID, Kind.ASKED)
        if about_talk:
            found = LibraryAnswer(True, answer_of_conversation(wanted.kind, self._turns))
        else:
            found = answer_of_library(self._library.store, wanted, SHOWN_SOURCES)
        yield Retrieved(found.hits)
        yield Finished(
            Answer(
                question=question,
                answered=found.answered,
                text=found.text,
                quotes=(),
                sources=found.hits,
                timings=clock.timings(),
                model=self.model_name,
                confidence=1.0 if found.answered else 0.0,
                basis="conversation" if about_talk else "library",
            )
        )

    def assume_counts(self, counts: Counts) -> None:
        """How rare words are for `answer_from` and `measure`, which look at no library (default: in the sources)."""
        self._assumed = counts

    def answer_from(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Answer:
        """Answer the last turn from given sources, without a search and without touching the conversation."""
        turn = AskedTurn(Clock(time.perf_counter()), tuple(turns), list(sources), [])
        self._generator.roll_back(0)
        _, vector = self._read_session(self._generator.tokens.session(list(turns)), None)
        for _ in self._ground(turn, vector, self._assumed or counts_in(hit.text for hit in sources), None):
            pass
        self._generator.roll_back(0)
        return turn.answer(self.model_name)

    def measure(self, turns: Sequence[Turn], sources: Sequence[Hit], *, everything: bool = True) -> Evidence:
        """What is measured of a question and given sources (for calibration); not `everything`: only what this
        model's calibration uses. Forgets the cache."""
        self._generator.roll_back(0)
        _, vector = self._read_session(self._generator.tokens.session(list(turns)), None)
        counts = self._assumed or counts_in(hit.text for hit in sources)
        found = self._grounding.measure(vector, turns, sources, counts, self._calibration, everything=everything)
        self._generator.roll_back(0)
        return found.evidence

    def _counts(self, words: Sequence[str]) -> tuple[Sequence[int], int]:
        return passage_counts(self._library.store, words)

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
        session = tokens.session(worded([*self._turns, Turn("user", "")]))
        added = turn_ids(reply, tokens.encode, self._special)
        # Only when no old turn has to be dropped: then the next session begins with exactly these tokens.
        if session[: len(self._generator.ids)] == self._generator.ids:
            self._generator.append(added)


def _blocks(generator: Generator) -> BlockStore | None:
    """A store of source blocks for a model trained with them, None for others, to which they are an approximation."""
    if not generator.manifest.block_attention:
        return None
    return BlockStore(generator.identity, blocks_folder())


def _stop_if(stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise Interrupted
