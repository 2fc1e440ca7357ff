"""The chapter, section, page or slide that a question names by its number ("What is chapter 13 of the guide about?"),
or the section by what it is called ("What are the limitations of the study?"): found by headings and the numbers of
pages."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from uniconv_edge.assistant.words.quantities import MONTHS
from uniconv_edge.expressions import expression
from uniconv_edge.library.numerals import in_words, number_said, roman
from uniconv_edge.library.search import among
from uniconv_edge.library.store import Store
from uniconv_edge.places import HEADING_SEPARATOR

# What a section is called that says the same.
_LIMITS = ("limitation", "weakness", "weak point", "shortcoming", "threats to validity")
_ALSO_CALLED = {
    name: names
    for names in (_LIMITS, ("conclusion", "concluding remark"), ("future work", "outlook"))
    for name in names
}
_NUMBERED = expression(r"\S+ (?:\d[\d.]*|[a-z])")
_COUNTED = expression(r"(\d{1,3}|[IVXL]+)(?:[.:]| [-–—])\s+\D")
_STEPS = ("next", "previous", "last")
_PLACES = ("page", "slide")
_ENTRY = 4  # times as long as an entry of a table of contents a part is at least
# How parts, chapters and articles are called in German, French, Spanish, Italian, Dutch and Portuguese.
_PARTS = (
    "abschnitt|teil|punkt|section|partie|point|sección|apartado|parte|punto|sezione|paragraaf|sectie|punt|secção|seção"
    "|ponto|cláusula"
)
_CHAPTERS = "kapitel|chapitre|capítulo|capitolo|hoofdstuk"
_ARTICLES = r"artikel|artículo|articolo|artigo|art\.?|§"
_ALSO_KINDS = {
    "section": f"section|{_PARTS}|{_CHAPTERS}",
    "chapter": f"chapter|{_CHAPTERS}|{_PARTS}",
    "article": f"article|{_ARTICLES}",
    "§": f"§|article|{_ARTICLES}",
}
_PLURAL = expression(r"(?<=ss)es$|(?<=[^s])s$")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a document: its heading, the ids of its passages in order, and how many parts of the document are
    called so, as the first chapter of each volume is."""

    name: str
    passages: list[int]
    alike: int = 1


def is_numbered(called: str) -> bool:
    """Whether a part is known by its number or letter (`section 4.2`, `appendix b`), not by what it is called."""
    return _NUMBERED.fullmatch(called) is not None


def is_step(called: str) -> bool:
    """Whether a part is known by its place among the others (`chapter next`)."""
    return called.rpartition(" ")[2] in _STEPS


def one_called(called: str) -> str:
    """A part with a number as it is spoken of: "an appendix B"."""
    kind, number = called.split()
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind} {number.upper()}"


def chapters(store: Store, called: str, documents: Collection[int] | None) -> dict[int, Chapter]:
    """Of each document among `documents` (None: all) the chapter that is called so (`chapter 13`, `section 4.2`), or
    whose heading begins with the number where none is; a page or slide is known by its place. One whose heading has no
    number is known by those of its sections (`13.1`)."""
    if not is_numbered(called):
        return _called(store, called, documents)
    kind, number = called.split()
    if kind in _PLACES:
        return _placed(store, kind, number, documents)
    is_called, begins_so = _heading(kind, number)
    is_below = re.compile(rf"{re.escape(number)}\.\d")
    found: dict[int, list[Chapter]] = {}
    numbered: dict[int, list[Chapter]] = {}
    below: dict[int, Chapter] = {}
    within, values = among("document_id", documents)
    said = dict.fromkeys((number, *((_roman(number), in_words(int(number))) if number.isdecimal() else ())))
    likes = " OR ".join("heading LIKE ?" for _ in said)
    # Asked for in their order they would be looked through with their texts; the index has the headings alone.
    rows = store.rows(
        f"SELECT id, document_id, heading FROM passages WHERE ({likes}) {within}",  # noqa: S608 - a fixed condition
        *(f"%{each}%" for each in said),
        *values,
    )
    for identifier, document, heading in sorted(rows):
        trail = heading.split(HEADING_SEPARATOR)
        if name := next(filter(is_called.match, trail), ""):
            _go_on(found.setdefault(document, []), name, identifier)
        elif name := next(filter(begins_so.match, trail), ""):
            _go_on(numbered.setdefault(document, []), name, identifier)
        elif any(map(is_below.match, trail)):
            below.setdefault(document, Chapter(called.capitalize(), [])).passages.append(identifier)
    return below | {document: _first(runs) for document, runs in (numbered | found).items()}


def _go_on(runs: list[Chapter], name: str, passage: int) -> None:
    """Add a passage to the last of the parts of a document that are called alike, or as one of its own: what stands
    between them is of another part."""
    if runs and runs[-1].name == name and runs[-1].passages[-1] == passage - 1:
        runs[-1].passages.append(passage)
    else:
        runs.append(Chapter(name, [passage]))


def _first(runs: list[Chapter]) -> Chapter:
    """The first of the parts that are called alike, which is no entry of a table of contents."""
    longest = max(len(each.passages) for each in runs)
    parts = [each for each in runs if len(each.passages) * _ENTRY >= longest]
    return Chapter(parts[0].name, parts[0].passages, len(parts))


