"""Marks of lists that a PDF draws out of turn, mostly after all the words of a page: put before their items. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.columns import Box

_MARK = expression(r"[-–—•‣◦▪●○*]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]")
_MIN_MARKS = 2
_MAX_LINES = 400
_REACH = 4.0  # of the height of its item: a mark stands right before it
_SLACK = 0.2  # of that height, by which the middle of a mark may stand above or below, or a blank behind it reach over


def lone_marks(lines: Sequence[str], boxes: Sequence[Sequence[Box]]) -> dict[int, int]:
    """Number of a line that is a mark alone -> number of the line that it stands before, for the lines of a page with
    their boxes; none where all stand right before their items in the order of drawing."""
    if len(lines) > _MAX_LINES:
        return {}
    marks = [number for number, line in enumerate(lines) if boxes[number] and _MARK.fullmatch(line.strip())]
    items = {number: box[0] for number, box in enumerate(boxes) if box}
    for mark in marks:
        del items[mark]
    found: dict[int, int] = {}
    for mark in marks:
        near = {number: box[0] for number, box in items.items() if _stands_before(boxes[mark][0], box)}
        if near:
            found[mark] = min(near, key=near.__getitem__)
            del items[found[mark]]
    in_turn = sum(item == mark + 1 for mark, item in found.items())
    return found if len(found) - in_turn >= _MIN_MARKS else {}


def _stands_before(mark: Box, item: Box) -> bool:
    height = item[3] - item[1]
    middle = (mark[1] + mark[3]) / 2
    is_beside = item[1] - _SLACK * height < middle < item[3] + _SLACK * height
    return is_beside and -_SLACK * height < item[0] - mark[2] < _REACH * height
