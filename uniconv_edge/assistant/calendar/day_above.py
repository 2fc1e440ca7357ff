"""Of which day a quote is that tells no time, where a question asks when it was: the line it stands under in a diary.
Pure."""

from __future__ import annotations

from uniconv_edge.assistant.words.answer_types import gives_what_is_asked, types_asked
from uniconv_edge.assistant.words.dates import said
from uniconv_edge.assistant.words.days import is_day_alone
from uniconv_edge.assistant.words.periods import is_past
from uniconv_edge.assistant.words.versions import is_release

_OF_DAYS = frozenset(("date", "day"))
_ABOVE = 5_000  # characters in which the line is looked for


def note_of_day(question: str, page: str, start: int, end: int) -> str:
    """The line that only names a day, the last above what was quoted from `start` to `end` of a page; "" where there is
    none, the quote tells a time itself, or the day is not asked for on which something was: what a letter announces is
    not of its date."""
    asks = is_past(question) and not _OF_DAYS.isdisjoint(each.name for each in types_asked(question))
    if not asks or gives_what_is_asked(question, page[start:end]):
        return ""
    lines = reversed(page[max(0, start - _ABOVE) : start].splitlines())
    above = next((line.strip() for line in lines if is_day_alone(line) or (is_release(line) and said(line))), "")
    return f"This stands under “{above}”." if above else ""
