"""What one paper states: lines with a label (`Rent: 950 euros`), amounts, ranges and days behind words ("The rent is
950 euros"), from when to when, its total, and per what an amount is. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from uniconv_edge.assistant.words.dates import MONTH_NAMES, YEAR
from uniconv_edge.assistant.words.labels import is_total
from uniconv_edge.assistant.words.terms import is_empty, singular, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import cells_of
from uniconv_edge.library.words import folded, words_of

TOTAL, BEGINS, ENDS = "Total", "begins", "ends"
# How these are said in English, German, French, Spanish, Italian, Dutch and Portuguese.
_ENDING_LIST = (
    "ends expires expiry finishes endet enden ende ablauf ablaufen échéance expire expiration termine fin vence "
    "vencimiento caduca termina scade scadenza fine eindigt einddatum vervalt vervaldatum vencimento acaba término"
)
_BEGINNING_LIST = (
    "begins starts beginnt beginn anfang commence début empieza inicio comienza inizia inizio begint aanvang começa"
)
BEGINNING, ENDING = (tuple(folded(said).split()) for said in (_BEGINNING_LIST, _ENDING_LIST))
_WORDS_BEFORE, _CHARACTERS_BEFORE = 4, 60
_LABELLED = expression(
    r"(?m)^[ \t>*_-]{0,4}(?P<label>[^\W\d_][^\W_]*(?:[ /'’.()-]{1,2}[^\W_]+%?){0,4}[.)]?)[*_]{0,2}"
    r"(?: ?[|:][*_]{0,2}|(?=[ \t]+[$€£¥]\s?\d[\d.,]*$))[ \t]+(?P<value>\S[^\n]{0,160})$"
)
_ACCENTED = str.maketrans({"a": "[aä]", "c": "[cç]", "e": "[eé]", "u": "[uû]"})
_MONTH_LIST = sorted((name for name in MONTH_NAMES if len(name) > 2), key=len, reverse=True)
_MONTH = "|".join(name.translate(_ACCENTED) for name in _MONTH_LIST)
_DAY = (
    rf"\d{{1,2}}(?:st|nd|rd|th|er|\.?[º°])?\.? (?:de )?(?i:{_MONTH})\b,?(?: (?:del? )?{YEAR})?"
    rf"|{YEAR}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]{YEAR}|(?i:{_MONTH}) (?:\d{{1,2}}, )?{YEAR}"
)
_TIMES = r"(?: (?:thousand|million|billion)\b)"
_IN_GROUPS = r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d\d)?(?!\d)"  # `1 250,00 €`
_AMOUNT = (
    rf"[$€£¥]\s?\d[\d.,]*(?<=\d)(?:{_TIMES}|(?![.,]?\d|(?i:k|m|bn)\b))"
    rf"|(?:{_IN_GROUPS}|\d[\d.,]*(?<=\d)){_TIMES}?(?:\s?[€%]| per cent\b| ?[^\W\d_]{{1,12}}\b)?"
)
_END = r"[$€£¥]?\s?\d[\d.,]*(?<=\d)"
_RANGE = expression(
    rf"(?<![\w.,/-])(?:(?P<and>between )|from )?(?P<low>{_END})(?P<unit>\s?[€%]|\s?[^\W\d_]{{1,12}})??"
    rf"(?:\s?[-–]\s?|(?(and) and | (?:to|up to) ))(?P<high>{_END})"
    r"(?P<behind>\s?[€%]|\s[^\W\d_]{1,12}\b)?(?![\d/]|[-–.]\d)"
)
_DATED = expression(_DAY)
_VALUE = expression(rf"(?<!\d)(?=[$€£¥\dJFMASOND])(?:{_DAY}|{_AMOUNT})(?![\d/-])")
_SPAN = expression(
    rf"(?=[\dJFMASOND])(?P<first>{_DAY}) ?(?:to|until|till|[-–])(?: and including)? (?P<last>{_DAY})(?<={YEAR})"
)
_ROW = expression(r"(?m)^[^\W\d_][^:|\n]{0,40}: [^|\n]{2,60}(?: \| [^|\n]{0,60}){1,6}$")
_SIGN = expression(r"[$€£¥]")
_BEFORE = expression(rf"(?:[^\W\d_][\w’'-]* ){{1,{_WORDS_BEFORE}}}$")
_PER = expression(
    r"(?i)\s?(?:/|\b(?:per|an?|each|every)\b)\s?(?:calendar )?([^\W\d_]+)"
    r"|\s(hour|dai|week|month|quarter|year|annual)ly\b"
)
# In German, French, Spanish, Italian, Dutch and Portuguese: `im Monat`, `par an`, `Jahresbeitrag`, `quota annuale`.
_TIMES_ABROAD = {
    "month": ("monat mois mes mês mese maand", "monatlich mensuel mensuelle mensual mensal mensile maandelijks"),
    "year": ("jahr an année año anno ano jaar", "jährlich annuel annuelle anual annuale annua jaarlijks"),
    "week": ("woche semaine semana settimana week", "wöchentlich hebdomadaire semanal settimanale wekelijks"),
    "quarter": ("quartal trimestre kwartaal", "vierteljährlich trimestriel trimestral trimestrale"),
}
_OF_TIME = {word: per for per, words in _TIMES_ABROAD.items() for each in words for word in each.split()}
_OF_TIME |= {"monats": "month", "maand": "month", "jahres": "year", "jaar": "year"}
_NOUNS, _ADJECTIVES = ("|".join(" ".join(each).split()) for each in zip(*_TIMES_ABROAD.values(), strict=True))
_PER_ABROAD = expression(
    rf"(?i)\s?(?:/ ?|\b(?:pro|im|par|al|por|all['’]|per|ao|à l['’]|a la|alla) ?)\b(?P<noun>{_NOUNS})\b"
    rf"|\s?\b(?P<adjective>{_ADJECTIVES})\b"
)
_IN_ONE_WORD = expression(r"(?i)(monats|jahres|jaar|maand)[^\W\d_]{4,}")
_OF = expression(r" of(?: (?!(?:an?|the|this|that|in|on|at|to|for|by|is|are|per)\b)[^\W\d_]+){1,2}")
_BREAKS = expression(r"$|[.,;(]|\s+(?:[a-z(]|$)")
_JOINS = expression(r"(?i)^(?:and|or|but|which|that|is|are) ")
_NUMBER = expression(r"(?i)\b(?:no|nr)\b\.?")
_EACH = {
    "annual": "year",
    "yearly": "year",
    "monthly": "month",
    "weekly": "week",
    "quarterly": "quarter",
    "daily": "day",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """What a page states: what it is called, its value, the place of the line or of the value, and per what ("month")
    an amount is, "" for nothing."""

    name: str
    value: str
    start: int
    end: int
    per: str = ""

    @property
    def key(self) -> frozenset[str]:
        """The stems of the words of its name that say something."""
        return telling(self.name)


@dataclass(frozen=True, slots=True)
class Range:
    """What lies between two amounts: `10 to 12 kg`."""

    low: str
    high: str


def range_in(value: str) -> Range | None:
    """The range that a whole value is, its ends written with their unit."""
    found = _RANGE.fullmatch(value.strip())
    if found is None:
        return None
    sign = found["low"][0] if not found["low"][0].isdigit() else ""
    unit = found["behind"] or found["unit"] or ""
    if (found["unit"] or unit).strip() != unit.strip() or (sign and found["high"][0] not in (sign, *"0123456789")):
        return None
    return Range(*(f"{sign if end[0].isdigit() else ''}{end}{unit}" for end in (found["low"], found["high"])))


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: what it is called, the texts of its pages, whether these are all that it has, whether a line says
    which paper it is (`Invoice 2034`), and the facts of each page."""

    name: str
    pages: tuple[str, ...]
    is_whole: bool = True
    is_named: bool = False

    @property
    def facts(self) -> Iterator[tuple[int, Fact]]:
        """The facts, each with the number of its page."""
        return ((number, fact) for number, page in enumerate(self.pages) for fact in facts_of(page))

    @property
    def all_stated(self) -> frozenset[tuple[frozenset[str], str]]:
        """All that it states: of what, and which value."""
        return frozenset((fact.key, fact.value) for _, fact in self.facts)

    def says(self, known: str) -> bool:
        """Whether a page has a word that begins with a stem."""
        return any(re.search(rf"(?i)\b{re.escape(known)}", page) for page in self.pages)


