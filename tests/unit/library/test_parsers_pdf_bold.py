"""Headings of PDF pages that are in bold type of the text's own size."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from makers import pdf_of_streams
from parsed import headings

from uniconv_edge.library.extract.blocks import Parsed
from uniconv_edge.library.extract.bold import BOLD_LEVEL
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.headings import bold_lines

Line = tuple[str, float, str]  # F1 or, bold, F2; size of the type; text
PROSE = [
    ("F1", 10, f"The tenant pays part {part} of the rent by the third working day of the month.") for part in "abc"
]


def bold(text: str, size: float = 10) -> Line:
    return "F2", size, text


def document(*pages: Sequence[Line], bookmarks: Sequence[tuple[str, int]] = ()) -> Parsed:
    streams = []
    for page in pages:
        shown = "".join(
            f"/{font} {size} Tf 1 0 0 1 60 {740 - 24 * number} Tm ({text}) Tj\n"
            for number, (font, size, text) in enumerate(page)
        )
        streams.append(f"BT\n{shown}ET".encode())
    return parse(pdf_of_streams(streams, bookmarks=bookmarks), "lease.pdf")


def test_bold_lines_above_text_are_headings() -> None:
    found = document([*PROSE, bold("Late payment"), *PROSE], [bold("Keys and locks"), *PROSE])
    assert (found.title, headings(found)) == ("lease", [(2, "Late payment"), (2, "Keys and locks")])


def test_they_stand_below_a_title_in_larger_type() -> None:
    found = document([bold("House rules", 22), *PROSE, bold("Rent"), *PROSE, bold("Keys"), *PROSE])
    assert found.title == "House rules"
    assert [text for _, text in headings(found)] == ["House rules", "Rent", "Keys"]


def test_bookmarks_are_the_headings_where_there_are_any_and_bold_lines_stand_below_larger_ones() -> None:
    page = [*PROSE, bold("Rent"), *PROSE, bold("Keys"), *PROSE]
    assert headings(document(page, bookmarks=[("Keys", 0)])) == [(1, "Keys")]
    large = [("F1", 16, text) for text in ("One", "Two", "Three")]
    whole = [line for each in large for line in (each, *PROSE)]
    assert headings(document([*whole, *page])) == [(1, "One"), (1, "Two"), (1, "Three"), (2, "Rent"), (2, "Keys")]


@pytest.mark.parametrize(
    "lines",
    [
        [bold("Rent"), bold("and other costs")],  # a paragraph
        [bold("The rent is due on Monday.")],
        [bold("Please note:")],
        [bold("rent")],
        [bold("1,200.00")],
    ],
)
def test_what_says_no_title_is_none(lines: Sequence[Line]) -> None:
    assert headings(document([*PROSE, *lines, *PROSE, *lines, *PROSE])) == []


def test_one_bold_line_and_much_bold_text_are_no_headings() -> None:
    text = ("The rent is due by the third working day of each month of the year.", False)
    assert bold_lines([[text, ("Rent", True), text]]) == [{}]
    assert bold_lines([[text, ("Rent", True), text], [("Keys", True), text]]) == [{"Rent": 2}, {"Keys": 2}]
    assert bold_lines([[("The tenant", True), ("Anna", False), ("The landlord", True), ("Ben", False)]]) == [{}]
    assert bold_lines([]) == []


def test_of_headings_that_are_numbered_alike_some_may_be_sentences() -> None:
    asked = ["Question 1. Who pays the rent?", "Question 2. Please name the tenants.", "Question 3. What is it?"]
    found = document([line for each in asked for line in (bold(each), *PROSE)])
    assert headings(found) == [(BOLD_LEVEL, each) for each in asked]
    one = document([line for each in ("Who pays?", asked[1], "What is it?") for line in (bold(each), *PROSE)])
    assert asked[1] not in [text for _, text in headings(one)]
