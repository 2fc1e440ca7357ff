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
        ("Price: £1.2 million", [("Price", "£1.2 million")]),
        ("Price: 1.2 million euros a year", [("Price", "1.2 million euros")]),
        ("The price is £3 thousand a year.", [("The price is", "£3 thousand")]),
        ("The price is £1.2m.", []),  # not £1.2
        ("Invoice no: 55", [("Invoice number", "55")]),
        ("Length: 90 to 98 cm", [("Length", "90 to 98 cm")]),
        ("The rent is 950 euros a month.", [("The rent is", "950 euros")]),
        (
            "It begins on 1 May 2024 and ends on 30 April 2026.",
            [("It begins on", "1 May 2024"), ("ends on", "30 April 2026")],
        ),
        ("Total to pay: £12.50", [("Total to pay", "£12.50"), ("Total", "£12.50")]),
        ("Total: £12\nDue: 20 May 2026", [("Total", "£12"), ("Due", "20 May 2026"), ("Total", "£12")]),
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


OF_MONTHS = [
    f"Bill for {month} 2026\n\nConsumption: {used} kWh\nTotal: £{paid}.00"
    for month, used, paid in (("January", 812, 231), ("February", 745, 212), ("March", 690, 196))
]


@pytest.mark.parametrize(
    ("question", "value", "pages"),
    [
        ("Which paper is the highest bill?", "£231.00", OF_MONTHS),
        ("In which month was the bill the lowest?", "£196.00", OF_MONTHS),
        ("Which month had the highest consumption?", "812 kWh", OF_MONTHS),
    ],
)
def test_bills_by_months_are_compared_by_what_they_come_to(question: str, value: str, pages: list[str]) -> None:
    found = asked(question, *pages)
    assert found is not None
    assert found.value == value
    named = [fact.value for at, _, fact in found.facts if at == found.best[0]]
    assert named[0] == value
    assert (named[1:] == [OF_MONTHS[found.best[0]].split("\n")[0].removeprefix("Bill for ")]) is ("month" in question)


@pytest.mark.parametrize(
    ("question", "pages"),
    [
        ("In which month did we use the most power?", OF_MONTHS),  # what is used is no amount of money
        ("In which month was the bill the lowest?", [page.replace("January", "March") for page in OF_MONTHS]),
    ],
)
def test_bills_are_not_compared_by_what_they_do_not_say(question: str, pages: list[str]) -> None:
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


def test_a_range_is_the_highest_where_both_its_ends_are() -> None:
    pages = ("Weight: 10 to 12 kg", "Weight: 25-34 kg", "It weighs between 6 and 8 kg.\nWeight: 6 to 8 kg")
    highest = asked("Which paper has the highest weight?", *pages)
    lowest = asked("Which paper has the lowest weight?", *pages)
    assert highest is not None
    assert lowest is not None
    assert highest.note == "Of 3 documents, compared by the upper ends of “Weight”, the highest is 25-34 kg."
    assert (lowest.best, lowest.value) == ((2,), "6 to 8 kg")
    assert asked("Which paper has the highest weight?", *pages[:2], "Weight: 5 to 40 kg") is None
    assert asked("What is the average weight of the papers?", *pages) is None


def test_what_comes_in_several_currencies_is_added_up_apart() -> None:
    pages = (
        "Net: £80.00\nVAT: £16.00\nTotal gross: £96.00",
        "Total: £3.50\nAmount due: £4.00",
        "Total: €12.50",
        "Total: €7",
    )
    found = asked("What is the total of all papers?", *pages, called=("paper",))
    assert found is not None
    assert found.note == "Sum of “Total” in 4 documents: £100.00 in 2 and €19.50 in 2."
    assert asked("Which paper is the highest?", *pages, called=("paper",)) is None


