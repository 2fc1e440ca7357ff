"""Where something stands in its document, in words. Imports nothing at run time: the app needs it before it paints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uniconv_edge.types import Hit, Quote

HEADING_SEPARATOR = " > "


def section(found: Hit | Quote) -> str:
    """The headings that something stands under, outermost first, without the document's own title; "" without any."""
    trail = found.heading.split(HEADING_SEPARATOR)
    return " › ".join(trail[1:] if trail[0] == found.title else trail)


def where(found: Hit | Quote) -> str:
    """Where something stands in its document: its place, else `page N`, else ""."""
    return named(found.place, found.page)


def named(place: str, number: int | None) -> str:
    """A page in words: `place` (`slide 3`, `lines 12-15`), else `page N`, else ""."""
    return place or ("" if number is None else f"page {number}")
