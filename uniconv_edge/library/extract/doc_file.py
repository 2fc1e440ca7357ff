"""The parts of a Word document of 97 to 2003 ([MS-DOC]): its text, which pieces of the file hold, with what is said of
each paragraph and of the words in it. Pure but for the compound file that it reads.

All texts of a document (its own, notes, heads, boxes) stand behind each other and are counted together; a place below
is such a count of UTF-16 units, which is why a character outside the first 65,536 is two here.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import MAX_CHARACTERS
from uniconv_edge.library.extract.doc_properties import SHORT_CODES
from uniconv_edge.library.extract.ole import CompoundFile

MAIN = "WordDocument"
_OF_97, _FIRST_VERSION = 0xA5EC, 0xC1
_LOCKED, _SECOND_TABLE = 0x100, 0x200  # flags
_HEAD = struct.Struct("<HH6xH")
_LENGTHS_AT, _LENGTHS = 0x4C, struct.Struct("<8I")
_PARTS_AT, _PART = 0x9A, struct.Struct("<II")
_NUMBER, _SHORT = struct.Struct("<I"), struct.Struct("<H")
_PIECE = struct.Struct("<HIH")
_IN_ONE_BYTE = 0x40000000
_PAGE_BYTES = 512
_CODE_CHARACTERS = 200  # that tell what a field is; fields in fields would be kept again and again
_FIELD = expression("[\x13-\x15]")
_END_OF_PARAGRAPH = expression("[\r\x07\x0c]")
GONE = "\0"
"""What stands in place of what the reader of a document does not see: the code of a field."""

# Numbers of parts in the file's head ([MS-DOC] 2.5.6).
STYLES, NOTES, NOTE_TEXTS, COMMENTS, COMMENT_TEXTS, HEADS = 1, 2, 3, 4, 5, 11
_WORDS, _PARAGRAPHS, FONTS, _PIECES, AUTHORS = 12, 13, 15, 33, 36
SHAPES, END_NOTES, END_NOTE_TEXTS, BOX_TEXTS, LISTS, USES_OF_LISTS = 40, 46, 47, 56, 73, 74


class Stories(NamedTuple):
    """Where each of the texts begins, and the last ends."""

    main: int
    notes: int
    heads: int
    comments: int
    end_notes: int
    boxes: int
    boxes_of_heads: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Where a piece begins among all text and in the file, how many bytes a character takes there, and what is said of
    it beside the paragraphs and words."""

    start: int
    at: int
    width: int
    packed: bytes


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Where a paragraph begins and ends, its mark not counted; its mark, its style and what is packed about it."""

    start: int
    end: int
    mark: str
    style: int
    packed: bytes


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one kind: where they begin and end, and what is packed about them."""

    start: int
    end: int
    packed: bytes


