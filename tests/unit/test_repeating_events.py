"""The day on which what repeats takes place, by the rule that a calendar file is read with."""

from __future__ import annotations

from datetime import date

import pytest

from uniconv_edge.assistant.calendar.repeated import day_within
from uniconv_edge.assistant.words.periods import Period

NEXT = Period(date(2026, 11, 29), date.max, 0, 4, open=True)
LAST = Period(date.min, date(2026, 11, 29), 0, 4, open=True)


@pytest.mark.parametrize(
    ("event", "following", "before"),
    [
        ("Start: 2026-11-03 18:30\nRepeats: every week on Tuesday", date(2026, 12, 1), date(2026, 11, 24)),
        ("Start: 2026-11-03\nRepeats: every 4 weeks, 2 times", date(2026, 12, 1), date(2026, 11, 3)),
        ("Start: 1958-02-12\nRepeats: every year", date(2027, 2, 12), date(2026, 2, 12)),
        # The last day counts to its end.
        ("Start: 2026-11-23 18:30\nRepeats: every week, until 2026-11-30", date(2026, 11, 30), date(2026, 11, 23)),
        ("Start: 2026-12-24 18:30\nRepeats: every week", date(2026, 12, 24), None),
        ("Start: 2026-11-23\nRepeats: every week\nExcept: 2026-11-23, 2026-11-30", date(2026, 12, 7), None),
        ("Start: 2026-11-30\nRepeats: every week\nMoved: 2026-11-30\nExcept: 2026-12-07", date(2026, 12, 14), None),
        ("Start: 2026-11-23\nRepeats: every day on day 31 in February", None, None),
        ("Start: 2026-11-23\nRepeats: when it rains", None, None),
        # Days and hours that there are not.
        ("Start: 2026-11-23 24:00\nRepeats: every week", None, None),
        ("Start: 2026-11-23\nRepeats: every week, until 2026-13-01", None, None),
        ("Start: 2026-11-23\nEnd: 2026-11-30", None, None),
    ],
)
def test_the_next_day_and_the_last(event: str, following: date | None, before: date | None) -> None:
    assert day_within(event, NEXT) == following
    assert day_within(event, LAST) == before


def test_the_last_years_of_the_calendar_have_days_too() -> None:
    period = Period(date(9999, 1, 1), date(9999, 12, 31), 0, 4)
    assert day_within("Start: 9998-02-12\nRepeats: every year", period) == date(9999, 2, 12)
