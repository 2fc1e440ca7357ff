"""Slides, spreadsheets, OpenDocument, books, rich text, mail, tables, notebooks: what is read, and where it stands."""

import contextlib
import json
import os
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from lxml import etree
from makers import docx, epub, member, odp, odt, package, pdf, pptx, pptx_text, simple_docx, with_members, xlsx

from uniconv_edge.cli import main
from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.charts import chart_blocks
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.types import Page


def read(data: bytes, name: str):
    """Title, pages and passages as the library would store them."""
    parsed = parse(data, name)
    laid = [assemble(page) for page in parsed.pages]
    pages = [Page(p.number, found.text, "", p.place) for p, found in zip(parsed.pages, laid, strict=True)]
    return parsed.title, pages, passages(pages, [found.headings for found in laid], [found.marks for found in laid])


def refused(data: bytes, name: str) -> str:
    with pytest.raises(DocumentUnreadable) as caught:
        parse(data, name)
    return caught.value.message


CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"

# slides

TABLE = (
    "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Item</a:t></a:r></a:p></a:txBody></a:tc>"
    "<a:tc><a:txBody><a:p><a:r><a:t>Cost</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>"
)


def test_slides_come_in_the_order_of_the_show_with_titles_tables_groups_and_notes() -> None:
    odd = pptx_text("Odd shape.").replace("p:sp>", "p:odd>")
    grouped = f"<p:grpSp>{pptx_text('In a group.')}</p:grpSp>{odd}"
    data = pptx([("Start", TABLE + grouped), ("End", pptx_text("Last words."))], notes="Say hello.")
    title, pages, parts = read(data, "a.pptx")
    assert title == "Start"
    assert [(page.number, page.place) for page in pages] == [(1, "slide 1"), (2, "slide 2")]
    assert pages[0].text == "Start\n\nItem | Cost\n\nIn a group.\n\nOdd shape.\n\nNotes: Say hello."
    assert [(part.place, part.heading) for part in parts] == [("slide 1", "Start"), ("slide 2", "End")]


