"""Following folders: what is saved during the first run, hidden folders that were named, a question asked once."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.library.extract import ocr
from uniconv_edge.library.roots import Choices
from uniconv_edge.library.sync import sync
from uniconv_edge.library.watch import _Watcher, watch
from uniconv_edge.paths import PICTURES_VARIABLE
from uniconv_edge.types import FloatArray, Indexed, IndexEvent, Published, Skipped, Waiting

LONGEST = 60


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The text of {name}.")


@contextmanager
def ended(stop: threading.Event) -> Iterator[None]:
    """Ends the watching after a minute, so that what is not seen fails the test."""
    timer = threading.Timer(LONGEST, stop.set)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def indexed(event: IndexEvent) -> list[str]:
    return [Path(event.path).name] if isinstance(event, Indexed) else []


class SavingEmbedder(FakeEmbedder):
    """While it embeds the text of `b.md`, the person saves `a.md`."""

    def __init__(self, documents: Path) -> None:
        super().__init__()
        self.documents = documents

    def embed_passages(self, passages) -> FloatArray:
        if any("text of b" in text for _, text in passages):
            (self.documents / "a.md").write_text("Another text, saved meanwhile.")
        return super().embed_passages(passages)


@pytest.mark.parametrize("polling", [False, True])
def test_what_is_saved_during_the_first_run_of_the_known_folders_is_seen(
    library: Path, documents: Path, polling: bool
) -> None:
    make(documents, "a.md")
    os.utime(documents / "a.md", (1_600_000_000, 1_600_000_000))  # polling tells times apart by whole seconds
    list(sync(library, [documents], FakeEmbedder()))
    make(documents, "b.md")
    stop, seen = threading.Event(), []
    with ended(stop):
        for event in watch(library, [], SavingEmbedder(documents), stop=stop, polling=polling):
            seen += indexed(event)
            if "a.md" in seen:
                stop.set()
    assert seen == ["b.md", "a.md"]


def test_a_library_that_is_not_there_yet_can_be_watched(library: Path, documents: Path) -> None:
    make(documents, "a.md")
    stop, seen = threading.Event(), []
    with ended(stop):
        for event in watch(library, [], FakeEmbedder(), stop=stop):
            seen += indexed(event)
            if isinstance(event, Waiting) and not seen:
                list(sync(library, [documents], FakeEmbedder()))
                make(documents, "b.md")
            if "b.md" in seen:
                stop.set()
    assert "b.md" in seen


def test_a_hidden_folder_that_was_named_is_followed_inside_another(library: Path, documents: Path) -> None:
    make(documents, "a.md", ".private/b.md")
    for folder in (documents / ".private", documents):
        list(sync(library, [folder], FakeEmbedder()))
    stop, seen, rests = threading.Event(), [], 0
    with ended(stop):
        for event in watch(library, [], FakeEmbedder(), stop=stop):
            seen += indexed(event)
            if isinstance(event, Waiting):
                rests += 1
                if rests == 1:
                    make(documents, ".private/c.md")
                else:
                    stop.set()
    assert seen == ["c.md"]


def test_who_keeps_the_documents_of_an_absent_folder_is_asked_once(
    library: Path, documents: Path, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    make(gone, "g.md")
    make(documents, "a.md")
    for folder in (gone, documents):
        list(sync(library, [folder], FakeEmbedder()))
    gone.rename(tmp_path / "elsewhere")
    asked: list[str] = []

    def keep(folder: str, _documents: int) -> bool:
        asked.append(folder)
        return False

    stop, runs, kept = threading.Event(), 0, 0
    with ended(stop):
        for event in watch(library, [], FakeEmbedder(), Choices(may_remove=keep), stop=stop):
            runs += isinstance(event, Published)
            kept += isinstance(event, Skipped)
            if isinstance(event, Waiting):
                make(documents, f"{runs}.md")
            if runs == 3:
                stop.set()
    assert (runs, kept, asked) == (3, 3, [str(gone)])


def test_photographs_begin_no_run_where_pictures_are_not_read(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(documents, "photo.jpg", "receipt.jpg", "a.md")
    watcher = _Watcher(library, polling=False)
    watcher._roots = [str(documents), str(documents / "receipt.jpg")]

    def meant() -> list[str]:
        return [path.name for path in sorted(documents.iterdir()) if watcher._is_meant(None, str(path))]

    monkeypatch.setattr(ocr, "missing", lambda *, heic=False: "")
    assert meant() == ["a.md", "receipt.jpg"]
    monkeypatch.setenv(PICTURES_VARIABLE, "true")
    assert meant() == ["a.md", "photo.jpg", "receipt.jpg"]
    monkeypatch.setattr(ocr, "missing", lambda *, heic=False: "no program tesseract")
    assert meant() == ["a.md", "receipt.jpg"]
    monkeypatch.delenv(PICTURES_VARIABLE)
    (documents / "photo.jpg").unlink()
    assert watcher._is_meant(None, str(documents / "photo.jpg"))  # it may be in the library
