"""Questions that only ask what comes next, with the shipped model."""

from __future__ import annotations

import pytest
from asking import ask, ask_next

from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model
DOCUMENTS = {
    "filter.md": "# Coffee machine\n\n## Filter\n\nRinse the filter every two weeks. Take it out with both hands. Hold "
    "it under warm water for a minute. Let it dry before you put it back.\n\n## Guarantee\n\nThe guarantee is two "
    "years.\n",
    "lease.md": "# Lease\n\nThe guarantee of the tenant's parents is 2,000 euros. They sign it with the lease.\n",
}
FIRST = "How often must I rinse the filter?"


@pytest.mark.parametrize("asked", ["and then?", "then what?", "what happens next?", "And next?"])
def test_it_is_the_sentence_behind_the_quote(assistant: Assistant, asked: str) -> None:
    assert ask(assistant, FIRST, asked).quotes[0].text == "Take it out with both hands."
    assert ask_next(assistant, asked).quotes[0].text == "Hold it under warm water for a minute."
    assert ask_next(assistant, "and before that?").quotes[0].text == "Take it out with both hands."


def test_behind_the_last_sentence_there_is_nothing_whatever_other_documents_say(assistant: Assistant) -> None:
    assert ask(assistant, "How long is the guarantee of the coffee machine?").answered
    assert not ask_next(assistant, "and then?").answered
