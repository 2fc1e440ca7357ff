"""What a Word document of 97 to 2003 says of its paragraphs and words: lists of changes ([MS-DOC] 2.2.5, `Sprm`), each
a code and what it is set to. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)  # of what it is set to, by the upper three bits of the code; 0 says it itself
_U16, _U32, _I16 = struct.Struct("<H"), struct.Struct("<I"), struct.Struct("<h")
_CELL_BYTES = 20  # TC80
_NO_LIST = 0x7FF  # from here on, and all that is negative
_TABS, _WHOLE_BYTE = 0xC615, 255


class Code(IntEnum):
    """The changes that are read."""

    IN_TABLE = 0x2416
    ENDS_ROW = 0x2417
    DEPTH = 0x6649
    ENDS_INNER_CELL = 0x244B
    ENDS_INNER_ROW = 0x244C
    OUTLINE = 0x2640
    LIST = 0x460B
    LIST_LEVEL = 0x260A
    ELSEWHERE = 0x6646
    ELSEWHERE_BEFORE = 0x6645
    CELLS = 0xD608
    MERGED_DOWN = 0xD62B
    HEAD_ROW = 0x3404
    STYLE_OF_WORDS = 0x4A30
    DELETED = 0x0800
    BOLD = 0x0835
    STRUCK = 0x0837
    STRUCK_TWICE = 0x2A53
    HIDDEN = 0x083C
    RAISED = 0x2A48
    SYMBOL = 0x6A09


# A change that is kept beside a piece of text in its place, by its short number ([MS-DOC] 2.9.211).
SHORT_CODES: Mapping[int, int] = {
    0x18: Code.IN_TABLE,
    0x19: Code.ENDS_ROW,
    0x41: Code.DELETED,
    0x55: Code.BOLD,
    0x57: Code.STRUCK,
    0x5C: Code.HIDDEN,
}


def changes(packed: bytes) -> Iterator[tuple[int, bytes]]:
    """Each code with what it is set to, as far as the list is whole: programs write cut ones."""
    at, end = 0, len(packed)
    while at + 2 < end:
        code = packed[at] | packed[at + 1] << 8
        at += 2
        size = _SIZES[code >> 13]
        if not size:
            first = packed[at]
            size = first
            if code == Code.CELLS:
                size = (_U16.unpack_from(packed, at)[0] - 1) if at + 2 <= end else end
                at += 1
            elif code == _TABS and first == _WHOLE_BYTE:
                size = _tabs_size(packed, at + 1)
            at += 1
        if at + size > end:
            return
        yield code, packed[at : at + size]
        at += size


def _tabs_size(packed: bytes, at: int) -> int:
    """The size of a list of tabs that is too long to say it."""
    deleted = packed[at] if at < len(packed) else 0
    added_at = at + 1 + 4 * deleted
    added = packed[added_at] if added_at < len(packed) else 0
    return 2 + 4 * deleted + 3 * added


@dataclass(frozen=True, slots=True)
class RowCells:
    """Where the cells of a row begin and the last ends (twips), and whether each goes on from the cell above or from
    the one before."""

    edges: tuple[int, ...] = ()
    from_above: tuple[bool, ...] = ()
    from_before: tuple[bool, ...] = ()


@dataclass(slots=True)
class ParagraphSays:
    """What a paragraph says of itself: how deep in tables it stands, whether it ends a row or a cell of an inner table,
    its level in the outline from 0 (None: nothing said; where a style says it, it is one of headings), its list from 1
    (0: in none; None: nothing said)."""

    depth: int = 0
    ends_row: bool = False
    ends_inner_cell: bool = False
    ends_inner_row: bool = False
    outline: int | None = None
    list: int | None = None
    list_level: int | None = None
    is_head: bool = False
    row: RowCells = RowCells()


def of_paragraph(packed: bytes, elsewhere: bytes) -> ParagraphSays:
    """What changes say of a paragraph; `elsewhere` is the stream that holds lists that are too long for their place."""
    says = ParagraphSays()
    merged: list[bytes] = []
    in_table = False
    for code, value in _with_long_lists(packed, elsewhere):
        if code == Code.IN_TABLE:
            in_table = bool(value[0])
        elif code == Code.DEPTH:
            says.depth = min(100, _U32.unpack(value)[0])
        elif code == Code.ENDS_ROW:
            says.ends_row = bool(value[0])
        elif code == Code.ENDS_INNER_CELL:
            says.ends_inner_cell = bool(value[0])
        elif code == Code.ENDS_INNER_ROW:
            says.ends_inner_row = bool(value[0])
        elif code == Code.OUTLINE:
            says.outline = value[0]
        elif code == Code.LIST:
            number = _U16.unpack(value)[0]
            says.list = number if number < _NO_LIST else 0
        elif code == Code.LIST_LEVEL:
            says.list_level = min(8, value[0])
        elif code == Code.HEAD_ROW:
            says.is_head = bool(value[0])
        elif code == Code.CELLS:
            says.row = _cells(value)
        elif code == Code.MERGED_DOWN:
            merged.append(value)
    says.depth = max(1, says.depth) if in_table else 0
    if merged and says.row.edges:
        above = list(says.row.from_above)
        for cell, how in (value[:2] for value in merged if len(value) >= 2):
            if cell < len(above):
                above[cell] = how == 1
        says.row = RowCells(says.row.edges, tuple(above), says.row.from_before)
    return says


def _with_long_lists(packed: bytes, elsewhere: bytes) -> Iterator[tuple[int, bytes]]:
    for code, value in changes(packed):
        if code in (Code.ELSEWHERE, Code.ELSEWHERE_BEFORE):
            at = _U32.unpack(value)[0]
            if at + 2 <= len(elsewhere):
                size = _U16.unpack_from(elsewhere, at)[0]
                yield from changes(elsewhere[at + 2 : at + 2 + size])
        else:
            yield code, value


def _cells(value: bytes) -> RowCells:
    """The definition of a row ([MS-DOC] 2.9.325): its edges, then what each cell is; what is missing there is 0."""
    count = value[0] if value else 0
    cells_at = 1 + 2 * (count + 1)
    if not count or cells_at > len(value):
        return RowCells()
    edges = tuple(each[0] for each in _I16.iter_unpack(value[1:cells_at]))
    flags = [
        _U16.unpack_from(value, at)[0] if at + 2 <= len(value) else 0
        for at in range(cells_at, cells_at + count * _CELL_BYTES, _CELL_BYTES)
    ]
    # The first two bits: in a group of merged cells; the sixth and seventh: merged downwards, and the first of these.
    in_group = [bool(each & 0x3) for each in flags]
    before = (False, *(one and other for one, other in pairwise(in_group)))
    return RowCells(edges, tuple(each & 0x60 == 0x20 for each in flags), before)
