"""Words of a question that sentences give in other words: the kind of what is asked for, days. Pure; English.

Who asks what a room costs is answered by "118 euros a night", which has no word of cost: an amount of money holds the
word as a plural or another form of it would. So do "Mon-Fri" hold Wednesday, `kg` the kilo, and `E18` the error of
"error E18".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from uniconv_edge.assistant.words.abbreviations import asked_abbreviation, spells_out
from uniconv_edge.assistant.words.quantities import COME_TO, HOUR, LENGTHS, MONEY, TO_CALL, WEIGHTS
from uniconv_edge.assistant.words.weekdays import weekdays
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of, written_words

_OWN = r"\b(?:his|her|their|its)"
# A cell below such a name, whose numbers carry no sign: `Price £: 23.4`.
_PRICED = r"(?:\b(?:prices?|costs?|fees?|charges?)\b|[$€£])[^|:\n]{0,20}: \d"

Gives: TypeAlias = Callable[[str], object]
"""Whether (as truth) a text gives something."""

_STANDS_FOR = frozenset({"stand", "stands", "short", "meaning", "full", "long", "form", "abbreviation", "acronym"})
# A word and the code that it is the kind of: letters, then figures; not a quarter or half of a year.
_CODED = expression(r"\b([^\W\d_]{3,}) (?![qh]\d\b)([a-z]{1,5}-?\d[a-z\d]*(?:-[a-z\d]+)*)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Kind:
    """Words that name a kind of thing, where a question `asks` for one, and what `gives` one."""

    words: frozenset[str]
    asks: re.Pattern[str]
    gives: re.Pattern[str]


def _kind(words: str, asks: str, gives: str) -> _Kind:
    return _Kind(frozenset(words.split()), expression(asks, re.IGNORECASE), expression(gives, re.IGNORECASE))


def _unit(words: str, short: str) -> _Kind:
    """A unit that is written out or as a sign or a short form; a single letter is one only behind a number."""
    behind = r"\d\s?" if short.isalpha() and len(short) == 1 else r"(?<![^\W\d_])"
    end = r"(?![^\W_])" if short.isalpha() else ""
    any_word = rf"\b(?:{words.replace(' ', '|')})\b"
    return _kind(words, any_word, rf"{behind}{re.escape(short)}{end}|{any_word}")


_KINDS = (
    _kind(
        "pay paid payable",
        r"\b(?:must|(?:have|has|needs?|is|are) to|be|is|are) (?:i |we )?(?:be )?(?:pay|paid|payable)\b",
        r"\b(?:paid|pay(?:able|ment)?s?)\b|\bdue\b(?! to\b)",
    ),
    _kind(
        "come cost costs costing price prices priced expensive charge charges charged fee fees pay pays paid spend"
        " spent",
        r"\bhow (?:much|expensive)\b|\bwhat\b.{1,60}\bcosts?\b|\b(?:what|which)\b.{0,40}\b(?:price|fee|charge)s?\b"
        r"|\bwhat (?:did|do|have) (?:i|we) (?:pay|paid|spend|spent)\b"
        rf"|\b(?:what (?:do|does|did|will|would)|much)\b.{{1,60}}\b{COME_TO}",
        rf"{MONEY.pattern}|\bfree of charge\b|\bfor free\b|{_PRICED}",
    ),
    _kind(
        "live lives living resides",
        r"\bwho (?:lives?|is living|resides)\b",
        r"\b(?:(?:sub-?)?tenants?|residents?|occup(?:ant|ier)s?|lodgers?|household)\b",
    ),
    _kind(
        "bill billed invoice invoiced",
        r"\b(?:how much|what) (?:did|do|have|has|had|were|was) (?:\w+ ){1,3}?(?:been )?(?:bill|invoice)(?:ed|d)?\b",
        MONEY.pattern,
    ),
    _kind(
        "time late early",
        r"\b(?:what|which) time\b|\bhow (?:late|early)\b",
        HOUR.pattern,
    ),
    _kind(
        "high tall wide deep far big large size height width length depth distance area",
        r"\bhow (?:high|tall|wide|deep|far|big|large)\b|\b(?:size|height|width|length|depth|distance|area)\b",
        rf"\d\s?(?:{LENGTHS}|sq\.?|square)(?:\b|(?<=²))",
    ),
    _kind(
        "heavy weigh weighs weighed weight",
        r"\bhow (?:heavy|much)\b|\bweight\b",
        rf"\d\s?(?:{WEIGHTS})\b",
    ),
    _kind(
        "hot warm cold temperature",
        r"\bhow (?:hot|warm|cold)\b|\btemperatures?\b",
        r"\d\s?(?:°|degrees?\b|celsius\b|fahrenheit\b|kelvin\b)",
    ),
    _kind(
        "loud noisy noise",
        r"\bhow (?:loud|noisy)\b|\b(?:what|which|how much) (?:\w+ )?noise\b",
        r"\d\s?(?:db(?:\(?a\)?)?|decibels?)(?![^\W_])",
    ),
    _kind(
        "fast speed",
        r"\bhow fast\b|\bspeed\b",
        r"\d\s?(?:km/h|kph|mph|m/s|knots|mbit|gbit)|\d [a-z]+ (?:per|an|a) (?:hour|second)\b",
    ),
    _kind(
        "allowed permitted",
        r"\b(?:is|are|be)\b.{0,60}\b(?:allowed|permitted)\b",
        r"\b(?:allow(?:s|ed)?|permi(?:ts?|tted|ssion)|may|must not|forbid(?:s|den)?|prohibit(?:s|ed)?|banned|welcome)\b"
        r"|\b(?:is|are) (?:fine|ok(?:ay)?|all right)\b|: (?:yes|no)\b"
        r"|(?:^|[.!;:*•–-]\s)\s*no [^\W\d_]+",
    ),
    _kind("age", r"\b(?:what|which) age\b", r"\b\d+ years? old\b|\baged \d|\bborn\b"),
    _kind(
        "come comes coming",
        r"\bwho(?:['’]s)?\b.{0,20}\bcom(?:es?|ing)\b",
        r"\b(?:comes?|coming|came|arriv(?:es?|ing|ed|al)|visit(?:s|ing|ed)?)\b",
    ),
    _kind("write wrote written", r"\bwho\b.{0,20}\b(?:wrote|written)\b", r"\bauthors?: \S|\bwritten by\b"),
    _kind("phone telephone mobile", r"\b(?:phone|telephone|mobile)\b", TO_CALL),
    _kind("number", r"\b(?!phone|telephone|mobile|fax)\w+ number\b", r"#|\b(?:no|nr)\.(?= ?\S)|№"),  # `Policy # | P-5`
    _kind("number", rf"(?:['’]s|{_OWN}) number\W*$|{_OWN} (?:phone|telephone|mobile|fax) number\W*$", TO_CALL),
    _kind("email mail address", r"\be-?mail\b", r"\S@\S+\.\w"),
    _kind("website site homepage url link", r"\b(?:web ?site|home ?page|url|link)\b", r"\bhttps?://|\bwww\."),
    _unit("kilo kilos kilogram kilograms", "kg"),
    _unit("gram grams", "g"),
    _unit("litre litres liter liters", "l"),
    _unit("metre metres meter meters", "m"),
    _unit("kilometre kilometres kilometer kilometers", "km"),
    _unit("percent percentage", "%"),
    _unit("euro euros", "€"),
    _unit("pound pounds", "£"),
    _unit("dollar dollars", "$"),
)


def given(question: str) -> dict[str, Gives]:
    """Words of a question (in small letters) that a text may give in other words, each with whether it does: the kind
    of what is asked for, a day of the week, what a code behind it is the name of ("error E18")."""
    words = set(words_of(question))
    found: dict[str, Gives] = {}
    for kind in _KINDS:
        if kind.asks.search(question):
            found |= dict.fromkeys(sorted(kind.words & words), kind.gives.search)
    for word in written_words(question):
        if days := weekdays(word):
            found[word.lower()] = partial(_names_days, days)
    if abbreviation := asked_abbreviation(question):
        found |= dict.fromkeys(sorted(_STANDS_FOR & words), partial(spells_out, abbreviation))
    for word, code in _CODED.findall(question):
        found[word.lower()] = re.compile(rf"(?<![^\W_]){re.escape(code)}(?![^\W_])", re.IGNORECASE).search
    return found


def _names_days(days: frozenset[str], text: str) -> bool:
    return days <= weekdays(text)
