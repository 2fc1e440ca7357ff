"""One question while it is answered: its times, what was found, and the answer that comes of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from uniconv_edge.assistant.facts.several_papers import Stretch
from uniconv_edge.assistant.question.version import Which
from uniconv_edge.assistant.quoting.going_on import GoingOn, documents_quoted_last, leans_on
from uniconv_edge.assistant.quoting.reply import not_carried
from uniconv_edge.assistant.rows.one_of_rows import NOT_ADDED, is_one_of_rows, total_of_more
from uniconv_edge.assistant.words.otherwise import Otherwise
from uniconv_edge.library.query import Filters
from uniconv_edge.library.text import clean
from uniconv_edge.types import Answer, FloatArray, Hit, Quote, Timings, Turn
from uniconv_edge.wording import SURE, in_a_line

_NEAREST = 3  # sentences that a refusal names
REFUSAL = "No answer was found in your documents."


@dataclass(slots=True)
class Clock:
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


@dataclass(slots=True)
class AskedTurn:
    """What one question has come to: filled while it is answered."""

    clock: Clock
    turns: tuple[Turn, ...]
    hits: list[Hit]
    quotes: list[Quote]
    nearest: list[Quote] = field(default_factory=list)  # what a refusal names, and an answer that is not sure
    before: FloatArray | None = None  # the vector (dims,) of the session up to the question before, where it is known
    session: FloatArray | None = None  # that up to this question
    certainty: float = 0.0
    sure: float = 0.0
    reply: str = ""
    unsupported: tuple[str, ...] = ()
    reused: int = 0
    computed: int = 0
    dropped: int = 0
    denied: bool = False  # the model says that the sources do not answer, beside a quote that was shown already
    note: str = ""
    asked: str = ""  # as typed, where the last of the turns is read otherwise
    respelt: str = ""  # what is noted of that
    cells: Mapping[str, str] = field(default_factory=dict)  # of a quoted row, by their columns, that are asked for
    found: str = ""  # what is noted of the search
    far: float | None = None  # the cosine of a passage that is far from it (`Found`)
    among: tuple[int, ...] | None = None  # the documents that the question names for its answer
    going_on: GoingOn | None = None  # how the question leans on the answer before, while that is tried
    leans: int | None = None  # the document whose quote it goes on from, also when all documents are asked
    points: bool = False  # at one of the things quoted before, which the turns then quote alone
    stays: bool = False  # opens a topic that the document quoted last may well answer, while that is tried
    tried: bool = False  # some documents are asked first, and others where these do not answer
    first: int | None = None  # the document that was asked before all others, and did not say enough
    offered: float = 0.0  # how certain its answer would have been
    again: bool = False  # the first would but quote again what was quoted last, which says no word of it
    outdone: bool = False  # another would answer, and is less certain
    needed: float | None = None  # it answers where it is so many times as certain as usual; None: by how it leans
    corrects: bool = False  # the question before, whose quotes are then no more likely than others
    rejected: tuple[Quote, ...] = ()  # what is no answer, as the person says
    unread: str = ""  # what is noted of a refusal: which documents were read in part, or alone
    whole: bool = False  # all rows of a table that are asked for were told, and how many they are
    dated: bool = False  # what is dated as it asks was looked up instead of a search
    about: Mapping[int, str] = field(default_factory=dict)  # documents that it names by words at their heads, and these
    of_somebody: Sequence[int] | None = None  # documents that name the one whom it means by "she"; None for nobody
    papers: Mapping[int, tuple[Stretch, ...]] = field(default_factory=dict)  # of documents that hold several: its own
    which: Which | None = None  # of documents that differ the one that is meant, where the question says so
    otherwise: Otherwise | None = None  # how documents are read to it, while that is tried
    filters: Filters | None = None  # which documents may answer; None where its sources are given
    leaves: bool | None = None  # whether it leaves what was said before it, where that was looked at
    nothing: str = ""  # the refusal, where it says more than that nothing answers

    @property
    def after(self) -> Sequence[Turn]:
        """The turns up to the question before, where this one asks what that did of something else; () else."""
        return () if self.leans is None else leans_on(self.turns)

    @property
    def keeps_to(self) -> int | None:
        """The document that all of the answer before was quoted from, where the question goes on from that."""
        return self.leans if documents_quoted_last(self.turns) == [self.leans] else None

    def anew(self, **changes: Any) -> AskedTurn:
        """The same question to be asked in another way, as nothing had been found, with these `changes`."""
        return replace(self, hits=[], quotes=[], nearest=[], found="", **changes)

    def take(self, other: AskedTurn) -> None:
        """Come to what the same question has come to in another way."""
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))

    def add_note(self, note: str) -> None:
        """Note one thing more; "" is nothing."""
        self.note = " ".join(filter(None, (self.note, note)))

    def warn(self) -> None:
        """Note where rows are quoted for what only all of them tell, or a total for what one of them does."""
        question, rows = self.turns[-1].text, [quote.text for quote in self.quotes]
        if not self.note and not (self.dated and len(rows) == 1):
            found = {hit.rank: hit.text for hit in self.hits}
            passages = [found[quote.source] for quote in self.quotes]
            self.note = NOT_ADDED if is_one_of_rows(question, rows) else total_of_more(question, rows, passages)

    def take_reply(self, reply: str, *, strict: bool) -> None:
        """Take a reply in the model's own words; `strict`: only those of its sentences that the quotes carry."""
        reply, asked = clean(reply), self.turns[-1]
        spans = not_carried(reply, [quote.text for quote in self.quotes], asked.text, asked.language)
        self.unsupported = tuple(reply[start:end] for start, end in spans)
        if strict:
            for start, end in reversed(spans):
                reply = (reply[:start] + reply[end:]).strip()
        self.reply = reply

    def answer(self, model: str) -> Answer:
        """The answer as it stands: its own words, else its quotes, else what there is to note, else the refusal."""
        return Answer(
            question=self.asked or self.turns[-1].text,
            answered=bool(self.quotes) and not self.denied,
            text=self.reply or in_a_line(self.quotes) or self.note or self.nothing or REFUSAL,
            quotes=tuple(self.quotes),
            sources=tuple(self.hits),
            timings=self.clock.timings(),
            model=model,
            confidence=self.certainty,
            sure=self.sure,
            prompt_tokens=self.computed,
            reused_tokens=self.reused,
            dropped_turns=self.dropped,
            unsupported=self.unsupported,
            nearest=tuple(self.nearest),
            note=" ".join(filter(None, (self.respelt, self.found, self.note if self.quotes else self.unread))),
        )