def parts_called(store: Store, document: int, kind: str) -> list[Chapter]:
    """The parts of a document in order whose headings are called so and numbered (`Chapter 4`, `CHAPTER IV. The ball`,
    `Chapter Four`)."""
    called = re.compile(rf"(?i)(?:{_ALSO_KINDS.get(kind, kind)})\s+(?:\d|(?P<said>[a-z]+(?:-[a-z]+)?)\b)")

    def name(heading: str) -> str:
        for each in heading.split(HEADING_SEPARATOR):
            found = called.match(each)
            if found and (found["said"] is None or number_said(found["said"].casefold())):
                return each
        return ""

    rows = sorted(store.rows("SELECT id, heading FROM passages WHERE document_id = ?", document))
    named = [(name(heading), identifier) for identifier, heading in rows]
    return [Chapter(each, [key for _, key in run]) for each, run in groupby(named, itemgetter(0)) if each]


def parts_counted(store: Store, document: int) -> list[Chapter]:
    """The highest sections of a document whose headings count from 1 (`1. The village`, `II - Paris`)."""
    numbered = [
        (found[1].casefold(), part) for part in _highest(store, document) if (found := _COUNTED.match(part.name))
    ]
    values = [int(said) if said.isdecimal() else number_said(said) for said, _ in numbered]
    return [part for _, part in numbered] if values == [*range(1, len(values) + 1)] else []


def beside(store: Store, document: int, called: str, passage: int | None) -> Chapter | None:
    """The part of a document that is the last of its kind, or that next to the one which holds a passage (`chapter
    next`); None where there is none."""
    kind, _, step = called.rpartition(" ")
    parts = parts_called(store, document, kind) or parts_counted(store, document) or _highest(store, document)
    if step == "last" or not parts:
        return parts[-1] if parts else None
    here = next((place for place, part in enumerate(parts) if passage in part.passages), None)
    place = -1 if here is None else here + (1 if step == "next" else -1)
    return parts[place] if 0 <= place < len(parts) else None


def _highest(store: Store, document: int) -> list[Chapter]:
    """The sections of a document in order, of the highest level that has several."""
    rows = sorted(store.rows("SELECT id, heading FROM passages WHERE document_id = ?", document))
    trails = [(identifier, heading.split(HEADING_SEPARATOR)) for identifier, heading in rows if heading]
    for depth in range(max((len(trail) for _, trail in trails), default=0)):
        named = [(trail[depth], identifier) for identifier, trail in trails if len(trail) > depth]
        if len({name for name, _ in named}) > 1:
            return [Chapter(name, [key for _, key in run]) for name, run in groupby(named, itemgetter(0))]
    return []


def _placed(store: Store, kind: str, number: str, documents: Collection[int] | None) -> dict[int, Chapter]:
    """Of each document the page of this number; where slides are asked for and there are such, of those alone."""
    if not number.isdecimal():
        return {}
    within, values = among("document_id", documents)
    rows = store.rows(
        "SELECT passages.id, document_id, pages.place FROM pages INDEXED BY pages_numbered "  # noqa: S608 - fixed
        f"CROSS JOIN passages USING (document_id, page_index) WHERE number = ? {within} ORDER BY passages.id",
        int(number),
        *values,
    )
    own = [row for row in rows if row[2] == f"{kind} {number}"]
    found: dict[int, Chapter] = {}
    for identifier, document, _ in own or rows:
        _add(found, document, f"{kind.capitalize()} {number}", identifier)
    return found


def _add(found: dict[int, Chapter], document: int, name: str, passage: int) -> None:
    """Add a passage to the first chapter of a document that is called so."""
    chapter = found.setdefault(document, Chapter(name, []))
    if chapter.name == name:
        chapter.passages.append(passage)


def _called(store: Store, name: str, documents: Collection[int] | None) -> dict[int, Chapter]:
    """Of each document the first part with a heading that is this name or says it beside others: `4.1 Limitations`,
    `Strengths and limitations`, `Limitations of the review`."""
    one = _PLURAL.sub("", name)
    names = _ALSO_CALLED.get(one, (one,))
    within, values = among("document_id", documents)
    likes = " OR ".join("heading LIKE ?" for _ in names)
    rows = store.rows(
        f"SELECT id, document_id, heading FROM passages WHERE ({likes}) {within}",  # noqa: S608 - a fixed condition
        *(f"%{each}%" for each in names),
        *values,
    )
    said = re.compile(rf"(?i)(?:[§\W\d]*|.* and |.*, )(?:{'|'.join(names)})(?:e?s)?(?: (?:and|of|in|for) .*|\W*)$")
    found: dict[int, Chapter] = {}
    for identifier, document, heading in sorted(rows):
        if heading_said := next(filter(said.match, heading.split(HEADING_SEPARATOR)), ""):
            _add(found, document, heading_said, identifier)
    return found


def _roman(number: str) -> str:
    """A number as Romans wrote it; what is no whole number as it is."""
    return roman(int(number)) if number.isdecimal() and int(number) else number


def _heading(kind: str, number: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a heading begins with that is called so: its kind and number, or the number alone, if it is of no day; of
    one as Romans wrote it a mark tells that (`IV. Death by water`)."""
    words = rf"|{in_words(int(number))}" if number.isdecimal() else ""
    numbers = rf"(?:{re.escape(number)}|{re.escape(_roman(number))}{words})"
    before = rf"(?:{re.escape(number)}(?:[.:]|(?!\s+(?:{MONTHS})\b))|{_roman(number)}(?:[.:]|\s[-–—]))\s+\D"
    alone = rf"{before}|{numbers}\W*$" if number[0].isdecimal() else r"(?!)"
    is_called = rf"(?i)(?:{_ALSO_KINDS.get(kind, kind)})\s{'*' if kind == '§' else '+'}{numbers}(?![.\w]*\w)"
    return re.compile(is_called), re.compile(rf"(?i){alone}")
