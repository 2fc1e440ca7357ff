"""Who speaks in a recording, and how much, of a library on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.facts.speakers import speakers_asked, told_of_speakers
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library.sync import sync

FILES = {
    "fair.vtt": "WEBVTT\n\n00:03.000 --> 00:06.000\n<v Ann>Shall we move the fair?\n\n00:07.000 --> 00:09.000\n<v Tom>"
    "Yes, to the ninth of May, if the band can.\n",
    "bees.srt": "1\n00:00:03,000 --> 00:00:04,000\nLEA: The hive is full.\n\n2\n"
    "00:00:05,000 --> 00:00:06,000\nIDA: Now?\n",
    "ship.txt": "ASKED: When was it?\n\nRAY: In May. The ship was new.\n\nASKED: And then?\n\n"
    "RAY: Nothing.\n\nNote: of 1951\n",
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    folder = tmp_path_factory.mktemp("recorded")
    documents: Path = folder / "documents"
    documents.mkdir()
    for name, text in FILES.items():
        (documents / name).write_text(text, encoding="utf-8")
    list(sync(folder / "library", [documents], FakeEmbedder()))
    with closing(Retriever(folder / "library")) as retriever:
        yield retriever


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who spoke most in the fair?", "2 speak in `fair.vtt`, most by Tom: of 15 words Tom 10, Ann 5."),
        ("who talked least about the hive", None),
        ("Who spoke least in the band meeting?", None),
        ("who spoke most in the full hive talk", None),
        ("Who spoke most in the full hive?", "2 speak in `bees.srt`, most by LEA: of 5 words LEA 4, IDA 1."),
        ("Who are the speakers in ship?", "2 speak in `ship.txt`, of 12 words RAY 7, ASKED 5."),
    ],
)
def test_who_speaks(opened: Retriever, question: str, told: str | None) -> None:
    asked = speakers_asked(question)
    found = told_of_speakers(opened.store, *asked, None, None) if asked else None
    assert (found and found.text) == told


def test_without_a_name_the_recording_quoted_last_is_meant_or_a_name_is_asked_for(opened: Retriever) -> None:
    [(key,)] = opened.store.rows("SELECT id FROM documents WHERE title = 'bees'")
    last = told_of_speakers(opened.store, "", "most", key, None)
    assert last is not None
    assert "LEA 4" in last.text
    several = told_of_speakers(opened.store, "", "most", None, None)
    assert several is not None
    assert not several.answered
