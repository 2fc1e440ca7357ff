"""What looks like a table and is none is read as sentences, a table without names of columns keeps its first row, and
only words of the question are read otherwise."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import pytest

from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.words.spelling import respelt
from uniconv_edge.library.extract.headings import title_of
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _quotable(text: str) -> list[str]:
    return [
        candidate.text
        for candidate in candidates([Hit(1, 1.0, 1, 1, "notes.txt", "Notes", None, 0, 0, len(text), text)], sentences)
    ]


def test_a_clause_behind_its_number_is_sentences() -> None:
    first = "1.\tThe tenant pays the rent of 640 euro on the third\nworking day of each month."
    second = "Late payment costs 5 euro, and whoever pays late twice in a year is told so in a letter."
    assert _sentences(f"{first} {second}\n2.\tPets are allowed.") == [first, second, "2.\tPets are allowed."]


def test_a_clause_however_long_can_be_quoted() -> None:
    told = " ".join(f"In year {year} the yard is swept by the people of house number {year}." for year in range(12))
    quotable = _quotable(f"1.\t{told}\n2.\tPets are allowed after asking.")
    assert "In year 7 the yard is swept by the people of house number 7." in quotable


def test_what_is_wrapped_below_a_cell_belongs_to_it() -> None:
    deposit = "Deposit    the sum of two rents which the tenant\n           pays before moving in"
    notice = "Notice     three months to the end of a month, in\n           writing"
    assert _sentences(f"{deposit}\n{notice}") == [deposit, notice]


def test_rows_of_short_cells_stay_whole() -> None:
    rows = ["E01    No water    Open the tap. Clean the sieve.", "E02    Door open   Close it. Press start."]
    assert _sentences("\n".join(rows)) == rows


def test_the_first_row_of_a_table_without_names_of_columns_is_quoted() -> None:
    rows = [
        "Anna Berg    Chair    Harbour Street",
        "Erik Lund    Treasurer    Mill Lane",
        "Tove Holm    Clerk    Old Road",
    ]
    assert _quotable("\n".join(rows)) == rows
    prose = "The board meets every month in the house of the club."
    assert _quotable("\n".join([prose, "", *rows])) == [prose, *rows], "not taken for headings beside prose"


@pytest.mark.parametrize(
    "below",
    [
        ["2 kg    Rye bread    3.20", "1 kg    Spelt rolls    0.90"],
        ["HA    room too warm    check the door", "HP    pressure too high    call the fitter"],
    ],
)
def test_names_of_columns_are_not(below: list[str]) -> None:
    table = "\n".join(["Code    What it is    Rest of it", *below])
    assert _quotable(table) == below
    letterhead = "The mill, Old Road    Report of 2025"
    assert _quotable(f"{letterhead}\n\n{table}") == [letterhead, *below]


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["Introduction", "to Linear Algebra"], "Introduction to Linear Algebra"),
        (["SUMMARY", "OF THE FINDINGS"], "SUMMARY OF THE FINDINGS"),
        (["Introduction", "Total rents"], "Total rents"),
        (["Contents", "A history of rents"], "A history of rents"),
    ],
)
def test_a_title_of_two_lines_keeps_its_first(lines: list[str], title: str) -> None:
    assert title_of(dict.fromkeys(lines, 1)) == title


class _Held:
    """A library with one word."""

    def __init__(self, word: str) -> None:
        self._word = word

    def lacking(self, words: Sequence[str]) -> list[str]:
        return [word for word in words if word.lower() != self._word]

    def stems(self, beginnings: Sequence[str], longest: int) -> list[tuple[str, int]]:
        return [(self._word, 3)] if self._word.startswith(tuple(beginnings)) else []

    def forms(self, stem: str) -> Counter[str]:
        return Counter({stem: 3})


def _read(typed: str, word: str = "funding") -> str:
    return respelt(typed, _Held(word), lambda _: False).text


@pytest.mark.parametrize("filters", ["type:mbox", "path:letters/abroad type:mbox", "collection:private"])
def test_filters_are_no_words_of_a_question(filters: str) -> None:
    assert _read(f"fundng {filters}") == f"funding {filters}"


def test_a_word_of_a_script_without_capitals_is_not_shouted() -> None:
    typed = "PDF 北京办事处邮址吗"
    assert _read(typed, "北京办事处网址吗") == typed


def test_a_pasted_text_full_of_quotation_marks_takes_no_longer_than_it_is() -> None:
    began = time.process_time()
    assert _read("'ab' and the ‘of it " * 10_000 + "funding funding funding funding fundng").endswith(" funding")
    assert time.process_time() - began < 5
