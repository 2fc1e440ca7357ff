"""Presentations (pptx): one page a slide, in the order of the show, with tables, charts, diagrams, notes and comments.

The XML is walked here, because libraries that know only the usual shapes pass over the text of the others.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract import archive as packages
from uniconv_edge.library.extract.archive import attribute, below, local_name
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, comment, fold
from uniconv_edge.library.extract.charts import chart_blocks
from uniconv_edge.library.extract.grid import Cell, Row, span, table_blocks

# The old-format twin of a drawing, and what holds no text of the author.
_DROPPED = frozenset(("Fallback", "extLst", "nvPr", "spPr", "style"))
_TITLES = frozenset(("title", "ctrTitle"))
_LISTS = frozenset(("body", "obj"))  # whose paragraphs are items in nearly all designs
_HAS_MARK = expression(r"\s*(?:[-–—•‣◦▪●○*]|\(?\w{1,3}[.)])\s")
_NUMBERS = frozenset(("sldNum", "sldImg", "hdr"))
_DRAWN = frozenset(("chart", "diagramData"))
_AUTHORS = frozenset(("commentAuthors", "authors"))  # the second, and threads of replies, are of newer programs
_PLACEHOLDER_TITLES = frozenset(("powerpoint presentation", "powerpoint-präsentation", "presentation", "untitled"))


def parse(data: bytes, _name: str) -> Parsed:
    """A page for each slide, its title as heading, then its notes and comments. Raises DocumentUnreadable.

    A slide that the show passes over is read: its author sees it among the others, and keeps there what a question
    may bring up. A shape that is hidden on its slide is not, unless it is the title, which the outline shows.
    """
    with packages.open_package(data) as archive:
        packages.refuse_doctypes(archive)
        main = _main_part(archive)
        links = packages.relations(archive, main)
        authors = _authors(archive, links.values())
        pages = pages_of(_slide(archive, part, authors) for part in _slide_parts(archive, main, links))
        title = packages.core_title(archive)
    return Parsed(title_of_show(title, pages), pages)


def pages_of(slides: Iterable[Iterable[Block]]) -> list[ParsedPage]:
    """A page for each slide. Raises DocumentUnreadable where they are too much."""
    budget = TextBudget()
    pages = []
    for number, slide in enumerate(slides, start=1):
        blocks = list(slide)
        budget.spend(sum(len(block.text) for block in blocks), pages=1)
        pages.append(ParsedPage(number, blocks, place=f"slide {number}"))
    return pages


def title_of_show(named: str, pages: Iterable[ParsedPage]) -> str:
    """The title that a presentation's properties tell, or else that of its first slide that has one."""
    title = fold(named)
    if title and title.casefold() not in _PLACEHOLDER_TITLES:
        return title
    return next((fold(block.text) for page in pages for block in page.blocks if block.level), "")


def has_mark(line: str) -> bool:
    """Whether an item of a list is written with its mark."""
    return _HAS_MARK.match(line) is not None


def _main_part(archive: zipfile.ZipFile) -> str:
    roots = packages.relations(archive, "")
    return next((link.target for link in roots.values() if link.kind == "officeDocument"), "ppt/presentation.xml")


def _authors(archive: zipfile.ZipFile, links: Iterable[packages.Relation]) -> dict[str, str]:
    """Who has written comments, by what they name them with."""
    return {
        attribute(author, "id"): attribute(author, "name")
        for link in links
        if link.kind in _AUTHORS and link.target in archive.namelist()
        for name in ("cmAuthor", "author")
        for author in below(packages.xml_part(archive, link.target), name)
    }


def _slide_parts(archive: zipfile.ZipFile, main: str, links: Mapping[str, packages.Relation]) -> Iterator[str]:
    """The names of the slides' parts in the order of the show."""
    for entry in below(packages.xml_part(archive, main), "sldId"):
        # The id of the link; its own `id` without name space is a number of the show.
        identifier = next((value for key, value in entry.attrib.items() if key.endswith("}id")), "")
        if identifier not in links:
            raise DocumentUnreadable("damaged: a slide is missing")
        yield links[identifier].target


def _slide(archive: zipfile.ZipFile, part: str, authors: Mapping[str, str]) -> Iterator[Block]:
    root = packages.xml_part(archive, part)
    titles = [block for shape in below(root, "sp") if _role(shape) in _TITLES for block in _shape_text(shape, level=1)]
    yield from titles
    for element in _walk(root):
        yield from _element(element)
    links = packages.relations(archive, part).values()
    for link in links:
        if link.kind in _DRAWN:
            yield from chart_blocks(packages.xml_part(archive, link.target))
    for link in links:
        if link.kind == "notesSlide":
            yield from _notes(packages.xml_part(archive, link.target))
    for link in links:
        if link.kind == "comments" and link.target in archive.namelist():
            yield from _comments(packages.xml_part(archive, link.target), authors)


def _walk(root: Any) -> Iterator[Any]:
    """Shapes, tables and loose texts in the slide's order; what they contain is not walked again."""
    stack = [root]
    while stack:
        node = stack.pop()
        name = local_name(node)
        if name in _DROPPED or _is_hidden(node):
            continue
        if name in ("sp", "tbl", "txBody"):
            yield node
            continue
        stack.extend(reversed(node))


