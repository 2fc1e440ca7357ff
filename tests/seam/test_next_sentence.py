"""What says little more than the question does is quoted with the next sentence, where that is not sure or steps are
asked for."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.quoter import SURE

pytestmark = pytest.mark.model
FILTER = "Clean the pump filter every two months."
STEPS = "Open the cover with a coin and let the water run out."
DOCUMENTS = {
    "manual.md": f"# Washing machine\n\n## Care\n\n{FILTER} {STEPS} Then put the cover back.\n\n"
    "## Safety\n\nChildren under three years must be kept away from the machine.\n",
    "garden.md": "# Garden\n\nTook in the last potatoes from 40 tubers. Sowed winter rye on the empty bed.\n",
}


def test_steps_are_quoted_with_what_is_to_be_done(assistant: Assistant) -> None:
    found = ask(assistant, "How do I clean the pump filter?")
    assert [quote.text for quote in found.quotes][:1] == [f"{FILTER} {STEPS}"]
    assert found.sure >= SURE


def test_a_sure_answer_stays_short(assistant: Assistant) -> None:
    found = ask(assistant, "Should the pump filter be cleaned every two months?")
    assert [quote.text for quote in found.quotes][:1] == [FILTER]
    assert found.sure >= SURE
