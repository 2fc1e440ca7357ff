"""The vectors of a corpus that does not fit in memory: shards on the disk, made one by one and searched exactly.

    corpus.json            {"schema", "model", "dims", "passages_of_a_shard", "source": {name, size_bytes}, "complete"}
    00000.npy, 00000.ids   vectors of one shard, float16 (rows, dims), and the passage ids, one a line
    search-KEY-0.npz       how far a search has come: the best of each question so far, and the next shard

A shard is there when it is whole: its ids are renamed into place last. A run that was killed goes on behind the last
whole shard, and a search behind the last shard it saved; KEY is a digest of the questions' vectors. In memory is one
batch of passages while building; one block of a shard, and the best of each question, while searching.
"""

from __future__ import annotations

import hashlib
import json
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.evaluate.datasets import PoolPassage
from uniconv_edge.evaluate.vectors import Narrate
from uniconv_edge.regular import written_whole
from uniconv_edge.types import FloatArray, PassageEmbedder

PASSAGES_OF_A_SHARD = 100_000
_BATCH = 2_048
_BLOCK_ROWS = 8_192
_QUESTIONS_AT_ONCE = 2_048
_SECONDS_BETWEEN_LINES = 30.0


@dataclass(frozen=True, slots=True)
class Shards:
    """A finished corpus of vectors in `folder`: how many rows each shard has, in order."""

    folder: Path
    dims: int
    rows: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many passages there are."""
        return sum(self.rows)

    def identifiers(self) -> Iterator[tuple[int, str]]:
        """(number of the passage, its id), in order."""
        number = 0
        for shard in range(len(self.rows)):
            with _ids(self.folder, shard).open(encoding="utf-8") as stream:
                for line in stream:
                    yield number, line.rstrip("\n")
                    number += 1


def build(
    folder: Path,
    source: Path,
    passages: Iterator[PoolPassage],
    embedder: PassageEmbedder,
    narrate: Narrate,
    *,
    of_a_shard: int = PASSAGES_OF_A_SHARD,
) -> Shards:
    """Embed all passages of `source` into shards, going on where an earlier call stopped. Raises UsageError when the
    folder holds another corpus, or vectors of another model; UniconvError when it cannot be written."""
    plan = {
        "schema": 1, "model": embedder.identity, "dims": embedder.dims, "passages_of_a_shard": of_a_shard,
        "source": {"name": source.name, "size_bytes": source.stat().st_size if source.is_file() else None},
    }  # fmt: skip
    try:
        complete = _same_plan(folder, plan)
        shard = next(number for number in range(10**9) if not _ids(folder, number).exists())
        if not complete:
            if shard:
                narrate(f"{shard} shards are there; going on behind passage {shard * of_a_shard}")
            rest = islice(passages, shard * of_a_shard, None)
            while part := _shard(folder, shard, islice(rest, of_a_shard), embedder, narrate, shard * of_a_shard):
                shard += 1
                if part < of_a_shard:
                    break
            _write(folder / "corpus.json", json.dumps({**plan, "complete": True}).encode())
    except OSError as error:
        raise UniconvError(f"cannot write `{folder}`: {error.strerror}", "free space, and run it again") from error
    rows = tuple(int(_vectors(folder, number).shape[0]) for number in range(shard))
    if not rows:
        raise UniconvError(f"`{source}` holds no passage", "check the path")
    return Shards(folder, embedder.dims, rows)


def _same_plan(folder: Path, plan: dict[str, Any]) -> bool:
    """Whether the folder is complete. Writes the plan into an empty one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "corpus.json"
    if not path.exists():
        _write(path, json.dumps({**plan, "complete": False}).encode())
        return False
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        complete = bool(found.pop("complete"))
    except (ValueError, KeyError, AttributeError) as error:
        raise UniconvError(f"`{path}` is damaged", "remove the folder, or name another `--work`") from error
    if found != plan:
        raise UsageError(f"`{folder}` holds the vectors of another corpus or model", "name another `--work` folder")
    return complete


def _shard(
    folder: Path, shard: int, passages: Iterator[PoolPassage], embedder: PassageEmbedder, narrate: Narrate, before: int
) -> int:
    """Embed one shard; returns how many passages it has, 0 when there was none left."""
    parts: list[npt.NDArray[np.float16]] = []
    ids: list[str] = []
    began = last = time.perf_counter()
    while batch := list(islice(passages, _BATCH)):
        parts.append(embedder.embed_passages([(p.title, p.text) for p in batch]).astype(np.float16))
        ids += [_one_line(p.id) for p in batch]
        if time.perf_counter() - last > _SECONDS_BETWEEN_LINES:
            last = time.perf_counter()
            narrate(f"{before + len(ids)} passages, {len(ids) / (last - began):.0f}/s")
    if not ids:
        return 0
    with written_whole(folder / f"{shard:05}.npy") as stream:
        np.save(stream, np.concatenate(parts))
    _write(_ids(folder, shard), "".join(f"{identifier}\n" for identifier in ids).encode())
    return len(ids)


