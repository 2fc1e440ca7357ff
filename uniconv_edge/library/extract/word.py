"""Word documents (docx). The only module that uses python-docx.

python-docx opens the package and knows the styles. The text is walked here, because its own iterators pass over
content controls, tracked insertions and footnotes, and text would silently be lost.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice, takewhile
from typing import Any, TypeAlias

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.archive import (
    attribute,
    below,
    local_name,
    open_package,
    read_part,
    refuse_doctype,
    refuse_doctypes,
    relations,
    xml_root,
)
from uniconv_edge.library.extract.blocks import Block, Parsed, TextBudget, comment, fold
from uniconv_edge.library.extract.bold import MAYBE, may_be_bold_heading
from uniconv_edge.library.extract.charts import chart_blocks
from uniconv_edge.library.extract.contents import entries_of, led
from uniconv_edge.library.extract.grid import Cell, Row, span, table_blocks
from uniconv_edge.library.extract.numbering import BULLET, numbering_of
from uniconv_edge.library.extract.running import each_once, says_little
from uniconv_edge.library.extract.styles import Styles, children, is_struck, property_of, switch, value
from uniconv_edge.library.extract.word_page import PAGE_FIELD, page_of, sign_of

# Deleted text, field codes and the old-format twin of a drawing are not what the reader of the document sees.
_DROPPED = frozenset(("del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "rPr", "sectPr", "tblPr", "sdtPr"))
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTE_OF = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL = b"http://schemas.openxmlformats.org/"
_NAMES_OF_STRICT = (
    (b"wordprocessingml/", b"wordprocessingml/2006/"),
    (b"drawingml/", b"drawingml/2006/"),
    (b"officeDocument/", b"officeDocument/2006/"),
)
# What stands before the second part of a formula's element.
_FORMULA_MARKS = {"den": "/", "sup": "^"}
_FORMULAS = frozenset(("f", "sSup", "sSubSup"))
_CODE = expression("[0-9a-fA-F]{1,4}")
_PARAGRAPH_END = object()
_ROWS_LOOKED_AT = 3  # for bold type: two that may name columns and one below
_NoteName: TypeAlias = tuple[str, str]  # `footnote` or `endnote`, and its id
_USUAL_PROMPT = "DefaultPlaceholder"


def parse(data: bytes, name: str) -> Parsed:
    """The document in reading order, table rows as `a | b | c`, notes behind the paragraph that refers to them.

    What its pages have at their heads and feet comes once, before the text; what is hidden or struck out is left
    out. Raises DocumentUnreadable.
    """
    with open_package(data) as archive:
        refuse_doctypes(archive)
        for link in relations(archive, "").values():
            if link.kind == "officeDocument":  # whatever its part is called
                refuse_doctype(read_part(archive, link.target))
        document = _open(_transitional(archive) if _is_strict(archive) else data)
    reader = _Reader(document)
    budget = TextBudget()
    heads = list(each_once(reader.heads()))
    blocks: list[Block] = []
    for block in reader.blocks(document.element.body):
        budget.spend(len(block.text))
        blocks.append(block)
    return page_of(_named(document), heads, blocks, name)


def _is_strict(archive: zipfile.ZipFile) -> bool:
    """Whether the package uses the names of ISO's strict variant, which python-docx does not know."""
    return "_rels/.rels" in archive.namelist() and _STRICT in read_part(archive, "_rels/.rels")


