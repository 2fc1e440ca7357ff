"""A question that asks of other rows what the one before it asked of some: "and on repairs?". Pure; English."""

from __future__ import annotations

import re
from collections.abc import Sequence

from uniconv_edge.assistant.question.correction import Correction, corrected
from uniconv_edge.assistant.rows.asked_of_rows import asked_of_rows, is_sum
from uniconv_edge.assistant.words.terms import restated, telling_words
from uniconv_edge.types import Turn

_OTHERS = re.compile(r"(?i)^(?:and|(?:and )?(?:what|how) about) (?P<meant>[^,.;:?!]+?)\s*[.?!]*$")
_IN_TOTAL = re.compile(
    r"(?i)^(?:and )?(?:(?:how much|what) (?:is|was) (?:it|that|this) )?(?:in total|altogether|in all|overall)\s*[.?!]*$"
)
_ON_AVERAGE = re.compile(r"(?i)^(?:and )?(?:(?:what (?:is|was) )?the average|on average)\s*[.?!]*$")
_WHICH = re.compile(
    r"(?i)^(?:and )?(?:who|which(?: ones?)?)(?: (?:is|are|was|were) (?:it|they|these|those|that))?\s*[.?!]*$"
)
_MOST_WORDS = 5


def asked_again(turns: Sequence[Turn]) -> str:
    """The last question as it is meant (`restated`); where it only says of which rows it asks what the question before
    it asked, that question of these rows, "in total" of all, "on average" and "who are they?" of the same."""
    question = restated(turns)
    found = _OTHERS.match(question.strip())
    in_total, on_average = _IN_TOTAL.match(question.strip()), _ON_AVERAGE.match(question.strip())
    before = [place for place, turn in enumerate(turns[:-1]) if turn.role == "user"]
    which = _WHICH.match(question.strip())
    meant = found["meant"] if found and not (in_total or on_average or which) else ""
    if not before or not (
        in_total or on_average or which or (telling_words(meant) and len(meant.split()) <= _MOST_WORDS)
    ):
        return question
    earlier = asked_again(turns[: before[-1] + 1])
    if in_total:
        return "What is the total of all rows?" if is_sum(earlier) else question
    if on_average:
        return f"{earlier.rstrip(' ?!.')} on average?" if is_sum(earlier) else question
    if asked_of_rows(question) or not asked_of_rows(earlier):
        return question
    if which:
        return earlier
    return corrected(earlier, Correction(meant), lambda _, things: len(things) - 1)
