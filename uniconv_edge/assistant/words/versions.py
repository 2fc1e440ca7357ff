"""Versions of programs, as changelogs name them: `2.3.1`, `[2.3.0] - 2025-10-21`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePath

from uniconv_edge.assistant.words.days import is_day_alone
from uniconv_edge.expressions import expression
from uniconv_edge.library.releases import release_asked
from uniconv_edge.places import HEADING_SEPARATOR

_NUMBERS = r"\d{1,4}(?:\.\d{1,4}){2,3}"  # four as of an address in a network
_NO_DATE_OR_SUM = r"(?!\d{1,2}\.\d{1,2}\.(?:\d\d){1,2}(?![\w.])|\d{1,3}(?:\.\d{3})+(?![\w.]))"
_VERSION = expression(rf"(?<![\w.])[vV]?{_NO_DATE_OR_SUM}({_NUMBERS})(?!\w|\.\d)")
_FEWER = r"\d{1,4}(?:\.\d{1,4}){1,3}"  # where a sign or a word tells that it is a version
_RELEASE = expression(
    rf"(?:\[[vV]?{_FEWER}[\w.+-]*\]|[vV]{_FEWER}|(?i:version|release) [vV]?{_FEWER}|{_NO_DATE_OR_SUM}{_NUMBERS})"
    r"(?:\s*[-–—:,]\s*(?P<when>\S.{0,40})|\s*\(.{1,40}\))?"
)
# Two numbers alone may be a section or an hour: a day behind them tells.
_RELEASE_OF_DAY = expression(r"[vV]?\d{1,4}\.\d{1,4}(?:\s*[-–—:,]\s*(?P<when>\S.{0,40})|\s*\((?P<within>.{1,40})\))")
# Of a question, where a word tells that it is one and no amount: "in 2.3".
_NAMED = expression(
    r"(?i)\b(?:versions?|releases?|v|(?:new|changed?|changes|fix(?:ed|es)?|added|removed|different) (?:in|with|of))"
    rf"[ .]?({_FEWER})(?![\w.%]|\s?(?:%|per ?cent\b))"
)
_LISTS_CHANGES = expression(r"(?i)(?:.{0,40}\b)?(?:release ?notes?|change ?logs?|what['’]?s ?new)(?: .{0,40})?|news")
_ASKS_OF_CHANGES = expression(
    r"(?i)\b(?:new(?:er|est)?|news|chang\w+|added|fixed|removed|introduced|renamed|deprecated|dropped|versions?|releases?d?"
    r"|upgrad\w+|updat\w+|since|when|latest|support(?:s|ed)?|history|\d+\.\d+)\b"
)
_UNRELEASED = ("unreleased", "in development")


def versions(text: str) -> frozenset[str]:
    """The versions that a text names by three numbers or four, without `v`."""
    return frozenset(_VERSION.findall(text)) if "." in text else frozenset()


def is_release(line: str) -> bool:
    """Whether a line only names a version, or one with its day: what was new in it stands below."""
    if "." not in line:
        return False
    if of_day := _RELEASE_OF_DAY.fullmatch(line.strip()):
        return is_day_alone(of_day["when"] or of_day["within"])
    found = _RELEASE.fullmatch(line.strip())
    if found is None or found["when"] is None:
        return found is not None
    return found["when"].lower() in _UNRELEASED or is_day_alone(found["when"])


@lru_cache(maxsize=16)  # a question is held against each sentence of its sources
def asked_versions(question: str) -> frozenset[str]:
    """The versions that a question names, also by two numbers where it says that they are one, without `v`."""
    release = release_asked(question)
    return versions(question).union(_NAMED.findall(question), [release.number] if release and not release.alone else [])


def names_versions(text: str, asked: Iterable[str]) -> bool:
    """Whether a text names all of these versions."""
    return all(re.search(rf"(?<![\w.])v?{re.escape(each)}(?!\w|\.\d|\s?%)", text) for each in asked)


def of_another_release(question: str, *told: str) -> bool:
    """Whether a line of texts names a release, and none of the versions that a question does."""
    if not (asked := asked_versions(question)):
        return False
    named = [line for text in told for line in text.split("\n") if is_release(line)]
    return bool(named) and not any(names_versions(line, [each]) for line in named for each in asked)


@lru_cache(maxsize=1024)
def lists_changes(title: str, path: str, heading: str) -> bool:
    """Whether a passage lists what was new in the versions of something, by what its document, the file or its section
    is called. Kept, because passages return with the next questions."""
    name = re.sub(r"[-_]|(?<=[a-z])(?=[A-Z])", " ", PurePath(path).name.partition(".")[0])
    called = (title, name, *heading.split(HEADING_SEPARATOR))
    return any(_LISTS_CHANGES.fullmatch(each.strip()) or is_release(each) for each in called)


def asks_of_changes(question: str) -> bool:
    """Whether a question may ask what was new, and in which version or when."""
    return _ASKS_OF_CHANGES.search(question) is not None
