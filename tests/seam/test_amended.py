"""A clause that an amendment of its document changes is quoted with a note that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from asking import ask

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant


def amendment(*items: str) -> str:
    numbered = "".join(f"{number}. {item}\n\n" for number, item in enumerate(items, 1))
    return f"Amendment\n\nDated 8 September 2023, to the boat-yard agreement of 14 March 2023.\n\n{numbered}"


DOCUMENTS = {
    "agreement.md": "# Boat-yard agreement\n\nMade on 14 March 2023.\n\n## 4. Payment\n\n"
    "4.1 The owner pays each invoice of the yard within twenty-one days.\n\n"
    "4.2 Mooring costs 300 euros a month.\n\n## 5. Ending\n\nEither side may end it with four weeks' notice.\n\n"
    "## 6. Extras\n\nNot included are:\n\n- the crane, 40 euros\n- the slipway, 15 euros\n",
    "amendment.txt": amendment(
        "In clause 4.1 for “twenty-one days” substitute “fourteen days”.",
        "Clause 5 is hereby replaced by: “Nobody may end it before 2026.”",
        "The fees of clause 4.2 may be changed only in writing.",
        "Clause 6 is deleted.",
        "This letter does not amend clause 4.2, and no party may vary clause 4.2.",
    ),
    # Of another agreement, and one of a day that is not told.
    "other.txt": "Amendment of 2 May 2023, to the crane agreement of 1 May 2021.\n\nClause 4.1 is deleted.\n",
    "letter.txt": "Dear Sir,\n\nwe think that clause 4.1 is replaced by something else.\n",
}


@pytest.mark.parametrize(
    ("question", "changed"),
    [
        (
            "When does the owner pay each invoice of the yard?",
            "`amendment.txt` may change it: “1. In clause 4.1 for “twenty-one days” substitute “fourteen days”.”",
        ),
        (
            "With how much notice may either side end it?",
            "`amendment.txt` may change it: “2. Clause 5 is hereby replaced by: “Nobody may end it before 2026.””",
        ),
        ("How much does mooring cost a month?", ""),
        (
            "How much is the crane of the boat-yard?",
            "This stands under “Not included are:”. `amendment.txt` may change it: “4. Clause 6 is deleted.”",
        ),
    ],
)
def test_what_an_amendment_changes_is_noted(assistant: Assistant, question: str, changed: str) -> None:
    answer = ask(assistant, question)
    assert answer.quotes[0].path.endswith("agreement.md")
    assert answer.note == changed


def test_only_documents_that_may_be_searched_change_it(assistant: Assistant) -> None:
    assert "changes it" not in ask(assistant, "path:agreement.md When does the owner pay each invoice?").note
