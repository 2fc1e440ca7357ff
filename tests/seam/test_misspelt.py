"""Misspelt questions to a real library: its own words are found in the index, and the person is told."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from asking import ask_next as ask
from fakes import FakeEmbedder

from uniconv_edge import paths
from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.turn import REFUSAL
from uniconv_edge.assistant.words.spelling import respelt
from uniconv_edge.cli.search import _find
from uniconv_edge.library.query import parse
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder

DOCUMENTS = {
    "lease.md": "# Lease\n\nThe tenant pays a deposit of 1,450 euros before moving in.\n\n"
    "The funding of the roof ends in May.\n",
    "river.md": "# Valley\n\nThe Mühlbach drains a catchment of 38 square kilometres. "
    "Two managers, Lindgren and Hadley, see to it.",
}


@pytest.fixture
def filled(library: Path, documents: Path) -> Path:
    for name, text in DOCUMENTS.items():
        (documents / name).write_text(text)
    list(sync(library, [documents], FakeEmbedder()))
    return library


def test_the_words_of_the_index_are_read_for_those_it_lacks(filled: Path) -> None:
    retriever = Retriever(filled)
    words = retriever.vocabulary
    assert words.lacking(["fundng", "funded", "Muehlbach", "deposit", "???"]) == ["fundng", "Muehlbach"]
    for typed, meant in {
        "fundng of the roof": "funding of the roof",
        "cachment of the Muehlbach": "catchment of the Mühlbach",
        "What do the mangers see to?": "What do the managers see to?",
        "What does Lindberg see to?": "What does Lindberg see to?",
        'The "fundng" of the roof': 'The "fundng" of the roof',
    }.items():
        assert respelt(typed, words, lambda word: False).text == meant
    retriever.close()


def test_a_library_that_cannot_be_written_tells_its_words_too(filled: Path) -> None:
    for path in (*filled.iterdir(), filled):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
    before = {path.name: path.read_bytes() for path in filled.iterdir()}
    try:
        retriever = Retriever(filled)
        assert respelt("the fundng", retriever.vocabulary, lambda word: False).text == "the funding"
        retriever.close()
        assert {path.name: path.read_bytes() for path in filled.iterdir() if path.name in before} == before
    finally:
        filled.chmod(0o700)


def test_words_that_were_indexed_since_are_known_after_a_refresh(filled: Path, documents: Path) -> None:
    retriever = Retriever(filled)
    assert respelt("the balcny", retriever.vocabulary, lambda word: False).note == ""
    (documents / "more.md").write_text("The balcony is new.")
    list(sync(filled, [documents], FakeEmbedder()))
    retriever.refresh()
    assert respelt("the balcny", retriever.vocabulary, lambda word: False).text == "the balcony"
    retriever.close()


@pytest.mark.model
def test_a_misspelt_question_is_answered_as_the_one_that_is_meant(assistant: Assistant) -> None:
    assistant.reset()
    right = ask(assistant, "When does the funding of the roof end?")
    assistant.reset()
    answer = ask(assistant, "When does the fundng of the roof end?")
    assert (answer.text, answer.confidence) == (right.text, right.confidence)
    assert answer.answered
    assert answer.note == "Read as `funding`: no document says `fundng`."
    assert answer.question == "When does the fundng of the roof end?" == assistant.turns[0].text
    follow_up = ask(assistant, "and how big is the catchment?")
    assert follow_up.note == ""
    assert follow_up.reused_tokens >= answer.prompt_tokens - 2  # the cache begins with the question as it was read


@pytest.mark.model
def test_refusals_and_counts_tell_of_it_too(assistant: Assistant) -> None:
    assistant.reset()
    refused = ask(assistant, "How old are the managres of the roof on Mars?")
    assert (refused.answered, refused.text) == (False, REFUSAL)
    assert refused.note == "Read as `managers`: no document says `managres`."
    counted = ask(assistant, "How many documents mention the fundng?")
    assert "1 of 2 documents mentions" in counted.text
    assert counted.note == "Read as `funding`: no document says `fundng`."


@pytest.mark.model
def test_a_search_tells_what_it_looked_for(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OnnxEmbedder, "open", lambda *_: assistant._embedder)
    found = _find(parse("fundng"), 2, Path(assistant.status().folder), paths.model_folder(), "fundng")
    assert "funding" in found.hits[0].text
    assert found.notes == ("Read as `funding`: no document says `fundng`.",)


@pytest.mark.model
def test_a_filter_with_a_slip_in_its_name_is_told_of(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    assistant.reset()
    told = "`typ:md` is no filter and was read as words: `type:md` is one."
    assert ask(assistant, "When does the funding of the roof end? typ:md").note.startswith(told)
    assert ask(assistant, "When does the funding of the roof end? type:md").note == ""
    monkeypatch.setattr(OnnxEmbedder, "open", lambda *_: assistant._embedder)
    found = _find(parse("funding typ:md"), 2, Path(assistant.status().folder), paths.model_folder(), "funding typ:md")
    assert found.notes == (told,)
