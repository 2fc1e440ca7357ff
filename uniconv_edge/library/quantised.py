"""Unit vectors as a library stores them: a byte for each number, a quarter of float32 and quicker to compare.

Of a vector its direction is kept: each number as so many 127ths of the largest, and behind these codes the sum of their
squares (four bytes, unsigned, little-endian), from which the length comes that makes a unit vector of them again and
which tells of damage. Cosines to it differ from those of float32 by 3e-4 (standard deviation, 768 numbers); equal
vectors stay equal, and what was read is stored as the same bytes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

import numpy as np
import numpy.typing as npt

from uniconv_edge.types import FloatArray

_LARGEST = 127
_TAIL_BYTES = 4
_AT_ONCE = 256  # rows that are numbers again at one time: they stay in the processor's cache
_UNIT_WITHIN = 1e-2  # of the square of a vector's length, which is 1


class Quantised:
    """Vectors (n, dims), as they are stored."""

    def __init__(self, rows: npt.NDArray[np.uint8], dims: int) -> None:
        """`rows` (n, dims + 4) are the stored bytes."""
        self.rows = rows
        self._dims = dims

    @classmethod
    def of(cls, matrix: FloatArray) -> Quantised:
        """The directions of float vectors (n, dims). Of one that has none (zeros, no numbers) nothing is kept, which
        `sound` says of it."""
        matrix = np.asarray(matrix, np.float32)
        count, dims = matrix.shape
        rows = np.zeros((count, dims + _TAIL_BYTES), np.uint8)
        made = cls(rows, dims)
        for first in range(0, count, _AT_ONCE):
            part = matrix[first : first + _AT_ONCE]
            with np.errstate(all="ignore"):
                scales = _LARGEST / np.abs(part).max(axis=1, initial=0)
            scales[~np.isfinite(scales)] = 0
            made.codes[first : first + len(part)] = np.rint(np.nan_to_num(part) * scales[:, None])
        rows[:, dims:] = made._sums().astype("<u4").view(np.uint8).reshape(count, _TAIL_BYTES)
        return made

    @classmethod
    def read(cls, stored: Sequence[object], dims: int) -> Quantised:
        """What `stored` gave. Raises ValueError for what is not of this length."""
        whole = [each for each in stored if is_stored(each, dims)]
        if len(whole) != len(stored):
            raise ValueError("a vector has the wrong length")
        return cls(np.frombuffer(b"".join(whole), np.uint8).reshape(len(whole), dims + _TAIL_BYTES), dims)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, rows: npt.NDArray[np.intp] | slice) -> Quantised:
        return Quantised(self.rows[rows], self._dims)

    @property
    def codes(self) -> npt.NDArray[np.int8]:
        """Shape (n, dims)."""
        return self.rows.view(np.int8)[:, : self._dims]

    def stored(self) -> list[bytes]:
        """The bytes of each vector."""
        return [row.tobytes() for row in self.rows]

    def matrix(self) -> FloatArray:
        """The unit vectors, float32, shape (n, dims); zeros where nothing was kept."""
        made = np.empty((len(self), self._dims), np.float32)
        self.write(made)
        return made

    def write(self, matrix: FloatArray) -> None:
        """Put them into a matrix of this shape."""
        np.multiply(self.codes, self._scales()[:, None], out=matrix)

    def cosines(self, query: FloatArray) -> FloatArray:
        """The cosine of each to a unit vector (dims,), shape (n,)."""
        found = np.empty(len(self), np.float32)
        numbers = np.empty((_AT_ONCE, self._dims), np.float32)
        codes = self.codes
        for first in range(0, len(self), _AT_ONCE):
            part = codes[first : first + _AT_ONCE]
            numbers[: len(part)] = part
            np.dot(numbers[: len(part)], query, out=found[first : first + len(part)])
        found *= self._scales()
        return found

    def sound(self) -> npt.NDArray[np.bool_]:
        """Which of them can be what was stored and point anywhere, shape (n,)."""
        found = np.zeros(len(self), bool)
        for first in range(0, len(self), _AT_ONCE):
            part = self[first : first + _AT_ONCE]
            said = part._squares()
            found[first : first + len(part)] = (said > 0) & (said == part._sums())
        return found

    def _squares(self) -> npt.NDArray[np.int64]:
        tails = np.ascontiguousarray(self.rows[:, self._dims :])
        return tails.view("<u4").reshape(len(self)).astype(np.int64)

    def _sums(self) -> npt.NDArray[np.int64]:
        sums = np.empty(len(self), np.int64)
        for first in range(0, len(self), _AT_ONCE):
            part = self.codes[first : first + _AT_ONCE].astype(np.int32)
            sums[first : first + len(part)] = np.einsum("ij,ij->i", part, part)
        return sums

    def _scales(self) -> FloatArray:
        squares = self._squares().astype(np.float32)
        return np.divide(1, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 0)


def is_stored(value: object, dims: int) -> TypeGuard[bytes]:
    """Whether this has the length of a stored vector."""
    return isinstance(value, bytes) and len(value) == dims + _TAIL_BYTES


def quantised(stored: str | bytes | float | None) -> str | bytes | float | None:
    """A vector as libraries stored it before schema 8, float32, as it is stored now. Of one that is not of length 1
    nothing is kept; what is no vector stays as it is."""
    if not isinstance(stored, bytes) or not stored or len(stored) % 4:
        return stored
    vector = np.frombuffer(stored, "<f4")
    with np.errstate(all="ignore"):
        is_unit = abs(float(vector @ vector) - 1) < _UNIT_WITHIN  # of what is no number neither is this
    return Quantised.of(vector[None] if is_unit else np.zeros((1, len(vector)), np.float32)).stored()[0]
