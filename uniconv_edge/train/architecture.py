"""The model: a Llama-shaped decoder, started as a trained bag of tokens so that it retrieves from step 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds
from uniconv_edge.train.recipe import ModelShape
from uniconv_edge.types import FloatArray

# The last dimensions of the residual stream are signals, not meaning: the final norm hides them from the vector.
# A constant; a token's two log-weights; what kind of special token it is; what the first layer tells of its text.
CONSTANT, WEIGHT, TURN_WEIGHT, EMB, TURN, ASSISTANT, OTHER, IN_SESSION, IN_REPLY = range(-9, 0)
RESERVED = 9
SIGNAL = 0.05  # size of a signal beside a token's direction of length 1: about 1 after normalisation
SILENT = -12.0  # log-weight of special tokens
MARK = 0.8 / math.sqrt(2)  # size of a special token's marks: with its weight's 0.6 a length of 1
MIX = 2.0  # size of the pooled context in the residual stream: later layers refine it without drowning it
# The first layer's look back to the nearest `<|user|>`, `<|assistant|>` or `<|source|>`: a score for these tokens, and
# one that falls with distance all the way to 300 tokens (the fast pair alone would rise again after 100).
OPENING, NEAR_FAST, NEAR_SLOW = 300.0, 25.0, 100.0


@dataclass(frozen=True, slots=True)
class StaticStart:
    """A bag-of-tokens encoder. Token t at distance d before `<|emb|>` counts exp(w), where w is `weights[t]` in a
    passage; in a session w is `weights[t] + turn_weights[t] + recency[0] cos(f0 d) + recency[1] cos(f1 d)`, and
    `reply` more in an assistant turn. f0 and f1 are the angles of `recency_pairs`.

    vectors (vocabulary, hidden - RESERVED), weights and turn_weights (vocabulary,), recency (2,), reply (1,).
    """

    vectors: FloatArray
    weights: FloatArray
    turn_weights: FloatArray
    recency: FloatArray
    reply: FloatArray


def recency_pairs(shape: ModelShape) -> tuple[tuple[int, float], tuple[int, float]]:
    """A slow and a fast rotary pair of a head and their angles per token: about 0.01 and 0.03 at the usual base of
    10,000, so that their cosines fall over 300 and 100 tokens."""
    size = shape.hidden // shape.heads
    slow, fast = size // 4, size * 3 // 16
    return (slow, shape.rope_theta ** (-2 * slow / size)), (fast, shape.rope_theta ** (-2 * fast / size))


def new_model(shape: ModelShape, vocabulary: int, special: SpecialIds, static: StaticStart | None) -> Any:
    """A `LlamaForCausalLM`. Every block starts as zero, but those behind an `exit_layer`: they change no vector.

    With `static` the first two layers start as that bag of tokens: the first tells each token and `<|emb|>` what kind
    of turn they stand in, in the second `<|emb|>` attends to every token with its weight, value and output matrices
    are the identity. Training refines this function from there.
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
        tie_word_embeddings=shape.tied,
        bos_token_id=special.bos,
        eos_token_id=special.eos,
        pad_token_id=special.pad,
    )
    model = LlamaForCausalLM(config)
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()
        if static is not None and shape.layers > 1 and static.vectors.shape == (vocabulary, shape.hidden - RESERVED):
            _start_tokens(model.model.embed_tokens.weight, special, static)
            _start_kinds(model.model.layers[0].self_attn, shape)
            _start_pooling(model.model.layers[1].self_attn, shape, static)
            model.model.norm.weight[-RESERVED:] = 0
            if shape.exit_layer:
                for layer in model.model.layers[max(2, shape.exit_layer) :]:
                    _start_block(layer)
    return model


def _start_tokens(table: Tensor, special: SpecialIds, static: StaticStart) -> None:
    table[:, :-RESERVED] = torch.from_numpy(static.vectors)
    table[:, -RESERVED:] = 0
    table[:, CONSTANT] = SIGNAL
    table[:, WEIGHT] = SIGNAL * torch.from_numpy(static.weights)
    table[:, TURN_WEIGHT] = SIGNAL * torch.from_numpy(static.turn_weights)
    # Two marks of one size each: rounded alike when a row is quantised, so that no kind outbids another.
    kinds: dict[str, dict[int, float]] = {
        "user": {TURN: 1.0, EMB: -1.0},
        "assistant": {TURN: 1.0, ASSISTANT: 1.0},
        "source": {OTHER: 1.0, EMB: -1.0},
        "answer": {OTHER: 1.0, EMB: -1.0},
        "emb": {EMB: math.sqrt(2)},
    }
    for name in SPECIAL_TOKENS:
        row = getattr(special, name.strip("<|>"))
        marks = kinds.get(name.strip("<|>"), {})
        direction = torch.randn(table.shape[1] - RESERVED)
        table[row, :-RESERVED] = direction / direction.norm() * (0.05 if marks else 1.0)
        table[row, WEIGHT], table[row, TURN_WEIGHT] = SIGNAL * SILENT, 0
        for mark, sign in marks.items():
            table[row, mark] = sign * MARK


