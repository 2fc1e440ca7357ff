"""What a parser returns: pages of blocks (paragraphs, headings, rows), and how blocks become a page's text. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.outline import Heading

MAX_CHARACTERS = 10_000_000
MAX_PAGES = 5_000
MAX_HEADING_CHARACTERS = 200

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_RUNS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text. `level` > 0 makes it a heading; a `tight` block follows the one before on the next line."""

    text: str
    level: int = 0
    tight: bool = False


@dataclass(slots=True)
class ParsedPage:
    """The blocks of one page; `number` is 1-based, None for formats without pages."""

    number: int | None = None
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Parsed:
    """A document as its parser saw it; `title` may be empty."""

    title: str
    pages: list[ParsedPage]


def normalise(text: str) -> str:
    """NFC, one kind of line end, one kind of space; soft hyphens, byte order marks and zero-width spaces dropped."""
    text = _INVISIBLE.sub("", _SPACES.sub(" ", _LINE_ENDS.sub("\n", text)))
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text on one line, single spaces, no blanks at its ends."""
    return _RUNS.sub(" ", normalise(text)).strip()


def assemble(page: ParsedPage) -> tuple[str, list[Heading]]:
    """The page's text and its headings, with their offsets in that text."""
    pieces: list[str] = []
    headings: list[Heading] = []
    length = 0
    for block in page.blocks:
        text = normalise(block.text).strip("\n").rstrip()
        if not text.strip():
            continue
        if pieces:
            gap = "\n" if block.tight else "\n\n"
            pieces.append(gap)
            length += len(gap)
        if block.level:
            headings.append(Heading(length, block.level, fold(text)[:MAX_HEADING_CHARACTERS]))
        pieces.append(text)
        length += len(text)
    return "".join(pieces), headings


class TextBudget:
    """Counts what a parser has produced and stops it at the limits. Raises DocumentUnreadable from `spend`."""

    def __init__(self) -> None:
        self._characters = 0
        self._pages = 0

    def spend(self, characters: int, pages: int = 0) -> None:
        """Note more output."""
        self._characters += characters
        self._pages += pages
        if self._characters > MAX_CHARACTERS:
            raise DocumentUnreadable(f"holds more than {MAX_CHARACTERS:,} characters of text")
        if self._pages > MAX_PAGES:
            raise DocumentUnreadable(f"has more than {MAX_PAGES:,} pages")
