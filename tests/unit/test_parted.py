"""A sentence that the end of a page parts is quoted whole: both parts, in order, each of its own page."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting.parted import over_pages
from uniconv_edge.types import Page, Quote


def quoted(pages: list[str], index: int, text: str, *, numbered: bool = True) -> list[tuple[int, str]]:
    """The pages and texts that are shown for a quote of a page."""
    told = [Page(number if numbered else None, page, place=f"slide {number}") for number, page in enumerate(pages, 1)]
    start = pages[index].index(text)
    number = told[index].number
    quote = Quote(1, "a.pdf", "A", number, index, 7, start, start + len(text), text, verified=True)
    found = over_pages(quote, lambda at: told[at] if 0 <= at < len(told) else None)
    for each in found:
        assert pages[each.page_index][each.start : each.end] == each.text
    assert all(each.place == f"slide {each.page}" for each in found if each is not quote)
    return [(each.page_index, each.text) for each in found]


PAGES = [
    "Retirement\n\nYou pay in each month. If you leave before you are eligible, you can",
    "Retirement (continued)\n\nask for your money back. See the handbook.",
]


def test_a_stump_is_shown_with_the_rest_of_its_sentence() -> None:
    stump, rest = "If you leave before you are eligible, you can", "ask for your money back."
    assert quoted(PAGES, 0, stump) == quoted(PAGES, 1, rest) == [(0, stump), (1, rest)]


def test_what_does_not_touch_the_end_of_the_page_is_shown_alone() -> None:
    assert quoted(PAGES, 0, "You pay in each month.") == [(0, "You pay in each month.")]
    assert quoted(PAGES, 1, "See the handbook.") == [(1, "See the handbook.")]


def test_numbers_and_feet_of_pages_are_passed_over() -> None:
    pages = [
        "The captions are in English and were translated to Mandarin and\n\nHart et al. Academy, page 5\n\n5",
        "6\n\nSpanish for those who need it.\n\nThe end is here.\n\nHart et al. Academy, page 6",
    ]
    stump = "The captions are in English and were translated to Mandarin and"
    assert quoted(pages, 0, stump) == [(0, stump), (1, "Spanish for those who need it.")]


def test_a_few_words_below_a_stump_are_a_foot_of_its_page_alone() -> None:
    stump, rest = "The panes are made of hardened glass and are", "marked with the day on which they were made."
    pages = [f"Glass\n\nIt is clear.\n\n{stump}\n\nSupply contract — clean copy", f"{rest}\n\nDelivery"]
    assert quoted(pages, 0, stump) == [(0, stump), (1, rest)]
    assert quoted(["It is clear.\n\nThe tenant shall", "pay at once."], 0, "The tenant shall") == [
        (0, "The tenant shall"),
        (1, "pay at once."),
    ]


@pytest.mark.parametrize(
    ("page", "following"),
    [
        ("The pump is in the cellar.", "it is blue."),  # ended, however the next begins
        ("Our plan for the year", "Costs rise by a tenth."),
        ("- dates of the visits\n- names of those who come", "(a) the first of them is in May."),
        ("Item | Price | Left", "paint | 12 | 3"),
        ("See https://example.org/a/plan.pdf", "proposals are due in May."),
    ],
)
def test_what_the_next_page_does_not_go_on_with_is_shown_alone(page: str, following: str) -> None:
    last = page.split("\n")[-1]
    assert quoted([page, following], 0, last) == [(0, last)]


def test_texts_without_numbers_of_pages_do_not_go_on() -> None:
    pages = ["The price of the", "paint is low."]
    assert quoted(pages, 0, "The price of the", numbered=False) == [(0, "The price of the")]


def test_a_quote_that_its_page_does_not_hold_stays_alone() -> None:
    told = [Page(number, text, place=f"slide {number}") for number, text in enumerate(PAGES, 1)]
    quote = Quote(1, "a.pdf", "A", 1, 0, 7, len(PAGES[0]) - 3, len(PAGES[0]), "may", verified=False)
    assert over_pages(quote, lambda at: told[at] if 0 <= at < len(told) else None) == [quote]
