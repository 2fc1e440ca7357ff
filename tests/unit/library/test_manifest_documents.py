"""Every document of the development set: its phrases come out on their pages, damaged ones end as they must."""

import json
import re
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract import ocr
from uniconv_edge.library.extract.process import Extracted, Extractor

FOLDER = Path(__file__).parents[4] / "shared" / "documents"
MANIFEST = FOLDER / "manifest.jsonl"
ENTRIES = [json.loads(line) for line in MANIFEST.read_text().splitlines()] if MANIFEST.exists() else []
FILES = [entry for entry in ENTRIES if entry.get("stored") is not False]
OUTCOMES = {
    "encrypted": ("password", "encrypted", "protected"),
    "no-text": ("no text found", "empty file"),
    "error": ("damaged", "refused", "bomb", "unpacks", "empty file", "nested", "not a ", "not an ", "cannot be read"),
    "skip": ("not text", "binary", "archive", "empty file", "not opened"),
}
MAX_SECONDS = 30.0

pytestmark = [pytest.mark.shared, pytest.mark.slow, pytest.mark.skipif(not ENTRIES, reason="no development documents")]


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text).replace("\xad", "")).strip()


def read(extractor: Extractor, entry: dict[str, Any]) -> tuple[Extracted | None, str]:
    """What was read, or why not; never slower than the limit."""
    data = (FOLDER / entry["path"]).read_bytes()
    started = time.monotonic()
    try:
        found, reason = extractor.extract(entry.get("copy_as") or entry["path"], data), ""
    except DocumentUnreadable as error:
        found, reason = None, error.message
    assert time.monotonic() - started < MAX_SECONDS
    return found, reason


def missing(found: Extracted, entry: dict[str, Any]) -> list[tuple[int | None, str]]:
    """The phrases that are not on their page. Heading marks of Markdown, bars between cells and boxes to tick are not
    words."""
    lost = []
    for phrase in entry.get("contains") or []:
        wanted = folded(phrase["text"]).removeprefix("## ").replace("| ", "").replace("[ ] ", "")
        pages = [p.text for p in found.pages if phrase["page"] is None or p.number in (None, phrase["page"])]
        if not any(wanted in folded(text).replace("| ", "").replace("[ ] ", "") for text in pages):
            lost.append((phrase["page"], wanted))
    return lost


@pytest.mark.parametrize("entry", [e for e in FILES if e["path"].startswith("good/")], ids=lambda entry: entry["path"])
def test_a_good_document_gives_its_phrases_on_their_pages(extractor: Extractor, entry: dict[str, Any]) -> None:
    found, reason = read(extractor, entry)
    assert found is not None, reason
    assert missing(found, entry) == []
    parts = passages(found.pages, found.headings, found.marks)
    assert all(found.pages[part.page_index].text[part.start : part.end] == part.text for part in parts)
    if entry["format"] in ("md", "rst", "txt", "csv", "ipynb", "source", "xlsx", "pptx", "epub"):
        assert all(part.place for part in parts)


@pytest.mark.parametrize(
    "entry", [e for e in FILES if e["path"].startswith("broken/")], ids=lambda entry: entry["path"]
)
def test_a_broken_document_ends_as_expected(extractor: Extractor, entry: dict[str, Any]) -> None:
    found, reason = read(extractor, entry)
    allowed = [entry["expect"], *entry.get("also", [])]
    if found is None:
        words = [word for outcome in allowed for word in OUTCOMES.get(outcome, ())]
        assert any(word in reason for word in words), (allowed, reason)
    else:
        assert "ok" in allowed or ("no-text" in allowed and not ocr.missing()), [
            page.text[:200] for page in found.pages
        ]
        assert missing(found, entry) == []
    assert extractor.extract("good.txt", b"A good file.").pages[0].text == "A good file."
