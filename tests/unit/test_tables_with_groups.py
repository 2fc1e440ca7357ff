"""Tables as a PDF file has them: titles between rows, names that return, a form right above."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.assistant.quoting.tables import Table, tables_of
from uniconv_edge.assistant.rows.cell_of_row import told_of_cell

BLOOD = """Test | Result | | Unit | Reference range
Leucocytes | 6.8 | | 10^9/L | 4.0 - 10.0
Haemoglobin | 11.4 | L | g/dL | 12.0 - 16.0
Haematocrit | 35 | L | % | 36 - 46"""
CHEMISTRY = "Sodium | 139 | | mmol/L | 135 - 145\nPotassium | 4.2 | | mmol/L | 3.5 - 5.1"


def only(page: str) -> Table:
    [table] = tables_of(page)
    return table


def cell(question: str, page: str, *names: str) -> str:
    told = told_of_cell(question, only(page), names)
    return told.cell if told else ""


def test_rows_below_the_title_of_a_group_have_the_names_above() -> None:
    table = only(f"{BLOOD}\n\nClinical chemistry\n\n{CHEMISTRY}")
    assert len(table.rows) == 5
    assert table.sure
    assert table.rows[-1].cells == {
        "Test": "Potassium",
        "Result": "4.2",
        "Unit": "mmol/L",
        "Reference range": "3.5 - 5.1",
    }


def test_names_alone_above_the_title_of_the_first_group_are_those_of_all() -> None:
    names, server = "Model | Size | Accuracy", "BigNet | 118 | 95.8\nMidNet | 21 | 95.0"
    groups = f"Networks on a server\n\n{server}\n\nNetworks on a telephone\n\nTinyNet | 2 | 90.2"
    table = only(f"{names}\n\n{groups}")
    assert table.names == ("Model", "Size", "Accuracy")
    assert [row.cells["Model"] for row in table.rows] == ["BigNet", "MidNet", "TinyNet"]
    assert tables_of(f"{names}\n\nThe networks ran on a server.\n\n{server}") == ()


@pytest.mark.parametrize(
    "between",
    [
        "These values were measured on another day.",
        "Clinical chemistry\nmeasured on another day",
        "A title that is far too long to be that of a group of rows in a table",
    ],
)
def test_rows_below_other_words_do_not(between: str) -> None:
    assert len(only(f"{BLOOD}\n\n{between}\n\n{CHEMISTRY}").rows) == 3


def test_rows_of_another_width_do_not() -> None:
    assert len(only(f"{BLOOD}\n\nLipids\n\nCholesterol | 231 | mg/dL").rows) == 3


def test_titles_between_rows_leave_a_table_sure() -> None:
    table = only("| Unit | NV 8 | NV 12\nHeating\nOutput | kW | 8.1 | 11.9\nSound\nBy day | dB | 53 | 57")
    assert table.sure
    assert len(table.rows) == 2
    assert not only("| Unit | NV 8 | NV 12\nOutput | kW | 8.1 | 11.9\nand the rest of it\nBy day | dB | 53 | 57").sure


def test_names_that_return_are_told_apart() -> None:
    page = (
        "Meter | Register | Before | Type | Present | Type\nZ18 | Day | 48,112 | actual | 48,694 | estimated\n"
        "Z18 | Night | 20,733 | actual | 21,089 | estimated"
    )
    assert only(page).names == ("Meter", "Register", "Before", "Type", "Present", "Type ′")
    assert cell("What was the present reading of the night register?", page, "Meter readings") == "21,089"
    assert cell("What is the type of the night register?", page, "Meter readings") == ""


def test_columns_of_which_two_have_no_name_are_not_named() -> None:
    assert tables_of("Item | | | Price\nHose | 7 | x | 12.00\nTap | 8 | y | 80.00") == ()


def test_hundreds_of_thousands_of_cells_are_looked_at_once() -> None:
    wide = "\n".join((("a | " * 100_000) + "b", ("1 | " * 100_000) + "2", ("1 | " * 100_000) + "2"))
    began = time.process_time()
    tables_of(wide)
    tables_of("A\n\n" + "a | b | c\n\nTitle\n\n1 | 2 | 3\n\n" * 20_000)
    assert time.process_time() - began < 20


def test_a_form_right_above_a_table_hides_no_names() -> None:
    form = "Patient | BRANDT | Sample | 4471\nBorn | 17.08.1979 | Taken | 12.02.2026"
    assert cell("What is the reference range for haemoglobin?", f"{form}\n{BLOOD}") == "12.0 - 16.0"


SCHEDULE = (
    "No. | Due | Instalment | Interest\n6 | 31.12.2026 | 1,120.00 | 208.63\n"
    "7 | 31.01.2027 | 1,120.00 | 206.24\n8 | 28.02.2027 | 1,120.00 | 203.84"
)
POLICY = "Section | Sum insured | Excess\nBuildings | 450,000 | 250\nContents | 75,000 | 150\nBicycles | 6,000 | 100"


@pytest.mark.parametrize(
    ("question", "page", "told"),
    [
        ("How much interest is in instalment 7?", SCHEDULE, "206.24"),
        ("What is the interest of the instalment?", SCHEDULE, ""),
        ("What is the excess under contents?", POLICY, "150"),
        ("What is the excess under 200?", POLICY, ""),
    ],
)
def test_a_word_before_a_number_or_behind_under_says_which_row(question: str, page: str, told: str) -> None:
    assert cell(question, page) == told
