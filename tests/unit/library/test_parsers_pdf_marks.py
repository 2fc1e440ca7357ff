"""Marks of divided words and of sentences where PDFium puts them on lines of their own."""

from __future__ import annotations

from makers import pdf_of_streams

from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.raised import raised_numbers, with_raised_numbers
from uniconv_edge.library.sentences import sentences

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
    assert text(f"{raised}1 0 0 1 60 700 Tm (It is paid at once.) Tj\n").startswith("The deposit is 1,800 euros^1.")


def test_a_raised_number_is_no_part_of_the_word_before_it_and_a_lowered_one_is() -> None:
    shown = "1 0 0 1 60 740 Tm "
    for words, rise in (("In year", 5), (" of 10", 5), (" euros CO", -3), (" the ", 0)):
        shown += f"({words}) Tj {rise} Ts /F1 {6 if rise else 10} Tf (6) Tj 0 Ts /F1 10 Tf\n"
    assert text(shown + "( and 1016.) Tj\n") == "In year^6 of 10^6 euros CO6 the 6 and 1016."


def test_a_sentence_ends_with_the_raised_number_of_its_note() -> None:
    said = "It is paid at once.^2 The rest is due in May.^13 Then it ends."
    assert [said[start:end] for start, end in sentences(said)] == [
        "It is paid at once.^2",
        "The rest is due in May.^13",
        "Then it ends.",
    ]


def test_a_word_that_has_its_number_unraised_as_well_stays() -> None:
    said = "a1 a1, b1"
    boxes = {"a": (0.0, 10.0), "1": (5.0, 11.0)}
    assert raised_numbers("a1 a1,", lambda index: boxes["a1 a1,"[index]]) == {"a1": "a^1"}
    assert raised_numbers("a1 a1", lambda index: (5.0, 11.0) if index == 4 else (0.0, 10.0)) == {}
    assert with_raised_numbers(said, {"a1": "a^1"}) == "a^1 a^1, b1"


def test_a_symbol_before_the_words_of_a_line_is_the_bullet_of_an_item() -> None:
    items = "~ Take off the old felt of the roof", "~ New gutters", "~ Skylights (x)", "The angle ~ is 5."
    shown = "".join(f"1 0 0 1 60 {740 - 14 * number} Tm ({words}) Tj\n" for number, words in enumerate(items))
    source = pdf_of_streams([f"BT /F1 10 Tf\n{shown}ET".encode()])
    symbols = source.replace(b"/Encoding /WinAnsiEncoding", b"/Encoding << /Differences [126 /uniF0B7] >>")
    [page] = parse(symbols, "a.pdf").pages
    assert [block.text for block in page.blocks] == [
        "• Take off the old felt of the roof\n• New gutters\n• Skylights (x)\nThe angle \uf0b7 is 5."
    ]
