"""What one document, or a chapter of it, is about, in its own words: how long it is, its sections, and how the longest
of these begin.

Nothing is summed up, since a summary is no quote. Of a document without sections those sentences are quoted, from its
beginning to its end, whose words return most in others (sentence centrality by frequency; Nenkova and Vanderwende,
2005).
"""

from __future__ import annotations

import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from uniconv_edge.assistant.facts.chapters import Chapter, parts_called, parts_counted
from uniconv_edge.assistant.facts.tabular import told_of_tables
from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate, candidates
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.words.terms import stem, telling_words
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.sentences import cells
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.times import day_of
from uniconv_edge.library.words import words_of
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit
from uniconv_edge.wording import count, first_of

MAX_SENTENCES = 5
MAX_SECTIONS = 20  # that are named
_MAX_PASSAGES = 20  # of a section, that are read
_SUMS_UP = re.compile(r"(?i)\b(?:abstract|summary|overview|conclusions?|zusammenfassung|fazit|résumé)\b")
_MOST_QUOTES = 3  # of a part that is quoted whole
_FEWEST_WORDS, _MOST_WORDS = 6, 45  # of a sentence that says something by itself


@dataclass(frozen=True, slots=True)
class Overview:
    """What is said of a document, the passages that were read of it, and the sentences to quote."""

    text: str
    hits: list[Hit]
    sentences: list[Candidate]


def overview(store: Store, document: int, part: Chapter | None = None) -> Overview:
    """A document, or a part of it, in its own words."""
    rows = store.rows("SELECT id, heading, length(text) FROM passages WHERE document_id = ? ORDER BY id", document)
    if part is not None:
        within = set(part.passages)
        rows = [row for row in rows if row[0] in within]
    sections: dict[str, list[tuple[int, int]]] = {}
    for number, heading, length in rows:
        sections.setdefault(heading, []).append((number, length))
    divided = len(sections) > 1
    size = math.ceil(len(rows) / MAX_SENTENCES)
    stretches = [rows[at : at + size] for at in range(0, len(rows), size or 1)]
    parts = list(sections.items()) if divided else [("", [(key, n) for key, _, n in each]) for each in stretches]
    ranks = [(bool(_SUMS_UP.search(heading)), sum(length for _, length in part)) for heading, part in parts]
    longest = sorted(range(len(parts)), key=ranks.__getitem__, reverse=True)
    of_part = {number: i for i in sorted(longest[:MAX_SENTENCES]) for number, _ in parts[i][1][:_MAX_PASSAGES]}
    hits = hits_of(store, [(number, 0.0) for number in of_part])
    if part is not None and not divided and len(whole := _whole(hits)) <= _MOST_QUOTES:
        return Overview(f"{_length_of_part(store, document, part)} It is quoted whole.", hits, whole)
    told = [length_of(store, document) if part is None else _length_of_part(store, document, part)]
    tables = told_of_tables(store, document, mainly=True) if part is None else ""
    told += [tables] if tables else []
    told += [f"Its sections: {' · '.join(names)}."] if len(names := _names(sections)) > 1 else []
    which = (
        "how its longest sections begin"
        if divided
        else "some of its rows"
        if tables
        else "sentences that are typical of it"
    )
    told.append(f"It is not summed up in other words: quoted is {which}.")
    return Overview(" ".join(told), hits, _chosen(hits, of_part, first=divided or bool(tables)))


