"""Words of a question that name the kind of what is asked for, and what sentences give of that kind. Pure; English.

Who asks what a room costs is answered by "118 euros a night", which has no word of cost: an amount of money holds the
word as a plural or another form of it would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from uniconv_edge.assistant.quantities import LENGTHS, MONEYS, WEIGHTS
from uniconv_edge.library.words import words_of


@dataclass(frozen=True, slots=True)
class _Kind:
    """Words that name a kind of thing, where a question `asks` for one, and what `gives` one."""

    words: frozenset[str]
    asks: re.Pattern[str]
    gives: re.Pattern[str]


def _kind(words: str, asks: str, gives: str) -> _Kind:
    return _Kind(frozenset(words.split()), re.compile(asks, re.IGNORECASE), re.compile(gives, re.IGNORECASE))


_KINDS = (
    _kind(
        "cost costs costing price prices priced expensive charge charges charged fee fees pay pays paid spend spent",
        r"\bhow (?:much|expensive)\b|\bwhat\b.{1,60}\bcosts?\b|\b(?:what|which)\b.{0,40}\b(?:price|fee|charge)s?\b",
        rf"[$€£¥]\s?\d|\d\s?[$€£¥]|\d\s?(?:{MONEYS})\b"
        r"|\bfree of charge\b|\bfor free\b"
        # As a bill has it; "from 10.30 to 16.30" are times.
        r"|(?<![\d.,:])(?!(?:(?<=\bat )|(?<=\bfrom )|(?<=\btill )|(?<=\buntil )|(?<=\d\.\d\d to ))"
        r"(?:[01]?\d|2[0-4])\.[0-5]\d)"
        r"\d{1,3}(?:[ ,.]?\d{3})*[.,]\d\d(?![\d.,:]|\s?[%°a-z])",
    ),
    _kind(
        "time late early",
        r"\b(?:what|which) time\b|\bhow (?:late|early)\b",
        r"\b\d{1,2}[:.]\d\d\b|\b\d{1,2} ?(?:am|pm|a\.m\.|p\.m\.)|\bo['’]clock\b|\b(?:noon|midnight)\b",
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
        "fast speed",
        r"\bhow fast\b|\bspeed\b",
        r"\d\s?(?:km/h|kph|mph|m/s|knots|mbit|gbit)|\d [a-z]+ (?:per|an|a) (?:hour|second)\b",
    ),
    _kind("age", r"\b(?:what|which) age\b", r"\b\d+ years? old\b|\baged \d|\bborn\b"),
    _kind(
        "often frequently",
        r"\bhow (?:often|frequently)\b",
        r"\b(?:every|each|once|twice|daily|weekly|monthly|quarterly|yearly|annually|annual)\b|\btimes (?:a|per|each)\b",
    ),
    _kind("phone telephone mobile", r"\b(?:phone|telephone|mobile)\b", r"\+?\d[\d ()/-]{6,}\d"),
    _kind("email mail", r"\be-?mail\b", r"\S@\S+\.\w"),
    _kind("website site homepage url link", r"\b(?:web ?site|home ?page|url|link)\b", r"\bhttps?://|\bwww\."),
)


def kinds_asked(question: str) -> dict[str, re.Pattern[str]]:
    """The words of a question that name what it asks for, each with what gives such a thing."""
    words = set(words_of(question))
    return {word: kind.gives for kind in _KINDS if kind.asks.search(question) for word in sorted(kind.words & words)}
