"""A Word document's blocks, of whatever version of the program, as its page: its title, and the headings that its
formatting alone tells. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from uniconv_edge.library.extract.again import with_headings_again
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.library.extract.bold import BOLD_LEVEL, with_bold_headings
from uniconv_edge.library.extract.headings import title_of

PAGE_FIELD = re.compile(r"\b(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
"""The code of a field that shows a page's number or their number."""
TICKS: Mapping[tuple[str, str], str] = {
    ("Wingdings", "FE"): "☑",
    ("Wingdings", "FD"): "☒",
    ("Wingdings", "FC"): "✓",
    ("Wingdings", "FB"): "✗",
    ("Wingdings", "A8"): "☐",
    ("Wingdings", "6F"): "☐",
    ("Wingdings 2", "52"): "☑",
    ("Wingdings 2", "53"): "☒",
    ("Wingdings 2", "A3"): "☐",
}
"""Signs of fonts, by the last two digits of their code, that show a box or a tick."""
_PLACEHOLDER_TITLES = frozenset(("word document", "document", "untitled", "title", "document title"))


def page_of(named: str, heads: Sequence[Block], blocks: Sequence[Block], name: str) -> Parsed:
    """The document of that file name, with what its pages have at their heads and feet before its text. `named` is the
    title that its properties tell, "" for none."""
    title = _title(fold(named), blocks)
    blocks = with_headings_again(list(with_bold_headings(blocks)))
    if any(block.level == BOLD_LEVEL for block in blocks):
        title = title or PurePath(name).stem  # a section is no title
    return Parsed(title, [ParsedPage(None, [*heads, *blocks])])


def _title(named: str, blocks: Sequence[Block]) -> str:
    if named and named.casefold() not in _PLACEHOLDER_TITLES:
        return named
    first = next((fold(block.text) for block in blocks if block.level == 1), "")
    return title_of({first: 1})  # `Contents` names no document, the file's name does
