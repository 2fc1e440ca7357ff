"""What is asked of documents of which pages were not read."""

from pathlib import Path

import pytest
from makers import pdf_of_streams

from uniconv_edge import paths
from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.library.extract import ocr
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.types import Answer, Finished

WORDS = b"BT /F1 12 Tf 72 700 Td (The lease of the flat in Quince Lane ends on 3 May 2027.) Tj ET"
PICTURE = b"q 612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"


@pytest.fixture
def filled(library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    (documents / "lease.pdf").write_bytes(pdf_of_streams([WORDS, PICTURE, PICTURE]))
    (documents / "garden.txt").write_text("The pear tree was planted in 1990. The pond was dug in the year after.")
    list(sync(library, [documents], OnnxEmbedder.open(paths.model_folder(), threads=2)))
    return library


def ask(library: Path, question: str, *, strict: bool) -> Answer:
    with Assistant.open(paths.model_folder(), library, min_confidence=1.0 if strict else None) as assistant:
        answer = next(event.answer for event in assistant.ask(question) if isinstance(event, Finished))
    assert answer.answered != strict
    return answer


def test_a_refusal_tells_what_of_the_nearest_documents_was_not_read(filled: Path) -> None:
    refused = ask(filled, "When does the lease of the flat end?", strict=True)
    assert refused.note.startswith("`lease.pdf` is read in part: pages 2–3 of 3 are pictures with hardly any text;")


def test_an_answer_and_a_refusal_by_other_documents_do_not(filled: Path) -> None:
    assert not ask(filled, "When does the lease of the flat end?", strict=False).note
    assert not ask(filled, "When was the pear tree planted? path:garden.txt", strict=True).note
