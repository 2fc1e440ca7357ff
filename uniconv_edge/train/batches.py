"""Turns conversation rows and texts into token sequences. Pure, given a random generator."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from uniconv_edge.model.layout import (
    Encode,
    SpecialIds,
    answer_ids,
    passage_ids,
    reply_ids,
    session_ids,
    source_ids,
)
from uniconv_edge.train.backbone import Blind
from uniconv_edge.train.bags import SENTENCE_BORDER
from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.recipe import UnifyRecipe


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One row of ids. `vectors` are the positions of its `<|emb|>` tokens; the next-token loss starts at `targets`;
    `points` are the last tokens of sentences that may be pointed at (`pointing`); `blind` spans do not see what stands
    before them (`backbone.Blind`)."""

    ids: list[int]
    vectors: tuple[int, ...]
    targets: int | None = None
    blind: tuple[Blind, ...] = ()
    points: tuple[int, ...] = ()

    @property
    def without_session(self) -> TokenRow:
        """The same row with an answer that sees the session only through its `<|emb|>`."""
        start = self.targets or len(self.ids)
        return replace(self, blind=(*self.blind, (start, len(self.ids), self.vectors[0])))

    @property
    def target_positions(self) -> list[int]:
        """Positions whose next token is a target: from `<|answer|>` to the token before the last."""
        return [] if self.targets is None else list(range(self.targets, len(self.ids) - 1))

    @property
    def token_positions(self) -> list[int]:
        """Positions whose next token is asked for: targets, then points."""
        return [*self.target_positions, *self.points]


@dataclass(frozen=True, slots=True)
class Batch:
    """One step of the joint stage, all of one source.

    `answers` are whole conversations (session, sources, answer); the first `paired` of them also give the session
    vectors of the first `paired` pairs, `sessions` hold the others. `positive[i]` is the index of pair i's passage in
    `candidates`, which holds each passage once. `replies[i]` goes with `answers[i]`; `has_reply[i]` is false where the
    sources do not carry it.
    """

    source: str
    sessions: list[TokenRow]
    positive: list[int]
    candidates: list[TokenRow]
    candidate_passages: list[int]
    query_texts: list[str | None]
    answers: list[TokenRow]
    paired: int
    replies: list[TokenRow]
    has_reply: list[bool]


def count_rows(rows: RowSet, recipe: UnifyRecipe) -> dict[str, int]:
    """How many rows of a source serve what, and how many serve nothing under this recipe, with the reason."""
    answering = bool(recipe.generation_weight or recipe.cii_weight)
    without = [row for row in rows.rows if row.positive is None]
    unanswerable = sum(not row.retrieval_only for row in without)
    found = {"rows": len(rows.rows), "pairs": len(rows.rows) - len(without), "unanswerable": unanswerable}
    if lost := len(without) - unanswerable:
        found["skipped: for retrieval only, but without a passage"] = lost
    if unanswerable and not answering:
        found["skipped: unanswerable, and the recipe trains no answers"] = unanswerable
    return found


