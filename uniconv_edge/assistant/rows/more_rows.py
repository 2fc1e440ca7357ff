"""Rows that hold the words of a question which only all of them answer, besides those that a search found nearest."""

from __future__ import annotations

from collections.abc import Sequence

from uniconv_edge.assistant.rows.asked_of_rows import Over, asked_of_rows
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.query import Filters
from uniconv_edge.library.search import hits_of, matching_documents, passages_within
from uniconv_edge.library.sentences import BAR
from uniconv_edge.types import Hit

_PASSAGES = 30  # that hold most of the words


def rows_besides(library: Retriever, question: str, filters: Filters | None, among: Sequence[int] | None) -> list[Hit]:
    """The passages with rows that hold most of a question's words, of the documents among these (None: all) that pass
    the filters. The rows of one payee in a bank's statement are rarely nearest to "How much did I pay Kelmet?", but
    those that are called so. [] where no sum and no comparison is asked for."""
    asked = asked_of_rows(question)
    if asked is None or asked.over in (Over.COUNT, Over.ROWS) or not asked.words:
        return []
    with library.store.snapshot():
        within = passages_within(library.store, matching_documents(library.store, filters or Filters(), among))
        found = hits_of(library.store, library.words.search(" ".join(asked.words), _PASSAGES, within=within))
    return [hit for hit in found if BAR in hit.text]
