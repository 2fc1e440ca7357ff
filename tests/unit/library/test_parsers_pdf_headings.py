"""Headings of PDF pages without bookmarks: lines in larger type, and what is none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from makers import pdf_of_streams
from parsed import headings

from uniconv_edge.library.extract.blocks import Parsed
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.headings import large_lines

Line = tuple[float, str]  # size of the type, text
PROSE = [
    (10.0, f"The tenant pays part {number} of the rent by the third working day of the month.") for number in "abcd"
]


def document(*pages: Sequence[Line], title: str = "", bookmarks: Sequence[tuple[str, int]] = ()) -> Parsed:
    streams = []
    for page in pages:
        shown = "".join(
            f"/F1 {size} Tf 1 0 0 1 60 {740 - 24 * number} Tm ({text}) Tj\n" for number, (size, text) in enumerate(page)
        )
        streams.append(f"BT\n{shown}ET".encode())
    return parse(pdf_of_streams(streams, title=title, bookmarks=bookmarks), "a.pdf")


def test_larger_lines_are_headings_by_size_and_the_largest_on_the_first_page_is_the_title() -> None:
    first = [(22, "House rules"), *PROSE, (16, "1 Rent"), *PROSE, (13, "Late payment"), *PROSE]
    found = document(first, [(16, "2 Keys and"), (16, "locks"), *PROSE])
    assert found.title == "House rules"
    assert headings(found) == [(1, "House rules"), (1, "1 Rent"), (2, "Late payment"), (1, "2 Keys and locks")]


def test_what_a_title_page_tells_of_the_book_is_above_no_section() -> None:
    first = [
        (22, "House rules"),
        (16, "Author: Ada Hill"),
        (16, "Year: 1859"),
        *PROSE,
        (16, "Keys: who has them"),
        *PROSE,
    ]
    assert headings(document(first)) == [(1, "House rules"), (1, "Keys: who has them")]


def test_sections_that_begin_on_every_page_are_of_the_highest_level() -> None:
    found = document([(16, "Rent"), *PROSE, (13, "Late payment"), *PROSE], [(16, "Keys"), *PROSE], title="The lease")
    assert (found.title, headings(found)) == ("The lease", [(1, "Rent"), (2, "Late payment"), (1, "Keys")])


def test_bookmarks_win_over_type() -> None:
    found = document([(16, "Rent"), *PROSE, (16, "Keys"), *PROSE], bookmarks=[("Keys", 0)])
    assert headings(found) == [(1, "Keys")]


@pytest.mark.parametrize(
    "line",
    [
        (11.0, "Hardly larger than the rest"),
        (16.0, "x = 1 + 2 - 3 / 4"),
        (16.0, "17"),
        (16.0, "A sentence in large type that goes on and on, as the first of a leaflet may do, " * 2),
        (16.0, "To whom it may concern,"),
    ],
)  # fmt: skip
def test_other_lines_are_no_headings(line: Line) -> None:
    assert headings(document([*PROSE, *PROSE, line, *PROSE])) == []


def test_a_document_that_is_large_in_many_places_has_no_headings() -> None:
    assert headings(document([*PROSE, *((14.0, f"Item {letter} of the price list") for letter in "abcdefgh")])) == []


def test_pages_without_lines_have_none() -> None:
    assert large_lines([]) == []
    assert large_lines([[], []]) == [{}, {}]
