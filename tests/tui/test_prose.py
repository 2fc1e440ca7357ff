"""Which line breaks of a quote are shown as spaces: those of wrapped prose, and no others."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uniconv_edge.tui import cards
from uniconv_edge.tui.prose import reflowed

from .fakes import hit, quote_of

WRAPPED = """With
these words she greeted Prince Vasili Kuragin, a man of high rank and
importance, who was the first to arrive at her reception. Anna Pavlovna
had had a cough for some days."""

KEPT = (
    "April is the cruellest month, breeding\nLilacs out of the dead land, mixing\nMemory and desire, stirring",
    "so much depends\nupon\na red wheel\nbarrow",
    "Bring the following things with you when you come to us:\n- your passport, which is still valid for a year or so\n"
    "- a photo",
    "Bring the following things with you when you come to us:\nyour passport\na photo of yourself",
    "Item: Heating | 2022: 900 | 2023: 950 | and the year after\nitem: Water | 2022: 300 | 2023: 310",
    "for each of the words that stand in the line that follows:\n    print(the word, and all of those that follow it)",
    "limit = the highest number of words that a line may hold\nlimit",
    "Address: 12 Long Street, Some Very Long Name of a Town, Country\nPhone: 123",
    "Terms and conditions for the guests of our hotel in Porto\nThe room is paid for when you arrive, in cash.",
    "Shall I compare thee to the longest of all summer's days\nThou art more lovely than they are, and temperate too\n"
    "Rough winds do shake the darling buds of May each year",
    "Summary\nThe notice period is three months to the end of a quarter, for both sides.",
    "a line that is very long, because it is a whole paragraph of a book in which nobody has wrapped any lines at all\n"
    "and another one.",
    "人人生而自由，在尊严和权利上一律平等。\n他们赋有理性和良心。",
)


def test_prose_whose_next_line_begins_with_a_name_is_one_line_too():
    text = (
        "It was in July, 1805, and the speaker was the well-known Anna\nPavlovna Scherer, maid of honor and favorite."
    )
    assert reflowed(text) == text.replace("\n", " ")


def test_wrapped_prose_is_one_line_for_the_card_to_wrap():
    assert reflowed(WRAPPED) == WRAPPED.replace("\n", " ")
    two = f"{WRAPPED}\n\n{WRAPPED}"
    assert reflowed(two) == "\n\n".join(2 * [WRAPPED.replace("\n", " ")])
    assert "well-\nknown" in reflowed("This is the sentence of a text that is wrapped and quite well-\nknown by now.")


@pytest.mark.parametrize("text", KEPT)
def test_verse_lists_tables_code_and_lines_of_their_own_are_left_as_they_are(text: str):
    assert reflowed(text) == text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=20, max_size=200), st.integers(63, 100))
def test_whatever_is_wrapped_at_a_width_is_put_together_again(words: list[str], width: int):
    text = " ".join(words)
    assert reflowed(textwrap.fill(text, width)) == text


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ab A.-|\t\n\r\u2028é漢") | st.characters(), max_size=400))
def test_only_line_breaks_change_and_nothing_moves(text: str):
    shown = reflowed(text)
    assert len(shown) == len(text)
    assert all(after == before or (before, after) == ("\n", " ") for before, after in zip(text, shown, strict=True))


def test_a_card_shows_the_quote_reflowed_and_copies_it_word_for_word():
    quote = quote_of(hit(), WRAPPED)
    assert str(cards.quote(quote)).startswith("“With these words she greeted")
    assert quote.text == WRAPPED
    assert WRAPPED in cards.quote_text(quote)


def test_a_card_shows_in_bold_what_was_asked_for_in_a_quote_that_is_reflowed():
    start = WRAPPED.index("she greeted")
    shown = cards.quote(replace(quote_of(hit(), WRAPPED), answer_start=start, answer_end=start + 11))
    bold = [str(shown)[span.start : span.end] for span in shown.spans if span.style == "bold"]
    assert bold == ["she greeted"]
    assert str(shown) == str(cards.quote(quote_of(hit(), WRAPPED)))