def _transitional(archive: zipfile.ZipFile) -> bytes:
    """The package with the usual names in place of the strict ones."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as usual:
        for member in archive.infolist():
            raw = read_part(archive, member)
            if member.filename.lower().endswith((".xml", ".rels")):
                for strict, name in _NAMES_OF_STRICT:
                    raw = raw.replace(_STRICT + strict, _USUAL + name)
            usual.writestr(member.filename, raw)
    return stream.getvalue()


def _open(data: bytes) -> Any:
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    except Exception as error:  # python-docx lets KeyError, ValueError and lxml's errors through alike
        raise DocumentUnreadable("damaged, or not a Word document") from error
    if body is None:
        raise DocumentUnreadable("damaged, or not a Word document")
    return document


def _named(document: Any) -> str:
    try:
        return document.core_properties.title or ""
    except Exception:  # a missing or malformed properties part says nothing about the text
        return ""


class _Reader:
    """Walks a document's elements; each of its notes is given once, where it is first referred to."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._styles = Styles(document)
        self._styles.drop_unread(document.element.body)
        _drop_prompts(document.element.body)
        self._entries = entries_of(document.element.body, self._styles)
        self._numbering = numbering_of(self._parts("/numbering"))
        self._notes: dict[_NoteName, Any] = {
            (local_name(note), attribute(note, "id")): note
            for root in self._parts("/footnotes", "/endnotes", "/comments")
            for note in root
        }

    def blocks(self, container: Any) -> Iterator[Block]:
        """The blocks below an element, in order; content controls and insertions are looked into."""
        for child in container:
            name = local_name(child)
            if name == "p":
                yield from self._paragraph(child)
            elif name == "tbl":
                yield from self._table(child)
            elif name not in _DROPPED:
                yield from self.blocks(child)

    def heads(self) -> Iterator[Block]:
        """The texts at the head and the foot of pages; bare page numbers are left out."""
        for root in self._parts("/header", "/footer"):
            for paragraph in [node for node in root.iter() if local_name(node) == "p" and _is_page_number(node)]:
                paragraph.clear()
            yield from self.blocks(root)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        references: list[_NoteName] = []
        text = _text(paragraph, references).strip("\n")
        has_words = bool(text.strip())
        item = self._styles.item(paragraph) if has_words or is_struck(paragraph) else None
        mark = self._numbering.mark(*item) if item else ""
        if has_words:
            is_entry = paragraph in self._entries
            level = 0 if is_entry else self._styles.level(paragraph)
            if is_entry:
                text = led(text)
            elif level and mark == BULLET:
                mark = ""
            elif mark != BULLET and may_be_bold_heading(text) and self._styles.is_bold(paragraph):
                level = level or MAYBE
            yield Block(f"{mark} {text}" if mark else text, level=level, tight=bool(mark) and level <= 0)
        for reference in references:
            yield from self._note(reference)
        for chart in below(paragraph, "chart"):
            yield from self._chart(attribute(chart, "id"))

    def _chart(self, identifier: str) -> Iterator[Block]:
        """What a chart in the text tells; nothing of one whose part is damaged, which is only beside the text."""
        link = self._document.part.rels.get(identifier)
        if link is not None and not link.is_external and link.reltype.endswith("/chart"):
            with suppress(DocumentUnreadable):
                yield from chart_blocks(xml_root(link.target_part.blob, "chart"))

    def _note(self, reference: _NoteName) -> Iterator[Block]:
        note = self._notes.pop(reference, None)
        if note is not None and reference[0] == "comment":
            yield Block(comment(attribute(note, "author"), "\n".join(block.text for block in self.blocks(note))))
        elif note is not None:
            yield from (Block(block.text.strip(), tight=block.tight) for block in self.blocks(note))

    def _table(self, table: Any) -> Iterator[Block]:
        """The rows of a table; of a frame around text, or texts beside each other as in a letter's head, the text."""
        rows_of_cells = [list(_descend(row, "tc")) for row in _descend(table, "tr")]
        is_frame = all(len(cells) == 1 for cells in rows_of_cells)
        if is_frame or (len(rows_of_cells) == 1 and any(map(_has_lines, rows_of_cells[0]))):
            for text in chain.from_iterable(rows_of_cells):
                yield from self.blocks(text)
            return
        comments: list[_NoteName] = []
        rows: list[list[Cell]] = []
        owners: dict[int, tuple[int, int]] = {}  # by columns: the row and number of the cell that may reach down
        for row in _descend(table, "tr"):
            cells: list[Cell] = []
            column = 0
            for cell in _descend(row, "tc"):
                columns = max(1, span(property_of(cell, "tcPr", "gridSpan")))
                text = self._cell(cell, comments)
                if not text and column in owners and _goes_on(cell):
                    above, number = owners[column]
                    rows[above][number] = replace(rows[above][number], rows=len(rows) - above + 1)
                else:
                    owners[column] = len(rows), len(cells)
                    cells.append(Cell(text, columns))
                column += columns
            rows.append(cells)
        heads = takewhile(lambda row: switch(row, "trPr", "tblHeader"), _descend(table, "tr"))
        head = sum(1 for _ in heads)
        bold = [self._is_bold(row) for row in islice(_descend(table, "tr"), _ROWS_LOOKED_AT)]
        bold[:1] = [bold[0] or self._styles.sets_off_first_row(table)] if bold else []
        yield from table_blocks(
            [
                Row(cells, in_head=number < head, is_bold=number < len(bold) and bold[number])
                for number, cells in enumerate(rows)
            ]
        )
        for reference in comments:
            yield from self._note(reference)

    def _is_bold(self, row: Any) -> bool:
        """Whether all words of a row are in bold type."""
        filled = [paragraph for paragraph in row.iter("{*}p") if _text(paragraph).strip()]
        return bool(filled) and all(map(self._styles.is_bold, filled))

    def _cell(self, cell: Any, comments: list[_NoteName]) -> str:
        """The words of a cell on one line, with its notes; what is commented there goes to `comments`."""
        references: list[_NoteName] = []
        text = _text(cell, references)
        comments += (reference for reference in references if reference[0] == "comment")
        references = [reference for reference in references if reference[0] != "comment"]
        notes = (self._notes.pop(reference, None) for reference in references)
        return fold(" ".join([text, *(_text(note) for note in notes if note is not None)]))

    def _parts(self, *kinds: str) -> Iterator[Any]:
        """The roots of the parts of these kinds, parsed without entities, network or DTD, without what is hidden or
        struck out."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        for relation in self._document.part.rels.values():
            if relation.is_external or not (relation.reltype or "").endswith(kinds):
                continue
            raw = relation.target_part.blob
            refuse_doctype(raw)
            try:
                root = etree.fromstring(raw, parser)
            except etree.XMLSyntaxError as error:
                raise DocumentUnreadable("damaged: its notes, heads or feet cannot be read") from error
            self._styles.drop_unread(root)
            yield root


def _drop_prompts(root: Any) -> None:
    """Empty the fields that nobody has filled in, of what a program asks there; what an author asks is text."""
    for field in list(root.iter("{*}sdt")):
        for properties in children(field, "sdtPr"):
            asks = switch(field, "sdtPr", "showingPlcHdr")
            prompt = next((value(found, "docPart") for found in children(properties, "placeholder")), "")
            if asks and (not prompt or prompt.startswith(_USUAL_PROMPT)):
                for content in children(field, "sdtContent"):
                    for run in list(content.iter("{*}r")):
                        run.clear()


def _is_page_number(paragraph: Any) -> bool:
    """A paragraph of little more than the number of its page, which a program fills in."""
    if not says_little(_text(paragraph)):
        return False
    fields = (
        (node.text or "") if local_name(node) == "instrText" else attribute(node, "instr")
        for node in paragraph.iter()
        if local_name(node) in ("instrText", "fldSimple")
    )
    return any(map(PAGE_FIELD.search, fields))


def _has_lines(cell: Any) -> bool:
    return "\n" in _text(cell).strip()


def _goes_on(cell: Any) -> bool:
    """Whether the cell above reaches over it."""
    merges = (merge for found in children(cell, "tcPr") for merge in children(found, "vMerge"))
    return any(attribute(merge, "val") in ("", "continue") for merge in merges)


def _descend(parent: Any, wanted: str) -> Iterator[Any]:
    """The nearest elements of that name below the parent, through content controls."""
    for child in parent:
        name = local_name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"):
            yield from _descend(child, wanted)


def _text(element: Any, references: list[_NoteName] | None = None) -> str:
    """All text below an element; paragraphs inside (cells, text boxes) stand on lines of their own. No box cuts a
    sentence, in which it may be anchored: it follows the words, or stands before them where they come after it.

    The names of the notes that it refers to are added to `references`.
    """
    pieces: list[str] = []
    boxes_before: list[str] = []
    boxes_behind: list[str] = []
    stack = [element]
    while stack:
        node = stack.pop()
        if node is _PARAGRAPH_END:
            _end_line(pieces)
            continue
        name = local_name(node)
        if name in _DROPPED:
            continue
        if name == "txbxContent":
            boxes = boxes_behind if any(piece.strip() for piece in pieces) else boxes_before
            lines = (_text(child, references) for child in node)
            boxes.append("".join(f"{line}\n" for line in lines if line.strip()))
            continue
        if name == "t":
            pieces.append(node.text or "")
        elif name in _BREAKS:
            pieces.append(_BREAKS[name])
        elif name == "p" and node is not element:
            _end_line(pieces)
            stack.append(_PARAGRAPH_END)
        elif name == "sym":
            pieces.append(sign_of(attribute(node, "font"), _code(attribute(node, "char"))))
        elif name in _FORMULA_MARKS and local_name(node.getparent()) in _FORMULAS:
            pieces.append(_FORMULA_MARKS[name])
        elif name == "r" and _is_power(node, pieces):
            pieces.append("^")
        elif name in _NOTE_OF and references is not None:
            references.append((_NOTE_OF[name], attribute(node, "id")))
        stack.extend(reversed(node))
    if boxes_behind:
        _end_line(pieces)
    return "".join([*boxes_before, *pieces, *boxes_behind]).removesuffix("\n")


def _code(written: str) -> int:
    """A code that is written in hexadecimal digits, 0 for one that is none."""
    return int(written, 16) if _CODE.fullmatch(written) else 0


def _is_power(run: Any, before: Sequence[str]) -> bool:
    """Whether a run is raised digits behind digits, which would be read as one number with them."""
    return (
        property_of(run, "rPr", "vertAlign") == "superscript"
        and "".join(before[-1:])[-1:].isdigit()
        and "".join(text.text or "" for text in children(run, "t")).isdigit()
    )


def _end_line(pieces: list[str]) -> None:
    if pieces and pieces[-1] != "\n":
        pieces.append("\n")
