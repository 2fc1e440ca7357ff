"""Which part of a document is shown at a time: a page of a text without pages may be a whole book. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WINDOW = 16_000  # characters
REACH = 1_000  # characters in which the end of a line or, without any, of a word is looked for


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a document that is shown: `text[start:end]` of one page."""

    page_index: int
    start: int
    end: int


def window_around(text: str, page_index: int, start: int, end: int) -> Window:
    """At most `WINDOW` characters round a span of a page's text, all of a longer one."""
    first = _start_from(text, start - WINDOW // 2, start)
    return Window(page_index, first, _end_before(text, max(end, first + WINDOW), end))


def window_after(texts: Sequence[str], shown: Window) -> Window | None:
    """The next window: the rest of this page, else the next page; None at the end."""
    page, start = shown.page_index, shown.end
    if start == len(texts[page]):
        page, start = page + 1, 0
    return Window(page, start, _end_before(texts[page], start + WINDOW, start)) if page < len(texts) else None


def window_before(texts: Sequence[str], shown: Window) -> Window | None:
    """The window before: the start of this page, else the end of the page before; None at the start."""
    page, end = shown.page_index, shown.start
    if end == 0:
        page, end = page - 1, len(texts[page - 1])
    return Window(page, _start_from(texts[page], end - WINDOW, end), end) if page >= 0 else None


def _end_before(text: str, position: int, after: int) -> int:
    """The last place behind `after`, up to a position, where a line ends, else a word, else the position."""
    if position >= len(text):
        return len(text)
    lowest = max(after, position - REACH)
    line = text.rfind("\n", lowest, position) + 1
    return line or next((place for place in range(position, lowest, -1) if text[place - 1].isspace()), position)


def _start_from(text: str, position: int, most: int) -> int:
    """The first place from a position on, at `most` there, where a line begins, else a word, else the position."""
    if position <= 0:
        return 0
    highest = min(most, position + REACH)
    line = text.find("\n", position - 1, highest) + 1
    return line or next((place for place in range(position, highest + 1) if text[place - 1].isspace()), position)
