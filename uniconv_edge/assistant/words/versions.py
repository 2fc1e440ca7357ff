"""Versions of programs, as changelogs name them: `2.3.1`, `[2.3.0] - 2025-10-21`. Pure."""

from __future__ import annotations

import re

from uniconv_edge.assistant.words.days import is_day_alone

_NUMBERS = r"\d{1,4}(?:\.\d{1,4}){2,3}"  # four as of an address in a network
_NO_DATE_OR_SUM = r"(?!\d{1,2}\.\d{1,2}\.(?:\d\d){1,2}(?![\w.])|\d{1,3}(?:\.\d{3})+(?![\w.]))"
_VERSION = re.compile(rf"(?<![\w.])[vV]?{_NO_DATE_OR_SUM}({_NUMBERS})(?!\w|\.\d)")
_FEWER = r"\d{1,4}(?:\.\d{1,4}){1,3}"  # where a sign or a word tells that it is a version
_RELEASE = re.compile(
    rf"(?:\[[vV]?{_FEWER}[\w.+-]*\]|[vV]{_FEWER}|(?i:version|release) [vV]?{_FEWER}|{_NO_DATE_OR_SUM}{_NUMBERS})"
    r"(?:\s*[-–—:,]\s*(?P<when>\S.{0,40})|\s*\(.{1,40}\))?"
)
_UNRELEASED = ("unreleased", "in development")


def versions(text: str) -> frozenset[str]:
    """The versions that a text names by three numbers or four, without `v`."""
    return frozenset(_VERSION.findall(text)) if "." in text else frozenset()


def is_release(line: str) -> bool:
    """Whether a line only names a version, or one with its day: what was new in it stands below."""
    found = _RELEASE.fullmatch(line.strip()) if "." in line else None
    if found is None or found["when"] is None:
        return found is not None
    return found["when"].lower() in _UNRELEASED or is_day_alone(found["when"])


def of_another_release(question: str, told: str) -> bool:
    """Whether a line of a text names a release, and none of the versions that a question does."""
    asked = versions(question)
    named = {each for line in told.split("\n") if asked and is_release(line) for each in versions(line)}
    return bool(named) and asked.isdisjoint(named)
