"""The type of a PDF page: how large and how bold its characters are, and where they stand; lengths in points, upwards.

`reader` is the page's text as pypdfium2 has it, whose characters are counted as those of `text` are.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.headings import BOLD, SLANTED, TypeSize
from uniconv_edge.library.extract.paragraphs import Stands
from uniconv_edge.library.extract.raised import TypeBox

LINE_END = "\r\n"  # as PDFium writes it
_BOLD = expression(rb"bold|black|heavy|demi|cmbx", re.IGNORECASE)  # names of fonts
_SLANTED = expression(rb"ital|obliq|slant|cmti|cmsl", re.IGNORECASE)
# Type of one width, in which code is set.
_FIXED = expression(rb"mono|courier|consol|typewriter|terminal|menlo|cm(?:sl|it)?tt|(?:ec|sf|tx|lm)tt", re.IGNORECASE)
_BOLD_WEIGHT = 650
_MARK = expression(r"\d{1,3}|[*\u2217\u2020\u2021\u00a7\u00b6]")  # of a note at the foot of a page
_NOTE = expression(rf"(?:{_MARK.pattern})\s?[^\W\d_]")
_SMALLER = 0.85  # its mark than its type
_HIGHER = 0.1  # of its size: what is lowered stands lower
_SMALL = 0.95  # its type than that of the page
_DIVIDED_BEFORE_NUMBER = expression("\ufffe(\\d{1,4}[^\\r\\n]*)")
_LETTERS_BEFORE = expression(r"[^\W\d_]+\Z")
_MOST_LETTERS = 40  # of a divided word
_FAR = 0.6  # of the height of type, between a line and what is none of its paragraph
_MAX_FONT_NAME = 200
_OVERLAP = 0.3  # of the height of the smaller type, which stands on the line of the larger one
_NEAR = 0.6  # of the size of the larger type: the width of a space and more
_OF_INITIAL = expression(r"[A-Z]+ [a-z]{2,}")  # `HIS is` behind a large `T`
_POWER = expression(r"[\d−]")


def whole_lines(reader: Any, text: str) -> str:
    """The text without the line ends that PDFium puts beside raised or lowered type: two blanks in the place of each,
    so that characters keep their numbers, `^` before a raised number, nothing behind a large initial."""
    told, shown = list(text), list(_shown_lines(text))
    for (line, _, last), (_, first, _) in pairwise(shown):
        if (between := _between(reader, text, last, first)) is not None:
            is_initial = len(line) == 1 and line.isupper() and _OF_INITIAL.match(text, first) is not None
            told[first - len(LINE_END) : first] = "\u200b" * len(LINE_END) if is_initial else between
    return "".join(told)


def _between(reader: Any, text: str, last: int, first: int) -> str | None:
    """What to read between the end of a line and the beginning of the next: None when these are lines indeed."""
    if text[last + 1 : first] != LINE_END:
        return None
    (_, low, right, high), (left, bottom, _, top) = (reader.get_charbox(at, loose=True) for at in (last, first))
    sizes = high - low, top - bottom
    if not -_NEAR * max(sizes) < left - right < _NEAR * max(sizes) or min(sizes) > _SMALLER * max(sizes):
        return None
    if min(high, top) - max(low, bottom) < _OVERLAP * min(sizes):
        return None
    is_power = (
        sizes[1] < sizes[0] and bottom - low > _HIGHER * sizes[0] and not (text[last].isdigit() or text[last] in "([{")
    )
    return "\u200b^" if is_power and _POWER.match(text[first]) else "  "


def line_sizes(reader: Any, text: str) -> Iterator[tuple[str, TypeSize, str]]:
    """The lines that show something, with the size of their type, 0 where it changes, and how they are set off: `BOLD`,
    `SLANTED`, "" for not at all."""
    for shown, first, last in _shown_lines(text):
        begins, ends = (type_size(reader, index) for index in (first, last))
        size = begins if abs(begins - ends) < 0.1 * begins else 0.0
        is_bold = _is_bold(reader, first) and _is_bold(reader, last)
        is_slanted = not is_bold and all(_SLANTED.search(_font(reader, index)) for index in (first, last))
        yield shown, size, BOLD if is_bold else SLANTED if is_slanted else ""


def line_places(reader: Any, text: str) -> Iterator[tuple[str, Stands]]:
    """The lines that show something, with where they stand."""
    for shown, first, last in _shown_lines(text):
        bottom, top = type_box(reader, first)
        end, _ = type_box(reader, last)
        yield shown, (top, bottom, min(bottom, end))  # words divided at a line end join two lines


def code_lines(reader: Any, text: str) -> set[str]:
    """The lines that are set in type of one width."""
    found = set()
    for shown, first, last in _shown_lines(text):
        looked_at = [index for index in (first, (first + last) // 2, last) if text[index] > " "]  # blanks have any font
        if looked_at and all(_FIXED.search(_font(reader, index)) for index in looked_at):
            found.add(shown)
    return found


def note_lines(reader: Any, text: str) -> set[str]:
    """The lines in small type that begin with a raised mark, as notes at the foot of a page do; where PDFium parts the
    mark from its line, the mark."""
    lines = [(shown, type_box(reader, first), type_box(reader, last)) for shown, first, last in _shown_lines(text)]
    small = _SMALL * median(top - bottom for _, _, (bottom, top) in lines) if lines else 0.0
    found = set()
    for (shown, (bottom, top), end), (_, _, end_below) in zip(lines, [*lines[1:], *lines[-1:]], strict=True):
        below, above = end_below if _MARK.fullmatch(shown) else end
        is_raised = bottom > below and top - bottom < _SMALLER * (above - below) < _SMALLER * small
        if is_raised and (_NOTE.match(shown) or _MARK.fullmatch(shown)):
            found.add(shown)
    return found


def small_lines(reader: Any, text: str) -> set[str]:
    """The lines that begin in smaller type than most, as the further lines of a note do."""
    lines = [(shown, type_size(reader, first)) for shown, first, _ in _shown_lines(text)]
    usual = median(size for _, size in lines) if lines else 0.0
    return {shown for shown, size in lines if size < _SMALL * usual}


def parted_marks(reader: Any, text: str) -> list[tuple[str, str]]:
    """A divided word that PDFium joins to the number of its page or to the mark of a note below it, as it does at the
    foot of a column: both parts of each."""
    found = []
    for match in _DIVIDED_BEFORE_NUMBER.finditer(text):
        divided = _LETTERS_BEFORE.search(text, max(0, match.start() - _MOST_LETTERS), match.start())
        if divided is None:
            continue
        bottom, top = type_box(reader, divided.start())
        below, above = type_box(reader, match.start(1))
        if bottom - above > _FAR * (top - bottom) or above - below < _SMALLER * (top - bottom):
            found.append((divided[0], match[1]))
    return found


def type_size(reader: Any, index: int) -> TypeSize:
    """The height of a character's type."""
    bottom, top = type_box(reader, index)
    return top - bottom


def type_box(reader: Any, index: int) -> TypeBox:
    """The bottom and the top of a character's type."""
    _, bottom, _, top = reader.get_charbox(index, loose=True)
    return float(bottom), float(top)


def line_of(reader: Any, index: int) -> float:
    """The height on which a character stands."""
    import pypdfium2.raw as raw

    across, height = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(reader, index, across, height)
    return height.value


def _shown_lines(text: str) -> Iterator[tuple[str, int, int]]:
    """The lines that show something, each with the places of its first and last character in the text."""
    start = 0
    for line in text.split(LINE_END):
        if shown := line.strip():
            first = start + line.index(shown)
            yield shown, first, first + len(shown) - 1
        start += len(line) + len(LINE_END)


def _is_bold(reader: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    weight = raw.FPDFText_GetFontWeight
    return _BOLD.search(_font(reader, index)) is not None or weight(reader, index) >= _BOLD_WEIGHT


def _font(reader: Any, index: int) -> bytes:
    """The name of a character's font."""
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    raw.FPDFText_GetFontInfo(reader, index, name, _MAX_FONT_NAME, None)
    return name.value
