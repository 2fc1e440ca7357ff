"""Numbers of lines beside the text of a page, as drafts and papers under review have them. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

from uniconv_edge.expressions import expression

# No years: those of a chronology stay.
_NUMBERED = expression(
    "(?:^|(?<=\r\n)|(?P<divided>\ufffe))(?P<number>(?!1[5-9]\\d\\d|20\\d\\d)\\d{1,4}) (?=(?P<next>\\S))"
)
_FEWEST = 12  # lines
_NARROWEST = 25  # characters of most lines: items of a list are shorter
_FARTHEST = 4  # from one number to the next: formulas and headings between may have none
_SHARE_OF_LINES = 0.4
_SHARE_GOING_ON = 0.3  # which no list or table has: sentences that go on on the next line begin it with a small letter


_LINE_OF_TEXT = expression(r"(?m)^[ \t]{0,10}(\d{1,3})(?=[ \t]{2,}(?P<next>\S)|[ \t]*$)")
_FEWEST_OF_PAGE = 20  # lines
_SHARE_NUMBERED, _SHARE_GOING_ON_OF_TALK = 0.7, 0.15  # of the lines of a text, whose turns are short


def numbers_left_out(text: str) -> str:
    """A text without the numbers of its lines, which begin again with each page, as in the record of a court; those of
    items stay, which go on or begin again sooner."""
    found = list(_LINE_OF_TEXT.finditer(text))
    counted = [0, *(int(each[1]) for each in found)]
    run = [each for each, (one, other) in zip(found, pairwise(counted), strict=True) if other in (one + 1, 1)]
    going_on = sum((each["next"] or "").islower() for each in run)
    has_pages = any(other == 1 and one >= _FEWEST_OF_PAGE for one, other in pairwise(counted))
    lines = sum(1 for line in text.split("\n") if line.strip())
    if (
        not has_pages
        or len(run) < max(_FEWEST, _SHARE_NUMBERED * lines)
        or going_on < _SHARE_GOING_ON_OF_TALK * len(run)
    ):
        return text
    kept = {each.start() for each in run}
    return _LINE_OF_TEXT.sub(lambda each: "" if each.start() in kept else each.group(), text)


def without_line_numbers(text: str) -> str:
    """The text of a page as PDFium gives it, blanks in the place of the numbers of its lines, as many characters as
    before. A word that is divided before such a number is so before its other half."""
    runs: list[list[re.Match[str]]] = []
    for found in _NUMBERED.finditer(text):
        step = int(found["number"]) - int(runs[-1][-1]["number"]) if runs else 0
        if 0 < step <= _FARTHEST:
            runs[-1].append(found)
        else:
            runs.append([found])
    run = max(runs, key=len, default=[])
    if len(run) < _FEWEST or median(after.start() - each.end() for each, after in pairwise(run)) < _NARROWEST:
        return text
    going_on = sum(found["next"].islower() for found in run)
    if len(run) < _SHARE_OF_LINES * text.count("\r\n") or going_on < _SHARE_GOING_ON * len(run):
        return text
    parts, at = list[str](), 0
    for found in run:
        blank = " " * len(found.group()) if not found["divided"] else "\u200b" * (len(found.group()) - 1) + "\ufffe"
        parts += [text[at : found.start()], blank]
        at = found.end()
    parts.append(text[at:])
    return "".join(parts)
