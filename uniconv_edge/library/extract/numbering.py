"""The numbers that a word processor draws before the items of a list and the clauses of a contract. Pure.

A Word document (ISO 29500-1, 17.9) keeps them apart from the text, as rules of counting: lists (`num`) that point to
definitions (`abstractNum`) of up to nine levels, each with its format and its text (`%1.%2.`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from uniconv_edge.library.extract.archive import attribute, local_name

BULLET = "-"
_LEVELS = 9
_MAX_COUNT = 1_000_000
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def letters(count: int) -> str:
    """a to z, then aa, bb, as word processors and browsers go on."""
    return chr(ord("a") + (count - 1) % 26) * min(9, (count - 1) // 26 + 1)


def roman(count: int) -> str:
    """i, ii, iii, iv; a number above 3999 stays one."""
    if count > 3999:
        return str(count)
    said = ""
    for value, sign in _ROMAN:
        said += sign * (count // value)
        count %= value
    return said


_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": letters,
    "upperLetter": lambda count: letters(count).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda count: roman(count).upper(),
}


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class _List:
    """The definition that a list points to, and where its levels begin anew."""

    definition: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the items of a document's lists, in the order in which they are asked for."""

    def __init__(self, roots: Iterable[Any]) -> None:
        """`roots`: of the parts with the rules, as a document has one or none."""
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for root in roots:
            for element in root:
                if local_name(element) == "abstractNum":
                    self._definitions[attribute(element, "abstractNumId")] = _levels(element)
                elif local_name(element) == "num":
                    self._lists[attribute(element, "numId")] = _list(element)

    def mark(self, number: str, level: int) -> str:
        """What stands before the next item of a list at a level from 0: `3.`, `(b)`, `-` for a bullet and where the
        rules do not say; "" for the list 0, which is none."""
        if number == "0":
            return ""
        found = self._lists.get(number)
        levels = self._definitions.get(found.definition, {}) if found else {}
        if found is None or level not in levels:
            return BULLET
        counts = self._counts.setdefault(found.definition, {})
        begins = found.starts.pop(level, None)
        counts[level] = min(_MAX_COUNT, counts.get(level, levels[level].start - 1) + 1 if begins is None else begins)
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if levels[level].format in ("bullet", "none"):
            return BULLET
        return _PLACE.sub(lambda place: _shown(int(place[1]) - 1, levels, counts), levels[level].text).strip() or BULLET


def _shown(level: int, levels: dict[int, _Level], counts: dict[int, int]) -> str:
    rule = levels.get(level, _Level())
    return _FORMATS.get(rule.format, str)(max(1, counts.get(level, rule.start)))


def _levels(definition: Any) -> dict[int, _Level]:
    found: dict[int, _Level] = {}
    for element in definition:
        if local_name(element) == "lvl" and (number := _count(attribute(element, "ilvl"))) < _LEVELS:
            said = {local_name(each): attribute(each, "val") for each in element}
            found[number] = _Level(
                _count(said.get("start", "1")), said.get("numFmt", "decimal"), said.get("lvlText", "")
            )
    return found


def _list(element: Any) -> _List:
    found = _List("")
    for each in element:
        if local_name(each) == "abstractNumId":
            found.definition = attribute(each, "val")
        elif local_name(each) == "lvlOverride":
            for start in each:
                if local_name(start) == "startOverride":
                    found.starts[_count(attribute(each, "ilvl"))] = _count(attribute(start, "val"))
    return found


def _count(written: str) -> int:
    return min(_MAX_COUNT, int(written)) if written.isascii() and written.isdigit() else 0
