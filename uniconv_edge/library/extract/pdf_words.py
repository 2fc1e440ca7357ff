"""How far apart the words of a line of a PDF page stand: gaps as wide as columns have, blanks that PDFium forgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.columns import JOINS_WITHIN, Box
from uniconv_edge.library.extract.paragraphs import CELL_BORDER, NARROW_CHARACTERS
from uniconv_edge.library.extract.pdf_type import type_size

_GAP = expression(r"(?<=\S)(?<!\.) (?=\S)|(?<=\.) (?=[^\s.])")  # not within the dots that lead to a page's number
_GAP_OF_LABEL = expression(r"(?<=\S) (?=[^\W\d_a-z][\w '’/&-]{1,45}:\s)")
_WIDE_OF_LABEL = 2.0  # of the size of the type
_WIDE_BLANKS = 2.9
_WIDE_SHARE = 0.7  # of the size of the type: a blank that PDFium puts in has no width
_LEAST_GAP = 0.1  # of the height of a line: less is no space between words
_LEAST_BLANK = 0.1  # of the size of the type: a blank has twice as much and more


def wide_gaps(reader: Any, start: int, line: str) -> list[int]:
    """Where in a line, which begins at `start` of the page's text, blanks are as wide as columns have them. PDFium
    gives one blank for however many."""
    return [gap.start() for gap in _GAP.finditer(line) if _is_wide(reader, start + gap.start())]


def with_gaps(reader: Any, line: str, start: int, end: int, boxes: Sequence[Box]) -> str:
    """A line with a blank between words that stand apart and that PDFium joins, as of cells that are nearly full, and a
    border where a label begins after a gap as wide as columns have: `3 March | Account: 88-1203`."""
    put = dict.fromkeys(_joined_words(reader, line, start, end, boxes), " ")
    for gap in _GAP_OF_LABEL.finditer(line):
        left, right = (reader.get_charbox(start + at) for at in (gap.start() - 1, gap.end()))
        is_far = right[0] - left[2] > _WIDE_OF_LABEL * type_size(reader, start + gap.start() - 1)
        is_short = len(line) - gap.end() < NARROW_CHARACTERS  # a longer one goes on on the next line
        if is_far and is_short and _is_wide(reader, start + gap.start()):
            put[gap.end()] = f"{CELL_BORDER} "
    for at in sorted(put, reverse=True):
        line = line[:at] + put[at] + line[at:]
    return line


def index_at(reader: Any, box: Box) -> int | None:
    """Which character stands at the left end of a box."""
    left, bottom, _, top = box
    # A full stop stands far below the middle of its line.
    index: int | None = reader.get_index(left + 0.5, (bottom + top) / 2, 1.0, 2 * (top - bottom))
    return index


def _joined_words(reader: Any, line: str, start: int, end: int, boxes: Sequence[Box]) -> Iterator[int]:
    """Where in a line a word begins, in a box of its own, that PDFium joins to the one before."""
    for one, other in pairwise(boxes):
        if not _LEAST_GAP < (other[0] - one[2]) / max(1.0, one[3] - one[1]) < JOINS_WITHIN:
            continue
        at = index_at(reader, other)
        if at is None or not start < at < end or not (line[at - start - 1].isalnum() and line[at - start].isalnum()):
            continue
        sizes = [type_size(reader, number) for number in (at - 1, at)]
        before, after = (reader.get_charbox(number, loose=True) for number in (at - 1, at))
        if after[0] - before[2] > _LEAST_BLANK * sizes[0] and abs(sizes[0] - sizes[1]) < _LEAST_GAP * sizes[0]:
            yield at - start


def _is_wide(reader: Any, blank: int) -> bool:
    """Whether the words beside a blank stand as far apart as three blanks put them, and as cells do."""
    _, _, left, _ = reader.get_charbox(blank - 1)
    right, _, _, _ = reader.get_charbox(blank + 1)
    if right - left <= _WIDE_SHARE * type_size(reader, blank - 1):  # most are not, which is seen without the blank
        return False
    begins, _, ends, _ = reader.get_charbox(blank, loose=True)
    return bool(right - left > _WIDE_BLANKS * (ends - begins))
