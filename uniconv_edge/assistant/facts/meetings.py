"""What the minutes of a meeting say of it: what was decided, who is to do what, who was there, when it was and when the
next one is; and which minutes are meant, of several the newest. English forms of minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from uniconv_edge.assistant.facts.age import TOLD_DAY, ages
from uniconv_edge.assistant.facts.imprint import dated
from uniconv_edge.assistant.facts.naming import called_by_each, known_as, names_of
from uniconv_edge.assistant.question.meeting import MeetingAsked, Part
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.words.dates import named
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.types import Hit
from uniconv_edge.wording import count

MOST_QUOTES = 12
_CALLED = ("meeting", "minutes", "agm", "assembly")
_HEAD = 1_500  # characters
_WHO = r"(?:members |those |also )?(?:present|attend(?:ees|ance|ing)|in attendance|participants)"
_NOT_THERE = r"apologies(?: for absence| received| from)?|absent|excused|not present|absence"
_PRESENT, _MISSING = (expression(rf"(?im)^\W*(?:{label})\b[^:|\n]{{0,30}}(?:[:|].*|$)") for label in (_WHO, _NOT_THERE))
_MINUTES = expression(
    rf"(?im)^[^\w\n]*(?:{_WHO}|{_NOT_THERE}|chair(?:ed by|man|person|woman)?|minutes (?:taken )?by)\b"
    r"[^\n:|]{0,30}[:|]"
)
_DECIDED = expression(
    r"(?i)\b(?:decided|decides|agreed|resolved|voted|carried|approved|adopted|rejected|postponed|deferred|unanimous(?:ly)?"
    r"|decision|resolution|in favou?r)\b"
)
_ACTIONS = expression(
    r"(?im)^(?:[^\w\n]|\d)*(?:actions?(?: (?:items?|points?|list|to take))?|to-?dos?(?: list)?|tasks|next steps)"
    r"[^\w\n]*$"
)
_ITEMS = tuple(
    map(expression, (r"\s*(?:[-–—•*+]|\d{1,3}[.)]|\[[ xX]?\])\s*\S", r"[^\n|]+ \| ", r"[A-Z][\w ]{1,20}: \S"))
)
_ONE_ACTION = expression(r"(?im)^[^\w\n]*action(?: (?:point|item))?(?: \d+)?:[^|\n]+$")
_LINE = expression(r"[^\n]*\S[^\n]*")
_NEXT = expression(r"(?im)^.*\bnext (?:\w+ )?(?:meeting|agm)\b.*$")


@dataclass(frozen=True, slots=True)
class Minutes:
    """The document that tells of the meeting meant, and which of several it is, "" where it is the only one."""

    document: int
    note: str = ""


def minutes_meant(
    store: Store, asked: MeetingAsked, within: Sequence[int] | None, last: int | None, *, begun: bool
) -> Minutes | None:
    """The minutes that a question means (among the documents `within`, None: all): those `last` told of or quoted where
    it names none, else the newest that are called so; None where there are none such. `begun`: something was asked
    before."""
    held = _held(store, within)
    is_last = last is not None and last in held
    if not (asked.named or is_last) and (begun or asked.whose or asked.part not in (Part.ACTIONS, Part.DECIDED)):
        return None
    if last is not None and is_last and not (asked.called or asked.newest or asked.before):
        return Minutes(last)
    old = ages(store, held) if held else None
    told = {} if old is None else old.told
    chosen = [key for key in (held if old is None else old.newest_first) if _is_called(store, asked.called, key, told)]
    if asked.before:
        behind = chosen.index(last) + 1 if last in chosen else 1
        chosen = chosen[behind:] if old else []
    if not chosen or (old is None and len(chosen) > 1):
        return None
    if len(held) == 1:
        return Minutes(chosen[0])
    which = f"`{names_of(store, chosen[:1])[chosen[0]]}`"
    more = f", the newest of {count(len(chosen), 'document')} that may be meant" if len(chosen) > 1 else ""
    return Minutes(chosen[0], f"Told of {which}{more}.")


def _held(store: Store, within: Sequence[int] | None) -> list[int]:
    """The documents that are called so and have the head of minutes."""
    called = called_by_each(store, _CALLED, within)
    keys = sorted(set[int]().union(*map(set, called.values())))
    return [key for key in keys if _MINUTES.search(store.page_text(key, 0)[:_HEAD])]


def _is_called(store: Store, words: str, document: int, told: Mapping[int, str]) -> bool:
    """Whether minutes are of the day that the words name, and have the others in their names or at their head."""
    day = TOLD_DAY.match(told.get(document, ""))
    own = tuple(int(each or 0) for each in day.groups()) if day else (0, 0, 0)
    for date in named(words):
        wanted = (date.year, date.month, date.day)
        if any(part and part != held for part, held in zip(wanted, own, strict=True)):
            return False
        words = words.replace(words[date.start : date.end], " ")
    said = {stem(word) for word in telling_words(words) if not word.isdigit()}
    return said <= bag(f"{known_as(store, [document])[document]}\n{store.page_text(document, 0)[:_HEAD]}")


def told_of_meeting(store: Store, asked: MeetingAsked, document: int) -> tuple[list[Hit], list[Candidate]]:
    """The lines of minutes that tell what is asked, in order; [] where none does, or more than single lines must."""
    pages = [page.text for page in store.pages(document)]
    found = list(_told(asked, pages))[:MOST_QUOTES]
    rows = store.rows("SELECT id, page_index, start, end FROM passages WHERE document_id = ? ORDER BY id", document)
    held: list[tuple[int, int, int, int]] = []
    for page, start, end in found:
        own = [key for key, index, first, last in rows if index == page and first <= start < last]
        if own:
            held.append((int(own[0]), page, start, end))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(key for key, *_ in held), start=1)}
    hits = ranked(hits_of(store, [(key, 0.0) for key in numbers]))
    return hits, [Candidate(numbers[key], start, end, pages[page][start:end]) for key, page, start, end in held]


def _told(asked: MeetingAsked, pages: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The places of the lines or sentences: the number of a page, start and end."""
    if asked.part is Part.WHEN:
        if found := dated(pages[0], pages[-1]):
            yield (len(pages) - 1 if found[0] else 0, *found[1])
        return
    for number, page in enumerate(pages):
        if asked.part is Part.DECIDED:
            places = [place for place in spans(page) if _DECIDED.search(page, *place)]
        elif asked.part is Part.ACTIONS:
            of_one = stem(asked.whose)
            places = [place for place in _actions(page) if not of_one or of_one in bag(page[slice(*place)])]
        elif asked.part is Part.NEXT:
            places = [_filled(page, line) for line in list(_NEXT.finditer(page))[-1:]]
        else:
            label = _PRESENT if asked.part is Part.PRESENT else _MISSING
            places = [_filled(page, line) for line in list(label.finditer(page, 0, _HEAD))[:1]]
        yield from ((number, *place) for place in places)


def _filled(page: str, line: re.Match[str]) -> tuple[int, int]:
    """The place of a line, of one that only announces what follows with the next: "Date of next meeting"."""
    start = line.start() + len(line[0]) - len(line[0].lstrip())
    following = _LINE.search(page, line.end())
    is_head = not re.search(r"[:|]\s*\S|\d", line[0])
    return (start, following.end()) if is_head and following else (start, line.end())


def _actions(page: str) -> Iterator[tuple[int, int]]:
    """The places of the items or rows below a heading that calls them so, or else of the lines that begin so."""
    found: list[tuple[int, int]] = []
    for head in _ACTIONS.finditer(page):
        begins = _LINE.search(page, head.end())
        item = next((form for form in _ITEMS if begins and form.match(begins[0])), None)
        lines = _LINE.finditer(page, head.end()) if item else ()  # read no further than the list: heads may be many
        alike = list(takewhile(lambda line: item is not None and item.match(line[0]), lines))  # noqa: B023 - at once
        first = alike[0][0].partition(" | ")[0] if alike else ""
        names_columns = any(line[0].startswith(f"{first}: ") for line in alike[1:])
        found += [line.span() for line in alike[names_columns:]]
    yield from found or (each.span() for each in _ONE_ACTION.finditer(page))
