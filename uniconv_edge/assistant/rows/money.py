"""Which columns of rows hold money: by their names, the signs of their amounts or what the table is called. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set

from uniconv_edge.assistant.quoting.tables import Row
from uniconv_edge.assistant.rows.chosen_rows import amounts_in
from uniconv_edge.assistant.words.quantities import MONEYS
from uniconv_edge.assistant.words.terms import bag
from uniconv_edge.expressions import expression

# In German, Spanish, French, Italian, Dutch and Portuguese: what was paid.
_PAID_LIST = (
    "betrag preis kosten ausgabe ausgaben importe precio coste costo gasto gastos montant prix cout depense depenses "
    "importo prezzo costo spesa spese bedrag prijs uitgave uitgaven montante preco custo despesa despesas"
)
MONEY_NAMES = bag(
    "amount price cost fee paid payment spent value rent actual expense charge bill premium salary net gross debit sum "
    f"budget planned balance credit income {_PAID_LIST} tarif loyer tarifa alquiler tariffa affitto tarief huur miete "
    "aluguel renda"
)
# Of several the one that tells what was paid.
PREFERRED = bag(f"amount price cost paid spent actual expense charge debit {_PAID_LIST}")
# Words of a question for what something costs, and of what a table of that is called.
_SPENDS = bag("spend pay cost earn expensive cheap worth")
_OF_MONEY = bag(
    f"budget spending cost expense money bill salary wage income rent fee price account payment invoice receipt "
    f"{_PAID_LIST}"
)
_SIGNS = expression(rf"(?i)[$€£¥₹]|\b(?:{MONEYS})\b")


def is_money(rows: Sequence[Row], name: str) -> bool:
    """Whether a column holds amounts of money."""
    amounts = list(amounts_in(rows, name).values())
    return bool(amounts) and may_be_money(name, amounts[0].written)


def asks_for_money(words: Set[str]) -> bool:
    """Whether these stems of a question ask for what something costs."""
    return not words.isdisjoint(_SPENDS)


def is_of_money(called: Set[str]) -> bool:
    """Whether a table that is called by these stems is of what is spent or earned."""
    return not called.isdisjoint(_OF_MONEY)


def may_be_money(name: str, cell: str) -> bool:
    """Whether a cell is money, by the name of its column or a sign."""
    return bool(bag(name) & MONEY_NAMES) or _SIGNS.search(f"{name.replace('_', ' ')} {cell}") is not None
