"""A question that points at one of several things quoted asks of that one."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting.pointed_at import means_other, pointed_at
from uniconv_edge.types import Quote, Turn

OFFERS = "Two offers are there:\n- Filton: £7,450.\n- Severn: £8,200.\n\nNothing was decided.\n"
TASKS = "Task | Who\nTask: Lock | Who: Ruta\nTask: Bins | Who: Emil\nTask: Lamp | Who: Wilma\n"
MINUTES = "Greta was in the chair. The roof leaks. Lou asks a roofer.\n"


def pointed(page: str, question: str, *quoted: str) -> tuple[str, str]:
    """What is asked behind these quotes, and of which."""
    quotes = tuple(
        Quote(1, "/a.md", "a", None, 0, 7, page.index(text), page.index(text) + len(text), text, verified=True)
        for text in quoted
    )
    turns = (Turn("user", "Which?"), Turn("assistant", "That.", quotes), Turn("user", question))
    _, reply, asked = pointed_at(turns, lambda _: page)
    return asked.text, " ".join(quote.text for quote in reply.quotes or ())


@pytest.mark.parametrize(
    ("page", "quoted", "question", "asked", "of"),
    [
        (OFFERS, ["- Filton: £7,450."], "how much is the second one?", "how much is it?", "- Severn: £8,200."),
        (OFFERS, ["- Filton: £7,450."], "and the other one?", "it?", "- Severn: £8,200."),
        (OFFERS, [OFFERS.partition("\n\n")[0]], "and the first?", "it?", "- Filton: £7,450."),
        (OFFERS, ["- Filton: £7,450.", "- Severn: £8,200."], "the last one", "it?", "- Severn: £8,200."),
        (TASKS, ["Task: Bins | Who: Emil"], "and before that?", "it?", "Task: Lock | Who: Ruta"),
        (TASKS, ["Task: Bins | Who: Emil"], "who does the next one?", "who does it?", "Task: Lamp | Who: Wilma"),
        (TASKS, ["Task: Bins | Who: Emil"], "and the last one?", "it?", "Task: Lamp | Who: Wilma"),
        ("1. Boil.\n2. Mash.\n", ["1. Boil."], "and then?", "it?", "2. Mash."),
    ],
)
def test_what_is_pointed_at_is_asked_of(page: str, quoted: list[str], question: str, asked: str, of: str) -> None:
    assert pointed(page, question, *quoted) == (asked, of)


@pytest.mark.parametrize(
    ("page", "quoted", "question"),
    [
        (OFFERS, ["- Severn: £8,200."], "and the one after that?"),
        (OFFERS, ["- Severn: £8,200."], "and the third one?"),
        (OFFERS, ["- Severn: £8,200."], "when is the second half due?"),
        (OFFERS, ["- Severn: £8,200."], "what was decided then?"),
        (OFFERS, [OFFERS.partition("\n\n")[0]], "and the other one?"),
        (TASKS, ["Task: Bins | Who: Emil"], "and the other one?"),
        (TASKS, ["Task: Lamp | Who: Wilma"], "and the next one?"),
        (MINUTES, ["The roof leaks."], "and the second one?"),
        (MINUTES, ["The roof leaks."], "and then?"),
        (OFFERS, [], "and the second one?"),
    ],
)
def test_what_points_at_none_stays_as_it_is(page: str, quoted: list[str], question: str) -> None:
    assert pointed(page, question, *quoted) == (question, " ".join(quoted))


def test_nothing_is_pointed_at_on_a_page_that_is_gone() -> None:
    quotes = tuple(Quote(1, "/a.md", "a", None, 0, 7, at, at + 9, "- A: 10.", verified=True) for at in (0, 10))
    turns = (Turn("user", "Which?"), Turn("assistant", "That.", quotes), Turn("user", "and the second one?"))
    assert pointed_at(turns, lambda _: "") == turns


@pytest.mark.parametrize(
    ("question", "other"),
    [("what did the other one cost?", True), ("and the other?", True), ("what did the other firm want?", False)],
)
def test_whether_another_thing_is_meant_is_known(question: str, other: bool) -> None:
    assert means_other(question) is other
