"""Headings of plain text that have no numbers: what is one, and what only looks like one."""

import random

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.unnumbered import unnumbered_headings

TEXT = "The member may cancel at any time."


def headings(text: str) -> list[tuple[int, str]]:
    _, found = unnumbered_headings(text)
    assert all(text[heading.offset :].lstrip(" =-*[").startswith(heading.text) for heading in found)
    return [(heading.level, heading.text) for heading in found]


def words(text: str) -> list[str]:
    return [heading for _, heading in headings(text)]


@pytest.mark.parametrize(
    "line",
    [
        "Fees and Dues\n=============",
        "Fees and Dues\n-----------------",
        "Fees and Dues\n~~~~~~~~~~~~~",
        "=======================\n  Fees and Dues\n=======================",
        "== Fees and Dues ==",
        "=== Fees and Dues",
    ],
)
def test_some_forms_of_a_heading_say_enough_alone(line: str) -> None:
    assert words(f"{TEXT}\n\n{line}\n{TEXT}\n") == ["Fees and Dues"]
    assert words(f"{TEXT}\n\n{line}\n\n{TEXT}\n") == ["Fees and Dues"]


@pytest.mark.parametrize("form", ["{}\n\n", "--- {} ---\n", "[{}]\n"], ids=["capitals", "dashes", "brackets"])
def test_other_forms_have_to_come_twice(form: str) -> None:
    first, second = form.format("FEES AND DUES"), form.format("ÜBER UNS")
    assert words(f"{TEXT}\n\n{first}{TEXT}\n\n{second}{TEXT}\n") == ["FEES AND DUES", "ÜBER UNS"]
    assert words(f"{TEXT}\n\n{first}{TEXT}\n") == []


def test_levels_are_in_the_order_of_first_use() -> None:
    text = "House Rules\n===========\n\nQuiet\n-----\nAt night.\n\nPets\n----\nNone.\n\nCosts\n=====\nNone.\n"
    assert headings(text) == [(1, "House Rules"), (2, "Quiet"), (2, "Pets"), (1, "Costs")]


def test_the_title_of_a_text_is_above_no_section() -> None:
    assert headings(f"\nHouse Rules\n===========\n\nQuiet\n-----\n{TEXT}\n") == [(1, "Quiet")]
    assert words(f"HOUSE RULES\n\n{TEXT}\n\nQUIET\n\n{TEXT}\n") == ["HOUSE RULES", "QUIET"]


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT}\n\nYours,\nAnna Meyer\n----------\n{TEXT}\n",  # goes on from the line above
        f"{TEXT}\n\nAnna Meyer\n--\n{TEXT}\n",
        f"Dear all, here are the news.\n----------------------------------\n{TEXT}\n",
        f"Notes of Monday\n--------------------------------------------------\n{TEXT}\n",
        "Name   Age\n----------\nAnna    12\n",
        " Name | Age\n------+----\n Anna | 12\n",
        f"total 12\n--------\n{TEXT}\n",
        "-----Original Message-----\nFrom: Anna\n\n-----Original Message-----\nFrom: Ben\n",
        f"---------- Forwarded message ---------\n{TEXT}\n\n---------- Forwarded message ---------\n{TEXT}\n",
        "== Info: Trying 127.0.0.1:80...\n== Info: Connected to localhost\n",
        "=== RUN   TestFees\n--- PASS: TestFees (0.00s)\n",
        f"=============== 5 passed in 0.12s ===============\n{TEXT}\n",
        f"PLEASE CALL ME BACK!\n\n{TEXT}\n\nI MEAN IT.\n\n{TEXT}\n",
        f"ANNA:\n\n{TEXT}\n\nBEN:\n\n{TEXT}\n",
        "THE WHOLE LETTER\n\nIS IN CAPITALS\n\nFROM END TO END\n",
        f"{TEXT}\n\nMAX_WIDTH = 80\n\n{TEXT}\n\nA1B2-C3D4-9921\n\n{TEXT}\n",
        f"RSA は署名に使えます\n\n{TEXT}\n\nDSA は署名に使えます\n\n{TEXT}\n",
        f"{TEXT}\nIN CAPITALS\n\n{TEXT}\nAND MORE\n\n{TEXT}\n",
        f"[applause]\n\n{TEXT}\n\n[Applause]\n\n{TEXT}\n\n[Laughter]\n\n{TEXT}\n",
        f"* first\n* second\n\n*** \n{TEXT}\n\n{'=' * 40}\n{TEXT}\n",
        f"{TEXT}\n\nThe End\n=======\n",
    ],
)
def test_what_only_looks_like_a_heading_is_none(text: str) -> None:
    assert words(text) == []


def test_a_text_has_its_numbers_or_the_others_whichever_are_more() -> None:
    chapters = "".join(f"CHAPTER {number}\n\n{TEXT}\n\n" for number in (1, 2))
    outline = assemble(parse(f"{chapters}FEES\n\n{TEXT}\n".encode(), "rules.txt").pages[0]).headings
    assert [heading.text for heading in outline] == ["CHAPTER 1", "CHAPTER 2", "FEES"]
    numbered = assemble(parse(f"{chapters}".encode(), "rules.txt").pages[0]).headings
    assert [heading.level for heading in numbered] == [2, 2]
    parsed = parse(f"HOUSE\n\n{TEXT}\n\nPETS\n\n{TEXT}\n".encode(), "rules.txt")
    assert (parsed.title, len(assemble(parsed.pages[0]).headings)) == ("rules", 2)


def test_any_lines_are_looked_through_in_time() -> None:
    pieces = ["FEES", "Fees", "====", "----", "== Fees ==", "[Fees]", "", TEXT, "=" * 500, "A" * 500, "- " * 300 + "-"]
    source = random.Random(0)
    lines = "\n".join(source.choices(pieces, k=5_000))
    assert unnumbered_headings(lines)[1]
    assert grows_no_faster_than_its_input(unnumbered_headings, lambda times: lines * times, 4)
    assert grows_no_faster_than_its_input(unnumbered_headings, lambda times: "== " + "a  " * times + "\n", 20_000)


@pytest.mark.parametrize("line", ["Lost your key?\n--------------", "== Lost your key?", "=== Stop!"])
def test_a_heading_that_is_underlined_or_behind_signs_may_ask(line: str) -> None:
    assert words(f"{TEXT}\n\n{line}\n\n{TEXT}\n") == [line.partition("\n")[0].strip("= ")]
    assert words(f"{TEXT}\n\nLost your key?\n\n{TEXT}\n") == []


@pytest.mark.parametrize(
    "first", ["= Working from home", "Working from home\n=================", "\n== Working from home =="]
)
def test_the_title_at_the_head_of_a_text_is_that_of_its_document(first: str) -> None:
    text = f"{first}\nAda <ada@fennick.example>\n\n=== Setting up\n\n{TEXT}\n\n=== Lost it?\n\n{TEXT}\n"
    parsed = parse(text.encode(), "vpn.adoc")
    assert parsed.title == "Working from home"
    assert [heading.text for heading in parsed.pages[0].outline or ()] == ["Setting up", "Lost it?"]
    assert words(f"{TEXT}\n\n= 12 kg of them\n\n{TEXT}") == []


@pytest.mark.parametrize("first", ["Contents", "1. Introduction", "Chapter 2"])
def test_a_first_line_that_names_no_document_is_no_title(first: str) -> None:
    assert parse(f"{first}\n{'=' * len(first)}\n\n{TEXT}\n".encode(), "club.txt").title != first
