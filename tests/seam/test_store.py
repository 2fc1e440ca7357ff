"""The record: opening, refusing, locking, reading beside a writer."""

import errno
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from patience import Stopwatch
from processes import started

from uniconv_edge.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryMissing,
    LibraryNewer,
    LibraryReadOnly,
    UsageError,
)
from uniconv_edge.library import schema, vectors
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.database import DATABASE_FILE, disk_errors, library_errors
from uniconv_edge.library.health import check_library, repair
from uniconv_edge.library.lock import WriterLock, holder, is_held
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.writer import Writer


def test_a_reader_without_a_library_says_how_to_make_one(library: Path) -> None:
    with pytest.raises(LibraryMissing, match="uniconv-edge index"):
        Store.open(library)
    assert not library.exists()


def test_words_are_found_by_their_stem_without_accents_and_in_titles(filled: Path) -> None:
    with Store.open(filled) as store:
        for query in ("CAFE", "run", "does it serve a duck?"):
            assert hits_of(store, WordIndex(store).search(query, 3))[0].path.endswith("a.txt")
        assert hits_of(store, WordIndex(store).search("swim", 3))[0].title == "Swimming"
        assert WordIndex(store).search("", 3) == WordIndex(store).search("ducks", 0) == []
        scores = [score for _, score in WordIndex(store).search("ducks water", 3)]
        assert scores == sorted(scores, reverse=True)
        assert min(scores) > 0


def test_a_document_with_a_title_is_found_by_the_name_of_its_file(library: Path, documents: Path) -> None:
    (documents / "laundry-invoice.md").write_text("# BL-5530\n\nNapkins, 612 pieces.")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        [hit] = hits_of(store, WordIndex(store).search("laundry", 3))
    assert (hit.title, hit.path) == ("BL-5530", str(documents / "laundry-invoice.md"))


def test_hits_keep_their_order_and_pass_over_passages_that_left(filled: Path) -> None:
    with Store.open(filled) as store:
        hits = hits_of(store, [(2, 0.9), (999, 0.8), (1, 0.7)])
        assert [(hit.rank, hit.passage_id, hit.score) for hit in hits] == [(1, 2, 0.9), (2, 1, 0.7)]
        assert hits_of(store, []) == []
        assert len(hits_of(store, [(1, 0.0)] * 1200)) == 1200


def test_status_counts_what_there_is(filled: Path, documents: Path) -> None:
    with Store.open(filled) as store:
        state = store.status()
    assert (state.documents, state.passages, state.model) == (2, 2, "fake:1")
    assert state.roots == (str(documents),)
    assert state.size_bytes > 10_000


def test_status_counts_the_documents_of_each_folder(library: Path, documents: Path) -> None:
    for name in ("a/1.txt", "a/deep/2.txt", "a-b/3.txt", "a0.txt"):
        (documents / name).parent.mkdir(parents=True, exist_ok=True)
        (documents / name).write_text(f"This is {name}.")
    named = [documents / "a", documents / "a" / "deep", documents / "a-b", documents / "a0.txt"]
    list(sync(library, named, FakeEmbedder()))
    with Store.open(library) as store:
        state = store.status()
    assert dict(zip(state.roots, state.root_documents, strict=True)) == dict(
        zip(map(str, named), (2, 1, 1, 1), strict=True)
    )


def test_a_page_that_left_is_an_error_with_a_name(filled: Path) -> None:
    with Store.open(filled) as store, pytest.raises(LibraryMissing, match="document 77"):
        store.page_text(77, 0)


def test_the_generation_grows_with_documents_and_not_with_a_run_that_changes_nothing(
    filled: Path, documents: Path
) -> None:
    with Store.open(filled) as reader:
        first = reader.generation
        list(sync(filled, [documents], FakeEmbedder()))
        assert reader.generation == first
        (documents / "c.txt").write_text("new")
        list(sync(filled, [documents], FakeEmbedder()))
        assert reader.generation > first


def test_a_reader_cannot_write(filled: Path) -> None:
    with Store.open(filled) as store, pytest.raises(LibraryReadOnly):
        store.rows("DELETE FROM documents")


