"""The lines of a library that are dated as a question asks."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import PurePath
from typing import TypeAlias
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.calendar.agenda import WHO, Asked
from uniconv_edge.assistant.calendar.dated import Line, lines_of_day, lines_within
from uniconv_edge.assistant.quoting.day_over import day_of_file
from uniconv_edge.assistant.quoting.lists import is_item
from uniconv_edge.assistant.words import kinds
from uniconv_edge.assistant.words.answer_types import lacks_what_is_asked
from uniconv_edge.assistant.words.dates import named, names_of_month
from uniconv_edge.assistant.words.days import days_in, told, whole_dates, years_near
from uniconv_edge.assistant.words.labels import label
from uniconv_edge.assistant.words.periods import Period, is_past, what_was
from uniconv_edge.assistant.words.terms import bag, spellings, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.search import hits_of, passages_matching
from uniconv_edge.library.sentences import cells
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.times import day_of
from uniconv_edge.library.words import folded, match_expression, terms_of, words_of
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit

_YEAR = expression(r"(?<!\d)(?:19|20)\d\d(?!\d)")  # earlier ones are mostly numbers: "Order 1723"
MOST_LINES = 10  # that are quoted
_MOST_OF_ONE_DAY = 3  # where the next or last of something is asked for
_MOST_PASSAGES = 1_000
_SHORT_DAYS = 10  # of a period whose days are looked for one by one
_MOST_AROUND = 200  # passages that name only its month, and may tell of days around it
_MOST_MONTHS = 24  # that are looked for by their numbers
_MOST_OF_NOTES = 60  # passages of a document that is no book
_FAR = timedelta(days=120)
_ABOVE = 5_000  # characters of a page in which the year of a date may stand
_BEGINNING = 500
_MIDDLE = (7, 2)  # of a year the month and day that are nearest to all its days
_RETURNING = ("birthday", "born", "anniversary", "repeats", "geburtstag", "geburtstage", "geboren", "jahrestag")
# What a rota does not say of those whom it names, and what says that it is one.
_ON_DUTY = frozenset(["duty", "shift", "shifts", "work", "working", "works", "worked"])
_OF_ROTAS = bag("duty rota roster shift")
_OFF = bag("off free holiday leave vacation absent sick")  # what it says of those who do not
_NAME_OF_CELL = expression(r"^[^:]*: ")
_ENTRY_OF_LOG = expression(r"\W*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
_SAYS_LOG = expression(r"(?i)\b(?:logs?|logged|errors?)\b")
_DONE = expression(r"\W*\[[xX]\] ")
_SAYS_DUE = expression(r"(?i)\b(?:due|deadlines?)\b")
_DUE = expression(
    r"\[ \] |📅|⏳|\b(?:TODO|NEXT|SCHEDULED|DEADLINE)\b"
    r"|(?i:\b(?:due|deadline|pay(?:able|ment)?|by|until|latest|expires?|renew\w*|must|to be)\b)"
)
_HOW_MUCH = expression(r"(?i)\bhow (?:much|many)\b")
_DENIED = expression(r"(?i)\bno (\w+)")
_PERIOD_OF_PAPER = expression(r"(?i)(?:^|\| |\n)(?:month|period|quarter|term|year) \| ")  # of a form
_KEPT: WeakKeyDictionary[Store, tuple[int, dict[int, date]]] = WeakKeyDictionary()
_Span: TypeAlias = tuple[int, int, int, int]  # document, page, start, end
_OF_BIRTHS = frozenset({"birthday", "birthdays", "born", "birth", "geburtstag", "geburtstage", "geboren"})


def lines_asked(store: Store, asked: Asked, documents: Sequence[int] | None) -> list[Line]:
    """The lines of these documents (None: all) that are dated as it is asked and hold its words, each once: by date, or
    those of the next or last day on which there is one; none where that was only announced. Where a date is asked for
    without its year and none is found, those of any year."""
    with store.snapshot():
        found = list(_found(store, asked, documents))
        if not found and asked.period.yearless:
            found = list(_found(store, asked, documents, any_year=True))
    found = list(_for_whom_asks(found, asked))
    found.sort(
        key=lambda line: (_day(line, asked), line.by_rule, line.hit.path, line.hit.page_index, line.candidate.start)
    )
    once = {tuple(words_of(line.candidate.text)): line for line in reversed(found)}
    held = _held(found)
    lines = [line for line in reversed(once.values()) if _span(line) not in held]
    if asked.order and lines:
        day = _day(lines[0 if asked.order == "next" else -1], asked)
        lines = [line for line in lines if _day(line, asked) == day][:_MOST_OF_ONE_DAY]
        if asked.order == "last" and any(map(_is_announced, lines)):
            return []
    return lines


def _for_whom_asks(lines: Sequence[Line], asked: Asked) -> Sequence[Line]:
    """Of the lines for a question that names nothing those that a person means: no entries of a program's log where
    there are others, no tasks that are done where it is asked what is to be done, of what is due what says so, if any
    does."""
    if asked.words or _SAYS_LOG.search(asked.question):
        return lines
    kept = [line for line in lines if _ENTRY_OF_LOG.match(line.candidate.text) is None] or lines
    if asked.past:
        return kept
    kept = [line for line in kept if _DONE.match(line.candidate.text) is None]
    due = [line for line in kept if _DUE.search(line.candidate.text)] if _SAYS_DUE.search(asked.question) else []
    return due or kept


def past_over(store: Store, asked: Asked, documents: Sequence[int] | None) -> Asked:
    """What is asked for, from the day on that follows those of the next that are passed over, or up to the day before
    those of the last."""
    for _ in range(asked.passed):
        lines = lines_asked(store, asked, documents)
        if not lines:
            break
        days, period, one = [_day(line, asked) for line in lines], asked.period, timedelta(1)
        is_next = asked.order == "next"
        period = replace(period, first=max(days) + one) if is_next else replace(period, last=min(days) - one)
        asked = replace(asked, period=period)
    return asked


def note_of(asked: Asked, lines: Sequence[Line]) -> str:
    """How the days that a question asks for were read, on which days what repeats takes place, and whether lines are
    not quoted; "" where there is nothing to tell."""
    period, days = asked.period, told(asked.period.first, asked.period.last)
    by_rule = [f"{_called(each.hit)}: {told(each.first, each.first)}." for each in lines[:MOST_LINES] if each.by_rule]
    if asked.order:
        by_rule += [
            f"`{PurePath(clean(each.hit.path)).name}`: {told(each.first, each.first)}."
            for each in lines
            if _is_of_file(each)
        ]
    if asked.order == "next":
        return " ".join([f"The soonest that is dated from {told(period.first, period.first)} on.", *by_rule])
    if asked.order:
        return " ".join([f"The latest that is dated up to {told(period.last, period.last)}.", *by_rule])
    notes: list[str] = []
    read = f"Read `{asked.said}` as" if asked.said else "Read as"
    if period.yearless and lines and not any(each.first <= period.last and each.last >= period.first for each in lines):
        notes.append(f"{read} of any year, since nothing is dated {days}.")
    elif not period.told or period.yearless:
        notes.append(f"{read} {days}.")
    if len(lines) > MOST_LINES:
        notes.append(f"The first {MOST_LINES} of {len(lines)} that are dated so: ask for fewer days.")
    return " ".join(notes + by_rule)


def _is_of_file(line: Line) -> bool:
    """Whether a line is of the day that its file is named by."""
    return day_of_file(line.hit.path) == line.first


def _called(hit: Hit) -> str:
    """The event that a passage tells of: the last of its headings."""
    return hit.heading.rpartition(HEADING_SEPARATOR)[2] or hit.title


def dated_question(asked: Asked) -> str:
    """The question with its day, month or year in place of words like "last month"; "" for other spans."""
    days = told(asked.period.first, asked.period.last)
    return "" if " to " in days else f"{asked.question} in {days}"


def nothing_dated(asked: Asked) -> str:
    """That no line is dated as it is asked."""
    return f"Nothing in your documents is dated {told(asked.period.first, asked.period.last)}."


def _day(line: Line, asked: Asked) -> date:
    """The first day of a line in the period; of what is told by its month the last."""
    exact = line.first if line.exact else line.last
    return min(max(exact, asked.period.first), asked.period.last)


def _span(line: Line) -> _Span:
    return line.hit.document_id, line.hit.page_index, line.candidate.start, line.candidate.end


def _held(lines: Sequence[Line]) -> set[_Span]:
    """The spans of those lines that a longer stretch of their page is around: there may be ten thousand lines."""
    held: set[_Span] = set()
    page, furthest = (0, 0), 0
    for span in sorted(set(map(_span, lines)), key=lambda span: (*span[:3], -span[3])):
        document, index, _, end = span
        if (document, index) != page:
            page, furthest = (document, index), 0
        if end <= furthest:
            held.add(span)
        furthest = max(furthest, end)
    return held


def _is_announced(line: Line) -> bool:
    """Whether a line tells of what comes next, as minutes do: whether it came is not told."""
    return "next" in bag(f"{line.hit.heading}\n{line.candidate.beside}\n{line.candidate.text}")


def _found(store: Store, asked: Asked, documents: Sequence[int] | None, *, any_year: bool = False) -> Iterator[Line]:
    numbers = _passages(store, asked, documents, any_year=any_year)
    says = _may_say(asked)
    hits = [hit for hit in hits_of(store, [(number, 0.0) for number in numbers]) if says(hit)]
    births = not _OF_BIRTHS.isdisjoint(asked.words)
    changed = _changed(store, {hit.document_id for hit in hits})
    pages = lru_cache(maxsize=4)(store.page_text)  # passages are in the order of their pages
    for hit in hits:
        near = changed[hit.document_id]
        before = _date_before(hit, pages) if any(not each.year for each in named(hit.text)) else None
        if before is None and (year := _year_named(hit)):
            before, near = date(year, *_MIDDLE), None
        days = days_in(hit.text, years_near(hit.text, before, near))
        for line in lines_within(hit, days, asked.period, any_year=any_year, births=births):
            if _answers(line, asked) and not (near and _is_of_an_earlier_year(line, near)):
                yield line
        day = day_of_file(hit.path) if asked.past or asked.order == "last" else None  # notes tell of what was
        if day and asked.period.first <= day <= asked.period.last:
            yield from (line for line in lines_of_day(hit, day, whole=not asked.words) if _answers(line, asked))


def _is_of_an_earlier_year(line: Line, changed: date) -> bool:
    """Whether a line tells of what was on a day without its year, which would be far behind the last change of its
    file."""
    return line.first - changed > _FAR and is_past(line.said) and not any(each.year for each in named(line.said))


def _may_say(asked: Asked) -> Callable[[Hit], bool]:
    """Whether a line of a passage may say the words that are asked for, or its section or file: what `_answers` tells
    of each line, and to look for the dates of a passage takes longer."""
    gives = kinds.given(asked.question)
    sought = [spellings(stem(word)) for word in asked.words if word not in gives and word not in _ON_DUTY]

    def may_say(hit: Hit) -> bool:
        told = folded(f"{hit.title}\n{hit.heading}\n{hit.path}\n{hit.text}") if sought else ""
        return all(any(part in told for part in parts) for parts in sought)

    return may_say


def _changed(store: Store, documents: Collection[int]) -> dict[int, date | None]:
    """When the files of documents were changed; None for long ones, whose dates without a year are mostly of no year
    that is near, as those of a novel."""
    rows = store.rows(
        "SELECT id, mtime_ns, (SELECT count(*) FROM passages WHERE document_id = documents.id) FROM documents"
        " WHERE id IN (SELECT value FROM json_each(?))",
        json.dumps(sorted(documents)),
    )
    return {
        int(key): date.fromisoformat(day_of(mtime)) if passages <= _MOST_OF_NOTES else None
        for key, mtime, passages in rows
    }


def _passages(store: Store, asked: Asked, documents: Sequence[int] | None, *, any_year: bool) -> list[int]:
    """Ids of passages that may hold such lines: of many first those that name a day of a short period itself."""
    if asked.order:
        return passages_matching(store, match_expression(terms_of(" ".join(asked.words))), documents, _MOST_PASSAGES)
    period = asked.period
    days = [period.first + timedelta(step) for step in range((period.last - period.first).days + 1)]
    if len(days) > _SHORT_DAYS:
        found = passages_matching(store, _naming_months(days), documents, _MOST_PASSAGES)
        return sorted({*found, *_of_files(store, period, documents)})
    found = passages_matching(store, _naming(days), documents, _MOST_PASSAGES)
    around = [] if any_year else passages_matching(store, _naming_months(days), documents, _MOST_AROUND)
    return sorted({*found, *around, *_of_files(store, period, documents)})


def _of_files(store: Store, period: Period, documents: Sequence[int] | None) -> list[int]:
    """Ids of the passages of files that are named by a day of a period, as daily notes are."""
    kept = None if documents is None else set(documents)
    named = [
        document
        for document, day in _days_of_files(store).items()
        if period.first <= day <= period.last and (kept is None or document in kept)
    ]
    rows = store.rows(
        "SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?)) LIMIT ?",
        json.dumps(named),
        _MOST_PASSAGES,
    )
    return [int(key) for (key,) in rows]


def _days_of_files(store: Store) -> Mapping[int, date]:
    """The days that files are named by. Kept for each state of a library: to read thousands of names takes long."""
    kept = _KEPT.get(store)
    if kept is None or kept[0] != store.generation:
        rows = store.rows("SELECT id, path FROM documents")
        days = {int(key): day_of_file(os.fsdecode(path)) for key, path in rows}
        kept = store.generation, {key: day for key, day in days.items() if day}
        _KEPT[store] = kept
    return kept[1]


def _naming(days: Sequence[date]) -> str:
    """What full text holds of these days: the number of a day near the name of its month, or beside its number."""
    terms: set[str] = set()
    for day in days:
        numbers = {f"{day.day}", f"{day.day:02}"}
        ordinals = {f"{day.day}{ending}" for ending in ("st", "nd", "rd", "th")}
        terms |= {f'NEAR("{month}" "{each}", 1)' for month in names_of_month(day.month) for each in numbers | ordinals}
        for month in {f"{day.month}", f"{day.month:02}"}:
            terms |= {f'"{one} {other}"' for each in numbers for one, other in ((month, each), (each, month))}
    return " OR ".join(sorted(terms))


def _naming_months(days: Sequence[date]) -> str:
    """What full text holds of their months: a name, or the number near that of the year; and of what returns."""
    months = list(dict.fromkeys((day.year, day.month) for day in days))
    terms = {f'"{name}"' for _, month in months for name in names_of_month(month)}
    for year, month in months[-_MOST_MONTHS:]:
        for number in {f"{month}", f"{month:02}"}:
            terms |= {f'NEAR("{number}" "{which}", 1)' for which in (f"{year}", f"{year % 100:02}")}
    return " OR ".join([*sorted(terms), *_RETURNING])


def _date_before(hit: Hit, pages: Callable[[int, int], str]) -> date | None:
    """The last whole date above a passage on its page, else one at the beginning of its document or in its name."""
    above = pages(hit.document_id, hit.page_index)[max(0, hit.start - _ABOVE) : hit.start]
    if dates := whole_dates(above):
        return dates[-1][1]
    for text in (pages(hit.document_id, 0)[:_BEGINNING], hit.title, _name(hit)):
        if dates := whole_dates(text):
            return dates[0][1]
    return None


def _year_named(hit: Hit) -> int | None:
    """The only year in a document's title and name, which all its days are of: "Diary 1998"."""
    years = set(_YEAR.findall(f"{hit.title}\n{_name(hit)}"))
    return int(years.pop()) if len(years) == 1 else None


