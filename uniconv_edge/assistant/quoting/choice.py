"""Which sentence of the sources to quote: by the words of the question that it holds, and by its source's cosine. Pure.

A sentence is read with the title and heading it stands under and its file's name, with the question it follows, as in a
list of frequent questions, and a row with the first of its table; a question itself answers nothing. A word that only
the sentence before holds counts half, one that is held in another form a little less; for one that no source says,
words of like meaning stand (`library/related.py`). A word counts by its rarity in the library (`terms.values`) and, to
tell sentences apart, also by its rarity among them. The weights were chosen on training rows and measured by
`benchmarks/quotes.py` (docs/experiments.md); a sentence's own cosine did not help the default model and is left out for
it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.quoting.abstain import Evidence
from uniconv_edge.assistant.quoting.as_read import Shares
from uniconv_edge.assistant.quoting.below import (
    below_heading,
    below_name_of_section,
    below_purpose,
    below_question,
)
from uniconv_edge.assistant.quoting.quotes import Candidate, called_as, titled
from uniconv_edge.assistant.quoting.row_meant import banded, beside_meant
from uniconv_edge.assistant.quoting.several import asks_how
from uniconv_edge.assistant.words import dates, kinds
from uniconv_edge.assistant.words.answer_types import (
    asks_for_money,
    gives_what_is_asked,
    lacks_what_is_asked,
)
from uniconv_edge.assistant.words.asking import HELPING_VERBS, QUESTION_WORDS
from uniconv_edge.assistant.words.definitions import defines, lacks_label, numbered_below, opens_article
from uniconv_edge.assistant.words.labels import is_total, named_by
from uniconv_edge.assistant.words.names import names_namesake
from uniconv_edge.assistant.words.quantities import gives_amount_of
from uniconv_edge.assistant.words.terms import (
    LONGEST_STEM,
    bag,
    forms,
    lemmas,
    lone_numbers,
    names_another,
    numbers,
    singular,
    stem,
    stems,
    telling_words,
)
from uniconv_edge.assistant.words.versions import (
    asked_versions,
    asks_of_changes,
    lists_changes,
    names_versions,
    of_another_release,
    versions,
)
from uniconv_edge.expressions import expression
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.headed import is_question
from uniconv_edge.library.related import related
from uniconv_edge.library.sentences import BAR, cells, without_sender
from uniconv_edge.library.words import words_of
from uniconv_edge.types import FloatArray, Hit

SOURCE_SHARE = 2.0  # weight of the source's cosine beside the words
PREVIOUS_SHARE = 0.5  # of a word's worth, where only the sentence before holds it
FORM_SHARE = 0.9  # of a word's worth, where another form of it is held, or what only begins alike
TYPE_SHARE = 0.5  # what a sentence gains that holds the type of what is asked for
HEADED_GAIN = 0.5  # and stands first of these below a heading that names what the question does and nothing else
AMOUNT_SHARE = 0.7  # and a number right before what is asked how much or many of there is
LABEL_SHARE = 0.3  # of the worth of the words that a row or line is called by, where all of them are asked for
PLAIN_GAIN = 1.5  # of the first sentence below the question itself, and of what defines what it asks for
CALLED_SHARE = 0.3  # of a document whose whole title is asked of: of `Kenya`, not of what tells of Kenya elsewhere
ANOTHER_COST = 0.5  # what a sentence loses that names another of what is asked for: "lift 2" for "lift 1"
ANOTHER_ROW_COST = 1.0  # what a row loses of a table where another is meant by its first cell
# And one among what was new in a version, where that is not asked for: "Add new books" for "How do I"
CHANGES_COST = 0.7
ANNOUNCING_COST = 1.0  # what one loses that tells what its document tells, for steps: "This page outlines how to"
POINTS_COST = 1.5  # what a sentence loses that only points elsewhere: "See the claim of Newport."
QUESTION_COST = 1.5  # what a sentence loses that is a question itself
READER_SHARE = 0.2  # of the log-odds of the model's reader; a model's calibration may set `reader_share`
# A cell that is a day, `Date: 2026-09-08`, `Mon 7 Sept`, `8.9.2026 14:00`, and no span of them.
_WHOLE_DAY = expression(
    r"(?:[^:|]{1,30}: )?(?:[^\W\d_]+,? )?\d{1,4}(?:st|nd|rd|th|[-./]\d\d?[-./]\d{1,4})?(?: [^\W\d_]+\.?)?(?: \d{4})?"
    r"(?:[ T]\d\d?:\d\d\S*)?"
)
_BESIDE_DAY = expression(r"(?i)\b(?:since|after|before|until|till|from|by|between|than|around|to)\b")
_OF_VERSION = expression(r"\b[vV](?=\d+\.\d)")  # `v2.3` is 2.3
# The question behind what a sentence tells, and what tells something: no question, nor what only says when or if.
_ASKS = rf"(?:(?:and|so|but)\s)?(?:{QUESTION_WORDS}|{HELPING_VERBS})\s"
_ASKS_AT_END = expression(rf"(?i)(?:[,;:]|\s[–—-])\s{_ASKS}.*\?\W*$", re.DOTALL)
# What an exam or a sheet of exercises sets.
_TASK = expression(r"(?i)\W*(?:\w{1,3}[.)]\s+)?(?:define|state|explain|describe|name|give|discuss|derive)\s")
_POINTS = expression(r"(?i)\W*(?:see(?: also)?|cf\.?|compare) (?:\S+ ){0,7}\S+\s*$")
_ASKS_WHERE = expression(
    r"(?i)\b(?:where|which (?:page|chapter|section|note|document|file)|see|read|look|find|links?)\b"
)
_PARTS = expression(r"(?<=[.!?…])\s+")
# What asks, with a mark or without; not "what she did", "how nice", "can do".
_ASKS_FIRST = expression(
    r"(?i)\W*(?:(?:and|so|but|ok(?:ay)?|hi|hey|sorry)\W+)*+(?:who(?:se|['’]s)?|why|how come|(?:what|where|how)['’]s"
    rf"|where (?:{HELPING_VERBS})|(?:what|which|how) (?:(?!(?:i|you|he|she|it|we|they)\b)[\w-]+ )?(?:{HELPING_VERBS})"
    r"|(?:does|do|did|is|has|can|could|would|will) (?:any(?:one|body)|some(?:one|body)|you|we|there))\b"
)
_TELLS = expression(
    rf"(?i)\W*+(?!{_ASKS}|(?:if|unless|as|because|since|after|before|although|though|while|once|in case)\s)"
    rf"(?:\S+\s+)+?(?:{HELPING_VERBS}|cannot|\w+n['’]t)\s\S"
)
_PAGE = r"(?:page|guide|document|section|chapter|article|manual|tutorial|post|paper|leaflet|video|overview|text|note)"
_ANNOUNCES = expression(
    rf"(?i)\W*(?:(?:this|the (?:following|present|next)) {_PAGE}|(?:in )?this {_PAGE},? (?:we|you)) (?:[\w-]+ )?"
    r"(?:outlines?|describes?|explains?|covers?|shows?|tells?|teach(?:es)?|sets? out|lists?|summari[sz]es?|provides?"
    r"|gives?|contains?|walks?|helps?|learn|see|intended|meant|aims?|about)\b"
)
_PAID = expression(r"(?i)\W*(?:(?:less|minus)\b|(?:[^\W\d_]+ ){0,2}(?:paid|received)\b|payments?\b(?! due))")  # in part
_FEWEST_PASTED, _FEWEST_ASKED = 5, 3  # words of a sentence that is pasted, and of the question beside it
_BEGINS = expression(r"(?:^|[.:;!?…\"“”„‘«»>(–—-])\s*$")
_MANY_SOURCES = 5
_USUAL_SPREAD = 0.2  # of many sources
SENTENCE_SHARE = 0.0  # weight of a sentence's own cosine; a model's calibration may set `sentence_share`


@dataclass(frozen=True, slots=True)
class Scores:
    """Of each candidate, shape (n,): its score, the parts of the question's worth in the library that it and its whole
    source hold, and by which a row or line is called, whether it is read with all words of the question, in some form,
    whether it tells plainly what is asked: it stands right below the question itself, or defines what that asks for;
    whether it stands right below the question, or is the first that gives what is asked for below a heading that names
    nothing else; and whether it asks something itself."""

    total: FloatArray
    words: FloatArray
    source: FloatArray
    called: FloatArray
    says_all: npt.NDArray[np.bool_]
    plainly: npt.NDArray[np.bool_]
    headed: npt.NDArray[np.bool_]
    asks: npt.NDArray[np.bool_]


def score(
    worth: Mapping[str, float],
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    cosines: FloatArray | None = None,
    sentence_share: float = SENTENCE_SHARE,
    question: str = "",
    parts: Shares | None = None,
) -> Scores:
    """Score the candidates of `hits`; `cosines` (n,) are those of the sentences themselves to the session, `question`
    is the last turn's, without filters; `parts` which parts of its words what is read otherwise is worth."""
    words = list(worth)
    places = [candidate.source - 1 for candidate in candidates]
    dated = _dated(words, question, hits, candidates)
    for_purpose = below_purpose(question, hits, candidates)
    given = _given(words, question, [candidate.text for candidate in candidates])
    given |= for_purpose[:, None]  # that it "needs" or "makes" them an ingredient or a step does not say
    bands = banded(question, hits, candidates)
    inside = bands.inside.copy()
    if inside.any():
        of_number = np.array([word in bands.said for word in words], bool)
        there = _holding(words, [bag(f"{titled(hits[each.source - 1])}\n{each.told}") for each in candidates])
        other = np.where(of_number, 0.0, np.array(list(worth.values()), np.float32))
        if np.count_nonzero(other) > 1:  # "and a child of 11?" says nothing of the table
            inside &= _worth_held(there, _shares(other)) >= 0.5
        given |= inside[:, None] & of_number
    # An amount answers only where it stands, not for what else its source tells of.
    lone = lone_numbers(question)
    says = _holding(words, [_bag(candidate.text, lone) for candidate in candidates])
    own = says | dated.read | given
    under = [titled(hit) for hit in hits]
    titles = _holding(words, [_bag(each, lone) for each in under])[places]
    texts = _holding(words, [_bag(f"{hit.columns}\n{hit.text}", lone) for hit in hits])[places] | dated.source | given
    # As a question in the document what only repeats it: "My ears are blocked." What says its words in another order
    # may answer it: "Is the ferry late?".
    said, stems_said = words_of(question), set(stems(question))
    # A question that tells something besides answers what it says there.
    besides = [_told_besides(candidate.text) for candidate in candidates]
    tells = _holding(words, [_bag(each or "", lone) for each in besides])
    repeats = [
        (stems_said <= bag(each.text) and words_of(each.text) == said) or _only_sets(each.text, question)
        for each in candidates
    ]
    asks = np.array([each is not None for each in besides], bool) | np.array(repeats, bool)
    asks &= (own > tells).any(axis=1) | ~own.any(axis=1)
    # Nor does what the person pasted before asking; what follows it in the document may.
    asks |= np.array([_is_pasted(each.text, question) for each in candidates], bool)
    beside = _holding(words, [_bag(candidate.beside, lone) for candidate in candidates])
    follows = np.array([i > 0 and places[i - 1] == at for i, at in enumerate(places)], bool)
    before = np.roll(own, 1, axis=0) & follows[:, None]
    below = below_question(question, hits, candidates) | for_purpose
    read = own | titles | beside | (before & np.roll(asks, 1)[:, None])
    worths = np.array(list(worth.values()), np.float32)
    telling = worths * np.log(1 + len(candidates) / (1 + own.sum(axis=0)))
    asked = _asked_forms(question)
    exact = _exactly(words, asked, [forms(candidate.text) for candidate in candidates])
    exact |= _exactly(words, asked, [forms(each) for each in under])[places]
    exact |= _exactly(words, asked, [forms(candidate.beside) for candidate in candidates])
    held = np.where(exact | dated.read, 1.0, FORM_SHARE) * read
    if parts is not None:
        held = held * parts.own
    lacking = {word for word, held_anywhere in zip(words, read.any(axis=0), strict=True) if not held_anywhere}
    near = _near(question, lacking)
    like = _likeness(words, near, [candidate.text for candidate in candidates])
    titles_like = _likeness(words, near, [passage_title(hit.title, hit.heading) for hit in hits])[places]
    texts_like = _likeness(words, near, [hit.text for hit in hits])[places]
    held = np.maximum(held, np.maximum(like, titles_like))
    around = np.maximum(before | dated.around, np.roll(like, 1, axis=0) * follows[:, None])
    total = _worth_held(np.maximum(held, PREVIOUS_SHARE * around), _shares(telling)) - QUESTION_COST * asks
    total += SOURCE_SHARE * np.array([hits[at].cosine for at in places])
    defining = np.array(
        [
            defines(question, each.text) or numbered_below(question, under[each.source - 1], each.text)
            for each in candidates
        ],
        bool,
    )
    if opening := _opening(question, hits, candidates):  # "Ada was a regular visitor" says less of who she was
        defining[:] = False
        defining[opening] = True
    total += PLAIN_GAIN * defining
    total += PLAIN_GAIN * below
    if _ASKS_WHERE.search(question) is None:
        total -= POINTS_COST * np.array([_POINTS.match(candidate.text) is not None for candidate in candidates])
    wholes = [f"{name}\n{hit.text}" for name, hit in zip(under, hits, strict=True)]
    of_another = np.array([_is_of_another(question, each, wholes[each.source - 1]) for each in candidates], bool)
    total -= ANOTHER_COST * (of_another & ~inside)
    total -= ANOTHER_COST * _of_another_document(words, hits, own | titles | texts, places)
    total -= ANOTHER_ROW_COST * (bands.outside | (beside_meant(words, hits, candidates) & ~inside))
    total += TYPE_SHARE * np.array([gives_what_is_asked(question, candidate.told) for candidate in candidates])
    total += AMOUNT_SHARE * np.array([gives_amount_of(question, candidate.text) for candidate in candidates])
    if not asks_of_changes(question):
        listed = np.array([lists_changes(hit.title, hit.path, hit.heading) for hit in hits], bool)
        total -= CHANGES_COST * listed[places]
    if asks_how(question):
        total -= ANNOUNCING_COST * np.array([_ANNOUNCES.match(each.text) is not None for each in candidates], bool)
    headed = below_heading(words, question, hits, candidates)
    headed |= below_name_of_section(words, question, hits, candidates)
    headed |= inside & read.all(axis=1)
    headed |= _totals(says & ~given & ~titles, titles | texts, question, candidates)
    total += HEADED_GAIN * headed
    shares = _shares(worths)
    called = _worth_held(_labelled(words, candidates), shares)
    total += LABEL_SHARE * called
    total += CALLED_SHARE * np.array([bool(name := bag(hit.title)) and name <= worth.keys() for hit in hits])[places]
    if cosines is not None:
        total += sentence_share * cosines
    source = np.maximum((titles | texts) * (1.0 if parts is None else parts.source), titles_like)
    source = np.maximum(source, texts_like)
    return Scores(
        total.astype(np.float32),
        _worth_held(own, shares),
        _worth_held(source, shares),
        called,
        read.all(axis=1),
        defining | below,
        headed | below,
        asks,
    )


