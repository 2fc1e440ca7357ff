"""What messages say: which of them hold the words of a question, and what is quoted of one."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

from uniconv_edge.assistant.quoting.quotes import Candidate, candidates
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.words.courtesies import greets
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.letters import day_written, lines_of, name_below, signature
from uniconv_edge.library.messages import HEADER, MAILBOXES, Message, Place
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import phrase_expression, words_of
from uniconv_edge.types import Hit

_REFERENCE = expression(r"(?i)(?:my|our|your) ref(?:erence)?\b[^.]{0,40}$")
_FEWEST_WORDS = 4  # of a sentence that says something by itself
Quoted: TypeAlias = tuple[list[Hit], list[Candidate]]


def holding(store: Store, about: str, messages: Sequence[Message]) -> list[Message]:
    """The messages that hold all words: of e-mail each somewhere in it or in what is attached."""
    words = telling_words(about)
    mails = _mails_holding(store, words) if any(not each.is_chat for each in messages) else set[Place]()
    chats = _chats_holding(store, words, [each for each in messages if each.is_chat])
    return [each for each in messages if (id(each) in chats if each.is_chat else each.page in mails)]


def _mails_holding(store: Store, words: Sequence[str]) -> set[Place]:
    found: list[set[Place]] = []
    for word in words:
        rows = store.rows(
            "SELECT document_id, page_index, kind FROM passages JOIN documents ON documents.id = document_id "
            "WHERE passages.id IN (SELECT rowid FROM words WHERE words MATCH ?)",
            phrase_expression(word),
        )
        found.append({(document, page if kind in MAILBOXES else 0) for document, page, kind in rows})
    return set.intersection(*found) if found else set()


def _chats_holding(store: Store, words: Sequence[str], messages: Sequence[Message]) -> set[int]:
    """Ids (of objects) of the messages that say all words."""
    by_page: dict[Place, list[Message]] = defaultdict(list)
    for each in messages:
        by_page[each.page].append(each)
    expressions = [expression for word in words if (expression := phrase_expression(word))]
    if not by_page or not expressions:
        return set()
    rows = store.rows(
        "SELECT document_id, page_index, start, end, text FROM passages "
        "WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?)",
        " AND ".join(expressions),
    )
    wanted, found = {stem(word) for word in words}, set[int]()
    for document, page, start, end, text in rows:
        here = by_page.get((document, page), [])
        place = bisect_left(here, start, key=lambda each: each.end)
        for each in here[place:]:
            if each.start >= end:
                break
            if wanted <= bag(text[max(0, each.said - start) : each.end - start]):
                found.add(id(each))
    return found


def asking(store: Store, messages: Sequence[Message]) -> list[Message]:
    """The messages that ask something."""
    pages = lru_cache(maxsize=1)(store.page_text)  # a chat has thousands on one
    return [each for each in messages if "?" in pages(*each.page)[each.said : each.end]]


def quoted_of(store: Store, message: Message, about: str, most: int, line: str = "", *, asks: bool = False) -> Quoted:
    """The passages that a message stands in, and what is quoted of it: of a chat all of it, of e-mail a `line` of its
    header, of a letter its date or its signature, or how it begins, or what it says of a thing, `most` sentences, of
    what it `asks` those; no more than the passages of its beginning for none."""
    if message.is_chat:
        hits = _passages(store, message.page, message.start, message.end)
        return hits, [_part(hit, message.start, message.end) for hit in hits] if most else []
    hits = _passages(store, message.page)
    if line or not most:
        own = hits if message.is_letter else hits[:1]
        line_of = _line_of_letter if message.is_letter else _line
        lines = [line_of(line, each) for each in own] if line and most else []
        return own, [each for each in lines if each][-1:]
    told = [each for each in candidates(hits, spans) if each.start >= message.said]
    told = [each for each in told if len(words_of(each.text)) >= _FEWEST_WORDS]
    told = [
        each for each in told if not (greets(each.text) or each.text.startswith(">") or _REFERENCE.match(each.text))
    ]
    told = [each for each in told if each.text.rstrip().endswith("?")] if asks else told
    wanted = {stem(word) for word in telling_words(about)}
    held = [len(wanted & bag(each.text)) for each in told]
    naming = [each for each, number in zip(told, held, strict=True) if number and number == max(held)]
    return hits, (naming or told)[:most]


def _passages(store: Store, page: Place, start: int = 0, end: int = 1 << 62) -> list[Hit]:
    """The passages of a stretch of a page."""
    rows = store.rows(
        "SELECT id FROM passages WHERE document_id = ? AND page_index = ? AND start < ? AND end > ? ORDER BY start",
        *page,
        end,
        start,
    )
    return ranked(hits_of(store, [(int(key), 0.0) for (key,) in rows]))


def _part(hit: Hit, start: int, end: int) -> Candidate:
    """The part of a message that a passage holds."""
    first, last = max(0, start - hit.start), min(len(hit.text), end - hit.start)
    text = hit.text[first:last]
    first += len(text) - len(text.lstrip("\ufffd \n"))
    last -= len(text) - len(text.rstrip())
    return Candidate(hit.rank, hit.start + first, hit.start + last, hit.text[first:last])


def _line(line: str, hit: Hit) -> Candidate | None:
    """A line of the header of a message; None where it does not stand in its first passage."""
    header = HEADER.match(hit.text)
    if header is None or not header[line]:
        return None
    start, end = header.span(line)
    return Candidate(hit.rank, hit.start + start, hit.start + end, header[line])


def _line_of_letter(line: str, hit: Hit) -> Candidate | None:
    """The date of a letter, or its signature; None where it does not stand in a passage."""
    if line == "date":
        span = next(((each.start, each.end) for each in lines_of(hit.text) if day_written([each])), None)
    else:
        span = signature(hit.text) or name_below(hit.text)
    return Candidate(hit.rank, hit.start + span[0], hit.start + span[1], hit.text[slice(*span)]) if span else None


def together(said: Sequence[Quoted]) -> Quoted:
    """What several messages say, with the passages that hold it, and behind these the first ones of the others."""
    hits: list[Hit] = []
    quoted: list[Candidate] = []
    numbers: dict[int, int] = {}
    for own, chosen in said:
        for each in chosen:
            hit = own[each.source - 1]
            if hit.passage_id not in numbers:
                hits.append(hit)
                numbers[hit.passage_id] = len(hits)
            quoted.append(replace(each, source=numbers[hit.passage_id]))
    for own, _ in said:
        for hit in own[:1]:
            if hit.passage_id not in numbers:
                hits.append(hit)
                numbers[hit.passage_id] = len(hits)
    return ranked(hits), quoted
