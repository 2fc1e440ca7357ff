"""In which ways the documents are asked one question, one behind the other, until they answer: those that it alone
names by what stands at their heads, those that it leans on, then all, then the first ones again where no other answers
as surely, those that it names by what stands at other heads too, then all as they are read to it in other words than
theirs, then as if nothing had been said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from uniconv_edge.assistant.facts.lookup import names_else
from uniconv_edge.assistant.question.topic import names_thing, opening, points_by_word
from uniconv_edge.assistant.quoting.going_on import GoingOn, going_on, quoted_last
from uniconv_edge.assistant.quoting.pointed_at import step
from uniconv_edge.assistant.quoting.reader import Reading
from uniconv_edge.assistant.quoting.tables import row_at
from uniconv_edge.assistant.search.retrieve import Retriever, worded
from uniconv_edge.assistant.turn import AskedTurn
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.names import names
from uniconv_edge.assistant.words.otherwise import Otherwise
from uniconv_edge.assistant.words.otherwise_foreign import OtherwiseForeign
from uniconv_edge.assistant.words.terms import bag, restated, stems, telling_words
from uniconv_edge.library.query import without_filters
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.types import FloatArray, Turn

# Of the confidence needed, where it is not answered behind what was said, but by itself, or by all, but by some.
ALONE_SHARE = 1.15
_ALONE_WORDS = 2  # of a question that may mean something without what was said before
_A_TURN = 2  # a question and its answer


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to ask a question: the `turn` that is filled in so, the vector (dims,) of its session, the question's
    `own` where it opens a topic, what the reader says of sources, and the documents asked (None: all)."""

    turn: AskedTurn
    vector: FloatArray
    own: FloatArray | None
    reading: Reading | None
    among: Sequence[int] | None


def attempts(
    turn: AskedTurn,
    vector: FloatArray,
    library: Retriever,
    embedder: OnnxEmbedder,
    reading_of: Callable[[AskedTurn, FloatArray | None], Reading | None],
    least_confidence: float,
    *,
    heads_alone: bool = False,
) -> Iterator[Attempt]:
    """The ways to ask a question, to be left at the one that answers; each is filled in before the next is wanted.
    `vector` (dims,) is that of its session; `reading_of`: what the reader says of sources to a turn, which opens a
    topic where it has a vector of its own; `heads_alone`: no document but those that it is about has one of the names
    at their heads by which it names them. The turn itself comes to what all documents tell, where none answers, and to
    whether it leaves what was said before it."""
    own = _alone(turn, embedder)
    if turn.leaves:
        turn.session = own
    behind = None if turn.leaves or turn.corrects else _going_on(turn, library)
    if behind and _means_others(library, behind, without_filters(turn.turns[-1].text)):
        behind = None
        own = embedder.embed_session(worded(turn.turns[-1:])) if own is None else own
    reading = reading_of(turn, own)

    def named(needed: float | None) -> Attempt:
        among = tuple(turn.about)
        return Attempt(turn.anew(among=among, going_on=None, needed=needed), vector, own, reading, among)

    if turn.about and heads_alone:
        yield named(None)
    first = None
    if behind:
        turn.leans = document = behind.document
        whole = reading if own is None else reading_of(turn, None)
        first = Attempt(turn.anew(tried=True, going_on=behind), vector, None, whole, [document])
    elif own is not None and turn.among is None and (quoted := quoted_last(turn.turns)):
        document = quoted[0].document_id
        stays = turn.anew(tried=True, stays=True, leaves=False, session=vector)
        first = Attempt(stays, vector, own, reading, [document])
    if first and turn.about and document not in turn.about:  # it names another
        first = None
    if first:
        yield first
        turn.first, turn.offered, turn.again = document, first.turn.offered, first.turn.again
    if behind and behind.step:  # what comes next in another document is nothing that was asked for
        turn.going_on = behind
    yield Attempt(turn, vector, own, reading, turn.among)
    if first and turn.again:
        yield replace(first, turn=first.turn.anew(tried=False))
    # What comes next stands in the first only; that also answers what points back, and what another would less surely.
    if first and not turn.going_on and turn.offered >= least_confidence and (turn.outdone or turn.leans is not None):
        yield replace(first, turn=turn.anew(needed=1.0, leaves=first.turn.leaves, session=first.turn.session))
    if turn.about and not heads_alone:
        yield named(ALONE_SHARE)
    if otherwise := _otherwise(turn.turns, library):
        so_read = turn.anew(otherwise=otherwise)
        yield Attempt(so_read, vector, own, reading, turn.among)
        turn.nearest = so_read.nearest or turn.nearest  # what a refusal names answers oftener
    turns = turn.turns[-1:] if _is_asked_alone(turn) else _behind_refusal(turn)
    if turns:
        vector = embedder.embed_session(worded(turns))
        alone = turn.anew(turns=turns, going_on=None, leans=None, needed=ALONE_SHARE, leaves=True, session=vector)
        yield Attempt(alone, vector, None, reading_of(alone, None), None)
        if alone.certainty > turn.certainty and (own is not None or _names_new(turn.turns)):
            # What a refusal names is not of the topic that was left.
            turn.nearest, turn.hits = alone.nearest or turn.nearest, alone.hits or turn.hits


