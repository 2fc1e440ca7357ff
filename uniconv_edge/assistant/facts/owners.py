"""Whose papers are: the patient of a letter, the holder of an account, the employee of a payslip, by the line at the
head that says so; and which of them a question means. What asks for "my" results is asked of whom most of the library
is about, where papers of several people were found. English and German labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.terms import bag, stem
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

Counts = Callable[[Sequence[str]], tuple[Sequence[int], int]]


def owner_of(text: str) -> str:
    """Whose a paper that begins so is; "" where no line at its head says so."""
    found = _OWNER.search(text[:_HEAD])
    return found["name"] if found else ""


def owners_of(papers: Sequence[tuple[str, str]]) -> list[str]:
    """Whose papers are, by what each is called and how it begins: as the line at its head says, else one of these
    people by whose first name it is called (`allergies Ada.txt`)."""
    owners = [owner_of(text) for _, text in papers]
    known = {stem(words_of(owner)[0]): owner for owner in owners if owner}
    called = (next((known[word] for word in bag(name) if word in known), "") for name, _ in papers)
    return [owner or by_name for owner, by_name in zip(owners, called, strict=True)]


def owners_meant(question: str, owners: Collection[str], counts: Counts, *, oneself: bool = False) -> set[str]:
    """Those of the owners of papers whom a question names, else, where it asks of oneself or is taken to (`oneself`),
    the one whom most passages name; all where there are not several, or it is not told."""
    several = sorted(set(owners) - {""})
    if len(several) < 2:  # of one nothing is to be told apart
        return set(several)
    asked = bag(question)
    if named := {owner for owner in several if not asked.isdisjoint(map(stem, words_of(owner)[:1]))}:
        return named
    if not (oneself or _MINE.search(plain(question))):
        return set(several)
    held = dict(zip(several, counts(several)[0], strict=True))
    first, second, *_ = sorted(held.values(), reverse=True)
    return {max(several, key=lambda owner: held[owner])} if first > second else set(several)
