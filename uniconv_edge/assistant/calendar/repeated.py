"""The days of what repeats, by the rule that a calendar file is read with (`Repeats: every week on Tuesday`). Pure. The
only module that uses dateutil."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import islice, takewhile

from uniconv_edge.assistant.words.periods import Period
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.recurrence import rule_of

_START = expression(r"^Start: (\d{4}-\d\d-\d\d)(?: (\d\d:\d\d))?", re.MULTILINE)
_REPEATS = expression(r"^Repeats: (.+)$", re.MULTILINE)
_EXCEPT = expression(r"^(?:Except|Moved): (.+)$", re.MULTILINE)
_UNTIL_DAY = expression(r"UNTIL=\d{8}(?!T)")
_DAY = expression(r"\d{4}-\d\d-\d\d")
_OF_RULE = expression(r"(?:Repeats|Except|Moved|In place of): ")
_FURTHEST = timedelta(days=3_700)  # from the first day of an open period
_MOST_STEPS = 20_000  # of a rule, from its first day on


def start_of_repeated(text: str) -> int | None:
    """Where a text tells the first day of what repeats by a rule that is known; None where it tells of none."""
    start, rule = _START.search(text), _REPEATS.search(text)
    return start.start(1) if start and rule and rule_of(rule[1]) else None


def is_of_rule(text: str, place: int) -> bool:
    """Whether a place is on the line of an event's rule, or of the days that it leaves out or replaces: nothing takes
    place on these."""
    line = text.rfind("\n", 0, place) + 1
    return _OF_RULE.match(text, line) is not None and _START.search(text) is not None


def day_within(text: str, period: Period) -> date | None:
    """The first day in a period on which what a text tells of repeats, of one without a beginning the last; None
    without any."""
    from dateutil.rrule import rrulestr

    start, told = _START.search(text), _REPEATS.search(text)
    rule = rule_of(told[1]) if told else ""
    if not start or not rule:
        return None
    try:
        begins = datetime.fromisoformat(" ".join(filter(None, start.groups())))
        steps = rrulestr(_UNTIL_DAY.sub(r"\g<0>T235959", rule).replace("Z", ""), dtstart=begins)
    except ValueError:  # a day or an hour that there is not
        return None
    span = period.last - period.first
    last = period.first + (span if period.first == date.min else min(span, _FURTHEST))
    without = set(_DAY.findall(" ".join(_EXCEPT.findall(text))))
    within = takewhile(lambda day: day <= last, (at.date() for at in islice(steps, _MOST_STEPS)))
    days = (day for day in within if day >= period.first and day.isoformat() not in without)
    return next(days, None) if period.first > date.min else max(days, default=None)
