"""What stands side by side on a PDF page and is no table: the box of a letter, labels of a form, marks of lists."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from makers import pdf_of_streams

from uniconv_edge.library.extract.blocks import Parsed, assemble
from uniconv_edge.library.extract.headings import heads_of_lists
from uniconv_edge.library.extract.pdf import parse
from uniconv_edge.library.extract.side_by_side import apart, with_labels

Drawn = tuple[float, float, str, float]  # left, height, words, size of the type
TERMS = "The meter will be read between 2 and 9 May. Please keep the way to the meter free for our staff."
ADDRESS = ("Mrs", "Katharina Brandl", "Seestrasse 14", "88131 Lindau")
BOX = (("Customer:", "4471-2209"), ("Contact:", "Jonas Wirth"), ("Phone:", "08382 704"), ("Date:", "14 March 2025"))


def page(lines: Sequence[Drawn]) -> Parsed:
    shown = "".join(f"/F1 {size} Tf 1 0 0 1 {left} {height} Tm ({words}) Tj\n" for left, height, words, size in lines)
    return parse(pdf_of_streams([f"BT\n{shown}ET".encode()]), "a.pdf")


def paragraphs(lines: Sequence[Drawn]) -> list[str]:
    return assemble(page(lines).pages[0]).text.split("\n\n")


def letter(box: Sequence[tuple[str, str]]) -> list[Drawn]:
    rows = [
        [
            (72, 700 - 14 * number, line, 11.0),
            (350, 700 - 14 * number, label, 9.0),
            (440, 700 - 14 * number, value, 9.0),
        ]
        for number, (line, (label, value)) in enumerate(zip(ADDRESS, box, strict=True))
    ]
    return [*(cell for row in rows for cell in row), (72, 600, TERMS, 11)]


@pytest.mark.parametrize("ending", [":", ""])
def test_the_box_beside_an_address_is_read_below_it(ending: str) -> None:
    box = [(label.replace(":", ending), value) for label, value in BOX]
    told = [f"{label} | {value}" for label, value in box]
    assert paragraphs(letter(box)) == ["\n".join([*ADDRESS, *told]), TERMS]


@pytest.mark.parametrize(
    "rows",
    [
        [["Name:", "Ella", "Born:", "2016"], ["Class:", "2b", "Phone:", "0151"]],
        [["Monday", "Time: 9:00"], ["Tuesday", "Time: 10:00"]],  # a label for each row
        [["1.", "Name:", "Ella"], ["2.", "Class:", "2b"]],
        [["2024 Plan", "5", "6"], ["2025 Plan", "7", "8"]],
        [["12 chairs", "4"], ["88131 Lindau", "5"], ["88132 Lindau", "6"]],
    ],
)
def test_rows_of_forms_and_tables_stay_rows(rows: list[list[str]]) -> None:
    assert apart(rows) == rows


def test_lines_that_tell_facts_are_read_below_what_stands_beside_them() -> None:
    rows = [["Dear members,", "Chair: Petra Lang"], ["the meeting", "Treasurer: Max Hoch"], ["is on Monday.", ""]]
    left, right = ["Dear members,", "the meeting", "is on Monday."], ["Chair: Petra Lang", "Treasurer: Max Hoch"]
    assert apart(rows) == [[line] for line in left + right]


def test_labels_in_small_type_are_read_with_what_stands_below_them() -> None:
    filled = [
        (("Policy number", "HH-77120"), ("Date of loss", "9 August")),
        (("Insured", "P. Lund"), ("Phone", "0431")),
    ]
    drawn = [
        (left, 700 - 34 * row - 14 * line, words, (7, 11)[line])
        for row, fields in enumerate(filled)
        for line in (0, 1)
        for left, words in zip((60, 320), (field[line] for field in fields), strict=True)
    ]
    assert paragraphs([*drawn, (60, 560, TERMS, 11)]) == [
        "Policy number: HH-77120 | Date of loss: 9 August\nInsured: P. Lund | Phone: 0431",
        TERMS,
    ]
    assert with_labels([["a", "b"], ["c"]], [[7, 7], [11]]) == [["a: c", "b"]]
    assert with_labels([["a"], ["b"]], [[11], [11]]) == [["a"], ["b"]]


def test_marks_that_are_drawn_after_all_words_stand_before_their_items() -> None:
    items = ["The main valve is behind the machine.", "Turn it clockwise.", "The key is in the tin."]
    drawn = [(90, 650 - 14 * number, item, 11) for number, item in enumerate(items)]
    marks = [(80, 650 - 14 * number, "*", 11) for number in range(len(items))]
    said = "\n\n".join(paragraphs([(72, 700, TERMS, 11), *drawn, *marks]))
    assert said.split("\n") == [TERMS, *(f"* {item}" for item in items)]


def test_a_few_words_above_a_list_are_its_heading() -> None:
    drawn = [(72, 700, TERMS, 11), (72, 670, "Gas", 11), (80, 656, "* The main valve is in the cellar", 11)]
    drawn += [(80, 642, "* Turn it clockwise", 11), (72, 622, "Water", 11), (80, 608, "* The tap is in the hall", 11)]
    found = [(block.level > 0, block.text) for block in page(drawn).pages[0].blocks]
    assert [text for is_heading, text in found if is_heading] == ["Gas", "Water"]


@pytest.mark.parametrize(
    "lines",
    [
        ["Gas", "* one", "* two"],  # the only one
        ["We bring the old", "Blue", "* one", "and then the", "Green", "* two"],  # a sentence goes on
        ["Bring these:", "* one", "Others are these:", "* two"],
    ],
)
def test_lines_that_go_on_or_stand_alone_are_no_heads_of_lists(lines: list[str]) -> None:
    assert heads_of_lists([lines]) == [{}]


def test_a_large_line_between_rows_of_a_table_is_a_heading() -> None:
    def rows(top: int, pairs: Sequence[tuple[str, str]]) -> list[Drawn]:
        return [
            (left, top - 16 * number, words, 11)
            for number, pair in enumerate(pairs)
            for left, words in zip((72, 200), pair, strict=True)
        ]

    drawn = rows(
        700, [("2019", "Engineer at Ventosa"), ("2014", "Engineer at Brunel"), ("2012", "Trainee at Airframe")]
    )
    drawn += [(72, 648, "Languages", 13), *rows(630, [("Portuguese", "mother tongue"), ("English", "fluent")])]
    found = page([*drawn, (72, 500, TERMS, 11), (72, 486, TERMS, 11), (72, 472, TERMS, 11)]).pages[0].blocks
    assert [block.text for block in found if block.level] == ["Languages"]


def test_a_panel_in_small_type_is_parted_from_the_sentence_before() -> None:
    prose = [(72, 700 - 14 * number, TERMS, 11) for number in range(4)]
    panel = ["Rowing Club Seeblick e.V. in Ueberlingen", "Chair of the club is Petra Lang", "BIC SOLADES1KNZ"]
    drawn = [(430, 740 - 10 * number, line, 8) for number, line in enumerate(panel)]
    said = paragraphs([*prose, *drawn, (430, 700, "www.seeblick.example", 8)])
    assert said == [" ".join([TERMS] * 4), "\n".join([*panel, "www.seeblick.example"])]


def test_words_that_nearly_fill_their_cells_stay_apart() -> None:
    rows = [("Maths", "English", "Art"), ("Latin", "Maths", "PE")]  # 1.5 points between the first two
    drawn = [
        (left, 700 - 14 * number, word, 11)
        for number, row in enumerate(rows)
        for left, word in zip((100, 131.5, 173), row, strict=True)
    ]
    drawn += [(100, 660 - 14 * number, "Room", 11) for number in range(4)]
    said = "\n".join(paragraphs([*drawn, (100, 560, TERMS, 11)]))
    assert "Maths English Art" in said.replace(" | ", " ")


def test_the_number_of_a_page_in_large_type_is_no_heading() -> None:
    prose = [(72, 700 - 14 * number, TERMS, 9) for number in range(8)]
    found = page([(72, 740, "Annual report", 14), *prose, (300, 40, "Page 1 of 2", 12)]).pages[0].blocks
    assert [block.text for block in found if block.level] == ["Annual report"]
    assert found[-1].text == "Page 1 of 2"


def test_much_of_a_short_page_may_be_headings() -> None:
    sections = {"Starters": ["Bruschetta with basil", "Minestrone"], "Desserts": ["Tiramisu", "Panna cotta of the day"]}
    lines = [(line, size) for name, items in sections.items() for line, size in ((name, 13), *((i, 10) for i in items))]
    drawn = [(72, 700 - 20 * number, line, size) for number, (line, size) in enumerate(lines)]
    found = page([(72, 740, "Trattoria", 20), *drawn])
    assert found.title == "Trattoria"
    assert [block.text for block in found.pages[0].blocks if block.level] == ["Trattoria", *sections]


def test_a_label_far_behind_other_words_is_apart_from_them() -> None:
    head = [(72, 740, "3 March 2025", 11), (380, 740, "Account: 88-1203", 11), (72, 720, "Ms. Dana Lee", 11)]
    letter = [(72, 700 - 14 * number, line, 11) for number, line in enumerate(["44 Oak Avenue", "Springfield", TERMS])]
    assert paragraphs([*head, *letter])[0] == "3 March 2025 | Account: 88-1203"


def test_names_left_of_the_numbers_below_them_are_a_row_of_the_table() -> None:
    names = ("Pos.", "Description", "Qty", "Unit price", "Total")
    rows = [("1", "Replacement of the tap", "1", "148.00", "148.00"), ("2", "Labour", "2.5 h", "62.00", "155.00")]
    rows += [("3", "Travel", "1", "25.00", "25.00"), ("", "", "", "Net", "328.00"), ("", "", "", "Tax", "62.32")]
    heights = (551, 531, 503, 485, 467, 449)
    drawn = [
        (left, height, word, 10)
        for height, row in zip(heights, (names, *rows), strict=True)
        for left, word in zip((75, 109, 307, 364, 448) if row == names else (75, 109, 347, 405, 490), row, strict=True)
        if word
    ]
    drawn.insert(7, (109, 519, "incl. removal of the old one", 10))
    said = paragraphs([*drawn, (72, 400, TERMS, 10)])[0].split("\n")
    assert said[0] == "Pos. | Description | Qty | Unit price | Total"
    assert said[1] == "1 | Replacement of the tap incl. removal of the old one | 1 | 148.00 | 148.00"
