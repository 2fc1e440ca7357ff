"""Markdown and reStructuredText. The only module that uses markdown-it.

Markdown is rendered to plain text, so that marks and link addresses do not dilute what is searched. reStructuredText
is kept as it is written, only its heading underlines are taken out: directives and roles belong to tools that are not
here, and a renderer would drop the text of those it does not know. Nothing is ever included from another file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, defined
from uniconv_edge.library.extract.drawn import with_drawn_tables
from uniconv_edge.library.extract.note_marks import as_shown, is_query, linked, of_person
from uniconv_edge.library.extract.plain import decode
from uniconv_edge.library.extract.rows import table_lines
from uniconv_edge.library.extract.templates import read_templates
from uniconv_edge.library.extract.term_lists import with_terms
from uniconv_edge.library.fields import fields_of, title_of_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_FRONT_MATTER = expression(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = expression(r"^title:[ \t]*(\S.*)", re.MULTILINE)
_ADORNMENT = expression(r"([^\w\s])\1{2,}\s*\Z")
# What a term means, as Pandoc and PHP Markdown Extra write it below the term.
_MEANING = expression(r"(?:^|\n):[ \t]+(?=\S)")
_STRUCK = expression(r"<(/?)(?:del|s|strike)\b", re.IGNORECASE)
# The kind of a box, which is shown where the box has no title of its own.
_KIND_OF_BOX = expression(r"\[!(\w+)\][+-]?[ \t]*(.*)")
# A sum (`$5 or $6`) has a blank before its next dollar.
_FORMULA = expression(r"\$\$[^$]+\$\$|\$(?=\S)(?=[^$\n]*[\\_^])[^$\n]*(?<=\S)\$(?!\d)")
_LINK = expression(r"\]\(\S")
_LONE_LINK = expression(r"\s*!?\[[^\]]*\]\([^)]*\)\s*")
_ENDS_LINE = expression(r"(?:^|[.!?:;…][\"'”’)\]]*)\s*$")
_STARTS_LINE = expression(r"\s*(?:$|[-–—•*+]\s|\(?\w{1,3}[.)]\s|\|)")
_NARROW_LINE = 40
_NESTING_LIMIT = 40
_BLOCKS_OF_FIELDS = 20


def parse_markdown(data: bytes, _name: str) -> Parsed:
    """Markdown (CommonMark, tables, `~~struck~~`) as plain text; front matter stays as a first block, between its
    marks: by them it is told from what the writer says, and not quoted."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    blocks: list[Block] = []
    title = ""
    lines_before = 0
    if front := _FRONT_MATTER.match(text):
        blocks.append(Block(linked(front.group().rstrip()), at=1))
        title = _front_title(front.group(1))
        lines_before = text.count("\n", 0, front.end())
        text = text[front.end() :]
    body = markdown_blocks(text, lines_before)
    head = "\n".join(block.text for block in body[:_BLOCKS_OF_FIELDS])
    if fields := fields_of(head):  # which some write as headings
        begins = accumulate((len(block.text) + 1 for block in body), initial=0)
        body = [replace(block, level=0) if at < fields[0] else block for at, block in zip(begins, body, strict=False)]
    blocks.extend(body)
    title = title or title_of_fields(head)
    return Parsed(title, [ParsedPage(None, blocks, unit="line")])


def _front_title(matter: str) -> str:
    """The title that front matter names, without its quotes, or ""."""
    found = _FRONT_TITLE.search(matter)
    title = found.group(1).rstrip() if found else ""
    is_quoted = len(title) > 2 and title[0] == title[-1] and title[0] in "'\""
    return title[1:-1] if is_quoted else title


def markdown_blocks(text: str, lines_before: int = 0) -> list[Block]:
    """The blocks of a Markdown text that begins after so many lines of its file."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"maxNesting": _NESTING_LIMIT}).enable(["table", "strikethrough"])
    reader.block.ruler.at("reference", _reference)
    reader.inline.ruler.before("escape", "formula", _formula)
    read_templates(reader)
    tokens = reader.parse(text)
    # At its limit of nesting the parser drops the text inside; the source itself is better than a gap.
    if any(token.level >= _NESTING_LIMIT - 1 for token in tokens):
        return [Block(text, at=lines_before + 1)]
    return _Renderer(lines_before).blocks(tokens)


def _reference(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """The parser's rule for `[name]: address`, which is not shown; a footnote (`[^1]: ...`) is text."""
    from markdown_it.rules_block import reference

    if state.src.startswith("[^", state.bMarks[first] + state.tShift[first]):
        return False
    return reference(state, first, last, silent)


