"""What a writer has hidden: a reader of the document does not see it, and neither does a search."""

from collections.abc import Callable
from typing import Any

import pytest
from makers import docx, member, odt, pptx, pptx_text, with_members

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse


def text(data: bytes, name: str) -> str:
    return "\n".join(assemble(page).text for page in parse(data, name).pages)


# Word


def hidden_run(document: Any) -> None:
    document.add_paragraph("Seen, ").add_run("HIDDEN").font.hidden = True


def in_a_style(kind: str, based_on: bool = False) -> Callable[[Any], None]:
    """A paragraph of two runs, the second or both in a style (or one based on it) that hides."""

    def build(document: Any) -> None:
        from docx.enum.style import WD_STYLE_TYPE

        style = document.styles.add_style("Secret", getattr(WD_STYLE_TYPE, kind))
        style.font.hidden = True
        if based_on:
            below = document.styles.add_style("Below", getattr(WD_STYLE_TYPE, kind))
            below.base_style, style = style, below
        paragraph = document.add_paragraph("Seen, ")
        if kind == "CHARACTER":
            paragraph.add_run("HIDDEN", style=style)
        else:
            document.add_paragraph("HIDDEN", style=style)
            shown = document.add_paragraph("HIDDEN", style=style).add_run("shown again")
            shown.font.hidden = False

    return build


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (hidden_run, "Seen,"),
        (in_a_style("CHARACTER"), "Seen,"),
        (in_a_style("CHARACTER", based_on=True), "Seen,"),
        (in_a_style("PARAGRAPH"), "Seen,\n\nshown again"),
        (in_a_style("PARAGRAPH", based_on=True), "Seen,\n\nshown again"),
    ],
    ids=["run", "character style", "its child", "paragraph style", "its child too"],
)
def test_hidden_words_of_word_are_not_read(build: Callable[[Any], None], expected: str) -> None:
    assert text(docx(build), "a.docx") == expected


def test_words_that_are_not_hidden_after_all_are_read() -> None:
    def build(document: Any) -> None:
        document.add_paragraph("Seen, ").add_run("and this").font.hidden = False

    assert text(docx(build), "a.docx") == "Seen, and this"


def test_hidden_words_in_tables_and_at_the_heads_of_pages_are_not_read() -> None:
    def build(document: Any) -> None:
        document.add_table(1, 1).cell(0, 0).paragraphs[0].add_run("HIDDEN").font.hidden = True
        head = document.sections[0].header.paragraphs[0]
        head.add_run("Keller & Sons")
        head.add_run("HIDDEN").font.hidden = True
        document.add_paragraph("Seen.")

    assert text(docx(build), "a.docx") == "Keller & Sons\n\nSeen."


# OpenDocument

HIDING = (
    '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/>'
    '<style:style style:name="T3" style:family="text" style:parent-style-name="T1">'
    '<style:text-properties text:display="true"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="round" style:family="text" style:parent-style-name="round"/>'
)


HERE = 'text:is-hidden="true"'
THERE = 'text:is-hidden="false"'
NOTE = '<text:note><text:note-body><text:p text:style-name="P1">HIDDEN</text:p></text:note-body></text:note>'


def words(style: str, shown: str) -> str:
    return f'<text:span text:style-name="{style}">{shown}</text:span>'


def section(attributes: str, shown: str) -> str:
    return f"<text:section {attributes}><text:p>{shown}</text:p></text:section>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"Seen, {words('T1', 'HIDDEN')}and this", "Seen, and this"),
        (f"Seen, {words('T2', 'HIDDEN')}and this", "Seen, and this"),
        (f"Seen, {words('T3', 'shown')}", "Seen, shown"),
        (f"Seen, {words('round', 'shown')}", "Seen, shown"),
        (f"Seen, {words('P1', 'of another family')}", "Seen, of another family"),
        (f"Seen, <text:hidden-text {HERE}>HIDDEN</text:hidden-text>and this", "Seen, and this"),
        (f"Seen, <text:hidden-text {THERE}>shown</text:hidden-text>", "Seen, shown"),
        (f"HIDDEN<text:span><text:hidden-paragraph {HERE}/></text:span>", ""),
        (f"Seen.<text:hidden-paragraph {THERE}/>", "Seen."),
        (f"Seen.{NOTE}", "Seen."),
        ('Seen.</text:p><text:p text:style-name="P1">HIDDEN', "Seen."),
    ],
)
def test_hidden_words_of_opendocument_are_not_read(body: str, expected: str) -> None:
    assert text(odt(f"<text:p>{body}</text:p>", heads=HIDING), "a.odt") == expected


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('text:display="none"', ""),
        (f'text:display="condition" {HERE}', ""),
        ('text:display="condition"', "Words"),
        ('text:display="true"', "Words"),
    ],
)
def test_hidden_sections_of_opendocument_are_not_read(attributes: str, expected: str) -> None:
    assert text(odt(section(attributes, f"Words<text:hidden-paragraph {THERE}/>")), "a.odt") == expected


