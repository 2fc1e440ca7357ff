"""Spreadsheets (xlsx, xlsm, ods, xls). The only module that uses python-calamine."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract import archive as packages
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.cells import shown, told_rows
from uniconv_edge.library.extract.formulas import not_computed
from uniconv_edge.library.extract.number_formats import as_shown
from uniconv_edge.library.extract.ods import ods_sheets
from uniconv_edge.library.extract.rows import row_blocks
from uniconv_edge.library.extract.workbook import SheetParts, sheet_parts, with_parts

_ODS_CONTENT = "content.xml"
# What programs call a sheet that nobody has named.
_MADE_UP_NAME = expression(
    r"(?:sheet|table|page|tabelle|feuil|feuille|hoja|foglio|planilha|folha|blad|ark|taulukko|arkusz|list|munka|sayfa|"
    r"лист|аркуш|φύλλο|シート|工作表|시트|ورقة|גיליון)\s?\d+",
    re.IGNORECASE,
)


def parse(data: bytes, file_name: str) -> Parsed:
    """A page for each sheet that has a value, under its name, with a line for each row. Raises DocumentUnreadable."""
    import python_calamine as calamine

    title = ""
    budget = TextBudget()
    parts: dict[str, SheetParts] = {}
    if data.startswith(b"PK"):
        with packages.open_package(data) as archive:
            packages.refuse_hostile_open_document(archive)
            title = fold(packages.core_title(archive))
            if _ODS_CONTENT in archive.namelist():
                sheets = list(ods_sheets(archive))
                read = ((each.name, told_rows(each.rows, each.merged), SheetParts()) for each in sheets)
                unread = _unread((each.name, each.not_computed) for each in sheets)
                return Parsed(title or PurePath(file_name).stem, list(_pages(read, budget)), unread)
            parts, moved = sheet_parts(archive)
            data = with_parts(archive, moved) if moved else data
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        cells = {name: workbook.get_sheet_by_name(name) for name in _sheet_names(workbook, calamine)}
    except calamine.PasswordError as error:
        raise DocumentUnreadable("needs a password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise DocumentUnreadable("damaged, or not a spreadsheet") from error
    told = {name: parts.get(name, SheetParts()) for name in (*cells, *(name for name in parts if name not in cells))}
    read = ((name, _rows(cells[name], said) if name in cells else iter(()), said) for name, said in told.items())
    unread = _unread((name, said.not_computed) for name, said in told.items())
    # A sheet is no title: without another the file's name is it.
    return Parsed(title or PurePath(file_name).stem, list(_pages(read, budget)), unread)


def _pages(
    sheets: Iterable[tuple[str, Iterable[tuple[int, list[str]]], SheetParts]], budget: TextBudget
) -> Iterator[ParsedPage]:
    """The pages of sheets: the name of each, its rows, what is noted at a row, which follows it, and its charts."""
    for name, rows, parts in sheets:
        if (blocks := row_blocks(rows, budget)) or parts.charts:
            blocks += [Block(words, tight=True, at=row) for row, words in parts.notes]
            blocks.sort(key=lambda block: block.at)
            blocks += parts.charts
            budget.spend(sum(len(words) for _, words in parts.notes) + sum(len(each.text) for each in parts.charts))
            budget.spend(0, pages=1)
            # With the word: who asks for what is in a sheet says so.
            heading = "" if _MADE_UP_NAME.fullmatch(called := fold(name)) else f"Sheet {called}"
            yield ParsedPage(None, blocks, place=f"sheet {called}", unit="row", table=True, heading=heading)


def _unread(formulas: Iterable[tuple[str, int]]) -> str:
    """How many formulas of which sheets have no results."""
    return "; ".join(filter(None, (not_computed(number, fold(name)) for name, number in formulas)))


def _sheet_names(workbook: Any, calamine: Any) -> list[str]:
    """Sheets that hold cells: charts and macros are sheets as well."""
    return [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]


def _rows(sheet: Any, parts: SheetParts) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each row."""
    # It begins with row 1, whichever is the first that is filled, and with the first filled column.
    first = sheet.start[1] if sheet.start else 0
    merged = [
        ((top, left - first), (bottom, right - first))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()  # None for xls
        if left >= first
    ]
    texts = (
        [_text(value, parts.formats.get((row, column))) for column, value in enumerate(values, start=first)]
        for row, values in enumerate(sheet.iter_rows())
    )
    for number, cells in told_rows(texts, merged):
        yield (parts.rows[number - 1] if parts.rows else number), cells


def _text(value: Any, code: str | None) -> str:
    if code and isinstance(value, int | float) and not isinstance(value, bool):
        return as_shown(value, code) or shown(value)
    return shown(value)
