"""What a question asks of which things have it."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.assistant.question.holders import HoldersAsked, holders_again, holders_asked


def read(question: str) -> HoldersAsked:
    asked = holders_asked(question)
    assert asked is not None
    return asked


@pytest.mark.parametrize(
    ("question", "things", "ways", "place"),
    [
        ("Who speaks French?", "", (("french",),), "language"),
        ("And who can speak French or German?", "", (("french",), ("german",)), "language"),
        ("Which candidates know Python?", "", (("python",),), "skill"),
        ("Who of the candidates has a PhD?", "", (("phd",),), "education"),
        ("Who has experience with Kafka?", "", (("kafka",),), "experience"),
        ("List all job applicants who studied physics", "", (("physics",),), "education"),
        ("Which pasta recipes contain eggs?", "pasta recipes", (("eggs",),), "ingredient"),
        ("Show me the recipes with eggs", "recipes", (("eggs",),), "ingredient"),
        ("How many candidates speak German?", "", (("german",),), "language"),
        ("Does anybody speak German?", "", (("german",),), "language"),
        ("Is there anyone who knows Go?", "", (("go",),), "skill"),
        ("Does any recipe contain nuts?", "recipe", (("nuts",),), "ingredient"),
        ("Which countries export coffee?", "countries", (("coffee",),), "export"),
    ],
)
def test_what_is_asked_for_of_which_things(
    question: str, things: str, ways: tuple[tuple[str, ...], ...], place: str
) -> None:
    asked = read(question)
    assert (asked.things, asked.ways) == (things, ways)
    assert place in asked.places


@pytest.mark.parametrize(
    "question",
    [
        "Who is the landlord?",
        "Who does not speak German?",
        "Which candidates have more than five years of experience?",
        "Which documents mention malaria?",
        "What does it include?",
        "What time does the shop open?",
        "Show me the lease of Ann",
        "Which leases end after May?",
        "When did Ann speak French?",
        "Which invoices are paid?",
        "Which invoices have been paid?",
        "Which bills are due in March?",
        "Which languages does Ann speak?",
        "Which storage backends does flask-limiter support?",
        "what options does backup.sh take?",
        "Who does Ann work for?",
        "Who discovered penicillin?",
        "What are Ghana's natural resources?",
        "What are its rings made of?",
        "which?",
        "who",
    ],
)
def test_other_questions_ask_for_something_else(question: str) -> None:
    assert holders_asked(question) is None


def test_those_that_were_named_last_are_meant_by_them() -> None:
    assert read("Which of them know Go?").again
    assert not read("Which candidates know Go?").again


def test_the_question_before_is_asked_of_something_else() -> None:
    assert holders_again("German", "Who speaks French?") == "Who speaks German?"
    assert holders_again("butter or lard", "Which recipes contain eggs?") == "Which recipes contain butter or lard?"
    assert not holders_again("the deposit", "How much is the rent?")


@pytest.mark.parametrize("text", ["who " + "a" * 20_000, "which " + "a " * 20_000, "who" + " " * 20_000 + "speaks x?"])
def test_long_questions_take_no_time(text: str) -> None:
    began = time.process_time()
    holders_asked(text)
    assert time.process_time() - began < 0.2
