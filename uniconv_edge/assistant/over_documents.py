"""What several documents on one form tell together: whose lease ends first, the highest of the invoices, all tenants.

The documents are those that a word of the question calls so by title, file or folder, or else those on the form of one
that was found: with its title, or the labels at its beginning. Full text finds these; at most sixty are read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from uniconv_edge.assistant.facts.heads import names_at_head
from uniconv_edge.assistant.facts.naming import CALLS_PAPER, CONTRACTS, called_by_each, documents_of, names_of, titled
from uniconv_edge.assistant.facts.several_papers import NAMING, papers_in
from uniconv_edge.assistant.question.party import Party, party_asked, receivers, said_by_side, without_sending
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.reader_words import spans
from uniconv_edge.assistant.rows.asked_of_documents import Asked, readings
from uniconv_edge.assistant.rows.asked_of_rows import Over
from uniconv_edge.assistant.rows.gathered import Gathered
from uniconv_edge.assistant.rows.of_documents import stated
from uniconv_edge.assistant.rows.over_rows import MAX_QUOTED
from uniconv_edge.assistant.rows.paper_columns import FEWEST
from uniconv_edge.assistant.rows.papers import Fact, Paper, facts_of
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.labelled import asked_of, line_of
from uniconv_edge.library.query import Filters
from uniconv_edge.library.search import hits_of, matching_documents, passages_matching
from uniconv_edge.library.store import Store
from uniconv_edge.library.text import clean
from uniconv_edge.library.words import name_read, phrase_expression
from uniconv_edge.types import Hit

_MOST = 60  # documents that are read
_MOST_CALLED = 240  # documents that may be called by a word
_SCAN = ".pdf"
_MOST_KINDS = 3  # hits that tell what papers are asked about
PAGES_READ, CHARACTERS_READ = 4, 12_000  # of a document
_HEAD = 600  # characters of a document, in which the labels of its form stand
_LABELS, _FEWEST_LABELS = 4, 2
_MOST_PASSAGES = 400  # that hold these
_OF_DOCUMENTS = expression(r"\bdocument(s?)\b")


def over_documents(
    library: Retriever,
    hits: Sequence[Hit],
    question: str,
    filters: Filters | None,
    among: Sequence[int] | None,
    today: date,
) -> Gathered | None:
    """What documents that belong together, among these (None: all) and passing the filters, tell of a question that
    asks for it, its days counted from `today`; None where that is not certain. `hits`: what a search found."""
    party = party_asked(question)
    asked = list(readings(without_sending(question) if party else question, today))
    one = asked_of(question) if asked else None
    if not asked or (one is not None and any(line_of(one, hit.text, hit.title) >= 0 for hit in hits)):
        return None  # "What are Norway's languages?" is asked of one of them
    store = library.store
    with store.snapshot():
        allowed = matching_documents(store, filters or Filters(), among)
        within = None if allowed is None else set(allowed)
        for each in asked:
            for documents, called in _forms(library, hits, each, within):
                chosen = sorted(documents if within is None else documents & within)
                if 1 <= len(chosen) <= _MOST and (found := _told(store, hits, each, chosen, called, party)):
                    return found
    return None


def _forms(
    library: Retriever, hits: Sequence[Hit], asked: Asked, within: Set[int] | None
) -> Iterator[tuple[set[int], list[str]]]:
    """The documents that may be meant together, with words by which all of them are called."""
    store, kinds = library.store, list[set[int]]()
    words = asked.operation.words
    for exactly in (True, False):
        sought = [word for word in words if exactly or stem(word) in CONTRACTS]
        for word, found in called_by_each(store, sought, within, most=_MOST_CALLED, exactly=exactly).items():
            if found and set(found) not in kinds:  # one document may hold several papers
                kinds.append(set(found))
                yield kinds[-1], [word]
    if asked.operation.over is Over.COUNT:
        return
    for kind in _kinds_of(hits):
        called = set(called_by_each(store, [kind], within, most=_MOST_CALLED)[kind])
        if FEWEST <= len(called) <= _MOST and called not in kinds:
            kinds.append(called)
            yield called, [kind]
    stems = set(map(stem, words))
    is_each = asked.operation.over is Over.ROWS and not asked.bounds
    seen: set[int] = set()
    for hit in hits:
        # What each states was found for its words.
        if hit.document_id not in seen and not (is_each and not any(fact.key & stems for fact in facts_of(hit.text))):
            alike = _on_form_of(library, hit)
            alike = alike if len(alike) >= FEWEST else _stating_as(store, hit, stems)
            seen |= alike
            # Not of those alone on one form, where others are called so too.
            if len(alike) >= FEWEST and not any(alike < kind for kind in kinds):
                yield alike, []


def _kinds_of(hits: Sequence[Hit]) -> list[str]:
    """What the papers found are called: invoices of which one firm's are asked for."""
    names = (f"{hit.title} {PurePath(hit.path).stem} {PurePath(hit.path).parent.name}" for hit in hits[:_MOST_KINDS])
    return list(dict.fromkeys(found[0].lower() for name in names for found in CALLS_PAPER.finditer(name_read(name))))


