"""The model: a Llama-shaped decoder, started from a teacher's static token vectors so that it retrieves from step 0."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds
from uniconv_edge.train.recipe import ModelShape
from uniconv_edge.types import FloatArray

MIX = 0.1  # share of the first layer's pooled context in the residual stream: about the size of a token's own vector


def new_model(shape: ModelShape, vocabulary: int, special: SpecialIds, static: FloatArray | None) -> Any:
    """A `LlamaForCausalLM` with tied embeddings.

    With `static` (vocabulary, hidden) token vectors, the first layer starts as uniform averaging of the prefix
    (value and output matrices are the identity) and every other block starts as zero, so that the vector at `<|emb|>`
    is the mean of the text's token vectors: a static embedding model, which training then refines.
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
        if static is not None and static.shape == (vocabulary, shape.hidden):
            model.model.embed_tokens.weight.copy_(torch.from_numpy(static))
            first = model.model.layers[0].self_attn
            first.v_proj.weight.copy_(torch.eye(shape.hidden))
            first.o_proj.weight.copy_(MIX * torch.eye(shape.hidden))
    return model


def static_vectors(tokenizer: Tokenizer, teacher: Any, seed: int) -> FloatArray:
    """Each token's own text through the whole teacher, unit length, (vocabulary, teacher dims). Special tokens and
    tokens without letters of their own (byte pieces) get small random vectors."""
    size = tokenizer.get_vocab_size(with_added_tokens=True)
    texts = [tokenizer.decode([i], skip_special_tokens=False).strip() for i in range(size)]
    usable = [i for i, text in enumerate(texts) if i >= len(SPECIAL_TOKENS) and text and "\ufffd" not in text]
    vectors = teacher.embed([texts[i] for i in usable], 16)
    random = np.random.default_rng(seed)
    out = random.normal(0, 0.1 / np.sqrt(vectors.shape[1]), (size, vectors.shape[1])).astype(np.float32)
    out[usable] = vectors - vectors.mean(0)
    return out


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
