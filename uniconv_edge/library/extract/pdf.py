"""PDF files. The only module that uses pypdfium2, not safe in threads: it runs in the extraction process alone.

PDFium gives lines; columns drawn in turns are put in order, rows of tables keep their cells apart, running heads are
left out, and the rest is joined to paragraphs here. What was filled into the fields of a form, or typed onto a page, is
read beside its label. A hyphen at a line end comes as U+FFFE with the line already joined; it is dropped, unless the
document writes the word with its hyphen elsewhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import accumulate, pairwise
from pathlib import PurePath
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.columns import Box, above, beside, reading_order
from uniconv_edge.library.extract.headings import TypeSize, below_title, bold_lines, joined, large_lines, title_of
from uniconv_edge.library.extract.paragraphs import CELL_BORDER, NARROW_CHARACTERS, Stands, page_blocks, wide_gaps
from uniconv_edge.library.extract.ragged import ragged_rows
from uniconv_edge.library.extract.raised import TypeBox, raised_numbers, with_raised_numbers
from uniconv_edge.library.extract.running import without_running_lines
from uniconv_edge.library.extract.spaced import spaced
from uniconv_edge.library.extract.tables import Cell, cells_of, finer, tables
from uniconv_edge.library.extract.turns import in_turn

_LINE_END_HYPHEN = re.compile("\\b(\\w+)[\ufffe\x02](\\w+)")
_STRAY_HYPHEN = re.compile("[\ufffe\x02]")
_GENERATED_TITLE = re.compile(
    r"^(?:microsoft word - |microsoft powerpoint - |untitled|document\d*$|\(?anonymous|\(?unspecified)", re.I
)
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|tex|dvi|indd|rtf|odt|qxd|pptx?|xlsx?|wpd|txt|html?)$", re.IGNORECASE)
_MAX_BOOKMARKS = 2_000
_LINES_OF_TITLE = 2  # in large type: with no more there are no headings among them
_PAGES_OF_TITLE = 3  # whose type is measured for the title alone: one of text tells what is large
_HYPHEN_AT_END = re.compile("(?<=[a-z])[-\u2010\u00ad]\n(?=[a-z])|[\ufffe\x02]\n")
_MIN_RUNS_OF_COLUMNS = 12
_RUNS_PER_LINE = 1.4
_MAX_RUNS = 3_000
_BOLD = re.compile(rb"bold|black|heavy|demi|cmbx", re.IGNORECASE)  # names of fonts
_BOLD_WEIGHT = 650
_MAX_FONT_NAME = 200
_LINE_END = "\r\n"  # as PDFium writes it
_GAP = re.compile(r"(?<=\S)(?<!\.) (?=\S)|(?<=\.) (?=[^\s.])")  # not within the dots that lead to a page's number
_MAX_GAPS = 20_000
_MIN_HEIGHT = 0.2  # points: a blank that is drawn has none, a dash has more
_WIDE_BLANKS = 2.9
_WIDE_SHARE = 0.7  # of the size of the type: a blank that PDFium puts in has no width
_MIN_CELLS_OF_TABLES = 3
_LONE_MARK = re.compile(f" {CELL_BORDER} ([.,;:)])(?= {CELL_BORDER} |$)")  # the end of a sentence after a wide space
_MAX_PAIRS = 300_000  # of a note and words of a page
_MARK_BELOW = re.compile(r"(?<=[\d*†‡])\n([.,;:])(?=\n|$)")  # PDFium ends the line between a raised number and a mark
_SCAN_SCALE = 200 / 72  # dots a point
_STAMP_CHARACTERS = 100  # that a scan may have as text: what an office stamps on each page
_PICTURE_SHARE = 0.5  # of a page
_MAX_OBJECTS = 5_000  # of a page that is a picture: scanners cut some in strips
# Draws the page that it is given and returns its words, None where it is not read.
_PictureReader = Callable[[Callable[[], Any]], str | None]


def parse(data: bytes, name: str) -> Parsed:
    """The text of every page; its headings are the bookmarks or, without any, lines in larger type. Its title is that
    of the metadata, else the largest lines of the first page, else the file's name.

    Raises DocumentUnreadable when locked or damaged.
    """
    return _parse(data, name, None)


def parse_scan(data: bytes, name: str, read_picture: _PictureReader) -> Parsed:
    """As `parse`, with a reader for each page that has no text or is a picture. Raises DocumentUnreadable."""
    return _parse(data, name, read_picture)


def _parse(data: bytes, name: str, read_picture: _PictureReader | None) -> Parsed:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DocumentUnreadable(_refusal(str(error))) from error
    try:
        if document.get_formtype() == pypdfium2.raw.FORMTYPE_ACRO_FORM:
            with contextlib.suppress(pypdfium2.PdfiumError):
                document.init_forms()  # draws the values of fields that have no picture of their own
        bookmarks, title = _bookmarks(document), _title(document)
        measured = len(document) if not bookmarks else 0 if title else _PAGES_OF_TITLE
        read = list(_read(document, read_picture, measured))
    finally:
        document.close()
    words = _Words([page.text for page in read])
    lines, heads = without_running_lines([_lines(words.rejoin(page.text)) for page in read])
    shown = [[(fold(words.rejoin(line)), size, is_bold) for line, size, is_bold in page.sizes] for page in read]
    large = large_lines([[(line, size) for line, size, _ in page] for page in shown])
    levels: Sequence[Mapping[str, int]] = [{} for _ in large] if bookmarks else large
    if not bookmarks and sum(map(len, large)) <= _LINES_OF_TITLE:
        bold = bold_lines([[(line, is_bold) for line, _, is_bold in page] for page in shown])
        levels = [small | page for small, page in zip(bold, large, strict=True)]
    gaps = [wide_gaps((fold(words.rejoin(line)), place) for line, place in page.stands) for page in read]
    blocks = [
        page_blocks(page, bookmarks.get(number, []), levels[number], heads, gaps[number])
        for number, page in enumerate(lines)
    ]
    if not bookmarks:
        blocks = below_title([joined(page) for page in blocks])
    pages = [
        ParsedPage(number, [replace(block, text=with_raised_numbers(block.text, found.raised)) for block in page])
        for number, (page, found) in enumerate(zip(blocks, read, strict=True), start=1)
    ]
    # A bookmark, or a heading further on, is no title: without another the file's name is it.
    title = title or (title_of(large[0], lines[0]) if large else "") or PurePath(name).stem
    pictures = [number for number, page in enumerate(read, start=1) if page.is_unread_picture]
    return Parsed(title, pages, _unread(pictures, len(read)), pictures=bool(pictures))


def _unread(pictures: Sequence[int], pages: int) -> str:
    """That these pages are pictures, "" for none."""
    runs: list[list[int]] = []
    for number in pictures:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    named = ", ".join("–".join(map(str, run)) for run in runs)
    if not pictures:
        return ""
    of = f"page {named} of {pages} is a picture" if len(pictures) == 1 else f"pages {named} of {pages} are pictures"
    return f"{of} with hardly any text"


def _refusal(message: str) -> str:
    if "password" in message.lower():
        return "needs a password"
    if "security" in message.lower():
        return "protected in a way that is not supported"
    return "damaged, or not a PDF"


@dataclass(slots=True)
class _Read:
    """The text of a page, of some pages its lines with the size of their type and whether that is bold, where its lines
    stand, its words with raised numbers, and whether it is a picture whose words are not read."""

    text: str = ""
    sizes: list[tuple[str, TypeSize, bool]] = field(default_factory=list)
    stands: list[tuple[str, Stands]] = field(default_factory=list)
    raised: dict[str, str] = field(default_factory=dict)
    is_unread_picture: bool = False


def _read(document: Any, read_picture: _PictureReader | None, measured: int) -> Iterator[_Read]:
    """Every page, with the sizes of the first `measured` ones; a page that PDFium cannot load is empty, and a document
    of such pages has no text."""
    import pypdfium2

    budget = TextBudget()
    budget.spend(0, pages=len(document))
    for index in range(len(document)):
        found = _Read()
        try:
            page = document[index]
            reader = page.get_textpage()
            found.text = reader.get_text_range()
            if _is_placed(reader, found.text):
                with contextlib.suppress(pypdfium2.PdfiumError):
                    if index < measured:
                        found.sizes = list(_sizes(reader, found.text))
                    found.stands = list(_line_places(reader, found.text))
                    found.raised = raised_numbers(found.text, partial(_type_box, reader))
            if found.text.strip() and _has_notes(page):  # a scan stays one
                reader.close()
                page = _with_notes(document, index, page)
                reader = page.get_textpage()
                found.text = reader.get_text_range()
            if _is_placed(reader, found.text):
                with contextlib.suppress(pypdfium2.PdfiumError):  # the words are there, wherever they stand
                    found.text = _laid_out(reader, found.text)
            reader.close()
            _look_at_picture(page, found, read_picture)
            page.close()
        except pypdfium2.PdfiumError:
            pass
        budget.spend(len(found.text))
        yield found


def _look_at_picture(page: Any, found: _Read, read_picture: _PictureReader | None) -> None:
    """Read a page that is a picture or has no text, where there is a reader for pictures."""
    is_picture = _is_picture(page, found.text)
    said = None
    if read_picture is not None and (is_picture or not found.text.strip()):
        said = read_picture(lambda: page.render(scale=_SCAN_SCALE, grayscale=True).to_pil())
        if said is not None and len(said.strip()) > len(found.text.strip()):  # a stamp is in the picture too
            found.text, found.sizes, found.stands = said, [], []
    found.is_unread_picture = is_picture and said is None


def _is_picture(page: Any, text: str) -> bool:
    """Whether pictures fill a page that has no more text than a stamp."""
    import pypdfium2.raw as raw

    if len("".join(text.split())) > _STAMP_CHARACTERS:
        return False
    width, height = page.get_size()
    least = _PICTURE_SHARE * width * height
    objects = [
        raw.FPDFPage_GetObject(page, number) for number in range(min(_MAX_OBJECTS, raw.FPDFPage_CountObjects(page)))
    ]
    return any(area >= least for area in accumulate(_picture_areas(objects, 1.0)))


def _picture_areas(objects: Sequence[Any], scale: float) -> Iterator[float]:
    """The area of each picture; those within a form are measured as if it were not resized, by `scale`."""
    import pypdfium2.raw as raw

    for drawn in objects:
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _bounds(drawn)
            yield scale * (right - left) * (top - bottom)
        elif parts := _parts(drawn):
            matrix = _matrix(drawn)
            yield from _picture_areas(parts[:_MAX_OBJECTS], scale * abs(matrix.a * matrix.d - matrix.b * matrix.c))


def _is_placed(reader: Any, text: str) -> bool:
    """Whether each character has its place on the page: a surrogate pair is one there and two of the text."""
    return bool(len(text) == reader.count_chars())


def _has_notes(page: Any) -> bool:
    """Whether a page has fields or typed notes; links and marks are no text."""
    import pypdfium2.raw as raw

    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, number)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT):
            return True
    return False


def _with_notes(document: Any, index: int, page: Any) -> Any:
    """The page anew, what fills its fields or was typed onto it drawn right after the words beside it or above."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    page = document[index]
    objects = [raw.FPDFPage_GetObject(page, number) for number in range(raw.FPDFPage_CountObjects(page))]
    texts = {number: _bounds(drawn) for number, drawn in enumerate(objects[:count]) if _is_text(drawn)}
    notes = [note for whole in objects[count:] for note in _parts(whole)]
    if len(texts) * len(notes) > _MAX_PAIRS:
        return page
    placed = []
    for note in notes:
        box = _bounds(note)
        label = beside(box, texts)
        place = above(box, texts) if label is None else label
        if place is not None:
            placed.append((place, -box[1], box[0], note, None if label is None else _matrix(objects[label]).f))
    for place, _, _, note, base in sorted(placed, key=lambda each: each[:3], reverse=True):
        _draw_at(page, place + 1, note, base)
    return page


