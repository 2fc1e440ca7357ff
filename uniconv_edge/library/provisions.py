"""Numbered parts of contracts, laws and statements that a question names: "What does clause 14.2(b) say?". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from string import ascii_lowercase
from typing import NamedTuple

from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import MONTHS
from uniconv_edge.places import HEADING_SEPARATOR

_OF_RULES = "rule|law|standing order"  # as other things have numbers too: of what is called so alone
_WITHIN = r"sub-?\w+|paragraph|para\.?|point|item|letter"  # which may be a part of the one spoken of
_KIND = rf"(?:(?:sub-?)?(?:clause|section|article|paragraph|regulation)|(?:para|art|reg|sec)\b\.?|point|{_OF_RULES}|§)"
_SAYS = r"(?: (?:say|state|mean|require|provide|read)s?)?"
_BEGINS = r"(?:(?:and|so|but) )?(?:(?:what(?:['’]s| is| was| does| did| about)|how about|show me|quote) )?(?:the )?"
_DIGITS = r"\d{1,3}(?:\.\d{1,3})*[a-z]?"
_NUMBER = rf"(?P<number>{_DIGITS})(?P<inner>(?: ?\([0-9a-z]{{1,4}}\))*)"
_ASKS = expression(
    # `17.04.040` is called nothing.
    rf"(?i)^\W*(?P<asks>{_BEGINS}(?:(?P<kind>{_KIND}) ?(?:number |no\.? )?|(?=\d+\.\d.* (?:say|state|provide)))"
    rf"{_NUMBER})"
    rf"(?: (?:of|in|from|under)(?P<of>(?: [\w'’&-]+){{1,6}}?))?(?P<says>{_SAYS})\W*$"
)
# "And paragraph 3?", "what does (b) say?", "and subsection (2)(a)?" behind what was quoted of a part.
_ASKS_WITHIN = expression(
    rf"(?i)^\W*{_BEGINS}(?:(?:{_WITHIN}) (?P<bare>\d{{1,2}}|[a-z])(?![\w.])|(?:(?:{_WITHIN}) ?)?(?=\())"
    rf"(?P<marks>(?: ?\([0-9a-z]{{1,4}}\))*){_SAYS}\W*$"
)
_ANOTHER = expression(r"(?i)^\W*(?:and|so|(?:and )?(?:what|how) about) (\d{1,3}(?:\.\d{1,3})+)\W*$")
_INNER = expression(r"[0-9a-z]{1,4}")
_LINE = expression(r"\S(?:.*\S)?")
_GOES_ON = expression(r"\(?[a-z0-9]{1,4}[.)]\s+[a-z]")
_ENDS = (".", "!", "?", ";", ":", ",")
_HEADING_CHARACTERS = 80
_REST_OF_DATE = rf"(?:{MONTHS})(?:,? \d{{4}}|\W*$)"
_WORDS_OF_HEADING = 5  # of one that ends with a full stop: `17.04.010 Permit required.`
# With what the line of a numbered part begins, and its first inner part on the same line: `7.—(1) The consumer must`.
_NUMBERED = expression(
    rf"(?:(?i:{_KIND})\s?(?P<number>{_DIGITS})\b|(?P<bare>{_DIGITS})(?=[.):]+[\s—–-]|\s+[\"“‘'(]?[^\W\d_a-z]))"
    rf"(?!\s+{_REST_OF_DATE})[.):]*[\s—–-]*(?:\((?P<mark>\d{{1,2}})\))?"
)
_INNER_BESIDE = expression(rf"(?i)(?:{_KIND}\s?)?{_DIGITS}[.):]*[\s—–-]*\(([0-9a-z]{{1,4}})\)")
_MARKED = expression(r"\((\d{1,2})\)\s|([a-z])\.\s")
_INNER_BEGINS = expression(r"\(?[0-9a-z]{1,4}\)\s")
_ABOVE_PARTS = expression(
    r"(?i)(?:part|chapter|title|division|schedule|annex|appendix) (?:\d+|[ivxlc]+|[a-z])\b(?! of\b)"
)
_MOST_CHARACTERS = 1_200  # of a part that is quoted whole
_CHARACTERS_ABOVE = 5_000  # in which the heading of a part is looked for


class Provision(NamedTuple):
    """A part by its number, and the marks of the parts within it, from the outermost: `14.2`, (`b`,). `of`: what the
    question calls its document, "" for none; `question`: the question without that. `kind`: what its parts are called,
    where other things have numbers too."""

    number: str
    inner: tuple[str, ...]
    of: str
    question: str
    kind: str = ""


class Place(NamedTuple):
    """The part of a page that something stands in: its numbers, that of its own line before that of the heading above,
    the mark of the part within it (`1` of `(1)`), "" for none, and where it begins."""

    numbers: tuple[str, ...]
    mark: str
    begins: int


@lru_cache(maxsize=16)
def provision_asked(question: str) -> Provision | None:
    """The part that a question asks for and nothing else; None for other questions."""
    asked = _ASKS.match(question)
    if asked is None:
        return None
    inner = tuple(_INNER.findall(asked["inner"].lower()))
    kind = (asked["kind"] or "").lower()
    kind = kind if re.fullmatch(_OF_RULES, kind) else ""
    question = f"{asked['asks']}{asked['says']}?"
    if asked["kind"] is None:  # a number alone says nothing by itself
        question = f"What does section {asked['number']}{asked['inner']} say?"
    return Provision(asked["number"].lower(), inner, (asked["of"] or "").strip(), question, kind)


def part_within(question: str, number: str) -> str:
    """A question for a part within the one that is spoken of as one for that by its number: "What does section 8(3)
    say?" for "and paragraph 3?" behind what was quoted of section 8, and "and 8.2?" as one for that; "" for another."""
    if other := _ANOTHER.match(question):
        return f"What does section {other[1]} say?"
    asked = _ASKS_WITHIN.match(question)
    if asked is None:
        return ""
    marks = [*([asked["bare"]] if asked["bare"] else []), *_INNER.findall(asked["marks"])]
    return f"What does section {number}{''.join(f'({mark.lower()})' for mark in marks)} say?" if marks else ""


