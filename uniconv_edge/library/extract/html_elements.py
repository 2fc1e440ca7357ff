"""Elements of web pages: which are left out, which part blocks, and what their attributes say of them. Pure."""

from __future__ import annotations

import re
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.numerals import letters

_DROPPED_NAMES = (
    "script style nav noscript template head title iframe object embed audio video canvas map select "
    "defs symbol desc metadata annotation annotation-xml "  # of drawings and formulas
    "del s strike"  # what is written there holds no longer
)
DROPPED = frozenset(_DROPPED_NAMES.split())
_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody tfoot thead "
    "tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
CELLS = frozenset(("td", "th"))
_BOLD = frozenset(("b", "strong"))
_BOLD_STYLE = expression(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
# What begins no text that may stand behind the term which it defines.
NO_MEANINGS = frozenset(("dl", "li", "pre", "h1", "h2", "h3", "h4", "h5", "h6"))
# What stands between the two parts of a formula's element.
FORMULA_MARKS = {"mfrac": "/", "msup": "^"}
_HIDDEN_STYLE = expression(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|text-decoration[\w-]*\s*:[^;]*line-through",
    re.IGNORECASE,
)


_PAGE_OF_PRINT = frozenset(("pagenum", "pageno", "x-ebookmaker-pageno", "doc-pagebreak", "lnum", "linenum"))


def is_bold(element: Any, tag: str) -> bool:
    """Whether an element sets what it holds in bold type."""
    style = element.get("style") if tag != "table" else None
    return tag in _BOLD or (style is not None and _BOLD_STYLE.search(style) is not None)


def is_bold_alone(element: Any) -> bool:
    """Whether all that an element says is in one part in bold type."""
    while len(element) == 1 and not (element.text or "").strip() and not (element[0].tail or "").strip():
        element = element[0]
        if is_bold(element, element.tag if isinstance(element.tag, str) else ""):
            return True
    return False


def is_hidden(element: Any) -> bool:
    """Whether a page does not show an element, or strikes it out, or it only counts pages or lines of print."""
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if not _PAGE_OF_PRINT.isdisjoint((*attributes.get("class", "").split(), attributes.get("role"))):
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def _first_number(element: Any) -> int:
    return _count(element.get("start")) or 1


def _count(written: str | None) -> int:
    """A number that is written in an attribute, 0 for none."""
    said = (written or "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 7 else 0


class Lists:
    """The lists that are open, each with its next number, None where its items have no numbers."""

    def __init__(self) -> None:
        self._numbers: list[int | None] = []

    def begin(self, element: Any, tag: str) -> None:
        """A list begins."""
        self._numbers.append(_first_number(element) if tag == "ol" else None)

    def end(self) -> None:
        """The innermost list ends."""
        del self._numbers[-1:]

    def mark(self, element: Any) -> str:
        """What stands before an item of the innermost list."""
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return "-"
        number = _count(element.get("value")) or number
        self._numbers[-1] = number + 1
        style = element.getparent().get("type")
        return (
            f"{letters(number)}." if style == "a" else f"{letters(number).upper()}." if style == "A" else f"{number}."
        )
