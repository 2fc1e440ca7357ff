"""Which of several documents, or of their parts, have what is asked for: those that say it where papers of their kind
do, below the same heading or behind the same label as the others: `Languages: English, French`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeAlias

from uniconv_edge.assistant.facts.naming import called_by_each, documents_of, names_of
from uniconv_edge.assistant.question.holders import HoldersAsked
from uniconv_edge.assistant.quoting.quotes import LIST_MARK, Candidate, is_heading
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.rows.gathered import Gathered
from uniconv_edge.assistant.rows.over_rows import MAX_QUOTED
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.search import hits_of, passages_matching
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import name_read, phrase_expression, words_of
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit
from uniconv_edge.wording import count, first_of

_Thing: TypeAlias = tuple[int, str]  # a document and the headings above
_PARTS = 2  # of a document, at least, where each of its parts is one thing
_FEWEST = 3  # that have such a place
_MOST_CALLED = 240  # documents that may be called what is asked for
_MOST_PASSAGES = 600  # that hold what is asked for, or the name of a place
_SHORT = 2  # words of a label that no other document needs to have
_MOST_WORDS = 6  # of a heading or label
_LINE = expression(r"\S(?:.*\S)?")
_LABEL = expression(
    r"[^\S\n]*(?:[-*•][^\S\n]+)?(?P<label>(?:[^\n:|.!?]|[.!?](?!\s)){2,60}?(?:: [^\n:|]{2,40}?)?)"
    r"[^\S\n]*[:|][^\S\n]+(?=\S)"
)
_DENIES = expression(
    r"(?i)\b(?:no|not|none|never|nobody|nothing|without|except|neither|nor|cannot|unless|exclud\w+|exclusions?|forbid\w*"
    r"|prohibit\w*|banned|refus\w+|declined|ruled out|gave up|given up|free (?:of|from)|instead of|replac\w+"
    r"|nicht|keine?[nmrs]?|ohne|sans|aucune?|sin|ning[uú]na?|senza|nessuna?|sem|nenhuma?|geen|niet|zonder)\b|n['’]t\b|-free\b"
)
# "1 London Road" is not in London.
_STREET = expression(
    r"\b[^\W\d_]+ (?:Road|Rd|Street|St|Avenue|Ave|Lane|Drive|Square|Close|Terrace|Way)\b"
    r"|\b(?i:rue|avenue|boulevard|place|calle|plaza|via|piazza|rua|praça) (?:d[aeiou]s? )?[^\W\d_]+"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence (`start`, `end` of its passage), the label that it begins with or the heading that it stands below,
    and of which thing it is told: its document and the headings above."""

    hit: Hit
    start: int
    end: int
    label: str
    thing: _Thing

    def as_candidate(self, source: int) -> Candidate:
        start, end = self.hit.start + self.start, self.hit.start + self.end
        return Candidate(source, start, end, self.hit.text[self.start : self.end])

    def says(self, words: Set[str], *, below: bool = False) -> bool:
        """Whether it says these (stems) behind its label, or `below` a heading with them, and denies nothing."""
        text = self.hit.text[self.start : self.end]
        own = text[_label_end(text) :]
        own = _STREET.sub("", own)
        return words <= bag(own) | (bag(self.label) if below else frozenset()) and not _DENIES.search(text)


def holders(
    store: Store, asked: HoldersAsked, documents: Sequence[int] | None, profiles: Collection[int] = ()
) -> Gathered | None:
    """What those say, of these documents (None: all), that have what is asked for; None where they do not say it in
    places that are called alike, of which each of at least three has one, and neither three are called what is
    asked for nor one whose parts are (`Recipes of the family`). `profiles`: those of one person each; of somebody three
    say anywhere what is asked for."""
    with store.snapshot():
        word = asked.things.rpartition(" ")[2]
        called = sorted(called_by_each(store, [word], documents, most=_MOST_CALLED)[word]) if word else []
        if len(called) == 1 and not _is_of_many(store, called[0], word):
            called = []
        called = list(documents or ()) if asked.again else called
        within = called if len(called) >= _FEWEST else documents
        are_meant = asked.holds or asked.again or len(called) >= _FEWEST
        found = _by_label(store, asked, within)
        if found is None and called and are_meant:
            those = "quoted before" if asked.again else f"called “{asked.things}” by title, name or folder"
            return _by_kind(store, asked, called, those)
        people = set(profiles) if documents is None else set(profiles).intersection(documents)
        if not asked.anywhere or len(people) < _FEWEST:
            return found
        told = {hit.document_id for hit in found.hits} if found else set()
        also = _by_kind(store, asked, sorted(people - told), "about one person each")
        return _joined(found, also) if found and also else found or also


