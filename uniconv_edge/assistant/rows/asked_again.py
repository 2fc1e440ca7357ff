"""A question that asks of other rows what the one before it asked of some: "and on repairs?". Pure; English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from uniconv_edge.assistant.question.correction import Correction, corrected
from uniconv_edge.assistant.rows.asked_of_rows import asked_of_rows
from uniconv_edge.assistant.words.terms import restated, telling_words
from uniconv_edge.types import Turn

_OTHERS = re.compile(r"(?i)^(?:and|(?:and )?(?:what|how) about) (?P<meant>[^,.;:?!]+?)\s*[.?!]*$")
_MOST_WORDS = 5


def asked_again(turns: Sequence[Turn]) -> str:
    """The last question as it is meant (`restated`); where it only says of which rows it asks what the question before
    it asked, that question of these rows."""
    question = restated(turns)
    found = _OTHERS.match(question.strip())
    before = [place for place, turn in enumerate(turns[:-1]) if turn.role == "user"]
    if not found or not before or len(found["meant"].split()) > _MOST_WORDS or not telling_words(found["meant"]):
        return question
    earlier = asked_again(turns[: before[-1] + 1])
    if asked_of_rows(question) or not asked_of_rows(earlier):
        return question
    return corrected(earlier, Correction(found["meant"]), lambda _, things: len(things) - 1)
