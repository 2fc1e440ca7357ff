"""Which mails answer which, and which belong to one thread: by the identifiers that programs give them (`In-Reply-To`,
`References`), and by subject and people where they name none; of a chat what is written without a pause. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TypeAlias

from uniconv_edge.assistant.facts.correspondence import addresses, without_copies
from uniconv_edge.expressions import expression
from uniconv_edge.library.messages import EARLIEST, Message, Place
from uniconv_edge.library.words import words_of

_ANSWERS = expression(r"(?i)^(?:\s*(?:re|aw|antw|sv|rv|r|ref|fwd?|wg|tr)(?:\[\d+\])?\s?:\s*)+")
_PAUSE = timedelta(hours=3)  # after which something else is spoken of in a chat
_Alike: TypeAlias = tuple[tuple[str, ...], str, bool]  # a subject, who wrote under it, whether answers alone are meant


class Threads:
    """Threads of some messages; copies of one in several folders are one."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self._known: set[str] = set()
        self._naming: dict[str, list[Message]] = defaultdict(list)
        self._alike: dict[tuple[str, ...], list[Message]] = defaultdict(list)  # by their subject
        self._unlinked: dict[_Alike, list[Message]] = defaultdict(list)  # those that say of none that they answer it
        self._chats: dict[Place, list[Message]] = defaultdict(list)
        for each in messages:
            if each.is_chat:
                self._chats[each.page].append(each)
                continue
            self._known.add(each.identifier)
            subject = _subject(each)
            self._alike[subject].append(each)
            for identifier in dict.fromkeys((each.identifier, *each.answers)):
                if identifier:
                    self._naming[identifier].append(each)
            for address in addresses(each.by) if subject and not each.answers else ():
                self._unlinked[subject, address, False].append(each)
                if _ANSWERS.match(each.title):
                    self._unlinked[subject, address, True].append(each)

    def answers_to(self, message: Message) -> list[Message]:
        """The mails that say they answer one, the first one first, or else the later ones of its thread; where none
        says so the next under its subject by somebody who got it, or to who wrote it."""
        named = self._naming[message.identifier] if message.identifier else []
        if naming := [each for each in without_copies(named) if each.identifier != message.identifier]:
            return _in_time([each for each in naming if each.answers[:1] == (message.identifier,)] or naming)
        wrote, got = set(addresses(message.by)), set(addresses(message.to))
        subject = _subject(message)
        return _in_time(
            each
            for each in (self._alike.get(subject, ()) if subject else ())
            if each.sent > message.sent != EARLIEST and self._known.isdisjoint(each.answers)  # else to another
            if wrote.isdisjoint(addresses(each.by))
            and (not got.isdisjoint(addresses(each.by)) or not wrote.isdisjoint(addresses(each.to)))
        )[:1]

    def of(self, message: Message) -> list[Message]:
        """The thread of a message, itself too, in the order in which it was written."""
        if message.is_chat:
            return self._without_pause(message)
        found, left = {message.page: message}, [message]
        passed: set[str | _Alike] = set()  # by which mails were looked up: many may name one, and one many
        while left:
            for other in self._beside(left.pop(), passed):
                if other.page not in found:
                    found[other.page] = other
                    left.append(other)
        return without_copies(_in_time(found.values()))

    def _beside(self, message: Message, passed: set[str | _Alike]) -> Iterator[Message]:
        """The mails that name the same, or, of one that names none, those under its subject that name none either;
        none by what was `passed` before."""
        for identifier in {message.identifier, *message.answers} - passed:
            passed.add(identifier)
            yield from self._naming.get(identifier, ())
        if not message.answers and (subject := _subject(message)):
            is_first = _ANSWERS.match(message.title) is None
            people = {*addresses(message.by), *addresses(message.to)}
            for key in {(subject, address, is_first) for address in people} - passed:
                passed.add(key)
                yield from self._unlinked.get(key, ())

    def _without_pause(self, message: Message) -> list[Message]:
        written = self._chats[message.page]
        first = last = bisect_left(written, message.start, key=lambda each: each.start)
        while first > 0 and written[first].sent - written[first - 1].sent < _PAUSE:
            first -= 1
        while last + 1 < len(written) and written[last + 1].sent - written[last].sent < _PAUSE:
            last += 1
        return [each for each in written[first : last + 1] if each.says]


def _in_time(messages: Iterable[Message]) -> list[Message]:
    return sorted(messages, key=lambda each: (each.sent, each.page))


def _subject(message: Message) -> tuple[str, ...]:
    return tuple(words_of(_ANSWERS.sub("", message.title)))
