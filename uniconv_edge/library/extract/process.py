"""The parent's side of the extraction process: starts it, feeds it, replaces it, and turns its deaths into reasons."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import uniconv_edge
from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import ocr
from uniconv_edge.library.extract.blocks import MAX_CHARACTERS, MAX_HEADING_CHARACTERS, MAX_PAGES
from uniconv_edge.library.extract.child import SCANS, cpu_seconds, memory_bytes
from uniconv_edge.library.extract.formats import MAIL, format_of, is_called_picture
from uniconv_edge.library.extract.mail_parts import MAX_IDENTIFIER_CHARACTERS, MAX_IDENTIFIERS
from uniconv_edge.library.extract.pictures import is_heic, is_picture
from uniconv_edge.library.outline import TERM_LEVEL, Heading, Marks
from uniconv_edge.library.text import clean
from uniconv_edge.types import Page

_DEEPEST = 2 * TERM_LEVEL  # level of a heading
WALL_SECONDS = 30.0
SCAN_SECONDS = 600.0
MAX_FILES_PER_PROCESS = 200
MAX_PLACE_CHARACTERS = 120
MAX_TITLE_CHARACTERS = 1_000
MAX_UNREAD_CHARACTERS = 500
NO_TEXT = "no text found (a scan, pictures only, or blank)"
# JSON writes a character as up to twelve bytes; the headings add little.
MAX_RESPONSE_BYTES = 13 * MAX_CHARACTERS


class _NoText(DocumentUnreadable):
    """The file was read and holds no text."""


class _ProcessEnded(DocumentUnreadable):
    """Reading the file ended the process."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """Cleaned pages and, for each page, its headings and marks; `title` may be empty. `unread` says what of the file
    was not read, "" for nothing; `pictures`, that these are pictures of pages."""

    title: str
    pages: tuple[Page, ...]
    headings: tuple[tuple[Heading, ...], ...]
    marks: tuple[Marks, ...]
    unread: str = ""
    pictures: bool = False


class Extractor:
    """One limited process that reads files one after the other. A context manager; started at the first file."""

    def __init__(self, wall_seconds: float = WALL_SECONDS, *, scans: bool = False) -> None:
        self._wall_seconds = wall_seconds
        self._scans = scans
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
        self._timed_out = False
        self._is_closed = False
        self._scan_reader: Extractor | None = None
        self._scratch: TemporaryDirectory[str] | None = None  # what reading scans writes for a moment

    def __enter__(self) -> Extractor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process, and that which reads scans for it, for good: what is being read is refused."""
        self._is_closed = True
        reader, self._scan_reader = self._scan_reader, None
        if reader is not None:
            reader.close()
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # unsent bytes of a process that is gone
                    stream.close()
        process.wait()
        scratch, self._scratch = self._scratch, None
        if scratch is not None:
            scratch.cleanup()

    def extract(self, name: str, data: bytes) -> Extracted:
        """The text of a file's bytes; `name` only serves to tell formats apart. Raises DocumentUnreadable."""
        if not self._scans and is_called_picture(name) and is_picture(data):
            if lacking := ocr.missing(heic=is_heic(data)):
                raise DocumentUnreadable(f"a picture; {lacking}")
            return self._read_scan(name, data)
        try:
            found = self._extract(name, data)
        except _ProcessEnded as error:
            if format_of(name) not in MAIL or self._is_closed:
                raise
            # It may be what is attached, and the messages are worth more.
            return self._extract(name, data, alone=error.message[:200])
        except _NoText as error:
            if self._scans or not data.startswith(b"%PDF-"):
                raise
            if lacking := ocr.missing():
                raise DocumentUnreadable(f"{NO_TEXT}; {lacking}") from error
            return self._read_scan(name, data)
        return self._with_pictures(name, data, found) if found.pictures and not self._scans else found

    def _extract(self, name: str, data: bytes, **special: str) -> Extracted:
        process = self._running()
        self._timed_out = False
        timer = threading.Timer(self._wall_seconds, self._expire, (process,))
        timer.daemon = True
        timer.start()
        try:
            answer = _exchange(process, {"name": name, "size": len(data), **special}, data)
        except (OSError, EOFError, ValueError, RecursionError) as error:
            raise _ProcessEnded(self._cause_of_death(process)) from error
        finally:
            timer.cancel()
            timer.join()
        self._served += 1
        if answer.get("final") or self._served >= MAX_FILES_PER_PROCESS:
            self._end()
        if "reason" in answer:
            refused = _ProcessEnded if answer.get("final") else DocumentUnreadable
            raise refused(clean(str(answer["reason"])).replace("\n", " "))
        return _checked(answer)

    def _read_scan(self, name: str, data: bytes) -> Extracted:
        if self._is_closed:
            raise DocumentUnreadable("reading it was stopped")
        if self._scan_reader is None:
            self._scan_reader = Extractor(SCAN_SECONDS, scans=True)
        return self._scan_reader.extract(name, data)

    def _with_pictures(self, name: str, data: bytes, found: Extracted) -> Extracted:
        """What was found with the text of its pictures of pages, or with why they are not read."""
        reason = ocr.missing()
        if not reason:
            try:
                return self._read_scan(name, data)
            except DocumentUnreadable as error:
                reason = error.message
        return replace(found, unread=f"{found.unread}; {reason}")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._scratch = _scratch() if self._scans else None
            self._process = _spawn(self._scratch.name if self._scratch else "")
            self._served = 0
        return self._process

    def _expire(self, process: subprocess.Popen[bytes]) -> None:
        self._timed_out = True
        _kill(process)

    def _cause_of_death(self, process: subprocess.Popen[bytes]) -> str:
        _kill(process)
        code = process.wait()
        self._end()
        if self._timed_out:
            return f"took longer than {self._wall_seconds:g} s to read"
        if code == -signal.SIGXCPU:
            return f"took more than {cpu_seconds(self._scans)} s of processor time to read"
        if code == -signal.SIGKILL:
            return "the reading process gave an invalid answer or was killed"
        if code == -signal.SIGABRT:
            return f"damaged, or needs more than {memory_bytes(self._scans) // 2**20} MB of memory to read"
        return f"the parser crashed ({signal.Signals(-code).name if code < 0 else f'exit {code}'})"


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the process and what it started: it leads a group of its own."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _scratch() -> TemporaryDirectory[str]:
    """A folder that only this person can look into. Raises DocumentUnreadable."""
    try:
        return TemporaryDirectory(prefix="uniconv-edge-", ignore_cleanup_errors=True)
    except OSError as error:
        raise DocumentUnreadable(f"a scan, and no temporary file can be written: {error.strerror}") from error


