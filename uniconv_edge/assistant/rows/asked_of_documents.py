"""What a question asks of several documents, or of the rows of a table: what is done with what they state, and of which
of them. Pure; English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from uniconv_edge.assistant.rows.asked_of_rows import GENERAL, Operation, Over, asked_of_rows, denies
from uniconv_edge.assistant.rows.bounds import Bound, apart
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.terms import stem, telling_words
from uniconv_edge.expressions import expression

_DOES = r"(?:do|does|did|is|are|was|were|has|have|had|can|could|will|would|must|should|may|might)\b"
_WHICH = expression(
    r"(?:(?:which|what)(?: of)?|(?:list|show|give)(?: me)?(?: all)?)(?: (?:the|my|our|these|those|all))* "
    rf"(?P<things>(?!{_DOES})[^\W\d_]{{3,}})\b(?! of\b)"
)
# What is asked for without a word that says so, or with a verb of its own: "which members live in Otley?".
_THINGS = expression(
    r"who (?!is\b|was\b|are\b)\w|(?:all )?(?:(?!no\b)[^\W\d_]+ )?(?P<things>[^\W\d_]{3,}(?<![su])s)\W*$"
)
_SEVERAL = expression(
    rf"which(?: (?:of|the|my|our))*(?: (?!{_DOES})[^\W\d_]+)? (?!{_DOES})[^\W\d_]{{2,}}(?<![su])s (?!{_DOES})[^\W\d_]+"
)
_PLACED = expression(r"(?i)^(?:in|on|at|of|for|from|by) (?=which\b)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is done with what documents state (`Operation`), the bounds of what those that are meant state, and per what
    the amounts are ("month", "" for what the question does not say)."""

    operation: Operation
    bounds: tuple[Bound, ...] = ()
    per: str = ""

    @property
    def chooses(self) -> bool:
        """Whether it asks which documents, or how many, are such."""
        return self.operation.over in (Over.ROWS, Over.COUNT)


def readings(question: str, today: date) -> Iterator[Asked]:
    """The ways to read a question, the likelier one first: with what bounds it apart, then as it stands."""
    parted = apart(question, today)
    if parted.bounds or parted.per:
        operation = asked_of_rows(parted.rest) or (_which(parted.rest) if parted.bounds else None)
        if operation is not None and not operation.pair:
            yield Asked(operation, parted.bounds, parted.per)
    whole = asked_of_rows(question)
    if whole is not None and not whole.pair:
        yield Asked(whole, per=parted.per)


def of_rows(question: str, today: date) -> list[Operation | None]:
    """The ways to read what a question asks of the rows of a table, the likelier one first; None for one that asks of
    no more than one cell. An amount is never a cell where it is a bound, nor is a day that only ends the time meant."""
    whole = asked_of_rows(question)
    parted = apart(question if whole else _PLACED.sub("", question), today)
    if not parted.bounds:
        part = asked_of_rows(parted.rest) or (_which(parted.rest) if _SEVERAL.match(plain(parted.rest)) else None)
        return [whole] if whole or not part else [None, part]
    part = None if parted.per else asked_of_rows(parted.rest) or _which(parted.rest) or _things(parted.rest)
    within = [replace(part, bounds=parted.bounds)] if part and not part.pair else []
    are_days = all(bound.dated and bound.low for bound in parted.bounds)
    return [whole, *within] if whole and (are_days or parted.per) else [*within, None]


def _things(rest: str) -> Operation | None:
    """Of "who joined" and "unpaid invoices" that rows are asked for."""
    found = _THINGS.match(plain(rest))
    return _of(plain(rest), found["things"] or "") if found else None


def _which(rest: str) -> Operation | None:
    """Of "which leases end": that rows are asked for, and by which words."""
    lowered = plain(rest)
    found = _WHICH.match(lowered)
    if found is None:
        return None
    return _of(lowered, found["things"])


def _of(lowered: str, things: str) -> Operation:
    told = telling_words(lowered)
    words = tuple(word for word in told if word not in GENERAL)
    return Operation(
        Over.ROWS,
        "",
        words,
        head=things,
        who=lowered.startswith("who "),
        said=frozenset(map(stem, told)),
        denies=denies(lowered),
    )
