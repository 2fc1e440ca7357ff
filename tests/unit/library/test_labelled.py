"""Lines in which a document tells something of the thing that it is called by."""

import pytest

from uniconv_edge.library.labelled import article_asked, asked_of, line_of

CARD = "Velmora\n\nArea: 40 km\nCapital - old name: Rusk\n- Capital (since 1990): Osk; on the river\nPeople\n"


@pytest.mark.parametrize(
    ("question", "label", "thing"),
    [
        ("What is the capital of Velmora?", ("capital",), ("velmora",)),
        ("and what's Velmora's highest point", ("highest", "point"), ("velmora",)),
        ("How long is the coast of the Isle of Man?", ("coast",), ("isle", "of", "man")),
        ("Who are the owners in Flat 3?", ("owners",), ("flat", "3")),
    ],
)
def test_what_is_asked_of_what(question: str, label: tuple[str, ...], thing: tuple[str, ...]) -> None:
    asked = asked_of(question)
    assert asked is not None
    assert (asked.label, asked.thing) == (label, thing)


@pytest.mark.parametrize(
    "question", ["What do ducks eat?", "", "Is it of Kenya?", "what is the capital of " + "a " * 200]
)
def test_other_questions_ask_nothing_of_a_thing(question: str) -> None:
    assert asked_of(question) is None


def test_the_line_is_called_that_alone_and_its_document_by_the_thing() -> None:
    asked = asked_of("What is the capital of Velmora?")
    assert asked is not None
    assert CARD[line_of(asked, CARD, "velmora") :].startswith("- Capital (since 1990): Osk")
    assert line_of(asked, CARD, "Velmora and its neighbours") == -1
    assert line_of(asked, CARD.replace("- Capital (since 1990): ", "The capital is "), "Velmora") == -1


@pytest.mark.parametrize(
    ("question", "title", "is_on"),
    [
        ("Who was Gandhi?", "Mahatma Gandhi", True),
        ("Who was Beethoven?", "Ludwig van Beethoven", True),
        ("Who was Gandhi?", "Letter to Gandhi", False),
        ("Who was Gandhi?", "Life of Gandhi", False),
        ("Who was Gandhi?", "Gandhi in London", False),
        ("What is the Nile?", "Nile", True),
        ("What is the Nile?", "Blue Nile", False),
        ("tell me about malaria", "Malaria", True),
        ("When was Gandhi born?", "Gandhi", False),
    ],
)
def test_an_article_is_on_what_it_is_called_by(question: str, title: str, is_on: bool) -> None:
    article = article_asked(question)
    assert (article is not None and article.is_on(title)) == is_on
