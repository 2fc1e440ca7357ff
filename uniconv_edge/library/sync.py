"""Bringing a library up to date with folders: walk, read, extract, divide, embed, store, publish, as events.

A document is stored in one transaction, after which its event is sent. A stopped run keeps what it has sent.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from uniconv_edge.errors import LibraryMissing
from uniconv_edge.library import vectors
from uniconv_edge.library.ahead import Outcome, Wanted, read_ahead
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.database import on_full_disk, shrink
from uniconv_edge.library.embedding import BATCH_PASSAGES, PassageVectors
from uniconv_edge.library.extract import ocr
from uniconv_edge.library.extract.formats import is_called_picture
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.reader import FileContent
from uniconv_edge.library.roots import Choices, enclosing
from uniconv_edge.library.scan import Scan, scan
from uniconv_edge.library.store import Store
from uniconv_edge.library.walk import FileEntry
from uniconv_edge.library.writer import NOTHING_REMOVED, READER, FileState, NewDocument, Writer
from uniconv_edge.memory import give_back
from uniconv_edge.types import (
    Document,
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
from uniconv_edge.wording import NO_WORDS

# While the next file is still being read, so many are embedded rather than nothing: they fill a batch of the model.
_WORTH_EMBEDDING = 16
# A file so large may have thousands of passages, which take seconds to store.
_LONG_TO_STORE_BYTES = 1_000_000
# A file changed within this time of being read may change again without its time showing it.
_RACY_NS = 2_000_000_000
_AS_BEFORE = Choices()


def sync(
    folder: Path, paths: Sequence[Path], embedder: PassageEmbedder, choices: Choices = _AS_BEFORE
) -> Iterator[IndexEvent]:
    """Index `paths` (files or folders), or the known roots when none is named; yields what happened to each file.

    Choices are remembered with the roots named. Raises LibraryBusy, LibraryReadOnly, LibraryDamaged, DiskFull; a file
    that cannot be read is `Skipped`.
    """
    with Store.open(folder, write=True) as store, Extractor() as extractor:
        yield from _Run(store, extractor, embedder, choices).events(paths)
    give_back()


def forget(folder: Path, path: Path) -> int:
    """Remove every trace of a file, or of all below a folder, from the library. Returns how many documents left."""
    with erasing(folder) as writer:
        return writer.forget(str(path.absolute()), os.path.realpath(path))


@contextmanager
def erasing(folder: Path) -> Iterator[Writer]:
    """A writer that takes documents out for good: the vector file leaves before, and is written again after, without
    what they had in it."""
    if not folder.is_dir():
        raise LibraryMissing(f"no library in `{folder}`")
    with on_full_disk(folder, NOTHING_REMOVED, "do the same again"):
        store = Store.open(folder, write=True)
    with store:
        graph = vectors.taken_out(store, folder)
        yield Writer(store)
        gone = "what was removed is gone, but the vector file is not built again yet"
        with on_full_disk(folder, gone, "run `uniconv-edge index`"):
            vectors.publish(store, folder, graph)


@dataclass(slots=True)
class _Pending:
    """Documents that wait to be embedded together."""

    items: list[tuple[FileEntry, Document, Sequence[Passage], FileState]] = field(default_factory=list)
    passages: int = 0


@dataclass(frozen=True, slots=True)
class _Known:
    """A document in the library: the file as it was, and where it belongs."""

    state: FileState
    collection: str
    device: int
    unread: str

    def is_current(self) -> bool:
        """Whether reading the same bytes again would bring nothing else."""
        return self.state.reader == READER and not ocr.is_read_now(self.unread)


class _Run:
    def __init__(self, store: Store, extractor: Extractor, embedder: PassageEmbedder, choices: Choices) -> None:
        self._store = store
        self._writer = Writer(store)
        self._extractor = extractor
        self._vectors = PassageVectors(store, self._writer, embedder)
        self._choices = choices
        self._pending = _Pending()
        self._embedded: list[NewDocument] = []
        self._refused: dict[str, tuple[str, FileState | None]] = {}
        self._known: dict[str, _Known] = {}
        self._past_refusals: dict[str, tuple[str, FileState]] = {}
        self._named: set[str] = set()
        self._unfinished: set[str] = set()  # roots that a run before this left so
        self._began_ns = time.time_ns()

    def events(self, paths: Sequence[Path]) -> Iterator[IndexEvent]:
        started = time.monotonic()
        self._load_state()
        self._named = {os.path.realpath(path) for path in paths}
        devices = {path: known.device for path, known in self._known.items()}
        wordless = {
            (path, state.size_bytes, state.mtime_ns)
            for path, (reason, state) in self._past_refusals.items()
            if reason == NO_WORDS
        }
        found = scan(self._store, paths, self._choices, devices, wordless)
        size = sum(entry.size_bytes for path, entry in found.entries.items() if not is_called_picture(path))
        yield Scanned(len(found.entries), size, len(found.refused))
        for path, reason in found.refused.items():
            if path not in found.passing:
                self._refused[path] = (reason, None)
            yield Skipped(path, reason)
        self._vectors.begin()
        yield from self._read_and_store(found)
        yield from self._remove_vanished(found, devices)
        yield from self._vectors.complete()
        self._writer.replace_skipped(found.scopes, self._refused)
        shrink(self._store.connection, self._store.folder)
        vectors.refresh(self._store, self._store.folder)
        self._writer.set_unfinished(self._unfinished.difference(found.scopes, found.kept))
        documents, passages = self._store.counts()
        yield Published(documents, passages, time.monotonic() - started)

    def _load_state(self) -> None:
        self._unfinished = self._store.unfinished_roots()
        for path, collection, device, unread, *state in self._store.rows(
            "SELECT path, collection, device, unread, size_bytes, mtime_ns, sha256, indexed_ns, reader FROM documents"
        ):
            self._known[os.fsdecode(path)] = _Known(FileState(*state), collection, device, unread)
        for path, reason, size, mtime, reader in self._store.rows("SELECT * FROM skipped"):
            if mtime is not None:
                self._past_refusals[os.fsdecode(path)] = (reason, FileState(size, mtime, reader=reader))

    def _read_and_store(self, found: Scan) -> Iterator[IndexEvent]:
        lacking = self._vectors.lacking()
        self._place(found)
        wanted: list[Wanted] = []
        for entry in found.entries.values():
            event = self._without_reading(entry, lacking)
            if event is not None:
                yield event
            elif not self._is_surely_same(entry):
                known = self._known.get(entry.path)
                wanted.append(Wanted(entry, known.state.sha256 if known is not None and known.is_current() else ""))
        if wanted:
            roots = self._store.roots()
            within = {root.path for scope in found.scopes if (root := enclosing(roots, scope))}
            self._writer.set_unfinished(self._unfinished | within)
        # Pictures last: each takes a second or more, and few of thousands may hold words, for which none is to wait.
        pictures = [each for each in wanted if is_called_picture(each.entry.path)]
        others = [each for each in wanted if not is_called_picture(each.entry.path)]
        yield from self._read_part(others, _WORTH_EMBEDDING, lacking, found)
        yield from self._read_part(pictures, 1, lacking, found)

    def _read_part(
        self, wanted: Sequence[Wanted], worth_embedding: int, lacking: set[str], found: Scan
    ) -> Iterator[IndexEvent]:
        """Read, embed and store files; while the next is waited for, no fewer passages than that are embedded."""
        for outcome in read_ahead(self._extractor, _in_turn(wanted)):
            if outcome is not None:
                yield from self._take(outcome, lacking, found)
            if self._pending.passages >= (worth_embedding if outcome is None else BATCH_PASSAGES):
                yield from self._flush(found)
            elif outcome is None:
                yield from self._store_embedded()
        yield from self._flush(found)
        yield from self._store_embedded()

    def _place(self, found: Scan) -> None:
        """Documents whose root has another collection now, or whose disk another number, say so."""
        moved: list[tuple[str, str, int]] = []
        for path, entry in found.entries.items():
            known = self._known.get(path)
            collection = found.collections[path]
            if known is not None and (known.collection, known.device) != (collection, entry.device):
                moved.append((path, collection, entry.device))
        self._writer.place(moved)

    def _without_reading(self, entry: FileEntry, lacking: set[str]) -> IndexEvent | None:
        """The event of a file that need not be opened."""
        if self._is_surely_same(entry):
            return None if entry.path in lacking else Unchanged(entry.path)
        past = None if entry.path in self._named else self._past_refusals.get(entry.path)
        if past is not None and entry.path not in self._known and _still_refused(*past, entry):
            self._refused[entry.path] = past
            return Skipped(entry.path, past[0])
        return None

    def _is_surely_same(self, entry: FileEntry) -> bool:
        known = self._known.get(entry.path)
        # Size and time can be those of another content, so a file that is named itself is looked into.
        if known is None or entry.path in self._named or not known.is_current():
            return False
        state = known.state
        same = (state.size_bytes, state.mtime_ns) == (entry.size_bytes, entry.mtime_ns)
        return same and entry.mtime_ns + _RACY_NS < state.indexed_ns

    def _take(self, outcome: Outcome, lacking: set[str], found: Scan) -> Iterator[IndexEvent]:
        """Note what came of a file; a document to embed is left in `_pending`."""
        entry, content = outcome.entry, outcome.content
        if outcome.document is not None and content is not None:
            self._pending.items.append((entry, outcome.document, outcome.passages, _state_of(entry, content)))
            self._pending.passages += len(outcome.passages)
        elif outcome.reason:
            if outcome.passing:
                found.kept.append(entry.path)
            yield from self._skip(entry.path, outcome.reason, None if outcome.passing else _state_of(entry, content))
        elif content is not None:
            self._writer.touch(entry.path, _state_of(entry, content))
            if entry.path not in lacking:
                yield Unchanged(entry.path)

    def _skip(self, path: str, reason: str, state: FileState | None) -> Iterator[IndexEvent]:
        """Note a file that was not read. Its former version leaves, unless the file was only out of reach."""
        # It may have been completed since, without its time showing it: then it is tried again.
        is_sure = state is not None and state.mtime_ns + _RACY_NS < (state.indexed_ns or self._began_ns)
        self._refused[path] = (reason, state if is_sure else None)
        self._writer.skip(path, *self._refused[path])
        if state is not None and path in self._known:
            self._writer.remove([path])
            yield Removed(path)
        yield Skipped(path, reason)

    def _flush(self, found: Scan) -> Iterator[IndexEvent]:
        """Embed what waits and store, beside it, what was embedded before, of which the events are."""
        waiting, self._pending = self._pending, _Pending()
        embedded, self._embedded = self._embedded, []
        pairs = [
            (passage_title(document.title, passage.heading), passage.text)
            for _, document, passages, _ in waiting.items
            for passage in passages
        ]
        stored: list[Indexed] = []
        try:
            matrix = self._vectors.of(pairs, meanwhile=lambda: self._put(embedded, stored))
        except Exception:
            yield from stored
            raise
        first = 0
        for entry, document, passages, state in waiting.items:
            part = matrix[first : first + len(passages)]
            first += len(passages)
            collection = found.collections[entry.path]
            self._embedded.append(NewDocument(document, passages, part, state, collection, entry.device))
        yield from stored

    def _store_embedded(self) -> Iterator[IndexEvent]:
        """Store what was embedded last, beside nothing."""
        embedded, self._embedded = self._embedded, []
        for new in embedded:
            self._writer.put(new)
            yield _indexed(new)

    def _put(self, documents: Sequence[NewDocument], stored: list[Indexed]) -> None:
        for new in documents:
            self._writer.put(new)
            stored.append(_indexed(new))

    def _remove_vanished(self, found: Scan, devices: Mapping[str, int]) -> Iterator[IndexEvent]:
        """Documents in the scopes whose files are gone, or are no longer files to read."""
        gone: list[str] = []
        for vanished in found.vanished(devices):
            if isinstance(vanished, str):
                gone.append(vanished)
            else:
                self._refused[vanished.path] = (vanished.reason, None)
                yield Skipped(vanished.path, vanished.reason)
        self._writer.remove(gone)
        yield from [Removed(path) for path in gone]


def _indexed(new: NewDocument) -> Indexed:
    return Indexed(new.document.path, len(new.passages), new.document.unread)


def _in_turn(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Small files first: after seconds there is something to ask about, whatever a large one among the first takes.
    Behind one that takes long to store comes one of an eighth of its size or little more: the large one is stored while
    that is embedded, which takes about as long."""
    ordered = sorted(wanted, key=lambda each: each.entry.size_bytes)
    if ordered and (largest := ordered[-1].entry.size_bytes) >= _LONG_TO_STORE_BYTES:
        ordered.append(ordered.pop(next(i for i, each in enumerate(ordered) if 8 * each.entry.size_bytes >= largest)))
    return ordered


def _state_of(entry: FileEntry, content: FileContent | None) -> FileState:
    if content is None:
        return FileState(entry.size_bytes, entry.mtime_ns)
    return FileState(content.size_bytes, content.mtime_ns, content.sha256, content.read_ns)


def _still_refused(reason: str, past: FileState, entry: FileEntry) -> bool:
    if ocr.is_read_now(reason):
        return False
    # What it was that found no words in a picture is another program, and there may be thousands.
    is_of_now = past.reader == READER or reason == NO_WORDS
    return is_of_now and (past.size_bytes, past.mtime_ns) == (entry.size_bytes, entry.mtime_ns)
