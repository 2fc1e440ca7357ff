"""A conversation with a library: the turns, what is asked of documents and what is not, whatever model answers.

Questions about the library as a whole and about the conversation do not go to the documents.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePath
from typing import Self

from uniconv_edge.assistant.amended import note_of_amendments
from uniconv_edge.assistant.attempts import Attempt, attempts
from uniconv_edge.assistant.facts.aside import answered_last, exchanges_of
from uniconv_edge.assistant.facts.heads import AtHeads, named_at_heads
from uniconv_edge.assistant.facts.lookup import (
    UNPROMISED,
    LibraryAnswer,
    answer_of_library,
    searched_alone,
)
from uniconv_edge.assistant.facts.naming import documents_naming
from uniconv_edge.assistant.meanwhile import Meanwhile
from uniconv_edge.assistant.past.remembered import turns_after
from uniconv_edge.assistant.question.intent import Intent, Kind
from uniconv_edge.assistant.question.parts import parts
from uniconv_edge.assistant.question.topic import opening, since_topic, somebody_meant
from uniconv_edge.assistant.quoter import Quoter
from uniconv_edge.assistant.quoting.abstain import threshold
from uniconv_edge.assistant.quoting.answer_span import cell_span
from uniconv_edge.assistant.quoting.day_over import note_of_day
from uniconv_edge.assistant.quoting.going_on import documents_quoted_last, quoted_last, quotes_without
from uniconv_edge.assistant.quoting.grounding import Grounds
from uniconv_edge.assistant.quoting.lists import note_of_head
from uniconv_edge.assistant.quoting.pointed_at import means_other, pointed_at
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.reader import Reader, Reading
from uniconv_edge.assistant.quoting.spoken import note_of_speaker
from uniconv_edge.assistant.rows.asked_again import asked_again
from uniconv_edge.assistant.rows.cell_of_row import note_of
from uniconv_edge.assistant.rows.gathered import Gathered
from uniconv_edge.assistant.rows.of_days import of_days
from uniconv_edge.assistant.rows.one_of_rows import NOT_ADDED
from uniconv_edge.assistant.search.retrieve import Retriever, worded
from uniconv_edge.assistant.series import of_series
from uniconv_edge.assistant.sources import SHOWN_SOURCES, fill_in_sources
from uniconv_edge.assistant.sure_enough import MOST_SURE, is_answered, note_sureness
from uniconv_edge.assistant.together import of_documents, statements_told, told_together
from uniconv_edge.assistant.told import ABOUT_TALK, Told
from uniconv_edge.assistant.turn import AskedTurn, Clock, join
from uniconv_edge.assistant.understood import Understanding, Understood
from uniconv_edge.assistant.versions import settle
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.terms import Counts, restated
from uniconv_edge.errors import UsageError
from uniconv_edge.expressions import expression
from uniconv_edge.library.collections import check_held
from uniconv_edge.library.query import Filters, parse, without_filters
from uniconv_edge.library.search import matching_documents
from uniconv_edge.library.text import clean
from uniconv_edge.library.times import today
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.native import Interrupted
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
    Turn,
)

SURELY_LONG = 2_000  # characters of a question, which hardly any model here reads: its tokens are counted first
_OF_ONE = expression(r"(?i)\bones?\b(?=\W*$)")


class Conversation(ABC):
    """One conversation with a library. All calls must come from one thread, except setting `stop`."""

    def __init__(
        self,
        embedder: OnnxEmbedder,
        retriever: Retriever | None,
        calibration: Mapping[str, float],
        min_confidence: float | None,
    ) -> None:
        self._embedder, self._retriever, self._calibration = embedder, retriever, calibration
        self._min_confidence = min_confidence
        self._reader = Reader.open(embedder.manifest, embedder.tokens)
        self._quoter = Quoter(retriever)
        self._meanwhile = Meanwhile(embedder, self._reader, calibration)
        self._assumed: Counts | None = None
        self._turns: tuple[Turn, ...] = ()
        self._said: list[tuple[str, str]] = []  # questions and whole answers, those about the library too
        self._understanding = Understanding(retriever, embedder)
        self._told_by_days = False  # whether the last answer was looked up by the days that were asked for
        self._told_of: int | None = None  # the document that the last answer told of as a whole
        self._before: FloatArray | None = None  # the session up to the last question answered, where it is known
        self.today = today  # what "next week" counts from
        self.filters = ""  # as typed (`type:pdf path:notes/`): which documents every question searches

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the model and close the library."""
        self._free()
        if self._retriever is not None:
            self._retriever.close()

    @abstractmethod
    def _free(self) -> None:
        """Free the model."""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation so far."""
        return self._turns

    @property
    @abstractmethod
    def model_name(self) -> str:
        """The model's name."""

    @property
    def speaks(self) -> bool:
        """Whether it says anything in its own words: then it may be asked to explain what it said."""
        return True

    @property
    def least_confidence(self) -> float:
        """Below this confidence a question is not answered."""
        return threshold(self._calibration) if self._min_confidence is None else self._min_confidence

    def _is_answered(self, turn: AskedTurn, grounds: Grounds) -> bool:
        return is_answered(turn, grounds, self.least_confidence, self._retriever)

    def _note_sureness(self, turn: AskedTurn, grounds: Grounds) -> None:
        note_sureness(turn, grounds, self.least_confidence, self.today())

    def _refuse(self, turn: AskedTurn, grounds: Grounds) -> None:
        """Name what comes nearest, unless other documents are asked next."""
        if not turn.tried:
            turn.nearest = self._quoter.nearest(grounds)

    def _settled(self, turn: AskedTurn, grounds: Grounds) -> tuple[Grounds, list[Candidate]]:
        """What the answer is chosen among, and what is quoted of documents that answer differently, [] for none."""
        return settle(self._library, turn, grounds) if turn.filters is not None else (grounds, [])

    def reset(self, turns: Sequence[Turn] = ()) -> None:
        """Begin a new conversation, or continue one whose turns are given (questions and replies in turn)."""
        self._turns = tuple(replace(turn, text=clean(turn.text)) for turn in turns)
        self._said = exchanges_of(self._turns)
        self._understanding.reset(self._turns)
        self._told_of = self._before = None
        self._told_by_days = False

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
    def searching(self) -> tuple[Retriever, OnnxEmbedder]:
        """What a search by itself needs, which need not be opened twice."""
        return self._library, self._embedder

    @property
    def _library(self) -> Retriever:
        if self._retriever is None:
            raise UsageError("no library is open", "open the assistant with a library folder")
        return self._retriever

    def ask(self, question: str, *, stop: threading.Event | None = None) -> Iterator[AnswerEvent]:
        """Answer one question of the conversation: Retrieved, QuoteFound..., then Finished, or Stopped when `stop` was
        set. A stopped question leaves the conversation as it was. Raises UsageError for a question that is empty or
        longer than the model reads or names a collection that there is not, LibraryMissing when the library is empty.
        """
        question = clean(question).strip()
        if not question:
            raise UsageError("the question is empty", "write a question")
        if len(question) > SURELY_LONG:  # reading a pasted book to find what it asks takes minutes
            self._check_length(question)
        clock = Clock(time.perf_counter())
        query = parse(f"{self.filters} {question}")
        if not query.text:
            raise UsageError("the question has filters but no words", "add what to ask")
        if query.filters.collections:  # one that is not there would let no document pass, and say no more than that
            check_held(self._library.store, query.filters.collections)
        self._understanding.filters = self.filters
        read = self._understanding.of(question)
        wanted = read.sought
        told = Told(self._library, self._quoter, self._turns, self._said, self._told_of, SHOWN_SOURCES, self.today())
        words = question if wanted.kind in ABOUT_TALK else read.whole
        found = told.of(words, wanted, query.filters, speaks=self.speaks)
        if read.topic and found is None:
            found = told.on(read.topic, read.documents or (), query.filters)
        if found is not None:
            yield from self._aside(question, read, *found, clock)
            return
        self._check_length(question)
        self._library.check_filled()
        turns = (*self._understanding.turns, read.turn)
        asked = self._pointed(turns)
        turn = AskedTurn(
            clock,
            asked,
            [],
            [],
            before=self._before,
            asked=question,
            respelt=read.note,
            among=read.documents,
            which=read.which,
            filters=query.filters,
            points=asked != turns,
            corrects=read.corrects,
        )
        last = answered_last(self._turns, self._said) if read.another or read.instead else None
        turn.rejected = () if last is None else quotes_without(last.quotes or (), read.instead)
        if asked == turns and len(quotes := quoted_last(turns)) == 1 and means_other(without_filters(question)):
            turn.rejected = quotes
        is_one = self.speaks or wanted.kind is not Kind.CONTENT or read.text != parse(read.text).text
        halves = None if is_one else parts(read.text)
        if halves is None:
            yield from self._dated(turn, query.filters)
        if not turn.dated:
            try:
                yield from self._searched(turn, wanted, halves, query.filters, stop)
            except Interrupted:
                self._forget()
                yield Stopped(question)
                return
            self._forget()
        yield self._finished(turn, read)
        if not turn.dated:  # The person reads now: a good moment to compute the tokens that the next turn builds upon.
            self._remember()

    def prepare(self) -> Iterator[None]:
        """Make ready what the next question will most likely need, a few milliseconds at each step: it is left, or gone
        on with, at any of them. No answer is changed by it. It never raises: what is wrong, the question tells."""
        with suppress(Exception):
            filters = parse(self.filters).filters
            yield from self._meanwhile.steps(self._library, self._turns, self._before, filters)

    def _searched(
        self,
        turn: AskedTurn,
        wanted: Intent,
        halves: Sequence[str] | None,
        filters: Filters,
        stop: threading.Event | None,
    ) -> Iterator[AnswerEvent]:
        """Ask the documents, two questions in one each by itself. Of all that there are of a kind, a passage may well
        hold the list; that it is complete cannot be promised."""
        listed = None
        if wanted.kind is Kind.EVERY:
            listed = answer_of_library(self._library, wanted, SHOWN_SOURCES, filters)
            turn.note = listed.text
        if halves is None:
            yield from self._documents(turn, stop)
        else:
            yield from self._parts(turn, halves, filters, stop)
        if listed is not None and turn.whole:
            turn.note = turn.note.replace(listed.text, "").strip()
        elif listed is not None and turn.quotes and not listed.hits:
            turn.note = turn.note.replace(listed.text, UNPROMISED)  # beside quotes, that none has all words misleads

    def _finished(self, turn: AskedTurn, read: Understood) -> Finished:
        """The answer that a turn has come to, which the next question follows."""
        answer = turn.answer(self.model_name)
        self._told_of, self._told_by_days = None, turn.dated
        self._keep(read, answer, turn.session, leaves=turn.leaves)
        return Finished(answer)

    def _keep(
        self, read: Understood, answer: Answer, session: FloatArray | None = None, *, leaves: bool | None = None
    ) -> None:
        """Make a question and its answer what the next one follows, and what was said before where it does not leave
        that (`leaves`; None: is looked at); `session` is the vector up to the question."""
        if said := turns_after(answer):
            self._turns, self._before = (*self._turns, *said), session
        self._understanding.keep(read, said, leaves=leaves)
        self._said.append((answer.question, answer.text))

    def _dated(self, turn: AskedTurn, filters: Filters) -> Iterator[AnswerEvent]:
        """Quote what is dated as the question asks, where it asks for that; else the documents are searched."""
        if series := of_series(self._library, turn):
            turn.dated = True
            yield from self._told(turn, series)
            return
        among: Sequence[int] | None = turn.among
        if among is None and _OF_ONE.search(without_filters(turn.turns[-1].text)):  # "the last one" is of what was told
            among = documents_quoted_last(turn.turns) or None
        found = of_days(self._library.store, turn.turns, self.today(), filters, among)
        turn.nothing = found.nothing
        if found.told is None:
            return
        # "Which leases end in May?" asks for no other lines.
        meant = self._meant(turn)
        together = statements_told(self._library, turn, meant, self.today()) or of_documents(
            self._library, turn, meant, self.today()
        )
        turn.clock.search = turn.clock.elapsed()
        turn.respelt = " ".join(filter(None, (turn.respelt, "" if together else found.note)))
        turn.dated = True
        yield from self._told(turn, together or found.told)

    def _pointed(self, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
        """The turns, where the last points at one of the things quoted as if it asked of that; what is dated is told by
        its days."""
        return pointed_at(turns, self._page_of) if quoted_last(turns) and not self._told_by_days else turns

    def _check_length(self, question: str) -> None:
        """Raises UsageError for a question that is longer than the model reads."""
        limit = self._embedder.manifest.embed_tokens - 3
        self._refuse_longer(self._embedder.count(question), limit, self._embedder.manifest.name)

    @staticmethod
    def _refuse_longer(length: int, limit: int, model: str) -> None:
        if length > limit:
            raise UsageError(
                f"the question has {length} tokens; `{model}` reads at most {limit}",
                "ask in fewer words, or put the long text into a document and index it",
            )

    @abstractmethod
    def _read(self, turn: AskedTurn, stop: threading.Event | None) -> FloatArray:
        """The search vector (dims,) of the turn's conversation, and what the turn says of the tokens it took."""

    @abstractmethod
    def _ground(
        self, turn: AskedTurn, vector: FloatArray, counts: Counts, reading: Reading | None, stop: threading.Event | None
    ) -> Iterator[AnswerEvent]:
        """Measure the sources found, then quote and say unless they do not answer."""

    @abstractmethod
    def _forget(self) -> None:
        """Leave the model's cache at the session, without sources and answer."""

    def _remember(self) -> None:  # noqa: B027 - nothing, for a model that computes nothing ahead
        """Compute what the next turn will build upon."""

    def _documents(self, turn: AskedTurn, stop: threading.Event | None) -> Iterator[AnswerEvent]:
        """Ask the documents in one way after the other, until they answer."""
        began = turn.clock.elapsed()
        turn.session = vector = self._read(turn, stop)
        turn.clock.embed = turn.clock.elapsed() - began
        named = self._named_at_heads(turn)
        turn.about, turn.papers = named.words, named.papers
        if words := somebody_meant(turn.turns):  # no other's salary is hers
            turn.of_somebody = documents_naming(self._library.store, words)
        ways = attempts(
            turn,
            vector,
            self._library,
            self._embedder,
            self._reading_of,
            self.least_confidence,
            heads_alone=named.alone,
        )
        for attempt in ways:
            self._search(attempt)
            yield from self._of_rows_or_one(attempt, stop)
            if attempt.turn.quotes:
                turn.take(replace(attempt.turn, among=turn.among))
                return
            turn.computed = attempt.turn.computed  # what was read in vain was read too
        yield Retrieved(tuple(turn.hits))
        searched = "" if turn.among is None else searched_alone(self._library.store, turn.among)
        unread = self._unread([quote.path for quote in turn.nearest])
        turn.unread = " ".join(filter(None, (searched, unread)))

    def _named_at_heads(self, turn: AskedTurn) -> AtHeads:
        """The documents that a turn in English names by words at their heads, where it names none by what they are
        called."""
        if turn.among is not None or turn.turns[-1].language:  # in German any noun has a capital
            return AtHeads({}, alone=False)
        documents = matching_documents(self._library.store, turn.filters or Filters())
        return named_at_heads(self._library.store, without_filters(turn.turns[-1].text), documents)

    def _parts(
        self, turn: AskedTurn, halves: Sequence[str], filters: Filters, stop: threading.Event | None
    ) -> Iterator[AnswerEvent]:
        """Ask two questions one behind the other, and fill in what both came to."""
        *earlier, _ = turn.turns
        asked: list[AskedTurn] = []
        before = turn.before
        for half in halves:
            turns = (*earlier, replace(turn.turns[-1], text=half))
            part = turn.anew(turns=turns, before=before, asked="", respelt="")
            list(self._dated(part, filters))
            if not part.dated:
                list(self._documents(part, stop))
                self._forget()
            asked.append(part)
            earlier = [] if part.leaves else earlier
            earlier += turns_after(part.answer(self.model_name))
            before = part.session
        join(turn, asked)
        yield Retrieved(tuple(turn.hits))
        yield from map(QuoteFound, turn.quotes)

    def _search(self, attempt: Attempt) -> None:
        fill_in_sources(self._library, attempt, self.filters, self._calibration)

    def _of_rows_or_one(self, attempt: Attempt, stop: threading.Event | None) -> Iterator[AnswerEvent]:
        """What rows that were found tell together, where that is asked for, else what one of the sentences does."""
        told = told_together(self._library, attempt.turn, self._meant(attempt.turn), self.today())
        yield from self._grounded(attempt, stop) if told is None else self._told(attempt.turn, told)

    def _grounded(self, attempt: Attempt, stop: threading.Event | None) -> Iterator[AnswerEvent]:
        """What is quoted and said, behind what was found; nothing of a question that is not answered."""
        turn = attempt.turn
        counts = self._counts_for(Foreign.of(turn.turns))
        for number, event in enumerate(self._ground(turn, attempt.vector, counts, attempt.reading, stop)):
            if not number:
                yield Retrieved(tuple(turn.hits))
            yield event
        if turn.quotes:
            yield from self._quoter.with_provisos(turn)
        turn.warn()
        if turn.note == NOT_ADDED:  # a sum may stand in what was not read
            turn.add_note(self._unread([quote.path for quote in turn.quotes]))
        if len(turn.quotes) == 1 and not turn.note:
            [quote] = turn.quotes
            place = (self._page_of(quote), quote.start, quote.end)
            turn.add_note(note_of_head(*place) or note_of_speaker(*place))
            turn.add_note(note_of(turn.cells) if turn.cells else note_of_day(self._meant(turn), *place, quote.path))
        if turn.quotes and turn.filters is not None:
            turn.add_note(note_of_amendments(self._library, turn.quotes[0], turn.filters))

    def _meant(self, turn: AskedTurn) -> str:
        """The question as it is meant. "Who is it?" asks of the one that is pointed at, not of all of them again."""
        return restated(turn.turns) if turn.points else asked_again(turn.turns, self.today())

    def _told(self, turn: AskedTurn, told: Gathered) -> Iterator[AnswerEvent]:
        """Quote what together tells what was asked, and note what it tells."""
        turn.hits, turn.certainty = told.hits, float(bool(told.candidates))
        turn.sure = MOST_SURE if told.perhaps else turn.sure
        turn.add_note(told.note)
        turn.whole = bool(told.candidates) and told.of > 0 and not told.perhaps
        yield Retrieved(tuple(turn.hits))
        for candidate in told.candidates:
            turn.clock.first = turn.clock.first or turn.clock.elapsed()
            quote = self._quoter.quote(candidate, told.hits)
            start, end = cell_span(told.cell, quote.text)
            turn.quotes.append(replace(quote, answer_start=start, answer_end=end))
            yield QuoteFound(turn.quotes[-1])
        turn.warn()

    def _page_of(self, quote: Quote) -> str:
        return self._library.page_text(quote.document_id, quote.page_index)

    def _unread(self, paths: Sequence[str]) -> str:
        """That the answer may stand in what of these documents was not read; nothing where they were read whole."""
        found = self._library.store.unread(list(dict.fromkeys(paths)))
        return " ".join(f"`{clean(PurePath(path).name)}` is read in part: {unread}." for path, unread in found.items())

    def _followed(self, turns: Sequence[Turn]) -> Sequence[Turn]:
        """The turns without those that a question before the last left."""
        return turns[-1 - len(since_topic(self._embedder, worded(turns[:-1]))) :]

    def _looked_at(self, turns: Sequence[Turn]) -> Sequence[Turn]:
        """The turns whose words the reader looks at: what opens a topic is not read with the words before it."""
        return turns if opening(self._embedder, worded(turns)) is None else turns[-1:]

    def _reading(self, turns: Sequence[Turn], counts: Counts) -> Reading | None:
        """What the model's reader says of sources to the last turn; None for a model without one."""
        return None if self._reader is None else Reading(self._reader, turns, counts)

    def _reading_of(self, turn: AskedTurn, own: FloatArray | None) -> Reading | None:
        """The same of sources to a turn, which opens a topic where it has a vector of its `own`."""
        counts = self._counts_for(Foreign.of(turn.turns))
        return self._reading(turn.turns if own is None else turn.turns[-1:], counts)

    def _aside(
        self,
        question: str,
        read: Understood,
        found: LibraryAnswer,
        quotes: Sequence[Quote],
        clock: Clock,
    ) -> Iterator[AnswerEvent]:
        """Tell what was found without a search. Only what is said of a document is what the next question follows."""
        about_talk = read.wanted.kind in ABOUT_TALK
        yield Retrieved(found.hits)
        yield from map(QuoteFound, quotes)
        answer = Answer(
            question=question,
            answered=found.answered,
            text=found.text,
            quotes=tuple(quotes),
            sources=found.hits,
            timings=clock.timings(),
            model=self.model_name,
            confidence=1.0 if found.answered else 0.0,
            basis="conversation" if about_talk else "library",
            note="" if about_talk else " ".join(filter(None, (read.note, found.note))),
        )
        if not about_talk:
            self._told_of, self._told_by_days = found.of, False
            self._keep(read, answer)
        yield Finished(answer)

    def assume_counts(self, counts: Counts) -> None:
        """How rare words are for `answer_from` and `measure`, which look at no library (default: in the sources)."""
        self._assumed = counts

    @abstractmethod
    def answer_from(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Answer:
        """Answer the last turn from given sources, without a search and without touching the conversation."""

    def _counts(self, words: Sequence[str]) -> tuple[Sequence[int], int]:
        return self._library.passage_counts(words)

    def _counts_for(self, foreign: Foreign | None) -> Counts:
        return foreign.counting(self._counts, self._library.vocabulary) if foreign else self._counts
