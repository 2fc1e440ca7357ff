"""Rich text (rtf). The only module that uses striprtf."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.library.extract.bold import MAYBE, may_be_bold_heading, with_bold_headings
from uniconv_edge.library.extract.rows import table_lines
from uniconv_edge.library.extract.running import each_once

_TITLE = expression(r"\{\\title ([^{}\\]{1,200})\}")
# Pictures are lines of hexadecimal digits, which the parser would go through one by one.
_PICTURES = expression(rb"(?:[0-9a-fA-F]{64,}[\r\n]*){2,}")
# Notes and what pages have at their heads and feet are groups, which the parser would leave out, and hidden text is in
# none, which it would keep; these marks stand around their text instead, and around bold type, and one for its level
# in each heading. No text has these noncharacters.
_NOTE_BEGINS, _NOTE_ENDS = "\ufdd0", "\ufdd1"
_HEAD_BEGINS, _HEAD_ENDS = "\ufdd2", "\ufdd3"
_HIDDEN_BEGINS, _HIDDEN_ENDS = "\ufdd4", "\ufdd5"
_BOLD_BEGINS, _BOLD_ENDS = "\ufdd6", "\ufdd7"
_NO_LEVEL, _HIGHEST, _LOWEST = 0xFDE0, "\ufde1", "\ufde9"
_MARKS = expression(f"[{_NOTE_BEGINS}-{_LOWEST}]")
_LEVEL = expression(f"[{_HIGHEST}-{_LOWEST}]")
_HEADING_STYLE = expression(r"\{\\s(\d{1,4})(?!\d)[^{}]{0,1000}?\b[Hh]eading ([1-9]);\}")
_STYLES_END = 200_000  # characters
_WORDS = expression(
    r"\\[{}\\]|[{}]|(?:\\\*\s*)?\\(?P<group>footnote|header[lrf]?|footer[lrf]?)(?![a-zA-Z])|"
    r"\\(?P<table>intbl|pard|par|row)(?![a-zA-Z])-?\d* ?|"
    r"\\(?:(?P<said>v|b|striked?)(?![a-zA-Z])(?P<off>0+(?!\d))?-?\d* ?|(?P<resets>plain)(?![a-zA-Z])\d* ?|"
    r"s(?P<style>\d{1,4}) ?)"
)
_HIDDEN = expression(f"{_HIDDEN_BEGINS}[^{_HIDDEN_ENDS}]*{_HIDDEN_ENDS}?")
_BOLD = expression(f"([{_BOLD_BEGINS}{_BOLD_ENDS}])")
_NOTE = expression(f"{_NOTE_BEGINS}([^{_NOTE_BEGINS}{_NOTE_ENDS}]*){_NOTE_ENDS}")
_HEAD = expression(f"{_HEAD_BEGINS}([^{_HEAD_BEGINS}{_HEAD_ENDS}]*){_HEAD_ENDS}")
_CODE = expression(r"\\u(-?\d{5,})")
_SURROGATES = expression("([\ud800-\udbff][\udc00-\udfff])|[\ud800-\udfff]")


def parse(data: bytes, _name: str) -> Parsed:
    """The text, paragraph by paragraph, each with its notes behind it; cells of a table row are divided by bars.

    What its pages have at their heads and feet comes once, before the text; what is hidden or struck out is left
    out. Raises DocumentUnreadable.
    """
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentUnreadable("damaged, or not rich text")
    source = _PICTURES.sub(b"", data).decode("cp1252", errors="replace")
    try:
        text = rtf_to_text(_marked(_CODE.sub(_character, source)), errors="replace")
    except (TypeError, ValueError, OverflowError, LookupError) as error:  # a word lacks its number, or has a wild one
        raise DocumentUnreadable("damaged rich text") from error
    text = _SURROGATES.sub(_joined, _HIDDEN.sub("", text))
    text = _NOTE.sub(lambda note: f"{_NOTE_BEGINS}{fold(note.group(1))}{_NOTE_ENDS}", text)
    lines = (line for head in _HEAD.findall(text) for line in _MARKS.sub("", head).split("\n"))
    blocks = list(each_once(Block(line.strip()) for line in lines))
    rows: list[list[str]] = []
    for whole, is_bold in _lines(_HEAD.sub("", text)):
        notes = _NOTE.findall(whole)
        line = _MARKS.sub("", _NOTE.sub("", whole))
        is_row = line.rstrip().endswith("|")  # as each cell of a row does
        if is_row:
            rows.append([fold(cell) for cell in line.strip().removesuffix("|").split("|")])
        if notes or not is_row:
            blocks += _table(rows)
            rows = []
        if not is_row:
            blocks.append(Block(line, level=_level(whole, line.strip(), is_bold=is_bold)))
        blocks.extend(Block(_MARKS.sub("", note)) for note in notes)
    blocks += _table(rows)
    title = _TITLE.search(source[:20_000])
    filled = [block for block in blocks if block.text.strip()]
    return Parsed(title.group(1) if title else "", [ParsedPage(None, list(with_bold_headings(filled)))])


def _level(whole: str, words: str, *, is_bold: bool) -> int:
    """The level of a paragraph with its marks and without: by its style, or MAYBE. What begins with a sign is an
    item."""
    if words and (mark := _LEVEL.search(whole)):
        return ord(mark.group()) - _NO_LEVEL
    return MAYBE if is_bold and words[:1].isalnum() and may_be_bold_heading(words) else 0


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """The lines of a text with marks, and whether all words of each are in bold type, which may go over several."""
    is_bold = False
    for line in text.split("\n"):
        has_plain = False
        for piece in _BOLD.split(line):
            if piece in (_BOLD_BEGINS, _BOLD_ENDS):
                is_bold = piece == _BOLD_BEGINS
            else:
                has_plain |= not is_bold and any(map(str.isalpha, piece))  # a number before it may be plain
        yield line, not has_plain


def _table(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """The rows of a table with the names of their columns."""
    lines = (line.strip(" |") for line in table_lines(rows))
    yield from (Block(line, tight=number > 0) for number, line in enumerate(filter(None, lines)))


def _marked(source: str) -> str:
    """The source with its notes, heads, feet, hidden text and bold type as usual groups and text between marks, and a
    mark in each paragraph in the style of a heading."""
    levels = {number: int(level) for number, level in _HEADING_STYLE.findall(source, 0, _STYLES_END)}
    return _WORDS.sub(_Marking(levels).changed, source)


class _Marking:
    """Follows the groups of a source: what a word in one of them changes ends with it. `levels`: of the styles of
    headings, by their numbers."""

    def __init__(self, levels: Mapping[str, int]) -> None:
        self._levels = levels
        # For each open group: what hides the text around it, strikes it out or is bold, and the mark of its end.
        self._open: list[tuple[frozenset[str], str]] = []
        self._said = frozenset[str]()
        self._is_in_table = False

    def changed(self, found: re.Match[str]) -> str:
        word = found.group()
        if word == "{":
            self._open.append((self._said, ""))
        elif word == "}":
            around, ends = self._open.pop() if self._open else (self._said, "")
            return self._turn(around) + word + ends
        elif group := found["group"]:
            begins, ends = (_NOTE_BEGINS, _NOTE_ENDS) if group == "footnote" else (_HEAD_BEGINS, _HEAD_ENDS)
            if self._open:
                self._open[-1] = self._open[-1][0], ends
            return begins
        elif table := found["table"]:
            if table == "par":  # a paragraph of a cell ends no row
                return r"\~" if self._is_in_table else word
            self._is_in_table = table == "intbl"
        elif said := found["said"]:
            return word + self._turn(self._said - {said} if found["off"] else self._said | {said})
        elif found["resets"]:
            return word + self._turn(frozenset())
        elif level := self._levels.get(found["style"] or "", 0):
            return f"{word}\\plain {chr(_NO_LEVEL + level)}"
        return word

    def _turn(self, said: frozenset[str]) -> str:
        """The marks of a change. A word stands before them, or a code before that would take them for its other
        spelling."""
        was, self._said = self._said, said
        marks = ""
        if (hides := bool(said - {"b"})) != bool(was - {"b"}):
            marks += _HIDDEN_BEGINS if hides else _HIDDEN_ENDS
        if (is_bold := "b" in said) != ("b" in was):
            marks += _BOLD_BEGINS if is_bold else _BOLD_ENDS
        return f"\\plain {marks}" if marks else ""


def _character(code: re.Match[str]) -> str:
    """A number that stands for no character as that of U+FFFD."""
    digits = code.group(1)
    return code.group() if len(digits) < 9 and -0x10000 <= int(digits) <= 0x10FFFF else "\\u65533"


def _joined(pair: re.Match[str]) -> str:
    """Two halves of a character as one; a half alone is nothing."""
    return (pair.group(1) or "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
