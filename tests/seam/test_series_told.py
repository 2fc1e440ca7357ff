"""Papers alike but for their dates, as a laboratory and an insurer write one a year: the last value, that of a year
before, how it has changed, what lies out of range; and whose they are."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import pytest
from asking import ask, ask_next

from uniconv_edge.assistant import series

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant
    from uniconv_edge.types import Answer

pytestmark = pytest.mark.model


def report(patient: str, hba1c: str, ldl: str, creatinine: str) -> str:
    inr = "| INR | 2.4 | | 2.0 - 3.0 |\n" if patient == "Ben Lee" else ""
    return (
        f"Fairbrook Laboratory\n\nPatient: {patient}\n\n## Results\n\n"
        "| Test | Result | Unit | Range |\n|---|---|---|---|\n"
        f"| HbA1c | {hba1c} | % | 4.0 - 5.6 |\n| LDL cholesterol | {ldl} | mg/dL | < 130 |\n"
        f"| Creatinine | {creatinine} | mg/dL | 0.5 - 0.9 |\n{inr}"
    )


def plan(patient: str, dose: str) -> str:
    return (
        f"# Medication plan\n\nPatient: {patient}\n\n| Medicine | Strength | Morning | Evening |\n|---|---|---|---|\n"
        f"| Metformin | {dose} mg | 1 | 1 |\n| Ramipril | 5 mg | 1 | 0 |\n"
    )


def policy(year: int, premium: str) -> str:
    return f"# Household insurance {year}\n\nPolicyholder: Ada Lee\n\nAnnual premium: €{premium}\n\nExcess: €250\n"


def water(year: int, cold: int, hot: int) -> str:
    return (
        f"# Water bill {year}\n\nCustomer number: 4711\n\nCold water: {cold} m3\nHot water: {hot} m3\n\n"
        f"Next reading: 4 May {year + 1}\n"
    )


DOCUMENTS = {
    "labs/blood test 2023-03-14.md": report("Ada Lee", "6.4", "112", "0.8"),
    "labs/blood test 2024-03-12.md": report("Ada Lee", "6.9", "139", "0.9"),
    "labs/blood test 2025-03-18.md": report("Ada Lee", "6.7", "114", "0.9"),
    "labs/Ben lab 2024-05-16.md": report("Ben Lee", "5.9", "90", "1.2"),
    "labs/Ben lab 2025-05-08.md": report("Ben Lee", "6.0", "96", "1.4"),
    "plans/medication plan 2023-01-10.md": plan("Ada Lee", "500"),
    "plans/medication plan 2025-10-01.md": plan("Ada Lee", "850"),
    "plans/Ben plan.md": plan("Ben Lee", "1000"),
    "water/water bill 2024.md": water(2024, 30, 20),
    "water/water bill 2025.md": water(2025, 33, 21),
    "policies/household 2023.md": policy(2023, "238.40"),
    "policies/household 2024.md": policy(2024, "251.80"),
    "policies/household 2025.md": policy(2025, "279.30"),
}


def told(answer: Answer) -> list[tuple[str, str]]:
    return [(PurePath(quote.path).stem, quote.text.partition(" | Unit")[0]) for quote in answer.quotes]


def test_a_value_is_followed_through_the_years(assistant: Assistant) -> None:
    last = ask(assistant, "What was my last HbA1c?")
    assert told(last) == [("blood test 2025-03-18", "Test: HbA1c | Result: 6.7")]
    assert "newest of 3" in last.note
    assert told(ask_next(assistant, "And a year before?")) == [("blood test 2024-03-12", "Test: HbA1c | Result: 6.9")]
    judged = ask_next(assistant, "Is that too high?")
    assert "“HbA1c” 6.9 % is above the range “4.0 - 5.6”." in judged.note
    assert told(ask_next(assistant, "And in 2023?")) == [("blood test 2023-03-14", "Test: HbA1c | Result: 6.4")]


def test_the_results_of_somebody_else_are_told_where_he_is_named(assistant: Assistant) -> None:
    assert told(ask(assistant, "What was Ben's last creatinine?")) == [
        ("Ben lab 2025-05-08", "Test: Creatinine | Result: 1.4")
    ]


def test_of_a_large_folder_only_the_names_that_may_be_of_the_series_are_told(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = set[str]()

    def counted(name: str) -> str:
        looked_at.add(name)
        return undated(name)

    undated = series._undated
    monkeypatch.setattr(series, "_undated", counted)
    assert told(ask(assistant, "What was Ben's last creatinine?")) == [
        ("Ben lab 2025-05-08", "Test: Creatinine | Result: 1.4")
    ]
    assert looked_at >= {"Ben lab 2024-05-16", "Ben lab 2025-05-08"}
    assert not any(name.startswith("blood test") for name in looked_at)


def test_how_a_value_has_changed_is_told_of_all(assistant: Assistant) -> None:
    changed = ask(assistant, "How has my cholesterol changed?")
    assert [text.rpartition(" ")[2] for _, text in told(changed)] == ["112", "139", "114"]
    assert "112 mg/dL (2023-03-14) to 114 mg/dL (2025-03-18), 2 mg/dL more" in changed.note
    premium = ask(assistant, "How much did the premium go up from 2024 to 2025?")
    assert [text for _, text in told(premium)] == ["Annual premium: €251.80", "Annual premium: €279.30"]
    assert "€27.50 more" in premium.note


def test_what_lies_out_of_range_is_told_of_the_paper_that_is_meant(assistant: Assistant) -> None:
    found = ask(assistant, "Which results are out of range in the blood test of March 2024?")
    assert [text for _, text in told(found)] == [
        "Test: HbA1c | Result: 6.9",
        "Test: LDL cholesterol | Result: 139",
    ]
    assert "2 of 3 results of `blood test 2024-03-12.md` are outside" in found.note
    assert [text for _, text in told(ask_next(assistant, "And in March 2023?"))] == ["Test: HbA1c | Result: 6.4"]


def test_the_rows_of_the_newest_plan_are_told(assistant: Assistant) -> None:
    mine = ask(assistant, "Which medicines do I take?")
    assert [file for file, _ in told(mine)] == ["medication plan 2025-10-01"] * len(mine.quotes)
    assert "850 mg" in mine.quotes[0].text
    his = ask(assistant, "Which medicines does Ben take?")
    assert {file for file, _ in told(his)} == {"Ben plan"}


def test_what_only_somebody_else_has_is_not_told_as_ones_own(assistant: Assistant) -> None:
    assert not [file for file, _ in told(ask(assistant, "How has my INR changed?")) if "Ben" in file]


def test_a_pronoun_means_whom_the_question_before_named(assistant: Assistant) -> None:
    ask(assistant, "What was Ben's last creatinine?")
    his = ask_next(assistant, "And his LDL cholesterol?")
    assert told(his) == [("Ben lab 2025-05-08", "Test: LDL cholesterol | Result: 96")]
    assert told(ask_next(assistant, "Which of his results are out of range?"))[0][0] == "Ben lab 2025-05-08"
    mine = ask_next(assistant, "What was my last LDL cholesterol?")
    assert told(mine) == [("blood test 2025-03-18", "Test: LDL cholesterol | Result: 114")]


@pytest.mark.parametrize(
    "question",
    [
        "What was her last HbA1c?",
        "How has our HbA1c changed?",
        "Which medicines does my mother take?",
        "Which medicines does she take?",
        "Which results of Rose are abnormal?",
        "Which things in the school letter are out of range?",
        "What was the last water?",
        "What was the last reading?",
        "What is the number of the last water bill?",
    ],
)
def test_what_may_be_of_another_person_or_thing_is_not_told_as_certain(assistant: Assistant, question: str) -> None:
    answer = ask(assistant, question)
    assert not answer.quotes or answer.confidence < 1
