"""Notes at the foot of a column of a PDF page, within a sentence that goes on in the next column: put behind the text
of their page. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set

from uniconv_edge.library.extract.blocks import SENTENCE_END
from uniconv_edge.library.extract.divided import marked
from uniconv_edge.library.extract.running import is_page_number


def notes_apart(lines: Sequence[str], notes: Set[str], small: Set[str]) -> list[str]:
    """The lines of a page. `notes` are those that begin a note, `small` those in small type, of which its others are.
    A note stays where it stands between sentences."""
    kept: list[str] = []
    moved: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        end = number + 1
        if line.strip() in notes:
            while end < len(lines) and lines[end].strip() in small:
                end += 1
            if kept and _goes_on(kept[-1].strip(), "".join(lines[end : end + 1]).strip()):
                moved += lines[number:end]
                kept[-1:] = marked(f"{kept[-1].rstrip()}\n{lines[end].lstrip()}").split("\n")
                end += 1
            else:
                kept += lines[number:end]
        else:
            kept.append(line)
        number = end
    at = len(kept) - (1 if kept and is_page_number(kept[-1].strip()) else 0)
    return [*kept[:at], *moved, *kept[at:]]


def _goes_on(line: str, following: str) -> bool:
    """Whether a sentence goes on."""
    return following[:1].islower() and not SENTENCE_END.search(line)
