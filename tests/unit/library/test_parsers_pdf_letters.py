"""Letters that the fonts of a PDF do not name, accents that stand before theirs, lines that raised type breaks, and
numbers of lines."""

from __future__ import annotations

import time

import makers

from uniconv_edge.library.extract.letters import held, ligatures, spelt
from uniconv_edge.library.extract.line_numbers import without_line_numbers
from uniconv_edge.library.extract.pdf import parse


def _told(*pages: str) -> list[str]:
    texts = [held(page) for page in pages]
    letters = ligatures(texts)
    return [spelt(text, letters) for text in texts]


def test_ligatures_without_a_name_are_told_by_the_words_of_all_pages() -> None:
    assert _told("The \x1crst e\x1bect is signi\x1ccant.", "A \x1ductuation; o\x1ece hours; speci\x1cc") == [
        "The first effect is significant.",
        "A fluctuation; office hours; specific",
    ]
    assert _told("the \x1brst o\x1ccial \x1ble, a di\x1derent one") == ["the first official file, a different one"]


def test_quotation_marks_are_known_with_the_ligatures_of_their_encoding() -> None:
    assert _told("the \x1crst (\x10dating\x11)") == ["the first (“dating”)"]


def test_a_page_of_letters_without_a_name_takes_no_long_time() -> None:
    began = time.process_time()
    assert len(held("\x1c" * 50_000)) == 50_000
    assert time.process_time() - began < 1


def test_signs_of_formulas_are_no_letters() -> None:
    assert _told("The \x1crst: a \x1c b") == ["The first: a \x1c b"]


def test_accents_that_stand_before_their_letters_are_put_on_them() -> None:
    assert _told("Sch¨olkopf, Jos´e Garc´ıa, Bogot´a, H¨aring, ¨Osterreich") == [
        "Schölkopf, José García, Bogotá, Häring, Österreich"
    ]
    assert _told("Franc¸ois, a¸c˜ao") == ["François, ação"]
    assert _told("It´s nine o´clock, we´ll say") == ["It´s nine o´clock, we´ll say"]
    assert _told("x^2 `a´ 5 ´ 9 ~/˜anna") == ["x^2 `a´ 5 ´ 9 ~/˜anna"]


def test_a_page_with_such_letters_is_read_with_them() -> None:
    stream = b"BT /F1 11 Tf 60 760 Td 14 TL (The \x1crst data of Sch\xa8olkopf are signi\x1ccant.) Tj ET"
    (page,) = parse(makers.pdf_of_streams([stream]), "a.pdf").pages
    assert [block.text for block in page.blocks] == ["The first data of Schölkopf are significant."]


def test_raised_and_lowered_type_does_not_end_a_line() -> None:
    stream = (
        b"BT /F1 11 Tf 14 TL 1 0 0 1 60 760 Tm (Written by Simon Byrne) Tj 5 Ts /F1 6 Tf (1) Tj "
        b"0 Ts /F1 11 Tf (, Lucas Wilcox and others, with the area s) Tj 5 Ts /F1 6 Tf (2) Tj "
        b"0 Ts /F1 11 Tf ( of the sample x) Tj "
        b"-3 Ts /F1 6 Tf (i) Tj 0 Ts /F1 11 Tf (, which is) Tj T* (measured in the field.) Tj ET"
    )
    (page,) = parse(makers.pdf_of_streams([stream]), "a.pdf").pages
    assert [block.text for block in page.blocks] == [
        "Written by Simon Byrne^1, Lucas Wilcox and others, with the area s^2 of the sample xi, which is measured in "
        "the field."
    ]


def test_nothing_is_raised_to_a_power_behind_an_opening_bracket() -> None:
    stream = b"BT /F1 11 Tf 1 0 0 1 60 760 Tm (It is d = ) Tj /F1 20 Tf ({) Tj 9 Ts /F1 8 Tf (0 where both are) Tj ET"
    (page,) = parse(makers.pdf_of_streams([stream]), "a.pdf").pages
    assert "^" not in page.blocks[0].text


def test_a_large_initial_belongs_to_its_word() -> None:
    stream = (
        b"BT /F1 26 Tf 1 0 0 1 60 738 Tm (T) Tj /F1 11 Tf "
        b"1 0 0 1 78 748 Tm (HIS is the guide of the station for all who) Tj "
        b"1 0 0 1 78 735 Tm (measure tides and winds at the harbour.) Tj ET"
    )
    (page,) = parse(makers.pdf_of_streams([stream]), "a.pdf").pages
    assert page.blocks[0].text.startswith("THIS is the guide of the station")


DRAFT = "\r\n".join(
    ["Draft of May", "", *(f"{number} and this line of the draft goes on" for number in range(38, 52)), "(1)"]
)


def test_numbers_of_lines_are_left_out() -> None:
    read = without_line_numbers(DRAFT)
    assert len(read) == len(DRAFT)
    assert [line.strip() for line in read.split("\r\n")][2:4] == ["and this line of the draft goes on"] * 2
    divided = without_line_numbers(DRAFT.replace("draft goes on\r\n40 and", "docu\ufffe40 ment and"))
    assert "docu\u200b\u200b\u200b\ufffement and" in divided


def test_numbers_of_rows_and_items_stay() -> None:
    for text in (
        "\r\n".join(f"{number} Chair, oak {number * 3}.50" for number in range(1, 30)),
        "\r\n".join(f"{number} and so on" for number in range(1, 9)),
        "\r\n".join(f"{number} plums of the garden" for number in range(1, 20)),
        "\r\n".join(f"{year} rebuilt by the people of the harbour" for year in range(1990, 2010)),
        "\r\n".join(f"{number} and so on" for number in (3, 90, 4, 7, 1, 80, 5, 44, 12, 60, 9, 21, 2)),
    ):
        assert without_line_numbers(text) == text
