"""Documents that answer one question differently: last year's contract and this year's, two leases, a draft and the
final. What is quoted first is looked for in the other documents of the library; where one says it with another value,
both are quoted and it is noted that they differ, unless the question tells which is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import zip_longest

import numpy as np

from uniconv_edge.assistant.facts.age import Ages, ages
from uniconv_edge.assistant.facts.naming import known_as, names_of
from uniconv_edge.assistant.question.version import Which
from uniconv_edge.assistant.quoting.differing import Otherwise, are_alike, otherwise, same_words
from uniconv_edge.assistant.quoting.going_on import documents_quoted_last
from uniconv_edge.assistant.quoting.grounding import Grounds
from uniconv_edge.assistant.quoting.quotes import ANNOUNCES, LIST_MARK, Candidate, candidates, is_of_event
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.quoting.several import asks_for_several
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.turn import AskedTurn
from uniconv_edge.assistant.words.dates import months, said, written
from uniconv_edge.assistant.words.terms import bag, forms, names_another, restated, singular, stem, telling_words
from uniconv_edge.library.query import Filters
from uniconv_edge.library.search import hits_of, matching_documents, passages_within
from uniconv_edge.library.sentences import cells
from uniconv_edge.types import Hit
from uniconv_edge.wording import first_of

_PASSAGES = 30  # that hold most of what is quoted
_LEAST_HELD = 0.15  # of what the best of them holds, in BM25
_MOST = 3  # documents that are quoted
_HEAD = 1_500  # characters of a document that tell what it is about
_LOOKED_AT = 20_000  # characters of a document that is compared with another


@dataclass(frozen=True, slots=True)
class _Statement:
    """A sentence of a passage, and how it differs from what would be quoted; None where it does not."""

    candidate: Candidate
    hit: Hit
    differs: Otherwise | None = None

    @property
    def document(self) -> int:
        """The id of its document."""
        return self.hit.document_id

    @property
    def share(self) -> float:
        """How much it has in common with what would be quoted."""
        return self.differs.share if self.differs else 1.0


def settle(library: Retriever, turn: AskedTurn, grounds: Grounds) -> tuple[Grounds, list[Candidate]]:
    """What a turn's answer is chosen among, without what other documents say in its place, and what is to be quoted of
    the documents that differ or are meant, [] to choose as always; notes it. A passage that no search found is added to
    the hits of the turn and to the sources. A document that was read anew since it was found is compared with none."""
    with library.store.snapshot():
        return _settled(library, turn, grounds)


def _settled(library: Retriever, turn: AskedTurn, grounds: Grounds) -> tuple[Grounds, list[Candidate]]:
    best = grounds.candidates[int(grounds.scores.argmax())]
    first = _Statement(best, grounds.sources[best.source - 1])
    if first.document == turn.keeps_to:
        grounds = grounds.of_document(first.document)
    question = restated(turn.turns)
    is_list = best.text.rstrip().endswith(ANNOUNCES) or (asks_for_several(question) and _is_item(best.text))
    if is_list or turn.stays or is_of_event(best.text) or (turn.among is not None and len(set(turn.among)) == 1):
        return grounds, []
    if library.page(first.document, first.hit.page_index) is None:
        return grounds, []
    found = _passages(library, first, turn)
    others = _others(library, first, [hit for hit in found if hit.document_id != first.document], question)
    if not any(each.differs for each in others):
        return grounds, []
    own = candidates([hit for hit in found if hit.document_id == first.document], spans, question)
    rivals = _rivals(others, [first.candidate.text, *(each.text for each in own)])
    if not rivals:
        return grounds, []
    left = _without(grounds, others)
    meant = _named(library, [first, *rivals], turn)
    known = ages(library.store, [each.document for each in meant]) if len(meant) > 1 else None
    if known:
        meant.sort(key=lambda each: known.newest_first.index(each.document))
    if turn.which and known:
        meant.insert(0, meant.pop(turn.which.place))
        turn.add_note(_preferred(library, meant, turn.which, known))
        meant = meant[:1]
    elif len(meant) > 1:
        turn.add_note(_differing(library, meant, known))
        turn.add_note("Which is the newest is not known." if turn.which else "")
    return (left, []) if meant == [first] else _quoted(turn, left, meant[:_MOST])


def _is_item(text: str) -> bool:
    """Whether a sentence is an item of a list or a row, which others may be quoted with."""
    return LIST_MARK.match(text) is not None or len(cells(text)) > 1


def _passages(library: Retriever, first: _Statement, turn: AskedTurn) -> list[Hit]:
    """The passages that hold most of what a sentence says, of the documents that may answer."""
    among = turn.of_somebody if turn.among is None else turn.among
    documents = matching_documents(library.store, turn.filters or Filters(), among)
    within = passages_within(library.store, documents)
    found = library.words.search(first.candidate.text, _PASSAGES, within=within)
    most = found[0][1] if found else 0.0
    return hits_of(library.store, [(each, score) for each, score in found if score >= _LEAST_HELD * most])


def _others(library: Retriever, first: _Statement, hits: Sequence[Hit], question: str) -> list[_Statement]:
    """The sentences of other documents that say what the first does in the same words, or with another value."""
    asked = {stem(word) for word in telling_words(written(question))}
    held = asked & bag(f"{first.candidate.text}\n{first.candidate.beside}")
    below = asked & bag(first.hit.heading)
    near = [hit for hit in hits if (held & bag(hit.text) if held else below and below <= bag(hit.heading))]
    if asked.isdisjoint(bag(first.candidate.text)) and not _is_item(first.candidate.text):
        # "You pay the first £250 of every claim." below "Excess"
        asked |= {word for word in bag(first.candidate.text) if not any(map(str.isdigit, word))}
    text_of = cache(partial(_text_of, library))
    found: list[_Statement] = []
    for each in candidates(near, spans, question):
        hit = near[each.source - 1]
        differs = partial(otherwise, first.candidate, each, asked, question)
        if held and held.isdisjoint(bag(each.text)) and held.isdisjoint(bag(each.beside)):
            continue
        if same_words(first.candidate.text, each.text):
            found.append(_Statement(each, hit))
        elif differs(alike=True):
            told = differs(alike=are_alike(text_of(first.document), text_of(hit.document_id)))
            found += [_Statement(each, hit, told)] if told else []
    return found


def _text_of(library: Retriever, document: int) -> str:
    return "\n".join(page.text for page in library.pages(document))[:_LOOKED_AT]


def _rivals(others: Sequence[_Statement], said_too: Sequence[str]) -> list[_Statement]:
    """Of each other document the sentence that says most alike with another value, the likest document first: none of a
    document that says the same too, none that the first one's document says as well (`said_too`), or another before."""
    same = {each.document for each in others if each.differs is None}
    known = list(said_too)
    found: dict[int, _Statement] = {}
    for each in sorted((each for each in others if each.differs), key=lambda each: -each.share):
        text = each.candidate.text
        if each.document not in {*same, *found} and not any(same_words(text, other) for other in known):
            found[each.document] = each
            known.append(text)
    return list(found.values())


