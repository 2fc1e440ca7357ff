"""The vector file is a cache: whatever happens to it, answers are those of the exact scan, and it is rebuilt."""

import errno
import os
import random
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import DiskFull
from uniconv_edge.library import vectors
from uniconv_edge.library.quantised import Quantised
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import erasing, sync
from uniconv_edge.library.vectors import VectorIndex, is_current, publish
from uniconv_edge.library.writer import Writer

COUNT, DIMS = 600, 32


def stored(vector: np.ndarray) -> bytes:
    """A unit vector as a library holds it."""
    return Quantised.of(vector[None]).stored()[0]


def fill(folder: Path, seed: int = 1, count: int = COUNT, model: str = "m:1") -> None:
    """A library with random unit vectors and nothing else that matters."""
    matrix = np.random.default_rng(seed).standard_normal((count, DIMS)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    with Store.open(folder, write=True) as store:
        Writer(store).adopt_model(model, DIMS)
        run = store.connection.execute
        run("BEGIN")
        run(
            "INSERT OR IGNORE INTO documents (id, path, title, sha256, size_bytes, mtime_ns, reader, indexed_ns) "
            "VALUES (1, x'61', 'a', '', 0, 0, 1, 0)"
        )
        run("INSERT OR IGNORE INTO pages (document_id, page_index, heading, text) VALUES (1, 0, '', 'text')")
        for number, vector in enumerate(matrix, start=1):
            run(
                "INSERT OR IGNORE INTO passages "
                "(id, document_id, page_index, start, end, heading, title, text, digest) "
                "VALUES (?, 1, 0, 0, 4, '', 'a', 'text', x'00')",
                (number,),
            )
            run("INSERT INTO vectors VALUES (?, ?)", (number, stored(vector)))
        run("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        run("COMMIT")
        publish(store, folder)


@pytest.fixture(autouse=True)
def a_graph_from_one_passage_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_BELOW", 1)


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "library"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "library"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors, "EXACT_BELOW", 1)
        fill(folder)
    return folder


def only_file(folder: Path) -> Path:
    [path] = folder.glob("*.hnsw")
    return path


def questions(count: int = 20) -> np.ndarray:
    matrix = np.random.default_rng(9).standard_normal((count, DIMS)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def exact_answers(folder: Path) -> list[list[int]]:
    with Store.open(folder) as store:
        index = VectorIndex(*store.vectors())
    return [[label for label, _ in index.search(query, 10)] for query in questions()]


def answers(folder: Path) -> tuple[bool, list[list[int]]]:
    with Store.open(folder) as store:
        index = VectorIndex.open(store, folder)
        return index.exact, [[label for label, _ in index.search(query, 10)] for query in questions()]


def test_a_sound_file_is_loaded_and_agrees_with_the_exact_scan(folder: Path) -> None:
    exact, found = answers(folder)
    assert not exact
    agreement = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found, exact_answers(folder), strict=True)])
    assert agreement > 0.97


def test_a_search_gives_cosines_best_first_and_never_more_than_there_are(folder: Path, monkeypatch) -> None:
    with Store.open(folder) as store:
        graph = VectorIndex.open(store, folder)
        monkeypatch.setattr(vectors, "EXACT_BELOW", COUNT + 1)
        scan = VectorIndex.open(store, folder)
        ids, found = store.vectors()
        matrix = found.matrix()
    for index in (graph, scan):
        found = index.search(matrix[7], COUNT * 3)
        assert found[0][0] == ids[7]
        assert found[0][1] == pytest.approx(1.0, abs=1e-5)
        assert len(found) <= COUNT
        cosines = [cosine for _, cosine in found]
        assert cosines == sorted(cosines, reverse=True)
        assert index.search(matrix[7], 0) == []
    assert len(scan.search(matrix[7], COUNT * 3)) == COUNT


def test_an_empty_library_answers_with_nothing(library: Path, documents: Path) -> None:
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        assert VectorIndex.open(store, library).search(np.ones(64, np.float32), 5) == []


