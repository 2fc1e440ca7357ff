"""The static stage: token vectors and token weights trained as a bag of tokens, before any layer exists.

A text's vector is the weighted mean of its tokens' directions. That costs a thousandth of the decoder, so all rows can
be shown in minutes; the decoder then starts as exactly this function (`architecture.new_model`) and refines it.
The start is each token's own text through the whole teacher, weighted by inverse document frequency.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from uniconv_edge.model.layout import SPECIAL_TOKENS
from uniconv_edge.train import data as training_data
from uniconv_edge.train import losses
from uniconv_edge.train.architecture import RESERVED, StaticStart
from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.pretrain import short_texts
from uniconv_edge.train.recipe import Recipe
from uniconv_edge.train.stage import narrate
from uniconv_edge.train.teacher import Teacher, cached_vectors
from uniconv_edge.types import FloatArray

_PASSAGE_TOKENS = 254


def static_start(recipe: Recipe, data: Path, tokenizer: Any, teacher: Teacher, run: Path) -> StaticStart:
    """The trained token vectors (vocabulary, hidden - 2) and log-weights (vocabulary,), kept in the run folder."""
    path = run / "static.npz"
    if not path.is_file():
        begun = StaticStart(
            token_vectors(tokenizer, teacher, recipe.seed)[:, : recipe.model.hidden - RESERVED],
            inverse_frequencies(data, tokenizer),
        )
        trained = _train(begun, recipe, data, tokenizer, teacher, run) if recipe.static.steps else begun
        temporary = run / "static.tmp.npz"
        np.savez(temporary, vectors=trained.vectors, weights=trained.weights)
        temporary.replace(path)
    kept = np.load(path)
    return StaticStart(kept["vectors"], kept["weights"])


def token_vectors(tokenizer: Any, teacher: Teacher, seed: int) -> FloatArray:
    """Each token's own text through the whole teacher, (vocabulary, teacher dims), centred. Special tokens and tokens
    without letters of their own (byte pieces) get small random vectors."""
    size = tokenizer.get_vocab_size(with_added_tokens=True)
    texts = [tokenizer.decode([i], skip_special_tokens=False).strip() for i in range(size)]
    usable = [i for i, text in enumerate(texts) if i >= len(SPECIAL_TOKENS) and text and "\ufffd" not in text]
    vectors = teacher.embed([texts[i] for i in usable], 16)
    random = np.random.default_rng(seed)
    out = random.normal(0, 0.1 / np.sqrt(vectors.shape[1]), (size, vectors.shape[1])).astype(np.float32)
    out[usable] = vectors - vectors.mean(0)
    return out


def inverse_frequencies(data: Path, tokenizer: Any, articles: int = 4000) -> FloatArray:
    """Log-weights (vocabulary,): the log of each token's inverse document frequency over passages of 128 tokens."""
    size = tokenizer.get_vocab_size(with_added_tokens=True)
    found, passages = np.ones(size), 1
    for number, (_, text) in enumerate(training_data.corpus_texts(data)):
        if number >= articles:
            break
        ids = tokenizer.encode(text[:4000], add_special_tokens=False).ids
        for start in range(0, len(ids), 128):
            found[list(set(ids[start : start + 128]))] += 1
            passages += 1
    return np.log(np.maximum(np.log(passages / found), 0.05)).astype(np.float32)


class _Bag:
    """Weighted mean of token directions, as the decoder's first layer computes it."""

    def __init__(self, start: StaticStart) -> None:
        self.vectors = torch.tensor(start.vectors, requires_grad=True)
        self.weights = torch.tensor(start.weights, requires_grad=True)

    def __call__(self, texts: Sequence[Sequence[int]]) -> Tensor:
        flat = torch.tensor([i for ids in texts for i in ids])
        offsets = torch.tensor(np.cumsum([0, *map(len, texts)])[:-1])
        directions = F.normalize(self.vectors, dim=-1)
        return F.embedding_bag(flat, directions, offsets, mode="sum", per_sample_weights=self.weights.exp()[flat])


def _train(start: StaticStart, recipe: Recipe, data: Path, tokenizer: Any, teacher: Teacher, run: Path) -> StaticStart:
    part = recipe.static
    weights = recipe.unify.source_weights
    names = [s for s in training_data.sources(data) if weights.get(s, 1.0) > 0]
    sets = {s: training_data.read_rows(data, s) for s in names}
    rows = {s: [r for r in sets[s].rows if r.positive is not None] for s in names}
    names = [s for s in names if rows[s]]
    shares = [len(rows[s]) ** 0.5 * weights.get(s, 1.0) for s in names]
    texts = short_texts(data, recipe.pretrain.texts, recipe.seed)
    guide = torch.from_numpy(cached_vectors(teacher, texts, recipe.pretrain.text_tokens, run / "teacher"))
    guide = F.normalize(guide[:, : start.vectors.shape[1]], dim=-1)
    bag = _Bag(start)
    optimizer = torch.optim.Adam([{"params": [bag.vectors]}, {"params": [bag.weights]}])
    temperature = torch.tensor(float(np.log(part.temperature)))
    for number in range(part.steps):
        random = Random(f"{recipe.seed}/static/{number}")
        source = random.choices(names, shares)[0]
        queries, passages, positive = _pairs(sets[source], rows[source], part.pairs, random, tokenizer)
        loss = losses.info_nce(bag(queries), bag(passages), torch.tensor(positive), temperature, margin=0.1)
        chosen = random.sample(range(len(texts)), min(part.pairs, len(texts)))
        short = _encode([" " + texts[i] for i in chosen], tokenizer)
        distil = losses.distillation(bag(short), guide[chosen])
        factor = min(1.0, (part.steps - number) / (0.4 * part.steps))
        optimizer.param_groups[0]["lr"], optimizer.param_groups[1]["lr"] = part.lr * factor, part.lr * 10 * factor
        optimizer.zero_grad()
        torch.autograd.backward(loss + part.distil_weight * distil)
        optimizer.step()
        if number % 20 == 0:
            shown = f"retrieval {float(loss.detach()):.3f} distil {float(distil.detach()):.3f}"
            narrate(f"static {number + 1}/{part.steps} {shown}")
    return StaticStart(F.normalize(bag.vectors.detach(), dim=-1).numpy(), bag.weights.detach().numpy())


def _pairs(
    rows: RowSet, usable: list[Row], count: int, random: Random, tokenizer: Any
) -> tuple[list[list[int]], list[list[int]], list[int]]:
    """Sessions, passages (each once: positives and one hard negative a row) and the index of each positive."""
    chosen = random.sample(usable, min(count, len(usable)))
    index: dict[int, int] = {}
    positive = [index.setdefault(int(row.positive or 0), len(index)) for row in chosen]
    for row in chosen:
        if row.negatives:
            index.setdefault(random.choice(row.negatives), len(index))
    sessions = [" " + "\n ".join(turn.text for turn in row.turns) for row in chosen]
    passages = [" {}\n {}".format(*rows.passages[i]) for i in index]
    encoded = _encode(sessions + passages, tokenizer)
    return encoded[: len(sessions)], encoded[len(sessions) :], positive


def _encode(texts: list[str], tokenizer: Any) -> list[list[int]]:
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    return [each.ids[:_PASSAGE_TOKENS] or [0] for each in encoded]
