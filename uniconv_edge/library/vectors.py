"""Nearest passages to a vector. The only module that uses hnswlib.

The vector file holds hnswlib's graph with the vectors as the library stores them. A damaged graph can crash its reader,
so the file is a cache: written aside, read back, named by its digest in the database, and loaded only while file, size,
digest, model, dimensions, count and generation agree. Otherwise, and for small libraries, all vectors are compared
exactly.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from uniconv_edge.library.database import disk_errors
from uniconv_edge.library.quantised import Quantised
from uniconv_edge.library.store import CacheRecord, Store, vectors_of
from uniconv_edge.library.writer import Writer
from uniconv_edge.regular import sync_folder
from uniconv_edge.types import FloatArray

SUFFIX = ".hnsw"
# An exact scan of so many vectors takes 7 ms (a graph 4), a quarter of a graph's memory, and no minute to be built.
EXACT_BELOW = 35_000
# A subset is read and compared exactly while its square is at most so many times the library, else the graph is asked
# with a filter. Of 100,000 vectors of 768 dimensions, 1,000 take 7 ms to read and 109 ms to ask for, 5,000 63 ms both.
EXACT_SUBSET = 250
# recall@10 of real vectors is 0.993 (docs/experiments.md); of made-up ones without structure less.
_LINKS, _BUILD_EFFORT, _SEARCH_EFFORT = 16, 120, 256
_MOST_DEAD = 0.2
_LOOKED_AT = 500
_READ_AT_ONCE = 10_000
_THREADS = 2
_SPACE = "ip"

Ids: TypeAlias = npt.NDArray[np.int64]


class VectorIndex:
    """Answers nearest-neighbour questions over the vectors of one generation of a library."""

    def __init__(self, ids: Ids, vectors: Quantised, graph: Any = None, store: Store | None = None) -> None:
        """`ids`, ascending, of the passages, and their vectors (n, dims); with a graph, `vectors` is empty and
        those of small subsets are read from the store."""
        self._ids = ids
        self._vectors = vectors
        self._graph = graph
        self._store = store

    @classmethod
    def open(cls, store: Store, folder: Path) -> VectorIndex:
        """The published graph when it is proven to be the library's own and worth it, else the exact scan."""
        with store.snapshot():
            record = store.cache_record()
            expected = _expected(store)
            if record is not None and record.count >= EXACT_BELOW and agrees(record, expected, folder):
                graph = _load(folder / record.file, record)
                if graph is not None:
                    return cls(_live_ids(store), vectors_of(store, ()), graph, store)
            ids, vectors = store.vectors()
        return cls(ids, vectors)

    @property
    def exact(self) -> bool:
        """Whether every vector is compared."""
        return self._graph is None

    def __len__(self) -> int:
        return len(self._ids)

    def search(
        self, vector: FloatArray, k: int, *, within: Ids | None = None, without: Ids | None = None
    ) -> list[tuple[int, float]]:
        """(passage id, cosine) of the k nearest, best first; fewer when there are fewer. `vector` has shape (dims,).

        `within` are the only ids looked at (None: all), `without` ids that are passed over.
        """
        if not len(self._ids):  # of another length than the vectors to come, where a repair took all out
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(-1)
        if within is None and without is None:
            return self._scan(query, k) if self._graph is None else self._ask_graph(query, k)
        allowed = np.ones(len(self._ids), bool) if within is None else np.isin(self._ids, within)
        if without is not None:
            allowed &= ~np.isin(self._ids, without)
        rows = np.flatnonzero(allowed)
        if not len(rows):
            return []
        if self._graph is None:
            return self._scan(query, k, rows)
        if self._store is not None and len(rows) ** 2 <= EXACT_SUBSET * len(self._ids):
            return VectorIndex(*_some_vectors(self._store, self._ids[rows]))._scan(query, k)
        return self._ask_graph(query, k, set(self._ids[rows].tolist()))

    def _scan(self, query: FloatArray, k: int, rows: npt.NDArray[np.intp] | None = None) -> list[tuple[int, float]]:
        if rows is None:
            return _best(self._ids, self._vectors.cosines(query), k)
        return _best(self._ids[rows], self._vectors[rows].cosines(query), k)

    def _ask_graph(self, query: FloatArray, k: int, allowed: set[int] | None = None) -> list[tuple[int, float]]:
        # hnswlib raises when its search ends with fewer than k; a smaller question still has an answer.
        passes = None if allowed is None else allowed.__contains__
        k = min(k, len(self._ids) if allowed is None else len(allowed))
        while k >= 1:
            self._graph.set_ef(max(_SEARCH_EFFORT, 2 * k))
            try:
                labels, distances = self._graph.knn_query(query[None, :], k=k, num_threads=1, filter=passes)
            except RuntimeError:
                k //= 2
                continue
            found = [(int(label), 1.0 - float(d)) for label, d in zip(labels[0], distances[0], strict=True)]
            return sorted(found, key=lambda pair: (-pair[1], pair[0]))
        return []