def test_a_paragraph_may_hide_in_a_section_that_hides() -> None:
    assert text(odt(section('text:display="none"', f"HIDDEN<text:hidden-paragraph {HERE}/>")), "a.odt") == ""


def test_styles_of_the_text_itself_hide_as_well() -> None:
    data = odt('<text:p>Seen, <text:span text:style-name="T1">HIDDEN</text:span></text:p>')
    content = member(data, "content.xml").replace(b"<office:body>", HIDING.encode() + b"<office:body>")
    assert text(with_members(data, {"content.xml": content}), "a.odt") == "Seen,"


def test_hidden_words_at_the_heads_of_pages_are_not_read() -> None:
    head = '<style:header><text:p>Keller<text:span text:style-name="T1">HIDDEN</text:span> Sons</text:p></style:header>'
    assert text(odt("<text:p>Seen.</text:p>", heads=HIDING + head), "a.odt") == "Keller Sons\n\nSeen."


# rich text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"Seen, {\v HIDDEN}and this", "Seen, and this"),
        (r"Seen, \v HIDDEN\v0 and this", "Seen, and this"),
        (r"Seen, \v1\b HIDDEN\plain and this", "Seen, and this"),
        (r"Seen, {\v HIDDEN {\b HIDDEN }{\v0 shown }HIDDEN}and this", "Seen, shown and this"),
        (r"Seen, \v HIDDEN {\*\bkmkstart\plain x}{\b HIDDEN\v0} HIDDEN\v0 and this", "Seen, and this"),
        (r"Seen, {\v HIDDEN{\footnote HIDDEN}}and this", "Seen, and this"),
        (r"Seen{\footnote By transfer{\v HIDDEN}.}, and this", "Seen, and this\n\nBy transfer."),
        (r"{\header Keller {\v HIDDEN}Sons}Seen.", "Keller Sons\n\nSeen."),
        (r"{\stylesheet{\s15\v HIDDEN;}}Seen, {\v\u228 aHIDDEN\u228 }and this", "Seen, and this"),
        (r"\viewkind4\vertalc Seen, \\v and this, {\webhidden shown}", r"Seen, \v and this, shown"),
        (r"Seen, \v0 and this} HIDDEN", "Seen, and this"),
        (r"Seen, \v HIDDEN", "Seen,"),
    ],
)
def test_hidden_words_of_rich_text_are_not_read(source: str, expected: str) -> None:
    assert text(rf"{{\rtf1\ansi {source}}}".encode(), "a.rtf") == expected


# slides


def test_a_slide_that_the_show_passes_over_is_read() -> None:
    data = pptx([("Start", ""), ("Backup", pptx_text("Costs of last year."))])
    slide = member(data, "ppt/slides/slide1.xml").replace(b"<p:sld ", b'<p:sld show="0" ')
    second = parse(with_members(data, {"ppt/slides/slide1.xml": slide}), "a.pptx").pages[1]
    assert second.place == "slide 2"
    assert assemble(second).text == "Backup\n\nCosts of last year."


def test_a_shape_that_is_switched_off_is_not_read() -> None:
    def named(shape: str, hidden: str, kind: str = "sp") -> str:
        properties = f'<p:nvSpPr><p:cNvPr id="2" name="x" hidden="{hidden}"/></p:nvSpPr>'
        return shape.replace(f"<p:{kind}>", f"<p:{kind}>{properties}", 1)

    group = f"<p:grpSp>{pptx_text('HIDDEN')}</p:grpSp>"
    shapes = named(pptx_text("HIDDEN"), "1") + named(group, "true", "grpSp") + named(pptx_text("Shown."), "0")
    assert text(pptx([("Start", shapes)]), "a.pptx") == "Start\n\nShown."


def test_a_title_that_is_switched_off_is_read_as_the_outline_shows_it() -> None:
    data = pptx([("Start", pptx_text("Text."))])
    slide = member(data, "ppt/slides/slide1.xml")
    slide = slide.replace(b"<p:nvSpPr><p:nvPr>", b'<p:nvSpPr><p:cNvPr hidden="1"/><p:nvPr>')
    assert text(with_members(data, {"ppt/slides/slide1.xml": slide}), "a.pptx") == "Start\n\nText."
