"""Labels and their values on a PDF page that are drawn as two columns, all labels before all values: put side by side.

Specifications are set so: `Bake cycle`, `Trap` and, drawn behind them at the same heights, `12 minutes`, `VOCARB 3000`.
Columns of prose stand so too, and lists in columns; so only short lines count, of which the later ones mostly hold
figures and the first ones do not. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from uniconv_edge.library.extract.blocks import SENTENCE_END
from uniconv_edge.library.extract.columns import Box

_FEWEST, _MOST = 3, 100  # rows; more on a page are no specification, and a long page would take long
_MOST_CHARACTERS = 45
_OF_FIGURES = 0.5  # of the values at least; of the labels at most half as many
_HIGHER = 0.5  # of the height of a line: what stands beside it stands no further up or down


def beside_labels(lines: Sequence[str], boxes: Sequence[Sequence[Box]]) -> list[tuple[int, int]]:
    """The numbers of lines that are labels, each with that of the line of its value."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        rows = _rows_from(at, lines, boxes)
        found += [(row, row + rows) for row in range(at, at + rows)]
        at += max(1, 2 * rows)
    return found


def _rows_from(start: int, lines: Sequence[str], boxes: Sequence[Sequence[Box]]) -> int:
    """How many labels begin at a line, with as many values behind them; 0 for none."""
    rows = 0
    end = min(len(lines), start + _MOST)
    while start + rows < end and _is_short(lines[start + rows]) and boxes[start + rows]:
        rows += 1
        if rows > 1 and not _is_below(boxes[start + rows - 1], boxes[start + rows - 2]):
            rows -= 1
            break
    while rows >= _FEWEST:
        labels, values = range(start, start + rows), range(start + rows, start + 2 * rows)
        if values.stop <= len(lines) and all(_is_beside(boxes[one], boxes[one + rows]) for one in labels):
            return rows if _are_values([lines[n] for n in labels], [lines[n] for n in values]) else 0
        rows -= 1
    return 0


def _is_short(line: str) -> bool:
    bare = line.strip()
    return 0 < len(bare) <= _MOST_CHARACTERS and not bare[0].islower() and not SENTENCE_END.search(bare)


def _is_below(boxes: Sequence[Box], above: Sequence[Box]) -> bool:
    return max(box[3] for box in boxes) < max(box[3] for box in above) and boxes[0][0] < above[-1][2]


def _is_beside(label: Sequence[Box], value: Sequence[Box]) -> bool:
    if not value:
        return False
    height = label[0][3] - label[0][1]
    return label[-1][2] < value[0][0] and abs(label[0][1] - value[0][1]) < _HIGHER * height


def _are_values(labels: Sequence[str], values: Sequence[str]) -> bool:
    """Whether the values mostly hold figures, and the labels seldom, and hardly any value begins small."""
    small = sum(value.strip()[:1].islower() for value in values)
    figures, others = (sum(any(map(str.isdigit, each)) for each in some) for some in (values, labels))
    return (
        figures >= _OF_FIGURES * len(values) and 2 * others <= _OF_FIGURES * len(labels) and small <= len(values) // 3
    )
