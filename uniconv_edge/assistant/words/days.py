"""Which days the dates of a text mean: spans from one day to another, years that it does not tell. Pure; English.

`3 December` in a letter of 1998 is a day of that year: a date without a year is the nearest to the last whole date
above it or, where that is far, to when the file was changed. A day of the week beside it must agree.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from uniconv_edge.assistant.words.dates import YEAR, Named, named
from uniconv_edge.assistant.words.weekdays import STANDING, WEEKDAY, place_of
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import BAR

YearOf: TypeAlias = Callable[[Named, int | None], int | None]
"""The year of a date that tells none, by the day of the week beside it (0: Monday); None where there is none."""

_NEAR = timedelta(days=120)
_SAME_TIME = timedelta(days=400)  # between a date of a text and its file's last change, where both tell of one time
_WEEKDAY_BEFORE = expression(rf"\b({WEEKDAY})[.,]?\s+(?:the )?$", re.IGNORECASE)
_WEEKDAY_BEHIND = expression(rf"\s?[(,]\s?({STANDING})", re.IGNORECASE)
_BEFORE_DAY = rf"\s*(?:(?:the|{WEEKDAY})\b[.,]?\s*)?"
_JOINED = expression(
    r"(?:,? \d{1,2}[:.]\d\d(?: ?UTC)?)?"
    r"(?:[^\S\n]*[-\u2013\u2014]|,? (?:to|until|till|au|al)\b|[.,]? bis(?: zum)?\b"
    r"|(?:[^\S\n]*\n|\s*\|)\s*(?:to|end|until)\b[^|:\n]{0,12}:)"
    rf"{_BEFORE_DAY}",
    re.IGNORECASE,
)
_DAY_BEFORE = expression(
    r"(?P<between>\bbetween (?:the )?)?(?<![\w.:/-])(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s*"
    rf"(?:(?P<apart>and|or|und|oder|/|&|,|et|y|e)|[-\u2013\u2014]|to|until|till|au|al|bis(?: zum)?){_BEFORE_DAY}$",
    re.IGNORECASE,
)
_CHARACTERS_BEFORE = 40
# The name of its column, or another cell of its row: `Month 2025: March`, `Year: 2025 | Month: March`.
_YEAR_OF_COLUMN = expression(rf"(?:^|\| )[^|:]{{0,30}}\b({YEAR})\b[^|:]{{0,30}}: (?:\d{{1,2}}\.? )?$")
_YEAR_OF_ROW = expression(rf"(?:^|\| )(?i:year): ({YEAR}) \|.*$")
_MOST_CHARACTERS = 60  # of a line that only names a day
_BESIDE_DAY = expression(rf"(?:\b(?:{WEEKDAY}|the|to|until|till|and)\b|[\W\d])*", re.IGNORECASE)
# A whole date of which this is said tells nothing of the dates below it.
_OF_ANOTHER_TIME = expression(
    r"\b(?:born|birth\w*|since|until|till|valid|expires?|runs? out)\b[^.;|\n]{0,20}$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last` that a text names from `start` to `end`; `exact`: by day, not as a month."""

    start: int
    end: int
    first: date
    last: date
    exact: bool = True


def is_day_alone(line: str) -> bool:
    """Whether a line only names a day, or from which to which day: `Mon 21 Sept to Thu 24 Sept`; no row of numbers
    does, as of what is paid each month."""
    if not any(map(str.isdigit, line)) or len(line) > _MOST_CHARACTERS or BAR in line:
        return False
    rest, found = line, named(line)
    for each in reversed(found):
        rest = f"{rest[: each.start]} {rest[each.end :]}"
    return bool(found) and _BESIDE_DAY.fullmatch(rest) is not None


def days_in(text: str, year_of: YearOf) -> list[Days]:
    """The days that the dates of a text mean, in order."""
    found: list[Days] = []
    for each in _dated(text, year_of):
        if found and _is_span(text, found[-1], each):
            found[-1] = replace(found[-1], end=each.end, last=each.last)
        else:
            found += _with_day_before(text, each)
    return found


def _is_span(text: str, one: Days, other: Days) -> bool:
    joined = one.exact and other.exact and one.first < other.last
    return joined and _JOINED.fullmatch(text, one.end, other.start) is not None


def whole_dates(text: str) -> list[tuple[int, date]]:
    """The places and days of the dates of a text that tell day, month and year, and what time the text is of."""
    return [
        (each.start, day)
        for each in named(text)
        if each.year and each.day and (day := _day(each.year, each.month, each.day))
        if not _OF_ANOTHER_TIME.search(text, max(0, each.start - _CHARACTERS_BEFORE), each.start)
    ]