def said(worth: Mapping[str, float], hits: Sequence[Hit], candidates: Sequence[Candidate], question: str) -> FloatArray:
    """The part (n,) of the worth of a question's words that each candidate itself says, dates in whichever form."""
    words = list(worth)
    held = _holding(words, [bag(candidate.text) for candidate in candidates])
    held |= _dated(words, question, hits, candidates).read
    return _worth_held(held, _shares(np.array(list(worth.values()), np.float32)))


def _opening(question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> list[int]:
    """The places of the first sentences of documents that tell what is asked for there (`opens_article`)."""
    first = {candidate.source: i for i, candidate in reversed(list(enumerate(candidates)))}
    begin = [(i, hits[source - 1]) for source, i in first.items()]
    return [
        i
        for i, hit in begin
        if hit.page_index == hit.start == 0 and opens_article(question, hit.title, candidates[i].text)
    ]


def _is_pasted(text: str, question: str) -> bool:
    """Whether a person gives a sentence word for word beside what they ask: "You wrote: The rent rises. May I leave?";
    not "Is it true that the rent rises?"."""
    if len(text) > len(question) or len(words_of(text)) < _FEWEST_PASTED:
        return False
    asked, told = (" ".join(each.lower().split()) for each in (question, text))
    before, found, after = asked.partition(told.rstrip(".!"))
    return bool(found) and _BEGINS.search(before) is not None and len(words_of(f"{before} {after}")) >= _FEWEST_ASKED


@lru_cache(maxsize=1024)
def _told_besides(text: str) -> str | None:
    """What a sentence that asks something tells before the question with which it ends ("She swims on Tuesdays, would
    another day be possible?"), "" of one that only asks, where neither what only says when or if tells something; of a
    message of a chat, where few write a question mark, what its other sentences tell. None where it asks nothing. Kept,
    because sentences return with the next questions."""
    if message := without_sender(text):
        parts = _PARTS.split(message)
        told = [part for part in parts if not (is_question(part) or _ASKS_FIRST.match(part))]
        return " ".join(told) if len(told) < len(parts) else None
    if not is_question(text):
        return None
    asks = _ASKS_AT_END.search(text)
    told_before = text[: asks.start()] if asks else ""
    return told_before if _TELLS.match(told_before) else ""


def _totals(
    said: npt.NDArray[np.bool_], held: npt.NDArray[np.bool_], question: str, candidates: Sequence[Candidate]
) -> npt.NDArray[np.bool_]:
    """Whether each candidate (n,) is the last total of its source, before what is left to pay behind a part that was
    paid; the source with its titles holds (`held`) all words of a question for money, of which none of its amounts says
    one that the titles do not (`said`): "What did the plumber charge for flat 1?"."""
    found = np.zeros(len(candidates), bool)
    if not asks_for_money(question):
        return found
    amounts: dict[int, list[int]] = {}
    for i, each in enumerate(candidates):
        if gives_what_is_asked(question, each.told):
            amounts.setdefault(each.source, []).append(i)
    for of_it in amounts.values():
        totals = [i for i in of_it if is_total(candidates[i].text)]
        paid = next((i for i in of_it if i > totals[0] and _PAID.match(candidates[i].text)), None) if totals else None
        totals = [i for i in totals if paid is None or i < paid]
        if totals and held[totals[-1]].all() and not said[of_it].any():
            found[totals[-1]] = True
    return found


def _bag(text: str, lone: Set[str]) -> Set[str]:
    """The stems of a text; a number that stands alone in the question is not held as a part of another: 8 by 3.8."""
    held = bag(text)
    return held - (lone - lone_numbers(text)) if lone & held else held


def _holding(words: Sequence[str], bags: Sequence[Set[str]]) -> npt.NDArray[np.bool_]:
    """Whether each bag holds each word, shape (bags, words)."""
    forms_of = [frozenset((word, *_short_forms(word))) for word in words]
    held = [not known.isdisjoint(each) for each in bags for known in forms_of]
    return np.array(held, bool).reshape(len(bags), len(words))


@lru_cache(maxsize=1024)
def _short_forms(word: str) -> frozenset[str]:
    """The stems of a word that is shorter than a stem, with the ending of a verb: of `die` and `plan` those of `died`
    and `planned`; "fish-eating" is not how something eats."""
    if not 3 <= len(word) < LONGEST_STEM or not word.isalpha():
        return frozenset()
    begun = (word.removesuffix("e"), f"{word}{word[-1]}")
    return frozenset(f"{beginning}ed"[:LONGEST_STEM] for beginning in begun)


def _of_another_document(
    words: Sequence[str], hits: Sequence[Hit], held: npt.NDArray[np.bool_], places: Sequence[int]
) -> npt.NDArray[np.bool_]:
    """Whether each candidate lacks, with its source (`held`), a word that another document on the same form is called
    by: "Okafor" of `lease Okafor` in the lease of somebody else."""
    called = _holding(words, [bag(called_as(hit)) for hit in hits])
    if not called.any():
        return np.zeros(len(places), bool)
    of_like = np.array([called[[_on_one_form(hit, other) for other in hits]].any(axis=0) for hit in hits])
    return np.array(((of_like & ~called)[places] & ~held).any(axis=1), bool)


def _on_one_form(hit: Hit, other: Hit) -> bool:
    """Whether two sources are of different documents with the same title, or with a section of the same name."""
    is_like = hit.title == other.title or (bool(hit.heading) and hit.heading == other.heading)
    return is_like and hit.document_id != other.document_id


def _labelled(words: Sequence[str], candidates: Sequence[Candidate]) -> npt.NDArray[np.bool_]:
    """Whether each candidate is called by each word, shape (candidates, words); by none where it is called by others
    too."""
    asked = set(words)
    return _holding(words, [named_by(candidate.text, asked) for candidate in candidates])


def _given(words: Sequence[str], question: str, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Whether each text gives what each word of the question names in other words, shape (texts, words)."""
    held = np.zeros((len(texts), len(words)), bool)
    for word, gives in kinds.given(question).items():
        if stem(word) in words:
            held[:, words.index(stem(word))] |= [bool(gives(text)) for text in texts]
    return held


@dataclass(frozen=True, slots=True)
class _Dated:
    """Whether dates say each word, shape (candidates, words): those a candidate is read with, those that stand around
    one without its own, those of its whole source."""

    read: npt.NDArray[np.bool_]
    around: npt.NDArray[np.bool_]
    source: npt.NDArray[np.bool_]


def _dated(words: Sequence[str], question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> _Dated:
    """Which words of the question's dates the dates of the sources say, in whichever form they are written."""
    asked = dates.said(question)
    if not asked:
        return _Dated(*np.zeros((3, len(candidates), len(words)), bool))
    names = [dates.said(_names(hit)) for hit in hits]
    whole = [dates.said(hit.text) | name for hit, name in zip(hits, names, strict=True)]
    found: list[tuple[Set[str], ...]] = []
    for each in candidates:
        hit, name, source = hits[each.source - 1], names[each.source - 1], whole[each.source - 1]
        start = each.start - hit.start
        own = dates.said_between(hit.text, start, start + len(each.text)) | dates.said(each.beside)
        around = source if not own else frozenset[str]()
        found.append(((own or dates.said_above(hit.text, start)) | name, around, source))
    bags = [set(map(stem, each & asked)) for kind in zip(*found, strict=True) for each in kind]
    return _Dated(*_holding(words, bags).reshape(3, len(candidates), len(words)))


def _names(hit: Hit) -> str:
    """What a source is called: its title, heading, place and path."""
    return f"{hit.title}\n{hit.heading}\n{hit.place}\n{hit.path}\n{hit.about}"


def _asked_forms(question: str) -> dict[str, set[str]]:
    """Stem -> the forms in which the question has it."""
    asked: dict[str, set[str]] = {}
    for word in words_of(question):
        asked.setdefault(stem(word), set()).add(singular(word))
    return asked


def _near(question: str, lacking: Set[str]) -> dict[str, dict[str, float]]:
    """For each word of the question that is lacking, words related to it with what each is worth."""
    found: dict[str, dict[str, float]] = {}
    for word in words_of(question):
        if stem(word) in lacking:
            near = found.setdefault(stem(word), {})
            near |= {other: max(worth, near.get(other, 0.0)) for other, worth in related(word).items()}
    return {word: near for word, near in found.items() if near}


def _likeness(
    words: Sequence[str], near: Mapping[str, Mapping[str, float]], texts: Sequence[str]
) -> npt.NDArray[np.float32]:
    """How well each text holds a word that is near to each word, shape (texts, words)."""
    held = np.zeros((len(texts), len(words)), np.float32)
    for word, others in near.items():
        found = [others.keys() & lemmas(text) for text in texts]
        held[:, words.index(word)] = [max(map(others.__getitem__, each), default=0.0) for each in found]
    return held


def _exactly(words: Sequence[str], asked: Mapping[str, Set[str]], bags: Sequence[Set[str]]) -> npt.NDArray[np.bool_]:
    """Whether each bag of forms holds each word in a form that is asked, shape (bags, words); a word of another turn
    counts as held."""
    found = [word not in asked or not asked[word].isdisjoint(each) for each in bags for word in words]
    return np.array(found, bool).reshape(len(bags), len(words))


def _worth_held(held: npt.NDArray[np.generic], shares: FloatArray) -> FloatArray:
    """The worth (n,) of the words held (n, words). Not by `@`: for so few numbers BLAS warns now and then of an invalid
    value that it met beside them (numpy issue 24067)."""
    found: FloatArray = np.einsum("nw,w->n", held.astype(np.float32), shares)
    return found


def _shares(values: FloatArray) -> FloatArray:
    """Values as parts of their sum; zeros where that is 0."""
    shares: FloatArray = (values / max(float(values.sum()), 1e-12)).astype(np.float32)
    return shares


def evidence(
    scores: Scores,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    question: str = "",
    *,
    nouns: bool = True,
    far: float | None = None,
) -> Evidence:
    """What the best candidate, of one at least, says about whether the question, without filters, is answered; without
    `nouns` as `lacks_what_is_asked`; `far`: the cosine of a passage that is far from what was asked."""
    best = int(scores.total.argmax())
    hit, quote = hits[candidates[best].source - 1], candidates[best].text
    bands = banded(question, hits, candidates)
    is_inside, is_outside = bool(bands.inside[best]), bool(bands.outside[best])
    return Evidence(
        passage=hit.cosine,
        source_words=float(scores.source[best]),
        place=math.log(candidates[best].source),
        spread=_spread([each.cosine for each in hits], far),
        missing_number=float(
            is_outside
            or (not is_inside and _lacks(f"{_names(hit)}\n{hit.text}", question))
            or lacks_label(question, f"{_names(hit)}\n{hit.columns}\n{hit.text}")
            or (not is_inside and _is_of_another(question, candidates[best], f"{titled(hit)}\n{hit.text}"))
            or (BAR in quote and _is_of_other_months(dates.said(quote), question))
        ),
        missing_type=float(lacks_what_is_asked(question, candidates[best].told, nouns=nouns)),
    )


def _is_of_another(question: str, candidate: Candidate, source: str) -> bool:
    """Whether a candidate, or where it does not say its source, names and text, names another of what the question
    tells by a number or letter, is a row of another day, or stands below the heading of another version."""
    text = candidate.text
    if names_another(question, text, source) or (BAR in text and _is_of_another_day(text, question)):
        return True
    if names_namesake(question, text):
        return True
    return of_another_release(question, candidate.beside, text)


def _is_of_another_day(row: str, question: str) -> bool:
    """Whether one cell of a row is a day, which no other is, and the row names none of a question's days, which does
    not ask what was before or after them."""
    asked = set[tuple[int, int]]() if _BESIDE_DAY.search(question) else _days(question)
    alone = [cell for cell in cells(row) if asked and _WHOLE_DAY.fullmatch(cell) and _days(cell)]
    return len(alone) == 1 and asked.isdisjoint(_days(row))


def _days(text: str) -> set[tuple[int, int]]:
    """The months and days that a text names."""
    return {(each.month, each.day) for each in dates.named(text) if each.day}


def _only_sets(text: str, question: str) -> bool:
    """Whether a sentence sets as a task what is asked and says no more: "State the rule of chords."."""
    task = _TASK.match(text)
    left = telling_words(text[task.end() :]) if task else []
    return bool(left) and set(left) <= set(telling_words(question))


def _lacks(source: str, question: str) -> bool:
    """Whether a source lacks a number that a question names, or is of other months than it names."""
    given = dates.said(source)
    if _is_of_other_months(given, question):
        return True
    if not names_versions(source, asked_versions(question)):
        return True
    return not numbers(dates.written(_OF_VERSION.sub("", question))) <= numbers(source) | versions(source) | given


def _is_of_other_months(given: Set[str], question: str) -> bool:
    """Whether dates, as `dates.said`, are of months, and of none that a question names."""
    asked, known = dates.months(dates.said(question)), dates.months(given)
    return bool(asked) and bool(known) and asked.isdisjoint(known)


def _spread(cosines: Sequence[float], far: float | None) -> float:
    """How much nearer the nearest source is than a passage that is far, or, where none is known, than the farthest
    source; few sources, as in a small library, are no less sure."""
    if far is not None:
        return max(cosines) - far
    found = max(cosines) - min(cosines)
    return found if len(cosines) >= _MANY_SOURCES else max(found, _USUAL_SPREAD)
