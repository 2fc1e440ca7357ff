"""Of which day a sentence is that tells no time, where a question asks when it was: the line it stands under in a
diary, or the day that its file is named by, as daily notes are. Pure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import PurePath

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.answer_types import gives_what_is_asked, types_asked
from uniconv_edge.assistant.words.dates import said
from uniconv_edge.assistant.words.days import is_day_alone, whole_dates
from uniconv_edge.assistant.words.periods import is_past
from uniconv_edge.assistant.words.versions import is_release
from uniconv_edge.expressions import expression
from uniconv_edge.library.text import clean
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit

_YEAR = expression(r"(?:19|20)\d\d")
_LONGEST_NAME = 80
_OF_DAYS = frozenset(("date", "day"))
_ABOVE = 5_000  # characters in which the line is looked for
_FEWEST_OF_DIARY = 2  # lines that only name a day: one alone may be the date of a letter


def asks_when_it_was(question: str) -> bool:
    """Whether a question asks on which day something was."""
    return is_past(question) and not _OF_DAYS.isdisjoint(each.name for each in types_asked(question))


def day_over(candidate: Candidate, hit: Hit) -> str:
    """The line of a diary, or the name of a daily note, that says of which day a sentence is; "" where none does."""
    headings = (candidate.beside.rpartition("\n")[2], hit.heading.rpartition(HEADING_SEPARATOR)[2])
    if heading := next(filter(is_day_alone, headings), ""):
        return heading
    lines = days_alone(hit.text)
    above = [text for place, text in lines if hit.start + place < candidate.start]
    return above[-1] if above and len(lines) >= _FEWEST_OF_DIARY else _name_of_day(hit.path)


def day_of_file(path: str) -> date | None:
    """The day that a file is named by, and by nothing else: `2025-03-02.md`; None for another name."""
    if _YEAR.search(path, max(0, len(path) - _LONGEST_NAME)) is None:  # most names are no day: seen at once
        return None
    name = PurePath(clean(path)).stem
    days = whole_dates(name) if is_day_alone(name) else []
    return days[0][1] if len(days) == 1 else None


@lru_cache(maxsize=256)  # sources return with the next questions
def days_alone(text: str) -> tuple[tuple[int, str], ...]:
    """The lines of a text that only name a day, with their places."""
    found, place = [], 0
    for line in text.splitlines(keepends=True):
        if is_day_alone(line.strip()):
            found.append((place, line.strip()))
        place += len(line)
    return tuple(found)


def note_of_day(question: str, page: str, start: int, end: int, path: str) -> str:
    """The line that only names a day, the last above what was quoted from `start` to `end` of a page, or the name of
    its file (`path`) that does; "" where there is none, the quote tells a time itself, or the day is not asked for on
    which something was: what a letter announces is not of its date."""
    if not asks_when_it_was(question) or gives_what_is_asked(question, page[start:end]):
        return ""
    lines = reversed(page[max(0, start - _ABOVE) : start].splitlines())
    above = next((line.strip() for line in lines if is_day_alone(line) or (is_release(line) and said(line))), "")
    named = "" if above else _name_of_day(path)
    return f"This stands under “{above}”." if above else f"This stands in `{named}`." if named else ""


def _name_of_day(path: str) -> str:
    return PurePath(clean(path)).name if day_of_file(path) else ""
