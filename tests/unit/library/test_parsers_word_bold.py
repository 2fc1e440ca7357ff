"""Headings of Word documents that are no more than short paragraphs in bold type."""

from collections.abc import Callable
from typing import Any

import pytest
from makers import docx

from uniconv_edge.library.extract.blocks import LaidPage, assemble
from uniconv_edge.library.extract.formats import parse


def laid(build: Callable[[Any], None]) -> LaidPage:
    return assemble(parse(docx(build), "offer.docx").pages[0])


def headings(build: Callable[[Any], None]) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in laid(build).headings]


def bold(document: Any, words: str, style: str | None = None) -> Any:
    paragraph = document.add_paragraph(style=style)
    for word in words.split(" "):
        paragraph.add_run(word).font.bold = True
        paragraph.add_run(" ")
    return paragraph


def letter(document: Any) -> None:
    bold(document, "Offer of employment")
    bold(document, "Position")
    document.add_paragraph("You will be a carpenter.")
    bold(document, "What you earn", style="List Number")
    document.add_table(1, 1).cell(0, 0).text = "40 euros an hour"


def test_bold_paragraphs_above_text_are_headings() -> None:
    assert headings(letter) == [(2, "Position"), (2, "1. What you earn")]
    assert parse(docx(letter), "offer.docx").title == "offer"


def test_a_style_says_as_well_what_is_bold() -> None:
    def build(document: Any) -> None:
        document.styles["Quote"].font.bold = True
        document.add_paragraph("Position", style="Quote")
        document.add_paragraph("You will be a carpenter.")
        document.add_paragraph("Not ", style="Quote").add_run("bold").font.bold = False
        document.add_paragraph("Pay", style="Quote")
        document.add_paragraph("40 euros an hour.")

    assert headings(build) == [(2, "Position"), (2, "Pay")]


def test_they_stand_below_a_title() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Employment", style="Title")
        letter(document)

    assert headings(build) == [(1, "Employment"), (2, "Position"), (2, "1. What you earn")]
    assert parse(docx(build), "offer.docx").title == "Employment"


def test_a_document_with_headings_of_its_own_has_no_others() -> None:
    def build(document: Any) -> None:
        letter(document)
        for words in ("Law", "Signatures"):
            document.add_heading(words, 2)

    assert headings(build) == [(2, "Law"), (2, "Signatures")]


@pytest.mark.parametrize(
    "words",
    ["Please sign both copies.", "Note:", "a small letter", "12 345,00", "Long " * 30, "Important,"],
)
def test_what_says_no_title_is_none(words: str) -> None:
    def build(document: Any) -> None:
        for _ in range(2):
            bold(document, words)
            document.add_paragraph("You will be a carpenter.")

    assert headings(build) == []


def test_bold_items_stay_a_list_and_one_bold_line_is_no_heading() -> None:
    def build(document: Any) -> None:
        bold(document, "Kitchen")
        document.add_paragraph("We need:")
        for words in ("Salt", "Flour"):
            bold(document, words, style="List Bullet")
        for words in ("First", "Then"):
            bold(document, words, style="List Number")

    assert headings(build) == []
    assert laid(build).text == "Kitchen\n\nWe need:\n- Salt\n- Flour\n1. First\n2. Then"
