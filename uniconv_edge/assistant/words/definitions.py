"""Sentences that say what a thing is, for questions that ask only that. English forms. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

_NO_TERM = "the|my|your|our|his|her|its|their|this|that|these|those"  # what is asked for is one of them, not what it is
_ASKS = re.compile(rf"(?i)^\W*what(?:'s| is| are| was| were) (?:an? )?((?!(?:{_NO_TERM})\b)[^?,;:]+?)\W*$")
_MOST_WORDS = 4
_SAYS = r"(?:is|are|was|were|means?|refers? to|denotes?|describes?|consists? of)\b(?! not\b)"


@lru_cache(maxsize=16)
def _said_of(question: str) -> re.Pattern[str] | None:
    asked = _ASKS.match(question)
    words = asked[1].split() if asked else []
    if not words or len(words) > _MOST_WORDS:
        return None
    # `A factor is`, `The Logical Volume Manager (LVM) is`, `LVM, the Logical Volume Manager, is`
    name = r"\s+".join(map(re.escape, words))
    return re.compile(rf"(?i)^\W*(?:an? |the )?{name}(?:e?s)?\W{{0,2}}(?:\s*\([^()]*\)|,[^,.]{{1,60}},)?\s+{_SAYS}")


def defines(question: str, sentence: str) -> bool:
    """Whether a sentence begins by saying what that is which the question asks for ("What is a factor?")."""
    said = _said_of(question)
    return said is not None and said.match(sentence) is not None