def _formula(state: StateInline, silent: bool) -> bool:
    """A formula (`$x_1$`, `$$a^2$$`) stays as it is written: its marks are none of words."""
    found = _FORMULA.match(state.src, state.pos) if state.src[state.pos] == "$" else None
    if found is None:
        return False
    if not silent:
        state.push("text_special", "", 0).content = found[0]
    state.pos = found.end()
    return True


class _Renderer:
    """Turns the parser's flat list of tokens into blocks."""

    def __init__(self, lines_before: int) -> None:
        self._lines_before = lines_before
        self._line = 0
        self._level = 0
        self._bullet = ""
        self._term: Block | None = None  # a paragraph of one line, which the next may define
        self._row: list[str] | None = None
        self._table: list[tuple[int, list[str]]] = []

    def blocks(self, tokens: Sequence[Token]) -> list[Block]:
        found: list[Block] = []
        for token in tokens:
            known = len(found)
            if token.map:
                self._line = self._lines_before + token.map[0] + 1
            if token.type == "inline":
                self._inline(token, found)
            elif token.type == "fence" and is_query(token.info):
                continue
            elif token.type in ("fence", "code_block"):
                found.extend(with_drawn_tables(Block(token.content, at=self._line + (token.type == "fence"))))
            elif token.type == "html_block":
                found.extend(_blocks_of_html(token.content, self._line))
            else:
                self._structure(token, found)
            # The bullet stands before the first text of its item, or nowhere.
            if len(found) > known or token.type == "list_item_close":
                self._bullet = ""
        return found

    def _structure(self, token: Token, found: list[Block]) -> None:
        match token.type:
            case "heading_open":
                self._level = int(token.tag[1:])
            case "heading_close":
                self._level = 0
            case "list_item_open":
                self._bullet = f"{token.info}{token.markup} " if token.info else "- "
            case "tr_open":
                self._row = []
            case "tr_close":
                self._table.append((self._line, self._row or []))
                self._row = None
            case "table_close":
                lines = table_lines([cells for _, cells in self._table], headed=True)
                places = [at for at, _ in self._table]
                found += [Block(line, tight=True, at=at) for line, at in zip(lines, places, strict=True)]
                self._table = []

    def _inline(self, token: Token, found: list[Block]) -> None:
        text = of_person(_unbroken(_inline_text(token.children or []), token.content), token.content)
        if box := _KIND_OF_BOX.match(text):
            text = (box[2] or box[1].capitalize()) + text[box.end() :]
        if self._row is not None:
            self._row.append(text.replace("\n", " "))
            return
        if not text.strip():  # a picture without words
            return
        bullet = "" if self._level else self._bullet
        shown = Block(bullet + text, level=self._level, tight=bool(bullet), at=self._line)
        if _MEANING.match(text) and found and found[-1] is self._term:
            above = found.pop()
            shown = replace(above, text=f"{above.text}\n{shown.text}")
        self._term = None if self._level or "\n" in text else shown
        found += [shown] if self._level else chain.from_iterable(map(with_drawn_tables, _with_meanings(shown)))


def _unbroken(text: str, source: str) -> str:
    """The text, with each line end that stands where it does only for a link's address before the small word above."""
    lines, written = text.split("\n"), source.split("\n")
    if len(lines) != len(written) or max(map(len, lines)) < _NARROW_LINE:
        return text
    for number in range(1, len(lines)):
        if not _is_broken(*lines[number - 1 : number + 1], *written[number - 1 : number + 1]):
            continue
        words = lines[number - 1].split(" ")
        if small := next((at for at in range(len(words) - 1, 0, -1) if words[at][:1].islower()), 0):
            lines[number - 1 : number + 1] = " ".join(words[:small]), " ".join([*words[small:], lines[number]])
    return "\n".join(lines)