def test_a_presentation_without_one_of_its_slides_is_damaged() -> None:
    whole = pptx([("Start", "")])
    broken = package(
        {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p><sldId xmlns:r='x' r:id='r9'/></p>"}
    )
    assert parse(whole, "a.pptx").pages
    assert "damaged" in refused(broken, "a.pptx")


# spreadsheets and tables


def test_rows_of_a_sheet_carry_the_names_of_their_columns_and_their_numbers() -> None:
    rows = [["Report", None], [None], ["Name", "Age"], ["Anna", 44], ["Bert", None]]
    _, pages, parts = read(xlsx({"People": rows, "Empty": [], "Notes": [["just a note"]]}), "a.xlsx")
    assert [(page.number, page.place) for page in pages] == [(None, "sheet People"), (None, "sheet Notes")]
    assert pages[0].text == "Report\nName | Age\nName: Anna | Age: 44\nName: Bert"
    assert [part.place for part in parts] == ["sheet People, rows 1–5", "sheet Notes, row 1"]


def test_a_passage_of_a_table_ends_between_rows() -> None:
    rows = [["City", "Words"], *([f"City {n}", " ".join(["word."] * 40)] for n in range(20))]
    _, [page], parts = read(xlsx({"S": rows}), "a.xlsx")
    assert len(parts) > 3
    assert all(part.text.startswith("City") and "\nCity" in part.text for part in parts[:-1])
    assert "".join(part.text for part in parts).replace("\n", "") == page.text.replace("\n", "")


def test_a_workbook_without_values_has_no_pages() -> None:
    assert parse(xlsx({"S": []}), "a.xlsx").pages == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_table_is_found(delimiter: str) -> None:
    source = "\n".join(
        delimiter.join(row) for row in (["name", "age", "city"], ["Anna", "44", "Oslo"], ["Bert", "7", ""])
    )
    _, [page], _ = read(source.encode(), "a.csv")
    assert page.text == "name | age | city\nname: Anna | age: 44 | city: Oslo\nname: Bert | age: 7"


def test_quoted_line_ends_and_ragged_rows_keep_lines_and_words() -> None:
    source = 'name,note\nAnna,"two\nlines"\nBert,x,extra,more\n\n' + "Carl,y\n"
    _, [page], parts = read(source.encode("utf-16"), "a.csv")
    assert page.text.split("\n")[1:] == [
        "name: Anna | note: two lines",
        "name: Bert | note: x | extra | more",
        "name: Carl | note: y",
    ]
    assert [part.place for part in parts] == ["lines 1–6"]


def test_a_table_without_names_of_columns_is_left_as_it_is() -> None:
    assert read(b"1,2\n3,4\n", "a.csv")[1][0].text == "1 | 2\n3 | 4"


def test_a_quote_that_never_ends_loses_nothing() -> None:
    source = "a,b\n" + '1,"' + "word " * 250_000
    assert read(source.encode(), "a.csv")[1][0].text.count("word") == 250_000


# OpenDocument, books, rich text


def test_an_opendocument_text_gives_headings_lists_tables_and_notes() -> None:
    body = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:h text:outline-level='2'>Rent</text:h><text:p>Due<text:s text:c='2'/>on<text:tab/>the first<text:note>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>By transfer.</text:p></text:note-body>"
        "</text:note>.</text:p><text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item>"
        "<text:p>two</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell>"
        "<text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    )
    _, [page], parts = read(odt(body), "a.odt")
    assert page.text == "Rent\n\nDue  on\tthe first.\n\nBy transfer.\n- one\n- two\n\na | b"
    assert parts[0].heading == "Rent"


def test_the_title_of_an_opendocument_text_is_its_paragraph_in_the_style_of_titles() -> None:
    styles = (
        "<style:style style:name='Title' style:family='paragraph'/>"
        "<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Title'/>"
    )
    text = "<text:p text:style-name='{}'>Minutes of May</text:p><text:h text:outline-level='1'>1. Roof</text:h>"
    for style in ("Title", "P1"):
        title, [page], parts = read(odt(text.format(style) + "<text:p>It leaks.</text:p>", heads=styles), "a.odt")
        assert title == "Minutes of May"
        assert page.text == "Minutes of May\n\n1. Roof\n\nIt leaks."
        assert parts[-1].heading == "1. Roof"
    assert read(odt(text.format("Standard"), heads=styles), "a.odt")[0] == "1. Roof"


def test_heads_and_feet_of_an_opendocument_text_come_once_and_page_numbers_not() -> None:
    heads = (
        "<style:header><text:p>Keller &amp; Sons, reference 77</text:p></style:header>"
        "<style:header-left><text:p>Keller &amp; Sons, reference 78</text:p></style:header-left>"
        "<style:footer><text:p>Page <text:page-number>3</text:page-number></text:p></style:footer>"
    )
    _, [page], _ = read(odt("<text:p>The rent is due.</text:p>", heads=heads), "a.odt")
    assert page.text == "Keller & Sons, reference 77\n\nThe rent is due."


def test_an_opendocument_text_with_a_password_says_so() -> None:
    assert "password" in refused(odt("", encrypted=True), "a.odt")


FRAME = "<draw:frame presentation:class='{}'><draw:text-box>{}</draw:text-box></draw:frame>"


def frame(kind: str, *lines: str, item: bool = False) -> str:
    texts = [f"<text:p>{line}</text:p>" for line in lines]
    items = "".join(f"<text:list-item>{text}</text:list-item>" for text in texts)
    return FRAME.format(kind, f"<text:list>{items}</text:list>" if item else "".join(texts))


def test_slides_of_an_opendocument_presentation_have_titles_items_tables_notes_and_comments() -> None:
    row = "<table:table-row>{}</table:table-row>"
    cells = [
        "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in line)
        for line in (("Boat", "Fee"), ("Joy", "5 €"), ("Tern", "7 €"))
    ]
    first = (
        f"<draw:page>{frame('outline', 'Rent is due', '1. Deposit', item=True)}{frame('title', 'Lease', 'of 2026')}"
        f"<draw:g><draw:custom-shape><text:p>In a shape</text:p></draw:custom-shape></draw:g>"
        f"<presentation:notes>{frame('page', 'no')}{frame('notes', 'Say it slowly.')}</presentation:notes>"
        "<office:annotation><creator>Ada</creator><text:p>Is that so?</text:p></office:annotation>"
        f"{frame('page-number', '1')}</draw:page>"
    )
    table = f"<table:table table:use-first-row-styles='true'>{''.join(map(row.format, cells))}</table:table>"
    title, pages, parts = read(odp(f"{first}<draw:page><draw:frame>{table}</draw:frame></draw:page>"), "a.odp")
    assert title == "Lease of 2026"
    assert pages[0].text == (
        "Lease of 2026\n- Rent is due\n1. Deposit\n\nIn a shape\n\nNotes: Say it slowly.\n\nComment by Ada: Is that so?"
    )
    assert pages[1].text == "Boat | Fee\nBoat: Joy | Fee: 5 €\nBoat: Tern | Fee: 7 €"
    assert [part.place for part in parts] == ["slide 1", "slide 2"]


def test_lines_of_a_slide_that_were_wrapped_by_hand_are_no_items() -> None:
    wrapped = frame("outline", "The rent is due on the", "first day of the month.", item=True)
    listed = frame("outline", "bin", "bottle", item=True)
    _, pages, _ = read(odp(f"<draw:page>{wrapped}</draw:page><draw:page>{listed}</draw:page>"), "a.odp")
    assert [page.text for page in pages] == ["The rent is due on the\nfirst day of the month.", "- bin\n- bottle"]


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    title, pages, parts = read(epub(["<h1>One</h1><p>First.</p>", "<h1>Two</h1><p>Second.</p>"]), "a.epub")
    assert title == "A book"
    assert [(page.place, page.text) for page in pages] == [
        ("section 1", "One\n\nFirst."),
        ("section 2", "Two\n\nSecond."),
    ]
    assert [part.heading for part in parts] == ["One", "Two"]


def test_a_protected_book_and_one_with_entities_are_refused() -> None:
    locked = "<encryption><EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></encryption>"
    fonts = "<encryption><EncryptionMethod Algorithm='http://www.idpf.org/2008/embedding'/></encryption>"
    assert "protected" in refused(epub(["x"], extra={"META-INF/encryption.xml": locked}), "a.epub")
    assert parse(epub(["x"], extra={"META-INF/encryption.xml": fonts}), "a.epub").pages
    hostile = "<!DOCTYPE html [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><html><body>&e;</body></html>"
    assert "entities" in refused(epub(["x"], extra={"OPS/text/c 0.xhtml": hostile}), "a.epub")


def test_rich_text_gives_characters_paragraphs_and_rows() -> None:
    source = (
        r"{\rtf1\ansi\ansicpg1252{\info{\title The lease}}{\fonttbl\f0 Arial;}\f0 Die Miete ist f\'e4llig.\par "
        r"\u31199?\u37329? rent \u-10179?\u-8704?\par \trowd\cellx1\cellx2 a\cell b\cell\row c\cell d\cell\row}"
    )
    title, [page], _ = read(source.encode(), "a.rtf")
    assert title == "The lease"
    assert "Die Miete ist fällig." in page.text
    assert "租金 rent 😀" in page.text
    assert "a | b\nc | d" in page.text


def test_heads_and_feet_of_rich_text_come_once_before_the_text() -> None:
    source = (
        r"{\rtf1\ansi\headery720{\header Keller {\b & Sons}, reference 77\par}"
        r"{\headerl Keller & Sons, reference 78\par}"
        r"{\footerf Bank: {\footnote no tip}12 34\par}The rent is due.{\footnote On the first.}\par No pets.\par}"
    )
    _, [page], _ = read(source.encode(), "a.rtf")
    assert page.text.split("\n\n") == [
        "Keller & Sons, reference 77",
        "Bank: no tip12 34",
        "The rent is due.",
        "On the first.",
        "No pets.",
    ]


# mail


def message(**headers: str) -> EmailMessage:
    found = EmailMessage()
    for name, value in headers.items():
        found[name] = value
    return found


def test_a_message_gives_its_headers_its_text_and_what_is_attached() -> None:
    mail = message(Subject="Die Kündigung", From="Ada <ada@example.org>", To="b@example.org", Bcc="hidden@example.org")
    mail.set_content("The flat is free in May.")
    mail.add_alternative("<p>The flat is <b>free</b> in May.</p>", subtype="html")
    mail.add_attachment(
        pdf([["The deposit is one month."]]), maintype="application", subtype="pdf", filename="lease.pdf"
    )
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../map.png")
    title, pages, parts = read(mail.as_bytes(), "a.eml")
    assert title == "Die Kündigung"
    assert pages[0].text.startswith("Die Kündigung\n\nFrom: Ada <ada@example.org>\nTo: b@example.org\n\nThe flat")
    assert pages[0].text.count("free") == 1
    assert "hidden" not in pages[0].text
    assert "Attachment: lease.pdf (application/pdf" in pages[0].text
    assert "Attachment: map.png (image/png" in pages[0].text
    assert (pages[1].place, pages[1].text) == ("attachment lease.pdf, page 1", "The deposit is one month.")
    assert parts[-1].place == "attachment lease.pdf, page 1"


def test_an_attachment_that_cannot_be_read_does_not_hide_the_message() -> None:
    mail = message(Subject="Hello")
    mail.set_content("Read me.")
    mail.add_attachment(b"PK\x03\x04 cut", maintype="application", subtype="zip", filename="a.docx")
    _, pages, _ = read(mail.as_bytes(), "a.eml")
    assert "Read me." in pages[0].text
    assert "could not be read: damaged" in pages[1].text


def test_mail_in_any_encoding_and_with_html_only_is_read() -> None:
    mail = message(Subject="x")
    mail.set_content(
        "<p>Grüße<br>aus Köln</p><script>no()</script>", subtype="html", charset="iso-8859-1", cte="base64"
    )
    assert read(mail.as_bytes(), "a.eml")[1][0].text.endswith("Grüße\naus Köln")
    odd = b"Subject: =?utf-9?b?!!?=\nContent-Type: text/plain; charset=made-up\n\ncaf\xc3\xa9"
    assert read(odd, "a.eml")[1][0].text.endswith("café")


def test_an_encrypted_message_says_so() -> None:
    assert "key" in refused(
        b"Subject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nMII", "a.eml"
    )


def test_a_mailbox_has_a_page_for_each_message() -> None:
    first = b"From ada@example.org Mon Jan  1 10:00:00 2024\nSubject: One\n\nThe first.\n"
    first += b">From here on.\nFrom Rome 2020 not a border\n\n"
    second = b"From bob@example.org Tue Jan  2 10:00:00 2024\nSubject: Two\n\nThe second.\n"
    _, pages, parts = read(first + second, "a.mbox")
    assert [(page.number, page.place) for page in pages] == [(None, "message 1"), (None, "message 2")]
    assert pages[0].text.endswith("The first.\nFrom here on.\nFrom Rome 2020 not a border")
    assert [part.heading for part in parts] == ["One", "Two"]
    assert "not a mailbox" in refused(b"hello", "a.mbox")


# notebooks


def test_a_notebook_gives_prose_code_and_the_text_of_outputs_by_cell() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Roof\n", "It *leaks*."]},
        {
            "cell_type": "code",
            "source": "1 + 1",
            "outputs": [
                {"output_type": "execute_result", "data": {"text/plain": "2", "image/png": "AAAA"}},
                {"output_type": "stream", "text": ["printed\n"]},
                {"output_type": "error", "ename": "ValueError", "evalue": "bad", "traceback": ["\x1b[31m"]},
                {"output_type": "stream", "text": "x" * 5_000},
            ],
        },
    ]
    title, [page], parts = read(json.dumps({"cells": cells}).encode(), "a.ipynb")
    assert title == "Roof"
    assert page.text.startswith("Roof\n\nIt leaks.\n\n1 + 1\n\n2\n\nprinted\n\nValueError: bad\n\nxxx")
    assert page.text.endswith("[the rest of this output is left out]")
    assert parts[0].place.startswith("cell")
    assert "AAAA" not in page.text


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"cells": 3}', b'{"cells": [1]}', b'{"nothing": 1}'])
def test_a_file_that_is_no_notebook_is_damaged(data: bytes) -> None:
    assert "notebook" in refused(data, "a.ipynb")


