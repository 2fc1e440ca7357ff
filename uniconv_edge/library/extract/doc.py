"""Word documents of 97 to 2003 (doc), as `word` reads those of later versions.

`doc_file` knows where the text stands, `doc_properties`, `doc_styles` and `doc_lists` what is said of it. Libraries
were weighed: those for text alone guess at headings and tables, and msdoc2docx, whose docx `word` could read, takes ten
times as long, gives up on some of what LibreOffice writes, and reads and writes files.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice, pairwise, takewhile

from uniconv_edge.library.extract import doc_file
from uniconv_edge.library.extract.blocks import Block, Parsed, TextBudget, comment, fold
from uniconv_edge.library.extract.bold import MAYBE, may_be_bold_heading
from uniconv_edge.library.extract.doc_file import DocFile, Paragraph
from uniconv_edge.library.extract.doc_lists import numbering_of
from uniconv_edge.library.extract.doc_properties import Code, ParagraphSays, changes, of_paragraph
from uniconv_edge.library.extract.doc_styles import Styles
from uniconv_edge.library.extract.doc_tables import TableCell, TableRow, as_rows, is_laid_out
from uniconv_edge.library.extract.grid import table_blocks
from uniconv_edge.library.extract.numbering import BULLET
from uniconv_edge.library.extract.ole import CompoundFile
from uniconv_edge.library.extract.running import each_once, says_little
from uniconv_edge.library.extract.word_page import PAGE_FIELD, page_of, sign_of

# Pictures, references to notes and comments, marks of fields and cells, soft hyphens: not letters, and so not text.
_SIGNS = dict.fromkeys([*range(9), *range(0x0E, 0x1E), 0x1F]) | {0x0B: "\n", 0x0E: "\n", 0x1E: "-"}
_SYMBOL = struct.Struct("<HH")
_PLACE_OF_SIGN = "("  # what stands in the text for a sign of a font
_RAISED = b"\x01"
_UNREAD = (Code.DELETED, Code.HIDDEN, Code.STRUCK, Code.STRUCK_TWICE)
_PICKED_FONT_BYTES = 39  # of what is said of a font before its name
_ROWS_LOOKED_AT = 3  # for bold type: two that may name columns and one below
_SEPARATORS = 6  # texts before the first head: lines above notes
_REFERENCE_BYTES, _COMMENT_BYTES, _SHAPE_BYTES, _BOX_BYTES = 2, 30, 26, 22
_AUTHOR_AT, _SHAPE_OF_BOX_AT = 20, 14


def parse(data: bytes, name: str) -> Parsed:
    """The document in reading order, table rows as `a | b | c`, notes behind the paragraph that refers to them.

    What its pages have at their heads and feet comes once, before the text; what is hidden, deleted or struck out is
    left out. Raises DocumentUnreadable.
    """
    compound = CompoundFile(data)
    reader = _Reader(DocFile(compound))
    budget = TextBudget()
    heads = list(each_once(reader.heads()))
    blocks: list[Block] = []
    for block in reader.text():
        budget.spend(len(block.text))
        blocks.append(block)
    return page_of(compound.title(), heads, blocks, name)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is said of words: whether they are not read, in bold type, raised, or one sign of a font (None: letters)."""

    is_unread: bool
    is_bold: bool
    is_raised: bool
    sign: str | None


@dataclass(frozen=True, slots=True)
class _Note:
    """Where a note, comment or box stands; `author` of a comment, None for others."""

    start: int
    end: int
    author: str | None = None
    is_box: bool = False


