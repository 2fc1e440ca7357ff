"""Marks of the items of an OpenDocument text's lists: numbers as their styles have them, a dash for bullets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from uniconv_edge.library.extract.archive import attribute, below, local_name
from uniconv_edge.library.numerals import letters, roman

BULLET = "-"
"""The mark of an item without a number."""
_MAX_NUMBER = 100_000
_FORMATS: Mapping[str, Callable[[int], str]] = {
    "1": str,
    "a": letters,
    "A": lambda number: letters(number).upper(),
    "i": roman,
    "I": lambda number: roman(number).upper(),
}


@dataclass(slots=True)
class _OpenList:
    style: str
    next: int
    shown: str = ""  # the number of the item that is open, without what stands around it


class ListNumbers:
    """Counts the items of lists, in the order in which they are asked for."""

    def __init__(self, *parts: Any) -> None:
        """`parts`: the roots of those with styles, None for one that is missing."""
        self._rules = {
            (attribute(style, "name"), attribute(level, "level")): level
            for part in parts
            if part is not None
            for style in below(part, "list-style")
            for level in style
            if local_name(level) == "list-level-style-number"
        }
        self._open: list[_OpenList] = []
        self._next: dict[tuple[str, int], int] = {}  # where a list may go on, by style and level

    def items(self, element: Any) -> Iterator[tuple[Any, str]]:
        """The items of a list, each with its mark; inner lists are asked for while it is open. What stands above the
        items has no mark."""
        style = attribute(element, "style-name") or (self._open[-1].style if self._open else "")
        place = style, len(self._open) + 1
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
        start = _number(self._rule(*place), 1)
        self._open.append(_OpenList(style, self._next.get(place, start) if goes_on else start))
        for item in element:
            is_item = local_name(item) == "list-item" and any(local_name(child) in ("h", "p") for child in item)
            yield item, self._mark(item) if is_item else ""
        self._next[place] = self._open.pop().next

    def _mark(self, item: Any) -> str:
        current = self._open[-1]
        rule = self._rule(current.style, len(self._open))
        shown = _FORMATS.get(attribute(rule, "num-format")) if rule is not None else None
        if shown is None:
            return BULLET
        number = _number(item, current.next)
        current.next, current.shown = number + 1, shown(number)
        levels = max(1, _number(rule, 1, "display-levels"))
        told = ".".join(each.shown for each in self._open[-levels:] if each.shown)
        return f"{attribute(rule, 'num-prefix')}{told}{attribute(rule, 'num-suffix')}"

    def _rule(self, style: str, level: int) -> Any:
        return self._rules.get((style, str(level)))


def _number(element: Any, otherwise: int, name: str = "start-value") -> int:
    written = attribute(element, name) if element is not None else ""
    return min(_MAX_NUMBER, int(written)) if written.isascii() and written.isdigit() else otherwise
