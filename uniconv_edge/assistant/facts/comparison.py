"""What changed from one document to another, as quotes of both with their places, and in a few words how much did.

What another number, date or denial makes different comes first, then sections that are new or gone, then the rest in
its order, last what only tells which of the two it is; of a thing that is named only what tells of it. Nothing is
summed up: every sentence stands in one of the two.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from uniconv_edge.assistant.facts.editions import Editions
from uniconv_edge.assistant.facts.naming import documents_of, names_of
from uniconv_edge.assistant.question.comparing import ADDED, CHANGED, REMOVED, Comparison
from uniconv_edge.assistant.quoting.aligned import Alignment, Change, aligned
from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate
from uniconv_edge.assistant.quoting.units import Unit, units
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit, Page, Quote
from uniconv_edge.wording import count, first_of

MOST_CHANGES = 10  # that are quoted at once
_MOST_CHARACTERS = 3_000_000  # of a document: some 1,000 pages, of which two take 6 seconds
_LEAST_IN_COMMON = 0.1  # of the words of the shorter document, else the two are no editions of one
_CHARACTERS_OF_NAME = 60
_SECTIONS = 6  # that are named
_KINDS = {CHANGED: ("before", "after"), ADDED: ("", "added"), REMOVED: ("removed", "")}
_KINDS_OF_SAME_AGE = {CHANGED: ("first", "second"), ADDED: ("", "second only"), REMOVED: ("first only", "")}
_MOST_ALIKE = 2
_KINDS_OF_SAME = {CHANGED: ("", "")}
_IN_WORDS = {CHANGED: "changed", ADDED: "added", REMOVED: "removed"}
_IN_WORDS_OF_SAME_AGE = {CHANGED: "different", ADDED: "only in the second", REMOVED: "only in the first"}
_DIGITS_OF_YEAR = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of two documents, the passages that are quoted, and of each quote its place, what it is of a change,
    and where in it what differs stands."""

    text: str
    hits: list[Hit]
    quotes: list[tuple[Candidate, str, tuple[int, int]]]
    answered: bool = True


@dataclass(frozen=True, slots=True)
class _Read:
    """A document as it is laid beside another: its pages, where its passages begin, and their ids and headings."""

    document: int
    pages: list[Page]
    starts: list[tuple[int, int]]
    passages: list[tuple[int, str]]

    @classmethod
    def of(cls, store: Store, document: int) -> _Read:
        rows = store.rows(
            "SELECT page_index, start, id, heading FROM passages WHERE document_id = ? ORDER BY page_index, start",
            document,
        )
        starts = [(page, start) for page, start, _, _ in rows]
        return cls(document, store.pages(document), starts, [(number, heading) for _, _, number, heading in rows])

    def passage(self, page: int, start: int) -> tuple[int, str] | None:
        """The id and heading of the passage that a place stands in."""
        at = bisect_right(self.starts, (page, start)) - 1
        return self.passages[at] if at >= 0 and self.starts[at][0] == page else None

    @property
    def units(self) -> list[Unit]:
        """Its sentences, lines and rows."""
        return units([page.text for page in self.pages], self._heading)

    def _heading(self, page: int, start: int) -> str:
        found = self.passage(page, start)
        return found[1].rpartition(HEADING_SEPARATOR)[2] if found else ""


def compared(store: Store, found: Editions, asked: Comparison, quoted: Sequence[Quote]) -> Told | None:
    """What changed between two documents, as far as it is asked for; None where they have hardly anything in common and
    the person did not name them. `quoted`: what was quoted before."""
    with store.snapshot():
        if long := _too_long(store, found):
            return Told(long, [], []) if found.named else None
        sides = _Read.of(store, found.older), _Read.of(store, found.newer)
        names = names_of(store, [found.older, found.newer])
        told = [each.units for each in sides]
        alignment = aligned(told[0], told[1], _edition(found.told or ()))
        called = [f"`{names[each.document]}`" for each in sides]
        if alignment.in_common < _LEAST_IN_COMMON and alignment.changes:
            return Told(_apart(called), [], []) if found.named else None
        ages = [f" ({age})" if age else "" for age in found.told or ("", "")]  # "" of one that is no draft
        pair = f"{called[0]}{ages[0]} and {called[1]}{ages[1]}"
        unread = _unread(store, found)
        if asked.on:
            about = _About.of(asked.on, told)
            changes = [each for each in alignment.changes if about.is_on(*each.before, *each.after)]
            if not about.words:
                nothing = f"Neither {called[0]}{ages[0]} nor {called[1]}{ages[1]} says anything of {about.said}."
                return Told(f"{nothing}{unread}", [], [], answered=False) if asked.called else None
            if not changes:
                text = f"Nothing on {about.said} changed: {pair} say the same.{unread}"
                return _quoted(store, sides, about.alike(told), text, _KINDS_OF_SAME)
            alignment = Alignment(changes, alignment.in_common)
        if not alignment.changes:
            return Told(f"{_same(pair, told, alignment)}{unread}", [], [])
        in_time = f"From {called[0]}{ages[0]} to {called[1]}{ages[1]}"
        begins = in_time if found.told else f"{called[0]} beside {called[1]}"
        on = f", on {about.said}" if asked.on else ""
        text = "" if asked.after else f"{begins}{on}: {_counted(alignment, in_time=found.told is not None)}."
        chosen = _chosen(alignment.changes, asked, sides, quoted)
        shown = chosen[asked.after : asked.after + MOST_CHANGES]
        text = f"{' '.join(filter(None, (text, _shown(chosen, shown, asked))))}{unread}"
        return _quoted(store, sides, shown, text, _KINDS if found.told else _KINDS_OF_SAME_AGE)