def _name(hit: Hit) -> str:
    return PurePath(clean(hit.path)).name.replace("_", " ")


def _answers(line: Line, asked: Asked) -> bool:
    """Whether a line says the words that are asked for, or its file or section does and it one of them, or it is a row
    or an item of a list that is not asked for the next or last of something. It must not lack what kind of thing is
    asked for, nor tell what is to be done where the last is asked for. The month that a form is for is no date of what
    it tells. A row of a rota need not say that whom it names works, but not that it is their day off where it is asked
    who does."""
    text, gives = line.said, kinds.given(asked.question)
    said = bag(f"{line.candidate.beside}\n{text}")
    own = {word for word in asked.words if stem(word) in said or (word in gives and gives[word](text))}
    file = PurePath(line.hit.path)
    over = bag(f"{line.hit.title}\n{line.hit.heading}\n{file.name}\n{file.parent.name}")
    is_row = len(cells(line.candidate.text)) > 1
    on_duty = _ON_DUTY if is_row and not _OF_ROTAS.isdisjoint(over | said) else frozenset[str]()
    is_of = all(word in own or word in on_duty or stem(word) in over for word in asked.words) and (
        not asked.words or bool(own) or (not asked.order and (is_row or is_item(text)))
    )
    if not line.exact and _PERIOD_OF_PAPER.search(text):
        return False
    if on_duty.intersection(asked.words) and WHO.search(asked.question) and not _OFF.isdisjoint(said):
        return False
    # What a column is called ("paid: no") is not what was.
    told_of = " | ".join(_NAME_OF_CELL.sub("", cell) for cell in cells(text)) if is_row else text
    is_over = asked.order == "next" and is_past(told_of) and "next" not in said
    is_ahead = asked.order == "last" and (was := what_was(text)) != text and not named(was)
    if asked.order == "next" and {stem(word) for word in _DENIED.findall(text)} & set(map(stem, asked.words)):
        return False  # "there is no walk on 24 December"
    # A field of an entry, as of an address book, is of whom its heading names.
    told = f"{_called(line.hit)}\n{text}" if label(text) else text
    if _is_of_file(line):
        told = f"{told}\n{line.first}"
    if _HOW_MUCH.search(asked.question):  # the number of a day is none of what it is asked of
        for each in reversed(named(told)):
            told = f"{told[: each.start]}{told[each.end :]}"
    return is_of and not (is_over or is_ahead) and not lacks_what_is_asked(asked.question, told)
