"""What the parts of an xlsx package say of its sheets that python-calamine does not tell: how cells show their numbers,
which formulas have no results, charts, and which cells stand so far from the others that the sheet cannot be read with
all the empty ones between."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.archive import attribute, below, read_part, relations, xml_part
from uniconv_edge.library.extract.blocks import Block, fold
from uniconv_edge.library.extract.charts import chart_blocks, is_of_sheets
from uniconv_edge.library.extract.formulas import results, without_zeros
from uniconv_edge.library.extract.number_formats import BUILT_IN, as_shown

_CELL = expression(rb'(<(?:\w+:)?c\s(?:[^>]*?\s)?r=")([A-Z]{1,3})(\d{1,7})(?="(?:\s+s="(\d{1,5})")?)')
_ROW = expression(rb'(<(?:\w+:)?row\s(?:[^>]*?\s)?r=")(\d{1,7})(?=")')
_ROW_OF = expression(r"[A-Z]{1,3}(\d{1,7})")
_IS_THREAD = expression(r"\[Threaded comment\]")
_MERGED = expression(rb"<(?:\w+:)?mergeCell\s[^>]*>")
_SHEETS = frozenset(("worksheet", "chartsheet"))
_MAX_AREA = 2_000_000  # cells of a sheet with the empty ones; each costs memory
_MAX_FILLED_SHARE = 0.1  # of a larger one: where more is filled, nothing is to be saved


@dataclass(slots=True)
class SheetParts:
    """`formats` of cells by (row, column) from 0; `rows` are the true numbers of rows that were moved together.
    `notes` are what is noted at cells, each with the number of its row; `charts` what the charts on the sheet tell.
    `not_computed`: how many formulas have no result."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    charts: list[Block] = field(default_factory=list)
    not_computed: int = 0


def sheet_parts(archive: zipfile.ZipFile) -> tuple[dict[str, SheetParts], dict[str, bytes]]:
    """What is told of each sheet, by its name, and the parts that are to be read in another form."""
    book = next((link.target for link in relations(archive, "").values() if link.kind == "officeDocument"), "")
    try:
        links, codes = relations(archive, book), _codes(archive, book)
        root = xml_part(archive, book)
        named = {attribute(sheet, "name"): attribute(sheet, "id") for sheet in below(root, "sheet")}
    except DocumentUnreadable:  # who reads the values says what is damaged
        return {}, {}
    here = set(archive.namelist())
    known = {name: links[link] for name, link in named.items() if link in links and links[link].target in here}
    parts = {name: link.target for name, link in known.items() if link.kind in _SHEETS}
    sheets = {name: link.target for name, link in known.items() if link.kind == "worksheet"}
    told, changed = dict[str, SheetParts](), dict[str, bytes]()
    zeros = any(attribute(found, "fullCalcOnLoad") in ("1", "true") for found in below(root, "calcPr")) and all(
        result in (b"", b"0") for part in sheets.values() for result in results(read_part(archive, part))
    )
    for name, part in parts.items():
        told[name], moved = SheetParts(), b""
        if name in sheets:
            raw = read_part(archive, part)
            kept = without_zeros(raw) if zeros else raw
            told[name], moved = _sheet(kept, codes)
            moved = moved or (kept if kept != raw else b"")
        with suppress(DocumentUnreadable):  # the values are worth more than what is noted beside them
            told[name].notes = list(_notes(archive, part))
            told[name].charts = list(_charts(archive, part))
        if moved:
            changed[part] = moved
    return told, changed


