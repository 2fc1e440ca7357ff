"""A turn: session -> search -> sources -> quotes, in one pass over one growing sequence of tokens.

The session's vector is read at `<|emb|>` on the very prefix that the answer continues. After a turn the cache is rolled
back to the session and the reply is appended, so that the next turn computes only its own tokens.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.quoting.abstain import Evidence, confidence
from uniconv_edge.assistant.quoting.grounding import Grounding
from uniconv_edge.assistant.quoting.reader import Reading
from uniconv_edge.assistant.search.retrieve import Retriever, worded
from uniconv_edge.assistant.sources import SHOWN_SOURCES, in_order
from uniconv_edge.assistant.turn import AskedTurn, Clock
from uniconv_edge.assistant.words.terms import Counts, counts_in
from uniconv_edge.errors import UsageError
from uniconv_edge.library.query import ALL, Filters
from uniconv_edge.model.blocks import BlockStore
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.model.layout import LAYOUT_NAME, SpecialIds, turn_ids
from uniconv_edge.model.native import stop_if
from uniconv_edge.paths import blocks_folder
from uniconv_edge.types import Answer, AnswerEvent, FloatArray, Hit, TextDelta, Turn
from uniconv_edge.wording import SURE


class Assistant(Conversation):
    """A conversation answered by one model that finds and answers in one pass."""

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
                f"`{generator.manifest.name}` finds passages and does not answer",
                "use it for `index` and `search`; `ask` and `chat` need the default model, another of its layout "
                "(uniconv-1) or a pair (`uniconv-edge models add`)",
            )
        super().__init__(embedder, retriever, generator.manifest.calibration, min_confidence)
        self._generator = generator
        self._special: SpecialIds = generator.tokens.special
        self._grounding = Grounding(generator, embedder, self._special, _blocks(generator))
        self._session = 0  # how many tokens of the cache are the conversation, without its `<|emb|>`

    @classmethod
    def open(
        cls,
        model_folder: Path,
        library_folder: Path | None,
        *,
        context: int | None = None,
        min_confidence: float | None = None,
        bounds: Filters = ALL,
    ) -> Assistant:
        """Open a model and a library (None: only `answer_from` works). Raises the errors of both.

        Below `min_confidence` (default: the model's calibrated threshold) a question is not answered.
        """
        with ExitStack() as opened:
            retriever = None
            if library_folder is not None:  # first: that there is none need not wait for a model
                retriever = Retriever(library_folder, bounds)
                opened.callback(retriever.close)
            # Before the other half, whose memory would stand beside what its loading takes for a moment.
            embedder = OnnxEmbedder.open(model_folder)
            if retriever is not None:
                retriever.check_model(embedder.identity)
            generator = Generator.open(model_folder, context=context, tokens=embedder.tokens)
            opened.callback(generator.close)
            found = cls(generator, embedder, retriever, min_confidence=min_confidence)
            opened.pop_all()
            return found

    def _free(self) -> None:
        self._generator.close()

    @property
    def model_name(self) -> str:
        """The model's name."""
        return self._generator.manifest.name

    @property
    def speaks(self) -> bool:
        """Whether the model says anything in its own words."""
        return bool(self._calibration.get("say"))

    def _read(self, turn: AskedTurn, stop: threading.Event | None) -> FloatArray:
        ids = self._generator.tokens.session(worded(turn.turns))
        self._session = len(ids) - 1
        turn.dropped = len(turn.turns) - sum(i in (self._special.user, self._special.assistant) for i in ids)
        turn.reused, vector = self._read_session(ids, stop)
        turn.computed = len(ids) - turn.reused
        return vector

    def _forget(self) -> None:
        self._generator.roll_back(min(self._session, len(self._generator.ids)))

    def _ground(
        self, turn: AskedTurn, vector: FloatArray, counts: Counts, reading: Reading | None, stop: threading.Event | None
    ) -> Iterator[AnswerEvent]:
        before, held = self._generator.computed, len(self._generator.ids)
        try:
            yield from self._quoted(turn, vector, counts, reading, stop)
        finally:
            turn.computed += self._generator.computed - before
        if not turn.quotes:  # other sources may be read next, and not behind these
            self._generator.roll_back(held)

    def _quoted(
        self, turn: AskedTurn, vector: FloatArray, counts: Counts, reading: Reading | None, stop: threading.Event | None
    ) -> Iterator[AnswerEvent]:
        grounds = self._grounding.measure(
            vector,
            turn.turns,
            turn.hits,
            counts,
            self._calibration,
            reading,
            stop,
            without=turn.rejected,
            behind=turn.going_on,
            after=turn.after,
            otherwise=turn.otherwise,
            far=turn.far,
        )
        if not grounds.candidates:
            return
        stop_if(stop)
        turn.certainty = confidence(grounds.evidence, self._calibration)
        if not self._is_answered(turn, grounds):
            self._refuse(turn, grounds)
            return
        grounds, settled = self._settled(turn, grounds)
        self._note_sureness(turn, grounds)
        for candidate in settled or self._grounding.choose(grounds, self._calibration, stop):
            yield from self._quoter.quote_whole(turn, candidate, grounds.sources)
            stop_if(stop)
        if turn.quotes and self.speaks:
            turn.take_reply(self._grounding.reply(stop), strict=bool(self._calibration.get("strict", 1.0)))
            yield TextDelta(turn.reply)
        if turn.sure < SURE:
            turn.nearest = self._quoter.nearest(grounds, turn.quotes)

    def answer_from(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Answer:
        """Answer the last turn from given sources, without a search and without touching the conversation."""
        turns = self._followed(turns)
        turn = AskedTurn(Clock(time.perf_counter()), tuple(turns), list(sources), [])
        self._generator.roll_back(0)
        _, vector = self._read_session(self._generator.tokens.session(list(turns)), None)
        turn.clock.embed = turn.clock.elapsed()
        counts = self._assumed or counts_in(hit.text for hit in sources)
        for _ in self._ground(turn, vector, counts, self._reading(self._looked_at(turns), counts), None):
            pass
        self._generator.roll_back(0)
        return turn.answer(self.model_name)

    def measure(
        self, turns: Sequence[Turn], found: Sequence[Hit], *, everything: bool = True
    ) -> tuple[Evidence, tuple[str, Hit] | None]:
        """What is measured of a question and what a search found, and what would be quoted of which source, if any (for
        calibration); not `everything`: only what this model's calibration uses. Forgets the cache."""
        turns = self._followed(turns)
        self._generator.roll_back(0)
        _, vector = self._read_session(self._generator.tokens.session(list(turns)), None)
        counts = self._assumed or counts_in(hit.text for hit in found)
        reading = self._reading(self._looked_at(turns), counts)
        hits = in_order(found[:SHOWN_SOURCES], reading, turns[-1].text, self._calibration)
        grounds = self._grounding.measure(
            vector, turns, hits, counts, self._calibration, reading, everything=everything
        )
        self._generator.roll_back(0)
        return grounds.evidence, grounds.quoted

    def _read_session(self, ids: list[int], stop: threading.Event | None) -> tuple[int, FloatArray]:
        """Bring the cache to the session and its `<|emb|>`; returns (tokens reused, session vector)."""
        shared = self._generator.shared(ids)
        return shared, self._generator.read(ids[shared:], stop=stop)

    def _remember(self) -> None:
        tokens, turns = self._generator.tokens, worded(self._understanding.turns)
        asked = next((turn for turn in reversed(turns) if turn.role == "user"), None)
        if asked is None:
            return
        # The next session begins with these tokens, without the old turns that have to be dropped for the question,
        # which is likely about as long as the last.
        own = len(turn_ids(asked, tokens.encode, self._special)) + 1
        if told := tokens.session([*turns, asked])[:-own]:
            self._generator.read(told[self._generator.shared(told) :])


def _blocks(generator: Generator) -> BlockStore | None:
    """A store of source blocks for a model trained with them, None for others, to which they are an approximation."""
    if not generator.manifest.block_attention:
        return None
    return BlockStore(generator.identity, blocks_folder())
