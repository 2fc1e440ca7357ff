"""Questions for where the last answer stands show its quotes again, as they stand in their files now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from uniconv_edge.assistant.past.remembered import turns_after
from uniconv_edge.types import Answer, Finished, QuoteFound, Turn

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant

DOCUMENTS = {
    "lease.md": "# Lease\n\nThe deposit for the flat is 2,280 euros. Dogs are allowed with the landlord's consent.\n",
    "fees.md": "# Fees\n\nNot included are:\n\n- chiropody, at 32 pounds a visit\n- newspapers and magazines\n",
    "shed.md": "# Shed\n\nThe key of the shed hangs behind the kitchen door.\n",
}
DEPOSIT, SOURCE = "How much is the deposit for the flat?", "Which document is that from?"


def ask(assistant: Assistant, question: str) -> Answer:
    events = list(assistant.ask(question))
    answer = next(event.answer for event in events if isinstance(event, Finished))
    assert [event.quote for event in events if isinstance(event, QuoteFound)] == list(answer.quotes)
    return answer


@pytest.mark.model
def test_the_quotes_of_the_last_answer_are_shown_again(assistant: Assistant) -> None:
    assistant.reset()
    assert ask(assistant, SOURCE).text.startswith("Nothing has been asked")
    told = ask(assistant, DEPOSIT)
    for question in (SOURCE, "Are you sure?", SOURCE):
        again = ask(assistant, question)
        assert (again.basis, again.quotes, again.answered) == ("conversation", told.quotes, True)
        assert again.text.startswith("Looked for again just now, and found word for word: lease.md, lines 1–3.")
    assert ask(assistant, "And dogs, are they allowed?").quotes[0].text.startswith("Dogs")  # not what it follows
    assistant.reset(turns_after(told))  # as a stored conversation is gone on with
    assert ask(assistant, SOURCE).quotes == told.quotes


@pytest.mark.model
def test_an_item_of_what_is_denied_is_told_as_such(assistant: Assistant) -> None:
    assistant.reset()
    answer = ask(assistant, "Is chiropody included in the fees?")
    assert answer.quotes[0].text.startswith("- chiropody")
    assert answer.note == "This stands under “Not included are:”."


@pytest.mark.model
def test_what_stands_around_it_is_quoted(assistant: Assistant) -> None:
    assistant.reset()
    ask(assistant, DEPOSIT)
    for question in ("Tell me more", "Anything else?"):
        more = ask(assistant, question)
        assert [quote.text for quote in more.quotes] == [DOCUMENTS["lease.md"].split("\n\n")[1].strip()]
        assert (more.basis, more.quotes[0].verified) == ("conversation", True)
    assert ask(assistant, SOURCE).quotes[0].text.endswith("2,280 euros.")
    ask(assistant, "Where is the key of the shed?")
    assert ask(assistant, "Tell me more").text.startswith("Nothing else stands")


@pytest.mark.model
def test_where_nothing_was_quoted_it_is_said_so(assistant: Assistant) -> None:
    assistant.reset()
    assert not ask(assistant, "Who won the zeppelin race of 1911?").answered
    assert ask(assistant, SOURCE).text.startswith("Nothing was quoted")
    assert "wrong place" in ask(assistant, "Can you explain that in simple words?").text
    ask(assistant, DEPOSIT)
    ask(assistant, "How many documents do I have?")
    assert "counted" in ask(assistant, SOURCE).text
    assistant.reset([Turn("user", DEPOSIT), Turn("assistant", "2,280 euros.")])
    assert "not known" in ask(assistant, SOURCE).text


@pytest.mark.model
def test_a_quote_that_stands_there_no_more_is_marked(assistant: Assistant) -> None:
    assistant.reset()
    told = ask(assistant, "Where is the key of the shed?")
    path = Path(told.quotes[0].path)
    before = path.read_text()
    path.write_text(before.replace("kitchen", "cellar!"))
    again = ask(assistant, "Is that still true?")
    assert again.quotes == (replace(told.quotes[0], verified=False, state="changed"),)
    assert "ask again" in again.text
    path.write_text(before)
