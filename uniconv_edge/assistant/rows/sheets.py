"""Rows of one table on several pages: sheets of one file with the same columns, as those of months, and a table of a
PDF file that goes on on the next page. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from uniconv_edge.assistant.quoting.tables import Row, Table, rows_at_top, stands_at_foot, tables_of
from uniconv_edge.assistant.words.dates import said
from uniconv_edge.assistant.words.terms import bag
from uniconv_edge.expressions import expression
from uniconv_edge.types import Page

MOST_SHEETS = 60
_PART_OF_YEAR = expression(r"(?i)\b(?:q[1-4]|(?:week|kw|cw) ?\d{1,2})\b")
_PLANNED = bag("plan planned budget estimate estimated expected forecast target soll")


@dataclass(frozen=True, slots=True)
class Joined:
    """A table of all rows, placed as if the pages stood one behind the other, where the pages with some begin, and
    their numbers."""

    table: Table
    starts: Sequence[int]
    pages: Sequence[int]

    def place(self, row: Row) -> tuple[int, Row]:
        """The number of the page that a row stands on, and the row as it is placed there."""
        at = bisect_right(self.starts, row.start) - 1
        return self.pages[at], replace(row, start=row.start - self.starts[at], end=row.end - self.starts[at])


def joined(pages: Sequence[Page], names: Sequence[str]) -> Joined | None:
    """The rows of all tables with columns of these names; None where they stand on one page alone, do not carry the
    names, or may tell of the same: a budget and what was spent are called so or have the same first cells."""
    sheets: list[list[Row]] = []
    starts, numbers, begins, sure = list[int](), list[int](), 0, True
    for number, page in enumerate(pages):
        tables = [table for table in tables_of(page.text) if table.is_labelled and table.names == tuple(names)]
        own = [replace(row, start=row.start + begins, end=row.end + begins) for table in tables for row in table.rows]
        if own:
            sheets.append(own)
            starts.append(begins)
            numbers.append(number)
        sure = sure and all(table.sure for table in tables)
        begins += len(page.text) + 1
    places = [pages[number].place for number in numbers]
    if len(sheets) < 2 or _are_partly_planned(places) or not (_are_periods(places) or _are_others(sheets)):
        return None
    return Joined(Table(0, tuple(names), [row for own in sheets for row in own], sure), starts, numbers)


def sheet_of(pages: Sequence[Page], question: str, names: str) -> int | None:
    """The number of the one sheet that is called by the month or part of a year of a question, where all are called so
    and what the file is called by (`names`) says the rest of its date; None without one."""
    dates = said(question)
    if not dates or len(pages) < 2 or not _are_periods([page.place for page in pages]):
        return None
    called = [said(page.place) & dates for page in pages]
    found = [number for number, own in enumerate(called) if own and dates <= own | said(names)]
    return found[0] if len(found) == 1 else None


def continued(table: Table, pages: Sequence[Page], number: int) -> Joined | None:
    """The rows of a table at the foot of a page, which do not carry the names of its columns, and those with which the
    next pages begin, without the names where these stand there again; None where it does not go on, or may in rows
    of other columns."""
    rows, starts, numbers, begins = list(table.rows), [0], [number], len(pages[number].text) + 1
    for at in range(number + 1, len(pages)):
        text = pages[at].text
        own = rows_at_top(text, table.names) if stands_at_foot(rows[-1].end - starts[-1], pages[at - 1].text) else []
        if own is None or _begins_another(text, table, own):
            return None
        if not own:
            break
        rows += (replace(row, start=row.start + begins, end=row.end + begins) for row in own)
        starts.append(begins)
        numbers.append(at)
        begins += len(text) + 1
    return Joined(replace(table, rows=rows), starts, numbers) if len(numbers) > 1 else None


def _begins_another(text: str, table: Table, rows: Sequence[Row]) -> bool:
    """Whether one of the rows at the top of a page is of another table, whose names stand there."""
    others = [other.start for other in tables_of(text) if other.names != table.names]
    return any(start <= row.start for start in others for row in rows)


def _are_partly_planned(places: Sequence[str]) -> bool:
    """Whether some sheets are called by what was planned and others not."""
    return len({_PLANNED.isdisjoint(bag(place)) for place in places}) > 1


def _are_periods(places: Sequence[str]) -> bool:
    """Whether sheets are each called by another month, year or part of one."""
    periods = [said(place).union(map(str.lower, _PART_OF_YEAR.findall(place))) for place in places]
    return all(periods) and len(set(periods)) == len(periods)


def _are_others(sheets: Sequence[Sequence[Row]]) -> bool:
    """Whether no row of a sheet begins as one of another."""
    keys = [{next(iter(row.cells.values()), "") for row in rows} for rows in sheets]
    return sum(map(len, keys)) == len(set().union(*keys))
