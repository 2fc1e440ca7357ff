"""What the formatting of a Word document says of its paragraphs and words, by itself or through styles. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.archive import attribute, local_name

HEADING_STYLE = expression(r"heading\s*([1-9])", re.IGNORECASE)
# Words that are not shown, and those that are struck out, which hold no longer.
_UNREAD = ("vanish", "strike", "dstrike")
_BOLD = "b"


class Styles:
    """What styles say of headings and of what is not read, by themselves or by the style that they are based on."""

    def __init__(self, document: Any) -> None:
        self._styles: dict[str, Any] = {}
        try:
            styles = document.styles.element
        except Exception:  # a part of styles that python-docx does not take for one; the text is elsewhere
            styles = None
        for style in children(styles, "style"):
            self._styles[attribute(style, "styleId")] = style
        self._levels = {identifier: self._level(identifier) for identifier in self._styles}
        self._switches = {
            (identifier, kind): self._says(identifier, kind)
            for identifier in self._styles
            for kind in (*_UNREAD, _BOLD)
        }
        self._lists = {identifier: self._list(identifier) for identifier in self._styles}

    def _lineage(self, identifier: str) -> Iterator[Any]:
        seen: set[str] = set()
        while identifier in self._styles and identifier not in seen:
            seen.add(identifier)
            yield self._styles[identifier]
            identifier = value(self._styles[identifier], "basedOn")

    def _level(self, identifier: str) -> int:
        for style in self._lineage(identifier):
            name = value(style, "name")
            if match := HEADING_STYLE.fullmatch(name):
                return int(match.group(1))
            if name.casefold() == "title":
                return 1
        return 0

    def _says(self, identifier: str, kind: str) -> bool | None:
        return _first(switch(style, "rPr", kind) for style in self._lineage(identifier))

    def _list(self, identifier: str) -> tuple[str, str]:
        found = [_list_of(style) for style in self._lineage(identifier)]
        return next((number for number, _ in found if number), ""), next((level for _, level in found if level), "")

    def item(self, paragraph: Any) -> tuple[str, int] | None:
        """The list that a paragraph is an item of, by itself or by its style, and its level from 0; None for others."""
        number, level = _list_of(paragraph)
        of_style = self._lists.get(property_of(paragraph, "pPr", "pStyle"), ("", ""))
        number, level = number or of_style[0], level or of_style[1] or "0"
        return (number, int(level) if level.isascii() and level.isdigit() else 0) if number else None

    def level(self, paragraph: Any) -> int:
        """1 to 9 for a heading, else 0."""
        for properties in children(paragraph, "pPr"):
            return self._levels.get(value(properties, "pStyle"), 0)
        return 0

    def name(self, paragraph: Any) -> str:
        """What the style of a paragraph is called, "" where it has none."""
        style = self._styles.get(property_of(paragraph, "pPr", "pStyle"))
        return "" if style is None else value(style, "name")

    def sets_off_first_row(self, table: Any) -> bool:
        """Whether the style of a table shows its first row in bold type, and the table has it do so."""
        if not any(_has_first_row(look) for found in children(table, "tblPr") for look in children(found, "tblLook")):
            return False
        parts = (
            part
            for style in self._lineage(property_of(table, "tblPr", "tblStyle"))
            for part in children(style, "tblStylePr")
            if attribute(part, "type") == "firstRow"
        )
        return _first(switch(part, "rPr", _BOLD) for part in parts) is True

    def drop_unread(self, root: Any) -> None:
        """Empty the runs that are not shown or are struck out: by their own formatting, by their style, or by their
        paragraph's. Their formatting stays, by which `is_struck` knows them."""
        for run, around in list(self._formatted_runs(root)):
            if any(self._is(kind, run, around) for kind in _UNREAD):
                for part in [part for part in run if local_name(part) != "rPr"]:
                    run.remove(part)

    def _formatted_runs(self, root: Any) -> Iterator[tuple[Any, str]]:
        """The runs that may not be read, for their formatting or a style says something of it, with the style of their
        paragraph: a look at all runs of a long document would take as long as reading it."""
        unread = {identifier for (identifier, kind), is_on in self._switches.items() if kind in _UNREAD and is_on}
        for switched in _formatted(root, *_UNREAD):
            run = _formatted_by(switched)
            if run is not None and local_name(run) == "r":
                yield run, _around(run)
        for named in _formatted(root, "rStyle", "pStyle") if unread else ():
            owner = _formatted_by(named)
            if owner is not None and attribute(named, "val") in unread:
                yield from ((run, _around(run)) for run in owner.iter("{*}r"))

    def _is(self, kind: str, run: Any, around: str) -> bool | None:
        styles = (property_of(run, "rPr", "rStyle"), around)
        return _first((switch(run, "rPr", kind), *(self._switches.get((style, kind)) for style in styles)))

    def is_bold(self, paragraph: Any) -> bool:
        """Whether all its words are in bold type."""
        around = property_of(paragraph, "pPr", "pStyle")
        runs = [run for run in paragraph.iter("{*}r") if any((text.text or "").strip() for text in children(run, "t"))]
        return bool(runs) and all(self._is(_BOLD, run, around) for run in runs)


def _has_first_row(look: Any) -> bool:
    """Whether a table's first row is one of its own, as a word of its own or a bit of all (ISO 29500-1, 17.4.55)."""
    said, bits = attribute(look, "firstRow"), attribute(look, "val")
    return said in ("1", "true", "on") if said else re.fullmatch("[0-9a-fA-F]{2}[2367abefABEF].", bits) is not None


def _formatted(root: Any, *kinds: str) -> Iterator[Any]:
    """The switches of these kinds anywhere below an element."""
    yield from root.iter(*(f"{{*}}{kind}" for kind in kinds))


def _formatted_by(switched: Any) -> Any:
    """What a switch among the properties of a run or paragraph is of; None where it stands elsewhere."""
    properties = switched.getparent()
    return None if properties is None else properties.getparent()


def _around(run: Any) -> str:
    """The style of the paragraph that a run stands in."""
    return property_of(next(run.iterancestors("{*}p"), None), "pPr", "pStyle")


def is_struck(paragraph: Any) -> bool:
    """Whether words of it were struck out: the number of a list that it has counts nevertheless."""
    return next(_formatted(paragraph, "strike", "dstrike"), None) is not None


def _first(switches: Iterable[bool | None]) -> bool | None:
    """What the first of them says that says anything."""
    return next((switch for switch in switches if switch is not None), None)


def _list_of(described: Any) -> tuple[str, str]:
    """The list and the level that a paragraph or a style names, "" where it names none."""
    for properties in children(described, "pPr"):
        for numbered in children(properties, "numPr"):
            return value(numbered, "numId"), value(numbered, "ilvl")
    return "", ""


# The elements of a document as it is written: those of a name below another, and what they say.


def children(parent: Any, wanted: str) -> Iterator[Any]:
    if parent is not None:
        yield from (child for child in parent if local_name(child) == wanted)


def property_of(parent: Any, properties: str, kind: str) -> str:
    return next((value(found, kind) for found in children(parent, properties)), "")


def switch(parent: Any, properties: str, wanted: str) -> bool | None:
    """A property that is on or off (ISO 29500-1, 17.17.4); None where nothing is said."""
    for found in children(parent, properties):
        for said in children(found, wanted):
            return attribute(said, "val") not in ("0", "false", "off")
    return None


def value(parent: Any, child: str) -> str:
    return next((attribute(found, "val") for found in children(parent, child)), "")