@dataclass(frozen=True, slots=True)
class _About:
    """What is told of a thing alone: its words (stems) that the units hold, and how it is called."""

    words: frozenset[str]
    said: str

    @classmethod
    def of(cls, thing: str, told: Sequence[Sequence[Unit]]) -> _About:
        """By the words of a thing that stand together in a unit and its section, else by the one that fewest hold."""
        words = {stem(word): word for word in telling_words(thing)}
        held = Counter[frozenset[str]](frozenset(_held(each) & words.keys()) for side in told for each in side)
        numbers = {word: sum(number for found, number in held.items() if word in found) for word in words}
        known = frozenset(word for word, number in numbers.items() if number)
        if known and not any(known <= found for found in held):
            known = frozenset((min(known, key=numbers.__getitem__),))
        lacking = [f"“{word}”" for key, word in words.items() if key not in known]
        called = "“" + " ".join(word for key, word in words.items() if key in known or not known) + "”"
        is_part = bool(known) and bool(lacking)
        return cls(known, f"{called} (neither says {' and '.join(lacking)} of it)" if is_part else called)

    def is_on(self, *units: Unit) -> bool:
        """Whether one of some units tells of it."""
        return any(self.words <= _held(each) for each in units)

    def alike(self, told: Sequence[Sequence[Unit]]) -> list[Change]:
        """The first of what two documents both say of it, as if it had changed; headings only where there is no
        more."""
        first, second = ([each for each in side if self.is_on(each)] for side in told)
        says = [each for each in first if not each.is_head and " ".join(each.text.split()) != each.section]
        there = {each.key: each for each in reversed(second)}
        found = [Change((each,), (there[each.key],), each.section) for each in says or first if each.key in there]
        return found[:_MOST_ALIKE]


def _held(unit: Unit) -> frozenset[str]:
    return bag(f"{unit.section} {unit.text}")


def _too_long(store: Store, found: Editions) -> str:
    """That a document is too long to be compared; "" where neither is."""
    for document in (found.older, found.newer):
        [(length,)] = store.rows("SELECT sum(length(text)) FROM pages WHERE document_id = ?", document)
        if int(length or 0) > _MOST_CHARACTERS:
            [name] = names_of(store, [document]).values()
            return (
                f"`{name}` is too long to be laid beside another: it has {length:,} characters, and documents of up to "
                f"{_MOST_CHARACTERS:,} are compared."
            )
    return ""


def _unread(store: Store, found: Editions) -> str:
    """That what changed may stand in what was not read of the documents; "" where they were read whole."""
    documents = (found.older, found.newer)
    paths = [str(file) for _, file, _ in documents_of(store, documents)]
    parts = (f" `{PurePath(path).name}` is read in part: {what}." for path, what in store.unread(paths).items())
    return "".join(parts)


def _edition(told: Sequence[str]) -> frozenset[str]:
    """The numbers that tell the age of two documents: years, and those of versions."""
    numbers = (
        "".join(c for c in each.partition(" ")[2] if c.isdigit() or c == ".") for each in told if "version" in each
    )
    years = (each[:_DIGITS_OF_YEAR] for each in told if each[:_DIGITS_OF_YEAR].isdigit())
    return frozenset((*numbers, *years))


def _apart(called: Sequence[str]) -> str:
    return (
        f"{called[0]} and {called[1]} have hardly anything in common: hardly a sentence of one is said by the "
        "other, so what changed cannot be told. Ask what each of them says about a thing."
    )


def _same(pair: str, told: Sequence[Sequence[Unit]], alignment: Alignment) -> str:
    texts = [[" ".join(unit.text.split()) for unit in each] for each in told]
    if texts[0] == texts[1]:
        return f"{pair} say the same, word for word."
    also = _unchanged(alignment)
    return (
        f"{pair} say the same, word for word; only how it is written and laid out differs{f': {also}' if also else ''}."
    )


