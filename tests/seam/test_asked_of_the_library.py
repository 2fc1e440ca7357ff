"""Questions about the library and the conversation to a real library: alternatives, phrases, what was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import ask_next as ask
from fakes import FakeEmbedder

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.facts.lookup import UNPROMISED, answer_of_library
from uniconv_edge.assistant.question.intent import intent
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.turn import REFUSAL
from uniconv_edge.library.query import parse
from uniconv_edge.library.sync import sync

DOCUMENTS = {
    "cats.md": "# Cats\n\nMy cats sleep on the sofa.\n\n# Office\n\nThe IT department fixed the router.",
    "dogs.md": "# Dogs\n\nThe dogs drink water.\n\n# Fence\n\nThe damage was small. My will is at the notary.",
    "damage.md": "# Damage\n\nThe water damage in the cellar cost 900 euros. The cats and dogs were at the vet.",
    "zeppelin.md": "# Zeppelin procedure\n\nThe zeppelin launch procedure requires that the ground crew first walks "
    "around the hull and checks every mooring rope, then the ballast bags are weighed one after the other, and the "
    "pilot reads the barometer aloud, after which the engineer starts the forward engine and listens for a full "
    "minute, and the navigator compares both compasses, and only when all of these have been confirmed in writing by "
    "the harbour master does the crew cast off the stern line and finally the bow line.",
}


@pytest.fixture
def retriever(library: Path, documents: Path) -> Iterator[Retriever]:
    for name, text in DOCUMENTS.items():
        (documents / name).write_text(text)
    list(sync(library, [documents], FakeEmbedder()))
    opened = Retriever(library)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many documents mention cats or dogs?", "3 of 4 documents mention “cats or dogs”."),
        ("How many documents mention cats and dogs?", "1 of 4 documents mentions “cats dogs”."),
        ("Which documents mention cats but not dogs?", "1 of 4 documents mentions “cats” but not “dogs”: cats.md."),
        (
            "Which documents mention water damage?",
            "1 of 4 documents mentions “water damage” in one passage: damage.md; 1 more has its words apart: dogs.md.",
        ),
        (
            "How many documents mention water damage?",
            "1 of 4 documents mentions “water damage” in one passage; 1 more has its words apart.",
        ),
        (
            "Which documents mention sofa routers?",
            "0 of 4 documents mention “sofa routers” in one passage; 1 has its words apart: cats.md.",
        ),
        ('Which documents mention "water damage"?', '1 of 4 documents mentions "water damage": damage.md.'),
        (
            'How many documents mention "water damage" or "stern line" or routers?',
            '3 of 4 documents mention "water damage" or "stern line" or routers.',
        ),
        ("Which documents mention IT? path:cats", "1 of 1 document that passes the filters mentions “it”: cats.md."),
        ("How many documents mention my will?", '1 of 4 documents mentions "my will".'),
        ("How many documents mention ???", "The library holds 4 documents."),
        (
            "What are my documents about?",
            "A summary of everything is not something this program can give: its answers are quotes from single "
            "passages. The library holds 4 documents: cats.md, damage.md, dogs.md, zeppelin.md (Zeppelin procedure). "
            "Ask about one of them.",
        ),
    ],
)
def test_documents_are_counted_as_they_are_asked_for(retriever: Retriever, question: str, told: str) -> None:
    query = parse(question)
    found = answer_of_library(retriever, intent(query.text, query.phrases), 3, query.filters)
    assert found.text == told


@pytest.mark.model
def test_answers_about_the_library_are_told_again_too_and_whole(assistant: Assistant) -> None:
    assistant.reset()
    assert ask(assistant, "What did you say?").text.startswith("Nothing has been asked")
    assert ask(assistant, "What did we discuss?").basis == "documents"
    assistant.reset()
    counted = ask(assistant, "How many documents do I have?")
    assert ask(assistant, "What did you say?").text == f"I said: {counted.text}"
    launch = ask(assistant, "What does the zeppelin launch procedure require?")
    assert launch.text.endswith("bow line.")
    assert ask(assistant, "Repeat your last answer").text == f"I said: {launch.text}"
    assert ask(assistant, "What was your first answer?").text == f"I said: {counted.text}"
    assert ask(assistant, "What was my last question?").text == f"You asked: {launch.question}"
    assistant.reset(assistant.turns)
    again = ask(assistant, "Repeat your last answer").text
    assert again.endswith(" \u2026")
    assert launch.text.startswith(again.removeprefix("I said: ").removesuffix(" \u2026"))


@pytest.mark.model
def test_a_count_of_no_document_is_left_out_beside_quotes(assistant: Assistant) -> None:
    assistant.reset()
    found = ask(assistant, "Give me every detail about the zeppelin launch procedure")
    assert (found.answered, found.note) == (True, UNPROMISED)
    assert "mention" in ask(assistant, "Give me all the costs of the water damage").note


@pytest.mark.model
def test_a_phrase_that_occurs_nowhere_is_told_of(assistant: Assistant) -> None:
    note = "The phrase occurs nowhere: its words are searched."
    assistant.reset()
    found = ask(assistant, 'What does the "zeppelin start procedure" require?')
    assert (found.answered, found.note) == (True, note)
    assert ask(assistant, 'What does the "zeppelin launch procedure" require?').note == ""
    assistant.reset()
    refused = ask(assistant, 'Who is "Napoleon the Third" of Mars?')
    assert (refused.answered, refused.text, refused.note) == (False, REFUSAL, note)


@pytest.mark.model
@pytest.mark.parametrize(
    ("questions", "told"),
    [
        (
            ["How many files do I have?", "which are about cats?"],
            "2 of 4 documents mention “cats”: cats.md, damage.md.",
        ),
        (
            ["How many files do I have?", "and how many are about the zeppelin?"],
            "1 of 4 documents mentions “zeppelin”.",
        ),
        (
            ["Which documents mention cats?", "which of them mention the vet?"],
            "1 of 4 documents mentions “cats vet”: damage.md.",
        ),
        (["List all files", "which is the longest?"], "By the length of their text, the longest first: zeppelin.md"),
    ],
)
def test_what_is_asked_behind_a_list_is_asked_of_its_documents(
    assistant: Assistant, questions: list[str], told: str
) -> None:
    assistant.reset()
    for question in questions:
        answer = ask(assistant, question)
    assert answer.basis == "library"
    assert answer.text.startswith(told)


@pytest.mark.model
def test_what_asks_for_no_documents_behind_a_list_is_asked_of_them(assistant: Assistant) -> None:
    assistant.reset()
    ask(assistant, "Which documents mention damage?")
    assert ask(assistant, "what did it cost?").basis == "documents"
    ask(assistant, "Which documents mention damage?")
    assert ask(assistant, "which is the cheapest?").basis == "documents"
