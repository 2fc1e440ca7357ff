"""Between which amounts or days what a question asks for must lie: "over 500 euros", "before June", "in 2026". Pure;
English. Days are counted from today as in `periods`; before a date with its year is at any time before it, before one
without its year from today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from uniconv_edge.assistant.words.amounts import Amount, amount
from uniconv_edge.assistant.words.dates import YEAR
from uniconv_edge.assistant.words.days import in_year, told
from uniconv_edge.assistant.words.periods import period_of
from uniconv_edge.expressions import expression

_MOST = 3  # bounds of a question
_DAY = timedelta(days=1)
_UNIT = (
    r"(?:\s(?!(?:an?|per|and|or|to|in|from|of|for|on|at|by|with|since|before|after|is|are|was|were|that|which|this)\b)"
    r"[^\W\d_]{1,12}\b)?"
)
_AMOUNT = rf"(?:[$€£¥]\s?\d[\d.,]*(?<=\d)(?:k\b)?|\d[\d.,]*(?<=\d)(?:\s?[€%]|k\b)?{_UNIT})"
_MORE = "more|greater|higher|larger|bigger|longer|heavier|taller"
_LESS = "less|fewer|lower|smaller|cheaper|shorter|lighter"
_AMOUNTS = expression(
    rf"(?i)\b(?:(?P<least>at least|not (?:less|fewer) than)|(?P<most>at most|up to|no(?:t)? more than)"
    rf"|(?P<over>over|above|exceed(?:s|ing)?|(?:{_MORE})(?: expensive)? than)"
    rf"|(?P<under>under|below|(?:{_LESS})(?: expensive)? than)"
    rf"|between) (?P<one>{_AMOUNT})(?:(?<=\w)|(?<=[€%]))(?: and (?P<two>{_AMOUNT}))?"
)
_PER = expression(
    r"(?i)(?<!in )(?<!for )(?:\b(?:an?|per|each|every) (week|month|quarter|year)\b"
    r"|\b(week|month|quarter|annual|year)ly\b|/\s?(week|month|year)\b)"
)
_YEARS = expression(
    r"(?i)\b(?:(?P<border>before|after|since|until|till|by)|in|of|from|during|for) (?:the year )?"
    rf"(?P<year>{YEAR})(?!\d|[-./]\d)"
)
_BORDER = expression(r"(?i)\b(before|after|since|until|till|by|up to)\b(?P<end> the end)?(?: the)?\s*$")
_INSIDE = expression(r"(?i)(before|since|until|till|by|up to)\b(?: the)?\s*")
_ENDS = expression(r"(?i)(?:before|until|till|by|up to)\b")
_UP_TO = ("until", "till", "by", "up to")
# What lies in one of two, or in what is not read here.
_NOT_READ = expression(r"(?i)\bor\b|\bbetween (?![$€£¥]?\s?\d)|\bfrom\b.*\b(?:to|until)\b")


@dataclass(frozen=True, slots=True)
class Bound:
    """What an amount or day must lie between (None: no end), both ends among them but those that are `beyond`; as the
    question says it, and of amounts their unit. `yearless`: by a date without its year."""

    said: str
    low: Any = None
    high: Any = None
    beyond: bool = False
    unit: str = ""
    dated: bool = False
    yearless: bool = False

    def holds(self, value: Decimal | date) -> bool:
        """Whether a value lies between."""
        if self.beyond:
            return (self.low is None or value > self.low) and (self.high is None or value < self.high)
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def in_past(self, when: Sequence[date], *, is_open: bool = False) -> Bound:
        """Of a date without its year in the year before, where none of these days is in the coming one; where it is
        open at an end, if so asked (`is_open`), in the year of the last of them: "before March"."""
        if not self.yearless or not when or any(map(self.holds, when)):
            return self
        low = None if is_open and _ENDS.match(self.said) else self.low
        if low and self.high:
            moved = [in_year(day, day.year - 1) for day in (low, self.high)]
            return self if None in moved else replace(self, low=moved[0], high=moved[1])
        day = low or self.high
        moved_to = in_year(day, max(when).year) if day and is_open else None
        return replace(self, low=low and moved_to, high=self.high and moved_to) if moved_to else self

    def told(self) -> str:
        """As it is noted: with the days that a date without its year, or a word for time, means."""
        if self.low and self.high:
            days = told(self.low, self.high)
            return days if " to " in days else f"in {days}" if self.low != self.high else f"on {days}"
        if self.yearless and (day := self.low or self.high):
            return f"{'from' if self.low else 'up to'} {told(day, day)}"
        return self.said


@dataclass(frozen=True, slots=True)
class Apart:
    """A question without its bounds and without what it says its amounts are per ("month"), these, and their places."""

    rest: str
    bounds: tuple[Bound, ...]
    per: str
    places: tuple[tuple[int, int], ...] = ()


def apart(question: str, today: date) -> Apart:
    """A question and the bounds that it gives; none of a question that gives more of them than are read here."""
    found = sorted([*_of_amounts(question), *_of_days(question, today)], key=lambda each: each[0])
    rest = question
    for start, end, _ in reversed(found):
        rest = f"{rest[:start]} {rest[end:]}"
    per = _PER.search(rest)
    if per:
        rest = f"{rest[: per.start()]} {rest[per.end() :]}"
    each = next(filter(None, per.groups()), "").lower() if per else ""
    rest = re.sub(r"(?:\s+and)?\s*([?.!,]|$)", r"\1", " ".join(rest.split()))
    bounds = tuple(bound for _, _, bound in found)
    if len(found) > _MOST or (found and _NOT_READ.search(question)):
        return Apart(question, (), "")
    return Apart(rest, _joined(bounds), "year" if each == "annual" else each, tuple((s, e) for s, e, _ in found))


def _of_amounts(question: str) -> Iterator[tuple[int, int, Bound]]:
    for found in _AMOUNTS.finditer(question):
        one, two = _amount(found["one"]), _amount(found["two"] or "")
        between = not any(found[name] for name in ("least", "most", "over", "under"))
        if one is None or between != (two is not None):
            continue
        said = found[0]
        if two is not None:
            one = one if one.unit else replace(one, unit=two.unit)
            if one.unit == two.unit:
                yield *found.span(), Bound(said, one.value, two.value, unit=two.unit)
        elif found["over"] or found["under"]:
            low, high = (one.value, None) if found["over"] else (None, one.value)
            yield *found.span(), Bound(said, low, high, beyond=True, unit=one.unit)
        else:
            low, high = (one.value, None) if found["least"] else (None, one.value)
            yield *found.span(), Bound(said, low, high, unit=one.unit)


def _amount(written: str) -> Amount | None:
    short = re.fullmatch(r"(?i)([$€£¥]?\s?[\d.,]+)k", written)
    return amount(f"{short[1]} thousand" if short else written) if written else None


def _of_days(question: str, today: date) -> Iterator[tuple[int, int, Bound]]:
    rest = question
    for _ in range(_MOST):
        found = _period(rest, today) or _year(rest)
        if found is None:
            return
        yield found
        rest = f"{rest[: found[0]]}{' ' * (found[1] - found[0])}{rest[found[1] :]}"


def _period(question: str, today: date) -> tuple[int, int, Bound] | None:
    period = period_of(question, today)
    if period is None:
        return None
    before = _BORDER.search(question[: period.start])
    inside = _INSIDE.match(question[period.start : period.end])
    start = before.start() if before else period.start
    word = "by" if before and before["end"] else border[1].lower() if (border := inside or before) else ""
    said = question[start : period.end]
    whole = period
    if inside:  # the days that the words behind the border mean
        whole = period_of(f"in {question[period.start + inside.end() : period.end]}", today) or period
    bound = _bordered(Bound(said, whole.first, whole.last, dated=True, yearless=period.yearless), word)
    if bound.low is None and whole.first > today and (period.yearless or not period.told):
        bound = replace(bound, low=today)
    return start, period.end, bound


def _year(question: str) -> tuple[int, int, Bound] | None:
    found = _YEARS.search(question)
    if found is None:
        return None
    before = _BORDER.search(question[: found.start()])
    border = "by" if before else (found["border"] or "").lower()
    start, year = before.start() if before else found.start(), int(found["year"])
    bound = Bound(question[start : found.end()], date(year, 1, 1), date(year, 12, 31), dated=True)
    return start, found.end(), _bordered(bound, border)


def _bordered(bound: Bound, word: str) -> Bound:
    if word == "before":
        return replace(bound, low=None, high=bound.low - _DAY)
    if word in _UP_TO:
        return replace(bound, low=None)
    if word == "after":
        return replace(bound, low=bound.high + _DAY, high=None)
    return replace(bound, high=None) if word == "since" else bound


def _joined(bounds: Sequence[Bound]) -> tuple[Bound, ...]:
    """A month without its year beside a year is of that."""
    years = [each for each in bounds if each.dated and each.low and each.high and not each.yearless]
    of = {each.low.year for each in years} | {each.high.year for each in years}
    if len(of) != 1:
        return tuple(bounds)
    [year] = of
    return tuple(_in_year(each, year) if each.yearless else each for each in bounds)


def _in_year(bound: Bound, year: int) -> Bound:
    low, high = bound.low and in_year(bound.low, year), bound.high and in_year(bound.high, year)
    return replace(bound, low=low or bound.low, high=high or bound.high)
