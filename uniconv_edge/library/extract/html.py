"""Web pages. The only module that uses lxml's HTML parser: no network, no outside entities, hidden parts dropped.

The tree is walked without recursion, because pages nested thousands of levels deep exist.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.beside import Foot, Notices, is_foot, is_section
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, defined, fold
from uniconv_edge.library.extract.grid import OpenTable
from uniconv_edge.library.extract.numbering import letters
from uniconv_edge.library.extract.plain import decode

_DROPPED_NAMES = (
    "script style nav noscript template head title iframe object embed audio video canvas map select "
    "defs symbol desc metadata annotation annotation-xml "  # of drawings and formulas
    "del s strike"  # what is written there holds no longer
)
_DROPPED = frozenset(_DROPPED_NAMES.split())
_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody tfoot thead "
    "tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset(("td", "th"))
_BOLD = frozenset(("b", "strong"))
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
# What begins no text that may stand behind the term which it defines.
_NO_MEANINGS = frozenset(("dl", "li", "pre", "h1", "h2", "h3", "h4", "h5", "h6"))
# What stands between the two parts of a formula's element.
_FORMULA_MARKS = {"mfrac": "/", "msup": "^"}
# A raised number, which is no part of the number or word before it: `10^6`, `euros^1`.
_RAISED = re.compile(r"\s*[-−+]?\d")
# A line end that is shown and not written, and the two ends that a line can have.
_BREAK = "\v"
# Where a block begins or ends within a row, until it is known whether the row is one of facts, and the end of the mark
# of an item there. No text has these noncharacters.
_PART, _MARKED = "\ufdd0", "\ufdd1"
_BORDER = re.compile(f"{_PART}(?:[^{_PART}{_MARKED}]*{_MARKED})?")
_PARTED = re.compile(rf"[^\s|{_PART}]\s*{_PART}[\s{_PART}]*[^\s|{_PART}]")  # within a cell
_LINE_END = re.compile(r"(\v[^\S\n\v]*\n|\v|\n)")
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|text-decoration[\w-]*\s*:[^;]*line-through",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4_096


def parse(data: bytes, _name: str) -> Parsed:
    """The visible text of a page. Title: its `h1`, else `<title>`."""
    root = _tree(decode(data, _charset(data)))
    if root is None:
        return Parsed("", [ParsedPage()])
    blocks = _TextWalk(is_page=True).blocks(root)
    first = next((fold(block.text) for block in blocks if block.level == 1), "")
    named = root.find(".//title")
    title = first or (fold(named.text or "") if named is not None else "")
    return Parsed(title, [ParsedPage(None, blocks)])


def _charset(data: bytes) -> str | None:
    """The encoding that the page declares; a declaration that can be read is not in two or four bytes a character."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    name = found.group(1).decode("ascii") if found else None
    try:
        return None if name and codecs.lookup(name).name.startswith(("utf-16", "utf-32")) else name
    except LookupError:
        return None


def parse_fragment(source: str) -> list[Block]:
    """The visible text of a piece of HTML inside another format."""
    root = _tree(source)
    return [] if root is None else _TextWalk().blocks(root)


def parse_lines(source: str, first_line: int) -> list[Block]:
    """As `parse_fragment`, with line ends kept as they are written; `at` counts lines of the file."""
    root = _tree(source)
    return [] if root is None else _TextWalk(first_line).blocks(root)


def _tree(text: str) -> Any:
    from lxml import etree

    if not text.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.ParserError as error:
        raise DocumentUnreadable(f"damaged HTML: {error}") from error
    except etree.XMLSyntaxError:
        return None  # a page of comments only
    # At its limits libxml2 ends quietly and drops the rest of the text; that must not look like success.
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise DocumentUnreadable("nested too deeply, or a part is too long")
    return root


