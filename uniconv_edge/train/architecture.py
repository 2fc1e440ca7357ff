"""The model: a Llama-shaped decoder, started as a trained bag of tokens so that it retrieves from step 0."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from uniconv_edge.errors import ConfigurationError
from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds
from uniconv_edge.train.recipe import ModelShape
from uniconv_edge.types import FloatArray

# The last dimensions of the residual stream are signals, not meaning: the final norm hides them from the vector.
# A constant; a token's two log-weights; what kind of special token it is; what the first layer tells of its text and of
# its place in it. Before them stands a code that tells tokens apart (`ModelShape.code` dimensions).
CONSTANT, WEIGHT, TURN_WEIGHT, EMB, TURN, ASSISTANT, OTHER, BEGIN = range(-13, -5)
IN_SESSION, IN_REPLY, NEAR_BEGIN, SHORT_TURNS, SELDOM = range(-5, 0)
RESERVED = 13
SIGNAL = 0.05  # size of a signal beside a token's direction: about 1 after normalisation
# What the first layer tells lies between 0 and 1 and is multiplied up to ten-fold where it is read: written three times
# as large, its rounding to 8 and 16 bits shifts those scores a third as much.
TOLD = 3 * SIGNAL
# The constant is the largest value of a row: 8 bits hold the largest exactly, and scores of 14 and more rest on it.
STEADY = 0.2
SILENT = -12.0  # log-weight of special tokens
MARK = math.sqrt((1 - 0.6**2 - STEADY**2) / 2)  # size of a special token's marks: with its weight's 0.6 a length of 1
FAINT = 0.005  # length of their direction: that of `<|emb|>` is added to every vector
MIX = 2.0  # size of the pooled context in the residual stream: later layers refine it without drowning it
# The first layer's look back to the nearest `<|user|>`, `<|assistant|>` or `<|source|>`: a score for these tokens, and
# one that falls with distance all the way to 300 tokens (the fast pair alone would rise again after 100).
OPENING, NEAR_FAST, NEAR_SLOW = 300.0, 25.0, 100.0
# A token's code has this length beside its direction. A token finds its like by a score of MATCH: enough against the
# chance likeness of 250 others' codes.
CODE, MATCH = 0.4, 14.0
OPENS = 3.0  # score of a token that opens a turn, against 0 of the others, in the look at how short turns are
_SLOW = 0.0011  # radians a token: rotary pairs that turn less than a third of a radian within a text of 300


@dataclass(frozen=True, slots=True)
class StaticStart:
    """A bag-of-tokens encoder. A token t counts exp(w); what is repeated counts less each time, by the share s = 1 / (1
    + k exp(repeats[2])) where t stands for the k-th time.

    In a passage, at position p (`<|bos|>` has 0), w is `weights[t] + beginning[0] / (1 + p / exp(beginning[1])) +
    repeats[0] s`. In a session, at distance d before `<|emb|>`, w is `weights[t] + turn_weights[t] + recency[0] cos(f0
    d) + recency[1] cos(f1 d) + repeats[1] s`, and `reply[0] + reply[1] h m / (h m + n + 1 + exp(beginning[1]))` more in
    an assistant turn, where h is exp(OPENS) and the session has m turns of n tokens together: replies count less where
    turns are long. f0 and f1 are the angles of `recency_pairs`.

    vectors (vocabulary, `meaning(shape)`), weights and turn_weights (vocabulary,), recency (2,), reply (2,), beginning
    (2,), repeats (3,), whose strengths are 0 in a model without a code.
    """

    vectors: FloatArray
    weights: FloatArray
    turn_weights: FloatArray
    recency: FloatArray
    reply: FloatArray
    beginning: FloatArray
    repeats: FloatArray


def meaning(shape: ModelShape) -> int:
    """How many of the hidden dimensions hold a vector."""
    return shape.hidden - RESERVED - shape.code


def check_start(shape: ModelShape) -> None:
    """Raise ConfigurationError where this shape cannot hold a static start."""
    most, heads = 2 * len(_code_pairs(shape)), 3 if shape.code else 2
    if shape.layers < 2 or shape.heads < heads:
        raise ConfigurationError(
            f"a static start needs 2 layers of {heads} heads, not {shape.layers} of {shape.heads}",
            "raise model.layers or model.heads",
        )
    if shape.code > most or shape.code % 2:
        raise ConfigurationError(
            f"model.code is {shape.code}, with these heads it can be an even number up to {most}",
            "choose a smaller model.code, fewer heads or a larger model.rope_theta",
        )


def _code_pairs(shape: ModelShape) -> range:
    """The rotary pairs of a head that hardly turn within a text, but for the slowest."""
    size = shape.hidden // shape.heads
    first = next((i for i in range(size // 2) if shape.rope_theta ** (-2 * i / size) <= _SLOW), size // 2)
    return range(first, size // 2 - 1)


def recency_pairs(shape: ModelShape) -> tuple[tuple[int, float], tuple[int, float]]:
    """A slow and a fast rotary pair of a head and their angles per token: about 0.01 and 0.03 at the usual base of
    10,000, so that their cosines fall over 300 and 100 tokens."""
    size = shape.hidden // shape.heads
    slow, fast = size // 4, size * 3 // 16
    return (slow, shape.rope_theta ** (-2 * slow / size)), (fast, shape.rope_theta ** (-2 * fast / size))


def new_model(shape: ModelShape, vocabulary: int, special: SpecialIds, static: StaticStart | None) -> Any:
    """A `LlamaForCausalLM`. Every block starts as zero, but those behind an `exit_layer`: they change no vector.

    With `static` the first two layers start as that bag of tokens: the first tells each token and `<|emb|>` what kind
    of turn they stand in, how near the beginning, how short the turns so far and how often they were there before; in
    the second `<|emb|>` attends to every token with its weight, value and output matrices are the identity. Training
    refines this function from there. Raises ConfigurationError where the shape cannot hold it.
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
        if static is not None:
            check_start(shape)
            _start_tokens(model.model.embed_tokens.weight, special, static, shape.code)
            _start_kinds(model.model.layers[0].self_attn, shape)
            _start_places(model.model.layers[0].self_attn, shape, static)
            _start_pooling(model.model.layers[1].self_attn, shape, static)
            model.model.norm.weight[meaning(shape) :] = 0
            if shape.exit_layer:
                for layer in model.model.layers[max(2, shape.exit_layer) :]:
                    _start_block(layer)
    return model


