"""The joint stage (docs/training.md): L_R, L_G, L_CII, distillation and replay, each with its weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from uniconv_edge.errors import ConfigurationError
from uniconv_edge.model.layout import SpecialIds
from uniconv_edge.train import data as training_data
from uniconv_edge.train import losses
from uniconv_edge.train.backbone import Backbone
from uniconv_edge.train.batches import Batch, BatchMaker, TokenRow, count_rows
from uniconv_edge.train.caching import cached_gradients
from uniconv_edge.train.data import RowSet
from uniconv_edge.train.mining import Miner
from uniconv_edge.train.pointing import PointMaker, Points
from uniconv_edge.train.pretrain import language_rows, next_token
from uniconv_edge.train.recipe import Recipe, UnifyRecipe
from uniconv_edge.train.record import write_json
from uniconv_edge.train.stage import Stage, narrate
from uniconv_edge.train.teacher import Teacher, cached_vectors
from uniconv_edge.train.tokenizer import encoder

CHUNK = 50  # steps whose teacher vectors are made together

Targets = dict[tuple[str, object], Tensor]


def chosen_rows(recipe: Recipe, data: Path, run: Path) -> dict[str, RowSet]:
    """The rows of every source that the recipe does not weigh 0. Every row that no batch will take is counted with the
    reason in RUN/rows.json. Raises ConfigurationError when none is left."""
    weights = recipe.unify.source_weights
    chosen: dict[str, RowSet] = {}
    counted: dict[str, dict[str, int]] = {}
    for source in training_data.sources(data):
        rows = training_data.read_rows(data, source)
        found = count_rows(rows, recipe.unify)
        if weights.get(source, 1.0) <= 0:
            found = {"rows": len(rows.rows), "skipped: weight 0 in the recipe": len(rows.rows)}
        elif found["pairs"]:
            chosen[source] = rows
        else:
            found["skipped: no row of the source has a passage"] = len(rows.rows)
        counted[source] = found
    write_json(run / "rows.json", counted)
    skipped = sum(n for found in counted.values() for name, n in found.items() if name.startswith("skipped"))
    if not chosen:
        raise ConfigurationError(f"`{data}` has no row to train on", f"`{run / 'rows.json'}` says why")
    narrate(f"unify: {sum(found['rows'] for found in counted.values())} rows, {skipped} skipped (rows.json says why)")
    return chosen


def unify(
    stage: Stage,
    data: Path,
    rows: Mapping[str, RowSet],
    backbone: Backbone,
    tokenizer: Any,
    special: SpecialIds,
    teacher: Teacher | None,
    temperature: Tensor,
) -> None:
    """Run the stage over the rows of all sources (`chosen_rows`)."""
    recipe, part = stage.recipe, stage.recipe.unify
    makers = {s: BatchMaker(each, encoder(tokenizer), special, part) for s, each in rows.items()}
    names = list(makers)
    # Square-root sampling: the synthetic sources are a hundred times the size of the human ones.
    weights = [len(makers[s]) ** 0.5 * part.source_weights.get(s, 1.0) for s in names]
    replay: list[TokenRow] = []
    if part.replay_rows:
        replay = language_rows(data, part.steps * part.replay_rows, part.replay_tokens, tokenizer, special)
    miner = Miner(backbone, makers, part, recipe.seed, stage.folder) if part.mine_every else None
    pointers = PointMaker(rows, tokenizer, special, part) if part.point_rows else None
    targets: Targets = {}

    def draw(number: int) -> Batch:
        random = Random(f"{recipe.seed}/unify/{number}")
        return makers[random.choices(names, weights)[0]].batch(random)

    def step(number: int) -> tuple[dict[str, Tensor], int]:
        nonlocal targets
        if miner is not None:
            miner.before(number)
        if teacher is not None and part.distil_weight and (not targets or number % CHUNK == 0):
            first = number - number % CHUNK
            targets = _teacher_targets(teacher, makers, [draw(n) for n in range(first, first + CHUNK)], stage)
        before = backbone.tokens
        own = [replay[i % len(replay)] for i in range(number * part.replay_rows, (number + 1) * part.replay_rows)]
        points = pointers.points(Random(f"{recipe.seed}/point/{number}")) if pointers else None
        out = joint_losses(backbone, draw(number), part, temperature, targets, own, points)
        return out, backbone.tokens - before

    stage.run(part.steps, step)


def _teacher_targets(teacher: Teacher, makers: dict[str, BatchMaker], batches: list[Batch], stage: Stage) -> Targets:
    """Teacher vectors of a share of the positive passages, and of the questions without history, of these batches."""
    share = round(stage.recipe.unify.distil_share * 100)
    texts: dict[tuple[str, object], str] = {}
    for batch in batches:
        for index in {batch.candidate_passages[i] for i in batch.positive}:
            if index * 37 % 100 < share:
                texts[batch.source, index] = makers[batch.source].passage_text(index)
        for query in batch.query_texts:
            if query is not None:
                texts["", query] = query
    vectors = torch.from_numpy(cached_vectors(teacher, list(texts.values()), 128, stage.folder / "teacher"))
    return dict(zip(texts, vectors, strict=True))


@dataclass(frozen=True, slots=True)
class _Step:
    """The rows of one step in one list, and where each kind begins."""

    rows: list[TokenRow]
    candidates: int
    replies: int
    answers: int
    masked: int
    replay: int
    points: int

    @classmethod
    def of(cls, batch: Batch, part: UnifyRecipe, replay: list[TokenRow], points: Sequence[TokenRow] = ()) -> _Step:
        vectors = bool(part.retrieval_weight or part.distil_weight)
        groups = [
            batch.sessions if vectors else [],
            batch.candidates if vectors else [],
            batch.replies if part.cii_weight else [],
            batch.answers,
            [row.without_session for row in batch.answers] if part.masked_weight else [],
            replay,
            list(points),
        ]
        starts = [sum(map(len, groups[:n])) for n in range(1, len(groups))]
        return cls([row for group in groups for row in group], *starts)


def tokens_of(batch: Batch, part: UnifyRecipe) -> int:
    """How many tokens a step over this batch computes, replay apart."""
    return sum(len(row.ids) for row in _Step.of(batch, part, []).rows)


def joint_losses(
    backbone: Backbone,
    batch: Batch,
    part: UnifyRecipe,
    log_temperature: Tensor,
    targets: Targets,
    replay: list[TokenRow],
    points: Points | None = None,
) -> dict[str, Tensor]:
    """All weighted losses of one batch, from one forward pass per conversation row.

    With `cache_rows` the gradients are computed here, chunk by chunk, and the losses come without a graph.
    """
    step = _Step.of(batch, part, replay, points.rows if points else ())

    def read(first: int, last: int) -> list[Tensor]:
        return _states(backbone, step.rows[first:last])

    def loss_of(states: list[Tensor]) -> dict[str, Tensor]:
        out = _losses(states, step, batch, part, log_temperature, targets, backbone.embeddings)
        if points:
            out["point"] = part.point_weight * points.loss(states[step.points :], backbone.embeddings)
        return out

    if part.cache_rows:
        return cached_gradients(read, len(step.rows), part.cache_rows, loss_of)
    return loss_of(read(0, len(step.rows)))


def _states(backbone: Backbone, rows: list[TokenRow]) -> list[Tensor]:
    """For each row the hidden states at its vectors, then at its targets and points."""
    ids, blind = [row.ids for row in rows], [row.blind for row in rows]
    if not backbone.exits:
        return backbone.read(ids, [[*row.vectors, *row.token_positions] for row in rows], blind)
    out = [torch.zeros(0, backbone.embeddings.shape[1], device=backbone.device) for _ in rows]
    for vectors in (True, False):
        wanted = [row.vectors if vectors else row.token_positions for row in rows]
        some = [i for i, places in enumerate(wanted) if places]
        states = backbone.read(
            [ids[i] for i in some], [wanted[i] for i in some], [blind[i] for i in some], vectors=vectors
        )
        for i, state in zip(some, states, strict=True):
            out[i] = torch.cat([out[i], state])
    return out


def _losses(
    states: list[Tensor],
    step: _Step,
    batch: Batch,
    part: UnifyRecipe,
    log_temperature: Tensor,
    targets: Targets,
    embeddings: Tensor,
) -> dict[str, Tensor]:
    answers = states[step.answers : step.masked]
    out: dict[str, Tensor] = {}
    if step.candidates < step.replies:
        session = torch.stack([state[0] for state in [*answers[: batch.paired], *states[: step.candidates]]])
        candidate = torch.stack([state[0] for state in states[step.candidates : step.replies]])
        out = _vector_losses(session, candidate, batch, part, log_temperature, targets)
    if part.generation_weight and answers:
        out["generation"] = part.generation_weight * _next_token(
            step.rows[step.answers : step.masked], answers, embeddings
        )
    if step.masked < step.replay:
        rows = step.rows[step.masked : step.replay]
        out["masked"] = part.masked_weight * _next_token(rows, states[step.masked : step.replay], embeddings)
    if step.replay < step.points:
        rows = step.rows[step.replay : step.points]
        out["replay"] = part.replay_weight * _next_token(rows, states[step.replay : step.points], embeddings)
    paired = [i for i, good in enumerate(batch.has_reply) if good]
    if part.cii_weight and len(paired) > 1:
        grounded = torch.stack([answers[i][1] for i in paired])
        reply = torch.stack([states[step.replies + i][0] for i in paired])
        same = _equal_replies(batch, paired).to(reply.device)
        out["cii"] = part.cii_weight * losses.info_nce(
            grounded, reply, torch.arange(len(paired), device=reply.device), log_temperature, same=same
        )
    return out


def _vector_losses(
    session: Tensor,
    candidate: Tensor,
    batch: Batch,
    part: UnifyRecipe,
    log_temperature: Tensor,
    targets: Targets,
) -> dict[str, Tensor]:
    """The losses of the session vectors (pairs, d) and the passage vectors (candidates, d)."""
    out: dict[str, Tensor] = {}
    if part.retrieval_weight:
        positive = torch.tensor(batch.positive, device=session.device)
        out["retrieval"] = part.retrieval_weight * losses.info_nce(
            session, candidate, positive, log_temperature, dims=part.matryoshka, margin=part.false_negative_margin
        )
    if targets and part.distil_weight:
        out["distil"] = part.distil_weight * _distillation(batch, session, candidate, targets)
    return out


def _next_token(rows: list[TokenRow], states: list[Tensor], embeddings: Tensor) -> Tensor:
    """Next-token loss over the target positions of rows; their vectors come first in each state."""
    hidden = torch.cat([state[len(row.vectors) :] for row, state in zip(rows, states, strict=True)])
    return next_token(rows, hidden, embeddings)


def _equal_replies(batch: Batch, paired: list[int]) -> Tensor:
    ids = [batch.replies[i].ids for i in paired]
    return torch.tensor([[a == b for b in ids] for a in ids])


def _distillation(batch: Batch, session: Tensor, candidate: Tensor, targets: Targets) -> Tensor:
    """Agreement of the batch's own cosines with the teacher's: the two spaces need not be turned alike."""
    own: list[Tensor] = []
    wanted: list[Tensor] = []
    for i, index in enumerate(batch.candidate_passages):
        if (target := targets.get((batch.source, index))) is not None:
            own.append(candidate[i])
            wanted.append(target)
    for i, query in enumerate(batch.query_texts):
        if query is not None and (target := targets.get(("", query))) is not None:
            own.append(session[i])
            wanted.append(target)
    if not own:
        return session.new_zeros(())
    return losses.similarity_matching(torch.stack(own), torch.stack(wanted).to(session.device))
