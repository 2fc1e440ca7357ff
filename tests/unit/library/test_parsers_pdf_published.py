"""How reports, laws, standards and articles are set as PDF: headings below larger ones, specifications, lists of
abbreviations, listings whose letters stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from time import process_time

import pypdfium2
import pytest
from makers import pdf_of_streams

from uniconv_edge.library.extract.blocks import fold
from uniconv_edge.library.extract.bold import BOLD_LEVEL
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.headings import bold_lines, slanted_lines
from uniconv_edge.library.extract.label_columns import beside_labels
from uniconv_edge.library.extract.letterspaced import closed_up, is_closed_up
from uniconv_edge.library.extract.paragraphs import page_blocks
from uniconv_edge.library.extract.pdf_type import LINE_END

Placed = tuple[float, float, str]  # left, height, words
TEXT = "The trustee keeps the records of each case for three years after it is closed."


def lines(placed: Sequence[Placed], size: float = 10) -> list[str]:
    shown = "".join(f"/F1 {size} Tf 1 0 0 1 {left} {height} Tm ({words}) Tj\n" for left, height, words in placed)
    found = parse(pdf_of_streams([f"BT\n{shown}ET".encode()]), "a.pdf").pages[0].blocks
    return [line for block in found for line in block.text.split("\n") if line]


def test_sections_of_a_law_in_bold_are_headings_though_they_end_as_sentences() -> None:
    page = [
        (TEXT, False),
        ("SEC. 3. DEFINITIONS.", True),
        (TEXT, False),
        ("SEC. 4. The rent is due.", True),
        (TEXT, False),
    ]
    assert bold_lines([[*page, ("SEC. 5. PURPOSES.", True), (TEXT, False)]]) == [
        {"SEC. 3. DEFINITIONS.": BOLD_LEVEL, "SEC. 5. PURPOSES.": BOLD_LEVEL}
    ]


def test_three_short_lines_in_slanted_type_are_headings_and_fewer_or_longer_ones_are_none() -> None:
    def page(*heads: str) -> list[tuple[str, bool]]:
        return [(TEXT, False), *(each for head in heads for each in ((head, True), (TEXT, False)))]

    names = ("Scope", "Communication", "Portal management")
    assert [*slanted_lines([page(*names)])[0]] == list(names)
    assert slanted_lines([page("Scope", "Communication")]) == [{}]
    assert slanted_lines([page("A running head", *names[:1])] * 4) == [{}] * 4
    assert (
        "Be it enacted by the Senate and House of Representatives of"
        not in slanted_lines([page(*names, "Be it enacted by the Senate and House of Representatives of")])[0]
    )


LABELS = ("Purge cycle", "Bake cycle", "Desorb temperature", "Trap")
VALUES = ("11 minutes", "12 minutes at 260 C", "250 C", "VOCARB 3000")


def columns(first: Sequence[str], second: Sequence[str]) -> list[Placed]:
    placed = [(72, 700 - 14 * number, words) for number, words in enumerate(first)]
    return [*placed, *((288, 701 - 14 * number, words) for number, words in enumerate(second))]


def test_values_drawn_behind_all_their_labels_stand_beside_them() -> None:
    said = [f"{label} | {value}" for label, value in zip(LABELS, VALUES, strict=True)]
    assert lines(columns(LABELS, VALUES)) == said


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Bread", "Butter", "Cheese"), ("Milk", "Eggs", "Flour")),  # a list in two columns
        (("It was the year 1990", "when he came to town"), ("and found 12 houses", "of which 3 were sold")),
        (LABELS, VALUES[:3]),
    ],
)
def test_other_columns_stay_as_they_are_drawn(first: Sequence[str], second: Sequence[str]) -> None:
    def boxes(words: str, left: float, number: int) -> list[tuple[float, float, float, float]]:
        return [(left, 700.0 - 14 * number, left + 5 * len(words), 708.0 - 14 * number)]

    drawn = [boxes(words, 72, n) for n, words in enumerate(first)] + [
        boxes(words, 288, n) for n, words in enumerate(second)
    ]
    assert beside_labels([*first, *second], drawn) == []


def test_a_page_of_thousands_of_short_lines_is_looked_through_quickly() -> None:
    count = 3_000
    drawn = [[(50.0, 12.0 * (count - row), 90.0, 12.0 * (count - row) + 10)] for row in range(count)]
    began = process_time()
    assert beside_labels(["Short line"] * count, drawn) == []
    assert process_time() - began < 2


SHORT = {
    "CCV": "continuing calibration verification standard", "NDV": "nondetection value", "s": "second of time",
    "LTMDL": "long-term method detection limit", "VOC": "volatile organic compound",
}  # fmt: skip


def one_piece(rows: dict[str, str], left: int = 150) -> str:
    """Each line in one piece, the second part moved right by a wide space."""
    return "".join(
        f"/F1 10 Tf 1 0 0 1 72 {700 - 14 * n} Tm ({name} ) Tj 1 0 0 1 {left} {700 - 14 * n} Tm ({words}) Tj\n"
        for n, (name, words) in enumerate(rows.items())
    )


def test_each_abbreviation_of_a_list_is_a_row_with_what_it_means() -> None:
    blocks = parse(pdf_of_streams([f"BT\n{one_piece(SHORT)}ET".encode()]), "a.pdf").pages[0].blocks
    assert "\n".join(block.text for block in blocks) == "\n".join(f"{name} | {words}" for name, words in SHORT.items())


def test_marks_of_a_list_are_no_abbreviations() -> None:
    items = {f"{n}.": f"Pay the rent of month {n}" for n in range(1, 7)}
    blocks = parse(pdf_of_streams([f"BT\n{one_piece(items, 90)}ET".encode()]), "a.pdf").pages[0].blocks
    assert "|" not in "\n".join(block.text for block in blocks)


def spaced(*shown: str, letters: int, words: int) -> list[str]:
    """The lines of a page whose letters are set so far apart, in thousandths of their size, and which stay lines."""
    code = ""
    for number, line in enumerate(shown):
        drawn = "".join(f"{-words} " if sign == " " else f"({sign}) {-letters} " for sign in line)
        code += f"1 0 0 1 72 {600 - 12 * number} Tm [{drawn}] TJ\n"
    stream = f"BT\n/F1 7 Tf\n{code}ET"
    with closing(pypdfium2.PdfDocument(pdf_of_streams([stream.encode()]))) as document:
        reader = document[0].get_textpage()
        found = closed_up(reader, reader.get_text_range()).split(LINE_END)
    return [f"{fold(line)}{' (code)' * is_closed_up(line)}" for line in found]


def test_words_whose_letters_stand_apart_are_whole_and_such_lines_stay_lines() -> None:
    code = ["using UnitTestDesign", "arg1 = [1, 4, 8]", "for test in cases", "result = sample[test]", "end"]
    assert spaced(*code, letters=400, words=900) == [f"{line} (code)" for line in code]


def test_signs_of_a_formula_keep_their_blanks() -> None:
    formulas = ["f = a + b + c + d", "x y z t"]
    assert spaced(*formulas, letters=0, words=900) == formulas


def test_a_line_that_ends_with_an_initial_goes_on_with_the_name() -> None:
    names = [
        "Kyle Kelley, M Pacer, Logan Page, Ada Okafor, Thomas L.",
        "Griffiths, and Carol Willing",
        TEXT,
        TEXT,
        TEXT,
    ]
    assert "Thomas L. Griffiths" in page_blocks(names, [], {})[0].text
    ended = ["They met at the office of the bank, as agreed in part B.", "Griffiths came late", TEXT, TEXT, TEXT]
    assert "B. Griffiths" not in page_blocks(ended, [], {})[0].text
