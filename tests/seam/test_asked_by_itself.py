"""What is not answered behind an answer on something else is asked as if nothing had been said before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from asking import ask, ask_next

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.attempts import attempts
from uniconv_edge.assistant.turn import AskedTurn, Clock
from uniconv_edge.types import Turn

pytestmark = pytest.mark.model
PASSWORDS = "Passwords have at least 14 characters and are kept in the password manager."
DOCUMENTS = {
    "lease.md": "# Lease\n\n## 6. Use of the flat\n\nPets: the tenants may keep one cat. A dog needs the written"
    " permission of the landlord and may weigh no more than 12 kg. Smoking is allowed on the balcony only.\n\n"
    "## 7. Repairs\n\nThe tenants pay for small repairs up to 90 euros.\n",
    "handbook.md": f"# Handbook\n\n## 9. Computers\n\n{PASSWORDS} Report a lost laptop within two hours to the help"
    " desk.\n\n## 2. Working time\n\nThe working week has 38 hours. You may work from home on two days.\n",
    "garden.md": "# Garden\n\n14 September. Took in the last potatoes: 9.2 kg altogether from 40 tubers.\n\n"
    "21 September. Sowed winter rye on the empty bed.\n",
}
BEFORE = "How heavy can the dog be?"


def test_what_is_not_answered_behind_another_topic_is_asked_by_itself(assistant: Assistant) -> None:
    found = ask(assistant, BEFORE, "how long must my password be?")
    assert [quote.text for quote in found.quotes] == [PASSWORDS]
    assert [turn.text for turn in assistant._understanding.turns] == ["how long must my password be?", PASSWORDS]


@pytest.mark.parametrize("question", ["and how long must my password be?", "how long may it be?"])
def test_not_where_it_points_back(assistant: Assistant, question: str) -> None:
    assert not any(quote.text == PASSWORDS for quote in ask(assistant, BEFORE, question).quotes)


@pytest.mark.parametrize(
    ("before", "question", "is_asked"),
    [
        ("Is there a lift in the house?", "who paints the stairs?", True),
        ("Is there a lift in the house?", "what is the colour?", False),  # of that lift
        (BEFORE, "what is the colour?", True),
    ],
)
def test_behind_a_refusal_a_word_alone_is_not(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, before: str, question: str, *, is_asked: bool
) -> None:
    searched: list[int] = []
    search = assistant._search
    monkeypatch.setattr(
        assistant, "_search", lambda attempt: (searched.append(len(attempt.turn.turns)), search(attempt))[1]
    )
    assert not ask(assistant, before, question).answered
    assert (searched[-1] == 1) is is_asked


@pytest.mark.parametrize(
    ("refused", "question", "is_asked"),
    [
        ("Who cleans the balcony windows?", "When does he clean it?", True),
        ("and the laptop?", "When does he clean it?", False),  # that one leaned on what was said before
    ],
)
def test_what_points_at_a_refused_question_is_asked_with_that_alone(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, refused: str, question: str, *, is_asked: bool
) -> None:
    ask(assistant, "Where is smoking allowed?")
    monkeypatch.setattr(assistant, "_min_confidence", 2.0)  # nothing answers from here on
    ask_next(assistant, refused)
    searched: list[list[str]] = []
    search = assistant._search
    monkeypatch.setattr(
        assistant,
        "_search",
        lambda attempt: (searched.append([turn.text for turn in attempt.turn.turns]), search(attempt))[1],
    )
    ask_next(assistant, question)
    assert (searched[-1][0] == refused) is is_asked


def test_so_is_what_points_at_it_behind_another_that_was_refused(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(assistant, "Where is smoking allowed?")
    monkeypatch.setattr(assistant, "_min_confidence", 2.0)  # nothing answers from here on
    refused = ["Who cleans the balcony windows?", "When does he clean it?"]
    for question in refused:
        ask_next(assistant, question)
    searched: list[str] = []
    search = assistant._search
    monkeypatch.setattr(
        assistant, "_search", lambda attempt: (searched.append(attempt.turn.turns[0].text), search(attempt))[1]
    )
    ask_next(assistant, "And to whom?")
    assert searched[-1] == refused[0]


@pytest.mark.parametrize(
    ("question", "is_named"), [("How heavy is the blue Zenbook?", True), ("How heavy can the blue dog be?", False)]
)
def test_a_refusal_names_what_comes_nearest_to_a_new_name_alone(
    assistant: Assistant, question: str, *, is_named: bool
) -> None:
    """Not where it stands behind what was said before more surely."""
    answer = ask(assistant, BEFORE)
    turns = (Turn("user", BEFORE), Turn("assistant", answer.text, answer.quotes), Turn("user", question))
    turn = AskedTurn(Clock(0.0), turns, [], [])
    embedder = assistant._embedder
    for each in attempts(turn, embedder.embed_session(turns), assistant._library, embedder, assistant._reading_of, 2.0):
        each.turn.certainty = 0.1 * (1 + (len(each.turn.turns) == 1))
        each.turn.nearest = [replace(answer.quotes[0], text=str(len(each.turn.turns)))]
    assert ([quote.text for quote in turn.nearest] == ["1"]) is is_named
