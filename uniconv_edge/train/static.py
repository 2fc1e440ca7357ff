"""The static stage: token vectors and token weights trained as a bag of tokens, before any layer exists.

A text's vector is the weighted mean of its tokens' directions. A token counts less each time it is repeated; in a
passage it counts more near the beginning; in a conversation less the farther back it stands and if it stands in a
long reply. That costs a thousandth of the decoder, so all rows can be shown several times;
the decoder then starts as exactly this function (`architecture.new_model`) and refines it. The start is each token's
own text through the whole teacher, weighted by inverse document frequency.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.model.layout import SPECIAL_TOKENS
from uniconv_edge.regular import written_whole
from uniconv_edge.train import data as training_data
from uniconv_edge.train import losses
from uniconv_edge.train.architecture import OPENS, StaticStart, check_start, meaning, recency_pairs
from uniconv_edge.train.bags import BagRow, BagSet, Ids, bag_set, encode_all, occurrences, session_bag
from uniconv_edge.train.optimise import Optimizers
from uniconv_edge.train.pretrain import short_texts
from uniconv_edge.train.recipe import Recipe
from uniconv_edge.train.stage import Stage, narrate
from uniconv_edge.train.teacher import Teacher, cached_vectors
from uniconv_edge.types import FloatArray

_MOST_SENTENCE_ROWS = 256
_ARTICLES = 4_000  # that inverse document frequencies are counted in


def static_start(recipe: Recipe, data: Path, tokenizer: Any, teacher: Teacher, run: Path) -> StaticStart:
    """The trained bag of tokens, kept in the run folder as `static.npz`."""
    path = run / "static.npz"
    if not path.is_file():
        check_start(recipe.model)
        vectors, rotation = token_vectors(tokenizer, teacher, recipe.seed, meaning(recipe.model), recipe.static.names)
        angles = tuple(angle for _, angle in recency_pairs(recipe.model))
        frequencies = inverse_frequencies(data, tokenizer)
        bag = Bag(vectors, frequencies, angles, recipe.static.reply, repeats=recipe.model.code > 0)
        if recipe.static.steps:
            _train(bag, rotation, recipe, data, tokenizer, teacher, run)
        arrays: dict[str, Any] = {name: value.detach().numpy() for name, value in bag.named_parameters()}
        with written_whole(path) as stream:
            np.savez(stream, **arrays)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            kept = dict(arrays)
        directions = kept["vectors"] / np.linalg.norm(kept["vectors"], axis=1, keepdims=True)
        return StaticStart(**{**kept, "vectors": directions})
    except (OSError, ValueError, EOFError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise TrainingFailed(f"cannot read `{path}`: {error}", "delete it; the stage begins anew") from error


def token_vectors(
    tokenizer: Any, teacher: Teacher, seed: int, dims: int, names: float
) -> tuple[FloatArray, FloatArray]:
    """Each token's own text through the whole teacher, centred and turned onto the `dims` directions of greatest
    variance: (vocabulary, dims), and the turn (teacher dims, dims). Special tokens and tokens without letters of their
    own (byte pieces) get small random vectors. Directions that the teacher lacks are random and the same for all tokens
    of one stem, `names` times as long as the others: they tell apart what the teacher finds alike, as names are."""
    size = tokenizer.get_vocab_size(with_added_tokens=True)
    texts = [tokenizer.decode([i], skip_special_tokens=False).strip() for i in range(size)]
    usable = [i for i, text in enumerate(texts) if i >= len(SPECIAL_TOKENS) and text and "\ufffd" not in text]
    stems = _stems([texts[i] for i in usable])
    vectors = teacher.embed([texts[i] for i in usable], 16)
    vectors = vectors - vectors.mean(0)
    rotation = np.linalg.svd(vectors.T @ vectors)[0][:, :dims].astype(np.float32)
    random = np.random.default_rng(seed)
    out = random.normal(0, 0.1 / np.sqrt(dims), (size, dims)).astype(np.float32)
    known = vectors @ rotation
    more = random.normal(0, 1, (len(usable), dims - known.shape[1])).astype(np.float32)[stems]
    more *= names * np.linalg.norm(known, axis=1, keepdims=True) / np.sqrt(max(1, more.shape[1]))
    out[usable] = np.concatenate([known, more], axis=1)
    return out, rotation


def _stems(texts: Sequence[str]) -> list[int]:
    """A number of each text's stem in small letters (Porter, 1980); equal stems have equal numbers."""
    import Stemmer

    numbers: dict[str, int] = {}
    words = Stemmer.Stemmer("porter").stemWords([text.lower() for text in texts])
    return [numbers.setdefault(word, len(numbers)) for word in words]


