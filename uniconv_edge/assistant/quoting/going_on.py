"""A question that leans on the answer before it is asked of the document that was quoted there first. Pure.

One that says nothing by itself ("why?", "until when?", "who has it?") is mostly answered by the sentence that was
quoted (63 of 100 in conversations that were written for training) or the next (21), so these come before all others of
the document. One that points back ("how much does it cost?", "and the garden?") is answered so where that is nearly as
certain as an answer must be (docs/experiments.md).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from uniconv_edge.assistant.question.talk import said_next
from uniconv_edge.assistant.question.topic import means_what_was_said, points_back
from uniconv_edge.assistant.quoting.pointed_at import step
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.answer_types import gives_what_is_asked
from uniconv_edge.assistant.words.asking import HELPING_VERBS, QUESTION_WORDS
from uniconv_edge.assistant.words.columns import called_otherwise
from uniconv_edge.assistant.words.dates import said
from uniconv_edge.assistant.words.terms import OTHERS, are_forms, bag, restated, stem, stems, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import without_filters
from uniconv_edge.library.sentences import SPEAKER, cells
from uniconv_edge.library.words import words_of
from uniconv_edge.places import STAMP
from uniconv_edge.types import FloatArray, Hit, Quote, Turn

# Also "has that been done", as it is typed without its mark.
_ASKS = expression(rf"(?i)\b(?:{QUESTION_WORDS}|if)\b|\?\s*$|^\W*(?:(?:and|but|or|so)\W+)?(?:{HELPING_VERBS})\b")
_OPENING = expression(r"(?i)^\W*(?:(?:and|but|or|so)\b\W*)?(?:(?:what|how) about\b)?")
_ASKS_ITSELF = expression(rf"(?i)\b(?:{QUESTION_WORDS}|{HELPING_VERBS})\b")
_HOW_LARGE = expression(r"(?i)\bhow (?:big|high|large)\b")
_POINTING_SHARE = 0.25  # of what stands beside the quotes gains, for a question that has words of its own
_ROW_SHARE = 2.0  # for one that names only columns of the row quoted: the other rows hold its words too
_NOTHING = OTHERS.union(("until", "till", "since", "before", "after"))  # words that say nothing by themselves
_SAID_AGAIN = 0.5  # what a sentence loses that was quoted just before and holds nothing of what the question adds
_OF_ANOTHER_THING = 1.5  # where it only names something: "what about students?"
# What a sentence gains by its place behind what was quoted.
_GAINS = {-1: 0.5, 0: 1.2, 1: 1.0, 2: 0.3, 3: 0.3}
_AHEAD = {**_GAINS, 0: 1.0, 1: 1.2}  # where it asks what then is: "and if I am not in?", "what do I do?"
_NEXT = {1: 3.0, 2: 1.0}  # "and before that?": more than the words of it
_ASKS_AHEAD = expression(r"(?i)\bif\b|\bwhat (?:should|shall|can|must|do|does|will) (?:i|we|you|he|she|they) do\b")
_OF_ANOTHER = 0.25  # of that, of another row beside the quoted, or beside what is pointed at among others like it
_OF_ANOTHER_SECTION = 0.5  # of that, below another heading
_A_TURN = 2  # a question and its answer
BESIDE = 0.5  # what one gains at least that was quoted, or stands right before or behind


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The quotes of one document that a question goes on from, and how much what stands beside them gains: 1 or more
    where it says nothing by itself. `points`: it points at that quote among others like it; `ahead`: it asks what then
    is; `step`: for nothing but what comes next (1) or came before (-1)."""

    quotes: tuple[Quote, ...]
    share: float = 1.0
    points: bool = False
    ahead: bool = False
    step: int = 0

    @property
    def says_nothing(self) -> bool:
        """Whether the question says nothing by itself."""
        return self.share >= 1

    @property
    def document(self) -> int:
        """The document to ask first."""
        return self.quotes[0].document_id


def says_nothing(question: str) -> bool:
    """Whether a question says nothing by itself: "why?", "until when?", "and how much is it?"."""
    return not said(question) and _NOTHING.issuperset(telling_words(question))


def asks_refused_again(turns: Sequence[Turn]) -> bool:
    """Whether the last of the turns says nothing by itself behind a question that no quote answered, so that it asks by
    the words of that."""
    return len(turns) > 1 and not quoted_last(turns) and says_nothing(without_filters(turns[-1].text))


