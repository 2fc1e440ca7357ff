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
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import NamedTuple

from uniconv_edge.assistant.facts.chapters import Chapter, parts_called, parts_counted
from uniconv_edge.assistant.facts.tabular import told_of_tables
from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate, candidates
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.words.terms import stem, telling_words
from uniconv_edge.expressions import expression
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
_FEWEST_OF_LEAD = 8  # words
_LONG_HEADING = 80  # characters
_ABOVE = expression(r"(?:(?:^|\n)\W*(?i:abstract)|\bABSTRACT)\W*$")  # where the line is no heading
_MOST_LED = 40  # passages among which the beginning is looked for
_MAX_PASSAGES = 20  # of a section, that are read
_SUMS_UP = expression(r"(?i)\b(?:abstract|summary|overview|conclusions?|zusammenfassung|fazit|résumé)\b")
# Where a document says what it is about, the surest first.
_TELLS = (
    expression(
        r"(?i)\W*(?:[\dIVX.]+ )?(?:(?:executive |plain )?summary|abstract|overview|synopsis|zusammenfassung|résumé)\W*"
    ),
    expression(r"(?i)\W*(?:[\dIVX.]+ )?(?:introduction|purpose|background|einleitung)\W*"),
)
_BESIDE = expression(
    r"(?i)\b(?:contents|references|bibliography|acknowledge?ments?|index|copyright|imprint|impressum|licen[cs]e|cookies?"
    r"|further reading|external links|see also)\b|^\W*(?:notes|footnotes|citations|sources|literature)\W*$"
)
# What stands in any document: rights, who may be reached where, what a web page asks of its reader.
_BOILERPLATE = expression(
    r"(?i)©|\(c\) ?(?:19|20)\d\d|\bcopyright\b|\ball rights reserved\b|\blicen[cs]ed? (?:under|at|for use)\b"
    r"|\bpermission of\b|\bfree to use\b|\b(?:copy of|compliance with) the licen[cs]e\b|\bwork of fiction\b"
    r"|\bis[bs]n\b|\bdoi\b|\b(?:uses?|of|accept) cookies\b|\bnewsletter\b|\bsubscribe\b|\bunsubscribe\b"
    r"|\bredirects here\b|\bfor other uses\b|\blast (?:edited|updated|modified|changed)\b"
    r"|\bconfidential and\b|\bintended only for\b|\bin error\b|^\W*see |^for [^,.]{1,60}, see "
)
_REACHED = expression(r"https?:|www\.|\S@\S")
_FEW_BESIDE = 12  # words of a sentence that only tells where something can be reached
_ITEM = expression(r"[-•] |\d{1,3}[.)] ")
_CITED = expression(r"(?:\[\w{1,4}\])+$")  # `Washington.[2]`
_FRAGMENT = expression(r"(?:between|by|of|for|and|or|to|from|with) |[:@]")  # goes on with what stands above
_MOST_NAMES = 0.6  # of the words of a sentence; of an address or a list of people nearly all are names or numbers
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
    ranks = [(bool(_SUMS_UP.search(heading)), sum(length for _, length in held)) for heading, held in parts]
    tables = told_of_tables(store, document, mainly=True) if part is None else ""
    lead = None if part is not None or tables else _beginning(store, rows)
    own = next((i for i, (_, held) in enumerate(parts) if lead and lead.passage in {key for key, _ in held}), None)
    told_of = [i for i, (heading, _) in enumerate(parts) if i == own or not _BESIDE.search(_name_of(heading))]
    longest = sorted(told_of or range(len(parts)), key=lambda i: (i == own, ranks[i]), reverse=True)[:MAX_SENTENCES]
    of_part = {number: i for i in sorted(longest) for number, _ in parts[i][1][:_MAX_PASSAGES]}
    of_part |= {} if lead is None or own is None else {lead.passage: own}
    hits = hits_of(store, [(number, 0.0) for number in of_part])
    whole = [] if divided or tables else _whole(hits)
    if part is not None and whole and len(whole) <= _MOST_QUOTES:
        return Overview(f"{_length_of_part(store, document, part)} It is quoted whole.", hits, whole)
    told = [length_of(store, document) if part is None else _length_of_part(store, document, part)]
    if part is None and len(whole) == 1 and not _BOILERPLATE.search(whole[0].text):
        return Overview(f"{told[0]} It is quoted whole.", hits, whole)
    told += [tables] if tables else []
    told += [f"Its sections: {' · '.join(names)}."] if len(names := _names(sections)) > 1 else []
    which = (
        "how its longest sections begin"
        if divided
        else "some of its rows"
        if tables
        else "sentences that are typical of it"
    )
    begins = "" if lead is None else f"“{lead.under}” and " if lead.under else "how it begins and "
    told.append(f"It is not summed up in other words: quoted is {begins}{which}.")
    chosen = _chosen(hits, of_part, first=divided or bool(tables))
    if lead is not None:
        number = next(number for number, hit in enumerate(hits, 1) if hit.passage_id == lead.passage)
        others = [each for each in chosen if of_part[hits[each.source - 1].passage_id] != own]
        chosen = [replace(lead.told, source=number), *others]
    return Overview(" ".join(told), hits, chosen)


