"""Questions of a conversation, and the answer to the last of them."""

from __future__ import annotations

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.types import Answer, Finished


def ask(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last of some questions of a new conversation."""
    assistant.reset()
    for question in questions:
        answer = ask_next(assistant, question)
    return answer


def ask_next(assistant: Assistant, question: str) -> Answer:
    """The answer to a question behind those that were asked."""
    return next(event.answer for event in assistant.ask(question) if isinstance(event, Finished))
