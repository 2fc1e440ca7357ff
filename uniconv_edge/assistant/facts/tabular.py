"""The tables of one document as it is told of them: how many rows each has, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from uniconv_edge.assistant.facts.naming import names_of
from uniconv_edge.assistant.quoting.tables import Table, tables_of
from uniconv_edge.library.store import Store
from uniconv_edge.types import Page
from uniconv_edge.wording import count, first_of

_MOST_TABLES = 5  # that are told of
_MOST_COLUMNS = 20  # of a table, that are named
_SHEET = re.compile(r"(?i)(?P<which>.+?) (?:work)?sheet(?: (?:of|in) (?P<paper>.+))?")
_PLACE = "sheet "
_NUMBERED = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}


def sheet_named(name: str) -> tuple[str, str] | None:
    """Which sheet ("second", "orders") of which document ("" for none) is named; None where none is."""
    found = _SHEET.fullmatch(name)
    return (found["which"], found["paper"] or "") if found else None


def told_of_sheet(store: Store, which: str, documents: Collection[int]) -> tuple[int, str] | None:
    """The document of the one sheet among these documents that is called so, or is the second of its document, and a
    sentence on it; None where none is, or several are."""
    found: list[tuple[int, Page]] = []
    for document in documents:
        sheets = [(document, page) for page in store.pages(document) if page.place.startswith(_PLACE)]
        if which in _NUMBERED:
            found += sheets[_NUMBERED[which] :][:1]
        else:
            found += [each for each in sheets if each[1].place.removeprefix(_PLACE).casefold() == which]
    if len(found) != 1:
        return None
    document, page = found[0]
    told = "; ".join(_told([(page, table) for table in tables_of(page.text)])) or f"{page.place}, no table"
    return document, f"{names_of(store, [document])[document]}: {told}."


def told_of_tables(store: Store, document: int, *, mainly: bool = False) -> str:
    """A sentence on the tables of a document; "" where it has none, or is not `mainly` of rows if that is wanted."""
    pages = store.pages(document)
    held = [(page, table) for page in pages for table in tables_of(page.text)]
    in_rows = sum(row.end - row.start for _, table in held for row in table.rows)
    if not held or (mainly and 2 * in_rows < sum(len(page.text) for page in pages)):
        return ""
    told = list(_told(held))
    listed = "; ".join(first_of(told, _MOST_TABLES))
    return f"It has a table: {listed}." if len(told) == 1 else f"It has {count(len(told), 'table')}: {listed}."


def _told(held: list[tuple[Page, Table]]) -> Iterator[str]:
    """Of each table its place, if pages have places, its rows and its columns."""
    for page, table in held:
        place = page.place or ("" if page.number is None else f"page {page.number}")
        rows = f"{'' if table.sure else 'at least '}{count(len(table.rows), 'row')}"
        columns = f"{count(len(table.names), 'column')}: {', '.join(first_of(table.names, _MOST_COLUMNS))}"
        yield f"{place}, {rows} and {columns}" if place else f"{rows} and {columns}"
