"""Rows tokenised once, as bags of tokens: what the static stage reads millions of times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.expressions import expression
from uniconv_edge.train.data import RowSet

Ids = npt.NDArray[np.int32]

SENTENCE_BORDER = expression(r"""[.!?]["')\]]*\s+|\n+""")
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class BagRow:
    """A conversation as (ids, is a reply) per turn, oldest first; its passage; the place of the sentence that holds
    the evidence among the passage's sentences, -1 when there is none."""

    turns: tuple[tuple[Ids, bool], ...]
    positive: int
    negatives: tuple[int, ...]
    sentence: int


@dataclass(frozen=True, slots=True)
class BagSet:
    """One source: ids of each passage and the token offsets of its sentences (one more than there are sentences)."""

    source: str
    passages: list[Ids]
    borders: list[Ids]
    rows: list[BagRow]

    def sentences(self, passage: int) -> list[Ids]:
        """The ids of each sentence of a passage; a sentence behind the cut is empty."""
        ids, borders = self.passages[passage], self.borders[passage]
        return [ids[first:last] for first, last in pairwise(borders)]


def bag_set(rows: RowSet, tokenizer: Any, max_tokens: int) -> BagSet:
    """All rows of a source that have a passage, with passages cut at `max_tokens`."""
    passages: list[Ids] = []
    borders: list[Ids] = []
    cuts: list[list[int]] = []
    for first in range(0, len(rows.passages), _AT_ONCE):
        part = rows.passages[first : first + _AT_ONCE]
        heads = [f" {title.strip()}\n " if title.strip() else " " for title, _ in part]
        texts = [head + text for head, (_, text) in zip(heads, part, strict=True)]
        encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
        for head, (_, text), each in zip(heads, part, encoded, strict=True):
            passages.append(np.array(each.ids[:max_tokens], np.int32))
            starts = np.array([start for start, _ in each.offsets[:max_tokens]])
            found = sorted({0, *(match.end() for match in SENTENCE_BORDER.finditer(text)), len(text)})
            cuts.append(found)
            # A byte-level token owns the space before it, so a sentence begins one character early.
            borders.append(np.searchsorted(starts, np.array(found) + len(head) - 1).astype(np.int32))
    usable = [row for row in rows.rows if row.positive is not None]
    turns = iter(encode_all([turn.text for row in usable for turn in row.turns], tokenizer))
    out = []
    for row in usable:
        encoded_turns = tuple((next(turns), turn.role == "assistant") for turn in row.turns)
        positive, sentence = int(row.positive or 0), -1
        if row.evidence is not None:
            sentence = int(np.searchsorted(cuts[positive], row.evidence[0], side="right")) - 1
        out.append(BagRow(encoded_turns, positive, row.negatives, sentence))
    return BagSet(rows.source, passages, borders, out)


def encode_all(texts: Sequence[str], tokenizer: Any) -> list[Ids]:
    """The ids of each text as the token layout writes it."""
    out: list[Ids] = []
    for first in range(0, len(texts), _AT_ONCE):
        part = [" " + text.strip() for text in texts[first : first + _AT_ONCE]]
        out += [np.array(each.ids, np.int32) for each in tokenizer.encode_batch(part, add_special_tokens=False)]
    return out


@dataclass(frozen=True, slots=True)
class SessionBag:
    """The tokens (n,) of a conversation: ids, 1 where one stands in a reply, distance to `<|emb|>`; how many turns."""

    ids: Ids
    replies: npt.NDArray[np.float32]
    distances: Ids
    turns: int


def session_bag(turns: Sequence[tuple[Ids, bool]], max_tokens: int) -> SessionBag:
    """A conversation as `layout.session_ids` cuts it: the oldest turns go first, then the start of the last."""
    kept = list(turns)
    room = max_tokens - 2
    while len(kept) > 1 and sum(len(ids) + 1 for ids, _ in kept) > room:
        kept.pop(0)
    kept = [(ids[-(room - 1) :], reply) for ids, reply in kept]
    ids = np.concatenate([ids for ids, _ in kept])
    replies = np.concatenate([np.full(len(ids), float(reply), np.float32) for ids, reply in kept])
    ends = np.cumsum([len(ids) + 1 for ids, _ in kept][::-1])[::-1]  # distance of each turn's special token
    distances = np.concatenate([end - 1 - np.arange(len(ids)) for end, (ids, _) in zip(ends, kept, strict=True)])
    return SessionBag(ids, replies, distances.astype(np.int32), len(kept))


def occurrences(texts: Sequence[Ids]) -> npt.NDArray[np.float32]:
    """For each token of all texts, one text after the other, the how-manieth of its kind it is in its text, from 1."""
    flat = np.concatenate(texts).astype(np.int64)
    text = np.repeat(np.arange(len(texts)), [len(ids) for ids in texts])
    kinds = text * (flat.max(initial=0) + 1) + flat
    order = np.argsort(kinds, kind="stable")
    ordered = kinds[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    found = np.empty(len(flat), np.float32)
    found[order] = 1 + np.arange(len(flat)) - np.repeat(starts, np.diff(np.r_[starts, len(flat)]))
    return found
