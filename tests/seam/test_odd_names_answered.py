"""Names of files that are no text: an answer that holds one is stored, listed, searched and exported."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from fakes import FakeEmbedder
from typer.testing import CliRunner

from uniconv_edge.assistant.facts.lookup import answer_of_library
from uniconv_edge.assistant.past.history import History
from uniconv_edge.assistant.past.record import conversation_markdown
from uniconv_edge.assistant.question.intent import Intent, Kind
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.cli import app
from uniconv_edge.library.query import Filters
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Answer, Timings

ODD = os.fsdecode(b"notes-\xe4.txt")


def said(question: str, text: str) -> Answer:
    return Answer(question, True, text, (), (), Timings(1, 1, 1, 1), "tiny")


def test_documents_are_named_in_text_that_can_be_written_anywhere(library: Path, documents: Path) -> None:
    (documents / ODD).write_text("The deposit is 900 euros.")
    list(sync(library, [documents], FakeEmbedder()))
    with closing(Retriever(library)) as retriever:
        answer = answer_of_library(retriever, Intent(Kind.LIST, ""), 3, Filters())
    assert answer.text == "The library holds 1 document: notes-\ufffd.txt."
    answer.text.encode()


def test_what_is_no_text_is_stored_cleaned_and_found_again(history: History) -> None:
    kept = history.add(said(f"Where is {ODD}?", f"In {ODD}\x1b[2J."))
    assert kept.answer.question == "Where is notes-\ufffd.txt?"
    assert kept.answer.text == "In notes-\ufffd.txt\ufffd[2J."
    assert [found.title for found in history.conversations("notes \udcff")] == ["Where is notes-\ufffd.txt?"]
    history.rename(kept.conversation_id, f"about {ODD}")
    assert history.conversation(kept.conversation_id).title == "about notes-\ufffd.txt"
    history.keep_filters(kept.conversation_id, "path:\udce4")
    assert history.filters(kept.conversation_id) == "path:\ufffd"
    conversation_markdown("x", [kept.answer]).encode()


def test_conversations_are_searched_for_bytes_that_are_no_text() -> None:
    found = CliRunner().invoke(app, ["conversations", "list", "--search", "\udcff"])
    assert found.exit_code == 0, found.exception
