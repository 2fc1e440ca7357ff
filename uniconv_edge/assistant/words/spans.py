"""The days of what was that a question names with their borders: "before March", "since May 2025", "between May and
July", "in 2024". Pure; English."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from uniconv_edge.assistant.words.days import in_year
from uniconv_edge.assistant.words.periods import Period, period_of
from uniconv_edge.expressions import expression

_DAY = timedelta(days=1)
_MOST_BORDERS = 12  # of a question that somebody wrote
_BORDER = expression(
    r"(?i)\b(?P<word>before|prior to|up to|until|till|after|since|between|from|by)(?: the (?:year|month|end) of)?"
    r"(?: (?:the|year))? "
)
_JOINED = expression(r"(?i)\s*(?:and|to|until|till|through|-|–)(?: the)? ")
_ONWARDS = expression(r"(?i) (?:on|onwards?)\b")
_IN = "in "
_YEAR_ALONE = expression(r"(?:19|20)\d\d(?![\w.-])")
_IN_YEAR = expression(r"(?i)\b(?:in|of|from|during|for) (?:the year )?((?:19|20)\d\d)(?![\w.-])")


def span_of(text: str, today: date) -> Period | None:
    """The days that a text names as a time of what was, open to one side where it says so; None where it has none."""
    for found in islice(_BORDER.finditer(text), _MOST_BORDERS):
        if period := _bordered(text, found, today):
            return period
    return period_of(text, today, past=True) or _in_year(text)


def in_any_year(period: Period, last: date) -> Period | None:
    """The same days of the newest year in which they are not behind the `last` of all, where a text names them without
    their year."""
    for year in (last.year, last.year - 1):
        days = in_year(period.first, year), in_year(period.last, year + period.last.year - period.first.year)
        if days[0] and days[1] and days[0] <= last:
            return replace(period, first=days[0], last=days[1])
    return None


def _bordered(text: str, border: re.Match[str], today: date) -> Period | None:
    word = border["word"].lower()
    one = _at(text, border.end(), today)
    if one is None:
        return None
    joined = _JOINED.match(text, one.end) if word in ("between", "from") else None
    other = _at(text, joined.end(), today) if joined else None
    if other is not None:
        first = one.first
        if one.yearless and not other.yearless:
            first = in_year(first, other.first.year) or first
        if first > other.last:
            first = in_year(first, first.year - 1) or first
        return replace(other, first=first, start=border.start(), yearless=one.yearless and other.yearless)
    first, last, end = one.first, one.last, one.end
    if word in ("before", "prior to"):
        first, last = date.min, first - _DAY
    elif word in ("until", "till", "up to", "by"):
        first = date.min
    elif word == "after":
        first, last = last + _DAY, date.max
    elif word == "since":
        last = date.max
    elif word == "from" and (onwards := _ONWARDS.match(text, end)):
        last, end = date.max, onwards.end()
    else:
        return None
    return Period(first, last, border.start(), end, told=True, open=True)


def _at(text: str, place: int, today: date) -> Period | None:
    """The days that a text names from a place on."""
    if found := _YEAR_ALONE.match(text, place):
        return _of_year(int(found[0]), *found.span())
    # Behind this word "May" is a month.
    period = period_of(f"{_IN}{text[place:]}", today, past=True)
    if period is None or period.start:
        return None
    return replace(period, start=place, end=place + period.end - len(_IN))


def _in_year(text: str) -> Period | None:
    found = _IN_YEAR.search(text)
    return _of_year(int(found[1]), *found.span()) if found else None


def _of_year(year: int, start: int, end: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), start, end, told=True)
