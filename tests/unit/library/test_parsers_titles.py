"""What a document is called, and which places are pages: never a bookmark, a message or the number of a sheet."""

from __future__ import annotations

import pytest
from makers import epub, member, pdf, pdf_of_streams, with_members, xlsx

from uniconv_edge.library import reader
from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.outline import Heading
from uniconv_edge.types import Page

PROSE = "".join(
    f"/F1 10 Tf 1 0 0 1 60 {640 - 14 * n} Tm (Part {n} of the rent is due in May of the year.) Tj\n" for n in range(9)
)
LARGE = "/F1 20 Tf 1 0 0 1 60 740 Tm (A study of rents) Tj\n/F1 20 Tf 1 0 0 1 60 715 Tm (in two towns) Tj\n"


def paper(large: str) -> bytes:
    streams = [f"BT\n{words}ET".encode() for words in (large + PROSE, PROSE)]
    return pdf_of_streams(streams, bookmarks=[("1. Introduction", 0), ("2. Rents", 1)])


def test_a_pdf_with_bookmarks_is_called_by_the_largest_lines_of_its_first_page() -> None:
    found = parse(paper(LARGE), "/a/paper.pdf")
    assert found.title == "A study of rents in two towns"
    assert [block.text for block in found.pages[0].blocks if block.level] == []


def test_a_pdf_without_such_lines_is_called_by_its_file_and_not_by_a_bookmark() -> None:
    assert parse(paper(""), "/a/paper.pdf").title == "paper"
    assert parse(pdf([["1. Introduction", "Some text."]], bookmarks=[("1. Introduction", 0)]), "b.pdf").title == "b"


MAILBOX = (
    b"From a@x.example Mon Jun  2 10:00:00 2025\nSubject: Outage\n\nIt is over.\n\n"
    b"From b@x.example Tue Jun  3 10:00:00 2025\nFrom: Bo <b@x.example>\n\nNo subject here.\n"
)


def test_a_mailbox_is_called_by_its_file_and_a_message_by_its_own_subject() -> None:
    found = parse(MAILBOX, "/mail/inbox.mbox")
    assert found.title == "inbox"
    assert [page.heading for page in found.pages] == [None, ""]
    assert [[block.text for block in page.blocks if block.level] for page in found.pages] == [["Outage"], []]


def test_sheets_messages_and_sections_are_no_pages() -> None:
    files = (
        (MAILBOX, "a.mbox"),
        (xlsx({"People": [["a"]]}), "a.xlsx"),
        (epub(["<p>One.</p>", "<p>Two.</p>"]), "a.epub"),
    )
    for data, name in files:
        pages = parse(data, name).pages
        assert pages
        assert [page.number for page in pages] == [None] * len(pages)
        assert all(page.place for page in pages)


FIELDS = (
    "Title: The old mill\nAuthor: Ada\n        and Bo\nCreated: 2001\n\nIntroduction\n============\n\n"
    "It stands by the river.\n"
)


@pytest.mark.parametrize("name", ["a.txt", "a.rst", "a"])
@pytest.mark.parametrize("text", [FIELDS, FIELDS.replace("\n", "\r\n"), FIELDS.replace("\n", "\n\n", 1)])
def test_a_text_is_called_by_the_title_among_the_fields_it_begins_with(name: str, text: str) -> None:
    assert parse(text.encode(), name).title == "The old mill"


@pytest.mark.parametrize(
    "text", ["Title: x\nAuthor: y\n\nSome text.", "Some text.\n" + FIELDS, "Host: a\nWifi: b\nBins: c\n"]
)
def test_fewer_fields_and_others_are_none(text: str) -> None:
    assert parse(text.encode(), "a.txt").title in ("", "a")  # the name of a file that has sections


HORSE = "# Title: Black Beauty\n\n## Author: Anna Sewell\n\n## Year: 1877\n\n## Chapter 1\n\nI was born in a meadow.\n"
GIVEN_AWAY = "This book is free.\nCopy it.\n\nTitle: The Garden\n\n\nAuthor: Ada Bo\n\nLanguage: English\n\nMary.\n"


