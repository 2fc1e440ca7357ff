"""Headings of a part that repeats an earlier one without its styles. Pure.

Some documents hold their text twice, pasted or converted, and the headings of the second are paragraphs like others:
all of it would stand under the last heading of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from uniconv_edge.library.extract.blocks import Block, fold

_MIN_SHARE = 0.5  # of the headings, that are said again
_LEAST = 5
_MOST_TOGETHER = 3  # more, with no text between them, are a list of contents


def with_headings_again(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those that say what a heading above them says as headings of its level, where most headings are said
    again so."""
    levels: dict[str, int] = {}
    again: dict[int, int] = {}
    for number, block in enumerate(blocks):
        said = fold(block.text)
        if block.level > 0:
            levels.setdefault(said, block.level)
        elif said in levels:
            again[number] = levels[said]
    runs = [list(run) for _, run in groupby(enumerate(again), lambda each: each[1] - each[0])]
    found = {number: again[number] for run in runs if len(run) <= _MOST_TOGETHER for _, number in run}
    if len({fold(blocks[number].text) for number in found}) < max(_LEAST, _MIN_SHARE * len(levels)):
        return list(blocks)
    return [
        replace(block, level=found[number], tight=False) if number in found else block
        for number, block in enumerate(blocks)
    ]
