"""Spreadsheets (xlsx, xlsm, ods, xls). The only module that uses python-calamine."""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import archive as packages
from uniconv_edge.library.extract.blocks import Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.rows import MAX_NAME_CHARACTERS, row_blocks

_MANIFEST = "META-INF/manifest.xml"
_DURATION = re.compile(r"PT(\d+)H(\d\d)M(\d\d)(?:\.\d+)?S")
# What programs call a sheet that nobody has named.
_MADE_UP_NAME = re.compile(
    r"(?:sheet|table|page|tabelle|feuil|feuille|hoja|foglio|planilha|folha|blad|ark|taulukko|arkusz|list|munka|sayfa|"
    r"лист|аркуш|φύλλο|シート|工作表|시트|ورقة|גיליון)\s?\d+",
    re.IGNORECASE,
)


def parse(data: bytes, file_name: str) -> Parsed:
    """A page for each sheet that has a value, under its name, with a line for each row. Raises DocumentUnreadable."""
    import python_calamine as calamine

    title = ""
    if data.startswith(b"PK"):
        with packages.open_package(data) as archive:
            _refuse_hostile(archive)
            title = fold(packages.core_title(archive))
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(name, workbook.get_sheet_by_name(name)) for name in _sheet_names(workbook, calamine)]
    except calamine.PasswordError as error:
        raise DocumentUnreadable("needs a password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DocumentUnreadable("damaged, or not a spreadsheet") from error
    budget = TextBudget()
    pages = []
    for name, sheet in sheets:
        blocks = row_blocks(_rows(sheet), budget)
        if blocks:
            budget.spend(0, pages=1)
            # With the word: who asks for what is in a sheet says so.
            heading = "" if _MADE_UP_NAME.fullmatch(shown := fold(name)) else f"Sheet {shown}"
            pages.append(ParsedPage(None, blocks, place=f"sheet {shown}", unit="row", table=True, heading=heading))
    # A sheet is no title: without another the file's name is it.
    return Parsed(title or PurePath(file_name).stem, pages)


def _refuse_hostile(archive: zipfile.ZipFile) -> None:
    if _MANIFEST in archive.namelist() and b"encryption-data" in packages.read_part(archive, _MANIFEST):
        raise DocumentUnreadable("needs a password")
    packages.refuse_doctypes(archive, but=(_MANIFEST,))


def _sheet_names(workbook: Any, calamine: Any) -> list[str]:
    """Sheets that hold cells: charts and macros are sheets as well."""
    return [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each row, with the short words of cells that reach down to it from above."""
    # It begins with row 1, whichever is the first that is filled, and with the first filled column.
    first_column = sheet.start[1] if sheet.start else 0
    merged: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)  # first row: column and last row
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():  # None for ods
        if bottom > top and left >= first_column:
            merged[top].append((left - first_column, bottom))
    reaching: dict[int, tuple[str, int]] = {}  # by columns, with the last row
    for index, row in enumerate(sheet.iter_rows()):
        cells = [_shown(value) for value in row]
        reaching = {column: reach for column, reach in reaching.items() if reach[1] >= index}
        if any(cells):  # what stands alone over several rows is told once
            for column, (text, _) in reaching.items():
                cells[column] = cells[column] or text
        for column, last in merged.get(index, ()):
            if column < len(cells) and 0 < len(cells[column]) <= MAX_NAME_CHARACTERS:
                reaching[column] = cells[column], last
        yield index + 1, cells


def _shown(value: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, timedelta):
        return _hours(value)
    if isinstance(value, date | time):
        return str(value)
    duration = _DURATION.fullmatch(value) if isinstance(value, str) else None  # as ods has it
    return ":".join(duration.groups()).removesuffix(":00") if duration else str(value)


def _hours(duration: timedelta) -> str:
    """`30:00`: hours and minutes, as such cells mostly show them, and seconds where there are any."""
    minutes, seconds = divmod(round(abs(duration).total_seconds()), 60)
    sign = "-" if duration < timedelta() else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
