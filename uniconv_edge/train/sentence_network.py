"""The sentence encoder's network: what a sentence says as a whole, as the teacher would tell it.

A narrow pre-norm transformer (Vaswani et al., 2017) over words, each known by the mean of its tokens' vectors, without
order among the sentences: each is read alone. The mean of what its words say, weighed, is its vector.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from uniconv_edge.model.sentences import MOST_WORDS
from uniconv_edge.types import FloatArray

_NEVER = -1e4
_WIDER = 4  # a layer inside
_HEAD = 64  # dimensions of a head


class _Layer(nn.Module):
    """Zero at its start, so that a network begins as the bag of its words."""

    def __init__(self, dims: int) -> None:
        super().__init__()
        self.look_norm, self.think_norm = nn.LayerNorm(dims), nn.LayerNorm(dims)
        self.asking, self.asked, self.told = (nn.Linear(dims, dims) for _ in range(3))
        self.seen = nn.Linear(dims, dims, bias=False)
        self.inner, self.outer = nn.Linear(dims, _WIDER * dims), nn.Linear(_WIDER * dims, dims, bias=False)
        nn.init.zeros_(self.seen.weight)
        nn.init.zeros_(self.outer.weight)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """states (n, l, d), mask (n, 1, 1, l) added to the scores of attention -> (n, l, d)."""
        n, length, dims = states.shape
        normed = self.look_norm(states)
        asking, asked, told = (
            each(normed).view(n, length, dims // _HEAD, _HEAD).transpose(1, 2)
            for each in (self.asking, self.asked, self.told)
        )
        # Written out: on sentences torch's own kernel takes several times as long backwards.
        looks = torch.softmax((asking * _HEAD**-0.5) @ asked.transpose(-1, -2) + mask, -1).to(told.dtype)
        states = states + self.seen((looks @ told).transpose(1, 2).reshape(n, length, dims))
        thought: Tensor = states + self.outer(F.gelu(self.inner(self.think_norm(states)), approximate="tanh"))
        return thought


class SentenceNetwork(nn.Module):
    """Vectors of sentences and of their words; `table` (vocabulary, t) are the model's vectors of tokens, from which
    training starts."""

    def __init__(self, table: FloatArray, dims: int, layers: int, told: int) -> None:
        super().__init__()
        vocabulary, given = table.shape
        vectors = torch.from_numpy(table)
        varied = torch.linalg.svd((vectors - vectors.mean(0)).double(), full_matrices=False)[2][: min(dims, given)]
        start = F.pad(vectors @ varied.float().T, (0, dims - len(varied)))
        self.words = nn.Embedding(vocabulary, dims, _weight=start / start.std())
        self.places = nn.Parameter(torch.randn(MOST_WORDS, dims) * 0.02)
        self.kinds = nn.Parameter(torch.zeros(2, dims))  # a word of the question itself, of a turn before it
        self.layers = nn.ModuleList([_Layer(dims) for _ in range(layers)])
        self.norm = nn.LayerNorm(dims)
        self.tells, self.bag = nn.Linear(dims, told), nn.Linear(dims, told, bias=False)
        self.weight = nn.Linear(dims, 1)
        for each in (self.tells.weight, self.tells.bias, self.bag.weight, self.weight.weight, self.weight.bias):
            nn.init.zeros_(each)

    def known(self, tokens: Tensor) -> Tensor:
        """Words (u, d) by their tokens (u, t), -1 for none."""
        there = (tokens >= 0)[..., None]
        vectors: Tensor = (self.words(tokens.clamp(min=0)) * there).sum(1) / there.sum(1).clamp(min=1)
        return vectors

    def begin(self, words: Tensor, told: Tensor) -> None:
        """Set the bag to what tells best, from words alone (n, d), what the teacher says of them (n, t)."""
        mean = told.mean(0)
        gram = words.T @ words + 0.05 * len(words) * torch.eye(words.shape[1])
        with torch.no_grad():
            self.bag.weight.copy_(torch.linalg.solve(gram, words.T @ (told - mean)).T)
            self.tells.bias.copy_(mean)

    def forward(self, words: Tensor, word: Tensor, earlier: Tensor, read: Tensor) -> tuple[Tensor, Tensor]:
        """words (u, d) as `known`; of n sentences which word (n, l) stands where, whether it is of an earlier turn
        (n, l), and the mask read (n, l) -> what each word says (n, l, t), and each sentence, (n, t)."""
        alone = F.embedding(word, words)
        states = alone + self.places[: word.shape[1]] + F.embedding(earlier, self.kinds)
        mask = ((read - 1) * -_NEVER)[:, None, None].to(states.dtype)
        for layer in self.layers:
            states = layer(states, mask)
        states = self.norm(states)
        weight = self.weight(states).float().clamp(-3, 3).exp() * read[..., None]
        told = self.tells(states) + self.bag(alone)
        sentence = (told.float() * weight).sum(1) / weight.sum(1).clamp(min=1e-6)
        return told, sentence
