"""Vectors of passages for an index run: those the library has are used again, the rest are computed.

When the model changes, the vectors of the new one are kept beside the old ones, which answer until the last is there;
then they change places in one transaction. A run that is stopped before goes on where it stopped.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from uniconv_edge.errors import GenerationFailed
from uniconv_edge.library.quantised import Quantised, is_stored
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import Writer, passage_digest
from uniconv_edge.types import FloatArray, Indexed, PassageEmbedder, Turn

BATCH_PASSAGES = 256
_MOST_AT_ONCE = 2048  # the tokens of all of them are held
_LEAST_STEP = 16
_STEP_SECONDS = 1.0
_PROBE = ("", "The embedder works.")


def _nothing() -> None:
    """What there is to do meanwhile, mostly."""


class PassageVectors:
    """The vectors of one run, with one embedder."""

    def __init__(self, store: Store, writer: Writer, embedder: PassageEmbedder) -> None:
        self._store = store
        self._writer = writer
        self._embedder = embedder
        self._last: dict[bytes, FloatArray] = {}

    def begin(self) -> None:
        """Decide where the vectors of this embedder go. Raises GenerationFailed for one that does not work."""
        if (self._store.model_identity, self._store.dims) != (self._embedder.identity, self._embedder.dims):
            self._embed([_PROBE])
        self._writer.begin_model(self._embedder.identity, self._embedder.dims)

    @property
    def _without_vector(self) -> str:
        """The query for the ids of the passages that have no vector of this embedder."""
        return f"SELECT id FROM passages EXCEPT SELECT passage_id FROM {self._writer.vector_table}"  # noqa: S608 - as below

    def lacking(self) -> set[str]:
        """Paths of documents in the library with passages that have no vector of this embedder."""
        rows = self._store.rows(
            "SELECT DISTINCT path FROM documents JOIN passages ON document_id = documents.id "  # noqa: S608 - two names
            f"WHERE passages.id IN ({self._without_vector})"
        )
        return {os.fsdecode(path) for (path,) in rows}

    def of(self, pairs: Sequence[tuple[str, str]], meanwhile: Callable[[], None] = _nothing) -> FloatArray:
        """Vectors of (title, text) pairs, shape (n, dims), one computation for each different pair.

        `meanwhile` runs in another thread while they are computed, and has the library to itself. What it stores may be
        of the last call: those vectors are found here, too.
        """
        matrix = np.empty((len(pairs), self._embedder.dims), dtype=np.float32)
        rows_of: dict[bytes, list[int]] = {}
        for row, (title, text) in enumerate(pairs):
            rows_of.setdefault(passage_digest(title, text), []).append(row)
        missing: list[list[int]] = []
        for digest, rows in rows_of.items():
            if digest in self._last:
                matrix[rows] = self._last[digest]
                continue
            found = self._stored(digest)
            if found is not None:
                matrix[rows] = found
            else:
                missing.append(rows)
        missing.sort(key=lambda rows: len(pairs[rows[0]][1]))
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="storing") as beside:
            stored = beside.submit(meanwhile)
            for first in range(0, len(missing), _MOST_AT_ONCE):
                part = missing[first : first + _MOST_AT_ONCE]
                for rows, vector in zip(part, self._embed([pairs[rows[0]] for rows in part]), strict=True):
                    matrix[rows] = vector
            stored.result()
        self._last = {digest: matrix[rows[0]] for digest, rows in rows_of.items()}
        return matrix

    def _stored(self, digest: bytes) -> FloatArray | None:
        """The vector (1, dims) of passages with this digest in the library; None where it has none, or one that no
        search can use."""
        dims = self._embedder.dims
        rows = self._store.rows(
            f"SELECT vector FROM {self._writer.vector_table} JOIN passages ON id = passage_id "  # noqa: S608
            "WHERE digest = ? LIMIT 1",
            digest,
        )
        found = Quantised.read([vector for (vector,) in rows if is_stored(vector, dims)], dims)
        return found.matrix() if found.sound().any() else None

    def complete(self) -> Iterator[Indexed]:
        """Embed the passages that have no vector, in batches that are kept, then let a new model's vectors answer."""
        rows = self._store.rows(
            "SELECT document_id, id FROM passages "  # noqa: S608 - one of two names
            f"WHERE id IN ({self._without_vector}) ORDER BY document_id, id"
        )
        done: dict[int, int] = {}
        for first in range(0, len(rows), BATCH_PASSAGES):
            part = rows[first : first + BATCH_PASSAGES]
            self._embed_stored([passage for _, passage in part])
            for document, _ in part:
                done[document] = done.get(document, 0) + 1
            following = rows[first + BATCH_PASSAGES][0] if first + BATCH_PASSAGES < len(rows) else None
            for document in [document for document in done if document != following]:
                yield Indexed(self._path_of(document), done.pop(document))
        self._writer.finish_model()

    def _embed_stored(self, identifiers: Sequence[int]) -> None:
        query = "SELECT id, title, text FROM passages WHERE id IN (SELECT value FROM json_each(?))"
        found = self._store.rows(query, json.dumps(list(identifiers)))
        vectors = self.of([(title, text) for _, title, text in found])
        self._writer.put_vectors([row[0] for row in found], vectors)

    def _path_of(self, document: int) -> str:
        return os.fsdecode(self._store.rows("SELECT path FROM documents WHERE id = ?", document)[0][0])

    def _embed(self, pairs: Sequence[tuple[str, str]]) -> FloatArray:
        found = self._embedder.embed_passages(pairs)
        if found.shape != (len(pairs), self._embedder.dims) or not np.isfinite(found).all():
            raise GenerationFailed("the embedding model returned unusable vectors", "run `uniconv-edge doctor`")
        return found


class CountingEmbedder:
    """Tells how many passages have their vectors: one long document would otherwise look like a stop. `given` is told
    how many passages came at once, before they are embedded: by then their documents have been read and cut.

    Passages are embedded in steps of about a second, whatever the model: many at once are faster than a few.
    """

    def __init__(
        self, embedder: PassageEmbedder, embedded: Callable[[int], None], given: Callable[[int], None] | None = None
    ) -> None:
        self._embedder, self._embedded, self._given = embedder, embedded, given
        self._step = _LEAST_STEP

    @property
    def identity(self) -> str:
        return self._embedder.identity

    @property
    def dims(self) -> int:
        return self._embedder.dims

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        if list(passages) == [_PROBE]:  # no passage of a document
            return self._embedder.embed_passages(passages)
        if self._given is not None:
            self._given(len(passages))
        parts: list[FloatArray] = []
        first = 0
        while first < len(passages):
            part = passages[first : first + self._step]
            began = time.monotonic()
            parts.append(self._embedder.embed_passages(part))
            self._embedded(len(part))
            first += len(part)
            seconds = max(time.monotonic() - began, 1e-3)
            self._step = int(min(max(_LEAST_STEP, _STEP_SECONDS * len(part) / seconds), 4 * self._step))
        return np.concatenate(parts)

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        return self._embedder.embed_session(turns)
