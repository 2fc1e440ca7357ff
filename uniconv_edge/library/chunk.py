"""Passages: stretches of one page on sentence borders, short enough for the model to read whole. Pure.

Every non-blank character of a page is in exactly one passage, and `page.text[start:end] == text`. Lengths are counted
in words of English; other scripts and long tokens count as the words whose room they take in the model. Blanks weigh
nothing, so characters are limited too, and so is the number of a document's passages.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.expressions import expression
from uniconv_edge.library.fields import fields_of
from uniconv_edge.library.outline import NO_MARKS, Heading, Marks, Places, extend_trail, trail_text
from uniconv_edge.library.sentences import BAR, SPEAKER, paragraphs, sentences
from uniconv_edge.places import HEADING_SEPARATOR, STAMP
from uniconv_edge.types import Page, Passage

TARGET_WORDS = 110.0
MAX_WORDS = 160.0
MAX_CHARACTERS = 4_000
# Ten million characters of prose, the most that is read of a document, are 70,000 in the densest script.
MAX_PASSAGES = 100_000
MAX_TITLE_CHARACTERS = 120
# A passage may end early, at a paragraph's end, from this share of the target on.
_EARLY_SHARE = 0.7
_MAX_CAPTION = 100  # characters
_CAPTION = expression(r"(?i)(?:Tab(?:le|elle|leau|la|ella|\.)|Exhibit|Schedule)\s*[\dA-Z]|.*:$")
_PAGE_NUMBER = expression(r"\d{1,4}|[ivxl]{1,6}|[-–—] ?\d{1,4} ?[-–—]")
_SMALL_WORDS = 25.0
_TINY_WORDS = 8.0

_TOKEN = expression(r"\S+")
_LINE = expression(r"^[^\S\n]*\S(?:.*\S)?", re.MULTILINE)
_WIDE = expression(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_CLAUSE_END = expression(r"[,;:，；：、]$")
_ASCII_PER_WORD, _OTHER_PER_WORD, _DIGITS_PER_WORD = 9.0, 4.0, 3.0
_WORDS_PER_WIDE = 0.75
_ZERO_WIDTH_JOINER = "\u200d"
_MOST_JOINED = 64  # characters that are kept together, whatever they are
_REMEMBERED_TOKENS = 1 << 14


def passage_title(title: str, heading: str) -> str:
    """The title a passage is embedded and read under: document, then heading trail, at most 120 characters."""
    full = f"{title}{HEADING_SEPARATOR}{heading}" if heading else title
    return full[:MAX_TITLE_CHARACTERS].rstrip()


def weight(text: str) -> float:
    """The length of a text in words of English."""
    return sum(map(_token_weight, text.split()))


@lru_cache(_REMEMBERED_TOKENS)  # most words of a text come again
def _token_weight(token: str) -> float:
    if len(token) <= _ASCII_PER_WORD and token.isascii() and not token[0].isdigit():
        return 1.0
    wide = len(_WIDE.findall(token))
    digits = sum(map(str.isdigit, token))
    plain = sum(map(str.isascii, token)) - digits
    others = max(0, len(token) - wide - digits - plain)
    length = wide * _WORDS_PER_WIDE + max(0, digits) / _DIGITS_PER_WORD
    return max(1.0, length + max(0, plain) / _ASCII_PER_WORD + others / _OTHER_PER_WORD)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is too long: its span, weight, and what begins or ends with it."""

    start: int
    end: int
    words: float
    opens: tuple[Heading, ...]
    ends_paragraph: bool


@dataclass(slots=True)
class _Group:
    """Pieces that will be one passage, under one heading trail; fields at the head of a text are one `alone`, which is
    found by what it says of the whole."""

    pieces: list[_Piece]
    trail: tuple[Heading, ...]
    alone: bool = False

    @property
    def words(self) -> float:
        return sum(piece.words for piece in self.pieces)


