"""Days of the week that a text names, in whichever form and as parts of spans: "Thu", "Mon-Fri". Pure; English.

So a question for Wednesday meets "Mon-Fri 9:00-17:00". A short form may be another word (`sun`, `sat`, `wed`): alone it
must stand as a day does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from uniconv_edge.expressions import expression

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKEND = 5  # the place of its first day
_SHORT = ("mon", "tues?", "wed", "thu(?:rs?)?", "fri", "sat", "sun")
_SPANS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "weekday": frozenset(DAYS[:_WEEKEND]),
        "weekend": frozenset(DAYS[_WEEKEND:]),
    }
)
_LONG = "|".join(f"{day}s?" for day in DAYS)
WEEKDAY = f"(?:{_LONG}|{'|'.join(_SHORT)})"  # in small letters, for where a day must stand, as before "3 December"
_BRIEF = "|".join(form for short in _SHORT for form in (rf"(?-i:{short.capitalize()})", rf"(?-i:{short.upper()})"))
# Behind a short form no word goes on in small letters but what joins days or tells the hour.
_GOES_ON = "to|and|or|until|till|from|at|through|thru|morning|afternoon|evening|night|noon"
STANDING = rf"(?:(?:{_LONG})\b|(?:{_BRIEF})\b\.?(?! +(?!(?:{_GOES_ON})\b)[a-z]))"  # as one that stands as a day does
_TO = r"\s?(?:[-\u2013\u2014]|\b(?:to|until|till|through|thru)\b)\s?"
_NAMED = expression(rf"\b(?:({STANDING})(?:{_TO}({STANDING}))?|({'|'.join(_SPANS)})s?\b)", re.IGNORECASE)


@lru_cache(maxsize=1024)
def weekdays(text: str) -> frozenset[str]:
    """The days of the week (of `DAYS`) that a text names. Kept, because sentences return with the next questions."""
    found: set[str] = set()
    for first, last, span in _NAMED.findall(text):
        if span:
            found |= _SPANS[span.lower()]
            continue
        begins = place_of(first)
        ends = place_of(last) if last else begins
        found |= {DAYS[place % len(DAYS)] for place in range(begins, ends + 1 + len(DAYS) * (ends < begins))}
    return frozenset(found)


def place_of(name: str) -> int:
    """The place of a day of the week, named in any form, among `DAYS`."""
    return next(place for place, day in enumerate(DAYS) if day[:3] == name[:3].lower())
