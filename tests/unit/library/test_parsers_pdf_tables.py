"""Tables of PDF pages: rows by columns, cells of several lines, what is no table, and that no word is lost."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import pdf_of_streams

from uniconv_edge.library.extract.columns import Box
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.ragged import ragged_rows
from uniconv_edge.library.extract.spaced import spaced
from uniconv_edge.library.extract.tables import Table, cells_of, tables

Word = tuple[float, float, str]  # left, height of the line, text


def page(words: Sequence[Word]) -> str:
    """The text of a PDF page with these words, drawn one by one."""
    shown = "".join(f"1 0 0 1 {left} {bottom} Tm ({text}) Tj\n" for left, bottom, text in words)
    [found] = parse(pdf_of_streams([f"BT /F1 10 Tf\n{shown}ET".encode()]), "a.pdf").pages
    return "\n\n".join(block.text for block in found.blocks)


def rows(*cells: Sequence[str], top: float = 700, lefts: Sequence[float] = (60, 150, 300)) -> list[Word]:
    return [
        (left, top - 18 * number, text)
        for number, row in enumerate(cells)
        for left, text in zip(lefts, row, strict=False)
        if text
    ]


def test_each_row_of_a_table_is_a_line_of_its_own_with_its_cells_apart() -> None:
    before = [(60, 740, "Something went wrong, and the display of the machine shows one of these codes.")]
    after = [(60, 620, "Call the service when nothing of this helps, and have the serial number ready then.")]
    table = rows(
        ("Display", "Meaning", "What to do"),
        ("E10", "No water comes in", "Open the tap"),
        ("E18", "Water is not pumped out", "Clean the filter"),
    )
    assert page([*before, *table, *after]) == (
        f"{before[0][2]}\n\nDisplay | Meaning | What to do\nE10 | No water comes in | Open the tap\n"
        f"E18 | Water is not pumped out | Clean the filter\n\n{after[0][2]}"
    )


def document(*pages: Sequence[Word]) -> list[str]:
    """The texts of pages with these words."""
    streams = []
    for words in pages:
        shown = "".join(f"1 0 0 1 {left} {bottom} Tm ({text}) Tj\n" for left, bottom, text in words)
        streams.append(f"BT /F1 10 Tf\n{shown}ET".encode())
    return ["\n\n".join(each.text for each in found.blocks) for found in parse(pdf_of_streams(streams), "a.pdf").pages]


MONTHS = rows(("Month", "Claim", "Review"), ("April", "620", "945"), ("May", "113", "142"), ("June", "804", "219"))
PROSE = "These figures do not include the time of the people who work for the council itself."


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (rows(("July", "127", "383"), top=780), f"July | 127 | 383\n\n{PROSE}"),
        (
            rows(("July", "127", "383"), ("August", "11", "12"), top=780),
            f"July | 127 | 383\nAugust | 11 | 12\n\n{PROSE}",
        ),
        (rows(("July", "127", "383"), top=780, lefts=(80, 190, 330)), f"July 127 383\n{PROSE}"),
        (rows(("July", "127"), top=780), f"July 127\n{PROSE}"),
    ],
)
def test_a_row_that_is_left_for_the_next_page_is_a_row_there(left: Sequence[Word], text: str) -> None:
    foot = (60.0, 30.0, "Reply to your request")
    _, found = document([foot, *MONTHS], [foot, *left, (60, 740, PROSE)])
    assert found.endswith(text)


def test_below_other_text_at_the_foot_of_a_page_no_row_is_left_for_the_next() -> None:
    below = [(60.0, 600.0 - 14 * line, PROSE) for line in range(4)]
    _, found = document([*MONTHS, *below], rows(("July", "127", "383"), top=780))
    assert found == "July 127 383"


def test_rows_are_told_by_where_letters_stand_and_not_by_what_reaches_below() -> None:
    """The way from a row with a `g` or `q` in each cell to the next is shorter than between others."""
    table = [("Member", "Claire"), ("Contract", "HAB 77"), ("Type of page", "17 quay"), ("Begins on", "1 October")]
    table += [("Billing day", "8th, by giro"), ("Ends", "never")]
    words = [
        (left, 700 - 13 * at, text) for at, row in enumerate(table) for left, text in zip((60, 200), row, strict=True)
    ]
    assert page(words) == "\n".join(map(" | ".join, table))


def test_a_word_divided_in_a_cell_of_several_lines_parts_no_table() -> None:
    """Of rows that stand no farther apart than the lines of a cell."""
    words: list[Word] = []
    top = 700.0
    for first, *others in (
        (["Item"], "Number", "Price"),
        (["Basic plan,", "one year"], "1", "650.00"),
        (["Photo shoot", "on a sunny day-", "time"], "2", "320.00"),
        (["In all"], "3", "970.00"),
    ):
        words += [(60, top - 12 * number, line) for number, line in enumerate(first)]
        words += [(left, top, other) for left, other in zip((150, 300), others, strict=True)]
        top -= 12 * len(first)
    assert "year | 1 | 650.00\nPhoto shoot on a sunny daytime | 2 | 320.00\nIn all | 3 | 970.00" in page(words)


def test_a_cell_of_several_lines_stays_in_its_row() -> None:
    table = [
        *rows(("Code", "Meaning", "What to do"), ("E10", "No water", "Open the tap")),
        (60, 660, "E23"),
        (150, 660, "Water in the base of the"),
        (150, 649, "machine"),
        (300, 660, "Close the tap and call the ser-"),
        (300, 649, "vice"),
        *rows(("E44", "Door is open", "Press the door"), top=625),
    ]
    assert "E23 | Water in the base of the machine | Close the tap and call the service\nE44 |" in page(table)


def test_a_first_cell_of_several_lines_is_drawn_before_the_others_of_its_row() -> None:
    """As word processors write tables whose rows stand as close as their lines."""
    table = [
        *rows(("Item", "Who", "When"), top=700),
        (60, 688, "Order the bags"),
        (60, 676, "and the bars"),
        (150, 688, "Hannah"),
        (300, 688, "March"),
        *rows(("Book the van", "Leo", "12 April"), top=664),
        (60, 652, "Write to the"),
        (60, 640, "estate about"),
        (60, 628, "the gate"),
        (150, 652, "Tomasz"),
        (300, 652, "by the end"),
        (300, 640, "of May"),
    ]
    assert page(table) == (
        "Item | Who | When\nOrder the bags and the bars | Hannah | March\nBook the van | Leo | 12 April\n"
        "Write to the estate about the gate | Tomasz | by the end of May"
    )


def test_rows_below_names_that_stand_apart_are_not_one() -> None:
    """The way from the names to the first row is longer than that from row to row."""
    table = [
        *rows(("Week 1", "Week 2", "Week 3"), top=700),
        *rows(("Rivers", "Lakes", "Fish"), top=682),
        *rows(("Algae", "Moss", "Crayfish"), top=670),
        *rows(("Leaves", "Snails", "Acid"), top=658),
        (60, 646, "Mayflies and"),
        (60, 634, "stoneflies"),
        (150, 646, "Newts"),
        (300, 646, "Revision"),
    ]
    assert page(table) == (
        "Week 1 | Week 2 | Week 3\nRivers | Lakes | Fish\nAlgae | Moss | Crayfish\nLeaves | Snails | Acid\n"
        "Mayflies and stoneflies | Newts | Revision"
    )


def test_cells_are_known_by_their_right_edge_or_their_middle_too() -> None:
    numbers = [(60, 700, "Rent"), (240, 700, "1140"), (60, 682, "Heating"), (245.56, 682, "140"),
               (60, 664, "Sum"), (240, 664, "1280")]  # fmt: skip
    assert page(numbers) == "Rent | 1140\nHeating | 140\nSum | 1280"


def test_a_row_without_some_of_its_cells_and_a_line_between_rows_belong_to_the_table() -> None:
    table = rows(("Body", "2", "300"), ("Parts", "", "2100"), ("Other",), ("Paint", "1.5", "225"))
    assert page(table) == "Body | 2 | 300\nParts | | 2100\nOther\nPaint | 1.5 | 225"


def test_neither_a_list_nor_two_lines_nor_a_paragraph_is_a_table() -> None:
    points = rows(*((f"{n}.", f"Point {n} of the agenda") for n in range(1, 6)), lefts=(60, 90))
    assert "|" not in page(points)
    assert "|" not in page(rows(("Date", "5 May"), ("Place", "Hexbury")))
    assert "|" not in page([(60, 700 - 14 * n, f"Line {n} of a paragraph that goes on and on.") for n in range(9)])


def test_the_longest_cell_of_a_column_is_apart_from_the_next_right_behind_it() -> None:
    """As word processors fit columns to what they hold."""
    table = rows(
        ("Account", "Balance", "Counted"),
        ("Joint, Harrow Bank", "18640", "9320"),
        ("Savings", "42150", "42150"),
        ("The house in Mill Lane", "285000", "disregarded"),
        lefts=(60, 165, 209),
    )
    assert page(table) == (
        "Account | Balance | Counted\nJoint, Harrow Bank | 18640 | 9320\nSavings | 42150 | 42150\n"
        "The house in Mill Lane | 285000 | disregarded"
    )


def test_what_reaches_over_several_columns_ends_a_table() -> None:
    table = rows(("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i"))
    title = [(60, 646, "And this is a sentence of its own, over all that stands above.")]
    assert page([*table, *title, *rows(("j", "k", "l"), top=628)]).split("\n\n")[1].startswith("And this is")


def test_columns_of_dotted_numbers_keep_words_that_are_drawn_in_pieces() -> None:
    table = rows(("Item", "Price"), ("Tea", "3"), lefts=(60, 300))
    pieces = [(60, 664, "Cof"), (74.5, 664, "fee"), (300, 664, "4")]
    assert page([*table, *pieces]) == "Item | Price\nTea | 3\nCoffee | 4"


edges = st.integers(0, 40).map(lambda number: number * 15.0)
boxes = st.builds(
    lambda left, width, bottom: (left, bottom, left + 4 + width, bottom + 8), edges, st.integers(0, 80), edges
)


def taken(table: Table) -> list[int]:
    return sorted(number for row in table.rows for cell in row for line in cell for number in line)


@pytest.mark.parametrize(
    "find",
    [tables, lambda lines: spaced(cells_of(lines)), lambda lines: ragged_rows(cells_of(lines), {2})],
    ids=["tables", "spaced", "ragged"],
)
@given(st.lists(st.lists(boxes, max_size=5), max_size=12))
def test_a_table_has_every_box_of_its_lines_once_and_none_of_others(
    find: Callable[[list[list[Box]]], Sequence[Table]], lines: list[list[Box]]
) -> None:
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    ends = 0
    for table in find(lines):
        assert ends <= table.start < table.end <= len(lines)
        assert taken(table) == list(range(starts[table.start], starts[table.end]))
        ends = table.end


@given(st.integers(3, 9), st.integers(2, 5), st.integers(0, 3))
def test_a_grid_of_any_size_is_one_table(height: int, width: int, before: int) -> None:
    prose = [[(60.0, 700 - 14.0 * n, 520.0, 708 - 14.0 * n)] for n in range(before)]
    grid = [
        [(60.0 + 90 * column, 600 - 14.0 * row, 110.0 + 90 * column, 608 - 14.0 * row) for column in range(width)]
        for row in range(height)
    ]
    [table] = tables([*prose, *grid])
    assert (table.start, table.end) == (before, before + height)
    assert [len(row) for row in table.rows] == [width] * height


WRAPPED = (
    ("Plan", ("Answer",), "Fee"),
    ("Basic", ("by mail",), "none"),
    ("Plus", ("by mail and by", "our answering crew"), "one euro"),
    ("ever", ("in person",), "two euros"),
)


@pytest.mark.parametrize("beside", [0, 6, 12], ids=["top", "middle", "bottom"])
def test_a_cell_of_several_lines_may_begin_above_those_beside_it(beside: float) -> None:
    words: list[Word] = []
    top = 700.0
    for first, lines, last in WRAPPED:
        lower = beside if len(lines) > 1 else 0
        middle = [(150, top - 12 * number, line) for number, line in enumerate(lines)]
        words += [(60, top - lower, first), *middle, (300, top - lower, last)]
        top -= 12 * len(lines) + 6
    assert page(words) == "\n".join(f"{first} | {' '.join(lines)} | {last}" for first, lines, last in WRAPPED)


def test_a_blank_at_the_beginning_of_a_line_is_no_cell() -> None:
    points = [("  ", f"{n}.", f"Point {n} of the agenda") for n in range(1, 6)]
    assert "|" not in page(rows(*points, lefts=(40, 60, 90)))


@pytest.mark.parametrize("below", [0, 12], ids=["top", "bottom"])
def test_names_on_two_lines_are_one_row(below: float) -> None:
    names = [(60, 700 - below, "Item"), (150, 700, "Net"), (300, 700, "Gross"), (150, 688, "sales"), (300, 688, "pay")]
    table = rows(("Tea", "300", "330"), ("Coffee", "400", "440"), ("gum", "500", "550"), top=668)
    expected = "Item | Net sales | Gross pay\nTea | 300 | 330\nCoffee | 400 | 440\ngum | 500 | 550"
    assert page([*sorted(names, key=lambda word: -word[1]), *table]) == expected


def test_rows_as_close_as_the_others_are_no_names_on_two_lines() -> None:
    table = rows(("quay", "py", "gy"), ("Tea", "300", "330"), ("ox", "400", "440"), ("Cake", "500", "550"))
    assert page(table) == "quay | py | gy\nTea | 300 | 330\nox | 400 | 440\nCake | 500 | 550"
