"""Amounts in cells of a table and in items: numbers with what they are of, that can be compared and added. Pure.

A number that can be read in two ways, `1.234`, is none; amounts are of one kind when they have the same unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from uniconv_edge.assistant.words.quantities import MONEYS
from uniconv_edge.expressions import expression

_NUMBER = r"\d(?:[\d.,'’\u00a0\u202f]{0,40}\d)?+"  # as in `quantities.py`, of bounded length
_WITH_BLANKS = rf"{_NUMBER}(?: \d{{3}})*(?:[.,]\d+)?"
_IN_GROUPS = r"(?<!\d )\d{1,3}(?: \d{3})+,\d\d(?!\d)"  # without the comma it may be a number and another one
_SIGN = "[$€£¥₹₪₦]"
_MANY = "thousand|million|billion|k|m|bn"
_CELL = expression(
    rf"(?P<minus>[-−–+])?\s?(?P<before>(?:{_SIGN}|[A-Z]{{3}})\s?)?(?P<minus_too>[-−–])?(?P<number>{_WITH_BLANKS})"
    r"(?:\s(?P<times>thousand|million|billion)\b)?"
    r"(?P<behind>\s?[^\d\s(][^\d(]{0,14})?(?:\s?\([^()]*\))?"
)
_MONEY = expression(
    rf"(?i:(?P<before>{_SIGN})\s?(?P<number>{_NUMBER})(?:\s?(?P<times>{_MANY})\b)?"
    rf"|(?P<number_too>(?<![\w.,])(?:{_IN_GROUPS}|{_NUMBER}))(?:\s?(?P<times_too>{_MANY})\b)?\s?(?P<behind>{_SIGN}|(?:{MONEYS})\b))"
)
_FORMER = expression(r"(?i)\s?\((?:was|were|previously|formerly|reduced from|instead of|down from|up from)\b[^()]*\)")
_BLANK = expression(r"(?i)|[-\u2013\u2014?]+|n\.?\s?/?\s?a\.?|tb[ac]|nil|unknown|not known")
_WAYS = (
    (expression(r"\d+(?:\.\d{1,2}|\.\d{4,})?"), ""),
    (expression(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ","),
    (expression(r"\d{1,3}(?:['’ \u00a0\u202f]\d{3})+(?:\.\d+)?"), "'’ \u00a0\u202f"),
    (expression(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"), "."),
    (expression(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+,\d+"), " \u00a0\u202f"),
    (expression(r"\d+,\d{1,2}"), ""),
)
_DIGITS_OF_MEAN = 2
_MOST_DIGITS = 18  # of more it is the number of something, and no amount
_PRECISION = 60  # digits: of so many billions with all digits behind the point
_TIMES = {"": 1, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_TIMES |= {"k": _TIMES["thousand"], "m": _TIMES["million"], "bn": _TIMES["billion"]}
_SAME = {"€": "eur", "euro": "eur", "£": "gbp", "pound": "gbp", "$": "usd", "dollar": "usd"}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and its unit in small letters ("" for none), and how the text writes it: the whole, its digits, the word
    that multiplies them, and what stands before and behind these but for its sign and remarks in brackets."""

    value: Decimal
    unit: str
    written: str
    digits: str
    times: str = ""
    before: str = ""
    behind: str = ""


def is_blank(cell: str) -> bool:
    """Whether a cell says that there is nothing to tell, or not yet: `-`, `n/a`, `tbc`."""
    return _BLANK.fullmatch(cell.strip()) is not None


def of_now(text: str) -> str:
    """A text without the amounts that it says were in force before: `£2,150 (was £2,400)`."""
    return _FORMER.sub("", text)


def amount(cell: str) -> Amount | None:
    """The amount that a whole cell is: `£1,013`, `62 m²`, `-12.50`; None for another cell."""
    found = _CELL.fullmatch(cell.strip())
    value = _value(found["number"], found["times"] or "") if found else None
    if found is None or value is None or (found["before"] and found["behind"]):
        return None
    negative = (found["minus"] or found["minus_too"] or "+") != "+"
    before, behind = found["before"] or "", (found["behind"] or "").rstrip()
    value = -value if negative else value
    return Amount(value, _unit(before or behind), cell.strip(), found["number"], found["times"] or "", before, behind)


def moneys(text: str) -> list[Amount | None]:
    """The amounts of money that a text names; None for one that can be read in two ways."""
    found: list[Amount | None] = []
    for each in _MONEY.finditer(text):
        digits = each["number"] or each["number_too"]
        times = (each["times"] or each["times_too"] or "").lower()
        value, unit = _value(digits, times), _unit(each["before"] or each["behind"])
        found.append(None if value is None else Amount(value, unit, each[0], digits, times))
    return found


def same_unit(amounts: Sequence[Amount]) -> bool:
    """Whether there are amounts, all of one unit, and written in one way: of `12,50` and `1,250` one is misread."""
    if len({each.unit for each in amounts}) != 1:
        return False
    ways = {_way(each.digits) for each in amounts}
    return not ({1} & ways and {3, 4, 5} & ways)


def written_sum(amounts: Sequence[Amount]) -> str:
    """The sum of amounts of one unit, written as they are; in full where not all are millions, or not all thousands."""
    with localcontext(prec=_PRECISION):
        return _written(sum((each.value for each in amounts), Decimal(0)), amounts)


def written_mean(amounts: Sequence[Amount]) -> str:
    """The average of amounts of one unit, written as they are, with two digits behind the point unless it is whole."""
    with localcontext(prec=_PRECISION):
        mean = sum((each.value for each in amounts), Decimal(0)) / len(amounts)
        return _written(mean, amounts, 0 if mean == mean.to_integral_value() else _DIGITS_OF_MEAN)


def _written(total: Decimal, amounts: Sequence[Amount], fewest: int = 0) -> str:
    """A number as these amounts are written, with so many digits behind the point or as many as they have."""
    times = amounts[0].times if len({each.times for each in amounts}) == 1 else ""
    total /= _TIMES[times]
    values = [each.value / _TIMES[times] if each.times == times else each.value.normalize() for each in amounts]
    most = max(fewest, *(-int(value.as_tuple().exponent) for value in values))
    text = f"{abs(total.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)):,.{most}f}"
    ways = {_way(each.digits) for each in amounts}
    if not ways & {1, 2, 3, 4}:
        text = text.replace(",", "")
    if ways & {3, 4, 5}:
        text = text.translate({ord(","): ".", ord("."): ","})
    like = max(amounts, key=lambda each: abs(each.value))  # of one day and three days the three
    return f"{'-' * (total < 0)}{like.before}{text}{f' {times}' if times else ''}{like.behind}"


def _unit(written: str) -> str:
    unit = written.strip(" .").lower()
    one = unit[:-1] if len(unit) > 3 and unit.endswith("s") else unit
    return _SAME.get(one, one)


def _way(number: str) -> int | None:
    """Which of the ways to write numbers this is; None for none, and for `1.234`, which may be either."""
    return next((way for way, (pattern, _) in enumerate(_WAYS) if pattern.fullmatch(number)), None)


def _value(number: str, times: str) -> Decimal | None:
    if sum(map(str.isdigit, number)) > _MOST_DIGITS:
        return None
    if times and re.fullmatch(r"\d+\.\d+", number):  # of "1.284 million" no group of three is meant
        return Decimal(number) * _TIMES[times]
    way = _way(number)
    if way is None:
        return None
    bare = number.translate({ord(c): None for c in _WAYS[way][1]})
    return Decimal(bare.replace(",", ".")) * _TIMES[times]
