"""Numbers of a spreadsheet as its cells show them: `19.6%`, `12.50 €`, `01067`. Pure.

Only what a format adds to a number is told: a percentage, a currency, a unit, zeros before it. Digits are not grouped,
which is done with other signs in every country. Formats that show a number in another way (powers, fractions, dates,
thousands) are left to who reads the value.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from uniconv_edge.expressions import expression

# The formats that add something and that every file has without saying so. ISO 29500-1 leaves out 5 to 8, 42 and 44,
# which Excel and LibreOffice show in the currency of the machine. Excel itself writes them out in each file; only
# libraries do not (openpyxl, XlsxWriter, Apache POI), for which they mean `$`, and that is what is read.
BUILT_IN = {
    **dict.fromkeys((5, 6, 42), '"$"#,##0'),
    **dict.fromkeys((7, 8, 44), '"$"#,##0.00'),
    9: "0%",
    10: "0.00%",
}
_PIECE = expression(
    r"\"(?P<quoted>[^\"]*)\"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|(?P<left_out>\[(?![<>=])[^\]]*\]|[_*].)|"
    r"(?P<digits>General|[0#?][0#?,]*(?:\.[0#?]*)?)|(?P<sign>[^\w\"\\@\[/])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_SAYS_NOTHING = expression(r"[\s()+-]*")
_MAX_CODE = 255
_MAX_DECIMALS = 30
_MAX_NUMBER = Decimal(10) ** 15


class _Format(NamedTuple):
    before: str
    after: str
    whole: int  # how many digits there are at least before the point, and behind it
    decimals: int
    most: int  # how many there are at most behind it; -1 as the number has them
    is_percentage: bool


def as_shown(value: float, code: str) -> str:
    """The number with what a format adds; "" when it adds nothing, or shows the number in a way that is not known."""
    found = _format(code)
    if found is None:
        return ""
    try:
        number = Decimal(f"{value:.15g}") * (100 if found.is_percentage else 1)
        if abs(number) >= _MAX_NUMBER:
            return ""
        return _written(number, found)
    except InvalidOperation:  # no number
        return ""


def _written(number: Decimal, found: _Format) -> str:
    if found.most >= 0:
        number = number.quantize(Decimal(1).scaleb(-found.most), ROUND_HALF_UP)
    whole, _, part = f"{abs(number):f}".partition(".")
    part = part.rstrip("0").ljust(found.decimals, "0")
    digits = whole.rjust(found.whole, "0") + (f".{part}" if part else "")
    return f"{'-' if number < 0 else ''}{found.before}{digits}{found.after}".strip()


@lru_cache(maxsize=1_000)
def _format(code: str) -> _Format | None:
    """What a code (ISO 29500-1, 18.8.31) says of numbers above zero."""
    pieces = {False: "", True: ""}  # before and behind the digits
    digits = ""
    for found in _PIECE.finditer(code[:_MAX_CODE]):
        if found["sign"] == ";":
            break
        if found["digits"] and not digits:
            digits = found["digits"]
        elif found["digits"] or found["other"]:
            return None
        pieces[bool(digits)] += next(filter(None, found.group("quoted", "escaped", "currency", "sign")), "")
    before, after = pieces[False], pieces[True]
    whole, _, part = "".join(digits.split(",")).partition(".")
    adds = not _SAYS_NOTHING.fullmatch(before + after) or (whole.count("0") > 1)
    if not digits or digits.endswith(",") or len(part) > _MAX_DECIMALS or not adds:
        return None
    is_general = digits.casefold() == "general"
    return _Format(
        before, after, whole.count("0"), part.count("0"), -1 if is_general else len(part), "%" in before + after
    )
