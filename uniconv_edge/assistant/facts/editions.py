"""Which two documents a person means that are one in two versions: the draft and the final, last year's handbook and
this year's; by their names, by what tells their age, and by what they say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from weakref import WeakKeyDictionary

from uniconv_edge.assistant.facts.age import ages
from uniconv_edge.assistant.facts.lookup import LibraryAnswer
from uniconv_edge.assistant.facts.naming import (
    called_documents,
    documents_of,
    files_called,
    known_as,
    named_documents,
    names_of,
    told_apart,
)
from uniconv_edge.assistant.question.comparing import Comparison
from uniconv_edge.assistant.question.version import Which
from uniconv_edge.assistant.question.within import is_paper
from uniconv_edge.assistant.quoting.differing import are_alike
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.terms import bag, stem, stems, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.search import hits_of, passages_within
from uniconv_edge.library.sentences import MONTHS, sentences
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import name_read
from uniconv_edge.wording import first_of

_ARTICLE = expression(r"(?i)^(?:(?:the|my|our|your|its|their|this|that|these|those|both|all)\b(?!/) ?)+")
_SEVERAL = expression(r"(?i)\b(?:two|both|versions|editions|revisions|drafts|copies)\b")
_WHICH = (
    (
        Which.NEWEST,
        expression(r"(?i)\b(?:new|newer|newest|latest|most recent|current|updated|revised|this year['’]?s)\b"),
    ),
    (Which.OLDEST, expression(r"(?i)\b(?:oldest|original|earliest)\b")),
    (
        Which.EARLIER,
        expression(
            r"(?i)\b(?:old|older|earlier|previous|former|last year['’]?s"
            r"|last(?= (?:version|edition|revision|draft)\b))\b"
        ),
    ),
)
_YEAR = expression(r"\b(?:19|20)\d\d\b")
_DATE = expression(r"\b(?:19|20)\d\d(?:[ ._-]\d\d){0,2}\b")
_VERSION = expression(r"(?i)\b(?:version|edition|revision|v) ?(\d+(?:\.\d+)*)\b")
_TIME = expression(rf"(?i)\b(?:{MONTHS}|spring|summer|autumn|fall|winter|q[1-4])\b")
_STATE = expression(r"(?i)\b(?:draft|final)\b")
_TELLING_AGE = [form.pattern.removeprefix("(?i)") for form in (_YEAR, _VERSION, _STATE, *dict(_WHICH).values())]
_AGED = expression(rf"(?i){'|'.join(_TELLING_AGE)}")
_NO_NAME = expression(
    r"(?i)\b(?:ones?|versions?|editions?|revisions?|copy|copies|drafts?|documents?|files?|texts?|the|of|from|for|two"
    r"|both)\b"
)
_FILE = expression(r"(?:[\w.-]+/)*\S+\.[a-z]{2,5}$")
_LOOKED_AT = 20_000  # characters of a document that tell whether it is alike
_LOOKED_FOR, _PASSAGES = 5, 12  # of its longest sentences, and of what holds most of each
_NAMED = 12
_WAYS = 4  # in which two names may be parted, that are looked up
_FEW = 50  # documents that are looked into, to tell their age or whether they are alike


@dataclass(frozen=True, slots=True)
class Editions:
    """Two documents, the older first where it is known which is, and then what tells the age of each. `named`: the
    person names both, or documents that are two."""

    older: int
    newer: int
    told: tuple[str, str] | None
    named: bool


_KEPT: WeakKeyDictionary[Store, tuple[object, Editions | LibraryAnswer | None]] = WeakKeyDictionary()


def editions(
    library: Retriever, asked: Comparison, quoted: Sequence[int], within: Sequence[int] | None
) -> Editions | LibraryAnswer | None:
    """The two that a comparison means, of those `within` (None: all); `quoted`: those quoted last. Where it is not
    plain which they are, that with their names; None where the question means no documents. What was looked up last is
    kept: whether it means documents is asked before it is told of them."""
    store = library.store
    meant = (asked.pairs, asked.called, asked.since, asked.compares)
    key = meant, tuple(quoted), None if within is None else tuple(within), store.generation, id(store.connection)
    kept = _KEPT.get(store)
    if kept is None or kept[0] != key:
        kept = _KEPT[store] = key, _Editions(library, within).of(asked, quoted)
    return kept[1]


class _Editions:
    def __init__(self, library: Retriever, within: Sequence[int] | None) -> None:
        self._library, self._within = library, within

    @property
    def _store(self) -> Store:
        return self._library.store

    def of(self, asked: Comparison, quoted: Sequence[int]) -> Editions | LibraryAnswer | None:
        if not asked.called:
            return self._of_quoted(quoted)
        pairs = [pair for pair in asked.pairs[:_WAYS] if not _is_since_a_time(pair)]
        found = [
            (one, other)
            for first, second in pairs
            if (one := self._called(first, second)) and (other := self._called(second, first))
        ]
        names = [side for pair in pairs for side in pair]
        is_named = _AGED.search(asked.called) is not None or any(map(_is_document, names))
        for one, other in found:
            if len(one) == len(other) == 1 and one != other:
                return self._pair(one[0], other[0], named=is_named)
        for one, other in found:
            if len(one) * len(other) > _FEW:
                continue
            alike = [(a, b) for a in one for b in other if a != b and self._are_alike(a, b)]
            if len({frozenset(pair) for pair in alike}) == 1:
                return self._pair(*alike[0], named=is_named)
        if found and is_named:
            return self._no_such_file(asked) or self._which({each for pair in found for side in pair for each in side})
        return self._no_such_file(asked) or self._of_one(asked) or self._of_age(asked, quoted)

    def _no_such_file(self, asked: Comparison) -> LibraryAnswer | None:
        """That one of two files that are named is none of the library."""
        pairs = [pair for pair in asked.pairs[:_WAYS] if all(map(_FILE.search, pair))]
        lacking = [name for name in pairs[0] if not files_called(self._store, name, self._within)] if pairs else []
        if not lacking:
            return None
        named = " or ".join(f"`{name}`" for name in lacking)
        return LibraryAnswer(False, f"No document of the library is called {named}.")

    def _of_quoted(self, quoted: Sequence[int]) -> Editions | LibraryAnswer | None:
        """Those quoted last, or of one its other edition; where nothing was, the two of a library with no others."""
        if not quoted:
            every = self._all()
            return self._pair(every[0], every[1], named=False) if len(every) == 2 else None
        if len(quoted) == 2:
            return self._pair(quoted[0], quoted[1], named=False)
        if len(quoted) > 2:
            return self._newest(quoted) or self._which(quoted)
        other = self._others(quoted[0])
        return self._pair(quoted[0], other[0], named=False) if len(other) == 1 else None

    def _of_one(self, asked: Comparison) -> Editions | LibraryAnswer | None:
        """Both by what they are called, or one by its name and its other edition."""
        name = asked.called
        several = _SEVERAL.search(name) is not None
        called = self._called(name, "", all_of=True)
        if not (several or _is_document(name) or (called and self._is_whole_name(name, called))):
            return None
        meant = self._narrowed(called, name)
        if len(called) == 1:
            if several:
                return self._which(called)
            other = self._others(called[0])
            return self._pair(called[0], other[0], named=False) if len(other) == 1 else None
        if len(called) == 2:
            is_aged = _AGED.search(name) is not None and self._are_alike(*called)
            are_two = several or is_aged or self._are_editions(*called)
            return self._pair(called[0], called[1], named=several) if are_two else None
        if len(meant) == 1 and (before := self._next_to(meant[0], called, since=asked.since)):
            return self._pair(before, meant[0], named=False)
        if not several and (newest := self._newest(called)):
            return newest
        few = called if len(called) <= _NAMED else []
        alike = [pair for pair in combinations(few, 2) if self._are_alike(*pair)]
        if len(alike) == 1 and (several or not asked.compares):
            return self._pair(*alike[0], named=False)
        return self._which(called) if called and (several or alike or (few and asked.compares)) else None

    def _of_age(self, asked: Comparison, quoted: Sequence[int]) -> Editions | LibraryAnswer | None:
        """Of a name that only tells an age ("the draft", "last year's version"): that of the document quoted last and
        what it was before, else of the only one in that state."""
        name = asked.called
        if _core(name) or not (_STATE.search(name) or (_AGED.search(name) and _NO_NAME.search(name))):
            return None
        if quoted:
            older = self._narrowed(self._others(quoted[0]), name) if len(quoted) == 1 else []
            return self._pair(quoted[0], older[0], named=False) if len(older) == 1 else self._of_quoted(quoted)
        state = _STATE.search(name)
        called = called_documents(self._store, state[0].lower()) if state else []
        called = [each for each in called if self._within is None or each in self._within]
        found = [(each, self._others(each)) for each in called[:_NAMED]]
        pairs = [(each, others[0]) for each, others in found if len(others) == 1]
        if len(pairs) == 1:
            return self._pair(*pairs[0], named=False)
        return self._which({each for pair in pairs for each in pair}) if pairs else None

    def _newest(self, documents: Sequence[int]) -> Editions | None:
        """The two newest of documents that are alike; None where that is not known."""
        known = ages(self._store, documents) if 1 < len(documents) <= _FEW else None
        if known is None or not all(self._are_alike(documents[0], each) for each in documents[1:]):
            return None
        newer, older, *_ = known.newest_first
        return self._pair(older, newer, named=False)

    def _called(self, name: str, other: str, *, all_of: bool = False) -> list[int]:
        """The documents that a name means, with what the `other` calls them where this only says how old they are;
        `all_of`: however old."""
        if _FILE.search(name) and len(files := files_called(self._store, name, self._within)) == 1:
            return files
        whole = _ARTICLE.sub("", name)
        exact = named_documents(self._store, whole, self._within) if telling_words(whole) and not all_of else []
        if len(exact) == 1:
            return exact
        if core := _core(name) or _core(other):
            is_whole = not all_of and stems(core) == stems(whole)
            found = self._literally(core, exact if is_whole else named_documents(self._store, core, self._within))
        else:
            found = self._all() if _STATE.search(name) or _VERSION.search(name) or _SEVERAL.search(name) else []
            found = found if len(found) <= _FEW else []
        return found if all_of else self._narrowed(found, name)

    def _all(self) -> list[int]:
        if self._within is not None:
            return list(self._within)
        return [int(key) for (key,) in self._store.rows("SELECT id FROM documents ORDER BY path")]

    def _literally(self, name: str, documents: Sequence[int]) -> list[int]:
        """Those that are called this and no more but for what tells their age, if they are several, else those that
        are called so word for word, if any: an agreement may be called a contract."""
        core = tuple(stems(name))
        if len(documents) <= _FEW and len(whole := [key for key in documents if core in self._cores(key)]) > 1:
            return whole
        words = {stem(word) for word in telling_words(name)}
        known = known_as(self._store, documents)
        return [key for key in documents if words <= bag(known[key])] or list(documents)

    def _narrowed(self, documents: Sequence[int], name: str) -> list[int]:
        """Those that are of the year, month, version, state or age that a name tells, if it tells one."""
        found = list(documents)
        if not found:
            return found
        known = known_as(self._store, found)
        if years := set(_YEAR.findall(name)):
            found = [key for key in found if years & set(_YEAR.findall(known[key]))] or [
                key for key in found if years & set(_YEAR.findall(self._store.page_text(key, 0)[:400]))
            ]
        if times := {time.lower() for time in _TIME.findall(name)}:
            found = [key for key in found if times & {time.lower() for time in _TIME.findall(known[key])}]
        if state := _STATE.search(name):
            found = [key for key in found if stem(state[0].lower()) in bag(known[key])]
        if not 1 < len(found) <= _FEW:
            return found
        order = ages(self._store, found)
        if version := _VERSION.search(name):
            told = order.told if order else {}
            found = [key for key in found if told.get(key) == f"version {version[1]}"] or told_apart(
                self._store, f"version {version[1]}", found
            )
        which = next((which for which, form in _WHICH if form.search(name)), None)
        if which and order and len(found) > 1:
            found = [order.newest_first[which.place]]
        return found

    def _next_to(self, document: int, called: Sequence[int], *, since: bool) -> int | None:
        """The edition before a document, or the newest where it tells `since` when."""
        few = called if len(called) <= _FEW else ()
        alike = [each for each in few if each == document or self._are_alike(document, each)]
        order = ages(self._store, alike) if len(alike) > 1 else None
        if order is None:
            return None
        if since:
            return next((each for each in order.newest_first if each != document), None)
        place = order.newest_first.index(document) + 1
        return order.newest_first[place] if place < len(order.newest_first) else order.newest_first[-2]

    def _others(self, document: int) -> list[int]:
        """The documents that are alike: those that are called so too but for what tells their age, else those that hold
        its longest sentences."""
        [(_, file, _)] = documents_of(self._store, [document])
        core = _core(name_read(file.stem))
        named = named_documents(self._store, core, self._within) if telling_words(core) else []
        few = named if len(named) <= _FEW else ()
        found = [each for each in few if each != document and self._are_alike(document, each)]
        if found:
            return found
        text = self._text(document)
        longest = sorted((text[slice(*span)] for span in sentences(text)), key=len, reverse=True)[:_LOOKED_FOR]
        within = passages_within(self._store, self._within)
        holding: set[int] = set()
        for sentence in longest:
            scored = self._library.words.search(sentence, _PASSAGES, within=within)
            holding.update(hit.document_id for hit in hits_of(self._store, scored))
        return [each for each in sorted(holding - {document}) if self._are_alike(document, each)]

    def _are_editions(self, one: int, other: int) -> bool:
        """Whether the names of two documents differ only in what tells their age."""
        return not self._cores(one).isdisjoint(self._cores(other))

    def _is_whole_name(self, name: str, documents: Sequence[int]) -> bool:
        """Whether all of several documents are called this and no more, but for what tells their age: "the price" is no
        price list."""
        core = tuple(stems(_core(name)))
        return len(documents) > 1 and all(core in self._cores(each) for each in documents)

    def _cores(self, document: int) -> set[tuple[str, ...]]:
        """What a document is called by its title and by the name of its file, without what tells its age."""
        [(_, file, title)] = documents_of(self._store, [document])
        return {tuple(stems(core)) for name in (title, name_read(file.stem)) if (core := _core(name))}

    def _are_alike(self, one: int, other: int) -> bool:
        return are_alike(self._text(one), self._text(other))

    def _text(self, document: int) -> str:
        return "\n".join(page.text for page in self._store.pages(document))[:_LOOKED_AT]

    def _pair(self, one: int, other: int, *, named: bool) -> Editions:
        order = ages(self._store, [one, other])
        if order is None:
            return Editions(one, other, None, named)
        newer, older = order.newest_first
        return Editions(older, newer, (order.told[older], order.told[newer]), named)

    def _which(self, documents: Collection[int]) -> LibraryAnswer:
        names = [f"`{name}`" for name in names_of(self._store, sorted(documents)).values()]
        if len(names) == 1:
            return LibraryAnswer(False, f"Only {names[0]} is called so: there is nothing to compare it with.")
        listed = ", ".join(first_of(names, _NAMED))
        example = " with ".join(names[:2])
        return LibraryAnswer(
            False, f"{len(names)} documents may be meant: {listed}. Name two of them: “Compare {example}”."
        )


def _core(name: str) -> str:
    """What documents are called, without what tells their age."""
    for pattern in (_VERSION, _DATE, _TIME, _STATE, *(form for _, form in _WHICH), _ARTICLE, _NO_NAME):
        name = pattern.sub(" ", name)
    found = " ".join(name.split())
    return found if telling_words(found) else ""


def _is_since_a_time(pair: tuple[str, str]) -> bool:
    """Whether one of two names is only a time and the other is of no document: "the rent" and "2024"."""
    times = [not telling_words(_TIME.sub(" ", _DATE.sub(" ", name))) for name in pair]
    return times.count(True) == 1 and not any(map(_is_document, pair))


def _is_document(name: str) -> bool:
    """Whether a name is one of documents: "the price" is none, "the price list" and "lease.pdf" are."""
    bare = _ARTICLE.sub("", name)
    core = " ".join(_NO_NAME.sub(" ", bare).split()) or bare
    return _FILE.search(name) is not None or is_paper(f"the {_core(core) or core}")