def _spawn(scratch: str) -> subprocess.Popen[bytes]:
    """`scratch`: the folder for temporary files of a process that reads scans; "" for one that reads none."""
    source = str(Path(uniconv_edge.__file__).resolve().parent.parent)
    environment = {"PYTHONPATH": source, "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    if scratch:
        environment["TMPDIR"] = scratch
        kept = ("PATH", "TESSDATA_PREFIX", ocr.LANGUAGES_VARIABLE)
        environment |= {name: os.environ[name] for name in kept if name in os.environ}
        environment["OMP_THREAD_LIMIT"] = "1"  # tesseract with many threads is slower
        environment["OPENBLAS_NUM_THREADS"] = "1"  # numpy would take 40 MB of what memory it may for each processor
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "uniconv_edge.library.extract.child", *([SCANS, scratch] if scratch else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=os.sep,
        start_new_session=True,  # an interrupt at the keyboard is the parent's to handle
    )


def _exchange(process: subprocess.Popen[bytes], request: dict[str, Any], data: bytes) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    header = json.dumps(request).encode("ascii") + b"\n"
    process.stdin.write(header)
    process.stdin.write(data)
    process.stdin.flush()
    length = int.from_bytes(_read(process, 8), "big")
    if length > MAX_RESPONSE_BYTES:
        raise ValueError("response too long")
    answer = json.loads(_read(process, length))
    if not isinstance(answer, dict):
        raise ValueError("response is not an object")
    return answer


def _read(process: subprocess.Popen[bytes], count: int) -> bytes:
    assert process.stdout is not None
    data = process.stdout.read(count)
    if len(data) < count:
        raise EOFError
    return data


def _checked(answer: dict[str, Any]) -> Extracted:
    """The answer as values. The process may have been taken over by a file: nothing in it is trusted."""
    try:
        pages, outlines, marks = [], [], []
        for raw in answer["pages"][:MAX_PAGES]:
            text = clean(str(raw["text"]))
            outline = _outline(raw["headings"], len(text))
            first = next((heading.text for heading in outline if heading.text), "")
            place, thread = _words(raw["place"], MAX_PLACE_CHARACTERS), _thread(raw["thread"])
            pages.append(Page(_number(raw["number"]), text, first, place, thread))
            outlines.append(outline)
            marks.append(_marks(raw, len(text)))
        title = _words(answer["title"], MAX_TITLE_CHARACTERS)
        unread = _words(answer["unread"], MAX_UNREAD_CHARACTERS)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise DocumentUnreadable("the reading process gave an invalid answer") from error
    if not any(page.text.strip() for page in pages):
        raise _NoText(NO_TEXT)
    return Extracted(title, tuple(pages), tuple(outlines), tuple(marks), unread, bool(answer["pictures"]))


def _number(raw: Any) -> int | None:
    return None if raw is None else min(MAX_PAGES, max(1, int(raw)))


def _words(raw: Any, limit: int) -> str:
    """One line, no longer than the limit."""
    return clean(str(raw))[:limit].replace("\n", " ").strip()


def _thread(raw: Any) -> tuple[str, ...]:
    """Identifiers of messages, which have no blanks."""
    return tuple("".join(_words(each, MAX_IDENTIFIER_CHARACTERS).split()) for each in raw[:MAX_IDENTIFIERS])


def _outline(raw: Any, length: int) -> tuple[Heading, ...]:
    headings = (
        Heading(int(offset), max(1, min(_DEEPEST, int(level))), clean(str(words))[:MAX_HEADING_CHARACTERS])
        for offset, level, words in raw
        if 0 <= int(offset) < length
    )
    return tuple(sorted(headings, key=lambda heading: heading.offset))


def _marks(raw: dict[str, Any], length: int) -> Marks:
    unit = str(raw["unit"])
    if unit not in ("line", "row", "cell", "record", "message", "time"):
        return Marks()
    anchors = {int(offset): int(number) for offset, number in raw["anchors"] if 0 <= int(offset) < length}
    borders = raw["borders"]
    offsets = (
        None if borders is None else tuple(sorted({int(offset) for offset in borders if 0 <= int(offset) < length}))
    )
    return Marks(unit, tuple(sorted(anchors.items())), offsets)