def length_of(store: Store, document: int) -> str:
    """How long a document is, in pages where it has numbered ones, sections and words, and when it was changed."""
    path, title, mtime, unread = store.rows(
        "SELECT path, title, mtime_ns, unread FROM documents WHERE id = ?", document
    )[0]
    pages = store.pages(document)
    ((sections,),) = store.rows(
        "SELECT count(DISTINCT nullif(heading, '')) FROM passages WHERE document_id = ?", document
    )
    chapters, counted = len(parts_called(store, document, "chapter")), len(parts_counted(store, document))
    of_them = f" ({counted} of them counted)" if 1 < counted < sections else ""
    *lengths, last = (
        *([count(len(pages), "page")] if pages and pages[0].number is not None else []),
        *([count(chapters, "chapter")] if chapters > 1 else []),
        *([count(sections, "section") + of_them] if sections > 1 and chapters < 2 else []),
        count(sum(len(words_of(page.text)) for page in pages), "word"),
    )
    file = PurePath(clean(os.fsdecode(path)))
    called = "" if words_of(title) == words_of(file.stem) else f" (“{clean(title)}”)"
    held = f"{', '.join(lengths)} and {last}" if lengths else last
    told = f"{file.name}{called} has {held}; the file was last changed on {day_of(mtime)}."
    return f"{told} It is read in part: {unread}." if unread else told


def _length_of_part(store: Store, document: int, part: Chapter) -> str:
    """What a part of a document is called, and in how many sections and words it is told, on which pages."""
    ((path,),) = store.rows("SELECT path FROM documents WHERE id = ?", document)
    rows = store.rows(
        "SELECT passages.heading, passages.text, number FROM passages JOIN pages USING (document_id, page_index) "
        "WHERE passages.id IN (SELECT value FROM json_each(?)) ORDER BY passages.id",
        json.dumps(part.passages),
    )
    sections = len({heading for heading, _, _ in rows})
    pages = [number for _, _, number in rows if number is not None]
    on = f" on pages {pages[0]}–{pages[-1]}" if pages and pages[0] < pages[-1] else ""
    words = count(sum(len(words_of(text)) for _, text, _ in rows), "word")
    held = f"{count(sections, 'section')} and {words}" if sections > 1 else words
    alike = f" It is the first of {part.alike} parts that are called so." if part.alike > 1 else ""
    return f"“{clean(part.name)}” of {PurePath(clean(os.fsdecode(path))).name} has {held}{on}.{alike}"


def _names(sections: Iterable[str]) -> list[str]:
    """The last names of the trails of sections, of many the first."""
    return first_of([clean(trail.rpartition(HEADING_SEPARATOR)[2]) for trail in sections if trail], MAX_SECTIONS)


def _chosen(hits: Sequence[Hit], of_part: Mapping[int, int], *, first: bool) -> list[Candidate]:
    """The first or the most typical sentence of each part, in order, each once though the document repeats it; rows and
    items only where no part has a sentence. `of_part`: id of a passage -> number of its part."""
    said: dict[tuple[str, ...], Candidate] = {}
    for each in candidates(hits, spans):
        said.setdefault(tuple(words_of(each.text)), each)
    found = [each for each in said.values() if _is_whole(each.text)] or list(said.values())
    words = [{stem(word) for word in telling_words(each.text)} for each in found]
    holding = Counter(word for each in words for word in each)
    best: dict[int, tuple[float, Candidate]] = {}
    for each, own in zip(found, words, strict=True):
        # With the 4 the shortest sentences are not the most typical.
        typical = 0.0 if first else sum(math.log(holding[word]) for word in own) / (len(own) + 4)
        part = of_part[hits[each.source - 1].passage_id]
        if part not in best or typical > best[part][0]:
            best[part] = (typical, each)
    return [each for _, each in best.values()]


def _whole(hits: Sequence[Hit]) -> list[Candidate]:
    """All that a part says, in as many quotes as are needed."""
    found: list[Candidate] = []
    for each in candidates(hits, spans):
        hit, first = hits[each.source - 1], found[-1] if found and found[-1].source == each.source else each
        if first is not each and each.end - first.start <= MAX_QUOTE_CHARACTERS:
            text = hit.text[first.start - hit.start : each.end - hit.start]
            found[-1] = Candidate(each.source, first.start, each.end, text)
        else:
            found.append(each)
    return found


def _is_whole(text: str) -> bool:
    """Whether a text is a sentence that says something by itself."""
    is_long = _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS
    return is_long and text.endswith((".", "!")) and len(cells(text)) == 1