def _on_form_of(library: Retriever, hit: Hit) -> set[int]:
    """The documents with the title of one, or with the labels at its beginning that other documents have."""
    store = library.store
    found = titled(store, hit.title)
    pages = store.rows(
        "SELECT substr(text, 1, ?) FROM pages WHERE document_id = ? AND page_index = 0", _HEAD, hit.document_id
    )
    lines = [str(head)[fact.start : fact.end] for (head,) in pages for fact in facts_of(str(head)) if fact.key]
    labels = dict.fromkeys(line.replace("|", ":").partition(":")[0] for line in lines if "|" in line or ":" in line)
    counts, _ = library.passage_counts(tuple(labels))
    shared = [label for label, held in zip(labels, counts, strict=True) if held >= FEWEST][:_LABELS]
    return found | _having(store, shared) if len(shared) >= _FEWEST_LABELS else found


def _stating_as(store: Store, hit: Hit, words: Set[str]) -> set[int]:
    """The documents with the words by which a passage first states what these (stems) name: "The pay is"."""
    facts = (fact for fact in facts_of(hit.text) if fact.key & words)
    first = next((fact for fact in facts if hit.text[fact.start : fact.end] == fact.value), None)
    return _having(store, first.name.split("…")) if first else set()


def _having(store: Store, phrases: Sequence[str]) -> set[int]:
    """The documents of the passages that have all of these phrases."""
    expression = " AND ".join(filter(None, map(phrase_expression, phrases)))
    passages = passages_matching(store, expression, None, _MOST_PASSAGES) if expression else []
    of = "SELECT DISTINCT document_id FROM passages WHERE id IN (SELECT value FROM json_each(?))"
    return {int(key) for (key,) in store.rows(of, json.dumps(passages))}