class _TextWalk:
    """Collects the text between block borders; a table row is one block, its cells divided by bars.

    With a `first_line` (that of the piece in its file) line ends stay as they are written and blocks know their lines.
    What stands beside the text of a whole page (`is_page`) is left out.
    """

    def __init__(self, first_line: int = 0, *, is_page: bool = False) -> None:
        self._found: list[Block] = []
        self._buffer: list[str] = []
        self._rows = 0
        self._pre = 0
        self._item = ""  # the mark of the item that begins
        self._in_term = False
        self._term: Block | None = None  # what the text that follows defines
        self._lists: list[int | None] = []  # of those that are open the next number, None where they have no numbers
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
        self._sections = 0  # that are open
        self._foot: Foot | None = None

    def blocks(self, root: Any) -> list[Block]:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        left_out = None
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._reach(element)
                if tag in _DROPPED or _is_hidden(element) or self._is_notice(element):
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
        self._tell_term()
        return self._found

    def _is_notice(self, element: Any) -> bool:
        return self._is_page and self._notices.has(element, in_section=self._sections > 0)

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
        has_words = bool(_BORDER.sub("", piece).strip())
        self._is_open = piece != self._line_end and (self._is_open or has_words)
        self._is_filled |= has_words

    def _start(self, element: Any, tag: str) -> None:
        self._start_part(element)
        if tag == "tr":
            self._flush()
            self._tell_term()
        if self._tables:
            self._tables[-1].begin(tag)
            self._bold += _is_bold(element, tag)
        if tag == "tr":
            self._rows += 1
        elif tag in _CELLS:
            before = len(self._buffer)
            self._append(" | " if self._is_filled else "")
            if self._tables:
                self._tables[-1].begin_cell(tag, element.attrib, before, len(self._buffer))
        elif tag in _BLOCKS:
            self._border()
            if tag in _NO_MEANINGS:
                self._tell_term()
        elif tag == "br" or (tag == "text" and self._is_open):
            self._append(self._line_end)
        elif (tag == "tspan" and "x" in element.attrib) or (tag == "span" and self._is_apart(element)):
            self._append(" ")
        elif tag == "sup" and self._ends_in_word() and _RAISED.match("".join(element.itertext())):
            self._append("^")
        elif tag[:1] == "m" and element.getprevious() is not None:
            self._append(_FORMULA_MARKS.get(element.getparent().tag, ""))
        if tag == "pre":
            self._pre += 1
        elif tag in ("ol", "ul"):
            self._lists.append(_first_number(element) if tag == "ol" else None)
        elif tag == "li" and self._rows:
            self._append(f"{_PART}{self._mark(element)}{_MARKED}")
        elif tag == "li":
            self._item = self._mark(element)
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
            self._foot = Foot(element, len(self._found))
        self._sections += is_section(element)

    def _end_part(self, element: Any) -> None:
        self._sections -= is_section(element)
        if not self._foot:
            return
        self._foot.end(element)
        if element is self._foot.element:
            first = self._foot.first
            self._found[first:] = self._foot.kept(self._found[first:])
            self._foot = None

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
            self._bold -= _is_bold(element, tag)
        if tag == "tr":
            self._end_row()
            self._rows = max(0, self._rows - 1)
        elif tag == "dt" and self._in_term:
            self._end_term()
        elif tag in _BLOCKS:
            self._border(int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0)
        elif tag == "text" and self._is_open:  # each text of a drawing stands for itself
            self._append(self._line_end)
        if tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag in ("ol", "ul"):
            del self._lists[-1:]
        elif tag == "li":
            self._item = ""
        elif tag in ("dd", "dl"):
            self._tell_term()
        elif tag == "table":
            self._name_rows(self._tables.pop())
        self._end_part(element)

    def _end_row(self) -> None:
        count = self._tables[-1].end_row([_BORDER.sub(" ", each) for each in self._buffer]) if self._tables else 0
        lays_out = bool(self._tables) and self._tables[-1].lays_out
        is_parted = lays_out and _PARTED.search(_BORDER.sub(_PART, "".join(self._buffer))) is not None
        is_whole = count > 1 and not is_parted
        known = len(self._found)
        self._flush(is_whole=is_whole)
        if self._tables:
            self._tables[-1].blocks.append(known if len(self._found) == known + 1 else None)

    def _name_rows(self, table: OpenTable) -> None:
        """Let the rows of a table carry the names of their columns."""
        texts = table.named_blocks()
        first = min(texts, default=len(self._found))
        for number, text in texts.items():
            self._budget.spend(len(text))
            self._found[number] = replace(self._found[number], text=text)
        self._found[first:] = [block for block in self._found[first:] if block.text]

    def _border(self, level: int = 0) -> None:
        """A block border; inside a term it is only a blank, unless a heading ends there, inside a row not yet one."""
        if (self._rows or self._in_term) and not level and not self._pre:
            self._append(_PART if self._rows else " ")
        else:
            self._flush(level)

    def _end_term(self) -> None:
        """A term waits for the text that defines it, which it stands before; several with one meaning wait together."""
        self._in_term = False
        term = fold("".join(self._buffer))
        self._buffer = []
        self._is_open = self._is_filled = False
        if term and self._term:
            self._term = replace(self._term, text=f"{self._term.text}, {term}")
        elif term:
            self._term = Block(term, at=self._begins)

    def _tell_term(self) -> None:
        """A term stands for itself where no text is left that defines it."""
        if self._term:
            self._found.append(self._term)
            self._term = None

    def _mark(self, element: Any) -> str:
        """What stands before an item of the innermost list."""
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "-"
        number = _count(element.get("value")) or number
        self._lists[-1] = number + 1
        style = element.getparent().get("type")
        return (
            f"{letters(number)}." if style == "a" else f"{letters(number).upper()}." if style == "A" else f"{number}."
        )

    def _flush(self, level: int = 0, *, is_whole: bool = False) -> None:
        """What was collected is a block, of the last part a heading with a `level`; a row that `is_whole` is a line."""
        text = "".join(self._buffer)
        self._buffer = []
        self._is_open = self._is_filled = False
        if self._foot:
            is_row = bool(text.strip()) and not level and not self._tables and not self._pre
            self._foot.end_block(len(self._found) if is_row else None)
        if is_whole:
            text = _BORDER.sub(" ", text)
        elif self._tables and _BORDER.sub("", text).strip():
            self._tables[-1].part_row()
        *before, last = text.split(_PART)
        begins = self._begins
        for part in before:
            self._add(part, begins)
            begins += part.count("\n") if self._first_line else 0
        self._add(last, begins, level, is_whole=is_whole)

    def _add(self, text: str, begins: int, level: int = 0, *, is_whole: bool = False) -> None:
        mark, marked, words = text.partition(_MARKED)
        if marked:
            self._item, text = mark, words
        if not text.strip():
            return
        lines = [Block(text, at=begins)] if self._pre else _lines(text, begins)
        if is_whole or level:
            lines = [Block((" " if is_whole else "\n").join(line.text for line in lines), at=lines[0].at)]
        if is_whole:
            lines = [replace(lines[0], text=lines[0].text.replace("\n", " "))]
        if self._rows:
            lines = [replace(line, text=line.text.strip(" |")) for line in lines]
        if not lines[0].text.strip():
            return
        if self._term:
            lines[0] = Block(defined(self._term.text, lines[0].text), at=self._term.at)
            self._term = None
        is_item = bool(self._item) and not level
        shown = f"{self._item} {lines[0].text}" if is_item else lines[0].text
        self._found.append(Block(shown, level, is_item or is_whole, lines[0].at))
        self._found += lines[1:]
        self._item = ""


def _lines(text: str, begins: int) -> list[Block]:
    """Text on the lines that it is shown on. When its first line is known, what is apart in the file is a block."""
    if not begins:
        return [Block("\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n")).strip())]
    parts: list[tuple[int, list[str]]] = []
    pieces = _LINE_END.split(text)
    number, last = begins, 0
    for piece, ending in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if shown := re.sub(r"\s+", " ", piece).strip():
            if not parts or number != last + 1:
                parts.append((number, []))
            parts[-1][1].append(shown)
            last = number
        number += "\n" in ending
    return [Block("\n".join(shown), tight=index > 0, at=number) for index, (number, shown) in enumerate(parts)]


def _first_number(element: Any) -> int:
    return _count(element.get("start")) or 1


def _count(written: str | None) -> int:
    """A number that is written in an attribute, 0 for none."""
    said = (written or "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0


def _is_bold(element: Any, tag: str) -> bool:
    style = element.get("style") if tag != "table" else None
    return tag in _BOLD or (style is not None and _BOLD_STYLE.search(style) is not None)


def _is_hidden(element: Any) -> bool:
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))
