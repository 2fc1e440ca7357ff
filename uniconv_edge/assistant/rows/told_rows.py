"""What is told of rows: which are quoted, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from uniconv_edge.assistant.quoting.tables import Row


@dataclass(frozen=True, slots=True)
class Told:
    """The rows to quote, what is told of them, how many words of the question the table holds, how many rows were added
    or counted, the one cell that was asked for, "" for none, the column that was compared or added, and the rows that
    were."""

    rows: tuple[Row, ...]
    note: str
    held: int
    of: int = 0
    cell: str = ""
    column: str = ""
    compared: tuple[Row, ...] = ()
