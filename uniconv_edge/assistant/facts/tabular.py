"""The tables of one document as it is told of them: how many rows each has, and what its columns are called."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from uniconv_edge.assistant.facts.naming import names_of
from uniconv_edge.assistant.quoting.tables import Table, tables_of
from uniconv_edge.expressions import expression
from uniconv_edge.library.search import among
from uniconv_edge.library.store import Store
from uniconv_edge.types import Page
from uniconv_edge.wording import count, first_of

_MOST_TABLES = 5  # that are told of
_MOST_COLUMNS = 20  # of a table, that are named
_SHEET = expression(r"(?i)(?P<which>.+?) (?:work)?sheet(?: (?:of|in) (?P<paper>.+))?")
_PLACE, _BEHIND_PLACES = "sheet ", "sheet!"  # what places of sheets begin with, and what comes behind all of them
_NUMBERED = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}


@dataclass(frozen=True, slots=True)
class _Sheet:
    document: int
    page_index: int
    name: str


def sheet_named(name: str) -> tuple[str, str] | None:
    """Which sheet ("second", "orders") of which document ("" for none) is named; None where none is."""
    found = _SHEET.fullmatch(name)
    return (found["which"], found["paper"] or "") if found else None


def told_of_sheet(store: Store, which: str, documents: Collection[int] | None) -> tuple[int, str] | None:
    """The document of the one sheet among these documents (None: all) that is called so, or is the second of its
    document, and a sentence on it; None where none is, or several are."""
    found: list[_Sheet] = []
    for _, held in groupby(_sheets(store, documents), lambda sheet: sheet.document):
        sheets = list(held)
        if which in _NUMBERED:
            found += sheets[_NUMBERED[which] :][:1]
        else:
            found += [each for each in sheets if each.name.casefold() == which]
    if len(found) != 1:
        return None
    [sheet] = found
    page = store.page(sheet.document, sheet.page_index)
    return sheet.document, f"{names_of(store, [sheet.document])[sheet.document]}: {_told_of_page(page)}."


def _sheets(store: Store, documents: Collection[int] | None) -> Iterator[_Sheet]:
    """The sheets of documents (None: all), in the order of the paths and of the pages, without a look at their text."""
    within, values = among("id", documents)
    rows = store.rows(
        "SELECT id, page_index, place FROM pages JOIN documents ON id = document_id "  # noqa: S608 - fixed conditions
        f"WHERE place <> '' AND place >= ? AND place < ? {within} ORDER BY path, page_index",
        _PLACE,
        _BEHIND_PLACES,
        *values,
    )
    return (_Sheet(int(key), int(index), str(place).removeprefix(_PLACE)) for key, index, place in rows)


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


def _told_of_page(page: Page) -> str:
    return "; ".join(_told([(page, table) for table in tables_of(page.text)])) or f"{page.place}, no table"


def _told(held: list[tuple[Page, Table]]) -> Iterator[str]:
    """Of each table its place, if pages have places, its rows and its columns."""
    for page, table in held:
        place = page.place or ("" if page.number is None else f"page {page.number}")
        rows = f"{'' if table.sure else 'at least '}{count(len(table.rows), 'row')}"
        named = first_of([name for name in table.names if name], _MOST_COLUMNS)
        columns = f"{count(len(table.names), 'column')}: {', '.join(named)}"
        yield f"{place}, {rows} and {columns}" if place else f"{rows} and {columns}"
