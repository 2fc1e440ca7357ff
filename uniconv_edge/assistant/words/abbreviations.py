"""Questions for what an abbreviation stands for, and sentences that say it: "proof of concept (PoC)". Pure.

Of "mean" only what is written in capitals counts as an abbreviation: "What does RAMS mean?".
"""

from __future__ import annotations

import re
from functools import lru_cache

from uniconv_edge.assistant.words.terms import is_empty
from uniconv_edge.expressions import expression

ASKED = expression(
    r"\b(?:what|which)\b.{0,20}\b(?:do|does|did|is|are)\b (?:the )?(?:\w+ )?[\"'“‘]?"
    r"(?:(?P<any>[^\W\d_][\w&.]{1,7})[\"'”’]? (?:stands? for|short for|an abbreviation)"
    r"|(?P<capitals>(?-i:[A-Z][A-Z&.]{1,7}))s?[\"'”’]? mean)\b"
    r"|\b(?:meaning|(?:full|long) (?:form|name)|expansion) of (?:the )?[\"'“‘]?(?P<of>(?-i:[A-Z][A-Z&.]{1,7}))\b",
    re.IGNORECASE,
)
_BETWEEN = r"(?:[\s,-]+(?:of|and|the|for|in|on|to|an?|&))*,?[\s/-]+"


@lru_cache(maxsize=16)
def _spelt_out(abbreviation: str) -> re.Pattern[str]:
    """Words that begin with its letters one by one, but for small ones between them, or with its first before it in
    brackets ("the nondetection value (NDV)"), or what says or shows that it is short for something. `lvm(8)` is
    a page of a manual."""
    letters = [re.escape(each) for each in abbreviation if each.isalnum()]
    words = _BETWEEN.join(rf"{each}[\w’']+" for each in letters)
    name = re.escape(abbreviation)
    said = rf"\b{words}|\b{letters[0]}[\w’'-]*(?:\s+[\w’'-]+){{0,5}}\s*\([\"“]?{name}s?[\"”]?[),;]"
    shown = rf"\b{name}\b[\"”]?\s*(?:=|:\s|\((?!\d\))|\||\s[-–—]\s|\b(?:stands? for|is short for|means)\b)"
    return re.compile(rf"{said}|{shown}", re.IGNORECASE)


@lru_cache(maxsize=16)  # it is asked for each sentence
def asked_abbreviation(question: str) -> str:
    """The abbreviation whose meaning a question asks for; "" for other questions."""
    found = ASKED.search(question)
    name = (found["any"] or found["capitals"] or found["of"]).rstrip(".") if found else ""
    return "" if is_empty(name.lower()) else name


def spells_out(abbreviation: str, sentence: str) -> bool:
    """Whether a sentence may say what an abbreviation stands for."""
    return _spelt_out(abbreviation).search(sentence) is not None
