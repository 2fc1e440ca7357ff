"""Whom a document is about, where its sentences do not say it: by the other part of a name that it is called by, and to
whom it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from uniconv_edge.assistant.quoting.quotes import called_as
from uniconv_edge.assistant.words.names import WORD, is_name
from uniconv_edge.assistant.words.terms import is_empty
from uniconv_edge.library.search import passages_matching
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import phrase_expression, words_of
from uniconv_edge.types import Hit

_OWNS = re.compile(r"['’]s?$")
_TITLE = re.compile(r"(?i)mr|mrs|ms|miss|dr|prof|professor|sir|aunt|uncle")
_HEAD = 400  # characters
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_WRITTEN_TO = re.compile(r"(?m)^(?:To: |Dear )(.*)$")


def with_names(store: Store, hits: Sequence[Hit], question: str) -> list[Hit]:
    """Passages found, each with the names of the question that its document is not called by, but is written to, or
    says beside one that it is called by: "Adaeze" of "Adaeze Okonjo", in `Contract Okonjo.docx`."""
    asked = [_OWNS.sub("", word) for word in WORD.findall(question)]
    about: dict[int, str] = {}
    for hit in hits:
        if hit.document_id not in about:
            about[hit.document_id] = " ".join(_names(store, hit, asked))
    return [replace(hit, about=" ".join(filter(None, (hit.about, about[hit.document_id])))) for hit in hits]


def _names(store: Store, hit: Hit, asked: Sequence[str]) -> list[str]:
    called = set(words_of(called_as(hit)))
    is_called = [not is_empty(word.casefold()) and called.issuperset(words_of(word)) for word in asked]
    others = [at for at, word in enumerate(asked) if not (is_called[at] or _TITLE.fullmatch(word))]
    # Of what is written with a capital no dictionary is asked, which takes long, of others last.
    with_capital = any(asked[at][:1].isupper() and is_name(asked[at]) for at in others)
    to = _written_to(store.page_text(hit.document_id, 0)) if with_capital else frozenset[str]()
    found: list[str] = []
    for at in others:
        pairs = [asked[first : first + 2] for first in (at - 1, at) if first >= 0 and any(is_called[first : first + 2])]
        said = any(_says(store, hit.document_id, pair) for pair in pairs if len(pair) == 2)
        if asked[at] in to or (said and is_name(asked[at])):
            found.append(asked[at])
    return found


def _says(store: Store, document: int, words: Sequence[str]) -> bool:
    """Whether a document says these words in a row."""
    return bool(passages_matching(store, f"text : {phrase_expression(' '.join(words))}", [document], 1))


def _written_to(text: str) -> frozenset[str]:
    """The words that stand behind `To:` or "Dear" at the head of a text."""
    return frozenset(word for line in _WRITTEN_TO.findall(text[:_HEAD]) for word in _LETTERS.findall(line))
