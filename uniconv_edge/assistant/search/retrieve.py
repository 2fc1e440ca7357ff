"""Search: what passes the filters is ranked by vector and by words, fused, and varied."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

import numpy as np

from uniconv_edge.assistant.search import fusion
from uniconv_edge.assistant.search.fusion import CANDIDATES, Part
from uniconv_edge.assistant.search.variety import spread, varied
from uniconv_edge.assistant.words.dates import searched
from uniconv_edge.errors import ConfigurationError, LibraryMissing
from uniconv_edge.library.bm25 import Instead, WordIndex
from uniconv_edge.library.bounded import BoundedStore
from uniconv_edge.library.headed import passages_below
from uniconv_edge.library.query import ALL, Filters, Query, without_filters
from uniconv_edge.library.search import (
    hits_of,
    matching_documents,
    passages_with,
    passages_within,
    sketches_of,
    with_cosines,
)
from uniconv_edge.library.sketch import NEAR_BITS, distances, near_counts
from uniconv_edge.library.store import Store
from uniconv_edge.library.vectors import Ids, VectorIndex
from uniconv_edge.library.vocabulary import Vocabulary
from uniconv_edge.types import FloatArray, Hit, LibraryStatus, Page, Turn

# So many near-duplicates among the candidates are a crowd, which would leave no room for other passages.
CROWD = 10
_LOOKED_AT = 40  # or four times as many candidates as are wanted
_ROUNDS = 3
_KEPT_COUNTS = 4096
_NOT_LOADED = -1
_FAR = 20  # passages by vector, of which the last is far


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a search, and how they came about: what each ranking says of a passage, by its id, best share first;
    why passages were moved down or left out; what was noted about the query; the cosine of a passage that is `far`, the
    twentieth by vector (None where there are fewer)."""

    hits: tuple[Hit, ...]
    parts: Mapping[int, Sequence[Part]] = field(default_factory=dict)
    moved: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    far: float | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    """What is ranked: `alone` is the last question's own vector where it opens a topic, `within` are the ids of the
    passages looked at (None: all), `headed` those of passages that have the question as a heading; `instead`: what may
    stand in the place of its expressions."""

    words: str
    history: str
    vector: FloatArray
    alone: FloatArray | None
    within: Ids | None
    headed: Ids
    instead: Instead


def lexical_queries(turns: Sequence[Turn]) -> tuple[str, str]:
    """(last question as typed, words of the whole conversation or "" when there is no history).

    Newest turn first, because full-text search keeps the first words of a long query.
    """
    return turns[-1].text, "\n".join(turn.text for turn in reversed(worded(turns))) if len(turns) > 1 else ""


def worded(turns: Sequence[Turn]) -> list[Turn]:
    """The turns as the model reads them: without filters."""
    texts = [without_filters(turn.text) for turn in turns]
    return [turn if turn.text == text else replace(turn, text=text) for turn, text in zip(turns, texts, strict=True)]


