"""The days that a question's words for time mean, counted from today: "next week", "on Thursday", "in October". Pure.

English. A day of the week is the coming one, of what was the last one; so is a date without its year. Weeks begin on
Monday, seasons with their months. What tells of every such day ("on Thursdays", "every weekend") is no time of the
calendar, nor is what something is compared with ("more than last year").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from uniconv_edge.assistant.words.dates import Named
from uniconv_edge.assistant.words.days import days_in, last_of_month
from uniconv_edge.assistant.words.weekdays import DAYS
from uniconv_edge.expressions import expression

_DAY, _WEEK, _SOON = timedelta(days=1), timedelta(days=7), timedelta(days=28)
_NUMBERS = {"couple of": 2, "few": 3, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_LENGTHS = {"day": 1, "week": 7, "fortnight": 14, "month": 30}
_MONTH = timedelta(days=31)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}  # the month in which each begins
_FEASTS = {  # month and day of those that are on the same day each year
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "new years eve": (12, 31),
    "new years day": (1, 1),
}
_NAMED_DAYS = {
    "day after tomorrow": 2,
    "tomorrow": 1,
    "today": 0,
    "tonight": 0,
    "this": 0,
    "yesterday": -1,
    "last night": -1,
    "day before yesterday": -2,
}
_PAST = expression(
    r"\b(?:since|did|was|were|had|happened|been|took|went|came"
    r"|(?<!\bbe )(?<!\bis )(?<!\bare )(?<!\bnot )(?<!\bget )(?<!\bgets )(?:spent|paid)"
    r"|have (?:i|we) (?!to\b|got\b|on\b|any|for\b)\w+)\b",
    re.IGNORECASE,
)
# With what follows, to the end of a clause; "her will" and "Will Turner" tell of nothing to come.
_TO_BE_DONE = expression(
    r"\b(?:(?<!\b[Hh]er )(?<!\b[Hh]is )(?<!\b[Tt]he )(?<!['’]s )(?i:will)(?! [A-Z])"
    r"|(?i:shall|must|should|needs? to|(?:has|have|is|are) to))\b(?:(?![.,;:|](?:\s(?!\d)|$)).)*"
)
_EVERY = expression(r"\b(?:every|each|any|all|most|some|no|an?)(?: other)? $", re.IGNORECASE)
_COMPARED = expression(r"\bthan (?:(?:in|on|at|for|during) )?(?:the )?$", re.IGNORECASE)
_BORDER = expression(r"\b(by|before|until|till|up to|since)(?: the)? $", re.IGNORECASE)
_PLACED = expression(
    r"\b(?:(?:(?:on|in|at|for|during|over|of|from|between)(?: the)? )?(?:this|next|last) "
    r"|(?:on|in|at|for|during|over|of|from|between|within)(?: the)? |dated )$",
    re.IGNORECASE,
)
_WEEK_OF = expression(
    r"\b(?:(?:in|during|for) )?(?:the )?week (?:of|from|beginning|starting)(?: the)? $", re.IGNORECASE
)
_LAST = expression(r"\b(?:last|past|this past) $", re.IGNORECASE)
_CHARACTERS_BEFORE = 40  # that these look at


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last` that a question means by what it says from `start` to `end`. `told`: by a date;
    `yearless`: by one without its year; `of_week`: by a day of the week or a feast, of which documents may speak in
    general; `open`: to or from the end of all dates."""

    first: date
    last: date
    start: int
    end: int
    told: bool = False
    yearless: bool = False
    of_week: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Now:
    """From where words for time count: today, what the question before meant, and whether it asks of what was, by its
    own words (`said`) or as the question before."""

    today: date
    before: Period | None
    past: bool
    said: bool


_Reads: TypeAlias = Callable[[re.Match[str], _Now], tuple[date, date] | None]


def is_past(text: str) -> bool:
    """Whether a text is about what was."""
    return _PAST.search(text) is not None


def what_was(text: str) -> str:
    """A text without what it says is only to be done; all of it where it is about what was."""
    return text if is_past(text) else _TO_BE_DONE.sub("", text)


def period_of(question: str, today: date, before: Period | None = None, *, past: bool = False) -> Period | None:
    """What the words for time of a question mean; `before`: those of the question that it follows, `past`: which is
    about what was. None where it has none, or they are beyond the calendar."""
    told = is_past(question)
    now = _Now(today, before, past or told, told)
    try:
        found = _by_date(question, now) or _by_words(question, now)
        is_asked = found is not None and not _before(_COMPARED, question, found.start)
        return _bordered(question, found, today) if found and is_asked else None
    except (OverflowError, ValueError):
        return None


def _before(pattern: re.Pattern[str], question: str, place: int) -> re.Match[str] | None:
    """What stands right before a place of a question."""
    return pattern.search(question, max(0, place - _CHARACTERS_BEFORE), place)


