"""All messages of a library, of e-mail by their headers and of chats: by whom, to whom, when and where they stand. Read
once for each state of a library."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.library.chats import MESSAGE, chat_messages, may_begin_chat
from uniconv_edge.library.query import MAIL_ENDINGS, MAILBOX_ENDINGS
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import phrase_expression, words_of

MAILBOXES = tuple(ending[1:] for ending in MAILBOX_ENDINGS)
"""Kinds of files with a message to a page; of others of mail one file is one message with what is attached to it."""
_ALONE = tuple(ending[1:] for ending in MAIL_ENDINGS if ending not in MAILBOX_ENDINGS)
_OF_CHATS = ("txt", "text", "md", "markdown", "json", "html", "htm", "xhtml")
_HEAD = 20_000  # characters in which a header stands, of a letter to hundreds too
_HEADER = re.compile(
    r"(?:(?P<subject>[^\n]*)\n\n)?(?P<sender>From: (?P<by>[^\n]*))(?:\nTo: (?P<to>[^\n]*))?"
    r"(?:\nCc: (?P<copied>[^\n]*))?(?:\n(?P<date>Date: (?P<sent>[^\n]*)))?"
)
_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-])(\d\d)(\d\d)(?: \(\w+\))?"
)
_NAMES_OF_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_MONTHS = {name: number for number, name in enumerate(_NAMES_OF_MONTHS.split(), 1)}
EARLIEST = datetime.min.replace(tzinfo=UTC)
"""When a message was sent whose header does not tell."""
_SENT_FOLDER = re.compile(
    r"(?i)(?:sent(?:[ _.-]?(?:items|mail|messages))?|gesendet\w*|envoy[ée]s|enviados|inviati|verzonden)"
)
_LEAST_SHARE, _FEWEST = 0.5, 5  # of the headers, and so many, that name the one whose mail it is
_MOST_KEPT = 100_000  # messages, of 0.4 kB each, that are kept for the next question
_ME = "Me"  # as programs that save chats of Signal call the one whose they are
_MOST_LOOKED_AT = 300  # passages
_WRITTEN_BY = re.compile(rf"(?m)^(?:From: .*|{MESSAGE.pattern}[^:\n]{{0,40}})")
_FOLDERS_OF_NAME = 3  # of a path, the file's name with them, by which a chat is called
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Message:
    """A message on its `page` (document, page) from `start` to `end`: what is said from `said` on, `says` nothing where
    that is a picture. `title` is its subject, or what its chat is called. `sender` and `date` are spans of lines of a
    header, of a chat's the beginning of the message."""

    page: Place
    start: int
    end: int
    said: int
    by: str
    to: str
    title: str
    sent: datetime
    sender: Place
    date: Place
    is_chat: bool = False
    says: bool = True


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mail it is: the address, the name and from what that is known."""

    address: str
    name: str
    known_by: str

    def wrote(self, message: Message) -> bool:
        """Whether a message is theirs."""
        if message.is_chat:
            return message.by == _ME or (bool(self.name) and words_of(message.by) == words_of(self.name))
        return self.address in message.by.lower()


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The messages of a library in the order of their places, the words that each chat (document, page) is called by,
    and whose mail it is, None where that is not known."""

    messages: Sequence[Message]
    chats: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    owner: Owner | None = None


_KEPT: WeakKeyDictionary[Store, tuple[int, Any, Correspondence]] = WeakKeyDictionary()


def correspondence(store: Store) -> Correspondence:
    """The messages of a library as it is now; those of very many are read anew at each question."""
    with store.snapshot():
        state = store.generation
        kept = _KEPT.get(store)
        if kept and kept[0] == state and kept[1] is store.connection:
            return kept[2]
        mails, chats = list(_mails(store)), dict[Place, frozenset[str]]()
        found = Correspondence([*mails, *_of_chats(store, chats)], chats, _owner(store, mails))
        if len(found.messages) <= _MOST_KEPT:
            _KEPT[store] = state, store.connection, found
        else:
            _KEPT.pop(store, None)
        return found


def may_have_written(store: Store, name: str) -> bool:
    """Whether somebody of this name may have written a message: looked up in the lines that tell who did, while all
    messages are not read yet, for "what does the lease say?" is asked of libraries with thousands of mails too."""
    kept = _KEPT.get(store)
    expressions = [expression for word in telling_words(name) if (expression := phrase_expression(word))]
    if (kept and kept[0] == store.generation and kept[1] is store.connection) or not expressions:
        return True
    rows = store.rows(
        "SELECT text FROM passages JOIN documents ON documents.id = document_id "
        "WHERE passages.id IN (SELECT rowid FROM words WHERE words MATCH ?) "
        "AND kind IN (SELECT value FROM json_each(?)) LIMIT ?",
        " AND ".join(expressions),
        json.dumps([*MAILBOXES, *_ALONE, *_OF_CHATS]),
        _MOST_LOOKED_AT,
    )
    words = {word for each in telling_words(name) for word in words_of(each)}
    told = (line[0] for (text,) in rows for line in _WRITTEN_BY.finditer(text))
    return len(rows) == _MOST_LOOKED_AT or any(words <= words_of_people(line) for line in told)


