"""A conversation that was exported into a folder of documents is not one of them: it would answer in their place."""

import json

import pytest

from uniconv_edge.assistant.past.record import conversation_json, conversation_markdown
from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.types import Answer, Skipped, Timings
from uniconv_edge.wording import EXPORTED, counted

ANSWER = Answer('How "big" is the deposit?', True, "2,280 euros", (), (), Timings(1, 1, 1, 1), "tiny")


def test_an_exported_conversation_is_not_read():
    with pytest.raises(DocumentUnreadable, match="exported"):
        parse(conversation_markdown('The "flat"', [ANSWER]).encode(), "conversation-1.md")
    written = json.dumps(conversation_json(1, 'The "flat" \\ ü', [ANSWER]), indent=2) + "\n"
    with pytest.raises(DocumentUnreadable, match="exported"):
        parse(written.encode(), "conversation-1.json")


def test_what_speaks_of_one_is_read():
    quoted = conversation_markdown("The flat", [ANSWER]) + "\nMy notes on it.\n"
    assert parse(quoted.encode(), "notes.md").pages
    assert parse(b'{"schema": 1, "id": 3, "title": "exchanges", "rates": [1]}', "rates.json").pages


def test_nothing_is_wrong_with_it():
    assert counted([Skipped("/a.md", EXPORTED), Skipped("/b.md", EXPORTED)]) == [f"2 files: {EXPORTED}"]
