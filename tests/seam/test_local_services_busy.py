"""The app's own follower and its own runs write one library: the runs wait for each other, not for a person."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import LibraryBusy
from uniconv_edge.library import lock
from uniconv_edge.library.lock import WriterLock
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.tui.local import LocalServices
from uniconv_edge.types import Indexed, IndexEvent, Published, Waiting


@pytest.fixture
def services(library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch) -> LocalServices:
    (documents / "a.md").write_text("# A\n\nThe roof is repaired in May.")
    list(sync(library, [documents], FakeEmbedder()))
    monkeypatch.setattr(OnnxEmbedder, "open", lambda *_arguments, **_named: FakeEmbedder())
    return LocalServices(library, Path("no model"))


@pytest.fixture
def written(services: LocalServices, library: Path) -> Iterator[WriterLock]:
    """The library is being written."""
    held = WriterLock.acquire(library)
    yield held
    held.release()


def test_a_run_waits_until_this_process_itself_has_written(
    services: LocalServices, written: WriterLock, documents: Path
):
    (documents / "b.md").write_text("# B\n\nThe cellar is dry.")
    seen: list[IndexEvent] = []
    for event in services.index([], lambda *_: None):
        seen.append(event)
        if isinstance(event, Waiting):
            written.release()
    assert isinstance(seen[0], Waiting)
    assert [Path(event.path).name for event in seen if isinstance(event, Indexed)] == ["b.md"]
    assert isinstance(seen[-1], Published)


def test_a_run_that_waits_can_be_given_up(services: LocalServices, written: WriterLock):
    run = services.index([], lambda *_: None)
    assert isinstance(next(run), Waiting)
    assert isinstance(next(run), Waiting)
    run.close()  # type: ignore[attr-defined]


def test_a_library_that_another_process_writes_is_an_error(
    services: LocalServices, written: WriterLock, documents: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(lock, "holder", lambda _folder: os.getpid() + 1)
    with pytest.raises(LibraryBusy):
        list(services.index([], lambda *_: None))
    with pytest.raises(LibraryBusy):
        services.forget(documents)


def test_a_folder_is_removed_once_this_process_itself_has_written(
    services: LocalServices, written: WriterLock, documents: Path
):
    release = threading.Timer(0.5, written.release)
    release.start()
    assert services.forget(documents) == 1
    release.join()