def _counted(alignment: Alignment, *, in_time: bool) -> str:
    """How much differs, and where; `in_time`: from one to what came after it."""
    kinds = Counter(change.kind for change in alignment.changes)
    words = _IN_WORDS if in_time else _IN_WORDS_OF_SAME_AGE
    told = ", ".join(f"{kinds[kind]:,} {said}" for kind, said in words.items() if kinds[kind])
    counted = Counter(_short(change.section) for change in alignment.changes if change.section)
    listed = [f"{name} ({number})" for name, number in counted.items()]
    parts = [f"{told}, in {', '.join(first_of(listed, _SECTIONS))}" if len(listed) > 1 else told]
    sections = ((alignment.new, "new"), (alignment.gone, "gone")) if in_time else ()
    for names, said in sections:
        if names:
            are = "a section is" if len(names) == 1 else "sections are"
            parts.append(f"{are} {said}: {', '.join(first_of(list(map(_short, names)), _SECTIONS))}")
    return "; ".join([*parts, *filter(None, [_unchanged(alignment)])])


def _short(name: str) -> str:
    return name if len(name) <= _CHARACTERS_OF_NAME else f"{name[: _CHARACTERS_OF_NAME - 1].rstrip()}…"


def _unchanged(alignment: Alignment) -> str:
    """What changed but for what it says."""
    parts = [f"{count(alignment.renumbered, 'part')} only numbered otherwise"] if alignment.renumbered else []
    parts += [f"{count(alignment.moved, 'sentence')} moved"] if alignment.moved else []
    return " and ".join(parts)


def _chosen(
    changes: Sequence[Change], asked: Comparison, sides: Sequence[_Read], quoted: Sequence[Quote]
) -> list[Change]:
    """The changes that are asked for, those that matter most first, without what was quoted before."""
    found = [each for each in changes if asked.only in ("", each.kind)]
    if asked.else_:
        known = {(quote.document_id, quote.page_index, quote.start) for quote in quoted}
        found = [each for each in found if not known.intersection(_begins(each, sides))]
    return sorted(found, key=lambda each: each.rank)


def _begins(change: Change, sides: Sequence[_Read]) -> Iterator[tuple[int, int, int]]:
    for side, told in zip(sides, (change.before, change.after), strict=True):
        yield from ((side.document, *unit.places[0][:2]) for unit in told)


def _shown(chosen: Sequence[Change], shown: Sequence[Change], asked: Comparison) -> str:
    """Which of them are quoted."""
    what = {ADDED: "was added", REMOVED: "was removed", CHANGED: "changed"}.get(asked.only, "changed")
    if not chosen:
        return f"Nothing {'else ' if asked.else_ else ''}{what}."
    if not shown:
        return "All that changed was told."
    if len(shown) == len(chosen):
        return f"Quoted is what {what}." if asked.only else ""
    first, last, total = asked.after + 1, asked.after + len(shown), len(chosen)
    which = f"the first {last}" if first == 1 else f"{first} to {last}" if first < last else f"{first}"
    of = f" of the {total:,} that were {asked.only}" if asked.only in (ADDED, REMOVED) else f" of {total:,}"
    order = ", those with other numbers, dates or denials before the rest" if first == 1 and not asked.only else ""
    more = "; “show more” tells the next" if last < total else ""
    return f"Quoted are {which}{of}{order}{more}."


def _quoted(
    store: Store, sides: Sequence[_Read], shown: Sequence[Change], text: str, called: Mapping[str, tuple[str, str]]
) -> Told:
    """The changes as quotes; `called`: by its kind what either side of a change is."""
    placed: list[tuple[int, Candidate, str, tuple[int, int]]] = []  # passage, quote, kind, what differs
    for change in shown:
        of_sides = sides, (change.before, change.after), called[change.kind], change.differs
        for side, told, kind, differs in zip(*of_sides, strict=True):
            for page, start, end, at in _stretches(told, differs):
                if passage := side.passage(page, start):
                    quote = Candidate(0, start, end, side.pages[page].text[start:end])
                    placed.append((passage[0], quote, kind, at))
    hits = hits_of(store, [(number, 0.0) for number in dict.fromkeys(number for number, *_ in placed)])
    source = {hit.passage_id: hit.rank for hit in hits}
    return Told(text, hits, [(quote.of(source[number]), kind, at) for number, quote, kind, at in placed])


def _stretches(told: Sequence[Unit], differs: tuple[int, int]) -> Iterator[tuple[int, int, int, tuple[int, int]]]:
    """Where units that follow one another stand, in one where they do so on one page, and where in it what differs."""
    if not told:
        return
    if len(told) == 1 and len(told[0].places) == 2:
        begun = 0
        for page, start, end in told[0].places:
            first, last = max(differs[0] - begun, 0), min(differs[1] - begun, end - start)
            yield page, start, end, (first, last) if first < last else (0, 0)
            begun += end - start + 1
        return
    page, start, _ = told[0].places[0]
    end = told[-1].places[0][2]
    first, last = differs
    if end - start > MAX_QUOTE_CHARACTERS:  # a row or line too long to be quoted: the part that differs
        cut = max(0, min(first - MAX_QUOTE_CHARACTERS // 2, end - start - MAX_QUOTE_CHARACTERS))
        start, end = start + cut, start + cut + MAX_QUOTE_CHARACTERS
        first, last = first - cut, last - cut
    yield page, start, end, (first, last) if first < last else (0, 0)
