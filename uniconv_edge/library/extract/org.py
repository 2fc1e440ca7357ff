"""Org mode, as Emacs and other programs keep notes and tasks in it: headings below stars, what is to be done, drawers.

A heading keeps its state, and its tags as others write them (`TODO Renew the passport #errand`); one with nothing below
it, as short lists of tasks have, is text. Days, links and words in other type stand as they are shown; properties are
lines of facts (`RAM: 64 GB`). Marks of blocks and settings of the program are left out, and nothing is ever included
from another file. https://orgmode.org/worg/org-syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage
from uniconv_edge.library.extract.drawn import with_drawn_tables
from uniconv_edge.library.extract.plain import decode

_HEADING = expression(r"(\*+)\s+(\S.*)")
_TAGS = expression(r":[\w@#%:]+:")
_MAX_LEVEL = 9
_SETTING = expression(r"[ \t]*#\+(\w+)(?:\[[^\]\n]*\])?:[ \t]*(.*)")
_SHOWN = frozenset(("author", "date", "description", "email", "filetags", "keywords", "subtitle"))
_CAPTIONS = frozenset(("caption",))
_BLOCK = expression(r"[ \t]*#\+(begin|end)_(\w+)", re.IGNORECASE)
_AS_WRITTEN = frozenset(("src", "example", "export"))
_LEFT_OUT = "comment"
_END_OF_COMMENT = expression(r"[ \t]*#\+end_comment\b", re.IGNORECASE)
_DRAWER = expression(r"[ \t]*:[\w-]+:[ \t]*")
_PROPERTY = expression(r"[ \t]*:([\w-]+)\+?:(?:[ \t]+(.*))?")
_OF_PROGRAMS = frozenset(("id", "custom_id", "last_repeat", "visibility", "columns", "logging", "ordered", "end"))
_PLANNING = expression(r"(?:SCHEDULED|DEADLINE|CLOSED):")
_PLANNED = expression(r"(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[][^>\]\n]{0,60}[>\]]")
_CLOCK = expression(r"[ \t]*CLOCK:[ \t]*(?:\[|=>)")
_DAY = r"\d{4}-\d\d-\d\d[^<>\[\]\n]{0,40}"
_SPAN = expression(rf"[<\[]({_DAY})[>\]]--[<\[]({_DAY})[>\]]")
_STAMP = expression(rf"<({_DAY})>|\[({_DAY})\]")
_LINK = expression(r"\[\[([^\[\]\n]+)\](?:\[([^\[\]\n]+)\])?\]")
_SCHEME = expression(r"^(?:file|id|fuzzy):")
# A mark stands beside a blank or a sign outside, and beside none inside.
_BEFORE, _BEHIND = r"(?<![^\s\-({'\"])", r"(?![^\s\-.,:;!?'\")}\[])"
_WORDS = r"(\S|\S[^\n]{0,200}?\S)"
_TYPE = expression(rf"{_BEFORE}(?:([=~]){_WORDS}\1|([*/_]){_WORDS}\3){_BEHIND}")
_STRUCK = expression(rf"{_BEFORE}\+{_WORDS}\+{_BEHIND}")
_TERM = expression(r"^([ \t]*[-+][ \t]+)(\S[^\n]{0,100}?)[ \t]{1,20}::[ \t]+(?=\S)")


def parse(data: bytes, name: str) -> Parsed:
    """One page; `at` counts lines. Raises DocumentUnreadable for what is not text."""
    del name
    lines = decode(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    title, blocks = "", list[Block]()
    for block in _Reader().blocks(lines):
        if block.level == _TITLE:
            title = title or block.text
        else:
            blocks.append(block)
    return Parsed(title, [ParsedPage(None, blocks, unit="line")])


_TITLE = -1  # the level of the block that is the document's title


class _Reader:
    """Reads lines to blocks; those that stand together are one."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._begins = 0
        self._tight = False  # what comes next stands right below a property
        self._verbatim = ""

    def blocks(self, lines: Sequence[str]) -> Iterator[Block]:
        """All blocks; one of the level `_TITLE` is the title."""
        last_end = max((number for number, line in enumerate(lines, start=1) if _END_OF_COMMENT.match(line)), default=0)
        for number, line in enumerate(lines, start=1):
            if mark := _BLOCK.match(line):
                if mark[2].lower() != _LEFT_OUT or number <= last_end:  # what never ends would hide the rest
                    yield from self._mark(mark[1].lower(), mark[2].lower())
            elif self._verbatim == _LEFT_OUT:
                continue
            elif self._verbatim:
                self._keep(line, number)
            elif heading := _HEADING.fullmatch(line.rstrip()):
                yield from self._flushed()
                yield from self._heading(heading, _is_alone(len(heading[1]), lines, number), number)
            elif not line.strip():
                yield from self._flushed()
                self._tight = False
            elif (known := self._special(line, number)) is not None:
                yield from self._flushed()
                yield from known
            else:
                self._keep(_shown(line), number)
        yield from self._flushed()

    def _mark(self, end: str, kind: str) -> Iterator[Block]:
        """The first or last line of a block; what is written as it is has text of its own."""
        if kind == _LEFT_OUT or kind in _AS_WRITTEN:
            yield from self._flushed()
            self._verbatim = kind if end == "begin" else ""

    def _heading(self, heading: re.Match[str], is_alone: bool, number: int) -> Iterator[Block]:
        level = min(_MAX_LEVEL, len(heading[1]))
        *words, last = heading[2].split()
        tags = _listed(last) if words and _TAGS.fullmatch(last) else []
        text = " ".join([_shown(" ".join(words if tags else [*words, last])), *(f"#{tag}" for tag in tags)])
        if is_alone:
            yield Block("", level=level)
            yield Block(f"- {text}", tight=True, at=number)
        else:
            yield Block(text, level=level, at=number)
        self._tight = False

    def _special(self, line: str, number: int) -> list[Block] | None:
        """The blocks of a line that is not of the text: a setting, a drawer, when something is planned; None for
        others."""
        if setting := _SETTING.match(line):
            return self._setting(setting[1].lower(), setting[2].strip(), number)
        if _PLANNING.match(line.lstrip()):
            other_words = _PLANNED.sub("", line).strip()
            facts = [*_PLANNED.findall(line), *([other_words] if other_words else [])]
            return self._facts([_shown(each) for each in facts], number)
        if line.lstrip().startswith("# ") or _CLOCK.match(line) or _DRAWER.fullmatch(line):
            return []
        if named := _PROPERTY.fullmatch(line):
            value = (named[2] or "").strip()
            is_told = value and named[1].lower() not in _OF_PROGRAMS
            return self._facts([f"{named[1]}: {_shown(value)}"] if is_told else [], number)
        return None

    def _setting(self, name: str, value: str, number: int) -> list[Block]:
        if name == "title" and value:
            return [Block(_shown(value), level=_TITLE)]
        if name in _CAPTIONS and value:
            return [Block(_shown(value), at=number)]
        if name == "filetags":
            value = ", ".join(_listed(value))
        return self._facts([f"{name}: {_shown(value)}"] if name in _SHOWN and value else [], number)

    def _facts(self, facts: Sequence[str], number: int) -> list[Block]:
        found = []
        for fact in facts:
            found.append(Block(fact, tight=self._tight, at=number))
            self._tight = True
        return found

    def _keep(self, line: str, number: int) -> None:
        if not self._text:
            self._begins = number
        self._text.append(line)

    def _flushed(self) -> Iterator[Block]:
        """The text that was kept, its rows as those of a table."""
        if not self._text:
            return
        edge = min((len(line) - len(line.lstrip()) for line in self._text if line.strip()), default=0)
        text = "\n".join(line[edge:] for line in self._text)
        yield from with_drawn_tables(Block(text, tight=self._tight, at=self._begins))
        self._text, self._tight = [], False


def _is_alone(stars: int, lines: Sequence[str], number: int) -> bool:
    """Whether nothing stands below a heading of so many stars, the line of this number (from 1)."""
    following = next((lines[at] for at in range(number, len(lines)) if lines[at].strip()), "")
    heading = _HEADING.fullmatch(following.rstrip())
    return not following or (heading is not None and len(heading[1]) <= stars)


def _listed(tags: str) -> list[str]:
    return [tag.strip() for tag in tags.split(":") if tag.strip()]


def _shown(text: str) -> str:
    """A line as it is shown: without the marks of days, links and type, and without what is struck out."""
    text = _LINK.sub(lambda link: link[2] or _SCHEME.sub("", link[1]), text)
    text = _SPAN.sub(r"\1 – \2", text)
    text = _STAMP.sub(lambda stamp: stamp[1] or stamp[2], text)
    text = _TERM.sub(lambda term: f"{term[1]}{term[2]}: ", text)
    return _TYPE.sub(lambda found: found[2] or found[4], _STRUCK.sub("", text))
