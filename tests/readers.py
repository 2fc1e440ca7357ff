"""Processes that read files, kept from one test to the next: to start one takes longer than most tests do."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from processes import end

from uniconv_edge.library.extract import process
from uniconv_edge.library.extract.process import Extractor

Process = subprocess.Popen[bytes]


class Readers:
    """Hands an `Extractor` a process that another has left idle. One that is in the middle of a file, or says that it
    ends, is ended as ever, as is one that reads scans. A context manager."""

    def __init__(self) -> None:
        self._idle: list[Process] = []
        self._at_work: set[int] = set()

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._idle:
            end(each)

    def serve(self, monkeypatch: pytest.MonkeyPatch) -> None:
        spawn, exchange, running, finish = process._spawn, process._exchange, Extractor._running, Extractor._end

        def spawned(scratch: str) -> Process:
            while self._idle and not scratch:
                if (found := self._idle.pop()).poll() is None:
                    return found
                end(found)
            return spawn(scratch)

        def taken(extractor: Extractor) -> Process:
            found = running(extractor)
            self._at_work.add(found.pid)
            return found

        def exchanged(served: Process, request: dict[str, Any], data: bytes) -> dict[str, Any]:
            answer = exchange(served, request, data)
            if not answer.get("final"):
                self._at_work.discard(served.pid)
            return answer

        def ended(extractor: Extractor) -> None:
            found = extractor._process
            if found is None or extractor._scans or found.pid in self._at_work or found.poll() is not None:
                finish(extractor)
            else:
                extractor._process = None
                self._idle.append(found)

        monkeypatch.setattr(process, "_spawn", spawned)
        monkeypatch.setattr(process, "_exchange", exchanged)
        monkeypatch.setattr(Extractor, "_running", taken)
        monkeypatch.setattr(Extractor, "_end", ended)
