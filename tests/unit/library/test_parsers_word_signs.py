"""Word: formulas, raised digits, ticks, prompts that nobody answered, and what names no document."""

from typing import Any

import pytest
from makers import docx, member, simple_docx, with_members

from uniconv_edge.library.extract.formats import parse

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def text(body: str) -> str:
    package = simple_docx("Anchor.")
    document = member(package, "word/document.xml").decode()
    begins, ends = document.index("<w:p>"), document.index("<w:sectPr")
    changed = f'{document[:begins]}<w:p xmlns:m="{MATH}">{body}</w:p>{document[ends:]}'
    return "\n".join(
        block.text
        for block in parse(with_members(package, {"word/document.xml": changed.encode()}), "a.docx").pages[0].blocks
    )


def test_the_parts_of_a_formula_are_told_apart() -> None:
    half = "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    square = "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    assert text(f"{run('A share of ')}<m:oMath>{half}</m:oMath>{run(' of ')}<m:oMath>{square}</m:oMath>") == (
        "A share of 1/2 of 10^2"
    )


def test_raised_digits_are_no_digits_of_the_number_before() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    assert text(run("10") + run("3", raised) + run(" bricks on the 4") + run("th", raised)) == "10^3 bricks on the 4th"


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Wingdings", "F0FE", "☑"),
        ("Wingdings", "F06F", "☐"),
        ("Wingdings 2", "F052", "☑"),
        ("Symbol", "F0FE", ""),
        ("Symbol", "F0B3", "≥"),
        ("Symbol", "F06D", "μ"),
        ("Symbol", "x", ""),
    ],
)
def test_ticks_are_read(font: str, code: str, sign: str) -> None:
    assert text(f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>{run("yes")}') == f"{sign}yes"


def field(properties: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run('Click here.')}</w:sdtContent></w:sdt>"


def test_a_prompt_of_the_program_is_no_text_and_one_of_the_author_is() -> None:
    asks = "<w:showingPlcHdr/>"
    of_program, of_author = (
        f'<w:placeholder><w:docPart w:val="{name}"/></w:placeholder>{asks}'
        for name in ("DefaultPlaceholder_-1854013440", "BA60D0F4")
    )
    assert text(run("Name: ") + field(of_program) + field(asks)).strip() == "Name:"
    assert text(run("Name: ") + field(of_author)) == text(run("Name: ") + field("")) == "Name: Click here."


def test_a_text_box_does_not_cut_the_sentence_that_holds_it() -> None:
    box = f"<w:r><w:txbxContent><w:p>{run('Boxed')}</w:p><w:p/></w:txbxContent></w:r>"
    assert text(run("An anchor in ") + box + run("a sentence.")) == "An anchor in a sentence.\nBoxed"


def test_contents_are_the_title_of_no_document() -> None:
    def build(document) -> None:
        document.add_heading("Contents", 1)
        document.add_heading("Rent", 1)

    assert parse(docx(build), "a.docx").title == ""


def test_a_frame_around_text_is_no_table() -> None:
    def build(document: Any) -> None:
        frame = document.add_table(1, 1).cell(0, 0)
        frame.paragraphs[0].text = "Call the pilot"
        frame.add_paragraph("a rope", style="List Bullet")
        within = frame.add_table(1, 2)
        within.cell(0, 0).text, within.cell(0, 1).text = "Pilot", "channel 12"

    assert [block.text for block in parse(docx(build), "a.docx").pages[0].blocks] == [
        "Call the pilot",
        "- a rope",
        "Pilot | channel 12",
    ]