def _start_tokens(table: Tensor, special: SpecialIds, static: StaticStart, code: int) -> None:
    dims = static.vectors.shape[1]
    table[:, :dims] = torch.from_numpy(static.vectors)
    table[:, :dims] *= math.sqrt(1 - STEADY**2 - (CODE**2 if code else 0))
    table[:, dims:] = 0
    if code:
        signs = np.random.default_rng(0).choice(np.array([-1, 1], np.float32), (len(table), code))
        table[:, dims : dims + code] = torch.from_numpy(signs) * CODE / math.sqrt(code)
    table[:, CONSTANT] = STEADY
    table[:, WEIGHT] = SIGNAL * torch.from_numpy(static.weights)
    table[:, TURN_WEIGHT] = SIGNAL * torch.from_numpy(static.turn_weights)
    # Two marks of one size each: rounded alike when a row is quantised, so that no kind outbids another.
    kinds: dict[str, dict[int, float]] = {
        "bos": {BEGIN: math.sqrt(2)},
        "user": {TURN: 1.0, EMB: -1.0},
        "assistant": {TURN: 1.0, ASSISTANT: 1.0},
        "source": {OTHER: 1.0, EMB: -1.0},
        "answer": {OTHER: 1.0, EMB: -1.0},
        "emb": {EMB: math.sqrt(2)},
    }
    for name in SPECIAL_TOKENS:
        row = getattr(special, name.strip("<|>"))
        marks = kinds.get(name.strip("<|>"), {})
        direction = torch.randn(dims)
        table[row, :dims] = direction / direction.norm() * (FAINT if marks else 1.0)
        table[row, dims : dims + code] = 0
        table[row, WEIGHT], table[row, TURN_WEIGHT] = SIGNAL * SILENT, 0
        for mark, sign in marks.items():
            table[row, mark] = sign * MARK


