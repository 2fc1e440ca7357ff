"""Word documents of 97 to 2003: text, headings, lists, tables, notes, and what is not read.

`house-rules.doc` was made from `house-rules.fodt` by LibreOffice (`soffice --convert-to doc`); the others at test time.
"""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from compound_files import Para, Word97, compound, sprm, summary
from makers import package, simple_docx

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import format_of, parse

BOLD, STRUCK, HIDDEN, DELETED = sprm(0x0835, 1), sprm(0x0837, 1), sprm(0x083C, 1), sprm(0x0800, 1)
IN_TABLE, ENDS_ROW = sprm(0x2416, 1), sprm(0x2417, 1)


def text_of(document: Word97 | bytes, name: str = "a.doc") -> str:
    data = document if isinstance(document, bytes) else document.bytes()
    return assemble(parse(data, name).pages[0]).text


def headings_of(document: Word97) -> list[tuple[int, str]]:
    return [(each.level, each.text) for each in assemble(parse(document.bytes(), "a.doc").pages[0]).headings]


def row(*cells: str, says: bytes = b"", words: bytes = b"") -> list[Para]:
    return [Para([(cell, words)], IN_TABLE, mark="\x07") for cell in cells] + [
        Para("", IN_TABLE + ENDS_ROW + says, mark="\x07")
    ]


def cells(edges: list[int], flags: list[int]) -> bytes:
    value = bytes([len(flags)]) + struct.pack(f"<{len(edges)}h", *edges)
    value += b"".join(struct.pack("<H18x", each) for each in flags)
    return sprm(0xD608, struct.pack("<H", len(value) + 1) + value)


def test_a_document_of_a_program_is_read_as_its_docx_would_be() -> None:
    data = (Path(__file__).parent / "house-rules.doc").read_bytes()
    parsed = parse(data, "house-rules.doc")
    page = assemble(parsed.pages[0])
    assert parsed.title == "Lärm rules of the house"
    assert [(each.level, each.text) for each in page.headings] == [(1, "Quiet hours"), (2, "Items")]
    assert page.text.split("\n") == [
        *("House of Thornfield, rules of 2003", "", "Printed in York", "", "Quiet hours", ""),
        *("Quiet hours begin at ten in the evening and end at six.", "", "On Sundays at nine.", ""),
        "Music is fine  at noon.  See the full rules. The lot has 10^3 bricks 𝒳 and 😀 emoji.",
        *("", "Comment by Bela Nagy: Ask the neighbours first.", "", "Items"),
        *("1. Wash the stairs", "a) with soap", "b) with water", "2. Dry them", "- bin", "- bottle", ""),
        "Item | 2022 | 2023 | Note",
        "Item: Heating | 2022: 900 | 2023: 950 | Note: gas From the grid.",
        "Item: Heating | 2022, 2023: 910 | Note: oil inner one inner two",
        *("", "After the table.", "", "Words in a box.", "", "Beside a box.", "", "The end note."),
    ]


def test_headings_are_told_by_the_number_the_name_or_the_level_of_their_style() -> None:
    styles = [
        (0, "Normal", b"", b""),
        (2, "Überschrift 2", b"", b""),
        (0xFFE, "heading 3", b"", b""),
        (0xFFE, "Clause", sprm(0x2640, 3), b""),
        (62, "Titel", b"", b""),
    ]
    paras = [Para("Rules", style=4), Para("Two", style=1), Para("Three", style=2), Para("Four", style=3), Para("Text.")]
    document = Word97({0: [*paras, Para("An address", sprm(0x2640, 1))]}, styles=styles)
    assert headings_of(document) == [(1, "Rules"), (2, "Two"), (3, "Three"), (4, "Four")]
    assert parse(document.bytes(), "a.doc").title == "Rules"


def test_short_bold_paragraphs_are_headings_where_there_are_no_others() -> None:
    paras = [Para([("Gas", BOLD)]), Para("Call Ines."), Para([("Water", BOLD)]), Para("Call Tom.")]
    assert headings_of(Word97({0: paras})) == [(2, "Gas"), (2, "Water")]


def test_what_is_deleted_struck_out_or_hidden_is_not_read() -> None:
    words = [("From ", b""), ("eleven ", DELETED), ("twelve ", STRUCK), ("one ", HIDDEN), ("ten on.", b"")]
    assert text_of(Word97({0: [Para(words)]})) == "From ten on."


