"""Running heads of PDF pages are left out; lines that say something new on each page are kept."""

from __future__ import annotations

import pytest

from uniconv_edge.library.extract.running import without_running_lines

WORDS = ("This", "That", "Neither", "Either", "Which", "What", "Another")


def body(page: int) -> list[str]:
    return [f"{word} is a line of page {'abcdefghijklmn'[page]}" for word in WORDS]


def left(pages: list[list[str]]) -> list[list[str]]:
    return without_running_lines(pages)[0]


@pytest.mark.parametrize(
    "head",
    [
        "Rules of the house",
        "RESOURCES Page {n} of the guide",
        "H. R. 1904—{n}",
        "Page {n} of 12",
        "Frm 000{m} Fmt 8010",
        "Journal, 5(49), 118. https://doi.org/10.1/jose.00118",
        "Hart et al., (2022). Academy: a 3-week, online summer school in neuroscience. " + 3 * "Journal of Education, ",
    ],
)
def test_a_head_that_is_the_same_but_for_the_number_of_the_page_is_kept_once(head: str) -> None:
    heads = [head.format(n=number, m=number + 70) for number in range(1, 13)]
    rest = [body(page) for page in range(1, 12)]
    assert left([[line, *body(page)] for page, line in enumerate(heads)]) == [[heads[0], *body(0)], *rest]
    assert left([[*body(page), line] for page, line in enumerate(heads)]) == [[*body(0), heads[0]], *rest]


def test_three_pages_are_enough_where_all_have_the_line_and_two_are_not() -> None:
    foot = "Jupyter et al., (2019). Grading Assignments. Journal, 2(11), 32."
    pages = [[*body(page), foot, str(page + 1)] for page in range(3)]
    assert left(pages) == [pages[0], *[[*page[:-2], page[-1]] for page in pages[1:]]]
    assert left(pages[:2]) == pages[:2]
    other = [*pages[:2], [*body(2), "The end of it", "3"]]
    assert left(other) == other


def test_lines_that_differ_in_other_numbers_are_kept_on_each_page() -> None:
    pages = [
        [
            "ACME Ltd, payroll office",
            f"Period: 0{month}/2026",
            f"Gross salary: {3900 + 10 * month}.00",
            *body(month),
            f"Health insurance: {290 + month}.10",
            f"Net pay: {2900 + 7 * month}.70",
            f"Paid on {20 + month}.0{month}.2026 to your account.",
        ]
        for month in range(1, 7)
    ]
    assert left(pages) == [pages[0], *[page[1:] for page in pages[1:]]]


def test_the_month_of_a_year_is_no_number_of_a_page() -> None:
    pages = [[f"Statement of {month}/2026", *body(month)] for month in range(1, 7)]
    assert left(pages) == pages


def test_a_page_says_its_number_once() -> None:
    pages = [[f"Lesson {number}", *body(number), str(number)] for number in range(1, 7)]
    assert left(pages) == pages, "where the page has a number, the lesson has another"


def test_heads_that_are_kept_for_their_numbers_stand_apart_when_they_are_outermost() -> None:
    pages = [
        [
            "Rules of the house",
            f"§ {number * number}.1 of the rules",
            f"A line {number**3} of page {chr(96 + number)}",
            *body(number)[:number],
            f"Within {number * number} weeks",
            body(number)[number],
        ]
        for number in range(1, 7)
    ]
    kept, heads = without_running_lines(pages)
    assert kept == [pages[0], *[page[1:] for page in pages[1:]]]
    assert heads == {"Rules of the house", *(page[1] for page in pages)}
