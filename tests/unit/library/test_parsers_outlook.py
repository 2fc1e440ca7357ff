"""Messages of Outlook (msg), read as those of e-mail are."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from email.message import EmailMessage

import compressed_rtf
import pytest
from compound_files import compound, outlook_streams

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.mail import parse_alone

SUBJECT, BODY, HTML, RICH, HEADERS, SENT, CLASS = 0x0037, 0x1000, 0x1013, 0x1009, 0x007D, 0x0039, 0x001A
FROM, FROM_SMTP, SENDER, SENDER_ADDRESS, BODY_PAGE = 0x0042, 0x5D02, 0x0C1A, 0x0C1F, 0x3FDE
NAME, SMTP, ADDRESS, KIND = 0x3001, 0x39FE, 0x3003, 0x0C15
DATA, FILE_NAME, SHORT_NAME, MIME, CONTENT_ID = 0x3701, 0x3707, 0x3704, 0x370E, 0x3712
TOLD = {
    SUBJECT: "Rent for Über Street",
    BODY: "The rent is 500 euros.\r\nIt is due on the 3rd.",
    FROM: "Anna Berg",
    FROM_SMTP: "anna@example.org",
    SENT: datetime(2024, 3, 1, 9, 30, tzinfo=UTC),
}
PEOPLE = (
    {NAME: "Béla Nagy", SMTP: "bela@example.org", KIND: 1},
    {NAME: "Cara", ADDRESS: "/O=EXAMPLE/CN=CARA", KIND: 2},
    {NAME: "Dan", SMTP: "dan@example.org", KIND: 3},
)


def texts(data: bytes, name: str = "a.msg") -> list[str]:
    return [assemble(page).text for page in parse(data, name).pages]


def message(told: dict = TOLD, people: tuple = PEOPLE, attached: tuple = ()) -> bytes:
    return compound(outlook_streams(told, people, attached))


def test_a_message_is_read_as_the_same_one_of_e_mail() -> None:
    other = EmailMessage()
    other["Subject"], other["Date"] = TOLD[SUBJECT], "Fri, 01 Mar 2024 09:30:00 +0000"
    other["From"], other["To"], other["Cc"] = "Anna Berg <anna@example.org>", "Béla Nagy <bela@example.org>", "Cara"
    other.set_content(TOLD[BODY])
    other.add_attachment(b"The deposit is one month.", maintype="text", subtype="plain", filename="große.txt")
    attached = ({FILE_NAME: "große.txt", DATA: b"The deposit is one month.", MIME: "text/plain"},)
    data = message(attached=attached)
    assert texts(data) == texts(other.as_bytes(), "a.eml") == texts(data, "a.eml")
    assert parse(data, "a.msg").title == TOLD[SUBJECT]
    assert [page.place for page in parse(data, "a.msg").pages] == ["", "attachment große.txt"]


def test_headers_as_they_were_sent_come_before_the_properties() -> None:
    sent = "From: Anna <a@example.org>\r\nTo: all@example.org\r\nDate: Fri, 1 Mar 2024 10:30:00 +0100\r\n\r\n"
    [text] = texts(message({**TOLD, HEADERS: sent}))
    assert "From: Anna <a@example.org>\nTo: all@example.org\nCc: Cara\nDate: Fri, 1 Mar 2024 10:30:00 +0100" in text


def test_what_stands_before_headers_does_not_hide_the_properties() -> None:
    [text] = texts(message({**TOLD, HEADERS: "Microsoft Mail Internet Headers Version 2.0\r\nx"}))
    assert "From: Anna Berg <anna@example.org>" in text


def test_without_whom_it_was_sent_for_the_sender_is_told() -> None:
    [text] = texts(message({SUBJECT: "x", BODY: "y", SENDER: "Eve", SENDER_ADDRESS: "eve@example.org"}, ()))
    assert text == "x\n\nFrom: Eve <eve@example.org>\n\ny"


def test_an_address_that_is_not_ascii_is_told() -> None:
    assert "From: Anna <jörg@exämple.de>" in texts(message({**TOLD, FROM: "Anna", FROM_SMTP: "jörg@exämple.de"}))[0]


def test_html_is_read_where_there_is_no_plain_text_and_rich_text_where_there_is_neither() -> None:
    html = "<html><body><p>Größe: 30 m²</p></body></html>".encode("cp1252")
    assert texts(message({SUBJECT: "x", HTML: html, BODY_PAGE: 1252}, ()))[0].endswith("Größe: 30 m²")
    rich = compressed_rtf.compress(rb"{\rtf1\ansi First line.\par Second line.\par}")
    assert texts(message({SUBJECT: "x", RICH: rich}, ()))[0].endswith("First line.\n\nSecond line.")
    damaged = rich[:20] + b"\xff" + rich[21:]
    assert "[the text of this message could not be read: " in texts(message({SUBJECT: "x", RICH: damaged}, ()))[0]


def test_text_of_one_byte_a_character_is_read_by_its_code_page() -> None:
    for told in (0x3FFD, BODY_PAGE):
        streams = outlook_streams({told: 1251})
        streams |= dict.fromkeys(("__substg1.0_0037001E", "__substg1.0_1000001E"), "Аренда".encode("cp1251"))
        assert texts(compound(streams)) == ["Аренда\n\nАренда"]


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
def test_text_of_no_code_page_is_read_as_it_can_be(codec: str) -> None:
    streams = outlook_streams({}) | {"__substg1.0_1000001E": "The kennels cost £22 a night.".encode(codec)}
    assert "cost £22 a night" in texts(compound(streams))[0]


def test_a_message_inside_a_message_is_read_with_it() -> None:
    deepest = outlook_streams({SUBJECT: "Deepest", BODY: "Keys are with Tom."}, inside=True)
    inner = outlook_streams({SUBJECT: "Inner", BODY: "Inner words."}, PEOPLE[:1], (deepest,), inside=True)
    parsed = parse(message(attached=(inner,)), "a.msg")
    page = assemble(parsed.pages[0])
    assert "Inner\nTo: Béla Nagy <bela@example.org>\n\nInner words.\n\nDeepest\n\nKeys are with Tom." in page.text
    assert [heading.text for heading in page.headings] == [TOLD[SUBJECT], "Inner", "Deepest"]


def test_pictures_drawn_in_the_text_are_not_named_as_attached() -> None:
    html = b"<html><body><p>Hello.</p><img src='cid:1'></body></html>"
    picture = {FILE_NAME: "image001.png", DATA: b"x", MIME: "image/png", CONTENT_ID: "1"}
    [text] = texts(
        message({SUBJECT: "x", BODY: "Hello.", HTML: html}, (), (picture, {SHORT_NAME: "A~1.ZIP", DATA: b"y"}))
    )
    assert text == "x\n\nHello.\n\nAttachment: A~1.ZIP (application/zip, 1 bytes)"


def test_a_locked_message_needs_a_key_and_a_signed_one_is_read() -> None:
    locked = {FILE_NAME: "smime.p7m", DATA: b"x", MIME: "application/pkcs7-mime"}
    with pytest.raises(DocumentUnreadable, match="it needs a key"):
        parse(message({SUBJECT: "x", CLASS: "IPM.Note.SMIME"}, (), (locked,)), "a.msg")
    signed = b"Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSigned words.\n--b--\n"
    part = {FILE_NAME: "smime.p7m", DATA: signed, MIME: "multipart/signed"}
    told = {SUBJECT: "x", BODY: "Signed words.", CLASS: "IPM.Note.SMIME.MultipartSigned"}
    assert texts(message(told, (), (part,))) == ["x\n\nSigned words."]


def test_a_message_called_msg_that_is_e_mail_is_read() -> None:
    assert texts(b"From: anna@example.org\nSubject: Rent\n\nIt is 500 euros.\n") == [
        "Rent\n\nFrom: anna@example.org\n\nIt is 500 euros."
    ]


def test_an_attachment_that_cannot_be_read_costs_nothing_else() -> None:
    first, bad, good = texts(
        message(attached=({FILE_NAME: "a.docx", DATA: b"PK\x03\x04 cut"}, {FILE_NAME: "b.txt", DATA: b"Good words."}))
    )
    assert "500 euros" in first
    assert bad.startswith("a.docx could not be read: ")
    assert good == "Good words."
    alone = parse_alone(message(attached=({FILE_NAME: "b.txt", DATA: b"x"},)), "a.msg", "too long")
    assert assemble(alone.pages[0]).text.endswith("What is attached could not be read: too long")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no message", "damaged, or not a message of Outlook"),
        (message()[:3000], "damaged"),
        (compound({"__nameid_version1.0/x": b"y"}), "an old Office format"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentUnreadable, match=reason):
        parse(data, "a.msg")


def test_a_time_that_no_calendar_has_is_left_out() -> None:
    streams = outlook_streams({SUBJECT: "x", BODY: "y"})
    streams["__properties_version1.0"] += struct.pack("<HHIQ", 0x0040, SENT, 6, 2**64 - 1)
    assert texts(compound(streams)) == ["x\n\ny"]


def test_what_a_message_of_outlook_answers_is_known_by_its_properties_and_by_its_headers() -> None:
    identifier, parent, earlier = 0x1035, 0x1042, 0x1039
    named = {**TOLD, identifier: "<c@x>", parent: "<b@x>", earlier: "<a@x> <b@x>"}
    assert parse(message(named), "a.msg").pages[0].thread == ("c@x", "b@x", "a@x")
    sent = "From: Anna <a@example.org>\r\nMessage-ID: <d@x>\r\nReferences: <a@x>\r\n <c@x>\r\n\r\n"
    assert parse(message({**TOLD, HEADERS: sent}), "a.msg").pages[0].thread == ("d@x", "c@x", "a@x")
    assert parse(message(), "a.msg").pages[0].thread == ("",)
