"""Slides of OpenDocument presentations (odp): one page a slide, with tables, notes and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from uniconv_edge.library.extract.archive import attribute, below, local_name
from uniconv_edge.library.extract.blocks import Block, Parsed, comment
from uniconv_edge.library.extract.list_numbers import ListNumbers
from uniconv_edge.library.extract.opendocument import blocks_below, opened, text_of_note
from uniconv_edge.library.extract.slides import has_mark, pages_of, title_of_show

_TITLE = "title"
_DASH = "- "
_AT_THE_EDGE = frozenset(("header", "footer", "date-time", "page-number", "page"))


def parse(data: bytes, _name: str) -> Parsed:
    """A page for each slide, its title as heading, then its notes and comments; what is hidden or struck out is left
    out. Raises DocumentUnreadable."""
    root, title, styles = opened(data)
    numbers = ListNumbers(root, styles)
    shows = (slide for show in below(root, "presentation") for slide in show if local_name(slide) == "page")
    pages = pages_of(_slide(slide, numbers) for slide in shows)
    return Parsed(title_of_show(title, pages), pages)


def _slide(slide: Any, numbers: ListNumbers) -> Iterator[Block]:
    shapes = [shape for shape in slide if attribute(shape, "class") not in _AT_THE_EDGE]
    titles = {shape: None for shape in shapes if attribute(shape, "class") == _TITLE}  # in order, and found at once
    if called := " ".join(block.text.strip() for block in blocks_below(titles, numbers)):
        yield Block(called, level=1)
    for shape in shapes:
        if local_name(shape) not in ("notes", "annotation") and shape not in titles:
            yield from _items(list(blocks_below([shape], numbers)))
    notes = [shape for part in below(slide, "notes") for shape in part if attribute(shape, "class") == "notes"]
    if noted := [block.text for block in blocks_below(notes, numbers)]:
        yield Block("Notes: " + "\n".join(noted))
    for remark in shapes:
        if local_name(remark) == "annotation" and (words := text_of_note(remark)):
            yield Block(comment(next((found.text or "" for found in below(remark, "creator")), ""), words))


def _items(blocks: list[Block]) -> Iterator[Block]:
    """The blocks of a shape, without a dash before what has a mark of its own, and before lines that were wrapped by
    hand, each of which the file calls an item."""
    begins = {block.text[len(_DASH) :][:1].islower() for block in blocks if block.text.startswith(_DASH)}
    for block in blocks:
        bare = block.text.removeprefix(_DASH)
        yield replace(block, text=bare) if len(begins) > 1 or has_mark(bare) else block
