"""What a document tells of the thing that it is called by, in a line of its own: `Capital: Nairobi` in `Kenya` answers
"What is the capital of Kenya?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from uniconv_edge.library.search import passages_matching
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import phrase_expression, words_of

_MOST_WORDS = 4  # of a label
_LONGEST_NAME = 80  # characters
_MOST_FOUND = 200
_ASKS = (
    r"(?i)^\W*(?:(?:and|so|but|ok(?:ay)?)\W+)*+(?:what|who|which|when|where|how(?: \w+)?)(?:['’]s| is| are| was| were) "
)
_OF_IT = re.compile(
    rf"{_ASKS}(?:the |an? )?(?P<label>(?:[\w'’-]+ ){{1,4}}?)(?:of|in|for|at) (?:the )?(?P<thing>.+?)\W*$"
)
_ITS = re.compile(rf"{_ASKS}(?:the )?(?P<thing>.+?)(?:['’]s|(?<=s)['’]) (?P<label>[\w'’-]+(?: [\w'’-]+){{0,3}})\W*$")
_LABELLED = re.compile(
    r"(?m)^[^\S\n]*(?:[-*•][^\S\n]+)?(?P<label>[^\n:|()]{2,60})(?:\([^\n:|()]{1,60}\) ?)?:[^\S\n]+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for and of what, in words: ("capital",) of ("kenya",)."""

    label: tuple[str, ...]
    thing: tuple[str, ...]


@lru_cache(maxsize=16)
def asked_of(question: str) -> Asked | None:
    """What a question asks of a thing it names; None for other questions."""
    if len(question) > 2 * _LONGEST_NAME:
        return None
    found = _OF_IT.match(question) or _ITS.match(question)
    if found is None:
        return None
    label, thing = words_of(found["label"]), words_of(found["thing"])
    return Asked(tuple(label), tuple(thing)) if label and thing and len(label) <= _MOST_WORDS else None


def line_of(asked: Asked, text: str, title: str) -> int:
    """Where in a passage of the document of this title the line begins that is called what is asked of it; -1 without
    one."""
    if tuple(words_of(title)) != asked.thing:
        return -1
    label = _singular(asked.label)
    return next((each.start() for each in _LABELLED.finditer(text) if _singular(words_of(each["label"])) == label), -1)


def _singular(words: Sequence[str]) -> list[str]:
    return [word.removesuffix("s") for word in words]


def passages_labelled(store: Store, question: str, documents: Sequence[int] | None = None) -> list[int]:
    """Ids of the passages of these documents (None: all) with such a line, ascending."""
    asked = asked_of(question)
    if asked is None:
        return []
    pattern = "%".join(asked.thing)
    rows = store.rows(
        "SELECT id, title FROM documents WHERE length(title) <= ? AND title LIKE ?", _LONGEST_NAME, f"%{pattern}%"
    )
    among = None if documents is None else set(documents)
    titles = {int(i): str(t) for i, t in rows if tuple(words_of(t)) == asked.thing and (among is None or i in among)}
    if not titles:
        return []
    expression = phrase_expression(" ".join(asked.label))
    found = passages_matching(store, f"text : {expression}", list(titles), _MOST_FOUND)
    texts = ((i, store.rows("SELECT document_id, text FROM passages WHERE id = ?", i)[0]) for i in found)
    return [i for i, (document, text) in texts if line_of(asked, text, titles[int(document)]) >= 0]
