"""A conversation that is gone on with follows the same turns as it did live."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import opened

from uniconv_edge.assistant.past.history import History, turns_of
from uniconv_edge.assistant.past.remembered import REMEMBERED_WORDS
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.types import Answer, Finished, Timings

LONG = "The deposit is 1,450 euros" + " and a word more" * 40 + "."


def said(question: str, basis: str = "documents") -> Answer:
    return Answer(question, True, LONG, (), (), Timings(1.0, 2.0, 3.0, 4.0), "nano", 0.7, basis=basis)


def test_only_answers_from_documents_are_followed_and_how_they_begin(history: History) -> None:
    number = None
    for question, basis in (
        ("one", "documents"),
        ("how many", "library"),
        ("hello", "conversation"),
        ("two", "documents"),
    ):
        kept = history.add(said(question, basis), conversation=number)
        number = kept.conversation_id
    turns = turns_of(history.thread(kept.conversation_id))
    assert [turn.text for turn in turns[::2]] == ["one", "two"]
    assert [len(turn.text.split()) for turn in turns[1::2]] == [REMEMBERED_WORDS] * 2
    assert history.turns_before(kept.id) == turns[:2]
    again = history.add(said("two, edited"), replacing=kept.id)
    assert history.turns_before(again.id) == turns[:2]


@pytest.mark.model
def test_the_turns_of_a_live_conversation_are_those_of_the_stored_one(
    history: History, tmp_path: Path, model: tuple[Generator, OnnxEmbedder]
) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "lease.md").write_text("# Lease\n\nThe tenant pays a deposit of 1,450 euros before moving in.\n")
    list(sync(tmp_path / "library", [documents], model[1]))
    number = None
    with opened(tmp_path / "library", model) as assistant:
        for question in (
            "How much is the deposit?",
            "How many documents mention the oven?",
            "What did I ask?",
            "Hello",
        ):
            (answer,) = [each.answer for each in assistant.ask(question) if isinstance(each, Finished)]
            number = history.add(answer, conversation=number).conversation_id
        live = assistant.turns
    assert len(live) == 2
    assert tuple(turns_of(history.thread(number or 0))) == live
