"""Nearest passages to a vector. The only module that uses hnswlib.

hnswlib's file has no checksum, is written in place and can crash its reader, so it is a cache: written aside, read
back, named by its digest in the database, and loaded only while file, size, digest, model, dimensions, count and
generation agree. Otherwise, and for small libraries, all vectors are compared exactly.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import DiskFull, LibraryReadOnly
from uniconv_edge.library.store import CacheRecord, Store
from uniconv_edge.library.writer import Writer
from uniconv_edge.types import FloatArray

SUFFIX = ".hnsw"
EXACT_BELOW = 5_000
_LINKS, _BUILD_EFFORT, _SEARCH_EFFORT = 16, 120, 128
_THREADS = 2
_SPACE = "ip"


class VectorIndex:
    """Answers nearest-neighbour questions over the vectors of one generation of a library."""

    def __init__(self, ids: npt.NDArray[np.int64], vectors: FloatArray, graph: Any = None) -> None:
        self._ids = ids
        self._vectors = vectors
        self._graph = graph

    @classmethod
    def open(cls, store: Store, folder: Path) -> VectorIndex:
        """The published graph when it is proven to be the library's own and worth it, else the exact scan."""
        with store.snapshot():
            record = store.cache_record()
            expected = _expected(store)
            if record is not None and record.count >= EXACT_BELOW and agrees(record, expected, folder):
                graph = _load(folder / record.file, record)
                if graph is not None:
                    return cls(np.empty(0, np.int64), np.empty((0, record.dims), np.float32), graph)
            ids, vectors = store.vectors()
        return cls(ids, vectors)

    @property
    def exact(self) -> bool:
        """Whether every vector is compared."""
        return self._graph is None

    def __len__(self) -> int:
        return len(self._ids) if self._graph is None else int(self._graph.get_current_count())

    def search(self, vector: FloatArray, k: int) -> list[tuple[int, float]]:
        """(passage id, cosine) of the k nearest, best first; fewer when there are fewer. `vector` has shape (dims,)."""
        k = min(k, len(self))
        if k < 1:
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(-1)
        return self._scan(query, k) if self._graph is None else self._ask_graph(query, k)

    def _scan(self, query: FloatArray, k: int) -> list[tuple[int, float]]:
        cosines = self._vectors @ query
        best = np.argpartition(-cosines, k - 1)[:k]
        best = best[np.lexsort((self._ids[best], -cosines[best]))]
        return [(int(self._ids[row]), float(cosines[row])) for row in best]

    def _ask_graph(self, query: FloatArray, k: int) -> list[tuple[int, float]]:
        # hnswlib raises when its search ends with fewer than k; a smaller question still has an answer.
        while k >= 1:
            self._graph.set_ef(max(_SEARCH_EFFORT, 2 * k))
            try:
                labels, distances = self._graph.knn_query(query[None, :], k=k, num_threads=1)
            except RuntimeError:
                k //= 2
                continue
            found = [(int(label), 1.0 - float(d)) for label, d in zip(labels[0], distances[0], strict=True)]
            return sorted(found, key=lambda pair: (-pair[1], pair[0]))
        return []


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
    """Whether the vector file could be loaded now."""
    with store.snapshot():
        record = store.cache_record()
        return record is not None and agrees(record, _expected(store), folder)


def publish(store: Store, folder: Path) -> None:
    """Build the vector file from the record, prove what was written, and make it current. The store is a writer's.

    Order: write aside, read back, fsync, rename, fsync of the folder, then the row in the database. Raises DiskFull.
    """
    try:
        import hnswlib
    except ImportError:  # built for another processor, or missing: `doctor` says so, and every vector is compared
        return
    with store.snapshot():
        ids, vectors = store.vectors()
        model, dims, count, generation = _expected(store)
    if not count:
        _remove_others(folder, keep="")
        return
    graph = hnswlib.Index(space=_SPACE, dim=dims)
    graph.init_index(max_elements=count, ef_construction=_BUILD_EFFORT, M=_LINKS, random_seed=100)
    graph.add_items(vectors, ids, num_threads=_THREADS)
    name = f"vectors-{generation}{SUFFIX}"
    size, digest = _save(graph, folder, name)
    Writer(store).publish(CacheRecord(name, size, digest, model, dims, count, generation))
    _remove_others(folder, keep=name)


def refresh(store: Store, folder: Path) -> bool:
    """Publish unless the vector file is current, and delete what killed runs left. Returns whether it was built."""
    if not is_current(store, folder):
        publish(store, folder)
        return True
    record = store.cache_record()
    _remove_others(folder, keep=record.file if record else "")
    return False


def _save(graph: Any, folder: Path, name: str) -> tuple[int, str]:
    """Save under a temporary name, compare with what hnswlib says it needs, and rename. Returns size and digest."""
    try:
        descriptor, temporary = tempfile.mkstemp(prefix="vectors-", suffix=".part", dir=folder)
    except OSError as error:
        raise LibraryReadOnly(f"cannot write in the library `{folder}`: {error.strerror}") from error
    path = Path(temporary)
    try:
        graph.save_index(temporary)  # keeps the file and its private mode; reports no error on a short write
        size, digest = _digest(path)
        if size != graph.index_file_size():
            raise DiskFull(
                f"the vector file needs {graph.index_file_size():,} bytes, {size:,} were written in `{folder}`",
                "free some room and index again; answers stay correct meanwhile",
            )
        os.fsync(descriptor)
        path.replace(folder / name)
        _sync_folder(folder)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    return size, digest


def _load(path: Path, record: CacheRecord) -> Any:
    """The graph of a file whose digest was checked, or None when hnswlib is absent or refuses it."""
    try:
        import hnswlib

        graph = hnswlib.Index(space=_SPACE, dim=record.dims)
        graph.load_index(str(path), max_elements=record.count)
    except (ImportError, RuntimeError, MemoryError):
        return None
    return graph if graph.get_current_count() == record.count else None


def _digest(path: Path) -> tuple[int, str]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "blake2b").hexdigest()
        return stream.tell(), digest


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_files(folder: Path) -> None:
    """Delete every vector file; the next index run builds a new one."""
    _remove_others(folder, keep="")


def _remove_others(folder: Path, keep: str) -> None:
    for path in folder.glob("vectors-*"):
        if path.name != keep and path.suffix in (SUFFIX, ".part"):
            path.unlink(missing_ok=True)