def inverse_frequencies(data: Path, tokenizer: Any) -> FloatArray:
    """Log-weights (vocabulary,): the log of each token's inverse document frequency over passages of 128 tokens."""
    size = tokenizer.get_vocab_size(with_added_tokens=True)
    found, passages = np.ones(size), 1
    for number, (_, text) in enumerate(training_data.corpus_texts(data)):
        if number >= _ARTICLES:
            break
        ids = tokenizer.encode(text[:4000], add_special_tokens=False).ids
        for start in range(0, len(ids), 128):
            found[list(set(ids[start : start + 128]))] += 1
            passages += 1
    return np.log(np.maximum(np.log(passages / found), 0.05)).astype(np.float32)


class Bag(nn.Module):
    """Weighted means of token directions, as the decoder's first two layers compute them (`StaticStart`)."""

    def __init__(
        self,
        vectors: FloatArray,
        weights: FloatArray,
        angles: Sequence[float],
        reply: tuple[float, float],
        *,
        repeats: bool,
    ) -> None:
        """`reply` is not learned (`StaticRecipe`). Without `repeats` a repeated token counts as much as the first."""
        super().__init__()
        self.vectors = nn.Parameter(torch.tensor(vectors))
        self.weights = nn.Parameter(torch.tensor(weights))
        self.turn_weights = nn.Parameter(torch.zeros(len(weights)))
        self.recency = nn.Parameter(torch.tensor([2.0, 0.5]))
        self.reply = nn.Parameter(torch.tensor(reply), requires_grad=False)
        self.beginning = nn.Parameter(torch.tensor([1.0, 3.0]))
        self.repeats = nn.Parameter(torch.tensor([2.0, 0.5, 0.0]) * repeats, requires_grad=repeats)
        self._angles = angles

    def directions(self) -> Tensor:
        """Unit vectors of all tokens (vocabulary, dims): computed once a step."""
        return F.normalize(self.vectors, dim=-1)

    def texts(self, directions: Tensor, texts: Sequence[Ids], thin: Thinning | None = None) -> Tensor:
        """Unit vectors (n, dims) of passages, sentences or short texts; what `thin` leaves keeps its place."""
        places: list[Ids] = [np.arange(len(ids), dtype=np.int32) for ids in texts]
        if thin is not None:
            places = [thin(place) for place in places]
            texts = [ids[place] for ids, place in zip(texts, places, strict=True)]
        flat, offsets = _flat(texts)
        position = torch.from_numpy(np.concatenate(places).astype(np.float32)) + 2  # behind `<|bos|><|source|>`
        weights = self.weights[flat] + self.beginning[0] / (1 + position * (-self.beginning[1]).exp())
        weights = weights + self._seldom(self.repeats[0], texts)
        return self._pool(directions, flat, offsets, weights)

    def sessions(self, directions: Tensor, sessions: Sequence[Sequence[tuple[Ids, bool]]], max_tokens: int) -> Tensor:
        """Unit vectors (n, dims) of conversations."""
        parts = [session_bag(turns, max_tokens) for turns in sessions]
        flat, offsets = _flat([part.ids for part in parts])
        replies = torch.from_numpy(np.concatenate([part.replies for part in parts]))
        distances = torch.from_numpy(np.concatenate([part.distances for part in parts]))
        sizes = torch.tensor([len(part.ids) for part in parts])
        # Not learned here: the beginning of passages is what it is for, and it would undo what `reply` says.
        marks = math.exp(OPENS) * torch.tensor([part.turns for part in parts])
        short = (marks / (marks + sizes + 1 + self.beginning[1].detach().exp())).repeat_interleave(sizes)
        weights = self.weights[flat] + self.turn_weights[flat] + (self.reply[0] + self.reply[1] * short) * replies
        for strength, angle in zip(self.recency, self._angles, strict=True):
            weights = weights + strength * (torch.cos(angle * distances) - 1)
        weights = weights + self._seldom(self.repeats[1], [part.ids for part in parts])
        return self._pool(directions, flat, offsets, weights)

    def _seldom(self, strength: Tensor, texts: Sequence[Ids]) -> Tensor:
        """What is added to the weight of each token of the texts for standing there so often up to itself."""
        return strength / (1 + self.repeats[2].exp() * torch.from_numpy(occurrences(texts)))

    def _pool(self, directions: Tensor, flat: Tensor, offsets: Tensor, weights: Tensor) -> Tensor:
        pooled = F.embedding_bag(flat, directions, offsets, mode="sum", per_sample_weights=weights.exp())
        return F.normalize(pooled, dim=-1)


