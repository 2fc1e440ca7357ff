"""What the papers of one series tell: blood tests, policies, bills and payslips, alike but for their dates. The last
value of a thing or how it has changed, the same a year before what was quoted, and which results lie outside the range
that stands beside them. A series are the documents of one folder with one name but for what tells the date, of one
person; what is asked of nobody is asked of whom most of the library is about."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice, takewhile
from pathlib import PurePath

from uniconv_edge.assistant.facts.age import TOLD_DAY, ages
from uniconv_edge.assistant.facts.naming import documents_of, names_of
from uniconv_edge.assistant.facts.owners import Owners, owner_of, owners_known, owners_meant, owners_of
from uniconv_edge.assistant.over_documents import CHARACTERS_READ, PAGES_READ, as_candidates
from uniconv_edge.assistant.question.series import Of, SeriesAsked, series_asked
from uniconv_edge.assistant.question.version import of_another_thing
from uniconv_edge.assistant.quoting.going_on import quoted_last
from uniconv_edge.assistant.rows.asked_of_rows import GENERAL
from uniconv_edge.assistant.rows.gathered import Gathered
from uniconv_edge.assistant.rows.over_rows import MAX_QUOTED
from uniconv_edge.assistant.rows.papers import TOTAL, Fact, facts_of, telling
from uniconv_edge.assistant.rows.results import result_of, value_told
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.turn import AskedTurn
from uniconv_edge.assistant.words.amounts import Amount, amount, same_unit, written_sum
from uniconv_edge.assistant.words.dates import MONTH_NAMES
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.query import Filters, without_filters
from uniconv_edge.library.search import hits_of, matching_documents, passages_within
from uniconv_edge.library.sentences import cells
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import name_read, words_of

_PASSAGES = 40  # with most of the question's words, whose papers may be meant
_MOST = 60  # documents of a series
_MOST_LOOKED_AT = 12  # documents whose series may be meant
_FEWEST = 2
_PAIR = 2  # cells of a row that tells but one value
_GENERAL = frozenset(map(stem, GENERAL))
# The next meeting is not the last one.
_OF_ANOTHER = frozenset(map(stem, ("next", "previous", "prior", "old", "former", "planned", "expected", "estimated")))
_NUMBERS = frozenset(map(stem, ("number", "id", "code", "address", "account")))
_NEAR_MONTHS = 0.34  # of the time between: how far the paper may lie from it that is meant


@dataclass(frozen=True, slots=True)
class _Paper:
    """A document of a series: its day (year, month, day; 0 where it is not told), that as written, and what it says."""

    document: int
    day: tuple[int, int, int]
    told: str
    pages: tuple[str, ...]

    @property
    def lines(self) -> Iterator[tuple[int, int, int, str]]:
        """The number of the page, start, end and text of each line."""
        for number, page in enumerate(self.pages):
            at = 0
            for line in page.split("\n"):
                yield number, at, at + len(line), line
                at += len(line) + 1


@dataclass(frozen=True, slots=True)
class _Value:
    """What a paper tells by a name: the place of the line, and the value."""

    paper: _Paper
    fact: tuple[int, Fact]

    @property
    def value(self) -> str:
        return self.fact[1].value


def of_series(library: Retriever, turn: AskedTurn) -> Gathered | None:
    """What the papers of a series tell of the question; None where it asks for nothing such, or that is not certain.
    A question that only tells another time than the quote before it leaves the turn with that paper alone to ask."""
    asked = series_asked(without_filters(turn.turns[-1].text)) or _such(turn, owners_known(library))
    if asked is None or turn.turns[-1].language:
        return None
    with library.store.snapshot():
        return _Series(library, turn).told(asked)


class _Series:
    def __init__(self, library: Retriever, turn: AskedTurn) -> None:
        self._library, self._store, self._turn = library, library.store, turn
        self._quoted = quoted_last(turn.turns)
        self._folders: dict[bytes, list[tuple[int, bytes, bytes]]] = {}

    def told(self, asked: SeriesAsked) -> Gathered | None:
        if asked.of is Of.RANGE:
            return self._in_range()
        if asked.of is Of.TIME:
            return self._at_time(asked) if self._quoted else None
        if asked.of is Of.OUTSIDE:
            return self._outside(asked)
        if asked.of is Of.ROWS:
            return self._rows(asked)
        return self._of_words(asked)

    def _in_range(self) -> Gathered | None:
        """What was quoted with its range, and where it lies."""
        quoted = self._quoted[0] if self._quoted else None
        result = result_of(quoted.text) if quoted else None
        if quoted is None or result is None or (len(self._quoted) > 1 and result_of(self._quoted[1].text)):
            return None
        fact = Fact(result.name, result.value, quoted.start, quoted.end)
        return self._quote([(quoted.document_id, quoted.page_index, fact)], result.told)

    def _at_time(self, asked: SeriesAsked) -> Gathered | None:
        """What the paper of another time says by the name of what was quoted."""
        quoted = self._quoted[0]
        papers = self._papers(quoted.document_id)
        now = next((paper for paper in papers if paper.document == quoted.document_id), None)
        before = [series_asked(turn.text) for turn in self._turn.turns[:-1] if turn.role == "user"]
        is_one = len({each.document_id for each in self._quoted}) == 1
        if now is None or not (is_one or before[-1]):
            return None
        found = _at(asked, papers, now)
        if not found:
            return None
        outside = next((each for each in reversed(before) if each and each.of is not Of.TIME), None)
        if outside and outside.of is Of.OUTSIDE:
            return self._outside_of(found[0], outside.side)
        told = value_told(quoted.text)
        values = _values(found, telling(told[0]), exactly=True) if told else []
        if len(values) < len(found):
            self._turn.among = tuple(paper.document for paper in found)
            return None
        return self._quote_values(values, "")

    def _outside(self, asked: SeriesAsked) -> Gathered | None:
        """The results of the paper that is meant, of several the newest, which lie outside their ranges."""
        if self._quoted and not any(asked.day):
            anchors = [self._quoted[0].document_id]
        else:
            anchors = self._found(without_filters(self._turn.turns[-1].text))
        for series in self._of_one(self._series_of(anchors)):
            tested = [paper for paper in series if any(result_of(line) for _, _, _, line in paper.lines)]
            tested = [paper for paper in tested if self._tells(paper, asked.words)]
            at = next(
                (paper for paper in tested if self._quoted and paper.document == self._quoted[0].document_id), None
            )
            meant = [p for p in tested if _matches(p.day, asked.day)] if any(asked.day) else [at] if at else tested
            if meant:
                return self._outside_of(meant[-1], asked.side)
        return None

    def _rows(self, asked: SeriesAsked) -> Gathered | None:
        """All rows of the table whose first column is called so, of the newest paper."""
        for series in self._of_one(self._series_of(self._found(asked.words[0]))):
            lines = [(page, start, end, cells(line)) for page, start, end, line in series[-1].lines]
            wanted = {stem(asked.words[0])}
            heads = [n for n, (_, _, _, row) in enumerate(lines) if len(row) > _PAIR and bag(row[0]) == wanted]
            if len(heads) != 1 or not self._called(series[-1].document).issuperset(map(stem, asked.words[1:])):
                continue
            rows = takewhile(lambda each: len(each[3]) > _PAIR, lines[heads[0] + 1 :])
            facts = [(series[-1].document, page, Fact("", "", start, end)) for page, start, end, _ in rows]
            newest = f"The newest of {len(series)}, {series[-1].told}." if len(series) > 1 else ""
            return self._quote(facts, newest) if facts else None
        return None

    def _outside_of(self, paper: _Paper, side: int) -> Gathered | None:
        facts: list[tuple[int, int, Fact]] = []
        tested = 0
        for page, start, end, line in paper.lines:
            if result := result_of(line):
                tested += 1
                if result.side and side in (0, result.side):
                    facts.append((paper.document, page, Fact(result.name, result.value, start, end)))
        if not tested:
            return None
        where = {0: "outside", 1: "above", -1: "below"}[side]
        [name] = names_of(self._store, [paper.document]).values()
        if not facts:
            return Gathered([], [], f"None of the {tested} results of `{name}` is {where} its range.")
        return self._quote(
            facts,
            f"{len(facts)} of {tested} results of `{name}` {'is' if len(facts) == 1 else 'are'} {where} their range.",
        )

    def _of_words(self, asked: SeriesAsked) -> Gathered | None:
        """The last value, or all of them in order, of what the words call."""
        words = frozenset(map(stem, asked.words))
        anchors = [*(each.document_id for each in self._quoted[:1]), *self._found(" ".join(asked.words))]
        found: list[tuple[list[_Value], int]] = []
        for series in self._series_of(anchors):
            called = self._called(series[0].document)
            values = _values(series, words, called=called)
            if len(values) >= _FEWEST:
                found.append((values, len(telling(values[0].fact[1].name) - words - _GENERAL)))
            if found and self._quoted and any(paper.document == self._quoted[0].document_id for paper in series):
                break  # what was quoted last is meant
        fewest = min((extra for _, extra in found), default=0)
        best = [values for values, extra in found if extra == fewest]
        if len(best) != 1:
            return None
        [values] = best
        if asked.of is Of.ONE:
            one = values[0] if asked.first else values[-1]
            which = "first" if asked.first else "newest"
            return self._quote_values(
                [one], f"The {which} of {len(values)}, {values[0].paper.told} to {values[-1].paper.told}."
            )
        if asked.years:
            are_two = len(asked.years) > 1
            values = [
                each
                for each in values
                if each.paper.day[0] in asked.years or (not are_two and each.paper.day[0] > asked.years[0])
            ]
        return self._quote_values(values[-MAX_QUOTED:], _changed(values)) if len(values) >= _FEWEST else None

    def _found(self, text: str) -> list[int]:
        """The documents of the passages that hold most of a text, the best first."""
        documents = matching_documents(self._store, self._turn.filters or Filters(), self._turn.among)
        found = self._library.words.search(text, _PASSAGES, within=passages_within(self._store, documents))
        return list(dict.fromkeys(hit.document_id for hit in hits_of(self._store, found)))

    def _series_of(self, documents: Sequence[int]) -> list[list[_Paper]]:
        """The series of these documents, those of whom the question names, or else is asked, alone."""
        asked = matching_documents(self._store, self._turn.filters or Filters(), self._turn.among)
        passing = None if asked is None else set(asked)
        documents = [key for key in dict.fromkeys(documents) if passing is None or key in passing]
        known = owners_known(self._library)
        owners = self._owners(documents, known)
        quoted = next(iter(self._owners([each.document_id for each in self._quoted[:1]], known)), "")
        question = without_filters(self._turn.turns[-1].text)
        meant = owners_meant(question, known, oneself=True, quoted=quoted) | {""}
        found: list[list[_Paper]] = []
        theirs = [document for document, owner in zip(documents, owners, strict=True) if owner in meant]
        for document in theirs[:_MOST_LOOKED_AT]:
            if not any(paper.document == document for series in found for paper in series):
                found += [series] if (series := self._papers(document)) else []
        return found

    def _owners(self, documents: Sequence[int], known: Owners) -> list[str]:
        """Whose these documents are."""
        named = {key: f"{title} {name_read(file.stem)}" for key, file, title in documents_of(self._store, documents)}
        return owners_of([(named.get(key, ""), self._library.page_text(key, 0)) for key in documents], known.known)

    def _of_one(self, found: list[list[_Paper]]) -> list[list[_Paper]]:
        """The series, none where they are of several people: which is meant is not said."""
        owners = set(self._owners([series[-1].document for series in found], owners_known(self._library)))
        return found if len(owners - {""}) <= 1 else []

    def _tells(self, paper: _Paper, words: Sequence[str]) -> bool:
        """Whether a paper holds words or is called by them: no results are those "of the boiler"."""
        return self._called(paper.document).union(*map(bag, paper.pages)).issuperset(map(stem, words))

    def _called(self, document: int) -> frozenset[str]:
        [(_, file, title)] = documents_of(self._store, [document])
        owner = owner_of(self._library.page_text(document, 0))
        return bag(f"{title}\n{name_read(file.stem)}\n{file.parent.name}\n{owner}")

    def _papers(self, document: int) -> list[_Paper]:
        """The papers of the series of one, the oldest first; [] where not all tell their day, each another."""
        alike = self._alike(document)
        if len(alike) > _MOST:
            return []
        pages = {
            key: tuple(page.text[:CHARACTERS_READ] for page in self._library.pages(key)[:PAGES_READ]) for key in alike
        }
        owners = {key: owner_of(next(iter(own), "")) for key, own in pages.items()}
        alike = [key for key in alike if owners[key] == owners[document]]
        if len(alike) == 1:
            return [_Paper(document, (0, 0, 0), "", pages[document])]
        known = ages(self._store, alike)
        found = [
            _Paper(key, (int(day[1]), int(day[2] or 0), int(day[3] or 0)), known.told[key], pages[key])
            for key in (reversed(known.newest_first) if known else ())
            if known and (day := TOLD_DAY.fullmatch(known.told[key]))
        ]
        return found if len(found) == len(alike) else []

    def _alike(self, document: int) -> list[int]:
        """The documents of the folder of one which pass the filters and have its name, but for what tells the date: of
        more than a series has only so many, for a folder may hold tens of thousands."""
        [(path,)] = self._store.rows("SELECT path FROM documents WHERE id = ?", document)
        folder, _, own = path.rpartition(b"/")
        name = _undated(_stem(own))
        # Names without its longest word are left at once: to tell the words of all takes long.
        word = max((word for word in map(str.encode, name.split()) if word in own.lower()), key=len, default=b"")
        perhaps = [(key, file) for key, file, lower in self._files_in(folder) if word in lower]
        asked = self._asked
        alike = (
            key
            for key, file in perhaps
            if (asked is None or key in asked or key == document) and _undated(_stem(file)) == name
        )
        return list(islice(alike, _MOST + 1))

    def _files_in(self, folder: bytes) -> list[tuple[int, bytes, bytes]]:
        """The documents that lie in a folder itself, by the names of their files: these as written and in small
        letters."""
        if folder not in self._folders:
            inside = self._store.rows(
                "SELECT id, path FROM documents WHERE path > ? AND path < ? ORDER BY path", folder + b"/", folder + b"0"
            )
            names = ((key, path[len(folder) + 1 :]) for key, path in inside)
            self._folders[folder] = [(key, name, name.lower()) for key, name in names if b"/" not in name]
        return self._folders[folder]

    @cached_property
    def _asked(self) -> frozenset[int] | None:
        """The documents that pass the filters; None for all."""
        found = matching_documents(self._store, self._turn.filters or Filters())
        return None if found is None else frozenset(found)

    def _quote_values(self, values: Sequence[_Value], note: str) -> Gathered | None:
        return self._quote([(each.paper.document, *each.fact) for each in values], note)

    def _quote(self, facts: Sequence[tuple[int, int, Fact]], note: str) -> Gathered | None:
        return as_candidates(self._store, (), facts, note)


def _such(turn: AskedTurn, owners: Owners) -> SeriesAsked | None:
    """What a question asks that only names another thing ("and the LDL?") or another's ("and Ada's?") behind one for
    the last or the change."""
    name = of_another_thing(without_filters(turn.turns[-1].text))
    if not any(each.quotes for each in turn.turns[-2:]):  # whose it is may have been asked before in vain
        return None
    before = [series_asked(each.text) for each in turn.turns[:-1] if each.role == "user"] if name else []
    asked = next((each for each in reversed(before) if each), None)
    words = tuple(telling_words(name))
    first = {stem(words_of(owner)[0]) for owner in owners.known}
    if asked and words and first.issuperset(map(stem, words)):
        words = tuple(word for word in asked.words if stem(word) not in first)
    return replace(asked, words=words) if words and asked and asked.of in (Of.ONE, Of.CHANGE) else None


def _stem(name: bytes) -> str:
    return PurePath(clean(os.fsdecode(name))).stem


@lru_cache(maxsize=20_000)
def _undated(name: str) -> str:
    """The name of a file without what tells its date or number."""
    return " ".join(word for word in words_of(name_read(name)) if not word.isdigit() and word not in MONTH_NAMES)


def _values(
    papers: Sequence[_Paper], words: Collection[str], *, called: Collection[str] = (), exactly: bool = False
) -> list[_Value]:
    """What each of the papers says by the one name that says the words but for those it is `called` by, or no other
    ones (`exactly`): of several names that which adds the fewest words, and most of them have."""
    found: dict[frozenset[str], dict[int, _Value]] = {}
    for paper in papers:
        for page, start, end, line in paper.lines:
            if (told := value_told(line)) is None:
                continue
            key = telling(told[0])
            fits = key == words if exactly else key & set(words) and set(words) - set(called) <= key
            fits = fits and not key & _OF_ANOTHER - set(words)
            if fits:
                value = _Value(paper, (page, Fact(told[0], told[1], start, end)))
                found.setdefault(key, {}).setdefault(paper.document, value)
    if not found and words and set(words) <= set(called):  # "the electricity bill" is what it comes to
        facts = [
            (paper, page, fact) for paper in papers for page, text in enumerate(paper.pages) for fact in facts_of(text)
        ]
        totals = {paper.document: _Value(paper, (page, fact)) for paper, page, fact in facts if fact.name == TOTAL}
        return list(totals.values())
    extra = {key: len(key - set(words) - _GENERAL) for key in found}
    if not _NUMBERS.isdisjoint(set(words) - set(called)):  # that of the customer is not that of the bill
        extra = {key: more for key, more in extra.items() if not more}
    best = sorted((more, -len(found[key])) for key, more in extra.items())
    if not best or best[:1] == best[1:2]:  # "cholesterol" is two values
        return []
    return list(next(found[key] for key, more in extra.items() if (more, -len(found[key])) == best[0]).values())


def _matches(day: tuple[int, int, int], asked: tuple[int, int, int]) -> bool:
    """Whether a day is that which is asked for, as far as that is told."""
    return all(not wanted or wanted == own for own, wanted in zip(day, asked, strict=True))


def _at(asked: SeriesAsked, papers: Sequence[_Paper], now: _Paper) -> list[_Paper]:
    """The papers of the time that is asked for, from the one that was quoted on."""
    place = papers.index(now)
    if asked.papers:
        return list(papers[max(0, place + asked.papers) :][:1]) if 0 <= place + asked.papers < len(papers) else []
    if not asked.months:
        year = asked.day[0] or now.day[0]
        return [paper for paper in papers if _matches(paper.day, (year, *asked.day[1:])) and paper is not now]
    wanted = _months(now.day) + asked.months
    near = [paper for paper in papers if abs(_months(paper.day) - wanted) <= _NEAR_MONTHS * abs(asked.months)]
    return sorted(near, key=lambda paper: abs(_months(paper.day) - wanted))[:1]


def _months(day: tuple[int, int, int]) -> float:
    return 12 * day[0] + day[1] + day[2] / 31


def _changed(values: Sequence[_Value]) -> str:
    """From which value to which, and by how much."""
    first, last = values[0], values[-1]
    amounts = [amount(each.value) for each in values]
    ends = [f"{each.value} ({each.paper.told})" for each in (first, last)]
    told = f"“{last.fact[1].name}” in {len(values)} documents: {' to '.join(ends)}"
    known = [each for each in amounts if each]
    if len(known) < len(values) or not same_unit(known):
        return f"{told}."
    by = written_sum([known[-1], _negative(known[0])])
    more = (
        "the same"
        if known[-1].value == known[0].value
        else f"{by.lstrip('-')} {'less' if by.startswith('-') else 'more'}"
    )
    return f"{told}, {more}."


def _negative(each: Amount) -> Amount:
    return Amount(-each.value, each.unit, each.written, each.digits, each.times, each.before, each.behind)