def quoted_last(turns: Sequence[Turn]) -> tuple[Quote, ...]:
    """The quotes of the answer right before the last of the turns."""
    return (turns[-2].quotes or ()) if len(turns) > 1 else ()


def last_quotes(turns: Sequence[Turn]) -> tuple[Quote, ...]:
    """The quotes of the last answer that has some, whatever was answered without any behind it."""
    return next((turn.quotes for turn in reversed(turns) if turn.quotes), ())


def documents_quoted_last(turns: Sequence[Turn]) -> list[int]:
    """The documents that `quoted_last` stand in, ascending."""
    return sorted({quote.document_id for quote in quoted_last(turns)})


def quoted_earlier(turns: Sequence[Turn]) -> list[Quote]:
    """The quotes of the answers before the last one, none where the last of the turns asks one of the questions again:
    they answered something else."""
    asked = {stem(word) for word in telling_words(without_filters(turns[-1].text))}
    if any(asked <= bag(turn.text) for turn in turns[:-1] if turn.role == "user"):
        return []
    last = quoted_last(turns)
    return [quote for turn in turns[:-_A_TURN] for quote in turn.quotes or () if quote not in last]


def _quoted_before(turns: Sequence[Turn]) -> tuple[Quote, ...]:
    """The quotes that the last of the turns means by "it": behind refusals of what meant them those before these."""
    place = len(turns) - 1
    while place > _A_TURN and not turns[place - 1].quotes and means_what_was_said(without_filters(turns[place].text)):
        place -= _A_TURN
    is_it = place == len(turns) - 1 or means_what_was_said(without_filters(turns[place].text))
    return quoted_last(turns[: place + 1]) if is_it else ()


def quotes_without(quotes: Sequence[Quote], name: str) -> tuple[Quote, ...]:
    """The quotes that do not say a name, nor what they stand under does; all where it is ""."""
    wanted = set(stems(name))
    return tuple(
        each
        for each in quotes
        if not wanted or not wanted <= bag(f"{each.path}\n{each.title}\n{each.heading}\n{each.text}")
    )


def going_on(
    turns: Sequence[Turn], *, points: bool = False, columns: Collection[str] = (), among: Collection[int] | None = None
) -> GoingOn | None:
    """How the last of the turns, if it opens no topic, may lean on the answer right before it, or `points` at what it
    quoted, which may be a row of these `columns` that it does not say; None where it does not, or where that quoted
    nothing, of the documents that it is asked of (`among`) where it names some. What only says another time is not
    taken to be answered by the same document."""
    text = without_filters(turns[-1].text)
    before = quoted_last(turns) if says_nothing(text) else _quoted_before(turns)
    quotes = [quote for quote in before if among is None or quote.document_id in among]
    if not quotes:
        return None
    own = tuple(quote for quote in quotes if quote.document_id == quotes[0].document_id)
    if points:
        return GoingOn(own, _ROW_SHARE, points=True)
    ahead = asks_ahead(text)
    is_said = SPEAKER.match(own[0].text) or STAMP.match(own[0].text)
    way = 0 if ahead else step(text) or (said_next(text) if is_said else 0)
    if says_nothing(text) or way:
        return GoingOn(own, ahead=ahead, step=way) if _ASKS.search(text) else None
    of_row = len(quotes) == 1 and "\n" not in quotes[0].text and _names_cells(text, columns or _columns(quotes[0].text))
    if not (points_back(text) or of_row) or restated(turns) != text:
        return None
    return GoingOn(own, _ROW_SHARE if of_row else _POINTING_SHARE)


