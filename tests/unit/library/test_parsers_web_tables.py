"""Tables of web pages: the names of columns on their rows, cells over several columns and rows, and what stays text."""

import random
import re
from collections import Counter
from itertools import pairwise

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import ParsedPage, assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.html import parse_fragment, parse_lines

COSTS = (("Item", "2022", "2023"), ("Heating", "900", "950"), ("Caretaker", "300", "360"))
NAMED = ["Item | 2022 | 2023", "Item: Heating | 2022: 900 | 2023: 950", "Item: Caretaker | 2022: 300 | 2023: 360"]


def rows(*cells: str, tag: str = "td") -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"


def texts(source: str) -> list[str]:
    return [block.text for block in parse_fragment(f"<table>{source}</table>")]


def test_a_head_names_the_columns_of_the_rows_below() -> None:
    below = "".join(rows(*row) for row in COSTS[1:])
    assert texts(f"<thead>{rows(*COSTS[0])}</thead><tbody>{below}</tbody>") == NAMED
    assert texts(rows(*COSTS[0], tag="th") + below) == NAMED
    assert texts(rows("Name", "Legs", tag="th") + rows("<p>Duck</p>", "2")) == ["Name | Legs", "Name: Duck | Legs: 2"]


def test_a_first_row_without_marks_names_columns_as_in_other_documents() -> None:
    assert texts("".join(rows(*row) for row in COSTS)) == NAMED
    form = [("Landlord", "Keller"), ("Rent", "1140"), ("Deposit", "2280")]
    assert texts("".join(rows(*row) for row in form)) == [" | ".join(row) for row in form]


def test_mail_and_books_read_tables_alike() -> None:
    table = f"<table>{rows(*COSTS[0], tag='th')}{rows(*COSTS[1])}</table>"
    mail = f"Subject: Costs\nContent-Type: text/html; charset=utf-8\n\n{table}".encode()
    assert parse(mail, "a.eml").pages[0].blocks[-1].text == NAMED[1]
    assert parse(f"# Costs\n\n{table}\n".encode(), "a.md").pages[0].blocks[-1].text == NAMED[1]


def test_rows_of_a_table_in_markdown_keep_their_lines() -> None:
    table = "<table>\n<tr><th>A\n<th>B\n<tr><td>1\n<td>2\n</table>"
    assert [(block.text, block.at) for block in parse_lines(table, 5)] == [("A | B", 6), ("A: 1 | B: 2", 8)]


def test_names_over_several_columns_are_joined_with_those_below() -> None:
    head = "<tr><th rowspan=2>Item<th colspan=2>Cost</tr><tr><th>2022<th>2023</tr>"
    body = "<tr><td>Heating<td>900<td>950</tr><tr><td>Both<td colspan=2>n/a</tr>"
    expected = ["Item | Cost 2022 | Cost 2023", "Item: Heating | Cost 2022: 900 | Cost 2023: 950", "Item: Both | n/a"]
    assert texts(head + body) == texts(f"<thead>{head}</thead>{body}") == expected


def test_what_reaches_over_rows_is_told_in_each_when_it_is_short() -> None:
    head = rows("Continent", "Country", "Note", tag="th")
    assert texts(f"{head}<tr><td rowspan=2>Asia<td>Japan<td rowspan=0>{'long ' * 20}<tr><td>Nepal") == [
        "Continent | Country | Note",
        f"Continent: Asia | Country: Japan | Note: {'long ' * 20}".strip(),
        "Continent: Asia | Country: Nepal",
    ]


def test_titles_notes_and_sums_are_no_names() -> None:
    source = (
        "<caption>Costs of the house</caption><tr><th colspan=2>in euros</tr>"
        + rows("Item", "2022", tag="th")
        + rows("Heating", "900")
        + rows("Half", "1,000", tag="th")
        + rows("Water", "100")
        + "<tr><td colspan=2>Without tax.</tr>"
    )
    assert texts(source) == [
        "Costs of the house",
        "in euros",
        "Item | 2022",
        "Item: Heating | 2022: 900",
        "Item: Half | 2022: 1,000",
        "Item: Water | 2022: 100",
        "Without tax.",
    ]


def test_later_rows_of_names_stand_over_what_follows() -> None:
    source = rows("A", "B", tag="th") + rows("1", "2") + rows("C", "D", tag="th") + rows("3", "4")
    assert texts(source) == ["A | B", "A: 1 | B: 2", "C | D", "C: 3 | D: 4"]


