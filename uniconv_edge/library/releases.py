"""Versions of programs that a question names, and what release notes say below their headings: "What changed in 2.3?",
"When did 2.3 come out?". Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from uniconv_edge.expressions import expression
from uniconv_edge.places import HEADING_SEPARATOR

_NUMBER = r"\d{1,4}(?:\.\d{1,4}){1,3}"
_GLUE = r"(?:(?:and|in|with|for|of|(?:what|how) about|the|version|release) )*v?"
_NO_NAME = r"(?!(?i:table|figure|fig|chapter|section|clause|article|part|appendix|paragraph|step|rule)\b)"
_OF = rf"{_GLUE[:-2]}(?:{_NO_NAME}[^\W\d_][\w'’-]* ){{0,2}}v?"  # what it is a version of: "in Boats 2.3"
_BEGINS = r"(?:(?:and|so|but) )?"
_PARTS = r"added|fixed|removed|deprecated"
_IS_NEW = rf"(?:been )?(?:(?:the )?(?:new|news|changes?|changed|different|{_PARTS}))"
_OUT = r"(?:be )?(?:out|ship(?:ped)?|released|published|launch(?:ed)?|go (?:out|live)|come out|appear|due)"
_DID = r"(?:when|on (?:what|which) (?:day|date)) (?:did|was|is|does|were|will)"
# Also as a question that only names another version is read: "what is new in version and in 2.2?".
_FORMS = (
    rf"{_BEGINS}what(?:['’]s| (?:is|was|are|were|has|have))? {_IS_NEW} {_OF}(?P<new>{_NUMBER})",
    rf"(?:list|show|tell me) (?:me )?(?:all )?(?:the )?changes {_GLUE}(?P<listed>{_NUMBER})",
    rf"{_BEGINS}what (?:did|does) {_GLUE}(?P<brings>{_NUMBER}) (?:bring|change|add|contain)",
    rf"(?:and|in|(?:what|how) about) {_GLUE}(?P<other>{_NUMBER})",
    rf"{_BEGINS}{_DID} (?:{_OF}(?P<out>{_NUMBER}) {_OUT}|{_OUT} {_OF}(?P<out_too>{_NUMBER}))",
)
_ASKS = expression(rf"(?i)\W*(?:{'|'.join(_FORMS)})\W*")
_PART = expression(rf"(?i)\b(?:{_PARTS})\b")
# What release notes call the part with these.
_PARTS_CALLED = {
    "added": "added|additions|features|new features|new",
    "fixed": "fixed|fixes|bug ?fixes|bugs? fixed",
    "removed": "removed|removals",
    "deprecated": "deprecated|deprecations",
}
_IT = expression(r"(?i)\b(?:it|that|this)(?: one| version| release)?\b")
# A line that only names a version, with its day or some words behind a mark: `[2.3.0] - 2025-10-21`, `Nets 2.3 (May)`.
_NAME = rf"{_NO_NAME}(?:[A-Z][\w'’-]* |version |release ){{0,2}}"
_LONGEST = 80  # characters of such a line
_ENDS = (".", "!", "?", ";", ",")
_LINE = expression(r"\S(?:.*\S)?")
_OTHER = expression(rf"{_NAME}[\[(]?[vV]?{_NUMBER}[\])]?(?:\s*[-–—:,(]\s*\S.*)?")  # names another version


class Release(NamedTuple):
    """A version by its number, and whether it is asked when it came out, not what was new in it. `alone`: the question
    says nothing but the number, which may be of anything: "and 2.5?". `part`: only what was added, fixed, removed or
    deprecated is asked for."""

    number: str
    when: bool
    alone: bool = False
    part: str = ""


@lru_cache(maxsize=16)
def release_asked(question: str) -> Release | None:
    """The version of which a question asks what was new in it or when it came out; None where it asks more or other."""
    asked = _ASKS.fullmatch(question)
    if asked is None:
        return None
    number = next(filter(None, asked.groups()))
    part = _PART.search(question) if asked["new"] else None
    when = number in (asked["out"], asked["out_too"])
    return Release(number, when, number == asked["other"], part[0].lower() if part else "")


def asks_of_that_version(question: str) -> bool:
    """Whether a question asks what was new in a version, or when it came out, that only what was said before names."""
    return _IT.search(question) is not None and release_asked(_IT.sub("1.0", question, count=1)) is not None


def with_version(question: str, before: str) -> str:
    """Such a question with the version that the question before it asked of; as it is where that asked of none."""
    asked = release_asked(before)
    return _IT.sub(asked.number, question, count=1) if asked else question


def release_at(asked: Release, text: str, heading: str = "") -> int:
    """Where in a passage, below its `heading`, begins what is asked of a version: below the line that names it, or the
    part that is asked for ("Fixed"), or, of when it came out, that line, where it tells more than its name; -1 where
    it is not there."""
    line = next((line for line in _LINE.finditer(text) if _names(asked.number, line[0])), None)
    if line is None:
        is_below = asked.part and any(_names(asked.number, each) for each in heading.split(HEADING_SEPARATOR))
        return _part_at(asked, text, 0) if is_below else -1
    if asked.when:
        return line.start() if any(map(str.isdigit, line[0].partition(asked.number)[2])) else -1
    if asked.part and (part := _part_at(asked, text, line.end())) >= 0:
        return part
    below = _LINE.search(text, line.end())
    return -1 if below is None or (asked.part and _is_part(below[0])) else below.start()


def _part_at(asked: Release, text: str, start: int) -> int:
    """Where what stands below the name of the part begins, of the version before this place; -1 without one."""
    for line in _LINE.finditer(text, start):
        if re.fullmatch(_PARTS_CALLED[asked.part], line[0].strip(" :#"), re.IGNORECASE):
            below = _LINE.search(text, line.end())
            return -1 if below is None else below.start()
        if _OTHER.fullmatch(line[0]):
            return -1
    return -1


def _is_part(line: str) -> bool:
    return (
        re.fullmatch("|".join((*_PARTS_CALLED.values(), "changed|changes|security")), line, re.IGNORECASE) is not None
    )


def _names(number: str, line: str) -> bool:
    """Whether a line only names this version."""
    if number not in line or len(line) > _LONGEST or line.endswith(_ENDS):
        return False
    named = rf"{_NAME}[\[(]?[vV]?{re.escape(number)}[\])]?(?:\s*[-–—:,(]\s*\S.*)?"
    return re.fullmatch(named, line) is not None
