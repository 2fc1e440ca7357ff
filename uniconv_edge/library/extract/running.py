"""Running heads and feet: lines in words that stand at the edge of page after page, the same but for the page's number.
Pure.

Lines that differ in other numbers say something new on each page, as the sums of payslips and the rows of a table do.
Bare page numbers stay: a person may look for one, and the reader of a PDF makes them paragraphs of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import takewhile
from typing import TypeAlias, TypeVar

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, fold

_MAX_PAGE_NUMBER_WORDS = 2  # `Page 3 of 9`; a paragraph with a page's number that says more is kept
_EDGE_LINES = 3
_MIN_PAGES = 3
_MIN_SHARE = 0.3
_NUMBER = expression(r"\d+")
_MAY_COUNT_PAGES = expression(r"(?<!\d)(?<!\d[.,])\d+(?!\d|[.,]\d|[/-]\d{4}(?!\d))")  # no sum, no month before its year
_PAGE_NUMBER = expression(r"(?i)[-–—(\[]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–—)\]]?")
_MAX_CHARACTERS = 120

_T = TypeVar("_T")

_Form: TypeAlias = tuple[str] | tuple[str, int, str]
"""A line, or what stands before and after one of its numbers, which is given less the index of the page."""


def without_running_lines(pages: Sequence[list[str]]) -> tuple[list[list[str]], set[str]]:
    """The lines of each page without what runs through, and the running heads among them: of each in words the first
    is kept, and all that stand outermost and differ in their numbers from page to page. Of two pages none is left out,
    and only a first line that both have is a head."""
    if len(pages) < _MIN_PAGES:
        firsts = [lines[0] for lines in pages if lines]
        same = len(firsts) == 2 and len(set(firsts)) == 1
        return list(pages), {firsts[0]} if same and not is_page_number(firsts[0]) else set()
    edges = [[lines[index] for index in _edges(lines)] for lines in pages]
    running = _frequent([{form for line in page for form in _forms(line, at)} for at, page in enumerate(edges)])
    alike = _frequent([{_without_numbers(line) for line in page} for page in edges])
    seen: set[_Form] = set()
    heads: set[str] = set()
    kept = [_kept(lines, number, running, seen, heads) for number, lines in enumerate(pages)]
    for lines in kept:
        for edge in (lines[:_EDGE_LINES], lines[: -_EDGE_LINES - 1 : -1]):
            words = (line for line in edge if not is_page_number(line))
            heads.update(takewhile(lambda line: _without_numbers(line) in alike, words))
    return kept, heads


def _frequent(pages: Sequence[Set[_T]]) -> set[_T]:
    """What is found on so many pages that it runs through."""
    counted = Counter(form for page in pages for form in page)
    needed = max(_MIN_PAGES, _MIN_SHARE * len(pages))
    return {form for form, count in counted.items() if count >= needed}


def _edges(lines: Sequence[str]) -> list[int]:
    """The indices of the first and last lines of a page."""
    count = len(lines)
    return [index for index in range(count) if at_edge(index, count)]


def at_edge(index: int, count: int) -> bool:
    """Whether a line is among the first or last ones of a page of so many."""
    return index < _EDGE_LINES or index >= count - _EDGE_LINES


def _without_numbers(line: str) -> str:
    return _NUMBER.sub("#", line).casefold()


def _forms(line: str, page: int) -> Iterator[_Form]:
    """What the line would have in common with those of other pages, were it a running head, with one of its numbers the
    page's or without."""
    folded = line.casefold()
    if not is_page_number(line):
        yield (folded,)
    if len(line) <= _MAX_CHARACTERS:
        for number in _MAY_COUNT_PAGES.finditer(folded):
            yield folded[: number.start()], int(number.group()) - page, folded[number.end() :]


def is_page_number(line: str) -> bool:
    """A line of nothing but a number, in digits or Roman."""
    return bool(_PAGE_NUMBER.fullmatch(line))


def _kept(lines: list[str], page: int, running: set[_Form], seen: set[_Form], heads: set[str]) -> list[str]:
    """The lines without those seen before; what runs through and is kept, as the first, joins `heads`. A
    page says its number once: where several lines count with the pages, they count something else."""
    found = {index: running.intersection(_forms(lines[index], page)) for index in _edges(lines)}
    counting = {form for forms in found.values() for form in forms if len(form) > 1}
    dropped = set()
    for index, forms in found.items():
        if len(counting) > 1:
            forms -= counting
        if not forms or is_page_number(lines[index]):
            continue
        if forms & seen:
            dropped.add(index)
        else:
            heads.add(lines[index])
        seen |= forms
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