def place_of(page: str, start: int) -> Place:
    """The numbered parts that what begins at a place of a page is of, by its line and those above it."""
    begins = page.rfind("\n", 0, start) + 1
    end = page.find("\n", start)
    first = max(0, begins - _CHARACTERS_ABOVE)
    is_item = _INNER_BEGINS.match(page, begins) is not None  # of whatever has a number above: `4. I give:`
    own, marks = "", ""
    for line in reversed(list(_LINE.finditer(page, first, len(page) if end < 0 else end))):
        found = _NUMBERED.match(line[0])
        if found is None:
            if not own and not marks and (marked := _MARKED.match(line[0])):
                marks = marked[1] or marked[2]
            continue
        number = (found["number"] or found["bare"]).lower()
        marks = marks or found["mark"] or ""
        if found["number"] or found["mark"] or "." in number or is_item or may_be_heading(line[0]):
            return Place(tuple(filter(None, (own, number))), marks, line.start())
        if line.start() >= begins:  # an item, or a part without a heading: `5. Residents are responsible`
            own = number
            marks = marks or number
    return Place((own,) if own else (), marks, first)


def provision_at(asked: Provision, text: str, heading: str = "") -> int:
    """Where in a passage the part begins, what stands below its heading where it has one; -1 where it is not there.
    `heading`: the headings that the passage stands below."""
    begins = _beginning(asked.number)
    lines = list(_LINE.finditer(text))
    if begins.match(heading.rpartition(HEADING_SEPARATOR)[2]):
        return _within(asked.inner, lines)
    at = next((at for at, line in enumerate(lines) if begins.match(line[0])), -1)
    if at < 0 or asked.kind not in f"{heading}\n{lines[at][0]}".lower():
        return -1
    if asked.inner and (inner := _INNER_BESIDE.match(lines[at][0])) and inner[1] == asked.inner[0]:
        return lines[at].start() if len(asked.inner) == 1 else _within(asked.inner[1:], lines[at:])
    if asked.inner or _is_heading(lines[at][0], lines[at + 1][0] if at + 1 < len(lines) else ""):
        next_begins = _beginning(_next(asked.number))
        return _within(asked.inner, list(takewhile(lambda line: not next_begins.match(line[0]), lines[at + 1 :])))
    return lines[at].start()


def provision_end(asked: Provision, page: str, start: int) -> int:
    """Where a part ends that begins at a place of a page, or below its heading there: before the next part, or what it
    stands in ends, and as far as a quote of a whole part goes."""
    outer, dot, _ = asked.number.rpartition(".")
    ends = [re.compile(rf"{re.escape(outer)}\.\d") if dot else _beginning(_next(asked.number)), _ABOVE_PARTS]
    if asked.inner:
        ends += [_MARKED if asked.inner[-1].isdecimal() else _INNER_BEGINS, _NUMBERED]
    end = start
    for place, line in enumerate(_LINE.finditer(page, start, min(len(page), start + _MOST_CHARACTERS))):
        if place and any(each.match(line[0]) for each in ends):
            break
        whole = page[line.end() : line.end() + 1] in ("", "\n", "\r", " ")
        end = line.end() if whole else end
    return end


def _beginning(number: str) -> re.Pattern[str]:
    """How a line begins with which the part of this number does, and no day of a month."""
    follows = rf"(?:[.):]+[\s—–]|\s+(?=[\"“‘'(]?[^\W\d_a-z]|\([0-9a-z]{{1,4}}\)))(?!{_REST_OF_DATE})"
    return re.compile(rf"(?i:(?:{_KIND}\s?)?{re.escape(number)}){follows}|(?i:{_KIND}\s?){re.escape(number)}$")


def _next(number: str) -> str:
    """The number of the part behind one: `14.3` of `14.2`, `13` of `12a`."""
    outer, dot, last = number.rpartition(".")
    return f"{outer}{dot}{int(last.rstrip(ascii_lowercase)) + 1}"


def may_be_heading(line: str) -> bool:
    """Whether a line with a number may be no more than a heading: it is short and ends with no mark."""
    return len(line) <= _HEADING_CHARACTERS and not line.endswith(_ENDS)


def _is_heading(line: str, following: str) -> bool:
    is_short = len(line.split()) <= _WORDS_OF_HEADING and bool(following) and _NUMBERED.match(following) is None
    return (may_be_heading(line) or is_short) and _GOES_ON.match(following) is None


def _within(marks: tuple[str, ...], lines: Sequence[re.Match[str]]) -> int:
    """Where the part with these marks begins among lines, the first of them for none; -1 without it."""
    at = 0
    for mark in marks:
        begins = re.compile(rf"(?i)\(?{re.escape(mark)}[.)]\s")
        at = next((place for place in range(at, len(lines)) if begins.match(lines[place][0])), len(lines))
    return lines[at].start() if at < len(lines) else -1
