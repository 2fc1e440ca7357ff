"""A library in which only the documents that pass filters exist, for a reader that must not see the others."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

from uniconv_edge.library import schema
from uniconv_edge.library.database import library_errors, nameless
from uniconv_edge.library.query import Filters
from uniconv_edge.library.search import matching_documents
from uniconv_edge.library.store import Store
from uniconv_edge.library.walk import is_under

_KEPT = "(SELECT value FROM json_each(?))"
_OF_DOCUMENTS = {
    "documents": f"id IN {_KEPT}",
    "pages": f"document_id IN {_KEPT}",
    "passages": f"document_id IN {_KEPT}",
    "messages": f"document_id IN {_KEPT}",
    "vectors": f"passage_id IN (SELECT id FROM passages WHERE document_id IN {_KEPT})",  # noqa: S608 - names alone
}


class BoundedStore(Store):
    """A copy of what passes, in a temporary file of SQLite's own that has no name and ends with the connection: what
    bounds a question only by filters would still tell of the others by counts, by the words that misspelt ones are read
    as, and by the names that documents are called by. What was skipped is left out; it has no documents."""

    def __init__(self, whole: Store, bounds: Filters) -> None:
        """`whole` is closed with it."""
        self._whole, self._bounds = whole, bounds
        super().__init__(whole.folder, self._copy())

    @classmethod
    def within(cls, folder: Path, bounds: Filters) -> BoundedStore:
        """Open what passes of a library. Raises what `Store.open` raises for readers."""
        whole = Store.open(folder)
        try:
            return cls(whole, bounds)
        except BaseException:
            whole.close()
            raise

    def renew(self) -> bool:
        """Copy anew what passes once another process has written the library; true when it has."""
        if not self._whole.renew() and self._version() == self._copied:
            return False
        connection = self._copy()
        self.connection.close()
        self.connection = connection
        return True

    def close(self) -> None:
        """Close the library and the copy."""
        super().close()
        self._whole.close()

    def _version(self) -> int:
        """Another number after each commit of others."""
        return int(self._whole.rows("PRAGMA data_version")[0][0])

    def _copy(self) -> sqlite3.Connection:
        with library_errors(self._whole.folder):
            self._copied = self._version()  # before the rows: what is written meanwhile is copied once more
            with self._whole.snapshot():
                return nameless(self._fill)

    def _fill(self, copy: sqlite3.Connection) -> None:
        documents = matching_documents(self._whole, self._bounds) or []
        schema.migrate(copy)
        copy.execute("BEGIN")
        self._take(copy, "meta", "1")
        for table, condition in _OF_DOCUMENTS.items():
            self._take(copy, table, condition, json.dumps(documents))
        paths = [os.fsdecode(path) for (path,) in copy.execute("SELECT path FROM documents")]
        for root in self._whole.roots():
            if any(is_under(path, [root]) for path in paths):
                self._take(copy, "roots", "path = ?", os.fsencode(root))
        copy.execute("COMMIT")

    def _take(self, copy: sqlite3.Connection, table: str, condition: str, *values: str | bytes) -> None:
        """The rows of a table for which a condition holds."""
        columns = [str(row[1]) for row in copy.execute(f"PRAGMA table_info({table})")]
        listed, marks = ", ".join(columns), ", ".join("?" * len(columns))
        rows = self._whole.connection.execute(f"SELECT {listed} FROM {table} WHERE {condition}", values)  # noqa: S608 - names
        copy.executemany(f"INSERT OR REPLACE INTO {table} ({listed}) VALUES ({marks})", rows)  # noqa: S608
