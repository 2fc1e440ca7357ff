"""The only way untrusted text reaches a widget.

Document text, file names, titles, questions, model output and error messages are all untrusted. Every function here
cleans what it is given and returns textual `Content` built from plain text and style spans, never from a markup string:
a document that says `[@click=app.quit]` shows those characters, nothing else. What the app shows is put together of
these: `cards` (answers), `library_lines` (the library and its runs) and `entries` (of lists).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import App
from textual.content import Content, Span
from textual.widget import Widget

from uniconv_edge.library.text import clean
from uniconv_edge.places import called, file_of, section, where

if TYPE_CHECKING:
    from uniconv_edge.types import Hit, Quote

MUTED = "$muted"
ACCENT = "$accent"
STRONG = "bold"
MARK = "bold $mark-text on $mark"
NOTICE_SECONDS = 4.0
_LONG_LINE = 4_000


def literal(text: str, style: str = "") -> Content:
    """The text exactly as it reads, cleaned; brackets are brackets."""
    shown = clean(text)
    return Content(shown, [Span(0, len(shown), style)] if style and shown else None)


def one_line(text: str, limit: int = _LONG_LINE) -> str:
    """Cleaned text on one line, cut with an ellipsis at `limit` characters."""
    flat = " ".join(clean(text[: 4 * limit]).split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def joined(*parts: tuple[str, str]) -> Content:
    """(text, style) pairs, one after the other."""
    shown, spans, position = [], [], 0
    for text, style in parts:
        piece = clean(text)
        if style and piece:
            spans.append(Span(position, position + len(piece), style))
        shown.append(piece)
        position += len(piece)
    return Content("".join(shown), spans)


def marked(text: str, start: int, end: int) -> Content:
    """The text with `text[start:end]` marked. Offsets hold, because cleaning replaces one for one."""
    shown = clean(text)
    return Content(shown, [Span(start, end, MARK)] if start < end else None)


def with_places(text: str, places: Iterable[tuple[int, int]]) -> Content:
    """Muted text in which these places stand out."""
    spans = [Span(0, len(text), MUTED)] if text else []
    spans += [Span(*place, "bold $foreground") for place in places]
    return Content(clean(text), spans)


def name_of(title: str, path: str) -> str:
    """What to call a document, on one line."""
    return one_line(called(title, path), 120) or "untitled"


def place(found: Hit | Quote) -> str:
    """`title › heading, page N · file`, as far as the document has them and its title does not say the file's name."""
    under, at = one_line(section(found), 80), one_line(where(found), 120)
    file = one_line(file_of(one_line(found.title), found.path), 120)
    stands = (f" › {under}" if under else "") + (f", {at}" if at else "") + (f" · {file}" if file else "")
    return name_of(found.title, found.path) + stands


def duration(milliseconds: float) -> str:
    """`412 ms`, `3.1 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def megabytes(size: int) -> str:
    """`12 kB`, `0.2 MB`, `1,204 MB`."""
    if size < 100_000:
        return f"{max(1, round(size / 1e3))} kB" if size else "0 kB"
    return f"{size / 1e6:,.1f} MB" if size < 10_000_000 else f"{size / 1e6:,.0f} MB"


def time_left(seconds: float) -> str:
    """`20 s`, `4 min`, `2 h`: no finer than an estimate is worth."""
    if seconds < 90:
        return f"{max(5, 5 * round(seconds / 5))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"


def trouble(message: str, hint: str) -> Content:
    """An error a person can act on."""
    parts = [(one_line(message), "$text-error")]
    if hint:
        parts += [("\n", ""), (f"hint: {one_line(hint)}", MUTED)]
    return joined(*parts)


def say(widget: Widget | App[None], text: str, *, severe: bool = False) -> None:
    """A short notice in the corner of the screen."""
    widget.notify(
        one_line(text, 400), severity="error" if severe else "information", markup=False, timeout=NOTICE_SECONDS
    )