class BatchMaker:
    """Makes batches from one source's rows."""

    def __init__(self, rows: RowSet, encode: Encode, special: SpecialIds, recipe: UnifyRecipe) -> None:
        self._set, self._encode, self._special, self._recipe = rows, encode, special, recipe
        self._contrastive = [row for row in rows.rows if row.positive is not None]
        self._unanswerable = [row for row in rows.rows if row.positive is None and not row.retrieval_only]

    def __len__(self) -> int:
        return len(self._contrastive)

    @property
    def contrastive(self) -> list[Row]:
        """The rows that have a passage."""
        return self._contrastive

    @property
    def passages(self) -> int:
        """How many passages the source has."""
        return len(self._set.passages)

    def replace_negatives(self, found: Mapping[int, Sequence[int]]) -> None:
        """Take new hard negatives for rows, by their place in `contrastive`."""
        for place, negatives in found.items():
            self._contrastive[place] = replace(self._contrastive[place], negatives=tuple(negatives))

    def batch(self, random: Random) -> Batch:
        """A new batch of `pairs` pairs with hard negatives, `answer_rows` of them as whole conversations."""
        recipe = self._recipe
        rows = random.sample(self._contrastive, min(recipe.pairs, len(self._contrastive)))
        wanted = recipe.answer_rows if recipe.generation_weight or recipe.cii_weight else 0
        whole = [row for row in rows if not row.retrieval_only][:wanted]
        rows = whole + [row for row in rows if not any(row is other for other in whole)]
        index: dict[int, int] = {}
        positive = [index.setdefault(int(row.positive or 0), len(index)) for row in rows]
        for row in rows:
            for negative in random.sample(row.negatives, min(recipe.hard_negatives, len(row.negatives))):
                index.setdefault(negative, len(index))
        paired = len(whole)
        if whole and self._unanswerable:
            whole = [*whole, random.choice(self._unanswerable)]
        answers = [self._answer(row, random) for row in whole]
        return Batch(
            source=self._set.source,
            sessions=[self.session(row) for row in rows[paired:]],
            positive=positive,
            candidates=[self._candidate(i, rows, random) for i in index],
            candidate_passages=list(index),
            query_texts=[row.turns[0].text if len(row.turns) == 1 else None for row in rows],
            answers=[sequence for sequence, _ in answers],
            paired=paired,
            replies=[self._reply(row.reply) for row in whole],
            has_reply=[grounded and bool(row.reply.strip()) for (_, grounded), row in zip(answers, whole, strict=True)],
        )

    def evidence_text(self, row: Row) -> str:
        """The evidence of a row as its passage writes it; "" when there is none."""
        if row.positive is None or row.evidence is None:
            return ""
        return self._set.passages[row.positive][1][slice(*row.evidence)]

    def passage_text(self, index: int) -> str:
        """A passage as the teacher reads it."""
        title, text = self._set.passages[index]
        return f"{title}. {text}" if title else text

    def session(self, row: Row) -> TokenRow:
        """A row's conversation and its vector."""
        ids = session_ids(row.turns, self._encode, self._special, max_tokens=self._recipe.session_tokens)
        return TokenRow([*ids, self._special.emb], (len(ids),))

    def passage(self, index: int) -> TokenRow:
        """A passage and its vector."""
        title, text = self._set.passages[index]
        ids = passage_ids(title, text, self._encode, self._special, max_tokens=self._recipe.passage_tokens)
        return TokenRow(ids, (len(ids) - 1,))

    def _candidate(self, index: int, rows: Sequence[Row], random: Random) -> TokenRow:
        """A passage; without `ddm`, sometimes the reply of the row whose passage it is."""
        if not self._recipe.ddm and random.random() < 0.5:
            for row in rows:
                if row.positive == index and row.reply.strip():
                    return self._reply(row.reply)
        return self.passage(index)

    def _reply(self, reply: str) -> TokenRow:
        ids = reply_ids(reply or "-", self._encode, self._special, max_tokens=self._recipe.reply_tokens)
        return TokenRow(ids, (len(ids) - 1,))

    def _answer(self, row: Row, random: Random) -> tuple[TokenRow, bool]:
        """Session, shuffled sources, answer. Sometimes, and where its evidence is longer than a source, the positive is
        left out and the target is `<|none|>`."""
        recipe, special = self._recipe, self._special
        shown: tuple[str, str] | None = None
        if row.answerable and row.positive is not None and random.random() >= recipe.missing_positive:
            shown = self._window(row, row.positive)
        keep = shown is not None
        count = recipe.answer_sources - (1 if keep else 0)
        chosen: list[int] = list(random.sample(row.negatives, min(count, len(row.negatives))))
        if keep and row.positive is not None:
            chosen.insert(random.randint(0, len(chosen)), row.positive)
        ids = [*session_ids(row.turns, self._encode, special, max_tokens=recipe.session_tokens), special.emb]
        session_end = len(ids) - 1
        blocks = random.random() < recipe.block_share
        blind: list[Blind] = []
        for index in chosen:
            source = self._source(*(shown if shown and index == row.positive else self._set.passages[index]))
            blind.append((len(ids), len(ids) + len(source), len(ids)))
            ids += source
        ids.append(special.emb)
        quotes: list[tuple[int, str]] = []
        if keep and row.positive is not None and row.evidence:
            text = self._set.passages[row.positive][1]
            quotes.append((chosen.index(row.positive) + 1, text[slice(*_sentences(text, row.evidence))].strip()))
        reply = row.reply if keep else ""
        answer = answer_ids(quotes, reply, self._encode, special)[: recipe.reply_tokens * 2]
        vectors = (session_end, len(ids) - 1)
        return TokenRow(ids + answer, vectors, len(ids), tuple(blind) if blocks else ()), keep

    def _source(self, title: str, text: str, *, whole: bool = False) -> list[int]:
        most = None if whole else self._recipe.source_tokens
        return source_ids(title, text, self._encode, self._special, max_tokens=most)

    def _window(self, row: Row, index: int) -> tuple[str, str] | None:
        """Title and text of the passage that answers, cut so that the sentences of its evidence are read whole; None
        where they are too long for a source."""
        title, text = self._set.passages[index]
        if row.evidence is None:
            return title, text
        start, end = _sentences(text, row.evidence)
        # With as much before them as three characters a token leave room for, or with nothing: other languages and
        # figures have fewer.
        before = text.rfind(" ", 0, max(0, row.evidence[1] - self._recipe.source_tokens * 3)) + 1
        for first in (min(before, start), start):
            if len(self._source(title, text[first:end], whole=True)) <= self._recipe.source_tokens:
                return title, text[first:]
        return None


def _sentences(text: str, evidence: tuple[int, int]) -> tuple[int, int]:
    """The evidence, widened to whole sentences: at serving, quotes start and end at sentence borders."""
    start, end = evidence
    borders = [0, *(m.end() for m in SENTENCE_BORDER.finditer(text)), len(text)]
    return max(b for b in borders if b <= start), min(b for b in borders if b >= end)


def packed_rows(texts: Sequence[list[int]], bos: int, width: int) -> list[TokenRow]:
    """Token lists joined with `bos` before each and cut into rows of `width` (the rest is dropped). No text sees the
    text before it in its row."""
    flat: list[int] = []
    starts: list[int] = []
    for ids in texts:
        starts.append(len(flat))
        flat += [bos, *ids]
    rows: list[TokenRow] = []
    for first in range(0, len(flat) - width + 1, width):
        inside = [s - first for s in starts[bisect_left(starts, first + 1) : bisect_left(starts, first + width)]]
        ends = [*inside[1:], width]
        blind = tuple((start, end, start) for start, end in zip(inside, ends, strict=True)) if inside else ()
        rows.append(TokenRow(flat[first : first + width], (), 0, blind))
    return rows
