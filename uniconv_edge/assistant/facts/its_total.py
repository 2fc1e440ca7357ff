"""The passage with the total of a paper whose head was found alone: an invoice may fill two passages. English forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from uniconv_edge.assistant.facts.heads import is_of_papers
from uniconv_edge.assistant.facts.several_papers import Stretch
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.words.answer_types import asks_for_money, gives_what_is_asked
from uniconv_edge.assistant.words.labels import is_total
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.types import Hit

_MOST_PASSAGES = 12  # of a document: a longer one is no invoice


def with_totals(
    store: Store, hits: Sequence[Hit], question: str, papers: Mapping[int, tuple[Stretch, ...]]
) -> list[Hit]:
    """The passages found, of a question for money also that with the total of a document that it names at its head, of
    which none was found that has one. `papers`: of a document that holds several, those that are meant."""
    if not asks_for_money(question):
        return list(hits)
    found = list(hits)
    for document in dict.fromkeys(hit.document_id for hit in hits if hit.about):
        own = [hit for hit in hits if hit.document_id == document]
        if not any(_has_total(hit.text, question) for hit in own) and (
            total := _total(store, own[0], question, papers)
        ):
            found.insert(found.index(own[0]) + 1, total)
    return ranked(found)


def _total(store: Store, hit: Hit, question: str, papers: Mapping[int, tuple[Stretch, ...]]) -> Hit | None:
    """The last passage with a total of the document of one, as near as that."""
    rows = store.rows(
        "SELECT id, text FROM passages WHERE document_id = ? ORDER BY id LIMIT ?", hit.document_id, _MOST_PASSAGES + 1
    )
    ids = [int(key) for key, text in rows if _has_total(str(text), question)]
    passages = hits_of(store, [(key, hit.score) for key in ids]) if len(rows) <= _MOST_PASSAGES else []
    last = next((each for each in reversed(passages) if is_of_papers(each, papers)), None)
    return last and replace(last, cosine=hit.cosine, about=hit.about)


def _has_total(text: str, question: str) -> bool:
    return any(is_total(line) and gives_what_is_asked(question, line) for line in text.split("\n"))
