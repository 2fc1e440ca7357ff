"""Tables of PDF pages with titles between their rows, beside two columns, of figures alone, and forms in boxes."""

import time
from collections.abc import Sequence

from makers import pdf_of_streams

from uniconv_edge.library.extract.columns import rows_of
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.side_by_side import filled_in
from uniconv_edge.library.extract.tables import tables

Word = tuple[float, float, str]


def page(words: Sequence[Word | tuple[float, float, str, float]]) -> str:
    """The text of a PDF page with these words, drawn one by one; a fourth value is the size of the type."""
    shown = "".join(
        f"/F1 {size[0] if size else 10} Tf 1 0 0 1 {left} {bottom} Tm ({text}) Tj\n"
        for left, bottom, text, *size in words
    )
    [found] = parse(pdf_of_streams([f"BT\n{shown}ET".encode()]), "a.pdf").pages
    return "\n\n".join(block.text for block in found.blocks)


def rows(*cells: Sequence[str], top: float = 700, lefts: Sequence[float] = (60, 180, 260, 340)) -> list[Word]:
    return [
        (left, top - 18 * number, text)
        for number, row in enumerate(cells)
        for left, text in zip(lefts, row, strict=False)
        if text
    ]


def test_titles_between_rows_that_reach_over_columns_part_no_table() -> None:
    lefts = (60, 90, 220, 300)
    table = rows(
        ("No.", "Item", "Bought", "Value"),
        ("Living room",),
        ("1", "Sofa", "2019", "1,450"),
        ("2", "Piano", "2014", "3,900"),
        ("Kitchen and hall",),
        ("3", "Stove", "2021", "890"),
        lefts=lefts,
    )
    assert page(table) == (
        "No. | Item | Bought | Value\nLiving room\n1 | Sofa | 2019 | 1,450\n2 | Piano | 2014 | 3,900\n"
        "Kitchen and hall\n3 | Stove | 2021 | 890"
    )


def test_a_title_under_the_empty_corner_of_a_table_may_reach_below_the_names() -> None:
    table = rows(
        ("", "Unit", "NV 8", "NV 12"),
        ("Heating with water of 35 degrees",),
        ("Output", "kW", "8.1", "11.9"),
        ("COP", "-", "4.9", "4.6"),
        ("Sound",),
        ("By day", "dB", "53", "57"),
    )
    assert page(table) == (
        "| Unit | NV 8 | NV 12\nHeating with water of 35 degrees\nOutput | kW | 8.1 | 11.9\nCOP | - | 4.9 | 4.6\n"
        "Sound\nBy day | dB | 53 | 57"
    )


def test_a_sentence_between_two_tables_is_no_title_of_rows() -> None:
    names = ("Month", "Claims", "Reviews", "Left")
    said = "Of these claims most came from people who had never claimed anything before."
    table = rows(names, ("April", "62", "94", "3"), ("May", "11", "14", "2"))
    below = rows(names, ("June", "80", "21", "5"), ("July", "17", "19", "8"), top=628)
    assert f"\n\n{said}\n\n" in page([*table, (60, 646, said), *below])


def test_cells_of_several_lines_stand_under_the_empty_corner_of_a_timetable() -> None:
    def lesson(left: float, top: float, *lines: str) -> list[Word]:
        return [(left, top - 12 * number, line) for number, line in enumerate(lines)]

    table = [
        *rows(("", "Monday", "Tuesday", "Friday")),
        *lesson(60, 672, "1", "8:15"),
        *lesson(180, 678, "Maths", "Adeyemi", "R 12"),
        *lesson(260, 678, "German", "Feld", "R 4"),
        *lesson(340, 678, "Music", "Ito", "Hall"),
        *lesson(60, 630, "2", "9:05"),
        *lesson(180, 636, "Art", "Duval", "R 2"),
        *lesson(260, 636, "History", "Cole", "R 9"),
        *lesson(340, 636, "Maths", "Adeyemi", "R 12"),
    ]
    assert page(table) == (
        "| Monday | Tuesday | Friday\n1 8:15 | Maths Adeyemi R 12 | German Feld R 4 | Music Ito Hall\n"
        "2 9:05 | Art Duval R 2 | History Cole R 9 | Maths Adeyemi R 12"
    )


def test_marks_of_some_rows_leave_an_empty_cell_in_the_others() -> None:
    """As `L` and `H` of a laboratory."""
    table = rows(
        ("Test", "Result", "", "Unit"),
        ("Iron", "9", "L", "mg"),
        ("Sodium", "139", "", "mmol"),
        ("Copper", "77", "", "mg"),
        ("Zinc", "88", "", "mg"),
        ("Calcium", "102", "H", "mg"),
    )
    assert page(table) == (
        "Test | Result | | Unit\nIron | 9 | L | mg\nSodium | 139 | | mmol\nCopper | 77 | | mg\nZinc | 88 | | mg\n"
        "Calcium | 102 | H | mg"
    )


