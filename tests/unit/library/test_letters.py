"""Letters on paper: by whom, to whom and when."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from uniconv_edge.library.letters import Letter, letter_of, without_titles

HOUSE = """HARLOW LETTINGS
3 Market Row, Penbrook · 01632 960 210

Ms Priya Raman
Flat 4, 27 Osier Street

19 January 2026
Our reference: HL-2207/CS

Dear Ms Raman,

Thank you for your letter. The part is expected on 26 January.

Kind regards,
Colin Strode
Property manager
"""
PERSON = """Priya Raman
Flat 4, 27 Osier Street, Penbrook

Harlow Lettings
Attn: Mr Colin Strode
3 Market Row, Penbrook

January 12th, 2026

Dear Mr Strode,

The boiler stopped working on Saturday.

Yours sincerely,

Priya Raman
Tenancy reference HL-2207
"""
SHORT = "4 February 2026\n\nDear Strode,\n\nI do not accept.\n\nPriya Raman\n"
OFFICE = "To the Housing Ombudsman Service\n\n15 June 2026\n\nI ask that the fan be replaced.\n\nPriya Raman\n"
ANYBODY = "To whom it may concern:\nThe goods came on 3 May.\n\nBest regards,\nMallory\n"


def _on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "by", "to", "sent"),
    [
        (HOUSE, "Colin Strode, Property manager, HARLOW LETTINGS", "Ms Priya Raman", _on(2026, 1, 19)),
        (PERSON, "Priya Raman", "Harlow Lettings, Mr Colin Strode", _on(2026, 1, 12)),
        (SHORT, "Priya Raman", "Strode", _on(2026, 2, 4)),
        (OFFICE, "Priya Raman", "Housing Ombudsman Service", _on(2026, 6, 15)),
        (ANYBODY, "Mallory", "", None),
        (SHORT.replace("4 February 2026", "Penbrook, 2026-02-04"), "Priya Raman", "Strode", _on(2026, 2, 4)),
        (SHORT.replace("4 February 2026", "Date: 04/02/2026"), "Priya Raman", "Strode", _on(2026, 2, 4)),
    ],
)
def test_a_letter_says_by_whom_it_is_to_whom_and_when(text: str, by: str, to: str, sent: datetime | None) -> None:
    found = letter_of([text])

    assert found is not None
    assert (found.by, found.to, found.sent) == (by, to, sent)
    assert text[: found.said].splitlines()[-1].startswith(("Dear", "To "))


def test_a_letter_may_end_on_another_page() -> None:
    begins, ends = HOUSE.split("The part")

    assert letter_of([begins, f"The part{ends}"]) == letter_of([HOUSE])


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ann,\n\nIt rained.\n\nTom\n\nDear Tom,\n\nHere too.\n\nAnn\n",  # whose words are whose?
        "Hello world\n\nprint it\n\nDone\n",
        "# Letters\n\nBegin with:\n\nDear Sir or Madam,\n\nand say who you are before you say what you want of them.\n",
        "Dear Ann,\n\nIt rained, and nobody signs this in the end.\n",
        "Minutes\n\n4 February 2026\n\nThe board met.\n\nPriya Raman\n",
        "Dear Ann,\n\nNo day and no last words.\n\nTom\n",
        "To the station: ten minutes on foot.\n\n4 February 2026\n\nPriya Raman\n",
    ],
)
def test_another_text_is_no_letter(text: str) -> None:
    assert letter_of([text]) is None


@pytest.mark.parametrize(
    "day", ["31 February 2026", "4 Foo 2026", "2026-13-45", "The flat is let from 4 February 2026 on, please."]
)
def test_what_is_no_day_dates_nothing(day: str) -> None:
    text = SHORT.replace("4 February 2026", day).replace("Priya", "Kind regards,\nPriya")

    assert letter_of([text]) == Letter(text.index("Strode,") + 7, "Priya Raman", "Strode", None)


@pytest.mark.parametrize("filler", ["Dear ", "To ", "a, ", "1. ", "Hi A", "\n\n", "Dear Ann\n", "Regards, A "])
def test_a_hostile_text_takes_no_longer_than_its_length(filler: str) -> None:
    text = filler * (300_000 // len(filler))
    begun = time.perf_counter()

    letter_of([text, text])

    assert time.perf_counter() - begun < 2


def test_titles_are_no_part_of_a_name() -> None:
    assert without_titles("Ms Priya Raman") == "Priya Raman"
