"""Changes to a library. Each method is one transaction: it is on the disk when it returns, or has not happened."""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass

from uniconv_edge.errors import LibraryDamaged
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.database import library_errors, on_full_disk, scrub
from uniconv_edge.library.messages import put_messages
from uniconv_edge.library.quantised import Quantised
from uniconv_edge.library.roots import Root
from uniconv_edge.library.schema import DEFAULT_COLLECTION, also_of, kind_of, rebuild_words
from uniconv_edge.library.sketch import sketch_all
from uniconv_edge.library.store import CacheRecord, Store
from uniconv_edge.library.untrusted import unusable_vectors
from uniconv_edge.library.walk import is_under
from uniconv_edge.types import Document, FloatArray, Passage

# Grows when extraction or chunking change what they return: documents of an older reader are read again.
READER = 28
NOTHING_REMOVED = "nothing was removed from the library"


@dataclass(frozen=True, slots=True)
class FileState:
    """What tells whether a file is still the one that was read. `indexed_ns` is when its reading began: what is saved
    while it waits to be embedded and stored is later than that."""

    size_bytes: int
    mtime_ns: int
    sha256: str = ""
    indexed_ns: int = 0
    reader: int = READER


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document ready to be stored: its passages, with their vectors (n, dims) in the same order."""

    document: Document
    passages: Sequence[Passage]
    vectors: FloatArray
    state: FileState
    collection: str = DEFAULT_COLLECTION
    device: int = 0


def passage_digest(title: str, text: str) -> bytes:
    """Identifies what a vector was made from: the passage's title and text."""
    return hashlib.blake2b(f"{title}\0{text}".encode(), digest_size=16).digest()


