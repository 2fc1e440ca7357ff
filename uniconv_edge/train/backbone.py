"""Runs a decoder over ragged rows of tokens and reads hidden states where they are wanted."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

GROUP_TOKENS = 8192

# Tokens [first, last) do not see tokens [0, before).
Blind = tuple[int, int, int]


class Backbone:
    """A decoder (`LlamaForCausalLM` or its like) over ragged rows.

    Rows are sorted by length, padded on the right to few widths and run in groups of at most `GROUP_TOKENS`. Attention
    is causal, so right padding changes nothing that is read. With `bfloat16` products are computed in that precision
    (the weights stay float32), the products of the losses in TF32 where the device has it. Vectors are read after
    `exit_layer` layers (0: all).
    """

    def __init__(
        self,
        model: Any,
        pad: int,
        *,
        compiled: bool,
        bfloat16: bool = False,
        exit_layer: int = 0,
    ) -> None:
        self.model, self._pad, self._bfloat16 = model, pad, bfloat16
        if bfloat16:
            torch.set_float32_matmul_precision("high")
        self.device = next(model.parameters()).device
        decoder = model.get_base_model().model if hasattr(model, "get_base_model") else model.model
        self._whole: Any = _forward(decoder, compiled)
        self._exit: Any = _forward(first_layers(decoder, exit_layer), compiled) if exit_layer else self._whole
        self.tokens = 0  # read to learn from them: the first reading of gradient caching, which has no graph, is apart

    @property
    def exits(self) -> bool:
        """Whether vectors are read before the last layer."""
        return self._exit is not self._whole

    @property
    def embeddings(self) -> Tensor:
        """The output embedding matrix (vocabulary, hidden); tied to the input's where the model ties them."""
        weight: Tensor = self.model.get_output_embeddings().weight
        return weight

    def read(
        self,
        rows: Sequence[Sequence[int]],
        positions: Sequence[Sequence[int]],
        blind: Sequence[Sequence[Blind]] | None = None,
        *,
        vectors: bool = False,
    ) -> list[Tensor]:
        """For each row the hidden states (len(positions), hidden) at its positions, in order: of the last layer, with
        `vectors` of the one where vectors are read. `blind` takes sight from parts of a row; such rows run in groups
        of their own."""
        out: list[Tensor | None] = [None] * len(rows)
        masked = [bool(blind and blind[i]) for i in range(len(rows))]
        order = sorted(range(len(rows)), key=lambda i: (masked[i], len(rows[i])))
        for group in self._groups(order, [len(row) for row in rows], masked):
            spans = [blind[i] for i in group] if blind and masked[group[0]] else None
            hidden = self._run(self._exit if vectors else self._whole, [rows[i] for i in group], spans)
            for place, i in enumerate(group):
                out[i] = hidden[place, torch.tensor(positions[i], device=self.device, dtype=torch.int64)]
        return [value for value in out if value is not None]

    def _groups(self, order: list[int], lengths: list[int], masked: list[bool]) -> list[list[int]]:
        groups: list[list[int]] = []
        for i in order:
            last = groups[-1] if groups else []
            fits = (
                bool(last)
                and masked[last[0]] == masked[i]
                and _padded(lengths[i]) <= max(_padded(lengths[last[0]]), 64)
                and _padded(lengths[i]) * (len(last) + 1) <= GROUP_TOKENS
            )
            if fits:
                last.append(i)
            else:
                groups.append([i])
        return groups

    def _run(self, forward: Any, rows: Sequence[Sequence[int]], blind: Sequence[Sequence[Blind]] | None) -> Tensor:
        width = _padded(max(map(len, rows)))
        ids = torch.full((len(rows), width), self._pad, dtype=torch.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = torch.tensor(row)
        self.tokens += sum(map(len, rows)) if torch.is_grad_enabled() else 0
        mask = None if blind is None else attention_mask(width, blind).to(self.device, self.embeddings.dtype)
        ids = ids.to(self.device)
        torch._dynamo.mark_dynamic(ids, 0)
        if mask is not None:
            torch._dynamo.mark_dynamic(mask, 0)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self._bfloat16):
            hidden: Tensor = forward(ids, mask)
        return hidden.to(self.embeddings.dtype)


def first_layers(decoder: Any, count: int) -> Any:
    """The same decoder, weights and final norm shared, with only its first `count` layers."""
    part = copy.copy(decoder)
    part._modules = {**decoder._modules, "layers": decoder.layers[:count]}
    part.config = copy.copy(decoder.config)
    part.config.num_hidden_layers = count
    return part


def _forward(decoder: Any, compiled: bool) -> Any:
    def forward(ids: Tensor, mask: Tensor | None) -> Tensor:
        out: Tensor = decoder(input_ids=ids, attention_mask=mask, use_cache=False).last_hidden_state
        return out

    return torch.compile(forward) if compiled else forward


def attention_mask(width: int, blind: Sequence[Sequence[Blind]]) -> Tensor:
    """Additive attention mask (rows, 1, width, width): causal, and each row's blind spans taken away."""
    seen = torch.ones(width, width, dtype=torch.bool).tril().repeat(len(blind), 1, 1)
    for place, spans in enumerate(blind):
        for first, last, before in spans:
            seen[place, first:last, :before] = False
    return torch.zeros(seen.shape).masked_fill(~seen, torch.finfo(torch.float32).min).unsqueeze(1)


def _padded(length: int) -> int:
    """The next multiple of 32 up to 256, of 128 above: few shapes, so few compilations."""
    step = 32 if length <= 256 else 128
    return -(-length // step) * step