class Retriever:
    """A library opened for reading, with its vectors. `refresh` sees what has been indexed since."""

    def __init__(self, folder: Path, bounds: Filters = ALL) -> None:
        """Documents that do not pass the bounds are as if they were not there. Raises LibraryMissing, LibraryDamaged,
        LibraryNewer."""
        self._folder, self._bounds = folder, bounds
        self._store: Store = BoundedStore.within(folder, bounds) if bounds else Store.open(folder)
        self._beside = ThreadPoolExecutor(1, "nearest-passages")
        self._load()

    def _load(self) -> None:
        with self._store.snapshot():
            generation, model = self._store.generation, self._store.model_identity
            self._index = VectorIndex.open(self._store, self._folder)
            self._passages = self._store.counts()[1]
        self._sketches: tuple[Ids, Ids] | None = None
        self._words: WordIndex | None = None
        self._vocabulary: Vocabulary | None = None
        self._passages_with = lru_cache(maxsize=_KEPT_COUNTS)(partial(passages_with, self._store))
        self._generation, self._model = generation, model  # at the end: a loading that failed is done again

    def close(self) -> None:
        """Close the library."""
        self._beside.shutdown()
        self._store.close()

    @property
    def store(self) -> Store:
        """The open library, for reading."""
        return self._store

    @property
    def words(self) -> WordIndex:
        """The ranking by words of the library as it was last loaded; made once, because it reads every length."""
        if self._words is None:
            self._words = WordIndex(self._store)
        return self._words

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the library as it was last loaded; another object once it was loaded again."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self._store, self.words)
        return self._vocabulary

    def passage_counts(self, words: Sequence[str]) -> tuple[Sequence[int], int]:
        """In how many passages each word occurs, and how many there are, in the library as it was last loaded. Counted
        once, because a question asks for each of its words several times."""
        return [self._passages_with(word) for word in words], self._passages

    def refresh(self) -> None:
        """Load the vectors again if the library has changed, or if another lies in its place by now. Cheap if not.

        Raises LibraryMissing when it is gone, and what opening it raises.
        """
        if self._store.renew():
            self._generation = _NOT_LOADED
        if self._store.generation != self._generation:
            self._load()

    def check_model(self, identity: str) -> None:
        """Raises ConfigurationError when the library's vectors are another model's."""
        found = self._store.model_identity
        if found and found != identity:
            raise ConfigurationError(
                f"the library in `{self._folder}` was indexed with {found}, not {identity}",
                "run `uniconv-edge index` again with this model, or name the other with --model",
            )

    def check_filled(self) -> None:
        """Raises LibraryMissing when the library holds no documents."""
        if self._store.counts()[0]:
            return
        if self._bounds:
            raise LibraryMissing(
                "the library holds no document within the bounds", "name others, or run `uniconv-edge index FOLDER`"
            )
        raise LibraryMissing("the library holds no documents yet", "run `uniconv-edge index FOLDER` first")

    def status(self) -> LibraryStatus:
        """What the library holds."""
        return self._store.status()

    def pages(self, document_id: int) -> list[Page]:
        """All pages of a document; [] when it has left the library."""
        try:
            return self._store.pages(document_id)
        except LibraryMissing:
            return []

    def page(self, document_id: int, page_index: int) -> Page | None:
        """One page; None when there is none, or it has left the library."""
        try:
            return self._store.page(document_id, page_index)
        except LibraryMissing:
            return None

    def page_text(self, document_id: int, page_index: int) -> str:
        """The text of a page; "" when it has left the library."""
        page = self.page(document_id, page_index)
        return "" if page is None else page.text

    def nearest(
        self, vector: FloatArray, limit: int, filters: Filters, among: Sequence[int] | None = None
    ) -> list[Hit]:
        """The passages nearest to a vector (dims,), of those of the documents `among` these (None: all) that pass the
        filters."""
        with self._store.snapshot():
            within = passages_within(self._store, matching_documents(self._store, filters, among))
            found = self._index.search(vector, limit, within=within)
            return hits_of(self._store, found, dict(found))

    def find(
        self,
        query: Query,
        vector: FloatArray,
        limit: int,
        *,
        history_text: str = "",
        alone: FloatArray | None = None,
        among: Sequence[int] | None = None,
        instead: Instead = MappingProxyType({}),
    ) -> Found:
        """The best passages for a query that was read, in the documents `among` (None: all), with how each hit came
        about: by its vector (dims,), its words, and the words of the whole conversation. `alone` is the vector of the
        last question by itself where it opens a topic: then a passage may be near to either. `instead`: what passages
        may say for expressions of it. Raises ConfigurationError when the library went over to another model after it
        was loaded: vectors of two models say nothing of each other."""
        with self._store.snapshot():
            if self._model:
                self.check_model(self._model)
            documents = matching_documents(self._store, query.filters, among)
            if documents == []:
                return Found((), notes=("no document passes the filters",))
            within = passages_within(self._store, documents, query.phrases)
            notes: tuple[str, ...] = ()
            if query.phrases and within is not None and not len(within):
                within = passages_within(self._store, documents)
                notes = ("the phrase occurs nowhere: its words are searched",)
            dated = searched(query.text, datetime.now().astimezone().year)
            headed = np.array(passages_below(self._store, query.typed or query.text, documents), np.int64)
            headed = headed if within is None else headed[np.isin(headed, within, assume_unique=True)]
            question = _Question(f"{query.text} {dated}".strip(), history_text, vector, alone, within, headed, instead)
            ranked, parts, sketches = self._ranked(question, limit)
            cosines = {i: part.score for i, said in parts.items() for part in said if part.name == "dense"}
            # What lies deeper is read only when something among the first could make room for it.
            for depth in (limit, len(ranked)):
                hits, moved = varied(hits_of(self._store, ranked[:depth], cosines), sketches, limit, _is_gone)
                if len(hits) == limit and not moved and spread(hits):
                    break
            hits = with_cosines(self._store, hits, vector, alone)
            nearest = sorted(cosines.values(), reverse=True)[:_FAR]
        return Found(tuple(hits), parts, moved, notes, nearest[-1] if len(nearest) == _FAR else None)

    def _ranked(
        self, question: _Question, limit: int
    ) -> tuple[list[tuple[int, float]], dict[int, list[Part]], dict[int, int]]:
        """The candidates, best first, what the rankings say of them, and their sketches. Where near-duplicates crowd
        them, all but the best of these are passed over and the rankings are made again; what was passed over comes
        last."""
        parts = self._rankings(question, None)
        first = ranked = fusion.fused(parts)
        crowd = np.empty(0, np.int64)
        sketches: dict[int, int] = {}
        for _ in range(_ROUNDS):
            best = [i for i, _ in ranked[: max(4 * limit, _LOOKED_AT)]]
            sketches |= (known := self._sketches_of(best))
            members = np.concatenate([np.empty(0, np.int64), *self._crowds(best, known)])
            if not len(members):
                break
            crowd = np.union1d(crowd, members)
            parts = parts | (again := self._rankings(question, crowd))
            ranked = fusion.fused(again)
        held = {identifier for identifier, _ in ranked}
        lowest = ranked[-1][1] if ranked else 0.0
        left = [(identifier, min(score, lowest)) for identifier, score in first if identifier not in held]
        candidates = [*ranked[: 4 * limit], *left[: 4 * limit]]
        if lacking := [i for i, _ in candidates if i not in sketches]:
            sketches |= self._sketches_of(lacking)
        return candidates, parts, sketches

    def _rankings(self, question: _Question, without: Ids | None) -> dict[int, list[Part]]:
        # Both rankings spend their time outside the interpreter's lock, so they run side by side; not where vectors of
        # a subset are read from the store, which this thread reads, nor where all are compared, which takes less time
        # than another thread may take to begin.
        aside = question.within is None and without is None and not self._index.exact
        near = partial(self._near, question.vector, question.within, without)
        dense = self._beside.submit(near) if aside else None
        by_words = partial(self.words.search, limit=CANDIDATES, within=question.within, without=without)
        last, history = by_words(question.words, related=True, instead=question.instead), by_words(question.history)
        own = None if question.alone is None else self._near(question.alone, question.within, without)
        left = question.headed if without is None else np.setdiff1d(question.headed, without, assume_unique=True)
        headed = [(int(identifier), 1.0) for identifier in left]
        return fusion.parts(near() if dense is None else dense.result(), last, history, own, headed)

    def _near(self, vector: FloatArray, within: Ids | None, without: Ids | None) -> list[tuple[int, float]]:
        return self._index.search(vector, CANDIDATES, within=within, without=without)

    def _crowds(self, ranked: Sequence[int], known: Mapping[int, int]) -> Iterator[Ids]:
        """For each crowd among the candidates, whose sketches are known, the ids of all its members in the library but
        the best."""
        ids = np.fromiter((i for i in ranked if i in known), np.int64)
        sketches = np.fromiter((known[int(i)] for i in ids), np.int64, len(ids))
        # Most searches have no crowd, which one look at all pairs tells.
        if len(ids) < CROWD or near_counts(sketches).max() < CROWD:
            return
        while len(ids) >= CROWD:
            near = distances(int(sketches[0]), sketches) <= NEAR_BITS
            if near.sum() >= CROWD:
                everywhere, all_sketches = self._all_sketches()
                members = everywhere[distances(int(sketches[0]), all_sketches) <= NEAR_BITS]
                yield members[members != ids[0]]
            ids, sketches = ids[~near], sketches[~near]

    def _sketches_of(self, identifiers: Sequence[int]) -> dict[int, int]:
        ids, sketches = sketches_of(self._store, identifiers)
        return dict(zip(ids.tolist(), sketches.tolist(), strict=True))

    def _all_sketches(self) -> tuple[Ids, Ids]:
        if self._sketches is None:
            self._sketches = sketches_of(self._store)
        return self._sketches


def _is_gone(path: str) -> bool:
    return not os.path.lexists(path)
