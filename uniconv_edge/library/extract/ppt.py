"""Presentations of PowerPoint 97 to 2003 (ppt, [MS-PPT]), as `slides` reads those of later versions.

All is records, which hold others or bytes. Each saving adds those that have changed and a list of where they stand now.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, fold
from uniconv_edge.library.extract.grid import Cell, Row, table_blocks
from uniconv_edge.library.extract.ole import CompoundFile
from uniconv_edge.library.extract.slides import has_mark, pages_of, title_of_show

MAIN = "PowerPoint Document"
_HEAD, _NUMBER = struct.Struct("<HHI"), struct.Struct("<I")
_LOCKED = 0xF3D1C4DF
_EDIT, _WHERE = struct.Struct("<8xIII"), 0xFFFFF
_HAS_KEY_BYTES = 32  # of the record of a saving, which without a key has 28
_MAX_DEPTH = 60
# Kinds of records.
_SLIDE, _LIST_OF_SLIDES, _SLIDE_IS_AT, _NOTES_SAY, _SHAPES, _SHAPE, _FORMAT, _TEXT_BOX = (
    *(0x03EE, 0x0FF0, 0x03F3, 0x03F1, 0xF003, 0xF004, 0xF00B, 0xF00D),
)  # fmt: skip
_TEXT_KIND, _TEXT, _TEXT_OF_BYTES, _TEXT_OF_OUTLINE, _TABLE_FORMAT, _PLACE = (
    *(0x0F9F, 0x0FA0, 0x0FA8, 0x0F9E, 0xF122, 0xF00F),
)  # fmt: skip
_SLIDES, _NOTES = 0, 2  # which list of slides it is
# Kinds of texts.
_TITLES, _LISTS, _OF_NOTES = (0, 6), (1, 7, 8), 2
_FORMAT_ENTRY = struct.Struct("<HI")
_IS_TABLE, _IS_HIDDEN = (0x039F, 0x1), (0x03BF, 0x2)
_CORNERS = struct.Struct("<4i")


@dataclass(frozen=True, slots=True)
class _Record:
    kind: int
    instance: int
    data: memoryview


@dataclass(slots=True)
class _Slide:
    """Where a slide or its notes stand, the number that notes name a slide by, and what the outline has of its text."""

    where: int
    number: int
    outline: list[tuple[int, str]] = field(default_factory=list)


def parse(data: bytes, _name: str) -> Parsed:
    """A page for each slide, its title as heading, then its notes. Raises DocumentUnreadable."""
    file = CompoundFile(data)
    main = memoryview(file.read(MAIN) or b"")
    document, places = _places(main, file.read("Current User") or b"")
    slides, notes = _slides(document)
    notes_of = {
        _NUMBER.unpack_from(says.data)[0]: found
        for each in notes
        if (found := _at(main, places.get(each.where, -1))) is not None
        for says in _records(found.data)
        if says.kind == _NOTES_SAY and len(says.data) >= _NUMBER.size
    }
    pages = pages_of(
        _slide(_at(main, places.get(slide.where, -1)), slide, notes_of.get(slide.number)) for slide in slides
    )
    return Parsed(title_of_show(file.title(), pages), pages)


def _records(data: memoryview) -> Iterator[_Record]:
    """The records that stand in some bytes, as far as they are whole."""
    at = 0
    while at + _HEAD.size <= len(data):
        first, kind, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if at + size > len(data):
            return
        yield _Record(kind, first >> 4, data[at : at + size])
        at += size


def _at(main: memoryview, place: int) -> _Record | None:
    return next(_records(main[place:]), None) if 0 <= place < len(main) else None


def _places(main: memoryview, user: bytes) -> tuple[_Record, Mapping[int, int]]:
    """The record of the document, and where things stand by their numbers: what the last saving says goes first."""
    if len(user) < 20 or len(main) < _HEAD.size:
        raise DocumentUnreadable("damaged, or not a presentation")
    token, place = struct.unpack_from("<II", user, 12)
    if token == _LOCKED:
        raise DocumentUnreadable("needs a password")
    found: dict[int, int] = {}
    document = 0
    seen: set[int] = set()
    while place and place not in seen:
        seen.add(place)
        saving = _at(main, place)
        if saving is None or len(saving.data) < _EDIT.size:
            break
        if len(saving.data) >= _HAS_KEY_BYTES:
            raise DocumentUnreadable("needs a password")
        place, listed, number = _EDIT.unpack_from(saving.data)
        document = document or number
        if listed not in seen:
            seen.add(listed)
            _note_places(_at(main, listed), found)
    whole = _at(main, found.get(document, -1))
    if whole is None:
        raise DocumentUnreadable("damaged: what tells its slides is missing")
    return whole, found


def _note_places(listed: _Record | None, found: dict[int, int]) -> None:
    numbers = [each[0] for each in _NUMBER.iter_unpack(listed.data[: len(listed.data) & ~3])] if listed else []
    at = 0
    while at < len(numbers):
        first, count = numbers[at] & _WHERE, numbers[at] >> 20
        for number, place in enumerate(numbers[at + 1 : at + 1 + count], start=first):
            found.setdefault(number, place)
        at += 1 + count


def _slides(document: _Record) -> tuple[list[_Slide], list[_Slide]]:
    """The slides in the order of the show, and the notes."""
    found: dict[int, list[_Slide]] = {_SLIDES: [], _NOTES: []}
    for listed in _records(document.data):
        if listed.kind != _LIST_OF_SLIDES or listed.instance not in found:
            continue
        outline: list[tuple[int, str]] = []
        for record in _records(listed.data):
            if record.kind == _SLIDE_IS_AT and len(record.data) >= 16:
                slide = _Slide(_NUMBER.unpack_from(record.data)[0], _NUMBER.unpack_from(record.data, 12)[0])
                found[listed.instance].append(slide)
                outline = slide.outline
            elif record.kind == _TEXT_KIND and len(record.data) >= _NUMBER.size:
                outline.append((_NUMBER.unpack_from(record.data)[0], ""))  # which counts, though it may have no text
            elif outline and (text := _text(record)) is not None:
                outline[-1] = outline[-1][0], text
    return found[_SLIDES], found[_NOTES]


def _text(record: _Record) -> str | None:
    """The text that a record is; None of another."""
    if record.kind == _TEXT:
        return bytes(record.data).decode("utf-16-le", errors="replace")
    return bytes(record.data).decode("latin-1") if record.kind == _TEXT_OF_BYTES else None


def _slide(whole: _Record | None, slide: _Slide, notes: _Record | None) -> Iterator[Block]:
    shapes = list(_shapes(whole.data, slide.outline)) if whole is not None and whole.kind == _SLIDE else slide.outline
    titles = [fold(text) for kind, text in shapes if kind in _TITLES and isinstance(text, str) and text.strip()]
    yield from (Block(title, level=1) for title in titles)
    for kind, content in shapes:
        if not isinstance(content, str):
            yield from table_blocks(content)
        elif kind not in _TITLES:
            yield from _paragraphs(content, is_list=kind in _LISTS)
    said = (
        [text for kind, text in _shapes(notes.data, []) if kind == _OF_NOTES and isinstance(text, str)] if notes else []
    )
    if lines := "\n".join(block.text for text in said for block in _paragraphs(text, is_list=False)):
        yield Block(f"Notes: {lines}")


def _shapes(
    data: memoryview, outline: Sequence[tuple[int, str]], depth: int = 0
) -> Iterator[tuple[int, str | list[Row]]]:
    """The texts of shapes with their kinds, and the rows of tables, in the order in which they are drawn."""
    if depth > _MAX_DEPTH:
        raise DocumentUnreadable("nested too deeply")
    for record in _records(data):
        if record.kind == _SHAPE:
            if not _says(record, _FORMAT, *_IS_HIDDEN):
                yield from _box(record, outline)
        elif record.kind == _SHAPES and (rows := _table(record)):
            yield -1, rows
        elif record.kind >= 0xF000 or record.kind == 0x040C:  # drawings, and what holds one on a slide
            yield from _shapes(record.data, outline, depth + 1)


def _box(shape: _Record, outline: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for box in _records(shape.data):
        if box.kind != _TEXT_BOX:
            continue
        kind = -1
        for record in _records(box.data):
            number = _NUMBER.unpack_from(record.data)[0] if len(record.data) >= _NUMBER.size else 0
            if record.kind == _TEXT_OF_OUTLINE:
                yield from outline[number : number + 1]
            elif record.kind == _TEXT_KIND:
                kind = number
            elif (text := _text(record)) is not None:
                yield kind, text


def _says(shape: _Record, formats: int, code: int, bit: int) -> bool:
    """Whether the formatting of a shape sets a bit."""
    for record in _records(shape.data):
        if record.kind == formats:
            entries = record.data[: min(len(record.data), 6 * record.instance) // 6 * 6]
            for name, value in _FORMAT_ENTRY.iter_unpack(entries):
                if name & 0x3FFF == code:
                    return bool(value & bit)
    return False


def _table(group: _Record) -> list[Row]:
    """The rows of a table, whose cells are shapes of a group; [] of another group."""
    shapes = [record for record in _records(group.data) if record.kind == _SHAPE]
    if not shapes or not _says(shapes[0], _TABLE_FORMAT, *_IS_TABLE):
        return []
    cells = [
        (_CORNERS.unpack_from(place.data), fold(" ".join(text for _, text in _box(shape, []))))
        for shape in shapes[1:]
        for place in _records(shape.data)
        if place.kind == _PLACE
        and len(place.data) >= _CORNERS.size
        and any(each.kind == _TEXT_BOX for each in _records(shape.data))
    ]
    lefts = sorted({left for (left, _, _, _), _ in cells})
    tops = sorted({top for (_, top, _, _), _ in cells})
    return [
        Row(
            [
                Cell(text, sum(left <= each < right for each in lefts), sum(upper <= each < lower for each in tops))
                for (left, upper, right, lower), text in sorted(cells)
                if upper == top
            ]
        )
        for top in tops
    ]


def _paragraphs(text: str, *, is_list: bool) -> Iterator[Block]:
    """The paragraphs of a text, the items of a list with a mark."""
    lines = [line.replace("\x0b", "\n") for line in text.split("\r")]
    lines = [line for line in lines if line.strip() and line.strip() != "*"]  # in place of a number that is filled in
    is_list = is_list and len(lines) > 1 and not any(line.lstrip()[:1].islower() for line in lines)
    for number, line in enumerate(lines):
        marked = is_list and not has_mark(line) and not line.rstrip().endswith(":")
        yield Block(f"- {line}" if marked else line, tight=number > 0)