def _best(ids: Ids, cosines: FloatArray, k: int) -> list[tuple[int, float]]:
    k = min(k, len(ids))
    if k < 1:
        return []
    best = np.argpartition(-cosines, k - 1)[:k]
    best = best[np.lexsort((ids[best], -cosines[best]))]
    return [(int(ids[row]), float(cosines[row])) for row in best]


def _some_vectors(store: Store, wanted: Ids) -> tuple[Ids, Quantised]:
    """Those of the passages that are still in the library, ascending, and their vectors."""
    rows = store.rows(
        "SELECT passage_id, vector FROM vectors WHERE passage_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY passage_id",
        json.dumps(wanted.tolist()),
    )
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    return ids, vectors_of(store, [row[1] for row in rows])


def _live_ids(store: Store) -> Ids:
    rows = store.rows("SELECT passage_id FROM vectors ORDER BY passage_id")
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def _expected(store: Store) -> tuple[str, int, int, int]:
    count = int(store.rows("SELECT count(*) FROM vectors")[0][0])
    return store.model_identity, store.dims, count, store.generation


def agrees(record: CacheRecord, expected: tuple[str, int, int, int], folder: Path) -> bool:
    """Whether the published file is the one described, and describes the library as it is now."""
    if (record.model, record.dims, record.count, record.generation) != expected:
        return False
    if Path(record.file).name != record.file:
        return False
    try:
        return _digest(folder / record.file) == (record.size_bytes, record.digest)
    except OSError:
        return False


def is_current(store: Store, folder: Path) -> bool:
    """Whether the vector file could be loaded now, or the library is too small to need one."""
    with store.snapshot():
        record = store.cache_record()
        expected = _expected(store)
        return expected[2] < EXACT_BELOW or (record is not None and agrees(record, expected, folder))


def publish(store: Store, folder: Path, taken: Any = None) -> None:
    """Make the vector file agree with the record, prove what was written, and make it current. The store is a writer's.

    A file that can be trusted goes on to be used: new passages are added to it and those that left marked, until a
    fifth is dead. Of a graph that was `taken_out` the vectors of those that left, now or before, are written over
    besides. Order: write aside, read back, fsync, rename, fsync of the folder, then the row in the database.
    Raises DiskFull.
    """
    try:
        import hnswlib  # noqa: F401 - only whether it is there
    except ImportError:  # built for another processor, or missing: `doctor` says so, and every vector is compared
        return
    model, dims, count, generation = _expected(store)
    if count < EXACT_BELOW:
        remove_files(folder)
        return
    graph = taken if taken is not None else _trusted(store, folder)
    if graph is None or not _continue(graph, store, erase=taken is not None):
        ids = _live_ids(store)
        graph = _empty(len(ids), dims)
        _add(graph, store, ids)
    name = f"vectors-{generation}{SUFFIX}"
    size, digest = _save(graph, folder, name)
    Writer(store).publish(CacheRecord(name, size, digest, model, dims, count, generation))
    _remove_others(folder, keep=name)


def graph_of(ids: Ids, vectors: FloatArray) -> Any:
    """The graph of passage ids (n,) and their unit vectors (n, dims), as the vector file holds it. Needs hnswlib."""
    graph = _empty(*vectors.shape)
    graph.add_items(vectors, ids, num_threads=_THREADS)
    return graph


def _empty(room: int, dims: int) -> Any:
    import hnswlib

    graph = hnswlib.Index(space=_SPACE, dim=dims)
    graph.init_index(max_elements=room, ef_construction=_BUILD_EFFORT, M=_LINKS, random_seed=100)
    return graph


def _add(graph: Any, store: Store, ids: Ids) -> None:
    """Add the vectors of these passages to a graph that has room for them; read in parts, since all of a large library
    take as much memory as the graph."""
    for first in range(0, len(ids), _READ_AT_ONCE):
        some, vectors = _some_vectors(store, ids[first : first + _READ_AT_ONCE])
        graph.add_items(vectors.matrix(), some, num_threads=_THREADS)


def taken_out(store: Store, folder: Path) -> Any:
    """The graph of the published file, None when it is not to be trusted, and no vector file any more."""
    graph = _trusted(store, folder)
    remove_files(folder)
    return graph


def _trusted(store: Store, folder: Path) -> Any:
    """The graph of the published file, though it may be of an earlier state of the library; None when it is not to be
    trusted."""
    record = store.cache_record()
    identity = store.model_identity, store.dims
    if record is None or not agrees(record, (*identity, record.count, record.generation), folder):
        return None
    return _load(folder / record.file, record)