def _by_date(question: str, now: _Now) -> Period | None:
    """The first date that a question names, in the coming or, where it is about what was, the last year."""
    yearless: set[int] = set()

    def year_of(each: Named, _: int | None) -> int:
        yearless.add(each.start)
        first = date(now.today.year, each.month, each.day or 1)
        if now.past or _before(_LAST, question, each.start):
            return now.today.year - (first > now.today)
        return now.today.year + ((first if each.day else last_of_month(first)) < now.today)

    found = next(iter(days_in(question, year_of)), None)
    if found is None:
        return None
    return Period(
        found.first, found.last, found.start, found.end, told=True, yearless=any(s >= found.start for s in yearless)
    )


def _by_words(question: str, now: _Now) -> Period | None:
    for pattern, reads in _FORMS:
        for match in pattern.finditer(question):
            days = None if _before(_EVERY, question, match.start()) else reads(match, now)
            if days:
                in_general = reads in (_weekend, _feast) or (reads is _weekday and not match["which"])
                return Period(*days, *match.span(), of_week=in_general)
    return None


def _bordered(question: str, found: Period, today: date) -> Period:
    """With the words before it: "before Friday" is from today, "since May" up to today."""
    if week := _before(_WEEK_OF, question, found.start):
        monday = found.first - found.first.weekday() * _DAY
        return replace(found, first=monday, last=monday + 6 * _DAY, start=week.start())
    border = _before(_BORDER, question, found.start)
    placed = border or _before(_PLACED, question, found.start)
    if placed and placed[0].lower() == "on " and not (found.told or found.of_week):  # "what is on tomorrow?"
        placed = None
    period = replace(found, start=placed.start()) if placed else found
    if border is None:
        return period
    word = border[1].lower()
    if word == "since":
        return replace(period, last=today, of_week=False) if found.first <= today else period
    last = found.first - _DAY if word == "before" else found.last
    return replace(period, first=min(today, last), last=last, of_week=False)


def _day(match: re.Match[str], now: _Now) -> tuple[date, date]:
    day = now.today + _NAMED_DAYS[match["day"].lower()] * _DAY
    return day, day


def _weekday_of(match: re.Match[str], now: _Now) -> tuple[date, date]:
    """`Thursday next week`, `next week on Thursday`."""
    return _in_week(_unit(match["which"], "week", now)[0], match["weekday"])


def _weekday(match: re.Match[str], now: _Now) -> tuple[date, date]:
    which, weekday, today = (match["which"] or "").lower(), match["weekday"], now.today
    if which == "next":
        return _in_week(today + _WEEK, weekday)
    day = _in_week(today, weekday)[0]
    if not which and not now.said and now.before and now.before.last - now.before.first < _WEEK:
        near = _in_week(now.before.first, weekday)[0]
        if near < today if now.past else near >= today or now.before.first < today:
            return near, near
    if which == "last" or (now.past and not which):
        day -= _WEEK * (day >= today)
    elif not which or which == "coming" or not now.past:
        day += _WEEK * (day < today)
    return day, day


def _weekend(_: re.Match[str], now: _Now) -> tuple[date, date]:
    return _unit("last" if now.past else "this", "weekend", now)


def _whole(match: re.Match[str], now: _Now) -> tuple[date, date]:
    return _unit(match["which"], match["unit"], now)


def _rest(match: re.Match[str], now: _Now) -> tuple[date, date]:
    return now.today, _unit("this", match["unit"], now)[1]


def _beside(match: re.Match[str], now: _Now) -> tuple[date, date] | None:
    """What lies behind or before what the question before meant; the week after next."""
    which, unit = match["which"].lower(), match["unit"].lower()
    if which == "after next":
        once = _unit("next", unit, now)
        return _unit("next", unit, replace(now, today=once[0]))
    if now.before is None:
        return None
    later = which in ("after", "following", "next")
    if unit == "day":
        day = now.before.last + _DAY if later else now.before.first - _DAY
        return day, day
    of = now.before.last if later else now.before.first
    return _unit("next" if later else "last", unit, replace(now, today=of))


def _several(match: re.Match[str], now: _Now) -> tuple[date, date] | None:
    number = (match["many"] or "1").lower()
    many = _NUMBERS.get(number) or int(number)
    length = many * _LENGTHS[match["unit"].lower().removesuffix("s")] * _DAY
    if match["which"].lower() in ("next", "coming"):
        return now.today, now.today + length
    return now.today - length, now.today


def _day_alone(match: re.Match[str], now: _Now) -> tuple[date, date]:
    day = now.today.replace(day=int(match["day"]))
    if now.past and day > now.today:
        day = (now.today.replace(day=1) - _DAY).replace(day=int(match["day"]))
    elif not now.past and day < now.today:
        day = (last_of_month(now.today) + _DAY).replace(day=int(match["day"]))
    return day, day


def _soon(_: re.Match[str], now: _Now) -> tuple[date, date]:
    return now.today, now.today + _SOON


