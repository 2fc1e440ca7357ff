"""A question without the words that a person begins it with: "and", "ok, so", "please", "can you". Pure; English."""

from __future__ import annotations

import re

from uniconv_edge.expressions import expression

_MARKS = r"[,.!:;\u2013\u2014\u2026-]"
_GOES_ON = r"\b(?:and|so|but|then|also)\b"
# Words of the last two lines may be the question's own ("well depth", "no. 5"), so a mark must follow.
_OPENING = expression(
    rf"(?i)(?:(?:(?:{_GOES_ON}|please\b|ok\b|okay\b|sorry\b|oh\b){_MARKS}*"
    rf"|(?:well|right|all right|alright|great|good|fine|cool|nice|perfect|lovely|lol|haha|thanks|thank you|cheers|yes"
    rf"|yeah|yep|now|wait|actually|hm+|ah+|aw+){_MARKS}+"
    r"|(?:no|nope)[,!;\u2013\u2014]+)\s+)+(?=\S)"
)
_REQUEST = expression(r"(?i)(?:(?:can|could|would|will) you (?:please )?)?(?=\S)")


def opened(question: str) -> tuple[str, str]:
    """The words by which a question says that it goes on from what was said ("and", "so"), and the question without
    what it begins with."""
    found = _OPENING.match(question)
    if found is None:
        return "", question
    return " ".join(re.findall(_GOES_ON, found[0], re.IGNORECASE)), question[found.end() :]


def bare(question: str) -> str:
    """What a question is recognised by: it without what it begins with, or asks the program to be so kind with."""
    return _REQUEST.sub("", opened(question)[1], count=1)


def plain(question: str) -> str:
    """The same in small letters, with one blank between words."""
    return bare(" ".join(question.lower().split()))