def passages(
    pages: Sequence[Page], headings: Sequence[Sequence[Heading]] = (), marks: Sequence[Marks] = ()
) -> list[Passage]:
    """The passages of a document in order. `headings` holds those of each page, in order of their offsets. Raises
    DocumentUnreadable for more than MAX_PASSAGES."""
    found: list[Passage] = []
    trail: tuple[Heading, ...] = ()
    for index, page in enumerate(pages):
        mark = marks[index] if index < len(marks) else NO_MARKS
        places = Places(page.text, page.place, mark)
        groups, trail = _groups(page.text, headings[index] if index < len(headings) else (), trail, mark)
        captions = _Captions(page.text) if mark.borders is None else None
        for group in _merge_small(page.text, groups):
            start, end = group.pieces[0].start, group.pieces[-1].end
            heading, place = trail_text(group.trail), places.name(start, end)
            if captions is not None and (caption := captions.above(group)) and caption not in heading:
                heading = f"{heading}{HEADING_SEPARATOR}{caption}" if heading else caption
            found.append(Passage(index, page.number, start, end, page.text[start:end], heading, place))
        if len(found) > MAX_PASSAGES:
            raise DocumentUnreadable(f"divides into more than {MAX_PASSAGES:,} passages")
    return found


class _Captions:
    """What stands over a table, for the passages that go on with its rows and would not say what they are of."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._before: _Group | None = None
        self._caption = ""

    def above(self, group: _Group) -> str:
        """The caption of the table whose rows go on with this group, the next of the page; "" for other groups."""
        before, self._before = self._before, group
        start = group.pieces[0].start
        if before is None or before.pieces[-1].ends_paragraph or BAR not in self._line(start):
            self._caption = ""
        elif (gap := self._text.rfind("\n\n", before.pieces[0].start, start)) >= 0:  # the table begins there
            above = self._text[max(0, gap - _MAX_CAPTION - 1) : gap].rpartition("\n")[2]
            lines = (line.strip() for line in (self._line(gap + 2), above))
            self._caption = next((line.rstrip(" :") for line in lines if _is_caption(line)), "")
        return self._caption

    def _line(self, start: int) -> str:
        longest = start + MAX_CHARACTERS  # a text may be one line
        end = self._text.find("\n", start, longest)
        return self._text[start : end if end >= 0 else longest]


def _is_caption(line: str) -> bool:
    return len(line) <= _MAX_CAPTION and BAR not in line and _CAPTION.match(line) is not None


def _groups(
    text: str, headings: Sequence[Heading], trail: tuple[Heading, ...], marks: Marks
) -> tuple[list[_Group], tuple[Heading, ...]]:
    """Pack pieces greedily: a heading opens a new group, a full group is closed, preferably at a paragraph's end."""
    groups: list[_Group] = []
    current: list[_Piece] = []
    words = 0.0
    only_headings = False
    fields = fields_of(text)
    end_of_fields = fields[0] if fields else 0

    def close() -> None:
        nonlocal current, words
        if current:
            groups.append(_Group(current, trail, alone=current[-1].end <= end_of_fields))
        current, words = [], 0.0

    for piece in _pieces(text, headings, marks):
        if current and current[-1].end <= end_of_fields < piece.end:
            close()
        if piece.opens and not only_headings:
            close()
        for heading in piece.opens:
            trail = extend_trail(trail, heading)
        if words + piece.words > MAX_WORDS or (current and piece.end - current[0].start > MAX_CHARACTERS):
            asked = current.pop() if len(current) > 1 and _asks_in_talk(text, current[-1]) else None
            close()
            if asked is not None and asked.words + piece.words <= MAX_WORDS:
                current, words = [asked], asked.words
            elif asked is not None:
                groups[-1].pieces.append(asked)
        current.append(piece)
        words += piece.words
        only_headings = bool(piece.opens) and (only_headings or len(current) == 1)
        is_full = words >= TARGET_WORDS or (piece.ends_paragraph and words >= _EARLY_SHARE * TARGET_WORDS)
        if is_full and not _asks_in_talk(text, piece):
            close()
            only_headings = False
    close()
    return groups, trail


def _asks_in_talk(text: str, piece: _Piece) -> bool:
    """Whether somebody asks something with a turn of a talk, which its answer should stand with."""
    said = text[piece.start : piece.end]
    return said.endswith("?") and (STAMP.match(said) or SPEAKER.match(said)) is not None


