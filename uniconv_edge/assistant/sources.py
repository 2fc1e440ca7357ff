"""What a search finds for one way to ask: passages of the papers that are meant, in the order that the model's reader
gives them too, each with what it is read with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from uniconv_edge.assistant.attempts import Attempt
from uniconv_edge.assistant.facts.heads import is_of_papers, papers_of
from uniconv_edge.assistant.facts.its_total import with_totals
from uniconv_edge.assistant.facts.owners import owners_known, owners_meant, owners_of, person_quoted
from uniconv_edge.assistant.facts.several_papers import Stretch
from uniconv_edge.assistant.quoting.as_read import as_read
from uniconv_edge.assistant.quoting.going_on import quoted_last
from uniconv_edge.assistant.quoting.reader import Reading
from uniconv_edge.assistant.quoting.tables import columns_above, goes_on
from uniconv_edge.assistant.search.rerank import SHARE, reordered
from uniconv_edge.assistant.search.retrieve import Retriever, lexical_queries
from uniconv_edge.assistant.turn import AskedTurn
from uniconv_edge.assistant.words.definitions import introductions, tells_plainly
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.otherwise import Otherwise
from uniconv_edge.library.query import parse, without_filters
from uniconv_edge.library.search import hits_of, matching_documents, passages_matching
from uniconv_edge.library.words import phrase_expression
from uniconv_edge.types import Hit

SHOWN_SOURCES = 8
_MOST_LOOKED_AT, _MOST_TELLING = 24, 2  # passages with an introducing phrase, and of them read
_SEVERAL = 2  # people whose papers a library has


def fill_in_sources(library: Retriever, attempt: Attempt, filters: str, calibration: Mapping[str, float]) -> None:
    """Fill in what a search finds among the documents that the `filters`, as typed, let pass."""
    turn = attempt.turn
    began = turn.clock.elapsed()
    last, whole = lexical_queries(turn.turns)
    foreign = Foreign.of(turn.turns)
    also = foreign.also(library.vocabulary) if foreign else []
    instead = turn.otherwise.instead if turn.otherwise else {}
    query = replace(parse(" ".join(filter(None, (filters, last, *also)))), typed=turn.turns[-1].typed)
    found = library.find(
        query,
        attempt.vector,
        SHOWN_SOURCES,
        history_text=whole,
        alone=attempt.own,
        among=turn.of_somebody if attempt.among is None else attempt.among,
        instead=instead,
    )
    turn.far = found.far
    papers = {**(_paper_quoted(library, turn) if turn.going_on else {}), **turn.papers}
    hits = [*found.hits, *_introducing(library, last, found.hits, filters, turn)]
    hits = [_read_with(library, hit, turn.about) for hit in hits if is_of_papers(hit, papers)]
    ordered = in_order(_of_owner(library, hits, turn), attempt.reading, last, calibration, turn.otherwise)
    turn.hits = with_totals(library.store, ordered, without_filters(turn.turns[-1].text), papers)
    if turn.hits:
        turn.found = " ".join(f"{note.capitalize()}." for note in found.notes)
    elif not found.hits:  # the library has documents, so the filters let none pass
        turn.note = turn.note or "No document passes the filters."
    turn.clock.search += turn.clock.elapsed() - began


def _introducing(library: Retriever, question: str, hits: Sequence[Hit], filters: str, turn: AskedTurn) -> list[Hit]:
    """Passages that say in so many words who or what it is which a question asks for, where none of the hits does: of a
    name that a book has hundreds of times, the search finds others."""
    phrases = introductions(question)
    if not phrases or any(tells_plainly(question, hit.text) for hit in hits):
        return []
    store = library.store
    with store.snapshot():
        among = matching_documents(store, parse(filters).filters, turn.among)
        expression = " OR ".join(map(phrase_expression, phrases))
        found = hits_of(store, [(key, 0.0) for key in passages_matching(store, expression, among, _MOST_LOOKED_AT)])
    telling = [hit for hit in found if tells_plainly(question, hit.text)][:_MOST_TELLING]
    return [replace(hit, rank=len(hits) + place) for place, hit in enumerate(telling, 1)]


def _paper_quoted(library: Retriever, turn: AskedTurn) -> dict[int, tuple[Stretch, ...]]:
    """Of a document that holds several papers that of the last quote, which a question goes on from."""
    for quote in quoted_last(turn.turns)[:1]:
        papers = papers_of(library.store, quote.document_id)
        own = tuple(each for each in papers if each.holds(quote.page_index, quote.start))
        return {quote.document_id: own} if own else {}
    return {}


def _of_owner(library: Retriever, hits: Sequence[Hit], turn: AskedTurn) -> list[Hit]:
    """The hits without papers of other people than whose a question asks for, where these have some."""
    question = without_filters(turn.turns[-1].text)
    owners = owners_known(library)
    meant = owners_meant(question, owners, quoted=person_quoted(library, turn.turns))
    if len(owners.known) < _SEVERAL or meant == set(owners.known):
        return list(hits)
    named = [(f"{hit.title} {PurePath(hit.path).stem}", library.page_text(hit.document_id, 0)) for hit in hits]
    each_of = owners_of(named, owners.known)
    return [hit for hit, owner in zip(hits, each_of, strict=True) if owner in {*meant, ""}]


def _read_with(library: Retriever, hit: Hit, about: Mapping[int, str]) -> Hit:
    """A passage with the words that the question knows its document by, and one that goes on with the rows of a
    table with the names of its columns."""
    if hit.document_id in about:
        hit = replace(hit, about=about[hit.document_id])
    if not hit.start or not goes_on(hit.text):
        return hit
    page = library.page_text(hit.document_id, hit.page_index)
    return replace(hit, columns=columns_above(page, hit.start))


def in_order(
    hits: Sequence[Hit],
    reading: Reading | None,
    question: str,
    calibration: Mapping[str, float],
    otherwise: Otherwise | None = None,
) -> list[Hit]:
    """The hits of a search in the order that the model's reader gives them too."""
    if reading is None:
        return list(hits)
    tells = [tells_plainly(question, hit.text) for hit in hits]
    return reordered(hits, reading.odds(as_read(otherwise, hits)[0]), calibration.get("rerank_share", SHARE), tells)
