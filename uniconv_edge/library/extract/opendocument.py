"""OpenDocument texts (odt), walked as XML: headings, lists, tables, text boxes and notes in reading order. What slides
and sheets have like them is read here too."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract import archive as packages
from uniconv_edge.library.extract.archive import attribute, below, local_name
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, comment, fold
from uniconv_edge.library.extract.bold import MAYBE, may_be_bold_heading, with_bold_headings
from uniconv_edge.library.extract.contents import led
from uniconv_edge.library.extract.grid import Cell, Row, span, table_blocks
from uniconv_edge.library.extract.list_numbers import BULLET, ListNumbers
from uniconv_edge.library.extract.running import each_once, says_little

# Deleted text, comments of cells, the declarations that stand before the text, and what lies under merged cells.
_DROPPED_NAMES = "tracked-changes annotation forms sequence-decls variable-decls ruby-text covered-table-cell"
_DROPPED = frozenset(_DROPPED_NAMES.split())
_PARAGRAPHS = ("h", "p")
_INDEXES = ("table-of-content", "alphabetical-index", "illustration-index", "table-index", "object-index", "user-index")
_BESIDE = ("note", "annotation")
_STYLES = "styles.xml"
_HEADS = ("header", "footer")
_PAGE_FIELDS = ("page-number", "page-count")
_MAX_BLANKS = 1_000
_TITLE = ("paragraph", "Title")
_BOLD = ("bold", "600", "700", "800", "900")
_ALL_BOLD = "all-bold"  # of a paragraph, set here
_WHOLE = expression(r"\s*(\d{1,9})")
_Style: TypeAlias = tuple[str, str]  # its family and its name


def parse(data: bytes, _name: str) -> Parsed:
    """The document in reading order, table rows as `a | b | c`, notes after their paragraph.

    What its pages have at their heads and feet comes once, before the text; what is hidden or struck out is left
    out. Raises DocumentUnreadable.
    """
    root, title, styles = opened(data)
    _make_titles_headings(root, styles)
    _find_bold(root, styles)
    numbers = ListNumbers(root, styles)
    heads = list(each_once(_heads(styles, numbers)))
    budget = TextBudget()
    blocks = []
    for body in below(root, "text"):
        for block in blocks_below(body, numbers):
            budget.spend(len(block.text))
            blocks.append(block)
        break
    blocks = list(with_bold_headings(blocks))
    first = next((fold(block.text) for block in blocks if block.level == 1), "")
    return Parsed(title or first, [ParsedPage(None, heads + blocks)])


def opened(data: bytes) -> tuple[Any, str, Any]:
    """The root of the content without what is hidden or struck out, the title ("" for none), the root of the part with
    the styles (None for one that is missing)."""
    with packages.open_package(data) as archive:
        packages.refuse_hostile_open_document(archive)
        root = packages.xml_part(archive, "content.xml")
        title = _title_of(archive)
        styles = _styles_of(archive)
    _drop_hidden(root, styles)
    return root, title, styles


def _title_of(archive: zipfile.ZipFile) -> str:
    try:
        return next((fold(found.text or "") for found in below(packages.xml_part(archive, "meta.xml"), "title")), "")
    except DocumentUnreadable:  # properties say nothing about the text
        return ""


def _styles_of(archive: zipfile.ZipFile) -> Any:
    try:
        return packages.xml_part(archive, _STYLES)
    except DocumentUnreadable:  # the text itself is elsewhere
        return None


def _heads(styles: Any, numbers: ListNumbers) -> Iterator[Block]:
    """The texts at the head and the foot of pages; paragraphs of little more than a page number are left out."""
    if styles is None:
        return
    _drop_hidden(styles, None)
    for master in below(styles, "master-page"):
        for part in master:
            if local_name(part).startswith(_HEADS):
                for paragraph in [p for p in below(part, "p") if _is_page_number(p)]:
                    paragraph.clear()
                yield from blocks_below(part, numbers)


def _is_page_number(paragraph: Any) -> bool:
    has_number = any(True for name in _PAGE_FIELDS for _ in below(paragraph, name))
    return has_number and says_little(_text(paragraph, []))


def _drop_hidden(root: Any, styles: Any) -> None:
    """Empty what a reader does not see, or sees struck out. `styles` are those of another part."""
    hiding = _hiding_styles(*(part for part in (styles, root) if part is not None))
    for element in [element for element in root.iter() if _hides(element, hiding)]:
        around = (each for each in element.iterancestors() if local_name(each) in _PARAGRAPHS)
        hidden = next(around, element) if local_name(element) == "hidden-paragraph" else element
        hidden.clear(keep_tail=True)


def _hides(element: Any, hiding: set[_Style]) -> bool:
    name = local_name(element)
    if name in ("section", "hidden-text", "hidden-paragraph"):
        return _is_now_hidden(element)
    family = "paragraph" if name in _PARAGRAPHS else "text" if name in ("span", "a") else ""
    return bool(family) and (family, attribute(element, "style-name")) in hiding


def _is_now_hidden(element: Any) -> bool:
    """Always, or by a condition, whose result programs store beside it."""
    return attribute(element, "display") == "none" or attribute(element, "is-hidden") == "true"


def _make_titles_headings(root: Any, styles: Any) -> None:
    """Make headings of the highest level of the paragraphs whose style is that of titles, or is based on it."""
    parents = _parents(*(part for part in (styles, root) if part is not None))
    for paragraph in root.iter("{*}p"):
        if _TITLE in _lineage(("paragraph", attribute(paragraph, "style-name")), parents):
            paragraph.tag = paragraph.tag.replace("}p", "}h")


def _find_bold(root: Any, styles: Any) -> None:
    """Mark the paragraphs all words of which are in bold type."""
    parts = [part for part in (styles, root) if part is not None]
    parents, weights = _parents(*parts), _properties("font-weight", *parts)
    is_bold = {style: weight in _BOLD for style in parents if (weight := _said(style, parents, weights))}
    for paragraph in root.iter("{*}p"):
        if _is_bold(paragraph, is_bold):
            paragraph.set(_ALL_BOLD, "true")


def _is_bold(element: Any, is_bold: dict[_Style, bool], around: bool = False) -> bool:
    """Whether all words of a paragraph are in bold type; `around`: what stands around an element of it is."""
    family = "paragraph" if local_name(element) in _PARAGRAPHS else "text"
    here = is_bold.get((family, attribute(element, "style-name")), around)
    has_words = any((words or "").strip() for words in (element.text, *(child.tail for child in element)))
    inner = (child for child in element if local_name(child) not in _BESIDE)
    return (here or not has_words) and all(_is_bold(child, is_bold, here) for child in inner)


def _hiding_styles(*parts: Any) -> set[_Style]:
    """The styles whose text is not shown or struck out, by themselves or by the style that they are based on."""
    parents = _parents(*parts)
    shown, lines = (_properties(name, *parts) for name in ("display", "text-line-through-style"))
    return {
        style
        for style in parents
        if _said(style, parents, shown) == "none" or _said(style, parents, lines) not in ("", "none")
    }


def _parents(*parts: Any) -> dict[_Style, _Style]:
    """The style that each is based on."""
    styles = ((attribute(style, "family"), style) for part in parts for style in below(part, "style"))
    return {
        (family, attribute(style, "name")): (family, attribute(style, "parent-style-name")) for family, style in styles
    }


def _properties(name: str, *parts: Any) -> dict[_Style, str]:
    """What each style itself says of the words: its property of that name, "" where it has none."""
    return {
        (attribute(style, "family"), attribute(style, "name")): next(
            (attribute(found, name) for found in below(style, "text-properties")), ""
        )
        for part in parts
        for style in below(part, "style")
    }


def _lineage(style: _Style, parents: dict[_Style, _Style]) -> list[_Style]:
    """A style and those that it is based on, the nearest first."""
    found: list[_Style] = []
    while style in parents and style not in found:
        found.append(style)
        style = parents[style]
    return found


def _said(style: _Style, parents: dict[_Style, _Style], said: dict[_Style, str]) -> str:
    return next((said[each] for each in _lineage(style, parents) if said[each]), "")


def blocks_below(container: Any, numbers: ListNumbers, mark: str = "", *, in_list: bool = False) -> Iterator[Block]:
    """The blocks below an element; `mark` stands before the first paragraph of an item."""
    for child in container:
        name = local_name(child)
        if name in _DROPPED:
            continue
        if name in _PARAGRAPHS:
            yield from _paragraph(child, name, mark, in_list=in_list)
            mark = ""
        elif name == "table":
            yield from _table(child)
        elif name == "list":
            for item, inner in numbers.items(child):
                yield from blocks_below(item, numbers, inner, in_list=True)
        elif name in _INDEXES:
            yield from (replace(block, text=led(block.text)) for block in blocks_below(child, numbers, mark))
        else:
            yield from blocks_below(child, numbers, mark, in_list=in_list)


def _paragraph(paragraph: Any, name: str, mark: str, *, in_list: bool) -> Iterator[Block]:
    notes: list[str] = []
    text = _text(paragraph, notes)
    if text.strip():
        level = _whole(attribute(paragraph, "outline-level")) if name == "h" else 0
        shown = f"{mark} {text}" if mark and not level else text
        if paragraph.get(_ALL_BOLD) and mark != BULLET and may_be_bold_heading(text):
            level = MAYBE
        yield Block(shown, level=min(level, 9), tight=in_list and level <= 0)
    for note in notes:
        yield Block(note)


def _text(element: Any, notes: list[str]) -> str:
    """The text of a paragraph; the notes inside it go to `notes`, paragraphs of text boxes to lines of their own."""
    pieces: list[str] = [element.text or ""]
    for child in element:
        name = local_name(child)
        if name == "note":
            notes.append(text_of_note(child))
        elif name == "annotation":
            author = next((found.text or "" for found in below(child, "creator")), "")
            notes.append(comment(author, text_of_note(child)))
        elif name == "s":
            pieces.append(" " * min(_MAX_BLANKS, _whole(attribute(child, "c"))))
        elif name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name in _PARAGRAPHS:
            pieces.append("\n" + _text(child, notes) + "\n")
        elif name not in _DROPPED:
            pieces.append(_text(child, notes))
        pieces.append(child.tail or "")
    return "".join(pieces)


def text_of_note(note: Any) -> str:
    """The words of a note or comment, on one line."""
    return " ".join(_text(paragraph, []) for paragraph in below(note, "p")).strip()


def _whole(value: str) -> int:
    """A number as programs write it; 1, the usual, for what is none."""
    found = _WHOLE.match(value)
    return int(found.group(1)) if found else 1


def _table(table: Any) -> Iterator[Block]:
    """The rows of a table; the words of a table inside a cell are words of that cell."""
    is_first_bold = attribute(table, "use-first-row-styles") == "true"  # on slides
    yield from table_blocks(
        [
            Row(
                [_placed_cell(cell) for cell in row if local_name(cell) == "table-cell"],
                in_head=local_name(row.getparent()) == "table-header-rows",
                is_bold=(is_first_bold and number == 0) or _is_bold_row(row),
            )
            for number, row in enumerate(_rows(table))
        ]
    )


def _is_bold_row(row: Any) -> bool:
    """Whether all words of a row are in bold type."""
    filled = [paragraph for paragraph in below(row, "p") if _text(paragraph, []).strip()]
    return bool(filled) and all(paragraph.get(_ALL_BOLD) for paragraph in filled)


def _placed_cell(cell: Any) -> Cell:
    columns, rows = attribute(cell, "number-columns-spanned"), attribute(cell, "number-rows-spanned")
    return Cell(cell_text(cell), max(1, span(columns)), max(1, span(rows)))


def _rows(part: Any) -> Iterator[Any]:
    """The rows of this table only, those of its groups and headers among them."""
    for child in part:
        name = local_name(child)
        if name == "table-row":
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def cell_text(cell: Any) -> str:
    """The words of a cell on one line, its notes behind them."""
    notes: list[str] = []
    words = list(_paragraph_texts(cell, notes))
    return fold(" ".join(words + notes))


def _paragraph_texts(container: Any, notes: list[str]) -> Iterator[str]:
    for child in container:
        name = local_name(child)
        if name in _PARAGRAPHS:
            yield _text(child, notes)
        elif name not in _DROPPED:
            yield from _paragraph_texts(child, notes)
