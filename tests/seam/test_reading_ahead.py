"""Reading and embedding overlap: neither waits for the other while there is something to do."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library import ahead, sync
from uniconv_edge.library.ahead import Outcome, Wanted
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.types import FloatArray, Indexed

LONG = "\n\n".join(f"Paragraph {number} is about ducks. " + "It has some words. " * 30 for number in range(40))


class Telling(FakeEmbedder):
    """Says when a document's text has come to it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = threading.Event()

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        if any("ducks" in text for _, text in passages):
            self.seen.set()
        return super().embed_passages(passages)


def slowly(monkeypatch: pytest.MonkeyPatch, name: str, until: threading.Event) -> list[bool]:
    """The file of that name is read only once `until` is set; whether that came to be within some seconds."""
    waited: list[bool] = []
    real = ahead._read

    def read(extractor: Extractor, wanted: Wanted, stopping: threading.Event) -> Outcome:
        if Path(wanted.entry.path).name == name:
            waited.append(until.wait(20))
        return real(extractor, wanted, stopping)

    monkeypatch.setattr(ahead, "_read", read)
    return waited


def test_what_was_read_is_embedded_while_the_next_file_takes_its_time(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "a.txt").write_text(LONG)
    (documents / "b.txt").write_text("The last one. " * (len(LONG) // 10))  # larger, so it is read last
    embedder = Telling()
    waited = slowly(monkeypatch, "b.txt", embedder.seen)
    events = list(sync.sync(library, [documents], embedder))
    assert waited == [True]
    assert [Path(event.path).name for event in events if isinstance(event, Indexed)] == ["a.txt", "b.txt"]


def test_what_was_embedded_is_stored_and_reported_while_the_next_file_takes_its_time(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "a.txt").write_text(LONG)
    for times, name in enumerate(("b.txt", "c.txt"), 1):  # larger and larger, so they are read in this order
        (documents / name).write_text(f"Another one: {name}. " * (len(LONG) // 10 * times))
    reported = threading.Event()
    waited = slowly(monkeypatch, "c.txt", reported)
    for event in sync.sync(library, [documents], FakeEmbedder()):
        if isinstance(event, Indexed) and event.path.endswith("a.txt"):
            reported.set()
    assert waited == [True]


def test_a_few_passages_wait_for_more_so_that_the_model_is_not_called_for_each_file(
    library: Path, documents: Path
) -> None:
    for number in range(30):
        (documents / f"{number:02}.txt").write_text(f"Text number {number}.")
    embedder = FakeEmbedder()
    calls: list[int] = []
    real = embedder.embed_passages

    def counted(passages: Sequence[tuple[str, str]]) -> FloatArray:
        calls.append(len(passages))
        return real(passages)

    embedder.embed_passages = counted  # type: ignore[method-assign]
    list(sync.sync(library, [documents], embedder))
    assert sum(calls) == 31  # the first call asks whether the embedder works
    assert len(calls) <= 3


def test_ctrl_c_at_the_last_file_does_not_wait_until_that_is_read(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents.mkdir(exist_ok=True)
    (documents / "only.txt").write_text("The lease ends on 3 May 2027.")
    ended = threading.Event()
    waited: list[bool] = []

    def read(_extractor: Extractor, _name: str, _data: bytes) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        waited.append(ended.wait(20))
        raise DocumentUnreadable("ended")

    monkeypatch.setattr(Extractor, "extract", read)
    monkeypatch.setattr(Extractor, "close", lambda _extractor: ended.set())
    with pytest.raises(KeyboardInterrupt):
        list(sync.sync(library, [documents], FakeEmbedder()))
    assert waited == [True]


def test_ctrl_c_before_a_file_is_noted_does_not_wait_either(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents.mkdir(exist_ok=True)
    (documents / "only.txt").write_text("The lease ends on 3 May 2027.")
    began, ended = threading.Event(), threading.Event()
    waited: list[bool] = []
    submit = ThreadPoolExecutor.submit

    def read(_extractor: Extractor, _name: str, _data: bytes) -> None:
        began.set()
        waited.append(ended.wait(5))
        raise DocumentUnreadable("ended")

    def interrupted(pool: ThreadPoolExecutor, *given: object) -> None:
        submit(pool, *given)  # type: ignore[arg-type]
        assert began.wait(20)
        raise KeyboardInterrupt

    monkeypatch.setattr(Extractor, "extract", read)
    monkeypatch.setattr(Extractor, "close", lambda _extractor: ended.set())
    monkeypatch.setattr(ThreadPoolExecutor, "submit", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(sync.sync(library, [documents], FakeEmbedder()))
    assert waited == [True]