def mutations(data: bytes) -> list[bytes]:
    """The damage measured to crash hnswlib or to change its answers, thirty-two times: cut, bits, lost pages."""
    chance = random.Random(5)
    found = [b""]
    for _ in range(8):
        found.append(data[: chance.randrange(len(data))])
        for limit in (96, len(data)):
            at, bit = chance.randrange(limit), 1 << chance.randrange(8)
            found.append(data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :])
        at = chance.randrange(0, len(data) - 4096)
        changed = data[:at] + (bytes(4096) if chance.random() < 0.5 else chance.randbytes(4096)) + data[at + 4096 :]
        found.append(changed)
    return [mutation for mutation in found if mutation != data]


def test_a_damaged_or_truncated_file_is_never_loaded_and_answers_equal_the_exact_scan(folder: Path) -> None:
    path = only_file(folder)
    sound = path.read_bytes()
    expected = exact_answers(folder)
    damaged = mutations(sound)
    assert len(damaged) > 25
    for number, data in enumerate(damaged):
        path.write_bytes(data)
        assert answers(folder) == (True, expected), number
    path.write_bytes(sound)
    assert not answers(folder)[0]


def test_an_absent_file_is_no_trouble(folder: Path) -> None:
    only_file(folder).unlink()
    assert answers(folder) == (True, exact_answers(folder))


def test_a_valid_file_of_another_library_is_not_loaded(folder: Path, tmp_path: Path) -> None:
    fill(tmp_path / "foreign", seed=2)
    shutil.copy(only_file(tmp_path / "foreign"), only_file(folder))
    assert answers(folder) == (True, exact_answers(folder))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meta SET value = value + 1 WHERE key = 'generation'",
        "UPDATE meta SET value = 'other:1' WHERE key = 'model'",
        "DELETE FROM vectors WHERE passage_id = 5",
        "UPDATE vector_cache SET file = '../library/' || file",
        "DELETE FROM vector_cache",
    ],
)
def test_a_stale_or_misnamed_file_is_not_loaded(folder: Path, change: str) -> None:
    with Store.open(folder, write=True) as store:
        store.connection.execute(change)
    assert answers(folder) == (True, exact_answers(folder))


