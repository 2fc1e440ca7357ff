"""Questions for an amount or a time, and sentences that give one. Pure; English forms only, like `intent`."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen"
)
_UNITS = "(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?)"
_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
_AMOUNT = re.compile(
    r"\bhow (much|many|big|large|high|tall|heavy|hot|expensive|far)\b"
    r"|\b(what|which) (number|price|amount|percentage|share|temperature)\b"
    r"|\bwhat (does|did|do|will|would) .{1,60} cost\b",
    re.IGNORECASE,
)
# "When" asks only before a verb or alone: in "what did he do when it rained" it does not.
_TIME = re.compile(
    r"\bwhen('s| is| was| are| were| am| do| does| did| will| would| can| could| has| have| had| should| shall| must"
    r"| may| might)\b|\bwhen\W*$"
    rf"|\bhow (long|often|old|late|soon|early|frequently|many (\w+ ){{0,2}}{_UNITS})\b"
    r"|\b(what|which) (time|date|day|year|month|age)\b",
    re.IGNORECASE,
)
_CLOCK = r"(?:[01]?\d|2[0-4])\.[0-5]\d"  # also what a price looks like, so something must tell
_COUNTED = re.compile(r"\bhow many\b", re.IGNORECASE)
_SPAN = re.compile(rf"\b(\d+|{_NUMBERS}|half an?|half)[ -]{_UNITS}\b", re.IGNORECASE)
_MOMENT = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}(?P<mark>[./])\d{1,2}(?P=mark)(\d\d)?\d\d\b"
    rf"|\b\d{{1,2}}(st|nd|rd|th)?( of)? ({_MONTHS}|may)\b|\b({_MONTHS}|may) \d{{1,2}}\b"
    r"|\b(1[5-9]|20)\d\d\b|\b\d{1,2}:\d\d\b|\b\d{1,2} ?(am|pm)\b"
    rf"|\b{_CLOCK}(?= ?(am|pm|h|hrs|hours|uhr)\b)|(?:\bat|\bfrom|\btill|\buntil) {_CLOCK}\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*\d{1,3}[.)]\s")  # the number of an item is no amount
_DATE = re.compile(
    rf"\b((mon|tues|wednes|thurs|fri|satur|sun)days?|{_MONTHS}|may \d|\d may|"
    r"noon|midnight|daily|weekly|monthly|yearly|annually|once|twice|every|always|never)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"\d|\b({_NUMBERS}|half|no|none)\b", re.IGNORECASE)


def gives_what_is_asked(question: str, sentence: str) -> bool:
    """Whether a question asks for an amount or a time and the sentence holds one of that kind."""
    if _asks_time(question):
        return _gives_time(sentence)
    return _asks_amount(question) and _gives_amount(sentence, _asks_count(question))


# Kept, because a question is held against many sentences.
@lru_cache(maxsize=16)
def _asks_time(question: str) -> bool:
    return _TIME.search(question) is not None


@lru_cache(maxsize=16)
def _asks_amount(question: str) -> bool:
    return _AMOUNT.search(question) is not None


@lru_cache(maxsize=16)
def _asks_count(question: str) -> bool:
    return _COUNTED.search(question) is not None


# Kept, because the sentences of a source return with the next questions.
@lru_cache(maxsize=1024)
def _gives_time(sentence: str) -> bool:
    return bool(_SPAN.search(sentence) or _MOMENT.search(sentence) or _DATE.search(sentence))


@lru_cache(maxsize=1024)
def _gives_amount(sentence: str, counted: bool) -> bool:
    """`counted`: of things, which may be days ("how many of them?")."""
    left = _MOMENT.sub("", _ITEM.sub("", sentence, count=1))
    return _NUMBER.search(left if counted else _SPAN.sub("", left)) is not None