def years_near(text: str, before: date | None, changed: date | None) -> YearOf:
    """The years of the dates of a passage: by the row of a table that each stands in, by its whole dates, the last one
    `before` it, and when its file was changed, None where that says nothing of them."""
    whole = whole_dates(text)

    def year_of(each: Named, weekday: int | None) -> int | None:
        begins, ends = text.rfind("\n", 0, each.start) + 1, text.find("\n", each.start)
        lead, is_row = text[begins : each.start], " | " in text[begins : ends if ends >= 0 else len(text)]
        if is_row and (told := _YEAR_OF_COLUMN.search(lead) or _YEAR_OF_ROW.search(lead)):
            return int(told[1])
        above = [day for start, day in whole if start < each.start]
        written = above[-1] if above else before or (whole[0][1] if whole else None)
        nearest = None if written is None else _nearest(each, weekday, written)
        if written and not (nearest and abs(nearest - written) <= _NEAR) and changed:
            is_of_now = abs(changed - written) <= _SAME_TIME
            nearest = _nearest(each, weekday, changed) if is_of_now else nearest
        elif not written and changed:
            nearest = _nearest(each, weekday, changed)
        return None if nearest is None else nearest.year

    return year_of


def _nearest(each: Named, weekday: int | None, moment: date) -> date | None:
    """The day or middle of the month nearest to a moment that is such a day of the week."""
    years = (moment.year - 1, moment.year, moment.year + 1)
    found = [day for year in years if (day := _day(year, each.month, each.day or 15))]
    fitting = [day for day in found if weekday is None or day.weekday() == weekday]
    return min(fitting, key=lambda day: abs(day - moment), default=None)


def _dated(text: str, year_of: YearOf) -> Iterator[Days]:
    """The dates one by one, those without a year by the date that they are joined to: `27 March to 11 April 2027`."""
    dates = named(text)
    joined = [_JOINED.fullmatch(text, one.end, other.start) is not None for one, other in pairwise(dates)]
    before: Named | None = None
    for place, each in enumerate(dates):
        year = each.year or None
        if not year and place and joined[place - 1] and before is not None:
            year = before.year + (each.month < before.month)
        elif not year and place < len(joined) and joined[place] and dates[place + 1].year:
            year = dates[place + 1].year - (each.month > dates[place + 1].month)
        year = year or year_of(each, _weekday(text, each))
        before = replace(each, year=year) if year else None
        first = _day(year, each.month, each.day or 1) if year else None
        if first:
            yield Days(each.start, each.end, first, first if each.day else last_of_month(first), bool(each.day))


def _with_day_before(text: str, days: Days) -> Iterator[Days]:
    """The days of a month that is named behind the last of them: `10 to 12 May`, `5 and 6 December`."""
    found = _DAY_BEFORE.search(text[max(0, days.start - _CHARACTERS_BEFORE) : days.start]) if days.exact else None
    first = _day(days.first.year, days.first.month, int(found["day"])) if found else None
    if found is None or first is None or first >= days.first:
        yield days
        return
    start = max(0, days.start - _CHARACTERS_BEFORE) + found.start("day")
    if found["apart"] and not found["between"]:
        yield replace(days, start=start, last=first, first=first)
        yield days
    else:
        yield replace(days, start=start, first=first)


def _weekday(text: str, each: Named) -> int | None:
    """The day of the week beside a date."""
    before = _WEEKDAY_BEFORE.search(text[max(0, each.start - _CHARACTERS_BEFORE) : each.start])
    found = before or _WEEKDAY_BEHIND.match(text, each.end)
    return place_of(found[1]) if found else None


def last_of_month(day: date) -> date:
    """The last day of the month of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def told(first: date, last: date) -> str:
    """Days as a person writes them: `30 November to 6 December 2026`, a month or a year by its name alone."""
    month, year = calendar.month_name[last.month], last.year
    if first == last:
        return f"{last.day} {month} {year}"
    if first.day == 1 and last == last_of_month(first):
        return f"{month} {year}"
    if first == date(year, 1, 1) and last == date(year, 12, 31):
        return str(year)
    begins = f"{first.day} {calendar.month_name[first.month]} {first.year}"
    if first.year == year:
        begins = begins.removesuffix(f" {year}").removesuffix(f" {month}")
    return f"{begins} to {last.day} {month} {year}"


def in_year(day: date, year: int) -> date | None:
    """The same day of another year, None where that has none."""
    return _day(year, day.month, day.day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
