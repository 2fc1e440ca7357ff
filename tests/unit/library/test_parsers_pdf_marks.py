"""Marks of divided words and of sentences where PDFium puts them on lines of their own."""

from __future__ import annotations

from makers import pdf_of_streams

from uniconv_edge.library.extract.formats import parse

LEFT = [
    "The residents of the house agreed that the commu-",
    "nal laundry room may be used from seven in the",
    "morning until nine in the evening on weekdays. The",
    "filter of the dryer is to be taken out and clea-",
    "ned after each use. The filter is behind the lower",
    "flap and holds lint for about five loads at most.",
]
RIGHT = [
    "Machines that are left unattended for more than two",
    "hours may be emptied by the next person, who mo-",
    "ves the clothes into the basket. The janitor and care-",
    "taker, Mr Ode, keeps the second key of the room and",
    "can be reached from Monday to Friday in flat one on",
    "the first floor. The fee is 1.50 euros for each load.",
]


def text(shown: str) -> str:
    [page] = parse(pdf_of_streams([f"BT /F1 10 Tf\n{shown}ET".encode()]), "a.pdf").pages
    return " ".join(block.text for block in page.blocks)


def test_words_divided_in_columns_that_are_drawn_in_turns_are_rejoined() -> None:
    lines = zip(LEFT, RIGHT, strict=True)
    shown = "".join(
        f"1 0 0 1 {left} {740 - 12 * number} Tm ({words}) Tj\n"
        for number, pair in enumerate(lines)
        for left, words in zip((60, 330), pair, strict=True)
    )
    said = text(shown)
    assert [word for word in ("communal", "cleaned", "moves", "caretaker") if word not in said] == []


def test_a_full_stop_after_a_raised_number_ends_its_sentence() -> None:
    raised = "1 0 0 1 60 740 Tm (The deposit is 1,800 euros) Tj 6 Ts /F1 6 Tf (1) Tj 0 Ts /F1 10 Tf (.) Tj\n"
    assert text(f"{raised}1 0 0 1 60 700 Tm (It is paid at once.) Tj\n").startswith("The deposit is 1,800 euros1.")
