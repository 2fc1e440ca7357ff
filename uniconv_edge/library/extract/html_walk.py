"""The visible text of a web page, collected on a walk through its elements without recursion: pages nested thousands of
levels deep exist."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.beside import Foot, Notices, is_foot, is_section
from uniconv_edge.library.extract.blocks import Block, TextBudget
from uniconv_edge.library.extract.bold import MAYBE, may_be_bold_heading, with_bold_headings
from uniconv_edge.library.extract.grid import OpenTable
from uniconv_edge.library.extract.html_blocks import BORDER, MARKED, PART, WebBlocks, with_verses
from uniconv_edge.library.extract.html_elements import (
    BLOCKS,
    CELLS,
    DROPPED,
    FORMULA_MARKS,
    NO_MEANINGS,
    Lists,
    is_bold,
    is_bold_alone,
    is_hidden,
)
from uniconv_edge.library.extract.html_ways import Ways

# A raised number, which is no part of the number or word before it: `10^6`, `euros^1`.
_RAISED = expression(r"\s*[-−+]?\d")
# A line end that is shown and not written.
_BREAK = "\v"
_PARTED = expression(rf"[^\s|{PART}]\s*{PART}[\s{PART}]*[^\s|{PART}]")  # within a cell


class TextWalk:
    """Collects the text between block borders; a table row is one block, its cells divided by bars.

    With a `first_line` (that of the piece in its file) line ends stay as they are written and blocks know their lines.
    What stands beside the text of a whole page (`is_page`) is left out.
    """

    def __init__(self, first_line: int = 0, *, is_page: bool = False) -> None:
        self._blocks = WebBlocks()
        self._buffer: list[str] = []
        self._rows = 0
        self._pre = 0
        self._in_term = False
        self._lists = Lists()
        self._is_open = False  # whether there are words since the last line end
        self._is_filled = False  # and since the last block
        self._tables: list[OpenTable] = []
        self._bold = 0  # elements in bold type that are open, of those in tables
        self._budget = TextBudget()
        self._first_line = first_line
        self._line = self._begins = self._reached = first_line
        self._line_end = _BREAK if first_line else "\n"
        self._is_page = is_page
        self._notices = Notices()
        self._ways: Ways | None = None
        self._sections = 0  # that are open
        self._foot: Foot | None = None

    def blocks(self, root: Any) -> list[Block]:
        """The blocks of a tree. Raises DocumentUnreadable beyond the limits of a text."""
        from lxml import etree

        self._ways = Ways(root) if self._is_page else None
        walk = etree.iterwalk(root, events=("start", "end"))
        left_out = None
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._reach(element)
                if tag in DROPPED or is_hidden(element) or self._is_beside(element):
                    left_out = element
                    self._pass_over(element)
                    walk.skip_subtree()
                    continue
                self._start(element, tag)
                self._text(element.text)
            else:
                if element is left_out:
                    left_out = None
                else:
                    self._end(element, tag)
                self._text(element.tail)
        self._flush()
        self._blocks.tell_term()
        found = self._blocks.found
        return with_verses(list(with_bold_headings(found))) if self._is_page else found

    def _is_beside(self, element: Any) -> bool:
        return self._ways is not None and (
            self._notices.has(element, in_section=self._sections > 0) or self._ways.has(element)
        )

    def _reach(self, element: Any) -> None:
        if self._first_line and element.sourceline:
            self._line = self._first_line + element.sourceline - 1

    def _pass_over(self, element: Any) -> None:
        if self._first_line:
            self._line += sum(text.count("\n") for text in element.itertext(with_tail=False))

    def _text(self, text: str | None) -> None:
        if text:
            if self._foot:
                self._foot.add(text)
            if self._tables and text.strip():
                self._tables[-1].note_words(is_bold=self._bold > 0)
            blank = r"[^\S\n]+" if self._first_line else r"\s+"
            self._append(text if self._pre else re.sub(blank, " ", text))
            if self._first_line:
                self._line += text.count("\n")

    def _append(self, piece: str) -> None:
        if not self._buffer:
            self._begins = self._reached = self._line
        elif self._reached < self._line and not self._pre:  # lines of a comment or a script
            self._buffer.append("\n" * (self._line - self._reached))
        self._reached = self._line + piece.count("\n")
        self._buffer.append(piece)
        has_words = bool(BORDER.sub("", piece).strip())
        self._is_open = piece != self._line_end and (self._is_open or has_words)
        self._is_filled |= has_words

    def _start(self, element: Any, tag: str) -> None:
        self._start_part(element)
        if tag == "tr":
            self._flush()
            self._blocks.tell_term()
        if self._tables:
            self._tables[-1].begin(tag)
            self._bold += is_bold(element, tag)
        if tag == "tr":
            self._rows += 1
        elif tag in CELLS:
            before = len(self._buffer)
            self._append(" | " if self._is_filled else "")
            if self._tables:
                self._tables[-1].begin_cell(tag, element.attrib, before, len(self._buffer))
        elif tag in BLOCKS:
            self._border()
            if tag in NO_MEANINGS:
                self._blocks.tell_term()
        elif tag == "br" or (tag == "text" and self._is_open):
            self._append(self._line_end)
        elif (tag == "tspan" and "x" in element.attrib) or (tag == "span" and self._is_apart(element)):
            self._append(" ")
        elif tag == "sup" and self._ends_in_word() and _RAISED.match("".join(element.itertext())):
            self._append("^")
        elif tag[:1] == "m" and element.getprevious() is not None:
            self._append(FORMULA_MARKS.get(element.getparent().tag, ""))
        if tag == "pre":
            self._pre += 1
        elif tag in ("ol", "ul"):
            self._lists.begin(element, tag)
        elif tag == "li" and self._rows:
            self._append(f"{PART}{self._lists.mark(element)}{MARKED}")
        elif tag == "li":
            self._blocks.item = self._lists.mark(element)
        elif tag == "dl":
            self._blocks.begin_terms()
        elif tag == "table":
            self._tables.append(OpenTable(element.attrib))
        elif tag == "dt":
            if self._in_term:  # that has no end of its own
                self._end_term()
            self._in_term = not self._rows

    def _start_part(self, element: Any) -> None:
        """A part of a page begins, or something in its foot."""
        if self._foot:
            self._foot.begin(element)
        elif self._is_page and not self._sections and is_foot(element):
            self._flush()
            self._foot = Foot(element, len(self._blocks.found))
        self._sections += is_section(element)

    def _end_part(self, element: Any) -> None:
        self._sections -= is_section(element)
        if not self._foot:
            return
        self._foot.end(element)
        if element is self._foot.element:
            first = self._foot.first
            self._blocks.found[first:] = self._foot.kept(self._blocks.found[first:])
            self._foot = None

    def _level_of_bold(self, element: Any) -> int:
        """That of a paragraph of a page that is in bold type alone and may be a heading; 0 for others."""
        may_be = self._is_page and element.tag == "p" and not (self._rows or self._in_term or self._blocks.item)
        return MAYBE if may_be and is_bold_alone(element) and may_be_bold_heading("".join(self._buffer)) else 0

    def _ends_in_word(self) -> bool:
        return bool(self._buffer) and self._buffer[-1][-1:].isalnum()

    def _is_apart(self, span: Any) -> bool:
        """Whether a word in a part of its own follows another such, with nothing between: a design sets them apart."""
        before = span.getprevious()
        return (
            before is not None
            and before.tag == "span"
            and not before.tail
            and len((before.text or "").strip()) > 1
            and (span.text or "")[:1].isalnum()
            and self._ends_in_word()
            and not self._pre
        )

    def _end(self, element: Any, tag: str) -> None:
        if self._tables:
            self._tables[-1].end(tag)
            self._bold -= is_bold(element, tag)
        if tag == "tr":
            self._end_row()
            self._rows = max(0, self._rows - 1)
        elif tag == "dt" and self._in_term:
            self._end_term()
        elif tag in BLOCKS:
            self._border(int(tag[1]) if re.fullmatch("h[1-6]", tag) else self._level_of_bold(element))
        elif tag == "text" and self._is_open:  # each text of a drawing stands for itself
            self._append(self._line_end)
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag in ("ol", "ul"):
            self._lists.end()
        elif tag == "li":
            self._blocks.item = ""
        elif tag in ("dd", "dl"):
            self._blocks.tell_term()
            if tag == "dl":
                self._blocks.end_terms()
            elif not (self._rows or self._foot):
                self._blocks.end_meaning()
        elif tag == "table":
            self._name_rows(self._tables.pop())
        self._end_part(element)

    def _end_row(self) -> None:
        count = self._tables[-1].end_row([BORDER.sub(" ", each) for each in self._buffer]) if self._tables else 0
        lays_out = bool(self._tables) and self._tables[-1].lays_out
        is_parted = lays_out and _PARTED.search(BORDER.sub(PART, "".join(self._buffer))) is not None
        is_whole = count > 1 and not is_parted
        known = len(self._blocks.found)
        self._flush(is_whole=is_whole)
        if self._tables:
            self._tables[-1].blocks.append(known if len(self._blocks.found) == known + 1 else None)

    def _name_rows(self, table: OpenTable) -> None:
        """Let the rows of a table carry the names of their columns."""
        texts = table.named_blocks()
        first = min(texts, default=len(self._blocks.found))
        for number, text in texts.items():
            self._budget.spend(len(text))
            self._blocks.found[number] = replace(self._blocks.found[number], text=text)
        self._blocks.found[first:] = [block for block in self._blocks.found[first:] if block.text]

    def _border(self, level: int = 0) -> None:
        """A block border; inside a term it is only a blank, unless a heading ends there, inside a row not yet one."""
        if (self._rows or self._in_term) and not level and not self._pre:
            self._append(PART if self._rows else " ")
        else:
            self._flush(level)

    def _end_term(self) -> None:
        self._in_term = False
        self._blocks.hold_term("".join(self._buffer), self._begins)
        self._buffer = []
        self._is_open = self._is_filled = False

    def _flush(self, level: int = 0, *, is_whole: bool = False) -> None:
        """What was collected is a block, of the last part a heading with a `level`; a row that `is_whole` is a line."""
        text = "".join(self._buffer)
        self._buffer = []
        self._is_open = self._is_filled = False
        if self._foot:
            is_row = bool(text.strip()) and not level and not self._tables and not self._pre
            self._foot.end_block(len(self._blocks.found) if is_row else None)
        if is_whole:
            text = BORDER.sub(" ", text)
        elif self._tables and BORDER.sub("", text).strip():
            self._tables[-1].part_row()
        *before, last = text.split(PART)
        begins = self._begins
        for part in before:
            self._add(part, begins)
            begins += part.count("\n") if self._first_line else 0
        self._add(last, begins, level, is_whole=is_whole)

    def _add(self, text: str, begins: int, level: int = 0, *, is_whole: bool = False) -> None:
        in_row, as_written = self._rows > 0, self._pre > 0
        self._blocks.add(text, begins, level, is_whole=is_whole, in_row=in_row, as_written=as_written)