# what a file is


def test_the_content_decides_between_packages() -> None:
    assert parse(xlsx({"S": [["x"]]}), "a.docx").pages[0].place == "sheet S"
    assert parse(pptx([("T", "")]), "a.xlsx").pages[0].place == "slide 1"
    assert parse(odt("<p xmlns='t'>x</p>"), "a.docx").pages
    assert parse(b"name,age\nAnna,4\n", "a.xlsx").pages[0].blocks[1].text == "name: Anna | age: 4"
    assert "archive" in refused(package({"a.txt": "x"}), "a.txt")


@pytest.mark.parametrize("name", ["a.pptx", "a.xlsx", "a.odt", "a.odp", "a.epub", "a.docx"])
def test_packages_that_are_cut_or_foreign_are_damaged(name: str) -> None:
    for data in (simple_docx()[:700], package({"a.txt": "x"}), b"\x00\x01\x02"):
        assert "damaged" in refused(data, name)


@pytest.mark.parametrize(
    ("name", "data", "part"),
    [
        ("a.pptx", pptx([("T", "")]), "ppt/slides/slide1.xml"),
        ("a.xlsx", xlsx({"S": [["x"]]}), "xl/worksheets/sheet1.xml"),
        ("a.odt", odt("<p/>"), "content.xml"),
        ("a.odp", odp("<page/>"), "content.xml"),
        ("a.epub", epub(["x"]), "OPS/book.opf"),
    ],
)
def test_a_doctype_in_any_package_is_refused(name: str, data: bytes, part: str) -> None:
    hostile = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + member(data, part)
    assert "refused" in refused(with_members(data, {part: hostile}), name)


