"""What stands side by side on a PDF page and is no row of one table: the box with reference, contact and date beside
the address of a letter, and forms whose labels stand in small type above what is filled in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, zip_longest

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.columns import Box
from uniconv_edge.library.sentences import begins_with_label

_MIN_LABELS = 2
_MOST_WITHOUT = 1  # of the cells of a column of labels
_MOST_OF_ADDRESS = 8  # lines
_STREET = expression(r"\d+\s?[a-zA-Z]?$|^\d+[a-zA-Z]?\s")
_TOWN = expression(
    r"^(?:[A-Z]{1,2}-)?(?!(?:19|20)\d\d\s)\d{4,5}\s[^\W\d]|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}$|,\s[A-Z]{2}\s\d{5}(?:-\d{4})?$"
)
_WORD = expression(r"[^\W\d_]{3}")
_SMALLER = 0.85  # than what is filled in: the type of its label
_FEWEST_BOXES = 3  # of a form: a small line above a large one may be a date above a title
_MOST_OF_LABEL = 45  # characters
_BELOW = 2.0  # of the size of the label: what is filled in begins no further down
_ALIGNED_POINTS = 6.0


def apart(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows of a table of words; where a column of labels stands beside other things, or an address is the first
    column, what stands on the left comes first and the rest below it."""
    width = max(map(len, rows))
    border = next((number for number in range(1, width) if _is_box(rows, number)), None)
    if border is None and width > 1 and _is_address([row[0] for row in rows]):
        border = 1
    if border is None:
        return [list(row) for row in rows]
    parts = [list(row[:border]) for row in rows] + [list(row[border:]) for row in rows]
    return [row for row in parts if any(row)]


def _is_box(rows: Sequence[Sequence[str]], number: int) -> bool:
    """Whether a column, the last or the one before it, holds labels, each another, and those on its left hold words
    without labels, which would be one more row of a form."""
    width = max(map(len, rows))
    column = [row[number] for row in rows if len(row) > number and row[number]]
    if number == width - 2:
        labels = [cell for cell in column if cell.endswith(":")]
    elif number == width - 1:
        labels = [cell.partition(":")[0] for cell in column if begins_with_label(cell)]
    else:
        return False
    left = [cell for row in rows for cell in row[:number] if cell]
    are_words = 2 * sum(":" not in cell and _WORD.search(cell) is not None for cell in left) > len(left)
    return are_words and max(_MIN_LABELS, len(column) - _MOST_WITHOUT) <= len(labels) == len(set(labels))


def _is_address(cells: Sequence[str]) -> bool:
    """Whether cells below each other end in a street and a town."""
    lines = [cell for cell in cells if cell]
    towns = [number for number, line in enumerate(lines) if _TOWN.search(line)]
    is_short = len(lines) <= _MOST_OF_ADDRESS
    return is_short and len(towns) == 1 and towns[0] > 0 and bool(_STREET.search(lines[towns[0] - 1]))


def with_labels(rows: Sequence[Sequence[str]], sizes: Sequence[Sequence[float]]) -> list[list[str]]:
    """Rows with the size of type of each cell (0: an empty one); where each second row stands in larger type, as cells
    `label: what is filled in`."""
    is_form = len(rows) % 2 == 0 and all(map(_are_smaller, sizes[::2], sizes[1::2]))
    if not is_form:
        return [list(row) for row in rows]
    return [
        [_labelled(*pair) for pair in zip_longest(labels, values, fillvalue="")]
        for labels, values in zip(rows[::2], rows[1::2], strict=True)
    ]


def filled_in(lines: Sequence[str], boxes: Sequence[Sequence[Box]], sizes: Sequence[float]) -> list[tuple[int, int]]:
    """The numbers of lines that are labels in small type, each with that of the line right below it, in larger type,
    that fills its box; `sizes` of the type of each line. Of a form, where several boxes stand side by side."""
    found: list[tuple[int, int]] = []
    for label, value in pairwise(range(len(lines))):
        is_free = not (found and found[-1][1] == label)
        is_smaller = 0 < sizes[label] < _SMALLER * sizes[value]
        if is_free and is_smaller and _is_filled(lines[label], boxes[label], boxes[value], _BELOW * sizes[label]):
            found.append((label, value))
    tops = [boxes[label][0][3] for label, _ in found]
    are_beside = any(abs(one - other) < _ALIGNED_POINTS for one, other in pairwise(tops))
    return found if len(found) >= _FEWEST_BOXES and are_beside else []


def _is_filled(line: str, boxes: Sequence[Box], below: Sequence[Box], near: float) -> bool:
    """Whether a line may be a label that has what is filled in no further than `near` below."""
    if not (boxes and below) or not 0 < len(line.strip()) <= _MOST_OF_LABEL or _WORD.search(line) is None:
        return False
    left, bottom, _, _ = boxes[0]
    gap = bottom - max(box[3] for box in below)
    return abs(below[0][0] - left) < _ALIGNED_POINTS and -1 < gap < near


def _are_smaller(labels: Sequence[float], values: Sequence[float]) -> bool:
    least = min((size for size in values if size), default=0.0)
    return 0 < max(labels, default=0.0) < _SMALLER * least


def _labelled(label: str, value: str) -> str:
    return f"{label.rstrip(':')}: {value}" if label and value else label or value
