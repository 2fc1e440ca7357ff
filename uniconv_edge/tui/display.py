"""The only way untrusted text reaches a widget.

Document text, file names, titles, questions, model output and error messages are all untrusted. Every
function here cleans what it is given and returns textual `Content` built from plain text and style spans,
never from a markup string: a document that says `[@click=app.quit]` shows those characters, nothing else.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from textual.app import App
from textual.content import Content, Span
from textual.widget import Widget

from uniconv_edge.library.text import clean

if TYPE_CHECKING:
    from uniconv_edge.types import Answer, Hit, LibraryStatus, Quote

MUTED = "$muted"
ACCENT = "$accent"
STRONG = "bold"
MARK = "bold $mark-text on $mark"
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


def name_of(title: str, path: str) -> str:
    """What to call a document: its title, else its file name."""
    return one_line(title, 120) or one_line(PurePath(path).name, 120) or "untitled"


def place(title: str, path: str, page: int | None, known_as: str = "") -> str:
    """`title, page N`, `title, slide N`, or the title alone; `known_as` is the place's own name, when it has one."""
    where = one_line(known_as, 120) or ("" if page is None else f"page {page}")
    name = name_of(title, path)
    return f"{name}, {where}" if where else name


def count(number: int, noun: str) -> str:
    """`1 passage`, `12,480 passages`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def duration(milliseconds: float) -> str:
    """`412 ms`, `3.1 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"


def question(text: str) -> Content:
    """The person's question."""
    return joined(("› ", ACCENT), (text, STRONG))


def quote(found: Quote) -> Content:
    """A quote card: the words, then where they stand and whether they were found there."""
    state = ("  ✓ word for word", "$text-success") if found.verified else ("  ✗ not found there", "$text-error")
    words = (f"“{found.text.strip()}”", "" if found.verified else "strike")
    return joined(words, ("\n", ""), (place(found.title, found.path, found.page, found.place), MUTED), state)


def source(hit: Hit) -> Content:
    """One line of the sources panel and the beginning of its passage."""
    return joined(
        (f"{hit.rank} ", ACCENT),
        (place(hit.title, hit.path, hit.page, hit.place), STRONG),
        ("\n", ""),
        (one_line(hit.text, 150), MUTED),
        ("\n", ""),
    )


def receipt(answer: Answer) -> Content:
    """How an answer came about: its time and how much of the conversation was still in the cache."""
    parts = [duration(answer.timings.total_ms)]
    whole = answer.prompt_tokens + answer.reused_tokens
    if answer.reused_tokens:
        parts.append(f"{answer.reused_tokens:,} of {whole:,} tokens reused")
    elif whole:
        parts.append(count(whole, "token"))
    return literal(" · ".join(parts), MUTED)


def library_line(status: LibraryStatus | None, model: str, room: int) -> Content:
    """The right end of the top bar, as much of it as fits in `room` columns."""
    name = one_line(model.split(":")[0], 40)
    if status is None:
        return literal(name, MUTED)
    documents, passages = count(status.documents, "document"), count(status.passages, "passage")
    for text in (f"{documents} · {passages} · {name}", f"{documents} · {name}", documents):
        if len(text) <= room:
            return literal(text, MUTED)
    return Content("")


def trouble(message: str, hint: str) -> Content:
    """An error a person can act on."""
    parts = [(one_line(message), "$text-error")]
    if hint:
        parts += [("\n", ""), (f"hint: {one_line(hint)}", MUTED)]
    return joined(*parts)


def say(widget: Widget | App[None], text: str, *, severe: bool = False) -> None:
    """A short notice in the corner of the screen."""
    widget.notify(one_line(text, 400), severity="error" if severe else "information", markup=False, timeout=4)
