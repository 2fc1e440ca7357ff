"""What the statements of an account tell: the tables of movements among the spreadsheets that pass the filters, those
on one form together, as a bank's of each month."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import PurePath
from typing import TypeAlias
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.facts.naming import names_of
from uniconv_edge.assistant.quoting.tables import Row, tables_of
from uniconv_edge.assistant.rows.gathered import Gathered, as_candidates
from uniconv_edge.assistant.rows.ledger import Entry, LedgerAsked, Movement, entries_of, tell
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.types import Hit
from uniconv_edge.wording import first_of

_SHEETS = frozenset([".csv", ".tsv", ".xlsx", ".xls", ".ods"])
_MOST = 240  # spreadsheets that are read
_MOST_KEPT = 20_000  # rows
_MOST_PAGES = 40  # of each
_MOST_ACCOUNTS = 4  # that are told
_MOST_NAMED = 3  # files of one

_Form: TypeAlias = tuple[str, ...]
_Placed: TypeAlias = list[tuple[Hit, Entry]]
_Statements: TypeAlias = dict[_Form, _Placed]
_KEPT: WeakKeyDictionary[Store, tuple[object, _Statements]] = WeakKeyDictionary()


def of_statements(
    store: Store, hits: Sequence[Hit], asked: LedgerAsked, documents: Sequence[int] | None
) -> Gathered | None:
    """What the statements among these documents (None: all) tell of what is asked; None where none tells it. `hits`:
    what a search found."""
    if asked.movement in (Movement.RECURRING, Movement.CHANGED) and _told_elsewhere(hits, asked.said):
        return None
    with store.snapshot():
        statements = _statements(store, documents).values()
        told = [(found, placed) for placed in statements if (found := tell(asked, [entry for _, entry in placed]))]
        told = [each for each in told if each[0].entries] or told
        rows, notes = list[tuple[Hit, Row]](), list[str]()
        for moved, placed in told[:_MOST_ACCOUNTS]:
            of = {id(entry): hit for hit, entry in placed}
            rows += [(of[id(entry)], entry.row) for entry in moved.entries]
            files = {hit.document_id: hit.path for hit, _ in placed}
            if store.unread(list(files.values())):
                return None
            name = "" if len(told) == 1 and moved.entries else f"{_named(store, list(files))}: "
            notes.append(f"{name}{moved.note[0].lower() if name else moved.note[0]}{moved.note[1:]}")
        if not notes:
            return None
        moved = told[0][0]
        of_all = sum(each.of for each, _ in told)
        note = " ".join(notes)
        return as_candidates(store, hits, rows, Told(tuple(row for _, row in rows), note, 1, of_all, moved.cell))


def _named(store: Store, documents: Sequence[int]) -> str:
    names = names_of(store, documents)
    return " and ".join(f"`{name}`" for name in first_of(list(names.values()), _MOST_NAMED))


def _told_elsewhere(hits: Sequence[Hit], words: Sequence[str]) -> bool:
    """Whether a passage that was found of a document that is no spreadsheet holds all of these words: a lease tells the
    rent."""
    sought = set(map(stem, words))
    others = (hit for hit in hits if PurePath(hit.path).suffix.lower() not in _SHEETS)
    return any(sought <= bag(f"{hit.title}\n{hit.heading}\n{hit.text}") for hit in others)


def _statements(store: Store, documents: Sequence[int] | None) -> _Statements:
    """The movements of each form of statement, by the names of its columns, each with where it stands; none where not
    all spreadsheets can be read. A row that another file has too, as of the month that two exports share, counts once.
    Kept while the library stays as it is, but for very many."""
    key = store.generation, id(store.connection), None if documents is None else tuple(documents)
    kept = _KEPT.get(store)
    if kept and kept[0] == key:
        return kept[1]
    within = None if documents is None else set(documents)
    sheets = [
        int(document)
        for document, path in store.rows("SELECT id, path FROM documents ORDER BY path")
        if (within is None or document in within) and PurePath(os.fsdecode(path)).suffix.lower() in _SHEETS
    ]
    found: _Statements = {}
    seen: dict[_Form, set[tuple[str, ...]]] = {}  # the rows of the files before
    for document in sheets if len(sheets) <= _MOST else ():
        rows = store.rows(
            "SELECT page_index, text FROM pages WHERE document_id = ? ORDER BY page_index LIMIT ?",
            document, _MOST_PAGES + 1,
        )  # fmt: skip
        if len(rows) > _MOST_PAGES:
            return {}
        own: _Statements = {}
        for number, text in rows:
            for table in tables_of(str(text)):
                before = seen.get(table.names, ())
                entries = [each for each in entries_of(table) if tuple(each.row.cells.values()) not in before]
                if entries and (hit := _hit_on(store, document, int(number))):
                    own.setdefault(table.names, []).extend((hit, entry) for entry in entries)
        for names, placed in own.items():
            found.setdefault(names, []).extend(placed)
            seen.setdefault(names, set()).update(tuple(entry.row.cells.values()) for _, entry in placed)
    if sum(map(len, found.values())) <= _MOST_KEPT:
        _KEPT[store] = key, found
    return found


def _hit_on(store: Store, document: int, page: int) -> Hit | None:
    """The first passage of a page."""
    of = "SELECT id FROM passages WHERE document_id = ? AND page_index = ? ORDER BY id LIMIT 1"
    return next(iter(hits_of(store, [(int(key), 0.0) for (key,) in store.rows(of, document, page)])), None)
