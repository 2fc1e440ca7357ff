"""What is read of a file, in the least words."""

from __future__ import annotations

from uniconv_edge.library.extract.blocks import Parsed, assemble
from uniconv_edge.library.extract.formats import parse


def text_of(data: str, name: str) -> str:
    """The text of its first page."""
    return assemble(parse(data.encode(), name).pages[0]).text


def headings(found: Parsed) -> list[tuple[int, str]]:
    """Levels and words."""
    return [(block.level, block.text) for page in found.pages for block in page.blocks if block.level]
