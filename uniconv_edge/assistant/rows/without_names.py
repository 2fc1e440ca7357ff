"""What rows whose columns have no names tell of what was spent, as those of a bank's statement. Pure.

The rows that hold the words of the question are quoted together. They are added up only where one column alone holds
amounts: of several none says which is meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from uniconv_edge.assistant.quoting.tables import Table
from uniconv_edge.assistant.rows.asked_of_rows import Operation, Over
from uniconv_edge.assistant.rows.chosen_rows import amounts_in, holds, may_be_added
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.amounts import written_sum
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.expressions import expression

_MONEY = expression(r"[.,]\d\d\b|[$€£¥₹]")
_MOST_ROWS = 12  # that are quoted: of more none is left out


def told_without_names(asked: Operation, table: Table, names: Sequence[str]) -> Told | None:
    """The rows that hold what is asked, and their sum where that is certain; None where a word is held by none, and is
    not what the table is called (`names`: by title, headings and file)."""
    called = frozenset[str]().union(*map(bag, names))
    words = [word for word in asked.words if any(holds(row, word) for row in table.rows)]
    if asked.over is not Over.SUM or asked.kind != "money" or asked.denies or not words:
        return None
    if any(stem(word) not in called for word in asked.words if word not in words) or not asked.dates <= called:
        return None
    rows = [row for row in table.rows if all(holds(row, word) for word in words)]
    if not 1 < len(rows) <= min(_MOST_ROWS, len(table.rows) - 1):
        return None
    which = f"{len(rows)} rows with {', '.join(f'“{word}”' for word in words)}"
    columns = [own for name in table.names if (own := amounts_in(table.rows, name))]
    added = [each for place, each in columns[0].items() if place in {row.start for row in rows}] if columns else []
    is_money = all(_MONEY.search(each.written) for each in columns[0].values()) if columns else False
    is_certain = len(columns) == 1 and is_money and table.sure and len(added) == len(rows) and may_be_added(rows)
    if not is_certain or len({each.value < 0 for each in added}) > 1:
        return Told(tuple(rows), f"{which}. Nothing was added up: the columns have no names.", len(words))
    return Told(tuple(rows), f"Sum of {which}: {written_sum(added)}.", len(words), len(rows))
