"""Documents that are called by a thing and tell of it in lines with names, as cards and articles of a lexicon do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

import pytest
from asking import ask, opened

from uniconv_edge.library.sync import sync

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.model.generator import Generator
    from uniconv_edge.types import Answer

pytestmark = pytest.mark.model
CARDS = {
    "Velmora": "Osk; time: two hours before noon of the coast; named after the hill of that name | Velmori (official)",
    "Tandria": "Little Harrow; time: as on the coast; named after a farm | Tandrian, Coastal (widely understood)",
    "Quessel": "Brune; time: one hour behind; named after its bridge | Quesse, Velmori",
    "Ilmarín": "Sandholm; time: as on the coast; named after a hero of a song | Ilmar",
}
TEXT = (
    "{name}\n\nBackground: Settled by people of the coast long ago, {name} was ruled from elsewhere until a treaty "
    "made it free. Its first council met in a barn, because nobody had yet built a hall, and was dissolved twice "
    "within a year. Since then five councils have followed each other without any trouble.\n\nGovernment\n\n"
    "Country name: long form: Republic of {name}; short form: {name}.\n\nGovernment type: republic.\n\n"
    "Capital: name: {capital}.\n\nDivisions: eleven counties and two towns.\n\nIndependence: 3 May 1921.\n\n"
    "Languages: {languages}.\n"
)
WARS = (
    "The wars\n\nArmed bands seized control of swaths of territory, including much of the capital Brune, until the "
    "council approved the sending of a force led by Velmora, which took the capital of the rebels in a day. The force "
    "of Velmora was quartered at the capital of Tandria. Its languages were many.\n"
)
SHED = (
    "Bell shed\n\nThe shed stands behind the mill.\n\nBuilt with: oak from the hill.\n\nPeriod of use: four years. "
    "The Dovecote lamp and the Harbour stool are kept in it, and are lent with it.\n"
)
STOOL = "Harbour stool\n\nA low seat with a frame of willow and a top of felt.\n\nPeriod of use: nine years.\n"
LIFE = (
    "Ada Korvin\n\nMaria Adela Korvin, Lady of Harrow (3 May 1781 – 1840), born in Osk and known to all as Ada, was a "
    "bridge builder of the Coast.\n\nEarly years\n\nShe grew up beside a ferry. As a builder, Ada Korvin was the "
    "first to hang roads from chains. Ada Korvin was a friend of the council. Korvin was a regular guest of its head.\n"
)
STONES = (
    "Harrow stones\n\nThe Harrow stones are a ring of stones on the hill above the ferry.\n\n"
    + "Walkers come to see them in all weathers, and sheep lie in their shade. " * 14
    + "\n\nFour children of the farm were born within sight of the ring, and one adult man was lost there.\n\n"
    + "Nobody may climb the stones or light a fire beside them without the leave of the council. " * 14
    + "\n\nThe ring of the Harrow stones is about 4,000 years old.\n"
)


@pytest.fixture(scope="module")
def assistant(model: tuple[Generator, OnnxEmbedder], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Answers over a small lexicon."""
    folder, library = tmp_path_factory.mktemp("lexicon"), tmp_path_factory.mktemp("library")
    for name, told in CARDS.items():
        capital, languages = told.split(" | ")
        (folder / f"{name}.txt").write_text(TEXT.format(name=name, capital=capital, languages=languages))
    (folder / "wars.txt").write_text(WARS)
    (folder / "Ada Korvin.txt").write_text(LIFE)
    (folder / "Harrow stones.txt").write_text(STONES)
    (folder / "Bell shed.txt").write_text(SHED)
    (folder / "Harbour stool.txt").write_text(STOOL)
    list(sync(library, [folder], model[1]))
    with opened(library, model) as found:
        yield found


def first(answer: Answer) -> tuple[str, str]:
    return (PurePath(answer.quotes[0].path).stem, answer.quotes[0].text) if answer.quotes else ("", answer.text)


@pytest.mark.parametrize("name", CARDS)
def test_a_line_of_a_document_answers_what_is_asked_of_the_thing_that_it_is_called_by(
    assistant: Assistant, name: str
) -> None:
    assert first(ask(assistant, f"What is the capital of {name}?")) == (
        name,
        f"Capital: name: {CARDS[name].split(' | ')[0]}.",
    )
    assert first(ask(assistant, f"What are {name}'s languages?"))[1].startswith("Languages: ")


def test_what_others_on_one_form_say_of_themselves_does_not_differ(assistant: Assistant) -> None:
    found = ask(assistant, "What is the language of Velmora?")
    assert ("Documents differ" in found.note, [quote.text for quote in found.quotes]) == (
        False,
        ["Languages: Velmori (official)."],
    )


def test_so_it_does_of_another_thing(assistant: Assistant) -> None:
    assert first(ask(assistant, "What is the capital of Tandria?", "And of Quessel?"))[1].startswith(
        "Capital: name: Brune"
    )


def test_what_names_another_thing_is_not_asked_of_the_one_before_that_only_speaks_of_it(assistant: Assistant) -> None:
    asked = ("What is the Bell shed built with?", "What is the Harbour stool made of?")
    assert first(ask(assistant, *asked))[0] == "Harbour stool"


def test_a_question_that_names_nothing_is_asked_of_the_thing_that_is_named_next(assistant: Assistant) -> None:
    before = ("What is the Bell shed built with?", "How long is the period of use?")
    assert first(ask(assistant, *before))[1].startswith("Period of use: four years.")
    assert first(ask(assistant, *before, "And of the Harbour stool?")) == (
        "Harbour stool",
        "Period of use: nine years.",
    )


@pytest.mark.parametrize("question", ["Who was Ada Korvin?", "Who was Korvin?", "Tell me about Ada Korvin."])
def test_an_article_begins_by_telling_who_somebody_was(assistant: Assistant, question: str) -> None:
    assert first(ask(assistant, question))[1].startswith("Maria Adela Korvin")


def test_what_stands_far_below_the_title_of_an_article_is_not_what_stands_below_a_heading(assistant: Assistant) -> None:
    assert first(ask(assistant, "How old are the Harrow stones?"))[1].endswith("is about 4,000 years old.")
