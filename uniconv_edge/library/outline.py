"""Headings of a document and the trail that leads to a place in it ("Lease > Deposit"). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SEPARATOR = " > "


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line: where it begins in the page's text, its level (1 is the highest) and its words."""

    offset: int
    level: int
    text: str


def extend_trail(trail: Iterable[Heading], heading: Heading) -> tuple[Heading, ...]:
    """The trail after `heading`: headings of its level and below leave, then it joins."""
    return (*(above for above in trail if above.level < heading.level), heading)


def trail_text(trail: Iterable[Heading]) -> str:
    """The trail as a person reads it, highest level first."""
    return SEPARATOR.join(heading.text for heading in trail)
