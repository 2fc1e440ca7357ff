"""E-mail (eml, msg): a message, its text, and what is attached. The standard library opens files `eml`, `outlook` those
of Outlook."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import mailbox
from uniconv_edge.library.extract.attached import NOTICE_CHARACTERS, Unread, length_of, notice_page, within
from uniconv_edge.library.extract.blocks import Block, Parsed, ParsedPage, TextBudget
from uniconv_edge.library.extract.formats import format_of
from uniconv_edge.library.extract.mail_parts import file_name, header_of, is_encrypted, thread_of
from uniconv_edge.library.extract.message import MessageReader
from uniconv_edge.library.extract.ole import MAGIC
from uniconv_edge.library.extract.outlook import message_from_outlook


def parse(data: bytes, _name: str) -> Parsed:
    """One message: its text, then a page for each attachment that can be read. Raises DocumentUnreadable.

    What is attached never costs the message: what cannot be read, or is too much, is said in its place.
    """
    title, page, attachments = _opened(data)
    pages = [page]
    unread = Unread()
    budget = TextBudget()
    budget.spend(length_of(page) + NOTICE_CHARACTERS, pages=2)  # with a page that says what is not read
    for attachment in attachments:
        try:
            for read in within(budget, attachment, unread):  # those before a limit stay
                pages.append(read)
        except DocumentUnreadable as error:
            words = f"is left out from here on, and what is attached after it: the message {error.message}"
            pages.append(notice_page(file_name(attachment), words))
            unread.note(file_name(attachment), words)
            break
    return Parsed(title, pages, str(unread))


def parse_alone(data: bytes, name: str, reason: str) -> Parsed:
    """A message or mailbox whose attachments are left unread for a reason, which it tells.

    Raises DocumentUnreadable.
    """
    words = f"What is attached could not be read: {reason}"
    if format_of(name) == "mbox":
        parsed = mailbox.parse_alone(data, name)
    else:
        title, page, _ = _opened(data)
        parsed = Parsed(title, [page])
    parsed.pages[-1].blocks.append(Block(words))
    parsed.unread = "; ".join(filter(None, (parsed.unread, words.lower())))
    return parsed


def _opened(data: bytes) -> tuple[str, ParsedPage, list[Message]]:
    """The subject, the page and the attachments of a message. Raises DocumentUnreadable."""
    is_of_outlook = data.startswith(MAGIC)
    message = message_from_outlook(data) if is_of_outlook else message_from_bytes(data.lstrip(b"\r\n"))
    if is_encrypted(message):
        raise DocumentUnreadable("an encrypted message; it needs a key")
    reader = MessageReader()
    return (
        header_of(message, "Subject"),
        ParsedPage(None, reader.blocks(message), thread=thread_of(message)),
        reader.attachments,
    )