def test_fields_that_are_written_as_headings_name_the_document_and_are_no_sections() -> None:
    read = parse(HORSE.encode(), "horse.txt")
    laid = assemble(read.pages[0])
    assert (read.title, [heading.text for heading in laid.headings]) == ("Black Beauty", ["Chapter 1"])
    found = passages([Page(None, laid.text)], [laid.headings], [laid.marks])
    assert [passage.text.split("\n")[0] for passage in found] == ["Title: Black Beauty", "Chapter 1"]


def test_fields_with_an_author_below_a_notice_name_the_document() -> None:
    assert parse(GIVEN_AWAY.encode(), "a.txt").title == "The Garden"
    assert parse(GIVEN_AWAY.replace("Author", "Owner").encode(), "a.txt").title == ""


def test_a_passage_holds_the_fields_at_the_head_of_a_text_and_nothing_else() -> None:
    text = "Title: The old mill\nAuthor: Ada Bo\nCreated: 2001\n\nIt stands by the river."
    assert [passage.text for passage in passages([Page(None, text)])] == text.split("\n\n")


def test_a_book_says_who_wrote_it_before_its_text() -> None:
    data = epub(["<p>April is the cruellest month.</p>"], title="The Land")
    said = "</title><creator>T. S. Eliot</creator><creator role='ill'>Bo</creator><publisher>Mill</publisher>"
    package = member(data, "OPS/book.opf").replace(b"</title>", said.encode())
    about, text = parse(with_members(data, {"OPS/book.opf": package}), "a.epub").pages
    assert (about.place, about.blocks[0].text) == (
        "about the book",
        "Title: The Land\nAuthor: T. S. Eliot\nPublisher: Mill",
    )
    assert text.place == "section 1"


PAGE = "BLACK BEAUTY\n\nThe Autobiography of a Horse\n\nby Anna Sewell\n\n\nChapter 1\n\nI was born in a meadow.\n"


def test_the_page_before_a_text_with_its_author_names_it() -> None:
    assert parse(PAGE.encode(), "a.txt").title == "BLACK BEAUTY"
    assert parse(b"It is shown here.\n\nby Anna Sewell\n", "a.txt").title == ""
    assert parse(b"Dear Tom\n\nPlease call me\nby Friday at noon, or write.\n", "a.txt").title == ""


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        (["1 CHAPTER 1 – INTRODUCTION", "2 A. PURPOSE", "1 CHAPTER 2 – APPOINTMENT"], "guide"),
        (["1 Chapter 1: The harbour", "1 Chapter 2: The sea"], "guide"),
        (["1 1. Boats", "2 1.1 Sails", "1 2. Oars"], "guide"),
        (["2 Contents", "2 Boats"], "guide"),
        (["1 Guide to boats", "1 Contents", "1 1. Sails", "1 2. Oars"], "Guide to boats"),
        (["1 Chapter 4: Leave", "2 Unpaid leave", "2 Sick leave"], "Chapter 4: Leave"),
        (["1 Introduction", "2 Boats"], "Introduction"),
        (["1 2024", "1 2025"], "2024"),
        (["1 Part of the harbour", "1 Chapter 1"], "Part of the harbour"),
    ],
)
def test_the_first_of_several_sections_is_no_title(headings: list[str], title: str) -> None:
    found = tuple(Heading(0, int(each[0]), each[2:]) for each in headings)
    assert reader._title("/a/guide.docx", "", (found,)) == title
    assert reader._title("/a/guide.docx", "Boats", (found,)) == "Boats"


def test_a_web_page_whose_heading_any_document_has_is_called_as_its_window() -> None:
    def called(heading: str, head: str = "<title>Boats - the guide</title>") -> str:
        return parse(
            f"<html><head>{head}</head><body><h1>{heading}</h1><p>Row.</p></body></html>".encode(), "a.html"
        ).title

    assert called("1. Introduction") == called("Contents") == called("Chapter 1") == "Boats - the guide"
    assert called("Sails") == "Sails"
    assert called("Contents", "") == "Contents"


def test_a_pdf_that_begins_with_a_chapter_that_any_has_is_called_by_its_file() -> None:
    chapter = "/F1 20 Tf 1 0 0 1 60 740 Tm (Chapter 1: Introduction) Tj\n"
    assert parse(paper(chapter), "/a/paper.pdf").title == "paper"