def with_parts(archive: zipfile.ZipFile, parts: Mapping[str, bytes]) -> bytes:
    """The package with these parts in place of its own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as changed:
        for member in archive.infolist():
            changed.writestr(member.filename, parts.get(member.filename) or read_part(archive, member))
    return stream.getvalue()


def _notes(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, str]]:
    """What is noted at the cells of a sheet: `Note at B3: an estimate`."""
    for link in relations(archive, sheet).values():
        if link.kind != "comments" or link.target not in archive.namelist():
            continue
        for note in below(xml_part(archive, link.target), "comment"):
            place = attribute(note, "ref")
            words = fold("".join(text.text or "" for text in below(note, "t")))
            if _IS_THREAD.match(words):
                words = words.partition("Comment: ")[2]  # the rest asks for a newer program
            if words and (row := _ROW_OF.fullmatch(place)):
                yield int(row[1]), f"Note at {place}: {words}"


def _charts(archive: zipfile.ZipFile, sheet: str) -> Iterator[Block]:
    """What the charts on a sheet tell: their words, and numbers that stand on no sheet of the workbook."""
    for drawing in relations(archive, sheet).values():
        if drawing.kind != "drawing":
            continue
        for link in relations(archive, drawing.target).values():
            if link.kind == "chart" and link.target in archive.namelist():
                root = xml_part(archive, link.target)
                yield from chart_blocks(root, numbers=not is_of_sheets(root))


def _codes(archive: zipfile.ZipFile, book: str) -> dict[bytes, str]:
    """The formats that add something to a number, by the styles that cells name."""
    styles = next((link.target for link in relations(archive, book).values() if link.kind == "styles"), "")
    if styles not in archive.namelist():
        return {}
    root = xml_part(archive, styles)
    codes = {str(number): code for number, code in BUILT_IN.items()}
    codes |= {attribute(found, "numFmtId"): attribute(found, "formatCode") for found in below(root, "numFmt")}
    used = (xf for cell_formats in below(root, "cellXfs") for xf in below(cell_formats, "xf"))
    by_style = {str(style).encode(): codes.get(attribute(xf, "numFmtId"), "") for style, xf in enumerate(used)}
    return {style: code for style, code in by_style.items() if as_shown(1, code)}


def _sheet(raw: bytes, codes: Mapping[bytes, str]) -> tuple[SheetParts, bytes]:
    parts = SheetParts(not_computed=sum(not result for result in results(raw)))
    rows: set[int] = set()
    columns: set[bytes] = set()
    count = 0
    for found in _CELL.finditer(raw):
        _, column, row, style = found.groups()
        rows.add(int(row))
        columns.add(column)
        count += 1
        if style in codes:
            parts.formats[int(row) - 1, _number(column)] = codes[style]
    area = max(rows, default=0) * (max(map(_number, columns), default=0) + 1)
    if area <= _MAX_AREA or count > _MAX_FILLED_SHARE * area:
        return parts, b""
    return _moved_together(raw, parts, sorted(rows | {int(found[2]) for found in _ROW.finditer(raw)}), columns)


def _moved_together(raw: bytes, parts: SheetParts, rows: list[int], columns: set[bytes]) -> tuple[SheetParts, bytes]:
    """The sheet without empty rows and columns. One empty row stays of several, for it may part two tables."""
    places, numbers = dict[int, int](), list[int]()
    for row in rows:
        if numbers and row > numbers[-1] + 1:
            numbers.append(numbers[-1] + 1)
        numbers.append(row)
        places[row] = len(numbers)
    order = sorted(map(_number, columns))
    letters = {_letters(column): _letters(place) for place, column in enumerate(order)}
    column_places = {column: place for place, column in enumerate(order)}

    raw = _MERGED.sub(b"", raw)
    raw = _CELL.sub(lambda found: b"%b%b%d" % (found[1], letters[found[2]], places[int(found[3])]), raw)
    raw = _ROW.sub(lambda found: b"%b%d" % (found[1], places[int(found[2])]), raw)
    formats = {(places[row + 1] - 1, column_places[column]): code for (row, column), code in parts.formats.items()}
    return SheetParts(formats, numbers, not_computed=parts.not_computed), raw


def _number(letters: bytes) -> int:
    """The number of a column from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _letters(number: int) -> bytes:
    return bytes(_letters_of(number))[::-1]


def _letters_of(number: int) -> Iterator[int]:
    while number >= 0:
        yield 65 + number % 26
        number = number // 26 - 1