def _unit(which: str, unit: str, now: _Now) -> tuple[date, date]:
    """This, the next or the last week, weekend, month or year."""
    steps = {"this": 0, "current": 0, "coming": 1, "next": 1, "following": 1}.get(which.lower(), -1)
    today = now.today
    if unit.lower() == "year":
        year = today.year + steps
        return date(year, 1, 1), date(year, 12, 31)
    if unit.lower() == "month":
        first = today.replace(day=1)
        for _ in range(abs(steps)):
            first = last_of_month(first) + _DAY if steps > 0 else (first - _DAY).replace(day=1)
        return first, last_of_month(first)
    monday = today - today.weekday() * _DAY + steps * _WEEK
    if unit.lower() == "weekend" and which.lower() == "coming":
        monday -= _WEEK * (today.weekday() < len(DAYS) - 2)
    return monday + (5 * _DAY if unit.lower() == "weekend" else 0 * _DAY), monday + 6 * _DAY


def _season(match: re.Match[str], now: _Now) -> tuple[date, date]:
    """This, the next or the last of spring (from March), summer, autumn or winter."""
    month = _SEASONS[match["season"].lower()]
    begins = (date(year, month, 1) for year in range(now.today.year - 2, now.today.year + 2))
    found = [(first, last_of_month(first + 2 * _MONTH)) for first in begins]
    which = match["which"].lower()
    if which in ("next", "coming", "following"):
        return next(each for each in found if each[0] > now.today)
    if which in ("last", "past", "previous"):
        return next(each for each in reversed(found) if each[1] < now.today)
    return next(each for each in found if each[1] >= now.today or each[0].year == now.today.year)


def _feast(match: re.Match[str], now: _Now) -> tuple[date, date]:
    """The coming one, of what was the last one."""
    month, day = _FEASTS[re.sub("['’]", "", match["feast"].lower())]
    is_last = now.past or (match["which"] or "").lower() == "last"
    years = range(now.today.year - 1, now.today.year + 2)
    found = [each for each in (date(year, month, day) for year in years) if each < now.today or not is_last]
    one = found[-1] if is_last else next(each for each in found if each >= now.today)
    return one, one


def _in_week(day: date, weekday: str) -> tuple[date, date]:
    found = day + (DAYS.index(weekday.lower()) - day.weekday()) * _DAY
    return found, found


_NAMES = "|".join(DAYS)
_NO_FEAST = "".join(f"(?<!{each} )" for each in ("easter", "good", "palm", "whit", "shrove", "ash", "maundy", "black"))
_WHICH = "this|next|last|coming|following|past|previous|current"
# Behind a season as a time: no "next summer party".
_NO_NAME = r"(?=\s*(?:$|[^\w\s]|(?:on|in|at|to|for|from|with|and|or|by|when|i|we|you|is|are|do|does|did|will)\b))"
_FEAST = "|".join(each.replace("years", "year['’]?s") for each in _FEASTS)
_PART = r"(?: (?:early |late )?(?:morning|afternoon|evening|night|lunchtime|at noon))?"
_FORMS: tuple[tuple[re.Pattern[str], _Reads], ...] = tuple(
    (expression(rf"\b(?:{form})\b", re.IGNORECASE), reads)
    for form, reads in (
        (rf"(?:the )?(?P<day>{'|'.join(filter('this'.__ne__, _NAMED_DAYS))}){_PART}", _day),
        (r"(?P<day>this) (?:morning|afternoon|evening)", _day),
        (
            r"the (?P<unit>week|weekend|day|month|year) (?P<which>after next|after|before)(?: (?:that|it))?(?=\W*$)",
            _beside,
        ),
        (r"the (?P<unit>weekend|week|month|year) (?P<which>after next)", _beside),
        (r"the (?P<which>following|next|previous) (?P<unit>day)", _beside),
        (r"(?:the )?(?:rest|remainder) of (?:the|this) (?P<unit>week|month|year)", _rest),
        (
            rf"(?P<which>next|coming|last|past|previous) (?:(?P<many>\d{{1,2}}|{'|'.join(_NUMBERS)}) )?"
            r"(?P<unit>days|weeks|fortnight|months)",
            _several,
        ),
        (rf"(?:(?<=on )|(?:{_NAMES}),? )the (?P<day>\d{{1,2}})(?:st|nd|rd|th)(?! ?\w)", _day_alone),
        (rf"(?P<weekday>{_NAMES}){_PART}(?: of)? (?P<which>this|next|last) week", _weekday_of),
        (rf"(?P<which>this|next|last) week(?:,? on)? (?P<weekday>{_NAMES}){_PART}", _weekday_of),
        (rf"(?P<which>{_WHICH}) (?P<weekday>{_NAMES}){_PART}", _weekday),
        (rf"(?P<which>{_WHICH}) (?P<unit>week|weekend|month|year)", _whole),
        (rf"(?P<which>{_WHICH}) (?P<season>{'|'.join(_SEASONS)}){_NO_NAME}", _season),
        (rf"(?:(?P<which>this|next|last) )?(?P<feast>{_FEAST}){_PART}{_NO_NAME}", _feast),
        (r"(?<=the )weekend", _weekend),
        (rf"{_NO_FEAST}(?:(?P<which>{_WHICH}) )?(?P<weekday>{_NAMES}){_PART}", _weekday),
        (r"coming up|upcoming", _soon),
    )
)