def test_the_next_run_rebuilds_a_damaged_file(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("text")
    list(sync(library, [documents], FakeEmbedder()))
    only_file(library).write_bytes(b"damaged")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        assert is_current(store, library)


def test_an_old_file_and_leftovers_of_a_killed_run_are_removed(folder: Path) -> None:
    (folder / "vectors-1.hnsw").write_bytes(b"old")
    (folder / "vectors-abc.part").write_bytes(b"half")
    with Store.open(folder, write=True) as store:
        publish(store, folder)
        assert is_current(store, folder)
    only_file(folder)
    assert not list(folder.glob("*.part"))


def test_a_file_that_cannot_be_written_whole_leaves_the_former(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    savez = np.savez

    def full(stream: BinaryIO, **arrays: Any) -> None:
        savez(stream, **arrays)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = only_file(folder).read_bytes()
    monkeypatch.setattr(np, "savez", full)
    with Store.open(folder, write=True) as store, pytest.raises(DiskFull, match="what was there is kept"):
        publish(store, folder)
    assert only_file(folder).read_bytes() == before
    assert not list(folder.glob("*.part"))


def graph_in(folder: Path, read: Any = vectors._load) -> Any:
    with Store.open(folder) as store:
        return read(only_file(folder), store.cache_record())


def test_the_file_holds_the_graph_with_the_vectors_of_the_library(folder: Path) -> None:
    graph = graph_in(folder)
    with Store.open(folder) as store:
        ids, found = store.vectors()
    assert np.array_equal(graph.get_items(ids), found.matrix())
    assert only_file(folder).stat().st_size < graph.index_file_size() * 0.8
    before = graph.__getstate__()[0]
    publish_again(folder)
    after = graph_in(folder).__getstate__()[0]
    assert all(np.array_equal(before[name], after[name]) for name in ("data_level0", "link_lists", "element_levels"))


def test_a_file_as_hnswlib_writes_it_is_read_and_written_anew_at_the_next_change(folder: Path, monkeypatch) -> None:
    """Files of before schema 8, whose vectors are those of before."""
    rough, path = questions(COUNT), only_file(folder)
    vectors.graph_of(np.arange(1, COUNT + 1), rough).save_index(str(path))
    with Store.open(folder, write=True) as store:
        for number, vector in enumerate(rough, 1):
            store.connection.execute("UPDATE vectors SET vector = ? WHERE passage_id = ?", (stored(vector), number))
        size, digest = vectors._digest(path)
        store.connection.execute("UPDATE vector_cache SET size_bytes = ?, digest = ?", (size, digest))
    assert not answers(folder)[0]
    added = graphs_built(monkeypatch)
    change(folder, "DELETE FROM passages WHERE id = 3")
    publish_again(folder)
    assert added == []
    assert only_file(folder).stat().st_size < 0.8 * size
    assert agreement(folder) > 0.97


@pytest.mark.slow
def test_ten_thousand_vectors_are_rebuilt_and_scanned_quickly(tmp_path: Path) -> None:
    count = 10_000
    fill(tmp_path / "library", count=count)
    with Store.open(tmp_path / "library") as store:
        index = VectorIndex(*store.vectors())
    started = time.perf_counter()
    for query in questions(10):
        index.search(query, 50)
    assert (time.perf_counter() - started) / 10 < 0.1


def test_publishing_syncs_the_file_before_its_name_and_the_name_before_the_record(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []

    def noting(name: str, function):
        def noted(*arguments, **named):
            steps.append(name)
            return function(*arguments, **named)

        return noted

    monkeypatch.setattr(vectors.os, "fsync", noting("fsync", vectors.os.fsync))
    monkeypatch.setattr(Path, "replace", noting("rename", Path.replace))
    monkeypatch.setattr(Writer, "publish", noting("record", Writer.publish))
    with Store.open(folder, write=True) as store:
        publish(store, folder)
    assert steps == ["fsync", "rename", "fsync", "record"]


def test_without_hnswlib_a_library_is_indexed_and_searched(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "hnswlib", None)
    (documents / "a.txt").write_text("text")
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        index = VectorIndex.open(store, library)
        assert index.exact
        assert len(index.search(np.ones(64, np.float32), 5)) == 1


def change(folder: Path, statement: str, *values) -> None:
    with Store.open(folder, write=True) as store:
        store.connection.execute(statement, values)
        store.connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")


def add_passages(folder: Path, first: int, count: int) -> None:
    matrix = np.random.default_rng(first).standard_normal((count, DIMS)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    for number, vector in enumerate(matrix, start=first):
        change(
            folder,
            "INSERT INTO passages (id, document_id, page_index, start, end, heading, title, text, digest) "
            "VALUES (?, 1, 0, 0, 4, '', 'a', 'text', x'00')",
            number,
        )
        change(folder, "INSERT INTO vectors VALUES (?, ?)", number, stored(vector))


def graphs_built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many vectors each call adds to a graph."""
    import hnswlib

    added: list[int] = []

    class Noting(hnswlib.Index):
        def add_items(self, data, *arguments, **named):
            added.append(len(data))
            super().add_items(data, *arguments, **named)

    monkeypatch.setattr(hnswlib, "Index", Noting)
    return added


def publish_again(folder: Path) -> None:
    with Store.open(folder, write=True) as store:
        publish(store, folder)


def agreement(folder: Path) -> float:
    exact, found = answers(folder)
    assert not exact
    return float(np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found, exact_answers(folder), strict=True)]))


def test_a_change_is_added_to_the_file_and_not_built_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added = graphs_built(monkeypatch)
    change(folder, "DELETE FROM passages WHERE id % 20 = 1")
    add_passages(folder, COUNT + 1, 5)
    publish_again(folder)
    change(folder, "DELETE FROM passages WHERE id % 20 = 2")
    publish_again(folder)
    assert added == [5]
    assert agreement(folder) > 0.97


def test_a_file_of_which_a_fifth_is_dead_is_built_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    added = graphs_built(monkeypatch)
    for rest in (1, 2):
        change(folder, "DELETE FROM passages WHERE id % 8 = ?", rest)
        publish_again(folder)
    assert added == [COUNT - 2 * COUNT // 8]


def test_what_is_forgotten_is_written_over_in_the_file_and_the_others_stay(folder: Path, monkeypatch) -> None:
    with Store.open(folder) as store:
        before, held = store.vectors()
    change(folder, "DELETE FROM passages WHERE id = 3")  # of a file that is read no more: only marked
    publish_again(folder)
    assert held.stored()[2] in only_file(folder).read_bytes()
    added = graphs_built(monkeypatch)
    with erasing(folder) as writer:
        assert not list(folder.glob("*.hnsw"))
        with writer.store.connection as connection:
            connection.execute("DELETE FROM passages WHERE id % 20 = 7")
            connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    data = only_file(folder).read_bytes()
    gone = (before % 20 == 7) | (before == 3)
    assert [vector in data for vector in held.stored()] == [not left for left in gone]
    assert added == [gone.sum()]
    assert agreement(folder) > 0.97


def test_a_file_is_continued_without_a_look_at_every_vector(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_LOOKED_AT", 20)
    read: list[int] = []
    vectors_of = vectors.vectors_of

    def noting(store: Store, found: Sequence[object]) -> Quantised:
        read.append(len(found))
        return vectors_of(store, found)

    monkeypatch.setattr(vectors, "vectors_of", noting)
    add_passages(folder, COUNT + 1, 5)
    publish_again(folder)
    assert sum(read) <= 5 + 2 * 20
    with Store.open(folder) as store:
        for asked in ("count(*)", "passage_id"):
            plan = store.rows(f"EXPLAIN QUERY PLAN SELECT {asked} FROM vectors")
            assert "COVERING INDEX" in plan[0][3]  # the table's own tree has five vectors on a page


def test_the_vectors_of_a_new_model_are_listed_too(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("The roof is new.")
    for dims in (64, 32):
        list(sync(library, [documents], FakeEmbedder(f"fake:{dims}", dims)))
    with Store.open(library) as store:
        assert "COVERING INDEX" in store.rows("EXPLAIN QUERY PLAN SELECT count(*) FROM vectors")[0][3]


def test_a_file_that_holds_another_vector_of_a_passage_is_built_anew(folder: Path, monkeypatch) -> None:
    added = graphs_built(monkeypatch)
    change(folder, "UPDATE vectors SET vector = ? WHERE passage_id = 7", stored(questions(1)[0]))
    publish_again(folder)
    assert added == [COUNT]


def test_a_vector_that_is_made_again_for_its_passage_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_LOOKED_AT", 20)
    lost, vector = COUNT // 2, questions(1)[0]
    change(folder, "UPDATE vectors SET vector = zeroblob(4 + ?) WHERE passage_id = ?", DIMS, lost)
    publish_again(folder)
    with Store.open(folder, write=True) as store:
        assert Writer(store).remove_unusable_vectors() == 1
        publish(store, folder)
        Writer(store).put_vectors([lost], vector[None])
        publish(store, folder)
    with Store.open(folder) as store:
        index = VectorIndex.open(store, folder)
        assert not index.exact
        assert index.search(vector, 1)[0][0] == lost


@pytest.mark.parametrize("kind", ["scan", "graph, small subset", "graph, large subset"])
def test_a_subset_is_searched_as_if_there_were_nothing_else(folder: Path, monkeypatch, kind: str) -> None:
    monkeypatch.setattr(vectors, "EXACT_SUBSET", 0 if "large" in kind else COUNT)
    monkeypatch.setattr(vectors, "EXACT_BELOW", COUNT + 1 if kind == "scan" else 1)
    within, without = np.arange(1, COUNT, 3), np.arange(1, COUNT, 9)
    with Store.open(folder) as store:
        index = VectorIndex.open(store, folder)
        assert index.exact == (kind == "scan")
        ids, found = store.vectors()
        kept = np.isin(ids, within) & ~np.isin(ids, without)
        subset = VectorIndex(ids[kept], found[kept])
        for query in questions(5):
            found = index.search(query, 10, within=within, without=without)
            assert [label for label, _ in found] == [label for label, _ in subset.search(query, 10)]
        assert index.search(questions(1)[0], 10, within=np.array([COUNT + 5])) == []


def test_a_small_library_has_no_vector_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "EXACT_BELOW", COUNT + 1)
    publish_again(folder)
    assert not list(folder.glob("*.hnsw"))
    with Store.open(folder) as store:
        assert is_current(store, folder)
