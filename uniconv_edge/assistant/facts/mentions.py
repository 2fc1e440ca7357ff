"""What documents say about a thing: their sentences that name it, and those under a heading that does, in order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from uniconv_edge.assistant.quoting.quotes import Candidate, candidates
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.search import hits_of, passages_within
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import words_of
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit
from uniconv_edge.wording import count, first_of

MOST_SENTENCES = 5
_MOST_PASSAGES = 50
_ARTICLES = ("the", "a", "an")
_MOST_SECTIONS = 20  # that are named


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
    return _with_sources(hits, sorted([*own, *under][:MOST_SENTENCES], key=lambda each: (each.source, each.start)))


def _with_sources(hits: Sequence[Hit], told: Sequence[Candidate]) -> tuple[list[Hit], list[Candidate]]:
    """Those of the passages that hold these sentences, and the sentences by their numbers among these."""
    numbers = {source: number for number, source in enumerate(dict.fromkeys(each.source for each in told), 1)}
    holding = ranked([hits[source - 1] for source in numbers])
    return holding, [replace(each, source=numbers[each.source]) for each in told]


class Places(NamedTuple):
    """Where a document names something: what to say of that, and the first sentences that do, with their passages."""

    text: str
    hits: list[Hit]
    sentences: list[Candidate]


def places(store: Store, document: int, who: str, *, first: bool) -> Places | None:
    """Where a document names somebody or something, in its order, or where it does so `first`; None where it does
    not."""
    words = words_of(who)
    words = words[1:] if words[0] in _ARTICLES and len(words) > 1 else words
    found = passages_within(store, [document], [" ".join(words)])
    if found is None or not len(found):
        return None
    wanted = set(map(stem, words))
    hits = hits_of(store, [(int(key), 0.0) for key in found[:_MOST_PASSAGES]])
    hits.sort(key=lambda hit: hit.passage_id)
    told = [each for each in candidates(hits, spans) if wanted <= bag(each.text)][: 1 if first else MOST_SENTENCES]
    if not told:
        return None
    headings = store.rows(
        "SELECT heading FROM passages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        json.dumps(found.tolist()),
    )
    trails = [
        heading.split(HEADING_SEPARATOR) for heading in dict.fromkeys(heading for (heading,) in headings) if heading
    ]
    is_alike = len({trail[-1] for trail in trails}) < len(trails)  # as the first chapters of volumes
    sections = [" › ".join(trail[-2:] if is_alike else trail[-1:]) for trail in trails]
    within = (
        f", in {count(len(sections), 'section')}: {' · '.join(first_of(sections, _MOST_SECTIONS))}" if sections else ""
    )
    quoted = (
        "the first place is quoted" if first else f"the first {len(told)} are quoted" if len(told) > 1 else "quoted"
    )
    return Places(
        f"“{clean(who)}” stands in {count(len(found), 'passage')}{within}; {quoted}.", *_with_sources(hits, told)
    )
