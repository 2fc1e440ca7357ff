"""Vectors of a set's passages, computed once for a model and kept in the user's cache folder."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from uniconv_edge import paths
from uniconv_edge.evaluate.datasets import EvaluationSet
from uniconv_edge.types import FloatArray, PassageEmbedder, Turn

Narrate = Callable[[str], None]

_PASSAGES_AT_ONCE = 512
_SECONDS_BETWEEN_LINES = 15.0


def cache_folder() -> Path:
    """Where passage vectors are kept; it may be deleted at any time."""
    return paths.cache_folder() / "evaluation"


def passage_vectors(embedder: PassageEmbedder, data: EvaluationSet, folder: Path, narrate: Narrate) -> FloatArray:
    """Unit vectors of the pool, shape (n, dims), from the cache in `folder` or computed and put there."""
    key = hashlib.sha256(f"{embedder.identity}\0{data.passages_sha256}".encode()).hexdigest()[:32]
    path = folder / f"{key}.npy"
    shape = (len(data.passages), embedder.dims)
    cached = _load(path, shape)
    if cached is not None:
        return cached
    started = time.perf_counter()
    vectors = _embed(embedder, [(p.title, p.text) for p in data.passages], data.name, narrate)
    seconds = time.perf_counter() - started
    narrate(f"{data.name}: embedded {shape[0]} passages in {seconds:.1f} s ({shape[0] / seconds:.0f}/s)")
    _keep(path, vectors, narrate)
    return vectors


def session_vectors(embedder: PassageEmbedder, sessions: Sequence[Sequence[Turn]]) -> FloatArray:
    """Unit vectors of conversations, shape (n, dims); in batches where the embedder can."""
    together = getattr(embedder, "embed_sessions", None)
    if together is not None:
        return np.asarray(together(sessions), dtype=np.float32)
    return np.stack([embedder.embed_session(turns) for turns in sessions]).astype(np.float32)


def _embed(embedder: PassageEmbedder, passages: Sequence[tuple[str, str]], name: str, narrate: Narrate) -> FloatArray:
    parts: list[FloatArray] = []
    last = time.perf_counter()
    for start in range(0, len(passages), _PASSAGES_AT_ONCE):
        parts.append(embedder.embed_passages(passages[start : start + _PASSAGES_AT_ONCE]))
        if time.perf_counter() - last > _SECONDS_BETWEEN_LINES:
            narrate(f"{name}: {min(start + _PASSAGES_AT_ONCE, len(passages))} of {len(passages)} passages")
            last = time.perf_counter()
    return np.ascontiguousarray(np.concatenate(parts), dtype=np.float32)


def _load(path: Path, shape: tuple[int, int]) -> FloatArray | None:
    """The cached array, or None when it is not there or not what was written: then it is computed again."""
    try:
        vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    whole = vectors.shape == shape and vectors.dtype == np.float32 and bool(np.isfinite(vectors).all())
    return vectors if whole else None


def _keep(path: Path, vectors: FloatArray, narrate: Narrate) -> None:
    part: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as stream:
            part = Path(stream.name)
            np.save(stream, vectors)
        part.replace(path)
    except OSError as error:
        narrate(f"the vectors were not kept in `{path.parent}`: {error.strerror}")
    finally:
        if part is not None:
            part.unlink(missing_ok=True)  # what was written of it, where it was not kept