def test_names_before_each_row_name_no_columns() -> None:
    assert texts("<tr><th>Born<td>1975</tr><tr><th>Died<td>2020</tr>") == ["Born | 1975", "Died | 2020"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (rows("A", "B", tag="th") + rows("<p>x</p><p>y</p>", "1"), ["A | B", "x y | 1"]),
        (rows("A", "B", tag="th") + rows("<h2>x</h2>y", "1"), ["A | B", "x", "y | 1"]),
        (rows("A", "B", tag="th") + rows("<blockquote>x</blockquote>", "1"), ["A | B", "x | 1"]),
        (rows("A", "B", tag="th") + rows("<pre>x</pre>", "1"), ["A | B", "x", "1"]),
        (rows("A", "B", tag="th") + "<tr>stray<td>1<td>2", ["A | B", "stray | 1 | 2"]),
    ],
    ids=["paragraphs", "heading", "quotation", "lines", "loose words"],
)
def test_a_table_that_lays_out_text_is_read_as_text(source: str, expected: list[str]) -> None:
    assert texts(source) == expected
    presented = parse_fragment(f"<table role=presentation>{source}</table>")
    assert not any("A: " in block.text for block in presented)
    assert " ".join(block.text for block in presented).replace(" |", "") == " ".join(expected).replace(" |", "")


LETTER = (
    "<h2>Order</h2><p>Hello Anna,</p><div>Anna Berg</div><div>5 Mill Lane<br>Halifax</div><ul><li>rope<li>torch</ul>"
)
LINES = ["Order", "Hello Anna,", "Anna Berg", "5 Mill Lane\nHalifax", "- rope", "- torch"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (rows(LETTER), LINES),
        (rows("Left", f"{LETTER}<table>{rows('1', '2')}</table>"), ["Left", *LINES, "1 | 2"]),
        (rows("Berth", LETTER.partition("</h2>")[2]), ["Berth | Hello Anna, Anna Berg 5 Mill Lane Halifax rope torch"]),
        (rows("<table><tr><td>Total<td><div>46.99</div></table>"), ["Total | 46.99"]),
    ],
    ids=["one cell", "a table within", "facts", "one block in each cell"],
)
def test_what_a_cell_of_a_layout_holds_is_told_apart_and_that_of_facts_on_one_line(
    source: str, expected: list[str]
) -> None:
    assert texts(source) == expected


def test_only_the_inner_table_of_a_layout_has_names() -> None:
    inner = f"<table>{rows('A', 'B', tag='th')}{rows('1', '2')}</table>"
    source = rows("Left", "Right", tag="th") + rows(f"before{inner}after", "side")
    assert texts(source) == ["Left | Right", "before", "A | B", "A: 1 | B: 2", "after | side"]


def tiling(random: random.Random, height: int, width: int) -> list[tuple[int, int, int, int, str]]:
    """Cells that fill a table: row, column, rows, columns, words."""
    free = {(row, column) for row in range(height) for column in range(width)}
    cells = []
    for row in range(height):
        for column in range(width):
            if (row, column) not in free:
                continue
            # At least one cell begins in each row, or the row could not be told.
            columns = 1 if random.random() < 0.7 or column == width - 1 else random.randint(1, width - column - 1)
            while not all((row, column + more) in free for more in range(columns)):
                columns -= 1
            most = height - row if column < width - 1 else 1
            down = 1 if random.random() < 0.7 else random.randint(1, most)
            while not all((row + d, column + c) in free for d in range(down) for c in range(columns)):
                down -= 1
            free -= {(row + d, column + c) for d in range(down) for c in range(columns)}
            cells.append((row, column, down, columns, f"cell{row}x{column}"))
    return cells


@pytest.mark.parametrize("seed", range(10))
def test_cells_stand_under_the_names_of_their_columns_however_they_reach(seed: int) -> None:
    numbers = random.Random(seed)
    for _ in range(30):
        check_tiling(numbers)


def check_tiling(numbers: random.Random) -> None:
    height, width = numbers.randint(1, 6), numbers.randint(2, 6)
    cells = tiling(numbers, height, width)
    names = [f"Name {column}" for column in range(width)]
    source, expected = rows(*names, tag="th"), [" | ".join(names)]
    for row in range(height):
        own = [cell for cell in cells if cell[0] == row]
        source += "".join(["<tr>", *(f"<td rowspan={d} colspan={c}>{text}" for _, _, d, c, text in own)])
        told = sorted((cell for cell in cells if cell[0] <= row < cell[0] + cell[2]), key=lambda cell: cell[1])
        expected.append(" | ".join(f"Name {at}: {text}" if c == 1 else text for _, at, _, c, text in told))
    assert texts(source) == expected


