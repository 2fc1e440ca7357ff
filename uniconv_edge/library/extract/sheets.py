"""Spreadsheets (xlsx, xlsm, ods, xls). The only module that uses python-calamine."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import archive as packages
from uniconv_edge.library.extract.blocks import Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.rows import row_blocks

_MANIFEST = "META-INF/manifest.xml"
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
        # It begins with row 1, whichever is the first that is filled, and with the first filled column.
        rows = ((index, [_shown(value) for value in row]) for index, row in enumerate(sheet.iter_rows(), start=1))
        blocks = row_blocks(rows, budget)
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


def _shown(value: Any) -> str:
    """A cell as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)
