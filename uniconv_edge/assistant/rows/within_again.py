"""A question that asks within other bounds what the one before it asked, or which of those that were told are within
some: "and in 2027?", "which of them end in May?". Pure; English."""

from __future__ import annotations

from datetime import date

from uniconv_edge.assistant.rows.asked_of_documents import of_rows, readings
from uniconv_edge.assistant.rows.asked_of_rows import Over
from uniconv_edge.assistant.rows.bounds import apart
from uniconv_edge.assistant.words.bare import opened
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression

_OF_THEM = expression(
    r"(?i)(?:(?:of (?:them|these|those),? )?(?P<asks>which|how many)(?: ones)?(?P<of> of (?:them|these|those))?"
    r"|(?:only|just)(?: the| those)?(?: ones)?) (?P<rest>.+?)\W*$"
)
_ASKS = expression(
    r"(?i)^(?:which|what|how many|(?:list|show|give)(?: me)?(?: all)?)(?: of)?(?: (?:the|my|our|these|those|all))*\b"
)
_COMES_TO = expression(r"(?i)(?:what|which) is the (?:total|average|[a-z]+est|most [a-z]+) of (?P<those>.+)")
_BARE = expression(r"(?i)(?!(?:who|whose|when|where|why|how)\b)")
_ARE = expression(r"(?i)^what (?:are|were)(?: all)?(?: of)? (?:the|my|our)\b")  # of which no more is told yet
_ALONE = expression(r"(?i)(?:(?:what|how) about |those |the ones |which(?: ones)?(?: (?:is|are|was|were))? )?")


def of_those(question: str, today: date) -> str:
    """What a question asks for that chooses rows, or adds or compares such, without the words by which it asks; "" for
    another."""
    if found := _COMES_TO.match(question):
        return found["those"].strip(" ?!.")
    of, begins = next(filter(None, of_rows(question, today)), None), _ASKS.match(question) or _BARE.match(question)
    return question[begins.end() :].strip(" ?!.") if of and begins and of.over is Over.ROWS else ""


def within_again(question: str, earlier: str, today: date) -> str:
    """A question as it is meant behind an earlier one; "" where it is no such one."""
    _, bare = opened(question.strip())
    found = _OF_THEM.match(bare)
    if found and (found["of"] or not found["asks"] or not bare.lower().startswith(found["asks"].lower())):
        of = next(
            filter(None, (*of_rows(earlier, today), *(each.operation for each in readings(earlier, today)))), None
        )
        are = _ARE.match(earlier)
        begins = are or _ASKS.match(earlier)
        if of is None or of.over not in (Over.ROWS, Over.COUNT) or begins is None:
            return ""
        joins = " " if are else " and "
        return f"{found['asks'] or 'which'}{earlier[begins.end() :].rstrip(' ?!.')}{joins}{found['rest']}?"
    own = apart(bare, today)
    if len(own.bounds) != 1 or telling_words(_ALONE.sub("", own.rest, count=1)):
        return ""
    [(start, end)], [bound] = own.places, own.bounds
    before = apart(earlier, today)
    alike = [place for place, each in zip(before.places, before.bounds, strict=True) if each.dated == bound.dated]
    if before.bounds and not alike:  # "which bills are over £500?", "and in 2026?"
        return f"{earlier.rstrip(' ?!.')} {bare[start:end]}?"
    if len(alike) != 1:
        return ""
    [(first, last)] = alike
    return f"{earlier[:first]}{bare[start:end]}{earlier[last:]}"