def test_tables_on_a_page_that_has_two_columns_too_keep_their_cells() -> None:
    """As a bill does, with boxes side by side at its foot."""
    table = rows(
        ("Charge", "Quantity", "Price", "Amount"),
        ("Day", "582", "28.41p", "165.35"),
        ("Night", "356", "13.90p", "49.48"),
    )
    left = [
        "Compare your use of energy",
        "This quarter you used 938 units",
        "A year ago it was 1,021 units",
        "A year costs you about 1,080",
        "Could you pay less for energy?",
        "Our cheapest tariff saves you 61",
    ]
    right = [
        "Do you need any help from us?",
        "Billing: 0800 440 1200, Mo to Fr",
        "Power cut: 105, day and night",
        "Moving home: tell us 14 days before",
        "Complaints: by letter or by mail",
        "Hearing: text phone 0800 440 1201",
    ]
    boxes = [
        word
        for number, pair in enumerate(zip(left, right, strict=True))
        for word in zip((60, 320), (600 - 13 * number,) * 2, pair, strict=True)
    ]
    found = page([*table, *boxes])
    assert found.startswith(
        "Charge | Quantity | Price | Amount\nDay | 582 | 28.41p | 165.35\nNight | 356 | 13.90p | 49.48\n"
    )
    assert found.index(left[-1]) < found.index(right[0])


def test_rows_that_are_drawn_in_one_piece_are_looked_at_though_they_are_long() -> None:
    lines = [
        (" " * 7).join((f"{number}", f"31.0{number}.2026", "1,120.00", f"220.5{number}", "899.50", f"83,100.5{number}"))
        for number in range(1, 8)
    ]
    shown = "".join(f"1 0 0 1 60 {700 - 14 * number} Tm ({line}) Tj\n" for number, line in enumerate(lines))
    [found] = parse(pdf_of_streams([f"BT /F1 10 Tf\n{shown}ET".encode()]), "a.pdf").pages
    assert [block.text for block in found.blocks] == ["\n".join(" | ".join(line.split()) for line in lines)]


def test_names_above_the_title_of_rows_that_are_drawn_in_one_piece_are_parted() -> None:
    """As TeX sets a table with groups."""
    lines = ["Model         Size         Accuracy", "Networks on a server", "BigNet          118             95.8"]
    lines += ["MidNet            21             95.0", "HalfNet            9             91.2"]
    shown = "".join(f"1 0 0 1 60 {700 - 14 * number} Tm ({line}) Tj\n" for number, line in enumerate(lines))
    [found] = parse(pdf_of_streams([f"BT /F1 10 Tf\n{shown}ET".encode()]), "a.pdf").pages
    assert "Model | Size | Accuracy" in "\n".join(block.text for block in found.blocks)


def test_a_point_that_is_drawn_by_itself_parts_no_number() -> None:
    """As TeX draws `-5.5` in a formula, each sign in a type of its own."""
    number = [(399.7, 386.1, 404.9, 386.5), (406.0, 384.1, 409.4, 389.6), (410.4, 384.2, 411.3, 385.1)]
    [[found]] = rows_of([*number, (412.4, 384.1, 415.8, 389.6)])
    assert found.members == [0, 1, 2, 3]


FORM = [
    (60, 700, "Surname", 6),
    (60, 686, "MARCHETTI", 10),
    (240, 700, "First names", 6),
    (240, 686, "ELENA SOFIA", 10),
    (60, 672, "Street:", 6),
    (60, 658, "ROPE LANE 22B", 10),
]


def test_what_fills_the_boxes_of_a_form_stands_behind_its_labels() -> None:
    assert page(FORM) == "Surname: MARCHETTI\nFirst names: ELENA SOFIA\nStreet: ROPE LANE 22B"


def test_small_lines_above_large_ones_are_no_form_where_none_stand_side_by_side() -> None:
    words = [
        (60, top - below, text, size)
        for top in (700, 660, 620)
        for below, text, size in ((0, "Monday", 6), (14, "Soup", 10))
    ]
    assert "Monday: Soup" not in page(words)


def test_what_stands_far_below_or_beside_a_label_does_not_fill_its_box() -> None:
    def box(left: float, bottom: float) -> list[tuple[float, float, float, float]]:
        return [(left, bottom, left + 40, bottom + 5)]

    lines, sizes = ["Name", "Anna", "Town", "York", "Post", "Y1"], [6.0, 10.0] * 3
    near = [box(60, 700), box(60, 690), box(200, 700), box(200, 690), box(300, 700), box(300, 690)]
    far = [each if number % 2 == 0 else box(each[0][0], 660) for number, each in enumerate(near)]
    aside = [each if number % 2 == 0 else box(each[0][0] + 20, 690) for number, each in enumerate(near)]
    assert filled_in(lines, near, sizes) == [(0, 1), (2, 3), (4, 5)]
    assert filled_in(lines, far, sizes) == filled_in(lines, aside, sizes) == []


def test_hundreds_of_lines_that_are_nearly_a_table_are_not_tried_from_each_of_them() -> None:
    """Took minutes: of each row the first cell stands under the others, the second under none."""
    lines = [
        [(60.0, top, 100.0, top + 5), (2000 + 7.3 * number, top, 22000 + 25.0 * number, top + 5)]
        for number, top in ((number, 10_000.0 - 6 * number) for number in range(800))
    ]
    began = time.process_time()
    assert list(tables(lines)) == []
    assert time.process_time() - began < 15
