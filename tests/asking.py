"""Assistants with a model that is loaded once, questions of a conversation, and the answer to the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.facts.messages import told_of_messages
from uniconv_edge.assistant.past.history import History
from uniconv_edge.assistant.question.messages import messages_asked
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.query import filters_of
from uniconv_edge.library.search import matching_documents
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.types import Answer, Finished, Timings


@contextmanager
def opened(
    library: Path, model: tuple[Generator, OnnxEmbedder], min_confidence: float | None = None
) -> Iterator[Assistant]:
    """A new assistant: to load its model takes ten times as long as most tests of it."""
    generator, embedder = model
    generator.roll_back(0)
    retriever = Retriever(library)
    try:
        retriever.check_model(embedder.identity)
        yield Assistant(generator, embedder, retriever, min_confidence=min_confidence)
    finally:
        retriever.close()


def ask(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last of some questions of a new conversation."""
    assistant.reset()
    for question in questions:
        answer = ask_next(assistant, question)
    return answer


def ask_next(assistant: Assistant, question: str) -> Answer:
    """The answer to a question behind those that were asked."""
    return next(event.answer for event in assistant.ask(question) if isinstance(event, Finished))


def told_by_messages(
    retriever: Retriever, question: str, today: date, path: str = ""
) -> tuple[str, bool, list[str]] | None:
    """What messages alone tell, whether that answers, and what is quoted of them, which stands there word for word."""
    asked = messages_asked(question, today)
    assert asked is not None
    filters = filters_of({"path": [path]} if path else {})
    found = told_of_messages(retriever.store, asked, matching_documents(retriever.store, filters))
    if found is None:
        return None
    answer, quoted = found
    for each in quoted:
        hit = answer.hits[each.source - 1]
        assert retriever.page_text(hit.document_id, hit.page_index)[each.start : each.end] == each.text
    return answer.text, answer.answered, [each.text for each in quoted]


def said(question: str, text: str = "It is so.") -> Answer:
    """An answer to keep."""
    return Answer(question, True, text, (), (), Timings(1.0, 2.0, 3.0, 4.0), "nano", 0.7)


def questions(history: History, conversation: int) -> list[str]:
    """Those of a conversation that is kept."""
    return [exchange.answer.question for exchange in history.thread(conversation)]
