"""All messages of a library, of e-mail, chats and letters, with what each chat is called and whose mail it is. Kept for
each state of a library while the program runs."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import getaddresses
from functools import lru_cache
from pathlib import PurePath
from typing import Any
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.letters import without_titles
from uniconv_edge.library.messages import Message, Place, kept_messages, without_messages, writers
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import words_of

_SENT_FOLDER = expression(
    r"(?i)(?:sent(?:[ _.-]?(?:items|mail|messages))?|gesendet\w*|envoy[ée]s|enviados|inviati|verzonden)"
)
_LEAST_SHARE, _FEWEST = 0.5, 5  # of the headers, and so many, that name the one whose mail it is
_MOST_OF_LETTERS, _FEWEST_LETTERS = 0.8, 3
_MOST_KEPT = 100_000  # messages, of 0.4 kB each, that are kept for the next question
_ME = "Me"  # as programs that save chats of Signal call the one whose they are
_FOLDERS_OF_NAME = 3  # of a path, the file's name with them, by which a chat is called


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
        if message.is_letter:
            return bool(self.name) and words_of(self.name)[-1] in words_of_people(message.by)
        return bool(self.address) and self.address in message.by.lower()


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The messages of a library in the order of their places, the words that each chat (document, page) is called by,
    and whose mail it is, None where that is not known. `unread`: documents of e-mail whose messages are not known."""

    messages: Sequence[Message]
    chats: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    owner: Owner | None = None
    unread: frozenset[int] = frozenset()


_KEPT: WeakKeyDictionary[Store, tuple[int, Any, Correspondence]] = WeakKeyDictionary()


def correspondence(store: Store) -> Correspondence:
    """The messages of a library as it is now; those of very many are read anew at each question."""
    with store.snapshot():
        state = store.generation
        kept = _KEPT.get(store)
        if kept and kept[0] == state and kept[1] is store.connection:
            return kept[2]
        messages = list(_with_houses(list(kept_messages(store))))
        mails, letters = [each for each in messages if each.is_mail], [each for each in messages if each.is_letter]
        owner = _owner(store, mails) or _of_letters(letters)
        found = Correspondence(messages, _called(store, messages), owner, without_messages(store))
        if len(messages) <= _MOST_KEPT:
            _KEPT[store] = state, store.connection, found
        else:
            _KEPT.pop(store, None)
        return found


def may_have_written(store: Store, name: str) -> bool:
    """Whether somebody of this name wrote a message: "what does the lease say?" is asked of libraries with thousands of
    messages too, and waits for none of them."""
    words = {word for each in telling_words(name) for word in words_of(each)}
    return not words or any(words <= words_of_people(each) for each in writers(store))


def without_copies(messages: Iterable[Message]) -> list[Message]:
    """Each message once, though it lies in the folder of whoever sent it and of who got it, by its identifier. Programs
    that give all their mails one do not sign them in the same second."""
    seen: set[tuple[str, str, datetime]] = set()
    found: list[Message] = []
    for each in messages:
        if each.identifier:
            key = each.identifier, each.by, each.sent
            if key in seen:
                continue
            seen.add(key)
        found.append(each)
    return found


def _called(store: Store, messages: Sequence[Message]) -> dict[Place, frozenset[str]]:
    """The words that each chat is called by."""
    titles = {each.page: each.title for each in messages if each.is_chat}
    files = _paths(store, {document for document, _ in titles})
    return {
        page: frozenset(words_of(" ".join((clean(title), *PurePath(clean(files[page[0]])).parts[-_FOLDERS_OF_NAME:]))))
        for page, title in titles.items()
    }


def _paths(store: Store, documents: set[int]) -> dict[int, str]:
    rows = store.rows(
        "SELECT id, path FROM documents WHERE id IN (SELECT value FROM json_each(?))", json.dumps(sorted(documents))
    )
    return {int(key): os.fsdecode(path) for key, path in rows}


def _owner(store: Store, mails: Sequence[Message]) -> Owner | None:
    """Whose mail it is: who wrote what lies in a folder of what was sent, else who gets most of all."""
    paths = _paths(store, {each.page[0] for each in mails})
    sent = {key for key, path in paths.items() if _is_of_sent(path)}
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


def _with_houses(messages: Sequence[Message]) -> Iterator[Message]:
    """The messages, letters to somebody ("Dear Mr Strode") with the house that this one signs letters for."""
    houses = {
        tuple(words_of(people[0])[-1:]): people[-1]
        for each in messages
        if each.is_letter and len(people := each.by.split(", ")) > 1
    }
    for each in messages:
        house = houses.get(tuple(words_of(each.to)[-1:]), "") if each.is_letter and ", " not in each.to else ""
        yield replace(each, to=f"{each.to}, {house}") if house else each


def _of_letters(letters: Sequence[Message]) -> Owner | None:
    """Who wrote or got nearly all letters; None where as many are by or to somebody else."""
    named = Counter(word for each in letters for word in words_of_people(f"{each.by}, {each.to}"))
    most = max(named.values(), default=0)
    if most < max(_FEWEST_LETTERS, _MOST_OF_LETTERS * len(letters)):
        return None
    words = {word for word, number in named.items() if number == most}
    sides = [side for each in letters for side in (each.by, each.to) if words & words_of_people(side)]
    if len(sides) > most:  # both sides are always the same
        return None
    parts = [part for side in sides for part in side.split(", ") if words & words_of_people(part)]
    name = clean(max(map(without_titles, parts), key=lambda part: len(words_of(part))))
    return Owner("", name, f"wrote or got {most:,} of {len(letters):,} letters")


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
