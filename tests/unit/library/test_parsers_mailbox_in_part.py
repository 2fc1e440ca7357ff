"""A mailbox beyond the limits is read in part, the newest messages first, and what is not read is told."""

import pytest
from test_parsers_attachments import BEGINS, message

from uniconv_edge.library.extract import blocks, mail
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse


def mailbox(*messages: bytes) -> bytes:
    return b"".join(BEGINS + each.rstrip() + b"\n\n" for each in messages)


def plain(number: int) -> bytes:
    return f"Subject: Number {number}\n\nThis is message {number}.\n".encode()


def places(data: bytes) -> tuple[list[str], str]:
    parsed = parse(data, "a.mbox")
    return [page.place for page in parsed.pages], parsed.unread


def test_of_too_many_messages_the_newest_are_read() -> None:
    read, unread = places(mailbox(*map(plain, range(1, 5_002))))
    assert (read[0], read[-1]) == ("message 502", "message 5001")
    assert len(read) == 4_500
    assert unread == "the oldest 501 of 5,001 messages are left out: the mailbox has more than 5,000 pages"


def test_as_many_messages_as_the_limits_allow_are_all_read() -> None:
    read, unread = places(mailbox(*map(plain, range(1, 5_001))))
    assert (len(read), unread) == (5_000, "")


def test_of_too_many_characters_the_newest_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_CHARACTERS", 1_000)
    read, unread = places(mailbox(*map(plain, range(1, 101))))
    assert read[-1] == "message 100"
    assert 5 < len(read) < 30
    assert unread.startswith(f"the oldest {100 - len(read)} of 100 messages are left out: the mailbox holds more than")


def test_beside_the_newest_messages_there_is_room_for_what_is_attached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_PAGES", 20)
    data = mailbox(*map(plain, range(1, 40)), message((b"The boiler is of 1994.", "facts.txt")))
    read, unread = places(data)
    assert read[-2:] == ["message 40", "message 40, attachment facts.txt"]
    assert read[0] == "message 23"
    assert unread.startswith("the oldest 22 of 40 messages are left out")


def test_the_newest_message_alone_beyond_the_limits_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_CHARACTERS", 10)
    with pytest.raises(mail.DocumentUnreadable, match="holds more than 10 characters"):
        parse(mailbox(plain(1), plain(2)), "a.mbox")


def test_where_no_room_is_left_what_is_attached_is_told_to_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_PAGES", 2)
    read, unread = places(mailbox(plain(1), message((b"The boiler is of 1994.", "facts.txt"))))
    assert read == ["message 1", "message 2"]
    assert unread == "what is attached is left out: the mailbox has more than 2 pages"


@pytest.mark.parametrize("name", ["a.eml", "a.mbox"])
def test_attachments_that_are_not_read_are_told_the_first_by_name(name: str) -> None:
    bad = [(b"[" * 100_000, f"{letter}.ipynb") for letter in "abcde"]
    whole = message(*bad, (b"Read.", "f.txt"), (b"  ", "empty.txt"), (b"\x89PNG", "g.png"))
    unread = parse(mailbox(whole) if name == "a.mbox" else whole, name).unread
    said = [part.partition(" could not be read: ")[0] for part in unread.split("; ")]
    # Bytes that several have are read once in a mailbox.
    assert said == (
        ["a.ipynb", "empty.txt holds no text"] if name == "a.mbox" else ["a.ipynb", "b.ipynb", "c.ipynb", "so 3 more"]
    )


def test_a_message_read_whole_has_nothing_unread() -> None:
    parsed = parse(message((b"Read.", "f.txt"), (b"\x89PNG", "g.png")), "a.eml")
    assert parsed.unread == ""
    assert [assemble(page).text for page in parsed.pages][1] == "Read."


def test_without_its_attachments_a_mailbox_says_so_beside_what_it_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "MAX_PAGES", 20)
    parsed = mail.parse_alone(mailbox(*map(plain, range(1, 41))), "a.mbox", "took too long")
    assert parsed.unread == (
        "the oldest 22 of 40 messages are left out: the mailbox has more than 20 pages; "
        "what is attached could not be read: took too long"
    )
