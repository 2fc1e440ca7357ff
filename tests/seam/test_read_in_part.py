"""What is asked of documents of which pages were not read."""

from pathlib import Path

import pytest
from asking import opened
from makers import member, pdf_of_streams, with_members, xlsx

from uniconv_edge.library.extract import ocr
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.types import Answer, Finished

Model = tuple[Generator, OnnxEmbedder]
WORDS = b"BT /F1 12 Tf 72 700 Td (The lease of the flat in Quince Lane ends on 3 May 2027.) Tj ET"
PICTURE = b"q 612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"


@pytest.fixture
def filled(library: Path, documents: Path, embedder: OnnxEmbedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    (documents / "lease.pdf").write_bytes(pdf_of_streams([WORDS, PICTURE, PICTURE]))
    (documents / "garden.txt").write_text("The pear tree was planted in 1990. The pond was dug in the year after.")
    list(sync(library, [documents], embedder))
    return library


def ask(library: Path, model: Model, question: str, *, strict: bool) -> Answer:
    with opened(library, model, 1.0 if strict else None) as assistant:
        answer = next(event.answer for event in assistant.ask(question) if isinstance(event, Finished))
    assert answer.answered != strict
    return answer


def test_a_refusal_tells_what_of_the_nearest_documents_was_not_read(filled: Path, model: Model) -> None:
    refused = ask(filled, model, "When does the lease of the flat end?", strict=True)
    assert refused.note.startswith("`lease.pdf` is read in part: pages 2–3 of 3 are pictures with hardly any text;")


def test_an_answer_and_a_refusal_by_other_documents_do_not(filled: Path, model: Model) -> None:
    assert not ask(filled, model, "When does the lease of the flat end?", strict=False).note
    assert not ask(filled, model, "When was the pear tree planted? path:garden.txt", strict=True).note


def test_of_a_sum_that_a_spreadsheet_does_not_store_that_is_told(library: Path, documents: Path, model: Model) -> None:
    rows: list[list[str | float | None]] = [["Item", "Cost"], ["Tent", 140], ["Band", 450], ["Total", 590]]
    sheet = "xl/worksheets/sheet1.xml"
    book = xlsx({"Costs": rows})
    formula = member(book, sheet).replace(b"<v>590</v>", b"<f>SUM(B2:B3)</f><v></v>")
    (documents / "fete-costs.xlsx").write_bytes(with_members(book, {sheet: formula}))
    list(sync(library, [documents], model[1]))
    told = ask(library, model, "What is the total cost of the tent and the band?", strict=False)
    assert told.note == (
        "Nothing was added up or compared: there may be more rows or items. `fete-costs.xlsx` is read in part: "
        "1 formula on sheet Costs, which has no stored result until a spreadsheet program saves the file."
    )
