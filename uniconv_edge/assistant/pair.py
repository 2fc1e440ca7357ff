"""A conversation answered by a chat model that a person brought, beside an embedder that finds: not one model.

The embedder makes the search vector; words, cosines and its reader decide whether the sources hold an answer, and quote
at once, as without the chat model. Only then is that one asked, for more quotes, numbered (`numbered`), and a reply.
What it claims goes through the same verifier as every quote. A model that does not keep to the form is given the quotes
and asked for the reply alone, of which only what they carry is shown.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from uniconv_edge.assistant.conversation import Conversation
from uniconv_edge.assistant.quoting import numbered
from uniconv_edge.assistant.quoting.abstain import confidence
from uniconv_edge.assistant.quoting.grounding import MAX_SOURCES, chosen, judge, within_budget
from uniconv_edge.assistant.quoting.quotes import is_quoted
from uniconv_edge.assistant.quoting.reader import Reading
from uniconv_edge.assistant.quoting.reply import not_carried
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.search.retrieve import Retriever, worded
from uniconv_edge.assistant.turn import AskedTurn, Clock
from uniconv_edge.assistant.words.answer_types import lacks_what_is_asked
from uniconv_edge.assistant.words.glosses import glossed
from uniconv_edge.assistant.words.terms import Counts, counts_in
from uniconv_edge.library.query import ALL, Filters
from uniconv_edge.model.chat import USUAL_CONTEXT, ChatModel
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.native import Interrupted, stop_if
from uniconv_edge.model.pair import check_model, read_pair
from uniconv_edge.types import Answer, AnswerEvent, FloatArray, Hit, TextDelta, Turn
from uniconv_edge.wording import SURE

WRITTEN_TOKENS = 384
REPLY_TOKENS = 64
MOST_QUOTES = 4
MOST_LOOSE = 3  # lines before the first of the form
STOPPED = "Stopped before the model had answered in its own words."
GIVEN_UP = 2  # questions on end in which the model did not keep to the form: it is not asked to again


@dataclass(slots=True)
class _Written:
    """What a model wrote: lines of its answer, lines that are nothing of the form, whether a quote of it stands in the
    sources, whether it wrote that they do not answer, and whether its tokens were up before its end."""

    said: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    located: bool = False
    denied: bool = False
    cut: bool = False

    def of(self, pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
        """The pieces, of which there are `most` at most."""
        for number, piece in enumerate(pieces, 1):
            self.cut = number == most
            yield piece


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
        self._formless = 0

    @classmethod
    def open(
        cls,
        pair_folder: Path,
        library_folder: Path | None,
        *,
        context: int | None = None,
        min_confidence: float | None = None,
        bounds: Filters = ALL,
    ) -> PairAssistant:
        """Open a pair and a library (None: only `answer_from` works). Raises the errors of both."""
        with ExitStack() as opened:
            retriever = None
            if library_folder is not None:  # first: that there is none need not wait for a model
                retriever = Retriever(library_folder, bounds)
                opened.callback(retriever.close)
            pair = read_pair(pair_folder)
            check_model(pair)
            embedder = OnnxEmbedder.open(pair.embedder)
            if retriever is not None:
                retriever.check_model(embedder.identity)
            chat = ChatModel(pair.model, context=context or USUAL_CONTEXT)
            opened.callback(chat.close)
            found = cls(pair.name, chat, embedder, retriever, min_confidence=min_confidence)
            opened.pop_all()
            return found

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
        turns = [replace(each, text=each.typed or each.text) for each in worded(turn.turns)]
        used = ranked(turn.hits[:MAX_SOURCES])
        found = judge(
            self._embedder,
            vector,
            turn.turns,
            used,
            counts,
            self._calibration,
            reading=reading,
            without=turn.rejected,
            behind=turn.going_on,
            after=turn.after,
            otherwise=turn.otherwise,
            far=turn.far,
        )
        turn.certainty = confidence(found.evidence, self._calibration)
        if not found.candidates or not self._is_answered(turn, found):
            self._refuse(turn, found)
            return
        found, settled = self._settled(turn, found)
        used = found.sources
        self._note_sureness(turn, found)
        for candidate in settled or chosen(found, self._calibration):
            yield from self._quoter.quote_whole(turn, candidate, used)
        if turn.sure < SURE:
            turn.nearest = self._quoter.nearest(found, turn.quotes)
        before = self._chat.computed
        try:
            yield from self._added(turn, turns, used, stop)
        except Interrupted:
            # What stands there is an answer; only the waiting for more is stopped.
            turn.add_note(STOPPED)
        finally:
            turn.computed += self._chat.computed - before

    def _added(
        self, turn: AskedTurn, turns: Sequence[Turn], used: Sequence[Hit], stop: threading.Event | None
    ) -> Iterator[AnswerEvent]:
        """What the model adds to the quotes: more of them and its reply, or that it finds no answer."""
        written = _Written()
        if self._formless < GIVEN_UP:
            yield from self._written_out(turn, turns, used, written, stop)
        question, language = turn.turns[-1].text, turn.turns[-1].language
        quotes = [quote.text for quote in turn.quotes]
        reply = numbered.reply(written.said or written.loose, cut=written.cut)
        denied = written.denied or (not written.located and numbered.is_none(reply))
        self._formless = 0 if written.located or denied else self._formless + 1
        if denied:
            turn.denied, turn.reply = True, f"The model `{self._name}` finds no answer to this in your documents."
        elif written.located:
            turn.take_reply(reply, strict=False)
        else:
            # Most of what a model says that does not keep to the form is not so; behind the quotes more of it is.
            if not reply or not_carried(reply, quotes, question, language):
                reply = self._reply_to(turn, turns[-1], used, stop)
            said, *told = (glossed(text, language) for text in (reply, *quotes))
            lacks = lacks_what_is_asked(question, said, nouns=not language)
            if numbered.adds(said, told, question) and not lacks:
                turn.take_reply(reply, strict=True)
        if turn.reply:
            yield TextDelta(turn.reply)

    def _written_out(
        self,
        turn: AskedTurn,
        turns: Sequence[Turn],
        used: Sequence[Hit],
        written: _Written,
        stop: threading.Event | None,
    ) -> Iterator[AnswerEvent]:
        """The model's own quotes, those that are not shown yet; fills in `written`."""
        ids, sources, turn.dropped = self._prompt(turns, used)
        turn.reused = self._chat.shared(ids)
        lost = 0
        for line in numbered.lines(written.of(self._chat.write(ids, self._written, stop=stop), self._written)):
            read = numbered.read_line(line, answering=bool(written.said))
            if isinstance(read, numbered.Refused):
                written.denied = not written.located
                break
            if isinstance(read, numbered.Said):
                written.said.append(read.text)
            elif isinstance(read, numbered.Claimed):
                candidates = numbered.located(read, sources)
                lost += not candidates
                written.located = written.located or bool(candidates)
                for candidate in candidates:
                    if len(turn.quotes) < MOST_QUOTES and not is_quoted(candidate, turn.quotes, used):
                        yield from self._quoter.show(turn, candidate, used)
            else:
                written.loose.append(line)
                if len(written.loose) == MOST_LOOSE and not written.located and not lost:
                    break
        if lost:
            turn.add_note(_lost(lost))

    def _reply_to(self, turn: AskedTurn, question: Turn, used: Sequence[Hit], stop: threading.Event | None) -> str:
        """The model's reply to a question whose quotes it is given, behind a form that is filled in up to there."""
        by_rank = {hit.rank: hit for hit in used}
        sources = ranked([replace(by_rank[quote.source], text=quote.text) for quote in turn.quotes])
        ids = [*self._asked([question], sources), *self._chat.encode(numbered.begun(sources))]
        if len(ids) + REPLY_TOKENS >= self._chat.context_length:
            return ""
        turn.reused = turn.reused or self._chat.shared(ids)
        written = _Written()
        line = next(numbered.lines(written.of(self._chat.write(ids, REPLY_TOKENS, stop=stop), REPLY_TOKENS)), "")
        read = numbered.read_line(line, answering=True)
        reply = numbered.reply([read.text] if isinstance(read, numbered.Said) else [], cut=written.cut)
        return "" if numbered.is_none(reply) else reply

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
        sources = within_budget(used, sizes, room)
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
        turns = self._followed(turns)
        turn = AskedTurn(Clock(time.perf_counter()), tuple(turns), list(sources), [])
        counts = self._assumed or counts_in(hit.text for hit in sources)
        vector = self._read(turn, None)
        turn.clock.embed = turn.clock.elapsed()
        for _ in self._ground(turn, vector, counts, self._reading(self._looked_at(turns), counts), None):
            pass
        return turn.answer(self._name)


def _lost(number: int) -> str:
    if number == 1:
        return "One quote that the model wrote does not stand in your documents; it was left out."
    return f"{number} quotes that the model wrote do not stand in your documents; they were left out."
