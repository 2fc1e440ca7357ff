"""Questions for what is dated: "what do I have on Thursday?", "and the week after?", "when is the next AGM?". Pure.

English. Such a question names days, counted from today (`words/periods.py`), or the next or last of something. What it
says besides, lines must say too; one that says nothing else asks for all that is dated so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from uniconv_edge.assistant.words import kinds
from uniconv_edge.assistant.words.periods import Period, is_past, period_of
from uniconv_edge.assistant.words.terms import asked_words, is_time, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import without_filters
from uniconv_edge.types import Turn

# What asks for whatever is dated so.
_WHATEVER_LIST = (
    "appointment appointments event events plan plans planned schedule scheduled due happen happens happened happening "
    "come comes coming came diary calendar agenda anything something nothing everything thing things free busy need "
    "must want remember forget task tasks todo deadline deadlines date dates dated take takes took place entry entries "
    "all every ahead still already go goes went again reminder reminders attend expect stand stands written full up "
    "note notes noted log logged"
)
_SEEN = frozenset(("see", "saw", "seen", "visit", "visited", "been"))  # of which a diary says no more than by whom
_WHATEVER = frozenset(_WHATEVER_LIST.split())
_FOLLOWS = expression(r"(?i)^\W*(?:(?:and|or|so|then|but|ok|what about|how about|on|in|for)\b\W*)*$")
# What is asked why, how or where, or what then is ("what if it rains on Saturday?").
_NOT_LISTED = expression(
    r"(?i)^\W*(?:(?:and|but|so) )*(?:why|how (?!much\b|about\b)|where|(?:what|who|when)\b.{0,40}?\b(?:if|unless))\b"
)
# How a question asks for whatever there is; what only tells of it ("I can't come tomorrow") does not.
_LISTED = expression(
    r"(?i)^(?!.*\b(?:when|not|cannot)\b).*"
    r"\b(?:what|which|who|how|any\w*|some\w*|nothing|list|show|tell|(?:do|am|have|has|must|need|should) (?:i|we)"
    r"|are (?:we|there)|is (?:there|on)|(?:appointment|event|deadline|plan|task)s?|agenda|calendar|diary|due"
    r"|happen\w*)\b"
)
_OF_ONE_KNOWN = expression(
    r"(?i)\b(?:he|she|they|it|him|her|them|his|their|its)\b|\b(?:do|did|done|of|about|for|after|before) (?:that|this)\b"
)
_NEXT = expression(
    r"(?i)^(?=.*\b(?:when|whose|who|what|which|is there|do (?:i|we) have)\b)"
    r".*?\b(next)\b(?! (?:to|door|page|step|time|of|one)\b)|\bthe next (one)\b"
)
_LAST = expression(
    r"(?i)^(?=.*\bwhen\b).*?(?<!\bat the )\b(last|latest)\b(?! (?:to|until|for|one)\b)|\bthe last (one)\b"
)
_ONE_BEFORE = expression(
    r"(?i)(?:\bthe (?:(?:one|time) before(?: (?:that|it))?|previous (?:one|time))|^\W*(?:and )?before (?:that|this))"
    r"\W*$"
)
_ONE_AFTER = expression(
    r"(?i)(?:\bthe (?:(?:next )?one after(?: (?:that|it))?|following one)|^\W*(?:and )?after (?:that|this))\W*$"
)
WHO = expression(r"(?i)\bwho(?:m|se)?\b")
_ON_CALL = expression(r"(?i)\bon[ -]call\b")
_AWAY = expression(r"(?i)\bon (?:annual |their |his |her )?(holidays?|vacation)\b")  # is no time, as "in the holidays"
_UP_TO = expression(r"(?:before|by|until|till|up to)\b", re.IGNORECASE)
_DAYS_OF_MONTH = 31
_MOST_TURNS = 12  # that a question may follow


@dataclass(frozen=True, slots=True)
class Asked:
    """What lines are asked for: dated in this period, which is `said` so ("" in another language), with these words;
    `question` is what it says besides days. `order` is "next" or "last" where the soonest or latest of them is asked
    for, "before" for the latest before the next, "" for all. `past`: it, or the question that it follows, is about
    what was. `passed`: how many of the next or last are passed over."""

    period: Period
    said: str
    words: tuple[str, ...]
    question: str
    order: str = ""
    past: bool = False
    passed: int = 0

    @property
    def whatever(self) -> bool:
        """Whether all that is dated so is asked for, and days that no document speaks of otherwise."""
        period = self.period
        # A day or month with its year; of a year alone documents speak otherwise too.
        is_whole = period.told and not period.yearless and (period.last - period.first).days < _DAYS_OF_MONTH
        return not (self.words or self.order or period.of_week or (period.told and not is_whole))


def asks(turns: Sequence[Turn], today: date) -> Asked | None:
    """What the last turn asks for that is dated; None for what it asks otherwise."""
    questions = [Turn("user", without_filters(turn.text)) for turn in turns if turn.role == "user"][-_MOST_TURNS:]
    found: Asked | None = None
    for place, question in enumerate(questions):
        found = _asked(question.text, today, found, questions[:place])
    return found


def _asked(question: str, today: date, before: Asked | None, earlier: Sequence[Turn]) -> Asked | None:
    if _NOT_LISTED.search(question):
        return None
    days = before.period if before and not before.order else None
    period = period_of(question, today, days)
    if period is None:
        return _in_order(question, today, earlier) or _beside(question, today, before)
    if period.last < today and _UP_TO.match(question, period.start):
        return None  # no one day is meant by "before May 2020"
    rest = f"{question[: period.start]} {question[period.end :]}"
    words = _words(rest)
    if not words and _FOLLOWS.match(rest):
        if before is not None:
            period = period_of(question, today, days, past=before.past) or period
            return replace(before, period=period, said=question[period.start : period.end], order="")
        if earlier:  # it asks what the question before it asked, which no line is dated for
            return None
    elif not words and (_OF_ONE_KNOWN.search(rest) or not _LISTED.search(rest)):
        return None
    # What a night costs in July is told by no line of July for its amount alone.
    if words and all(word in kinds.given(rest) for word in words) and any(map(is_time, telling_words(rest))):
        return None
    # With words and the whole date a search finds it, whatever it says of the day.
    if words and period.told and not period.yearless:
        return None
    past = is_past(question)
    return Asked(period, question[period.start : period.end], words, " ".join(rest.split()), past=past)


def _in_order(question: str, today: date, earlier: Sequence[Turn]) -> Asked | None:
    """What a question asks for the next or last of."""
    for order, pattern in (("next", _NEXT), ("last", _LAST)):
        if (found := pattern.search(question)) and (order == "next" or found[2] or is_past(question)):
            place = found.span(1 if found[1] else 2)
            rest = f"{question[: place[0]]} {question[place[1] :]}"
            words = _words(rest)
            words = tuple(word for word in words if word not in _SEEN) or words  # "last see the dentist"
            if found[2]:  # "what did the last one cost?" says not of what
                known = (word for word in asked_words(earlier) if word not in _WHATEVER and not is_time(word))
                words = tuple(dict.fromkeys((*known, *words)))
            first, last = (today, date.max) if order == "next" else (date.min, today)
            if not words:
                return None
            period = Period(first, last, *place, open=True)
            return Asked(period, found[0], words, " ".join(rest.split()), order)
    return None


def _beside(question: str, today: date, before: Asked | None) -> Asked | None:
    """What a question that names no days asks behind one for the next or last: for the one before or after it."""
    if before is None:
        return None
    if before.order == "next" and (found := _ONE_BEFORE.search(question)):
        return replace(before, period=Period(date.min, today, *found.span(), open=True), order="before")
    if (before.order == "next" and _ONE_AFTER.search(question)) or (
        before.order == "last" and _ONE_BEFORE.search(question)
    ):
        return replace(before, passed=before.passed + 1)
    return None


def _words(rest: str) -> tuple[str, ...]:
    """What lines must say too; who "comes" or "goes" is more than what is dated so, and who is on call than who was
    called."""
    whatever = frozenset[str]() if WHO.search(rest) else _WHATEVER
    told = [*telling_words(rest), *(("call",) if _ON_CALL.search(rest) else ())]
    away = _AWAY.search(rest)
    return tuple(
        word for word in told if (away and word == away[1].lower()) or (word not in whatever and not is_time(word))
    )
