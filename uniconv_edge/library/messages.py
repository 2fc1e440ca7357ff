"""The messages of a document, e-mail by their headers, chats and letters: by whom, to whom, when, where each stands and
which it answers. Found once, when the document is stored, and kept beside it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from uniconv_edge.expressions import expression
from uniconv_edge.library.chats import MONTHS, chat_messages, may_begin_chat
from uniconv_edge.library.dialogues import NO_TIME, dialogue
from uniconv_edge.library.letters import letter_of
from uniconv_edge.library.query import MAIL_ENDINGS, MAILBOX_ENDINGS
from uniconv_edge.library.schema import kind_of
from uniconv_edge.library.store import Store
from uniconv_edge.types import Document, Page

MAILBOXES = tuple(ending[1:] for ending in MAILBOX_ENDINGS)
"""Kinds of files with a message to a page; of others of mail one file is one message with what is attached to it."""
_ALONE = tuple(ending[1:] for ending in MAIL_ENDINGS if ending not in MAILBOX_ENDINGS)
_MAIL = (*_ALONE, *MAILBOXES)
_OF_CHATS = ("txt", "text", "md", "markdown", "json", "html", "htm", "xhtml")
_OF_LETTERS = ("txt", "text", "md", "markdown", "html", "htm", "docx", "doc", "odt", "rtf", "pdf")
HEADER = expression(
    r"(?:(?P<subject>[^\n]*)\n\n)?(?P<sender>From: (?P<by>[^\n]*))(?:\nTo: (?P<to>[^\n]*))?"
    r"(?:\nCc: (?P<copied>[^\n]*))?(?:\n(?P<date>Date: (?P<sent>[^\n]*)))?"
)
"""The header of a message at the beginning of its page."""
_DATE = expression(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)(\d\d)(?: \(\w+\))?"
)
_FIRST_READER = 25  # the version of reading (`writer.READER`) since which messages are kept
EARLIEST = NO_TIME
"""When a message was sent whose header does not tell."""
_COLUMNS = "document_id, page_index, start, end, said, writer, readers, title, sent, is_chat, says, identifier, answers"
_MARKS = ", ".join("?" * len(_COLUMNS.split(", ")))
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Message:
    """A message on its `page` (document, page) from `start` to `end`: what is said from `said` on, `says` nothing where
    that is a picture. `title` is its subject, or what its chat or letter is called. `identifier` is the one that a
    program gave it, `answers` those of the messages that it says it answers, the nearest first; "" and () of others
    than e-mail."""

    page: Place
    start: int
    end: int
    said: int
    by: str
    to: str
    title: str
    sent: datetime
    is_chat: bool = False
    says: bool = True
    identifier: str = ""
    answers: tuple[str, ...] = ()
    is_letter: bool = False

    @property
    def is_mail(self) -> bool:
        return not (self.is_chat or self.is_letter)


def put_messages(connection: sqlite3.Connection, document_id: int, document: Document) -> None:
    """Store the messages of a document that is being stored."""
    connection.executemany(
        f"INSERT INTO messages ({_COLUMNS}) VALUES ({_MARKS})",  # noqa: S608 - our names and marks alone
        [
            (
                *each.page, each.start, each.end, each.said, each.by, each.to, each.title,
                "" if each.sent == EARLIEST else each.sent.isoformat(), each.is_chat, each.says, each.identifier,
                " ".join(each.answers),
            )
            for each in messages_of(document, document_id)
        ],
    )  # fmt: skip


def messages_of(document: Document, document_id: int) -> Iterator[Message]:
    """The messages of a document in their order; a chat's have no title, which is its page's or document's."""
    kind = kind_of(os.fsencode(document.path))
    pages = document.pages[:1] if kind in _ALONE else document.pages
    for index, page in enumerate(pages):
        if kind in _ALONE or kind in MAILBOXES:
            if found := _mail((document_id, index), page):
                yield found
        elif kind in _OF_CHATS:
            for each in (may_begin_chat(page.text) and chat_messages(page.text)) or dialogue(page.text):
                yield Message(
                    (document_id, index), each.start, each.end, each.said, each.by, "", "", each.sent, True, each.says
                )
    if kind in _OF_LETTERS and (letter := letter_of([page.text for page in pages])):
        sent = letter.sent or EARLIEST
        yield Message(
            (document_id, 0), 0, len(pages[0].text), letter.said, letter.by, letter.to, document.title, sent,
            is_letter=True,
        )  # fmt: skip


