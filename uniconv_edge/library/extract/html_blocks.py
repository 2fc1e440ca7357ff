"""Blocks of a web page from the text between its borders: items with their marks, terms with what they mean, and the
lines that text is shown on. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import SENTENCE_END, Block, defined, fold
from uniconv_edge.library.outline import TERM_LEVEL
from uniconv_edge.library.sentences import is_verse

# Where a block begins or ends within a row, until it is known whether the row is one of facts, and the end of the mark
# of an item there. No text has these noncharacters.
PART, MARKED = "\ufdd0", "\ufdd1"
BORDER = expression(f"{PART}(?:[^{PART}{MARKED}]*{MARKED})?")
# The ends that a line can have: shown and not written (`\v`), written, or both.
_LINE_END = expression(r"(\v[^\S\n\v]*\n|\v|\n)")


@dataclass(slots=True)
class _Meaning:
    """What a term of an open list means: the term, the first block by itself where that stands behind the term, and the
    number of that block or of the term; whether terms of the list are headings."""

    term: Block | None = None
    first: Block | None = None
    block: int = 0
    has_headings: bool = False


class WebBlocks:
    """The blocks that are found; `item` is the mark of the item that begins."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.item = ""
        self._term: Block | None = None  # what the text that follows defines
        self._meanings: list[_Meaning] = []  # that are open, from the outermost list of terms

    def add(
        self,
        text: str,
        begins: int,
        level: int = 0,
        *,
        is_whole: bool = False,
        in_row: bool = False,
        as_written: bool = False,
    ) -> None:
        """Take the text between two borders, which begins at a line; a heading has a `level`, a row that `is_whole` is
        a line."""
        mark, marked, words = text.partition(MARKED)
        if marked:
            self.item, text = mark, words
        if not text.strip():
            return
        lines = [Block(text, at=begins)] if as_written else _lines(text, begins)
        if is_whole or level:
            lines = [Block((" " if is_whole else "\n").join(line.text for line in lines), at=lines[0].at)]
        if is_whole:
            lines = [replace(lines[0], text=lines[0].text.replace("\n", " "))]
        if in_row:
            lines = [replace(line, text=line.text.strip(" |")) for line in lines]
        if not lines[0].text.strip():
            return
        if self._term:
            self._begin_meaning(self._term, lines[0])
            lines[0] = Block(defined(self._term.text, lines[0].text), at=self._term.at)
            self._term = None
        is_item = bool(self.item) and not level
        shown = f"{self.item} {lines[0].text}" if is_item else lines[0].text
        self.found.append(Block(shown, level, is_item or is_whole, lines[0].at))
        self.found += lines[1:]
        self.item = ""

    def hold_term(self, text: str, at: int) -> None:
        """A term waits for the text that defines it, which it stands before; several with one meaning wait together."""
        term = fold(text)
        if term and self._term:
            self._term = replace(self._term, text=f"{self._term.text}, {term}")
        elif term:
            self._term = Block(term, at=at)

    def tell_term(self) -> None:
        """A term stands for itself where no text is left that defines it."""
        if self._term:
            self._begin_meaning(self._term)
            self.found.append(self._term)
            self._term = None

    def begin_terms(self) -> None:
        """A list of terms begins."""
        self._meanings.append(_Meaning())

    def end_meaning(self) -> None:
        """What a term means ends: the term is a heading where that is more than a block, and text."""
        meaning = self._meanings[-1] if self._meanings else None
        if meaning is None or meaning.term is None:
            return
        level, first = self._term_level, meaning.block
        above = [] if meaning.first is None else [meaning.first]
        says_something = any(SENTENCE_END.search(block.text) for block in self.found[first:])
        if len(self.found) > first + 1 and says_something:  # a table of contents does not
            self.found[first : first + 1] = [replace(meaning.term, level=level), *above]
            meaning.has_headings = True
        elif meaning.has_headings:
            self.found.insert(first, Block("", level))
        meaning.term = None

    def end_terms(self) -> None:
        """The list of terms ends, and what stands under its headings."""
        if self._meanings and self._meanings[-1].has_headings:
            self.found.append(Block("", self._term_level))
        del self._meanings[-1:]

    @property
    def _term_level(self) -> int:
        return TERM_LEVEL - 1 + len(self._meanings)

    def _begin_meaning(self, term: Block, first: Block | None = None) -> None:
        if self._meanings:
            meaning = self._meanings[-1]
            meaning.term, meaning.first, meaning.block = term, first, len(self.found)


def with_verses(blocks: list[Block]) -> list[Block]:
    """The blocks, those of a poem whose lines are blocks of their own together."""
    found: list[Block] = []
    for is_line, run in groupby(blocks, _may_be_verse):
        lines = list(run)
        if is_line and is_verse([block.text for block in lines]):
            lines[1:] = [replace(line, tight=True) for line in lines[1:]]
        found += lines
    return found


def _may_be_verse(block: Block) -> bool:
    return not block.level and not block.tight and "\n" not in block.text


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