@lru_cache(maxsize=512)  # the pages of a form return with the next questions
def facts_of(page: str) -> tuple[Fact, ...]:
    """The facts that a page states, the last total also as that."""
    labelled = [*_labelled(page), *_of_rows(page)]
    prose = [fact for fact in _behind_words(page) if not any(line.start <= fact.start < line.end for line in labelled)]
    labelled = [replace(fact, per=fact.per or per_of(fact.name)) for fact in labelled]
    known = {fact.key for fact in (*labelled, *prose)}
    spans = (each for found in _SPAN.finditer(page) for each in _of_span(found) if each.key not in known)
    totals = [fact for fact in labelled if is_total(page[fact.start : fact.end]) and _is_amount(fact.value)]
    # "Total" above what is to be paid is not that.
    labelled = [fact for fact in labelled if fact.key != telling(TOTAL) or fact in totals[-1:]]
    return (*labelled, *prose, *spans, *(replace(fact, name=TOTAL) for fact in totals[-1:]))


def _is_amount(value: str) -> bool:
    """Whether the first amount or day of a value is an amount: `Due: 20 May 2026` is no total."""
    found = _VALUE.search(value)
    return found is not None and _DATED.fullmatch(found[0]) is None


def _labelled(page: str) -> Iterator[Fact]:
    for found in _LABELLED.finditer(page):
        value = found["value"].strip(" |*_")
        if not value or len(cells_of(value)) > 1:
            continue
        name = _NUMBER.sub("number", found["label"])
        amount = _VALUE.match(value)
        rest = value[amount.end() :] if amount else ""
        if amount and _BREAKS.match(rest) and not any(map(str.isdigit, rest)):
            yield Fact(name, amount[0], found.start("label"), found.end(), _per(rest))
        else:
            yield Fact(name, value, found.start("label"), found.end())


