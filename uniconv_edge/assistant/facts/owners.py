"""Whose papers are: the patient of a letter, the holder of an account, the employee of a payslip, by the line at the
head that says so; and which of them a question means. What asks for "my" results is asked of whom most of the library
is about, where papers of several people were found. English and German labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import words_of

_HEAD = 800  # characters, in which stands whose a paper is
_OWNER = re.compile(
    r"\b(?i:patient(?:in)?|name|insured(?: person)?|member|employee|policy ?holder|account ?holder|tax ?payer"
    r"|borrowers?|versicherte[rn]?|mitarbeiter(?:in)?)\s*[:|][\s:|]*"
    r"(?P<name>[^\W\d_a-z][\w’'-]+(?: (?:[^\W\d_a-z][\w’'-]+|[A-Z]\.)(?!\w*:)){1,3})"
)
# Not "my mother": whose paper is meant then is another's.
_MINE = re.compile(
    r"\b(?:i|me|mine|my(?! (?:\w+['’]s|\w+s['’]) )(?! (?:late )?(?:mother|father|mum|dad|son|daughter|wife"
    r"|husband|partner|sister|brother|gran\w*|child\w*|kids?|aunt|uncle)\b))\b"
)

_LABELS = "patient name insured member employee policyholder account holder taxpayer borrower"
_PASSAGES = 120  # with most of these
_KEPT: WeakKeyDictionary[Store, tuple[object, list[str]]] = WeakKeyDictionary()


def owner_of(text: str) -> str:
    """Whose a paper that begins so is; "" where no line at its head says so."""
    found = _OWNER.search(text[:_HEAD])
    return found["name"] if found else ""


def owners_of(papers: Sequence[tuple[str, str]], known: Sequence[str]) -> list[str]:
    """Whose papers are, by what each is called and how it begins: as the line at its head says, else the one of the
    people `known` by whose first name it is called (`allergies Ada.txt`)."""
    first = {stem(words_of(owner)[0]): owner for owner in reversed(known)}
    called = (next((first[word] for word in bag(name) if word in first), "") for name, _ in papers)
    return [owner_of(text) or by_name for (_, text), by_name in zip(papers, called, strict=True)]


def owners_known(library: Retriever) -> list[str]:
    """Whose papers the library has, of whom most passages name first; kept while it stays as it is."""
    store = library.store
    key = store.generation, id(store.connection)
    kept = _KEPT.get(store)
    if kept is None or kept[0] != key:
        found = hits_of(store, library.words.search(_LABELS, _PASSAGES))
        documents = dict.fromkeys(hit.document_id for hit in found)
        owners = sorted({owner_of(library.page_text(document, 0)) for document in documents} - {""})
        held = dict(zip(owners, library.passage_counts(owners)[0], strict=True))
        kept = _KEPT[store] = key, sorted(owners, key=lambda owner: -held[owner])
    return kept[1]


def owners_meant(question: str, known: Sequence[str], *, oneself: bool = False) -> set[str]:
    """Those of whom the library has papers, whom most passages name first (`known`), whom a question names, else, where
    it asks of oneself or is taken to (`oneself`), the first; all where that is not told."""
    asked = bag(question)
    if named := {owner for owner in known if not asked.isdisjoint(map(stem, words_of(owner)[:1]))}:
        return named
    return set(known[:1] if oneself or _MINE.search(plain(question)) else known)