def _is_broken(line: str, following: str, written: str, written_below: str) -> bool:
    """Whether a line ends where it does for the address of a link, which is not shown, on it or on the following."""
    if not any(map(_LINK.search, (written, written_below))) or written.endswith(("  ", "\\")):
        return False
    if _LONE_LINK.fullmatch(written_below) and (_LONE_LINK.fullmatch(written) or _ENDS_LINE.search(following)):
        return False
    return not following[:1].islower() and _ENDS_LINE.search(line) is None and _STARTS_LINE.match(following) is None


def _with_meanings(paragraph: Block) -> list[Block]:
    """The paragraph, with each thing that a term means on a line behind the term, which is the line before."""
    before, *meanings = _MEANING.split(paragraph.text)
    if not meanings or not before:
        return [paragraph]
    *others, term = before.split("\n")
    found = [replace(paragraph, text="\n".join(others))] if others else []
    at = paragraph.at + len(others)
    following = at + 1
    for meaning in meanings:
        found.append(Block(defined(term, meaning), tight=paragraph.tight or bool(found), at=at))
        at = following = following + meaning.count("\n") + 1
    return found


def _inline_text(tokens: Sequence[Token]) -> str:
    """The words of a line or paragraph, but for those that are struck out."""
    pieces: list[str] = []
    struck = 0  # how many open marks strike out what stands here
    for token in tokens:
        if token.type in ("s_open", "s_close"):
            struck += token.nesting
        elif token.type == "html_inline" and (mark := _STRUCK.match(token.content)):
            struck = max(0, struck - 1) if mark[1] else struck + 1
        elif struck:
            continue
        elif token.type == "text":
            pieces.append(as_shown(token.content))
        elif token.type in ("code_inline", "text_special"):
            pieces.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif token.type == "image":
            pieces.append(token.content)
        elif token.type == "html_inline" and token.content.lower().startswith("<br"):
            pieces.append("\n")
    return "".join(pieces)


def _blocks_of_html(source: str, line: int) -> list[Block]:
    from uniconv_edge.library.extract.html import parse_lines

    return parse_lines(source, line)


def parse_rst(data: bytes, _name: str) -> Parsed:
    """reStructuredText as written, its headings found by their underlines (levels in order of first use)."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    blocks: list[Block] = []
    body: list[str] = []
    styles: list[str] = []
    number = 0
    begins = 1
    while number < len(lines):
        style, consumed = _heading_at(lines, number)
        if not style:
            body.append(lines[number])
            number += 1
            continue
        blocks += _terms_and_tables(body, begins)
        body = []
        if style not in styles:
            styles.append(style)
        title = lines[number + 1] if consumed == 3 else lines[number]
        blocks.append(Block(title.strip(), level=styles.index(style) + 1, at=number + (2 if consumed == 3 else 1)))
        number += consumed
        begins = number + 1
    blocks += _terms_and_tables(body, begins)
    return Parsed(title_of_fields(text), [ParsedPage(None, blocks, unit="line")])


def _terms_and_tables(lines: Sequence[str], begins: int) -> Iterator[Block]:
    """What stands between two headings; the file's line `begins` is its first."""
    for block in with_terms(Block("\n".join(lines), at=begins), asciidoc=False):
        yield from [block] if block.level else with_drawn_tables(block)


def _heading_at(lines: list[str], number: int) -> tuple[str, int]:
    """The style of the heading that begins at this line and how many lines it takes, or ("", 0)."""
    line, below, third = (lines[number + k].rstrip() if number + k < len(lines) else "" for k in range(3))
    over = _ADORNMENT.fullmatch(line)
    under = _ADORNMENT.fullmatch(third)
    if over and under and over.group(1) == under.group(1) and below.strip() and not _ADORNMENT.fullmatch(below):
        return over.group(1) * 2, 3
    mark = _ADORNMENT.fullmatch(below)
    previous = lines[number - 1].strip() if number else ""
    is_title = bool(line.strip()) and not line[0].isspace() and not over
    if is_title and mark and len(below) >= len(line) - 1 and not previous:
        return mark.group(1), 2
    return "", 0
