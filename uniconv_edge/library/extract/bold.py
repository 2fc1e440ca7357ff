"""Headings that are no more than short paragraphs in bold type. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block

MAYBE = -1
"""The level of a paragraph in bold type that may be a heading: which of them are, the others tell."""
BOLD_LEVEL = 2
"""That of such headings, below the title of the document."""

_MAX_CHARACTERS = 100
_MIN_SHARE_OF_LETTERS = 0.5
_LEAST = 2
_ENDS_SENTENCE = expression(r"[.,:;!…]\W*$|\n")


def may_be_bold_heading(text: str) -> bool:
    """Whether a paragraph in bold type says what a heading may say: it is short and no sentence."""
    bare = text.strip()
    return (
        0 < len(bare) <= _MAX_CHARACTERS
        and sum(map(str.isalpha, bare)) >= _MIN_SHARE_OF_LETTERS * len(bare)
        and not bare[0].islower()
        and not _ENDS_SENTENCE.search(bare)
    )


def with_bold_headings(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, those of the level MAYBE as headings where they are above text, in a document with no others but its
    title."""
    pairs = enumerate(pairwise(blocks))
    above = {number for number, (block, below) in pairs if block.level == MAYBE and below.level == 0}
    are_headings = len(above) >= _LEAST and sum(block.level > 0 for block in blocks) <= 1
    for number, block in enumerate(blocks):
        if block.level != MAYBE:
            yield block
        elif are_headings and number in above:
            yield replace(block, level=BOLD_LEVEL, tight=False)
        else:
            yield replace(block, level=0)
