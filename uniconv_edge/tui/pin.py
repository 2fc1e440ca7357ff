"""The filter that lets one document pass, and what a person is shown of it. Pure."""

from __future__ import annotations

import re
from pathlib import PurePath

from uniconv_edge.expressions import expression
from uniconv_edge.library.text import clean

# What a filter reads as its own end, and what is not shown, stands for any character.
_ANY = expression(r'["\ufffd]|[^\S ]')
_MARK = expression(r"[*?\[]")
_PIN = expression(r'path:"(/[^"]*)\[/\]([^"/]+)"')


def pin(path: str) -> str:
    """The filter, as typed, that this document passes alone. A path is compared as a whole when it begins with `/` and
    holds a mark, so its last `/` is written as one: `path:"/home/ada[/]lease.md"`."""
    folder, _, name = path.rpartition("/")
    if folder:
        return f'path:"{_exactly(folder)}[/]{_exactly(name)}"'
    return f'path:"/?{_exactly(name[1:])}"'  # in the root folder no `/` is left for the mark


def in_short(filters: str) -> str:
    """The filters as they are shown: of a pinned document its name, and the folder that holds it."""
    found = _PIN.fullmatch(filters)
    if found is None:
        return filters
    folder, name = (re.sub(r"\[([*?\[])\]", r"\1", part) for part in found.groups())
    return f"{PurePath(folder).name}/{name}"


def _exactly(text: str) -> str:
    return _ANY.sub("?", _MARK.sub(r"[\g<0>]", clean(text)))
