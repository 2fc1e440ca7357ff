"""Reading ahead: while passages are embedded, one thread reads and extracts the next files, in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.reader import FileContent, FileUnavailable, read_document, read_file
from uniconv_edge.library.walk import FileEntry
from uniconv_edge.types import Document, Passage

_AHEAD_FILES = 8
_AHEAD_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to read; it is not extracted when its bytes are those of `known_sha256`."""

    entry: FileEntry
    known_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: a document with passages, its known content, or a reason. Of the content only the state
    and digest are kept. `passing`: the reason says nothing about the content, which was not seen."""

    entry: FileEntry
    content: FileContent | None = None
    document: Document | None = None
    passages: tuple[Passage, ...] = ()
    reason: str = ""
    passing: bool = False


def read_ahead(extractor: Extractor, wanted: Sequence[Wanted]) -> Iterator[Outcome | None]:
    """The outcome of each file, in order, and None where the next one would have to be waited for: a moment to do
    something else. At most a few files and their bytes are held at a time."""
    stopping = threading.Event()
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
    waiting: deque[tuple[int, Future[Outcome]]] = deque()
    held = position = 0
    left_early = True
    try:
        while waiting or position < len(wanted):
            while position < len(wanted) and len(waiting) < _AHEAD_FILES and (not waiting or held < _AHEAD_BYTES):
                size = wanted[position].entry.size_bytes
                waiting.append((size, pool.submit(_read, extractor, wanted[position], stopping)))
                held += size
                position += 1
            if not waiting[0][1].done():
                yield None
            yield waiting[0][1].result()
            held -= waiting.popleft()[0]
        left_early = False
    finally:
        stopping.set()
        pool.shutdown(wait=False, cancel_futures=True)
        # The file that is being extracted now is of no use to anybody. It may not be among those that wait: Ctrl-C may
        # come before it is noted.
        if left_early:
            extractor.close()
        pool.shutdown(wait=True)


def _read(extractor: Extractor, wanted: Wanted, stopping: threading.Event) -> Outcome:
    entry = wanted.entry
    content: FileContent | None = None
    try:
        content = read_file(entry)
        if content.sha256 == wanted.known_sha256 or stopping.is_set():
            return Outcome(entry, replace(content, data=b""))
        document, passages = read_document(extractor, entry.path, content)
    except FileUnavailable as error:
        return Outcome(entry, reason=error.message, passing=True)
    except DocumentUnreadable as error:
        return Outcome(entry, replace(content, data=b"") if content else None, reason=error.message)
    return Outcome(entry, replace(content, data=b""), document, tuple(passages))