def join(turn: AskedTurn, asked: Sequence[AskedTurn]) -> None:
    """Fill in what the two parts of a question came to: what was found for all of them, ranked anew, and the quotes of
    each. A part that is not answered is told where another is."""
    ranks: dict[int, int] = {}
    for part in asked:
        for hit in part.hits:
            if hit.passage_id not in ranks:
                ranks[hit.passage_id] = len(ranks) + 1
                turn.hits.append(replace(hit, rank=ranks[hit.passage_id]))
    for part in asked:
        found: dict[int, Hit] = {hit.rank: hit for hit in part.hits}
        for kind, quotes in ((turn.quotes, part.quotes), (turn.nearest, part.nearest)):
            renamed = (replace(quote, source=ranks[found[quote.source].passage_id]) for quote in quotes)
            kind += [quote for quote in renamed if quote not in kind]
    answered = [part for part in asked if part.quotes]
    turn.certainty = min(part.certainty for part in answered or asked)
    turn.sure = min(part.sure for part in answered or asked)
    turn.nearest = [] if turn.quotes and turn.sure >= SURE else turn.nearest[:_NEAREST]
    notes = [*(part.found for part in asked), _not_answered(asked) if answered else ""]
    turn.respelt = _once(turn.respelt, *(part.respelt for part in asked))
    turn.found, turn.note = _once(*notes), _once(*(part.note for part in answered or asked))
    turn.nothing = _once(*(part.nothing for part in asked)) if all(part.nothing for part in asked) else ""
    turn.unread = _once(*(part.unread for part in asked))
    turn.reused, turn.computed = (sum(getattr(part, name) for part in asked) for name in ("reused", "computed"))
    turn.clock.first = turn.clock.first or turn.clock.elapsed()


def _not_answered(asked: Sequence[AskedTurn]) -> str:
    """Which of two questions has no answer; one in another language is read half in English, so it is not named."""
    lacking = [part.turns[-1] for part in asked if not part.quotes]
    if lacking and lacking[0].language:
        return f"Only the {'second' if asked[-1].quotes else 'first'} of the two questions is answered."
    return " ".join(f"Not answered: “{turn.text}”" for turn in lacking)


def _once(*notes: str) -> str:
    """These notes, each once."""
    return " ".join(dict.fromkeys(filter(None, notes)))
