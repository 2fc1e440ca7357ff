"""The life of a library: rules and collections that are remembered, absent disks, a change of model, moving it."""

import json
import os
import sqlite3
import threading
import zipfile
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import LibraryBusy, LibraryDamaged, LibraryNewer, UsageError
from uniconv_edge.library import collections, embedding, schema, transfer
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.database import DATABASE_FILE
from uniconv_edge.library.ignore import Rules
from uniconv_edge.library.roots import Choices, Root
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import forget, sync
from uniconv_edge.library.transfer import export_library, import_library
from uniconv_edge.library.vectors import VectorIndex
from uniconv_edge.library.watch import watch
from uniconv_edge.library.writer import Writer
from uniconv_edge.types import Indexed, IndexEvent, Published, Removed, Skipped, Waiting


def run(library: Path, *paths: Path, embedder: FakeEmbedder | None = None, **choices) -> list[IndexEvent]:
    return list(sync(library, paths, embedder or FakeEmbedder(), Choices(**choices)))


def kinds(events: list[IndexEvent]) -> Counter[str]:
    return Counter(type(event).__name__ for event in events)


def names(library: Path) -> list[str]:
    with Store.open(library) as store:
        paths = store.rows("SELECT path FROM documents ORDER BY path")
    return [Path(os.fsdecode(path)).name for (path,) in paths]


def make(folder: Path, *files: str) -> None:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The text of {name}.")


# Rules and collections


def test_rules_are_remembered_with_their_root_and_new_ones_take_documents_out(library: Path, documents: Path) -> None:
    make(documents, "a.md", "b.txt", "old/c.md")
    run(library, documents, include=("*.md",))
    assert names(library) == ["a.md", "c.md"]
    events = run(library, documents, exclude=("old/",))
    assert kinds(events) == {"Scanned": 1, "Unchanged": 1, "Removed": 1, "Published": 1}
    assert names(library) == ["a.md"]
    make(documents, "d.txt", "old/e.md", "f.md")
    run(library)
    assert names(library) == ["a.md", "f.md"]
    run(library, documents, include=(), exclude=())
    assert names(library) == ["a.md", "b.txt", "d.txt", "f.md", "c.md", "e.md"]


def test_an_inner_root_has_its_own_rules_and_collection(library: Path, documents: Path) -> None:
    make(documents, "a.txt", "work/b.txt", "work/c.md")
    run(library, documents)
    run(library, documents / "work", collection="work", include=("*.md",))
    run(library, documents)
    assert names(library) == ["a.txt", "c.md"]
    assert collections.collections(library) == [
        collections.Collection("default", (str(documents),), 1, 1),
        collections.Collection("work", (str(documents / "work"),), 1, 1),
    ]


def test_a_part_of_a_root_can_be_brought_up_to_date_alone(library: Path, documents: Path) -> None:
    make(documents, "a.txt", "sub/b.txt", "sub/c.txt")
    run(library, documents)
    make(documents, "new.txt", "sub/new.txt")
    (documents / "sub/b.txt").unlink()
    (documents / "a.txt").unlink()
    assert kinds(run(library, documents / "sub")) == {
        "Scanned": 1, "Unchanged": 1, "Indexed": 1, "Removed": 1, "Published": 1,
    }  # fmt: skip
    assert names(library) == ["a.txt", "c.txt", "new.txt"]
    with Store.open(library) as store:
        assert list(store.roots()) == [str(documents)]


