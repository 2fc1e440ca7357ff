"""Sentences that ask for something to be done, which tells nothing of when or by whom it was done. Pure; English."""

from __future__ import annotations

import re

from uniconv_edge.assistant.words.terms import stem, telling_words
from uniconv_edge.expressions import expression

_OF_THE_PAST = expression(r"(?i)\b(?:was|were|did|has|have|had)\b(?! to\b)")
_HAD_TO = expression(r"(?i)\b(?:have|has|had|supposed|needed?|asked|told) to\b")  # which is asked of requests too
_LAST = expression(r"(?i)\blast\b")  # behind a chore stands when it was done last: `(last: 4 October)`
_PLEASE = expression(r"(?i)\W*(?:please|kindly)\b")
_COMMAND = expression(r"\W*(?P<verb>[^\W\d_]+) (?:the|an?|all|any|your|this|that|these|those|it|them)\b", re.IGNORECASE)
_NO_COMMAND = expression(r"(?i).*(?:ed|ing|s)")


def only_requests(question: str, sentence: str) -> bool:
    """Whether a question asks of something that was done, and a sentence only asks for it: "Please have the boiler
    repaired", "Replace the gutter" for "when was it replaced?"."""
    if not _OF_THE_PAST.search(question) or _HAD_TO.search(question) or _LAST.search(sentence):
        return False
    if _PLEASE.match(sentence):
        return True
    found = _COMMAND.match(sentence)
    if found is None or _NO_COMMAND.fullmatch(found["verb"]):
        return False
    return stem(found["verb"].lower()) in {stem(word) for word in telling_words(question)}
