"""The stored conversation that the app is in: its answers are added to it, and its branch that is shown is read.

The answering thread alone calls what is here; several apps may be in one conversation.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from textual.message import Message

from uniconv_edge.errors import ConversationMissing, DiskFull, HistoryDamaged, UniconvError
from uniconv_edge.tui import messages as m
from uniconv_edge.tui.trouble import explain

if TYPE_CHECKING:
    from uniconv_edge.assistant.past.history import Exchange
    from uniconv_edge.tui.services import History, Kept, Services
    from uniconv_edge.types import Answer, Turn


Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Instead:
    """The place of an answer that another is to take: its number, None where it could not be stored, and what is shown
    above it, and from it on."""

    exchange: int | None
    before: Sequence[Answer]
    after: Sequence[Answer]


class Keeper:
    """`conversation` is the stored one, None before the first answer of a new one."""

    def __init__(self, services: Services, post: Callable[[Message], object]) -> None:
        self.conversation: int | None = None
        self._last: int | None = None  # the exchange that is shown last, whatever another app adds behind it
        self._services = services
        self._post = post
        self._opened: History | None = None
        self._damaged = False
        self._told = ("", "")  # why the last answer could not be stored

    @property
    def history(self) -> History:
        """All stored conversations, opened when they are first used. Raises the errors of `open_history`."""
        if self._opened is None:
            self._opened = self._services.open_history()
        return self._opened

    def close(self) -> None:
        """Close the file."""
        if self._opened is not None:
            self._opened.close()

    def enter(self, conversation: int | None, shown: Sequence[Exchange]) -> None:
        """Be in this conversation, of which these exchanges are shown; None for a new one."""
        self.conversation = conversation
        self._last = shown[-1].id if shown else None

    def branch(self) -> Sequence[Exchange]:
        """The exchanges that are shown, first to last. Raises ConversationMissing."""
        found: list[Exchange] = []
        number = self._last
        try:
            while number is not None:
                found.append(self.history.exchange(number))
                number = found[-1].parent_id
        except ConversationMissing as error:
            raise ConversationMissing(
                f"there is no conversation {self.conversation} any more", "what is asked next begins a new one"
            ) from error
        return found[::-1]

    def turns_before(self, instead: Instead) -> Sequence[Turn]:
        """What was said before it: as it is stored, or, where it is not or cannot be read now, as it is shown."""
        if instead.exchange is not None:
            with contextlib.suppress(UniconvError):
                return self.history.turns_before(instead.exchange)
        return turns_of(instead.before)

    def keep(self, answer: Answer, library: str, replacing: int | None, stop: threading.Event) -> Kept | None:
        """Store an answer. One that cannot be stored is still shown; the reason is said once."""
        from uniconv_edge.tui.services import Kept

        if self._damaged:
            return None
        try:
            kept = self._anew(lambda: self._stored(answer, library, replacing, stop))
        except Exception as error:
            # A damaged file stays damaged; a full disk or a program that has the file locked says nothing of the next.
            self._damaged = isinstance(error, HistoryDamaged)
            before, self._told = self._told, explain(error)
            if self._told != before:
                self._post(m.NotKept(*self._told))
            return None
        self._told = ("", "")
        if kept is None:
            return None
        self.enter(kept.conversation_id, (kept,))
        return Kept(kept.id, kept.conversation_id, kept.versions)

    def _stored(self, answer: Answer, library: str, replacing: int | None, stop: threading.Event) -> Exchange | None:
        """The answer as it was stored; None when the person has just deleted its conversation."""
        try:
            return self.history.add(
                answer,
                conversation=self.conversation,
                library=library,
                replacing=replacing,
                after=self._last if self.conversation is not None else None,
            )
        except ConversationMissing:
            # Deleted here, which stops the question first, it must not come back; deleted elsewhere, it begins anew.
            return None if stop.is_set() else self.history.add(answer, library=library)

    def keep_filters(self, filters: str) -> None:
        """The conversation, once it is stored, asks these documents only, also when it is resumed."""
        if self.conversation is not None and not self._damaged:
            number = self.conversation
            self._anew(lambda: self.history.keep_filters(number, filters))

    def _anew(self, write: Callable[[], Value]) -> Value:
        """Write; where that fails once more after the file was opened anew: it may have been deleted or replaced."""
        try:
            return write()
        except (ConversationMissing, DiskFull, HistoryDamaged):
            raise
        except UniconvError:
            self.close()
            self._opened = None
            return write()


def turns_of(answers: Sequence[Answer]) -> list[Turn]:
    """The turns that answers leave, as the assistant remembers them."""
    from uniconv_edge.tui.local import turns_left

    return [turn for answer in answers for turn in turns_left(answer)]
