"""What a question asks of several documents: what is done with what they state, and of which of them. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from uniconv_edge.assistant.rows.asked_of_rows import GENERAL, Operation, Over, asked_of_rows
from uniconv_edge.assistant.rows.bounds import Bound, apart
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.terms import stem, telling_words

_WHICH = re.compile(
    r"(?:(?:which|what)(?: of)?|(?:list|show|give)(?: me)?(?: all)?)(?: (?:the|my|our|these|those|all))* "
    r"(?P<things>[^\W\d_]{3,})\b(?! of\b)"
)


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


def _which(rest: str) -> Operation | None:
    """Of "which leases end": that rows are asked for, and by which words."""
    lowered = plain(rest)
    found = _WHICH.match(lowered)
    if found is None:
        return None
    told = telling_words(lowered)
    words = tuple(word for word in told if word not in GENERAL)
    return Operation(Over.ROWS, "", words, head=found["things"], said=frozenset(map(stem, told)))
