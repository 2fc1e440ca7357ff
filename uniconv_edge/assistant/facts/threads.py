"""Which mails answer which, and which belong to one thread: by the identifiers that programs give them (`In-Reply-To`,
`References`), and by subject and people where they name none; of a chat what is written without a pause. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from uniconv_edge.assistant.facts.correspondence import addresses
from uniconv_edge.library.messages import EARLIEST, Message, Place
from uniconv_edge.library.words import words_of

_ANSWERS = re.compile(r"(?i)^(?:\s*(?:re|aw|antw|sv|rv|r|ref|fwd?|wg|tr)(?:\[\d+\])?\s?:\s*)+")
_PAUSE = timedelta(hours=3)  # after which something else is spoken of in a chat


class Threads:
    """Threads of some messages."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._known: set[str] = set()
        self._naming: dict[str, list[Message]] = defaultdict(list)
        self._alike: dict[tuple[str, ...], list[Message]] = defaultdict(list)  # by their subject
        self._chats: dict[Place, list[Message]] = defaultdict(list)
        for each in messages:
            if each.is_chat:
                self._chats[each.page].append(each)
                continue
            self._known.add(each.identifier)
            self._alike[_subject(each)].append(each)
            for identifier in (each.identifier, *each.answers):
                if identifier:
                    self._naming[identifier].append(each)

    def answers_to(self, message: Message) -> list[Message]:
        """The mails that say they answer one, the first one first, or else the later ones of its thread; where none
        says so the next under its subject by somebody who got it, or to who wrote it."""
        naming = (
            [each for each in self._naming[message.identifier] if each is not message] if message.identifier else []
        )
        if naming:
            return _in_time([each for each in naming if each.answers[:1] == (message.identifier,)] or naming)
        wrote, got = set(addresses(message.by)), set(addresses(message.to))
        return _in_time(
            each
            for each in self._alike.get(_subject(message), ())
            if each.sent > message.sent != EARLIEST and self._known.isdisjoint(each.answers)  # else to another
            if wrote.isdisjoint(addresses(each.by))
            and (not got.isdisjoint(addresses(each.by)) or not wrote.isdisjoint(addresses(each.to)))
        )[:1]

    def of(self, message: Message) -> list[Message]:
        """The thread of a message, itself too, in the order in which it was written."""
        if message.is_chat:
            return self._without_pause(message)
        found, left = {message.page: message}, [message]
        while left:
            for other in self._beside(left.pop()):
                if other.page not in found:
                    found[other.page] = other
                    left.append(other)
        return _in_time(found.values())

    def _beside(self, message: Message) -> Iterator[Message]:
        """The mails that name the same, or, of one that names none, those under its subject that name none either."""
        for identifier in (message.identifier, *message.answers):
            yield from self._naming.get(identifier, ())
        if not message.answers and (subject := _subject(message)):
            people = {*addresses(message.by), *addresses(message.to)}
            for other in self._alike.get(subject, ()):
                is_answer = any(map(_ANSWERS.match, (message.title, other.title)))
                if not other.answers and is_answer and not people.isdisjoint(addresses(other.by)):
                    yield other

    def _without_pause(self, message: Message) -> list[Message]:
        written = self._chats[message.page]
        first = last = written.index(message)
        while first > 0 and written[first].sent - written[first - 1].sent < _PAUSE:
            first -= 1
        while last + 1 < len(written) and written[last + 1].sent - written[last].sent < _PAUSE:
            last += 1
        return [each for each in written[first : last + 1] if each.says]


def _in_time(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=lambda each: (each.sent, each.page))


def _subject(message: Message) -> tuple[str, ...]:
    return tuple(words_of(_ANSWERS.sub("", message.title)))
