"""What is guessed to be the title of a PDF file is no heading that stands in any document."""

from __future__ import annotations

import pytest
from makers import pdf_of_streams

from uniconv_edge.library.extract.headings import title_of
from uniconv_edge.library.extract.pdf import parse


@pytest.mark.parametrize(
    "heading",
    [
        "Contents",
        "CONTENTS",
        "Table of Contents:",
        "1 Introduction",
        "I. Introduction",
        "Inhaltsverzeichnis",
        "Re\u0301sume\u0301",
    ],
)
def test_a_heading_of_any_document_is_no_title(heading: str) -> None:
    assert title_of({heading: 1, "The first section": 2}) == ""


def test_beside_the_title_it_is_left_out() -> None:
    assert title_of({"A study of rents": 1, "in Lisbon": 1, "Abstract": 1}) == "A study of rents in Lisbon"


@pytest.mark.parametrize("title", ["Contents of the estate", "Introduction to rents", "2024 Summary of accounts"])
def test_a_title_that_only_begins_so_is_one(title: str) -> None:
    assert title_of({title: 1}) == title


def test_a_file_that_begins_with_its_contents_has_its_name_for_a_title() -> None:
    lines = [
        (20, "Contents"),
        *((10, f"{number} A section on the rent of flats in the old town") for number in range(1, 9)),
    ]
    stream = "".join(
        f"BT /F1 {size} Tf 72 {700 - 30 * at} Td ({said}) Tj ET\n" for at, (size, said) in enumerate(lines)
    )
    made = pdf_of_streams([stream.encode()], bookmarks=[("A section", 0)])
    assert parse(made, "outline.pdf").title == "outline"
    named = pdf_of_streams([stream.encode()], title="Contents", bookmarks=[("A section", 0)])
    assert parse(named, "outline.pdf").title == "Contents", "that is no guess"