def test_a_reader_sees_one_state_during_a_snapshot(filled: Path, documents: Path) -> None:
    with Store.open(filled) as reader, reader.snapshot():
        before = reader.counts()
        (documents / "c.txt").write_text("new")
        list(sync(filled, [documents], FakeEmbedder()))
        assert reader.counts() == before


def test_a_newer_schema_is_refused_and_left_as_it_is(filled: Path) -> None:
    connection = sqlite3.connect(filled / DATABASE_FILE)
    connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    for write in (False, True):
        with pytest.raises(LibraryNewer, match="update uniconv-edge"):
            Store.open(filled, write=write)
    assert not is_held(filled)


def test_an_open_reader_says_that_a_newer_program_has_migrated_the_library(filled: Path) -> None:
    with Store.open(filled) as reader:
        assert not reader.renew()
        with closing(sqlite3.connect(filled / DATABASE_FILE)) as connection:
            connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
        with pytest.raises(LibraryNewer, match="update uniconv-edge"):
            reader.renew()


@pytest.mark.parametrize("version", [0, 3, schema.VERSION, schema.VERSION + 40])
def test_a_database_of_another_program_is_named_and_left_as_it_is(library: Path, documents: Path, version: int) -> None:
    library.mkdir()
    with closing(sqlite3.connect(library / DATABASE_FILE)) as connection:
        connection.executescript(f"CREATE TABLE songs (name); PRAGMA user_version = {version};")
    before = (library / DATABASE_FILE).read_bytes()
    for write in (False, True):
        with pytest.raises(UsageError, match="a database of another program"):
            Store.open(library, write=write)
    assert (library / DATABASE_FILE).read_bytes() == before
    assert not is_held(library)


def test_a_pipe_in_the_place_of_the_record_is_named(library: Path) -> None:
    library.mkdir()
    os.mkfifo(library / DATABASE_FILE)
    with pytest.raises(UsageError, match="no regular file"):
        Store.open(library, write=True)


@pytest.mark.parametrize("content", [b"this is not a database file at all" * 100, b""])
def test_a_file_that_is_no_database_is_refused(library: Path, content: bytes) -> None:
    library.mkdir()
    (library / DATABASE_FILE).write_bytes(content)
    with pytest.raises((LibraryDamaged, LibraryMissing)):
        Store.open(library)


