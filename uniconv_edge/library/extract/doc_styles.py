"""Styles of a Word document of 97 to 2003 ([MS-DOC] 2.9.271, `STSH`), and what they say of headings, lists and words
that are not shown. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from uniconv_edge.library.extract.doc_properties import Code, ParagraphSays, changes, of_paragraph
from uniconv_edge.library.extract.styles import HEADING_STYLE

_HEADINGS, _TITLE = range(1, 10), 62  # numbers of the styles that every document has, whatever their names
_OF_PARAGRAPHS, _OF_WORDS = 1, 2
_NO_STYLE = 0xFFF
_BODY_TEXT = 9  # no level of the outline
_ON, _OFF, _AS_STYLE, _UNLIKE_STYLE = 1, 0, 0x80, 0x81
_WORDS = struct.Struct("<HHHHH")
_COUNT = struct.Struct("<H")


@dataclass(frozen=True, slots=True)
class _Style:
    number: int
    base: int
    name: str
    paragraph: ParagraphSays
    words: dict[int, bytes]


class Styles:
    """The styles of a document, by their places in the table."""

    def __init__(self, table: bytes) -> None:
        self._styles = dict(_styles(table))
        self.level = cache(self._level)
        self.says = cache(self._says)
        self.item = cache(self._item)

    def _lineage(self, style: int) -> Iterator[_Style]:
        seen: set[int] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            yield self._styles[style]
            style = self._styles[style].base

    def _level(self, style: int) -> int:
        """1 to 9 for a heading, else 0: by the style's number or name, or else by its level in the outline."""
        lineage = list(self._lineage(style))
        for each in lineage:
            if each.number in _HEADINGS:
                return each.number
            if found := HEADING_STYLE.fullmatch(each.name):
                return int(found.group(1))
            if each.number == _TITLE or each.name.casefold() == "title":
                return 1
        outline = next((each.paragraph.outline for each in lineage if each.paragraph.outline is not None), _BODY_TEXT)
        return outline + 1 if outline < _BODY_TEXT else 0

    def _item(self, style: int) -> tuple[int, int]:
        """The list and the level that a style puts its paragraphs into; the list is 0 for none."""
        lineage = [each.paragraph for each in self._lineage(style)]
        return (
            next((each.list for each in lineage if each.list is not None), 0),
            next((each.list_level for each in lineage if each.list_level is not None), 0),
        )

    def _says(self, style: int, code: int) -> bool | None:
        """Whether a style switches something on; None where it says nothing of it."""
        unlike = False
        for each in self._lineage(style):
            value = each.words.get(code, b"\x80")[0]
            if value in (_ON, _OFF):
                return bool(value) != unlike
            unlike ^= value == _UNLIKE_STYLE
        return True if unlike else None

    def switch(self, words: dict[int, bytes], code: int, around: int) -> bool:
        """Whether something is on for words with these changes in a paragraph of a style."""
        named = words.get(Code.STYLE_OF_WORDS, b"\0\0")
        value = words.get(code, b"\x80")[0]
        if value in (_ON, _OFF):
            return bool(value)
        said = self.says(_COUNT.unpack(named)[0], code) if any(named) else None
        styled = bool(self.says(around, code) if said is None else said)
        return styled != (value == _UNLIKE_STYLE)


def _styles(table: bytes) -> Iterator[tuple[int, _Style]]:
    """Each style with its place; those that are missing or cut are left out."""
    if len(table) < 6:
        return
    head, count, base_size = struct.unpack_from("<HHH", table)
    at = 2 + head
    for place in range(count):
        if at + 2 > len(table):
            return
        size = _COUNT.unpack_from(table, at)[0]
        raw = table[at + 2 : at + 2 + size]
        if len(raw) == size and size >= base_size + 2 and base_size >= _WORDS.size:
            yield place, _style(raw, base_size)
        at += 2 + size + size % 2


def _style(raw: bytes, base_size: int) -> _Style:
    first, second, _, _, _ = _WORDS.unpack_from(raw)
    kind, base = second & 0xF, second >> 4
    length = _COUNT.unpack_from(raw, base_size)[0]
    at = base_size + 2
    name = raw[at : at + 2 * length].decode("utf-16-le", errors="replace").split(",")[0]
    at += 2 * length + 2
    lists: list[bytes] = []
    while at + 2 <= len(raw) and len(lists) < 2:
        size = _COUNT.unpack_from(raw, at)[0]
        lists.append(raw[at + 2 : at + 2 + size])
        at += 2 + size + size % 2
    paragraph = of_paragraph(lists[0][2:], b"") if kind == _OF_PARAGRAPHS and lists else ParagraphSays()
    words = lists[1:2] if kind == _OF_PARAGRAPHS else lists[:1] if kind == _OF_WORDS else []
    return _Style(
        first & 0xFFF, base if base != _NO_STYLE else -1, name, paragraph, dict(changes(words[0])) if words else {}
    )
