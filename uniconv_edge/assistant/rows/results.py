"""Lines that tell a value with the range that it should lie in, as laboratories write them: `HbA1c | 6.2 | % | 4.0 -
5.6 | H`; and other lines that tell one value by its name. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from uniconv_edge.assistant.words.dates import said
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import cells

_NUMBER = r"\d{1,7}(?:[.,]\d{1,4})?"
_UNIT = r"(?:\s?[^\W\d_%][\w/µ.^]{0,10}|\s?%)?"
_RANGE = expression(
    rf"[\[(]?\s?(?:(?P<low>{_NUMBER})\s?(?:[-–—]|to|bis|à)\s?(?P<high>{_NUMBER})"
    rf"|(?:[<≤]=?|up to|bis)\s?(?P<most>{_NUMBER})|[>≥]=?\s?(?P<least>{_NUMBER})){_UNIT}\s?[\])]?"
)
_VALUE = expression(rf"(?P<value>{_NUMBER})(?:\s?(?:[HL*+-]|\([HL]\)))?{_UNIT}")
_LABEL = expression(r"([^\W\d_][^:|]{0,60}):\s+(\S.{0,80})")
_MOST_WORDS = 8  # of what a value is called
_LONGEST_UNIT = 12  # characters
_TWO = 2


@dataclass(frozen=True, slots=True)
class Result:
    """What a value is called, the value, its unit ("" for none), the range beside it and its bounds (None: none)."""

    name: str
    value: str
    unit: str
    range: str
    low: Decimal | None
    high: Decimal | None

    @property
    def side(self) -> int:
        """1 where the value lies above its range, -1 below, 0 within."""
        value = _decimal(self.value)
        return (self.high is not None and value > self.high) - (self.low is not None and value < self.low)

    @property
    def with_unit(self) -> str:
        """The value with its unit."""
        return f"{self.value} {self.unit}".rstrip()

    @property
    def told(self) -> str:
        """Where it lies, in words."""
        where = ("within", "above", "below")[self.side]
        return f"“{self.name}” {self.with_unit} is {where} the range “{self.range}”."


def result_of(line: str) -> Result | None:
    """The result that a line tells, in cells with the names of their columns or without; None for another."""
    parts = _values(line)
    place = next((at for at in reversed(range(2, len(parts))) if _RANGE.fullmatch(parts[at])), 0)
    at = next((at for at in range(1, place) if _VALUE.fullmatch(parts[at])), 0)
    if not at or not any(map(str.isalpha, parts[at - 1])) or said(parts[place]):  # `1 - 5 May`
        return None
    found, value = _RANGE.fullmatch(parts[place]), _VALUE.fullmatch(parts[at])
    if found is None or value is None:
        return None
    low, high = (found[one] or found[other] for one, other in (("low", "least"), ("high", "most")))
    bounds = (None if bound is None else _decimal(bound) for bound in (low, high))
    beside = parts[at + 1] if at + 1 < place else ""
    unit = beside if beside and _VALUE.fullmatch(beside) is None and len(beside) <= _LONGEST_UNIT else ""
    return Result(parts[at - 1], value["value"], unit, parts[place], *bounds)


def value_told(line: str) -> tuple[str, str] | None:
    """What a line calls the one value that it tells, and that: of a result, of two cells, behind a label."""
    if result := result_of(line):
        return result.name, result.with_unit
    parts = _values(line)
    label = _LABEL.fullmatch(line.strip()) if len(parts) == 1 else None
    name, value = parts if len(parts) == _TWO else label.groups() if label else ("", "")
    is_one = any(map(str.isalpha, name)) and any(map(str.isdigit, value)) and len(name.split()) <= _MOST_WORDS
    return (name.rstrip(" :"), value) if is_one else None


def _values(line: str) -> list[str]:
    """The cells of a line, without the names of columns that all of them carry."""
    parts = [part.strip() for part in cells(line.strip()) if part.strip()]
    named = [part.partition(": ") for part in parts]
    if len(parts) > 1 and all(colon and name for name, colon, _ in named):
        return [value.strip() for _, _, value in named]
    return parts


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", "."))
