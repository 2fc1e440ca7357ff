"""Tables of PDF pages some of whose cells are empty."""

from __future__ import annotations

from collections.abc import Sequence

from makers import pdf_of_streams

from uniconv_edge.library.extract.formats import parse


def page(*rows: Sequence[str], lefts: Sequence[int] = (60, 150, 190, 300)) -> str:
    """The text of a page with these rows, each word drawn by itself."""
    shown = "".join(
        f"1 0 0 1 {left} {700 - 18 * number} Tm ({text}) Tj\n"
        for number, row in enumerate(rows)
        for left, text in zip(lefts, row, strict=True)
        if text
    )
    [found] = parse(pdf_of_streams([f"BT /F1 10 Tf\n{shown}ET".encode()]), "a.pdf").pages
    return "\n\n".join(block.text for block in found.blocks)


def test_an_empty_cell_keeps_the_others_below_the_names_of_their_columns() -> None:
    rows = [("Lesson", "Monday", "", "Friday"), ("1", "", "", "Art"), ("2", "Maths", "", ""), ("", "Sport", "", "Art")]
    assert page(*rows) == "Lesson | Monday | Friday\n1 | | Art\n2 | Maths\n| Sport | Art"


def test_words_at_the_left_and_at_the_right_of_a_column_are_one_column() -> None:
    rows = [("Item", "9", "", "Costs"), ("Tap", "8", "", "80"), ("Hose", "7", "", "12"), ("Sum", "", "all", "")]
    assert page(*rows) == "Item | 9 | Costs\nTap | 8 | 80\nHose | 7 | 12\nSum | all"