def test_what_stands_at_all_heads_is_no_name_of_the_papers_where_each_states_it() -> None:
    papers = [Paper("paper VAT", (f"VAT 20%: £{tax}\nTotal: £{total}",)) for tax, total in ((2, 12), (4, 24), (6, 36))]
    [reading] = readings("What is the VAT of all papers together?", TODAY)
    found = stated(reading, papers, ("papers",))
    assert found is not None
    assert found.note == "Sum of “VAT 20%” in 3 documents: £12."


def test_the_total_of_a_table_of_items_is_stated() -> None:
    page = "Item | Pieces | Amount\nItem: Lamp | Pieces: 2 | Amount: £60.00\nItem: Amount due | Amount: £72.00"
    assert [fact.value for fact in facts_of(page) if fact.name == "Total"] == ["£72.00"]


MONTHLY = ("Fee: £32.00 a month", "Price: £20.00 a month", "The rent is £50.00 a month.")


def test_what_is_called_otherwise_in_each_is_told_per_month() -> None:
    found = asked("What do all my papers cost a month together?", *MONTHLY, called=("paper",))
    cheapest = asked("Which paper is the cheapest?", *MONTHLY, called=("paper",))
    assert found is not None
    assert cheapest is not None
    assert found.note == "Sum of “Amount a month” in 3 documents: £102.00."
    assert cheapest.best == (1,)


def test_what_not_all_state_per_month_is_not_added_up() -> None:
    pages = (*MONTHLY, "Fee: £100.00 a year")
    assert asked("What do all my papers cost a month together?", *pages, called=("paper",)) is None


def test_the_longest_is_told_by_the_days_of_spans() -> None:
    pages = [
        f"It begins on {first} and ends on {last}."
        for first, last in (
            ("1 May 2024", "30 April 2025"),
            ("1 May 2023", "30 April 2025"),
            ("3 May 2025", "4 June 2025"),
        )
    ]
    found = asked("Which paper is the longest?", *pages, called=("paper",))
    assert found is not None
    assert (found.best, found.value) == ((1,), "731 days")


def test_the_second_highest_is_told() -> None:
    found = asked("Which paper has the second highest rent?", "Rent: 9 euros", "Rent: 12 euros", "Rent: 7 euros")
    assert found is not None
    assert found.best == (0,)
    assert "the second highest is 9 euros." in found.note


BILLS = (
    "Date: 3 March 2026\nTotal: £500\nStatus: paid",
    "Paper date: 4 May 2026\nTotal: £90\nStatus: unpaid",
    "Date: 1 July 2025\nTotal: €700\nStatus: paid",
    "Date: 8 July 2026\nTotal: £600\nStatus: unpaid",
)


@pytest.mark.parametrize(
    ("question", "places", "note"),
    [
        (
            "Which papers are over £400?",
            [0, 3],
            "2 of 4 documents: “Total” over £400. 1 document in another currency is left out.",
        ),
        ("Which papers are from 2026?", [0, 1, 3], "3 of 4 documents: “Date” in 2026."),
        ("How many papers are dated before June 2026?", [0, 1, 2], "3 of 4 documents: “Date” before June 2026."),
        ("Which papers are not paid?", [1, 3], "2 of 4 documents: “Status: not paid”."),
        ("Which papers are unpaid and over £100?", [3], ""),
        ("Which papers are over £5000?", None, ""),
        ("Which papers are over 100 francs?", None, ""),
        ("Which papers were bought in 2026?", None, ""),
        ("Which leases are over £400?", None, ""),
        ("Which papers with a discount are over £400?", None, ""),
        ("How many papers are there?", None, ""),
    ],
)
def test_which_papers_are_within_bounds(question: str, places: list[int] | None, note: str) -> None:
    found = asked(question, *BILLS, called=("papers",))
    if places is None:
        assert found is None
        return
    assert found is not None
    assert sorted({at for at, _, _ in found.facts}) == places
    assert note in found.note