def _flat(texts: Sequence[Ids]) -> tuple[Tensor, Tensor]:
    offsets = np.cumsum([0, *(len(ids) for ids in texts)])[:-1]
    return torch.from_numpy(np.concatenate(texts).astype(np.int64)), torch.from_numpy(offsets)


class Thinning:
    """Leaves out a random share, up to `most`, of a text's tokens; the same in every run of a step."""

    def __init__(self, most: float, seed: int, step: int) -> None:
        self._most, self._random = most, np.random.default_rng([seed, step])

    def __call__(self, ids: Ids) -> Ids:
        """A part of `ids`, never nothing; texts under four tokens stay whole."""
        if not self._most or len(ids) < 4:
            return ids
        kept = ids[self._random.random(len(ids)) >= self._most * self._random.random()]
        return kept if len(kept) else ids


def _train(
    bag: Bag, rotation: FloatArray, recipe: Recipe, data: Path, tokenizer: Any, teacher: Teacher, run: Path
) -> None:
    part = recipe.static
    weights = recipe.unify.source_weights
    names = [s for s in training_data.sources(data) if weights.get(s, 1.0) > 0]
    narrate(f"static: tokenising {len(names)} sources")
    sets = {s: bag_set(training_data.read_rows(data, s), tokenizer, recipe.embed_tokens - 3) for s in names}
    names = [s for s in names if sets[s].rows]
    shares = [len(sets[s].rows) ** 0.5 * weights.get(s, 1.0) for s in names]
    texts = short_texts(data, recipe.pretrain.texts, recipe.seed)
    guide = cached_vectors(teacher, texts, recipe.pretrain.text_tokens, run / "teacher") @ rotation
    target = F.normalize(torch.from_numpy(guide), dim=-1)
    # A teacher's vectors share a direction that says nothing of a text, and a bag of tokens has no place for it.
    aim = F.normalize(target - target.mean(0), dim=-1) if part.centred else target
    short = encode_all(texts, tokenizer)
    warm, mild = torch.tensor(part.temperature).log(), torch.tensor(part.sentence_temperature).log()
    adam = torch.optim.Adam(
        [
            {"params": [bag.vectors], "lr": part.lr},
            {"params": [bag.weights, bag.turn_weights], "lr": 10 * part.lr},
            {"params": [bag.recency, bag.beginning, bag.repeats], "lr": 5 * part.lr},
        ]
    )
    trained: dict[str, Tensor] = {name: value for name, value in bag.named_parameters() if value.requires_grad}

    def step(number: int) -> tuple[dict[str, Tensor], int]:
        random = Random(f"{recipe.seed}/static/{number}")
        thin = Thinning(part.drop, recipe.seed, number)
        rows = sets[random.choices(names, shares)[0]]
        chosen = random.sample(rows.rows, min(part.pairs, len(rows.rows)))
        directions = bag.directions()
        turns = [tuple((thin(ids), reply) for ids, reply in row.turns) for row in chosen]
        sessions = bag.sessions(directions, turns, recipe.embed_tokens)
        found = _retrieval(bag, directions, rows, chosen, sessions, warm, random, thin, part.negatives)
        out = {"retrieval": part.retrieval_weight * found}
        if part.distil_weight or part.match_weight:
            some = random.sample(range(len(texts)), min(part.distil_texts, len(texts)))
            own = bag.texts(directions, [short[i] for i in some])
            if part.distil_weight:
                out["distil"] = part.distil_weight * losses.distillation(own[:, : target.shape[1]], aim[some])
            if part.match_weight:
                near = losses.neighbour_matching(own, target[some], part.match_temperature)
                out["match"] = part.match_weight * near
        if part.sentence_weight:
            loss = _sentences(bag, directions, rows, chosen, sessions, mild)
            if loss is not None:
                out["sentence"] = part.sentence_weight * loss
        return out, sum(len(rows.passages[row.positive]) for row in chosen)

    Stage("static", run, recipe, trained, Optimizers([adam])).run(part.steps, step)


