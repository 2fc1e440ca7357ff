"""Notes as Evernote exports them (enex): each under its title with its day and tags, read as a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.archive import below, refuse_doctype, xml_root
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget, fold
from uniconv_edge.library.extract.html import parse_fragment
from uniconv_edge.library.extract.recurrence import moments

# Every file and note declares one, which names a place on the web and holds nothing.
_DOCTYPE = expression(rb"<!DOCTYPE\s+en-(?:export|note)\b[^<>\[]*>")
_ATTACHED = expression(rb"<data\b[^<>]*>[^<]*</data>")
_ENCRYPTED = expression(r"<en-crypt\b[^<>]*>[^<]*</en-crypt>")
_PICTURE = expression(r"</?en-media\b[^<>]*>")
_TO_DO = expression(r"</?en-todo\b([^<>]*)>|<li\b(?>[^<>]*?--en-checked:)\s*(true|false)[^<>]*>(?:\s*<div\b[^<>]*>)?")
_IS_DONE = expression(r"checked\s*=\s*[\"']true")
_DONE, _OPEN = "[x] ", "[ ] "
_UNTITLED = "Untitled note"


def parse(data: bytes, name: str) -> Parsed:
    """A page for each note, what is attached to it named at its end; of too many the first. Raises
    DocumentUnreadable."""
    source = _ATTACHED.sub(b"", _DOCTYPE.sub(b"", data))
    refuse_doctype(source)
    try:
        root = xml_root(source, PurePath(name).name)
    except DocumentUnreadable as error:
        raise DocumentUnreadable("damaged, or no notes of Evernote") from error
    budget, unread = TextBudget(), ""
    pages: list[ParsedPage] = []
    notes = list(below(root, "note"))
    for number, note in enumerate(notes, start=1):
        blocks = list(_note(note))
        try:
            budget.spend(sum(len(block.text) for block in blocks), pages=1)
        except DocumentUnreadable as error:
            if not pages:
                raise
            unread = f"the last {len(notes) - len(pages):,} of {len(notes):,} notes are left out: it {error.message}"
            break
        pages.append(ParsedPage(None, blocks, place=f"note {number}"))
    return Parsed(pages[0].blocks[0].text if len(notes) == 1 else PurePath(name).stem, pages, unread)


def _note(note: Any) -> Iterator[Block]:
    yield Block(_said(note, "title") or _UNTITLED, level=1)
    tags = ", ".join(filter(None, (fold(tag.text or "") for tag in note if tag.tag == "tag")))
    told = {"Created": moments(_said(note, "created")), "Tags": tags}
    for label, value in told.items():
        if value:
            yield Block(f"{label}: {value}", tight=True)
    content = next((part.text or "" for part in note if part.tag == "content"), "")
    source = _TO_DO.sub(_ticked, _PICTURE.sub("", _ENCRYPTED.sub("[encrypted]", content)))
    try:
        blocks = parse_fragment(source)
    except DocumentUnreadable as error:  # the other notes are none the worse
        blocks = [Block(f"This note could not be read: {error.message}")]
    yield from (replace(each, level=min(9, each.level + bool(each.level))) for each in blocks)  # under the title
    for task in below(note, "task"):
        yield Block((_DONE if _said(task, "taskStatus") == "completed" else _OPEN) + _said(task, "title"), tight=True)
    for attached in below(note, "file-name"):
        yield Block(f"Attachment: {fold(attached.text or '')}", tight=True)


def _said(element: Any, name: str) -> str:
    return next((fold(part.text or "") for part in element if part.tag == name), "")


def _ticked(found: re.Match[str]) -> str:
    """A box to tick as a sign before its words; an item of a list with such a box keeps its mark."""
    if found[2]:
        return found.group() + (_DONE if found[2] == "true" else _OPEN)
    is_end = found.group().startswith("</")
    return "" if is_end else _DONE if _IS_DONE.search(found[1]) else _OPEN