def _named(library: Retriever, group: Sequence[_Statement], turn: AskedTurn) -> list[_Statement]:
    """Those of the statements whose documents the question names best; all where it tells none apart. A question that
    goes on from an answer of one document is of that, one that goes on from others of what the nearest of them named.
    """
    told = frozenset[str]().union(*(forms(each.candidate.text) for each in group))
    known = known_as(library.store, [each.document for each in group])
    heads = [_head(library, each.hit) for each in group]
    names = [known[each.document] for each in group]
    asked = [
        place
        for place, (each, reply) in enumerate(zip_longest(turn.turns, turn.turns[1:]), 1)
        if each.role == "user" and not (reply and any(quote.change for quote in reply.quotes or ()))
    ]  # what was compared names both
    for place in reversed(asked if turn.going_on else asked[-1:]):
        best = _best_named(restated(turn.turns[:place]), names, heads, told)
        if len(best) < len(group):
            return [group[i] for i in best]
        if kept := [each for each in group if each.document == turn.keeps_to]:
            return kept
    quoted = documents_quoted_last(turn.turns)
    kept = [each for each in group if quoted == [each.document]]  # "what was the net pay?" behind one payslip
    return kept or list(group)


def _best_named(text: str, names: Sequence[str], heads: Sequence[str], told: Set[str]) -> list[int]:
    """The places of the documents, by their names and heads, that a question names best: they are not called by
    another number, as flat 2 is of flat 1, and hold most of its numbers and of its words that are not `told` by what
    they say; all where it tells none apart."""
    texts = [f"{name}\n{head}" for name, head in zip(names, heads, strict=True)]
    every = range(len(texts))
    left = [i for i in every if not names_another(text, texts[i])] or list(every)
    asked = [*telling_words(written(text)), *(each.casefold() for each in months(said(text)))]
    # As whole words: "Languages: Velmori" does not tell which is Velmora.
    naming = {stem(word) for word in asked if singular(word) not in told or word.isdigit()}
    called = [_said(name) for name in names]
    # A single digit stands in every head; in a name it is that of a version.
    abouts = [{word for word in _said(head) if len(word) > 1} | name for head, name in zip(heads, called, strict=True)]
    for held in (called, abouts):
        found = {i: len(naming & held[i]) for i in left}
        if min(found.values()) < max(found.values()):
            return [i for i in left if found[i] == max(found.values())]
    return left


