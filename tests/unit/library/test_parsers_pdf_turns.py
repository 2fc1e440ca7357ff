"""Lines that a PDF draws after what stands below them."""

import pytest
from makers import pdf_of_streams

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.columns import Box
from uniconv_edge.library.extract.pdf import parse
from uniconv_edge.library.extract.turns import in_turn

ROWS = [("Position", "Hours", "Rate", "Cost"), ("Body", "2", "150", "300"), ("Paint", "1.5", "150", "225")]
TERMS = "This estimate holds for thirty days from its date of issue."


def drawn(left: int, height: int, words: str, size: int = 11) -> bytes:
    return b"BT /F1 %d Tf 1 0 0 1 %d %d Tm (%s) Tj ET " % (size, left, height, words.encode())


def cells(rows: list[tuple[str, ...]], top: int = 600) -> bytes:
    return b"".join(
        drawn(left, top - 18 * number, words)
        for number, row in enumerate(rows)
        for left, words in zip((72, 330, 400, 480), row, strict=True)
        if words
    )


def text(stream: bytes) -> str:
    [page] = parse(pdf_of_streams([stream]), "a.pdf").pages
    return assemble(page).text


def line(left: float, right: float, top: float) -> list[Box]:
    return [(left, top - 10, right, top)]


def test_headings_of_a_printed_spreadsheet_stand_over_its_cells() -> None:
    late = drawn(250, 650, "Estimate of the repair") + drawn(230, 720, "Moor Lane Garage", 20)
    said = text(cells(ROWS) + drawn(72, 500, TERMS) + late)
    assert said.split("\n\n") == [
        "Moor Lane Garage",
        "Estimate of the repair",
        "Position | Hours | Rate | Cost\nBody | 2 | 150 | 300\nPaint | 1.5 | 150 | 225",
        TERMS,
    ]


@pytest.mark.parametrize("rows", [ROWS[1:], [("Parts", "", "", "2,100"), *ROWS[1:]]])
def test_a_row_of_names_with_none_over_the_first_column_keeps_its_columns(rows: list[tuple[str, ...]]) -> None:
    said = text(cells([("", "Hours", "Rate", "Cost"), *rows, ("Total", "", "", "525")]) + drawn(72, 400, TERMS))
    assert said.split("\n")[0] == "| Hours | Rate | Cost"
    assert said.split("\n\n")[0].split("\n")[-1] == "Total | | | 525"


def test_a_line_that_is_drawn_last_goes_to_its_height() -> None:
    below = [line(72, 500, top) for top in (600, 580, 560, 540)]
    assert in_turn([*below, line(200, 300, 700)]) == [4, 0, 1, 2, 3]
    assert in_turn([*below[:2], *below[2:], line(200, 300, 570)]) == [0, 1, 4, 2, 3]
    assert in_turn([*below, line(200, 300, 700), line(200, 300, 680)]) == [4, 5, 0, 1, 2, 3]


def test_lines_without_boxes_go_with_the_one_before() -> None:
    below = [line(72, 500, top) for top in (600, 580, 560)]
    assert in_turn([below[0], [], below[1], below[2], [], line(72, 500, 700)]) == [5, 0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "lines",
    [
        [line(72, 500, top) for top in (600, 580, 560, 540)],  # in order
        [line(72, 250, top) for top in (600, 580, 560)] + [line(300, 500, top) for top in (600, 580, 560)],  # columns
        [line(72, 250, top) for top in (600, 580, 560)] + [line(300, 500, top) for top in (590, 570, 550)],  # uneven
        [line(280, 300, 40), *(line(72, 500, top) for top in (600, 580, 560, 540))],  # a foot that is drawn first
        [line(72, 100, 580), line(105, 120, 588), line(72, 500, 560), line(105, 120, 572)],  # parts of a formula
        [line(72, 500, top) for top in (540, 560, 580, 600)],  # another order altogether
        [line(72, 500, 600), line(72, 500, 700)],
        [],
    ],
)
def test_other_lines_stay_as_they_are_drawn(lines: list[list[Box]]) -> None:
    assert in_turn(lines) is None


def test_a_column_whose_first_lines_stand_beside_a_picture_of_the_one_before_stays_behind_it() -> None:
    head, left = line(72, 500, 760), [line(72, 250, top) for top in (500, 480, 460, 440, 420)]
    column = [line(300, 500, top) for top in (700, 680, 640, 500, 480)]
    assert in_turn([head, *left, *column[:2], *column[3:]]) == [0, 6, 7, 1, 2, 3, 4, 5, 8, 9]  # far from the rest of it
    assert in_turn([head, *left, *(line(300, 500, top) for top in (540, 520, 500, 480))]) is None
    assert in_turn([head, *left, *column]) is None
