"""Bringing a library up to date with folders: walk, read, extract, divide, embed, store, publish, as events.

A document is stored in one transaction, after which its event is sent. A stopped run keeps what it has sent.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from uniconv_edge.errors import DocumentUnreadable, GenerationFailed, LibraryMissing
from uniconv_edge.library import vectors
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.reader import FileContent, FileUnavailable, read_document, read_file
from uniconv_edge.library.store import Store
from uniconv_edge.library.walk import FileEntry, Refusal, is_empty_folder, walk
from uniconv_edge.library.writer import READER, FileState, NewDocument, Writer, is_under, passage_digest
from uniconv_edge.types import (
    Document,
    FloatArray,
    Indexed,
    IndexEvent,
    Passage,
    PassageEmbedder,
    Published,
    Removed,
    Scanned,
    Skipped,
    Unchanged,
)

BATCH_PASSAGES = 256
# A file changed within this time of being read may change again without its time showing it.
_RACY_NS = 2_000_000_000


def sync(folder: Path, paths: Sequence[Path], embedder: PassageEmbedder) -> Iterator[IndexEvent]:
    """Index `paths` (files or folders), or the known roots when none is named; yields what happened to each file.

    Raises LibraryBusy, LibraryReadOnly, LibraryDamaged, DiskFull; a file that cannot be read is `Skipped`.
    """
    with Store.open(folder, write=True) as store, Extractor() as extractor:
        yield from _Run(store, extractor, embedder).events(paths)


def forget(folder: Path, path: Path) -> int:
    """Remove every trace of a file, or of all below a folder, from the library. Returns how many documents left."""
    if not folder.is_dir():
        raise LibraryMissing(f"no library in `{folder}`")
    with Store.open(folder, write=True) as store:
        vectors.remove_files(folder)
        names = {str(path.absolute()), os.path.realpath(path)}
        removed = sum(Writer(store).forget(name) for name in sorted(names))
        vectors.publish(store, folder)
    return removed


@dataclass(slots=True)
class _Pending:
    """Documents that wait to be embedded together."""

    items: list[tuple[Document, list[Passage], FileState]] = field(default_factory=list)
    passages: int = 0

    def add(self, document: Document, passages: list[Passage], state: FileState) -> None:
        self.items.append((document, passages, state))
        self.passages += len(passages)


class _Run:
    def __init__(self, store: Store, extractor: Extractor, embedder: PassageEmbedder) -> None:
        self._store = store
        self._writer = Writer(store)
        self._extractor = extractor
        self._embedder = embedder
        self._pending = _Pending()
        self._refused: dict[str, tuple[str, FileState | None]] = {}
        self._kept: list[str] = []
        self._known: dict[str, FileState] = {}
        self._past_refusals: dict[str, tuple[str, FileState]] = {}

    def events(self, paths: Sequence[Path]) -> Iterator[IndexEvent]:
        started = time.monotonic()
        self._load_state()
        roots, entries = self._scan(paths)
        yield Scanned(len(entries), sum(entry.size_bytes for entry in entries.values()))
        yield from [Skipped(path, reason) for path, (reason, _) in self._refused.items()]
        self._adopt_model()
        unembedded = self._unembedded()
        for entry in entries.values():
            yield from self._visit(entry, unembedded)
            if self._pending.passages >= BATCH_PASSAGES:
                yield from self._flush()
        yield from self._flush()
        yield from self._remove_vanished(roots, entries)
        yield from self._embed_stored()
        self._writer.replace_skipped(roots, self._refused)
        vectors.refresh(self._store, self._store.folder)
        documents, passages = self._store.counts()
        yield Published(documents, passages, time.monotonic() - started)

    def _load_state(self) -> None:
        for path, *state in self._store.rows(
            "SELECT path, size_bytes, mtime_ns, sha256, indexed_ns, reader FROM documents"
        ):
            self._known[os.fsdecode(path)] = FileState(*state)
        for path, reason, size, mtime, reader in self._store.rows("SELECT * FROM skipped"):
            if mtime is not None:
                self._past_refusals[os.fsdecode(path)] = (reason, FileState(size, mtime, reader=reader))

    def _scan(self, paths: Sequence[Path]) -> tuple[list[str], dict[str, FileEntry]]:
        """The roots that are there, and the files below them; what is refused is noted."""
        devices = {
            os.fsdecode(path): int(device) for path, device in self._store.rows("SELECT path, device FROM roots")
        }
        named = [os.path.realpath(path) for path in paths] or list(devices)
        roots: list[str] = []
        entries: dict[str, FileEntry] = {}
        for root in dict.fromkeys(named):
            reason, device = self._root_problem(root, devices)
            if reason:
                self._refused[root] = (reason, None)
                self._kept.append(root)
                continue
            roots.append(root)
            self._writer.add_root(root, device)
            for found in walk(root, exclude=os.path.realpath(self._store.folder)):
                if isinstance(found, FileEntry):
                    entries[found.path] = found
                else:
                    self._refuse(found)
        return roots, entries

    def _root_problem(self, root: str, devices: dict[str, int]) -> tuple[str, int]:
        """Why a root cannot be walked ("" when it can), and its device."""
        try:
            device = os.lstat(root).st_dev
        except OSError as error:
            kept = "; its documents are kept" if self._holds(root) else ""
            return f"cannot be looked at: {error.strerror}{kept}", 0
        if devices.get(root, device) != device and is_empty_folder(root) and self._holds(root):
            return "empty and on another disk than before (not mounted?); its documents are kept", device
        return "", device

    def _holds(self, root: str) -> bool:
        return any(is_under(path, [root]) for path in self._known)

    def _refuse(self, refusal: Refusal) -> None:
        self._refused[refusal.path] = (refusal.reason, None)
        if refusal.keeps:
            self._kept.append(refusal.path)

    def _adopt_model(self) -> None:
        if (self._store.model_identity, self._store.dims) == (self._embedder.identity, self._embedder.dims):
            return
        self._embed([("", "The embedder works.")])  # a model that fails must not cost the vectors there are
        self._writer.adopt_model(self._embedder.identity, self._embedder.dims)

    def _unembedded(self) -> set[str]:
        rows = self._store.rows(
            "SELECT DISTINCT path FROM documents JOIN passages ON document_id = documents.id "
            "LEFT JOIN vectors ON passage_id = passages.id WHERE vector IS NULL"
        )
        return {os.fsdecode(path) for (path,) in rows}

    def _visit(self, entry: FileEntry, unembedded: set[str]) -> Iterator[IndexEvent]:
        """What one file needs; documents to embed are left in `_pending`."""
        known = self._known.get(entry.path)
        if known is not None and _surely_same(known, entry):
            if entry.path not in unembedded:
                yield Unchanged(entry.path)
            return
        past = self._past_refusals.get(entry.path)
        if past is not None and known is None and _still_refused(past[1], entry):
            self._refused[entry.path] = past
            yield Skipped(entry.path, past[0])
            return
        try:
            content = read_file(entry)
        except FileUnavailable as error:
            yield self._skip(entry.path, error.message, None)
            return
        except DocumentUnreadable as error:
            yield self._skip(entry.path, error.message, FileState(entry.size_bytes, entry.mtime_ns))
            return
        if known is not None and (known.sha256, known.reader) == (content.sha256, READER):
            self._writer.touch(entry.path, content.size_bytes, content.mtime_ns)
            if entry.path not in unembedded:
                yield Unchanged(entry.path)
            return
        yield from self._read(entry, content)

    def _read(self, entry: FileEntry, content: FileContent) -> Iterator[IndexEvent]:
        state = FileState(content.size_bytes, content.mtime_ns, content.sha256)
        try:
            document, passages = read_document(self._extractor, entry.path, content)
        except DocumentUnreadable as error:
            yield self._skip(entry.path, error.message, state)
            return
        self._pending.add(document, passages, state)

    def _skip(self, path: str, reason: str, state: FileState | None) -> Skipped:
        """Note a file that was not read. Its former version leaves, unless the file was only out of reach."""
        self._refused[path] = (reason, state)
        self._writer.skip(path, reason, state)
        if state is None:
            self._kept.append(path)
        elif path in self._known:
            self._writer.remove([path])
        return Skipped(path, reason)

    def _flush(self) -> Iterator[IndexEvent]:
        """Embed what waits, then store each document and say so."""
        waiting, self._pending = self._pending, _Pending()
        if not waiting.items:
            return
        pairs = [
            (passage_title(document.title, passage.heading), passage.text)
            for document, passages, _ in waiting.items
            for passage in passages
        ]
        matrix = self._vectors_of(pairs)
        first = 0
        for document, passages, state in waiting.items:
            part = matrix[first : first + len(passages)]
            first += len(passages)
            self._writer.put(NewDocument(document, passages, part, state))
            yield Indexed(document.path, len(passages))

    def _vectors_of(self, pairs: list[tuple[str, str]]) -> FloatArray:
        """Vectors of (title, text) pairs, shape (n, dims); those of the same pair in the library are used again."""
        matrix = np.empty((len(pairs), self._embedder.dims), dtype=np.float32)
        rows_of: dict[bytes, list[int]] = {}
        for row, (title, text) in enumerate(pairs):
            rows_of.setdefault(passage_digest(title, text), []).append(row)
        missing: list[int] = []
        for digest, rows in rows_of.items():
            found = self._store.rows(
                "SELECT vector FROM vectors JOIN passages ON id = passage_id WHERE digest = ? LIMIT 1", digest
            )
            if found:
                matrix[rows] = np.frombuffer(found[0][0], dtype="<f4")
            else:
                missing.append(rows[0])
        missing.sort(key=lambda row: len(pairs[row][1]))
        for first in range(0, len(missing), BATCH_PASSAGES):
            part = missing[first : first + BATCH_PASSAGES]
            for row, vector in zip(part, self._embed([pairs[row] for row in part]), strict=True):
                matrix[rows_of[passage_digest(*pairs[row])]] = vector
        return matrix

    def _embed(self, pairs: list[tuple[str, str]]) -> FloatArray:
        found = self._embedder.embed_passages(pairs)
        if found.shape != (len(pairs), self._embedder.dims) or not np.isfinite(found).all():
            raise GenerationFailed("the embedding model returned unusable vectors", "run `uniconv-edge doctor`")
        return found

    def _remove_vanished(self, roots: Sequence[str], entries: dict[str, FileEntry]) -> Iterator[IndexEvent]:
        """Documents below walked roots whose files are gone, or are no longer files to read."""
        gone = [
            path
            for path in self._known
            if path not in entries and is_under(path, roots) and not is_under(path, self._kept)
        ]
        self._writer.remove(gone)
        yield from [Removed(path) for path in gone if path not in self._refused]

    def _embed_stored(self) -> Iterator[IndexEvent]:
        """Embed passages that have no vector: those of a former model, or of a run that was stopped."""
        rows = self._store.rows(
            "SELECT documents.id, path, passages.id, passages.title, passages.text FROM passages "
            "JOIN documents ON documents.id = document_id LEFT JOIN vectors ON passage_id = passages.id "
            "WHERE vector IS NULL ORDER BY documents.id, passages.id"
        )
        for first in range(0, len(rows), BATCH_PASSAGES):
            part = rows[first : first + BATCH_PASSAGES]
            found = self._vectors_of([(title, text) for *_, title, text in part])
            self._writer.put_vectors([(row[2], vector) for row, vector in zip(part, found, strict=True)])
            upcoming = rows[first + BATCH_PASSAGES][0] if first + BATCH_PASSAGES < len(rows) else None
            for document, path in dict.fromkeys((row[0], row[1]) for row in part):
                if document != upcoming:
                    count = sum(1 for row in rows if row[0] == document)
                    yield Indexed(os.fsdecode(path), count)


def _still_refused(past: FileState, entry: FileEntry) -> bool:
    return (past.size_bytes, past.mtime_ns, past.reader) == (entry.size_bytes, entry.mtime_ns, READER)


def _surely_same(known: FileState, entry: FileEntry) -> bool:
    same = (known.size_bytes, known.mtime_ns, known.reader) == (entry.size_bytes, entry.mtime_ns, READER)
    return same and entry.mtime_ns + _RACY_NS < known.indexed_ns
