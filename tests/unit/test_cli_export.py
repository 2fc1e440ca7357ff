"""What is said when `export` fails: a full disk is told from a damaged library, and the file is named."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import DiskFull, LibraryDamaged, UsageError
from uniconv_edge.library import database
from uniconv_edge.library.database import DATABASE_FILE, library_errors
from uniconv_edge.library.sync import sync
from uniconv_edge.library.transfer import export_library, import_library


@pytest.fixture
def filled(library: Path, documents: Path) -> Path:
    """A library of some hundred kilobytes."""
    for number in range(20):
        (documents / f"{number}.txt").write_text(f"Text {number}. " + f"word{number} " * 900)
    list(sync(library, [documents], FakeEmbedder()))
    return library


def full_error() -> sqlite3.Error:
    """The error of SQLite that says that the disk is full."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("CREATE TABLE t AS SELECT randomblob(100000)")
    except sqlite3.OperationalError as error:
        return error
    finally:
        connection.close()
    raise AssertionError


def raise_full(folder: Path) -> None:
    with library_errors(folder):
        raise full_error()


def test_a_damaged_record_is_not_called_a_full_disk(filled: Path) -> None:
    with pytest.raises(DiskFull):
        raise_full(filled)
    record = filled / DATABASE_FILE
    content = bytearray(record.read_bytes())
    for place in range(8192, len(content), 4096):
        content[place : place + 64] = random.Random(place).randbytes(64)
    record.write_bytes(content)
    with pytest.raises(LibraryDamaged) as caught:
        raise_full(filled)
    assert str(filled) in caught.value.message


def test_a_damaged_library_is_named_and_not_the_private_copy(filled: Path, tmp_path: Path) -> None:
    record = filled / DATABASE_FILE
    record.write_bytes(record.read_bytes()[:-40_000])
    with pytest.raises(LibraryDamaged) as caught:
        export_library(filled, tmp_path / "x.uniconv")
    assert f"`{filled}`" in caught.value.message


def test_what_sqlite_cannot_put_into_words_is_damage(library: Path) -> None:
    with pytest.raises(LibraryDamaged), library_errors(library):
        b"\xd2".decode()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    mount = tmp_path / "disk"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(mount)], capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


def test_an_export_to_a_full_disk_names_the_file(filled: Path, small_disk: Path) -> None:
    with pytest.raises(DiskFull) as caught:
        export_library(filled, small_disk / "x.uniconv")
    assert f"`{small_disk / 'x.uniconv'}` is full" in caught.value.message
    assert "name a file on another disk" in caught.value.hint
    assert list(small_disk.iterdir()) == []


def test_a_limit_on_the_size_of_files_is_a_full_disk(filled: Path, tmp_path: Path) -> None:
    kept, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, kept[1]))
    try:
        with pytest.raises(DiskFull, match=r"x\.uniconv"):
            export_library(filled, tmp_path / "x.uniconv")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("replace", [False, True])
def test_nothing_is_exported_into_the_library_itself(filled: Path, tmp_path: Path, replace: bool) -> None:
    record = filled / DATABASE_FILE
    before = record.read_bytes()
    linked = tmp_path / "linked"
    linked.symlink_to(filled)
    for target in (record, filled / "new.uniconv", linked / DATABASE_FILE, linked / "sub" / ".." / "x"):
        with pytest.raises(UsageError, match="inside the library"):
            export_library(filled, target, replace=replace)
        with pytest.raises(UsageError, match="inside the library"):
            export_library(linked, target, replace=replace)
    assert record.read_bytes() == before
    export_library(filled, tmp_path / "library.uniconv")


def test_a_record_that_is_linked_elsewhere_is_not_overwritten(filled: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite"
    (filled / DATABASE_FILE).rename(elsewhere)
    (filled / DATABASE_FILE).symlink_to(elsewhere)
    with pytest.raises(UsageError, match="inside the library"):
        export_library(filled, elsewhere, replace=True)


def test_a_move_that_matches_nothing_names_the_folders_of_the_file(
    filled: Path, documents: Path, tmp_path: Path
) -> None:
    export_library(filled, tmp_path / "x.uniconv")
    new = tmp_path / "new"
    with pytest.raises(UsageError, match="has nothing of `/not/in/it`") as caught:
        import_library(new, tmp_path / "x.uniconv", {"/not/in/it": "/x"})
    assert f"`{documents}`" in caught.value.hint
    assert import_library(new, tmp_path / "x.uniconv", {str(documents): "/x"}).documents == 20


def test_a_look_at_a_record_that_is_not_there_finds_no_damage(tmp_path: Path) -> None:
    assert not database._is_damaged(tmp_path)


@pytest.mark.parametrize("replace", [False, True])
def test_what_is_no_regular_file_is_never_replaced_by_an_export(filled: Path, tmp_path: Path, replace: bool) -> None:
    pipe, link, own = tmp_path / "pipe", tmp_path / "link", tmp_path / "own.txt"
    own.write_text("mine")
    os.mkfifo(pipe)
    link.symlink_to(own)
    for target in (pipe, link):
        with pytest.raises(UsageError, match="no regular file"):
            export_library(filled, target, replace=replace)
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert own.read_text() == "mine"


@pytest.mark.timeout(20)
def test_a_pipe_is_not_imported_and_not_waited_for(library: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="not a regular file"):
        import_library(library, tmp_path / "pipe", {})
