"""Rich text (rtf). The only module that uses striprtf."""

from __future__ import annotations

import re

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold
from uniconv_edge.library.extract.running import each_once

_TITLE = re.compile(r"\{\\title ([^{}\\]{1,200})\}")
# Pictures are lines of hexadecimal digits, which the parser would go through one by one.
_PICTURES = re.compile(rb"(?:[0-9a-fA-F]{64,}[\r\n]*){2,}")
# Notes and what pages have at their heads and feet are groups, which the parser would leave out; these marks stand
# around their text instead.
_NOTE_BEGINS, _NOTE_ENDS = "\ue000", "\ue001"
_HEAD_BEGINS, _HEAD_ENDS = "\ue002", "\ue003"
_MARKS = re.compile(f"[{_NOTE_BEGINS}-{_HEAD_ENDS}]")
_GROUPS = re.compile(r"\\[{}\\]|[{}]|(?:\\\*\s*)?\\(footnote|header[lrf]?|footer[lrf]?)(?![a-zA-Z])")
_NOTE = re.compile(f"{_NOTE_BEGINS}([^{_NOTE_BEGINS}{_NOTE_ENDS}]*){_NOTE_ENDS}")
_HEAD = re.compile(f"{_HEAD_BEGINS}([^{_HEAD_BEGINS}{_HEAD_ENDS}]*){_HEAD_ENDS}")
_SURROGATES = re.compile("([\ud800-\udbff][\udc00-\udfff])|[\ud800-\udfff]")


def parse(data: bytes, _name: str) -> Parsed:
    """The text, paragraph by paragraph, each with its notes behind it; cells of a table row are divided by bars.

    What its pages have at their heads and feet comes once, before the text. Raises DocumentUnreadable.
    """
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentUnreadable("damaged, or not rich text")
    source = _PICTURES.sub(b"", data).decode("cp1252", errors="replace")
    text = _SURROGATES.sub(_joined, rtf_to_text(_marked(source), errors="replace"))
    text = _NOTE.sub(lambda note: f"{_NOTE_BEGINS}{fold(note.group(1))}{_NOTE_ENDS}", text)
    lines = (line for head in _HEAD.findall(text) for line in _MARKS.sub("", head).split("\n"))
    blocks = list(each_once(Block(line.strip()) for line in lines))
    was_row = False
    for whole in _HEAD.sub("", text).split("\n"):
        notes = _NOTE.findall(whole)
        line = _MARKS.sub("", _NOTE.sub("", whole))
        is_row = "|" in line
        shown = " | ".join(cell.strip() for cell in line.strip("|").split("|")) if is_row else line
        blocks.append(Block(shown, tight=is_row and was_row))
        blocks.extend(map(Block, notes))
        was_row = is_row and not notes
    title = _TITLE.search(source[:20_000])
    return Parsed(title.group(1) if title else "", [ParsedPage(None, blocks)])


def _marked(source: str) -> str:
    """The source with its notes, heads and feet as usual groups between marks."""
    depth = 0
    open_groups: list[
        tuple[int, str]
    ] = []  # the depths of the marked groups that are open, and the marks of their ends

    def changed(found: re.Match[str]) -> str:
        nonlocal depth
        mark, name = found.group(), found.group(1)
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if open_groups and depth < open_groups[-1][0]:
                return mark + open_groups.pop()[1]
        elif name is not None:
            begins, ends = (_NOTE_BEGINS, _NOTE_ENDS) if name == "footnote" else (_HEAD_BEGINS, _HEAD_ENDS)
            open_groups.append((depth, ends))
            return begins
        return mark

    return _GROUPS.sub(changed, source)


def _joined(pair: re.Match[str]) -> str:
    """Two halves of a character as one; a half alone is nothing."""
    return (pair.group(1) or "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
