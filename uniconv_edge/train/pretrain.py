"""The pretrain stage: short texts distilled from the teacher, and next-token prediction on packed corpus text."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor

from uniconv_edge.expressions import expression
from uniconv_edge.model.layout import SpecialIds, passage_ids
from uniconv_edge.train import data as training_data
from uniconv_edge.train import losses
from uniconv_edge.train.backbone import Backbone
from uniconv_edge.train.batches import TokenRow, packed_rows
from uniconv_edge.train.stage import Stage
from uniconv_edge.train.teacher import Teacher, cached_vectors
from uniconv_edge.train.tokenizer import encoder

_SENTENCE = expression(r"[^.!?\n]{25,300}[.!?](?=\s)")


def short_texts(data: Path, count: int, seed: int) -> list[str]:
    """`count` short texts: half last questions of the rows, half sentences of the corpus, shuffled."""
    random = Random(f"{seed}/short")
    per_source = count // 2 // len(training_data.sources(data))
    out: list[str] = []
    for source in training_data.sources(data):
        queries = [row.turns[-1].text for row in training_data.read_rows(data, source).rows if len(row.turns) == 1]
        out += random.sample(queries, min(len(queries), per_source * 2))
    for _, text in training_data.corpus_texts(data):
        out += random.sample(found, min(3, len(found))) if (found := _SENTENCE.findall(text)) else []
        if len(out) >= count:
            break
    random.shuffle(out)
    return out[:count]


def language_rows(data: Path, count: int, width: int, tokenizer: Any, special: SpecialIds) -> list[TokenRow]:
    """`count` packed rows of `width` + 1 tokens of corpus text."""
    encode, texts, total = encoder(tokenizer), [], 0
    for title, text in training_data.corpus_texts(data):
        texts.append(encode(f"{title}\n{text}"))
        total += len(texts[-1]) + 1
        if total >= count * (width + 1):
            break
    return packed_rows(texts, special.bos, width + 1)


def pretrain(
    stage: Stage,
    data: Path,
    backbone: Backbone,
    tokenizer: Any,
    special: SpecialIds,
    teacher: Teacher | None,
) -> None:
    """Run the stage. Without a teacher only the next-token loss is left."""
    part = stage.recipe.pretrain
    encode = encoder(tokenizer)
    texts: list[str] = []
    vectors: Tensor | None = None
    if teacher is not None and part.distil_weight:
        texts = short_texts(data, part.texts, stage.recipe.seed)
        vectors = torch.from_numpy(cached_vectors(teacher, texts, part.text_tokens, stage.folder / "teacher"))
    packed: list[TokenRow] = []
    if part.lm_weight and part.lm_rows:
        packed = language_rows(data, part.steps * part.lm_rows, part.lm_tokens, tokenizer, special)

    def step(number: int) -> tuple[dict[str, Tensor], int]:
        before, out = backbone.tokens, {}
        if vectors is not None:
            chosen = [i % len(texts) for i in range(number * part.texts_per_step, (number + 1) * part.texts_per_step)]
            rows = [passage_ids("", texts[i], encode, special, max_tokens=part.text_tokens) for i in chosen]
            found = torch.cat(backbone.read(rows, [[len(r) - 1] for r in rows], vectors=True))
            target = vectors[chosen].to(found.device)
            out["match"] = 10 * part.distil_weight * losses.similarity_matching(found, target)
        if packed:
            first = number * part.lm_rows
            own = [packed[(first + i) % len(packed)] for i in range(part.lm_rows)]
            out["lm"] = part.lm_weight * language_loss(backbone, own)
        return out, backbone.tokens - before

    stage.run(part.steps, step)


def language_loss(backbone: Backbone, rows: list[TokenRow]) -> Tensor:
    """Next-token loss over whole rows."""
    places = [row.target_positions for row in rows]
    states = backbone.read([row.ids for row in rows], places, [row.blind for row in rows])
    return next_token(rows, torch.cat(states), backbone.embeddings)


def next_token(rows: list[TokenRow], hidden: Tensor, embeddings: Tensor) -> Tensor:
    """Next-token loss from the hidden states (targets, d) at the target positions of rows."""
    targets = [row.ids[place + 1] for row in rows for place in row.target_positions]
    return losses.next_token(hidden, embeddings, torch.tensor(targets, device=hidden.device))
