"""The joint stage of METHOD 2: L_R, L_G, L_CII and distillation, each with its weight."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from uniconv_edge.model.layout import SpecialIds
from uniconv_edge.train import data as training_data
from uniconv_edge.train import losses
from uniconv_edge.train.architecture import Backbone
from uniconv_edge.train.batches import Batch, BatchMaker, TokenRow
from uniconv_edge.train.recipe import Recipe
from uniconv_edge.train.stage import Stage
from uniconv_edge.train.teacher import Teacher, cached_vectors
from uniconv_edge.train.tokenizer import encoder

CHUNK = 50  # steps whose teacher vectors are made together


def unify(
    stage: Stage,
    recipe: Recipe,
    data: Path,
    backbone: Backbone,
    tokenizer: Any,
    special: SpecialIds,
    teacher: Teacher | None,
    run: Path,
    temperature: Tensor,
) -> None:
    """Run the stage over all sources of the data folder whose weight is not 0."""
    part = recipe.unify
    chosen = [s for s in training_data.sources(data) if part.source_weights.get(s, 1.0) > 0]
    makers = {s: BatchMaker(training_data.read_rows(data, s), encoder(tokenizer), special, part) for s in chosen}
    makers = {s: maker for s, maker in makers.items() if len(maker)}
    names = list(makers)
    # Square-root sampling: the synthetic sources are a hundred times the size of the human ones.
    weights = [len(makers[s]) ** 0.5 * part.source_weights.get(s, 1.0) for s in names]

    def draw(number: int) -> Batch:
        random = Random(f"{recipe.seed}/unify/{number}")
        return makers[random.choices(names, weights)[0]].batch(random)

    targets: dict[tuple[str, object], Tensor] = {}

    def step(number: int) -> tuple[dict[str, Tensor], int]:
        nonlocal targets
        if teacher is not None and part.distil_weight and (not targets or number % CHUNK == 0):
            first = number - number % CHUNK
            targets = _teacher_targets(teacher, makers, [draw(n) for n in range(first, first + CHUNK)], recipe, run)
        before = backbone.tokens
        out = joint_losses(backbone, draw(number), recipe, temperature, targets)
        return out, backbone.tokens - before

    stage.run(part.steps, step)


def _teacher_targets(
    teacher: Teacher, makers: dict[str, BatchMaker], batches: list[Batch], recipe: Recipe, run: Path
) -> dict[tuple[str, object], Tensor]:
    """Teacher vectors of a share of the positive passages, and of the questions without history, of these batches."""
    share = round(recipe.unify.distil_share * 100)
    texts: dict[tuple[str, object], str] = {}
    for batch in batches:
        for index in {batch.candidate_passages[i] for i in batch.positive}:
            if index * 37 % 100 < share:
                texts[batch.source, index] = makers[batch.source].passage_text(index)
        for query in batch.query_texts:
            if query is not None:
                texts["", query] = query
    vectors = torch.from_numpy(cached_vectors(teacher, list(texts.values()), 128, run / "teacher"))
    return dict(zip(texts, vectors, strict=True))


def joint_losses(
    backbone: Backbone,
    batch: Batch,
    recipe: Recipe,
    log_temperature: Tensor,
    targets: dict[tuple[str, object], Tensor],
) -> dict[str, Tensor]:
    """All weighted losses of one batch, from one forward pass per conversation row."""
    part = recipe.unify
    groups = [batch.sessions, batch.candidates, batch.replies if part.cii_weight else []]
    rows: list[TokenRow] = [*(row for group in groups for row in group), *batch.answers]
    positions = [list(row.vectors) + _target_positions(row) for row in rows]
    states = backbone.read([row.ids for row in rows], positions)
    sizes = [len(group) for group in groups]
    sessions, candidates, replies, answers = torch.split_with_sizes(
        torch.arange(len(rows)), [*sizes, len(batch.answers)]
    )
    own = [*answers.tolist()[: batch.paired], *sessions.tolist()]
    session = torch.stack([states[i][0] for i in own])
    candidate = torch.stack([states[i][0] for i in candidates.tolist()])
    positive = torch.tensor(batch.positive, device=session.device)
    out: dict[str, Tensor] = {}
    if part.retrieval_weight:
        out["retrieval"] = part.retrieval_weight * losses.info_nce(
            session,
            candidate,
            positive,
            log_temperature,
            dims=part.matryoshka,
            margin=part.false_negative_margin,
        )
    if part.generation_weight and batch.answers:
        hidden = torch.cat([states[i][2:] for i in answers.tolist()])
        wanted = [token for row in batch.answers for token in row.ids[row.targets or 0 :][1:]]
        out["generation"] = part.generation_weight * losses.next_token(
            hidden, backbone.embeddings, torch.tensor(wanted, device=hidden.device)
        )
    paired = [i for i, good in enumerate(batch.has_reply) if good]
    if part.cii_weight and len(paired) > 1:
        grounded = torch.stack([states[int(answers[i])][1] for i in paired])
        reply = torch.stack([states[int(replies[i])][0] for i in paired])
        same = _equal_replies(batch, paired).to(reply.device)
        out["cii"] = part.cii_weight * losses.info_nce(
            grounded, reply, torch.arange(len(paired), device=reply.device), log_temperature, same=same
        )
    if targets and part.distil_weight:
        out["distil"] = part.distil_weight * _distillation(batch, session, candidate, targets)
    return out


def _target_positions(row: TokenRow) -> list[int]:
    """Positions whose next token is a target: from `<|answer|>` to the token before the last."""
    return [] if row.targets is None else list(range(row.targets, len(row.ids) - 1))


def _equal_replies(batch: Batch, paired: list[int]) -> Tensor:
    ids = [batch.replies[i].ids for i in paired]
    return torch.tensor([[a == b for b in ids] for a in ids])


def _distillation(
    batch: Batch, session: Tensor, candidate: Tensor, targets: dict[tuple[str, object], Tensor]
) -> Tensor:
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
    return losses.distillation(torch.stack(own), torch.stack(wanted).to(session.device))
