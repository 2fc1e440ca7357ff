"""For whom an invoice, estimate or order is, quoted from the line at its head that says so. English forms."""

from __future__ import annotations

from collections.abc import Sequence

from uniconv_edge.assistant.facts.heads import named_at_heads, papers_of
from uniconv_edge.assistant.facts.naming import known_as, named_documents
from uniconv_edge.assistant.facts.origin import candidate_at
from uniconv_edge.assistant.facts.several_papers import KINDS, NAMING, Stretch
from uniconv_edge.assistant.question.party import RECEIVER
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.library.store import Store
from uniconv_edge.types import Hit, Quote

_HEAD = 1_500  # characters


def receiver(
    store: Store, name: str, within: Sequence[int] | None, last: Sequence[Quote]
) -> tuple[Hit, Candidate] | None:
    """Where the paper that is meant (among the documents `within`, None: all; of "it" that which was quoted last) says
    for whom it is; None where no such paper is meant, or it does not say so."""
    found = _meant(store, name, within, last)
    if found is None:
        return None
    document, stretch = found
    pages = store.pages(document)
    page, start = stretch.first if stretch else (0, 0)
    text = pages[page].text[start : start + _HEAD] if page < len(pages) else ""
    is_such = NAMING.search(text) or KINDS.search(known_as(store, [document]).get(document, ""))
    line = RECEIVER.search(text) if is_such else None
    if line is None or (stretch and not stretch.holds(page, start + line.start())):
        return None
    return candidate_at(store, document, pages, page, start + line.start(), start + line.end())


def _meant(
    store: Store, name: str, within: Sequence[int] | None, last: Sequence[Quote]
) -> tuple[int, Stretch | None] | None:
    """The document, and which of several papers in it, that a name means: by its number at its head, else by what the
    document is called."""
    if name:
        heads = named_at_heads(store, name, within)
        documents = list(heads.words) or named_documents(store, name, within)
        papers = heads.papers.get(documents[0], ()) if len(documents) == 1 else ()
        return (documents[0], next(iter(papers), None)) if len(documents) == 1 and len(papers) < 2 else None
    for quote in last[:1]:
        if within is not None and quote.document_id not in within:
            return None
        papers_held = papers_of(store, quote.document_id)
        own = next((each for each in papers_held if each.holds(quote.page_index, quote.start)), None)
        return quote.document_id, own
    return None
