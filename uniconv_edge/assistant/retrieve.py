"""Search: dense and lexical rankings of a library, fused by reciprocal rank (Cormack, Clarke and Buettcher, 2009)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from uniconv_edge.errors import ConfigurationError, LibraryMissing
from uniconv_edge.library.search import hits_of, lexical
from uniconv_edge.library.store import Store
from uniconv_edge.library.vectors import VectorIndex
from uniconv_edge.types import FloatArray, Hit, LibraryStatus, Page, Turn

CANDIDATES = 50
# The best of 144 settings by mean nDCG@10 of uniconv-nano on the seven development sets, so in-sample there. Vectors
# weigh little because with this model they add nothing to the mean (docs/evaluation.md).
DENSE_WEIGHT = 0.25
LAST_WEIGHT = 1.0
HISTORY_WEIGHT = 1.5
RANK_CONSTANT = 10


def fuse(
    rankings: Sequence[Sequence[int]], k: int = RANK_CONSTANT, weights: Sequence[float] | None = None
) -> list[tuple[int, float]]:
    """(id, score) by the weighted sum of 1 / (k + rank) over all rankings, best first; ties keep the first seen."""
    scores: dict[int, float] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, identifier in enumerate(ranking, 1):
            scores[identifier] = scores.get(identifier, 0.0) + weight / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])


def distinct(hits: Sequence[Hit]) -> list[Hit]:
    """The hits without repetitions of a text that stands higher (documents repeat boilerplate), ranked anew from 1."""
    seen: set[str] = set()
    kept: list[Hit] = []
    for hit in hits:
        if hit.text not in seen:
            seen.add(hit.text)
            kept.append(replace(hit, rank=len(kept) + 1))
    return kept


def lexical_queries(turns: Sequence[Turn]) -> tuple[str, str]:
    """(last question, whole conversation or "" when there is no history): the texts of the two lexical rankings.

    Newest turn first, because full-text search keeps the first words of a long query.
    """
    last = turns[-1].text
    return last, "\n".join(turn.text for turn in reversed(turns)) if len(turns) > 1 else ""


class Retriever:
    """An open library with its vectors. `refresh` sees what has been indexed since."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store: Store = Store.open(folder)
        self._index = VectorIndex.open(self._store, folder)
        self._generation = self._store.generation

    @classmethod
    def open(cls, library_folder: Path) -> Retriever:
        """Open for reading. Raises LibraryMissing, LibraryDamaged, LibraryNewer."""
        return cls(library_folder)

    def close(self) -> None:
        """Close the library."""
        self._store.close()

    @property
    def store(self) -> Store:
        """The open library, for reading."""
        return self._store

    def refresh(self) -> None:
        """Load the vectors again if the library has changed."""
        if self._store.generation != self._generation:
            self._generation = self._store.generation
            self._index = VectorIndex.open(self._store, self._folder)

    def check_model(self, identity: str) -> None:
        """Raises ConfigurationError when the library's vectors are another model's."""
        found = self._store.model_identity
        if found and found != identity:
            raise ConfigurationError(
                f"the library in `{self._folder}` was indexed with {found}, not {identity}",
                "run `uniconv-edge index` again with this model, or name the other with --model",
            )

    def status(self) -> LibraryStatus:
        """What the library holds."""
        return self._store.status()

    def pages(self, document_id: int) -> list[Page]:
        """All pages of a document; [] when it has left the library."""
        try:
            return self._store.pages(document_id)
        except LibraryMissing:
            return []

    def page_text(self, document_id: int, page_index: int) -> str | None:
        """The text of a page; None when it has left the library."""
        try:
            return self._store.page_text(document_id, page_index)
        except LibraryMissing:
            return None

    def search(self, query_text: str, vector: FloatArray, limit: int, *, history_text: str = "") -> list[Hit]:
        """The best passages for a query: its vector (dims,), its words, and the words of the whole conversation."""
        dense = self._index.search(vector, CANDIDATES)
        cosines = dict(dense)
        rankings = [[i for i, _ in dense], [i for i, _ in lexical(self._store, query_text, CANDIDATES)]]
        weights = [DENSE_WEIGHT, LAST_WEIGHT]
        if history_text:
            rankings.append([i for i, _ in lexical(self._store, history_text, CANDIDATES)])
            weights.append(HISTORY_WEIGHT)
        return distinct(hits_of(self._store, fuse(rankings, weights=weights)[: 4 * limit], cosines))[:limit]