def _said(text: str) -> frozenset[str]:
    return bag(text) | {stem(word.casefold()) for word in said(text)}


def _head(library: Retriever, hit: Hit) -> str:
    """What a passage and the head of its document say."""
    return f"{hit.heading}\n{hit.text}\n{library.page_text(hit.document_id, 0)[:_HEAD]}"


def _without(grounds: Grounds, statements: Sequence[_Statement]) -> Grounds:
    """The grounds without these sentences."""
    places = {(each.document, each.hit.page_index, each.candidate.start) for each in statements}
    sources = [grounds.sources[each.source - 1] for each in grounds.candidates]
    at = [(hit.document_id, hit.page_index, each.start) for hit, each in zip(sources, grounds.candidates, strict=True)]
    kept = np.array([place not in places for place in at], bool)
    return replace(
        grounds,
        candidates=[each for each, stays in zip(grounds.candidates, kept, strict=True) if stays],
        scores=grounds.scores[kept],
        may_follow=grounds.may_follow[kept],
    )


def _quoted(turn: AskedTurn, grounds: Grounds, chosen: Sequence[_Statement]) -> tuple[Grounds, list[Candidate]]:
    """The grounds with the sources of what is to be quoted, and that as candidates of these."""
    sources, quoted = list(grounds.sources), list[Candidate]()
    for each in chosen:
        hit = next((hit for hit in (*sources, *turn.hits) if hit.passage_id == each.hit.passage_id), None)
        if hit is None:
            hit = replace(each.hit, rank=len(turn.hits) + 1, score=0.0)
            turn.hits.append(hit)
        if hit not in sources:
            sources.append(hit)
        quoted.append(replace(each.candidate, source=sources.index(hit) + 1))
    return replace(grounds, sources=sources), quoted


def _differing(library: Retriever, group: Sequence[_Statement], known: Ages | None) -> str:
    """That documents differ, what each says where that is short, and which is the newest where it is known."""
    newest = "" if known is None else "the newest" if len(group) > 2 else "newer"
    names = names_of(library.store, [each.document for each in group])
    return f"Documents differ: {_each(names, group, known, newest)}."


def _preferred(library: Retriever, group: Sequence[_Statement], which: Which, known: Ages) -> str:
    """That of documents that differ the first one was taken for its age, and what each says."""
    names = names_of(library.store, [each.document for each in group])
    return f"From `{names[group[0].document]}`, the {which.value}. Documents differ: {_each(names, group, known)}."


def _each(names: Mapping[int, str], group: Sequence[_Statement], known: Ages | None, first: str = "") -> str:
    """Each document by name, with what tells its age and what it says; the first one is also told to be `first`."""
    values = _values(group)
    told: list[str] = []
    for number, each in enumerate(group):
        age = "" if known is None else ", ".join(filter(None, (known.told[each.document], "" if number else first)))
        says = f" says “{values[number]}”" if values else ""
        told.append(f"`{names[each.document]}`{f' ({age})' if age else ''}{says}")
    return ", ".join(first_of(told, _MOST))


def _values(group: Sequence[_Statement]) -> list[str]:
    """What each statement says, [] where that is not short."""
    ones = {each.differs.one for each in group if each.differs}
    if len(ones) != 1 or not all(ones):
        return []
    return [each.differs.other if each.differs else next(iter(ones)) for each in group]
