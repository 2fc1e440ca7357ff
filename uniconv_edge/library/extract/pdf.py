"""PDF files. The only module that uses pypdfium2, not safe in threads: it runs in the extraction process alone.

PDFium gives lines; columns drawn in turns are put in order, rows of tables keep their cells apart, running heads are
left out, and the rest is joined to paragraphs here. A hyphen at a line end comes as U+FFFE with the line already
joined; it is dropped, unless the document writes the word with its hyphen elsewhere.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.columns import Box, reading_order
from uniconv_edge.library.extract.headings import TypeSize, below_title, joined, large_lines, title_of
from uniconv_edge.library.extract.running import is_page_number, without_running_lines
from uniconv_edge.library.extract.tables import Cell, tables

_LINE_END_HYPHEN = re.compile("\\b(\\w+)[\ufffe\x02](\\w+)")
_STRAY_HYPHEN = re.compile("[\ufffe\x02]")
_LIST_START = re.compile(r"(?:[-–—•‣◦▪●○*]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s|\d{1,2}(?:\.\d{1,2})+\s+[A-Z]")
_SENTENCE_END = re.compile(r"[.!?:;。！？][\"'”’)\]]*$")
_GENERATED_TITLE = re.compile(
    r"^(?:microsoft word - |microsoft powerpoint - |untitled|document\d*$|\(?anonymous|\(?unspecified)", re.I
)
_FILE_NAME = re.compile(r"\.(?:docx?|pdf|tex|dvi|indd|rtf|odt|qxd|pptx?|xlsx?|wpd|txt|html?)$", re.IGNORECASE)
_MAX_BOOKMARKS = 2_000
_NARROW_CHARACTERS = 40
_HYPHEN_AT_END = re.compile("(?<=[a-z])[-\u2010\u00ad]\n(?=[a-z])|\ufffe\n")
_MIN_RUNS_OF_COLUMNS = 12
_RUNS_PER_LINE = 1.4
_MAX_RUNS = 3_000
_LINE_END = "\r\n"  # as PDFium writes it
_MIN_CELLS_OF_TABLES = 3
_CELL_BORDER = "\ufdd1"  # between the cells of a row until its lines are joined; no text has this noncharacter
_BORDER_AT_END = re.compile(f" {_CELL_BORDER}(?=\n|$)")  # a row of one cell
_LONE_MARK = re.compile(f" {_CELL_BORDER} ([.,;:)])(?= {_CELL_BORDER} |$)")  # the end of a sentence after a wide space
_SCAN_SCALE = 200 / 72  # dots a point


def parse(data: bytes, _name: str) -> Parsed:
    """The text of every page; its headings are the bookmarks or, without any, lines in larger type.

    Raises DocumentUnreadable when locked or damaged.
    """
    return _parse(data, None)


def parse_scan(data: bytes, read_picture: Callable[[Any], str]) -> Parsed:
    """As `parse`, with a reader for the picture of each page that has no text. Raises DocumentUnreadable."""
    return _parse(data, read_picture)


def _parse(data: bytes, read_picture: Callable[[Any], str] | None) -> Parsed:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DocumentUnreadable(_refusal(str(error))) from error
    try:
        bookmarks = _bookmarks(document)
        read = list(_read(document, read_picture, sizes=not bookmarks))
        title = _title(document)
    finally:
        document.close()
    words = _Words([text for text, _ in read])
    lines = without_running_lines([_lines(words.rejoin(text)) for text, _ in read])
    large = large_lines([[(fold(words.rejoin(line)), size) for line, size in sizes] for _, sizes in read])
    blocks = [_blocks(page, bookmarks.get(number, []), large[number]) for number, page in enumerate(lines)]
    if not bookmarks:
        blocks = below_title([joined(page) for page in blocks])
    pages = [ParsedPage(number, page) for number, page in enumerate(blocks, start=1)]
    return Parsed(title or title_of(large[0] if large else {}), pages)


def _refusal(message: str) -> str:
    if "password" in message.lower():
        return "needs a password"
    if "security" in message.lower():
        return "protected in a way that is not supported"
    return "damaged, or not a PDF"


def _read(
    document: Any, read_picture: Callable[[Any], str] | None, *, sizes: bool
) -> Iterator[tuple[str, list[tuple[str, TypeSize]]]]:
    """The text of each page and, when `sizes` are wanted, its lines with the size of their type; a page that PDFium
    cannot load is empty, and a document of such pages has no text."""
    import pypdfium2

    budget = TextBudget()
    budget.spend(0, pages=len(document))
    for index in range(len(document)):
        text, measured = "", list[tuple[str, TypeSize]]()
        try:
            page = document[index]
            reader = page.get_textpage()
            text = reader.get_text_range()
            # A surrogate pair is one character of the text and two of the page.
            if len(text) == reader.count_chars():
                with contextlib.suppress(pypdfium2.PdfiumError):  # the words are there, wherever they stand
                    measured = list(_sizes(reader, text)) if sizes else []
                    text = _laid_out(reader, text)
            reader.close()
            if read_picture is not None and not text.strip():
                text = read_picture(page.render(scale=_SCAN_SCALE, grayscale=True).to_pil())
            page.close()
        except pypdfium2.PdfiumError:
            pass
        budget.spend(len(text))
        yield text, measured


def _sizes(reader: Any, text: str) -> Iterator[tuple[str, TypeSize]]:
    start = 0
    for line in text.split(_LINE_END):
        if shown := line.strip():
            first = start + line.index(shown)
            begins, ends = (_type_size(reader, index) for index in (first, first + len(shown) - 1))
            yield shown, begins if abs(begins - ends) < 0.1 * begins else 0.0
        start += len(line) + len(_LINE_END)


def _type_size(reader: Any, index: int) -> TypeSize:
    _, bottom, _, top = reader.get_charbox(index, loose=True)
    return float(top - bottom)


def _laid_out(reader: Any, text: str) -> str:
    """The text of a page, in another order when its lines alternate between two columns, else with each row of its
    tables on a line of its own and the cells apart."""
    count, lines = reader.count_rects(), text.split(_LINE_END)
    if not _may_have_cells(lines, count) or count > _MAX_RUNS:
        return text
    starts = accumulate((len(line) + len(_LINE_END) for line in lines), initial=0)
    places = [(start, start + len(line)) for start, line in zip(starts, lines, strict=False)]
    boxes = [_boxes(reader, start, end - start) for start, end in places]
    flat = [box for line in boxes for box in line]
    order = reading_order(flat) if count >= max(_MIN_RUNS_OF_COLUMNS, _RUNS_PER_LINE * len(lines)) else None
    if order is not None:
        words = (" ".join(reader.get_text_bounded(*flat[index]).strip() for index in line) for line in order)
        return _HYPHEN_AT_END.sub("\ufffe", "\n".join(line for line in words if line))
    for table in reversed(list(tables(boxes))):
        rows = _rows(reader, text, flat, table.rows, places[table.start : table.end])
        if rows is not None:
            lines[table.start : table.end] = rows
    return _LINE_END.join(lines)


def _may_have_cells(lines: Sequence[str], count: int) -> bool:
    """Whether there are more boxes than lines, or many short lines, since a wide gap ends a line. Most pages of prose
    are spared the rest."""
    short = sum(len(line) < _NARROW_CHARACTERS for line in lines)
    return count >= len(lines) + _MIN_CELLS_OF_TABLES or short > _MIN_CELLS_OF_TABLES


def _boxes(reader: Any, start: int, length: int) -> list[Box]:
    count = reader.count_rects(start, length) if length else 0
    return [reader.get_rect(index) for index in range(count)]


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
    told = ([_cell_text(said[line[0]] for line in cell) for cell in row] for row in rows)
    return [_LONE_MARK.sub(r"\1", f" {_CELL_BORDER} ".join(cells if cells[1:] else [*cells, ""])) for cells in told]


def _index_at(reader: Any, box: Box) -> int | None:
    """Which character stands at the left end of a box."""
    left, bottom, _, top = box
    index: int | None = reader.get_index(left + 0.5, (bottom + top) / 2, 1.0, (top - bottom) / 2)
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
        return set(re.findall(r"\w+-\w+", self._text)) if "-" in self._text else set()

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
    lines = [fold(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return [line for line in lines if line]


def _blocks(lines: list[str], bookmarks: list[tuple[int, str]], large: Mapping[str, int]) -> list[Block]:
    """The page's lines as paragraphs; a bookmark's title and a line that is large (line -> level) become headings."""
    levels = {number: large[line] for number, line in enumerate(lines) if line in large}
    levels |= _heading_lines(lines, bookmarks)
    width = _width(lines)
    blocks: list[Block] = []
    current = ""
    for number, line in enumerate(lines):
        at_edge = number in (0, len(lines) - 1)
        if number in levels or (at_edge and is_page_number(line)):
            blocks.extend([Block(current), Block(line, level=levels.get(number, 0))])
            current = ""
            continue
        current = f"{current} {line}" if current else line
        following = lines[number + 1] if number + 1 < len(lines) else ""
        border = _border(line, following, width)
        if border == "line":
            current += "\n"
        elif border == "paragraph":
            blocks.append(Block(current))
            current = ""
    blocks.append(Block(current))
    texts = (
        (_BORDER_AT_END.sub("", block.text.replace("\n ", "\n")).replace(_CELL_BORDER, "|"), block.level)
        for block in blocks
    )
    return [Block(text, level) for text, level in texts if text.strip()]


def _heading_lines(lines: list[str], bookmarks: list[tuple[int, str]]) -> dict[int, int]:
    """Line number -> level. Section numbers may stand in the line but not in the bookmark."""
    levels: dict[int, int] = {}
    for level, title in bookmarks:
        wanted = title.casefold()
        for number, line in enumerate(lines):
            if number not in levels and len(line) < len(title) + 12 and line.casefold().endswith(wanted):
                levels[number] = level
                break
    return levels


def _width(lines: list[str]) -> int:
    """The usual length of a full line, in characters."""
    lengths = sorted(len(line) for line in lines)
    return lengths[int(len(lengths) * 0.75)] if lengths else 0


def _border(line: str, following: str, width: int) -> str:
    """What separates two lines: "" (one sentence goes on), "line" or "paragraph"."""
    if not following:
        return "paragraph"
    if _CELL_BORDER in line or _CELL_BORDER in following:
        return "line" if _CELL_BORDER in line and _CELL_BORDER in following else "paragraph"
    if _LIST_START.match(following):
        return "line"
    if width < _NARROW_CHARACTERS:
        return "" if following[0].islower() else "line"
    if len(line) < 0.85 * width and _SENTENCE_END.search(line):
        return "paragraph"
    if len(line) < 0.6 * width and not following[0].islower():
        return "line"
    return ""
