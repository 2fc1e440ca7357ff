"""Tables of contents of Word files, whose entries only say on which page something stands."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from makers import docx

from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.blocks import Block, assemble
from uniconv_edge.library.extract.contents import with_led_entries
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit, Page

TEXT = "This handbook tells the trustees of the fund what their duties are."
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(build: Callable[[Any], None]) -> list[str]:
    return text_of(build).split("\n\n")


def text_of(build: Callable[[Any], None]) -> str:
    [page] = parse(docx(build), "handbook.docx").pages
    return assemble(page).text


def quotable(build: Callable[[Any], None]) -> list[str]:
    """What may be quoted of a document."""
    [page] = parse(docx(build), "handbook.docx").pages
    laid = assemble(page)
    found = passages([Page(None, laid.text, "", "")], [laid.headings], [laid.marks])
    hits = [
        Hit(n, 1.0, n, n, "h.docx", "Handbook", None, 0, p.start, p.end, p.text, heading=p.heading, cosine=0.5)
        for n, p in enumerate(found, 1)
    ]
    return [each.text for each in candidates(hits, sentences, "What is a trustee?")]


def added(paragraph: Any, source: str) -> None:
    from lxml import etree

    for element in etree.fromstring(f'<x xmlns:w="{W}">{source}</x>'):
        paragraph._p.append(element)


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def by_field(document: Any) -> None:
    document.add_heading("Handbook", 1)
    field = f"{char('begin')}<w:r><w:instrText> TOC \\o </w:instrText></w:r>{char('separate')}"
    for begins, entry, ends in ((field, "Duties of a trustee1", ""), ("", "Fees of 2024\t7", char("end"))):
        added(document.add_paragraph(), f"{begins}<w:r><w:t>{entry}</w:t></w:r>{ends}")
    document.add_paragraph(TEXT)
    document.add_paragraph("It was made for all trustees in 2012")


def by_style(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    document.add_heading("Handbook", 1)
    style = document.styles.add_style("Verzeichnis1", WD_STYLE_TYPE.PARAGRAPH)
    style.element.find(f"{{{W}}}name").set(f"{{{W}}}val", "toc 1")
    document.add_paragraph("Duties of a trustee\t1", style)
    document.add_paragraph("Fees of 2024\t7", style)
    document.add_paragraph(TEXT)
    document.add_paragraph("It was made for all trustees in 2012")


def by_links(document: Any) -> None:
    document.add_heading("Handbook", 1)
    for entry in ("Duties of a trustee\t1", "Fees of 2024\t7"):
        link = f'<w:hyperlink w:anchor="_Toc12"><w:r><w:t xml:space="preserve">{entry}</w:t></w:r></w:hyperlink>'
        added(document.add_paragraph(), link)
    document.add_paragraph(TEXT)
    told = '<w:hyperlink w:anchor="_Toc12"><w:r><w:t>in 2012</w:t></w:r></w:hyperlink>'
    added(document.add_paragraph("It was made for all trustees "), told)


@pytest.mark.parametrize("build", [by_field, by_style, by_links])
def test_entries_of_word_have_dots_before_their_pages_and_are_not_quoted(build: Callable[[Any], None]) -> None:
    last = "It was made for all trustees in 2012"
    assert read(build) == ["Handbook", "Duties of a trustee ....\t1", "Fees of 2024 ....\t7", TEXT, last]
    assert quotable(build) == [TEXT, last]


SECTIONS = ("A. PURPOSE", "B. ROLE OF TRUSTEES", "C. CHAPTER 13", "D. FEES")


def typed(document: Any, above: str = "Table of Contents", *, says_more: bool = True) -> None:
    document.add_paragraph(above)
    document.add_paragraph("CHAPTER 1 - INTRODUCTION")
    for section, page in zip(SECTIONS, ("1-1", "1-1", "1-2", "1-14"), strict=True):
        document.add_paragraph(f"  {section}{page}")
    for section in SECTIONS if says_more else ():
        document.add_paragraph(section.replace(" ", "\t", 1))
        document.add_paragraph(TEXT)


def test_entries_that_were_typed_are_known_below_contents_by_what_follows() -> None:
    entries = ["A. PURPOSE ....\t1-1", "B. ROLE OF TRUSTEES ....\t1-1", "C. CHAPTER 13 ....\t1-2", "D. FEES ....\t1-14"]
    assert [line.strip() for line in read(typed)[2:6]] == entries
    assert not [text for text in quotable(typed) if "1-1" in text or "...." in text]


def test_a_list_of_what_is_in_a_box_is_text() -> None:
    def box(document: Any) -> None:
        for line in ("Contents", "Cups 4", "Plates 6", "Spoons 12", "All of it is packed in paper."):
            document.add_paragraph(line)

    assert read(box)[1:4] == ["Cups 4", "Plates 6", "Spoons 12"]
    assert "...." not in text_of(lambda document: typed(document, "Sections"))
    assert "...." not in text_of(lambda document: typed(document, says_more=False))


def test_many_tables_of_contents_take_no_longer_than_their_lines() -> None:
    table = [Block(text) for text in ("Contents", "Fees 1", "Rent 2", "Keys 3", "Fees", "Rent")]
    began = time.perf_counter()
    told = with_led_entries(table * 3_000)
    assert time.perf_counter() - began < 3
    assert [block.text for block in told[-6:]] == [
        "Contents",
        "Fees ....\t1",
        "Rent ....\t2",
        "Keys ....\t3",
        "Fees",
        "Rent",
    ]
