"""Word search over a set's passages: the library's own full-text ranking, and BM25 of bm25s as a yardstick."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np

from uniconv_edge.assistant.search.retrieve import lexical_queries
from uniconv_edge.evaluate.datasets import PoolPassage, Task
from uniconv_edge.evaluate.metrics import missing_extra
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import FileState, NewDocument, Writer
from uniconv_edge.types import Document, FloatArray, Page, Passage

WordsOf = Literal["last", "user", "history"]
LexicalQuery = Literal["last", "user", "history", "both"]
Ranking = list[tuple[int, float]]

_BM25_QUERY_WORDS = 300


def query_text(task: Task, words_of: WordsOf) -> str:
    """The words searched for: of the question, of the person's turns, or of the whole conversation as the assistant
    searches for it."""
    if words_of == "user":
        return "\n".join(turn.text for turn in reversed(task.turns) if turn.role == "user")
    last, whole = lexical_queries(task.turns)
    return whole if words_of == "history" and whole else last


class LibraryPool:
    """The passages in a library of their own, in a temporary folder, searched by the code the program uses."""

    def __init__(self, passages: Sequence[PoolPassage]) -> None:
        self._folder = TemporaryDirectory(prefix="uniconv-edge-pool-")
        self._store = Store.open(Path(self._folder.name), write=True)
        Writer(self._store).put(as_document(passages, np.zeros((len(passages), 1), np.float32)))
        first = self._store.rows("SELECT min(id) FROM passages")[0][0]
        self._first = int(first)
        self._words = WordIndex(self._store)

    def __enter__(self) -> LibraryPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the library and remove its folder."""
        self._store.close()
        self._folder.cleanup()

    def search(self, text: str, limit: int, *, related: bool = False) -> Ranking:
        """(index of the passage, BM25 score) pairs, best first, at most `limit`; with `related`, words of like meaning
        count too."""
        found = self._words.search(text, limit, related=related)
        return [(identifier - self._first, score) for identifier, score in found]


def as_document(passages: Sequence[PoolPassage], vectors: FloatArray) -> NewDocument:
    """One document with a page for each passage, so that passage ids follow the order of the pool."""
    pages = tuple(Page(None, passage.text) for passage in passages)
    parts = [
        Passage(index, None, 0, len(passage.text), passage.text, passage.title)
        for index, passage in enumerate(passages)
    ]
    document = Document("pool", "", hashlib.sha256(b"pool").hexdigest(), pages)
    return NewDocument(document, parts, vectors, FileState(0, 0))


class Bm25Pool:
    """bm25s with its own k1 and b, English stop words and stemmer, over title and text together."""

    def __init__(self, passages: Sequence[PoolPassage]) -> None:
        try:
            import bm25s
            import Stemmer
        except ImportError as error:
            raise missing_extra("bm25s with PyStemmer") from error
        self._library: Any = bm25s
        self._stemmer = Stemmer.Stemmer("english")
        self._model = bm25s.BM25()
        self._size = len(passages)
        self._model.index(self._tokens([f"{p.title}\n{p.text}" for p in passages]), show_progress=False)

    def search(self, texts: Sequence[str], limit: int) -> list[Ranking]:
        """For each text (index of the passage, score) pairs, best first; those without a shared word are left out."""
        if not texts:
            return []
        found, scores = self._model.retrieve(
            self._tokens(texts), k=min(limit, self._size), show_progress=False, n_threads=1
        )
        return [
            [(int(i), float(s)) for i, s in zip(row, row_scores, strict=True) if s > 0]
            for row, row_scores in zip(found, scores, strict=True)
        ]

    def _tokens(self, texts: Sequence[str]) -> Any:
        return self._library.tokenize(list(texts), stopwords="en", stemmer=self._stemmer, show_progress=False)


def bm25_query(task: Task, words_of: WordsOf) -> str:
    """As in `query_text`, but oldest turn first and the newest 300 words only."""
    if words_of == "last":
        return task.query
    turns = [turn.text for turn in task.turns if words_of == "history" or turn.role == "user"]
    return " ".join(" ".join(turns).split()[-_BM25_QUERY_WORDS:])