def _mails(store: Store) -> Iterator[Message]:
    rows = store.rows(
        "SELECT document_id, page_index, substr(pages.text, 1, ?), length(pages.text) FROM pages "
        "JOIN documents ON documents.id = document_id WHERE kind IN (SELECT value FROM json_each(?)) "
        "OR (page_index = 0 AND kind IN (SELECT value FROM json_each(?)))",
        _HEAD,
        json.dumps(MAILBOXES),
        json.dumps(_ALONE),
    )
    same = _kept_once()
    for document, page, text, length in rows:
        if header := _HEADER.match(text):
            to = same(", ".join(filter(None, (header["to"], header["copied"]))))
            yield Message(
                (document, page),
                0,
                length,
                header.end(),
                same(header["by"]),
                to,
                same(header["subject"] or ""),
                _time(header["sent"] or ""),
                header.span("sender"),
                header.span("date") if header["date"] else (0, 0),
            )


def _of_chats(store: Store, called: dict[Place, frozenset[str]]) -> Iterator[Message]:
    """The messages of chats; fill in what each is called by."""
    beginnings = store.rows(
        "SELECT document_id, text FROM passages WHERE id IN (SELECT min(id) FROM passages WHERE document_id IN "
        "(SELECT id FROM documents WHERE kind IN (SELECT value FROM json_each(?))) GROUP BY document_id)",
        json.dumps(_OF_CHATS),
    )
    for document in [int(key) for key, text in beginnings if may_begin_chat(text)]:
        [(path, title)] = store.rows("SELECT path, title FROM documents WHERE id = ?", document)
        parts = PurePath(clean(os.fsdecode(path))).parts[-_FOLDERS_OF_NAME:]
        for index, text, heading in _pages(store, document):
            found = chat_messages(text)
            if not found:
                continue
            name = clean(heading or title)
            called[document, index] = frozenset(words_of(" ".join((name, *parts))))
            same = _kept_once()
            for each in found:
                begins = each.start, each.said
                yield Message(
                    (document, index),
                    each.start,
                    each.end,
                    each.said,
                    same(each.by),
                    "",
                    same(name),
                    each.sent,
                    begins,
                    begins,
                    is_chat=True,
                    says=each.says,
                )


def _pages(store: Store, document: int) -> list[tuple[int, str, str]]:
    return [
        (int(index), str(text), str(heading))
        for index, text, heading in store.rows(
            "SELECT page_index, text, place FROM pages WHERE document_id = ? ORDER BY page_index", document
        )
    ]


def _kept_once() -> Callable[[str], str]:
    """Each text as the one that was the same: people write again."""
    seen: dict[str, str] = {}
    return lambda text: seen.setdefault(text, text)


def _time(written: str) -> datetime:
    """When a message was sent; most write it in one way, which is read in a tenth of the time."""
    with suppress(ValueError, TypeError, OverflowError, KeyError):
        if found := _DATE.fullmatch(written):
            day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
            away = timedelta(hours=int(hours), minutes=int(minutes))
            zone = timezone(-away if sign == "-" else away) if away else UTC
            return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)
        told = parsedate_to_datetime(written)
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    return EARLIEST


def _owner(store: Store, mails: Sequence[Message]) -> Owner | None:
    """Whose mail it is: who wrote what lies in a folder of what was sent, else who gets most of all."""
    paths = store.rows(
        "SELECT id, path FROM documents WHERE id IN (SELECT value FROM json_each(?))",
        json.dumps(sorted({each.page[0] for each in mails})),
    )
    sent = {int(key) for key, path in paths if _is_of_sent(os.fsdecode(path))}
    wrote = Counter(address for each in mails if each.page[0] in sent for address in addresses(each.by))
    if wrote:
        return _named(
            wrote.most_common(1)[0][0], [each.by for each in mails], "wrote the mails in the folder of sent ones"
        )
    got = Counter(address for each in mails for address in set(addresses(each.to)))
    for address, number in got.most_common(1):
        if number >= max(_FEWEST, _LEAST_SHARE * len(mails)):
            return _named(address, [each.to for each in mails], f"got {number:,} of {len(mails):,} mails")
    return None


def _is_of_sent(path: str) -> bool:
    parts = PurePath(path)
    return any(map(_SENT_FOLDER.fullmatch, (*parts.parts[:-1], parts.stem)))


def _named(address: str, headers: Sequence[str], known_by: str) -> Owner:
    for header in headers:
        for name, other in getaddresses([header]) if address in header.lower() else ():
            if name and other.lower() == address:
                return Owner(address, clean(name), known_by)
    return Owner(address, "", known_by)


@lru_cache(maxsize=16_384)  # the same people write again
def addresses(people: str) -> tuple[str, ...]:
    """The addresses of a header."""
    return tuple(address.lower() for _, address in getaddresses([people]) if "@" in address)


@lru_cache(maxsize=65_536)
def words_of_people(people: str) -> frozenset[str]:
    """The words of a header's names and addresses."""
    return frozenset(words_of(people))