def _otherwise(turns: Sequence[Turn], library: Retriever) -> Otherwise | None:
    """How documents are read to a question with expressions in whose place they say others; None where they do not."""
    if foreign := Foreign.of(turns):
        return OtherwiseForeign.to(turns, foreign, library.passage_counts, library.vocabulary)
    return Otherwise.of(turns, library.passage_counts)


def _alone(turn: AskedTurn, embedder: OnnxEmbedder) -> FloatArray | None:
    """The vector of the question by itself, where it opens a topic, as one that names its document does; fill in
    whether it leaves what was said before."""
    goes_on = quoted_last(turn.turns) and step(without_filters(turn.turns[-1].text))
    found = None if goes_on else opening(embedder, worded(turn.turns), turn.before)
    turn.leaves = found is not None and found.leaves
    if found is None and turn.among is not None:
        return embedder.embed_session(worded(turn.turns[-1:]))
    return None if found is None else found.own


def _going_on(turn: AskedTurn, library: Retriever) -> GoingOn | None:
    """How the question leans on the answer before it."""
    quotes = quoted_last(turn.turns)
    columns: Collection[str] = ()
    if len(quotes) == 1:
        [quote] = quotes
        row = row_at(library.page_text(quote.document_id, quote.page_index), quote.start, quote.end)
        columns = row[1].cells.keys() if row else ()
    return going_on(turn.turns, points=turn.points, columns=columns, among=turn.among)


def _means_others(library: Retriever, behind: GoingOn, text: str) -> bool:
    """Whether a question goes on from quotes only since it names no more than a thing, which other documents hold:
    "how much are towels?"; not "who goes?"."""
    is_thing = not (behind.points or behind.says_nothing or points_by_word(text)) and names_thing(text)
    return is_thing and names_else(library, text, behind.document)


def _behind_refusal(turn: AskedTurn) -> tuple[Turn, ...]:
    """The turns from the last question on that pointed at nothing, where that and all behind it were refused, and this
    one points at it: "Who founded it?" behind "How many employees does Microsoft have?". () else."""
    turns, place = turn.turns, len(turn.turns) - 1
    if turn.corrects or turn.among is not None or not points_by_word(without_filters(turns[place].text)):
        return ()
    while place > _A_TURN and not turns[place - 1].quotes:
        place -= _A_TURN
        asked = without_filters(turns[place].text)
        if not points_by_word(asked):
            return turns[place:] if len(telling_words(asked)) >= _ALONE_WORDS else ()
    return ()


def _names_new(turns: Sequence[Turn]) -> bool:
    """Whether the last of the turns has a name with a word that nothing before it says."""
    text = without_filters(turns[-1].text)
    said = bag("\n".join(each.text for each in turns[:-1]))
    return any(not set(stems(text[start:end])) <= said for start, end in names(text))


def _is_asked_alone(turn: AskedTurn) -> bool:
    """Whether a question is also asked as if nothing had been said before, where it points at nothing that was. A word
    alone behind a refusal asks more of what was refused: "what is the price?"."""
    text = without_filters(turn.turns[-1].text)
    if len(turn.turns) == 1 or turn.leaves or turn.corrects or turn.points or turn.among is not None:
        return False
    fewest = 1 if quoted_last(turn.turns) else _ALONE_WORDS
    return not points_by_word(text) and len(telling_words(text)) >= fewest and restated(turn.turns) == text
