"""Running heads that change with the chapter: known by the number of their page beside their words, or because they
stand outermost on pages near to one another. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.paragraphs import CELL_BORDER
from uniconv_edge.library.extract.running import is_page_number

_MIN_PAGES = 3
_MIN_SHARE = 0.3  # of the pages whose numbers tell how they are counted
_MAX_CHARACTERS = 120
# `30 Chapter 4. Source packages`, `Concept index 37`
_BESIDE = expression(r"(?:(?P<before>\d{1,4})\s+)?(?P<words>[^\d\s].*?)(?:\s+(?P<behind>\d{1,4}))?")
_NEAR = 2  # pages: one head may stand on left ones, another on right ones
_FEWEST_NEAR = 3
_WORDS_OF_HEAD = 4  # with so many, two pages are enough
# An item of a list, the caption of a table that goes on, a part of a sentence or its end.
_IS_TEXT = expression(r"^[-–—•‣◦▪●○*]\s|^(?i:tab|fig|exhibit|chart)\w*\.? ?\d|[.,;:?!]$")


def without_chapter_heads(pages: Sequence[list[str]], heads: Set[str]) -> tuple[list[list[str]], set[str]]:
    """The lines of each page without heads beside the page's number that were told before, and all running heads: these
    and those that change with the chapter, which stand apart from the sentences."""
    if len(pages) < _MIN_PAGES:
        return list(pages), set(heads)
    outer = [(at, index) for at, lines in enumerate(pages) for index in _outermost(lines)]
    step = _counting(pages, outer)
    found = set(heads) | _near_heads(pages, outer)
    told: set[str] = set()
    again: set[tuple[int, int]] = set()
    for at, index in outer if step is not None else ():
        if words := _words_beside(pages[at][index], at + (step or 0)):
            found.add(pages[at][index])
            # `Figure 5` on page 5 may stand over a figure, `Chapter 5` begin one.
            is_head = pages[at][index][0].isdigit() or " " in words
            again |= {(at, index)} if words in told and is_head else set()
            told.add(words)
    kept = [[line for index, line in enumerate(lines) if (at, index) not in again] for at, lines in enumerate(pages)]
    return kept, found


def _outermost(lines: Sequence[str]) -> Iterator[int]:
    """The indices of the first and the last line in words, if they may be heads."""
    worded = [index for index, line in enumerate(lines) if not is_page_number(line)]
    for index in dict.fromkeys(worded[:1] + worded[-1:]):
        if len(lines[index]) <= _MAX_CHARACTERS and CELL_BORDER not in lines[index]:
            yield index


def _counting(pages: Sequence[Sequence[str]], outer: Sequence[tuple[int, int]]) -> int | None:
    """The number of a page less its index, where enough pages agree on it."""
    numbers = {
        (at, int(line)) for at, lines in enumerate(pages) for line in (*lines[:1], *lines[-1:]) if line.isdecimal()
    }
    for at, index in outer:
        if beside := _BESIDE.fullmatch(pages[at][index]):
            numbers |= {(at, int(number)) for number in beside.group("before", "behind") if number}
    steps = Counter(number - at for at, number in numbers)
    step, count = max(steps.items(), key=lambda each: each[1], default=(0, 0))
    return step if count >= max(_MIN_PAGES, _MIN_SHARE * len(pages)) else None


def _words_beside(line: str, number: int) -> str:
    """The words of a line beside the number of its page; "" without it."""
    beside = _BESIDE.fullmatch(line)
    if beside is None or str(number) not in beside.group("before", "behind"):
        return ""
    return beside["words"].casefold()


def _near_heads(pages: Sequence[Sequence[str]], outer: Sequence[tuple[int, int]]) -> set[str]:
    """The lines that stand outermost on several pages near to one another."""
    places: dict[str, list[int]] = {}
    for at, index in outer:
        if not _IS_TEXT.search(pages[at][index]):
            places.setdefault(pages[at][index], []).append(at)
    found = set()
    for line, each in places.items():
        near = 1 + sum(0 < after - before <= _NEAR for before, after in pairwise(each))
        if near >= (2 if len(line.split()) >= _WORDS_OF_HEAD else _FEWEST_NEAR):
            found.add(line)
    return found
