"""What documents on one form each state: read from labels, words and spans, and told where it is certain."""

from __future__ import annotations

import time
from datetime import date

import pytest

from uniconv_edge.assistant.facts.heads import names_at_head
from uniconv_edge.assistant.rows.asked_of_documents import readings
from uniconv_edge.assistant.rows.of_documents import Stated, stated
from uniconv_edge.assistant.rows.papers import Paper, facts_of
from uniconv_edge.assistant.words.terms import bag, stem

TODAY = date(2026, 11, 30)


def asked(question: str, *pages: str, called: tuple[str, ...] = (), whole: bool = True) -> Stated | None:
    papers = [Paper(f"paper {letter}", (page,), whole) for letter, page in zip("abcdef", pages, strict=False)]
    found = (stated(each, papers, called) for each in readings(question, TODAY))
    return next(filter(None, found), None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Rent: 950 euros, payable in advance", [("Rent", "950 euros")]),
        ("**Rent:** 950 euros", [("Rent", "950 euros")]),
        ("Rent | £950 per calendar month", [("Rent", "£950")]),
        ("Invoice no: 55", [("Invoice number", "55")]),
        ("Length: 90 to 98 cm", [("Length", "90 to 98 cm")]),
        ("The rent is 950 euros a month.", [("The rent is", "950 euros")]),
        (
            "It begins on 1 May 2024 and ends on 30 April 2026.",
            [("It begins on", "1 May 2024"), ("ends on", "30 April 2026")],
        ),
        ("Total to pay: £12.50", [("Total to pay", "£12.50"), ("Total", "£12.50")]),
        ("Name: Ada | Age: 44", []),
    ],
)
def test_a_fact_is_what_stands_behind_a_label_or_words(line: str, expected: list[tuple[str, str]]) -> None:
    assert [(fact.name, fact.value) for fact in facts_of(line)] == expected


def test_a_span_of_days_states_when_something_begins_and_ends() -> None:
    page = "Term | Twelve months from 1 April 2025 to 31 March 2026"
    assert [(fact.name, fact.value) for fact in facts_of(page)][1:] == [
        ("begins", "1 April 2025"),
        ("ends", "31 March 2026"),
    ]


def test_a_long_run_of_digits_takes_no_time() -> None:
    began = time.perf_counter()
    assert facts_of(f"{'1' * 12_000}/") == ()
    assert time.perf_counter() - began < 1


def test_the_sum_is_told_of_papers_that_differ() -> None:
    found = asked("What is the total rent of all papers?", "Rent: 9 euros", "Rent: 12 euros", "Rent: 7 euros")
    assert found is not None
    assert found.note == "Sum of “Rent” in 3 documents: 28 euros."


def test_the_highest_is_told_with_the_others_behind_it() -> None:
    found = asked("Which paper has the highest rent?", "Rent: 9 euros", "Rent: 12 euros", "Rent: 7 euros")
    assert found is not None
    assert [at for at, _, _ in found.facts] == [1, 0, 2]
    assert (found.best, found.value) == ((1,), "12 euros")


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("Which paper has the highest rent?", ("Rent: 9 euros", "Rent: 12 euros")),  # two are no form
        ("Which paper has the highest rent?", ("Rent: 9 euros", "Rent: £12", "Rent: 7 euros")),
        (
            "Which paper has the highest rent?",
            ("Rent: 9 euros a week", "Rent: 12 euros a month", "Rent: 7 euros a week"),
        ),
        ("Which paper has the highest rent?", ("Rent: 9 euros\nRent: 10 euros", "Rent: 12 euros", "Rent: 7 euros")),
        ("Which paper has the highest rent?", ("Rent: 9 euros", "Rent: 9 euros", "Rent: 9 euros")),
        ("Which paper has the highest fee?", ("Rent: 9 euros", "Rent: 12 euros", "Rent: 7 euros")),
        ("Which paper is the longest?", ("Wait: 9 days", "Wait: 12 days", "Wait: 7 days")),
        ("What is the total of all rows?", ("Pay within 9 days", "Pay within 12 days", "Pay within 7 days")),
        # One may be a copy of another.
        ("What is the total rent of all papers?", ("Rent: 9 euros", "Rent: 12 euros", "Rent: 9 euros")),
        ("List the end dates of the papers", ("Date: 1 May 2024", "Date: 2 May 2024", "Date: 3 May 2024")),
    ],
)
def test_what_is_not_certain_is_not_told(question: str, pages: tuple[str, ...]) -> None:
    assert asked(question, *pages) is None


def test_what_a_paper_that_was_read_in_part_may_say_is_not_told_of_the_others() -> None:
    pages = ("Rent: 9 euros", "Rent: 12 euros", "Rent: 7 euros", "The house is old.")
    found = asked("Which paper has the highest rent?", *pages)
    assert found is not None
    assert "1 document has none and is left out." in found.note
    assert asked("Which paper has the highest rent?", *pages, whole=False) is None


def test_the_papers_themselves_are_compared_by_their_totals_and_dates() -> None:
    pages = [f"Date: {day} May 2025\nDate of birth: {day} May 19{80 - day}\nTotal: £{day}.00" for day in (3, 1, 2)]
    highest = asked("Which paper is the highest?", *pages, called=("paper",))
    oldest = asked("Which paper is the oldest?", *pages, called=("paper",))
    assert highest is not None
    assert oldest is not None
    assert (highest.best, highest.value) == ((0,), "£3.00")
    assert (oldest.best, oldest.value) == ((1,), "1 May 2025")


@pytest.mark.parametrize(
    ("head", "expected", "not_held"),
    [
        ("Tenant: Daniel Osei\nRent: 90", ["daniel", "osei"], ["tenant", "rent", "90"]),
        ("Ms Nora Feldt\n3 Quince Lane\n\nDear Ms Feldt,", ["nora", "feldt", "quince"], ["dear" * 2]),
        ("Invoice no: BL-2207", ["2207"], ["invoice"]),
        ("The clerk, as agreed with all of them today, wrote to Ada Lee.\nBen Dorn", [], ["ada", "ben"]),
        (
            "This lease is made on this day between Ida Falk (the landlord) and Dov Lind (the tenant).",
            ["falk", "lind"],
            [],
        ),
        ("- Flour\n- Sugar", [], ["flour", "sugar"]),
    ],
)
def test_names_at_the_head_are_those_of_its_lines(head: str, expected: list[str], not_held: list[str]) -> None:
    names = bag(names_at_head(head))
    assert all(stem(word) in names for word in expected)
    assert not any(stem(word) in names for word in not_held)
