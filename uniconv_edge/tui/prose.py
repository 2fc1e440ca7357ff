"""Text that was broken into lines of a set width, put together again for windows of any width. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from uniconv_edge.expressions import expression

# The longest line of a paragraph, in characters: verse and lists are seldom so wide, and nothing is wrapped wider.
_NARROWEST, _WIDEST = 50, 100
_BREAK = expression(r"(?<!-)\n")  # behind a hyphen a space would divide a word
_ITEM = expression(r"\s|[-–—•‣◦▪●○*+#>:.(\[{]|\(?(?:\d{1,3}|[a-zA-Z])[.)]\s")
_TABLE_OR_CODE = expression(r"\t|\||   |[{};]$|^@| \S?= |->|\(\)")


def reflowed(text: str) -> str:
    """The text with the line breaks of its paragraphs as spaces where they are owed to the width of the lines alone.
    Tables, lists, code and verse are left as they are; nothing is longer or shorter than before."""
    parts = re.split(r"(\n\s*\n)", text)
    return "".join(_BREAK.sub(" ", part) if _is_wrapped(part.split("\n")) else part for part in parts)


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether most lines go on with a small letter or a name, and each ends where the first word of the next would have
    been too long for it. The first may begin within a line: for it, it is enough that the next goes on."""
    width = max(map(len, lines))
    if len(lines) == 1 or not _NARROWEST <= width <= _WIDEST:
        return False
    if any(map(_ITEM.match, lines[1:])) or any(map(_TABLE_OR_CODE.search, lines)):
        return False
    full = [len(line) + 1 + len(after.split(" ", 1)[0]) > width for line, after in pairwise(lines)]
    small = [line[:1].islower() for line in lines[1:]]
    # Verse begins each line with a capital; of one break alone the words have to tell.
    names = any(small) or len(small) == 1
    goes_on = [
        begins or (names and _goes_on_with_a_name(*pair)) for begins, pair in zip(small, pairwise(lines), strict=True)
    ]
    return (full[0] or goes_on[0]) and all(full[1:]) and sum(goes_on) > len(goes_on) / 2


def _goes_on_with_a_name(line: str, after: str) -> bool:
    """Whether a line ends within a sentence of which the next line, with a capital, is the rest: not a heading, below
    which a sentence begins, and no label."""
    from uniconv_edge.library.words import STOP_WORDS  # not needed before the first paint

    first, *others = after.split() or [""]
    begins = first.casefold() in STOP_WORDS or not first.rstrip(",.;)").isalpha()
    return line[-1:].isalpha() and not begins and sum(word.islower() for word in others) > 1