def _start_kinds(attention: Any, shape: ModelShape) -> None:
    """Each token reads the kind of the nearest special token that opens a turn or a source."""
    size, width = shape.hidden // shape.heads, math.sqrt(shape.hidden)
    steady = 1 / (STEADY * width)  # turns the constant into 1
    for matrix in (attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight):
        matrix[:size] = 0
    for (pair, _), strength in zip(recency_pairs(shape), (NEAR_SLOW, NEAR_FAST), strict=True):
        attention.q_proj.weight[pair, CONSTANT] = strength * math.sqrt(size) * steady
        attention.k_proj.weight[pair, CONSTANT] = steady
    opening, mark = size // 2 - 1, 1 / (MARK * width)
    attention.q_proj.weight[opening, CONSTANT] = math.sqrt(size) * steady
    attention.k_proj.weight[opening, [TURN, OTHER]] = OPENING * mark
    attention.v_proj.weight[0, TURN] = attention.v_proj.weight[1, ASSISTANT] = mark
    attention.o_proj.weight[IN_SESSION, 0] = attention.o_proj.weight[IN_REPLY, 1] = TOLD


def _start_places(attention: Any, shape: ModelShape, static: StaticStart) -> None:
    """Each token reads what share of its attention `<|bos|>` keeps: in one head against all tokens up to itself, in
    another against its like among them; and, in the first of these, what share the tokens that open turns have, which
    tells how short the turns are."""
    size, width = shape.hidden // shape.heads, math.sqrt(shape.hidden)
    steady, begin = 1 / (STEADY * width), 1 / (math.sqrt(2) * MARK * width)
    q, k, v, o = (getattr(attention, f"{name}_proj").weight for name in "qkvo")
    scores = {NEAR_BEGIN: float(static.beginning[1]), SELDOM: MATCH - float(static.repeats[2])}
    for head, signal in enumerate(scores if shape.code else [NEAR_BEGIN], 1):
        first = head * size
        for matrix in (q, k, v):
            matrix[first : first + size] = 0
        always = first + size // 2 - 1
        q[always, CONSTANT], k[always, BEGIN] = scores[signal] * math.sqrt(size) * steady, begin
        v[first, BEGIN] = begin
        o[signal, first] = TOLD
    opening, mark = size + size // 2 - 2, 1 / (MARK * width)
    q[opening, CONSTANT], k[opening, TURN] = OPENS * math.sqrt(size) * steady, mark
    v[size + 1, TURN], o[SHORT_TURNS, size + 1] = mark, TOLD
    if shape.code:
        pairs, columns = _code_pairs(shape), range(meaning(shape), meaning(shape) + shape.code)
        rows = [2 * size + half + pair for pair in pairs for half in (0, size // 2)]
        for row, column in zip(rows, columns, strict=False):
            q[row, column], k[row, column] = MATCH * math.sqrt(size) / (CODE * width), 1 / (CODE * width)


def _start_pooling(attention: Any, shape: ModelShape, static: StaticStart) -> None:
    """`<|emb|>` attends to each token with its weight; the same in every head."""
    size, width = shape.hidden // shape.heads, math.sqrt(shape.hidden)
    one, told, steady = (1 / (each * width) for each in (SIGNAL, TOLD, STEADY))
    q, k = attention.q_proj.weight, attention.k_proj.weight
    q.mul_(0.1)
    k.mul_(0.1)
    for head in range(shape.heads):
        # The slowest rotary pairs hardly turn within a text, so a score put there does not depend on place.
        always, session, short = (head * size + size // 2 - place for place in (1, 2, 3))
        for row in (always, session, short):
            q[row], k[row] = 0, 0
        q[always, EMB], k[always, WEIGHT] = math.sqrt(size) / (math.sqrt(2) * MARK * width), one
        q[session, IN_SESSION], k[session, TURN_WEIGHT] = math.sqrt(size) * told, one
        k[session, IN_REPLY] = float(static.reply[0]) * told
        q[short, SHORT_TURNS], k[short, IN_REPLY] = math.sqrt(size) * told, float(static.reply[1]) * told
        k[always, NEAR_BEGIN], k[session, NEAR_BEGIN] = (sign * float(static.beginning[0]) * told for sign in (1, -1))
        k[always, SELDOM] = float(static.repeats[0]) * told
        k[session, SELDOM] = float(static.repeats[1] - static.repeats[0]) * told
        for (pair, _), strength in zip(recency_pairs(shape), static.recency.tolist(), strict=True):
            row = head * size + pair
            q[row], k[row] = 0, 0
            q[row, IN_SESSION], k[row, CONSTANT] = strength * math.sqrt(size) * told, steady
    identity = torch.eye(shape.hidden)
    identity[meaning(shape) :] = 0
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
    `traits`: what `convert` cannot read from the weights (`embed_tokens`, `exit_layer`, `pointing`,
    `block_attention`)."""
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
