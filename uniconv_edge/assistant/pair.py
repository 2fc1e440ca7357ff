"""A conversation answered by a chat model that a person brought, beside an embedder that finds: not one model.

The embedder makes the search vector, words and cosines decide whether the sources hold an answer, and only then is the
chat model asked, for numbered quotes (`numbered`). What it claims goes through the same verifier as every quote.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from uniconv_edge.assistant import numbered
from uniconv_edge.assistant.abstain import confidence
from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.grounding import MAX_SOURCES, judge, ranked, within
from uniconv_edge.assistant.quotes import Candidate
from uniconv_edge.assistant.reader import Reading
from uniconv_edge.assistant.retrieve import Retriever, worded
from uniconv_edge.assistant.terms import Counts, counts_in
from uniconv_edge.assistant.turn import AskedTurn, Clock
from uniconv_edge.model.chat import USUAL_CONTEXT, ChatModel
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.native import stop_if
from uniconv_edge.model.pair import check_model, read_pair
from uniconv_edge.types import Answer, AnswerEvent, FloatArray, Hit, QuoteFound, TextDelta, Turn

WRITTEN_TOKENS = 384
MOST_QUOTES = 4


class PairAssistant(Conversation):
    """A conversation answered by two models."""

    def __init__(
        self,
        name: str,
        chat: ChatModel,
        embedder: OnnxEmbedder,
        retriever: Retriever | None,
        *,
        min_confidence: float | None = None,
    ) -> None:
        super().__init__(embedder, retriever, embedder.manifest.calibration, min_confidence)
        self._name, self._chat = name, chat
        self._written = min(WRITTEN_TOKENS, chat.context_length // 3)

    @classmethod
    def open(
        cls,
        pair_folder: Path,
        library_folder: Path | None,
        *,
        context: int | None = None,
        min_confidence: float | None = None,
    ) -> PairAssistant:
        """Open a pair and a library (None: only `answer_from` works). Raises the errors of both."""
        pair = read_pair(pair_folder)
        check_model(pair)
        embedder = OnnxEmbedder.open(pair.embedder)
        retriever = None
        if library_folder is not None:
            retriever = Retriever.open(library_folder)
        try:
            if retriever is not None:
                retriever.check_model(embedder.identity)
            chat = ChatModel(pair.model, context=context or USUAL_CONTEXT)
            return cls(pair.name, chat, embedder, retriever, min_confidence=min_confidence)
        except BaseException:
            if retriever is not None:
                retriever.close()
            raise

    def _free(self) -> None:
        self._chat.close()

    @property
    def model_name(self) -> str:
        """The pair's name."""
        return self._name

    def _check_length(self, question: str) -> None:
        super()._check_length(question)
        # The question stands in the prompt twice, beside at least one source and the answer.
        self._refuse_longer(len(self._chat.encode(question)), self._chat.context_length // 8, self._name)

    def _read(self, turn: AskedTurn, stop: threading.Event | None) -> FloatArray:
        stop_if(stop)
        return self._embedder.embed_session(worded(turn.turns))

    def _ground(
        self, turn: AskedTurn, vector: FloatArray, counts: Counts, reading: Reading | None, stop: threading.Event | None
    ) -> Iterator[AnswerEvent]:
        stop_if(stop)
        turns = worded(turn.turns)
        used = ranked(turn.hits[:MAX_SOURCES])
        found = judge(self._embedder, vector, turn.turns, used, counts, self._calibration, reading=reading)
        turn.certainty = confidence(found.evidence, self._calibration)
        if not found.candidates or turn.certainty < self.least_confidence:
            return
        ids, sources, turn.dropped = self._prompt(turns, used)
        before = self._chat.shared(ids)
        turn.reused, turn.computed = before, len(ids) - before
        yield from self._written_out(turn, ids, used, sources, stop)

    def _written_out(
        self,
        turn: AskedTurn,
        ids: Sequence[int],
        used: Sequence[Hit],
        sources: Sequence[Hit],
        stop: threading.Event | None,
    ) -> Iterator[AnswerEvent]:
        """Quotes, then the reply. `sources` are those of `used` that the model was shown, under the same ranks."""
        said: list[str] = []
        lost, answering, taken = 0, False, set[Candidate]()
        for line in numbered.lines(self._chat.write(ids, self._written, stop=stop)):
            read = numbered.read_line(line, answering=answering)
            if isinstance(read, numbered.Refused):
                break
            if isinstance(read, numbered.Said):
                answering = True
                said.append(read.text)
            elif isinstance(read, numbered.Claimed):
                candidates = numbered.located(read, sources)
                lost += not candidates
                for candidate in candidates:
                    if candidate in taken or len(taken) == MOST_QUOTES:
                        continue
                    taken.add(candidate)
                    turn.clock.first = turn.clock.first or turn.clock.elapsed()
                    turn.quotes.append(self._as_quote(candidate, used))
                    yield QuoteFound(turn.quotes[-1])
        turn.computed += max(0, len(self._chat.ids) - len(ids))
        if lost:
            turn.note = " ".join(filter(None, (turn.note, _lost(lost))))
        if turn.quotes and any(said):
            self._check_reply(turn, " ".join(filter(None, said)), strict=False)
            yield TextDelta(turn.reply)

    def _prompt(self, turns: Sequence[Turn], used: Sequence[Hit]) -> tuple[list[int], list[Hit], int]:
        """(ids, the sources that fit, how many of the oldest turns do not): `WRITTEN_TOKENS`, at most a third of the
        window, are for writing, and turns leave before the sources have less than a third."""
        window = self._chat.context_length - self._written - 1
        dropped = 0
        while True:
            told = turns[dropped:]
            bare = len(self._asked(told, []))
            room = window - bare - len(self._chat.encode(told[-1].text))
            if room >= self._chat.context_length // 3 or len(told) == 1:
                break
            dropped += 2 if len(told) > 2 else 1
        sizes = [len(self._chat.encode(numbered.question_with_sources("", [hit]))) for hit in used]
        sources = within(used, sizes, room)
        if not sources and used:
            sources = [self._cut(used[0], room)]
        ids = self._asked(told, sources)
        while len(ids) > window and len(sources) > 1:  # joined texts may have a few tokens more than apart
            sources = sources[:-1]
            ids = self._asked(told, sources)
        return ids, list(sources), dropped

    def _cut(self, hit: Hit, room: int) -> Hit:
        """As much of a passage as fits, so that even the smallest window has a source."""
        text = hit.text
        while text and len(self._chat.encode(numbered.question_with_sources("", [replace(hit, text=text)]))) > room:
            text = text[: len(text) * 3 // 4]
        return replace(hit, text=text, end=hit.start + len(text))

    def _asked(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> list[int]:
        last = turns[-1].text
        shown = numbered.question_with_sources(last, sources) if sources else last
        return self._chat.prompt(numbered.INSTRUCTIONS, [*turns[:-1], Turn("user", shown)])

    def _forget(self) -> None:
        """Nothing: the next prompt keeps what it has in common with what the cache holds."""

    def answer_from(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Answer:
        """Answer the last turn from given sources, without a search and without touching the conversation."""
        turn = AskedTurn(Clock(time.perf_counter()), tuple(turns), list(sources), [])
        counts = self._assumed or counts_in(hit.text for hit in sources)
        vector = self._read(turn, None)
        turn.clock.embed = turn.clock.elapsed()
        for _ in self._ground(turn, vector, counts, self._reading(turn.turns, counts), None):
            pass
        return turn.answer(self._name)


def _lost(number: int) -> str:
    if number == 1:
        return "One quote that the model wrote does not stand in your documents; it was left out."
    return f"{number} quotes that the model wrote do not stand in your documents; they were left out."
