"""Whose papers are: the patient of a letter, the holder of an account, the employee of a payslip, by the line at the
head that says so; and which of them a question means. What asks for "my" results is asked of the one whose papers most
of them are; where nobody's are two thirds, as in the library of a landlord, nobody is left out. English and German."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.names import names
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
_MOST_OF = 2 / 3  # of the papers of people, which are one's own
_KEPT: WeakKeyDictionary[Store, tuple[object, Owners]] = WeakKeyDictionary()


class Owners(NamedTuple):
    """Whose papers a library has, most first, and whose most of them are, "" where nobody's are."""

    known: tuple[str, ...] = ()
    oneself: str = ""


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
        kept = _KEPT[store] = key, Owners(tuple(each for each, _ in papers.most_common()), most if is_one else "")
    return kept[1]


def owners_meant(question: str, owners: Owners, *, oneself: bool = False) -> set[str]:
    """Those of whom the library has papers whom a question names, else, where it asks of oneself or is taken to
    (`oneself`), the one whose most of them are; all where that is not told."""
    asked = bag(" ".join(question[start:end] for start, end in names(question)))  # May Lee's are not those "in May"
    if named := {owner for owner in owners.known if not asked.isdisjoint(map(stem, words_of(owner)[:1]))}:
        return named
    is_own = owners.oneself and (oneself or _MINE.search(plain(question)))
    return {owners.oneself} if is_own else set(owners.known)
