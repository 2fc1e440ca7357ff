"""Whose papers are: the patient of a letter, the holder of an account, the employee of a payslip, by the line at the
head that says so, or the one by whose name a curriculum vitae is called; and which of them a question means. What asks
for "my" results is asked of the one whose papers most of them are; where nobody's are two thirds, as in the library of
a landlord, nobody is left out. English and German."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.quoting.going_on import quoted_last
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.names import names
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Turn

_HEAD = 800  # characters, in which stands whose a paper is
_OWNER = expression(
    r"\b(?P<label>(?i:patient(?:in)?|name|insured(?: person)?|member|employee|policy ?holder|account ?holder|tax ?payer"
    r"|borrowers?|versicherte[rn]?|mitarbeiter(?:in)?))\s*[:|][\s:|]*"
    r"(?P<name>[^\W\d_a-z][\w’'-]+(?: (?:[^\W\d_a-z][\w’'-]+|[A-Z]\.)(?!\w*:)){1,3})"
)
_RELATED = (
    r"(?:late )?(?:mother|father|mum|mom|dad|parents?|son|daughter|wife|husband|partner|sister|brother|gran\w*|child\w*"
    r"|kids?|aunt|uncle|cousin|neighbou?r|friend|boss|colleague|tenant|patient|client|employee|cat|dog)s?\b"
)
# Not "my mother": whose paper is meant then is another's.
_MINE = expression(rf"\b(?:i|(?<!tell )(?<!show )(?<!give )me|mine|my(?! (?:\w+['’]s|\w+s['’]) )(?! {_RELATED}))\b")
_ANOTHER = expression(rf"\b(?:he|she|his|hers?|him|they|their|theirs|them|(?:my|our) {_RELATED})\b")
# Will's are of no thing to come, and May's are not those of May.
_WRITTEN = expression(r"(?:(?<=of )|(?<=for )|\b(?=[^\W\d_]+['’]s\b)|(?<=do )|(?<=does )|(?<=did ))([A-Z][^\W\d_]+)\b")
_OF_ONE = expression(r"\b(?:he|she|his|hers?|him)\b")
_OURS = expression(r"\b(?:our|ours|us|we)\b")

# A name without anything else, and what may stand beside it in that of a curriculum vitae.
_WORD = expression(r"[^\W\d_][^\W\d_’'-]+(?:['’-][^\W\d_]+)*")
_DIGIT = expression(r"\d")
_PROFILE = frozenset(["cv", "curriculum", "vitae", "resume", "résumé", "lebenslauf"])
_PART_OF_PROFILE = expression(
    r"(?im)^\W*(?:(?:work |professional )?(?:experience|history)|employment|education|skills|languages|referees|jobs"
    r"|references|qualifications|berufserfahrung|ausbildung|sprachen|kenntnisse)\b\W*(?:$|: )"
)
_FEWEST_NAMES, _MOST_NAMES = 2, 3  # of a person
_MOST_CALLED = 20_000  # documents

_LABELS = "patient name insured member employee policyholder account holder taxpayer borrower"
_PASSAGES = 120  # with most of these
_MOST_OF = 2 / 3  # of the papers of people, which are one's own
_KEPT: WeakKeyDictionary[Store, tuple[object, Owners]] = WeakKeyDictionary()


class Owners(NamedTuple):
    """Whose papers a library has, most first, and whose most of them are, "" where nobody's are; and of the documents
    that are called by somebody's name, by whose."""

    known: tuple[str, ...] = ()
    oneself: str = ""
    profiles: Mapping[int, str] = MappingProxyType({})


def owner_of(text: str) -> str:
    """Whose a paper that begins so is; "" where no line at its head says so, or several do, as rows of a table."""
    found = list(_OWNER.finditer(text[:_HEAD]))
    again = {each["name"] for each in found if each["label"].lower() == found[0]["label"].lower()}
    return found[0]["name"] if len(again) == 1 else ""


