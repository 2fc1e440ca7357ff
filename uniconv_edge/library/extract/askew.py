"""Pages that lie askew, as scans and photographs do, set straight before they are read: of a page that is turned by 5
degrees Tesseract reads two words in three, at 8 hardly any.

Where lines of words are level, the sums of dark dots along them rise and fall most sharply from one row to the next.
Looked at from the side the same is true of a page that lies on its side, which is set straight there.
"""

from __future__ import annotations

import math
from itertools import starmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST_DEGREES = 15
_LEAST_DEGREES = 0.4  # what is turned by less is read as well as it stands
_STEPS = (0.5, 0.25, 0.1)  # of degrees, behind whole ones
_STANDS_OUT = 2  # times as sharp as the picture stands
_LOOKED_AT = 700  # dots of the longer side
_AROUND = 8  # dots: an uneven light hardly changes over so many
_DARKER = 20  # of 255, than what is around
_FEWEST_DARK = 200
_MOST_DARK = 2  # times the mean that a row counts: the edge of the paper is darker, and need not be level
_MOST_GROWN = 4  # times as many dots: a long strip would be a wide page, white for the most part


def straightened(picture: Any) -> Any:
    """A picture in greys, turned by up to 15 degrees so that its lines are level or upright, on white; the same picture
    where they are already, or no angle stands out."""
    from PIL import Image

    degrees = _skew(picture)
    if abs(degrees) < _LEAST_DEGREES or _grown(picture, degrees) > _MOST_GROWN:
        return picture
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def _skew(picture: Any) -> float:
    """By how many degrees the picture has to be turned counter-clockwise to be straight, 0 where none stands out."""
    across, along = _dark_dots(picture)
    if len(across) < _FEWEST_DARK:
        return 0
    _, degrees = max(starmap(_sharpest, ((along, across), (across, -along))))
    return degrees


def _sharpest(along: NDArray[np.int64], across: NDArray[np.int64]) -> tuple[float, float]:
    """How sharp lines are at the angle at which they are sharpest, and that angle, 0 where it does not stand out."""

    def sharpness(degrees: float) -> float:
        rows = np.rint(across - along * math.tan(math.radians(degrees))).astype(np.int64)
        dark = np.bincount(rows - rows.min())
        rises = np.diff(np.minimum(dark, _MOST_DARK * dark[dark > 0].mean()))
        return float(np.dot(rises, rises))

    best: float = max(range(-_MOST_DEGREES, _MOST_DEGREES + 1), key=sharpness)
    for step in _STEPS:
        best = max((best, best - step, best + step), key=sharpness)
    as_it_stands, found = sharpness(0), sharpness(best)
    return (found, best) if found >= _STANDS_OUT * as_it_stands else (as_it_stands, 0)


def _dark_dots(picture: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows and the columns of the dots of the picture, made small, that are darker than what is around them."""
    from PIL import ImageFilter

    small = picture.reduce(max(1, max(picture.size) // _LOOKED_AT))
    around = small.filter(ImageFilter.BoxBlur(_AROUND))
    rows, columns = np.nonzero(np.asarray(around, np.int16) - np.asarray(small, np.int16) > _DARKER)
    return rows, columns


def _grown(picture: Any, degrees: float) -> float:
    """How many times as many dots the turned picture has."""
    slope = abs(math.sin(math.radians(degrees)) * math.cos(math.radians(degrees)))
    width, height = picture.size
    return float(1 + slope * (width / height + height / width))
