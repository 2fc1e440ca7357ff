"""Answers to questions about the conversation itself, which no document can know, and to greetings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from uniconv_edge.assistant.intent import Kind
from uniconv_edge.types import Turn


def answer_of_conversation(kind: Kind, turns: Sequence[Turn]) -> str:
    """What was said last, what was asked so far, or what can be asked at all."""
    if kind is Kind.TALK:
        return "Ask what your documents say: the answer is quoted from them, or that they do not answer."
    if not turns:
        return "Nothing has been asked in this conversation yet."
    if kind is Kind.SAID:
        return next((f"I said: {turn.text}" for turn in reversed(turns) if turn.role == "assistant"), "Nothing yet.")
    questions = [turn.text for turn in turns if turn.role == "user"]
    return "You asked:\n" + "\n".join(f"{number}. {text}" for number, text in enumerate(questions, 1))
