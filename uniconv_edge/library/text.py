"""Cleaning of text from documents, file names and models. Pure.

Every character that could act on a terminal or reorder what a person reads is replaced by U+FFFD, one for one, so
that offsets hold: C0 and C1 controls except newline and tab, surrogates, bidirectional controls, tag characters.
"""

from __future__ import annotations

from uniconv_edge.expressions import expression

_UNSAFE = expression(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """The text with every unsafe character replaced by U+FFFD; same length, idempotent, UTF-8 encodable."""
    return _UNSAFE.sub("\ufffd", text)