class _Beginning(NamedTuple):
    """Where a document says what it is about: a passage, what of it, and the heading that says so, "" for none."""

    passage: int
    told: Candidate
    under: str


def _beginning(store: Store, rows: Sequence[tuple[int, str, int]]) -> _Beginning | None:
    """The first paragraph that says something: of its abstract or summary, else of its introduction, else of the
    document; as much of it as fits into a quote. None where no sentence does."""
    names = [_name_of(heading) for _, heading, _ in rows]
    # Further behind it is the introduction of a part.
    called = [next((at for at, name in enumerate(names[:_MOST_LED]) if each.fullmatch(name)), None) for each in _TELLS]
    for first, above in ((called[0], False), (0, True), (called[1], False), (0, False)):
        near = [] if first is None else [at for at in range(first, len(rows)) if not _BESIDE.search(names[at])]
        hits = hits_of(store, [(rows[at][0], 0.0) for at in near[:_MOST_LED]])
        found = candidates(hits, spans)
        leads = (each for each in found if _leads(each.text))
        best = next((each for each in leads if not above or _ABOVE.search(_before(each, hits))), None)
        if best is not None and first is not None:
            under = "Abstract" if above else clean(names[first]) if first in called else ""
            return _Beginning(hits[best.source - 1].passage_id, _paragraph_of(best, found, hits), under)
    return None


def _name_of(trail: str) -> str:
    """The last heading of a trail, of a long one the beginning."""
    return trail.rpartition(HEADING_SEPARATOR)[2][:_LONG_HEADING]


def _before(candidate: Candidate, hits: Sequence[Hit]) -> str:
    """The words right before a sentence in its passage."""
    hit = hits[candidate.source - 1]
    return hit.text[: candidate.start - hit.start][-_LONG_HEADING:]


def _paragraph_of(first: Candidate, found: Sequence[Candidate], hits: Sequence[Hit]) -> Candidate:
    """A sentence with those behind it in its paragraph, as far as they say something and fit into a quote."""
    hit, end = hits[first.source - 1], first.end
    for each in found[found.index(first) + 1 :]:
        between = hit.text[end - hit.start : each.start - hit.start]
        fits = each.source == first.source and each.end - first.start <= MAX_QUOTE_CHARACTERS
        if not fits or between.strip() or "\n\n" in between or not _says(each.text):
            break
        end = each.end
    return replace(first, end=end, text=hit.text[first.start - hit.start : end - hit.start])


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
        *(
            [count(len(pages), pages[0].place.partition(" ")[0] or "page")]
            if pages and pages[0].number is not None
            else []
        ),
        *([count(chapters, "chapter")] if chapters > 1 else []),
        *([count(sections, "section") + of_them] if sections > 1 and chapters < 2 else []),
        count(sum(len(words_of(page.text)) for page in pages), "word"),
    )
    file = PurePath(clean(os.fsdecode(path)))
    called = "" if words_of(title) in (words_of(file.stem), words_of(file.name)) else f" (“{clean(title)}”)"
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
    all_said = list(said.values())
    whole = [each for each in all_said if _is_whole(each.text)]
    found = [each for each in whole if _says(each.text)] or whole or all_said
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


def _says(text: str) -> bool:
    """Whether a sentence says something of its own document: no rights, addresses or lists of names."""
    words = text.split()
    named = sum(not word[:1].islower() for word in words)
    reached = len(words) < _FEW_BESIDE and _REACHED.search(text)
    return not (reached or _BOILERPLATE.search(text) or _FRAGMENT.match(text)) and named <= _MOST_NAMES * len(words)


def _leads(text: str) -> bool:
    """Whether a document may begin with this sentence, which is no item of a list."""
    ends = _CITED.sub("", text).rstrip("\"'").endswith((".", "!", ":"))
    is_one = len(text.split()) >= _FEWEST_OF_LEAD and len(cells(text)) == 1
    return ends and is_one and _ITEM.match(text) is None and _says(text)