def _continue(graph: Any, store: Store, *, erase: bool) -> bool:
    """Bring a graph up to date, and `erase` what it holds of passages that left; false when too much of it died, or it
    holds other vectors."""
    ids = _live_ids(store)
    held = np.asarray(graph.get_ids_list(), np.int64)
    dead, new = np.setdiff1d(held, ids), np.setdiff1d(ids, held)
    if len(dead) > _MOST_DEAD * len(held) or not _same_vectors(graph, store, np.intersect1d(ids, held)):
        return False
    if erase and len(dead):
        graph.add_items(np.zeros((len(dead), store.dims), np.float32), dead, num_threads=_THREADS)
    for label in dead:
        with suppress(RuntimeError):  # marked by an earlier run
            graph.mark_deleted(int(label))
    if len(new):
        graph.resize_index(len(held) + len(new))
        _add(graph, store, new)
    return True


def _same_vectors(graph: Any, store: Store, ids: Ids) -> bool:
    """Whether a graph holds the vectors of these passages. Of many, some hundreds are looked at: a passage's vector
    does not change while its model is the same. An id that the graph has marked as dead makes it false."""
    some, vectors = _some_vectors(store, ids[:: max(1, len(ids) // _LOOKED_AT)])
    try:
        return not len(some) or Quantised.of(graph.get_items(some)).stored() == vectors.stored()
    except RuntimeError:
        return False


def refresh(store: Store, folder: Path) -> bool:
    """Publish unless the vector file is current, and delete what killed runs left. Returns whether it was written."""
    if not is_current(store, folder):
        publish(store, folder)
        return True
    record = store.cache_record()
    _remove_others(folder, keep=record.file if record and record.count >= EXACT_BELOW else "")
    return False


def _save(graph: Any, folder: Path, name: str) -> tuple[int, str]:
    """Save under a temporary name, read back, and rename. Returns size and digest."""
    with disk_errors(folder):
        descriptor, temporary = tempfile.mkstemp(prefix="vectors-", suffix=".part", dir=folder)
        path = Path(temporary)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                np.savez(stream, **_taken_apart(graph))
                stream.flush()
                os.fsync(descriptor)
            size, digest = _digest(path)
            path.replace(folder / name)
            sync_folder(folder)
        except BaseException:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            raise
    return size, digest


def _taken_apart(graph: Any) -> dict[str, Any]:
    """The arrays of a graph, its vectors quantised. Of each element hnswlib has links, vector and label in a row."""
    state = dict(graph.__getstate__()[0])
    rows, start, dims = _rows(state.pop("data_level0"), state), state["offset_data"], state["dim"]
    vectors = Quantised.of(rows[:, start : start + 4 * dims].view(np.float32))
    return state | {"links": rows[:, :start], "vectors": vectors.rows, "labels": rows[:, start + 4 * dims :]}


def _put_together(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """What `_taken_apart` took apart, as hnswlib wants it."""
    state = {name: arrays[name] for name in arrays}
    state = {name: value if value.ndim else value.item() for name, value in state.items()}
    vectors = Quantised(state.pop("vectors"), state["dim"])
    level0 = np.empty(len(vectors) * state["size_data_per_element"], np.int8)
    rows, start, dims = _rows(level0, state), state["offset_data"], state["dim"]
    rows[:, :start], rows[:, start + 4 * dims :] = state.pop("links"), state.pop("labels")
    vectors.write(rows[:, start : start + 4 * dims].view(np.float32))
    return state | {"data_level0": level0}


def _rows(level0: npt.NDArray[np.int8], state: Mapping[str, Any]) -> npt.NDArray[np.uint8]:
    return level0.view(np.uint8).reshape(-1, state["size_data_per_element"])


def _load(path: Path, record: CacheRecord) -> Any:
    """The graph of a file whose digest was checked, or None when hnswlib is absent or refuses it."""
    try:
        import hnswlib

        if zipfile.is_zipfile(path):
            with np.load(path, allow_pickle=False) as arrays:
                graph = hnswlib.Index(_put_together(arrays))
        else:  # of before schema 8, as hnswlib writes it
            graph = hnswlib.Index(space=_SPACE, dim=record.dims)
            graph.load_index(str(path), max_elements=record.count)
    except (ImportError, RuntimeError, MemoryError):
        return None
    return graph if graph.get_current_count() >= record.count else None  # it counts the dead as well


def _digest(path: Path) -> tuple[int, str]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "blake2b").hexdigest()
        return stream.tell(), digest


def remove_files(folder: Path) -> None:
    """Delete every vector file; the next index run builds a new one."""
    _remove_others(folder, keep="")


def files(folder: Path) -> list[Path]:
    """Every vector file, and what killed runs left of one."""
    return [path for path in folder.glob("vectors-*") if path.suffix in (SUFFIX, ".part")]


def _remove_others(folder: Path, keep: str) -> None:
    with disk_errors(folder):
        for path in files(folder):
            if path.name != keep:
                path.unlink(missing_ok=True)