class Writer:
    """The changing side of an open library; `store` was opened with `write=True`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.vector_table = "vectors"  # or `next_vectors`, while those of another model still answer
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
        sketches = sketch_all([passage.text for passage in new.passages])
        vectors = Quantised.of(new.vectors).stored()
        with self._transaction():
            self._connection.execute("DELETE FROM documents WHERE path = ?", (path,))
            self._connection.execute("DELETE FROM skipped WHERE path = ?", (path,))
            cursor = self._connection.execute(
                "INSERT INTO documents (path, title, sha256, size_bytes, mtime_ns, reader, indexed_ns, kind, "
                "collection, device, unread) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    path, document.title, document.sha256, state.size_bytes, state.mtime_ns, state.reader,
                    state.indexed_ns, kind_of(path), new.collection, new.device, document.unread,
                ),
            )  # fmt: skip
            identifier = int(cursor.lastrowid or 0)
            self._connection.executemany(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)",
                [(identifier, index, p.number, p.heading, p.text, p.place) for index, p in enumerate(document.pages)],
            )
            put_messages(self._connection, identifier, document)
            for passage, sketch, vector in zip(new.passages, sketches, vectors, strict=True):
                self._put_passage(identifier, path, document.title, passage, sketch, vector)
        return identifier

    def _put_passage(
        self, document_id: int, path: bytes, title: str, passage: Passage, sketch: int, vector: bytes
    ) -> None:
        full_title = passage_title(title, passage.heading)
        cursor = self._connection.execute(
            "INSERT INTO passages "
            "(document_id, page_index, start, end, heading, title, text, digest, place, also, sketch) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document_id, passage.page_index, passage.start, passage.end, passage.heading, full_title, passage.text,
                passage_digest(full_title, passage.text), passage.place, also_of(path, full_title, passage.text),
                sketch,
            ),
        )  # fmt: skip
        self._put_vector(int(cursor.lastrowid or 0), vector)

    def _put_vector(self, passage_id: int, vector: bytes) -> None:
        self._connection.execute(
            f"INSERT OR REPLACE INTO {self.vector_table} VALUES (?, ?)",  # noqa: S608 - one of two names
            (passage_id, vector),
        )

    def touch(self, path: str, state: FileState) -> None:
        """Note that a file has a new time but its old content."""
        with self._transaction(changes_documents=False):
            self._connection.execute(
                "UPDATE documents SET size_bytes = ?, mtime_ns = ?, indexed_ns = ? WHERE path = ?",
                (state.size_bytes, state.mtime_ns, state.indexed_ns, os.fsencode(path)),
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

    def place(self, documents: Sequence[tuple[str, str, int]]) -> None:
        """Note where documents belong now: (path, collection, device)."""
        if not documents:
            return
        with self._transaction(changes_documents=False):
            self._connection.executemany(
                "UPDATE documents SET collection = ?, device = ? WHERE path = ?",
                [(collection, device, os.fsencode(path)) for path, collection, device in documents],
            )

    def add_root(self, root: Root) -> None:
        """Note a folder or file that was named to be indexed, with its rules."""
        with self._transaction(changes_documents=False):
            self._connection.execute(
                "INSERT OR REPLACE INTO roots (path, device, collection, rules) VALUES (?, ?, ?, ?)",
                (os.fsencode(root.path), root.device, root.collection, root.rules.as_json()),
            )

    def remove_root(self, path: str) -> None:
        """A folder or file is no longer to be kept current."""
        with self._transaction(changes_documents=False):
            self._connection.execute("DELETE FROM roots WHERE path = ?", (os.fsencode(path),))

    def rename_collection(self, old: str, new: str) -> None:
        """Give a collection another name; one that has this name already takes it in."""
        with self._transaction(changes_documents=False):
            for table in ("roots", "documents"):
                self._connection.execute(f"UPDATE {table} SET collection = ? WHERE collection = ?", (new, old))  # noqa: S608

    def adopt_model(self, identity: str, dims: int) -> None:
        """From now on vectors are those of this model; those of another leave at once, so that they never mix."""
        with self._transaction():
            for table in ("vectors", "next_vectors", "vector_cache"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - three names
            self._set_meta(model=identity, dims=dims, next_model="", next_dims=0)
        self.vector_table = "vectors"

    def begin_model(self, identity: str, dims: int) -> None:
        """Vectors to come are of this model. They are kept beside those of another until `finish_model`."""
        store = self.store
        self.vector_table = "vectors"
        if not store.rows("SELECT 1 FROM vectors LIMIT 1") and (store.model_identity, store.dims) != (identity, dims):
            self.adopt_model(identity, dims)
        elif (store.model_identity, store.dims) == (identity, dims):
            if store.meta("next_model"):
                with self._transaction(changes_documents=False):
                    self._connection.execute("DELETE FROM next_vectors")
                    self._set_meta(next_model="", next_dims=0)
        else:
            if (store.meta("next_model"), int(store.meta("next_dims"))) != (identity, dims):
                with self._transaction(changes_documents=False):
                    self._connection.execute("DELETE FROM next_vectors")
                    self._set_meta(next_model=identity, next_dims=dims)
            self.vector_table = "next_vectors"

    def finish_model(self) -> None:
        """Every passage has its vector: those of a new model answer from now on, and the old ones leave."""
        if self.vector_table == "vectors":
            return
        with self._transaction():
            self._connection.execute("DROP TABLE vectors")
            self._connection.execute("ALTER TABLE next_vectors RENAME TO vectors")
            self._connection.execute("CREATE INDEX vectors_listed ON vectors (passage_id)")
            self._connection.execute(
                "CREATE TABLE next_vectors (passage_id INTEGER PRIMARY KEY REFERENCES passages (id) "
                "ON DELETE CASCADE, vector BLOB NOT NULL)"
            )
            self._connection.execute("DELETE FROM vector_cache")
            model, dims = self.store.meta("next_model"), int(self.store.meta("next_dims"))
            self._set_meta(model=model, dims=dims, next_model="", next_dims=0)
        self.vector_table = "vectors"

    def _set_meta(self, **values: str | int) -> None:
        self._connection.executemany(
            "UPDATE meta SET value = ? WHERE key = ?", [(str(value), key) for key, value in values.items()]
        )

    def set_unfinished(self, roots: Set[str]) -> None:
        """Note of which roots files are to be read: of a run that is killed the note stays."""
        if roots != self.store.unfinished_roots():
            with self._transaction(changes_documents=False):
                self._connection.execute("DELETE FROM meta WHERE key LIKE 'unfinished %'")
                self._connection.executemany(
                    "INSERT INTO meta VALUES ('unfinished ' || hex(?), '')", [(os.fsencode(root),) for root in roots]
                )

    def put_vectors(self, passages: Sequence[int], vectors: FloatArray) -> None:
        """Store the vectors (n, dims) of passages that are in the library already."""
        with self._transaction(changes_documents=self.vector_table == "vectors"):
            for passage_id, vector in zip(passages, Quantised.of(vectors).stored(), strict=True):
                self._put_vector(passage_id, vector)

    def rebuild_words(self) -> None:
        """Make the word index anew from the passages."""
        with self._transaction(changes_documents=False):
            rebuild_words(self._connection)

    def remove_unusable_vectors(self) -> int:
        """Take out vectors that no search can use, and what is known of the vector file: it would pass over those that
        are made again for the same passages. Returns how many."""
        with library_errors(self.store.folder):
            unusable = unusable_vectors(self._connection)
        if not any(unusable.values()):
            return 0
        with self._transaction():
            self._connection.execute("DELETE FROM vector_cache")
            for table, keys in unusable.items():
                removed = [(key,) for key in keys]
                self._connection.executemany(f"DELETE FROM {table} WHERE passage_id = ?", removed)  # noqa: S608 - as there
        return sum(map(len, unusable.values()))

    def distrust(self, documents: Sequence[int]) -> int:
        """Let the next index run read documents again. Returns how many."""
        if documents:
            with self._transaction(changes_documents=False):
                self._connection.executemany(
                    "UPDATE documents SET reader = 0 WHERE id = ?", [(key,) for key in documents]
                )
        return len(documents)

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

    def forget(self, *paths: str) -> int:
        """Remove files, or all below folders, from tables and bytes, together. Returns how many documents.

        Raises LibraryBusy when they left but another process that reads keeps bytes, DiskFull when want of room does,
        or when nothing was removed for it.
        """
        return self._erase(
            "do the same again",
            *(
                [raw for (raw,) in self.store.rows(f"SELECT path FROM {table}") if is_under(os.fsdecode(raw), paths)]  # noqa: S608
                for table in ("documents", "skipped", "roots")
            ),
        )

    def forget_collection(self, name: str) -> int:
        """Remove all documents and roots of a collection, as `forget` does. Returns how many documents."""
        documents, roots = (
            [raw for (raw,) in self.store.rows(f"SELECT path FROM {table} WHERE collection = ?", name)]  # noqa: S608
            for table in ("documents", "roots")
        )
        named = [os.fsdecode(raw) for raw in roots]
        skipped = [raw for (raw,) in self.store.rows("SELECT path FROM skipped") if is_under(os.fsdecode(raw), named)]
        # There is no such collection any more. A file, because another collection may have folders below its folders.
        some = shlex.quote(os.fsdecode(documents[0])) if documents else "PATH"
        return self._erase(f"run `uniconv-edge forget {some}`", documents, skipped, roots)

    def _erase(self, again: str, documents: Sequence[bytes], skipped: Sequence[bytes], roots: Sequence[bytes]) -> int:
        """`again` is what erases the bytes if that fails when all has left."""
        folder = self.store.folder
        with on_full_disk(folder, NOTHING_REMOVED, "do the same again"), self._transaction():
            self._connection.execute("DELETE FROM vector_cache")
            for table, paths in (("documents", documents), ("skipped", skipped), ("roots", roots)):
                self._connection.executemany(f"DELETE FROM {table} WHERE path = ?", [(path,) for path in paths])  # noqa: S608
            kept = "SELECT 'unfinished ' || hex(path) FROM roots"
            self._connection.execute(f"DELETE FROM meta WHERE key LIKE 'unfinished %' AND key NOT IN ({kept})")  # noqa: S608
        scrub(self._connection, folder, again)
        return len(documents)
