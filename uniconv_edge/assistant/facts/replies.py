"""What was answered to a message, and how a thread went: of e-mail by `facts/threads.py`, of a chat what others wrote
next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from uniconv_edge.assistant.facts.correspondence import correspondence, words_of_people
from uniconv_edge.assistant.facts.lookup import LibraryAnswer
from uniconv_edge.assistant.facts.message_words import holding, quoted_of, together
from uniconv_edge.assistant.facts.messages import chats_called, line_of
from uniconv_edge.assistant.facts.threads import Threads
from uniconv_edge.assistant.question.messages import MessagesAsked
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.messages import Message
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Quote
from uniconv_edge.wording import count

_MOST_ANSWERS = 3
_MOST_SENTENCES = 3
_MOST_OF_THREAD = 10


def told_of_reply(
    store: Store, asked: MessagesAsked, quotes: Sequence[Quote], documents: Sequence[int] | None
) -> tuple[LibraryAnswer, list[Candidate]] | None:
    """What was answered, by whom the question names, to the message that is quoted first; None where none is quoted."""
    with store.snapshot():
        messages = _among(store, documents)
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


def told_of_thread(
    store: Store, asked: MessagesAsked, quotes: Sequence[Quote], documents: Sequence[int] | None
) -> tuple[LibraryAnswer, list[Candidate]] | None:
    """The thread about what is asked for, else of the message that is quoted first, in its order, or how it ended; None
    where there is none. Of several threads the one that was written in last."""
    with store.snapshot():
        messages = _among(store, documents)
        held = _meant(store, asked, messages) if asked.about else [_quoted(messages, quotes)]
        threads = _threads(Threads(messages), [each for each in held if each and each.says])
        if not threads:
            return None
        thread = max(threads, key=lambda each: each[-1].sent)
        if len(thread) == 1 and not asked.named:  # minutes may tell of a discussion too
            return None
        ends = asked.order == "newest"
        shown = thread[-1:] if ends else thread[:_MOST_OF_THREAD]
        hits, quoted = together([quoted_of(store, each, "", _MOST_SENTENCES if ends else 1) for each in shown])
        which = f"the newest of {len(threads):,} threads" if len(threads) > 1 else "the thread"
        text = f"{count(len(thread), 'message')} in {which} that began with {line_of(thread[0])}"
        last = f"; the last is {line_of(thread[-1])}"
        text = text + last if len(thread) > 1 else f"Only one message of that thread is here: {line_of(thread[0])}"
        text += f"; the first {len(shown)} are quoted" if not ends and len(shown) < len(thread) else ""
        return LibraryAnswer(True, f"{text}.", tuple(hits), shown[0].page[0] if ends else None), quoted


def _among(store: Store, documents: Sequence[int] | None) -> list[Message]:
    kept = None if documents is None else set(documents)
    return [each for each in correspondence(store).messages if kept is None or each.page[0] in kept]


def _meant(store: Store, asked: MessagesAsked, messages: Sequence[Message]) -> Sequence[Message]:
    """The messages about a thing: of e-mail those whose subject says it, if any."""
    if asked.in_chats:
        called = chats_called(correspondence(store), asked.chat)
        messages = [each for each in messages if each.page in called]
    wanted = {stem(word) for word in telling_words(asked.about)}
    held = holding(store, asked.about, messages)
    return [each for each in held if not each.is_chat and wanted <= bag(each.title)] or held


def _threads(known: Threads, held: Sequence[Message]) -> list[list[Message]]:
    """The thread of each message, those of one thread once, and of one message alone only where there are no others."""
    found: list[list[Message]] = []
    seen: set[str | tuple[int, int, int]] = set()
    for each in held:
        if _key(each) not in seen:
            found.append(known.of(each))
            seen.update(map(_key, found[-1]))
    return [each for each in found if len(each) > 1] or found


def _key(message: Message) -> str | tuple[int, int, int]:
    """Of a message, or of all copies of one."""
    return message.identifier or (*message.page, message.start)


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
    """What answers a mail; of somebody who is named the first that they wrote, to it or behind it."""
    threads = Threads(messages)
    found = threads.answers_to(message)
    if not by:
        return found[:_MOST_ANSWERS]
    behind = [each for each in threads.of(message) if each.sent > message.sent]
    return [each for each in (*found, *behind) if _is_by(each, by)][:1]


def _in_chat(messages: Sequence[Message], message: Message, by: str) -> list[Message]:
    """What others wrote next in a chat, up to where its writer does again; of somebody who is named what they did."""
    behind = [each for each in messages if each.page == message.page and each.start > message.start and each.says]
    if by:
        return [each for each in behind if _is_by(each, by)][:1]
    others = [each for each in behind if each.by != message.by]
    first = behind.index(others[0]) if others else 0
    return list(takewhile(lambda each: each.by != message.by, behind[first:]))[:_MOST_ANSWERS]


def _is_by(message: Message, by: str) -> bool:
    return set(words_of(by)) <= words_of_people(message.by)
