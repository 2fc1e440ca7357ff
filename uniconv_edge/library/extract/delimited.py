"""Tables in text (csv, tsv): the delimiter is found, rows may be ragged. What is no table stays lines."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget
from uniconv_edge.library.extract.plain import decode
from uniconv_edge.library.extract.rows import row_blocks
from uniconv_edge.library.extract.transcripts import recording_of_rows

_SAMPLE_CHARACTERS = 16_384
_DELIMITERS = ",\t;|"  # of those that part the lines as evenly into as many cells, the first
_MIN_EVEN_SHARE = 0.8
_MAX_BLANK_SHARE = 0.5
_MAX_FIELD_CHARACTERS = 1_000_000


def parse(data: bytes, name: str) -> Parsed:
    """One page, a line for each row with the names of its columns; `at` counts lines of the file."""
    text = decode(data).replace("\0", "")
    TextBudget().spend(len(text))
    try:
        delimiter, skips_blanks = _dialect(text, name)
        if _is_table(text, delimiter, skips_blanks):
            if said := recording_of_rows([row for _, row in _rows(text, delimiter, skips_blanks)], name):
                return said
            blocks = row_blocks(_rows(text, delimiter, skips_blanks), TextBudget())
        else:
            blocks = [Block(text, at=1)]
    except csv.Error:  # a quote that never ends, or a field without bounds: the lines themselves are better than a gap
        blocks = [Block(text, at=1)]
    if not blocks and text.strip():
        raise DocumentUnreadable("no rows found")
    return Parsed("", [ParsedPage(None, blocks, unit="line", table=True)])


def _dialect(text: str, name: str) -> tuple[str, bool]:
    """The delimiter, that of the ending or the one that parts the first lines most evenly; and if blanks follow it.

    `csv.Sniffer` looks for quotes with expressions that take minutes on hostile ones.
    """
    if PurePath(name).suffix.lower() in (".tsv", ".tab"):
        return "\t", False
    head = text[:_SAMPLE_CHARACTERS]
    # Blanks behind a delimiter only matter before a quote, which else would be one of the words.
    ways = [(d, skips) for d in _DELIMITERS for skips in (True, False) if not skips or f'{d} "' in head]
    evenness = {way: _evenness(head, *way) for way in ways}
    best = max(ways, key=lambda way: evenness[way])
    return best if any(evenness[best]) else (max(_DELIMITERS, key=head.count), False)


def _evenness(head: str, delimiter: str, skips_blanks: bool) -> tuple[float, float, int]:
    """The share of the rows that have as many cells as most, of those behind what stands before a table and of all;
    and how many these are: a comma may be one of numbers. Nothing when most have one."""
    try:
        widths = _widths(head, delimiter, skips_blanks)
    except csv.Error:
        return 0.0, 0.0, 0
    width, count, total = _usual_width(widths)
    return (count / (total - widths.index(width)), count / total, width) if width > 1 else (0.0, 0.0, 0)


def _widths(head: str, delimiter: str, skips_blanks: bool) -> list[int]:
    return [len(cells) for _, cells in _rows(head, delimiter, skips_blanks) if cells]


def _usual_width(widths: list[int]) -> tuple[int, int, int]:
    """How many cells most rows have, how many rows these are, and how many rows there are."""
    [(width, count)] = Counter(widths).most_common(1) or [(0, 0)]
    return width, count, len(widths)


def _is_table(text: str, delimiter: str, skips_blanks: bool) -> bool:
    """False for lines of prose, whose commas part sentences: more in one line than in another, before blanks."""
    head = text[:_SAMPLE_CHARACTERS]
    width, count, total = _usual_width(_widths(head, delimiter, skips_blanks))
    if delimiter == "\t" or (width > 1 < total and count >= _MIN_EVEN_SHARE * total):
        return True
    later = [cell for _, cells in _rows(head, delimiter) for cell in cells[1:]]
    return sum(cell.startswith(" ") for cell in later) <= _MAX_BLANK_SHARE * len(later)


def _rows(text: str, delimiter: str, skips_blanks: bool = False) -> Iterator[tuple[int, list[str]]]:
    """(line of the file where it begins, cells) of each row."""
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=skips_blanks)
    begins = 1
    for cells in reader:
        yield begins, cells
        begins = reader.line_num + 1
