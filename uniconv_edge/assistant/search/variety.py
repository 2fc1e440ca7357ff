"""The first hits of a search are not one text over and over, nor all of one document. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.library.finding_aids import is_finding_aid
from uniconv_edge.library.sketch import NEAR_BITS, share_most_words
from uniconv_edge.types import Hit

FIRST = 5
PER_DOCUMENT = 2
# Another document's passage is preferred to a third of the same while its score is at least this share of it: about
# that of a passage at rank 12, half of the best by rank and a fifth by score.
CLOSE = 1 / 3
# Texts whose sketches differ in more bits are not compared word by word: that is twice what near-duplicates differ in.
_COMPARED_BITS = 2 * NEAR_BITS
_SKETCH_BITS = 0xFFFF_FFFF_FFFF_FFFF


def varied(
    hits: Sequence[Hit], sketches: Mapping[int, int], limit: int, is_gone: Callable[[str], bool]
) -> tuple[list[Hit], dict[int, str]]:
    """The first `limit` hits, ranked anew from 1, and for each passage that was moved down or left out why.

    Repetitions of a text leave, or the first of it where its file `is_gone` and that of another is not; contents and
    indexes, and near-duplicates of a passage that stands higher, come last; a third passage of one document waits until
    the first five are full or nothing else is close. `sketches` are those of the passages, by id.
    """
    found, why = _without_repetitions(hits, sketches, is_gone)
    later = [hit for hit in found if is_finding_aid(hit.text, hit.heading)]
    why |= {hit.passage_id: "only says on which page something stands" for hit in later}
    waiting = [hit for hit in found if hit.passage_id not in why]
    kept: list[Hit] = []
    while waiting and len(kept) < limit:
        hit = _next(waiting, kept)
        if hit is not waiting[0]:
            why.setdefault(waiting[0].passage_id, f"two passages of this document stand among the first {FIRST}")
        waiting.remove(hit)
        twin = next((other for other in kept if _are_near(hit, other, sketches)), None)
        if twin is None:
            kept.append(hit)
        else:
            why[hit.passage_id] = f"nearly the same text as in {twin.path}"
            later.append(hit)
    kept += later[: limit - len(kept)]
    return ranked(kept), why


def spread(hits: Sequence[Hit]) -> bool:
    """Whether no document has a third passage among the first hits."""
    return max(Counter(hit.document_id for hit in hits[:FIRST]).values(), default=0) <= PER_DOCUMENT


def _without_repetitions(
    hits: Sequence[Hit], sketches: Mapping[int, int], is_gone: Callable[[str], bool]
) -> tuple[list[Hit], dict[int, str]]:
    alike: dict[int, list[Hit]] = {}  # equal texts have equal sketches
    kept: list[Hit] = []
    why: dict[int, str] = {}
    for hit in hits:
        others = alike.setdefault(sketches.get(hit.passage_id, 0), [])
        same = next((other for other in others if other.text.split() == hit.text.split()), None)
        if same is None:
            kept.append(hit)
            others.append(hit)
        elif is_gone(same.path) and not is_gone(hit.path):  # as where a folder was moved and indexed again
            for those in (kept, others):
                those[those.index(same)] = replace(hit, score=same.score)
            why[same.passage_id] = f"the same text as in {hit.path}, which is there"
        else:
            why[hit.passage_id] = f"the same text as in {same.path}"
    return kept, why


def _next(waiting: Sequence[Hit], kept: Sequence[Hit]) -> Hit:
    best = waiting[0]
    documents = [hit.document_id for hit in kept]
    if len(kept) >= FIRST or documents.count(best.document_id) < PER_DOCUMENT:
        return best
    close = (hit for hit in waiting if hit.score >= CLOSE * best.score)
    return next((hit for hit in close if documents.count(hit.document_id) < PER_DOCUMENT), best)


def _are_near(one: Hit, other: Hit, sketches: Mapping[int, int]) -> bool:
    differing = (sketches.get(one.passage_id, 0) ^ sketches.get(other.passage_id, 0)) & _SKETCH_BITS
    return differing.bit_count() <= _COMPARED_BITS and share_most_words(one.text, other.text)
