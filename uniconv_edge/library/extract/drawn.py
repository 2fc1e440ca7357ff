"""Tables that are drawn in text with lines or bars, as `│ Day │ Opens │`: rows with the names of their columns. Pure.

A table is a run of lines of cells between bars, as many in each, with rules between them. A rule says what is above it:
names, or in a table with a rule below each row the lines of one row. Pictures of boxes and arrows have lines that are
neither, and stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, fold
from uniconv_edge.library.extract.rows import table_lines

_BARS = "|│┃║"
_CELL_BORDER = expression(rf"[{_BARS}]")
_RULE = expression(
    r"[+|\u2500-\u257f][-=+:|\u2500-\u257f]+[+|\u2500-\u257f]"  # `+----+`, `├──┼──┤`, `|---+---|`
    r"|\|?\s*:?-{2,}:?\s*(?:[|+]\s*:?-{2,}:?\s*)+\|?"  # `--- | ---`
)
_SIGN = expression(r"[|\u2500-\u257f]")
_BEGINNINGS = frozenset("+-:\u2500\u2550") | frozenset(map(chr, range(0x250C, 0x2580)))  # of a rule
_DOUBLE = expression(r"[=═━]")
_MAX_LINE = 2_000
_MIN_CELLS = 2
_MAX_LINES_OF_HEAD = 3


@dataclass(slots=True)
class _Line:
    """A line of a table: its cells, or a rule (`cells` is None)."""

    number: int
    cells: list[str] | None
    is_double: bool = False


def with_drawn_tables(block: Block) -> list[Block]:
    """The block with each table that is drawn in it as a block for each row; `at` counts the lines of the file."""
    if _SIGN.search(block.text) is None:
        return [block]
    lines = block.text.split("\n")
    found: list[Block] = []
    done = 0
    for table in _tables(lines):
        first, last = table[0].number, table[-1].number
        rows = list(_rows(table))
        if not rows:
            continue
        found += _text(block, lines, done, first, tight=bool(found) or block.tight)
        texts = table_lines([cells for _, cells in rows], headed=_is_headed(table))
        found += [
            Block(text, tight=index > 0, at=block.at and block.at + number)
            for index, (text, (number, _)) in enumerate(zip(texts, rows, strict=True))
        ]
        done = last + 1
    return [*found, *_text(block, lines, done, len(lines), tight=False)] if done else [block]


def _text(block: Block, lines: Sequence[str], first: int, end: int, *, tight: bool) -> Iterator[Block]:
    """What stands between tables."""
    while first < end and not lines[first].strip():
        first += 1
    if first < end:
        yield replace(
            block, text="\n".join(lines[first:end]), tight=tight and not first, at=block.at and block.at + first
        )


def _tables(lines: Sequence[str]) -> Iterator[list[_Line]]:
    """Runs of lines that are cells or rules, with as many cells in each."""
    run: list[_Line] = []
    width = 0
    for number, line in enumerate(lines):
        read = _line(number, line)
        cells = len(read.cells) if read is not None and read.cells is not None else 0
        if read is None or (cells and width and cells != width):
            if _is_table(run):
                yield run
            run, width = [], 0
        if read is not None:
            run.append(read)
            width = width or cells
    if _is_table(run):
        yield run


def _line(number: int, line: str) -> _Line | None:
    bare = line.strip()
    if not 2 < len(bare) <= _MAX_LINE:
        return None
    if (bare[0] in _BEGINNINGS or bare[0] in _BARS) and _RULE.fullmatch(bare):
        return _Line(number, None, is_double=_DOUBLE.search(bare) is not None)
    if _CELL_BORDER.search(bare) is None:
        return None
    inner = bare[bare[0] in _BARS : len(bare) - (bare[-1] in _BARS)]
    cells = [fold(cell) for cell in _CELL_BORDER.split(inner)]
    return _Line(number, cells) if len(cells) >= _MIN_CELLS and any(cells) else None


def _is_table(run: Sequence[_Line]) -> bool:
    return sum(each.cells is not None for each in run) > 1 and any(each.cells is None for each in run)


def _groups(table: Sequence[_Line]) -> list[list[_Line]]:
    """The lines of cells, parted at rules."""
    groups: list[list[_Line]] = [[]]
    for each in table:
        if each.cells is not None:
            groups[-1].append(each)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _rows(table: Sequence[_Line]) -> Iterator[tuple[int, list[str]]]:
    """(number of the first line, cells) of each row. Names may have several lines, and so may rows where there are
    rules between them."""
    head, *below = _groups(table)
    are_ruled = len(below) > 1 and 2 * sum(len(group) == 1 for group in below) >= len(below)
    is_one = are_ruled or (bool(below) and len(head) <= _MAX_LINES_OF_HEAD)
    parts = [head] if is_one else [[each] for each in head]
    parts += below if are_ruled else ([each] for group in below for each in group)
    for lines in parts:
        cells = zip(*(each.cells or [] for each in lines), strict=True)
        yield lines[0].number, [" ".join(filter(None, cell)) for cell in cells]


def _is_headed(table: Sequence[_Line]) -> bool:
    """Whether a rule says that names stand above it: it is the only one between rows, or the only double one."""
    inner = [each.is_double for each in table[1:-1] if each.cells is None]
    return len(inner) == 1 or (inner[:1] == [True] and not any(inner[1:]))
