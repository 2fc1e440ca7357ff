"""Sheets of OpenDocument spreadsheets, read as XML one row after the other: what cells show is told there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.archive import attribute, local_name, read_part
from uniconv_edge.library.extract.cells import Merged, shown
from uniconv_edge.library.extract.grid import span
from uniconv_edge.library.extract.opendocument import cell_text

_CELLS = ("table-cell", "covered-table-cell")
_MAX_COLUMNS, _MAX_ROWS = 16_384, 1_048_576
_AS_SHOWN = ("percentage", "currency")
# A number that is shown with more than its digits: a currency, a unit, zeros before it. Not one with a power of ten.
_WITH_SIGNS = expression(r".*[%€$£¥₹]|.*[^\W\d_]{2}|-?0\d|[\d.,\s-]*\d\s?[^\W\d_E]\.?$")


@dataclass(slots=True)
class OdsSheet:
    """The cells of a sheet, those that reach over others, and how many formulas have no result."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    not_computed: int = 0

    def cut(self) -> OdsSheet:
        """The sheet without the empty columns at its left; all its rows are as wide as the widest."""
        starts = [next(column for column, cell in enumerate(cells) if cell) for cells in self.rows if any(cells)]
        first, width = min(starts, default=0), max(map(len, self.rows), default=0)
        self.rows = [[*cells, *[""] * (width - len(cells))][first:] for cells in self.rows]
        self.merged = [
            ((top, left - first), (bottom, right - first))
            for (top, left), (bottom, right) in self.merged
            if left >= first and right < width
        ]
        return self


def ods_sheets(archive: zipfile.ZipFile) -> Iterator[OdsSheet]:
    """The sheets of a package whose parts have no DOCTYPE. Raises DocumentUnreadable."""
    from lxml import etree

    stream = io.BytesIO(read_part(archive, "content.xml"))
    walk = etree.iterparse(
        stream, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    sheets: list[OdsSheet] = []
    empty = depth = 0  # rows passed over, and tables that are open
    try:
        for event, element in walk:
            name = local_name(element)
            if name == "table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    sheets.append(OdsSheet(attribute(element, "name")))
                    empty = 0
            elif name == "table-row" and event == "end" and depth == 1:
                empty = _take(sheets[-1], element, empty)
                element.clear()
    except etree.XMLSyntaxError as error:
        raise DocumentUnreadable("damaged, or not a spreadsheet") from error
    yield from (sheet.cut() for sheet in sheets)


def _take(sheet: OdsSheet, row: Any, empty: int) -> int:
    """Add a row after so many empty ones; how many there are then."""
    times = span(attribute(row, "number-rows-repeated") or None, _MAX_ROWS)
    number = len(sheet.rows) + empty
    cells: list[str] = []
    blank = 0
    for cell in row:
        if local_name(cell) not in _CELLS:
            continue
        count = span(attribute(cell, "number-columns-repeated") or None, _MAX_COLUMNS)
        text = "" if local_name(cell) == _CELLS[1] else _text(cell)
        if not text:
            blank += count
            sheet.not_computed += bool(attribute(cell, "formula")) and attribute(cell, "value-type") != "string"
            continue
        column = len(cells) + blank
        if column + count > _MAX_COLUMNS:
            break
        cells += [*[""] * blank, *[text] * count]
        blank = 0
        columns, rows = (attribute(cell, f"number-{kind}-spanned") or None for kind in ("columns", "rows"))
        bottom, right = number + max(1, span(rows)) - 1, column + max(1, span(columns)) - 1
        if (bottom, right) != (number, column) and times == 1:
            sheet.merged.append(((number, column), (bottom, right)))
    if not cells:
        return empty + times
    if number + times <= _MAX_ROWS:
        sheet.rows += [*([] for _ in range(empty)), *[cells] * times]
    return 0


def _text(cell: Any) -> str:
    kind = attribute(cell, "value-type")
    if kind == "boolean":
        return shown(attribute(cell, "boolean-value") == "true")
    if kind == "date":
        return _date(attribute(cell, "date-value"))
    if kind == "time":
        return shown(attribute(cell, "time-value"))
    written = cell_text(cell)
    if kind == "float" or kind in _AS_SHOWN:
        if written and (kind in _AS_SHOWN or _WITH_SIGNS.match(written)):
            return written
        return _number(attribute(cell, "value"))
    return written or attribute(cell, "string-value")


def _number(value: str) -> str:
    try:
        return shown(float(value))
    except ValueError:
        return value


def _date(value: str) -> str:
    """`2026-03-01T14:30:00` as other dates are told."""
    day, _, time = value.partition("T")
    return day if not time.strip("0:.") else f"{day} {time[:5]}"
