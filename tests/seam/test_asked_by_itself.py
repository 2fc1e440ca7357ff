"""What is not answered behind an answer on something else is asked as if nothing had been said before."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant

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
