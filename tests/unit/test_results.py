"""Lines that tell a value with its range, and what is asked of papers that are alike but for their dates."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.facts.owners import Owners, owner_of, owners_meant, owners_of
from uniconv_edge.assistant.question.series import Of, series_asked
from uniconv_edge.assistant.rows.results import result_of, value_told
from uniconv_edge.assistant.rows.sheets import sheet_of
from uniconv_edge.types import Page


@pytest.mark.parametrize(
    ("line", "name", "value", "side"),
    [
        ("HbA1c | 6.2 | % | 4.0 - 5.6 | H", "HbA1c", "6.2 %", 1),
        ("Test: Ferritin | Result: 12 | Unit: ng/mL | Reference range: 15 - 150 | Flag: L", "Ferritin", "12 ng/mL", -1),
        ("TSH            2.1      mIU/L      0.4 - 4.0", "TSH", "2.1 mIU/L", 0),
        ("Kalium | 5,3 | mmol/l | 3,5 - 5,1", "Kalium", "5,3 mmol/l", 1),
        ("Ada Lee | 2022-03-15 | LDL | 121 | mg/dL | < 130", "LDL", "121 mg/dL", 0),
        ("eGFR | 55 | mL/min | > 60", "eGFR", "55 mL/min", -1),
    ],
)
def test_a_result_is_read_with_its_range(line: str, name: str, value: str, side: int) -> None:
    result = result_of(line)
    assert result is not None
    assert (result.name, result.with_unit, result.side) == (name, value, side)


@pytest.mark.parametrize("line", ["Rent | 950 | 1 - 5 May", "Ages 4 - 6", "1 EMH 7781 | 36,390 kWh | 38,965 kWh", ""])
def test_what_has_no_value_beside_a_range_is_no_result(line: str) -> None:
    assert result_of(line) is None


def test_one_value_is_told_by_a_row_of_two_cells_or_a_label() -> None:
    assert value_told("Annual premium | €251.80") == ("Annual premium", "€251.80")
    assert value_told("Item: Refund | EUR: 422") == ("Refund", "422")
    assert value_told("Total cost: €1,023.84") == ("Total cost", "€1,023.84")
    assert value_told("Fence | 3 | 20.00") is None


@pytest.mark.parametrize(
    ("question", "of", "words"),
    [
        ("What was my last HbA1c?", Of.ONE, ("hba1c",)),
        ("How has my cholesterol changed?", Of.CHANGE, ("cholesterol",)),
        ("How much did the premium go up from 2024 to 2025?", Of.CHANGE, ("premium",)),
        ("What did I spend on electricity in 2023 compared with 2024?", Of.CHANGE, ("electricity",)),
        ("Which results are out of range?", Of.OUTSIDE, ()),
        ("Is that too high?", Of.RANGE, ()),
        ("Which medicines do I take?", Of.ROWS, ("medicines",)),
        ("And a year before?", Of.TIME, ()),
        ("And in March 2025?", Of.TIME, ()),
    ],
)
def test_what_is_asked_of_a_series(question: str, of: Of, words: tuple[str, ...]) -> None:
    asked = series_asked(question)
    assert asked is not None
    assert (asked.of, asked.words) == (of, words)


@pytest.mark.parametrize(
    "question",
    [
        "What was the rent last year?",
        "What did I do last week?",
        "How did the meeting go?",
        "Is that per person?",
        "What is the last name of the tenant?",
        "Which room do the children sleep in?",
        "And in the old one?",
    ],
)
def test_other_questions_ask_nothing_of_a_series(question: str) -> None:
    assert series_asked(question) is None


def test_how_far_back_is_asked_for() -> None:
    back, on, step = (
        series_asked(text) for text in ("And a year before?", "And six months later?", "And the one before?")
    )
    assert back is not None
    assert on is not None
    assert step is not None
    assert (back.months, on.months, step.papers) == (-12, 6, -1)


def test_whose_a_paper_is() -> None:
    assert owner_of("Laboratory\nPatient: | Ada Lee\nDate of birth: | 1 May 1970") == "Ada Lee"
    assert owner_of("Customer: Harbour Cafe") == ""
    assert owners_of([("lab", "Patient: Ada Lee"), ("allergies Ada", "Pollen"), ("rent", "")], ["Ada Lee"]) == [
        "Ada Lee"
    ] * 2 + [""]


def test_my_results_are_those_of_whom_most_papers_are() -> None:
    known = ("Ada Lee", "May Lee")
    owners, every = Owners(known, "Ada Lee"), set(known)
    assert owners_meant("What was my last LDL?", owners) == {"Ada Lee"}
    assert owners_meant("What was my last LDL?", Owners(known)) == every  # nobody's are most, as of tenants
    assert owners_meant("What was Ada's last LDL?", Owners(known)) == {"Ada Lee"}
    assert owners_meant("What was the LDL in May?", owners) == every
    assert owners_meant("What was my son's last LDL?", owners) == every


def test_the_cell_of_the_sheet_of_a_month_is_told() -> None:
    sheets = [
        Page(None, f"Category | Planned\nCategory: Rent | Planned: {n}", place=f"sheet {n}") for n in ("Jan", "Jul")
    ]
    assert sheet_of(sheets, "What was planned for rent in July 2025?", "Budget 2025") == 1
    assert sheet_of(sheets, "What was planned for rent in July 2025?", "Budget 2024") is None
    assert sheet_of(sheets, "What was planned for rent in May 2025?", "Budget 2025") is None


@pytest.mark.parametrize(
    ("question", "quoted", "meant"),
    [
        ("What was the last HbA1c?", "", {"Ada Lee"}),
        ("What was the last HbA1c?", "Will Lee", {"Will Lee"}),
        ("What was my last HbA1c?", "Will Lee", {"Ada Lee"}),
        ("What was her last HbA1c?", "", set()),
        ("And her LDL?", "May Lee", {"May Lee"}),
        ("Which results of my husband are abnormal?", "", set()),
        ("How has our HbA1c changed?", "", {"Ada Lee", "Will Lee", "May Lee"}),
        ("What was the last HbA1c of Will?", "", {"Will Lee"}),
        ("What was May's last HbA1c?", "", {"May Lee"}),
        ("What was my last HbA1c in May?", "", {"Ada Lee"}),
    ],
)
def test_whose_papers_are_meant_where_nobody_is_named(question: str, quoted: str, meant: set[str]) -> None:
    known = Owners(("Ada Lee", "Will Lee", "May Lee"), "Ada Lee")
    assert owners_meant(question, known, oneself=True, quoted=quoted) == meant


def test_what_is_said_to_be_told_to_me_is_not_mine() -> None:
    known = Owners(("Ada Lee", "Will Lee"), "Ada Lee")
    assert owners_meant("Tell me the rent of the tenant", known) == set(known.known)
    assert owners_meant("What did the doctor prescribe me?", known) == {"Ada Lee"}


def test_what_a_paper_is_for_is_no_value_and_a_name_is_no_word_of_asking() -> None:
    assert series_asked("What was the last electricity bill for?") is None
    asked = series_asked("What was Rose's last HbA1c?")
    assert asked is not None
    assert asked.words == ("rose", "hba1c")
