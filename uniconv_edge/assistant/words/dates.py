"""Days, months and years that a text names, whichever way it writes them: `2026-03-14`, `14.03.26`, `March 14th`. Pure.

So a question for "March" meets a page that says `03/2026`, and the other way round: both are read as if they were
written "march 2026". Of `05/06/2026` either number may be the month: where another date of the same text tells which
comes first (`14/03/2026`), so it is read, else both ways, because the day that is asked for must not be missed. Names
of months are those of the languages of `glosses`; one that is mostly another word ("may", "march", "dec", "mars") must
stand as a month does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain

from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of

MAY = "May"  # with its capital no word of a text, which are in small letters: "may" is mostly another
_NAMES = (
    "january januar jänner jan janvier enero gennaio januari janeiro",
    "february februar feb février fevrier febrero febbraio februari fevereiro",
    "march märz mar mars marzo maart março",
    "april apr avril abril aprile",
    "may mai mayo maggio mei maio",
    "june juni jun juin junio giugno junho",
    "july juli jul juillet julio luglio julho",
    "august aug août aout agosto",
    "september sept sep septr septembre septiembre setiembre settembre setembro",
    "october oktober oct octr okt octobre octubre ottobre outubro",
    "november nov novr novembre noviembre novembro",
    "december dezember dec decr dez décembre decembre diciembre dicembre dezembro",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_WRITTEN = {number: MAY if number == _MONTHS["may"] else names.split()[0] for number, names in enumerate(_NAMES, 1)}
MONTH_NAMES = frozenset(words_of(" ".join(_MONTHS)))  # as words of a text are: without accents
_SOMETHING = frozenset(("abril", "avril", "julio", "mars", "mayo"))  # in English, with a capital but for the last
_FORENAME = "jan"  # "When is Jan's birthday?"
_UNCERTAIN = _SOMETHING | {"march"}
_CERTAIN = "|".join(name for name in _MONTHS if len(name) > 4 and name not in _UNCERTAIN)
_CERTAIN += "|june|juni|july|juli|juin|août|märz|mai"
_ANY = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.?º)?"
YEAR = r"(?:1[5-9]|20)\d\d"
"""The pattern of a year, where what stands beside it tells that it is one."""
_APART = r"(?!\d|[./-]\d)"
_YEAR_FIRST = expression(  # `NE-2026-03-5519` is a number of a bill
    rf"(?<!\d)(?<!\d[./-])({YEAR})([-/._])(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01])(?!\d)|(?![-/._]?\d))"
)
_YEAR_LAST = expression(rf"(?<!\d)(?<!\d[./-])(\d\d?)(/|-|\. ?)(\d\d?)\2({YEAR}|(?:(?<=/)|(?<=\d\d.))\d\d){_APART}")
# `am 27.3.`; without such a word before it is mostly the number of a chapter
_DAY_MONTH = expression(
    r"\b(?:[Aa]b|[Aa]m|[Bb]is|[Dd]em|[Dd]en|[Ss]eit|[Vv]om|[Zz]um|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag,?|Mittwoch,?)\s"
    r"(0?[1-9]|[12]\d|3[01])\.\s?(0?[1-9]|1[0-2])\.(?!\s?\d)"
)
_MARKED = expression(r"\d[-/._] ?\d")
_MONTH_YEAR = expression(rf"(?<!\d)(?<!\d[./-])(0[1-9]|1[0-2])[/.]({YEAR}){_APART}")
_NAMED = expression(
    r"(?=[\djfmasondegl])"  # at most letters no more need be tried
    rf"(?:(?<![\w.,])(?P<before>{_DAY})\.?(?: (?:(?:day )?of|del?))?[ /-])?"
    rf"(?=[jfmasondegl])(?<![^\W_])(?P<name>{_ANY})(?![^\W_])"
    rf"(?:\.?[ ](?P<behind>{_DAY})(?![\w:]|[.,]\d))?"
    rf"(?:\.?,?(?: del?)?[ /-](?P<year>{YEAR})(?!\d)|\.?(?:-| ?['’])(?P<short>\d\d)(?!\d))?",
    re.IGNORECASE,
)
_IS_CERTAIN = expression(_CERTAIN, re.IGNORECASE)
# Before these no verb stands in small letters, nor is there one in a cell of its own.
_BEFORE_MONTH = expression(r"(?i)(?:^|\W)(?:in|since|until|till|during|by|early|late|mid|en|desde|hasta)[ -]$")
_BEFORE_SOMEBODY = expression(r"(?i)(?:^|\W)(?:for|of|to|by|with|from|and|or|is|was|does|did)[ ]$")
_BEFORE_SOME = expression(r"(?i)(?:^|\W)(?:last|next|this|for|of)[ ]$")
_CELL_BEGINS = expression(r"(?:^|[|:;(\t\n])\s*$")
_CELL_ENDS = expression(r"\.?\s*(?:$|[|:;,)\t\n?])")
_INSIDE = expression(r"[^\W\d]{2,},? $")
_DAY_ALONE = expression(r"\bthe (\d{1,2})(?:st|nd|rd|th)\b(?! ?\w)", re.IGNORECASE)
_YEAR_ALONE = expression(r"(?<!\d)(?<!\d[.,])(?:19|20)\d\d(?!\d|[.,]\d)")
# A number below 1900 is mostly none: it must be all of a text, as a cell is, or stand as a year does: `in 1888,`.
_EARLIER_YEAR = expression(
    r"(?i)(?:^\s*(?=1\d{3}\s*$)|\b(?:in|since|year|during|before|after|until|till|by)\s)(1[5-8]\d\d)"
    r"(?=\W*$|[,;:?!)]|\.(?!\d)|\s(?:and|or|to|at|by|with|the|it|he|she|they|we|there|when|was|were|is|had)\b)"
)
_MONTHS_OF_YEAR = 12
_DAYS_OF_MONTH = 31
_CENTURY = 100
_LAST_CENTURY = 70  # two digits from here on are of 1900


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a date: its place, how it is written out ("march", "5", "2026"), and in two digits ("03", "05")."""

    start: int
    end: int
    written: str
    digits: str


