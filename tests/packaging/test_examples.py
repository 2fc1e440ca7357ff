"""The shipped documents can be read, and the questions about them have their answers in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from project_tree import ROOT

from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.reader import read_document, read_file
from uniconv_edge.library.walk import FileEntry, walk
from uniconv_edge.types import Page

QUESTIONS = [json.loads(line) for line in (ROOT / "benchmarks" / "first_light.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def pages() -> dict[str, tuple[Page, ...]]:
    """The pages of each example, by file name."""
    found = {}
    with Extractor() as extractor:
        for entry in walk(str(ROOT / "examples")):
            assert isinstance(entry, FileEntry), entry
            document, passages = read_document(extractor, entry.path, read_file(entry))
            assert passages
            found[Path(entry.path).name] = document.pages
    return found


def test_the_examples_have_every_format_that_is_read(pages: dict[str, tuple[Page, ...]]) -> None:
    assert {Path(name).suffix for name in pages} == {".md", ".txt", ".rst", ".html", ".pdf", ".docx"}
    assert 6 <= len(pages) <= 10
    assert [page.number for page in pages["washing-machine-manual.pdf"]] == [1, 2, 3, 4]


def test_every_expected_phrase_stands_in_the_document_and_on_the_page_named(pages: dict[str, tuple[Page, ...]]) -> None:
    asked = [row for row in QUESTIONS if row["set"] == "examples" and row["file"]]
    assert len(asked) >= 10
    assert any(row["history"] for row in asked)
    for row in asked:
        texts = {page.number: " ".join(page.text.split()).lower() for page in pages[row["file"]]}
        text = texts[row["page"]] if row["page"] else " ".join(texts.values())
        assert row["phrase"].lower() in text, row["id"]


def test_the_questions_have_ids_of_their_own_and_name_ten_documents_besides_the_examples() -> None:
    assert len({row["id"] for row in QUESTIONS}) == len(QUESTIONS)
    files = {row["file"] for row in QUESTIONS if row["set"] == "documents" and row["file"]}
    assert len(files) >= 10
    assert {Path(file).suffix for file in files} == {".pdf", ".docx", ".html"}
    assert sum(not row["answerable"] for row in QUESTIONS) >= 5
