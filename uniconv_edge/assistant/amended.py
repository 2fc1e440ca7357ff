"""Clauses that another document changes: what is quoted of a contract, of by-laws or a policy is noted to be changed
where an amendment says so ("In clause 4.2 for “21 days” substitute “14 days”"). English.

An amendment is known to be of a document by a date that the heads of both name: "the agreement of 14 March 2023".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from uniconv_edge.assistant.facts.naming import known_as, names_of
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.dates import named
from uniconv_edge.expressions import expression
from uniconv_edge.library.provisions import place_of
from uniconv_edge.library.query import Filters
from uniconv_edge.library.search import matching_documents, passages_matching
from uniconv_edge.library.sentences import sentences
from uniconv_edge.library.words import phrase_expression
from uniconv_edge.types import Quote

_KINDS = ("clause", "section", "article", "paragraph", "regulation", "rule")
_KIND = rf"(?:{'|'.join(_KINDS)})"
_NAMES_PART = expression(rf"(?i)\b{_KIND} \d")
_ITEM = expression(r"[(]([a-z]{1,3})[)]\s")  # of a clause, before its words
_IS = r"(?:is|are|shall be|will be|has been) (?:hereby )?"
_DONE = (
    r"(?:replaced|deleted|amended|altered|varied|substituted|repealed|revoked|changed|omitted|modified|removed)\b"
    r"(?! (?:only|if|in writing|by (?:written|mutual))\b)"
)
_DO = r"(?:replace|delete|substitute|insert|omit|remove|amend|alter|vary|revoke|add)"
# What is not changed, or only may be: "This letter does not amend clause 4", "No party may vary clause 4."
_DENIED = expression(
    r"\b(?:(?i:not|no [a-z]+|nothing|nobody|neither|never|cannot)|may|if)\b"
    rf"[^,;.“”\"]{{0,60}}\b(?:(?i:{_DO})\b|(?i:{_DONE}))"
)
_HEAD = 1_500  # characters of a document that tell which it is
_MOST_PASSAGES = 100
_MOST = 2  # changes that are told
_MOST_CHARACTERS = 300  # of one


def note_of_amendments(library: Retriever, quote: Quote, filters: Filters) -> str:
    """Which documents that may be searched say that they change the numbered part a quote is of, and how; "" where none
    does."""
    page = library.page_text(quote.document_id, quote.page_index)
    numbers = _numbers(page, quote)
    if not numbers:
        return ""
    item = found[1] if (found := _ITEM.match(quote.text)) else ""
    store = library.store
    with store.snapshot():
        dates = _dates(library, quote.document_id)
        documents = matching_documents(store, filters, None)
        told: dict[str, int] = {}
        for document, text in _perhaps(library, numbers, documents) if dates else ():
            if document != quote.document_id and not dates.isdisjoint(_dates(library, document)):
                told |= dict.fromkeys(_changes(text, numbers, item), document)
        names = names_of(store, list(told.values())) if told else {}
    return " ".join(f"`{names[key]}` may change it: “{said}”" for said, key in list(told.items())[:_MOST])


def _numbers(page: str, quote: Quote) -> set[str]:
    """The numbers of the part that a quote is of: that with which its line begins, unless that may be the item of an
    amendment (`3. In clause 4.2 ...`), and that of the heading above it, of an item (`(a)`) of the clause above."""
    found = place_of(page, quote.start).numbers
    line = page[page.rfind("\n", 0, quote.start) + 1 : quote.end]
    if found and "." not in found[0] and line.startswith(found[0]) and _NAMES_PART.search(quote.text):
        found = found[1:]
    return set(found) | {number.rpartition(".")[0] for number in found if "." in number}


def _dates(library: Retriever, document: int) -> Set[tuple[int, int, int]]:
    """The whole dates by which a document may be known: those of its names and its head."""
    head = f"{known_as(library.store, [document]).get(document, '')}\n{library.page_text(document, 0)[:_HEAD]}"
    return {(each.year, each.month, each.day) for each in named(head) if each.year and each.day}


def _perhaps(library: Retriever, numbers: Set[str], documents: list[int] | None) -> Iterator[tuple[int, str]]:
    """The documents and texts of passages that name a part with one of these numbers."""
    phrases = [phrase_expression(f"{kind} {number}") for number in sorted(numbers) for kind in _KINDS]
    for key in passages_matching(library.store, " OR ".join(phrases), documents, _MOST_PASSAGES):
        yield from library.store.rows("SELECT document_id, text FROM passages WHERE id = ?", key)


def _changes(text: str, numbers: Set[str], item: str) -> Iterator[str]:
    """The sentences of a text that say that they change a part with one of these numbers, of an item of it not another
    item."""
    of_another = rf"(?! ?\((?!{item}\))[a-z]{{1,3}}\))" if item else ""
    part = rf"{_KIND} (?:{'|'.join(map(re.escape, sorted(numbers)))})(?!\d|\.\d){of_another}"
    changes = re.compile(
        rf"(?i)\bin {part}.*\b(?:{_DO}\b|{_IS}{_DONE})"
        rf"|\b{part}[^.;]{{0,60}}\b{_IS}{_DONE}"
        rf"|\b{_DO} (?:[^.;]{{1,80}} (?:in|of|from|to) )?{part}"
    )
    for start, end in sentences(text):
        said = " ".join(text[start:end].split())
        if end - start <= _MOST_CHARACTERS and changes.search(said) and not _DENIED.search(said):
            yield said
