"""Rich text (rtf). The only module that uses striprtf."""

from __future__ import annotations

import re

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, fold

_TITLE = re.compile(r"\{\\title ([^{}\\]{1,200})\}")
# Pictures are lines of hexadecimal digits, which the parser would go through one by one.
_PICTURES = re.compile(rb"(?:[0-9a-fA-F]{64,}[\r\n]*){2,}")
# A footnote or endnote is a group, which the parser would leave out; these marks stand around its text instead.
_NOTE_BEGINS, _NOTE_ENDS = "\ue000", "\ue001"
_GROUPS = re.compile(r"\\[{}\\]|[{}]|(?:\\\*\s*)?\\footnote(?![a-zA-Z])")
_NOTE = re.compile(f"{_NOTE_BEGINS}([^{_NOTE_BEGINS}{_NOTE_ENDS}]*){_NOTE_ENDS}")
_SURROGATES = re.compile("([\ud800-\udbff][\udc00-\udfff])|[\ud800-\udfff]")


def parse(data: bytes, _name: str) -> Parsed:
    """The text, paragraph by paragraph, each with its notes behind it; cells of a table row are divided by bars.

    Raises DocumentUnreadable.
    """
    from striprtf.striprtf import rtf_to_text

    if not data.lstrip().startswith(b"{\\rtf"):
        raise DocumentUnreadable("damaged, or not rich text")
    source = _PICTURES.sub(b"", data).decode("cp1252", errors="replace")
    text = _SURROGATES.sub(_joined, rtf_to_text(_with_notes(source), errors="replace"))
    text = _NOTE.sub(lambda note: f"{_NOTE_BEGINS}{fold(note.group(1))}{_NOTE_ENDS}", text)
    blocks: list[Block] = []
    was_row = False
    for whole in text.split("\n"):
        notes = _NOTE.findall(whole)
        line = _NOTE.sub("", whole).replace(_NOTE_BEGINS, "").replace(_NOTE_ENDS, "")
        is_row = "|" in line
        shown = " | ".join(cell.strip() for cell in line.strip("|").split("|")) if is_row else line
        blocks.append(Block(shown, tight=is_row and was_row))
        blocks.extend(map(Block, notes))
        was_row = is_row and not notes
    title = _TITLE.search(source[:20_000])
    return Parsed(title.group(1) if title else "", [ParsedPage(None, blocks)])


def _with_notes(source: str) -> str:
    """The source with its notes as usual groups between marks."""
    if "\\footnote" not in source:
        return source
    depth = 0
    notes: list[int] = []  # the depths of the groups of notes that are open

    def changed(found: re.Match[str]) -> str:
        nonlocal depth
        mark = found.group()
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if notes and depth < notes[-1]:
                notes.pop()
                return mark + _NOTE_ENDS
        elif mark.endswith("footnote"):
            notes.append(depth)
            return _NOTE_BEGINS
        return mark

    return _GROUPS.sub(changed, source)


def _joined(pair: re.Match[str]) -> str:
    """Two halves of a character as one; a half alone is nothing."""
    return (pair.group(1) or "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
