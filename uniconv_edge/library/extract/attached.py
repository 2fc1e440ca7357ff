"""What is attached to a message, read as files are: within limits, and with what is not read said in its place."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from uniconv_edge.library.extract.blocks import Block, ParsedPage, TextBudget, assemble
from uniconv_edge.library.extract.formats import MAIL, format_of
from uniconv_edge.library.extract.formats import parse as parse_file
from uniconv_edge.library.extract.mail_parts import MAX_NAME_CHARACTERS, bytes_of, file_name, reason_of

NOTICE_CHARACTERS = MAX_NAME_CHARACTERS + 200
_NAMED_UNREAD = 3


class Unread:
    """What of the attachments is not read: the first are named, the others counted."""

    def __init__(self) -> None:
        self._said: list[str] = []

    def note(self, name: str, words: str) -> None:
        """Take what is said of an attachment that is not read."""
        self._said.append(f"{name} {words}")

    def __str__(self) -> str:
        shown, more = self._said[:_NAMED_UNREAD], len(self._said) - _NAMED_UNREAD
        return "; ".join([*shown, f"so {more:,} more"] if more > 0 else shown)


def within(budget: TextBudget, attachment: Message, unread: Unread) -> Iterator[ParsedPage]:
    """The pages of an attachment as far as the limits allow. Raises DocumentUnreadable where they do not."""
    for page in _attachment_pages(attachment, unread):
        budget.spend(length_of(page), pages=1)
        yield page


def length_of(page: ParsedPage) -> int:
    """The characters of a page as the limits count them, those between its blocks among them."""
    return len(assemble(page).text)


def notice_page(name: str, words: str) -> ParsedPage:
    """A page in place of an attachment, which says what became of it."""
    return ParsedPage(None, [Block(f"{name} {words}")], place=f"attachment {name}")


def is_readable(part: Message) -> bool:
    """Whether an attachment has a format known here; messages in messages are not opened, nor pictures."""
    return format_of(file_name(part)) not in (None, *MAIL, "picture")


def _attachment_pages(part: Message, unread: Unread) -> list[ParsedPage]:
    """The pages of an attachment in a format known here; none when it is of another kind or cannot be read."""
    if not is_readable(part):
        return []
    name = file_name(part)
    try:
        parsed = parse_file(bytes_of(part), name)
    except Exception as error:  # parsers raise what they like, and the message is worth more than its attachment
        words = f"could not be read: {reason_of(error)}"
        unread.note(name, words)
        return [notice_page(name, words)]
    pages = parsed.pages
    if not any(block.text.strip() for page in pages for block in page.blocks):
        unread.note(name, "holds no text")
    elif parsed.unread:
        unread.note(name, f"is read in part: {parsed.unread}")
    first = next((page for page in pages if page.blocks), None)
    if first is not None and first.heading is None:
        first.heading = ""  # it stands under no heading of the attachment before
    for page in pages:
        inner = page.place or ("" if page.number is None else f"page {page.number}")
        page.place = f"attachment {name}" + (f", {inner}" if inner else "")
        page.number = None
    return pages
