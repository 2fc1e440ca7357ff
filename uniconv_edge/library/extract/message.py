"""One message of e-mail: its headings and its text as blocks, and what is attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.alternatives import attached_to, best_of
from uniconv_edge.library.extract.blocks import Block
from uniconv_edge.library.extract.drawn import with_drawn_tables
from uniconv_edge.library.extract.formats import has_markdown_headings
from uniconv_edge.library.extract.html import parse_fragment
from uniconv_edge.library.extract.mail_parts import (
    INVITATION,
    SIGNATURES,
    bytes_of,
    children,
    file_name,
    header_of,
    is_attached,
    is_encrypted,
    reason_of,
    text_of,
    written_name,
)
from uniconv_edge.library.extract.markup import markdown_blocks

_SHOWN_HEADERS = ("From", "To", "Cc", "Date")
_MAX_DEPTH = 250
_MAX_PARTS = 2_000
_SIGNATURE = "\n-- \n"
_QUOTED_LINE = expression(r"^>", re.MULTILINE)  # of the message that is answered: its mark tells who says it


class MessageReader:
    """Collects the blocks of one message, and its attachments."""

    def __init__(self) -> None:
        self.attachments: list[Message] = []
        self._parts = 0

    def blocks(self, message: Message) -> list[Block]:
        """The blocks of a message, those that name its attachments last. Raises DocumentUnreadable."""
        found = list(self._message(message, depth=0))
        self.attachments = _without_twins(self.attachments)
        for number, part in enumerate(self.attachments):
            kind, size = part.get_content_type(), len(bytes_of(part))
            found.append(Block(f"Attachment: {file_name(part)} ({kind}, {size:,} bytes)", tight=number > 0))
        return found

    def _message(self, message: Message, depth: int) -> Iterator[Block]:
        subject = header_of(message, "Subject")
        if subject:
            yield Block(subject, level=min(9, depth + 1))
        for name in _SHOWN_HEADERS:
            if value := header_of(message, name):
                yield Block(f"{name}: {value}", tight=name != _SHOWN_HEADERS[0])
        yield from self._part(message, depth)

    def _part(self, part: Message, depth: int) -> Iterator[Block]:
        self._parts += 1
        if depth > _MAX_DEPTH or self._parts > _MAX_PARTS:
            raise DocumentUnreadable(f"nested too deeply, or more than {_MAX_PARTS:,} parts")
        kind = part.get_content_type()
        if is_encrypted(part):
            yield Block("[encrypted part]")
        elif kind == "message/rfc822" and part.is_multipart():
            for inner in children(part):
                yield from self._message(inner, depth + 1)
        elif kind == "multipart/alternative":
            yield from self._alternatives(children(part), depth)
        elif part.is_multipart():
            for inner in children(part):
                yield from self._part(inner, depth + 1)
        elif is_attached(part):
            if kind not in SIGNATURES:
                self.attachments.append(part)
        else:
            yield from self._text(part, alone=depth == 0)

    def _alternatives(self, parts: list[Message], depth: int) -> Iterator[Block]:
        """The text that is read, and what is attached to the others: programs put it beside the HTML alone."""
        best = best_of(parts)
        for part in parts:
            if part is best:
                yield from self._part(part, depth + 1)
            else:
                self._parts += 1
                self.attachments += attached_to(part)

    def _text(self, part: Message, *, alone: bool) -> Iterator[Block]:
        """The blocks of a text; one of several that cannot be read is said to be so. Raises DocumentUnreadable."""
        try:
            yield from list(_text_blocks(part))
        except Exception as error:
            if alone:
                raise
            yield Block(f"[a part of this message could not be read: {reason_of(error)}]")


def _without_twins(parts: list[Message]) -> list[Message]:
    """The parts without invitations that are attached under a name as well."""
    named = {_squeezed(part) for part in parts if written_name(part).casefold().endswith(".ics")}
    return [
        part for part in parts if file_name(part) != INVITATION or written_name(part) or _squeezed(part) not in named
    ]


def _squeezed(part: Message) -> bytes:
    return b"".join(bytes_of(part).split())


def _text_blocks(part: Message) -> Iterator[Block]:
    if not bytes_of(part).strip():
        return
    text = text_of(part)
    if part.get_content_type() == "text/html":
        yield from parse_fragment(text)
        return
    text = text.replace("\r\n", "\n")
    body, mark, signature = text.partition(_SIGNATURE)
    if not _QUOTED_LINE.search(body) and has_markdown_headings(body.encode()):
        # Under the subject; the lines of a message have no numbers.
        yield from (replace(each, level=min(9, each.level + bool(each.level)), at=0) for each in markdown_blocks(body))
        text = mark + signature
    yield from with_drawn_tables(Block(text))
