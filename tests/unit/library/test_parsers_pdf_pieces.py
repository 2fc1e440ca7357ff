"""Rows of PDF tables that the file draws in one piece, with wide gaps inside; prose, lists and other tables stay."""

import functools
import random
from collections import Counter
from collections.abc import Sequence

import pytest
from makers import pdf_of_streams
from patience import grows_no_faster_than_its_input

from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.spaced import spaced
from uniconv_edge.library.extract.tables import Table, cells_of, finer

_WIDTHS = dict.fromkeys("ft .,I", 278) | dict.fromkeys("ijl", 222) | dict.fromkeys("wHDRC", 722)
_WIDTHS |= {"r": 333, "m": 833, "S": 667}


def drawn(words: Sequence[str], lefts: Sequence[float]) -> str:
    """The words in one piece of 10 points: what lies between them is a movement, as LaTeX does it."""
    at, parts = 0.0, []
    for word, left in zip(words, lefts, strict=False):
        parts.append(f"{-100 * (left - at):.1f} ({word})")
        at = left + sum(_WIDTHS.get(character, 556) for character in word) / 100
    return f"[{' '.join(parts)}] TJ"


def page(lines: Sequence[str]) -> str:
    """The text of a page of such lines, or of lines of text as they are."""
    shown = " T*\n".join(line if line.endswith(" TJ") else f"({line}) Tj" for line in lines)
    [found] = parse(pdf_of_streams([f"BT /F1 10 Tf 60 740 Td 14 TL\n{shown}\nET".encode()]), "a.pdf").pages
    return "\n\n".join(block.text for block in found.blocks)


COSTS = [("Heating", "900", "950"), ("Caretaker", "300", "360"), ("Stairwell", "120", "140"), ("Cellar", "15", "16")]
LEFTS = (0, 120, 240)


def test_a_row_in_one_piece_is_parted_where_its_neighbours_are() -> None:
    rows = [drawn(row, LEFTS) for row in COSTS]
    assert page(rows) == "\n".join(" | ".join(row) for row in COSTS)


def test_blanks_make_gaps_as_movements_do() -> None:
    rows = [f"Heating        9{n}0        95{n}" for n in range(4)]
    assert page(rows) == "\n".join(f"Heating | 9{n}0 | 95{n}" for n in range(4))


def test_a_row_of_names_above_belongs_to_the_table() -> None:
    names = drawn(("Item of the house", "Year 2022", "Year 2023"), (0, 110, 230))
    assert page([names, *(drawn(row, LEFTS) for row in COSTS)]).startswith(
        "Item of the house | Year 2022 | Year 2023\nHeating | 900 | 950\n"
    )


def test_names_with_none_over_the_first_column_belong_to_the_table() -> None:
    names = drawn(("2022", "2023"), LEFTS[1:])
    assert page([names, *(drawn(row, LEFTS) for row in COSTS)]).startswith("| 2022 | 2023\nHeating | 900 | 950\n")


def test_names_over_one_row_are_a_table() -> None:
    rows = (("Invoice", "Date", "Due"), ("R-2291", "3 October", "17 October"))
    lines = [*(drawn(row, LEFTS) for row in rows), *["We thank you for it."] * 5]
    assert page(lines).startswith("\n".join(" | ".join(row) for row in rows))


@pytest.mark.parametrize(
    "lines",
    [
        [
            "Item  of  the  house  and  what  it  costs",
            "with  two  blanks  between  the  words",
            "of  each  of  the  lines",
        ],
        [
            "The house was built in 1905.  It has",
            "four floors.  The cellar of the house",
            "is damp.  The roof of the house is not.",
        ],
        [drawn((f"{n}.", "Point of the agenda", "9"), (0, 20, 220)) for n in range(1, 6)],
        [drawn(("Heating", "900"), (0, 120)) for _ in range(5)],
        [drawn(row, LEFTS) for row in COSTS[:1]],
        [drawn(("Heating", "900", "950"), (0, 80 + 17 * n, 240 - 13 * n)) for n in range(5)],
    ],
    ids=["two blanks", "sentences", "contents", "two columns", "one row", "uneven"],
)
def test_what_may_be_something_else_stays_as_it_is_drawn(lines: list[str]) -> None:
    assert "|" not in page([*lines, *["And so on."] * 5])


def test_lines_around_a_table_are_joined_as_without_it() -> None:
    prose = [
        "This is what the owners have to pay for the house in which they live, as it was agreed",
        "in the meeting of the owners in May, and what was paid in the year before, for all of",
        "them, in euros.",
    ]
    text = page([*prose, *(drawn(row, LEFTS) for row in COSTS), *prose])
    assert text.split("\n\n") == [" ".join(prose), "\n".join(" | ".join(row) for row in COSTS), " ".join(prose)]


def test_no_word_of_any_page_is_lost_moved_or_made_up() -> None:
    numbers = random.Random(5)
    words = ["the", "of", "rent", "Heating", "Caretaker", "Sum", "2022", "1140", "950", "and", "which", "3.5", "a", "I"]
    for _ in range(60):
        lines: list[str] = []
        while len(lines) < 30:
            lefts = sorted(numbers.sample(range(0, 480, 60), numbers.randint(2, 6)))
            if numbers.random() < 0.7:
                lines += [drawn(numbers.choices(words, k=len(lefts)), lefts) for _ in range(numbers.randint(1, 6))]
            else:
                lines.append(numbers.choice([" ", "  ", "    "]).join(numbers.choices(words, k=9)))
        written = [word for line in lines for word in line.replace("(", " ").replace(")", " ").split() if word in words]
        assert Counter(page(lines).replace("|", " ").split()) == Counter(written)


def test_of_two_readings_of_the_same_lines_the_finer_is_taken() -> None:
    cells = [[0], [1], [2]]
    whole, apart = Table(1, 4, [[[[0]], [[1]]]] * 3), Table(1, 5, [[[cell] for cell in cells]] * 4)
    assert finer([apart], [whole]) == ([apart], [])
    assert finer([Table(2, 5, apart.rows)], [whole]) == ([], [whole])
    assert finer([Table(1, 4, whole.rows)], [whole]) == ([], [whole])
    assert finer([apart], [Table(7, 9, whole.rows)]) == ([apart], [Table(7, 9, whole.rows)])


def test_the_time_grows_with_the_number_of_lines() -> None:
    def lines(count: int, step: float) -> list[list[tuple[float, float, float, float]]]:
        return [
            [(60 + 90 * column + step * row, 9e4 - 14 * row, 110.0 + 90 * column + step * row, 9e4 + 8 - 14 * row)
             for column in range(4)]
            for row in range(count)
        ]  # fmt: skip

    for step in (0.0, 2.5, 40.0):
        made = functools.partial(lines, step=step)
        assert grows_no_faster_than_its_input(lambda given: list(spaced(cells_of(given))), made, 300, spare=0.2)


def test_a_table_whose_rows_are_drawn_in_two_pieces_is_not_read_as_two_columns() -> None:
    found = [(f"The {n}th of the compounds here", f"0.{n}", f"9{n}", f"12.{n}") for n in range(1, 9)]
    shown = "".join(
        f"1 0 0 1 60 {740 - 14 * number} Tm ({name}) Tj\n"
        f"1 0 0 1 300 {740 - 14 * number} Tm {drawn(figures, (0, 60, 120))}\n"
        for number, (name, *figures) in enumerate(found)
    )
    [parsed] = parse(pdf_of_streams([f"BT /F1 10 Tf\n{shown}ET".encode()]), "a.pdf").pages
    assert parsed.blocks[0].text == "\n".join(" | ".join(row) for row in found)
