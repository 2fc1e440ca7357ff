"""Running heads and feet: lines in words that stand at the edge of page after page. Pure.

Bare page numbers stay: a person may look for one, and the reader of a PDF makes them paragraphs of their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from uniconv_edge.library.extract.blocks import Block, fold

_MAX_PAGE_NUMBER_WORDS = 2  # `Page 3 of 9`; a paragraph with a page's number that says more is kept
_EDGE_LINES = 3
_MIN_PAGES = 4
_MIN_SHARE = 0.3
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?i)[-–—(\[]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–—)\]]?")
_MAX_CHARACTERS = 120


def without_running_lines(pages: Sequence[list[str]]) -> tuple[list[list[str]], set[str]]:
    """The lines of each page without what runs through, and the running heads among them: of each in words the
    first is kept."""
    if len(pages) < _MIN_PAGES:
        return list(pages), set()
    counted: Counter[str] = Counter()
    for lines in pages:
        counted.update({_form(lines[index]) for index in _edges(lines)})
    needed = max(_MIN_PAGES - 1, _MIN_SHARE * len(pages))
    running = {form for form, count in counted.items() if count >= needed}
    seen: set[str] = set()
    heads: set[str] = set()
    return [_kept(lines, running, seen, heads) for lines in pages], heads


def _edges(lines: Sequence[str]) -> list[int]:
    """The indices of the first and last lines of a page."""
    count = len(lines)
    return [index for index in range(count) if at_edge(index, count)]


def at_edge(index: int, count: int) -> bool:
    """Whether a line is among the first or last ones of a page of so many."""
    return index < _EDGE_LINES or index >= count - _EDGE_LINES


def _form(line: str) -> str:
    """What stays the same from page to page: every number becomes `#`."""
    return "" if is_page_number(line) else _NUMBER.sub("#", line).casefold()


def is_page_number(line: str) -> bool:
    """A line of nothing but a number, in digits or Roman."""
    return bool(_PAGE_NUMBER.fullmatch(line))


def _kept(lines: list[str], running: set[str], seen: set[str], heads: set[str]) -> list[str]:
    """The lines without those seen before; what runs through and is kept, as the first or as long, joins `heads`."""
    dropped = set()
    for index in _edges(lines):
        form = _form(lines[index])
        if not form or form not in running:
            continue
        if form in seen and len(lines[index]) <= _MAX_CHARACTERS:
            dropped.add(index)
        else:
            heads.add(lines[index])
        seen.add(form)
    return [line for index, line in enumerate(lines) if index not in dropped]


def says_little(text: str) -> bool:
    """Whether a paragraph that has the number of its page says hardly more than that, as `Page 3 of 9`."""
    return sum(not word.isdigit() for word in text.split()) <= _MAX_PAGE_NUMBER_WORDS


def each_once(heads: Iterable[Block]) -> Iterator[Block]:
    """The heads and feet that a document stores apart from its text, each once whatever its numbers; lines are left
    out."""
    seen: set[str] = set()
    for block in heads:
        form = _NUMBER.sub("#", fold(block.text))
        if form not in seen and any(map(str.isalnum, block.text)):
            yield Block(block.text, tight=block.tight)
        seen.add(form)
