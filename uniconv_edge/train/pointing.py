"""The pointing objective: after each sentence of a source, does it answer the session? `<|quote|>` or `<|none|>`.

The half of L_G that chooses evidence, asked at every sentence instead of once an answer: many more
questions for the same tokens. A conversation's sources are read one at a time behind the session, each blind to the
others, as they are at serving.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import torch
from torch import Tensor

from uniconv_edge.errors import ConfigurationError
from uniconv_edge.library.sentences import sentences
from uniconv_edge.model.layout import SpecialIds, pointed_source, session_ids
from uniconv_edge.train import losses
from uniconv_edge.train.batches import TokenRow
from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.recipe import UnifyRecipe
from uniconv_edge.train.tokenizer import encoder, locator

_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Points:
    """`rows` of session and one source; of each of their points, in order, whether its sentence is right and which of
    the `conversations` it belongs to."""

    rows: list[TokenRow]
    right: list[bool]
    conversation: list[int]
    conversations: int
    special: SpecialIds

    def loss(self, states: Sequence[Tensor], embeddings: Tensor) -> Tensor:
        """The loss from the hidden states at the rows' points, (points, d) each."""
        scores = torch.cat(list(states)) @ (embeddings[self.special.quote] - embeddings[self.special.none])
        device = scores.device
        right = torch.tensor(self.right, device=device)
        return losses.pointing(
            scores.float(), right, torch.tensor(self.conversation, device=device), self.conversations
        )


class PointMaker:
    """Makes the rows of a step from the rows of all sources that know their evidence, or that nothing answers. Raises
    ConfigurationError when there are none."""

    def __init__(self, sources: Mapping[str, RowSet], tokenizer: Any, special: SpecialIds, recipe: UnifyRecipe) -> None:
        self._encode, self._locate = encoder(tokenizer), locator(tokenizer)
        self._special, self._recipe = special, recipe
        usable = {
            name: [row for row in each.rows if row.negatives and not row.retrieval_only and teaches(row)]
            for name, each in sources.items()
        }
        self._sources = {name: (sources[name], rows) for name, rows in usable.items() if rows}
        if not self._sources:
            raise ConfigurationError(
                "no row of the data says which sentence answers, or that none does",
                "set `unify.point_rows` to 0, or give the rows evidence (`e`) and other passages (`n`)",
            )
        self._names = list(self._sources)
        self._weights = [len(usable[s]) ** 0.5 * recipe.source_weights.get(s, 1.0) for s in self._names]

    def points(self, random: Random) -> Points:
        """The rows of one step: `point_rows` conversations."""
        out = Points([], [], [], self._recipe.point_rows, self._special)
        for number in range(self._recipe.point_rows):
            source, rows = self._sources[random.choices(self._names, self._weights)[0]]
            self._add(out, number, source, random.choice(rows), random)
        return out

    def _add(self, out: Points, number: int, source: RowSet, row: Row, random: Random) -> None:
        recipe = self._recipe
        session = [
            *session_ids(row.turns, self._encode, self._special, max_tokens=recipe.session_tokens),
            self._special.emb,
        ]
        keep = row.positive is not None and random.random() >= recipe.missing_positive
        others = random.sample(row.negatives, min(recipe.point_sources - keep, len(row.negatives)))
        while len(others) < recipe.point_sources - keep:
            others.append(random.randrange(len(source.passages)))
        reads = [self._read(session, *source.passages[index], None) for index in others if index != row.positive]
        if keep and row.positive is not None:
            reads.append(self._read(session, *source.passages[row.positive], row.evidence))
            if not any(reads[-1][1]):
                return  # the sentence of the evidence was cut off: nothing would be right
        for read, right in reads:
            out.rows.append(read)
            out.right.extend(right)
            out.conversation.extend([number] * len(right))

    def _read(
        self, session: list[int], title: str, text: str, evidence: tuple[int, int] | None
    ) -> tuple[TokenRow, list[bool]]:
        """Session and source, and of each sentence whether it is right."""
        most = self._recipe.source_tokens
        text, evidence = window(text, evidence, most * _CHARACTERS_A_TOKEN)
        spans = sentences(text)
        ids, places = pointed_source(
            title, text, [end for _, end in spans], self._encode, self._locate, self._special, max_tokens=most
        )
        found = [(place, holds(span, evidence)) for place, span in zip(places, spans, strict=True) if place is not None]
        points = tuple(len(session) + place for place, _ in found)
        return TokenRow([*session, *ids], (), points=points), [right for _, right in found]


def window(text: str, evidence: tuple[int, int] | None, most: int) -> tuple[str, tuple[int, int] | None]:
    """At most `most` characters of a text from the beginning of a sentence on, and where the evidence stands in them;
    the evidence stays inside."""
    if evidence is None or evidence[1] <= most:
        return text[:most], evidence
    earliest = evidence[1] - most * 4 // 5
    start = min(next((first for first, _ in sentences(text) if first >= earliest), evidence[0]), evidence[0])
    return text[start : start + most], (evidence[0] - start, evidence[1] - start)


def teaches(row: Row) -> bool:
    """Whether a row says which sentence answers, or that none does."""
    return row.positive is None or row.evidence is not None


def holds(span: tuple[int, int], evidence: tuple[int, int] | None) -> bool:
    """Whether a sentence and the evidence share more than half of the shorter of them."""
    if evidence is None:
        return False
    shared = min(span[1], evidence[1]) - max(span[0], evidence[0])
    return shared > 0.5 * min(span[1] - span[0], evidence[1] - evidence[0])
