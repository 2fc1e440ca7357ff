"""What was answered to a message: of e-mail the next under its subject by somebody whom it was to, of a chat what
others wrote next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from uniconv_edge.assistant.facts.correspondence import EARLIEST, Message, addresses, correspondence, words_of_people
from uniconv_edge.assistant.facts.lookup import LibraryAnswer
from uniconv_edge.assistant.facts.message_words import quoted_of, together
from uniconv_edge.assistant.facts.messages import line_of
from uniconv_edge.assistant.question.messages import MessagesAsked
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Quote

_ANSWERS = re.compile(r"(?i)^(?:\s*(?:re|aw|antw|sv|rv|r|ref|fwd?|wg|tr)(?:\[\d+\])?\s?:\s*)+")
_MOST_OF_CHAT = 3
_MOST_SENTENCES = 3


def told_of_reply(
    store: Store, asked: MessagesAsked, quotes: Sequence[Quote], documents: Sequence[int] | None
) -> tuple[LibraryAnswer, list[Candidate]] | None:
    """What was answered, by whom the question names, to the message that is quoted first; None where none is quoted."""
    with store.snapshot():
        kept = None if documents is None else set(documents)
        messages = [each for each in correspondence(store).messages if kept is None or each.page[0] in kept]
        message = _quoted(messages, quotes)
        if message is None:
            return None
        found = _in_chat(messages, message, asked.by) if message.is_chat else _by_mail(messages, message, asked.by)
        by = f" from “{asked.by}”" if asked.by else ""
        if not found:
            return LibraryAnswer(False, f"No answer{by} is here to {line_of(message)}."), []
        hits, quoted = together([quoted_of(store, each, "", _MOST_SENTENCES) for each in found])
        told = "; ".join(map(line_of, found))
        return LibraryAnswer(True, f"Behind {line_of(message)}: {told}.", tuple(hits), found[0].page[0]), quoted


def _quoted(messages: Sequence[Message], quotes: Sequence[Quote]) -> Message | None:
    """The message that the first quote is of."""
    for quote in quotes[:1]:
        place = quote.document_id, quote.page_index
        return next(
            (each for each in messages if each.page == place and each.start <= quote.start and quote.end <= each.end),
            None,
        )
    return None


def _by_mail(messages: Sequence[Message], message: Message, by: str) -> list[Message]:
    """The first mail behind one under the same subject, by somebody who got it, or to who wrote it."""
    subject = _subject(message)
    wrote, got = set(addresses(message.by)), set(addresses(message.to))
    found = [
        each
        for each in messages
        if not each.is_chat and each.sent > message.sent != EARLIEST and _subject(each) == subject and _is_by(each, by)
        if wrote.isdisjoint(addresses(each.by))
        and (not got.isdisjoint(addresses(each.by)) or not wrote.isdisjoint(addresses(each.to)))
    ]
    return sorted(found, key=lambda each: each.sent)[:1]


def _subject(message: Message) -> tuple[str, ...]:
    return tuple(words_of(_ANSWERS.sub("", message.title)))


def _in_chat(messages: Sequence[Message], message: Message, by: str) -> list[Message]:
    """What others wrote next in a chat, up to where its writer does again; of somebody who is named what they did."""
    behind = [each for each in messages if each.page == message.page and each.start > message.start and each.says]
    if by:
        return [each for each in behind if _is_by(each, by)][:1]
    others = [each for each in behind if each.by != message.by]
    first = behind.index(others[0]) if others else 0
    return list(takewhile(lambda each: each.by != message.by, behind[first:]))[:_MOST_OF_CHAT]


def _is_by(message: Message, by: str) -> bool:
    return not by or set(words_of(by)) <= words_of_people(message.by)
