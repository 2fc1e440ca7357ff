"""The tables of one document as it is told of them: how many rows each has, and what its columns are called."""

from __future__ import annotations

from collections.abc import Iterator

from uniconv_edge.assistant.quoting.tables import Table, tables_of
from uniconv_edge.library.store import Store
from uniconv_edge.types import Page
from uniconv_edge.wording import count

_MOST_TABLES = 5  # that are told of
_MOST_COLUMNS = 20  # of a table, that are named


def told_of_tables(store: Store, document: int, *, mainly: bool = False) -> str:
    """A sentence on the tables of a document; "" where it has none, or is not `mainly` of rows if that is wanted."""
    pages = store.pages(document)
    held = [(page, table) for page in pages for table in tables_of(page.text)]
    in_rows = sum(row.end - row.start for _, table in held for row in table.rows)
    if not held or (mainly and 2 * in_rows < sum(len(page.text) for page in pages)):
        return ""
    told = list(_told(held))
    more = len(told) - _MOST_TABLES
    listed = "; ".join([*told[:_MOST_TABLES], *([f"{more} more"] if more > 0 else [])])
    return f"It has a table: {listed}." if len(told) == 1 else f"It has {count(len(told), 'table')}: {listed}."


def _told(held: list[tuple[Page, Table]]) -> Iterator[str]:
    """Of each table its place, if pages have places, its rows and its columns."""
    for page, table in held:
        place = page.place or ("" if page.number is None else f"page {page.number}")
        rows = f"{'' if table.sure else 'at least '}{count(len(table.rows), 'row')}"
        more = len(table.names) - _MOST_COLUMNS
        names = [*table.names[:_MOST_COLUMNS], *([f"{more} more"] if more > 0 else [])]
        columns = f"{count(len(table.names), 'column')}: {', '.join(names)}"
        yield f"{place}, {rows} and {columns}" if place else f"{rows} and {columns}"
