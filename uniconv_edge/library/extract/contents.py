"""Entries of tables of contents in Word files: dots are put before the number of the page in each, as such tables are
printed, by which they are known for what they are (`finding_aids`). Pure.

Word's own entries are told by the field that makes them, by their style, or as links to its bookmarks. What a person
typed, or another program left of them, is told by the heading above, by the order of the pages, and by their names,
which stand over what follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.archive import attribute, local_name
from uniconv_edge.library.extract.blocks import Block, fold
from uniconv_edge.library.extract.styles import Styles
from uniconv_edge.library.finding_aids import LEADER, is_called_contents

_FIELD = expression(r"\s*TOC\b")
_STYLE = expression(r"(?i)toc \d|table of figures")
_BOOKMARK = "_Toc"
# `Fees<tab>12`, `Fees 12`, `Fees12`, `Preface<tab>iv`, and by chapters `Fees2-12`
_PAGE = expression(r"(?:\t[ivxlc]{1,6}|(?<!\d)\d{1,4}(?:-\d{1,3})?)\Z")
_LETTER = expression(r"[^\W\d]")
_LONGEST = 300
_MOST_BETWEEN = 4  # lines of a table without a number: names of chapters, first halves of long ones
_FEWEST = 3
_LEAST_FOLLOWING = 0.5  # of the entries, which name what follows


def entries_of(root: Any, styles: Styles) -> set[Any]:
    """The paragraphs that Word has as entries."""
    found: set[Any] = set()
    fields: list[bool] = []  # those that are open: whether each makes a table of contents
    paragraph = None
    for node in root.iter("{*}p", "{*}fldChar", "{*}instrText", "{*}hyperlink"):
        kind = local_name(node)
        if kind == "p":
            paragraph = node
        elif kind == "fldChar" and attribute(node, "fldCharType") == "begin":
            fields.append(False)
        elif kind == "fldChar" and attribute(node, "fldCharType") == "end":
            del fields[-1:]
        elif kind == "instrText" and fields and _FIELD.match(node.text or ""):
            fields[-1] = True
        is_link = kind == "hyperlink" and attribute(node, "anchor").startswith(_BOOKMARK)
        if paragraph is not None and (
            True in fields
            or (is_link and _words(node) == _words(paragraph))
            or (node is paragraph and _STYLE.fullmatch(styles.name(paragraph)))
        ):
            found.add(paragraph)
    return found


def _words(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter("{*}t"))


def led(text: str) -> str:
    """An entry with dots before the number of its page; other text as it is."""
    found = _entry(text)
    return found.led if found else text


def with_led_entries(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those that are entries below a heading of contents with dots before the numbers of their pages."""
    told = list(blocks)
    headings = [number for number, block in enumerate(blocks) if is_called_contents(fold(block.text))]
    last = {_bare(block.text): number for number, block in enumerate(blocks)} if headings else {}
    for number in headings:
        for at, entry in _below(blocks, number + 1, last):
            told[at] = replace(told[at], text=entry.led, level=0)
    return told


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry names, and the number of its page, of its chapter first where the pages of each are counted."""

    name: str
    page: str

    @property
    def led(self) -> str:
        return f"{self.name} {LEADER}\t{self.page}"

    @property
    def order(self) -> tuple[int, ...]:
        return tuple(int(number) for number in self.page.split("-") if number.isdecimal())


def _entry(text: str) -> _Entry | None:
    text = text.rstrip()
    may_be = len(text) <= _LONGEST and LEADER not in text and "\n" not in text
    found = _PAGE.search(text) if may_be else None
    name = text[: found.start()].rstrip(" \t") if found else ""
    return _Entry(name, found[0].strip()) if found and _LETTER.search(name) else None


def _below(blocks: Sequence[Block], first: int, last_of: Mapping[str, int]) -> list[tuple[int, _Entry]]:
    """The entries of a table that begins at a block, with the numbers of theirs, up to what one of them names.
    `last_of`: where each text, by `_bare`, stands last."""
    found: list[tuple[int, _Entry]] = []
    names: set[str] = set()
    last: tuple[int, ...] = ()
    for at in range(first, len(blocks)):
        fitting = [entry for entry in _readings(blocks[at].text) if entry.order >= last]
        if _bare(blocks[at].text) in names or is_called_contents(fold(blocks[at].text)):
            break
        if fitting:
            entry = min(fitting, key=lambda entry: entry.order)
            found.append((at, entry))
            names.add(_bare(entry.name))
            last = entry.order
        elif at - (found[-1][0] if found else first - 1) > _MOST_BETWEEN:
            break
    if len(found) < _FEWEST:
        return []
    named = sum(last_of.get(_bare(entry.name), -1) > found[-1][0] for _, entry in found)
    return found if named >= _LEAST_FOLLOWING * len(found) else []


def _readings(text: str) -> Iterator[_Entry]:
    """What an entry may name: where its page stands right behind a number, some of that is the page's (`Chapter 133-4`
    is page 3-4)."""
    text = text.rstrip()
    entry = _entry(text)
    if entry is None:
        return
    yield entry
    _, dash, page = entry.page.rpartition("-")
    for length in range(len(entry.page) - 1, len(dash + page), -1) if dash else ():
        yield _Entry(text[:-length], text[-length:])


def _bare(text: str) -> str:
    """Letters and digits alone."""
    return "".join(filter(str.isalnum, text)).casefold()
