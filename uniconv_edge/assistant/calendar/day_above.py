"""Of which day a quote is that names none, where a question asks for it: the line it stands under in a diary. Pure."""

from __future__ import annotations

from uniconv_edge.assistant.words.answer_types import types_asked
from uniconv_edge.assistant.words.dates import said
from uniconv_edge.assistant.words.days import is_day_alone

_OF_DAYS = frozenset(("date", "day"))
_ABOVE = 5_000  # characters in which the line is looked for


def note_of_day(question: str, page: str, start: int, end: int) -> str:
    """The line that only names a day, the last above what was quoted from `start` to `end` of a page; "" where there is
    none, the quote names a day itself, or none is asked for."""
    if said(page[start:end]) or _OF_DAYS.isdisjoint(each.name for each in types_asked(question)):
        return ""
    lines = reversed(page[max(0, start - _ABOVE) : start].splitlines())
    above = next((line.strip() for line in lines if is_day_alone(line)), "")
    return f"This stands under “{above}”." if above else ""
