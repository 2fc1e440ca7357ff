"""Quote candidates are slices of their sources, whatever the text; rank fusion and abstention are plain arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uniconv_edge.assistant.quoting.abstain import Evidence, confidence, threshold
from uniconv_edge.assistant.quoting.quotes import candidates, is_heading, to_quote
from uniconv_edge.assistant.search.retrieve import lexical_queries
from uniconv_edge.library.sentences import sentences
from uniconv_edge.library.text import clean
from uniconv_edge.types import Hit, Turn


def hit(text: str, start: int = 0, rank: int = 1) -> Hit:
    return Hit(rank, 1.0, rank, 1, "a.md", "A", None, 0, start, start + len(text), text)


@given(st.text(max_size=400), st.text(max_size=60))
def test_every_candidate_is_a_verbatim_slice_of_its_page(text, before) -> None:
    page = f"{clean(before)}{clean(text)}\n\nThe last words of this page."
    source = hit(page[len(before) :], start=len(before))
    found = candidates([source], sentences)
    assert found
    for candidate in found:
        assert page[candidate.start : candidate.end] == candidate.text
        assert to_quote(candidate, [source], page).verified


@given(st.text(min_size=1, max_size=200), st.integers(0, 199))
def test_a_page_that_changed_makes_a_quote_unverified(text, position) -> None:
    page = "First words of all. " + clean(text)
    source = hit(page)
    changed = page[: position % len(page)] + "\u2603" + page[position % len(page) + 1 :]
    for candidate in candidates([source], sentences):
        quote = to_quote(candidate, [source], changed)
        assert quote.verified == (changed[candidate.start : candidate.end] == candidate.text)
    assert not to_quote(candidates([source], sentences)[0], [source], "").verified


def test_headings_are_not_quoted_when_there_is_something_better() -> None:
    found = candidates([hit("# Deposit\n\nThe tenant pays 1,450 euros before moving in.")], sentences)
    assert [candidate.text for candidate in found] == ["The tenant pays 1,450 euros before moving in."]


@pytest.mark.parametrize(
    "text",
    [
        "# Pets",
        "House rules",
        "Section 3: The donor",
        "Part B. What we pay",
        "Article 12",
        "Contents of this manual",
        "Gatehouse Plumbing, invoice 2026-0417 Page 1",
        "Annual report - page 3 of 12",
        "Handbook for Trustees Page 4-",
        "Handbook for Trustees Page 4-12",
    ],
)
def test_headings_are_known(text) -> None:
    assert is_heading(text)


@pytest.mark.parametrize(
    "text",
    ["Dogs are not allowed.", "Total 1,450.00 euros", "flour | 200 g", "It is on page 3.", "Part 2 of the rent"],
)
def test_facts_are_not_headings(text) -> None:
    assert not is_heading(text)


def test_the_lexical_queries_are_the_last_question_and_the_whole_conversation() -> None:
    turns = [Turn("user", "one"), Turn("assistant", "two"), Turn("user", "three")]
    assert lexical_queries(turns) == ("three", "three\ntwo\none")
    assert lexical_queries(turns[:1]) == ("one", "")


def test_confidence_grows_with_each_measure_and_stays_a_probability() -> None:
    calibration = {"bias": -3.0, "passage": 2.0, "source_words": 4.0, "quote_odds": 0.1, "threshold": 0.4}
    low, high = Evidence(passage=0.1, source_words=0.1), Evidence(passage=0.9, source_words=0.9, quote_odds=5.0)
    assert 0 < confidence(low, calibration) < 0.4 < confidence(high, calibration) < 1
    assert confidence(Evidence(passage=1e9, source_words=-1e9, quote_odds=1e9), calibration) >= 0
    assert threshold(calibration) == 0.4
    assert threshold({}) == 0.0
    assert confidence(Evidence(source_words=0.1), {}) < 0.5 < confidence(Evidence(source_words=0.9), {})


def test_who_wrote_a_text_is_no_heading() -> None:
    assert not is_heading("by Anna Sewell")
    assert is_heading("By the sea")


@pytest.mark.parametrize(
    "text", ["5.12.1. Purpose", "3.7. Host-specific system configuration", "2.1.4 Braille displays"]
)
def test_a_heading_with_its_number_is_one(text: str) -> None:
    assert is_heading(text)
    assert candidates([hit(text)], sentences) == []


@pytest.mark.parametrize("text", ["10.30 Yoga in the hall", "3.5 Cancellation of it", "1.2.2025 Anna has paid."])
def test_a_time_a_sum_or_a_date_begins_no_heading(text: str) -> None:
    assert not is_heading(text)


def test_names_of_columns_may_be_those_of_sizes() -> None:
    table = "Margin | A4 Paper | US Letter\nTop | 37 mm | 0.75 in\nLeft | 20 mm | 0.79 in\nRight | 20 mm | 1.02 in"
    found = candidates([hit(table)], sentences)
    assert [each.text for each in found] == table.split("\n")[1:]
    codes = "E17 | Pump is blocked | Clean it\nE18 | No water comes | Open the tap\nE19 | Door is open | Close it"
    assert len(candidates([hit(codes)], sentences)) == 3


def test_names_of_columns_may_be_those_of_spans() -> None:
    table = "What | Up to 10 kg | 10 to 25 kg\nSpay | 298.00 | 345.00\nDental | 240.00 | 265.00"
    row, other = candidates([hit(table)], sentences)
    assert row.told == "What: Spay | Up to 10 kg: 298.00 | 10 to 25 kg: 345.00"
    assert other.beside == table.partition("\n")[0]


def test_a_row_that_carries_the_names_of_its_columns_names_none() -> None:
    rows = ["Room: Kitchen | Floor: tiles | Area: 12", "Room: Bath | Floor: vinyl | Area: 5", "Room: Hall | Area: 4"]
    assert [each.text for each in candidates([hit("\n".join(rows))], sentences)] == rows
    table = "\n".join(("Room | Floor | Area", *rows))
    assert [each.told for each in candidates([hit(table)], sentences)] == rows


def test_the_sentences_of_a_source_are_found_once_whatever_is_asked_of_it() -> None:
    letter = "The roof is repaired in May.\n\nOn Sat, 17 May 2025 at 11:02, Bo <b@example.org> wrote:\n\n> When is it?"
    source = Hit(1, 1.0, 1, 1, "m.eml", "Roof", None, 0, 0, len(letter), letter)
    read: list[str] = []

    def counted(text: str) -> list[tuple[int, int]]:
        read.append(text)
        return sentences(text)

    asked = ("How much is the roof?", "Who wrote to me?", "When was it sent?", "Which books are cited?")
    found = [[each.text for each in candidates([source], counted, question)] for question in asked]
    assert [any("wrote" in text for text in each) for each in found] == [False, True, True, False]
    assert len(read) <= 2