def kept_messages(store: Store) -> Iterator[Message]:
    """All messages of a library in the order of their places."""
    same = _kept_once()
    titles = {
        (int(document), int(page)): place or title
        for document, page, place, title in store.rows(
            "SELECT DISTINCT document_id, page_index, place, title FROM (SELECT DISTINCT document_id, page_index "
            "FROM messages WHERE is_chat) JOIN pages USING (document_id, page_index) "
            "JOIN documents ON documents.id = document_id"
        )
    }
    mails = {
        int(document)
        for (document,) in store.rows(
            f"SELECT id FROM documents WHERE kind IN ({', '.join('?' * len(_MAIL))})",  # noqa: S608 - our marks alone
            *_MAIL,
        )
    }
    for document, page, start, end, said, by, to, title, sent, is_chat, says, identifier, answers in store.rows(
        f"SELECT {_COLUMNS} FROM messages ORDER BY document_id, page_index, start"  # noqa: S608 - our names alone
    ):
        yield Message(
            (document, page),
            start,
            end,
            said,
            same(by),
            same(to),
            titles[document, page] if is_chat else same(title),
            _moment(sent),
            bool(is_chat),
            bool(says),
            identifier,
            tuple(answers.split()),
            is_letter=not is_chat and document not in mails,
        )


def without_messages(store: Store) -> frozenset[int]:
    """The documents of e-mail that a version stored which kept no messages, until they are read again."""
    rows = store.rows(
        f"SELECT id FROM documents WHERE reader BETWEEN 1 AND ? AND kind IN ({', '.join('?' * len(_MAIL))})",  # noqa: S608
        _FIRST_READER - 1,
        *_MAIL,
    )
    return frozenset(int(key) for (key,) in rows)


def writers(store: Store) -> list[str]:
    """Whoever wrote a message, as headers and chats have it: each is looked up behind the one before, which passes over
    the many messages of one."""
    rows = store.rows(
        "WITH RECURSIVE written (writer) AS (SELECT min(writer) FROM messages UNION ALL SELECT (SELECT min(writer) "
        "FROM messages WHERE writer > written.writer) FROM written WHERE writer IS NOT NULL) "
        "SELECT writer FROM written WHERE writer IS NOT NULL"
    )
    return [str(writer) for (writer,) in rows]


def _mail(place: Place, page: Page) -> Message | None:
    header = HEADER.match(page.text)
    if header is None:
        return None
    to = ", ".join(filter(None, (header["to"], header["copied"])))
    identifier, *answers = page.thread or ("",)
    return Message(
        place, 0, len(page.text), header.end(), header["by"], to, header["subject"] or "",
        _sent(header["sent"] or ""), identifier=identifier, answers=tuple(answers),
    )  # fmt: skip


def _sent(written: str) -> datetime:
    """When a message was sent; most write it in one way, which is read in a tenth of the time."""
    with suppress(ValueError, TypeError, OverflowError, KeyError):
        if found := _DATE.fullmatch(written):
            day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
            away = timedelta(hours=int(hours), minutes=int(minutes))
            zone = timezone(-away if sign == "-" else away) if away else UTC
            number = MONTHS[month.lower()]
            return datetime(int(year), number, int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)
        told = parsedate_to_datetime(written)
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    return EARLIEST


def _moment(kept: str) -> datetime:
    with suppress(ValueError):
        found = datetime.fromisoformat(kept)
        return found if found.tzinfo else EARLIEST
    return EARLIEST


def _kept_once() -> Callable[[str], str]:
    """Each text as the one that was the same: people write again."""
    seen: dict[str, str] = {}
    return lambda text: seen.setdefault(text, text)
