"""What a passage holds that is dated: rows, items, entries of a diary or calendar, sentences. Pure.

What is quoted is the line that a date begins, else the sentence that it stands in, or the whole of an event whose date
has a line of its own. A birthday returns every year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from uniconv_edge.assistant.calendar.repeated import day_within, is_of_rule, start_of_repeated
from uniconv_edge.assistant.quoting.lists import with_items
from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate, candidates
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.words.dates import named
from uniconv_edge.assistant.words.days import Days, in_year
from uniconv_edge.assistant.words.periods import Period
from uniconv_edge.assistant.words.terms import is_time, telling_words
from uniconv_edge.assistant.words.weekdays import WEEKDAY
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import BAR, cells
from uniconv_edge.types import Hit

_LONG = timedelta(days=31)  # what lasts longer is dated by its first and its last day
_YEARLY = expression(r"\b(?:birthdays?|anniversar(?:y|ies)|geburtstage?|jahrestage?|hochzeitstage?)\b", re.IGNORECASE)
_BORN = expression(rf"{_YEARLY.pattern}|\bborn\b|\bgeb(?:oren\b|\.)", re.IGNORECASE)
_WEEKDAY = expression(rf"\b{WEEKDAY}\b", re.IGNORECASE)
_LABEL = expression(r"[\W_]*[A-Za-z][\w ]{0,20}:")
_OF_EVENT = expression(r"[\W_]*(?:start|end|begins?|ends?|date|when|day|due|from|until|deadline):", re.IGNORECASE)
_LETTERHEAD = expression(r"[A-Z][\w .'\u2019-]*,\s*(?:the\s*)?")


@dataclass(frozen=True, slots=True)
class Line:
    """What is dated from `first` to `last`: a stretch of a passage, read beside what stands over it; `said`: its text
    without the cells that tell of other days; `exact`: by day, not by month; `by_rule`: that days are told of by a rule
    of repetition."""

    first: date
    last: date
    hit: Hit
    candidate: Candidate
    said: str
    exact: bool = True
    by_rule: bool = False


def lines_within(
    hit: Hit, days: Sequence[Days], period: Period, *, any_year: bool = False, births: bool = False
) -> Iterator[Line]:
    """The lines of a passage, with these days, that are dated within a period, of `any_year` where it has none.
    Birthdays and anniversaries return every year, so does the day on which somebody was born where `births` are asked
    for, and the events of a calendar by their rules."""
    sentences: list[Candidate] | None = None
    returns = _BORN if births else _YEARLY
    may_return = returns.search(f"{hit.heading}\n{hit.text}")
    repeated = start_of_repeated(hit.text)
    for each in days:
        if is_of_rule(hit.text, each.start):
            continue
        own = _lies_in(each, _moved(period, each) if any_year else period)
        again = _returning(each, period) if may_return and not own and not any_year else None
        may_repeat = each.start == repeated and not any_year and (not own or period.first == date.min)
        by_rule = day_within(hit.text, period) if may_repeat else None
        if by_rule:
            again = replace(each, first=by_rule, last=by_rule)
        if own or again:
            sentences = candidates([hit], spans) if sentences is None else sentences
            quoted = _quoted(hit, each, sentences)
            if quoted and (own or by_rule or returns.search(f"{hit.heading}\n{quoted.beside}\n{quoted.text}")):
                when, said = again or each, _said(hit, each, quoted, days)
                if _telling(said.replace(hit.text[each.start : each.end], " ")):
                    yield Line(when.first, when.last, hit, quoted, said, when.exact, by_rule is not None)


def lines_of_day(hit: Hit, day: date, *, whole: bool) -> Iterator[Line]:
    """What a passage of a file that is named by a day tells of it: its sentences that name no other, or the `whole` of
    it, as far as is quoted."""
    if whole:
        end = _shortened(hit.text, 0, len(hit.text))
        yield Line(day, day, hit, Candidate(1, hit.start, hit.start + end, hit.text[:end]), hit.text[:end])
        return
    for each in candidates([hit], spans):
        if not named(each.text):
            yield Line(day, day, hit, each, each.text)


def _lies_in(days: Days, period: Period) -> bool:
    """Whether days lie in a period; of some days that are told by the day also where only some do."""
    if period.first <= days.first and days.last <= period.last:
        return True
    if not days.exact or days.last - days.first > _LONG:
        ends = (days.first, days.last) if days.exact else (days.last,) if period.open else ()
        return any(period.first <= end <= period.last for end in ends)
    return days.first <= period.last and period.first <= days.last


def _returning(days: Days, period: Period) -> Days | None:
    """The day of a birthday in the first or second year of a period."""
    for year in (period.first.year, period.first.year + 1):
        day = in_year(days.first, year) if days.exact and year > days.first.year else None
        if day and period.first <= day <= period.last:
            return replace(days, first=day, last=day)
    return None


def _moved(period: Period, days: Days) -> Period:
    """A period of the year in which days lie."""
    years = days.first.year - period.first.year
    first, last = in_year(period.first, period.first.year + years), in_year(period.last, period.last.year + years)
    return replace(period, first=first, last=last) if first and last else period


def _quoted(hit: Hit, days: Days, sentences: Sequence[Candidate]) -> Candidate | None:
    """What to quote of a date; None where it only stands in the head of a letter or message, or in a heading."""
    text, place = hit.text, hit.start + days.start
    begins, ends = text.rfind("\n", 0, days.start) + 1, text.find("\n", days.end)
    ends = len(text) if ends < 0 else ends
    lead, tail = text[begins : days.start], text[days.end : ends]
    own = next((each for each in sentences if each.start <= place < each.end), None)
    label = _LABEL.match(lead)
    if label and own is None:
        return None
    if not any(map(str.isalnum, _WEEKDAY.sub("", lead[label.end() :] if label else lead))):
        if not label and not _telling(tail):
            ends = _end_below(text, ends)
        elif label and not _telling(tail) and _OF_EVENT.fullmatch(label[0]):
            begins, ends = _event(text, begins, ends)
        start, end = begins, _shortened(text, begins, ends)
        quoted = Candidate(1, hit.start + start, hit.start + end, text[start:end], own.beside if own else "")
    elif own is None or (_LETTERHEAD.fullmatch(lead) and not _telling(tail)):
        return None
    else:
        quoted = with_items(own, hit)
    return quoted


def _said(hit: Hit, day: Days, quoted: Candidate, days: Sequence[Days]) -> str:
    """The text of a quote, of a row without the cells that tell of other days: each of a rota's is of its own."""
    if "\n" in quoted.text:
        return quoted.text
    kept: list[str] = []
    begins = quoted.start - hit.start
    for cell in quoted.text.split(BAR):
        ends = begins + len(cell)
        dated = [each.start for each in days if begins <= each.start < ends]
        if not dated or day.start in dated:
            kept.append(cell)
        begins = ends + len(BAR)
    return BAR.join(kept)