def test_a_style_may_hide_words_and_they_may_be_shown_in_spite_of_it() -> None:
    styles = [(0, "Normal", b"", b""), (0xFFE, "Secret", b"", HIDDEN)]
    words = [("not this ", b""), ("but this ", sprm(0x083C, 0)), ("and this", sprm(0x083C, 0x81))]
    assert text_of(Word97({0: [Para(words, style=1)]}, styles=styles)) == "but this and this"


def test_of_a_field_its_result_is_read_and_not_its_code() -> None:
    inner = "\x13 IF \x13 DATE \x14a\x15 = a \x14\x13 REF x \x14the yard\x15\x15"
    text = f'See \x13 HYPERLINK "x" \x14the rules\x15, {inner}, \x13 XE y \x15and\x01 more\x1e\x1fover.'
    assert text_of(Word97({0: [Para(text)]})) == "See the rules, the yard, and more-over."


def test_a_field_that_has_no_end_hides_nothing() -> None:
    assert text_of(Word97({0: [Para("One \x13 two."), Para("Three.")]})) == "One  two.\n\nThree."


def test_a_sign_of_a_font_is_read_where_it_is_known() -> None:
    name = "Symbol\0".encode("utf-16-le")
    fonts = b"\x01\0\0\0" + bytes([39 + len(name)]) + bytes(39) + name
    words = [("Up to 60", b""), ("(", sprm(0x6A09, b"\0\0\xb0\xf0")), ("C (", b""), ("(", sprm(0x6A09, b"\x07\0J\xf0"))]
    assert text_of(Word97({0: [Para([*words, ("hot)", b"")])]}, parts={15: fonts})) == "Up to 60°C (hot)"


def test_rows_of_tables_carry_the_names_of_their_columns() -> None:
    table = [*row("Item", "2022", "2023", words=BOLD), *row("Heating", "900", "950"), *row("Water", "", "80")]
    expected = "Item | 2022 | 2023\nItem: Heating | 2022: 900 | 2023: 950\nItem: Water | 2023: 80\n\nEnd."
    assert text_of(Word97({0: [*table, Para("End.")]})) == expected


def test_a_table_whose_rows_are_all_marked_as_its_head_has_none() -> None:
    head = sprm(0x3404, 1)
    table = [*row("Item", "2022", "2023", says=head, words=BOLD), *row("Heating", "900", "950", says=head)]
    assert text_of(Word97({0: table})).split("\n")[1] == "Item: Heating | 2022: 900 | 2023: 950"


def test_cells_over_several_columns_or_rows_stand_in_all_of_them() -> None:
    head = sprm(0x3404, 1)
    table = [
        *row("Item", "2022", "2023", says=head + cells([0, 2000, 3000, 4000], [0, 0, 0])),
        *row("Heating", "900", "950", says=cells([0, 2010, 3000, 4000], [0x60, 0, 0])),
        *row("", "910", says=cells([0, 2000, 4000], [0x20, 0])),
    ]
    assert text_of(Word97({0: table})).split("\n")[1:] == [
        "Item: Heating | 2022: 900 | 2023: 950",
        "Item: Heating | 2022, 2023: 910",
    ]


def test_what_is_said_of_a_row_may_stand_elsewhere() -> None:
    rows = cells([0, 2000, 4000], [0, 0])
    long = b"\0\0\0\0" + struct.pack("<H", len(IN_TABLE + ENDS_ROW + rows)) + IN_TABLE + ENDS_ROW + rows
    away = [Para("", sprm(0x6646, struct.pack("<I", 4)), mark="\x07")]
    table = [*row("Oil", "4")[:-1], *away, *row("Gas", "5", "6")]
    assert text_of(Word97({0: table}, elsewhere=long)) == "Oil | 4\nGas | 5 | 6"


def test_heads_come_once_with_their_boxes_and_without_numbers_of_pages() -> None:
    heads = [Para("House of Thornfield"), Para("Page \x13 PAGE \x141\x15"), Para("House of Thornfield")]
    first, second = (len(para.words) + 1 for para in heads[:2])
    places = [0] * 7 + [first, first + second, 2 * first + second, 2 * first + second]
    parts = {11: struct.pack(f"<{len(places)}I", *places)}
    document = Word97({0: [Para("Text.")], 2: heads, 7: [Para("Printed in York")]}, parts=parts)
    assert text_of(document) == "House of Thornfield\n\nPrinted in York\n\nText."