@dataclass(frozen=True, slots=True)
class Named:
    """A date that a text names from `start` to `end`: its month, its year and day, 0 where they are not told."""

    start: int
    end: int
    year: int
    month: int
    day: int


def written(text: str) -> str:
    """A text with the words of its dates written out, months by name: `14th of Mar 2026` and `14/03/26` are the same
    words. There are as many words as before. What may be day or month stays a number, in two digits."""
    found: dict[tuple[int, int], set[str]] = {}
    digits: dict[tuple[int, int], str] = {}
    for word in chain.from_iterable(_dates(text)):
        found.setdefault((word.start, word.end), set()).add(word.written)
        digits[word.start, word.end] = word.digits
    for start, end in sorted(found, reverse=True):
        forms = found[start, end]
        text = f"{text[:start]}{forms.pop() if len(forms) == 1 else digits[start, end]}{text[end:]}"
    return _DAY_ALONE.sub(r"the \1", text)


@lru_cache(maxsize=1024)
def said(text: str) -> frozenset[str]:
    """What dates a text names: their words as written out, and in digits. Kept, because sources return with the next
    questions."""
    return _alone(text).union(*map(_all_of, _dates(text)))


def _alone(text: str) -> frozenset[str]:
    """The years and days (`the 14th`) without a month."""
    return frozenset((*_YEAR_ALONE.findall(text), *_EARLIER_YEAR.findall(text), *_DAY_ALONE.findall(text)))


def said_between(text: str, start: int, end: int) -> frozenset[str]:
    """What the dates with a month between two places of a text name."""
    return frozenset[str]().union(*(_all_of(date) for date in _dates(text) if start <= date[0].start < end))


