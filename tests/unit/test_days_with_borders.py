"""The days of what was that a question names with their borders."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from uniconv_edge.assistant.words.periods import Period
from uniconv_edge.assistant.words.spans import in_any_year, span_of

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "first", "last", "said"),
    [
        ("from Ann before March", date.min, date(2026, 2, 28), "before March"),
        ("until yesterday", date.min, date(2026, 11, 29), "until yesterday"),
        ("since May 2025", date(2025, 5, 1), date.max, "since May 2025"),
        ("after 3 May 2025", date(2025, 5, 4), date.max, "after 3 May 2025"),
        ("from May onwards about it", date(2026, 5, 1), date.max, "from May onwards"),
        ("between May and July", date(2026, 5, 1), date(2026, 7, 31), "between May and July"),
        ("from May to July 2024", date(2024, 5, 1), date(2024, 7, 31), "from May to July 2024"),
        ("between November and January", date(2025, 11, 1), date(2026, 1, 31), "between November and January"),
        ("between 2023 and 2025", date(2023, 1, 1), date(2025, 12, 31), "between 2023 and 2025"),
        ("in 2025", date(2025, 1, 1), date(2025, 12, 31), "in 2025"),
        ("on 3 May", date(2026, 5, 3), date(2026, 5, 3), "on 3 May"),
    ],
)
def test_days_with_their_borders(text: str, first: date, last: date, said: str) -> None:
    found = span_of(text, TODAY)
    assert found is not None
    assert (found.first, found.last, text[found.start : found.end]) == (first, last, said)


@pytest.mark.parametrize("text", ["from Ann to Tom", "by Ann", "between Ann and Tom", "until the boiler came"])
def test_people_are_no_days(text: str) -> None:
    assert span_of(text, TODAY) is None


def test_days_without_their_year_are_of_the_newest_in_which_they_lie() -> None:
    period = Period(date(2026, 5, 3), date(2026, 5, 4), 0, 1)
    found = in_any_year(period, date(2025, 5, 3))
    assert found is not None
    assert (found.first, found.last) == (date(2025, 5, 3), date(2025, 5, 4))
    before = in_any_year(period, date(2025, 2, 1))
    assert before is not None
    assert before.first == date(2024, 5, 3)


def test_a_question_of_borders_alone_is_soon_given_up() -> None:
    began = process_time()
    assert span_of("between " * 2000, TODAY) is None
    assert process_time() - began < 2
