"""What a text may say of itself at its beginning: fields (`Title: ...`, `Author: ...`) one to a line, or a page with a
title and an author (`by Anna Sewell`). Pure."""

from __future__ import annotations

import re

from uniconv_edge.expressions import expression

# Named as in a message's header; a value may go on in lines that are set in, and blank lines may part the fields.
_FIELD = r"[A-Z][\w-]*(?: [A-Za-z]\w*)?:[ \t]+\S[^\n]*(?:\n[ \t]+\S[^\n]*)*"
_FIELDS = expression(rf"\s*({_FIELD}(?:\n{{1,3}}{_FIELD}){{2,39}})")
_TWO_ALONE = expression(rf"\s*({_FIELD}\n{{1,3}}{_FIELD})\s*")
_TITLE = expression(r"^Title:[ \t]+(\S[^\n]*)", re.MULTILINE)
_BYLINE = expression(r"(?i:by|von|par)\s+[^\W\d_a-z][^\n.,;:!?]{2,60}")
_TITLE_PAGE = expression(
    r"\s*(?P<title>[^\W_a-z][^\n]{2,79})(?<![.,;:!?])[ \t]*\n(?:[^\n]{0,100}\n){0,6}?[ \t]*"
    rf"{_BYLINE.pattern}(?=[ \t]*(?:\n|$))"
)
_NOTICE = expression(r"\n\n(?=Title:)")
_AUTHOR = expression(r"^Author:", re.MULTILINE)
_CHARACTERS_OF_NOTICE = 3_000
_END_OF_BOOK = expression(r"(?im)^(?:\*\*\* ?)?End of .{0,12}Project Gutenberg")


def fields_of(text: str) -> tuple[int, str] | None:
    """(where they end, the title) of the fields that a text begins with: three at least, or two and nothing else, one
    of them its title. None where it begins with none."""
    found = _FIELDS.match(text) or _TWO_ALONE.fullmatch(text)
    title = found and _TITLE.search(found[1])
    return (found.end(), title[1].strip()) if found and title else None


def title_of_fields(text: str) -> str:
    """The title that the fields at the beginning of a text name, or those with an author below a notice, as of a
    library; "" without any."""
    fields = fields_of(text)
    if fields is None and (notice := _NOTICE.search(text, 0, _CHARACTERS_OF_NOTICE)):
        below = text[notice.end() : notice.end() + _CHARACTERS_OF_NOTICE]
        fields = fields_of(below)
        if fields and not _AUTHOR.search(below, 0, fields[0]):
            return ""
    return fields[1] if fields else ""


def end_of_book(text: str) -> int | None:
    """Where a book of Project Gutenberg ends and its licence begins; None for other texts."""
    found = _END_OF_BOOK.search(text)
    return None if found is None else found.start()


def is_byline(line: str) -> bool:
    """Whether a line only names who wrote what it stands under: `by Anna Sewell`."""
    return _BYLINE.fullmatch(line) is not None


def title_of_page(text: str) -> str:
    """The title on the page that a text begins with, above who wrote it; "" without one."""
    found = _TITLE_PAGE.match(text)
    return found["title"].strip() if found else ""
