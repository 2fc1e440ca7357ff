"""Which sentences of two documents say the same thing with another value."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting.differing import are_alike, otherwise, same_words
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.dates import written
from uniconv_edge.assistant.words.terms import stem, telling_words


def differs(one: str, other: str, question: str, *, alike: bool = False, beside: str = "") -> tuple[str, str] | None:
    asked = {stem(word) for word in telling_words(written(question))}
    first, second = (Candidate(1, 0, len(text), text, beside) for text in (one, other))
    found = otherwise(first, second, asked, question, alike=alike)
    return None if found is None else (found.one, found.other)


@pytest.mark.parametrize(
    ("question", "one", "other", "values"),
    [
        (
            "What is the monthly fee?",
            "The monthly fee is £310, payable in advance.",
            "The monthly fee is £345, payable in advance.",
            ("£310", "£345"),
        ),
        (
            "How often is the filter cleaned?",
            "Clean the filter of the pump every six months.",
            "Clean the filter of the pump every twelve months.",
            ("six months", "twelve months"),
        ),
        (
            "How many days of holidays do we get?",
            "You get 25 days a year plus the eight public holidays.",
            "You get 27 days a year plus the eight public holidays.",
            ("25 days", "27 days"),
        ),
        (
            "For how long are you paid when you are ill?",
            "You are paid for the first four weeks of being ill in any twelve months, all that is paid included.",
            "You are paid for the first six weeks of being ill in any twelve months, all that is paid included.",
            ("four weeks", "six weeks"),
        ),
        ("What is the excess?", "Excess: £150", "Excess: £250", ("£150", "£250")),
        (
            "How much is a bay tree?",
            "Plant: Bay tree | Pot: 5 litres | Price: £24.00",
            "Plant: Bay tree | Pot: 7 litres | Price: £27.50 | Remark: new",
            ("£24.00", "£27.50"),
        ),
        (
            "When does the last bus leave from Oak Road?",
            "Stop: Oak Road | First bus: 07:01 | Last bus: 22:31",
            "Stop: Oak Road | First bus: 06:11 | Last bus: 23:41",
            ("22:31", "23:41"),
        ),
        (
            "What does the Byre cost in low season?",
            "Room: The Byre | Low season 2024 (EUR): 124 | High season 2024 (EUR): 159",
            "Room: The Byre | Sleeps: 4 | Low season (EUR/night): 131 | High season (EUR/night): 159",
            ("124", "131"),
        ),
    ],
)
def test_another_number_in_the_same_words_differs(question: str, one: str, other: str, values: tuple[str, str]) -> None:
    assert differs(one, other, question) == values


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "What is the mileage allowance?",
            "The mileage allowance is 45 pence a mile.",
            "For each mile 50 pence are paid as mileage allowance.",
        ),
        (
            "What is the rent of Rose Cottage?",
            "The rent is £640 a month and is paid by standing order.",
            "From 1 May 2025 the rent for Rose Cottage will be £695 a month.",
        ),
    ],
)
def test_another_amount_in_other_words_differs(question: str, one: str, other: str) -> None:
    assert differs(one, other, question) == ("", "")


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        # what is asked for is the same, and something else differs
        (
            "In which theatre is the operation?",
            "Your operation is on 14 April at 10.30 in theatre 2.",
            "Your operation is on 16 April at 8.15 in theatre 2.",
        ),
        (
            "How many hours does the lamp last?",
            "The lamp has a life of 3,000 hours; in January it stood at 2,240.",
            "The lamp has a life of 3,000 hours and had 2,410 on 1 May.",
        ),
        ("Who pays the water?", "The water is paid by the landlord.", "The water is paid by the landlord."),
        # the same value, written in another way
        ("When is it due?", "Due: 1 May 2025", "Due: 01.05.2025"),
        ("What is the rent?", "Rent: £900", "Rent: 900 pounds"),
        (
            "What is the fee?",
            "The fee for the course is £24.00, in advance.",
            "The fee for the course is £24, in advance.",
        ),
        (
            "When does the office close?",
            "The office for visitors closes at 6 pm.",
            "The office for visitors closes at 18:00.",
        ),
        # another thing
        ("How much is a bay tree?", "Plant: Bay tree | Price: £24.00", "Plant: Lavender | Price: £3.20"),
        ("How much flour is needed?", "- 250 g flour", "- 200 g sugar"),
        (
            "When does the bus leave?",
            "The bus leaves the school at 8:50 sharp and will be back at about 15:15.",
            "The bus back leaves from the pier at 16:20, but not on Sundays.",
        ),
        (
            "What does it cost?",
            "Cleaning costs 140 euros if you wish it.",
            "The cost of 340 euros is paid in two parts.",
        ),
    ],
)
def test_what_says_the_same_or_is_about_something_else_does_not_differ(question: str, one: str, other: str) -> None:
    assert differs(one, other, question) is None


def test_a_value_within_a_limit_is_no_other_one() -> None:
    asked = "What is the pool size set to?"
    assert differs("pool size = 30", "The pool size must be at least 5.", asked) is None
    assert differs("pool size = 30", "The pool size is 5.", asked) is not None
    assert differs("pool size = 3", "The pool size must be at least 5.", asked) is not None
    assert differs("pool size = 3", "The pool size must be at most 5.", asked) is None
    assert differs("pool size = 30", "The pool size may be up to 5.", asked) is not None


def test_mails_of_one_thread_are_alike() -> None:
    head = "Hedge\n\nFrom: Paul\nTo: Ada\nDate: Mon, 5 May 2025\n\nHello,\n\n"
    one = "the gardener comes on 20 May to cut the hedge."
    other = "the gardener comes on 27 May instead, he is ill."
    bill = " His bill will be about 180 euros, which we share.\n\nPaul\n"
    assert are_alike(f"{head}{one}{bill}", f"{head}{other}{bill}")
    assert differs(one, other, "When does the gardener come?", alike=True) == ("20 May", "27 May")


def test_other_words_differ_only_where_the_documents_are_alike() -> None:
    pair = ("The readings take place in the Corn Exchange.", "The readings take place in the Old Library.")
    assert differs(*pair, "Where do the readings take place?", alike=True) == ("Corn Exchange", "Old Library")
    assert differs(*pair, "Where do the readings take place?") is None


def test_of_several_values_that_is_told_which_is_asked_for() -> None:
    pair = ("the dinner is at 6 pm in the Crown.", "the dinner is at 7.30 pm in the Bell.")
    assert differs(*pair, "Where is the dinner?", alike=True) == ("Crown", "Bell")
    assert differs(*pair, "What time is the dinner?", alike=True) == ("6 pm", "7.30 pm")


def test_a_denial_differs_where_it_is_asked_whether_something_is_so() -> None:
    pair = ("Bicycles are covered up to £500 each.", "Bicycles are not covered.")
    assert differs(*pair, "Are bicycles covered?", alike=True) == ("", "")
    assert differs("Burst pipes are covered.", "Burst pipes are covered.", "Are burst pipes covered?") is None


def test_texts_are_the_same_however_they_are_set() -> None:
    assert same_words("2. The rent is £1,050.00 a  month", "The rent is £1050 a month.")
    assert not same_words("The rent is £1,050 a month.", "The rent is £1,060 a month.")


def test_versions_of_a_text_and_papers_of_one_form_are_alike() -> None:
    lease = "TENANCY AGREEMENT\nThe rent is £780 a month.\nThe deposit is £900.\nLandlord: Harriet Voss\nNo smoking.\n"
    other = "TENANCY AGREEMENT\nThe rent is £1,050 a month.\nThe deposit is £1,200.\nLandlord: Peter Quayle\nNo pets.\n"
    assert are_alike(lease, other)
    assert not are_alike(lease, "Dear Joan,\nthe rent is late.\nPlease call me.\nYours, Peter\n")


@pytest.mark.parametrize("sign", "²①")
def test_a_number_that_is_no_figure_stands_before_a_word_as_in_laws(sign: str) -> None:
    assert same_words(f"{sign}Zum Ende des Jahres.", f"{sign}zum Ende des Jahres.")
    assert not same_words(f"{sign}Im Mai.", "Im Juni.")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2.1 Quiet hours begin at 22:00.", "3.1 Quiet hours begin at 22:00.", True),
        ("Section 4 Rent is due on the first.", "Section 5 Rent is due on the first.", True),
        ("7.5 litres of milk are needed.", "8.5 litres of milk are needed.", False),
        ("1.10 EUR a unit", "1.20 EUR a unit", False),
    ],
)
def test_the_number_of_a_clause_is_no_value_that_differs(one: str, other: str, same: bool) -> None:
    assert same_words(one, other) is same


def test_documents_whose_clauses_are_numbered_otherwise_do_not_differ() -> None:
    question = "How many bins are there?"
    assert differs("2.1 Two bins are kept by the gate.", "3.1 Two bins are kept by the gate.", question) is None
    fees = "2.1 The fee is £3 a day.", "3.1 The fee is £4 a day."
    assert differs(*fees, "What is the fee?", alike=True) == ("£3", "£4")
