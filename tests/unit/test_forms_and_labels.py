"""Irregular forms are the same word, and rows are chosen by what they are called."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting import choice
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.quoting.reader import weighed
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.words.dictionary import is_english
from uniconv_edge.assistant.words.labels import holds_named, is_total, label
from uniconv_edge.assistant.words.terms import bag, counts_in, stem, telling_words, values
from uniconv_edge.library.irregular import BASES, other_forms
from uniconv_edge.library.words import terms_of
from uniconv_edge.types import Hit


def best(question: str, *texts: str) -> str:
    hits = [Hit(n, 0.2, n, n, "", "Notes", None, 0, 0, len(text), text) for n, text in enumerate(texts, 1)]
    found = candidates(hits, spans, question)
    worth = values(telling_words(question), counts_in(texts))
    scores = choice.score(worth, hits, found, question=question)
    return found[int(scores.total.argmax())].text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sell", "sold"),
        ("buy", "bought"),
        ("child", "children"),
        ("write", "wrote"),
        ("examination", "exam"),
        ("oldest", "eldest"),
    ],
)
def test_an_irregular_form_is_the_same_word(one: str, other: str) -> None:
    assert stem(one) == stem(other) != stem("cell")
    assert f'"{other}"' in terms_of(f"Can I {one} the wheel?")
    assert f'"{one}"' in terms_of(f"about {other} wheels")


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("colour", "color"),
        ("favourites", "favorites"),
        ("centres", "centers"),
        ("centred", "centered"),
        ("tyres", "tires"),
        ("mouldy", "moldy"),
        ("grey", "gray"),
        ("organisation", "organization"),
        ("apologised", "apologized"),
    ],
)
def test_a_word_is_the_same_in_both_spellings(british: str, american: str) -> None:
    assert stem(british) == stem(american)
    assert f'"{american}"' in terms_of(f"about {british} wheels")
    assert f'"{british}"' in terms_of(f"about {american} wheels")
    assert is_english(british)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tyre", "tyres"),
        ("mould", "mouldy"),
        ("moulds", "moulding"),
        ("plough", "ploughed"),
        ("centre", "central"),
        ("odour", "odours"),
    ],
)
def test_a_word_of_two_spellings_is_the_same_in_its_forms(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_word_written_as_one_is_held_by_its_two_halves() -> None:
    said = "Wi-Fi for guests: ask at the desk for the word of the day."
    assert {"wifi", "guest"} <= bag(said)
    assert best("Is there wifi for visitors?", f"There is a desk for visitors. {said}") == said


def test_no_form_is_of_two_words_or_a_word_by_itself() -> None:
    assert not set(BASES) & set(BASES.values())
    assert other_forms("wheel") == []
    assert sorted(other_forms("wrote")) == ["write", "written"]


def test_a_word_that_is_cut_short_is_the_same_word() -> None:
    said = "The written examination counts 60 %."
    assert best("How much does the exam count?", f"A good report does not make up for a failed exam. {said}") == said


def test_a_letter_that_names_something_says_something() -> None:
    """And not the end of "I'd" or an initial."""
    assert telling_words("and for band D, vitamin D or T?") == ["band", "d", "vitamin", "t"]
    assert telling_words("I'd ask what D. Lane's is") == ["ask", "lane"]


def test_an_irregular_form_is_quoted() -> None:
    said = "The warranty cannot be passed on when the bicycle is sold."
    assert best("Can I sell the bicycle?", "The bicycle has two brakes. " + said) == said


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Licence fee | £86.00 a month", {"licen", "fee"}),
        ("Bin: Brown | Next: 5 November", {"brown"}),
        ("Wifi password: sunflower22", {"wifi", "passw"}),
        ("MAX_FRAMES = 50", {"max", "frame"}),
        ("a == 50", set()),
        ("The cabin is booked.", set()),
        ("We agreed on all of these things about the new boiler in the cellar: it is loud", set()),
    ],
)
def test_a_line_is_called_by_its_first_cell_or_what_stands_before_its_colon(line: str, words: set[str]) -> None:
    assert label(line) == words


def test_the_row_that_is_called_what_is_asked_for_is_quoted_before_prose() -> None:
    row = "Premium | £412.68 a year, collected in 12 instalments"
    prose = "After that you may cancel; we return the premium less a charge of £15."
    assert best("How much is the premium?", prose, f"Policy | 12\n{row}") == row


def test_a_row_that_is_called_by_more_than_is_asked_for_gains_nothing() -> None:
    hits = [Hit(1, 0.2, 1, 1, "", "", None, 0, 0, 40, "Premium tax | £40")]
    found = candidates(hits, spans, "premium")
    assert not choice._labelled([stem("premium")], found).any()


@pytest.mark.parametrize(
    ("line", "words", "held"),
    [
        ("Email | ada@example.org | VIN | 1C4RJ", {"vin", "car"}, True),
        ("Email | ada@example.org | VIN | 1C4RJ", {"1c4rj"}, False),
        ("Wifi: sunflower22", {"wifi", "cabin"}, True),
        ("Wifi password: sunflower22", {"wifi"}, False),
        ("Employer Identification Number (EIN): 44-05", {"ein", "acme"}, True),
        ("Employer Identification Number (page 3): 44-05", {"page"}, False),
        ("The cabin has wifi.", {"wifi"}, False),
        ("| |", {"wifi"}, False),
    ],
)
def test_a_row_may_be_called_by_any_cell_before_its_last(line: str, words: set[str], held: bool) -> None:
    assert holds_named(line, words) is held


def test_the_reader_speaks_not_against_a_line_that_is_called_what_is_asked_for_and_little_against_a_row() -> None:
    assert weighed(-4.0, "VIN | 1C4RJ", named=True) == weighed(-4.0, "From: Ada", named=True) == 0.0
    assert weighed(2.5, "VIN | 1C4RJ", named=True) == 2.5
    assert -4.0 < weighed(-4.0, "VIN | 1C4RJ") < 0.0
    assert weighed(-4.0, "The car is red.") == -4.0


@pytest.mark.parametrize(
    ("line", "total"),
    [
        ("Total to pay: £90", True),
        ("Grand total | 90.00", True),
        ("Item: Total | Amount: £90", True),
        ("Amount due: £90", True),
        ("Balance due | £90", True),
        ("Subtotal | £80", False),
        ("Total excl. VAT | £80", False),
        ("The whole costs £90 in total.", False),
        ("Amount due by: 4 May", False),
        ("Total incl. VAT £90", True),
        ("Total VAT: £15", False),
        ("Sum insured: £30,000", False),
        ("The total distance is 5 km.", False),
        ("Due to the storm, £45 was taken off.", False),
        ("To pay, ring 01632 960418; cards cost £3.", False),
    ],
)
def test_a_line_is_called_a_total(line: str, total: bool) -> None:
    assert is_total(line) == total
