"""Which documents a question names by what stands at their heads alone: the tenant of a lease, the patient of a letter,
the firm of an invoice. English forms of papers; names are known by their capitals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from uniconv_edge.assistant.facts.several_papers import NAMING, Stretch, papers_in
from uniconv_edge.assistant.words.dictionary import is_english
from uniconv_edge.assistant.words.terms import bag, is_empty, singular, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import phrase_expression, words_of
from uniconv_edge.types import Hit

_LINES = 16
_CHARACTERS = 1_500  # of a document, in which its head stands
_LONG_LINE = 160  # characters
_MOST_PASSAGES = 200  # that hold a word which names a document
_MOST_DOCUMENTS = 12  # that a question names so
_MOST_PAGES, _CHARACTERS_READ = 60, 60_000  # of a document that may hold several papers
_Paper = tuple[int, Stretch | None]  # the id of a document, and where the paper stands that is one of several
# Words with a capital that are no names of one alone.
_TITLE_LIST = (
    "mr mrs ms miss mx dr prof professor sir madam mum mummy mom dad daddy mother father gran granny grandma grandpa"
)
_TITLES = frozenset(_TITLE_LIST.split())
_LABEL = expression(r"\W*[A-Z][\w’'/-]*(?: [\w’'/()%-]+){0,3}\s*[:|]\s+(?=\S)")
_ITEM = expression(r"\s*(?:[-–—•*+#]|\d{1,3}[.)])\s*\S")
_SENTENCE = expression(r"(?:\S+\s+){7,}\S*[.!?;,]\W*$|(?:\S+\s+){14}")
_PARTIES = expression(r"\bbetween\b(?!\s\S?\d)|\((?:the|hereinafter|hereafter)\b", re.IGNORECASE)
_NAME = expression(r"(?<![\w'’-])[^\W\d_a-zß-ÿ][\w'’-]*")
_NUMBER = expression(r"(?<![\w.,])(?:[A-Z]+[-/]?)?\d[\w/-]{2,}(?![.,]\d)")  # of an invoice: `BL-2207`
_CAPITAL = expression(r"(?<=\s)[^\W\d_a-zß-ÿ][\w'’-]*")


@dataclass(frozen=True, slots=True)
class AtHeads:
    """The ids of documents that a question names by words at their heads, each with these words; `alone`: no other
    document has one of the names; `papers`: of documents that hold several papers, those that it names so."""

    words: Mapping[int, str]
    alone: bool
    papers: Mapping[int, tuple[Stretch, ...]] = field(default_factory=dict)


def named_at_heads(store: Store, question: str, documents: Sequence[int] | None) -> AtHeads:
    """The documents, among these (None: all), that hold the most of the names in a question at their heads; none where
    many do."""
    held: dict[_Paper, list[bool]] = {}
    heads: dict[_Paper, frozenset[str]] = {}
    names = _names_in(question)
    for word in names:
        own, alone = _named_by(store, word, documents)
        heads |= own
        for paper in own:
            held.setdefault(paper, []).append(alone)
    most = max(map(len, held.values()), default=0)
    named = {paper: tells for paper, tells in held.items() if len(tells) == most}
    papers: dict[int, tuple[Stretch, ...]] = {}
    words: dict[int, frozenset[str]] = {}
    for document, stretch in named:
        papers[document] = (*papers.get(document, ()), *([stretch] if stretch else []))
        words[document] = words.get(document, frozenset()) | heads[document, stretch]
    if not named or len(papers) > _MOST_DOCUMENTS:
        return AtHeads({}, alone=False)
    asked = _with_neighbours(names, question)
    said = {document: " ".join(word for word in asked if stem(word) in words[document]) for document in papers}
    is_alone = any(any(tells) for tells in named.values())
    return AtHeads(said, is_alone, {document: own for document, own in papers.items() if own})


def _names_in(question: str) -> list[str]:
    """The words of a question that may be names: written with a capital within it, with a number, or in no dictionary,
    as where all is typed in small letters."""
    capital = {word for name in _CAPITAL.findall(question) for word in words_of(name)}
    return [
        word
        for word in telling_words(question)
        if word not in _TITLES and (word in capital or any(map(str.isdigit, word)) or not is_english(singular(word)))
    ]


def _with_neighbours(names: Sequence[str], question: str) -> list[str]:
    """Names with the words beside them, in order: `daniel` of "daniel osei"."""
    words = words_of(question)
    beside = [words[max(0, at - 1) : at + 2] for at, word in enumerate(words) if word in names]
    return [word for word in dict.fromkeys(chain.from_iterable(beside)) if not is_empty(word)]


def _named_by(store: Store, word: str, documents: Sequence[int] | None) -> tuple[Mapping[_Paper, frozenset[str]], bool]:
    """The documents, or papers of one, that have a word among the names at their heads, with these, and whether no
    other documents have it at all."""
    expression = phrase_expression(word)
    found = store.rows(
        "SELECT document_id FROM passages WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?) LIMIT ?",
        expression,
        _MOST_PASSAGES + 1,
    ) if expression else []  # fmt: skip
    holding = {int(key) for (key,) in found}
    holding = holding if documents is None else holding.intersection(documents)
    if not holding or len(found) > _MOST_PASSAGES:
        return {}, False
    heads = store.rows(
        "SELECT document_id, title || char(10) || substr(text, 1, ?) FROM pages JOIN documents ON id = document_id "
        "WHERE page_index = 0 AND document_id IN (SELECT value FROM json_each(?))",
        _CHARACTERS,
        json.dumps(sorted(holding)),
    )
    known: dict[_Paper, frozenset[str]] = {}
    for key, text in heads:
        papers = papers_of(store, int(key)) if NAMING.search(str(text)) else {}
        parts: list[tuple[Stretch | None, str]] = [*papers.items()] or [(None, str(text))]
        for stretch, own in parts:
            known[int(key), stretch] = bag(names_at_head(own))
    named = {paper: names for paper, names in known.items() if stem(word) in names}
    return named, len({document for document, _ in named}) == len(holding)


def papers_of(store: Store, document: int) -> Mapping[Stretch, str]:
    """The papers that a document holds, where they are several, with the text of each up to the end of its first page;
    {} else, and of a long document."""
    rows = store.rows(
        "SELECT substr(text, 1, ?) FROM pages WHERE document_id = ? ORDER BY page_index LIMIT ?",
        _CHARACTERS_READ, document, _MOST_PAGES + 1,
    )  # fmt: skip
    pages = [str(text) for (text,) in rows]
    if len(pages) > _MOST_PAGES:
        return {}
    return {each: each.alone(pages)[each.first[0]].lstrip() for each in papers_in(pages)}


def is_of_papers(hit: Hit, papers: Mapping[int, tuple[Stretch, ...]]) -> bool:
    """Whether a passage of a document that holds several papers is of one of these."""
    own = papers.get(hit.document_id)
    return not own or any(each.holds(hit.page_index, hit.start) for each in own)


@lru_cache(maxsize=1024)  # heads return with the next questions
def names_at_head(text: str) -> str:
    """The names and numbers at the head of a document, as its text begins: of its short lines before the first sentence
    without what they are called (`Tenant: `), and of a sentence that tells who the parties are."""
    return "\n".join(_head(text[:_CHARACTERS]))


def _head(text: str) -> Iterator[str]:
    for line in list(filter(str.strip, text.split("\n")))[:_LINES]:
        if len(line) > _LONG_LINE or _SENTENCE.match(line):
            if not _PARTIES.search(line):
                return
            yield from _NAME.findall(line)
        elif label := _LABEL.match(line):
            yield from (*_NAME.findall(line, label.end()), *_NUMBER.findall(line, label.end()))
        elif not _ITEM.match(line):
            yield from _NAME.findall(line)
