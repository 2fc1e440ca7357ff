"""Charts and diagrams of slides, Word documents and workbooks: their words, and the numbers of charts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.archive import attribute, below, local_name
from uniconv_edge.library.extract.blocks import Block, fold
from uniconv_edge.library.extract.number_formats import as_shown

_MOST_SERIES = 20
_MOST_CATEGORIES = 200
_ELSEWHERE = expression(r"'?(?:[^'!]*[/\\])?\[")  # how the place of a cell in another workbook begins


def chart_blocks(root: Any, *, numbers: bool = True) -> Iterator[Block]:
    """The words of a chart or diagram on a line: titles, series, categories, labels; below it the numbers of a chart,
    a row for each category with the names of the series. Without `numbers`, which stand in the rows of a sheet, its
    titles and series alone."""
    words = [fold("".join(t.text or "" for t in below(paragraph, "t"))) for paragraph in below(root, "p")]
    if not numbers:
        words += map(_name, below(root, "ser"))
        if known := list(dict.fromkeys(filter(None, words))):
            yield Block(f"Chart: {'; '.join(known)}")
        return
    for cache in below(root, "strCache"):
        words.extend(fold(value.text or "") for value in below(cache, "v"))
    known = list(dict.fromkeys(filter(None, words)))
    if known:
        yield Block(" | ".join(known))
        yield from _numbers(root)


def is_of_sheets(root: Any) -> bool:
    """Whether the numbers of a workbook's chart stand on its own sheets: all of them name cells, of no other file."""
    places = [next((place.text or "" for place in below(values, "f")), "") for values in below(root, "val")]
    return all(place and not _ELSEWHERE.match(place) for place in places)


def _numbers(root: Any) -> Iterator[Block]:
    """A row for each category of a chart, with its number in each series; without a name it has none."""
    series = [
        (_name(each), _points(each, "cat"), _points(each, "val")) for each in islice(below(root, "ser"), _MOST_SERIES)
    ]
    told: dict[str, list[str]] = {}
    for name, categories, values in series:
        for place, value in values.items():
            if categories.get(place):
                told.setdefault(categories[place], []).append(f"{name}: {value}" if name else value)
    for category, numbers in list(told.items())[:_MOST_CATEGORIES]:
        yield Block(" | ".join([category, *numbers]), tight=True)


def _name(series: Any) -> str:
    """What a series is called, in a cell of its sheet or by itself."""
    told = (value for own in series if local_name(own) == "tx" for value in below(own, "v"))
    return next((fold(value.text or "") for value in told), "")


def _points(series: Any, part: str) -> dict[str, str]:
    """What a part of a series says at each place, numbers as their format shows them."""
    found: dict[str, str] = {}
    for cache in (each for own in series if local_name(own) == part for each in _caches(own)):
        code = next((code.text or "" for code in below(cache, "formatCode")), "")
        for point in below(cache, "pt"):
            text = fold(next((value.text or "" for value in below(point, "v")), ""))
            found[attribute(point, "idx")] = _as_shown(text, code) if part == "val" else text
    return found


def _caches(element: Any) -> Iterator[Any]:
    """What a chart keeps of the cells of its sheet."""
    return (each for each in element.iter() if local_name(each) in ("strCache", "numCache"))


def _as_shown(number: str, code: str) -> str:
    try:
        value = float(number)
    except ValueError:
        return number
    return as_shown(value, code) or f"{value:.12g}"
