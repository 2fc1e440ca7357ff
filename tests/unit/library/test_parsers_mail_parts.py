"""Which of a message's alternatives is read, and what stands beside the others."""

from email.message import EmailMessage, Message
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from uniconv_edge.library.extract.blocks import Parsed, assemble
from uniconv_edge.library.extract.mail import parse

EVENT = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Dentist\nDTSTART:20260310T093000\nLOCATION:Main St 5\n"
    "END:VEVENT\nEND:VCALENDAR\n"
)


def read(message: Message) -> Parsed:
    return parse(message.as_bytes(), "a.eml")


def texts(message: Message) -> list[str]:
    return [assemble(page).text for page in read(message).pages]


def alternatives(*parts: Message) -> MIMEMultipart:
    return MIMEMultipart("alternative", _subparts=parts)


def named(data: bytes, name: str) -> MIMEApplication:
    part = MIMEApplication(data)
    part.add_header("Content-Disposition", "inline", filename=name)
    return part


def test_what_is_attached_to_the_html_alone_is_read() -> None:
    rich = MIMEMultipart("mixed", _subparts=[MIMEText("<p>The offer.</p>", "html"), named(b"Tap,120\n", "offer.csv")])
    body, offer = texts(alternatives(MIMEText("The offer."), rich))
    assert body.startswith("The offer.\n\nAttachment: offer.csv (")
    assert "Tap" in offer


def test_pictures_drawn_in_html_that_is_not_read_are_not_named() -> None:
    picture = MIMEImage(b"GIF89a", "gif")
    rich = MIMEMultipart("related", _subparts=[MIMEText("<p>Hello.</p>", "html"), picture])
    assert texts(alternatives(MIMEText("Hello."), rich)) == ["Hello."]


def test_an_invitation_is_read_once() -> None:
    inside = alternatives(MIMEText("Dentist"), MIMEText("<p>Dentist</p>", "html"), MIMEText(EVENT, "calendar"))
    body, event = texts(inside)
    assert "Attachment: invitation.ics" in body
    assert event == "Dentist\n\nStart: 2026-03-10 09:30\nLocation: Main St 5"
    both = MIMEMultipart("mixed", _subparts=[inside, named(EVENT.replace("\n", "\r\n").encode(), "invite.ics")])
    assert [page.place for page in read(both).pages] == ["", "attachment invite.ics"]


def test_an_invitation_does_not_stand_for_html_without_a_plain_text() -> None:
    assert (
        "Come at nine."
        in texts(alternatives(MIMEText(""), MIMEText("<p>Come at nine.</p>", "html"), MIMEText(EVENT, "calendar")))[0]
    )


@pytest.mark.parametrize(
    ("plain", "rich", "read_as"),
    [
        ("Your program does not support HTML.", "Order 8812 arrives on Friday, with two taps.", "rich"),
        ("https://shop.example/view?id=1234567890123456789", "Order 8812 arrives.", "rich"),
        ("Dear Ada,", "Dear Ada, order 8812 arrives on Friday, with two taps and a sink.", "rich"),
        ("Order 8812 arrives https://shop.example/8812", "Order 8812 arrives soon.", "plain"),
        ("A notice longer than it.", "Logo", "plain"),
    ],
)
def test_html_is_read_where_the_plain_text_says_something_else_or_only_its_beginning(
    plain: str, rich: str, read_as: str
) -> None:
    message = EmailMessage()
    message.set_content(plain)
    message.add_alternative(f"<p>{rich}</p>", subtype="html")
    assert texts(message) == [rich if read_as == "rich" else plain]
