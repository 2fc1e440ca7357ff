"""Tables that are drawn in text with lines and bars: rows with the names of their columns, and what is no table."""

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.library.extract.blocks import Block, assemble
from uniconv_edge.library.extract.drawn import with_drawn_tables
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.outline import Places

BOX = """
┌─────────┬───────┐
│ Day     │ Opens │
├─────────┼───────┤
│ Monday  │ 07:00 │
│ Tuesday │ 08:00 │
└─────────┴───────┘
"""
GRID = """
+======+=======+
| Lane | Speed |
+======+=======+
| One  | slow  |
+------+-------+
| Two  | fast  |
|      | (calm)|
+------+-------+
"""
OPEN = """
 name | age
------+-----
 Anna |  44
 Tom  |  30
"""
NUMBERS = """
+-----+-----+-----+
| one | 1   | 2   |
| two | 3   | x y |
+-----+-----+-----+
"""
BOXES = """
┌────────┐   ┌────────┐
│ Client │──▶│ Server │
└────────┘   └────────┘
"""
TREE = """
src
├── a.py
│   └── b.py
└── c.py
"""


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (BOX, ["Day | Opens", "Day: Monday | Opens: 07:00", "Day: Tuesday | Opens: 08:00"]),
        (GRID, ["Lane | Speed", "Lane: One | Speed: slow", "Lane: Two | Speed: fast (calm)"]),
        (OPEN, ["name | age", "name: Anna | age: 44", "name: Tom | age: 30"]),
        (NUMBERS, ["one | 1 | 2", "two | 3 | x y"]),
    ],
    ids=["box", "grid", "open", "no names"],
)
def test_a_drawn_table_becomes_rows(drawing: str, expected: list[str]) -> None:
    assert [block.text for block in with_drawn_tables(Block(drawing))] == expected


@pytest.mark.parametrize("drawing", [BOXES, TREE, "a | b\nc | d", "x || y\nz || w\n", "|---|\n|---|"])
def test_other_drawings_stay_as_they_are(drawing: str) -> None:
    assert with_drawn_tables(Block(drawing)) == [Block(drawing)]


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.rst", "a.eml"])
def test_it_is_read_where_it_is_drawn(name: str) -> None:
    head = "Subject: Pool\n\n" if name == "a.eml" else "The pool\n"
    [*_, page] = parse(f"{head}{BOX}\nBring a towel.\n".encode(), name).pages
    laid = assemble(page)
    assert laid.text.endswith("Day | Opens\nDay: Monday | Opens: 07:00\nDay: Tuesday | Opens: 08:00\n\nBring a towel.")
    if name != "a.eml":
        place = Places(laid.text, "", laid.marks)
        for words, number in (("Day: Tuesday", 7), ("Bring", 10)):
            at = laid.text.index(words)
            assert place.name(at, at + 5) == f"line {number}"


@pytest.mark.parametrize("line", ["| a | b |\n", "+--+\n", "|\n", "| a | b |\n+--+--+\n", "│" * 100 + "\n"])
def test_reading_takes_time_in_proportion(line: str) -> None:
    assert grows_no_faster_than_its_input(lambda text: with_drawn_tables(Block(text)), line.__mul__, 2_000)
