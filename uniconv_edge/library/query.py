"""A person's question as a full-text query: its words, joined by OR, each quoted so that no syntax is left. Pure."""

from __future__ import annotations

import re

MAX_WORDS = 64

_WORD = re.compile(r"[^\W_]+")
_STOP_WORD_LIST = (
    "a about an and are as at be been but by can could did do does for from had has have he her his how i if in into "
    "is it its just me my no not of on or our she should so some such than that the their them then there these they "
    "this to us was we were what when where which who whom whose why will with would you your s t d m re ve ll"
)
_STOP_WORDS = frozenset(_STOP_WORD_LIST.split())


def match_expression(text: str) -> str:
    """The FTS5 expression, or "" when the text has no words. Stop words are dropped while other words remain."""
    words = list(dict.fromkeys(word.casefold() for word in _WORD.findall(text)))
    telling = [word for word in words if word not in _STOP_WORDS]
    return " OR ".join(f'"{word}"' for word in (telling or words)[:MAX_WORDS])
