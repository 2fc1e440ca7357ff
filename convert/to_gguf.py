"""Writes a checkpoint as one GGUF file: own metadata, llama.cpp's tensor names, quantised as asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convert import llamacpp
from convert.architectures import Dimensions, TensorSpec, gguf_metadata
from convert.checkpoint import Checkpoint
from convert.vocabulary import Vocabulary

POOLING_TYPES = {"mean": 1, "cls": 2, "last": 3}
_FILE_TYPES = {"f32": 0, "f16": 1, "q8_0": 7}
_QUANT_VERSION = 2
_Q8_BLOCK = 32
# What decides how much a token counts, and the vector itself: in a narrow model a tenth of the weights, and as fast in
# float16, which does not round the numbers that come in to 8 bits as q8_0 does.
_EXACT = ("attn_q.weight", "attn_k.weight", "attn_output.weight")
_NARROW = 1024


def write_gguf(
    checkpoint: Checkpoint,
    vocabulary: Vocabulary,
    state: Mapping[str, Any],
    path: Path,
    *,
    quant: str,
    name: str,
    license_name: str,
    pooling: str,
) -> None:
    """Write `path`. f32, f16 and q8_0 are made here, the others by llama.cpp from an f16 file beside it."""
    direct = quant if quant in _FILE_TYPES else "f16"
    target = path if direct == quant else path.with_suffix(".f16.gguf")
    writer = _writer(target, checkpoint.family.gguf_name)
    writer.add_name(name)
    writer.add_license(license_name)
    writer.add_file_type(_FILE_TYPES[direct])
    writer.add_quantization_version(_QUANT_VERSION)
    metadata = gguf_metadata(checkpoint.family, checkpoint.sizes)
    arch = checkpoint.family.gguf_name
    metadata |= {f"{arch}.pooling_type": POOLING_TYPES[pooling]}
    _add_metadata(writer, metadata)
    writer.add_bool(f"{arch}.attention.causal", True)
    _add_vocabulary(writer, vocabulary, _chat_template(checkpoint))
    _add_tensors(writer, checkpoint, state, direct)
    _finish(writer)
    if target != path:
        llamacpp.quantise(target, path, quant)
        target.unlink()


def _writer(path: Path, arch: str) -> Any:
    from gguf import GGUFWriter

    return GGUFWriter(path, arch)


def _add_metadata(writer: Any, metadata: Mapping[str, int | float | str]) -> None:
    for key, value in metadata.items():
        if isinstance(value, str):
            writer.add_string(key, value)
        elif isinstance(value, float):
            writer.add_float32(key, value)
        else:
            writer.add_uint32(key, value)


def _add_vocabulary(writer: Any, vocabulary: Vocabulary, template: str) -> None:
    writer.add_tokenizer_model(vocabulary.model)
    writer.add_tokenizer_pre(vocabulary.pre)
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types(vocabulary.types)
    if vocabulary.merges:
        writer.add_token_merges(vocabulary.merges)
    if vocabulary.scores:
        writer.add_token_scores(vocabulary.scores)
    keys = {"bos": "bos", "eos": "eos", "pad": "padding", "unk": "unknown"}
    for role, index in vocabulary.special.items():
        writer.add_uint32(f"tokenizer.ggml.{keys[role]}_token_id", index)
    writer.add_add_bos_token(vocabulary.add_bos)
    writer.add_add_eos_token(vocabulary.add_eos)
    if vocabulary.add_space_prefix is not None:
        writer.add_add_space_prefix(vocabulary.add_space_prefix)
    if template:
        writer.add_chat_template(template)


def _chat_template(checkpoint: Checkpoint) -> str:
    """The checkpoint's own template, for other programs; ours has none, and this program never runs one."""
    template = checkpoint.tokenizer_config.get("chat_template")
    beside = checkpoint.folder / "chat_template.jinja"
    if checkpoint.ours:
        return ""
    if beside.is_file():
        return beside.read_text(encoding="utf-8")
    return template if isinstance(template, str) else ""


def _add_tensors(writer: Any, checkpoint: Checkpoint, state: Mapping[str, Any], quant: str) -> None:
    exact = _EXACT if quant == "q8_0" and checkpoint.sizes.hidden < _NARROW else ()
    for name, spec in checkpoint.tensors.items():
        chosen = "f16" if spec.gguf_name.endswith(exact) else quant
        _add_tensor(writer, spec.gguf_name, arranged(state[name].numpy(), spec), chosen)
    factors = rope_factors(checkpoint.sizes)
    if factors is not None:
        writer.add_tensor("rope_freqs.weight", factors)


def _add_tensor(writer: Any, name: str, weights: npt.NDArray[np.float32], quant: str) -> None:
    """Norms and biases stay float32; matrices take the type asked for, or float16 where a row is no whole block."""
    from gguf import GGMLQuantizationType
    from gguf.quants import quantize

    if weights.ndim < 2 or quant == "f32":
        writer.add_tensor(name, weights)
    elif quant == "q8_0" and weights.shape[-1] % _Q8_BLOCK == 0:
        writer.add_tensor(name, quantize(weights, GGMLQuantizationType.Q8_0), raw_dtype=GGMLQuantizationType.Q8_0)
    else:
        writer.add_tensor(name, weights.astype(np.float16))


def arranged(weights: npt.NDArray[np.float32], spec: TensorSpec) -> npt.NDArray[np.float32]:
    """The tensor as GGUF stores it: rows of a rotated projection go from halves to neighbouring pairs."""
    if not spec.rope_heads:
        return np.ascontiguousarray(weights)
    head_size = weights.shape[0] // spec.rope_heads
    halves = weights.reshape(spec.rope_heads, 2, head_size // 2, *weights.shape[1:])
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(weights.shape))


def rope_factors(sizes: Dimensions) -> npt.NDArray[np.float32] | None:
    """Frequency divisors of Llama 3.1's rope scaling, one for each rotated pair; None for other scalings."""
    scaling = sizes.rope_scaling
    if scaling.get("rope_type") != "llama3":
        return None
    factor, low, high = (float(scaling[key]) for key in ("factor", "low_freq_factor", "high_freq_factor"))
    original = float(scaling["original_max_position_embeddings"])
    exponent = np.arange(0, sizes.head_size, 2, dtype=np.float64) / sizes.head_size
    wavelength = 2 * np.pi * sizes.rope_theta**exponent
    smooth = (original / wavelength - low) / (high - low)
    middle = 1 / ((1 - smooth) / factor + smooth)
    factors = np.where(wavelength < original / high, 1.0, np.where(wavelength > original / low, factor, middle))
    return factors.astype(np.float32)


def _finish(writer: Any) -> None:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
