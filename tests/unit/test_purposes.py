"""Sections that are called by what they are for: the steps of a thing, and what is needed for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from quoted import best

from uniconv_edge.assistant.quoting.below import below_purpose
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.quoting.several import whole
from uniconv_edge.library.purposes import purpose_asked, purpose_at
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit

DIRECTIONS = (
    "A guide to making tasty kombucha.\n\nIngredients\n- 2 cups of sugar\n- 3 spoons of tea\n\n"
    "Directions\n1. Boil two litres of water.\n2. Rinse the jar."
)


def hit(text: str, title: str = "Kombucha", path: str = "kombucha.md") -> Hit:
    return Hit(1, 1.0, 1, 1, path, title, None, 0, 0, len(text), text, cosine=0.5)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How do I make kombucha?", "1. Boil two litres of water."),
        ("And how is kombucha made?", "1. Boil two litres of water."),
        ("What do I need for kombucha?", "- 2 cups of sugar"),
        ("What is kombucha made of?", "- 2 cups of sugar"),
        ("what's in the kombucha?", "- 2 cups of sugar"),
    ],
)
def test_a_thing_is_told_below_the_heading_that_says_what_is_asked_of_it(question: str, answer: str) -> None:
    assert best(question, hit(DIRECTIONS)) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which languages does Maria Costa speak?", "Portuguese, English, a little Japanese"),
        ("What experience has Maria Costa?", "Design lead, Azulejo Bank, since 2020."),
        ("What tools does Maria Costa use?", "Figma, Sketch, HTML and CSS"),
    ],
)
def test_a_part_of_what_a_document_tells_is_below_its_name(question: str, answer: str) -> None:
    text = (
        "UX designer, Porto.\n\nWork experience\n\nDesign lead, Azulejo Bank, since 2020.\n\nTools\n\n"
        "Figma, Sketch, HTML and CSS\n\nLanguages\n\nPortuguese, English, a little Japanese"
    )
    assert best(question, hit(text, "Maria Costa", "cv.md")) == answer
    asked = purpose_asked(question.replace("Maria Costa", "Ben"))
    assert asked is not None
    assert purpose_at(asked, text, "Maria Costa") < 0


@pytest.mark.parametrize(
    "question",
    [
        "How do I make lasagna?",  # of which this is none
        "How do I store kombucha?",  # which is not how it is made
        "How often do I make kombucha?",
        "What do we know of kombucha?",
    ],
)
def test_what_asks_for_something_else_is_not_told_there(question: str) -> None:
    asked = purpose_asked(question)
    assert asked is None or purpose_at(asked, DIRECTIONS, "Kombucha\nkombucha") < 0


def test_how_many_there_are_is_told_by_the_line_that_is_called_their_number() -> None:
    text = "Revenue | 9 million\nNumber of employees | 221 (2023)\nDivisions | 3 of them"
    assert best("How many employees does Kombucha have?", hit(text)) == "Number of employees | 221 (2023)"
    for question, told in (
        ("How many employees does it have?", True),
        ("How many employees does Lasagna have?", False),
        ("How many divisions does Kombucha have?", False),
    ):
        asked = purpose_asked(question)
        assert asked is not None
        assert (purpose_at(asked, text, "Kombucha") >= 0) == told


def test_the_words_of_a_heading_must_be_all_of_it() -> None:
    asked = purpose_asked("What do I need for the survey?")
    assert asked is not None
    assert purpose_at(asked, "Tools and materials (for two)\n\nA rope of ten metres.", "Survey") > 0
    assert purpose_at(asked, "Requirements gathering\n\nWe asked our users for theirs.", "Survey") < 0
    assert purpose_at(asked, "Ingredients", "Survey") < 0  # the last line of a passage


def test_a_thing_without_a_name_is_that_of_the_only_document_with_one_such_section() -> None:
    one, other = hit(DIRECTIONS), replace(hit(DIRECTIONS, "Lasagna"), document_id=2)

    def told(*sources: Hit) -> list[str]:
        found = candidates(sources, sentences, "How do I make it?")
        return [found[i].text for i in below_purpose("How do I make it?", sources, found).nonzero()[0]]

    assert told(one) == ["1. Boil two litres of water."]
    assert told(one, other) == []
    assert told(replace(one, heading="Tea"), replace(one, heading="Soup")) == []


def test_all_that_is_needed_is_quoted() -> None:
    source = hit(DIRECTIONS)
    sugar = next(each for each in candidates([source], sentences) if "sugar" in each.text)
    quoted = whole(sugar, DIRECTIONS, "What is it made of?", "Kombucha").candidate.text
    assert quoted == "Ingredients\n- 2 cups of sugar\n- 3 spoons of tea"
    assert whole(sugar, DIRECTIONS, "How much sugar is in it?", "Kombucha").candidate == sugar
