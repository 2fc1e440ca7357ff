"""A passage has a most number of characters, and a document a most number of passages, whatever the text is."""

from __future__ import annotations

import pytest

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library import chunk
from uniconv_edge.library.chunk import MAX_CHARACTERS, passages
from uniconv_edge.library.outline import Heading, Marks
from uniconv_edge.types import Page

MANY = 200_000


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("a" + "\u0301" * MANY, MANY // MAX_CHARACTERS),
        ("a" + "\u200d" * MANY, MANY // MAX_CHARACTERS),
        ("a\u200d" * (MANY // 2), MANY // MAX_CHARACTERS),
        ("word" + " " * MANY + "word. Two three", 2),
        (" " * MANY + "word", 1),
        (("a\n" + " " * 500 + "b") * (MANY // 502), MANY // (2 * MAX_CHARACTERS)),
        ("a\n\n" + "\n" * MANY + "b", 2),
        ("one" + "\t" * 3000 + "two" + "\t" * 3000 + "three", 2),
    ],
    ids=["accents", "joiners", "joined", "blanks", "indented", "short lines", "blank lines", "tabs"],
)
def test_no_passage_is_longer_and_every_offset_is_exact(text: str, least: int, lines: bool) -> None:
    found = passages([Page(None, text)], marks=[Marks(borders=(0,))] if lines else ())
    assert len(found) >= least
    position = 0
    for passage in found:
        assert len(passage.text) <= MAX_CHARACTERS
        assert passage.text == text[passage.start : passage.end]
        assert not text[position : passage.start].strip()
        position = passage.end
    assert not text[position:].strip()


def test_a_document_of_too_many_passages_is_skipped_with_that_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk, "MAX_PASSAGES", 3)
    texts = [f"# Part {number}\n\nText.\n" for number in range(4)]
    headings = [[Heading(0, 1, f"Part {number}")] for number in range(4)]
    pages = [Page(number, text) for number, text in enumerate(texts, 1)]
    assert len(passages(pages[:3], headings[:3])) == 3
    with pytest.raises(DocumentUnreadable, match="more than 3 passages"):
        passages(pages, headings)