def odd_table(numbers: random.Random, depth: int = 0) -> str:
    """Any table, well made or not; each of its words occurs once."""

    def word() -> str:
        return f"{numbers.choice(['w', '', 'Name '])}{numbers.getrandbits(60)}"

    def content() -> str:
        kind = numbers.random()
        if kind < 0.75:
            return word() if kind > 0.1 else ""
        inner = odd_table(numbers, depth + 1) if depth < 3 else ""
        odd = ("<p>{}<p>{}", "<ul><li>{}<li>{}</ul>", "{}<br>{}", "<pre>{}\n{}</pre>", "<h3>{}</h3>{}", "{}" + inner)
        return numbers.choice(odd).format(word(), word())

    def cell(tag: str) -> str:
        spans = "".join(
            f" {name}={numbers.choice(['0', '2', '3', '-1', 'x', '99', '99999999'])}"
            for name in ("colspan", "rowspan", "")
            if name and numbers.random() < 0.2
        )
        return f"<{tag}{spans}>{content()}{numbers.choice(['', f'</{tag}>'])}"

    parts = [numbers.choice(["<table>", "<table>", "<table role=none>"])]
    for number in range(numbers.randint(0, 6)):
        parts.append(numbers.choice(["", "", "<thead>", "<tbody>", "</thead>", f"<caption>{word()}</caption>"]))
        tags = ("th", "th") if number == 0 else ("td", numbers.choice(("td", "td", "th")))
        parts += ["<tr>", *(cell(numbers.choice(tags)) for _ in range(numbers.randint(0, 4)))]
        parts.append(numbers.choice(["", "</tr>", f" {word()}"]) if numbers.random() < 0.3 else "")
    return "".join([*parts, numbers.choice(["</table>", ""])])


def test_no_word_of_any_table_is_lost_or_made_up() -> None:
    numbers = random.Random(7)
    for _ in range(400):
        source = "".join(odd_table(numbers) for _ in range(2))
        written = Counter(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", source)))
        page = assemble(ParsedPage(None, parse_fragment(source)))
        read = Counter(re.findall(r"\w+", page.text))
        assert set(read) == set(written), source


@pytest.mark.parametrize(
    "source",
    [
        lambda n: "<tr><th>a<th>b" + "<tr><td>1<td>2" * n,
        lambda n: "<tr><th>a<th>b" * n,
        lambda n: "<tr><th>a<th>b<tr>" + "<td>1" * n,
        lambda n: "<tr><th>a<th>b" + "<tr><td colspan=98 rowspan=9999>1<td>2" * n,
        lambda n: "<tr><th>a<th>b<tr><td>1<td>" + "<p>x" * n,
        lambda n: "<tr><td>x<td>y<td>z" + "<tr><td>a<td>1<td>2" * n,
    ],
    ids=["rows", "names", "cells", "reaching", "paragraphs", "numbers"],
)
def test_the_time_for_a_table_grows_with_its_length(source) -> None:
    assert grows_no_faster_than_its_input(parse_fragment, lambda n: f"<table>{source(n)}</table>", 500)


def test_a_table_that_grows_beyond_all_bounds_is_refused() -> None:
    wide = "".join(f"<th rowspan=9999>{'name ' * 11}" for _ in range(90))
    with pytest.raises(DocumentUnreadable):
        texts(f"<tr>{wide}<th>x<tr>" + "<tr><td>y" * 2_000)


def test_the_offsets_of_passages_are_exact() -> None:
    page = assemble(
        ParsedPage(None, parse_fragment(f"<h2>Costs</h2><table>{''.join(rows(*r) for r in COSTS)}</table>"))
    )
    assert page.text == "\n".join(["Costs", *NAMED])
    assert all(heading.text in page.text[heading.offset :] for heading in page.headings)
    assert all(one.offset < other.offset for one, other in pairwise(page.headings))


def test_rows_that_are_drawn_with_boxes_keep_their_cells_together() -> None:
    rows = "".join(f"<div><div>{day}</div><div>9 – 17</div></div>" for day in ("Monday", "Tuesday", "Friday"))
    lines = ["Monday | 9 – 17", "Tuesday | 9 – 17", "Friday | 9 – 17"]
    assert _page_lines(f"<h1>Hours</h1><div>{rows}</div><p>Closed in May.</p>") == ["Hours", *lines, "Closed in May."]
    cards = "".join(f"<div><h3>{name}</h3><p>Come and see it.</p></div>" for name in ("Pool", "Garden", "Hall"))
    assert _page_lines(f"<h1>Hours</h1>{cards}").count("Come and see it.") == 3
    steps = "<li><p>Bake.</p><p>Wait.</p></li>" * 3
    assert _page_lines(f"<h1>A</h1><ol>{steps}</ol>") == ["A", *(x for n in "123" for x in (f"{n}. Bake.", "Wait."))]
    drawn = "<div><div>a</div><div>b</div></div>"
    assert grows_no_faster_than_its_input(_page_lines, lambda size: f"<h1>A</h1><div>{drawn * size}</div>", 500)
    two = rows[: rows.index("<div><div>Friday")]
    assert "Monday" in _page_lines(f"<h1>Hours</h1><div>{two}</div>")


def _page_lines(body: str) -> list[str]:
    [page] = parse(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), "a.html").pages
    return [line for line in assemble(page).text.splitlines() if line]
