"""A conversation about papers of one kind in one folder, with the shipped model: what was asked of one is asked of the
next, and "it" is what was spoken of, behind a refusal too."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model


def recipe(name: str, minutes: int, needed: str, step: str) -> str:
    return (
        f"# {name}\n\nA hearty dish of our grandmother's.\n\n- Cook time: {minutes} min\n\n## Ingredients\n\n"
        f"- {needed}\n- 2 onions, chopped\n\n## Directions\n\n1. {step}\n2. Serve it with bread.\n"
    )


DOCUMENTS = {
    "recipes/lasagna.md": recipe("Lasagna", 45, "12 pasta sheets", "Spread the sauce on a large tray."),
    "recipes/beef-goulash.md": recipe("Beef Goulash", 90, "500 g of beef", "Fry the beef until it is brown."),
    "notes/ducks.md": "# Ducks\n\nDucks eat grasses and small fish. They live near lakes and rivers.\n",
    "notes/directions.md": "# The way to the lake\n\n## Directions\n\nTake the bus to the mill and walk on.\n",
}
LASAGNA = "How do I make lasagna?"


@pytest.mark.parametrize(
    ("questions", "quoted", "file"),
    [
        ((LASAGNA,), "Directions\n1. Spread the sauce on a large tray.\n2. Serve it with bread.", "lasagna.md"),
        ((LASAGNA, "How long does it cook?", "And the goulash?"), "- Cook time: 90 min", "beef-goulash.md"),
        ((LASAGNA, "And the goulash?"), "Directions\n1. Fry the beef until it is brown.", "beef-goulash.md"),
        (("What is lasagna made of?", "How do I make it?"), "Directions\n1. Spread the sauce", "lasagna.md"),
        ((LASAGNA, "What else do I need?"), "Ingredients\n- 12 pasta sheets\n- 2 onions, chopped", "lasagna.md"),
        (
            ("What is goulash made of?", "How many calories does it have?", "How long does it cook?"),
            "- Cook time: 90 min",
            "beef-goulash.md",
        ),
        (
            ("Where do ducks live?", LASAGNA, "How many calories does it have?", "And the goulash?", "How is it made?"),
            "Directions\n1. Fry the beef until it is brown.",
            "beef-goulash.md",
        ),
    ],
)
def test_what_is_asked_of_one_is_asked_of_the_next(
    assistant: Assistant, questions: tuple[str, ...], quoted: str, file: str
) -> None:
    answer = ask(assistant, *questions)
    assert answer.quotes[0].text.startswith(quoted)
    assert PurePath(answer.quotes[0].path).name == file


def test_behind_why_the_question_before_that_is_asked_of_another_topic(assistant: Assistant) -> None:
    answer = ask(assistant, "What do the notes tell about lakes?", "Why?", "And about fish?")
    assert answer.note == "Read as “what does it say about fish?”"


def test_what_stands_in_another_folder_is_asked_by_itself(assistant: Assistant) -> None:
    answer = ask(assistant, "How long does it take to cook lasagna?", "And the ducks?")
    assert "Read as" not in answer.note
