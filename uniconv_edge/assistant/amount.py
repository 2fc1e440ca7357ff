"""Questions for an amount or a time, and sentences that give one. Pure; English forms only, like `intent`."""

from __future__ import annotations

import re
from functools import lru_cache

_AMOUNT = re.compile(
    r"\bhow (much|many|big|large|high|tall|heavy|hot|expensive|far)\b"
    r"|\b(what|which) (number|price|amount|percentage|share|temperature)\b"
    r"|\bwhat (does|did|do|will|would) .{1,60} cost\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(when|how (long|often|old|late|soon|early|frequently)|(what|which) (time|date|day|year|month|age))\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|half an?|half)[ -]"
    r"(seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?)\b"
    r"|\b(1[5-9]|20)\d\d\b|\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?(am|pm)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b((mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may \d|\d may|june|july|august|"
    r"september|october|november|december|noon|midnight|daily|weekly|monthly|yearly|annually|once|twice|every|always|never)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|"
    r"million|half|no|none)\b",
    re.IGNORECASE,
)


def gives_what_is_asked(question: str, sentence: str) -> bool:
    """Whether a question asks for an amount or a time and the sentence holds one of that kind."""
    if _TIME.search(question):
        return _gives_time(sentence)
    return _AMOUNT.search(question) is not None and _gives_amount(sentence)


# Kept, because the sentences of a source return with the next questions.
@lru_cache(maxsize=1024)
def _gives_time(sentence: str) -> bool:
    return bool(_SPAN.search(sentence) or _DATE.search(sentence))


@lru_cache(maxsize=1024)
def _gives_amount(sentence: str) -> bool:
    return _NUMBER.search(_SPAN.sub("", sentence)) is not None
