"""How well a sentence goes on from the reply before it, for a question that points back to that reply. Pure.

"How is she treated?" and "and on Sundays?" ask on about what was just quoted: the answer mostly stands in the same
document, and often right behind that quote. Weights were chosen on the development sets' follow-ups (docs/answers.md).
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache

import numpy as np

from uniconv_edge.assistant.quotes import Candidate
from uniconv_edge.assistant.terms import bag, is_empty, stem
from uniconv_edge.assistant.topic import points_back
from uniconv_edge.library.query import without_filters
from uniconv_edge.library.sentences import cells
from uniconv_edge.library.words import words_of
from uniconv_edge.types import FloatArray, Hit, Turn

DOCUMENT_SHARE = 0.3  # of a document that says all that the reply said
BEHIND_SHARE = 0.2  # of the sentence right behind a quoted one, half of it of the next; a row tells of something else
_REACH = 2


def continues(turns: Sequence[Turn], hits: Sequence[Hit], candidates: Sequence[Candidate]) -> FloatArray:
    """What each candidate of `hits` gains, (n,): zeros where the last turn does not point back or nothing was said."""
    gains = np.zeros(len(candidates), np.float32)
    reply = next((turn.text for turn in reversed(turns[:-1]) if turn.role == "assistant"), "")
    told = frozenset(stem(word) for word in words_of(reply) if not is_empty(word))
    if not told or not points_back(without_filters(turns[-1].text)):
        return gains
    quoted = [_spaced(each.text) in _spaced(reply) for each in candidates]
    shares = _shares(
        told, hits, {hits[each.source - 1].path for each, was in zip(candidates, quoted, strict=True) if was}
    )
    source, since = 0, _REACH + 1
    for place, each in enumerate(candidates):
        since = since + 1 if each.source == source else _REACH + 1
        gains[place] = DOCUMENT_SHARE * shares[hits[each.source - 1].path]
        if since <= _REACH and len(cells(each.text)) < 2:
            gains[place] += BEHIND_SHARE / since
        source, since = each.source, 0 if quoted[place] else since
    return gains


def _shares(told: Set[str], hits: Sequence[Hit], quoted: Set[str]) -> dict[str, float]:
    """Path -> the part of what was told that the document's sources say; all of it where one of them was quoted."""
    shares = dict.fromkeys(quoted, 1.0)
    for hit in hits:
        shares[hit.path] = max(shares.get(hit.path, 0.0), len(told & bag(hit.text)) / len(told))
    return shares


@lru_cache(maxsize=1024)
def _spaced(text: str) -> str:
    """The words of a text between blanks. Kept, because the sentences of a source return with the next questions."""
    return f" {' '.join(words_of(text))} "
