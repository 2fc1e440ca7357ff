"""A decoder as a sentence embedder that computes only what its vector needs.

A causal model's vector stands at one token, so the last layer is computed for that token alone; heads and feed-forward
blocks whose output matrix is zero are left out. The vectors are those of the whole model (`parity` compares them). The
layers are run here because transformers runs whole ones; all families in `architectures` share this skeleton.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def positions(mask: Tensor) -> Tensor:
    """Positions that count real tokens only, so that left padding changes no vector."""
    return (mask.cumsum(dim=1) - 1).clamp(min=0)


class SentenceEmbedder(nn.Module):
    """`decoder` (a transformers model without head, kept as it is) with pooling and the vector's norm."""

    def __init__(self, decoder: Any, pooling: str) -> None:
        super().__init__()
        self.config, self._pooling = decoder.config, pooling
        self.tokens, self.rotary, self.norm = decoder.embed_tokens, decoder.rotary_emb, decoder.norm
        self.layers = nn.ModuleList(_Layer(layer) for layer in decoder.layers)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> dict[str, Tensor]:
        """`sentence_embedding` (batch, dims) of unit length, and `last_hidden_state` (batch, length, dims) for programs
        that pool themselves: under first or last pooling it holds the state of the pooled token at every place."""
        hidden = self.tokens(input_ids)
        cosines, sines = self.rotary(hidden, positions(attention_mask))
        places = torch.arange(attention_mask.shape[1], device=attention_mask.device)
        seen = (places[None, :] <= places[:, None])[None] & (attention_mask[:, None, :] > 0)
        place = None if self._pooling == "mean" else _place(attention_mask, self._pooling)
        for layer in self.layers[:-1]:
            hidden = layer(hidden, cosines, sines, seen, None)
        hidden = self.norm(self.layers[-1](hidden, cosines, sines, seen, place))
        if place is None:
            weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
            vector = (hidden * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1e-9)
        else:
            vector, hidden = hidden.squeeze(1), hidden.expand(-1, attention_mask.shape[1], -1)
        return {"last_hidden_state": hidden, "sentence_embedding": nn.functional.normalize(vector, dim=-1)}


class _Layer(nn.Module):
    """One layer of a decoder without its dead parts."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        attention = layer.self_attn
        self._size, self._scale = attention.head_dim, attention.scaling
        self._group = attention.num_key_value_groups
        self.before, self.after = layer.input_layernorm, layer.post_attention_layernorm
        self.q_norm, self.k_norm = (getattr(attention, name, nn.Identity()) for name in ("q_norm", "k_norm"))
        shared = self._living(attention.o_proj)
        heads = [self._group * i + n for i in shared for n in range(self._group)]
        self.q, self.o = _part(attention.q_proj, heads, self._size, 0), _part(attention.o_proj, heads, self._size, 1)
        self.k, self.v = (_part(m, shared, self._size, 0) for m in (attention.k_proj, attention.v_proj))
        self.mlp = layer.mlp if bool(layer.mlp.down_proj.weight.any()) else None

    def _living(self, output: nn.Linear) -> list[int]:
        """The heads of keys whose heads of queries reach the output; one at least."""
        used = output.weight.any(dim=0).view(-1, self._group * self._size).any(dim=1)
        return used.nonzero().flatten().tolist() or [0]

    def forward(self, hidden: Tensor, cosines: Tensor, sines: Tensor, seen: Tensor, place: Tensor | None) -> Tensor:
        """The states (batch, length, dims) behind this layer, with `place` (batch,) only those there (batch, 1, dims).
        `seen` (batch, length, length): which tokens each token reads."""
        normed = self.before(hidden)
        keys = _turned(self.k_norm(self._heads(self.k(normed))), cosines, sines)
        values = self._heads(self.v(normed)).transpose(1, 2)
        if place is not None:
            hidden, normed, seen, cosines, sines = (_at(each, place) for each in (hidden, normed, seen, cosines, sines))
        queries = _turned(self.q_norm(self._heads(self.q(normed))), cosines, sines)
        if self._group > 1:
            keys, values = (each.repeat_interleave(self._group, dim=1) for each in (keys, values))
        scores = queries @ keys.transpose(2, 3) * self._scale
        shares = scores.masked_fill(~seen[:, None], torch.finfo(scores.dtype).min).softmax(dim=-1)
        read = (shares @ values).transpose(1, 2).flatten(2)
        hidden = hidden + self.o(read)
        return hidden if self.mlp is None else hidden + self.mlp(self.after(hidden))

    def _heads(self, rows: Tensor) -> Tensor:
        return rows.view(*rows.shape[:2], -1, self._size)


def _part(linear: nn.Linear, heads: list[int], size: int, side: int) -> nn.Linear:
    """`linear` with only these heads of its outputs (`side` 0) or inputs (1); itself when they are all."""
    if len(heads) * size == linear.weight.shape[side]:
        return linear
    places = (torch.tensor(heads)[:, None] * size + torch.arange(size)).flatten()
    weight = linear.weight.index_select(side, places)
    part = nn.Linear(weight.shape[1], weight.shape[0], bias=linear.bias is not None, device="meta")
    part.weight = nn.Parameter(weight)
    if linear.bias is not None:
        part.bias = nn.Parameter(linear.bias if side else linear.bias[places])
    return part


def _turned(heads: Tensor, cosines: Tensor, sines: Tensor) -> Tensor:
    """Heads (batch, length, heads, size) turned by the rotary angles: (batch, heads, length, size)."""
    heads, cosines, sines = heads.transpose(1, 2), cosines[:, None], sines[:, None]
    first, second = heads.chunk(2, dim=-1)
    return heads * cosines + torch.cat((-second, first), dim=-1) * sines


def _place(mask: Tensor, pooling: str) -> Tensor:
    """Where the last or the first real token of each row stands (batch,): the mask tells, on either padding side."""
    places = torch.arange(mask.shape[1], device=mask.device).unsqueeze(0)
    if pooling == "last":
        return (places * mask).amax(dim=1)
    return (places + (1 - mask) * mask.shape[1]).amin(dim=1)


def _at(rows: Tensor, place: Tensor) -> Tensor:
    """What stands at `place` (batch,) of each of the rows (batch, length, n): (batch, 1, n)."""
    index = place.view(-1, 1, 1).expand(-1, 1, rows.shape[-1])
    return torch.gather(rows, 1, index)