def said_below(store: Store, document: int, places: Sequence[str]) -> Gathered | None:
    """What a document says below the heading or behind the label that names one of these places, the likelier first."""
    rows = store.rows("SELECT id FROM passages WHERE document_id = ? ORDER BY id LIMIT ?", document, _MOST_PASSAGES)
    hits = hits_of(store, [(int(key), 0.0) for (key,) in rows])
    ranks = {stem(place): rank for rank, place in reversed(list(enumerate(places)))}
    found = [(_rank(place.label, ranks), place) for hit in hits for place in _places(hit)]
    best = min((rank for rank, _ in found), default=len(ranks))
    said = [place for rank, place in found if rank == best < len(ranks)][:MAX_QUOTED]
    if not said:
        return None
    return Gathered(*_quoted(said), "")


def _is_of_many(store: Store, document: int, word: str) -> bool:
    """Whether a document is called as many things are: `Recipes of the family`, no `order confirmation`."""
    [(_, file, title)] = documents_of(store, [document])
    names = words_of(f"{title} {name_read(str(file))}")
    return any(stem(each) == stem(word) and (each == word or each.endswith("s")) for each in names)


def _by_label(store: Store, asked: HoldersAsked, within: Sequence[int] | None) -> Gathered | None:
    """What is said in places that are called alike."""
    ranks = {stem(place): rank for rank, place in reversed(list(enumerate(asked.places)))}
    best: dict[_Thing, tuple[int, _Place]] = {}
    for words, place in _places_with(store, asked, within):
        rank = _rank(place.label, ranks)
        if rank < best.get(place.thing, (len(ranks),))[0] and place.says(words):
            best[place.thing] = rank, place
    called = {place.label for _, place in best.values()}.union(asked.places)
    named = _named(store, called, ranks, None) if best else set()
    if len({thing for _, thing in named}) < _FEWEST:
        return None
    often = Counter(label for label, _ in named)
    keys = {place: bag(place.label) for _, place in best.values()}
    told = [place for place, key in keys.items() if often[key] >= _FEWEST or len(key) <= _SHORT]
    if not told:
        return None
    known = {thing for _, thing in (named if within is None else _named(store, called, ranks, within))}
    label = Counter(place.label.lower() for place in told).most_common(1)[0][0]
    documents = len({document for document, _ in known})
    of_parts = len(known) >= _PARTS * documents  # one may lie below `Education` itself
    told = told if of_parts else list({place.thing[0]: place for place in reversed(told)}.values())
    return _gathered(store, asked, told, len(known) if of_parts else documents, f"with “{label}” or the like", of_parts)


def _joined(found: Gathered, also: Gathered) -> Gathered:
    """What is told together with what is told elsewhere, which may be said of something else."""
    first = len(found.hits)
    hits = [*found.hits, *(replace(hit, rank=hit.rank + first) for hit in also.hits)]
    more = (replace(each, source=each.source + first) for each in also.candidates)
    candidates = [*found.candidates, *more][:MAX_QUOTED]
    others = also.note.replace(" documents ", " others ", 1).replace(" document ", " other ", 1)
    return replace(found, hits=hits, candidates=candidates, note=f"{found.note} {others}", perhaps=True)


def _by_kind(store: Store, asked: HoldersAsked, called: Sequence[int], those: str) -> Gathered | None:
    """What is said in the documents that are called what is asked for, or in the parts of one; `those`: which they
    are."""
    of_parts = len(called) == 1 and not asked.again
    known = len(_parts(store, called)) if of_parts else len(called)
    places, best = list(_places_with(store, asked, called)), dict[_Thing, _Place]()
    for below in (False, True):  # a heading may say it too
        for place in (place for words, place in places if place.says(words, below=below)):
            thing = (place.thing[0], f"{place.thing[1]}{HEADING_SEPARATOR}{place.label}" if of_parts else "")
            best.setdefault(thing, replace(place, thing=thing))
    if not best or (asked.things and known < _FEWEST):
        return None
    found = _gathered(store, asked, list(best.values()), known, those, of_parts)
    return replace(found, perhaps=not all(_label_end(each.text) for each in found.candidates))


def _parts(store: Store, documents: Sequence[int]) -> set[tuple[int, str]]:
    """The headings of documents but their titles."""
    found = store.rows(
        "SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?",
        json.dumps(documents),
        _MOST_PASSAGES,
    )
    hits = hits_of(store, [(int(key), 0.0) for (key,) in found])
    return {
        (hit.document_id, label)
        for hit in hits
        for _, label, _ in _headings(hit)
        if words_of(label) != words_of(hit.title)
    }


