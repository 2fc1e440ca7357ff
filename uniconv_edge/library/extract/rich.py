"""Rich text (rtf). The only module that uses striprtf."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.library.extract.rows import table_lines
from uniconv_edge.library.extract.running import each_once

_TITLE = re.compile(r"\{\\title ([^{}\\]{1,200})\}")
# Pictures are lines of hexadecimal digits, which the parser would go through one by one.
_PICTURES = re.compile(rb"(?:[0-9a-fA-F]{64,}[\r\n]*){2,}")
# Notes and what pages have at their heads and feet are groups, which the parser would leave out, and hidden text is in
# none, which it would keep; these marks stand around their text instead. No text has these noncharacters.
_NOTE_BEGINS, _NOTE_ENDS = "\ufdd0", "\ufdd1"
_HEAD_BEGINS, _HEAD_ENDS = "\ufdd2", "\ufdd3"
_HIDDEN_BEGINS, _HIDDEN_ENDS = "\ufdd4", "\ufdd5"
_MARKS = re.compile(f"[{_NOTE_BEGINS}-{_HIDDEN_ENDS}]")
_WORDS = re.compile(
    r"\\[{}\\]|[{}]|(?:\\\*\s*)?\\(?P<group>footnote|header[lrf]?|footer[lrf]?)(?![a-zA-Z])|"
    r"\\(?P<table>intbl|pard|par|row)(?![a-zA-Z])-?\d* ?|"
    r"\\(?:(?P<hides>v|striked?)(?![a-zA-Z])(?P<off>0+(?!\d))?-?\d* ?|(?P<resets>plain)(?![a-zA-Z])\d* ?)"
)
_HIDDEN = re.compile(f"{_HIDDEN_BEGINS}[^{_HIDDEN_ENDS}]*{_HIDDEN_ENDS}?")
_NOTE = re.compile(f"{_NOTE_BEGINS}([^{_NOTE_BEGINS}{_NOTE_ENDS}]*){_NOTE_ENDS}")
_HEAD = re.compile(f"{_HEAD_BEGINS}([^{_HEAD_BEGINS}{_HEAD_ENDS}]*){_HEAD_ENDS}")
_CODE = re.compile(r"\\u(-?\d{5,})")
_SURROGATES = re.compile("([\ud800-\udbff][\udc00-\udfff])|[\ud800-\udfff]")


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
    for whole in _HEAD.sub("", text).split("\n"):
        notes = _NOTE.findall(whole)
        line = _MARKS.sub("", _NOTE.sub("", whole))
        is_row = line.rstrip().endswith("|")  # as each cell of a row does
        if is_row:
            rows.append([fold(cell) for cell in line.strip().removesuffix("|").split("|")])
        if notes or not is_row:
            blocks += _table(rows)
            rows = []
        if not is_row:
            blocks.append(Block(line))
        blocks.extend(map(Block, notes))
    blocks += _table(rows)
    title = _TITLE.search(source[:20_000])
    return Parsed(title.group(1) if title else "", [ParsedPage(None, blocks)])


def _table(rows: Sequence[Sequence[str]]) -> Iterator[Block]:
    """The rows of a table with the names of their columns."""
    lines = (line.strip(" |") for line in table_lines(rows))
    yield from (Block(line, tight=number > 0) for number, line in enumerate(filter(None, lines)))


def _marked(source: str) -> str:
    """The source with its notes, heads, feet and hidden text as usual groups and text between marks."""
    return _WORDS.sub(_Marking().changed, source)


class _Marking:
    """Follows the groups of a source: what a word in one of them changes ends with it."""

    def __init__(self) -> None:
        # For each open group: what hides the text around it or strikes it out, and the mark of its end.
        self._open: list[tuple[frozenset[str], str]] = []
        self._hiding = frozenset[str]()
        self._is_in_table = False

    def changed(self, found: re.Match[str]) -> str:
        word = found.group()
        if word == "{":
            self._open.append((self._hiding, ""))
        elif word == "}":
            around, ends = self._open.pop() if self._open else (self._hiding, "")
            return self._hide(around) + word + ends
        elif group := found["group"]:
            begins, ends = (_NOTE_BEGINS, _NOTE_ENDS) if group == "footnote" else (_HEAD_BEGINS, _HEAD_ENDS)
            if self._open:
                self._open[-1] = self._open[-1][0], ends
            return begins
        elif table := found["table"]:
            if table == "par":  # a paragraph of a cell ends no row
                return r"\~" if self._is_in_table else word
            self._is_in_table = table == "intbl"
        elif hides := found["hides"]:
            return word + self._hide(self._hiding - {hides} if found["off"] else self._hiding | {hides})
        elif found["resets"]:
            return word + self._hide(frozenset())
        return word

    def _hide(self, hiding: frozenset[str]) -> str:
        """The mark of a change. A word stands before it, or a code before that would take it for its other spelling."""
        was_hidden, self._hiding = bool(self._hiding), hiding
        if bool(hiding) == was_hidden:
            return ""
        return f"\\plain {_HIDDEN_BEGINS if hiding else _HIDDEN_ENDS}"


def _character(code: re.Match[str]) -> str:
    """A number that stands for no character as that of U+FFFD."""
    digits = code.group(1)
    return code.group() if len(digits) < 9 and -0x10000 <= int(digits) <= 0x10FFFF else "\\u65533"


def _joined(pair: re.Match[str]) -> str:
    """Two halves of a character as one; a half alone is nothing."""
    return (pair.group(1) or "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
