"""A library where writing is impossible or its path is odd: the right result, or one sentence that says why not."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import LibraryReadOnly, UniconvError
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync


def filled(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("The roof is repaired in May.")
    list(sync(library, [documents], FakeEmbedder()))


def finds(library: Path) -> bool:
    with Store.open(library) as store:
        return bool(WordIndex(store).search("roof", 3))


@pytest.fixture
def disk(tmp_path: Path):
    mount = tmp_path / "disk"
    mount.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(mount)], capture_output=True)
    if made.returncode:
        pytest.skip("needs the right to mount")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def test_a_library_on_a_read_only_disk_is_searched_and_not_written(disk: Path, documents: Path) -> None:
    library = disk / "library"
    filled(library, documents)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert finds(library)
    with pytest.raises(LibraryReadOnly, match="cannot write"):
        list(sync(library, [documents], FakeEmbedder()))
    with pytest.raises(LibraryReadOnly, match="cannot create"):
        list(sync(disk / "other", [documents], FakeEmbedder()))


def test_a_log_left_on_a_read_only_disk_is_read_or_named(disk: Path, documents: Path) -> None:
    library = disk / "library"
    filled(library, documents)
    with Store.open(library, write=True) as store:
        store.connection.execute("UPDATE documents SET title = 'later'")
        kept = {path.name: path.read_bytes() for path in library.iterdir()}
    for name, content in kept.items():  # as a killed writer leaves it
        (library / name).write_bytes(content)
    (library / "library.sqlite-shm").unlink(missing_ok=True)
    (library / "library.sqlite-wal").chmod(0o400)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    titles = [("later",)]
    with suppress(UniconvError), Store.open(library) as store:  # what it says, if it says anything, is right
        titles = store.rows("SELECT title FROM documents")
    assert titles == [("later",)]
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    with Store.open(library) as store:
        assert store.rows("SELECT title FROM documents") == [("later",)]


@pytest.mark.parametrize("name", ["with space", "new\nline", "☕", "a%20b?mode=rwc#x", os.fsdecode(b"\xff")])
def test_a_library_and_its_documents_live_under_odd_names(tmp_path: Path, name: str) -> None:
    documents = tmp_path / name / "documents"
    documents.mkdir(parents=True)
    filled(tmp_path / name / "library", documents)
    assert finds(tmp_path / name / "library")


def test_a_library_is_reached_through_a_link(tmp_path: Path, documents: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    filled(tmp_path / "link" / "library", documents)
    assert finds(tmp_path / "real" / "library")


def test_without_a_home_folder_the_command_says_what_is_wrong_or_works(tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "HOME" and not key.startswith("XDG")}
    environment.pop("UNICONV_EDGE_LIBRARY", None)
    ended = subprocess.run(
        [sys.executable, "-m", "uniconv_edge", "status", "--library", str(tmp_path / "none")],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 2
    assert "no library in" in ended.stderr
