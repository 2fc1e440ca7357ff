"""PDF files: their pages put together from what PDFium gives, with headings and a title.

Running heads are left out and lines joined to paragraphs here; `pdf_layout` puts columns in order and keeps the cells
of tables apart, `pdf_words` looks at the gaps in their lines, `pdf_objects` looks at pictures and reads forms beside
their labels, `pdf_turned` turns pages that lie on their side, `pdf_type` measures. Only these six touch PDFium
(pypdfium2), which is not safe in threads: they run in the extraction process alone.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePath
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.bold import BOLD_LEVEL
from uniconv_edge.library.extract.chapter_heads import without_chapter_heads
from uniconv_edge.library.extract.divided import Spellings
from uniconv_edge.library.extract.headings import (
    BOLD,
    SLANTED,
    TypeSize,
    below_title,
    bold_lines,
    heads_of_lists,
    joined,
    large_lines,
    slanted_lines,
    title_of,
)
from uniconv_edge.library.extract.letters import held, ligatures, spelt
from uniconv_edge.library.extract.letterspaced import closed_up, is_closed_up
from uniconv_edge.library.extract.line_numbers import without_line_numbers
from uniconv_edge.library.extract.notes_apart import notes_apart
from uniconv_edge.library.extract.paragraphs import Kinds, Stands, page_blocks, wide_gaps
from uniconv_edge.library.extract.pdf_layout import Columns, laid_out
from uniconv_edge.library.extract.pdf_objects import has_notes, is_filled_with_pictures, with_notes
from uniconv_edge.library.extract.pdf_turned import quarters, upright
from uniconv_edge.library.extract.pdf_type import (
    LINE_END,
    code_lines,
    line_places,
    line_sizes,
    note_lines,
    parted_marks,
    small_lines,
    type_box,
    whole_lines,
)
from uniconv_edge.library.extract.raised import raised_numbers, with_raised_numbers
from uniconv_edge.library.extract.running import without_running_lines

_GENERATED_TITLE = expression(
    r"^(?:microsoft word - |microsoft powerpoint - |untitled|document\d*$|\(?anonymous|\(?unspecified)", re.I
)
_FILE_NAME = expression(r"\.(?:docx?|pdf|tex|dvi|indd|rtf|od[tp]|qxd|pptx?|xlsx?|wpd|txt|html?)$", re.IGNORECASE)
_MAX_BOOKMARKS = 2_000
_LINES_OF_TITLE = 2  # in large type: with no more there are no headings among them
_PAGES_OF_TITLE = 3  # whose type is measured for the title alone: one of text tells what is large
_MOST_CODE = 0.75  # of a document's lines: where more are in type of one width, its text is
_LEADING_DOTS = expression(r"\.(?: \.){4,}|\.{7,}")  # to the number of a page
_MARK_BEHIND_RAISED = expression(r"  (?=[.,;:)\]])")  # where PDFium ended the line
_SYMBOL_AS_MARK = expression(r"(?m)^([ \t]*)[\uf020-\uf0ff](?=\s|$)")  # of Symbol or Wingdings
_SCAN_SCALE = 200 / 72  # dots a point
_STAMP_CHARACTERS = 100  # that a scan may have as text: what an office stamps on each page
# Draws the page that it is given and returns its words, None where it is not read.
PictureReader = Callable[[Callable[[], Any]], str | None]


def parse(data: bytes, name: str, read_picture: PictureReader | None = None) -> Parsed:
    """The text of every page; its headings are the bookmarks or, without any, lines in larger type. Its title is that
    of the metadata, else the largest lines of the first page, else the file's name. `read_picture` reads each page that
    has no text or is a picture.

    Raises DocumentUnreadable when locked or damaged.
    """
    with _opened(data) as document:
        bookmarks, title = _bookmarks(document), _title(document)
        measured = len(document) if not bookmarks else 0 if title else _PAGES_OF_TITLE
        read = list(_read(document, read_picture, measured))
    pictures = [number for number, page in enumerate(read, start=1) if page.is_unread_picture]
    return _put_together(read, bookmarks, title, name, _unread(pictures, len(read)))


def parsed_scan(texts: Sequence[str | None], name: str) -> Parsed:
    """What was read from pictures of pages, None where it was not, put together as that of a scanned file is. A single
    page has no number."""
    unread = [number for number, text in enumerate(texts, start=1) if text is None]
    said = f"{_numbers(unread)} of {len(texts)} {'is' if len(unread) == 1 else 'are'} not read" if unread else ""
    parsed = _put_together([_Read(text or "") for text in texts], {}, "", name, said)
    if len(texts) == 1:
        parsed.pages[0].number = None
    return parsed


def _put_together(
    read: Sequence[_Read], bookmarks: Mapping[int, list[tuple[int, str]]], title: str, name: str, unread: str
) -> Parsed:
    """The document, its title the one given, else the largest lines of the first page, else the file's name."""
    spellings, letters = Spellings([page.text for page in read]), ligatures(page.text for page in read)

    def rejoined(text: str) -> str:
        return spelt(spellings.rejoin(_MARK_BEHIND_RAISED.sub("", text)), letters)

    lines, heads = without_chapter_heads(*without_running_lines([_lines(rejoined(page.text)) for page in read]))
    shown = [[(fold(rejoined(line)), size, style) for line, size, style in page.sizes] for page in read]
    large = large_lines([[(line, size) for line, size, _ in page] for page in shown])
    levels = [{} for _ in large] if bookmarks else _levels(shown, large, lines)
    gaps = [wide_gaps((fold(rejoined(line)), place) for line, place in page.stands) for page in read]
    set_as_code = [line in page.code for page in read for line, _ in page.stands]
    is_code = sum(set_as_code) < _MOST_CODE * len(set_as_code)
    kinds = [
        Kinds(*({fold(rejoined(line)) for line in some} for some in (page.code if is_code else (), page.notes)))
        for page in read
    ]
    blocks = [
        page_blocks(page, bookmarks.get(number, []), levels[number], heads, gaps[number], kinds[number])
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
    return Parsed(title, pages, unread, pictures=any(page.is_unread_picture for page in read))


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """The document, closed in the end. Raises DocumentUnreadable."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DocumentUnreadable(_refusal(str(error))) from error
    with contextlib.closing(document):
        if document.get_formtype() == pypdfium2.raw.FORMTYPE_ACRO_FORM:
            with contextlib.suppress(pypdfium2.PdfiumError):
                document.init_forms()  # draws the values of fields that have no picture of their own
        yield document


def _levels(
    shown: Sequence[Sequence[tuple[str, TypeSize, str]]],
    large: Sequence[Mapping[str, int]],
    lines: Sequence[Sequence[str]],
) -> Sequence[Mapping[str, int]]:
    """The levels of each page's headings: its lines in larger type, below them those in bold and those in slanted type,
    or where there are neither, and hardly any larger ones, the heads of lists."""

    def set_off(how: str) -> list[list[tuple[str, bool]]]:
        pairs = zip(shown, large, strict=True)
        return [[(line, style == how and line not in larger) for line, _, style in page] for page, larger in pairs]

    bold, slanted = bold_lines(set_off(BOLD)), slanted_lines(set_off(SLANTED))
    lower = [{**third, **second} for second, third in zip(bold, slanted, strict=True)]
    if sum(map(len, large)) > _LINES_OF_TITLE:
        lowest = max(level for page in large for level in page.values())
        lower = [{line: lowest + level - BOLD_LEVEL + 1 for line, level in page.items()} for page in lower]
    elif not any(lower):
        lower = heads_of_lists(lines)
    return [{**small, **page} for small, page in zip(lower, large, strict=True)]


def _unread(pictures: Sequence[int], pages: int) -> str:
    """That these pages are pictures, "" for none."""
    if not pictures:
        return ""
    what = "is a picture" if len(pictures) == 1 else "are pictures"
    return f"{_numbers(pictures)} of {pages} {what} with hardly any text"


def _numbers(pages: Sequence[int]) -> str:
    """`page 3`, `pages 2–3, 6`."""
    runs: list[list[int]] = []
    for number in pages:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    named = ", ".join("–".join(map(str, run)) for run in runs)
    return f"page {named}" if len(pages) == 1 else f"pages {named}"


def _refusal(message: str) -> str:
    if "password" in message.lower():
        return "needs a password"
    if "security" in message.lower():
        return "protected in a way that is not supported"
    return "damaged, or not a PDF"


@dataclass(slots=True)
class _Read:
    """The text of a page, of some pages its lines with the size of their type and how they are set off, where its lines
    stand, which are of code and which begin a note, its words with raised numbers, whether it is a picture whose words
    are not read, and the columns of the table at its foot."""

    text: str = ""
    sizes: list[tuple[str, TypeSize, str]] = field(default_factory=list)
    stands: list[tuple[str, Stands]] = field(default_factory=list)
    code: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    raised: dict[str, str] = field(default_factory=dict)
    is_unread_picture: bool = False
    columns: Columns = ()


def _read(document: Any, read_picture: PictureReader | None, measured: int) -> Iterator[_Read]:
    """Every page, with the sizes of the first `measured` ones; a page that PDFium cannot load is empty, and a document
    of such pages has no text."""
    import pypdfium2

    budget = TextBudget()
    budget.spend(0, pages=len(document))
    columns: Columns = ()
    for index in range(len(document)):
        found = _Read()
        with contextlib.suppress(pypdfium2.PdfiumError):
            _read_page(document, index, found, columns, read_picture, is_measured=index < measured)
        columns = found.columns
        budget.spend(len(found.text))
        yield found


def _read_page(
    document: Any,
    index: int,
    found: _Read,
    above: Columns,
    read_picture: PictureReader | None,
    *,
    is_measured: bool,
) -> None:
    """Fill in what is found on a page, as far as PDFium goes; `above`: the columns of the table at the foot of the page
    before. Raises PdfiumError."""
    import pypdfium2

    page = document[index]
    reader = page.get_textpage()
    found.text = _text(reader)
    turn = quarters(reader, found.text) if _is_placed(reader, found.text) else 0
    if turn and not _is_picture(page, found.text):  # a stamp may run up the edge of a scan
        reader.close()
        page = upright(document, index, page, turn)
        reader = page.get_textpage()
        found.text = _text(reader)
    if _is_placed(reader, found.text):
        with contextlib.suppress(pypdfium2.PdfiumError):
            if is_measured:
                found.sizes = list(line_sizes(reader, found.text))
            found.stands = list(line_places(reader, found.text))
            found.code, found.notes = code_lines(reader, found.text), note_lines(reader, found.text)
            found.code |= {line.strip() for line in found.text.split(LINE_END) if is_closed_up(line)}
            found.raised = raised_numbers(found.text, partial(type_box, reader))
    if found.text.strip() and has_notes(page):  # a scan stays one
        reader.close()
        page = with_notes(document, index, page)
        reader = page.get_textpage()
        found.text = _text(reader)
    if _is_placed(reader, found.text):
        with contextlib.suppress(pypdfium2.PdfiumError):  # the words are there, wherever they stand
            joins = parted_marks(reader, found.text)
            found.notes |= {right for _, right in joins}
            small = small_lines(reader, found.text) if found.notes else set()
            text, found.columns = laid_out(reader, found.text, above)
            for left, right in joins:
                text = text.replace(f"{left}\ufffe{right}", f"{left}-{LINE_END}{right}")
            if found.notes:
                text = LINE_END.join(notes_apart(text.split(LINE_END), found.notes, small))
            found.text = held(text)
    reader.close()
    _look_at_picture(page, found, read_picture)
    page.close()


def _look_at_picture(page: Any, found: _Read, read_picture: PictureReader | None) -> None:
    """Read a page that is a picture or has no text, where there is a reader for pictures."""
    is_picture = _is_picture(page, found.text)
    said = None
    if read_picture is not None and (is_picture or not found.text.strip()):
        said = read_picture(lambda: page.render(scale=_SCAN_SCALE, grayscale=True).to_pil())
        if said is not None and len(said.strip()) > len(found.text.strip()):  # a stamp is in the picture too
            found.text, found.sizes, found.stands, found.code, found.notes = said, [], [], set(), set()
    found.is_unread_picture = is_picture and said is None


def _is_picture(page: Any, text: str) -> bool:
    """Whether pictures fill a page that has no more text than a stamp."""
    return len("".join(text.split())) <= _STAMP_CHARACTERS and is_filled_with_pictures(page)


def _text(reader: Any) -> str:
    """The text of a page, a sign for each letter that its fonts do not name, a bullet for each symbol that stands as
    the mark of an item, its lines and words whole and without numbers."""
    text = without_line_numbers(_SYMBOL_AS_MARK.sub(r"\1•", held(reader.get_text_range())))
    return whole_lines(reader, closed_up(reader, text)) if _is_placed(reader, text) else text


def _is_placed(reader: Any, text: str) -> bool:
    """Whether each character has its place on the page: a surrogate pair is one there and two of the text."""
    return bool(len(text) == reader.count_chars())


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


def _lines(text: str) -> list[str]:
    """The lines that are not blank, single spaces between their words."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [fold(_LEADING_DOTS.sub("....", line)) for line in unix.split("\n")]
    return [line for line in lines if line]
