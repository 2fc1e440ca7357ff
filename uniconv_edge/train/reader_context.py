"""The reader's *context*: the words of a question and of a source read together, by attention.

A narrow encoder of its own (a pre-norm transformer, Vaswani et al., 2017, with a convolution in each layer as in QANet,
Yu et al., 2018): the words of the question stand before those of the source; half of the heads see the words of a
sentence and the question, the others everything. Its verdict on a sentence is added to the scores of the other parts.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from uniconv_edge.assistant.reading import SIGNS
from uniconv_edge.train.pooling import NEVER, of_sentences, spread
from uniconv_edge.train.recipe import CONTEXT_HEADS

MATCHES = 4  # numbers by which a word of a source tells how it meets the question
_WIDER = 2  # a layer inside
_NEIGHBOURS = 5
_WIDE_START = 0.3


class ChannelDropout(nn.Module):
    """Leaves out channels of (b, n, d), the same for all n: drawing them for each would take longer than the rest."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, states: Tensor) -> Tensor:
        """(b, n, d) -> (b, n, d)."""
        if not self.training or not self.share:
            return states
        kept = torch.rand(states.shape[0], 1, states.shape[2]) >= self.share
        return states * (kept / (1 - self.share))


class _Layer(nn.Module):
    def __init__(self, dims: int, dropout: float) -> None:
        super().__init__()
        self.near_norm, self.look_norm, self.think_norm = (nn.LayerNorm(dims) for _ in range(3))
        self.neighbours = nn.Conv1d(dims, dims, _NEIGHBOURS, padding=_NEIGHBOURS // 2, groups=dims)
        self.near = nn.Linear(dims, dims)
        self.look, self.seen = nn.Linear(dims, 3 * dims), nn.Linear(dims, dims)
        self.inner, self.outer = nn.Linear(dims, _WIDER * dims), nn.Linear(_WIDER * dims, dims)
        self.dropout = ChannelDropout(dropout)

    def forward(self, states: Tensor, there: Tensor, mask: Tensor) -> Tensor:
        """states (n, l, d), there (n, l, 1), mask (n, heads, l, l), added to the scores of attention -> (n, l, d)."""
        n, length, dims = states.shape
        near = self.neighbours((self.near_norm(states) * there).transpose(1, 2)).transpose(1, 2)
        states = states + self.dropout(self.near(F.gelu(near)))
        looks = (
            self.look(self.look_norm(states))
            .view(n, length, 3, CONTEXT_HEADS, dims // CONTEXT_HEADS)
            .permute(2, 0, 3, 1, 4)
        )
        asking, asked, told = looks.unbind()
        seen = F.scaled_dot_product_attention(asking, asked, told, attn_mask=mask)
        states = states + self.dropout(self.seen(seen.transpose(1, 2).reshape(n, length, dims)))
        thought: Tensor = states + self.dropout(self.outer(F.gelu(self.inner(self.think_norm(states)))))
        return thought


class Context(nn.Module):
    """Scores (b, s) of sentences, 0 before training."""

    def __init__(self, dims: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.kinds = nn.Embedding(3, dims)  # a word of the question, of one before it, of a source
        nn.init.normal_(self.kinds.weight, std=0.1)
        self.asked, self.met = nn.Linear(2, dims), nn.Linear(dims + SIGNS + MATCHES, dims)
        self.first_norm, self.last_norm = nn.LayerNorm(dims), nn.LayerNorm(dims)
        self.dropout = ChannelDropout(dropout)
        self.layers = nn.ModuleList([_Layer(dims, dropout) for _ in range(layers)])
        self.wanted = nn.Linear(dims, 1)
        last = nn.Linear(dims, 1)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.verdict = nn.Sequential(nn.Linear(3 * dims + 4, dims), nn.GELU(), nn.Dropout(dropout), last)

    def forward(
        self, vectors: Tensor, looks: Tensor, matches: Tensor, more: Tensor, given: Mapping[str, Tensor]
    ) -> Tensor:
        """Read `given` (`reading.arrays`). vectors (words, d); of each word of the sources looks (b, l, q), how it is
        like those of the question, and matches (b, l, MATCHES); more (b, s, 4) of the sentences."""
        (b, asked), dims = given["asked"].shape, vectors.shape[1]
        sources, length = given["words_in"].shape[1:]
        share = given["worth"] / given["worth"].sum(-1, keepdim=True).clamp(min=1e-6)
        question = F.embedding(given["question"], vectors)
        met = self.met(torch.cat([looks @ question, given["signs"], matches], -1))
        words = F.embedding(given["word"], vectors) + met + self.kinds.weight[2]
        question = question + self.kinds(given["earlier"]) + self.asked(torch.stack([share, given["worth"] / 8], -1))

        places = given["words_in"].clamp(min=0).view(b, sources * length)
        apart = words.gather(1, places[..., None].expand(-1, -1, dims)).view(b * sources, length, dims)
        first = asked + _NEIGHBOURS // 2  # a gap, so that the words of one do not colour those of the other
        question = F.pad(_for_each(question, sources), (0, 0, 0, first - asked))
        asking = F.pad(_for_each(given["asked"] > 0, sources), (0, first - asked))
        states = self.dropout(self.first_norm(torch.cat([question, apart], 1)))
        there = torch.cat([asking, given["words_in"].view(-1, length) >= 0], 1)
        sentence = given["sentence"].gather(1, places).view(b * sources, length)
        mask = _mask(F.pad(sentence, (first, 0), value=-1), there)
        for layer in self.layers:
            states = layer(states, there[..., None].to(states.dtype), mask)
        states = self.last_norm(states)

        own = _for_each(given["asked"] * (given["earlier"] == 0), sources)
        wanted = self.wanted(states[:, :asked])[..., 0].masked_fill(own == 0, NEVER).softmax(-1)
        asks = (wanted[..., None] * states[:, :asked]).sum(1).view(b, sources, dims)
        read = states[:, first:].reshape(b, sources * length, dims)
        read = read.gather(1, given["place_in"][..., None].expand(-1, -1, dims))
        return self._judged(read, asks, more, given)

    def _judged(self, read: Tensor, asks: Tensor, more: Tensor, given: Mapping[str, Tensor]) -> Tensor:
        """The verdicts (b, s), from the states of the words (b, l, d) and of the question in each source (b, k, d)."""
        most, mean = of_sentences(read, given)
        meets = mean * spread(asks, given["source"], alone="words_of" in given)
        verdict: Tensor = self.verdict(torch.cat([most, mean, meets, more], -1))[..., 0]
        return verdict


def _for_each(rows: Tensor, sources: int) -> Tensor:
    """Rows (b, ...) once for each source, (b * sources, ...)."""
    return rows[:, None].expand(-1, sources, *rows.shape[1:]).reshape(-1, *rows.shape[1:])


def _mask(sentence: Tensor, there: Tensor) -> Tensor:
    """What each head adds to its scores, (n, heads, l, l), by the sentence of each word (n, l), -1 in the question."""
    everything = there[:, None].expand(-1, there.shape[1], -1)
    asking = sentence == -1
    near = (sentence[:, :, None] == sentence[:, None]) | asking[:, None] | asking[..., None]
    seen = torch.stack([near & everything] * (CONTEXT_HEADS // 2) + [everything] * (CONTEXT_HEADS // 2), 1)
    return torch.where(seen, 0.0, NEVER)


def wide_start(projection: Tensor) -> None:
    """Set a projection (dims, vector_dims) of token vectors, of length 1, to what training starts from."""
    with torch.no_grad():
        nn.init.normal_(projection, std=_WIDE_START)
        projection += 2 * torch.eye(*projection.shape)
