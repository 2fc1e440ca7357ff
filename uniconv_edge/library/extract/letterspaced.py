"""Lines of a PDF page whose letters stand apart (`C O N T R A C T`, the listings of some journals): their words whole.

`reader` is the page's text as pypdfium2 has it, whose characters are counted as those of `text` are.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import Any

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.pdf_type import LINE_END, type_size

NOTHING = "\u2060"
"""In the place of a blank that is none, so that characters keep their numbers."""

_WORD = expression(r"(?:(?<!\S)[^\W\d_] ){3,}[^\W\d_](?!\S)")  # no formula has so many letters one behind the other
_FEWEST_LINES = 2  # of such words on a page
_FEWEST = 3  # signs of a line, nearly all by themselves
_MOST_LONGER = 0.25  # of them: keywords may be set closer
_WORD_GAP = 0.35  # of the size of the type, more than between letters


def closed_up(reader: Any, text: str) -> str:
    """The text without the blanks that PDFium puts between the letters of such lines."""
    lines = text.split(LINE_END)
    if sum(_WORD.search(line) is not None for line in lines) < _FEWEST_LINES:
        return text
    told, start = list(text), 0
    for line in lines:
        if _is_letterspaced(line):
            for blank in _between_letters(reader, text, start, start + len(line)):
                told[blank] = NOTHING
        start += len(line) + len(LINE_END)
    return "".join(told)


def is_closed_up(line: str) -> bool:
    """Whether blanks were taken from a line: it is of code, as such lines mostly are, and stays one."""
    return line.count(NOTHING) >= _FEWEST - 1


def _is_letterspaced(line: str) -> bool:
    """Whether nearly all signs of a line stand by themselves."""
    signs = line.split()
    return len(signs) >= _FEWEST and sum(len(sign) > 1 for sign in signs) <= _MOST_LONGER * len(signs)


def _between_letters(reader: Any, text: str, start: int, end: int) -> list[int]:
    """Where blanks stand between letters and not between words: where the gap is hardly wider than most."""
    shown = [at for at in range(start, end) if not text[at].isspace()]
    boxes = {at: reader.get_charbox(at, loose=True) for at in shown}
    gaps = {(one, other): boxes[other][0] - boxes[one][2] for one, other in pairwise(shown)}
    parted = [gap for (one, other), gap in gaps.items() if other - one > 1]
    if not parted:
        return []
    widest = median(parted) + _WORD_GAP * type_size(reader, shown[0])
    return [at for (one, other), gap in gaps.items() if gap < widest for at in range(one + 1, other)]
