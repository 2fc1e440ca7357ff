"""Mailboxes (mbox): the messages of one file, of too many the newest, each with what is attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from hashlib import sha256
from pathlib import PurePosixPath
from time import process_time

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.attached import NOTICE_CHARACTERS, Unread, is_readable, length_of, notice_page, within
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget
from uniconv_edge.library.extract.mail_parts import bytes_of, file_name, reason_of, thread_of
from uniconv_edge.library.extract.message import MessageReader

# A line `From ada@example.org Mon Jan  1 10:00:00 2024` before the first header of a message, which may have none.
_SEPARATOR = expression(rb"^From (?=[^\n]*\d{4})[^\n]*\n", re.MULTILINE)
_TIME = expression(rb"\d:\d\d")
_FULL_DATE = expression(rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d")
_HEADER_FIELD = expression(rb"[!-9;-~]+:|>From ")
_QUOTED_FROM = expression(rb"^>(>*From )", re.MULTILINE)
_ATTACHED_SECONDS = 8  # of processor time for what is attached in a mailbox: less than half of what a file may take
_SHARE_OF_MESSAGES = 0.9  # of the limits, where not all messages fit: the rest is for what is attached


def parse(data: bytes, name: str) -> Parsed:
    """A page for each message, which may say that it could not be read, with the pages of its attachments behind it.
    The title is the file's name: no message speaks for the others. Raises DocumentUnreadable."""
    found, unread = _messages(data), Unread()
    attached = _attached_to(found, data, unread)
    pages = [each for number, (page, _) in enumerate(found.messages) for each in (page, *attached.get(number, ()))]
    return Parsed(_title(name), pages, "; ".join(filter(None, (found.unread, str(unread)))))


def parse_alone(data: bytes, name: str) -> Parsed:
    """The messages without what is attached to them. Raises DocumentUnreadable."""
    found = _messages(data)
    return Parsed(_title(name), [page for page, _ in found.messages], found.unread)


@dataclass(frozen=True, slots=True)
class _Mailbox:
    """The page of each message with its span in the bytes, where something attached may be read, in the file's order;
    what is left of the limits, and which messages were left out."""

    messages: Sequence[tuple[ParsedPage, slice | None]]
    budget: TextBudget
    unread: str = ""


def _attached_to(mailbox: _Mailbox, data: bytes, unread: Unread) -> dict[int, list[ParsedPage]]:
    """The pages of what is attached to the messages of a mailbox, by the message's index.

    The newest messages, the last of the file, come first; what several of them hold is read once. What is too much is
    left out, and the page of a notice says so.
    """
    found: dict[int, list[ParsedPage]] = {}
    seen: set[bytes] = set()
    began = process_time()
    messages, budget = mailbox.messages, mailbox.budget
    try:
        budget.spend(NOTICE_CHARACTERS, pages=1)
    except DocumentUnreadable as error:  # no room even for a notice: they are only named, as always
        if any(span for _, span in messages):
            unread.note("what is attached", f"is left out: the mailbox {error.message}")
        return found
    for number, attachment in _newest_first(messages, data):
        pages, place = found.setdefault(number, []), messages[number][0].place
        try:
            if process_time() - began > _ATTACHED_SECONDS:
                raise DocumentUnreadable(f"has more attached than is read in {_ATTACHED_SECONDS} s")
            if (digest := sha256(bytes_of(attachment)).digest()) in seen:
                continue
            seen.add(digest)
            for read in within(budget, attachment, unread):
                read.place = f"{place}, {read.place}"
                pages.append(read)
        except DocumentUnreadable as error:
            words = "is left out, what is attached after it, and to the messages before this one: the mailbox"
            notice = notice_page(file_name(attachment), f"{words} {error.message}")
            notice.place = f"{place}, {notice.place}"
            pages.append(notice)
            unread.note(f"{file_name(attachment)} of {place}", f"{words} {error.message}")
            break
    return found


def _newest_first(messages: Sequence[tuple[ParsedPage, slice | None]], data: bytes) -> Iterator[tuple[int, Message]]:
    """What is attached to the messages of a mailbox, from the last message on, each with the message's index."""
    for number in reversed(range(len(messages))):
        if span := messages[number][1]:
            reader = MessageReader()
            reader.blocks(_message_at(data, span))  # again: kept, the messages would take the mailbox's size in memory
            for attachment in reader.attachments:
                yield number, attachment


def _title(name: str) -> str:
    return PurePosixPath(name).stem


def _messages(data: bytes) -> _Mailbox:
    """The messages of a mailbox; the newest, which are the last, where the limits do not allow all of them, with some
    room for what is attached.

    Raises DocumentUnreadable.
    """
    starts = [match for match in _SEPARATOR.finditer(data) if _begins_message(data, match)]
    if not starts or starts[0].start() != 0:
        raise DocumentUnreadable("damaged, or not a mailbox")
    ends = [match.start() for match in starts[1:]] + [len(data)]
    spans = [slice(match.end(), end) for match, end in zip(starts, ends, strict=True)]
    found: list[tuple[ParsedPage, slice | None]] = []
    budget = TextBudget()
    for number in range(len(spans), 0, -1):
        page, has_attached = _message_page(data, spans[number - 1], number)
        try:
            budget.spend(length_of(page), pages=1)
        except DocumentUnreadable as error:
            if not found:
                raise
            return _newest(found, len(spans), error.message)
        found.append((page, spans[number - 1] if has_attached else None))
    return _Mailbox(found[::-1], budget)


def _newest(found: Sequence[tuple[ParsedPage, slice | None]], count: int, reason: str) -> _Mailbox:
    """The newest of those found, which come first, of so many messages."""
    kept = found[: max(1, int(_SHARE_OF_MESSAGES * len(found)))]
    budget = TextBudget()
    for page, _ in kept:
        budget.spend(length_of(page), pages=1)
    left_out = f"the oldest {count - len(kept):,} of {count:,} messages are left out: the mailbox {reason}"
    return _Mailbox(kept[::-1], budget, left_out)


def _message_page(data: bytes, span: slice, number: int) -> tuple[ParsedPage, bool]:
    """The page of a message, and whether something is attached that may be read."""
    reader = MessageReader()
    thread: tuple[str, ...] = ()
    try:
        message = _message_at(data, span)
        thread, blocks = thread_of(message), reader.blocks(message)
    except Exception as error:
        blocks = [Block(f"This message could not be read: {reason_of(error)}")]
        reader.attachments.clear()
    # One without a subject stands under no heading of the message before.
    heading = None if blocks and blocks[0].level else ""
    page = ParsedPage(None, blocks, place=f"message {number}", heading=heading, thread=thread)
    return page, any(is_readable(each) for each in reader.attachments)


def _message_at(data: bytes, span: slice) -> Message:
    return message_from_bytes(_QUOTED_FROM.sub(rb"\1", data[span]))


def _begins_message(data: bytes, line: re.Match[bytes]) -> bool:
    """A separator stands at the beginning, or after a blank line, with a time in it, before a header.

    A sentence may begin with `From ` and name a year as well.
    """
    start = line.start()
    if start == 0:
        return True
    if not data[max(0, start - 4) : start].endswith((b"\n\n", b"\n\r\n")) or not _TIME.search(line.group()):
        return False
    return bool(_HEADER_FIELD.match(data, line.end()) or _FULL_DATE.search(line.group()))
