"""What a conversion is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import UsageError
from uniconv_edge.paths import is_folder_name

# Of each kind of weights how well the file must agree with the checkpoint (`parity`).
# Minimum cosine over the probes and share of equal next tokens.
GGUF_FLOORS: Mapping[str, tuple[float, float]] = {
    "f32": (0.9995, 0.99),
    "f16": (0.999, 0.98),
    "q8_0": (0.99, 0.90),
    "q6_k": (0.98, 0.85),
    "q5_k_m": (0.96, 0.80),
    "q5_k_s": (0.96, 0.80),
    "q5_1": (0.96, 0.80),
    "q5_0": (0.95, 0.78),
    "q4_k_m": (0.92, 0.70),
    "q4_k_s": (0.92, 0.68),
    "q4_1": (0.92, 0.68),
    "q4_0": (0.90, 0.65),
    "q3_k_m": (0.80, 0.50),
    "q2_k": (0.60, 0.25),
}
GGUF_QUANTS = tuple(GGUF_FLOORS)
# The mean over the probes for int8, the minimum for fp32: one short probe in 7 bits may stray further.
ONNX_FLOORS: Mapping[str, float] = {"int8": 0.97, "fp32": 0.9999}
ONNX_QUANTS = tuple(ONNX_FLOORS)
POOLINGS = ("last", "mean", "cls")


@dataclass(frozen=True, slots=True)
class Options:
    """`pooling` and the prompts of None mean: what the checkpoint's own layout says, else last token and no prompt."""

    checkpoint: Path
    out: Path
    quant: str = "q8_0"
    embed_quant: str = "int8"
    pooling: str | None = None
    query_prompt: str | None = None
    passage_prompt: str | None = None
    name: str | None = None
    license: str | None = None
    force: bool = False

    def __post_init__(self) -> None:
        _one_of("--quant", self.quant, GGUF_QUANTS)
        _one_of("--embed-quant", self.embed_quant, ONNX_QUANTS)
        if self.pooling is not None:
            _one_of("--pooling", self.pooling, POOLINGS)
        if self.name is not None and not is_folder_name(self.name):
            raise UsageError(f"`{self.name}` is no name of a model", "give one without `/` and `\\`")


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(f"`{value}` is not a value of {option}", f"use one of {', '.join(allowed)}")