class _Reader:
    """Walks a document's paragraphs; each of its notes is given once, where it is first referred to."""

    def __init__(self, file: DocFile) -> None:
        self._file = file
        self._styles = Styles(file.part(doc_file.STYLES))
        self._numbering = numbering_of(file.table, file.place_of(doc_file.LISTS), file.place_of(doc_file.USES_OF_LISTS))
        self._fonts = _fonts(file.part(doc_file.FONTS))
        self._says = cache(lambda packed: of_paragraph(packed, file.elsewhere))
        self._kind = cache(self._kind_of)
        self._notes: dict[int, list[_Note]] = {}
        for place, note in self._references():
            self._notes.setdefault(place, []).append(note)
        self._note_places = sorted(self._notes)

    def text(self) -> Iterator[Block]:
        """The blocks of the document's own text, and of boxes that are anchored in none of its paragraphs."""
        stories = self._file.stories
        yield from self._blocks(self._file.paragraphs(stories.main, stories.notes))
        for place in [place for place in self._note_places if place >= len(self._file.text)]:
            for note in self._notes[place]:
                yield from self._note(note)

    def heads(self) -> Iterator[Block]:
        """The texts at the head and the foot of pages; bare page numbers are left out."""
        stories = self._file.stories
        places, _ = self._file.places(doc_file.HEADS, 0)
        heads = [self._within(stories.heads, stories.comments, *each) for each in pairwise(places[_SEPARATORS:-1])]
        for start, end in [*heads, (stories.boxes_of_heads, stories.end)]:
            paragraphs = self._file.paragraphs(start, end)
            yield from self._blocks(each for each in paragraphs if not self._is_page_number(each))

    def _within(self, begin: int, last: int, start: int, end: int) -> tuple[int, int]:
        """Two places of a text that begins and ends there, among all."""
        return min(last, begin + start), min(last, begin + end)

    def _references(self) -> Iterator[tuple[int, _Note]]:
        """What is referred to, by the places of the text that refer to it."""
        file, stories = self._file, self._file.stories
        for references, texts, begin, last in (
            (doc_file.NOTES, doc_file.NOTE_TEXTS, stories.notes, stories.heads),
            (doc_file.END_NOTES, doc_file.END_NOTE_TEXTS, stories.end_notes, stories.boxes),
        ):
            places, _ = file.places(references, _REFERENCE_BYTES)
            for place, (start, end) in zip(places, pairwise(file.places(texts, 0)[0]), strict=False):
                yield place, _Note(*self._within(begin, last, start, end))
        authors = _strings(file.part(doc_file.AUTHORS))
        places, data = file.places(doc_file.COMMENTS, _COMMENT_BYTES)
        texts_at = pairwise(file.places(doc_file.COMMENT_TEXTS, 0)[0])
        for place, said, (start, end) in zip(places, data, texts_at, strict=False):
            number = struct.unpack_from("<H", said, _AUTHOR_AT)[0]
            author = authors[number] if number < len(authors) else ""
            yield place, _Note(*self._within(stories.comments, stories.end_notes, start, end), author)
        yield from self._boxes()

    def _boxes(self) -> Iterator[tuple[int, _Note]]:
        """Boxes by where their shapes are anchored; those of other shapes, of groups, behind all text."""
        file, stories = self._file, self._file.stories
        anchors, shapes = file.places(doc_file.SHAPES, _SHAPE_BYTES)
        place_of = {shape[:4]: place for place, shape in zip(anchors, shapes, strict=False)}
        places, boxes = file.places(doc_file.BOX_TEXTS, _BOX_BYTES)
        for number, ((start, end), box) in enumerate(zip(pairwise(places), boxes, strict=False)):
            place = place_of.get(box[_SHAPE_OF_BOX_AT : _SHAPE_OF_BOX_AT + 4], len(file.text) + number)
            yield place, _Note(*self._within(stories.boxes, stories.boxes_of_heads, start, end), is_box=True)

    def _blocks(self, paragraphs: Iterator[Paragraph] | Sequence[Paragraph], depth: int = 0) -> Iterator[Block]:
        """The blocks of paragraphs that stand so deep in tables; deeper ones are rows of tables."""
        rows: list[list[Paragraph]] = []
        goes_on = False
        for paragraph in paragraphs:
            says = self._says(paragraph.packed)
            if says.depth <= depth:
                yield from self._table(rows, depth + 1)
                rows, goes_on = [], False
                yield from self._paragraph(paragraph, says)
                continue
            if not goes_on:
                rows.append([])
            rows[-1].append(paragraph)
            goes_on = not (says.depth == depth + 1 and (says.ends_inner_row if depth else says.ends_row))
        yield from self._table(rows, depth + 1)

    def _paragraph(self, paragraph: Paragraph, says: ParagraphSays) -> Iterator[Block]:
        text = self._text(paragraph).strip("\n")
        taken = self._taken(paragraph)
        boxes = [note for place, note in taken if note.is_box and self._is_first(paragraph, place)]
        for note in boxes:
            yield from self._note(note)
        if text.strip():
            level = self._styles.level(paragraph.style)
            mark = self._mark(paragraph, says)
            if level and mark == BULLET:
                mark = ""
            elif mark != BULLET and may_be_bold_heading(text) and self._is_bold(paragraph):
                level = level or MAYBE
            yield Block(f"{mark} {text}" if mark else text, level=level, tight=bool(mark) and level <= 0)
        for _, note in taken:
            if note not in boxes:
                yield from self._note(note)

    def _mark(self, paragraph: Paragraph, says: ParagraphSays) -> str:
        of_style = self._styles.item(paragraph.style)
        number = of_style[0] if says.list is None else says.list
        level = of_style[1] if says.list_level is None else says.list_level
        return self._numbering.mark(str(number), level)

    def _note(self, note: _Note) -> Iterator[Block]:
        blocks = self._blocks(self._file.paragraphs(note.start, note.end))
        if note.is_box:
            yield from blocks
        elif note.author is not None:
            yield Block(comment(note.author, "\n".join(block.text for block in blocks)))
        else:
            yield from (Block(block.text.strip(), tight=block.tight) for block in blocks if block.text.strip())

    def _table(self, rows: Sequence[Sequence[Paragraph]], depth: int) -> Iterator[Block]:
        """The rows of a table; of a frame around text, or texts beside each other as in a letter's head, the text."""
        table = [self._row(row, depth) for row in rows]
        if not table:
            return
        cells = [[cell.paragraphs for cell in row.cells] for row in table]
        if is_laid_out(cells, lambda each: self._text(each).strip()):
            for paragraphs in chain.from_iterable(cells):
                yield from self._blocks(paragraphs, depth)
            return
        comments: list[_Note] = []
        heads = sum(1 for _ in takewhile(lambda row: row.is_head, table))
        bold = [self._is_bold_row(row) for row in islice(table, _ROWS_LOOKED_AT)]
        yield from table_blocks(as_rows(table, lambda cell: self._cell(cell, comments), heads, bold))
        for note in comments:
            yield from self._note(note)

    def _row(self, paragraphs: Sequence[Paragraph], depth: int) -> TableRow:
        """The cells of a row, and what its last paragraph, which has no text, says of it."""
        cells: list[TableCell] = []
        current: list[Paragraph] = []
        ends = ParagraphSays()
        for paragraph in paragraphs:
            says = self._says(paragraph.packed)
            if says.depth == depth and (says.ends_row if depth == 1 else says.ends_inner_row):
                ends = says
                break
            current.append(paragraph)
            if says.depth == depth and (paragraph.mark == "\x07" if depth == 1 else says.ends_inner_cell):
                cells.append(TableCell(current))
                current = []
        if current:
            cells.append(TableCell(current))
        return TableRow(cells, ends.row, ends.is_head)

    def _cell(self, cell: TableCell, comments: list[_Note]) -> str:
        """The words of a cell on one line, with its notes; what is commented there goes to `comments`."""
        said = [self._text(paragraph) for paragraph in cell.paragraphs]
        for _, note in chain.from_iterable(map(self._taken, cell.paragraphs)):
            if note.author is None:
                said += map(self._text, self._file.paragraphs(note.start, note.end))
            else:
                comments.append(note)
        return fold(" ".join(said))

    def _is_bold_row(self, row: TableRow) -> bool:
        filled = [each for cell in row.cells for each in cell.paragraphs if self._text(each).strip()]
        return bool(filled) and all(map(self._is_bold, filled))

    def _is_bold(self, paragraph: Paragraph) -> bool:
        """Whether all its words are in bold type."""
        said = [
            self._kind(words.packed, paragraph.style).is_bold
            for words in self._file.words(paragraph.start, paragraph.end)
            if self._file.text[words.start : words.end].translate(_SIGNS).strip()
        ]
        return bool(said) and all(said)

    def _is_page_number(self, paragraph: Paragraph) -> bool:
        """A paragraph of little more than the number of its page, which a program fills in."""
        codes = self._file.codes
        first = bisect_left(codes, (paragraph.start, ""))
        fields = takewhile(lambda code: code[0] < paragraph.end, islice(codes, first, None))
        return any(PAGE_FIELD.search(code) for _, code in fields) and says_little(self._text(paragraph))

    def _text(self, paragraph: Paragraph) -> str:
        """The words of a paragraph."""
        pieces: list[str] = []
        for words in self._file.words(paragraph.start, paragraph.end):
            kind = self._kind(words.packed, paragraph.style)
            if kind.is_unread:
                continue
            text = self._file.text[words.start : words.end].translate(_SIGNS)
            if kind.sign is not None and text == _PLACE_OF_SIGN:
                text = kind.sign
            if kind.is_raised and text.isdigit() and "".join(pieces[-1:])[-1:].isdigit():
                text = f"^{text}"  # digits behind digits would be read as one number
            if text:
                pieces.append(text)
        return _joined("".join(pieces))

    def _taken(self, paragraph: Paragraph) -> list[tuple[int, _Note]]:
        """What its words refer to and no paragraph before did, with the place; it is not given again."""
        found: list[tuple[int, _Note]] = []
        first = bisect_left(self._note_places, paragraph.start)
        for place in takewhile(lambda each: each <= paragraph.end, islice(self._note_places, first, None)):
            kinds = (self._kind(words.packed, paragraph.style) for words in self._file.words(place, place + 1))
            if place in self._notes and not any(kind.is_unread for kind in kinds):
                found += ((place, note) for note in self._notes.pop(place))
        return found

    def _is_first(self, paragraph: Paragraph, place: int) -> bool:
        """Whether no words of a paragraph stand before a place in it."""
        return not self._file.text[paragraph.start : place].translate(_SIGNS).strip()

    def _kind_of(self, packed: bytes, style: int) -> _Kind:
        words = dict(changes(packed))
        sign = None
        if Code.SYMBOL in words:
            font, code = _SYMBOL.unpack(words[Code.SYMBOL])
            sign = sign_of(self._fonts.get(font, ""), code)
        return _Kind(
            any(self._styles.switch(words, code, style) for code in _UNREAD),
            self._styles.switch(words, Code.BOLD, style),
            words.get(Code.RAISED) == _RAISED,
            sign,
        )


def _joined(text: str) -> str:
    """The text, two halves of a character as one."""
    if any("\ud800" <= sign <= "\udfff" for sign in text) if not text.isascii() else False:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", errors="replace")
    return text


def _strings(packed: bytes) -> list[str]:
    """Words that stand behind each other, each with its length."""
    found, at = [], 0
    while at + 2 <= len(packed):
        length = struct.unpack_from("<H", packed, at)[0]
        found.append(packed[at + 2 : at + 2 + 2 * length].decode("utf-16-le", errors="replace"))
        at += 2 + 2 * length
    return found


def _fonts(packed: bytes) -> Mapping[int, str]:
    """The names of the document's fonts, by their numbers."""
    found: dict[int, str] = {}
    at = 4  # behind how many there are
    while at < len(packed):
        size = packed[at]
        raw = packed[at + 1 + _PICKED_FONT_BYTES : at + 1 + size]
        found[len(found)] = raw.decode("utf-16-le", errors="replace").split("\0")[0]
        at += 1 + size
    return found
