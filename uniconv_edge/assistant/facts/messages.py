"""The messages of e-mail in a library by their headers: who wrote them, to whom, when, and how they begin."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache

from uniconv_edge.assistant.facts.lookup import LibraryAnswer
from uniconv_edge.assistant.question.messages import MessagesAsked, Wanted
from uniconv_edge.assistant.quoting.grounding import ranked
from uniconv_edge.assistant.quoting.quotes import Candidate, candidates
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.words.periods import Period
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.query import MAIL_ENDINGS, MAILBOX_ENDINGS
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import phrase_expression, words_of
from uniconv_edge.types import Hit
from uniconv_edge.wording import count, first_of

# Kinds of files: a message to a page, and one message with what is attached to it.
_MAILBOXES = tuple(ending[1:] for ending in MAILBOX_ENDINGS)
_ALONE = tuple(ending[1:] for ending in MAIL_ENDINGS if ending not in MAILBOX_ENDINGS)
_MOST_NAMED = 10
_MOST_QUOTED = 3  # of messages, or sentences of one
_HEAD = 20_000  # characters in which a header stands, of a letter to hundreds too
_HEADER = re.compile(
    r"(?:(?P<subject>[^\n]*)\n\n)?(?P<sender>From: (?P<by>[^\n]*))(?:\nTo: (?P<to>[^\n]*))?"
    r"(?:\nCc: (?P<copied>[^\n]*))?(?:\n(?P<date>Date: (?P<sent>[^\n]*)))?"
)
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_SALUTATION = re.compile(r"(?i)(?:dear|hi|hello|hey|good (?:morning|afternoon|evening))\b[^.!?\n]{0,60}[,!.]?")
_FEWEST_WORDS = 4  # of a sentence that says something by itself
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Message:
    """The place (document, page) of a message, its header, the spans of its sender and its date on that page, and where
    the header ends."""

    place: Place
    subject: str
    by: str
    to: str
    written: str
    sender: tuple[int, int]
    date: tuple[int, int]
    end: int

    @property
    def sent(self) -> datetime:
        """When it was sent, the earliest of all times where its header does not tell."""
        return _time(self.written)


def told_of_messages(
    store: Store, asked: MessagesAsked, documents: Sequence[int] | None
) -> tuple[LibraryAnswer, list[Candidate]] | None:
    """The messages that are asked for, among these documents (None: all), and what is quoted of them; None where the
    library may answer otherwise: it has no messages, or none by or to somebody of that name and the question does not
    speak of e-mail."""
    with store.snapshot():
        everything = list(_messages(store, documents))
        if not everything:
            is_of_all = asked == MessagesAsked(asked.wanted, named=True)
            return (LibraryAnswer(True, "No message of e-mail is here."), []) if is_of_all else None
        known = [each for each in everything if _is_of(each.by, asked.by) and _is_of(each.to, asked.to)]
        if not known:
            return (_of_nobody(asked, everything), []) if asked.named else None
        within = asked.period
        found = [each for each in known if within is None or within.first <= each.sent.date() <= within.last]
        if asked.about:
            about = _holding(store, asked.about)
            found = [each for each in found if each.place in about]
        if not found:
            return (LibraryAnswer(False, f"{_told(asked, 0, len(everything))}."), []) if asked.named else None
        if asked.order:
            found = [each for each in found if each.sent != _EARLIEST] or found
        found.sort(key=lambda each: each.sent, reverse=asked.order != "oldest")
        return _answer(store, asked, found, len(everything))


def _answer(
    store: Store, asked: MessagesAsked, found: Sequence[_Message], total: int
) -> tuple[LibraryAnswer, list[Candidate]]:
    """What is told of messages, in their order, and quoted."""
    is_one = len(found) == 1 or bool(asked.order and asked.wanted in (Wanted.WHEN, Wanted.WHO, Wanted.SAID))
    shown = found[:1] if is_one else found
    hits = ranked(_first_passages(store, shown[:_MOST_NAMED]))
    if is_one and asked.wanted is not Wanted.COUNT:
        told = f"{'' if len(found) == 1 else f'The {asked.order} of {len(found):,}: '}{_line(shown[0])}."
    else:
        told = _told(asked, len(found), total)
        if asked.wanted is Wanted.COUNT:
            told += "."
        else:
            order = f", the {asked.order or 'newest'} first" * (len(found) > 1)
            more = len(found) - _MOST_NAMED
            lines = [_line(each, without=asked) for each in found[:_MOST_NAMED]]
            told = f"{told}{order}: {'; '.join([*lines, *([f'{more:,} more'] if more > 0 else [])])}."
    quoted: list[Candidate] = []
    if asked.wanted in (Wanted.WHEN, Wanted.WHO):
        lines_asked = (each.date if asked.wanted is Wanted.WHEN else each.sender for each in shown[:_MOST_QUOTED])
        quoted = [each for each in map(_line_of, lines_asked, hits) if each]
    elif asked.wanted is Wanted.SAID or is_one:
        most = _MOST_QUOTED if is_one else 1
        said = (_said(store, each, asked.about, most) for each in shown[:_MOST_QUOTED])
        hits, quoted = _together(hits, list(said))
    return LibraryAnswer(True, told, tuple(ranked(hits)), shown[0].place[0] if is_one else None), quoted


def _messages(store: Store, documents: Sequence[int] | None) -> Iterator[_Message]:
    """The messages of these documents (None: all)."""
    rows = store.rows(
        "SELECT document_id, page_index, substr(pages.text, 1, ?) FROM pages "
        "JOIN documents ON documents.id = document_id WHERE kind IN (SELECT value FROM json_each(?)) "
        "OR (page_index = 0 AND kind IN (SELECT value FROM json_each(?)))",
        _HEAD,
        json.dumps(_MAILBOXES),
        json.dumps(_ALONE),
    )
    kept = None if documents is None else set(documents)
    for document, page, text in rows:
        header = _HEADER.match(text) if kept is None or document in kept else None
        if header:
            to = ", ".join(filter(None, (header["to"], header["copied"])))
            lines = header.span("sender"), header.span("date") if header["date"] else (0, 0)
            yield _Message(
                (document, page), header["subject"] or "", header["by"], to, header["sent"] or "", *lines, header.end()
            )


@lru_cache(maxsize=65_536)
def _time(written: str) -> datetime:
    with suppress(ValueError, TypeError, OverflowError):
        found = parsedate_to_datetime(written)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return _EARLIEST


def _is_of(people: str, name: str) -> bool:
    """Whether a header names somebody."""
    return not name or set(telling_words(name) or words_of(name)) <= _words(people)


@lru_cache(maxsize=65_536)
def _words(people: str) -> frozenset[str]:
    """Kept, because the same people write again."""
    return frozenset(words_of(people))


def _holding(store: Store, about: str) -> set[Place]:
    """The places of the messages that hold all words, each somewhere in it or in what is attached."""
    found: list[set[Place]] = []
    for word in telling_words(about):
        rows = store.rows(
            "SELECT document_id, page_index, kind FROM passages JOIN documents ON documents.id = document_id "
            "WHERE passages.id IN (SELECT rowid FROM words WHERE words MATCH ?)",
            phrase_expression(word),
        )
        found.append({(document, page if kind in _MAILBOXES else 0) for document, page, kind in rows})
    return set.intersection(*found) if found else set()


def _of_nobody(asked: MessagesAsked, everything: Sequence[_Message]) -> LibraryAnswer:
    """That nobody of that name wrote or was written to, and who did."""
    told = _told(asked, 0, len(everything))
    writers = list(dict.fromkeys(_called(each.by) for each in everything))
    return LibraryAnswer(False, f"{told}. Messages are from {', '.join(first_of(writers, _MOST_NAMED))}.")


def _told(asked: MessagesAsked, found: int, total: int) -> str:
    """How many messages there are as is asked for."""
    which = "".join(
        (
            f" from “{asked.by}”" if asked.by else "",
            f" to “{asked.to}”" if asked.to else "",
            f" about “{asked.about}”" if asked.about else "",
            f" sent {_days(asked.period)}" if asked.period else "",
        )
    )
    return (
        f"{found:,} of {count(total, 'message')}{' is' if found == 1 else ' are'}{which}"
        if which
        else count(total, "message")
    )


def _days(period: Period) -> str:
    return f"on {period.first}" if period.first == period.last else f"from {period.first} to {period.last}"


def _line(message: _Message, without: MessagesAsked | None = None) -> str:
    """A message in a list, without what the question says of all of them."""
    by = f" from {_called(message.by)}" if without is None or not without.by else ""
    to = f" to {_called(message.to)}" if message.to and (without is None or (without.by and not without.to)) else ""
    day = "" if message.sent == _EARLIEST else f" ({message.sent.date()})"
    return f"{f'“{clean(message.subject)}”' if message.subject else 'one without a subject'}{by}{to}{day}"


def _called(people: str) -> str:
    """The names of the first people of a header, or their addresses."""
    names = [clean(name or address) for name, address in getaddresses([people]) if name or address]
    return ", ".join(first_of(names, 2)) if names else clean(people)


def _first_passages(store: Store, messages: Sequence[_Message]) -> list[Hit]:
    """The first passage of each message."""
    found = []
    for each in messages:
        rows = store.rows(
            "SELECT id FROM passages WHERE document_id = ? AND page_index = ? ORDER BY start LIMIT 1", *each.place
        )
        found += hits_of(store, [(int(key), 0.0) for (key,) in rows])
    return found


def _line_of(span: tuple[int, int], hit: Hit) -> Candidate | None:
    """A line of the header of a message; None where it does not stand in its first passage."""
    start, end = (place - hit.start for place in span)
    return Candidate(hit.rank, *span, hit.text[start:end]) if 0 <= start < end <= len(hit.text) else None


def _said(store: Store, message: _Message, about: str, most: int) -> tuple[list[Hit], list[Candidate]]:
    """How a message begins, or what it says of a thing."""
    rows = store.rows("SELECT id FROM passages WHERE document_id = ? AND page_index = ? ORDER BY start", *message.place)
    hits = ranked(hits_of(store, [(int(key), 0.0) for (key,) in rows]))
    told = [each for each in candidates(hits, spans) if each.start >= message.end]
    told = [each for each in told if len(words_of(each.text)) >= _FEWEST_WORDS]
    told = [each for each in told if not (_SALUTATION.fullmatch(each.text.strip()) or each.text.startswith(">"))]
    wanted = {stem(word) for word in telling_words(about)}
    held = [len(wanted & bag(each.text)) for each in told]
    naming = [each for each, number in zip(told, held, strict=True) if number and number == max(held)]
    return hits, (naming or told)[:most]


def _together(
    firsts: Sequence[Hit], said: Sequence[tuple[list[Hit], list[Candidate]]]
) -> tuple[list[Hit], list[Candidate]]:
    """What several messages say, with the passages that hold it, and behind these the first ones of the others."""
    hits: list[Hit] = []
    quoted: list[Candidate] = []
    for own, chosen in said:
        numbers = {source: len(hits) + n for n, source in enumerate(dict.fromkeys(c.source for c in chosen), 1)}
        hits += [own[source - 1] for source in numbers]
        quoted += [replace(each, source=numbers[each.source]) for each in chosen]
    held = {hit.passage_id for hit in hits}
    return [*hits, *(hit for hit in firsts if hit.passage_id not in held)], quoted
