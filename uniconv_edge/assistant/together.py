"""What rows or documents tell together of a turn: what documents on one form say, rows that were found or that stand
besides, and which documents have what is asked for."""

from __future__ import annotations

from datetime import date
from functools import partial

from uniconv_edge.assistant.facts.owners import owners_known, person_quoted
from uniconv_edge.assistant.holders import holders
from uniconv_edge.assistant.ledgers import of_statements
from uniconv_edge.assistant.over_documents import over_documents
from uniconv_edge.assistant.profiles import of_profile
from uniconv_edge.assistant.question.holders import holders_asked
from uniconv_edge.assistant.quoting.going_on import documents_quoted_last
from uniconv_edge.assistant.rows.gathered import Gathered, gathered
from uniconv_edge.assistant.rows.ledger import ledger_asked
from uniconv_edge.assistant.rows.more_rows import rows_besides
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.turn import AskedTurn
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.spelling import plain_form
from uniconv_edge.assistant.words.terms import restated
from uniconv_edge.library.query import Filters, without_filters
from uniconv_edge.library.search import matching_documents

_FEWEST = 2  # documents that "which of them" asks of


def told_together(library: Retriever, turn: AskedTurn, meant: str, today: date) -> Gathered | None:
    """What is told together of a turn whose question is `meant` so, from what was found for it; None where that is not
    what it asks for, or none tells it."""
    quoted = next((each.quotes for each in reversed(turn.turns) if each.role == "assistant"), None)
    foreign, named = Foreign.of(turn.turns), turn.among is not None
    typed = list(map(plain_form, foreign.typed.values())) if foreign else []
    rows_of = partial(gathered, library.store, turn.hits, meant, quoted or (), today=today, typed=typed, named=named)
    told = statements_told(library, turn, meant, today) or of_documents(library, turn, meant, today) or rows_of()
    if told is None and (rows := rows_besides(library, meant, turn.filters, turn.among)):
        told = rows_of(rows)
    return told or _holders(library, turn, meant) or of_profile(library, meant, person_quoted(library, turn.turns))


def statements_told(library: Retriever, turn: AskedTurn, meant: str, today: date) -> Gathered | None:
    """What the statements of an account tell, of those documents that are asked; None for another question."""
    if (asked := ledger_asked(meant, today)) is None:
        return None
    allowed = matching_documents(library.store, turn.filters or Filters(), None if turn.about else turn.among)
    return of_statements(library.store, turn.hits, asked, allowed)


def of_documents(library: Retriever, turn: AskedTurn, meant: str, today: date) -> Gathered | None:
    """What several documents tell together, not where the question goes on from an answer of one, but for what it asks
    of them again ("and last?")."""
    if turn.going_on and meant == restated(turn.turns):
        return None
    among = None if turn.about else turn.among  # of those that a name at their heads tells, their cells do too
    return over_documents(library, turn.hits, meant, turn.filters, among, today)


def _holders(library: Retriever, turn: AskedTurn, meant: str) -> Gathered | None:
    """Which documents have what is asked for, of all or of those that the last answer quoted ("which of them"): of one,
    they are its rows."""
    asked = holders_asked(without_filters(turn.turns[-1].text))
    asked = asked if asked and asked.again else holders_asked(meant)
    if asked is None:
        return None
    last = documents_quoted_last(turn.turns)
    if asked.again and len(last) < _FEWEST:
        return None
    named = None if turn.about else turn.among
    documents = last if asked.again else named
    allowed = matching_documents(library.store, turn.filters or Filters(), documents)
    return holders(library.store, asked, allowed, owners_known(library).profiles.keys())