def _draw_at(page: Any, place: int, note: Any, base: float | None) -> None:
    """Make the words of a note words of the page. On one height (`base`) with its label the first line is read with
    it."""
    import pypdfium2.raw as raw

    words = [part for part in _parts(note) if _is_text(part)]
    matrix, top = _matrix(note), max((_matrix(part).f for part in words), default=0.0)
    for part in reversed(words):
        if raw.FPDFFormObj_RemoveObject(note, part):
            raw.FPDFPageObj_Transform(part, matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
            if base is not None:
                raw.FPDFPageObj_Transform(part, 1, 0, 0, 1, 0, base - matrix.f - matrix.d * top)
            raw.FPDFPage_InsertObjectAtIndex(page, part, place)


def _parts(drawn: Any) -> list[Any]:
    import pypdfium2.raw as raw

    return [raw.FPDFFormObj_GetObject(drawn, number) for number in range(max(0, raw.FPDFFormObj_CountObjects(drawn)))]


def _is_text(drawn: Any) -> bool:
    import pypdfium2.raw as raw

    return bool(raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_TEXT)


def _matrix(drawn: Any) -> Any:
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    return matrix


def _bounds(drawn: Any) -> Box:
    import pypdfium2.raw as raw

    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
    return left.value, bottom.value, right.value, top.value


def _shown_lines(text: str) -> Iterator[tuple[str, int, int]]:
    """The lines that show something, each with the places of its first and last character in the text."""
    start = 0
    for line in text.split(_LINE_END):
        if shown := line.strip():
            first = start + line.index(shown)
            yield shown, first, first + len(shown) - 1
        start += len(line) + len(_LINE_END)


def _sizes(reader: Any, text: str) -> Iterator[tuple[str, TypeSize, bool]]:
    for shown, first, last in _shown_lines(text):
        begins, ends = (_type_size(reader, index) for index in (first, last))
        size = begins if abs(begins - ends) < 0.1 * begins else 0.0
        yield shown, size, _is_bold(reader, first) and _is_bold(reader, last)


def _line_places(reader: Any, text: str) -> Iterator[tuple[str, Stands]]:
    for shown, first, last in _shown_lines(text):
        bottom, top = _type_box(reader, first)
        end, _ = _type_box(reader, last)
        yield shown, (top, bottom, min(bottom, end))  # words divided at a line end join two lines


def _type_size(reader: Any, index: int) -> TypeSize:
    bottom, top = _type_box(reader, index)
    return top - bottom


def _type_box(reader: Any, index: int) -> TypeBox:
    _, bottom, _, top = reader.get_charbox(index, loose=True)
    return float(bottom), float(top)


def _is_bold(reader: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    raw.FPDFText_GetFontInfo(reader, index, name, _MAX_FONT_NAME, None)
    return _BOLD.search(name.value) is not None or raw.FPDFText_GetFontWeight(reader, index) >= _BOLD_WEIGHT


def _laid_out(reader: Any, text: str) -> str:
    """The text of a page, in another order when its lines alternate between two columns, else with each row of its
    tables on a line of its own and the cells apart."""
    count, lines = reader.count_rects(), text.split(_LINE_END)
    if not _may_have_cells(lines, count) or count > _MAX_RUNS:
        return text
    starts = accumulate((len(line) + len(_LINE_END) for line in lines), initial=0)
    places = [(start, start + len(line)) for start, line in zip(starts, lines, strict=False)]
    boxes = [_boxes(reader, start, end - start) for start, end in places]
    if (turns := in_turn(boxes)) is not None:
        lines, places = [lines[number] for number in turns], [places[number] for number in turns]
        boxes = [boxes[number] for number in turns]
    flat = [box for line in boxes for box in line]
    order = reading_order(flat) if count >= max(_MIN_RUNS_OF_COLUMNS, _RUNS_PER_LINE * len(lines)) else None
    if order is not None and not _is_table(_parted(reader, text, lines, places, boxes)):
        words = (" ".join(reader.get_text_bounded(*flat[index]).strip() for index in line) for line in order)
        return _HYPHEN_AT_END.sub("\ufffe", "\n".join(line for line in words if line))
    for start, end, rows in _table_rows(reader, text, lines, places, boxes):
        lines[start:end] = rows
    return _LINE_END.join(lines)


def _table_rows(
    reader: Any, text: str, lines: Sequence[str], places: Sequence[tuple[int, int]], boxes: Sequence[Sequence[Box]]
) -> Iterator[tuple[int, int, list[str]]]:
    """(first line, line after the last, rows) of the tables of a page, the last first."""
    parted = _parted(reader, text, lines, places, boxes)
    cells = cells_of(parted)
    apart, whole = finer(list(spaced(cells)), list(tables(boxes)))
    flat, flat_parted = ([box for line in each for box in line] for each in (boxes, parted))
    taken = {line for table in apart for line in range(table.start, table.end)}
    ragged, whole = finer(list(ragged_rows(cells, taken)), whole)
    found = [*((table, flat_parted) for table in (*apart, *ragged)), *((table, flat) for table in whole)]
    for table, its_boxes in sorted(found, key=lambda each: -each[0].start):
        rows = _rows(reader, text, its_boxes, table.rows, places[table.start : table.end])
        if rows is not None:
            yield table.start, table.end, rows


def _may_have_cells(lines: Sequence[str], count: int) -> bool:
    """Whether there are more boxes than lines, or many short lines, since a wide gap ends a line. Most pages of prose
    are spared the rest."""
    short = sum(len(line) < NARROW_CHARACTERS for line in lines)
    return count >= len(lines) + _MIN_CELLS_OF_TABLES or short > _MIN_CELLS_OF_TABLES


def _boxes(reader: Any, start: int, length: int) -> list[Box]:
    count = reader.count_rects(start, length) if length else 0
    boxes = (reader.get_rect(index) for index in range(count))
    return [box for box in boxes if box[3] - box[1] > _MIN_HEIGHT]


def _parted(
    reader: Any, text: str, lines: Sequence[str], places: Sequence[tuple[int, int]], boxes: Sequence[Sequence[Box]]
) -> Sequence[Sequence[Box]]:
    """The boxes of the lines, parted at wide gaps where there are not too many gaps to look at."""
    if text.count(" ") > _MAX_GAPS:
        return boxes
    return [_boxes_apart(reader, start, line) for (start, _), line in zip(places, lines, strict=True)]


def _is_table(parted: Sequence[Sequence[Box]]) -> bool:
    """Whether what looks like two columns has wide gaps inside of them: a row of cells may be drawn in few pieces."""
    return reading_order([box for line in parted for box in line]) is None


def _boxes_apart(reader: Any, start: int, line: str) -> list[Box]:
    """The boxes of a line, parted at gaps as wide as columns have: a row may be drawn as one piece. PDFium gives one
    blank for however many."""
    gaps = [start + gap.start() for gap in _GAP.finditer(line) if _is_wide(reader, start + gap.start())]
    borders = pairwise([start - 1, *gaps, start + len(line)])
    return [box for before, after in borders for box in _boxes(reader, before + 1, after - before - 1)]


def _is_wide(reader: Any, blank: int) -> bool:
    """Whether the words beside a blank stand as far apart as three blanks put them, and as cells do."""
    _, _, left, _ = reader.get_charbox(blank - 1)
    right, _, _, _ = reader.get_charbox(blank + 1)
    begins, _, ends, _ = reader.get_charbox(blank, loose=True)
    return bool(right - left > max(_WIDE_BLANKS * (ends - begins), _WIDE_SHARE * _type_size(reader, blank - 1)))


def _rows(
    reader: Any, text: str, boxes: Sequence[Box], rows: Sequence[Sequence[Cell]], places: Sequence[tuple[int, int]]
) -> list[str] | None:
    """The rows of a table whose lines stand at `places` of the text, None when a word is not found where its box is: a
    cell's line goes from where it begins to where the next that is drawn begins, or to the end of the line."""
    firsts = sorted(line[0] for row in rows for cell in row for line in cell)
    begins = [_index_at(reader, boxes[first]) for first in firsts]
    found = [begin for begin in begins if begin is not None]
    start, end = places[0][0], places[-1][1]
    if len(found) < len(begins) or sorted(set(found)) != found or found[0] < start or found[-1] >= end:
        return None
    ends = [end for _, end in places]
    nexts = (
        min(after for after in [*ends, following] if after > begin) for begin, following in pairwise([*found, end])
    )
    said = {first: text[begin:after] for first, begin, after in zip(firsts, found, nexts, strict=True)}
    if sum(map(_length, said.values())) != _length(text[start:end]):
        return None
    return [
        _LONE_MARK.sub(r"\1", _row_text([_cell_text(said[line[0]] for line in cell) for cell in row])) for row in rows
    ]


def _row_text(cells: list[str]) -> str:
    """A row on a line, an empty cell where one follows; that of one cell ends in a border."""
    count = max((number for number, cell in enumerate(cells, start=1) if cell), default=1)
    return f" {CELL_BORDER} ".join(cells[:count] if count > 1 else [cells[0], ""])


def _index_at(reader: Any, box: Box) -> int | None:
    """Which character stands at the left end of a box."""
    left, bottom, _, top = box
    # A full stop stands far below the middle of its line.
    index: int | None = reader.get_index(left + 0.5, (bottom + top) / 2, 1.0, 2 * (top - bottom))
    return index


def _length(text: str) -> int:
    return len("".join(text.split()))


def _cell_text(lines: Iterable[str]) -> str:
    return _HYPHEN_AT_END.sub("\ufffe", "\n".join(line.strip() for line in lines)).replace("\n", " ")


def _title(document: Any) -> str:
    """The title of the metadata, unless a word processor made it up from a file name."""
    title = fold(str(document.get_metadata_value("Title") or ""))
    return "" if _GENERATED_TITLE.search(title) or _FILE_NAME.search(title) or len(title) < 3 else title


def _bookmarks(document: Any) -> dict[int, list[tuple[int, str]]]:
    """(level, title) of the outline's entries by page index. A damaged or cyclic outline counts as none."""
    import pypdfium2

    found: dict[int, list[tuple[int, str]]] = {}
    try:
        for count, item in enumerate(document.get_toc(max_depth=6)):
            target = item.get_dest()
            page = target.get_index() if target else None
            title = fold(item.get_title() or "")
            if page is not None and title:
                found.setdefault(page, []).append((item.level + 1, title))
            if count >= _MAX_BOOKMARKS:
                break
    except (pypdfium2.PdfiumError, UnicodeError, RecursionError, ValueError):
        return {}
    return found


class _Words:
    """Rejoins words that were divided at line ends, with the document's own spelling as the judge."""

    def __init__(self, texts: list[str]) -> None:
        self._text = " ".join(texts)

    @cached_property
    def _whole(self) -> set[str]:
        return set(re.findall(r"\w+", self._text))

    @cached_property
    def _hyphened(self) -> set[str]:
        return set(re.findall(r"\b\w+-\w+", self._text)) if "-" in self._text else set()

    def rejoin(self, text: str) -> str:
        """The text of a page without the marks of divided words."""
        if not _STRAY_HYPHEN.search(text):
            return text
        return _STRAY_HYPHEN.sub("", _LINE_END_HYPHEN.sub(self._join, text))

    def _join(self, match: re.Match[str]) -> str:
        left, right = match.groups()
        hyphened = f"{left}-{right}"
        digits = left[-1].isdigit() or right[0].isdigit()
        keeps = digits or (hyphened in self._hyphened and left + right not in self._whole)
        return hyphened if keeps else left + right


def _lines(text: str) -> list[str]:
    """The lines that are not blank, single spaces between their words."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [fold(line) for line in _MARK_BELOW.sub(r"\1", unix).split("\n")]
    return [line for line in lines if line]