def _start_kinds(attention: Any, shape: ModelShape) -> None:
    """Each token reads the kind of the nearest special token that opens a turn or a source."""
    size, width = shape.hidden // shape.heads, math.sqrt(shape.hidden)
    one = 1 / (SIGNAL * width)  # turns a signal of SIGNAL into 1
    for matrix in (attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight):
        matrix[:size] = 0
    for (pair, _), strength in zip(recency_pairs(shape), (NEAR_SLOW, NEAR_FAST), strict=True):
        attention.q_proj.weight[pair, CONSTANT] = strength * math.sqrt(size) * one
        attention.k_proj.weight[pair, CONSTANT] = one
    opening, mark = size // 2 - 1, 1 / (MARK * width)
    attention.q_proj.weight[opening, CONSTANT] = math.sqrt(size) * one
    attention.k_proj.weight[opening, [TURN, OTHER]] = OPENING * mark
    attention.v_proj.weight[0, TURN] = attention.v_proj.weight[1, ASSISTANT] = mark
    attention.o_proj.weight[IN_SESSION, 0] = attention.o_proj.weight[IN_REPLY, 1] = SIGNAL


def _start_pooling(attention: Any, shape: ModelShape, static: StaticStart) -> None:
    """`<|emb|>` attends to each token with its weight; the same in every head."""
    size, width = shape.hidden // shape.heads, math.sqrt(shape.hidden)
    one = 1 / (SIGNAL * width)
    q, k = attention.q_proj.weight, attention.k_proj.weight
    q.mul_(0.1)
    k.mul_(0.1)
    for head in range(shape.heads):
        # The slowest rotary pairs hardly turn within a text, so a score put there does not depend on place.
        always, session = head * size + size // 2 - 1, head * size + size // 2 - 2
        q[always], k[always], q[session], k[session] = 0, 0, 0, 0
        q[always, EMB], k[always, WEIGHT] = math.sqrt(size) / (math.sqrt(2) * MARK * width), one
        q[session, IN_SESSION], k[session, TURN_WEIGHT] = math.sqrt(size) * one, one
        k[session, IN_REPLY] = float(static.reply[0]) * one
        for (pair, _), strength in zip(recency_pairs(shape), static.recency.tolist(), strict=True):
            row = head * size + pair
            q[row], k[row] = 0, 0
            q[row, IN_SESSION], k[row, CONSTANT] = strength * math.sqrt(size) * one, one
    identity = torch.eye(shape.hidden)
    identity[-RESERVED:] = 0
    attention.v_proj.weight.copy_(identity * math.sqrt(MIX / width))
    attention.o_proj.weight.copy_(identity * math.sqrt(MIX / width))


def _start_block(layer: Any) -> None:
    """Small random maps instead of zero, so that what follows the static start learns from the first step. The signals
    stay as they are."""
    attention, mlp = layer.self_attn, layer.mlp
    for matrix in (attention.q_proj, attention.k_proj, attention.v_proj, mlp.gate_proj, mlp.up_proj):
        torch.nn.init.normal_(matrix.weight, 0, 0.03)
    for matrix in (attention.o_proj, mlp.down_proj):
        torch.nn.init.normal_(matrix.weight, 0, 0.001)
        matrix.weight[-RESERVED:] = 0


def export(model: Any, tokenizer_file: Path, folder: Path, traits: Mapping[str, int | bool]) -> None:
    """Write a Hugging Face checkpoint folder: config, safetensors, tokenizer and `uniconv_training.json`, which holds
    `traits`: what `convert` cannot read from the weights (`embed_tokens`, `exit_layer`, `pointing`)."""
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
    (folder / "uniconv_training.json").write_text(json.dumps({"layout": "uniconv-1", **traits}))
