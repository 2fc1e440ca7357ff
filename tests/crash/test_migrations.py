"""Libraries of earlier versions: every one opens without loss, whatever interrupts the change of its tables."""

import gzip
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from processes import started

from uniconv_edge.errors import DiskFull, LibraryMissing, LibraryReadOnly, UniconvError
from uniconv_edge.library import schema
from uniconv_edge.library import store as store_module
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.database import connect_copy
from uniconv_edge.library.health import check_library, repair
from uniconv_edge.library.lock import WriterLock
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.vectors import VectorIndex

OLD = Path(__file__).with_name("libraries")
CHILD = Path(__file__).with_name("migrating_child.py")
EARLIER = range(1, schema.VERSION)
NAMED = 7  # the version since which files are found by their names: it makes the word index anew


def old_library(library: Path, version: int) -> Path:
    """A library that a released version left, brought as far as `version`."""
    library.mkdir(mode=0o700)
    path = library / "library.sqlite"
    path.touch(mode=0o600)
    kept = max(released for released in released_versions() if released <= version)
    path.write_bytes(gzip.decompress((OLD / f"schema-{kept}.sqlite.gz").read_bytes()))
    connection = sqlite3.connect(path, isolation_level=None)
    schema.migrate(connection, version)
    connection.close()
    return path


def released_versions() -> list[int]:
    return sorted(int(path.name.removeprefix("schema-").split(".")[0]) for path in OLD.iterdir())


def check_content(library: Path) -> None:
    """The three documents that each kept library holds."""
    with Store.open(library) as store:
        assert schema.version(store.connection) == schema.VERSION
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
        assert store.rows("PRAGMA foreign_key_check") == []
        assert store.rows("SELECT kind, collection FROM documents ORDER BY kind") == [
            ("html", "default"), ("md", "default"), ("txt", "default"),
        ]  # fmt: skip
        status = store.status()
        assert (status.documents, status.passages, status.model, len(status.roots), len(status.skipped)) == (
            3, 3, "fake:1", 1, 1,
        )  # fmt: skip
        [hit] = hits_of(store, WordIndex(store).search("roof repaired", 3))
        assert hit.title == "Notes"
        index = VectorIndex.open(store, library)
        wanted = FakeEmbedder().embed_passages([("Notes", "The roof is repaired in May.")])[0]
        assert index.search(wanted, 1)[0][0] == hit.passage_id


@pytest.mark.parametrize("version", EARLIER)
@pytest.mark.parametrize("write", [False, True])
def test_a_library_of_an_earlier_version_opens_without_loss(library: Path, version: int, write: bool) -> None:
    old_library(library, version)
    Store.open(library, write=write).close()
    check_content(library)
    assert [finding for finding in check_library(library) if finding.level == "fail"] == []


@pytest.mark.parametrize("version", range(1, NAMED))
def test_files_of_a_library_of_an_earlier_version_are_found_by_their_names(library: Path, version: int) -> None:
    path = old_library(library, version)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE documents SET path = ? WHERE title = 'Notes'", (b"/home/ada/laundry-invoice.txt",))
    with Store.open(library, write=True) as store:
        [hit] = hits_of(store, WordIndex(store).search("laundry", 3))
    assert hit.title == "Notes"


@pytest.mark.parametrize("table", ["words_config", "words_data"])
@pytest.mark.parametrize("version", [NAMED - 1, schema.VERSION - 1])
def test_a_library_of_a_version_before_opens_though_its_word_index_cannot(
    library: Path, table: str, version: int
) -> None:
    path = old_library(library, version)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"DELETE FROM {table}")
    if version >= NAMED:
        assert repair(library) == ["the word index was rebuilt"]
    check_content(library)


@pytest.mark.parametrize("version", EARLIER)
@pytest.mark.parametrize("error", [LibraryReadOnly, DiskFull])
def test_a_library_of_an_earlier_version_is_read_where_it_cannot_be_written(
    library: Path, version: int, error: type[UniconvError], monkeypatch
) -> None:
    path = old_library(library, version)
    before = path.read_bytes()

    def refused(folder: Path) -> WriterLock:
        raise error(f"cannot write in `{folder}`", "")

    monkeypatch.setattr(WriterLock, "acquire", refused)
    check_content(library)
    with closing(sqlite3.connect(path)) as connection:
        assert (path.read_bytes(), schema.version(connection)) == (before, version)


def test_a_copy_is_read_again_until_the_library_changes(library: Path, monkeypatch) -> None:
    path, made = old_library(library, 1), []

    def refused(folder: Path) -> WriterLock:
        raise LibraryReadOnly(f"cannot write in `{folder}`", "")

    monkeypatch.setattr(WriterLock, "acquire", refused)
    monkeypatch.setattr(store_module, "connect_copy", lambda folder: made.append(folder) or connect_copy(folder))
    with Store.open(library) as first, Store.open(library) as second:
        assert first.counts() == second.counts()
        second.close()
        with Store.open(library) as third:
            assert third.counts() == first.counts()
    check_content(library)
    assert len(made) == 2
    with closing(sqlite3.connect(path)) as writer, writer:
        writer.execute("UPDATE documents SET title = 'Other'")
    with Store.open(library) as changed:
        assert set(changed.rows("SELECT title FROM documents")) == {("Other",)}
    assert len(made) == 3


def test_where_there_is_no_room_for_a_copy_it_is_said(library: Path, monkeypatch) -> None:
    old_library(library, 1)

    def refused(folder: Path) -> WriterLock:
        raise LibraryReadOnly(f"cannot write in `{folder}`", "")

    monkeypatch.setattr(WriterLock, "acquire", refused)
    monkeypatch.setattr(schema, "migrate", lambda _: (_ for _ in ()).throw(DiskFull("the disk is full", "")))
    with pytest.raises(DiskFull, match="of an older version and cannot be written") as raised:
        Store.open(library)
    assert "temporary files" in raised.value.hint


@pytest.mark.parametrize("version", EARLIER)
def test_an_interrupted_migration_has_not_happened(library: Path, version: int, monkeypatch) -> None:
    path = old_library(library, version)
    with closing(sqlite3.connect(path)) as connection:
        before = list(connection.iterdump())
    broken = schema.MIGRATIONS[version] + "INSERT INTO nowhere VALUES (1);"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS[:version], broken))
    with pytest.raises(Exception, match="nowhere"):
        Store.open(library, write=True)
    monkeypatch.undo()
    connection = sqlite3.connect(path)
    assert list(connection.iterdump()) == before
    connection.close()
    check_content(library)


@pytest.mark.parametrize("version", EARLIER)
@pytest.mark.parametrize("times", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_a_kill_during_a_migration_leaves_a_library_that_opens(library: Path, version: int, times: int) -> None:
    chance = random.Random(version)
    for _ in range(times):
        path = old_library(library, version)
        with started([sys.executable, str(CHILD), str(library)], stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.015))
        check_content(library)
        for left in library.iterdir():
            left.unlink()
        library.rmdir()
        assert not path.exists()


def test_a_library_that_was_killed_before_its_tables_were_made_is_empty_and_says_so(library: Path) -> None:
    library.mkdir()
    sqlite3.connect(library / "library.sqlite").close()
    with pytest.raises(LibraryMissing, match="is empty"):
        Store.open(library)
