"""Where in a quote stands what the question asks for, as the amount of "how much": the answer span of question
answering. Pure.

Told only where one place of the text is of the type that is asked for, so that the eye is not led to another amount or
day (`benchmarks/quotes.py --evidence`, docs/answers.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import TypeAlias

from uniconv_edge.assistant.words.answer_types import DAY_OR_MONTH, PERSON, types_asked
from uniconv_edge.assistant.words.dates import named
from uniconv_edge.assistant.words.dictionary import is_english
from uniconv_edge.assistant.words.quantities import (
    CLOCK,
    COUNTED_SPAN,
    LENGTHS,
    MONEY,
    MONEYS,
    NUMBER,
    NUMBERS,
    ORDINALS,
    TIMES,
    TO_CALL,
    VOLUMES,
    WEIGHTS,
)
from uniconv_edge.assistant.words.terms import bag, is_empty, stem
from uniconv_edge.assistant.words.weekdays import WEEKDAY
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import BAR

Span: TypeAlias = tuple[int, int]
Finder: TypeAlias = Callable[[str, str], Iterable[Span]]
"""The places of a kind in a text that answers a question (in small letters)."""

NOWHERE: Span = (0, 0)
_LONGEST = 400  # characters of a text that is looked at: in a list every item has its amount
_LONGEST_NAME = 40  # characters, of a column
_BESIDE = 3  # characters between a name and what somebody is
_OPENS_QUOTE, _ENDS_SENTENCE = " \t\"“„‘'(", ".!?:-–•*\n"  # and "", before the first word
_BEYOND = 60  # characters behind a number, in which what it counts is named

_TIMES_OVER = r"(?:\s(?:hundred|thousand|million|billion|m|bn)\b)*"
_HOW_MANY = rf"{NUMBER}{_TIMES_OVER}(?:[- ](?:{NUMBERS})\b)*"
_TO = r"\s?(?:to|or|and|-|–|—)\s?"
_CURRENCY = "[$€£¥₹]"
_AREAS = r"(?:square|cubic|sq\.?|cu\.?) ?(?:met(?:re|er)s?|feet|foot|ft|yards?|miles?|km|m|cm)|m2|m3|m³"


def _or_range(pattern: str) -> str:
    return rf"{pattern}(?:{_TO}{pattern})?"


def _measured(units: str) -> str:
    return rf"{_or_range(_HOW_MANY)}\s?-?(?:{units})(?!\w)"


_BEHIND_ITS_SIGN = rf"{_CURRENCY}\s?\d(?:[\d.,]*\d)?"
_SUM = (
    rf"{_or_range(_BEHIND_ITS_SIGN)}{_TIMES_OVER}",
    _measured(rf"{_CURRENCY}|{MONEYS}"),
    rf"\b(?:{MONEYS}):?\s?\d(?:[\d.,]*\d)?",
    MONEY.pattern,
)
_TIME = rf"(?:\b{CLOCK}(?:\s?[ap]\.?m\b\.?)?|\b\d{{1,2}}\s?(?:[ap]\.?m\b\.?|uhr\b|h\b))"
_HOURS = (
    rf"(?:{_or_range(_TIME)}|\b\d{{1,2}}{_TO}{_TIME})",
    r"\b(?:half past|quarter (?:to|past)) \w+|\b[\w-]+ o['’]clock\b|\b(?:noon|midnight|midday)\b",
    rf"(?<=\bat )(?:{NUMBERS}|\d{{1,2}})\b",
)
_YEARS = (r"(?<![\w.,/-])(?:1\d|20)\d\d(?![\w/]|[.,]\d)(?:\s?[-–]\s?(?:\d\d)?\d\d\b)?",)
_COLOURS = (
    r"\b(?:(?:dark|light|pale|bright) )?(?:red|blue|green|yellow|white|black|brown|gr[ae]y|orange|pink|purple|violet"
    r"|beige|gold(?:en)?|silver|turquoise)\b",
)
_DAYS_OF_WEEK = (rf"\b(?:{WEEKDAY})\b",)
_BEFORE_A_DATE = expression(
    rf"(?:\b(?:{ORDINALS}|last) )?\b(?:{WEEKDAY})s?,?(?: (?:the|of|in))? $|\b(?:{ORDINALS}|last) (?:day )?of $"
)
_BEHIND_A_DATE = expression(rf",?(?: at| from|,) (?:{_HOURS[0]})")
_PAYS_A_PART = expression(
    r"\b(?:pays?|paid|costs?|charged?|ow(?:es?|ed))(?: \w+)? (?:half|a (?:third|quarter)|double|twice)\b"
)
# Before a place in its clause; "not until 9:00" and "may not weigh more than 12 kg" tell it.
_DENIED = expression(
    r"(?i)(?:\b(?:not|never|no longer)\b|n['’]t\b)(?!.*\b(?:than|until|till|before|only|exceed)\b)[^,;:.]*$"
)
_WORD = expression(r"[^\W\d_][\w'’]*")
_CAPITAL = r"[^\W\d_a-zà-öø-ÿß][\w'’-]*\.?"
_NAME = expression(rf"{_CAPITAL}(?:\s(?:(?:of|the|de|du|van|von|der|la|&)\s)*{_CAPITAL})*")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _all(patterns: Sequence[str], text: str) -> list[Span]:
    """The places of patterns in a text, of those that overlap the one of the earlier pattern, in order."""
    found: list[Span] = []
    for pattern in patterns:
        for match in _compiled(pattern).finditer(text.lower()):
            start, end = match.span()
            end = start + len(text[start:end].rstrip(" ,.;"))
            if start < end:
                found += [(start, end)] if not _overlaps((start, end), found) else []
    return sorted(found)


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _of(*patterns: str) -> Finder:
    return lambda _, text: _all(patterns, text)


def _sums(_: str, text: str) -> list[Span]:
    """Amounts of money; none where a part of one may be what is meant ("212 euros, of which he paid half")."""
    return [] if _PAYS_A_PART.search(text.lower()) else _all(_SUM, text)


def _dates(text: str) -> list[Span]:
    """Dates with a month, with the day of the week before them and the hour behind."""
    found: list[Span] = []
    for each in named(text):
        before = _BEFORE_A_DATE.search(text[: each.start].lower())
        behind = _BEHIND_A_DATE.match(text[each.end :].lower())
        span = (before.start() if before else each.start, each.end + (behind.end() if behind else 0))
        found += [span] if not _overlaps(span, found) else []  # one that may be read in two ways comes twice
    return found


def _days(_: str, text: str) -> list[Span]:
    dated = _dates(text)
    return dated or _all(_DAYS_OF_WEEK, text) or _all(_YEARS, text)


def _when(question: str, text: str) -> list[Span]:
    return _days(question, text) or _all(_HOURS, text) or _all((rf"\bwithin {COUNTED_SPAN}",), text)


def _spans_of_time(question: str, text: str) -> list[Span]:
    """Spans of time, in the unit that the question names; "a week" of "two days a week" is none."""
    found = _all((COUNTED_SPAN,), text)
    found = [each for each in found if not text[each[0] : each[1]].lower().startswith(("a ", "an "))] or found
    units = set(map(stem, re.findall(rf"\bhow many ({TIMES})", question)))
    in_unit = [each for each in found if units & bag(text[each[0] : each[1]])]
    return in_unit or found


def _counts(question: str, text: str) -> list[Span]:
    """Numbers before what is counted."""
    asked = re.search(r"\b(?:how many|number of) ([\w' -]+)", question)
    counted = {stem(word) for word in _WORD.findall(asked[1])[:2]} if asked else set[str]()
    others = (*_dates(text), *_all(_YEARS, text), *_all(_SUM, text), *_all(_HOURS[:1], text))
    found = [each for each in _all((_HOW_MANY,), text) if not _overlaps(each, others)]
    return [
        each
        for each in found
        if not counted.isdisjoint(map(stem, _WORD.findall(text[each[1] : each[1] + _BEYOND].lower())[:2]))
    ]


def _amounts(_: str, text: str) -> list[Span]:
    return _all((_measured(f"{_AREAS}|{VOLUMES}|{WEIGHTS}|{LENGTHS}|%|per ?cent|{_CURRENCY}|{MONEYS}"),), text)


def _names(question: str, text: str) -> list[Span]:
    """Names that the question does not say; the first word of a sentence is mostly none. None where somebody is meant
    who has no name ("a strange woman"), but for what stands beside one ("the curator, Priya Sandhu")."""
    said = set(map(stem, _WORD.findall(question)))
    found = [each for each in _capitals(text) if any(map(partial(_is_name, said), _words(text, each)))]
    beside = (found[0][0] - _BESIDE, found[0][1] + _BESIDE) if found else NOWHERE
    somebody = (match for match in PERSON.finditer(text.lower()) if stem(match[0]) not in said)
    return found if all(_overlaps(match.span(), [beside]) for match in somebody) else []


def _is_name(said: set[str], word: str) -> bool:
    return stem(word) not in said and not DAY_OR_MONTH.fullmatch(word)


def _words(text: str, span: Span) -> list[str]:
    return [word.strip(".,") for word in text[slice(*span)].lower().split()]


def _capitals(text: str) -> Iterator[Span]:
    """Words with capitals that follow each other, small words before them apart; one that begins a sentence only where
    English does not have it."""
    for match in _NAME.finditer(text):
        start, words = match.start(), match[0].split()
        while len(words) > 1 and is_empty(words[0].lower()):
            start = text.index(words[1], start + len(words[0]))
            words = words[1:]
        is_first = text[:start].rstrip(_OPENS_QUOTE)[-1:] in _ENDS_SENTENCE
        if is_empty(words[0].lower()) or (is_first and len(words) == 1 and is_english(words[0].strip(".").lower())):
            continue
        yield start, match.start() + len(match[0].rstrip("."))


_FINDERS: dict[str, Finder] = {
    "money": _sums,
    "hour": _of(*_HOURS),
    "year": _of(*_YEARS),
    "end": _when,
    "beginning": _when,
    "date": _when,
    "day": _days,
    "duration": _spans_of_time,
    "age": _of(rf"{_HOW_MANY}[ -](?:years?|months?|weeks?)(?:[ -]old)?\b", rf"(?<=\baged ){_HOW_MANY}"),
    "size": _of(_measured(f"{_AREAS}|{LENGTHS}|{VOLUMES}|%|gb|mb|kw")),
    "weight": _of(_measured(WEIGHTS)),
    "temperature": _of(_measured(r"°\s?[cf]?|degrees?(?: (?:celsius|fahrenheit|c|f))?|celsius|fahrenheit")),
    "count": _counts,
    "quantity": _amounts,
    "share": _of(_measured("%|per ?cent")),
    "telephone number": _of(TO_CALL),
    "number to call": _of(TO_CALL),
    "number of a paper": _of(r"(?<![^\W_])(?=[a-z/-]*\d)[\w/-]*\d[\w/-]*"),
    "address of mail": _of(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    "name": _names,
    "colour": _of(*_COLOURS),
}
# Written alike, or in forms that are known, in other languages too.
_IN_ANY_LANGUAGE = frozenset(
    (
        "money",
        "hour",
        "year",
        "end",
        "beginning",
        "date",
        "day",
        "share",
        "telephone number",
        "number to call",
        "address of mail",
    )
)


def answer_span(question: str, text: str, *, english: bool = True) -> Span:
    """(start, end) in a quote's text of the one thing there that is of the type which the question asks for and that it
    does not say itself; `NOWHERE` where there is none or several. `english`: the text is, besides the question."""
    asked = question.lower()
    if len(text) > _LONGEST or len(text.lower()) != len(text):
        return NOWHERE
    for each in types_asked(question):
        if (find := _FINDERS.get(each.name)) and (english or each.name in _IN_ANY_LANGUAGE):
            found = _in_cells(find, asked, text) if BAR in text else list(find(asked, text))
            found = [span for span in found if text[slice(*span)].lower() not in asked]
            return found[0] if len(found) == 1 and not _DENIED.search(text[: found[0][0]]) else NOWHERE
    return NOWHERE


def cell_span(cell: str, row: str) -> Span:
    """(start, end) of a cell in a row, or in rows, of which it is one; `NOWHERE` where several hold the same,
    and for ""."""
    found: list[Span] = []
    start = 0
    for part in re.split(rf"({re.escape(BAR)}|\n)", row):
        if cell and (part == cell or part.endswith(f": {cell}")):
            found.append((start + len(part) - len(cell), start + len(part)))
        start += len(part)
    return found[0] if len(found) == 1 else NOWHERE


def _in_cells(find: Finder, asked: str, row: str) -> list[Span]:
    """The places in the cells of a row, where they have names those of whole cells, of those that the question names if
    it does. A name may hold the unit of its numbers: `Price EUR: 18.50`."""
    found: list[tuple[bool, Span]] = []
    start = 0
    for cell in row.split(BAR):
        name, colon, value = cell.partition(": ")
        is_named = bool(colon) and len(name) <= _LONGEST_NAME
        for place in list(find(asked, cell))[:1]:
            own = (len(name) + len(colon), len(cell.rstrip())) if is_named and value.strip() else place
            found.append((is_named and not bag(name).isdisjoint(bag(asked)), (start + own[0], start + own[1])))
        start += len(cell) + len(BAR)
    called = [span for is_called, span in found if is_called]
    return called or [span for _, span in found]
