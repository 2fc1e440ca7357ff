"""What differs between model families: tensor names, shapes and GGUF metadata. Nothing else lives here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from uniconv_edge.errors import ConversionRefused

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One model family: its GGUF name and what sets its tensors apart.

    `interleaved_rope` says that llama.cpp rotates neighbouring pairs, where Hugging Face rotates the two halves of a
    head: the rows of the query and key projections are then written in another order.
    """

    gguf_name: str
    config_class: str
    model_class: str
    interleaved_rope: bool = False
    qkv_bias: bool = False
    qk_norm: bool = False


_LLAMA = Family("llama", "LlamaConfig", "LlamaForCausalLM", interleaved_rope=True)
FAMILIES: Mapping[str, Family] = {
    "llama": _LLAMA,
    "mistral": Family("llama", "MistralConfig", "MistralForCausalLM", interleaved_rope=True),
    "qwen2": Family("qwen2", "Qwen2Config", "Qwen2ForCausalLM", qkv_bias=True),
    "qwen3": Family("qwen3", "Qwen3Config", "Qwen3ForCausalLM", qk_norm=True),
}
_ARCHITECTURES = {
    "LlamaForCausalLM": "llama",
    "LlamaModel": "llama",
    "MistralForCausalLM": "mistral",
    "MistralModel": "mistral",
    "Qwen2ForCausalLM": "qwen2",
    "Qwen2Model": "qwen2",
    "Qwen3ForCausalLM": "qwen3",
    "Qwen3Model": "qwen3",
}
# The numbers of each scaling of rotary positions that both runtimes compute.
_SCALINGS: Mapping[str, tuple[str, ...]] = {
    "linear": ("factor",),
    "llama3": ("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings"),
}
_MOST = 2**32 - 1  # what a GGUF file can say
_MOST_LAYERS = 512  # as in llama.cpp


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The sizes of a decoder-only model, as its config states them."""

    layers: int
    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head_size: int
    vocabulary: int
    context: int
    rms_eps: float
    rope_theta: float
    rope_scaling: Mapping[str, Any] = field(default_factory=dict)
    tied: bool = False


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """A tensor of the checkpoint: its GGUF name, its shape there, and the heads to reorder for interleaved rope (0:
    none)."""

    gguf_name: str
    shape: Shape
    rope_heads: int = 0


def named_architectures(config: Mapping[str, Any]) -> list[str]:
    """The architectures that `config.json` lists."""
    named = config.get("architectures")
    return [str(name) for name in named] if isinstance(named, list) else []


def family_of(config: Mapping[str, Any]) -> Family:
    """The family that `config.json` names. Raises ConversionRefused for one this program does not convert."""
    named = named_architectures(config)
    model_type = str(config.get("model_type", ""))
    if len(named) != 1 or _ARCHITECTURES.get(named[0]) != model_type:
        shown = ", ".join(named) or model_type or "nothing"
        raise ConversionRefused(
            f"the checkpoint's architecture is not one that can be converted: {shown}",
            "supported are Llama, Mistral, Qwen2 and Qwen3 (causal language models)",
        )
    return FAMILIES[model_type]


def dimensions_of(config: Mapping[str, Any]) -> Dimensions:
    """Read the sizes from `config.json`. Raises ConversionRefused for a missing key or an option not supported."""
    try:
        heads, hidden = _size(config, "num_attention_heads"), _size(config, "hidden_size")
        context = _size(config, "max_position_embeddings")
        sizes = Dimensions(
            layers=_size(config, "num_hidden_layers", _MOST_LAYERS),
            hidden=hidden,
            intermediate=_size(config, "intermediate_size"),
            heads=heads,
            kv_heads=_size({"num_key_value_heads": heads, **_stated(config)}, "num_key_value_heads"),
            head_size=_size({"head_dim": hidden // heads, **_stated(config)}, "head_dim"),
            vocabulary=_size(config, "vocab_size"),
            context=min(context, _window(config) or context),
            rms_eps=_positive(config, "rms_norm_eps"),
            rope_theta=_positive({"rope_theta": 10000.0, **_stated(config)}, "rope_theta"),
            rope_scaling=_rope_scaling(config),
            tied=bool(config.get("tie_word_embeddings", False)),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ConversionRefused(
            f"`config.json` lacks a usable value: {error}", "export the checkpoint again with transformers"
        ) from error
    if config.get("hidden_act", "silu") != "silu":
        raise ConversionRefused(
            f"the activation `{config['hidden_act']}` cannot be converted", "only `silu` models are supported"
        )
    return sizes


def _stated(config: Mapping[str, Any]) -> dict[str, Any]:
    """What a config says; null means that it leaves the value to the architecture."""
    return {key: value for key, value in config.items() if value is not None}


def _size(config: Mapping[str, Any], key: str, most: int = _MOST) -> int:
    value = config[key]
    if not isinstance(value, int) or not 1 <= value <= most:
        raise ValueError(f"`{key}` must be a whole number from 1 to {most:,}")
    return value


def _positive(config: Mapping[str, Any], key: str) -> float:
    value = config[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise ValueError(f"`{key}` must be a number above 0")
    return float(value)


def _window(config: Mapping[str, Any]) -> int:
    """The sliding attention window, 0 when attention is full. Within the window both are the same."""
    used = config.get("use_sliding_window", config.get("model_type") == "mistral")
    return int(config.get("sliding_window") or 0) if used else 0


def _rope_scaling(config: Mapping[str, Any]) -> dict[str, Any]:
    scaling = config.get("rope_scaling") or {}
    if not isinstance(scaling, dict):
        raise TypeError("`rope_scaling` must be an object")
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    if kind not in ("default", *_SCALINGS):
        raise ConversionRefused(
            f"the rope scaling `{kind}` cannot be converted", "supported are default, linear and llama3"
        )
    if kind == "default":
        return {}
    return {"rope_type": kind, **{key: _positive(scaling, key) for key in _SCALINGS[kind]}}


def expected_tensors(family: Family, sizes: Dimensions) -> dict[str, TensorSpec]:
    """Every tensor a checkpoint of this family must have, by its Hugging Face name (`lm_head` only when untied)."""
    d, q, kv = sizes.hidden, sizes.heads * sizes.head_size, sizes.kv_heads * sizes.head_size
    tensors = {
        "model.embed_tokens.weight": TensorSpec("token_embd.weight", (sizes.vocabulary, d)),
        "model.norm.weight": TensorSpec("output_norm.weight", (d,)),
    }
    if not sizes.tied:
        tensors["lm_head.weight"] = TensorSpec("output.weight", (sizes.vocabulary, d))
    heads = (sizes.heads, sizes.kv_heads) if family.interleaved_rope else (0, 0)
    layer = {
        "input_layernorm.weight": TensorSpec("attn_norm.weight", (d,)),
        "self_attn.q_proj.weight": TensorSpec("attn_q.weight", (q, d), heads[0]),
        "self_attn.k_proj.weight": TensorSpec("attn_k.weight", (kv, d), heads[1]),
        "self_attn.v_proj.weight": TensorSpec("attn_v.weight", (kv, d)),
        "self_attn.o_proj.weight": TensorSpec("attn_output.weight", (d, q)),
        "post_attention_layernorm.weight": TensorSpec("ffn_norm.weight", (d,)),
        "mlp.gate_proj.weight": TensorSpec("ffn_gate.weight", (sizes.intermediate, d)),
        "mlp.up_proj.weight": TensorSpec("ffn_up.weight", (sizes.intermediate, d)),
        "mlp.down_proj.weight": TensorSpec("ffn_down.weight", (d, sizes.intermediate)),
    }
    if family.qkv_bias:
        for name, rows in (("q", q), ("k", kv), ("v", kv)):
            layer[f"self_attn.{name}_proj.bias"] = TensorSpec(f"attn_{name}.bias", (rows,))
    if family.qk_norm:
        for name in ("q", "k"):
            layer[f"self_attn.{name}_norm.weight"] = TensorSpec(f"attn_{name}_norm.weight", (sizes.head_size,))
    for index in range(sizes.layers):
        for name, spec in layer.items():
            gguf_name = f"blk.{index}.{spec.gguf_name}"
            tensors[f"model.layers.{index}.{name}"] = TensorSpec(gguf_name, spec.shape, spec.rope_heads)
    return tensors


def gguf_metadata(family: Family, sizes: Dimensions) -> dict[str, int | float | str]:
    """The GGUF hyperparameters, by full key; ints are written as uint32, floats as float32."""
    arch = family.gguf_name
    values: dict[str, int | float | str] = {
        "context_length": sizes.context,
        "embedding_length": sizes.hidden,
        "block_count": sizes.layers,
        "feed_forward_length": sizes.intermediate,
        "vocab_size": sizes.vocabulary,
        "attention.head_count": sizes.heads,
        "attention.head_count_kv": sizes.kv_heads,
        "attention.key_length": sizes.head_size,
        "attention.value_length": sizes.head_size,
        "attention.layer_norm_rms_epsilon": sizes.rms_eps,
        "rope.dimension_count": sizes.head_size,
        "rope.freq_base": sizes.rope_theta,
    }
    if sizes.rope_scaling.get("rope_type") == "linear":
        values["rope.scaling.type"] = "linear"
        values["rope.scaling.factor"] = float(sizes.rope_scaling["factor"])
    return {f"{arch}.{key}": value for key, value in values.items()}
