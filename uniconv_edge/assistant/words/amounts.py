"""Amounts in cells of a table and in items: numbers with what they are of, that can be compared and added. Pure.

A number that can be read in two ways, `1.234`, is none; amounts are of one kind when they have the same unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from uniconv_edge.assistant.words.quantities import MONEYS

_NUMBER = r"\d(?:[\d.,'’\u00a0\u202f]*\d)?"
_WITH_BLANKS = rf"{_NUMBER}(?: \d{{3}})*(?:[.,]\d+)?"
_SIGN = "[$€£¥₹₪₦]"
_CELL = re.compile(
    rf"(?P<minus>[-−–+])?\s?(?P<before>{_SIGN}|[A-Z]{{3}})?\s?(?P<minus_too>[-−–])?(?P<number>{_WITH_BLANKS})"
    r"(?:\s(?P<times>thousand|million|billion)\b)?"
    r"\s?(?P<behind>[^\d\s(][^\d(]{0,14})?(?:\s?\([^()]*\))?"
)
_MONEY = re.compile(
    rf"(?i:(?P<before>{_SIGN})\s?(?P<number>{_NUMBER})|(?P<number_too>(?<![\w.,]){_NUMBER})\s?(?P<behind>{_SIGN}|(?:{MONEYS})\b))"
)
_WAYS = (
    (re.compile(r"\d+(?:\.\d{1,2}|\.\d{4,})?"), ""),
    (re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ","),
    (re.compile(r"\d{1,3}(?:['’ \u00a0\u202f]\d{3})+(?:\.\d+)?"), "'’ \u00a0\u202f"),
    (re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"), "."),
    (re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+,\d+"), " \u00a0\u202f"),
    (re.compile(r"\d+,\d{1,2}"), ""),
)
_TIMES = {"": 1, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SAME = {"€": "eur", "euro": "eur", "£": "gbp", "pound": "gbp", "$": "usd", "dollar": "usd"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and its unit in small letters ("" for none), and how the text writes it."""

    value: Decimal
    unit: str
    written: str


def amount(cell: str) -> Amount | None:
    """The amount that a whole cell is: `£1,013`, `62 m²`, `-12.50`; None for another cell."""
    found = _CELL.fullmatch(cell.strip())
    value = _value(found["number"], found["times"]) if found else None
    if found is None or value is None or (found["before"] and found["behind"]):
        return None
    negative = (found["minus"] or found["minus_too"] or "+") != "+"
    return Amount(-value if negative else value, _unit(found["before"] or found["behind"] or ""), cell.strip())


def moneys(text: str) -> list[Amount | None]:
    """The amounts of money that a text names; None for one that can be read in two ways."""
    found: list[Amount | None] = []
    for each in _MONEY.finditer(text):
        value = _value(each["number"] or each["number_too"])
        found.append(None if value is None else Amount(value, _unit(each["before"] or each["behind"]), each[0]))
    return found


def same_unit(amounts: Sequence[Amount]) -> bool:
    """Whether there are amounts, all of one unit, and written in one way: of `12,50` and `1,250` one is misread."""
    if len({each.unit for each in amounts}) != 1:
        return False
    written = [_way(_digits(each.written)) for each in amounts]
    return not ({1} & set(written) and {3, 4, 5} & set(written))


def written_sum(amounts: Sequence[Amount]) -> str:
    """The sum of amounts of one unit, written as they are."""
    total = sum((each.value for each in amounts), Decimal(0))
    numbers = [_digits(each.written) for each in amounts]
    most = max(-min(0, int(each.value.as_tuple().exponent)) for each in amounts)
    text = f"{abs(total):,.{most}f}"
    ways = {_way(number) for number in numbers}
    if not ways & {1, 2, 3, 4}:
        text = text.replace(",", "")
    if ways & {3, 4, 5}:
        text = text.translate({ord(","): ".", ord("."): ","})
    return ("-" if total < 0 else "") + amounts[0].written.lstrip("-−–+").replace(numbers[0], text)


def _unit(written: str) -> str:
    unit = written.strip(" .").lower()
    one = unit[:-1] if len(unit) > 3 and unit.endswith("s") else unit
    return _SAME.get(one, one)


def _digits(written: str) -> str:
    found = re.search(_WITH_BLANKS, written)
    return found[0] if found else ""


def _way(number: str) -> int | None:
    """Which of the ways to write numbers this is; None for none, and for `1.234`, which may be either."""
    return next((way for way, (pattern, _) in enumerate(_WAYS) if pattern.fullmatch(number)), None)


def _value(number: str, times: str | None = None) -> Decimal | None:
    if times and re.fullmatch(r"\d+\.\d+", number):  # of "1.284 million" no group of three is meant
        return Decimal(number) * _TIMES[times]
    way = _way(number)
    if way is None:
        return None
    bare = number.translate({ord(c): None for c in _WAYS[way][1]})
    return Decimal(bare.replace(",", ".")) * _TIMES[times or ""]