def leans_on(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The turns up to the question before, where the last of them, which goes on from quotes, has words of its own:
    "and at Kettle Burn?" asks what was asked before. () else."""
    text = without_filters(turns[-1].text)
    return () if not quoted_last(turns) or says_nothing(text) or restated(turns) != text else turns[:-2]


def asks_ahead(question: str) -> bool:
    """Whether a question asks what then is, or is to be done: "and if I am not in?", "what do I do?"."""
    return _ASKS_AHEAD.search(question) is not None


def only_names(question: str) -> bool:
    """Whether a question only names something: "and the parrot?". Where no document does, none answers that."""
    return _ASKS_ITSELF.search(_OPENING.sub("", question, count=1)) is None


def _columns(row: str) -> list[str]:
    """The names that the filled cells of a row carry."""
    return [name for name, value in (cell.split(": ", 1) for cell in cells(row) if ": " in cell) if value]


def _names_cells(text: str, columns: Collection[str]) -> bool:
    """Whether all that a question names are columns of the row that was quoted, whatever their numbers: "who supplies
    it?" and "and for 8 kg?" say of every row as much, and of none which."""
    told = [word for word in telling_words(_HOW_LARGE.sub("", text)) if not word.isdigit()]
    own = words_of(" ".join(columns))
    held = (
        any(stem(word) == stem(each) or are_forms(word, each) for each in own) or called_otherwise(word, columns)
        for word in told
    )
    return len(columns) > 1 and bool(told) and all(held)


def losses(candidates: Sequence[Candidate], sources: Sequence[Hit], turns: Sequence[Turn]) -> FloatArray:
    """What each candidate (n,) loses for being said again: the answer before quoted it, and it holds neither a word of
    the last of the turns nor anything of the type that this asks for. Nothing, where this asks the same again."""
    lost = np.zeros(len(candidates), np.float32)
    text = without_filters(turns[-1].text)
    before = [turn.text for turn in turns[:-1] if turn.role == "user"][-1:]
    asked = {stem(word) for word in telling_words(text)}
    asked = set() if any(map(asked.issubset, map(bag, before))) else asked  # the same question again
    cost = _OF_ANOTHER_THING if only_names(text) and restated(turns) == text else _SAID_AGAIN
    for quote in quoted_last(turns) if asked else ():
        for place in _on_page(quote, candidates, sources):
            each = candidates[place]
            if _overlap(each, quote) and not asked & bag(each.told):
                lost[place] = 0.0 if gives_what_is_asked(text, each.text) else cost
    return lost


def _on_page(quote: Quote, candidates: Sequence[Candidate], sources: Sequence[Hit]) -> list[int]:
    """The places of the candidates that stand on the page of a quote."""
    page = (quote.document_id, quote.page_index)
    numbers = {number for number, hit in enumerate(sources, 1) if (hit.document_id, hit.page_index) == page}
    return [place for place, each in enumerate(candidates) if each.source in numbers]


def _overlap(candidate: Candidate, quote: Quote) -> bool:
    """Of those on one page."""
    return candidate.start < quote.end and quote.start < candidate.end


def _above(candidate: Candidate) -> str:
    """The last heading above a candidate in a passage of several short sections, not the few words that begin its
    line."""
    above = next((line for line in reversed(candidate.beside.split("\n")) if not line.endswith(".")), "")
    return "" if _is_row(above) else above


def _is_row(text: str) -> bool:
    return "\n" not in text and len(cells(text)) > 1


def gains(candidates: Sequence[Candidate], sources: Sequence[Hit], behind: GoingOn | None) -> FloatArray:
    """What each candidate (n,) gains where a question goes on from quotes."""
    gained = np.zeros(len(candidates), np.float32)
    if behind is None:
        return gained
    by_place = _AHEAD if behind.ahead else _GAINS
    if behind.step:
        by_place = {behind.step * place: gain for place, gain in _NEXT.items()}
    for quote in behind.quotes:
        order = sorted(_on_page(quote, candidates, sources), key=lambda place: candidates[place].start)
        quoted = [i for i, place in enumerate(order) if _overlap(candidates[place], quote)]
        sections = {(quote.heading, _above(candidates[order[i]])) for i in quoted}
        for i, place in enumerate(order if quoted else ()):
            away = min(0, i - quoted[0]) + max(0, i - quoted[-1])
            if away not in by_place:
                continue
            section = sources[candidates[place].source - 1].heading, _above(candidates[place])
            are_rows = _is_row(quote.text) and _is_row(candidates[place].text)
            share = _OF_ANOTHER if away and (are_rows or behind.points) else 1.0
            if away and section not in sections:
                share = 0.0 if behind.step else min(share, _OF_ANOTHER_SECTION)
            gained[place] = max(gained[place], share * by_place[away])
    return gained * np.float32(behind.share)
