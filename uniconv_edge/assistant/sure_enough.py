"""Whether what was found answers a turn surely enough, and how sure the answer is that is shown."""

from __future__ import annotations

from datetime import date

from uniconv_edge.assistant.facts.lookup import names_else
from uniconv_edge.assistant.question.topic import asks_of_that
from uniconv_edge.assistant.quoting.abstain import sureness
from uniconv_edge.assistant.quoting.going_on import asks_refused_again, quoted_earlier, quoted_last
from uniconv_edge.assistant.quoting.grounding import Grounds
from uniconv_edge.assistant.quoting.of_another import is_done_to_other, tells_else
from uniconv_edge.assistant.quoting.pointed_at import IT_ALONE
from uniconv_edge.assistant.quoting.quotes import is_quoted
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.turn import AskedTurn
from uniconv_edge.assistant.words.days import whole_dates
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.query import without_filters
from uniconv_edge.library.words import words_of

NAMED_SHARE = 0.7  # of the confidence needed, where a question names its document or points back to a quote
ELSEWHERE_SHARE = 1.4  # where it goes on from a quote, and another document would answer
REFUSED_SHARE = 2.0  # where it asks but more of what was refused
LEAST_SURE, MOST_SURE = 0.5, 0.65  # where documents are read to it in other words than theirs
FIRST_SHARE = 0.4  # from which on what the document quoted last says makes the answer of another less sure
OUTRIGHT = 0.9  # from which on another document outdoes that the same is quoted again
SILENT_SHARE = 0.4  # where it says nothing by itself and the best stands beside the quote


def is_answered(turn: AskedTurn, grounds: Grounds, least: float, library: Retriever | None) -> bool:
    """Whether a turn is as certain as is needed. Where that is little, and it would but quote again what was quoted
    last, which says no word of what is asked now, all documents are asked whether one says it outright (`again`)."""
    if turn.again and not turn.going_on and not (grounds.says_all and turn.certainty >= OUTRIGHT):
        return False
    answers = _answers(turn, grounds, least, library)
    if answers and turn.tried and turn.going_on and turn.certainty < least and _says_it_again(turn, grounds):
        turn.again = True
        return False
    return answers


def _answers(turn: AskedTurn, grounds: Grounds, least: float, library: Retriever | None) -> bool:
    """Whether a turn is as certain as is needed, `least` where no more is known. Where it names its document,
    what stands there is likelier to answer, and where it goes on from a quote and names nothing that only other
    documents hold, what stands beside it or below a heading for what is asked, all the more where it says nothing by
    itself; what it points at answers it where it says no more than that, and what comes next where it asks for no more.
    Where it may as well be of another document than the one quoted last, one sentence there must say all that it does;
    what goes on from that one is seldom answered by another ("is that per person?" never), and what was refused seldom
    by what asks more of it. No document answers less surely than the one asked first would have. What is read to it in
    other words must hold one of these, and lead before what is next. What it would come to is filled in."""
    if turn.otherwise and not (grounds.read_as and sureness(turn.certainty, grounds.lead) >= LEAST_SURE):
        return False
    if turn.tried and grounds.says_any:
        turn.offered = turn.certainty
    if turn.stays and not grounds.says_all:
        return False
    is_likelier = turn.among is not None and not turn.about
    if turn.going_on:
        text = without_filters(turn.turns[-1].text)
        if grounds.by_place or not (grounds.goes_on or grounds.plainly):
            is_it = (turn.points and text == IT_ALONE) or bool(turn.going_on.step)
            return grounds.goes_on and (is_it or turn.certainty >= least * SILENT_SHARE)
        is_likelier = library is None or not names_else(library, text, turn.going_on.document)
        is_likelier = is_likelier and not grounds.lacks_words
    if turn.first is not None and turn.certainty <= turn.offered and grounds.is_of_other(turn.first):
        turn.outdone = turn.certainty >= least
        return False
    if turn.needed is not None:
        return turn.certainty >= least * turn.needed
    is_elsewhere = turn.leans is not None and grounds.is_of_other(turn.leans)
    if is_elsewhere and asks_of_that(without_filters(turn.turns[-1].text)):
        return False
    if is_elsewhere or asks_refused_again(turn.turns):
        wanted = least * (ELSEWHERE_SHARE if is_elsewhere else REFUSED_SHARE)
        return turn.certainty >= min(wanted, (3 + least) / 4)  # twice 0.6 nothing is
    return turn.certainty >= least * (NAMED_SHARE if is_likelier else 1.0)


def _says_it_again(turn: AskedTurn, grounds: Grounds) -> bool:
    """Whether the best sentence is the one quoted last, and says no word of what is asked now."""
    own = {stem(word) for word in telling_words(without_filters(turn.turns[-1].text))}
    if grounds.quoted is None or not own:
        return False
    best = grounds.candidates[int(grounds.scores.argmax())]
    return is_quoted(best, quoted_last(turn.turns), grounds.sources) and own.isdisjoint(bag(best.text))


def _is_over(asked: str, told: str, today: date) -> bool:
    """Whether the next of something is asked for, and all that is told, not as what comes next, is of days before."""
    if "next" not in words_of(asked) or "next" in words_of(told):
        return False
    days = [day for _, day in whole_dates(told)]
    return bool(days) and max(days) < today


def note_sureness(turn: AskedTurn, grounds: Grounds, least: float, today: date) -> None:
    """Fill in how sure an answer is, and in which other words documents were read for it. What is over `today` is not
    surely the next."""
    turn.sure = sureness(turn.certainty, grounds.lead)
    goes_elsewhere = turn.first is not None and grounds.is_of_other(turn.first)
    is_doubtful = goes_elsewhere and turn.offered >= least * FIRST_SHARE
    if grounds.candidates and not is_doubtful:
        best = grounds.candidates[int(grounds.scores.argmax())]
        source = grounds.sources[best.source - 1]
        asked, around = without_filters(turn.turns[-1].text), f"{source.title}\n{source.heading}"
        is_doubtful = (
            is_quoted(best, quoted_earlier(turn.turns), grounds.sources)
            or tells_else(asked, best.told, around)
            or is_done_to_other(asked, best.told, around)
            or _is_over(asked, best.told, today)
        )
    if grounds.read_as or is_doubtful:
        turn.sure = min(turn.sure, MOST_SURE)
    if grounds.read_as:
        told = ", ".join(f"“{said}” as “{other}”" for said, other in grounds.read_as.items())
        turn.respelt = " ".join(filter(None, (turn.respelt, f"Read {told}.")))