def test_a_table_of_one_cell_is_a_frame_around_text() -> None:
    frame = [
        Para("First.", IN_TABLE),
        Para("Second.", IN_TABLE, mark="\x07"),
        Para("", IN_TABLE + ENDS_ROW, mark="\x07"),
    ]
    assert text_of(Word97({0: frame})) == "First.\n\nSecond."


def test_text_in_one_byte_a_character_and_in_pieces_is_put_together() -> None:
    assert text_of(Word97({0: [Para("Größe “30 €”.")]}, narrow=True)) == "Größe “30 €”."
    lists = b"\x01" + struct.pack("<H", len(DELETED)) + DELETED
    document = Word97({0: [Para("One two three four.")]}, parts={33: lists}, pieces=[(0, 0), (4, 1), (8, 0)])
    assert text_of(document) == "One three four."


def test_a_short_change_beside_a_piece_holds_for_it() -> None:
    hidden = 0x5C << 1 | 1 << 8
    assert text_of(Word97({0: [Para("One two three.")]}, pieces=[(0, 0), (4, hidden), (8, 0)])) == "One three."


def test_lists_that_are_cut_are_items_with_a_dash() -> None:
    item = sprm(0x460B, struct.pack("<H", 1))
    assert text_of(Word97({0: [Para("bin", item), Para("bottle", item)]}, parts={73: b"\x05"})) == "- bin\n- bottle"


def test_the_bytes_decide_what_a_file_called_doc_is() -> None:
    assert text_of(rb"{\rtf1\ansi Rich text.\par}") == "Rich text."
    assert text_of(b"<html><body><p>A page.</p></body></html>") == "A page."
    assert text_of(simple_docx("New Word.")) == "New Word."
    assert text_of("Plain text,\nin two lines – here.\n".encode()) == "Plain text,\nin two lines – here."
    assert text_of(Word97({0: [Para("Old Word.")]}), "a.docx") == "Old Word."
    archive = (
        b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><meta charset=3Dgb2312><p>Gr=C3=B6=C3=9Fe</p></html>\r\n--b\r\n"
        b"Content-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    assert text_of(archive) == text_of(archive, "a.mht") == "Größe"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (Word97({0: [Para("x")]}, flags=0x100).bytes(), "needs a password"),
        (Word97({0: [Para("x")]}, magic=0xA5DC, version=0x68).bytes(), "Word 6 or 95"),
        (b"\xdb\xa5-\0" + bytes(600), "Word 2 or older"),
        (b"\xffWPC" + bytes(600), "WordPerfect"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Word.Document"?>\n<w:wordDocument/>', "XML of Word 2003"),
        (b"\0\1\2\3" * 400, "damaged, or not a Word document"),
        (compound({"CONTENTS": b"x"}), "an old Office format"),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "needs a password"),
        (Word97({0: [Para("x" * 9000)]}).bytes()[:5000], "damaged"),
        (package({"a.txt": "x"}), "damaged|zip archive"),
    ],
)
def test_what_cannot_be_read_as_a_word_document_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        parse(data, "a.doc")


@pytest.mark.parametrize(
    ("stream", "title"),
    [
        (summary("Die Größe\0".encode("cp1252")), "Die Größe"),
        (summary("Аренда\0".encode("cp1251"), 1251), "Аренда"),
        (summary("Аренда\0".encode(), 65001), "Аренда"),
        (summary("Größe\0".encode("utf-16-le"), 1200), "Größe"),
        (summary("Größe\0".encode("utf-16-le"), kind=31), "Größe"),
        (summary(b"Document\0"), "Rules"),
        (summary(b"x", count=2**32 - 1), "Rules"),
        (summary(b"x")[:60], "Rules"),
    ],
)
def test_the_title_of_the_summary_is_read_in_its_code_page(stream: bytes, title: str) -> None:
    streams = Word97({0: [Para("Rules", style=0)]}, styles=[(1, "heading 1", b"", b"")]).streams()
    assert parse(compound({**streams, "\x05SummaryInformation": stream}), "a.doc").title == title


def test_a_workbook_inside_a_document_does_not_make_it_one() -> None:
    streams = Word97({0: [Para("Words.")]}).streams()
    data = compound({**streams, "ObjectPool/_1/Workbook": b"x" * 5000})
    assert text_of(data) == "Words."


def test_these_endings_are_read() -> None:
    assert [format_of(name) for name in ("a.doc", "a.DOC", "a.msg", "a.mht", "a.mhtml")] == [
        *("doc", "doc", "msg", "mhtml", "mhtml")
    ]