def test_a_range_that_lies_only_in_part_within_a_bound_is_not_told() -> None:
    pages = ("Weight: 10 to 12 kg", "Weight: 25-34 kg", "Weight: 6 to 8 kg")
    assert asked("Which papers have a weight over 30 kg?", *pages, called=("papers",)) is None
    found = asked("Which papers have a weight over 20 kg?", *pages, called=("papers",))
    assert found is not None
    assert [at for at, _, _ in found.facts] == [1]


def test_the_sum_of_those_within_bounds_is_told() -> None:
    found = asked("What is the total of the papers over £100?", *BILLS, called=("papers",))
    assert found is not None
    assert found.note.startswith("Sum of “Total” in 2 documents: £1100. Only 2 of 4 documents")


def test_a_question_in_other_words_than_the_papers_is_of_their_ends() -> None:
    pages = ("Ends: 1 May 2026", "Ends: 3 June 2027", "Ends: 9 July 2026")
    found = asked("Which papers expire in 2026?", *pages, called=("papers",))
    assert found is not None
    assert [at for at, _, _ in found.facts] == [0, 2]


def test_what_is_stated_per_month_is_no_sum_per_year() -> None:
    pages = ("Fee: £32.00 a month", "Fee: £20.00 a month", "Fee: £50.00 a month")
    monthly = asked("What is the total fee of all the papers a month?", *pages, called=("paper",))
    assert monthly is not None
    assert monthly.note == "Sum of “Fee” in 3 documents: £102.00."
    assert asked("What is the total fee of all the papers per year?", *pages, called=("paper",)) is None


def test_a_bound_that_is_said_twice_is_noted_once() -> None:
    pages = tuple(f"Total: £{total}" for total in (100, 900, 70))
    found = asked("How many papers are over £80 and over £80?", *pages, called=("paper",))
    assert found is not None
    assert found.note == "2 of 3 documents: “Total” over £80."


PAID = ("Status: paid\nTotal: £5", "Status: paid\nTotal: £6", "Status: open\nTotal: £7")


def test_a_date_by_which_papers_are_called_is_noted() -> None:
    papers = [Paper(f"paper 3 May {2026 - number}", (page,), True) for number, page in enumerate(PAID)]
    found = [stated(each, papers, ["paper"]) for each in readings("Which papers are paid in 2026?", TODAY)]
    assert [each.note for each in found if each] == ["1 of 3 documents: “paid”, of 2026."]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Le loyer est de 1 250 € par mois.", ("Le loyer est de", "1 250 €", "month")),
        ("Cotisation annuelle : 156,20 €", ("Cotisation annuelle", "156,20 €", "year")),
        ("Jahresbeitrag: 68,40 €", ("Jahresbeitrag", "68,40 €", "year")),
        ("La renta es de 700 € al mes.", ("La renta es de", "700 €", "month")),
        ("The fee is £12 an hour.", ("The fee is", "£12", "hour")),  # in French `an` is a year
        ("et se termine le 1er août 2027.", ("et se termine le", "1er août 2027", "")),
        ("y termina el 31 de enero de 2027.", ("y termina el", "31 de enero de 2027", "")),
    ],
)
def test_amounts_and_days_are_read_in_other_languages(line: str, expected: tuple[str, str, str]) -> None:
    assert [(fact.name, fact.value, fact.per) for fact in facts_of(line)] == [expected]


@pytest.mark.parametrize(
    "line",
    [
        "Gesamtbetrag: 12,50 €",
        "Zu zahlen: 12,50 €",
        "Total à payer : 12,50 €",
        "Importe total: 12,50 €",
        "Totale da pagare: 12,50 €",
        "Totaal te betalen: 12,50 €",
        "Total a pagar: 12,50 €",
    ],
)
def test_the_total_is_known_in_other_languages(line: str) -> None:
    assert [(fact.name, fact.value) for fact in facts_of(line)][-1] == ("Total", "12,50 €")
