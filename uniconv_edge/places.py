"""Where something stands in its document, in words, and why it may not any more. Imports nothing of ours at run
time: the app needs it before it paints."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING

from uniconv_edge.expressions import expression

if TYPE_CHECKING:
    from uniconv_edge.types import Hit, Quote

HEADING_SEPARATOR = " > "
STAMP = expression(r"\[(\d\d:\d\d:\d\d)\] (?=\S)")
"""With which a line of a recording begins: when it was said."""
_STAMPS = expression(rf"(?m)^{STAMP.pattern}")


def clock(seconds: float) -> str:
    """A time of a recording: `00:12:31`."""
    return f"{int(seconds) // 3_600:02d}:{int(seconds) // 60 % 60:02d}:{int(seconds) % 60:02d}"


def said_at(text: str) -> str:
    """When the first and last of these lines of a recording were said, "" where none tells it."""
    times = _STAMPS.findall(text)
    return "" if not times else f"at {times[0]}" if times[0] == times[-1] else f"at {times[0]}–{times[-1]}"


def section(found: Hit | Quote) -> str:
    """The headings that something stands under, outermost first, without the document's own title and what its place
    says (the name of a sheet); "" without any."""
    trail = found.heading.split(HEADING_SEPARATOR)
    place = f"{found.place}, ".casefold()
    own = (part for part in trail if not place.startswith(f"{part}, ".casefold()))
    return " › ".join(part for number, part in enumerate(own) if number or part != found.title)


def called(title: str, path: str) -> str:
    """What to call a document: its title, or the whole name of its file where it has none of its own: `plan.md` and
    `plan.docx` are two."""
    name = PurePath(path)
    return name.name if title.strip() in ("", name.stem) else title


def file_of(title: str, path: str) -> str:
    """The name of a document's file, where its title does not say all words of that: papers written on one form have
    the same title; else ""."""
    name = PurePath(path)
    words, said = (set(re.findall(r"[^\W_]+", text.casefold())) for text in (name.stem, title))
    return name.name if title and not words <= said else ""


def where(found: Hit | Quote) -> str:
    """Where something stands in its document: its place, else `page N`, else ""."""
    return named(found.place, found.page)


def named(place: str, number: int | None) -> str:
    """A page in words: `place` (`slide 3`, `lines 12-15`), else `page N`, else ""."""
    return place or ("" if number is None else f"page {number}")


def doubt(quote: Quote) -> str:
    """Why a quote is not verified, in words; "" when it is."""
    if quote.verified:
        return ""
    reasons = {
        "changed": "the file has changed since",
        "rewritten": "the document says something else there now",
        "missing": "the file is missing",
        "unreadable": "there is no permission to read the file",
        "forgotten": "the document has left the library",
    }
    return reasons.get(quote.state, "not found in the source")