def said_above(text: str, place: int) -> frozenset[str]:
    """What the last date with a month before a place of a text names: what stands there is mostly of that day."""
    before = [date for date in _dates(text) if date[0].start < place]
    return _all_of(before[-1]) if before else frozenset()


def days(cells: Sequence[str]) -> list[tuple[int, int, int] | None]:
    """The (year, month, day) of each cell of a column, 0 for what it does not say; None for a cell that says no month,
    several dates, or one that may be read in two ways where no other cell tells which."""
    single = [_named(dates[0]) if len(dates) == 1 else None for dates in _of_cells(cells)]
    return [None if each is None else (each.year, each.month, each.day) for each in single]


def said_of_cells(cells: Sequence[str]) -> list[frozenset[str]]:
    """What the dates of each cell of a column name, as `said`; one that may be read in two ways as the others are."""
    return [_alone(cell).union(*map(_all_of, dates)) for cell, dates in zip(cells, _of_cells(cells), strict=True)]


def _of_cells(cells: Sequence[str]) -> list[list[tuple[_Word, ...]]]:
    """The dates of each cell of a column."""
    found: list[list[tuple[_Word, ...]]] = [[] for _ in cells]
    ends = list(accumulate(len(cell) + 1 for cell in cells))
    for date in _dates("\n".join(cells)):
        found[bisect_right(ends, date[0].start)].append(date)
    return found


def searched(text: str, year: int) -> str:
    """What to search for besides a question: its dates as pages may write them. A month without a year is looked for in
    `year` and the one before, since its number alone stands everywhere."""
    forms = (form for date in _dates(text) for form in _searched(date, year))
    return " ".join(dict.fromkeys(forms))


def _searched(date: tuple[_Word, ...], year: int) -> Iterator[str]:
    """The month's name; its number beside the year, and beside the day."""
    month, number = next((word.written, word.digits) for word in date if not word.written.isdigit())
    others = [word.digits for word in date if word.written.isdigit()] or [str(year), str(year - 1)]
    yield month
    for other in others:
        is_year = len(other) > len(number)
        yield from (f"{other}-{number}", f"{number}/{other}") if is_year else (f"{number}-{other}", f"{other}.{number}")


def named(text: str) -> list[Named]:
    """The dates with a month that a text names, in order; of one that may be read in two ways both."""
    return [_named(date) for date in _dates(text)]


def _named(date: tuple[_Word, ...]) -> Named:
    year = month = day = 0
    for word in date:
        if not word.written.isdigit():
            month = int(word.digits)
        elif len(word.written) > len("31"):
            year = int(word.written)
        else:
            day = int(word.written)
    return Named(date[0].start, date[-1].end, year, month, day)


def names_of_month(number: int) -> list[str]:
    """The names by which texts call a month (1 to 12)."""
    return _NAMES[number - 1].split()


def months(words: Set[str]) -> frozenset[str]:
    """Those of the words said that are months."""
    return frozenset(word for word in words if not word.isdigit())


def _all_of(date: tuple[_Word, ...]) -> frozenset[str]:
    return frozenset(form for word in date for form in (word.written, word.digits))


@lru_cache(maxsize=256)
def _dates(text: str) -> tuple[tuple[_Word, ...], ...]:
    """The words of each date of a text that has a month, in order; of one that may be read in two ways both."""
    # Most texts hold neither, and the full expressions try every letter.
    digits = _in_digits(text) if _MARKED.search(text) else ()
    names = _with_names(text) if not MONTH_NAMES.isdisjoint(words_of(text)) else ()
    return tuple(sorted((*digits, *names), key=lambda date: date[0].start))


