"""A question that asks of other rows what the one before it asked of some: "and on repairs?". Pure; English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from uniconv_edge.assistant.question.correction import Correction, corrected
from uniconv_edge.assistant.question.holders import holders_again
from uniconv_edge.assistant.rows.asked_of_rows import GROUP, RANKS, Over, asked_of_rows, is_sum, superlative
from uniconv_edge.assistant.rows.ranges import of_range_again
from uniconv_edge.assistant.rows.within_again import of_those, within_again
from uniconv_edge.assistant.words.dates import YEAR
from uniconv_edge.assistant.words.days import told
from uniconv_edge.assistant.words.periods import period_of
from uniconv_edge.assistant.words.terms import restated_behind, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.types import Turn

_OF_SOME = r"how (?:much|many)(?= (?:at|by|for|from|in|on|to|with)\b)"
_OTHERS = expression(
    rf"(?i)^(?:(?:and )?(?:(?:what|how) about|(?P<sum>{_OF_SOME}))|and(?! how\b)) (?P<meant>[^,.;:?!]+?)\s*[.?!]*$"
)
_IN_TOTAL = expression(
    r"(?i)^(?:and )?(?:(?:how much|what) (?:is|was) (?:it|that|this) )?(?:in total|altogether|in all|overall)\s*[.?!]*$"
)
_THE_TOTAL = expression(
    r"(?i)^(?:and )?(?:(?:what|how much) (?:is|are|was) )?(?:(?:the|their|its) )?(?:total|sum)(?: amount)?"
    r"(?: of (?:them|these|those|all)(?: (?:of them|these|those))?)?\s*[.?!]*$"
)
# Behind rows that were told it asks for their total, else what one thing costs.
_HOW_MUCH_IS_THAT = expression(
    r"(?i)^(?:and )?how much (?:money )?(?:is|are|was|were|do|does|did) (?:that|this|it|they|those)(?: all)?"
    r"(?: (?:come to|make))?\s*[.?!]*$"
)
_BY = expression(r"(?i)(?:and )?((?:by|per) [^\W\d_]+)\W*$")
_ON_AVERAGE = expression(r"(?i)^(?:and )?(?:(?:what (?:is|was) )?the average|on average)\s*[.?!]*$")
_WHICH = expression(
    r"(?i)^(?:and )?(?:who|which(?: ones?)?)(?: (?:is|are|was|were) (?:it|they|these|those|that))?\s*[.?!]*$"
)
_OF_THOSE = expression(
    r"(?i)^(?:(?:and|but|so) )?(?P<asks>which|how many)(?: ones?)? "
    r"(?P<rest>(?:are|is|were|was|have|has|had)(?! (?:it|they|these|those|that|there|you|i|we)\b) .*)$"
)
_SUPERLATIVE = expression(
    r"(?i)(?:(?:who|whose|what|which)(?: one)? (?:is|are|was|were|has|have|had|pays|paid|costs?|gets|got|takes|runs) )?"
    rf"(?:the )?(?:(?:{'|'.join(filter(None, RANKS))}) )?(?:\w+est|(?:most|least)(?: \w+)?)(?: (?:one|of all))?"
)
_FIRST_OR_LAST = expression(r"(?i)(?:and )?(?:(?:who|whose|which)(?: one)? )?(?:is |was )?(?:the )?(first|last)\W*")
_ORDER = expression(r"(?i)\b(?:first|last)\b(?=\W*$)")
_YEAR = expression(rf" (?:in|of|since|during) {YEAR}\b")
_SPENT = expression(r"(?i)how much (?:money )?(?:did|have|has|had) \w+ (?:spend|spent|pay|paid)\b")
_TOTAL = expression(r"(?i)\b(?:total|sum)(?= (?:amount |value |cost |price )?of\b)")
_ALL = expression(
    r"(?i)how much (?:is|are|was|were|do|did) (?P<all>all .+?)(?: cost)?(?: together| altogether| in total)?\W*$"
)
_MOST_WORDS = 5
_MOST_TURNS = 40  # that the last one may lean on


def asked_again(turns: Sequence[Turn], today: date) -> str:
    """The last question as it is meant (`restated`); where it only says of which rows it asks what the question before
    it asked, that question of these rows, "how many are closed?" of what was asked for there, "in total" of all, "on
    average", "and the lowest?" and "who are they?" of the same. Words like "this year" are counted from `today`."""
    *before, (_, last) = ((turn.role, turn.text) for turn in turns[-_MOST_TURNS:])
    return _asked_again(last, tuple(text for role, text in before if role == "user"), today)


