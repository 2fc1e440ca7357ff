"""A library that is open for long: what other programs do to it meanwhile is seen, or said."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.search import retrieve
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.errors import ConfigurationError, LibraryBusy, LibraryMissing
from uniconv_edge.library import database, vectors
from uniconv_edge.library.query import parse
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.vectors import VectorIndex

DIMS = 64
SESSION = np.full(DIMS, DIMS**-0.5, np.float32)
_INDEXING = (
    "import sys; from pathlib import Path; from fakes import FakeEmbedder; from uniconv_edge.library.sync import sync\n"
    "list(sync(Path(sys.argv[1]), [], FakeEmbedder()))"
)


def make(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(f"The text of {Path(name).stem}.")


def names(retriever: Retriever, typed: str) -> set[str]:
    return {Path(hit.path).name for hit in retriever.find(parse(typed), SESSION, 8).hits}


def index_in_another_process(library: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", _INDEXING, str(library)],
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.fixture
def opened(library: Path, documents: Path):
    make(documents, "a.md")
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)
    yield retriever
    retriever.close()


def test_what_another_process_stores_is_seen_after_a_run_of_this_one(
    library: Path, documents: Path, opened: Retriever
) -> None:
    for number in range(3):
        list(sync(library, [], FakeEmbedder()))  # as the app does, beside its open library
        make(documents, f"b{number}.md")
        index_in_another_process(library)
        opened.refresh()
        assert opened.status().documents == number + 2
        assert f"b{number}.md" in names(opened, f"b{number}")


def test_looking_again_when_nothing_changed_loads_nothing(opened: Retriever, monkeypatch) -> None:
    monkeypatch.setattr(opened, "_load", lambda: pytest.fail("loaded"))
    before = opened.store.connection
    for _ in range(3):
        opened.refresh()
    assert opened.store.connection is before


def test_a_loading_that_failed_is_done_again(library: Path, documents: Path, opened: Retriever, monkeypatch) -> None:
    make(documents, "pears.md")
    list(sync(library, [], FakeEmbedder()))

    def fails(*_arguments: object) -> VectorIndex:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(retrieve.VectorIndex, "open", fails)
        with pytest.raises(MemoryError):
            opened.refresh()
    opened.refresh()
    assert len(opened._index) == 2
    assert "pears.md" in names(opened, "pears")


@pytest.mark.parametrize("fails", [False, True])
def test_another_library_in_the_place_of_the_open_one_is_opened(
    library: Path, documents: Path, tmp_path: Path, opened: Retriever, monkeypatch, fails: bool
) -> None:
    store, before = opened.store, opened.store.generation
    library.rename(tmp_path / "away")
    with pytest.raises(LibraryMissing):
        opened.refresh()
    (documents / "a.md").rename(documents / "b.md")
    list(sync(library, [documents], FakeEmbedder()))
    if fails:
        with monkeypatch.context() as patched:
            patched.setattr(opened, "_load", lambda: (_ for _ in ()).throw(MemoryError))
            with pytest.raises(MemoryError):
                opened.refresh()
    opened.refresh()
    assert store.generation == before  # two libraries may well have the same number
    assert names(opened, "text") == {"b.md"}
    assert opened.store is store  # which others hold
    assert store.counts() == (1, 1)


@pytest.mark.parametrize(("dims", "typed"), [(32, "f5 path:f5.md"), (DIMS, "f5 path:f5.md"), (DIMS, "f5")])
def test_vectors_of_two_models_are_never_compared(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch, dims: int, typed: str
) -> None:
    monkeypatch.setattr(vectors, "EXACT_BELOW", 20)
    make(documents, *(f"f{number}.md" for number in range(30)))
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)
    try:
        assert not retriever._index.exact
        assert "f5.md" in names(retriever, typed)
        monkeypatch.setattr(vectors, "refresh", lambda *_: None)  # the graph of the new model is still to be built
        list(sync(library, [], FakeEmbedder("other:1", dims)))
        with pytest.raises(ConfigurationError, match="other:1"):
            retriever.find(parse(typed), SESSION, 8)
    finally:
        retriever.close()


def test_a_library_opened_before_its_first_document_is_searched_after_it(library: Path, documents: Path) -> None:
    list(sync(library, [documents], FakeEmbedder()))
    retriever = Retriever(library)
    try:
        make(documents, "a.md")
        list(sync(library, [], FakeEmbedder()))
        assert names(retriever, "text") == {"a.md"}
        retriever.refresh()
        assert len(retriever._index) == 1
    finally:
        retriever.close()


def test_a_library_that_is_locked_is_busy_and_not_taken_for_one_that_never_changes(
    library: Path, opened: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.close()
    monkeypatch.setattr(database, "_BUSY_MILLISECONDS", 50)
    other = sqlite3.connect(library / database.DATABASE_FILE, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(LibraryBusy):
            Store.open(library)
    finally:
        other.close()


def test_a_library_opened_where_nothing_could_be_written_is_opened_again_once_it_changed(
    library: Path, documents: Path, opened: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.close()
    original = database._open_reader

    def without_room(path: Path, options: str) -> sqlite3.Connection:
        if "immutable" not in options:  # as on a full disk
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
            raise error
        return original(path, options)

    with monkeypatch.context() as patched:
        patched.setattr(database, "_open_reader", without_room)
        retriever = Retriever(library)
    try:
        retriever.refresh()
        make(documents, "b.md")
        list(sync(library, [], FakeEmbedder()))
        retriever.refresh()
        assert "b.md" in names(retriever, "b")
        assert not retriever.store.renew()
    finally:
        retriever.close()


def test_how_many_passages_have_a_word_is_counted_once_until_the_library_changes(
    library: Path, documents: Path, opened: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    count = retrieve.passages_with
    monkeypatch.setattr(retrieve, "passages_with", lambda store, word: asked.append(word) or count(store, word))
    make(documents, "b.md")
    list(sync(library, [], FakeEmbedder()))
    opened.refresh()
    for _ in range(3):
        assert opened.passage_counts(["text", "b", "nowhere", "?"]) == ([2, 1, 0, 0], 2)
    assert asked == ["text", "b", "nowhere", "?"]
    make(documents, "c.md")
    index_in_another_process(library)
    opened.refresh()
    assert opened.passage_counts(["text", "b"]) == ([3, 1], 3)
