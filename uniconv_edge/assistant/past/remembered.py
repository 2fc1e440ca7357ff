"""What the next question of a conversation follows: the turns that an answer leaves, live and from the store. Pure."""

from __future__ import annotations

from uniconv_edge.types import Answer, Turn

REMEMBERED_WORDS = 60
_REFUSED = "Your documents do not answer this."  # as models read it, whatever words a person is told it in


def turns_after(answer: Answer) -> list[Turn]:
    """Of an answer from documents, or on one of them, the question, how the reply begins and what it quotes. What was
    asked of the library as a whole or about the conversation leaves no turns: the next question does not follow it."""
    if answer.basis == "conversation" or (answer.basis == "library" and not answer.quotes):
        return []
    told = answer.text if answer.answered or answer.quotes else _REFUSED
    reply = " ".join(told.split()[:REMEMBERED_WORDS])
    return [Turn("user", answer.question), Turn("assistant", reply, answer.quotes)]
