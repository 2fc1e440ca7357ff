"""What is made ready between two questions: nothing is answered otherwise, and it can be left at any moment."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asking import opened

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.quoting import quotes
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.types import Answer, Finished, Timings

pytestmark = pytest.mark.model

DOCUMENTS = {
    "lease.md": "# Lease\n\n## Deposit\n\nThe tenant pays a deposit of 1,450 euros before moving in. It is returned "
    "within six weeks.\n\n## Pets\n\nDogs are not allowed. One cat is allowed with written consent.\n",
    "lease old.md": "# Old lease\n\n## Deposit\n\nThe tenant pays a deposit of 1,200 euros before moving in.\n",
    "oven.md": "# Oven manual\n\nTo clean the oven, heat it to 250 degrees for one hour. Never use steel wool.\n",
    "garden.md": "# Garden diary\n\nTomatoes were sown on 3 March. The first frost came on 12 October.\n",
}
QUESTIONS = ("How much is the deposit?", "and when is it returned?", "Are dogs allowed?", "who is the landlord?",
             "How do I clean the oven?", "how many documents are there?", "and the frost?")  # fmt: skip


def conversation(assistant: Assistant, steps: int | None) -> Iterator[Answer]:
    """The answers to the questions, when so many steps (None: all there are) are made behind each."""
    assistant.reset()
    assistant._generator.roll_back(0)
    for question in QUESTIONS:
        list(itertools.islice(assistant.prepare(), steps))
        answer = next(event.answer for event in assistant.ask(question) if isinstance(event, Finished))
        yield replace(answer, timings=Timings(0, 0, 0, 0), confidence=round(answer.confidence, 3))


@pytest.mark.parametrize("steps", [1, 7, None])
def test_what_is_made_ready_changes_no_answer(assistant: Assistant, steps: int | None) -> None:
    before = list(conversation(assistant, 0))
    assert [bool(answer.quotes) for answer in before] == [True, True, True, False, True, False, True]
    turns, held = assistant.turns, list(assistant._generator.ids)
    assert list(conversation(assistant, steps)) == before
    assert (assistant.turns, assistant._generator.ids) == (turns, held)


def test_what_is_ready_is_not_made_again_and_serves_the_next_question(assistant: Assistant) -> None:
    list(conversation(assistant, 0))
    assistant.reset()
    quotes._offered.cache_clear()
    quotes._told.cache_clear()
    assistant._meanwhile._ready.clear()
    made = len(list(assistant.prepare()))
    read = quotes._told.cache_info().misses
    assert read >= len(DOCUMENTS)
    assert len(list(assistant.prepare())) < made / 4
    for event in assistant.ask("How do I clean the oven?"):
        assert quotes._told.cache_info().misses == read, event


def test_what_was_left_is_gone_on_with(assistant: Assistant) -> None:
    assistant.reset()
    list(assistant.prepare())  # what of it is kept for good is made once
    assistant._meanwhile._ready.clear()
    whole = len(list(assistant.prepare()))
    assistant._meanwhile._ready.clear()
    begun = assistant.prepare()
    first = len(list(itertools.islice(begun, 5)))
    list(assistant.ask("Are dogs allowed?"))
    assert first + len(list(begun)) == whole


def test_nothing_is_raised_where_the_library_is_gone_or_filters_are_none(
    tmp_path: Path, model: tuple[Generator, OnnxEmbedder]
) -> None:
    folder, library = tmp_path / "documents", tmp_path / "library"
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text)
    list(sync(library, [folder], model[1]))
    with opened(library, model) as assistant:
        assistant.filters = "collection:nope"
        list(assistant.prepare())
        assistant.filters = "after:never"
        list(assistant.prepare())
        assistant.filters = ""
        begun = assistant.prepare()
        next(begun)
        shutil.rmtree(library)
        list(begun)
    list(begun)
    list(assistant.prepare())
    assert list(Assistant(*model, None).prepare()) == []