def _of_rows(page: str) -> Iterator[Fact]:
    """The rows of a table of items that only tell a sum: `Item: VAT (20%) | Amount: £18.98`."""
    for row in _ROW.finditer(page):
        first, *_, last = (cell.rpartition(": ")[2].strip() for cell in row[0].split(" | "))
        if (row[0].count(" | ") == 1 or is_total(row[0])) and (value := _VALUE.fullmatch(last)) and _SIGN.search(last):
            yield Fact(first, value[0], row.start(), row.end())


def _behind_words(page: str) -> Iterator[Fact]:
    values = list(_VALUE.finditer(page))
    dated = [found for found in values if _DATED.fullmatch(found[0])]
    ranges = [
        found
        for found in _RANGE.finditer(page)
        if not any(day.start() < found.end() and found.start() < day.end() for day in dated)
    ]
    singles = (value for value in values if not any(held.start() <= value.start() < held.end() for held in ranges))
    for found in (*ranges, *singles):
        before = _BEFORE.search(page[max(0, found.start() - _CHARACTERS_BEFORE) : found.start()])
        if before:
            rest = page[found.end() : found.end() + _CHARACTERS_BEFORE]
            name = _JOINS.sub("", before[0].strip())
            if of := _OF.match(rest):  # "24 days of paid leave"
                name = f"{name} …{of[0]}"
            yield Fact(name, found[0], found.start(), found.end(), _per(rest[of.end() :] if of else rest))


def _of_span(found: re.Match[str]) -> Iterator[Fact]:
    """The day on which something begins and that on which it ends: `Term | from 1 May 2024 to 30 April 2025`."""
    yield Fact(BEGINS, found["first"], found.start("first"), found.end("first"))
    yield Fact(ENDS, found["last"], found.start("last"), found.end("last"))


def per_of(name: str) -> str:
    """Per what an amount is that is called so: "year" of `Annual premium`, "month" of `Fee per month`."""
    found = _PER.search(name)
    if abroad := _PER_ABROAD.search(name) or _IN_ONE_WORD.match(name):
        return _OF_TIME[next(filter(None, abroad.groups())).lower()]
    each = next((_EACH[word] for word in words_of(name) if word in _EACH), "")
    return singular(found[1].lower()) if found and found[1] else each


def _per(rest: str) -> str:
    """Per what an amount is that is followed by this: "month" of " a month", " monthly"."""
    if abroad := _PER_ABROAD.match(rest):
        return _OF_TIME[(abroad["noun"] or abroad["adjective"]).lower()]
    found = _PER.match(rest)
    return singular((found[1] or found[2]).lower()) if found else ""


@lru_cache(maxsize=4096)  # the names of a form return with each of its documents
def telling(name: str) -> frozenset[str]:
    """The stems of the words of a name that say something; no numbers beside them: `VAT 20%`."""
    told = [word for word in words_of(name) if not is_empty(word)]
    return frozenset(map(stem, [word for word in told if not word.isdigit()] or told))
