"""What a terminal shows of quotes besides their words: links (OSC 8) to the files that are cited, and in bold type what
was asked for. A person who is read to by a screen reader, who wants no colours, or whose terminal is a pipe or knows no
links, gets the words and paths alone."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from uniconv_edge.cli.output import emit, one_line, put
from uniconv_edge.cli.presentation import place, quoted
from uniconv_edge.library.text import clean
from uniconv_edge.types import Quote

if TYPE_CHECKING:
    from uniconv_edge.types import Hit

_KNOW_NONE = ("", "dumb", "linux")
_BOLD, _PLAIN = "\x1b[1m", "\x1b[22m"


def emit_cited(text: str, cited: Iterable[Hit | Quote]) -> None:
    """As `emit`; the path of each of those `cited` is a link where it stands in the text with its title and place, and
    what is asked for in the words of a quote is bold. Both are set after the text was cleaned, so what a document says
    cannot bring them."""
    if not _are_shown():
        emit(text)
        return
    shown = dict(pair for each in cited for pair in _shown(each))
    longest_first = "|".join(map(re.escape, sorted(shown, key=len, reverse=True)))
    text = clean(text)
    put(re.sub(longest_first, lambda found: shown[found[0]], text) if shown else text)


def _shown(cited: Hit | Quote) -> Iterator[tuple[str, str]]:
    """What stands in a text of something cited, cleaned, and what is shown in its place."""
    yield clean(place(cited)), _linked(cited)
    if isinstance(cited, Quote) and cited.answer_end:
        found = replace(cited, text=clean(cited.text))
        yield quoted(found), quoted(found, _BOLD, _PLAIN)


def _linked(cited: Hit | Quote) -> str:
    """Its place with the path as a link to the file, at its page where it is one of a PDF."""
    shown, path = clean(place(cited)), clean(one_line(cited.path))
    before, path, behind = shown.rpartition(path) if cited.title else shown.partition(path)
    at = f"#page={cited.page}" if cited.page is not None and cited.path.lower().endswith(".pdf") else ""
    target = f"file://{quote(os.uname().nodename)}{quote(os.fsencode(cited.path))}{at}"
    return f"{before}\x1b]8;;{target}\x1b\\{path}\x1b]8;;\x1b\\{behind}"


def _are_shown() -> bool:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM", "") in _KNOW_NONE:
        return False
    from uniconv_edge.config import resolve

    return not resolve().settings.app.plain
