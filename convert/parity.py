"""Proves that the files to be shipped compute what the checkpoint computes, through the runtimes that will run them.

Every probe goes through torch (float32), onnxruntime and llama.cpp. Compared are the vectors (cosine), the next tokens
at all positions (top-1) and the two tokenizers (ids). Where torch's two best logits lie closer than `TIE` standard
deviations of that position's logits there is no preference to reproduce, so the position is not counted; a model with
random weights has many.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from convert import llamacpp
from convert.options import GGUF_FLOORS, ONNX_FLOORS
from convert.probes import Probe, open_tokenizer
from convert.to_onnx import OnnxModel
from uniconv_edge.errors import ParityFailed
from uniconv_edge.train.tokenizer import encoder
from uniconv_edge.types import FloatArray

TIE = 0.05
_BATCH = 8


@dataclass(frozen=True, slots=True)
class Reference:
    """What torch computes: unit vectors, shape (probes, dims), and the logits of each probe, shape (length,
    vocabulary)."""

    vectors: FloatArray
    logits: tuple[FloatArray, ...]


def reference_of(model: Any, embedder: Any, probes: Sequence[Probe], pooling: str) -> Reference:
    """Run each probe alone, without padding, through the checkpoint's own torch model; vectors come from `embedder`,
    its decoder or the first layers of it."""
    import torch

    vectors, logits = [], []
    with torch.no_grad():
        for probe in probes:
            ids = torch.tensor([probe.ids])
            hidden = model.model(input_ids=ids).last_hidden_state
            states = hidden if embedder is model.model else embedder(input_ids=ids).last_hidden_state
            vectors.append(_unit(_pooled_rows(states[0].numpy(), pooling)))
            logits.append(model.lm_head(hidden)[0].numpy())
    return Reference(np.stack(vectors), tuple(logits))


def check_onnx(path: Path, probes: Sequence[Probe], reference: Reference, pad: int, quant: str) -> dict[str, float]:
    """Cosines of the ONNX file's vectors, in mixed batches padded right and left. Raises ParityFailed below the
    floor."""
    model = OnnxModel(path)
    order = range(0, len(probes), _BATCH)
    batches = [[probe.ids for probe in probes[start : start + _BATCH]] for start in order]
    cosines = np.concatenate(
        [
            (np.concatenate([model.embed(batch, pad, side=side) for batch in batches]) * reference.vectors).sum(axis=1)
            for side in ("right", "left")
        ]
    )
    figures = {"cosine_min": float(cosines.min()), "cosine_mean": float(cosines.mean())}
    kind = "cosine_mean" if quant == "int8" else "cosine_min"
    _demand(f"{quant} ONNX", kind, figures[kind], ONNX_FLOORS[quant])
    return figures


def check_gguf(
    path: Path,
    probes: Sequence[Probe],
    reference: Reference,
    *,
    pooling: str,
    quant: str,
    tokenizer_file: Path,
    exits: tuple[int, FloatArray] | None = None,
) -> dict[str, float]:
    """Cosines, next tokens and tokenizer of the GGUF file in llama.cpp; `exits`: the layer (from 1) after which vectors
    are read and the norm (dims,) they pass. Raises ParityFailed below a floor."""
    cosines, same, counted = [], 0, 0
    longest = max(len(probe.ids) for probe in probes)
    with llamacpp.open_gguf(path, longest, exit_layer=exits[0] if exits else 0) as model:
        agreement = tokenizer_agreement(model, tokenizer_file, [probe.text for probe in probes])
        for probe, vector, expected in zip(probes, reference.vectors, reference.logits, strict=True):
            hidden, logits = model.evaluate(probe.ids)
            if exits:
                hidden = model.exit_states * exits[1]
            cosines.append(float(_unit(_pooled_rows(hidden, pooling)) @ vector))
            hits, decided = top1_agreement(expected, logits)
            same, counted = same + hits, counted + decided
    figures = {
        "cosine_min": min(cosines),
        "cosine_mean": float(np.mean(cosines)),
        "top1": same / counted if counted else 1.0,
        "tokenizer": agreement,
    }
    cosine_floor, top1_floor = GGUF_FLOORS[quant]
    _demand(f"{quant} GGUF", "tokenizer", agreement, 1.0)
    _demand(f"{quant} GGUF", "cosine_min", figures["cosine_min"], cosine_floor)
    _demand(f"{quant} GGUF", "top1", figures["top1"], top1_floor)
    return figures


def top1_agreement(expected: FloatArray, found: FloatArray) -> tuple[int, int]:
    """Positions with the same best token, and positions counted (those where `expected` has no tie)."""
    best = np.sort(np.partition(expected, -2, axis=1)[:, -2:], axis=1)
    decided = best[:, 1] - best[:, 0] > TIE * expected.std(axis=1)
    same = expected.argmax(axis=1) == found.argmax(axis=1)[: len(expected)]
    return int((same & decided).sum()), int(decided.sum())


def tokenizer_agreement(model: llamacpp.GgufModel, tokenizer_file: Path, texts: Sequence[str]) -> float:
    """Share of the texts that `tokenizer.json` and the GGUF file read as the same ids.

    llama.cpp normalises nothing, so texts are put into NFC first, as a normalising tokenizer would.
    """
    encode = encoder(open_tokenizer(tokenizer_file))
    normal = [unicodedata.normalize("NFC", text) for text in texts]
    return sum(encode(text) == model.tokenize(text) for text in normal) / len(normal)


def _pooled_rows(hidden: FloatArray, pooling: str) -> FloatArray:
    if pooling == "mean":
        mean: FloatArray = hidden.mean(axis=0)
        return mean
    row: FloatArray = hidden[-1 if pooling == "last" else 0]
    return row


def _unit(vector: FloatArray) -> FloatArray:
    unit: FloatArray = vector / max(float(np.linalg.norm(vector)), 1e-12)
    return unit


def _demand(what: str, figure: str, value: float, floor: float) -> None:
    # Written so that a NaN fails as well.
    if not value >= floor:
        raise ParityFailed(
            f"the {what} file does not agree with the checkpoint: {figure} is {value:.4f}, needed is {floor}",
            "nothing was written; try a larger --quant, and report the model if that does not help",
        )
