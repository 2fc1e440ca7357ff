"""What a parser returns: pages of blocks (paragraphs, headings, rows), and how blocks become a page's text. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.outline import NO_MARKS, Heading, Marks

MAX_CHARACTERS = 10_000_000
MAX_PAGES = 5_000
MAX_HEADING_CHARACTERS = 200

_LINE_END = "\r\x0b\x0c\x85\u2028\u2029"
_UNSEEN = "\xad\u200b\u2060\ufeff"
_BLANK = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_JOINED = "\ufb00-\ufb06"
_LINE_ENDS = expression(f"\r\n|[{_LINE_END}]")
_INVISIBLE = expression(f"[{_UNSEEN}]")
_SPACES = expression(f"[{_BLANK}]")
_RUNS = expression(r"\s+")
SENTENCE_END = expression(r"[.!?:;。！？][\"'”’)\]]*$")
_MARK_AT_END = expression(r"[.,:;!?…=–—-]$")
_LIGATURE = expression(f"[{_JOINED}]")
_SPELT = dict(
    zip("\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
)
# Most texts have nothing of all this, which one set of characters tells in a tenth of the time that replacing takes.
_CHANGED = expression(f"[{_LINE_END}{_UNSEEN}{_BLANK}{_JOINED}]")
# NFC takes quadratic time over a run of combining marks. Unicode's Stream-Safe Text Format (UAX 15) has a joiner that
# is not seen after 30 of them; real text has three or four.
_MAX_MARKS = 30
_JOINER = "\u034f"
_NO_WORD = rf"[^\x00-\u02ff{_JOINER}\w\s]"
_LONG_RUN = expression(f"{_NO_WORD}{_NO_WORD}{{{_MAX_MARKS},}}")  # one first: so it is found in a third of the time


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text. `level` > 0 makes it a heading, one without text ends the section above it; a `tight` block
    follows the one before on the next line.

    `at` is the number of the line, row, cell or record of the file that it begins with, 0 when not known.
    """

    text: str
    level: int = 0
    tight: bool = False
    at: int = 0


@dataclass(slots=True)
class ParsedPage:
    """The blocks of one page; `number` is 1-based, None for formats without pages.

    `place` names a page that is not one of paper (`slide 3`); `unit` is what the `at` of its blocks counts.
    Source code is one block, with the `outline` and `borders` that its syntax gives (offsets in that block's text).
    The blocks of a `table` are its rows, which a passage keeps whole. A page may have a `heading` of the highest level
    that none of its lines says; "" ends the sections of the pages before. `thread`: of a message of e-mail, its
    identifier and those of what it answers.
    """

    number: int | None = None
    blocks: list[Block] = field(default_factory=list)
    place: str = ""
    unit: str = ""
    outline: list[Heading] | None = None
    borders: list[int] | None = None
    table: bool = False
    heading: str | None = None
    thread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidPage:
    """A page's text with its headings and marks, by offsets in that text."""

    text: str
    headings: list[Heading]
    marks: Marks = NO_MARKS


@dataclass(slots=True)
class Parsed:
    """A document as its parser saw it; `title` may be empty. `unread` says what of the file was not read, "" for
    nothing; `pictures`, that these are pictures of pages, which a program that reads scans may read."""

    title: str
    pages: list[ParsedPage]
    unread: str = ""
    pictures: bool = False


def normalise(text: str) -> str:
    """NFC, one kind of line end and of space, ligatures spelt out; soft hyphens, zero-width spaces dropped."""
    if _CHANGED.search(text):
        text = _INVISIBLE.sub("", _SPACES.sub(" ", _LINE_ENDS.sub("\n", text)))
        text = _LIGATURE.sub(lambda found: _SPELT[found.group()], text)
    if not text.isascii():
        text = _LONG_RUN.sub(_stream_safe, text)
    return unicodedata.normalize("NFC", text)


def _stream_safe(run: re.Match[str]) -> str:
    """A run of signs with joiners in it, when it is one of marks and not of lines, bars or emoji."""
    signs = run.group()
    marks = sum(count for sign, count in Counter(signs).items() if _is_mark(sign))
    if marks <= _MAX_MARKS:
        return signs
    part = _MAX_MARKS // 2  # NFC makes two of some
    return _JOINER.join(signs[start : start + part] for start in range(0, len(signs), part))


def _is_mark(sign: str) -> bool:
    """Whether it is written above, below or through the letter before."""
    return unicodedata.combining(unicodedata.normalize("NFD", sign)[0]) > 0


def fold(text: str) -> str:
    """The text on one line, single spaces, no blanks at its ends."""
    if text.isascii():
        return " ".join(text.split())
    return _RUNS.sub(" ", normalise(text)).strip()


def defined(term: str, meaning: str) -> str:
    """A term and what it means, together, so that a quote can hold both."""
    return f"{term} {meaning}" if _MARK_AT_END.search(term) else f"{term}: {meaning}"


def comment(author: str, words: str) -> str:
    """What somebody has noted beside a text, as it is told."""
    return f"Comment by {fold(author)}: {words.strip()}" if author.strip() else f"Comment: {words.strip()}"


def assemble(page: ParsedPage) -> LaidPage:
    """The page's text, its headings and the numbers of its lines, rows or cells."""
    pieces: list[str] = []
    headings: list[Heading] = []
    anchors = _Anchors(page.unit)
    length = 0
    for block in page.blocks:
        whole = normalise(block.text).rstrip()
        text = whole.lstrip("\n")
        if not text.strip():
            if block.level:
                headings.append(Heading(length, block.level, ""))
            continue
        if pieces:
            gap = "\n" if block.tight else "\n\n"
            pieces.append(gap)
            length += len(gap)
            anchors.pass_over(gap)
        if block.level:
            headings.append(Heading(length, block.level, fold(text)[:MAX_HEADING_CHARACTERS]))
        anchors.note(length, block.at, blank_lines=len(whole) - len(text))
        anchors.pass_over(text)
        pieces.append(text)
        length += len(text)
    borders: list[int] | None = [] if page.table else page.borders
    headings = headings if page.outline is None else page.outline
    if page.heading is not None:
        headings = [Heading(0, 1, page.heading[:MAX_HEADING_CHARACTERS]), *headings]
    return LaidPage(
        "".join(pieces), headings, Marks(page.unit, tuple(anchors.found), None if borders is None else tuple(borders))
    )


class _Anchors:
    """Keeps the numbers that counting line ends from the one before would not give."""

    def __init__(self, unit: str) -> None:
        self.found: list[tuple[int, int]] = []
        self._counts_lines = unit in ("line", "row")
        self._current = 0

    def note(self, offset: int, number: int, blank_lines: int) -> None:
        if number and self._counts_lines:
            number += blank_lines
        if number and number != self._current:
            self.found.append((offset, number))
            self._current = number

    def pass_over(self, text: str) -> None:
        if self._current and self._counts_lines:
            self._current += text.count("\n")


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