def _element(element: Any) -> Iterator[Block]:
    name = local_name(element)
    if name == "tbl":
        yield from _table(element)
    elif name == "txBody":
        yield from _paragraphs(element)
    elif _role(element) not in _TITLES | _NUMBERS:
        yield from _shape_text(element)


def _is_hidden(shape: Any) -> bool:
    """Whether a shape, picture, frame or group is switched off, for the show and for who edits the slide."""
    return any(
        local_name(found) == "cNvPr" and attribute(found, "hidden") in ("1", "true")
        for properties in shape
        if local_name(properties).startswith("nv")
        for found in properties
    )


def _role(shape: Any) -> str:
    """What a placeholder is for: `title`, `body`, `sldNum`; "" for other shapes."""
    return next((attribute(found, "type") or "body" for found in below(shape, "ph")), "")


def _shape_text(shape: Any, level: int = 0) -> Iterator[Block]:
    for body in below(shape, "txBody"):
        yield from _paragraphs(body, level, is_list=_role(shape) in _LISTS)


def _paragraphs(body: Any, level: int = 0, *, is_list: bool = False) -> Iterator[Block]:
    """The paragraphs of a text, the items of a list with their marks; what `is_list` has them unless it says other."""
    found = [(paragraph, text) for paragraph in below(body, "p") if (text := _text(paragraph)).strip()]
    if level and found:
        yield Block(" ".join(text for _, text in found), level=level)
        return
    is_list = is_list and len(found) > 1 and not any(text.lstrip()[:1].islower() for _, text in found)  # wrapped lines
    count: dict[str, int] = {}
    for number, (paragraph, text) in enumerate(found):
        mark = "" if has_mark(text) else _mark(paragraph, count)
        if mark is None:
            mark = "- " if is_list and not text.rstrip().endswith(":") else ""
        yield Block(mark + text, tight=number > 0)


def _mark(paragraph: Any, count: dict[str, int]) -> str | None:
    """What stands before a paragraph by its own formatting; None where that says nothing. `count` goes along with the
    numbers of each level."""
    properties = next((child for child in paragraph if local_name(child) == "pPr"), None)
    depth = attribute(properties, "lvl") or "0" if properties is not None else "0"
    kinds = {local_name(each): attribute(each, "type") for each in properties} if properties is not None else {}
    for deeper in [each for each in count if each > depth or (each == depth and "buAutoNum" not in kinds)]:
        del count[deeper]
    if "buAutoNum" in kinds:
        count[depth] = count.get(depth, 0) + 1
        return f"{count[depth]}. " if kinds["buAutoNum"].startswith("arabic") else "- "
    if "buChar" in kinds or "buBlip" in kinds:
        return "- "
    return "" if "buNone" in kinds else None


def _text(paragraph: Any) -> str:
    """The words of a paragraph, but for those that are struck out."""
    pieces = []
    for node in paragraph.iter():
        name = local_name(node)
        if name == "t" and not _is_struck(node.getparent()):
            pieces.append(node.text or "")
        elif name == "br":
            pieces.append("\n")
        elif name == "tab":
            pieces.append("\t")
    return "".join(pieces)


def _is_struck(run: Any) -> bool:
    return any(attribute(each, "strike") in ("sngStrike", "dblStrike") for each in run if local_name(each) == "rPr")


def _table(table: Any) -> Iterator[Block]:
    has_head = any(attribute(look, "firstRow") in ("1", "true") for look in below(table, "tblPr"))
    rows = [[_cell(cell) for cell in below(row, "tc") if not _is_covered(cell)] for row in below(table, "tr")]
    yield from table_blocks([Row(cells, is_bold=has_head and not number) for number, cells in enumerate(rows)])


def _is_covered(cell: Any) -> bool:
    """Whether it lies under the one before or above, which reaches over it."""
    return any(attribute(cell, merged) in ("1", "true") for merged in ("hMerge", "vMerge"))


def _cell(cell: Any) -> Cell:
    text = fold(" ".join(_text(paragraph) for paragraph in below(cell, "p")))
    return Cell(text, max(1, span(attribute(cell, "gridSpan"))), max(1, span(attribute(cell, "rowSpan"))))


def _notes(root: Any) -> Iterator[Block]:
    bodies = (body for shape in below(root, "sp") if _role(shape) not in _NUMBERS for body in below(shape, "txBody"))
    texts = [block.text for body in bodies for block in _paragraphs(body)]
    if texts:
        yield Block("Notes: " + "\n".join(texts))


def _comments(root: Any, authors: Mapping[str, str]) -> Iterator[Block]:
    """What was noted beside a slide, and the replies to it."""
    for node in root.iter():
        if local_name(node) in ("cm", "reply"):
            own = [child for child in node if local_name(child) in ("text", "txBody")]
            words = " ".join((child.text or "") + " ".join(map(_text, below(child, "p"))) for child in own)
            if words.strip():
                yield Block(comment(authors.get(attribute(node, "authorId"), ""), fold(words)))