def test_collections_are_renamed_joined_and_removed_with_every_trace(library: Path, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        make(tmp_path / name, f"{name}.txt", f"canary{name}.jpg")
        run(library, tmp_path / name, collection=name)
    collections.rename(library, "one", "two")
    assert [(c.name, c.documents) for c in collections.collections(library)] == [("three", 1), ("two", 2)]
    assert collections.remove(library, "two") == 2
    assert names(library) == ["three.txt"]
    content = b"".join(path.read_bytes() for path in library.iterdir())
    assert b"canaryone" not in content
    assert b"two.txt" not in content
    assert b"canarythree" in content
    for wrong in (lambda: collections.remove(library, "two"), lambda: collections.rename(library, "three", "a b")):
        with pytest.raises(UsageError):
            wrong()


def test_forgetting_says_so_when_a_reader_keeps_the_log(library: Path, documents: Path, monkeypatch) -> None:
    make(documents, "a.txt")
    run(library, documents)
    with Store.open(library) as reader, reader.snapshot():
        reader.counts()
        monkeypatch.setattr("uniconv_edge.library.database._BUSY_MILLISECONDS", 50)
        with pytest.raises(LibraryBusy, match="keeps its bytes"):
            forget(library, documents)
    assert names(library) == []
    forget(library, documents)
    assert b"text of a" not in b"".join(path.read_bytes() for path in library.iterdir())


# What was not finished


def test_a_run_that_ended_before_all_files_were_read_is_noted_until_another_has_read_them(
    library: Path, tmp_path: Path
) -> None:
    make(tmp_path / "one", *(f"{number}.txt" for number in range(40)))
    make(tmp_path / "two", "other.txt")
    events = sync(library, [tmp_path / "one"], FakeEmbedder())
    while not isinstance(next(events), Indexed):
        pass
    with Store.open(library) as store:
        assert store.is_unfinished
        assert not store.status().unfinished  # it is under way
    events.close()
    run(library, tmp_path / "two")  # the first is as it was
    with Store.open(library) as store:
        assert store.status().unfinished
    run(library)
    with Store.open(library) as store:
        assert not store.status().unfinished
    assert len(names(library)) == 41


def test_a_run_of_one_folder_is_finished_whatever_others_there_are(library: Path, tmp_path: Path) -> None:
    make(tmp_path / "one", *(f"{number}.txt" for number in range(40)))
    make(tmp_path / "two", "other.txt")
    run(library, tmp_path / "two")
    events = sync(library, [tmp_path / "one"], FakeEmbedder())
    while not isinstance(next(events), Indexed):
        pass
    events.close()
    run(library, tmp_path / "one" / "39.txt")  # the others of its folder are as they were
    with Store.open(library) as store:
        assert store.unfinished_roots() == {str(tmp_path / "one")}
    run(library, tmp_path / "one")
    with Store.open(library) as store:
        assert not store.is_unfinished


def test_a_folder_that_is_forgotten_leaves_no_note_that_it_was_not_read(library: Path, documents: Path) -> None:
    make(documents, "a.txt")
    run(library, documents)
    with Store.open(library, write=True) as store:
        Writer(store).set_unfinished({str(documents)})
    forget(library, documents)
    with Store.open(library) as store:
        assert not store.status().unfinished
    assert str(documents).encode().hex().upper().encode() not in (library / DATABASE_FILE).read_bytes()


# What vanished


def test_a_folder_that_vanished_whole_is_asked_about(library: Path, tmp_path: Path) -> None:
    for name in ("gone", "stays"):
        make(tmp_path / name, f"{name}1.txt", f"{name}2.txt")
        run(library, tmp_path / name)
    (tmp_path / "gone").rename(tmp_path / "elsewhere")
    asked: list[tuple[str, int]] = []

    def answer(folder: str, documents: int) -> bool:
        asked.append((folder, documents))
        return len(asked) > 1

    [skipped] = [event for event in run(library, may_remove=answer) if isinstance(event, Skipped)]
    assert "2 documents are kept" in skipped.reason
    assert kinds(run(library, may_remove=answer))["Removed"] == 2
    assert asked == [(str(tmp_path / "gone"), 2)] * 2
    assert names(library) == ["stays1.txt", "stays2.txt"]
    with Store.open(library) as store:
        assert list(store.roots()) == [str(tmp_path / "stays")]


def test_a_disk_below_a_root_that_is_not_mounted_keeps_its_documents(library: Path, documents: Path) -> None:
    make(documents, "a.txt", "mount/b.txt", "mount/deep/c.txt")
    run(library, documents)
    with Store.open(library, write=True) as store:  # as if `mount` had been another disk
        store.connection.execute("UPDATE documents SET device = device + 1 WHERE CAST(path AS TEXT) LIKE '%/mount/%'")
    for name in ("mount/b.txt", "mount/deep/c.txt", "a.txt"):
        (documents / name).unlink()
    (documents / "mount/deep").rmdir()
    events = run(library)
    assert [event.path for event in events if isinstance(event, Removed)] == [str(documents / "a.txt")]
    [skipped] = [event for event in events if isinstance(event, Skipped)]
    assert (skipped.path, "not mounted" in skipped.reason) == (str(documents / "mount"), True)
    assert names(library) == ["b.txt", "c.txt"]
    assert kinds(run(library, may_remove=lambda folder, documents: True))["Removed"] == 2


def test_a_file_named_by_itself_leaves_when_it_is_deleted_and_is_read_when_it_is_back(
    library: Path, documents: Path
) -> None:
    make(documents, "a.txt", "b.txt")
    run(library, documents / "a.txt")
    (documents / "a.txt").unlink()
    assert kinds(run(library))["Removed"] == 1
    assert names(library) == []
    [skipped] = [event for event in run(library) if isinstance(event, Skipped)]
    assert (skipped.path, skipped.reason) == (str(documents / "a.txt"), "is not there")
    make(documents, "a.txt")
    assert kinds(run(library))["Indexed"] == 1
    (documents / "a.txt").unlink()
    run(library)
    run(library, may_remove=lambda folder, documents: True)
    with Store.open(library) as store:
        assert store.roots() == {}


def test_a_disk_with_another_number_after_a_restart_changes_nothing(library: Path, documents: Path) -> None:
    make(documents, "a.txt")
    run(library, documents)
    with Store.open(library, write=True) as store:
        store.connection.execute("UPDATE documents SET device = 7")
        store.connection.execute("UPDATE roots SET device = 7")
        before = store.generation
    assert kinds(run(library))["Unchanged"] == 1
    with Store.open(library) as store:
        assert store.generation == before
        assert store.rows("SELECT device FROM documents") == [(documents.stat().st_dev,)]


# Another model


def test_old_vectors_answer_until_the_last_of_a_new_model_is_there(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "BATCH_PASSAGES", 2)
    make(documents, *(f"{number}.txt" for number in range(6)))
    run(library, documents)
    other = FakeEmbedder("other:1", dims=32)
    events = sync(library, [], other)
    question = FakeEmbedder().embed_passages([("4", "The text of 4.txt.")])[0]
    while not isinstance(next(events), Indexed):
        pass
    with Store.open(library) as reader:
        assert reader.model_identity == "fake:1"
        assert reader.rows("SELECT count(*) FROM next_vectors") == [(2,)]
        assert VectorIndex.open(reader, library).search(question, 1)[0][1] == pytest.approx(1, abs=1e-5)
        events.close()
        again = FakeEmbedder("other:1", dims=32)
        run(library, embedder=again)
        assert len([pair for pair in again.embedded if "text of" in pair[1]]) == 4
        assert (reader.model_identity, reader.dims) == ("other:1", 32)
        assert reader.vectors()[1].codes.shape == (6, 32)
        assert reader.rows("SELECT count(*) FROM next_vectors") == [(0,)]


def test_documents_that_change_during_a_change_of_model_have_both_vectors_in_the_end(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "BATCH_PASSAGES", 1)
    make(documents, "a.txt", "b.txt")
    run(library, documents)
    make(documents, "c.txt")
    events = sync(library, [], FakeEmbedder("other:1", dims=32))
    while not isinstance(next(events), Indexed):
        pass
    events.close()
    assert kinds(run(library, embedder=FakeEmbedder("fake:1")))["Indexed"] == 1  # back to the first model
    with Store.open(library) as store:
        assert (store.model_identity, store.meta("next_model")) == ("fake:1", "")
        assert store.vectors()[1].codes.shape == (3, 64)
        assert store.rows("SELECT count(*) FROM next_vectors") == [(0,)]


def test_identical_passages_are_embedded_once(library: Path, documents: Path) -> None:
    for name in ("x/same.txt", "y/same.txt", "z/same.txt"):
        make(documents, name)
        (documents / name).write_text("The very same text.")
    embedder = FakeEmbedder()
    run(library, documents, embedder=embedder)
    assert len([pair for pair in embedder.embedded if "same text" in pair[1]]) == 1
    with Store.open(library) as store:
        assert len(set(store.vectors()[1].stored())) == 1
        assert len(store.vectors()[0]) == 3


# Watching


def test_a_watched_folder_is_followed_and_stopped_at_once(library: Path, documents: Path) -> None:
    make(documents, "a.txt")
    stop = threading.Event()
    seen: list[str] = []
    for event in watch(library, [documents], FakeEmbedder(), stop=stop):
        if isinstance(event, Waiting):
            seen.append("rest")
            if seen.count("rest") == 1:
                make(documents, "sub/b.txt")
            elif seen.count("rest") == 2:
                (documents / "a.txt").unlink()
            else:
                stop.set()
        elif isinstance(event, Indexed | Removed):
            seen.append(f"{type(event).__name__} {Path(event.path).name}")
    assert [line for line in seen if line != "rest"] == ["Indexed a.txt", "Indexed b.txt", "Removed a.txt"]
    assert not [thread for thread in threading.enumerate() if thread.name == "watching"]


def test_a_watcher_waits_while_another_writes(library: Path, documents: Path, monkeypatch) -> None:
    monkeypatch.setattr("uniconv_edge.library.watch._BUSY_SECONDS", 0.01)
    make(documents, "a.txt")
    other = Store.open(library, write=True)
    stop = threading.Event()
    waited = ""
    for event in watch(library, [documents], FakeEmbedder(), stop=stop, polling=True):
        if isinstance(event, Waiting) and not waited:
            waited = event.reason
            other.close()
        elif isinstance(event, Published):
            stop.set()
    assert f"process {os.getpid()}" in waited
    assert names(library) == ["a.txt"]


# Export and import


@pytest.fixture
def exported(library: Path, documents: Path, tmp_path: Path) -> Path:
    make(documents, "a.txt", "sub/b.txt")
    run(library, documents, collection="mine", exclude=("x*",))
    export_library(library, tmp_path / "moved.uniconv")
    return tmp_path / "moved.uniconv"


def test_a_library_moves_to_another_machine_where_nothing_is_embedded_again(
    library: Path, documents: Path, tmp_path: Path, exported: Path
) -> None:
    there = tmp_path / "there"
    documents.rename(there)
    new = tmp_path / "new"
    manifest = import_library(new, exported, {str(documents): str(there)})
    assert (manifest.documents, manifest.model) == (2, "fake:1")
    embedder = FakeEmbedder()
    assert kinds(run(new, embedder=embedder)) == {"Scanned": 1, "Unchanged": 2, "Published": 1}
    assert embedder.embedded == []
    with Store.open(new) as store:
        [root] = store.roots().values()
        assert replace(root, device=0) == Root(str(there), 0, "mine", Rules(exclude=("x*",)))
        [hit] = hits_of(store, WordIndex(store).search("b", 2))
        assert hit.path == str(there / "sub/b.txt")
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
    assert {path.stat().st_mode & 0o077 for path in (exported, new, *new.iterdir())} == {0}
    assert [path.name for path in new.iterdir() if path.name.startswith(".")] == []


def test_nothing_is_overwritten_unasked(library: Path, tmp_path: Path, exported: Path) -> None:
    with pytest.raises(UsageError, match="exists"):
        export_library(library, exported)
    export_library(library, exported, replace=True)
    with pytest.raises(UsageError, match="has documents already"):
        import_library(library, exported, {})
    with Store.open(library) as reader:
        generation = reader.generation
        import_library(library, exported, {}, replace=True)
        assert reader.counts() == (2, 2)
        assert reader.generation > generation


def test_a_damaged_or_foreign_file_is_refused_and_leaves_nothing(tmp_path: Path, exported: Path) -> None:
    sound = exported.read_bytes()
    new = tmp_path / "new"
    rng = np.random.default_rng(1)
    outcomes: Counter[str] = Counter()
    for turn in range(40):
        data = bytearray(sound)
        data[int(rng.integers(len(data)))] ^= 1 << int(rng.integers(8))
        if turn % 4 == 0:
            data = data[: int(rng.integers(len(data)))]
        exported.write_bytes(data)
        try:
            import_library(new, exported, {}, replace=True)
        except (LibraryDamaged, LibraryNewer) as error:
            outcomes[type(error).__name__] += 1
        else:  # a bit that carries nothing, such as a time: what was imported is the library, whole
            outcomes["same"] += 1
            with Store.open(new) as store:
                assert store.counts() == (2, 2)
    assert outcomes["LibraryDamaged"] >= 30
    assert not list(new.glob(".uniconv*"))


def rewritten(exported: Path, tmp_path: Path, change: str = "", **manifest: object) -> Path:
    """The same file with a record changed by SQL, digest and all, as a stranger would make it."""
    record, made = tmp_path / "record.sqlite", tmp_path / "made.uniconv"
    with zipfile.ZipFile(exported) as archive:
        record.write_bytes(archive.read("library.sqlite"))
    connection = sqlite3.connect(record)
    connection.executescript(change)
    connection.close()
    described = asdict(transfer._describe(record)) | manifest
    with zipfile.ZipFile(made, "w") as archive:
        archive.write(record, "library.sqlite")
        archive.writestr("manifest.json", json.dumps(described))
    return made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM documents; END", "other tables"),
        ("CREATE VIEW v AS SELECT 1", "other tables"),
        ("DROP TABLE next_vectors", "other tables"),
        ("UPDATE vectors SET vector = x'00'", "2 vectors that no search can use"),
        ("UPDATE roots SET rules = '[]'", "damaged"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM documents WHERE id = 1", "damaged"),
        ("UPDATE meta SET value = 'x' WHERE key = 'dims'", "damaged"),
    ],
)
def test_a_record_made_by_a_stranger_is_refused(exported: Path, tmp_path: Path, change: str, words: str) -> None:
    with pytest.raises(LibraryDamaged, match=words):
        import_library(tmp_path / "new", rewritten(exported, tmp_path, change), {})
    assert [path.name for path in (tmp_path / "new").iterdir() if path.suffix != ".lock"] == ["library.sqlite"]


