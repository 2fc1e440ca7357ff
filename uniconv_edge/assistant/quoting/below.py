"""Which sentences of the sources stand first below a line that asks the question, or below a heading that names what it
asks for. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.question.topic import means_what_was_said
from uniconv_edge.assistant.quoting.going_on import asks_ahead
from uniconv_edge.assistant.quoting.quotes import Candidate, called_as, titled
from uniconv_edge.assistant.quoting.several import asks_how, things_asked
from uniconv_edge.assistant.words.answer_types import gives_what_is_asked, kinds_called, types_asked
from uniconv_edge.assistant.words.labels import label, named_by
from uniconv_edge.assistant.words.terms import bag, is_empty, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.headed import answer_below, unnumbered
from uniconv_edge.library.labelled import asked_of, line_of
from uniconv_edge.library.purposes import purpose_asked, purpose_at
from uniconv_edge.library.words import words_of
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit

_ASKS_WHETHER = expression(
    r"(?i)\W*(?:(?:and|but|so)\W+)?(?:(?:(?:is|are|was|were) there|(?:will|would) there be|do we have)(?: any)?"
    r"|what(?: is| was|['’]s)? (?:said )?about|how about)\s"
)


# What records of decisions and minutes call their parts, and how these are asked for.
_SECTIONS = (
    (
        expression(
            r"(?i)\bwhat (?:did|have|has) (?:we|they|i|you|the \w+) (?:finally |then )?(?:decided?|agreed?|settled?)\b"
            r"|\bwhat (?:was|were|is|has been) (?:the )?(?:decided|agreed|decision|outcome)\b"
        ),
        frozenset(("decision", "decisions", "decided", "agreed", "decision outcome", "outcome", "resolution")),
    ),
    (
        expression(r"(?i)^\W*(?:(?:and|but|so)\W+)?(?:why|for what reason)\b"),
        frozenset(("why", "rationale", "reason", "reasons", "reasoning", "motivation", "justification")),
    ),
)
_FEWEST_OF_VERB = 3
_ONLY_POINTS = expression(r"(?i)\W*(?:see|cf|compare)\b")
_OF_DECIDING_LIST = (
    "decide decided decision decisions agree agreed settle settled choose chose chosen use used pick picked select "
    "take took go went prefer preferred outcome"
)
_OF_DECIDING = frozenset(map(stem, _OF_DECIDING_LIST.split()))


def below_question(question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> npt.NDArray[np.bool_]:
    """Whether each candidate (n,) is the first below a line of its source that asks the question, or is the line in
    which a document tells what is asked of the thing that it is called by."""
    found = np.zeros(len(candidates), bool)
    of_thing = asked_of(question)
    for number, hit in enumerate(hits, 1):
        begins = hit.page_index == 0 and hit.start == 0
        start = answer_below(question, hit.text, hit.title if begins else "", hit.heading)
        if start < 0 and of_thing is not None:
            start = line_of(of_thing, hit.text, hit.title)
        if start >= 0:
            behind = (i for i, each in enumerate(candidates) if each.source == number)
            found[[i for i in behind if candidates[i].end > hit.start + start][:1]] = True
    return found


def below_purpose(question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> npt.NDArray[np.bool_]:
    """Whether each candidate (n,) is the first of a section for what is asked of the thing that its document or the
    headings above are called by: "How do I make lasagna?" below "Directions" in `Lasagna`; of a thing without a name
    ("how do I make it?") the only such section of the only document."""
    found = np.zeros(len(candidates), bool)
    purpose = purpose_asked(question)
    if purpose is None or (not purpose.thing and len({hit.document_id for hit in hits}) > 1):
        return found
    sections: dict[int, set[str]] = {}
    for number, hit in enumerate(hits, 1):
        if (start := purpose_at(purpose, hit.text, titled(hit))) >= 0:
            behind = (i for i, each in enumerate(candidates) if each.source == number)
            found[[i for i in behind if candidates[i].start >= hit.start + start][:1]] = True
            sections.setdefault(hit.document_id, set()).add(hit.heading)
    return found if purpose.thing or all(len(each) == 1 for each in sections.values()) else np.zeros_like(found)


def below_heading(
    words: Sequence[str], question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]
) -> npt.NDArray[np.bool_]:
    """Whether each candidate (n,) is the first of its section that gives what is asked for, below a heading that says
    what the question does and nothing else but the kind of what is asked for ("Date of next meeting"), of papers on
    one form but for what its document is called: "How much is the rent?" below "3. Rent", "How much is the rent of flat
    3?" there in `lease flat 3`. Where no type of thing is asked for but what then is, how it is done, or whether or
    what there is of it, the first of all: "What if I smell gas?" below "Smell of gas", "How do I cancel it?" below
    "Cancelling", "Is there parking?" below "Parking". So are several things, "the ingredients of the lasagna" below
    "Ingredients" in what is called `Lasagna`."""
    found = np.zeros(len(candidates), bool)
    asked = set(words)
    if not asked or means_what_was_said(question):
        return found
    asks_any = asks_ahead(question) or _ASKS_WHETHER.match(question) or asks_how(question)
    things = things_asked(question)
    of_any = (asks_any or bool(things)) and not types_asked(question)
    kind = kinds_called(question) - asked
    over = _headings_over(hits, candidates)
    told = {above: says for above in set(over) if (says := _words_told(above, asked) - kind) and says <= asked}
    documents: dict[str, set[int]] = {above: set() for above in told}
    for above, each in zip(over, candidates, strict=True):
        if above in told:
            documents[above].add(hits[each.source - 1].document_id)
    gives: list[int] = []
    for i, (above, each) in enumerate(zip(over, candidates, strict=True)):
        if above not in told:
            continue
        hit = hits[each.source - 1]
        # Of papers on one form each is told by its name; of one alone "founded" may stand anywhere below "Founding".
        is_list = told[above] == {stem(things)}
        by_name = bag(called_as(hit)) if is_list or len(documents[above]) > 1 else frozenset[str]()
        if asked <= told[above] | by_name and (of_any or gives_what_is_asked(question, each.told)):
            gives.append(i)
    # Of a form no other line than the one that is called so: "Attorneys: ..." below "Power of attorney".
    called = {each.source for each in candidates if named_by(each.text, asked)}
    names = {i: label(candidates[i].text) for i in gives if candidates[i].source in called}
    gives = [i for i in gives if not names.get(i) or names[i] & asked]
    found[_first_of_sections(gives, over, hits, candidates)] = True
    return found


def below_name_of_section(
    words: Sequence[str], question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]
) -> npt.NDArray[np.bool_]:
    """Whether each candidate (n,) is what a record of a decision says where it is asked: below a heading that only says
    that it does ("Decision" for "what did we decide about the queue?", "Rationale" for "why do we use no ORM?"), the
    first there in the only document that is called by all other words of the question, or else one that says them."""
    found = np.zeros(len(candidates), bool)
    sections = next((names for asks, names in _SECTIONS if asks.search(question)), None)
    rest = {word for word in words if word not in _OF_DECIDING}
    if sections is None or not rest:
        return found
    over, of_called = _headings_over(hits, candidates), list[int]()
    for i, (above, each) in enumerate(zip(over, candidates, strict=True)):
        hit = hits[each.source - 1]
        if unnumbered(above).casefold().strip(" :?") not in sections:
            continue
        found[i] = rest <= bag(each.text) and _ONLY_POINTS.match(each.text) is None
        if rest <= bag(f"{called_as(hit)}\n{hit.title}"):
            of_called.append(i)
    first = _first_of_sections(of_called, over, hits, candidates)
    if len(first) == 1:
        found[:] = False
        found[first] = True
    return found


def _headings_over(hits: Sequence[Hit], candidates: Sequence[Candidate]) -> list[str]:
    """The heading above each candidate, or else, where its document begins, the title of that."""
    titles = [hit.title if hit.page_index == hit.start == 0 else "" for hit in hits]
    last = [hit.heading.rpartition(HEADING_SEPARATOR)[2] or title for hit, title in zip(hits, titles, strict=True)]
    return [each.beside.rpartition("\n")[2] or last[each.source - 1] for each in candidates]


def _first_of_sections(
    places: Sequence[int], over: Sequence[str], hits: Sequence[Hit], candidates: Sequence[Candidate]
) -> list[int]:
    """Of the candidates at these places the first of each section, where it begins and not where a passage goes on with
    it."""

    def stands(place: int) -> tuple[int, int]:
        return hits[candidates[place].source - 1].page_index, candidates[place].start

    first: dict[tuple[int, str], int] = {}
    for place in sorted(places, key=stands):
        first.setdefault((hits[candidates[place].source - 1].document_id, over[place]), place)
    return list(first.values())


def _words_told(heading: str, asked: Set[str]) -> frozenset[str]:
    """The stems of the words of a heading that say something, of "Rolling back" that of "roll" where that is asked."""
    return frozenset(next((base for base in bases if base in asked), bases[0]) for bases in _bases_told(heading))


@lru_cache(maxsize=1024)
def _bases_told(heading: str) -> tuple[tuple[str, ...], ...]:
    """For each word of a heading that says something its stem, and those of the verbs that it may be the gerund of.
    Kept, because sources return with the next questions."""
    words = [word for word in words_of(unnumbered(heading)) if not word.isdigit() and not is_empty(word)]
    return tuple((stem(word), *map(stem, _of_gerund(word))) for word in words)


def _of_gerund(word: str) -> tuple[str, ...]:
    """The verbs of which a word may be the gerund: `set` of `setting`, `change` of `changing`."""
    base = word.removesuffix("ing")
    if base == word or len(base) < _FEWEST_OF_VERB:
        return ()
    return (base, base[:-1], f"{base}e") if base[-1] == base[-2] else (base, f"{base}e")
