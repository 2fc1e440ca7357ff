"""Lists of a Word document of 97 to 2003 ([MS-DOC], `PlfLst` and `PlfLfo`) as rules of counting. Pure."""

from __future__ import annotations

import struct
from collections.abc import Mapping

from uniconv_edge.library.extract.numbering import CountedList, Level, Numbering

_FORMATS = {1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 23: "bullet", 255: "none"}
_DEFINITION = struct.Struct("<iI18sBB")
_LEVEL = struct.Struct("<iBB9sBII BBBB".replace(" ", ""))
_USE = struct.Struct("<i8sBBBB")
_OTHERWISE = struct.Struct("<iI")
_COUNT, _SHORT_COUNT = struct.Struct("<I"), struct.Struct("<H")
_LEVELS = 9
_STARTS, _IS_DEFINED = 0x10, 0x20


def numbering_of(table: bytes, lists: tuple[int, int], uses: tuple[int, int]) -> Numbering:
    """The lists of a document, by their numbers from 1, as its paragraphs name them; `lists` and `uses` are where the
    definitions and the lists that use them begin, and their sizes. What is damaged is left out."""
    definitions: dict[str, Mapping[int, Level]] = {}
    found: dict[str, CountedList] = {}
    try:
        _read_definitions(table, *lists, definitions)
        _read_uses(table, *uses, found)
    except struct.error:  # cut
        pass
    return Numbering(definitions, found)


def _read_definitions(table: bytes, at: int, size: int, found: dict[str, Mapping[int, Level]]) -> None:
    if not size:
        return
    count = _SHORT_COUNT.unpack_from(table, at)[0]
    levels_at = at + size
    for number in range(count):
        identifier, _, _, flags, _ = _DEFINITION.unpack_from(table, at + 2 + number * _DEFINITION.size)
        levels: dict[int, Level] = {}
        for depth in range(1 if flags & 1 else _LEVELS):
            levels[depth], levels_at = _level(table, levels_at)
        found[str(identifier)] = levels


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """A level, and where the next one begins."""
    start, kind, _, _, _, _, _, of_words, of_paragraphs, _, _ = _LEVEL.unpack_from(table, at)
    at += _LEVEL.size + of_words + of_paragraphs
    length = _SHORT_COUNT.unpack_from(table, at)[0]
    raw = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", errors="replace")
    text = "".join(f"%{ord(sign) + 1}" if ord(sign) < _LEVELS else sign for sign in raw)
    return Level(start, _FORMATS.get(kind, "decimal"), text), at + 2 + 2 * length


def _read_uses(table: bytes, at: int, size: int, found: dict[str, CountedList]) -> None:
    if not size:
        return
    count = min(_COUNT.unpack_from(table, at)[0], size // _USE.size)
    own_at = at + 4 + count * _USE.size
    for number in range(count):
        identifier, _, own, _, _, _ = _USE.unpack_from(table, at + 4 + number * _USE.size)
        found[str(number + 1)] = use = CountedList(str(identifier))
        own_at += 4
        for _ in range(own):
            start, flags = _OTHERWISE.unpack_from(table, own_at)
            own_at += _OTHERWISE.size
            if flags & _IS_DEFINED:
                level, own_at = _level(table, own_at)
                start = level.start
            if flags & (_STARTS | _IS_DEFINED):
                use.starts[flags & 0xF] = start
