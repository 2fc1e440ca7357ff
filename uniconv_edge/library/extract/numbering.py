"""The numbers that a word processor draws before the items of a list and the clauses of a contract. Pure.

A Word document (ISO 29500-1, 17.9) keeps them apart from the text, as rules of counting: lists (`num`) that point to
definitions (`abstractNum`) of up to nine levels, each with its format and its text (`%1.%2.`). So does one of Word 97
to 2003 in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.archive import attribute, local_name
from uniconv_edge.library.numerals import letters, roman

BULLET = "-"
_LEVELS = 9
_MAX_COUNT = 1_000_000
_PLACE = expression(r"%([1-9])")
_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerLetter": letters,
    "upperLetter": lambda count: letters(count).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda count: roman(count).upper(),
}


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: its first number, in which signs it is written, its text with `%1` for a number."""

    start: int = 1
    format: str = "decimal"
    text: str = ""


@dataclass(slots=True)
class CountedList:
    """The definition that a list points to, and where its levels begin anew."""

    definition: str
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the items of a document's lists, in the order in which they are asked for."""

    def __init__(self, definitions: Mapping[str, Mapping[int, Level]], lists: Mapping[str, CountedList]) -> None:
        """The definitions with their levels from 0, and the lists that point to them, by their names."""
        self._definitions = definitions
        self._lists = lists
        self._counts: dict[str, dict[int, int]] = {}

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


def numbering_of(roots: Iterable[Any]) -> Numbering:
    """The lists of a docx by the roots of the parts with the rules, of which a document has one or none."""
    definitions: dict[str, dict[int, Level]] = {}
    lists: dict[str, CountedList] = {}
    for root in roots:
        for element in root:
            if local_name(element) == "abstractNum":
                definitions[attribute(element, "abstractNumId")] = _levels(element)
            elif local_name(element) == "num":
                lists[attribute(element, "numId")] = _list(element)
    return Numbering(definitions, lists)


def _shown(level: int, levels: Mapping[int, Level], counts: dict[int, int]) -> str:
    rule = levels.get(level, Level())
    count = counts.get(level, rule.start)
    return _FORMATS[rule.format](max(1, count)) if rule.format in _FORMATS else str(max(0, count))


def _levels(definition: Any) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in definition:
        if local_name(element) == "lvl" and (number := _count(attribute(element, "ilvl"))) < _LEVELS:
            said = {local_name(each): attribute(each, "val") for each in element}
            found[number] = Level(
                _count(said.get("start", "1")), said.get("numFmt", "decimal"), said.get("lvlText", "")
            )
    return found


def _list(element: Any) -> CountedList:
    found = CountedList("")
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
