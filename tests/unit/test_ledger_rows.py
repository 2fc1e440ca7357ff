"""Which tables are statements of an account, and what their rows move."""

from __future__ import annotations

from datetime import date

import pytest

from uniconv_edge.assistant.quoting.row_meant import band_of
from uniconv_edge.assistant.quoting.tables import tables_of
from uniconv_edge.assistant.rows.ledger import Entry, entries_of, ledger_asked, tell

TODAY = date(2026, 6, 1)


def entries(table: str) -> list[Entry]:
    [names, *rows] = [line.split(",") for line in table.splitlines()]
    labelled = (" | ".join(f"{name}: {cell}" for name, cell in zip(names, row, strict=True) if cell) for row in rows)
    [read] = tables_of("\n".join([" | ".join(names), *labelled]))
    return entries_of(read)


def moved(table: str) -> list[str]:
    return [str(entry.moved.value) for entry in entries(table)]


def test_a_debit_is_what_went_out_with_or_without_a_minus_and_another_sign_takes_it_back() -> None:
    head = "Date,Text,Debit,Credit\n"
    plain = "2026-05-01,Rent,600.00,\n2026-05-02,Food,20.00,\n2026-05-03,Food,-5.00,\n2026-05-04,Pay,,900.00"
    assert moved(head + plain) == ["-600.00", "-20.00", "5.00", "900.00"]
    minus = "2026-05-01,Rent,-600.00,\n2026-05-02,Food,-20.00,\n2026-05-04,Pay,,900.00"
    assert moved(head + minus) == ["-600.00", "-20.00", "900.00"]
    assert moved(head + "2026-05-01,Rent,600.00,3.00\n2026-05-04,Pay,,900.00") == []  # both in one row


@pytest.mark.parametrize(
    "table",
    [
        "Date,Match,Value\n2026-05-01,Hull,-2\n2026-05-08,York,3\n2026-05-15,Goole,1",  # goals
        "Date,Item,Amount\n2026-05-01,Oil,4\n2026-05-08,Salt,3\n2026-05-15,Bread,1",
        "Item,Amount\nOil,-4\nSalt,3\nBread,1",
    ],
)
def test_no_table_of_something_else_is_a_statement(table: str) -> None:
    assert entries(table) == []


def test_what_is_of_several_currencies_is_not_added() -> None:
    rows = entries(
        "Date,Text,Amount,Currency\n2026-05-01,Hotel,-80.00,EUR\n2026-05-02,Hotel,-90.00,USD\n2026-05-03,Pay,900.00,EUR"
    )
    asked = ledger_asked("How much did I spend on hotels?", TODAY)
    assert asked is not None
    told = tell(asked, rows)
    assert told is not None
    assert (told.entries, told.note) == ((), "These rows are of several currencies: EUR, USD.")


def test_an_average_is_of_the_months_of_the_statement() -> None:
    rows = entries(
        "Date,Text,Amount\n2026-01-05,Pay,900.00\n2026-02-05,Fuel,-60.00\n2026-03-05,Pay,900.00\n2026-04-05,Pay,900.00"
    )
    asked = ledger_asked("How much do I spend on fuel per month on average?", TODAY)
    assert asked is not None
    told = tell(asked, rows)
    assert told is not None
    assert told.note == "1 row with “fuel”: 60.00 went out in 4 months, 15.00 a month."


@pytest.mark.parametrize("cell", ["5-9 Mill Road", "12-14 High Street", "Room 10-20", "3-7 Lindenweg"])
def test_houses_and_rooms_are_no_bands(cell: str) -> None:
    assert band_of(cell) is None
