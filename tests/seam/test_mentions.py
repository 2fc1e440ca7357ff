"""What documents say about a thing comes with the passages that hold it, and no others."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from fakes import FakeEmbedder

from uniconv_edge.assistant.facts.mentions import MOST_SENTENCES, mentions
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.sync import sync


def test_only_the_passages_of_the_sentences_told_are_sources(library: Path, documents: Path) -> None:
    for number in range(20):
        says = "The white cat sleeps on the roof." if number % 3 else "A cat is white only where it has no spots."
        (documents / f"note-{number:02}.md").write_text(f"Note {number} of the year.\n\n{says if number else 'A cat.'}")
    list(sync(library, [documents], FakeEmbedder()))
    with closing(Retriever(library)) as retriever:
        ids = [key for (key,) in retriever.store.rows("SELECT id FROM documents")]
        hits, told = mentions(retriever, ids, "the white cat")
    assert len(told) == MOST_SENTENCES
    assert [hit.rank for hit in hits] == sorted({each.source for each in told}) == list(range(1, len(hits) + 1))
    for each in told:
        hit = hits[each.source - 1]
        assert "white" in each.text
        assert hit.text[each.start - hit.start : each.end - hit.start] == each.text