@pytest.mark.parametrize("key", ["schema", "size_bytes"])
def test_an_infinite_number_in_its_manifest_is_refused(exported: Path, tmp_path: Path, key: str) -> None:
    with pytest.raises(LibraryDamaged, match="no exported library"):
        import_library(tmp_path / "new", rewritten(exported, tmp_path, **{key: float("inf")}), {})


def test_a_file_of_a_newer_program_or_with_more_members_is_refused(exported: Path, tmp_path: Path) -> None:
    with pytest.raises(LibraryNewer):
        import_library(tmp_path / "new", rewritten(exported, tmp_path, schema=schema.VERSION + 1), {})
    with pytest.raises(LibraryNewer):
        import_library(tmp_path / "new", rewritten(exported, tmp_path, version=2), {})
    with zipfile.ZipFile(exported, "a") as archive:
        archive.writestr("../evil", "x")
    with pytest.raises(LibraryDamaged, match="no exported library"):
        import_library(tmp_path / "new", exported, {})
    with pytest.raises(UsageError, match=r"cannot read .*: Is a directory"):
        import_library(tmp_path / "new", tmp_path, {})
    with pytest.raises(UsageError, match="no folder"):
        export_library(tmp_path / "new", tmp_path / "nowhere" / "out")
    with pytest.raises(UsageError, match="there is no such file"):
        import_library(tmp_path / "new", tmp_path / "none", {})
