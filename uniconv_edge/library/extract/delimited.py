"""Tables in text (csv, tsv): the delimiter is found, rows may be ragged."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import PurePath

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget
from uniconv_edge.library.extract.plain import decode
from uniconv_edge.library.extract.rows import row_blocks

_SAMPLE_CHARACTERS = 16_384
_DELIMITERS = ",;\t|"
_MAX_FIELD_CHARACTERS = 1_000_000


def parse(data: bytes, name: str) -> Parsed:
    """One page, a line for each row with the names of its columns; `at` counts lines of the file."""
    text = decode(data).replace("\0", "")
    TextBudget().spend(len(text))
    try:
        blocks = row_blocks(_rows(text, _delimiter(text, name)), TextBudget())
    except csv.Error:  # a quote that never ends, or a field without bounds: the lines themselves are better than a gap
        blocks = [Block(text, at=1)]
    if not blocks and text.strip():
        raise DocumentUnreadable("no rows found")
    return Parsed("", [ParsedPage(None, blocks, unit="line", table=True)])


def _delimiter(text: str, name: str) -> str:
    """The usual one of the ending when it is used at all, else the one that parts the first lines most evenly."""
    if PurePath(name).suffix.lower() in (".tsv", ".tab"):
        return "\t"
    try:
        return csv.Sniffer().sniff(text[:_SAMPLE_CHARACTERS], delimiters=_DELIMITERS).delimiter
    except csv.Error:
        head = text[:_SAMPLE_CHARACTERS]
        return max(_DELIMITERS, key=head.count)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line of the file where it begins, cells) of each row."""
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    for cells in reader:
        yield begins, cells
        begins = reader.line_num + 1
