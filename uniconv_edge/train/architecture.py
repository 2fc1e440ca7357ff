"""The model: a Llama-shaped decoder, started from a teacher's static token vectors so that it retrieves from step 0."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds
from uniconv_edge.train.recipe import ModelShape
from uniconv_edge.types import FloatArray

MIX = 0.1  # share of the first layer's pooled context in the residual stream: about the size of a token's own vector
RESERVED = 2  # dimensions: one marks `<|emb|>`, one holds a token's weight
WEIGHT_SCALE = 0.05  # keeps the weight's dimension small beside a token's direction
MARK = 0.1


@dataclass(frozen=True, slots=True)
class StaticStart:
    """Token vectors (vocabulary, hidden - RESERVED) and log-weights (vocabulary,) of a bag-of-tokens encoder."""

    vectors: FloatArray
    weights: FloatArray


def new_model(shape: ModelShape, vocabulary: int, special: SpecialIds, static: StaticStart | None) -> Any:
    """A `LlamaForCausalLM` with tied embeddings.

    With `static` the first layer starts as the bag of tokens: `<|emb|>` attends to each token with its weight, value
    and output matrices are the identity, and every other block starts as zero. The vector at `<|emb|>` is then the
    weighted mean of the text's token directions, which training refines.
    """
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=shape.hidden,
        intermediate_size=shape.mlp,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.heads,
        max_position_embeddings=shape.context,
        rope_theta=shape.rope_theta,
        tie_word_embeddings=True,
        bos_token_id=special.bos,
        eos_token_id=special.eos,
        pad_token_id=special.pad,
    )
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        if static is not None and static.vectors.shape == (vocabulary, shape.hidden - RESERVED):
            _start_as_bag(model, shape, special, static)
    return model


def _start_as_bag(model: Any, shape: ModelShape, special: SpecialIds, static: StaticStart) -> None:
    mark, weight = shape.hidden - 2, shape.hidden - 1
    table = model.model.embed_tokens.weight
    table[:, :mark] = torch.from_numpy(static.vectors)
    table[:, mark] = 0
    table[:, weight] = WEIGHT_SCALE * torch.from_numpy(static.weights)
    for name in SPECIAL_TOKENS:
        row = getattr(special, name.strip("<|>"))
        table[row, :mark] = 0.02 * torch.randn(mark) / mark**0.5
        table[row, weight] = -MARK  # after normalisation by far the lowest weight
    table[special.emb, :mark] = 0
    table[special.emb, mark] = MARK
    table[special.emb, weight] = 0
    first = model.model.layers[0].self_attn
    size = shape.hidden // shape.heads
    # The slowest rotary pair of each head hardly turns within a text, so a score put there does not depend on place.
    rows = [head * size + size // 2 - 1 for head in range(shape.heads)]
    for matrix, column in ((first.q_proj.weight, mark), (first.k_proj.weight, weight)):
        matrix.mul_(0.1)
        matrix[rows] = 0
        matrix[rows, column] = (size**0.5 / (shape.hidden * WEIGHT_SCALE)) ** 0.5
    identity = torch.eye(shape.hidden)
    identity[mark:] = 0
    first.v_proj.weight.copy_(identity)
    first.o_proj.weight.copy_(MIX * identity)


def export(model: Any, tokenizer_file: Path, folder: Path, embed_tokens: int) -> None:
    """Write a Hugging Face checkpoint folder: config, safetensors, tokenizer and `uniconv_training.json`."""
    import json

    from transformers import PreTrainedTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder, safe_serialization=True)
    PreTrainedTokenizerFast(
        tokenizer_file=str(tokenizer_file),
        bos_token="<|bos|>",
        eos_token="<|eos|>",
        pad_token="<|pad|>",
        additional_special_tokens=list(SPECIAL_TOKENS[3:]),
        model_max_length=int(model.config.max_position_embeddings),
    ).save_pretrained(folder)
    (folder / "uniconv_training.json").write_text(json.dumps({"layout": "uniconv-1", "embed_tokens": embed_tokens}))


class Backbone:
    """Runs the decoder over ragged sequences and reads hidden states at chosen positions.

    Sequences are sorted by length, padded on the right to a multiple of 32 and run in groups of at most
    `group_tokens`. Attention is causal, so right padding changes nothing that is read.
    """

    def __init__(self, model: Any, pad: int, *, compiled: bool, group_tokens: int = 8192) -> None:
        self.model, self._pad, self._group = model, pad, group_tokens
        self.device = next(model.parameters()).device

        def forward(ids: Tensor) -> Tensor:
            out: Tensor = model.model(input_ids=ids, use_cache=False).last_hidden_state
            return out

        self._forward: Any = torch.compile(forward) if compiled else forward
        self.tokens = 0

    @property
    def embeddings(self) -> Tensor:
        """The (tied) token embedding matrix."""
        weight: Tensor = self.model.model.embed_tokens.weight
        return weight

    def read(self, sequences: list[list[int]], positions: list[list[int]]) -> list[Tensor]:
        """For each sequence the hidden states (len(positions), hidden) at its positions, in order."""
        out: list[Tensor | None] = [None] * len(sequences)
        order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]))
        start = 0
        while start < len(order):
            width = _padded(len(sequences[order[start]]))
            stop = start
            while (
                stop < len(order)
                and _padded(len(sequences[order[stop]])) <= max(width, 64)
                and width_of(order, stop, sequences) * (stop - start + 1) <= self._group
            ):
                stop += 1
            chosen = order[start : max(stop, start + 1)]
            hidden = self._run([sequences[i] for i in chosen])
            for row, i in enumerate(chosen):
                out[i] = hidden[row, torch.tensor(positions[i], device=self.device)]
            start += len(chosen)
        return [value for value in out if value is not None]

    def _run(self, sequences: list[list[int]]) -> Tensor:
        width = _padded(max(map(len, sequences)))
        ids = torch.full((len(sequences), width), self._pad, dtype=torch.int64)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = torch.tensor(sequence)
        self.tokens += sum(map(len, sequences))
        ids = ids.to(self.device)
        torch._dynamo.mark_dynamic(ids, 0)
        hidden: Tensor = self._forward(ids)
        return hidden


def width_of(order: list[int], stop: int, sequences: list[list[int]]) -> int:
    """Padded width of the group that ends with the sequence at `stop` of a length-sorted order."""
    return _padded(len(sequences[order[stop]]))


def _padded(length: int) -> int:
    """The next multiple of 32 up to 160, of 128 above: few shapes, so few compilations."""
    step = 32 if length <= 160 else 128
    return -(-length // step) * step
