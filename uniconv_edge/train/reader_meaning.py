"""The reader's *meaning*: how near what a sentence says as a whole is to what is asked, by the vectors of the model's
sentence encoder."""

from __future__ import annotations

from collections.abc import Mapping

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from uniconv_edge.train.pooling import greatest, spread

_INSIDE = 64
_START = 6.0  # log-odds a cosine
_MIDDLE = 0.4  # a cosine that says neither


class Meaning(nn.Module):
    """Scores (b, s) of sentences."""

    def __init__(self, vector_dims: int, dropout: float) -> None:
        super().__init__()
        self.vector_dims = vector_dims
        self.worth = nn.Parameter(torch.tensor(_START))
        last = nn.Linear(_INSIDE, 1)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.finer = nn.Sequential(nn.Linear(vector_dims + 5 + 4, _INSIDE), nn.GELU(), nn.Dropout(dropout), last)

    def forward(self, more: Tensor, given: Mapping[str, Tensor]) -> Tensor:
        """Read `given` (`reader_words.arrays`); more (b, s, 4) of the sentences."""
        source = given["source"]
        shared = given["meant"][:, None] * given["means"]
        near = shared.sum(-1, keepdim=True)
        follows = (source[:, 1:] == source[:, :-1]).to(near.dtype)[..., None]
        before = F.pad(near[:, :-1] * follows, (0, 0, 1, 0))
        behind = F.pad(near[:, 1:] * follows, (0, 0, 0, 1))
        sentences_of = given.get("sentences_of")
        in_source = greatest(near, source, given["title_stem"].shape[1], sentences_of, 0.0)
        best = spread(in_source, source, alone=sentences_of is not None)
        told = [near, before, behind, near - best, near - near.amax(1, keepdim=True)]
        finer = self.finer(torch.cat([shared * self.vector_dims, *told, more], -1))
        scores: Tensor = (self.worth * (near - _MIDDLE) + finer)[..., 0]
        return scores
