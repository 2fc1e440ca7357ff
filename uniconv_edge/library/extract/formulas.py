"""Formulas of an xlsx sheet without a stored result: a program that does not compute has written the file. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from uniconv_edge.expressions import expression
from uniconv_edge.wording import count

_FORMULA = expression(
    rb"(?P<formula><(?:\w+:)?c\s(?P<attributes>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))"
    rb"\s*(?:<(?:\w+:)?v\b(?:[^>]*/>|[^>]*>(?P<result>[^<]*)</(?:\w+:)?v>))?"
)
_IS_TEXT = expression(rb"\bt=[\"']str[\"']")  # of which none may be the result


def results(raw: bytes) -> Iterator[bytes]:
    """The stored result of each formula of a sheet's part, b"" for none."""
    for found in _FORMULA.finditer(raw):
        if not _IS_TEXT.search(found["attributes"]):
            yield found["result"] or b""


def without_zeros(raw: bytes) -> bytes:
    """The part without results of zero, which some programs store for what they have not computed."""
    return _FORMULA.sub(lambda found: found["formula"] if found["result"] == b"0" else found[0], raw)


def not_computed(formulas: int, sheet: str) -> str:
    """What is told of so many formulas on a sheet; "" for none."""
    if not formulas:
        return ""
    which = "which has no stored result" if formulas == 1 else "which have no stored results"
    return f"{count(formulas, 'formula')} on sheet {sheet}, {which} until a spreadsheet program saves the file"
