"""A part of a package is XML by what it holds, not by its name: a DOCTYPE is refused wherever a parser would see it."""

import pytest
from makers import member, package, pptx, pptx_text, simple_docx, with_members

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.formats import parse

DOCTYPE = '<!DOCTYPE d [<!ENTITY e "500 euros"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
TYPES, LINKS, MAIN = "[Content_Types].xml", "_rels/.rels", "word/document.xml"


def renamed_docx(name: str, encoding: str = "utf-8", doctype: str = DOCTYPE, declaration: str | None = None) -> bytes:
    """A Word document whose text is in the part `name`, with a DOCTYPE."""
    whole = simple_docx("Rent Anchor.")
    head, _, body = member(whole, MAIN).decode().partition("?>")
    head = f"{head}?>" if declaration is None else declaration
    text = (head + doctype + body).replace("Anchor.", "&e;").replace("UTF-8", encoding)
    return with_members(
        whole,
        {
            MAIN: None,
            "word/_rels/document.xml.rels": None,
            name: text.encode(encoding),
            f"word/_rels/{name.rpartition('/')[2]}.rels": member(whole, "word/_rels/document.xml.rels"),
            TYPES: member(whole, TYPES).replace(MAIN.encode(), name.encode()),
            LINKS: member(whole, LINKS).replace(MAIN.encode(), name.encode()),
        },
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["word/document.bin", "word/document", "word/document.svg", "word/page.html"])
def test_a_doctype_in_a_part_of_another_name_is_refused(name: str, encoding: str) -> None:
    with pytest.raises(DocumentUnreadable, match=r"DOCTYPE|unusual encoding"):
        parse(renamed_docx(name, encoding), "a.docx")


@pytest.mark.parametrize("before", ["", "\n", " " * 1_000, "<!-- x -->"])
def test_a_doctype_behind_blanks_or_comments_is_refused(before: str) -> None:
    with pytest.raises(DocumentUnreadable, match="DOCTYPE"):
        parse(renamed_docx("word/document.bin", declaration=before), "a.docx")


def test_an_unusual_encoding_behind_many_blanks_is_refused() -> None:
    declaration = f'<?xml version="1.0"{" " * 1_000}encoding="utf-7"?>'
    with pytest.raises(DocumentUnreadable, match="unusual encoding"):
        parse(renamed_docx("word/document.xml", doctype="", declaration=declaration), "a.docx")


def test_a_doctype_of_a_slide_is_refused_whatever_its_name() -> None:
    whole = pptx([("Start", pptx_text("Rent &e;"))])
    links = "ppt/_rels/presentation.xml.rels"
    changed = {
        "ppt/slides/slide1.xml": None,
        "ppt/slides/slide1.svg": DOCTYPE.encode() + member(whole, "ppt/slides/slide1.xml"),
        links: member(whole, links).replace(b"slide1.xml", b"slide1.svg"),
    }
    with pytest.raises(DocumentUnreadable, match="DOCTYPE"):
        parse(with_members(whole, changed), "a.pptx")


def test_a_doctype_of_a_books_package_is_refused_whatever_its_name() -> None:
    book = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="book.bin"/></rootfiles></container>',
        "book.bin": f"{DOCTYPE}<package><metadata><title>&e;</title></metadata></package>",
    }
    with pytest.raises(DocumentUnreadable, match=r"DOCTYPE|entities"):
        parse(package(book), "a.epub")


def test_pictures_and_pages_that_a_document_holds_may_have_a_doctype() -> None:
    held = {
        "word/media/image1.svg": b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y" [<!ENTITY n "z">]><svg/>',
        "word/page.html": b"<!DOCTYPE html><p>x</p>",
        "word/media/image2.png": b"\x89PNG <!DOCTYPE",
        "word/media/image3.bin": b"",
    }
    assert parse(with_members(simple_docx("Text."), held), "a.docx").pages[0].blocks[0].text == "Text."


def test_a_part_that_no_one_reads_may_be_damaged() -> None:
    whole = bytearray(with_members(simple_docx("Text."), {"word/media/a.bin": b"MARK" * 100}))
    at = whole.rindex(b"word/media/a.bin", 0, whole.rindex(b"PK\x01\x02")) + len(b"word/media/a.bin")
    whole[at : at + 4] = b"\xff\xff\xff\xff"
    assert parse(bytes(whole), "a.docx").pages[0].blocks[0].text == "Text."


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "iso-8859-15"])
def test_the_encodings_that_programs_write_are_read(encoding: str) -> None:
    whole = simple_docx("Miete")
    body = member(whole, MAIN).decode().replace("UTF-8", encoding)
    assert encoding in body
    data = with_members(whole, {MAIN: body.encode(encoding)})
    assert parse(data, "a.docx").pages[0].blocks[0].text == "Miete"


def test_an_encoding_that_a_part_speaks_of_is_not_its_own() -> None:
    held = b'<annotation encoding="StarMath 5.0">a</annotation>'
    data = with_members(simple_docx("Text."), {"customXml/item1.xml": held})
    assert parse(data, "a.docx").pages[0].blocks[0].text == "Text."
