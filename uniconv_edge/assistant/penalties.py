"""What is due for breaking a rule, which laws and statutes tell apart from it, by its number: "A person who contravenes
section 4(1) is liable to a fine". English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.assistant.words.terms import are_forms, bag, stem, telling_words, values
from uniconv_edge.library.provisions import Place, may_be_heading, parts_breached, place_of
from uniconv_edge.library.search import hits_of, passages_matching
from uniconv_edge.library.sentences import sentences
from uniconv_edge.library.words import phrase_expression, words_of
from uniconv_edge.types import Hit, Quote

_ASKS = re.compile(r"(?i)\b(?:fines?|fined|penalt(?:y|ies)|penali[sz]ed|punish(?:ed|ments?)?|sanctions?)\b")
_ASKS_FOR_ONE = re.compile(rf"{_ASKS.pattern} (?:for|if|when)\b")
_TELLS = re.compile(r"(?i)\b(?:fines?|fees?|penalt\w+|imprison\w+|exclu\w+|suspen\w+|punish\w*)\b|[$£€] ?\d")
_BREACH_LIST = "contravenes contravention breach breaches offence violates penalty liable"
_BREACH = " OR ".join(map(phrase_expression, _BREACH_LIST.split()))
_LEAST_SAID = 0.6  # of the worth of what is asked besides, by the rule with what it stands under
_MOST_PASSAGES = 100


def penalty_of(library: Retriever, question: str, found: Sequence[Quote]) -> tuple[Hit, Candidate, Quote] | None:
    """The sentence that tells what is due for breaking one of the rules found, the first that says what the question
    does, with its passage and that rule; None where none is asked for."""
    words = [word for word in telling_words(question) if not _ASKS.fullmatch(word)]
    if not words or not _ASKS_FOR_ONE.search(question):
        return None
    worth = dict(zip(words, values(words, library.passage_counts).values(), strict=False))
    for rule in (each for each in found if not parts_breached(each.text)):
        page = library.page_text(rule.document_id, rule.page_index)
        place = place_of(page, rule.start)
        above = page[place.begins :].partition("\n")[0]
        told = f"{rule.title}\n{rule.heading}\n{above}\n{rule.text}"
        said = bag(told).union(words_of(told))
        held = (
            value
            for word, value in worth.items()
            if stem(word) in said or any(are_forms(each, word) or word == f"{each[:-1]}ing" for each in said)
        )
        if sum(held) < _LEAST_SAID * sum(worth.values()):
            continue
        if due := next(_breaches(library, rule.document_id, place), None):
            return *due, rule
    return None


def _breaches(library: Retriever, document: int, rule: Place) -> Iterator[tuple[Hit, Candidate]]:
    """The sentences of a document that tell what is due for a breach of a part."""
    numbers = {number.rpartition(".")[0] for number in rule.numbers} | set(rule.numbers)
    keys = passages_matching(library.store, _BREACH, [document], _MOST_PASSAGES) if numbers else ()
    for hit in hits_of(library.store, [(key, 0.0) for key in keys]):
        for start, end in sentences(hit.text):
            text = hit.text[start:end]
            if may_be_heading(text) or not _TELLS.search(text):
                continue
            if any(
                number in numbers and (not mark or not rule.mark or mark == rule.mark)
                for number, mark in parts_breached(text)
            ):
                yield hit, Candidate(1, hit.start + start, hit.start + end, text)
