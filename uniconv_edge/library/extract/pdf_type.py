"""The type of a PDF page: how large and how bold its characters are, and where they stand; lengths in points, upwards.

`reader` is the page's text as pypdfium2 has it, whose characters are counted as those of `text` are.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

from uniconv_edge.library.extract.headings import TypeSize
from uniconv_edge.library.extract.paragraphs import Stands
from uniconv_edge.library.extract.raised import TypeBox

LINE_END = "\r\n"  # as PDFium writes it
_BOLD = re.compile(rb"bold|black|heavy|demi|cmbx", re.IGNORECASE)  # names of fonts
_BOLD_WEIGHT = 650
_MAX_FONT_NAME = 200


def line_sizes(reader: Any, text: str) -> Iterator[tuple[str, TypeSize, bool]]:
    """The lines that show something, with the size of their type, 0 where it changes, and whether they are bold."""
    for shown, first, last in _shown_lines(text):
        begins, ends = (type_size(reader, index) for index in (first, last))
        size = begins if abs(begins - ends) < 0.1 * begins else 0.0
        yield shown, size, _is_bold(reader, first) and _is_bold(reader, last)


def line_places(reader: Any, text: str) -> Iterator[tuple[str, Stands]]:
    """The lines that show something, with where they stand."""
    for shown, first, last in _shown_lines(text):
        bottom, top = type_box(reader, first)
        end, _ = type_box(reader, last)
        yield shown, (top, bottom, min(bottom, end))  # words divided at a line end join two lines


def type_size(reader: Any, index: int) -> TypeSize:
    """The height of a character's type."""
    bottom, top = type_box(reader, index)
    return top - bottom


def type_box(reader: Any, index: int) -> TypeBox:
    """The bottom and the top of a character's type."""
    _, bottom, _, top = reader.get_charbox(index, loose=True)
    return float(bottom), float(top)


def _shown_lines(text: str) -> Iterator[tuple[str, int, int]]:
    """The lines that show something, each with the places of its first and last character in the text."""
    start = 0
    for line in text.split(LINE_END):
        if shown := line.strip():
            first = start + line.index(shown)
            yield shown, first, first + len(shown) - 1
        start += len(line) + len(LINE_END)


def _is_bold(reader: Any, index: int) -> bool:
    import pypdfium2.raw as raw

    name = ctypes.create_string_buffer(_MAX_FONT_NAME)
    raw.FPDFText_GetFontInfo(reader, index, name, _MAX_FONT_NAME, None)
    return _BOLD.search(name.value) is not None or raw.FPDFText_GetFontWeight(reader, index) >= _BOLD_WEIGHT
