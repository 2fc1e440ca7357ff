"""What documents say about a thing: their sentences that name it, and those under a heading that does, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from uniconv_edge.assistant.quoting.quotes import Candidate, candidates
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.search import hits_of, passages_within
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit

MOST_SENTENCES = 5
_MOST_PASSAGES = 50


def mentions(library: Retriever, documents: Sequence[int], topic: str) -> tuple[list[Hit], list[Candidate]]:
    """Of the passages of the documents that share words with the topic the sentences that hold all of them, before
    others those that do so without a heading, in the order in which they stand; and the passages that hold these."""
    wanted = {stem(word) for word in telling_words(topic)}
    found = library.words.search(topic, _MOST_PASSAGES, within=passages_within(library.store, documents))
    hits = sorted(hits_of(library.store, found), key=lambda hit: (hit.path, hit.page_index, hit.start))
    own, under = list[Candidate](), list[Candidate]()
    for each in candidates(hits, spans):
        heading = hits[each.source - 1].heading.rpartition(HEADING_SEPARATOR)[2]
        if wanted <= bag(each.text):
            own.append(each)
        elif wanted <= bag(each.text) | bag(f"{heading}\n{each.beside}"):
            under.append(each)
    told = sorted([*own, *under][:MOST_SENTENCES], key=lambda each: (each.source, each.start))
    numbers = {source: number for number, source in enumerate(dict.fromkeys(each.source for each in told), 1)}
    holding = ranked([hits[source - 1] for source in numbers])
    return holding, [replace(each, source=numbers[each.source]) for each in told]
