"""The extraction process: reads files from its parent through a pipe, under hard limits, and answers with their text.

Request:  one line of JSON {"name", "size"}, then that many bytes of the file. "alone": a reason says that a message or
          mailbox is to be read without what is attached to it, which ended a process for that reason.
Response: eight bytes of length (big-endian), then JSON {"title", "unread", "pictures", "pages": [{"number", "place",
          "text", "headings": [[offset, level, text]], "unit", "anchors": [[offset, number]], "borders": [offset] or
          null}]}
          or {"reason"}; "final": true says that the process ends and has to be replaced.

It is started fresh (never forked), gets bytes instead of paths, and can write no file.
"""

from __future__ import annotations

import json
import os
import resource
import select
import shutil
import signal
import sys
import threading
from typing import Any, BinaryIO

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import LaidPage, Parsed, ParsedPage, TextBudget, assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.ocr import parse as parse_scan

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 20
OPEN_FILES = 32
# Reading scans starts another program, which takes its time and exchanges files with it. A folder for them follows.
SCANS = "--scans"
SCAN_MEMORY_BYTES = 1536 * 1024 * 1024
SCAN_CPU_SECONDS = 300
SCAN_FILE_BYTES = 200_000_000
RECURSION_LIMIT = 2_000


def main() -> None:
    """Serve requests until the pipe closes."""
    requests = os.fdopen(os.dup(0), "rb")
    responses = os.fdopen(os.dup(1), "wb")
    # A parser that prints must not reach the protocol.
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123
        for standard in (0, 1, 2):
            os.dup2(nothing.fileno(), standard)
    scans = SCANS in sys.argv
    _limit_process(scans)
    if scans:
        threading.Thread(target=_end_with_parent, args=(requests.fileno(), sys.argv[-1]), daemon=True).start()
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(int(request["size"]))
        answer = _answer(data, str(request["name"]), scans, str(request.get("alone", "")))
        _send(responses, answer)
        if answer.get("final"):
            return


def _end_with_parent(pipe: int, scratch: str) -> None:
    """Wait until nobody can send a request any more, then end what reads a scan, which may have minutes to go."""
    hung_up = select.poll()
    hung_up.register(pipe, 0)
    hung_up.poll()
    shutil.rmtree(scratch, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)  # Tesseract too


def cpu_seconds(scans: bool) -> int:
    """The processor time that a file may take."""
    return SCAN_CPU_SECONDS if scans else CPU_SECONDS


def memory_bytes(scans: bool) -> int:
    """The memory that the process may take."""
    return SCAN_MEMORY_BYTES if scans else MEMORY_BYTES


def _limit_process(scans: bool) -> None:
    sys.setrecursionlimit(RECURSION_LIMIT)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes(scans), memory_bytes(scans)))
    except ValueError:
        if sys.platform != "darwin":  # macOS refuses this limit, whatever its size (CPython's issue 78783)
            raise
    for kind, limit in (
        (resource.RLIMIT_FSIZE, SCAN_FILE_BYTES if scans else 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))


def _limit_cpu(seconds: int) -> None:
    """Grant this file its own seconds: the kernel counts those of the whole process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(data: bytes, name: str, scans: bool, alone: str = "") -> dict[str, Any]:
    _limit_cpu(cpu_seconds(scans))
    try:
        parsed = _parsed(data, name, scans, alone)
        pages = []
        budget = TextBudget()
        for page in parsed.pages:
            laid = assemble(page)
            budget.spend(len(laid.text), pages=1)
            pages.append(_page_json(page, laid))
    except DocumentUnreadable as error:
        return {"reason": error.message}
    except MemoryError:
        return {"reason": f"needs more than {memory_bytes(scans) // 2**20} MB of memory to read", "final": True}
    except RecursionError:
        return {"reason": "nested too deeply", "final": True}
    except Exception as error:  # whatever a parser raises on hostile input is a reason, not a crash
        return {"reason": f"cannot be read: {type(error).__name__}: {str(error)[:200]}", "final": True}
    return {"title": parsed.title, "unread": parsed.unread, "pictures": parsed.pictures, "pages": pages}


def _parsed(data: bytes, name: str, scans: bool, alone: str) -> Parsed:
    if alone:
        from uniconv_edge.library.extract.mail import parse_alone

        return parse_alone(data, name, alone)
    return parse_scan(data, name) if scans else parse(data, name)


def _page_json(page: ParsedPage, laid: LaidPage) -> dict[str, Any]:
    return {
        "number": page.number,
        "place": page.place,
        "thread": page.thread,
        "text": laid.text,
        "headings": [[h.offset, h.level, h.text] for h in laid.headings],
        "unit": laid.marks.unit,
        "anchors": laid.marks.anchors,
        "borders": laid.marks.borders,
    }


def _send(stream: BinaryIO, answer: dict[str, Any]) -> None:
    payload = json.dumps(answer, ensure_ascii=True).encode("ascii")
    stream.write(len(payload).to_bytes(8, "big"))
    stream.write(payload)
    stream.flush()


if __name__ == "__main__":
    main()
