"""When a document was written and by whom, as it says itself at its head or its end: the header of a message, the date
above a letter, the name below it. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Callable

from uniconv_edge.assistant.words.dates import months, said
from uniconv_edge.expressions import expression
from uniconv_edge.library.letters import Line, Span, addresses_somebody, lines_of, name_below, signature
from uniconv_edge.library.sentences import cells, sentences
from uniconv_edge.library.words import words_of

_HEAD_LINES, _TAIL_LINES = 14, 10
_ABOVE_LETTER = 8
_LONG_LINE = 160  # characters; of a longer line its sentence is shown
_FEW_WORDS = 5  # beside a date that stands alone, or in a name below a letter
_CELLS_OF_ROW = 3
_YEAR = expression(r"(?:19|20)\d\d")
_ITEM = expression(r"\s*(?:[-–—•*+]|\d{1,3}[.)]|\*\*)\s*\S")
_DATE_FIELD = expression(
    r"(?i)\W*(?:(?:order|issue|invoice|letter|report|publication|meeting) )?"
    r"(?:date|dated|sent|created|published|posted|issued|adopted|last \w+ed)(?: on)?\s*[:|]"
)
_YEAR_FIELD = expression(r"(?i)\W*(?:year(?: of publication)?|(?:first )?published(?: in)?):? (?:1[5-9]|20)\d\d\W*")
_OF_MEETING = expression(r"(?i)#|\W*(?:minutes|by [A-Z])")
_CAME_ABOUT = expression(
    r"(?i)\b(?:written|dated|agreed|adopted|approved by|issued|published|updated|changed|revised|version)\b"
)
_SIGNED = expression(r"\bSigned\b")
_OF_ANOTHER = expression(
    r"(?i)\b(?:born|until|till|from|since|due|ends?|expir\w+|before|after|period|valid|birth\w*)\b"
)
_HEADER = expression(r"(?:To|Cc|Subject|Date|Sent): ")
_FROM = expression(r"From: ")
_AUTHOR = expression(
    r"(?i)\W*(?:authors?|sender|editor|(?:written|prepared|compiled|drawn up|minutes(?: taken)?) by)\s*[:|]"
    r"|\W*by\s+(?-i:[A-Z])"
)
_WROTE = expression(
    r"\b(?i:written|prepared|compiled|drawn up|minutes(?: taken)?) (?i:by) [A-Z]|\b[Mm]inutes: [A-Z]|\(minutes\)"
)
# The authors of a paper, between its title and its abstract: `Simon Byrne^1, Lucas C. Wilcox^2, and V. Churavy`.
_ABSTRACT = expression(r"(?i)\W*(?:abstract|zusammenfassung)\W*")
_ABOVE_ABSTRACT = 30  # lines
_MOST_OF_BYLINE = 14  # lines
_FEWEST_OF_SEVERAL = 4  # words
_LONG_BYLINE = 600  # characters
_PARTICLE = r"(?:de|la|van|von|der|den|di|da|del|dos|el|al|’t|'t)"
_INITIALS = r"(?:[^\W\d_a-z]\.-?){2,4}"
_FORENAME = rf"(?:{_PARTICLE}|{_INITIALS}|[^\W\d_a-z][^\W\d_’'-]*(?:[’'-][^\W\d_]+)*\.?)\s+"
_SURNAME = r"[^\W\d_a-z][^\W\d_]*(?:[’'-][^\W\d_]+)*"
_MARKED_NAME = expression(rf"(?:{_FORENAME}){{1,4}}{_SURNAME}\^\d")
_MARKS = expression(r"\s?\^?\d[\d,]*|[∗*†‡§]")
_BETWEEN_NAMES = expression(r"[,;&]|\band\b")
_NAMES = expression(rf"\s*(?:{_FORENAME})+{_SURNAME}\s*")  # beside each other
_FOR_WHOM = expression(
    rf"(?i:(?:signed )?(?:for(?: and on behalf of)?|on behalf of)) [^:.]{{1,60}}: ?(?:{_FORENAME})+{_SURNAME}(?:,.*)?"
)
_PLACE_OF_WORK = expression(
    r"(?i)universi|institu|department|college|school|laborator|faculty|cent(?:er|re)\b|academy|research|hospital|inc\b"
    r"|ltd\b|gmbh|corporation|group|technische|hochschule|\babstract|version|proceedings|journal|conference|congress|usa\b"
    r"|\b(?:articles?|papers?|reports?|thesis|dissertation|draft|review|access|confidential|internal|communications?)\b"
)
_SENTENCE_END = expression(r"[.!?:;]$")


def letterhead(text: str) -> str:
    """The short lines that are no sentences among the first of a text: who writes, to whom, what about."""
    lines = (line for line in lines_of(text)[:_HEAD_LINES] if len(line.text) <= _LONG_LINE)
    return "\n".join(line.text for line in lines if not _SENTENCE_END.search(line.text))


def dated(first: str, last: str, *, signed: bool = False) -> tuple[bool, Span] | None:
    """Where a document says when it was written: whether on its last page, and the stretch of that page. `signed`: its
    date of signing before all."""
    head, tail = lines_of(first)[:_HEAD_LINES], lines_of(last)[-_TAIL_LINES:]
    at_end = _first(tail, _is_signing_date)
    if signed and at_end:
        return True, _shown(at_end, _has_date)
    above = _first(head, _is_date_field) or (
        _first(head[:_ABOVE_LETTER], _is_day) if addresses_somebody(first) else None
    )
    above = above or _first(head, _is_date_line) or _first(head, _says_when) or _first(head, _is_year_field)
    found = above or at_end or _first(tail, _says_when)
    return (above is None, _shown(found, _has_date)) if found else None


def author(first: str, last: str, *, signed: bool = False, title: str = "") -> tuple[bool, Span] | None:
    """Where a document says who wrote it, as `dated`. `signed`: who signed before who sent; `title`: words that are no
    names."""
    lines = lines_of(first)
    head, tail = lines[:_HEAD_LINES], lines_of(last)[-_TAIL_LINES:]
    by_hand = _first(tail, lambda line: _SIGNED.search(line.text) is not None)
    below = (by_hand.start, by_hand.end) if by_hand else signature(last)
    below = below or (name_below(last) if addresses_somebody(first) else None)
    below = (signed and _signatories(tail)) or below
    if signed and below:
        return True, below
    if any(_HEADER.match(line.text) for line in head) and (sender := _first(head, _matches(_FROM))):
        return False, (sender.start, sender.end)
    if found := _first(head, _matches(_AUTHOR)) or _first(head, lambda line: _wrote(line.text)):
        return False, _shown(found, _wrote)
    if below:
        return True, below
    names = _byline(lines[:_ABOVE_ABSTRACT], title)
    return (False, names) if names else None


def _signatories(tail: list[Line]) -> Span | None:
    """The lines below a contract that say who signed it for whom: `For the tenant: Ada Lovelace`."""
    named = [line for line in tail if _FOR_WHOM.fullmatch(line.text.strip())]
    return (named[0].start, named[-1].end) if named else None


def _byline(lines: list[Line], title: str) -> Span | None:
    """From the first to the last line of names between the title of a paper and its abstract, at most so many. Without
    an abstract the names are known by their marks."""
    end = next((place for place, line in enumerate(lines) if _ABSTRACT.fullmatch(line.text)), 0)
    of_title = set(words_of(title))
    named = [
        (place, line)
        for place, line in enumerate(lines[1 : end or None])
        if len(line.text) <= _LONG_BYLINE
        and (len(_MARKED_NAME.findall(line.text)) > 1 or (end and _is_byline(line.text)))
        and not _PLACE_OF_WORK.search(line.text)
        and not of_title.issuperset(words_of(line.text))
    ]
    near = [line for place, line in named if place < named[0][0] + _MOST_OF_BYLINE]
    if not near:  # `Ada Marsh Ben Lowe Institute of Sleep, Leeds`
        near = [line for line in lines[1:end] if len(line.text) <= _LONG_BYLINE and _is_of_place(line.text)][:1]
    return (near[0].start, near[-1].end) if near else None


def _is_of_place(line: str) -> bool:
    """Whether a line is names of several, and behind them where they work."""
    place = _PLACE_OF_WORK.search(line)
    names = line[: place.start()].rstrip(" ,;:–—-") if place else ""
    return len(names.split()) >= _FEWEST_OF_SEVERAL and _is_byline(names)


def _is_byline(line: str) -> bool:
    """Whether a line is names alone."""
    names = [part for part in _BETWEEN_NAMES.split(_MARKS.sub(" ", line)) if part.strip()]
    return bool(names) and all(map(_NAMES.fullmatch, names))


def _first(lines: list[Line], wanted: Callable[[Line], bool]) -> Line | None:
    return next(filter(wanted, lines), None)


def _matches(pattern: re.Pattern[str]) -> Callable[[Line], bool]:
    return lambda line: pattern.match(line.text) is not None


def _shown(line: Line, wanted: Callable[[str], bool]) -> Span:
    """The line, of a long one the first sentence that is wanted."""
    spans = sentences(line.text) if len(line.text) > _LONG_LINE else []
    start, end = next((span for span in spans if wanted(line.text[slice(*span)])), (0, len(line.text)))
    return line.start + start, line.start + end


def _has_date(text: str) -> bool:
    found = said(text)
    return bool(months(found)) and any(map(_YEAR.fullmatch, found))


def _is_date_field(line: Line) -> bool:
    return _DATE_FIELD.match(line.text) is not None and _has_date(line.text) and len(cells(line.text)) < _CELLS_OF_ROW


def _is_year_field(line: Line) -> bool:
    """Whether a line of the title page of a book tells its year alone."""
    return _YEAR_FIELD.fullmatch(line.text) is not None


def _is_date_line(line: Line) -> bool:
    """Whether a line is hardly more than a date, or names a meeting or a writer with it."""
    if not _has_date(line.text) or _ITEM.match(line.text) or _OF_ANOTHER.search(line.text) or len(cells(line.text)) > 1:
        return False
    return _OF_MEETING.match(line.text) is not None or _is_day(line)


def _is_day(line: Line) -> bool:
    """Whether a line is hardly more than a day with its month."""
    told = [word for word in line.text.split() if not any(map(str.isdigit, word))]
    return bool(months(said(line.text))) and len(told) <= _FEW_WORDS and not line.text.endswith(".")


def _says_when(line: Line) -> bool:
    return len(line.text) <= _LONG_LINE and _CAME_ABOUT.search(line.text) is not None and _has_date(line.text)


def _is_signing_date(line: Line) -> bool:
    return (_SIGNED.search(line.text) is not None and _has_date(line.text)) or _is_date_line(line)


def _wrote(text: str) -> bool:
    return _WROTE.search(text) is not None
