"""Vectors of tokens in 8 bits, as the files of reader and sentence encoder hold them."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class TokenTable(nn.Module):
    """Stands before a network that takes words; one scale a token."""

    table: Tensor
    scale: Tensor

    def __init__(self, vectors: Tensor) -> None:
        super().__init__()
        scale = vectors.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("table", (vectors / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, tokens: Tensor) -> Tensor:
        """Words (u, d), each the mean of its tokens (u, t), -1 for none."""
        there = (tokens >= 0).float()[..., None]
        ids = tokens.clamp(min=0)
        words: Tensor = (self.table[ids].float() * self.scale[ids] * there).sum(1) / there.sum(1).clamp(min=1)
        return words
