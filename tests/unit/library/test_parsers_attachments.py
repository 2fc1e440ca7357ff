"""Attachments, parts and messages of a mailbox that cannot be read: what holds them is read all the same."""

from email.message import EmailMessage

import pytest

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import blocks
from uniconv_edge.library.extract import mailbox as mailbox_parser
from uniconv_edge.library.extract import process as extraction
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.process import Extractor

SAID = "The rent is 500 euros."
LAST = "The deposit is one month."
BEGINS = b"From ada@example.org Mon Jan  1 10:00:00 2024\n"


def message(*attached: tuple[bytes, str]) -> bytes:
    whole = EmailMessage()
    whole["Subject"] = "Lease"
    whole.set_content(SAID)
    for data, name in attached:
        whole.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return whole.as_bytes()


def texts(data: bytes, name: str = "a.eml") -> list[str]:
    return [assemble(page).text for page in parse(data, name).pages]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"[" * 100_000, "a.ipynb", "nested too deeply"),
        (b"{\\rtf1 \\uc x}", "a.rtf", "damaged rich text"),
        (b"PK\x03\x04 cut", "a.docx", "damaged"),
    ],
)
def test_an_attachment_that_cannot_be_read_costs_nothing_else(data: bytes, name: str, reason: str) -> None:
    first, bad, good = texts(message((data, name), (LAST.encode(), "b.txt")))
    assert SAID in first
    assert bad.startswith(f"{name} could not be read: ")
    assert reason in bad
    assert good == LAST


@pytest.mark.parametrize("error", [OverflowError("too large"), KeyError("x"), AssertionError()])
def test_whatever_a_parser_raises_is_said_in_place_of_the_attachment(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def raising(_data: bytes, _name: str):
        raise error

    monkeypatch.setattr("uniconv_edge.library.extract.plain.parse", raising)
    assert texts(message((b"x", "a.txt")))[1] == f"a.txt could not be read: damaged ({type(error).__name__})"


def test_memory_that_is_spent_is_no_matter_of_one_attachment(monkeypatch: pytest.MonkeyPatch) -> None:
    def spending(_data: bytes, _name: str):
        raise MemoryError

    monkeypatch.setattr("uniconv_edge.library.extract.plain.parse", spending)
    with pytest.raises(MemoryError):
        parse(message((b"x", "a.txt")), "a.eml")


def test_attachments_beyond_the_limit_of_characters_are_left_out_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocks, "MAX_CHARACTERS", 4_000)
    attached = [(b"word " * 500, "a.txt"), (b"word " * 500, "b.txt"), (b"word", "c.txt")]
    first, one, notice = pages = texts(message(*attached))
    assert SAID in first
    assert one.startswith("word word")
    assert notice.startswith("b.txt is left out from here on, and what is attached after it: ")
    assert "4,000 characters" in notice
    assert sum(map(len, pages)) <= 4_000


def test_short_lines_of_an_attachment_count_with_what_stands_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_CHARACTERS", 4_000)
    rows = b"# a\n\n" * 1_200  # each with a blank line behind it
    first, notice = pages = texts(message((rows, "a.md")))
    assert SAID in first
    assert "a.md is left out" in notice
    assert sum(map(len, pages)) <= 4_000


def test_attachments_beyond_the_limit_of_pages_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_PAGES", 4)
    pages = texts(message(*((f"note {number}".encode(), f"{number}.txt") for number in range(6))))
    assert pages[1:3] == ["note 0", "note 1"]
    assert "4 pages" in pages[3]
    assert len(pages) == 4


def test_one_of_several_texts_that_cannot_be_read_is_said_to_be_so() -> None:
    two = EmailMessage()
    two.set_content(SAID)
    two.make_mixed()
    bad = EmailMessage()
    bad["Content-Type"] = "text/html"
    bad.set_payload("<div>" * 5_000 + "x")
    two.attach(bad)
    [text] = texts(two.as_bytes())
    assert SAID in text
    assert "[a part of this message could not be read: " in text
    with pytest.raises(DocumentUnreadable):
        parse(bad.as_bytes(), "a.eml")  # it has nothing else


def test_a_message_that_cannot_be_read_is_one_line_of_its_mailbox() -> None:
    good = BEGINS + b"Subject: Lease\n\n" + SAID.encode() + b"\n\n"
    parts = BEGINS + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 2_001 + b"\n"
    before, bad, after = parse(good + parts + good, "a.mbox").pages
    assert (before.place, bad.place, after.place) == ("message 1", "message 2", "message 3")
    assert assemble(bad).text.startswith("This message could not be read: nested too deeply, or more than 2,000 parts")
    assert SAID in assemble(before).text
    assert SAID in assemble(after).text