def test_show_names_the_places_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "talk.pptx"
    path.write_bytes(pptx([("Start", ""), ("End", "")]))
    shown = []
    for arguments in ([], ["--json"]):
        monkeypatch.setattr(sys, "argv", ["uniconv-edge", "show", str(path), *arguments])
        before = os.umask(0o022)
        with contextlib.suppress(SystemExit):
            main()
        os.umask(before)
        shown.append(capsys.readouterr().out)
    assert shown[0] == "--- slide 1 ---\nStart\n--- slide 2 ---\nEnd\n"
    assert json.loads(shown[1]) == {
        "schema": 1,
        "path": str(path),
        "status": "ok",
        "reason": "",
        "unread": "",
        "pages": [
            {"page": 1, "place": "slide 1", "heading": "Start", "text": "Start"},
            {"page": 2, "place": "slide 2", "heading": "End", "text": "End"},
        ],
    }


def test_a_row_of_several_lines_beside_each_other_is_text_and_no_table() -> None:
    def build(document) -> None:
        head = document.add_table(rows=1, cols=2)
        head.cell(0, 0).text = "Ms Ida Berg\nHafenweg 4\n24103 Kiel"
        head.cell(0, 1).text = "Our reference: KB/88"
        head.cell(0, 1).add_paragraph("Date: 2 April 2025")
        row = document.add_table(rows=1, cols=2)
        row.cell(0, 0).text, row.cell(0, 1).text = "Rent", "920"

    [page] = parse(docx(build), "a.docx").pages
    assert [block.text for block in page.blocks] == [
        "Ms Ida Berg\nHafenweg 4\n24103 Kiel",
        "Our reference: KB/88",
        "Date: 2 April 2025",
        "Rent | 920",
    ]


def test_a_chart_tells_its_numbers_by_category_and_series() -> None:
    def cache(kind: str, *values: str, code: str = "") -> str:
        points = "".join(f'<c:pt idx="{n}"><c:v>{value}</c:v></c:pt>' for n, value in enumerate(values))
        return f"<c:{kind}>{code and f'<c:formatCode>{code}</c:formatCode>'}{points}</c:{kind}>"

    series = "".join(
        f"<c:ser><c:tx>{cache('strCache', name)}</c:tx><c:cat>{cache('strCache', 'Staff', 'Rent')}</c:cat>"
        f"<c:val>{cache('numCache', *values, code=code)}</c:val></c:ser>"
        for name, values, code in (("2024", ("182000.5", "21000"), "General"), ("Share", ("0.9", "odd"), "0%"))
    )
    chart = etree.fromstring(f'<c:chart xmlns:c="{CHART}">{series}</c:chart>')
    assert [block.text for block in chart_blocks(chart)] == [
        "2024 | Staff | Rent | Share",
        "Staff | 2024: 182000.5 | Share: 90%",
        "Rent | 2024: 21000 | Share: odd",
    ]