def _merge_small(text: str, groups: list[_Group]) -> list[_Group]:
    """Join a group of a few words to its neighbour, when both together stay within the limits."""
    merged: list[_Group] = []
    for group in groups:
        last = merged[-1] if merged and not merged[-1].alone else None
        if last is not None and group.pieces[-1].end - last.pieces[0].start > MAX_CHARACTERS:
            last = None
        is_tiny = last is not None and last.words < _TINY_WORDS and last.words + group.words <= MAX_WORDS
        if last is not None and is_tiny and (not last.trail or _is_page_number(text, last)):
            last.pieces.extend(group.pieces)  # a page number, or a letterhead before the first heading
            last.trail = group.trail
            continue
        if last is not None and min(last.words, group.words) < _SMALL_WORDS:
            limit = MAX_WORDS if last.trail == group.trail else TARGET_WORDS
            if last.words + group.words <= limit and _related(last.trail, group.trail):
                last.pieces.extend(group.pieces)
                last.trail = _shared(last.trail, group.trail)
                continue
        merged.append(_Group(list(group.pieces), group.trail, group.alone))
    return merged


def _is_page_number(text: str, group: _Group) -> bool:
    """Whether a group is no more than the number above a page: what stands below it belongs to its own heading."""
    start, end = group.pieces[0].start, group.pieces[-1].end
    return _PAGE_NUMBER.fullmatch(text[start:end].strip()) is not None and not text[:start].strip()


def _related(first: tuple[Heading, ...], second: tuple[Heading, ...]) -> bool:
    """Sections are joined only inside one section, never across the highest headings of a document."""
    return first == second or bool(_shared(first, second))


def _shared(first: tuple[Heading, ...], second: tuple[Heading, ...]) -> tuple[Heading, ...]:
    shared = []
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        shared.append(one)
    return tuple(shared)


def _pieces(text: str, headings: Sequence[Heading], marks: Marks) -> Iterator[_Piece]:
    if marks.borders is None:
        spans, ends = sentences(text), {end for _, end in paragraphs(text)}
    else:
        spans = _lines(text)
        starts = set(marks.borders)
        ends = {end for (_, end), (following, _) in itertools.pairwise(spans) if following in starts}
    pending = list(reversed(headings))
    for start, end in spans:
        opens: list[Heading] = []
        while pending and pending[-1].offset < end:
            opens.append(pending.pop())
        for first, last, words in _within_limit(text, start, end):
            yield _Piece(first, last, words, tuple(opens), last in ends)
            opens = []


def _lines(text: str) -> list[tuple[int, int]]:
    """(start, end) of each line that is not blank, with its indentation."""
    return [match.span() for match in _LINE.finditer(text)]


def _within_limit(text: str, start: int, end: int) -> Iterator[tuple[int, int, float]]:
    """The sentence itself, or its parts when it is too long: cut after clauses, else between words."""
    total = weight(text[start:end])
    if total <= MAX_WORDS and end - start <= MAX_CHARACTERS:
        yield start, end, total
        return
    first = last = start
    words = 0.0
    for token in _tokens(text, start, end):
        full = words + token[2] > MAX_WORDS or token[1] - first > MAX_CHARACTERS
        if full or (words >= TARGET_WORDS and _CLAUSE_END.search(text[first:last][-1:])):
            if last > first:
                yield first, last, words
            first, words = token[0], 0.0
        last = token[1]
        words += token[2]
    yield first, last, words


def _tokens(text: str, start: int, end: int) -> Iterator[tuple[int, int, float]]:
    """Words with their weight; one that would fill a passage alone is cut between characters."""
    for match in _TOKEN.finditer(text, start, end):
        cost = _token_weight(match.group())
        if cost <= TARGET_WORDS:
            yield match.start(), match.end(), cost
            continue
        step = max(1, int(len(match.group()) / math.ceil(4 * cost / TARGET_WORDS)))
        position = match.start()
        while position < match.end():
            near = min(position + step, match.end())
            border = _character_border(text, near, min(near + _MOST_JOINED, match.end()))
            yield position, border, _token_weight(text[position:border])
            position = border


def _character_border(text: str, position: int, end: int) -> int:
    """The next place from `position` on that does not part a character from its accents or joined parts."""
    while position < end and (
        unicodedata.combining(text[position])
        or unicodedata.category(text[position]) in ("Mn", "Mc", "Me")
        or text[position] == _ZERO_WIDTH_JOINER
        or text[position - 1] == _ZERO_WIDTH_JOINER
    ):
        position += 1
    return position
