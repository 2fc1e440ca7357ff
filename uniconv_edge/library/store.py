"""The library as a record: documents, pages, passages, words and vectors in one SQLite file. Documents change by
`writer` alone; `health` and `transfer` mend and move whole libraries."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import DiskFull, LibraryMissing, LibraryReadOnly
from uniconv_edge.library.database import (
    DATABASE_FILE,
    LibraryOutdated,
    check_not_newer,
    connect_copy,
    connect_reader,
    connect_writer,
    damaged,
    library_errors,
    prepare_folder,
    sweep,
)
from uniconv_edge.library.ignore import Rules
from uniconv_edge.library.lock import WriterLock, is_held
from uniconv_edge.library.quantised import Quantised
from uniconv_edge.library.roots import Root
from uniconv_edge.types import LibraryStatus, Page, Skipped

# The record's device, inode, size and time of change.
_File: TypeAlias = tuple[int, int, int, int]
# Copies of a library that nothing reads now. One takes as long as writing the library, and the app opens it at each
# look at what is quoted.
_COPIES: dict[tuple[Path, _File], list[sqlite3.Connection]] = {}


@dataclass(frozen=True, slots=True)
class CacheRecord:
    """The vector file as it was published: it may be loaded only while every field still agrees."""

    file: str
    size_bytes: int
    digest: str
    model: str
    dims: int
    count: int
    generation: int


class Store:
    """An open library. Readers never write and never block the writer. A context manager."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, lock: WriterLock | None = None) -> None:
        self.folder = folder
        self.connection = connection
        self._lock = lock
        self._lives = True
        self._file: _File = (0, 0, 0, 0)
        self._copies: list[sqlite3.Connection] | None = None  # where the copy goes back to that this reads

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> Store:
        """Open a library; a writer creates it and holds its lock until `close`. One of an older version is migrated;
        where that cannot be written, a reader has a copy that is.

        Raises LibraryMissing (readers), LibraryBusy, LibraryReadOnly, LibraryNewer, LibraryDamaged, DiskFull.
        """
        if not write:
            file = _file(folder)  # looked at first: if it changes before it is open, `renew` opens it once more
            try:
                connection, lives = connect_reader(folder)
            except LibraryOutdated:
                try:
                    cls.open(folder, write=True).close()
                    connection, lives = connect_reader(folder)
                except (LibraryReadOnly, DiskFull):
                    return cls._of_copy(folder, file)
            store = cls(folder, connection)
            store._file, store._lives = file, lives
            return store
        prepare_folder(folder)
        lock = WriterLock.acquire(folder)
        try:
            sweep(folder)
            return cls(folder, connect_writer(folder), lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def _of_copy(cls, folder: Path, file: _File) -> Store:
        """A reader of a copy: of one that another has done with, while the library is as it was."""
        for other in [key for key in _COPIES if key != (folder, file)]:
            for left in _COPIES.pop(other, ()):
                left.close()
        copies = _COPIES.setdefault((folder, file), [])
        try:
            store = cls(folder, copies.pop())
        except IndexError:
            store = cls(folder, connect_copy(folder))
        store._file, store._lives, store._copies = file, False, copies
        return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def renew(self) -> bool:
        """Let a reader read what lies in its folder now; true when that had to be opened: another library lies there,
        or this one was opened where nothing could be written, and has changed. Raises what `open` raises; LibraryNewer
        also where a newer program has migrated it meanwhile."""
        now = _file(self.folder)
        if now[:2] == self._file[:2] and (self._lives or now == self._file):
            check_not_newer(int(self.rows("PRAGMA user_version")[0][0]), self.folder)
            return False
        other = Store.open(self.folder)
        self.connection.close()
        self.connection, self._file, self._lives = other.connection, other._file, other._lives
        self._copies = other._copies
        return True

    def close(self) -> None:
        """Close the file and give the lock back."""
        if self._copies is not None:
            self._copies.append(self.connection)
            self.connection, self._copies = sqlite3.connect(":memory:"), None  # what is closed reads nothing more
        try:
            self.connection.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Reads inside see one state of the library, whatever a writer commits meanwhile."""
        if self.connection.in_transaction:
            yield
            return
        with library_errors(self.folder):
            self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.rollback()  # unless an error of reading has ended it

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a query, SQLite's errors as ours."""
        with library_errors(self.folder):
            return self.connection.execute(statement, values).fetchall()

    def meta(self, key: str) -> str:
        """One value of the `meta` table."""
        found = self.rows("SELECT value FROM meta WHERE key = ?", key)
        if not found:
            raise damaged(self.folder, f"no `{key}`")
        return str(found[0][0])

    @property
    def model_identity(self) -> str:
        """The identity of the model that made the vectors; "" before the first document."""
        return self.meta("model")

    @property
    def dims(self) -> int:
        """The length of the vectors; 0 before the first document."""
        return self._number("dims")

    @property
    def is_unfinished(self) -> bool:
        """Whether a run has files to read yet: one that is under way, or one that ended before."""
        return bool(self.unfinished_roots())

    def unfinished_roots(self) -> set[str]:
        """The roots of which a run has files to read yet, or had when it ended."""
        noted = "SELECT path FROM roots WHERE 'unfinished ' || hex(path) IN (SELECT key FROM meta)"
        return {os.fsdecode(path) for (path,) in self.rows(noted)}

    @property
    def generation(self) -> int:
        """Grows with every commit that changes documents or vectors."""
        return self._number("generation")

    def _number(self, key: str) -> int:
        try:
            return int(self.meta(key))
        except ValueError as error:
            raise damaged(self.folder, f"`{key}` is no number") from error

    def status(self) -> LibraryStatus:
        """Counts, roots, skipped files and the bytes of all files of the library."""
        with self.snapshot():
            documents, passages = self.counts()
            roots = [path for (path,) in self.rows("SELECT path FROM roots ORDER BY path")]
            held = tuple(self._documents_of(root) for root in roots)
            skipped = tuple(
                Skipped(os.fsdecode(path), reason)
                for path, reason in self.rows("SELECT path, reason FROM skipped ORDER BY path")
            )
            partly = tuple(
                Skipped(os.fsdecode(path), unread)
                for path, unread in self.rows("SELECT path, unread FROM documents WHERE unread <> '' ORDER BY path")
            )
            model = self.model_identity
            unfinished = self.is_unfinished and not is_held(self.folder)
        return LibraryStatus(
            str(self.folder),
            documents,
            passages,
            model,
            tuple(os.fsdecode(root) for root in roots),
            held,
            skipped,
            size_of(self.folder),
            partly,
            unfinished,
        )

    def _documents_of(self, root: bytes) -> int:
        """How many documents are this file or stand in this folder."""
        below = root.rstrip(b"/") + b"/"
        counting = "SELECT count(*) FROM documents WHERE path = ? OR (path >= ? AND path < ?)"
        return int(self.rows(counting, root, below, below[:-1] + b"0")[0][0])

    def roots(self) -> dict[str, Root]:
        """Path -> what is known of the folders and files that were named to be indexed."""
        rows = self.rows("SELECT path, device, collection, rules FROM roots ORDER BY path")
        try:
            return {
                os.fsdecode(path): Root(os.fsdecode(path), int(device), collection, Rules.from_json(rules))
                for path, device, collection, rules in rows
            }
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise damaged(self.folder, f"the rules of a folder cannot be read: {error}") from error

    def counts(self) -> tuple[int, int]:
        """How many documents and passages the library holds."""
        row = self.rows("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)")[0]
        return int(row[0]), int(row[1])

    def page(self, document_id: int, page_index: int) -> Page:
        """One page. Raises LibraryMissing when it has left the library."""
        found = self.rows(
            "SELECT number, text, heading, place FROM pages WHERE document_id = ? AND page_index = ?",
            document_id,
            page_index,
        )
        if not found:
            raise LibraryMissing(f"page {page_index + 1} of document {document_id} is no longer in the library")
        return Page(*found[0])

    def page_text(self, document_id: int, page_index: int) -> str:
        """The cleaned text of one page. Raises LibraryMissing when it has left the library."""
        return self.page(document_id, page_index).text

    def unread(self, paths: Sequence[str]) -> dict[str, str]:
        """Of those of the documents that were not read whole, what was not."""
        marks = ", ".join("?" * len(paths))
        rows = self.rows(
            f"SELECT path, unread FROM documents WHERE unread <> '' AND path IN ({marks})",  # noqa: S608 - marks alone
            *map(os.fsencode, paths),
        )
        return {os.fsdecode(path): unread for path, unread in rows}

    def pages(self, document_id: int) -> list[Page]:
        """All pages of a document, in order; empty when it is not in the library."""
        rows = self.rows(
            "SELECT number, text, heading, place FROM pages WHERE document_id = ? ORDER BY page_index", document_id
        )
        return [Page(number, text, heading, place) for number, text, heading, place in rows]

    def vectors(self) -> tuple[npt.NDArray[np.int64], Quantised]:
        """Passage ids, ascending, shape (n,), and their vectors (n, dims)."""
        with self.snapshot():
            rows = self.rows("SELECT passage_id, vector FROM vectors ORDER BY passage_id")
            ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
            return ids, vectors_of(self, [row[1] for row in rows])

    def cache_record(self) -> CacheRecord | None:
        """What was last published about the vector file."""
        rows = self.rows("SELECT file, size_bytes, digest, model, dims, count, generation FROM vector_cache")
        return CacheRecord(*rows[0]) if rows else None


def vectors_of(store: Store, stored: Sequence[object]) -> Quantised:
    """Vectors (n, dims) from what is stored of each. Raises LibraryDamaged for one of another length."""
    try:
        return Quantised.read(stored, store.dims)
    except ValueError as error:
        raise damaged(store.folder, str(error)) from error


def _file(folder: Path) -> _File:
    try:
        state = (folder / DATABASE_FILE).stat()
    except OSError:
        return (0, 0, 0, 0)
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)


def size_of(folder: Path) -> int:
    """The bytes of all files of the library; a link that leads nowhere, or what a writer removes meanwhile, does not
    count."""
    total = 0
    for path in folder.iterdir():
        with suppress(OSError):
            total += path.stat().st_size
    return total
