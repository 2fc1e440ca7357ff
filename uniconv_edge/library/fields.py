"""The fields that a text may begin with, as `Title: ...`, `Author: ...`, one to a line. Pure."""

from __future__ import annotations

import re

# Named as in a message's header; a value may go on in lines that are set in, and a blank line may part the fields.
_FIELD = r"[A-Z][\w-]*(?: [a-z]\w*)?:[ \t]+\S[^\n]*(?:\n[ \t]+\S[^\n]*)*"
_FIELDS = re.compile(rf"\s*({_FIELD}(?:\n\n?{_FIELD}){{2,39}})")
_TITLE = re.compile(r"^Title:[ \t]+(\S[^\n]*)", re.MULTILINE)


def fields_of(text: str) -> tuple[int, str] | None:
    """(where they end, the title) of the fields that a text begins with: three at least, one of them its title. None
    where it begins with none."""
    found = _FIELDS.match(text)
    title = found and _TITLE.search(found[1])
    return (found.end(), title[1].strip()) if found and title else None