def _telling(text: str) -> bool:
    """Whether a text says more than when."""
    return any(not is_time(word) and not word.isdigit() for word in telling_words(_WEEKDAY.sub("", text)))


def _end_below(text: str, end: int) -> int:
    """Where the paragraph ends that stands under a date, the date itself above a table: each row tells of its own."""
    begins = end + len(text[end:]) - len(text[end:].lstrip())
    if len(cells(text[begins:].partition("\n")[0])) > 1:
        return end
    gap = text.find("\n\n", begins)
    return len(text) if gap < 0 else gap


def _event(text: str, begins: int, ends: int) -> tuple[int, int]:
    """What is said of an event around a line that tells its date: the passage, or where that is long its paragraph."""
    if len(text) <= MAX_QUOTE_CHARACTERS:
        return 0, len(text)
    gap = text.find("\n\n", ends)
    return text.rfind("\n\n", 0, begins) + 2 if "\n\n" in text[:begins] else 0, len(text) if gap < 0 else gap


def _shortened(text: str, start: int, end: int) -> int:
    """The end of a quote from a place, at the end of a sentence where it would be too long."""
    if end - start > MAX_QUOTE_CHARACTERS:
        ends = [last for _, last in spans(text) if start < last <= start + MAX_QUOTE_CHARACTERS]
        end = ends[-1] if ends else start + MAX_QUOTE_CHARACTERS
    return start + len(text[start:end].rstrip())