def _places_with(
    store: Store, asked: HoldersAsked, documents: Sequence[int] | None
) -> Iterator[tuple[frozenset[str], _Place]]:
    """What is asked for in one way, in stems, and the sentences of each passage that has all of it."""
    for way in asked.ways:
        words = frozenset(map(stem, way))
        for hit in _having(store, " AND ".join(map(phrase_expression, way)), documents):
            yield from ((words, place) for place in _places(hit))


def _named(
    store: Store, called: Set[str], ranks: Mapping[str, int], documents: Sequence[int] | None
) -> set[tuple[frozenset[str], _Thing]]:
    """The labels (in stems) of documents (None: all) that name such a place by one of these words, with things."""
    hits = _having(store, " OR ".join(map(phrase_expression, sorted(called))), documents)
    found = (each for hit in hits for each in (*_headings(hit), *_labels(hit)))
    return {(bag(label), thing) for _, label, thing in found if _rank(label, ranks) < len(ranks)}


def _having(store: Store, expression: str, documents: Sequence[int] | None) -> list[Hit]:
    found = passages_matching(store, expression, documents, _MOST_PASSAGES) if expression else []
    return hits_of(store, [(key, 0.0) for key in found])


def _rank(label: str, ranks: Mapping[str, int]) -> int:
    """Which of the places a label names, by its first one; their number for none."""
    return min((ranks[each] for each in bag(label) if each in ranks), default=len(ranks))


def _headings(hit: Hit) -> Iterator[tuple[int, str, _Thing]]:
    """The headings of a passage with their places and things; at -1 the one that it stands below."""
    above, _, last = hit.heading.rpartition(HEADING_SEPARATOR)
    if last:
        yield -1, last, (hit.document_id, above)
    for line in _LINE.finditer(hit.text):
        is_item = LIST_MARK.match(line[0]) is not None or _LABEL.match(line[0]) is not None
        if len(line[0].split()) <= _MOST_WORDS and "," not in line[0] and not is_item and is_heading(line[0]):
            called = line[0].strip(" #*_")
            yield line.start(), called, (hit.document_id, above if called == last else hit.heading)


def _labels(hit: Hit) -> Iterator[tuple[int, str, _Thing]]:
    """The labels with which the lines of a passage begin, with their places and the things that they are of."""
    found = ((line.start(), _LABEL.match(line[0])) for line in _LINE.finditer(hit.text))
    for at, label in found:
        if label and len(label["label"].split()) <= _MOST_WORDS:
            yield at, label["label"], (hit.document_id, hit.heading)


def _label_end(sentence: str) -> int:
    found = _LABEL.match(sentence)
    return found.end() if found else 0


def _places(hit: Hit) -> Iterator[_Place]:
    """The sentences of a passage, with the label that each begins with and with the last heading above it."""
    headings = list(_headings(hit))
    labels = {at: (label, thing) for at, label, thing in _labels(hit)}
    for start, end in spans(hit.text):
        if start in labels:
            yield _Place(hit, start, end, *labels[start])
        above = [(at, label, thing) for at, label, thing in headings if at <= start]
        if above and above[-1][0] < start:
            yield _Place(hit, start, end, *above[-1][1:])


def _quoted(places: Sequence[_Place]) -> tuple[list[Hit], list[Candidate]]:
    """The passages of places, ranked, and what is quoted of each."""
    hits = ranked(list({place.hit.passage_id: place.hit for place in places}.values()))
    source = {hit.passage_id: hit.rank for hit in hits}
    return hits, [place.as_candidate(source[place.hit.passage_id]) for place in places]


def _gathered(
    store: Store, asked: HoldersAsked, places: Sequence[_Place], known: int, called: str, of_parts: bool
) -> Gathered:
    """What is quoted, and a note on how many of those that are so `called` say so."""
    told = sorted(places, key=lambda place: (place.hit.path, place.hit.page_index, place.hit.start + place.start))
    hits, found = _quoted(told[:MAX_QUOTED])
    sought = " or ".join(f"“{' '.join(way)}”" for way in asked.ways)
    names = names_of(store, {place.hit.document_id for place in told})
    named = [
        place.thing[1].rpartition(HEADING_SEPARATOR)[2] if of_parts else f"`{names[place.thing[0]]}`" for place in told
    ]
    told_of = count(known, "part" if of_parts else "document")
    listed = ", ".join(first_of(list(filter(None, named)), MAX_QUOTED))
    note = f"{len(told)} of {told_of} {called} name {sought}{': ' if listed else ''}{listed}."
    more = f" The first {MAX_QUOTED} are quoted." if len(told) > MAX_QUOTED else ""
    return Gathered(hits, list(dict.fromkeys(found)), note + more)
