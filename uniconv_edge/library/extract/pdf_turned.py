"""Pages of a PDF file whose words run up, down or on their heads: turned, so that they are read as any other page.

Wide tables, rotas and drawings stand so, whether or not a viewer is told to turn the page. Touches the raw PDFium of
pypdfium2, in the extraction process alone, as `pdf` does.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

_LOOKED_AT = 60  # characters, from all over the page
_MOST = 0.75  # of these run the same way
_QUARTER = math.pi / 2
_NEAR = 0.05  # of a quarter


def quarters(reader: Any, text: str) -> int:
    """By how many quarters, clockwise, a page has to be turned for most of its words to run from left to right; 0 to
    3. `reader` is its text as pypdfium2 has it, whose characters are counted as those of `text` are."""
    import pypdfium2.raw as raw

    looked_at = [at for at in range(0, len(text), max(1, len(text) // _LOOKED_AT)) if text[at] > " "]
    turns = Counter(raw.FPDFText_GetCharAngle(reader, at) / _QUARTER for at in looked_at)
    found: Counter[int] = Counter()
    for turn, count in turns.items():
        if abs(turn - round(turn)) < _NEAR:
            found[round(turn) % 4] += count
    way, count = found.most_common(1)[0] if found else (0, 0)
    return -way % 4 if count >= _MOST * len(looked_at) else 0


def upright(document: Any, index: int, page: Any, quarters: int) -> Any:
    """The page anew, turned clockwise by so many quarters."""
    import pypdfium2.raw as raw

    left, bottom, right, top = page.get_mediabox()
    width, height = (right - left, top - bottom) if quarters == 2 else (top - bottom, right - left)
    turned = {
        1: (0, -1, 1, 0, -bottom, right),
        2: (-1, 0, 0, -1, right, top),
        3: (0, 1, -1, 0, top, -left),
    }[quarters]
    raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(*turned), None)
    raw.FPDFPage_TransformAnnots(page, *turned)
    page.set_rotation(0)
    page.set_mediabox(0, 0, width, height)
    page.set_cropbox(0, 0, width, height)
    page.close()
    return document[index]
