"""Questions of a new conversation, and the answer to the last of them."""

from __future__ import annotations

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.types import Answer, Finished


def ask(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last of some questions of a new conversation."""
    assistant.reset()
    for question in questions:
        answer = next(event.answer for event in assistant.ask(question) if isinstance(event, Finished))
    return answer