def test_memory_that_is_spent_ends_a_mailbox(monkeypatch: pytest.MonkeyPatch) -> None:
    def spending(_data: bytes):
        raise MemoryError

    monkeypatch.setattr(mailbox_parser, "message_from_bytes", spending)
    with pytest.raises(MemoryError):
        parse(BEGINS + b"Subject: x\n\ny\n", "a.mbox")


def mailbox(*messages: bytes) -> bytes:
    return b"".join(BEGINS + each + b"\n" for each in messages)


def places(data: bytes) -> list[tuple[str, str]]:
    return [(page.place, assemble(page).text) for page in parse(data, "a.mbox").pages]


def test_what_is_attached_in_a_mailbox_is_read_behind_its_message() -> None:
    (one, said), (first, text), (two, other) = places(mailbox(message((LAST.encode(), "b.txt")), message()))
    assert (one, first, two) == ("message 1", "message 1, attachment b.txt", "message 2")
    assert SAID in said
    assert "Attachment: b.txt" in said
    assert text == LAST
    assert SAID in other


def test_what_several_messages_of_a_mailbox_hold_is_read_with_the_newest() -> None:
    same = (LAST.encode(), "b.txt")
    found = places(mailbox(message(same), message(same, (b"other", "c.txt"))))
    assert [place for place, _ in found] == [
        "message 1", "message 2", "message 2, attachment b.txt", "message 2, attachment c.txt",
    ]  # fmt: skip


def test_older_attachments_of_a_mailbox_beyond_a_limit_are_left_out_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocks, "MAX_PAGES", 6)
    notes = [message((f"note {number}".encode(), f"{number}.txt")) for number in range(4)]
    found = dict(places(mailbox(*notes)))
    assert len(found) == 6
    assert found["message 4, attachment 3.txt"] == "note 3"
    assert found["message 3, attachment 2.txt"].startswith(
        "2.txt is left out, what is attached after it, and to the messages before this one: the mailbox has more than 6"
    )


def test_a_mailbox_with_much_attached_is_read_for_some_seconds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox_parser, "_ATTACHED_SECONDS", -1)
    (_, said), (place, notice) = places(mailbox(message((LAST.encode(), "b.txt"))))
    assert SAID in said
    assert place == "message 1, attachment b.txt"
    assert notice.endswith("the mailbox has more attached than is read in -1 s")


def test_attachments_never_cost_a_mailbox_whose_messages_just_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_PAGES", 2)
    found = places(mailbox(message((LAST.encode(), "b.txt")), message()))
    assert [place for place, _ in found] == ["message 1", "message 2"]


DEADLY = """
from uniconv_edge.library.extract import child, formats, plain
import os
real = plain.parse
def deadly(data, name):
    if data == b"kill": os.kill(os.getpid(), 11)
    if data == b"memory": raise MemoryError
    return real(data, name)
plain.parse = deadly
child.main()
"""


@pytest.fixture
def deadly(own_reader: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading process that some attachments end."""
    spawn = extraction.subprocess.Popen
    monkeypatch.setattr(
        extraction.subprocess, "Popen", lambda arguments, **named: spawn([arguments[0], "-c", DEADLY], **named)
    )


@pytest.mark.parametrize(("data", "reason"), [(b"kill", "SIGSEGV"), (b"memory", "memory")])
@pytest.mark.usefixtures("deadly")
def test_an_attachment_that_ends_the_process_does_not_cost_the_message(data: bytes, reason: str) -> None:
    with Extractor() as extractor:
        found = extractor.extract("a.eml", message((data, "a.txt"), (LAST.encode(), "b.txt")))
        assert found.title == "Lease"
        [page] = found.pages
        assert SAID in page.text
        assert "What is attached could not be read: " in page.text
        assert reason in page.text
        with pytest.raises(DocumentUnreadable, match=reason):
            extractor.extract("a.txt", data)
        assert extractor.extract("b.txt", b"After.").pages[0].text == "After."


@pytest.mark.usefixtures("deadly")
def test_an_attachment_that_ends_the_process_does_not_cost_the_mailbox() -> None:
    with Extractor() as extractor:
        found = extractor.extract("a.mbox", mailbox(message((b"kill", "a.txt")), message()))
    assert [page.place for page in found.pages] == ["message 1", "message 2"]
    assert SAID in found.pages[0].text
    assert "What is attached could not be read: the parser crashed (SIGSEGV)" in found.pages[1].text


def test_a_message_whose_reading_is_stopped_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, str]] = []

    def stopped(extractor: Extractor, _name: str, _data: bytes, **special: str) -> None:
        asked.append(special)
        extractor.close()
        raise extraction._ProcessEnded("the reading process was killed")

    monkeypatch.setattr(Extractor, "_extract", stopped)
    with Extractor() as extractor:
        with pytest.raises(DocumentUnreadable, match="was killed"):
            extractor.extract("a.eml", message())
        with pytest.raises(DocumentUnreadable, match="was stopped"):
            extractor._read_scan("a.pdf", b"")
    assert asked == [{}]
