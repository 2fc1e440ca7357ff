"""Numbers as people write them, and those that may be read in two ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.assistant.words.amounts import (
    Amount,
    amount,
    is_blank,
    moneys,
    of_now,
    same_unit,
    written_mean,
    written_sum,
)


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("84.15", "84.15", ""),
        ("£1,013", "1013", "gbp"),
        ("61,40 €", "61.40", "eur"),
        ("1.234,50", "1234.50", ""),
        ("EUR 1 240.00", "1240.00", "eur"),
        ("-12.00", "-12.00", ""),
        ("−£5", "-5", "gbp"),
        ("62 m²", "62", "m²"),
        ("1.284 million sq km", "1284000", "sq km"),
        ("47,735,685 (2025 est.)", "47735685", ""),
        ("12%", "12", "%"),
    ],
)
def test_a_cell_is_an_amount(cell: str, value: str, unit: str) -> None:
    found = amount(cell)
    assert found is not None
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("cell", ["1.234", "2026-07-02", "10-11", "Tahat 2,908 m", "3 h 50 min", "KX7", "", "12,34,5"])
def test_a_cell_is_none(cell: str) -> None:
    assert amount(cell) is None


def test_amounts_of_money_in_a_sentence() -> None:
    assert [each and each.value for each in moneys("a fee of £999, then 1,031.50 euros or $1.234")] == [
        Decimal(999),
        Decimal("1031.50"),
        None,
    ]
    told = moneys("£1.2 million, £900,000, $5m, 3 thousand pounds and 12 m of rope for £7")
    assert [each and each.value for each in told] == [1_200_000, 900_000, 5_000_000, 3_000, 7]
    told = moneys("Loyer : 1 234,56 €, caution 2 400 €, en 2024 500,00 €")
    assert [each and each.value for each in told] == [Decimal("1234.56"), 400, 500]


def test_what_was_in_force_before_is_left_out_and_blank_cells_are_known() -> None:
    assert of_now("Heron, £2,150 (was £2,400), in blue (new)") == "Heron, £2,150, in blue (new)"
    assert all(map(is_blank, ("", " - ", "n/a", "N.A.", "tbc", "nil", "?")))
    assert not any(map(is_blank, ("-5", "0", "none", "no", "tub")))


def of(*cells: str) -> list[Amount]:
    return [found for cell in cells if (found := amount(cell))]


def test_only_amounts_of_one_unit_written_in_one_way_go_together() -> None:
    assert same_unit(of("£5", "5.20 £"))
    assert not same_unit(of("£5", "€5"))
    assert not same_unit(of("12,50", "1,250"))
    assert not same_unit([])


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (("84.15", "91.02"), "175.17"),
        (("£999", "£1,013"), "£2,012"),
        (("61,40 €", "1.200,00 €"), "1.261,40 €"),
        (("-5", "-6.5"), "-11.5"),
        (("830.5", "1240"), "2070.5"),
        (("5 million", "7 million", "3 million"), "15 million"),
        (("€1.25 million", "€2.50 million"), "€3.75 million"),
        (("1.284 million sq km", "716,000 sq km"), "2,000,000 sq km"),
        (("€-12.50", "€-17.50"), "-€30.00"),
        (("-£5", "-£7"), "-£12"),
        (("£5 (5 kg)", "£7 (2 kg)"), "£12"),
        (("1 day", "3 days"), "4 days"),
        (("EUR 1 240.00", "EUR 60.00"), "EUR 1,300.00"),
    ],
)
def test_a_sum_is_written_as_its_parts_are(cells: tuple[str, ...], total: str) -> None:
    assert written_sum(of(*cells)) == total


def test_long_numbers_are_added_with_all_their_digits_and_longer_ones_are_no_amounts() -> None:
    assert amount("1" * 30) is None
    amounts = [found for cell in ("123456789012345678", "0.12345678901234567") if (found := amount(cell))]
    assert written_sum(amounts) == "123456789012345678.12345678901234567"
    assert written_mean(amounts) == "61728394506172839.06172839450617284"


@pytest.mark.parametrize("signs", ["1'", "1''"])
def test_a_row_of_digits_and_signs_takes_no_longer_than_other_text(signs: str) -> None:
    assert grows_no_faster_than_its_input(moneys, signs.__mul__, 1_250)
