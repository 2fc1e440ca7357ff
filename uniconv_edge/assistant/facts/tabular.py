"""The tables of one document as it is told of them: how many rows each has, and what its columns are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from uniconv_edge.assistant.facts.naming import names_of
from uniconv_edge.assistant.quoting.tables import Table, tables_of
from uniconv_edge.assistant.words.terms import bag, telling_words
from uniconv_edge.library.store import Store
from uniconv_edge.types import Page
from uniconv_edge.wording import count, first_of

_MOST_TABLES = 5  # that are told of
_MOST_COLUMNS = 20  # of a table, that are named
_SHEET = re.compile(r"(?i)(?P<which>.+?) (?:work)?sheet(?: (?:of|in) (?P<paper>.+))?")
_PLACE = "sheet "
_OF_ANY_SHEET = bag("number data details figures list table rows entries")
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
    return document, f"{names_of(store, [document])[document]}: {_told_of_page(page)}."


def told_of_sheets_with(store: Store, topic: str, documents: Collection[int]) -> tuple[int | None, str] | None:
    """The sheets of these documents that are called by a topic, or else have columns that are, or else rows; with the
    document, None for several. None where no sheet has all words of the topic."""
    wanted = bag(" ".join(telling_words(topic)))
    wanted = wanted - _OF_ANY_SHEET or wanted
    found: list[list[tuple[int, Page]]] = [[], [], []]
    for document in documents if wanted else ():
        for page in store.pages(document):
            if page.place.startswith(_PLACE):
                called = bag(page.place.removeprefix(_PLACE))
                named = called.union(*(bag(" ".join(table.names)) for table in tables_of(page.text)))
                for words, sheets in zip((called, named, bag(page.text)), found, strict=True):
                    sheets += [(document, page)] if wanted <= words else []
    best = next(filter(None, found), [])
    if not best:
        return None
    names = names_of(store, {document for document, _ in best})
    told = [f"{names[document]}: {_told_of_page(page)}" for document, page in best]
    return best[0][0] if len(names) == 1 else None, f"{'; '.join(first_of(told, _MOST_TABLES))}."


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
