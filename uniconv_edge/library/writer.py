"""Changes to a library. Each method is one transaction: it is on the disk when it returns, or has not happened."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from uniconv_edge.errors import LibraryDamaged
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.database import library_errors
from uniconv_edge.library.schema import kind_of
from uniconv_edge.library.sketch import sketch_of
from uniconv_edge.library.store import CacheRecord, Store
from uniconv_edge.library.words import also_indexed
from uniconv_edge.types import Document, FloatArray, Passage

# Grows when extraction or chunking change what they return: documents of an older reader are read again.
READER = 1


@dataclass(frozen=True, slots=True)
class FileState:
    """What tells whether a file is still the one that was read. `indexed_ns` is when that was, by the same clock."""

    size_bytes: int
    mtime_ns: int
    sha256: str = ""
    indexed_ns: int = 0
    reader: int = READER


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document ready to be stored: its passages, with their vectors (n, dims) and digests in the same order."""

    document: Document
    passages: Sequence[Passage]
    vectors: FloatArray
    state: FileState


def passage_digest(title: str, text: str) -> bytes:
    """Identifies what a vector was made from: the passage's title and text."""
    return hashlib.blake2b(f"{title}\0{text}".encode(), digest_size=16).digest()


class Writer:
    """The changing side of an open library; `store` was opened with `write=True`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._connection = store.connection

    @contextmanager
    def _transaction(self, *, changes_documents: bool = True) -> Iterator[None]:
        with library_errors(self.store.folder):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                if changes_documents:
                    self._connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def put(self, new: NewDocument) -> int:
        """Store a document with everything that belongs to it, in place of its former version. Returns its id."""
        document, state = new.document, new.state
        path = os.fsencode(document.path)
        with self._transaction():
            self._connection.execute("DELETE FROM documents WHERE path = ?", (path,))
            self._connection.execute("DELETE FROM skipped WHERE path = ?", (path,))
            cursor = self._connection.execute(
                "INSERT INTO documents (path, title, sha256, size_bytes, mtime_ns, reader, indexed_ns, kind) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    path, document.title, document.sha256, state.size_bytes, state.mtime_ns, state.reader,
                    time.time_ns(), kind_of(path),
                ),
            )  # fmt: skip
            identifier = int(cursor.lastrowid or 0)
            self._connection.executemany(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)",
                [(identifier, index, p.number, p.heading, p.text, p.place) for index, p in enumerate(document.pages)],
            )
            for passage, vector in zip(new.passages, new.vectors, strict=True):
                self._put_passage(identifier, document.title, passage, vector)
        return identifier

    def _put_passage(self, document_id: int, title: str, passage: Passage, vector: FloatArray) -> None:
        full_title = passage_title(title, passage.heading)
        cursor = self._connection.execute(
            "INSERT INTO passages "
            "(document_id, page_index, start, end, heading, title, text, digest, place, also, sketch) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document_id, passage.page_index, passage.start, passage.end, passage.heading, full_title, passage.text,
                passage_digest(full_title, passage.text), passage.place,
                also_indexed(passage.text), sketch_of(passage.text),
            ),
        )  # fmt: skip
        self._put_vector(int(cursor.lastrowid or 0), vector)

    def _put_vector(self, passage_id: int, vector: FloatArray) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO vectors VALUES (?, ?)", (passage_id, np.asarray(vector, dtype="<f4").tobytes())
        )

    def touch(self, path: str, size_bytes: int, mtime_ns: int) -> None:
        """Note that a file has a new time but its old content."""
        with self._transaction(changes_documents=False):
            self._connection.execute(
                "UPDATE documents SET size_bytes = ?, mtime_ns = ?, indexed_ns = ? WHERE path = ?",
                (size_bytes, mtime_ns, time.time_ns(), os.fsencode(path)),
            )

    def remove(self, paths: Sequence[str]) -> None:
        """Take documents out, with their pages, passages, words and vectors."""
        if not paths:
            return
        with self._transaction():
            self._connection.executemany(
                "DELETE FROM documents WHERE path = ?", [(os.fsencode(path),) for path in paths]
            )

    def skip(self, path: str, reason: str, state: FileState | None = None) -> None:
        """Note why a file was not read; with its state, it is not tried again until it changes."""
        values = (state.size_bytes, state.mtime_ns, state.reader) if state else (None, None, None)
        with self._transaction(changes_documents=False):
            self._connection.execute(
                "INSERT OR REPLACE INTO skipped VALUES (?, ?, ?, ?, ?)", (os.fsencode(path), reason, *values)
            )

    def replace_skipped(self, under: Sequence[str], seen: dict[str, tuple[str, FileState | None]]) -> None:
        """Make the list of skipped files below these roots the one given: path -> (reason, state)."""
        with self._transaction(changes_documents=False):
            known = [row[0] for row in self._connection.execute("SELECT path FROM skipped")]
            gone = [path for path in known if is_under(os.fsdecode(path), under) and os.fsdecode(path) not in seen]
            self._connection.executemany("DELETE FROM skipped WHERE path = ?", [(path,) for path in gone])
            self._connection.executemany(
                "INSERT OR REPLACE INTO skipped VALUES (?, ?, ?, ?, ?)",
                [
                    (os.fsencode(path), reason, *((s.size_bytes, s.mtime_ns, s.reader) if s else (None, None, None)))
                    for path, (reason, s) in seen.items()
                ],
            )

    def add_root(self, path: str, device: int) -> None:
        """Note a folder or file that was named to be indexed."""
        with self._transaction(changes_documents=False):
            self._connection.execute(
                "INSERT INTO roots (path, device) VALUES (?, ?) "
                "ON CONFLICT (path) DO UPDATE SET device = excluded.device",
                (os.fsencode(path), device),
            )

    def adopt_model(self, identity: str, dims: int) -> None:
        """From now on vectors are those of this model; those of another leave at once, so that they never mix."""
        with self._transaction():
            self._connection.execute("DELETE FROM vectors")
            self._connection.execute("DELETE FROM vector_cache")
            self._connection.execute("UPDATE meta SET value = ? WHERE key = 'model'", (identity,))
            self._connection.execute("UPDATE meta SET value = ? WHERE key = 'dims'", (str(dims),))

    def put_vectors(self, vectors: Sequence[tuple[int, FloatArray]]) -> None:
        """Store vectors of passages that are in the library already."""
        with self._transaction():
            for passage_id, vector in vectors:
                self._put_vector(passage_id, vector)

    def publish(self, record: CacheRecord) -> None:
        """Make a vector file the current one. Raises LibraryDamaged when documents changed since it was built."""
        with self._transaction(changes_documents=False):
            if record.generation != self.store.generation:
                raise LibraryDamaged("the vector file belongs to another state of the library", "index again")
            self._connection.execute("DELETE FROM vector_cache")
            self._connection.execute(
                "INSERT INTO vector_cache VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                (
                    record.file, record.size_bytes, record.digest, record.model, record.dims, record.count,
                    record.generation,
                ),
            )  # fmt: skip

    def forget(self, path: str) -> int:
        """Remove a file, or all below a folder, from tables and bytes. Returns how many documents."""
        documents = [row[0] for row in self.store.rows("SELECT path FROM documents")]
        gone = [raw for raw in documents if is_under(os.fsdecode(raw), [path])]
        with self._transaction():
            self._connection.execute("DELETE FROM vector_cache")
            self._connection.executemany("DELETE FROM documents WHERE path = ?", [(raw,) for raw in gone])
            for table in ("skipped", "roots"):
                for (raw,) in self._connection.execute(f"SELECT path FROM {table}").fetchall():  # noqa: S608 - two names
                    if is_under(os.fsdecode(raw), [path]):
                        self._connection.execute(f"DELETE FROM {table} WHERE path = ?", (raw,))  # noqa: S608
        with library_errors(self.store.folder):
            # Merging the word lists drops deleted words; rewriting the file and emptying the log drops old pages.
            self._connection.execute("INSERT INTO words (words) VALUES ('optimize')")
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return len(gone)


def is_under(path: str, roots: Sequence[str]) -> bool:
    """Whether a path is one of the roots or inside one."""
    return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)