@lru_cache(maxsize=64)  # asked for more than once at each of many turns it would take minutes, and each question asks
def _asked_again(last: str, before: tuple[str, ...], today: date) -> str:
    question = restated_behind(last, before)
    if not before:
        return question
    found = _OTHERS.match(question.strip())
    in_total = _IN_TOTAL.match(question.strip()) or _THE_TOTAL.match(question.strip())
    on_average = _ON_AVERAGE.match(question.strip())
    which = _WHICH.match(question.strip())
    other = _FIRST_OR_LAST.fullmatch(last.strip())
    earlier = _asked_again(before[-1], before[:-1], today)
    if other and _ORDER.search(earlier) and asked_of_rows(earlier):  # "and last?" behind "whose lease ends first?"
        return _ORDER.sub(other[1].lower(), earlier)
    if by := _BY.match(last.strip()):
        summed = GROUP.sub("", earlier).rstrip(" ?!.")
        if asked_of_rows(again := f"{summed} {by[1]}?"):
            return again
    if _HOW_MUCH_IS_THAT.match(question.strip()):
        told_rows = of_those(earlier, today)
        return f"What is the total of {told_rows}?" if told_rows else question
    if within := within_again(last, earlier, today) or of_range_again(last, earlier):
        return within
    those = _OF_THOSE.match(question.strip())
    tells = those is not None and bool(telling_words(those["rest"]))
    if those and (things := _things(earlier) if tells else ""):
        return f"{those['asks']} {things} {those['rest']}"
    meant = found["meant"] if found and not (in_total or on_average or which) else ""
    if not (in_total or on_average or which or (telling_words(meant) and len(meant.split()) <= _MOST_WORDS)):
        return question
    extreme_of = _SUPERLATIVE.fullmatch(meant) and not is_sum(earlier)
    those_rows = of_those(earlier, today) if in_total or on_average or extreme_of else ""
    if those_rows and extreme_of:
        return f"which is {meant} of {those_rows}?"
    earlier, days = _apart(earlier, today)
    if those_rows and (in_total or on_average):
        return f"What is the {'average' if on_average else 'total'} of {those_rows}?"
    if in_total:
        spent = _SPENT.match(earlier)
        return f"{spent[0]} in total?" if spent else "What is the total of all rows?" if is_sum(earlier) else question
    if on_average:
        averaged = _TOTAL.sub("average", earlier) if _TOTAL.search(earlier) else f"{earlier.rstrip(' ?!.')} on average"
        averaged = " ".join(filter(None, (averaged.rstrip(" ?!."), days)))
        return f"{averaged}?" if is_sum(earlier) else question
    if is_sum(earlier) and (highest := _of_summed(meant, earlier)):
        return f"{highest} {days}?" if days else f"{highest}?"
    extreme = _other_extreme(meant, earlier)
    if extreme is None and asked_of_rows(question) and not (found and found["sum"]):
        return question
    if extreme == "" or not asked_of_rows(earlier):
        return (holders_again(meant, earlier) if extreme is None else "") or question
    if extreme:
        again = re.sub(rf"(?i)\b{superlative(earlier)}\b", extreme, earlier)
    else:
        again = earlier if which else corrected(earlier, Correction(meant), lambda _, things: len(things) - 1)
    return f"{again.rstrip(' ?!.')} {days}?" if days and not _apart(meant, today)[1] else again


def _things(earlier: str) -> str:
    """What a question calls the rows that it asks for or counts: "tickets"; "" for another question."""
    asked = asked_of_rows(earlier)
    if asked is None or asked.over not in (Over.ROWS, Over.COUNT):
        return ""
    things = asked.head if asked.over is Over.ROWS else asked.counted
    return things if things in asked.words else ""


def _other_extreme(meant: str, earlier: str) -> str | None:
    """The words for the extreme by which a question that compared rows is followed: "lowest" of "and the lowest?"; ""
    for that of another measure ("the fastest", "the longest"), None where other rows are asked for."""
    if not (_SUPERLATIVE.fullmatch(meant) and superlative(earlier)):
        return None
    one, other = asked_of_rows(earlier), asked_of_rows(meant)
    return superlative(meant) if one and other and other.kind in ("", one.kind) else ""


def _of_summed(meant: str, earlier: str) -> str:
    """Of what a question adds up the highest or lowest, where it is followed by "and the largest?"; "" else."""
    asked = asked_of_rows(f"which is {meant}?") if _SUPERLATIVE.fullmatch(meant) else None
    if asked is None or asked.kind not in ("", "money", "size") or asked.over not in (Over.HIGHEST, Over.LOWEST):
        return ""
    extreme = "highest" if asked.over is Over.HIGHEST else "lowest"
    if _TOTAL.search(earlier):
        return _TOTAL.sub(f"{extreme} total", earlier).rstrip(" ?!.")
    found = _ALL.match(earlier)
    return f"which is the {extreme} of {found['all']}" if found else ""


def _apart(question: str, today: date) -> tuple[str, str]:
    """A question without the words for its days, and those, as a date where they are not one."""
    period = period_of(question, today)
    if period is None:
        year = _YEAR.search(question)
        return (f"{question[: year.start()]}{question[year.end() :]}", year[0].strip()) if year else (question, "")
    days = told(period.first, period.last)
    words = question[period.start : period.end]
    rest = " ".join(f"{question[: period.start]} {question[period.end :]}".split())
    return rest, words if period.told or period.open or " to " in days else f"in {days}"
