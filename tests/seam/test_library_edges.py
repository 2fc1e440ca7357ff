"""Removing for good that is cut short, and a library that moves to odd places or from odd machines."""

import shlex
import subprocess
import time
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import LibraryBusy
from uniconv_edge.library import collections
from uniconv_edge.library.roots import Choices
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import forget, sync
from uniconv_edge.library.transfer import export_library, import_library
from uniconv_edge.types import Indexed, Skipped


def bytes_of(library: Path) -> bytes:
    return b"".join(path.read_bytes() for path in library.iterdir())


def test_a_removed_collection_whose_bytes_a_reader_keeps_is_erased_as_the_error_says(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = documents / "private"
    private.mkdir()
    (documents / "my work.txt").write_text("The word is xylophone.")
    (private / "b.txt").write_text("Another text.")
    list(sync(library, [documents], FakeEmbedder(), Choices(collection="work")))
    list(sync(library, [private], FakeEmbedder(), Choices(collection="home")))
    monkeypatch.setattr("uniconv_edge.library.database._BUSY_MILLISECONDS", 50)
    with Store.open(library) as reader, reader.snapshot():
        reader.counts()
        with pytest.raises(LibraryBusy, match="keeps its bytes") as caught:
            collections.remove(library, "work")
    assert b"xylophone" in bytes_of(library)
    begin, command, _ = caught.value.hint.split("`")
    assert begin == "end that process, then run "
    _program, name, path = shlex.split(command)
    assert name == "forget"
    assert forget(library, Path(path)) == 0
    assert b"xylophone" not in bytes_of(library)
    assert [(c.name, c.documents) for c in collections.collections(library)] == [("home", 1)]


@pytest.fixture
def filled(library: Path, documents: Path) -> Path:
    (documents / "a.txt").write_text("A text.")
    list(sync(library, [documents], FakeEmbedder()))
    return library


def test_a_clock_that_stands_in_1970_hinders_no_export(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: 1000.0)
        export_library(filled, tmp_path / "out")
    assert import_library(tmp_path / "new", tmp_path / "out", {}).documents == 1


def test_a_folder_can_become_the_root_of_the_machine(filled: Path, documents: Path, tmp_path: Path) -> None:
    export_library(filled, tmp_path / "out")
    import_library(tmp_path / "new", tmp_path / "out", {str(documents): "/"})
    with Store.open(tmp_path / "new") as store:
        assert list(store.roots()) == ["/"]
        assert store.rows("SELECT path FROM documents") == [(b"/a.txt",)]
    export_library(tmp_path / "new", tmp_path / "again")
    import_library(tmp_path / "newer", tmp_path / "again", {"/": str(documents)})
    with Store.open(tmp_path / "newer") as store:
        assert list(store.roots()) == [str(documents)]


def test_where_no_process_can_be_started_files_are_left_for_another_run(
    own_reader: None, filled: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "b.txt").write_text("Another text.")

    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "Popen", refuse)
        [skipped] = [event for event in sync(filled, [], FakeEmbedder()) if isinstance(event, Skipped)]
    assert skipped.reason == "the reading process cannot be started: Resource temporarily unavailable"
    [indexed] = [event for event in sync(filled, [], FakeEmbedder()) if isinstance(event, Indexed)]
    assert indexed.path == skipped.path
