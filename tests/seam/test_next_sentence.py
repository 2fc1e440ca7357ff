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
    **{
        f"lease {name}.md": f"# Tenancy agreement\n\nThe rent is {rent}, paid on the {day} day.\n"
        f"The tenant is {full}.\nThe deposit is {deposit}.\n"
        for name, full, rent, day, deposit in (
            ("Okafor", "Ada Okafor", "£900 per month", "first", "£1,350"),
            ("Farahani", "Reza Farahani", "£1,100 per month", "fifth", "£1,650"),
        )
    },
}


def test_steps_are_quoted_with_what_is_to_be_done(assistant: Assistant) -> None:
    found = ask(assistant, "How do I clean the pump filter?")
    assert [quote.text for quote in found.quotes][:1] == [f"{FILTER} {STEPS}"]
    assert found.sure >= SURE


def test_a_sure_answer_stays_short(assistant: Assistant) -> None:
    found = ask(assistant, "Should the pump filter be cleaned every two months?")
    assert [quote.text for quote in found.quotes][:1] == [FILTER]
    assert found.sure >= SURE


def test_what_is_quoted_is_not_quoted_again_behind_the_sentence_before(assistant: Assistant) -> None:
    ask(assistant, "How much is the deposit for Okafor?")
    texts = [quote.text for quote in ask(assistant, "and Farahani's?").quotes]
    assert texts[0] == "The deposit is £1,650."
    assert not any(texts[0] in text for text in texts[1:])