def _told(
    store: Store,
    hits: Sequence[Hit],
    asked: Asked,
    documents: Sequence[int],
    called: Sequence[str],
    party: Party | None,
) -> Gathered | None:
    pages: dict[int, list[str]] = {}
    cut = {int(key) for (key,) in store.rows(
        "SELECT DISTINCT document_id FROM pages WHERE (page_index >= ? OR length(text) > ?) "
        "AND document_id IN (SELECT value FROM json_each(?))",
        PAGES_READ, CHARACTERS_READ, json.dumps(documents),
    )}  # fmt: skip
    for key, text in store.rows(
        "SELECT document_id, substr(text, 1, ?) FROM pages WHERE page_index < ? "
        "AND document_id IN (SELECT value FROM json_each(?)) ORDER BY document_id, page_index",
        CHARACTERS_READ, PAGES_READ, json.dumps(documents),
    ):  # fmt: skip
        pages.setdefault(int(key), []).append(str(text))
    held = [each for each in documents_of(store, documents) if each[0] in pages]
    unread = store.unread([str(file) for _, file, _ in held])
    of_each = {key: papers_in(pages[key]) for key, _, _ in held}
    if sum(len(of_each[key]) or 1 for key, _, _ in held) < FEWEST:
        return None
    if party and party.perhaps and not any(party.words & receivers(text) for each in pages.values() for text in each):
        party = None
    papers, keys = list[Paper](), list[int]()
    for key, file, title in held:
        is_whole = key not in cut and str(file) not in unread
        for own in [each.alone(pages[key]) for each in of_each[key]] or [tuple(pages[key])]:
            text = next(filter(str.strip, own), "").lstrip()
            first = "" if of_each[key] else title  # which is that of the first of several
            name = " ".join(filter(None, (first, name_read(file.stem), names_at_head(text))))
            is_named = NAMING.search(text[:_HEAD]) is not None
            papers.append(Paper(said_by_side(name, text, party), own, is_whole, is_named))
            keys.append(key)
    folders = {name_read(file.parent.name) for _, file, _ in held}
    found = stated(asked, papers, [*called, *(folders if len(folders) == 1 else ())])
    if found is None or _is_one_unread(store, [file for _, file, _ in held], called):
        return None
    note = found.note
    if any(of_each.values()):
        note = _OF_DOCUMENTS.sub(r"paper\1", note)
        names = names_of(store, [key for key in of_each if of_each[key]])
        note += "".join(f" `{name}` was read as {len(of_each[key])} papers." for key, name in names.items())
    if found.best:
        names = names_of(store, [keys[at] for at in found.best])
        named = " and ".join(f"`{names[keys[at]]}`" for at in found.best)
        note = note.replace(f" is {found.value}.", f" is {found.value}, in {named}.", 1)
    return as_candidates(store, hits, [(keys[at], page, fact) for at, page, fact in found.facts], note)


def _is_one_unread(store: Store, files: Sequence[PurePath], called: Sequence[str]) -> bool:
    """Whether a file beside documents, of a kind that they are of, could not be read, and would be called so too: of a
    scan among invoices nobody knows what it says."""
    folders, kinds, words = (
        {file.parent for file in files},
        {file.suffix.lower() for file in files},
        bag(" ".join(called)),
    )
    left = (PurePath(clean(os.fsdecode(path))) for (path,) in store.rows("SELECT path FROM skipped"))
    return any(
        file.parent in folders
        and file.suffix.lower() in kinds | {_SCAN}
        and (not words or not words.isdisjoint(bag(str(file))))
        for file in left
    )


def as_candidates(
    store: Store, hits: Sequence[Hit], facts: Sequence[tuple[int, int, Fact]], note: str
) -> Gathered | None:
    """The lines or sentences of the facts as candidates of the passages that hold them; None where one is parted."""
    known = list(hits)
    found: list[Candidate] = []
    for document, page, fact in facts[:MAX_QUOTED]:
        source = next((i for i, hit in enumerate(known) if _holds(hit, document, page, fact)), len(known))
        if source == len(known):
            ids = store.rows(
                "SELECT id FROM passages WHERE document_id = ? AND page_index = ? AND start <= ? AND end >= ?",
                document, page, fact.start, fact.end,
            )  # fmt: skip
            known += [replace(hit, rank=len(known) + 1) for hit in hits_of(store, [(int(i), 0.0) for (i,) in ids[:1]])]
        if source == len(known):
            return None
        hit = known[source]
        at = fact.start - hit.start
        start, end = next((start, end) for start, end in spans(hit.text) if start <= at < end)
        found.append(Candidate(source + 1, hit.start + start, hit.start + end, hit.text[start:end]))
    more = f" The first {MAX_QUOTED} are quoted." if len(facts) > MAX_QUOTED else ""
    return Gathered(known, list(dict.fromkeys(found)), note + more)


def _holds(hit: Hit, document: int, page: int, fact: Fact) -> bool:
    return (hit.document_id, hit.page_index) == (document, page) and hit.start <= fact.start and fact.end <= hit.end
