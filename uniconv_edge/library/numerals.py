"""Numbers as letters count them, as Romans wrote them, and in English words. Pure."""

from __future__ import annotations

import re

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_TO_NINETEEN_LIST = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TO_NINETEEN = _TO_NINETEEN_LIST.split()
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NTH = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_NTH |= {"twelve": "twelfth"}


def letters(count: int) -> str:
    """a to z, then aa, bb, as word processors and browsers go on."""
    return chr(ord("a") + (count - 1) % 26) * min(9, (count - 1) // 26 + 1)


def roman(count: int) -> str:
    """i, ii, iii, iv; a number above 3999 stays one."""
    if count > 3999:
        return str(count)
    said = ""
    for value, sign in _ROMAN:
        said += sign * (count // value)
        count %= value
    return said


def in_words(count: int) -> str:
    """one, two, twenty-one, in English; a number above 99 stays one."""
    if not 0 < count < 100:
        return str(count)
    if count <= len(_TO_NINETEEN):
        return _TO_NINETEEN[count - 1]
    tens, ones = divmod(count, 10)
    return _TENS[tens - 2] + (f"-{_TO_NINETEEN[ones - 1]}" if ones else "")


def nth(count: int) -> str:
    """first, second, twenty-first, in English."""
    before, dash, last = in_words(count).rpartition("-")
    return before + dash + (_NTH.get(last) or re.sub("y$", "ie", last) + "th")


_SAID = {form(count): count for count in range(1, 100) for form in (roman, in_words, nth)}
del _SAID["l"]  # a part is lettered so as well


def number_said(text: str) -> int:
    """The number from 1 to 99 that small letters say in English words, as an ordinal or as Romans wrote it; 0 for
    none."""
    return _SAID.get(text.replace(" ", "-"), 0)
