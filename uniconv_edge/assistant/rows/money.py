"""Which columns of rows hold money: by their names, or by the signs of their amounts. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from uniconv_edge.assistant.quoting.tables import Row
from uniconv_edge.assistant.rows.chosen_rows import amounts_in
from uniconv_edge.assistant.words.quantities import MONEYS
from uniconv_edge.assistant.words.terms import bag

MONEY_NAMES = bag(
    "amount price cost fee paid payment spent value rent actual expense charge bill premium salary net gross debit sum "
    "betrag preis kosten budget planned balance credit income"
)
# Of several the one that tells what was paid.
PREFERRED = bag("amount price cost paid spent actual expense charge betrag preis kosten debit")
_SIGNS = re.compile(rf"(?i)[$€£¥₹]|\b(?:{MONEYS})\b")


def is_money(rows: Sequence[Row], name: str) -> bool:
    """Whether a column holds amounts of money."""
    amounts = amounts_in(rows, name)
    signs = f"{name.replace('_', ' ')} {next(iter(amounts.values())).written if amounts else ''}"
    return bool(amounts) and (bool(bag(name) & MONEY_NAMES) or _SIGNS.search(signs) is not None)