def search(shards: Shards, questions: FloatArray, depth: int, narrate: Narrate) -> list[list[tuple[int, float]]]:
    """The `depth` passages of highest inner product for each question (n, dims), exact up to the rounding to float16:
    (number of the passage, score), best first; ties in the order of the corpus. A search that was stopped goes on
    where it last saved; one that was finished is read back. Raises UniconvError when the folder cannot be written."""
    found: list[list[tuple[int, float]]] = []
    questions = np.ascontiguousarray(questions, np.float32)
    key = hashlib.sha256(f"{depth} {shards.rows} {questions.shape}".encode() + questions.tobytes()).hexdigest()[:16]
    for start in range(0, len(questions), _QUESTIONS_AT_ONCE):
        state = shards.folder / f"search-{key}-{start}.npz"
        try:
            found += _search(shards, questions[start : start + _QUESTIONS_AT_ONCE], depth, state, narrate)
        except OSError as error:
            raise UniconvError(f"cannot write `{state}`: {error.strerror}", "free space, and run it again") from error
    return found


def _search(
    shards: Shards, questions: FloatArray, depth: int, state: Path, narrate: Narrate
) -> list[list[tuple[int, float]]]:
    scores, numbers, done = _saved(state, len(questions), depth)
    if done:
        narrate(f"going on with a search that has done {done} of {len(shards.rows)} shards")
    first, last = sum(shards.rows[:done]), time.perf_counter()
    for shard in range(done, len(shards.rows)):
        vectors = _vectors(shards.folder, shard)
        for start in range(0, len(vectors), _BLOCK_ROWS):
            block = vectors[start : start + _BLOCK_ROWS].astype(np.float32)
            _merge(scores, numbers, questions @ block.T, first + start)
        first += len(vectors)
        late = time.perf_counter() - last > _SECONDS_BETWEEN_LINES
        if late or shard == len(shards.rows) - 1:
            _save(state, scores, numbers, shard + 1)
        if late:
            last = time.perf_counter()
            narrate(f"searched {first} of {shards.size} passages")
    return [
        [(int(n), float(s)) for n, s in zip(row, value, strict=True) if n >= 0]
        for row, value in zip(numbers, scores, strict=True)
    ]


def _saved(path: Path, questions: int, depth: int) -> tuple[FloatArray, npt.NDArray[np.int64], int]:
    """(scores, numbers, shards done) of an earlier run, or the beginning when there is none that can be read."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            return kept["scores"], kept["numbers"], int(kept["done"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        scores = np.full((questions, depth), -np.inf, np.float32)
        return scores, np.full((questions, depth), -1, np.int64), 0


def _save(path: Path, scores: FloatArray, numbers: npt.NDArray[np.int64], done: int) -> None:
    with written_whole(path) as stream:
        np.savez(stream, scores=scores, numbers=numbers, done=np.int64(done))


def _merge(scores: FloatArray, numbers: npt.NDArray[np.int64], block: FloatArray, first: int) -> None:
    """Bring a block of similarities (questions, rows) into the best so far; most blocks change few questions."""
    depth = scores.shape[1]
    changed = np.flatnonzero(block.max(axis=1) > scores[:, -1])
    for question in changed:
        better = np.flatnonzero(block[question] > scores[question, -1])
        joined = np.concatenate([scores[question], block[question, better]])
        named = np.concatenate([numbers[question], better + first])
        order = np.argsort(-joined, kind="stable")[:depth]
        scores[question], numbers[question] = joined[order], named[order]


def _vectors(folder: Path, shard: int) -> npt.NDArray[np.float16]:
    path = folder / f"{shard:05}.npy"
    try:
        vectors: npt.NDArray[np.float16] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise UniconvError(f"`{path}` is damaged", f"remove it with {path.stem}.ids, and run it again") from error
    return vectors


def _ids(folder: Path, shard: int) -> Path:
    return folder / f"{shard:05}.ids"


def _one_line(identifier: str) -> str:
    if "\n" in identifier or "\r" in identifier:
        raise UniconvError(f"the passage id {identifier!r} has a line break", "the corpus is not as published")
    return identifier


def _write(path: Path, content: bytes) -> None:
    with written_whole(path) as stream:
        stream.write(content)


def named(shards: Shards, numbers: Sequence[int]) -> dict[int, str]:
    """number -> id of some passages."""
    wanted = set(numbers)
    return {number: identifier for number, identifier in shards.identifiers() if number in wanted}


def absent(shards: Shards, identifiers: set[str]) -> set[str]:
    """Those of the ids that no passage has."""
    return identifiers.difference(identifier for _, identifier in shards.identifiers() if identifier in identifiers)
