"""What is told of the days that a question asks for: what rows come to together, else each line that is dated so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from uniconv_edge.assistant.calendar.agenda import asks
from uniconv_edge.assistant.calendar.almanac import (
    MOST_LINES,
    dated_question,
    lines_asked,
    note_of,
    nothing_dated,
    past_over,
)
from uniconv_edge.assistant.rows.asked_of_rows import denies, is_sum
from uniconv_edge.assistant.rows.gathered import Gathered, gathered
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.terms import restated
from uniconv_edge.library.query import Filters
from uniconv_edge.library.search import matching_documents
from uniconv_edge.library.store import Store
from uniconv_edge.types import Turn


@dataclass(frozen=True, slots=True)
class OfDays:
    """What is told, None where a search has to answer; how the days were read; and, where no line is dated so, that."""

    told: Gathered | None = None
    note: str = ""
    nothing: str = ""


def of_days(store: Store, turns: Sequence[Turn], today: date, filters: Filters, among: Sequence[int] | None) -> OfDays:
    """What is dated as the last turn asks, counted from `today`, in the documents that pass the filters and are among
    these (None: all)."""
    asked = asks(turns, today)
    if asked is None:
        return OfDays()
    foreign = Foreign.of(turns)
    if foreign:  # lines have the words as they were typed; what the question is read as is half in English
        asked = replace(asked, said="", words=tuple(foreign.typed.get(word, word) for word in asked.words))
    documents = matching_documents(store, filters, among)
    wanted, asked = asked, past_over(store, asked, documents)
    lines = lines_asked(store, asked, documents)
    if not lines and asked is not wanted:  # there is none before or behind those that were passed over
        return OfDays(Gathered([], [], ""))
    if not lines:
        told = Gathered([], [], "") if asked.whatever else None
        return OfDays(told, note_of(asked, lines), "" if asked.words else nothing_dated(asked))
    quoted = lines[:MOST_LINES]
    sources = {line.hit.passage_id: line.hit for line in quoted}
    hits, question = ranked(list(sources.values())), dated_question(asked) or restated(turns)
    told = gathered(store, hits, question, (), today=today)  # as the sum of the rows of these days
    if told is None or not told.is_of(lines):
        if len(quoted) > 1 and (is_sum(question) or denies(question)):
            return OfDays()  # of what else is dated so no amount was asked for, nor of all what is not so of some
        numbers = {passage: number for number, passage in enumerate(sources, 1)}
        told = Gathered(hits, [replace(each.candidate, source=numbers[each.hit.passage_id]) for each in quoted], "")
        return OfDays(told, note_of(asked, lines))
    return OfDays(told, note_of(asked, quoted))  # of how many rows is told with them