def person_called(name: str) -> tuple[str, bool]:
    """The person of whose name a title or a file's name consists, "" for none, and whether it says besides that it is
    their curriculum vitae: without that, `Annual Report` looks like one, and its headings or a signature must tell."""
    words = _WORD.findall(name.replace("_", " "))
    own = [word for word in words if word.lower() not in _PROFILE]
    is_name = _FEWEST_NAMES <= len(own) <= _MOST_NAMES and all(word[0].isupper() for word in own)
    return (
        (" ".join(own).title() if name.isupper() else " ".join(own), len(own) < len(words))
        if is_name and not _DIGIT.search(name)
        else ("", False)
    )


def owners_of(papers: Sequence[tuple[str, str]], known: Sequence[str]) -> list[str]:
    """Whose papers are, by what each is called and how it begins: as the line at its head says, else the one of the
    people `known` by whose first name it is called (`allergies Ada.txt`)."""
    first = {stem(words_of(owner)[0]): owner for owner in reversed(known)}
    called = (next((first[word] for word in bag(name) if word in first), "") for name, _ in papers)
    return [owner_of(text) or by_name for (_, text), by_name in zip(papers, called, strict=True)]


def owners_known(library: Retriever) -> Owners:
    """Whose papers the library has; kept while it stays as it is."""
    store = library.store
    key = store.generation, id(store.connection)
    kept = _KEPT.get(store)
    if kept is None or kept[0] != key:
        found = hits_of(store, library.words.search(_LABELS, _PASSAGES))
        documents = dict.fromkeys(hit.document_id for hit in found)
        papers = Counter(filter(None, (owner_of(library.page_text(document, 0)) for document in documents)))
        most, number = papers.most_common(1)[0] if papers else ("", 0)
        is_one = number >= _MOST_OF * papers.total()
        called = _profiles(library)
        known = dict.fromkeys((*(each for each, _ in papers.most_common()), *called.values()))
        kept = _KEPT[store] = key, Owners(tuple(known), most if is_one else "", called)
    return kept[1]


def _profiles(library: Retriever) -> dict[int, str]:
    """The documents that are called by somebody's name, and whose; of the first of very many."""
    found: dict[int, str] = {}
    for key, path, title in library.store.rows("SELECT id, path, title FROM documents LIMIT ?", _MOST_CALLED):
        file = os.fsdecode(path.rpartition(b"/")[2].rpartition(b".")[0])
        person, is_told = max(person_called(title), person_called(file), key=lambda each: (each[1], each[0] != ""))
        text = library.page_text(key, 0) if person and not is_told else ""
        if person and (is_told or _PART_OF_PROFILE.search(text) or text.rstrip().endswith(f"\n{person}")):
            found[key] = person
    return found


def person_quoted(library: Retriever, turns: Sequence[Turn]) -> str:
    """The person by whose name the document quoted first in the last answer is called; "" for none."""
    profiles = owners_known(library).profiles
    return next((profiles.get(quote.document_id, "") for quote in quoted_last(turns)[:1]), "")


def owners_meant(question: str, owners: Owners, *, oneself: bool = False, quoted: str = "") -> set[str]:
    """Those of whom the library has papers whom a question names, else, where it asks of oneself, the one whose most of
    them are; all where that is not told. What is taken to ask of oneself where it says nothing else (`oneself`) is
    asked of whose paper was `quoted` last, and of "her" or "my wife" of nobody where none was."""
    asked = bag(" ".join(question[start:end] for start, end in names(question)))  # May Lee's are not those "in May"
    written = set(_WRITTEN.findall(question))
    if named := {
        owner
        for owner in owners.known
        if not asked.isdisjoint(map(stem, words_of(owner)[:1])) or owner.split()[0] in written
    }:
        whole = {owner for owner in named if asked >= set(map(stem, words_of(owner)))}
        return whole or named
    asked_of = plain(question)
    if quoted in owners.profiles.values() and _OF_ONE.search(asked_of):
        return {quoted}
    is_own = _MINE.search(asked_of) is not None
    if oneself and not is_own:
        if quoted or _ANOTHER.search(asked_of):
            return {quoted} - {""}
        is_own = not _OURS.search(asked_of)
    return {owners.oneself} if is_own and owners.oneself else set(owners.known)