def _retrieval(
    bag: Bag,
    directions: Tensor,
    rows: BagSet,
    chosen: Sequence[BagRow],
    sessions: Tensor,
    log_temperature: Tensor,
    random: Random,
    thin: Thinning,
    negatives: int,
) -> Tensor:
    """Each session against all positives and up to `negatives` hard negatives a row."""
    index: dict[int, int] = {}
    positive = [index.setdefault(row.positive, len(index)) for row in chosen]
    for row in chosen:
        for negative in random.sample(row.negatives, min(negatives, len(row.negatives))):
            index.setdefault(negative, len(index))
    candidates = bag.texts(directions, [rows.passages[i] for i in index], thin)
    return losses.info_nce(sessions, candidates, torch.tensor(positive), log_temperature, margin=0.1)


def _sentences(
    bag: Bag,
    directions: Tensor,
    rows: BagSet,
    chosen: Sequence[BagRow],
    sessions: Tensor,
    log_temperature: Tensor,
) -> Tensor | None:
    """Each session against the sentences of its own passage: the one that holds the evidence is the positive."""
    found: list[Ids] = []
    first: list[tuple[int, int, int]] = []  # row, its first sentence, its own sentence
    for place, row in enumerate(chosen):
        sentences = rows.sentences(row.positive) if row.sentence >= 0 else []
        kept = [i for i, ids in enumerate(sentences) if len(ids)]
        if len(kept) > 1 and row.sentence in kept and len(first) < _MOST_SENTENCE_ROWS:
            first.append((place, len(found), kept.index(row.sentence)))
            found += [sentences[i] for i in kept]
    if not first:
        return None
    vectors = bag.texts(directions, found)
    ends = [start for _, start, _ in first[1:]] + [len(found)]
    cosines = torch.full((len(first), max(e - s for (_, s, _), e in zip(first, ends, strict=True))), -torch.inf)
    owner = torch.tensor([i for i, ((_, s, _), e) in enumerate(zip(first, ends, strict=True)) for _ in range(s, e)])
    inside = torch.tensor([i - s for (_, s, _), e in zip(first, ends, strict=True) for i in range(s, e)])
    rows_of = torch.tensor([place for place, _, _ in first])
    values = (vectors * sessions[rows_of[owner]]).sum(-1) / log_temperature.exp()
    cosines = cosines.index_put((owner, inside), values)
    return F.cross_entropy(cosines, torch.tensor([own for _, _, own in first]))