class DocFile:
    """The text of a document and what is said of it. Raises DocumentUnreadable."""

    def __init__(self, file: CompoundFile) -> None:
        self._main = file.read(MAIN) or b""
        if len(self._main) < _PARTS_AT:
            raise DocumentUnreadable("damaged, or not a Word document")
        magic, version, flags = _HEAD.unpack_from(self._main)
        if version < _FIRST_VERSION or magic != _OF_97:
            raise DocumentUnreadable("a document of Word 6 or 95, or older; save it as docx")
        if flags & _LOCKED:
            raise DocumentUnreadable("needs a password")
        self.table = file.read("1Table" if flags & _SECOND_TABLE else "0Table") or b""
        self.elsewhere = file.read("Data") or b""
        self._pieces = self._read_pieces()
        self.text = self._read_text()
        lengths = _LENGTHS.unpack_from(self._main, _LENGTHS_AT)
        self.stories = _stories(lengths, len(self.text))
        self.codes: list[tuple[int, str]] = []  # of fields, by their places
        self._drop_codes()
        self._word_starts, self._words = self._formatted(_WORDS, 1, 0)
        self._paragraph_starts, self._paragraphs = self._formatted(_PARAGRAPHS, 13, 2)
        self._runs = self._read_runs()
        self._run_starts = [run.start for run in self._runs]

    def place_of(self, number: int) -> tuple[int, int]:
        """Where a part begins in the table stream, and its size; a size of 0 where there is none."""
        at = _PARTS_AT + number * _PART.size
        if at + _PART.size > len(self._main):
            return 0, 0
        begin, size = _PART.unpack_from(self._main, at)
        return (begin, size) if begin + size <= len(self.table) else (0, 0)

    def part(self, number: int) -> bytes:
        """The bytes of a part, b"" where there is none."""
        at, size = self.place_of(number)
        return self.table[at : at + size]

    def places(self, number: int, data_bytes: int) -> tuple[Sequence[int], Sequence[bytes]]:
        """The places that a part lists, one more than the data of a fixed size that it has for each."""
        return _places(self.part(number), data_bytes)

    def paragraphs(self, start: int, end: int) -> Iterator[Paragraph]:
        """The paragraphs between two places; what stands behind the last mark is one as well."""
        begin = start
        for mark in _END_OF_PARAGRAPH.finditer(self.text, start, end):
            yield self._paragraph(begin, mark.start(), mark.group())
            begin = mark.end()
        if begin < end:
            yield self._paragraph(begin, end, "")

    def words(self, start: int, end: int) -> Iterator[Words]:
        """What is said of the words between two places, run by run."""
        for number in range(max(0, bisect_right(self._run_starts, start) - 1), len(self._runs)):
            run = self._runs[number]
            if run.start >= end:
                return
            if run.end > start:
                yield Words(max(start, run.start), min(end, run.end), run.packed)

    def _paragraph(self, start: int, end: int, mark: str) -> Paragraph:
        place = min(end, len(self.text) - 1)
        piece = self._pieces[bisect_right(self._pieces, place, key=lambda each: each.start) - 1]
        at = piece.at + (place - piece.start) * piece.width
        number = bisect_right(self._paragraph_starts, at) - 1
        said = self._paragraphs[number] if number >= 0 else b""
        style = _SHORT.unpack_from(said)[0] if len(said) > 1 else 0
        return Paragraph(start, end, mark, style, said[2:] + piece.packed)

    def _read_pieces(self) -> list[_Piece]:
        """[MS-DOC] 2.9.38: lists of changes, to which pieces may refer, then the pieces."""
        packed, at = self.part(_PIECES), 0
        lists: list[bytes] = []
        while at + 3 <= len(packed) and packed[at] == 1:
            size = _SHORT.unpack_from(packed, at + 1)[0]
            lists.append(packed[at + 3 : at + 3 + size])
            at += 3 + size
        if at + 5 > len(packed) or packed[at] != 2:
            raise DocumentUnreadable("damaged: what tells the pieces of its text is missing")
        size = _NUMBER.unpack_from(packed, at + 1)[0]
        places, data = _places(packed[at + 5 : at + 5 + size], _PIECE.size)
        if not data or places[0] or any(end < start for start, end in pairwise(places)):
            raise DocumentUnreadable("damaged: the pieces of its text are out of order")
        if places[-1] > 2 * MAX_CHARACTERS:  # with what is deleted, and codes of fields
            raise DocumentUnreadable(f"holds more than {MAX_CHARACTERS:,} characters of text")
        self._end = places[-1]
        pieces = []
        for start, raw in zip(places, data, strict=False):
            _, where, change = _PIECE.unpack(raw)
            narrow = bool(where & _IN_ONE_BYTE)
            at = (where & ~_IN_ONE_BYTE) // 2 if narrow else where
            pieces.append(_Piece(start, at, 1 if narrow else 2, _change(change, lists)))
        return pieces

    def _read_text(self) -> str:
        texts = []
        ends = [*(piece.start for piece in self._pieces[1:]), self._end]
        for piece, end in zip(self._pieces, ends, strict=True):
            length = end - piece.start
            raw = self._main[piece.at : piece.at + length * piece.width]
            if len(raw) < length * piece.width:
                raise DocumentUnreadable("damaged: a piece of its text is missing")
            text = raw.decode("cp1252", errors="replace") if piece.width == 1 else _units(raw)
            texts.append(text)
        return "".join(texts)

    def _drop_codes(self) -> None:
        """Leave of fields what they show: between their marks stands a code, then what it has come to."""
        dropped: list[tuple[int, int]] = []
        for begin, end in pairwise(self.stories):
            open_fields: list[list[int]] = []  # no field goes on in another text
            for mark in _FIELD.finditer(self.text, begin, end):
                if mark.group() == "\x13":
                    open_fields.append([mark.start()])
                elif open_fields and mark.group() == "\x14":
                    open_fields[-1].append(mark.start())
                elif open_fields:
                    first, *shown = open_fields.pop()
                    last = shown[0] if shown else mark.start()
                    dropped.append((first, last + 1))
                    self.codes.append((first, self.text[first + 1 : min(last, first + _CODE_CHARACTERS)]))
        pieces: list[str] = []
        last = 0
        for begin, end in sorted(dropped):
            if begin >= last:
                pieces += (self.text[last:begin], GONE * (end - begin))
            elif end > last:
                pieces.append(GONE * (end - last))
            last = max(last, end)
        self.text = "".join([*pieces, self.text[last:]])
        self.codes.sort()

    def _formatted(self, part: int, entry_bytes: int, least: int) -> tuple[list[int], list[bytes]]:
        """What is said of paragraphs or words, with where in the file each begins: pages of 512 bytes, whose last one
        counts their entries ([MS-DOC] 2.9.175)."""
        _, data = self.places(part, _NUMBER.size)
        if len(data) > len(self._main) // _PAGE_BYTES + 1:
            raise DocumentUnreadable("damaged: more is said of its text than the file holds")
        found: list[tuple[int, bytes]] = []
        for raw in data:
            at = (_NUMBER.unpack(raw)[0] & 0x3FFFFF) * _PAGE_BYTES
            page = self._main[at : at + _PAGE_BYTES]
            if len(page) < _PAGE_BYTES:
                continue
            count = page[-1]
            entries_at = 4 * (count + 1)
            if entries_at + count * entry_bytes >= _PAGE_BYTES:
                continue
            for number in range(count):
                start = _NUMBER.unpack_from(page, 4 * number)[0]
                found.append((start, _entry(page, 2 * page[entries_at + number * entry_bytes], least)))
        found.sort(key=lambda each: each[0])
        return [start for start, _ in found], [said for _, said in found]

    def _read_runs(self) -> list[Words]:
        """What is said of words, by the places of the text in place of those in the file."""
        runs = []
        ends = [*(piece.start for piece in self._pieces[1:]), self._end]
        for piece, end in zip(self._pieces, ends, strict=True):
            file_end = piece.at + (end - piece.start) * piece.width
            number = max(0, bisect_right(self._word_starts, piece.at) - 1)
            place = piece.start
            while place < end:
                said = self._words[number] if number < len(self._words) else b""
                following = self._word_starts[number + 1] if number + 1 < len(self._words) else file_end
                stop = min(end, max(place, piece.start + (following - piece.at) // piece.width))
                if stop > place:
                    runs.append(Words(place, stop, said + piece.packed))
                place = stop
                number += 1
                if number >= len(self._words) and place < end:
                    runs.append(Words(place, end, piece.packed))
                    break
        return runs


def _stories(lengths: Sequence[int], end: int) -> Stories:
    """Where the texts begin, in their order: the document's own, notes, heads, (macros,) comments, notes at the end,
    boxes, boxes in heads."""
    begins, at = [0], 0
    for length in lengths:
        at = min(end, at + length)
        begins.append(at)
    main, notes, heads, _, comments, end_notes, boxes, boxes_of_heads, last = begins
    return Stories(main, notes, heads, comments, end_notes, boxes, boxes_of_heads, last)


def _places(packed: bytes, data_bytes: int) -> tuple[Sequence[int], Sequence[bytes]]:
    count = (len(packed) - _NUMBER.size) // (_NUMBER.size + data_bytes) if len(packed) > _NUMBER.size else 0
    if count <= 0:
        return (), ()
    data_at = _NUMBER.size * (count + 1)
    places = [each[0] for each in _NUMBER.iter_unpack(packed[:data_at])]
    data = [packed[at : at + data_bytes] for at in range(data_at, data_at + count * data_bytes, data_bytes or 1)]
    return places, data


def _change(said: int, lists: Sequence[bytes]) -> bytes:
    """What is said beside a piece: a place in the lists, or one change that is short enough."""
    if said & 1:
        return lists[said >> 1] if said >> 1 < len(lists) else b""
    code = SHORT_CODES.get(said >> 1 & 0x7F)
    return _SHORT.pack(code) + bytes([said >> 8]) if code else b""


def _units(raw: bytes) -> str:
    """UTF-16, each half of a character as one."""
    text = raw.decode("utf-16-le", errors="replace")
    return text if 2 * len(text) == len(raw) else "".join(chr(each[0]) for each in _SHORT.iter_unpack(raw))


def _entry(page: bytes, at: int, least: int) -> bytes:
    """What a page says of one paragraph (`least` 2, its style's number first) or of words, from its size on."""
    if not at:
        return b""
    size = page[at]
    if not least:
        return page[at + 1 : at + 1 + size]
    if size:
        return page[at + 1 : at + 2 * size]
    return page[at + 2 : at + 2 + 2 * page[at + 1]] if at + 1 < len(page) else b""
