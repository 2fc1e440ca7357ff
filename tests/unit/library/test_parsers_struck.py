"""What a writer has struck out: it holds no longer, and no answer may be taken from it."""

from typing import Any

import pytest
from makers import docx, odt, pptx, pptx_text

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse


def text(data: bytes, name: str) -> str:
    return "\n".join(assemble(page).text for page in parse(data, name).pages)


@pytest.mark.parametrize(
    "source",
    [
        "Price: <s>50</s> 40",
        "Price: <del>50 <b>euros</b></del> 40",
        "Price: <strike>50</strike> 40",
        '<p>Price: <span style="color: red; text-decoration: underline line-through">50</span> 40',
        '<p style="text-decoration-line:line-through">Price: 50<p style="text-decoration:none;color:#000">Price: 40',
    ],
)
def test_struck_words_of_a_web_page_are_not_read(source: str) -> None:
    assert text(f"<html><body>{source}</body></html>".encode(), "a.html") == "Price: 40"


@pytest.mark.parametrize("source", ["Price: ~~50 *euros* ab~~40", "Price: <del>50 *euros*</del>40", "Price: 40<s>50"])
def test_struck_words_of_markdown_are_not_read(source: str) -> None:
    page = f"{source}\n\n- ~~all~~\n\n| a | b |\n|---|---|\n| ~~x~~y | |\n\n`~~code~~` </s>~ 5, ~~ 6\n"
    assert text(page.encode(), "a.md") == "Price: 40\na | b\na: y\n\n~~code~~ ~ 5, ~~ 6"


@pytest.mark.parametrize("kind", ["strike", "double_strike"])
def test_struck_words_of_word_are_not_read(kind: str) -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("Price: ")
        setattr(paragraph.add_run("50 ").font, kind, True)
        setattr(paragraph.add_run("40").font, kind, False)
        setattr(document.styles["Quote"].font, kind, True)
        document.add_paragraph("50", style="Quote")
        setattr(document.add_table(1, 1).cell(0, 0).paragraphs[0].add_run("50").font, kind, True)

    assert text(docx(build), "a.docx") == "Price: 40"


def test_a_struck_item_of_word_keeps_its_number() -> None:
    def build(document: Any) -> None:
        for words, struck in (("First", False), ("Second", True), ("Third", False)):
            document.add_paragraph(style="List Number").add_run(words).font.strike = struck
        document.add_paragraph(style="List Number")

    assert text(docx(build), "a.docx") == "1. First\n3. Third"


def test_struck_words_of_opendocument_are_not_read() -> None:
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'
        for name, said in (
            ("T1", 'style:text-line-through-style="solid"'),
            ("T2", 'style:text-line-through-style="none" style:text-line-through-type="none"'),
        )
    )
    body = (
        '<text:p>Price: <text:span text:style-name="T1">50 </text:span><text:span text:style-name="T2">40</text:span>'
    )
    assert text(odt(f"{body}</text:p>", heads=styles), "a.odt") == "Price: 40"


@pytest.mark.parametrize(
    "source",
    [
        r"Price: {\strike 50 }40",
        r"Price: \striked1 50 \striked0 40",
        r"Price: \strike\v 50\v0 {\plain }50 \strike0 40",
        r"Price: \strike 50 \plain 40",
    ],
)
def test_struck_words_of_rich_text_are_not_read(source: str) -> None:
    assert text(rf"{{\rtf1\ansi {source}}}".encode(), "a.rtf") == "Price: 40"


def test_struck_words_of_slides_are_not_read() -> None:
    shape = pptx_text("MARK").replace("<a:t>MARK", '<a:rPr strike="sngStrike"/><a:t>50 ')
    shape = shape.replace("</a:r>", '</a:r><a:r><a:rPr strike="noStrike"/><a:t>40</a:t></a:r>')
    assert text(pptx([("Price", shape)]), "a.pptx") == "Price\n\n40"
