"""One file from the disk to a document with passages: opened without following links, read whole, proven unchanged."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.headings import is_numbered, is_of_any_document
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.outline import TERM_LEVEL, Heading
from uniconv_edge.library.text import clean
from uniconv_edge.library.times import recordable
from uniconv_edge.library.walk import FileEntry, mtime_of
from uniconv_edge.types import Document, Passage

MAX_FILE_BYTES = 100_000_000
MAX_TITLE_CHARACTERS = 200
_BLOCK_BYTES = 1 << 20


class FileUnavailable(DocumentUnreadable):
    """The file could not be read this time; that says nothing about its content."""


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file's bytes with the state they were read in; `sha256` is hex, `read_ns` the time before the first byte."""

    data: bytes
    size_bytes: int
    mtime_ns: int
    sha256: str
    read_ns: int


def read_file(entry: FileEntry) -> FileContent:
    """The bytes of a file that did not change meanwhile. Raises FileUnavailable, DocumentUnreadable when too large."""
    for _ in range(2):
        content = _read_once(entry)
        if content is not None:
            return content
    raise FileUnavailable("changed while it was read")


def read_document(extractor: Extractor, path: str, content: FileContent) -> tuple[Document, list[Passage]]:
    """Extract and divide into passages. Raises DocumentUnreadable, FileUnavailable when no process can be started."""
    try:
        extracted = extractor.extract(os.fsencode(path).decode("utf-8", errors="replace"), content.data)
    except OSError as error:
        raise FileUnavailable(f"the reading process cannot be started: {error.strerror or error}") from error
    title = _title(path, extracted.title, extracted.headings)
    document = Document(path, title, content.sha256, extracted.pages, extracted.unread)
    return document, passages(extracted.pages, extracted.headings, extracted.marks)


def _title(path: str, parsed: str, headings: tuple[tuple[Heading, ...], ...]) -> str:
    """The parser's title, else the document's first heading, which no term is, nor one of its sections, else the file's
    name."""
    found = [heading for outline in headings for heading in outline if heading.text and heading.level < TERM_LEVEL]
    first = found[0].text if found and not _is_section(found) else ""
    return (parsed or first or clean(Path(path).stem).replace("\n", " "))[:MAX_TITLE_CHARACTERS]


def _is_section(found: Sequence[Heading]) -> bool:
    """Whether the first of the headings is one of several that part the document."""
    first, others = found[0], [heading.text for heading in found[1:] if heading.level <= found[0].level]
    if is_numbered(first.text) and any(map(is_numbered, others)):
        return True
    return bool(others) and is_of_any_document(first.text)


def _read_once(entry: FileEntry) -> FileContent | None:
    """The content, or None when the file changed while it was read."""
    began = recordable(time.time_ns())
    try:
        descriptor = open_beneath(entry.base, entry.path)
    except OSError as error:
        reason = "a link; links are not followed" if error.errno == errno.ELOOP else error.strerror
        raise FileUnavailable(f"cannot be opened: {reason}") from error
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise FileUnavailable("not a file to read (a pipe, a device)")
        if before.st_size > MAX_FILE_BYTES:
            raise DocumentUnreadable(f"larger than {MAX_FILE_BYTES // 1_000_000} MB")
        data = _read_all(descriptor, before.st_size)
        after = os.fstat(descriptor)
    except OSError as error:
        raise FileUnavailable(f"cannot be read: {error.strerror}") from error
    finally:
        os.close(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != before.st_size:
        return None
    return FileContent(data, before.st_size, mtime_of(before), hashlib.sha256(data).hexdigest(), began)


def _read_all(descriptor: int, size: int) -> bytes:
    """At most one byte more than `size`, so that a growing file cannot fill the memory."""
    pieces: list[bytes] = []
    left = size + 1
    while left > 0 and (piece := os.read(descriptor, min(left, _BLOCK_BYTES))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def open_beneath(base: str, path: str) -> int:
    """Open a file for reading, following no link in any part below `base`, and without waiting for a pipe's writer."""
    parts = Path(path).relative_to(base).parts
    folder = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    finally:
        os.close(folder)