def test_a_damaged_page_is_reported_by_doctor(filled: Path) -> None:
    path = filled / DATABASE_FILE
    data = bytearray(path.read_bytes())
    for page in range(4, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = os.urandom(64)
    path.write_bytes(data)
    assert any(finding.level == "fail" and "damaged" in finding.message for finding in check_library(filled))


def test_doctor_finds_nothing_wrong_in_a_sound_library(filled: Path) -> None:
    assert {finding.level for finding in check_library(filled) if finding.subject != "sqlite"} == {"ok"}


def test_doctor_names_files_that_others_may_read(filled: Path) -> None:
    (filled / DATABASE_FILE).chmod(0o644)
    [finding] = [finding for finding in check_library(filled) if finding.level == "fail"]
    assert DATABASE_FILE in finding.message
    assert "--repair" in finding.advice
    assert "closed to other accounts" in repair(filled)[0]
    assert (filled / DATABASE_FILE).stat().st_mode & 0o077 == 0


def test_repair_rebuilds_the_vector_file_and_the_words(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_BELOW", 1)
    with Store.open(filled, write=True) as store:
        store.connection.execute("INSERT INTO words (words, rowid, title, text) VALUES ('delete', 1, 'a', 'café')")
    assert len(repair(filled)) == 2
    assert repair(filled) == []
    with Store.open(filled) as store:
        assert WordIndex(store).search("cafe", 5)


def test_doctor_tells_of_absent_folders_of_a_change_of_model_and_of_a_stopped_writer(
    filled: Path, documents: Path
) -> None:
    with Store.open(filled, write=True) as store:
        Writer(store).begin_model("other:1", 32)
    (filled / "index.lock").write_text('{"pid": 99999999, "started": 1}')
    documents.rename(documents.with_name("away"))
    found = {finding.subject: finding for finding in check_library(filled)}
    assert (found["folder"].level, str(documents) in found["folder"].message) == ("warn", True)
    assert "0 of 2 vectors of other:1" in found["model change"].message
    assert "99999999 was stopped" in found["lock"].message


# the writer lock

HOLD = """
import sys, time
from pathlib import Path
from uniconv_edge.library.store import Store
with Store.open(Path(sys.argv[1]), write=True):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def other_writer(library: Path):
    with started([sys.executable, "-c", HOLD, str(library)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process


def test_a_second_writer_is_told_the_pid_of_the_first_at_once(library: Path, other_writer) -> None:
    took = Stopwatch()
    with pytest.raises(LibraryBusy, match=f"process {other_writer.pid}") as caught:
        Store.open(library, write=True)
    assert took.seconds() < 1
    assert caught.value.exit_code == 3
    assert is_held(library)


def test_readers_read_while_another_process_writes(library: Path, other_writer) -> None:
    with Store.open(library) as store:
        assert store.counts() == (0, 0)


def test_the_lock_of_a_killed_writer_is_free(library: Path, other_writer) -> None:
    other_writer.kill()
    other_writer.wait()
    assert holder(library) == other_writer.pid
    with Store.open(library, write=True):
        assert holder(library) == os.getpid()
    assert holder(library) is None


def test_two_writers_of_one_process_exclude_each_other(library: Path) -> None:
    with Store.open(library, write=True), pytest.raises(LibraryBusy):
        WriterLock.acquire(library)


# odd places


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryReadOnly, match="not a folder"):
        Store.open(tmp_path / "file", write=True)


def test_a_library_lives_under_an_odd_name(tmp_path: Path, documents: Path) -> None:
    folder = tmp_path / "odd ?#% name\n☕'"
    (documents / "a.txt").write_text("text")
    list(sync(folder, [documents], FakeEmbedder()))
    with Store.open(folder) as store:
        assert store.counts()[0] == 1


def test_a_full_disk_has_its_own_error(library: Path) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA max_page_count = 3")
    with pytest.raises(DiskFull, match="kept"), library_errors(library):
        connection.execute("INSERT INTO t VALUES (zeroblob(1000000))")
    connection.close()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("call", [(Path, "mkdir"), (os, "open")], ids=["folder", "files"])
def test_no_room_for_a_new_library_is_not_told_as_want_of_permission(
    library: Path, monkeypatch: pytest.MonkeyPatch, call: tuple[object, str], code: int
) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(*call, full)
        with pytest.raises(DiskFull, match="its disk is full") as caught:
            Store.open(library, write=True)
    assert "free some room" in caught.value.hint
    with pytest.raises(DiskFull), disk_errors(library):
        full()


def test_a_reader_beside_a_busy_writer_sees_only_whole_documents(library: Path, documents: Path) -> None:
    def write(turn: int) -> None:
        for number in range(10):
            (documents / f"{number}.txt").write_text(f"Turn {turn} file {number}. " + "common word " * (50 + 10 * turn))

    write(0)
    list(sync(library, [documents], FakeEmbedder()))
    done = threading.Event()
    checked: list[int] = []
    wrong: list[str] = []

    def read() -> None:
        with Store.open(library) as store:
            while not done.is_set():
                with store.snapshot():
                    hits = hits_of(store, WordIndex(store).search("common", 10))
                    texts = [store.page_text(hit.document_id, hit.page_index)[hit.start : hit.end] for hit in hits]
                checked.append(len(hits))
                wrong.extend(hit.path for hit, text in zip(hits, texts, strict=True) if text != hit.text)

    reader = threading.Thread(target=read)
    reader.start()
    turn = 0
    try:
        while turn < 3 or (len(checked) <= 3 and turn < 30 and reader.is_alive()):
            turn += 1
            write(turn)
            list(sync(library, [documents], FakeEmbedder()))
    finally:
        done.set()
        reader.join()
    assert wrong == []
    assert len(checked) > 3
    assert min(checked) == 10
