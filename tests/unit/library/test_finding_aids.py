"""Contents and indexes, which only say on which page something stands, are told from what they are like."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.search.variety import varied
from uniconv_edge.library.finding_aids import is_finding_aid, is_link, lists_works
from uniconv_edge.library.sentences import sentences
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit

INDEX = "appoggiatura .... 29 arpeggio .... 52, 61 bar line .... 12"


def hit(text: str, heading: str = "", number: int = 1, path: str = "a.pdf") -> Hit:
    return Hit(
        number, 1.0 / number, number, number, path, "Manual", 3, 2, 0, len(text), text, heading=heading, cosine=0.5
    )


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (INDEX, HEADING_SEPARATOR.join(("Learning", "Appendix C LilyPond index"))),
        ("\\appendix, 102 aspectratio=141 class option, 76\n\\AtBeginLecture, 98", "Index"),
        ("1.1 | What is it? .... | 1\n1.2 | How it works .... | 3\n2 | Requirements .... | 5", ""),
        (". . . . . . 32 reshape . . . . . . 13", "Function and variable index"),
        ("Table of Contents\n\nWelcome .... 4\nTerms .... 9", ""),
    ],
)
def test_entries_with_the_numbers_of_their_pages_are_no_text(text: str, heading: str) -> None:
    assert is_finding_aid(text, heading)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Soup ....... 6\nLasagne ....... 12\nIce cream ....... 5", "Menu"),
        ("Soup ....... 4.50\nPizza ....... 9.20\nLasagne ....... 12.50", ""),
        ("In 2021 the consumer price index rose by 3.1 per cent, in 2022 by 6.9.", "Consumer price index"),
        ("The contents of the box are insured up to 500 euros.", "Contents"),
        ("And so on .... until the 12th of May.", ""),
    ],
)
def test_prices_and_sentences_are_text_whatever_they_stand_under(text: str, heading: str) -> None:
    assert not is_finding_aid(text, heading)


def test_an_index_is_quoted_by_nothing_and_comes_last() -> None:
    index, text = hit(INDEX, "Index", 1), hit("An appoggiatura is a long grace note.", "Ornaments", 2, "b.pdf")
    assert [each.text for each in candidates([index, text], sentences)] == [text.text]
    found, why = varied([index, text], {1: 1, 2: -1}, 5, lambda _: False)
    assert [each.passage_id for each in found] == [2, 1]
    assert set(why) == {1}


def test_works_that_are_cited_are_quoted_only_where_they_are_asked_for() -> None:
    works = hit("[8] Suissa S. Immortal time bias in practice. 2008.\n\n[9] Turnbull B. A test. 1974.", "References")
    assert lists_works(works.text, works.heading)
    assert not lists_works("Anna Berg, telephone 12 33 44", "References")
    assert candidates([works], sentences, "What is immortal time bias?") == []
    assert candidates([works], sentences, "Which paper is on immortal time bias?") != []


def test_links_to_the_next_page_are_no_text() -> None:
    assert [is_link(line) for line in ("- Next", "Prev", "- Next week")] == [True, True, False]
    assert [each.text for each in candidates([hit("- Prev\n- Salt\n- Next")], sentences)] == ["- Salt"]
