"""A Word document's blocks, of whatever version of the program, as its page: its title, and the headings that its
formatting alone tells. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.again import with_headings_again
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.library.extract.bold import BOLD_LEVEL, with_bold_headings
from uniconv_edge.library.extract.contents import with_led_entries
from uniconv_edge.library.extract.headings import title_of

PAGE_FIELD = expression(r"\b(?:PAGE|NUMPAGES|SECTIONPAGES)\b")
"""The code of a field that shows a page's number or their number."""
_TICKS: Mapping[tuple[str, int], str] = {
    ("Wingdings", 0xFE): "☑",
    ("Wingdings", 0xFD): "☒",
    ("Wingdings", 0xFC): "✓",
    ("Wingdings", 0xFB): "✗",
    ("Wingdings", 0xA8): "☐",
    ("Wingdings", 0x6F): "☐",
    ("Wingdings 2", 0x52): "☑",
    ("Wingdings 2", 0x53): "☒",
    ("Wingdings 2", 0xA3): "☐",
}
# Of the font Symbol, by the code of the first: letters, and the signs that stand in formulas and measures.
_SYMBOLS = (
    (0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"),
    (0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"),
    (0xA2, "′≤⁄∞"),
    (0xAB, "↔←↑→↓°±″≥×∝∂•÷≠≡≈…"),
    (0xC5, "⊕∅∩∪"),
    (0xCE, "∈∉"),
    (0xD1, "∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"),
    (0xE2, "®©™∑"),
)
_SIGNS: Mapping[tuple[str, int], str] = {
    **_TICKS,
    **{("Symbol", first + number): sign for first, row in _SYMBOLS for number, sign in enumerate(row)},
}
_PLACEHOLDER_TITLES = frozenset(("word document", "document", "untitled", "title", "document title"))


def sign_of(font: str, code: int) -> str:
    """The sign that a font shows for a code, of which the last eight bits tell; "" for one that is not known here."""
    return _SIGNS.get((font, code & 0xFF), "")


def page_of(named: str, heads: Sequence[Block], blocks: Sequence[Block], name: str) -> Parsed:
    """The document of that file name, with what its pages have at their heads and feet before its text. `named` is the
    title that its properties tell, "" for none."""
    title = _title(fold(named), blocks)
    blocks = with_headings_again(list(with_bold_headings(with_led_entries(blocks))))
    if any(block.level == BOLD_LEVEL for block in blocks):
        title = title or PurePath(name).stem  # a section is no title
    return Parsed(title, [ParsedPage(None, [*heads, *blocks])])


def _title(named: str, blocks: Sequence[Block]) -> str:
    if named and named.casefold() not in _PLACEHOLDER_TITLES:
        return named
    first = next((fold(block.text) for block in blocks if block.level == 1), "")
    return title_of({first: 1})  # `Contents` names no document, the file's name does
