"""When and by whom a document was written is read from its head or its end, and from nothing between."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.assistant.facts.imprint import author, dated

LETTER = """BRIGHTWATER ENERGY
PO Box 40, Bristol BS1 5ZZ

14 January 2026

Dear Mr Lindqvist,

Your fixed tariff ends on 28 February 2026.

Yours sincerely,

Amina Patel
Customer Care
"""
MAIL = """Bathroom

From: Desmond Clarke <des@clarke.example>
To: Ella Lindqvist <ella@lindqvist.example>
Date: Mon, 16 Feb 2026 19:12:00 +0000

Hi Ella,

the leak comes from the trap.

Des
"""
CONTRACT = """CLEANING CONTRACT

1. Sparrow cleans on Tuesdays.
2. The contract begins on 1 May 2024.

Lewes, 16 April 2024
Signed: Ruth Adeyemi, Dana Novotny
"""
MINUTES = """# Rowing Club

## Minutes of the general meeting, 6 November 2025, in the boathouse

Present: 41 members. Chair: Wendy Achterberg. Minutes: Paul Sarkis.

The next meeting is on 5 November 2026.
"""
NOTE = "---\ntitle: Expenses\nauthor: Colin Foss\ndate: 2025-11-03\n---\n\nTrains are booked in second class.\n"
GRAN = "Keswick, 5th May\n\nMy dear Tom,\n\nI have given up the car.\n\nWith love,\nGran\n"
MEMO = "May 5, 2023\nTo Whom it May Concern:\n\nThree trucks came. They drove for 15 hours. Best Regards,\nMallori"
CLINIC = "Avonside Hospital\n\n2 March 2026\n\nDear Ms Lindqvist,\n\nPlease come.\n\nDr Miriam Hollis\nConsultant\n"
TABLE = "date,what,cost\n2025-02-11 | service | 214.00\n2025-06-30 | tyres | 168.00\n"
JOURNAL = "# Health\n\n## Leo (born 19 June 2016)\n\n- 17 Jan 2026 no water.\n\nValid from 1 May 2026 until 30 April\n"


@pytest.mark.parametrize(
    ("text", "when", "who"),
    [
        (LETTER, "14 January 2026", "Yours sincerely,\n\nAmina Patel\nCustomer Care"),
        (MAIL, "Date: Mon, 16 Feb 2026 19:12:00 +0000", "From: Desmond Clarke <des@clarke.example>"),
        (CONTRACT, "Lewes, 16 April 2024", "Signed: Ruth Adeyemi, Dana Novotny"),
        (
            MINUTES,
            "## Minutes of the general meeting, 6 November 2025, in the boathouse",
            "Present: 41 members. Chair: Wendy Achterberg. Minutes: Paul Sarkis.",
        ),
        (NOTE, "date: 2025-11-03", "author: Colin Foss"),
        (GRAN, "Keswick, 5th May", "With love,\nGran"),
        (MEMO, "May 5, 2023", "Best Regards,\nMallori"),
        (CLINIC, "2 March 2026", "Dr Miriam Hollis\nConsultant"),
        (
            "Report\n\nWritten by Tess Marlow in January 2026.\n\nText.",
            *["Written by Tess Marlow in January 2026."] * 2,
        ),
        (TABLE, None, None),
        (JOURNAL, None, None),
    ],
)
def test_a_document_says_when_and_by_whom_it_was_written(text: str, when: str | None, who: str | None) -> None:
    for told, expected in ((dated(text, text), when), (author(text, text), who)):
        assert (None if told is None else text[slice(*told[1])]) == expected


def test_who_signed_stands_below_a_message() -> None:
    signed = author(MAIL, MAIL, signed=True)
    assert signed is not None
    assert MAIL[slice(*signed[1])] == "Des"


def test_who_signed_for_whom_stands_below_a_contract() -> None:
    contract = (
        "Mooring agreement\n\n9. For repairs: Ask the harbour.\n\nDunmore, 3 May 2026\n"
        "For the owner: Ada van Lee\nSigned for and on behalf of Hexbury Harbour Ltd: Tom Birch, harbour master\n"
    )
    signed = author(contract, contract, signed=True)
    assert signed is not None
    assert contract[slice(*signed[1])].splitlines() == [
        "For the owner: Ada van Lee",
        "Signed for and on behalf of Hexbury Harbour Ltd: Tom Birch, harbour master",
    ]


def test_of_a_long_document_the_head_is_of_its_first_page_and_the_end_of_its_last() -> None:
    first, last = "Handbook\n\nThe kitchen opens at seven.", "Harbour House, 3 March 2025\n\nKind regards\nIda Holm\n"
    when, who = dated(first, last), author(first, last)
    assert when is not None
    assert who is not None
    assert (when[0], last[slice(*when[1])]) == (True, "Harbour House, 3 March 2025")
    assert (who[0], last[slice(*who[1])]) == (True, "Kind regards\nIda Holm")


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (
            "Reading Moths\nAnna Berg\nUniversity of Kiel\nT. O'Neil\nAbstract\nWe read.",
            "Anna Berg\nUniversity of Kiel\nT. O'Neil",
        ),
        ("Reading Moths\nat Night Lamps\nAnna Berg and Jo de la Cruz\nABSTRACT\nWe.", "Anna Berg and Jo de la Cruz"),
        ("Reading Moths\nAnna Berg^1, Jo Cruz^2, and Li Wu^1\n1 Kiel\nSoftware", "Anna Berg^1, Jo Cruz^2, and Li Wu^1"),
        ("Reading Moths\nOpen Access\nJ.D. Berg∗ Li Wu^1,2 &\nAbstract\nWe.", "J.D. Berg∗ Li Wu^1,2 &"),
        (
            "Reading Moths\nAnna Berg* Jo Cruz Institute of Sleep, Kiel\nAbstract\nWe.",
            "Anna Berg* Jo Cruz Institute of Sleep, Kiel",
        ),
        (
            "Reading Moths\nAnna Berg, Jo Cruz — Department of Moths, Kiel\nAbstract\nWe.",
            "Anna Berg, Jo Cruz — Department of Moths, Kiel",
        ),
        ("Reading Moths\nDepartment of Moths, Kiel\nAbstract\nWe.", None),
        ("Reading Moths\nInternal Use Only\nAbstract\nWe.", None),
        ("Reading Moths\nKey Figures\nSummary\nWe sold lamps.", None),
        ("Reading Moths\nAnna Berg\nWe read moths at the lamps.", None),
        ("Reading Moths\nUniversity of Kiel\nAbstract\nWe read moths.", None),
    ],
)
def test_the_authors_of_a_paper_stand_between_its_title_and_its_abstract(head: str, names: str | None) -> None:
    found = author(head, head, title="Reading Moths at Night Lamps")
    assert (found and head[slice(*found[1])]) == names


def test_a_long_line_that_is_nearly_all_names_is_told_soon() -> None:
    head = f"Reading Moths\n{'Anna Berg ' * 50}reads.\nAbstract\nWe."
    began = time.process_time()
    assert author(head, head) is None
    assert time.process_time() - began < 1


def test_of_a_book_its_title_page_tells_the_year() -> None:
    page = "On the Origin of Species\n\nAuthor: Charles Darwin\nYear: 1859\n-------"
    found = dated(page, "It ends here.")
    assert found is not None
    assert page[slice(*found[1])] == "Year: 1859"
    assert dated("The year 1859 was cold.\nA year: 1859 days", "It ends here.") is None