def _in_digits(text: str) -> Iterator[tuple[_Word, ...]]:
    for found in _YEAR_FIRST.finditer(text):
        yield _date(found, year=1, month=3, day=4)
    for found in _MONTH_YEAR.finditer(text):
        yield _date(found, month=1, year=2)
    for found in _DAY_MONTH.finditer(text):
        yield _date(found, day=1, month=2)
    written = [(found, _orders(found)) for found in _YEAR_LAST.finditer(text)]
    certain = {orders for _, orders in written if len(orders) == 1}
    for found, orders in written:
        for order in certain if len(orders) > 1 and len(certain) == 1 else orders:
            day, month = (1, 3) if order == "d" else (3, 1)
            yield _date(found, day=day, month=month, year=4)


def _orders(found: re.Match[str]) -> str:
    """What may come first, the day ("d") or the month ("m"): "dm" for either, "" where it is no date."""
    one, two = int(found[1]), int(found[3])
    day_first = 1 <= two <= _MONTHS_OF_YEAR and 1 <= one <= _DAYS_OF_MONTH
    month_first = 1 <= one <= _MONTHS_OF_YEAR and 1 <= two <= _DAYS_OF_MONTH and found[2] in "/-" and one != two
    return "d" * day_first + "m" * month_first


def _with_names(text: str) -> Iterator[tuple[_Word, ...]]:
    for found in _NAMED.finditer(text):
        if found["name"].lower() not in _MONTHS:  # in odd letters that are taken for others
            continue
        if _IS_CERTAIN.fullmatch(found["name"]) or _stands_as_month(text, found):
            day = "before" if found["before"] else "behind"
            yield _date(found, month="name", day=day, year="year" if found["year"] else "short")


def _stands_as_month(text: str, found: re.Match[str]) -> bool:
    """Whether a name that may be another word is a month's: beside a year, behind "in" or "since", beside a day or
    behind "last" or "for" unless these are what may do something, in a cell of its own, with a capital in a sentence.
    """
    if found["name"].islower() and found["name"] in _SOMETHING and found["name"] != "mayo":
        return True
    begins, ends = text[max(0, found.start("name") - 16) : found.start("name")], text[found.end() : found.end() + 8]
    if found["year"] or found["short"] or _BEFORE_MONTH.search(begins):
        return True
    capital = found["name"][0].isupper()
    if found["name"].lower() in _SOMETHING:
        return bool(found["before"]) and not (capital and re.match(r" [^\W\d]", ends))
    is_forename = found["name"].lower() == _FORENAME and not (found["before"] or found["behind"])
    if not is_forename and (found["before"] or found["behind"] or _BEFORE_SOME.search(begins)):
        return capital or not re.match(r" [^\W\d]", ends)
    in_cell = _CELL_BEGINS.search(begins) is not None and _CELL_ENDS.match(ends) is not None
    is_inside = not found["name"].isupper() and _INSIDE.search(begins) is not None
    if is_forename:  # `sheet Jan`, `payroll Jan`
        is_inside = is_inside and not ends and _BEFORE_SOMEBODY.search(begins) is None
    return capital and (in_cell or is_inside)


def _date(found: re.Match[str], **groups: int | str) -> tuple[_Word, ...]:
    """The words of a date: the groups of a match that are there and may be such a part of one, in order."""
    words = (_word(found, what, group) for what, group in groups.items() if found[group])
    return tuple(sorted((word for word in words if word.written != "0"), key=lambda word: word.start))


def _word(found: re.Match[str], what: str, group: int | str) -> _Word:
    value = _value(what, found[group].lower())
    return _Word(*found.span(group), _WRITTEN[value] if what == "month" else str(value), f"{value:02}")


def _value(what: str, word: str) -> int:
    """The number of a day, month or year, of a year in two digits what it is short for; 0 for no day."""
    value = _MONTHS.get(word) or int("".join(filter(str.isdecimal, word)))
    if what == "day" and value > _DAYS_OF_MONTH:
        return 0
    if what == "year" and value < _CENTURY:
        return value + (1900 if value >= _LAST_CENTURY else 2000)
    return value
