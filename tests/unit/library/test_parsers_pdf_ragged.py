"""Rows of a PDF page that are drawn in one piece, some without a cell, and running heads beside a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from makers import pdf, pdf_of_streams

from uniconv_edge.library.extract.formats import parse

ROWS = [
    (("1", 60), ("Acetone", 80), ("67-64-1", 260), ("81552", 340)),
    (("2", 60), ("Acrolein", 80), ("107-02-8", 260), ("34210", 340), ("Estimated", 420)),
    (("Acrylamide", 80), ("79-06-1", 260), ("na", 340), ("Deleted", 420)),
    (("3", 60), ("Acrylonitrile (2-Propenitrile)", 80), ("107-13-1", 260), ("34215", 340)),
    (("Chloroform (Trichloromethane)", 80), ("67-66-3", 260), ("32106", 340)),
    (("4", 60), ("Benzene", 80), ("71-43-2", 260), ("34030", 340)),
]


def page(rows: Sequence[Sequence[tuple[str, int]]]) -> str:
    shown = "".join(
        f"/F1 10 Tf 1 0 0 1 {left} {740 - 14 * number} Tm ({words}) Tj\n"
        for number, row in enumerate(rows)
        for words, left in row
    )
    return "\n".join(
        block.text for block in parse(pdf_of_streams([f"BT\n{shown}ET".encode()]), "a.pdf").pages[0].blocks
    )


def test_each_row_without_some_cells_stays_a_line_with_its_cells_apart() -> None:
    said = [" | ".join(words for words, _ in row) for row in ROWS]
    assert page(ROWS) == "\n".join(f"| {row}" if row[0].isalpha() else row for row in said)


def test_gaps_that_do_not_stand_below_each_other_part_no_cells() -> None:
    words = ("ut", "massa", "cras", "nec")
    rows = [[(word, 60 + 90 * n + 31 * (line * (n + 2) % 5)) for n, word in enumerate(words)] for line in range(8)]
    assert "|" not in page(rows)


def test_a_running_head_stands_apart_from_the_sentence_that_crosses_the_page() -> None:
    head = "Proceedings of the Society, 2021"
    body = ["of methods in section five, after which we", "understand the scope of what is tested here"]
    pages = [
        ["The title of the paper", *body],
        *([head, f"{letter} {body[0]}", f"{body[1]} {letter}"] for letter in "abcde"),
    ]
    blocks = [block.text for block in parse(pdf(pages), "a.pdf").pages[1].blocks]
    assert blocks == [head, f"a {body[0]} {body[1]} a"]
