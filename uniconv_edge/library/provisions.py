"""Numbered parts of contracts, laws and statements that a question names: "What does clause 14.2(b) say?". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from string import ascii_lowercase
from typing import NamedTuple

from uniconv_edge.library.sentences import MONTHS
from uniconv_edge.places import HEADING_SEPARATOR

_KIND = r"(?:(?:sub-?)?(?:clause|section|article|paragraph|regulation)|para\.?|§)"
_SAYS = r"(?: (?:say|state|mean|require|provide|read)s?)?"
_BEGINS = r"(?:(?:and|so|but) )?(?:(?:what(?:['’]s| is| was| does| did| about)|how about|show me|quote) )?(?:the )?"
_NUMBER = r"(?P<number>\d{1,3}(?:\.\d{1,3})*[a-z]?)(?P<inner>(?: ?\([0-9a-z]{1,4}\))*)"
_ASKS = re.compile(
    rf"(?i)^\W*(?P<asks>{_BEGINS}{_KIND} ?(?:number |no\.? )?{_NUMBER})"
    rf"(?: (?:of|in|from|under)(?P<of>(?: [\w'’&-]+){{1,6}}?))?(?P<says>{_SAYS})\W*$"
)
_INNER = re.compile(r"[0-9a-z]{1,4}")
_LINE = re.compile(r"\S(?:.*\S)?")
_GOES_ON = re.compile(r"\(?[a-z0-9]{1,4}[.)]\s+[a-z]")
_ENDS = (".", "!", "?", ";", ":", ",")
_HEADING_CHARACTERS = 80
_REST_OF_DATE = rf"(?:{MONTHS})(?:,? \d{{4}}|\W*$)"


class Provision(NamedTuple):
    """A part by its number, and the marks of the parts within it, from the outermost: `14.2`, (`b`,). `of`: what the
    question calls its document, "" for none; `question`: the question without that."""

    number: str
    inner: tuple[str, ...]
    of: str
    question: str


@lru_cache(maxsize=16)
def provision_asked(question: str) -> Provision | None:
    """The part that a question asks for and nothing else; None for other questions."""
    asked = _ASKS.match(question)
    if asked is None:
        return None
    inner = tuple(_INNER.findall(asked["inner"].lower()))
    return Provision(asked["number"].lower(), inner, (asked["of"] or "").strip(), f"{asked['asks']}{asked['says']}?")


def provision_at(asked: Provision, text: str, heading: str = "") -> int:
    """Where in a passage the part begins, what stands below its heading where it has one; -1 where it is not there.
    `heading`: the headings that the passage stands below."""
    begins = _beginning(asked.number)
    lines = list(_LINE.finditer(text))
    if begins.match(heading.rpartition(HEADING_SEPARATOR)[2]):
        return _within(asked.inner, lines)
    at = next((at for at, line in enumerate(lines) if begins.match(line[0])), -1)
    if at < 0:
        return -1
    if asked.inner or _is_heading(lines[at][0], lines[at + 1][0] if at + 1 < len(lines) else ""):
        next_begins = _beginning(_next(asked.number))
        return _within(asked.inner, list(takewhile(lambda line: not next_begins.match(line[0]), lines[at + 1 :])))
    return lines[at].start()


def _beginning(number: str) -> re.Pattern[str]:
    """How a line begins with which the part of this number does, and no day of a month."""
    follows = rf"(?:[.):]+\s|\s+(?=[\"“‘'(]?[^\W\d_a-z]|\([0-9a-z]{{1,4}}\)))(?!{_REST_OF_DATE})"
    return re.compile(rf"(?i:(?:{_KIND} )?{re.escape(number)}){follows}")


def _next(number: str) -> str:
    """The number of the part behind one: `14.3` of `14.2`, `13` of `12a`."""
    outer, dot, last = number.rpartition(".")
    return f"{outer}{dot}{int(last.rstrip(ascii_lowercase)) + 1}"


def may_be_heading(line: str) -> bool:
    """Whether a line with a number may be no more than a heading: it is short and ends with no mark."""
    return len(line) <= _HEADING_CHARACTERS and not line.endswith(_ENDS)


def _is_heading(line: str, following: str) -> bool:
    return may_be_heading(line) and _GOES_ON.match(following) is None


def _within(marks: tuple[str, ...], lines: Sequence[re.Match[str]]) -> int:
    """Where the part with these marks begins among lines, the first of them for none; -1 without it."""
    at = 0
    for mark in marks:
        begins = re.compile(rf"(?i)\(?{re.escape(mark)}[.)]\s")
        at = next((place for place in range(at, len(lines)) if begins.match(lines[place][0])), len(lines))
    return lines[at].start() if at < len(lines) else -1
