"""Which document "it" is, and what one is about: its abstract or first paragraph, none of what stands in all papers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.facts.overview import overview
from uniconv_edge.assistant.question.intent import intent
from uniconv_edge.assistant.quoter import Quoter
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.told import Told
from uniconv_edge.library.query import parse
from uniconv_edge.library.sync import sync

REST = "What else there is to say of it is written here in as many words as such a paper has. " * 3
ABSTRACT = "Moles dig deeper in dry summers than in wet ones. We measured forty tunnels to show it."
REPORT = f"""# Moles of the valley

© 2026 The Valley Press. All rights reserved.

Valley Press, 1 Weir Lane, Hexbury CM4 2TT.

## Contents

The chapters of this book stand in the order in which they were written down.

## 1 Introduction

Nobody had looked at moles here before. {REST}

## Abstract

{ABSTRACT}

## Tunnels

Tunnels are mostly dug at night. {REST}

## References

This lists all the books on moles that were read for the work. {REST}{REST}
"""


@contextmanager
def held(library: Path, documents: Path, files: dict[str, str]) -> Iterator[Retriever]:
    for name, text in files.items():
        (documents / name).write_text(text)
    list(sync(library, [documents], FakeEmbedder()))
    with closing(Retriever(library)) as opened:
        yield opened


def told_of(retriever: Retriever, question: str, last: int | None = None) -> tuple[bool, str, list[str]] | None:
    query = parse(question)
    told = Told(retriever, Quoter(retriever), (), [], last, 3, date(2026, 11, 30))
    found = told.of(query.text, intent(query.text, begun=False), query.filters, speaks=False)
    return None if found is None else (found[0].answered, found[0].text, [quote.text for quote in found[1]])


@pytest.mark.parametrize("question", ["What is this document about?", "tl;dr", "What is this?", "what does it say?"])
def test_of_one_document_alone_it_is_plain_which_is_meant(library: Path, documents: Path, question: str) -> None:
    with held(library, documents, {"moles.md": REPORT}) as retriever:
        found = told_of(retriever, question)
        assert found is not None
        answered, text, quotes = found
        assert answered
        assert text.startswith("moles.md (“Moles of the valley”) has 3 sections")
        assert text.endswith("quoted is “Abstract” and how its longest sections begin.")
        assert quotes == [ABSTRACT, "Tunnels are mostly dug at night."]
        length = told_of(retriever, "How many pages does it have?")
        assert length is not None
        assert length[1].startswith("moles.md (“Moles of the valley”) has 3 sections and ")


def test_of_several_documents_they_are_named_unless_one_is_at_hand(library: Path, documents: Path) -> None:
    files = {"moles.md": REPORT, "note.txt": "The spare key is with Greta at number nine.\n"}
    with held(library, documents, files) as retriever:
        asked = "What is this document about?"
        which = (False, "2 documents may be meant: moles.md, note.txt. Name one.", [])
        assert told_of(retriever, asked) == which
        assert told_of(retriever, "who wrote it?") == which
        whole = "note.txt has 9 words; the file was last changed on "
        for question in (f"path:note {asked}", f"type:txt {asked}"):
            found = told_of(retriever, question)
            assert found is not None
            assert found[1].startswith(whole)
            assert found[1].endswith("It is quoted whole.")
            assert found[2] == [files["note.txt"].strip()]
        (note,) = [key for key, path in retriever.store.rows("SELECT id, path FROM documents") if b"note" in path]
        last = told_of(retriever, "Summarise it", note)
        assert last is not None
        assert last[1].startswith(whole)
        assert told_of(retriever, "Summarise the lease", note) is None  # another paper than the one at hand
        assert told_of(retriever, "What is this fee about?", note) is None


def test_what_mentions_a_thing_is_named_and_quoted_and_else_looked_for(library: Path, documents: Path) -> None:
    with held(library, documents, {"moles.md": REPORT, "note.txt": "The spare key is with Greta.\n"}) as retriever:
        found = told_of(retriever, "Do I have anything about Greta?")
        assert found == (
            True,
            "1 of 2 documents mentions “greta”: note.txt.",
            ["The spare key is with Greta."],
        )
        assert told_of(retriever, "Do I have anything about submarines?") is None
        assert told_of(retriever, "Do I have anything on Friday?") is None


def test_what_a_source_file_is_for_is_told_and_not_its_licence(library: Path, documents: Path) -> None:
    text = (
        '# Copyright 2025 The Pedal Authors\n# Licensed under the Apache License, Version 2.0 (the "License").\n'
        '"""Find quiet bicycle routes between two points of a small town."""\n\n\ndef route():\n    return []\n\n\n'
    )
    with held(library, documents, {"route.py": text + "X = 1\n" * 200}) as retriever:
        found = told_of(retriever, "What does this file do?")
        assert found is not None
        assert found[2][0].startswith('"""Find quiet bicycle routes')


def test_a_hostile_text_takes_no_time(library: Path, documents: Path) -> None:
    text = "(c) for a, see " * 10_000 + "." * 100_000 + " [1]" * 20_000
    with held(library, documents, {"odd.txt": text}) as retriever:
        began = time.process_time()
        overview(retriever.store, 1)
        assert time.process_time() - began < 5
