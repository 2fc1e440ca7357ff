"""What a conversion is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import UsageError
from uniconv_edge.paths import is_folder_name

GGUF_QUANTS = (
    "f32",
    "f16",
    "q8_0",
    "q6_k",
    "q5_k_m",
    "q5_k_s",
    "q5_1",
    "q5_0",
    "q4_k_m",
    "q4_k_s",
    "q4_1",
    "q4_0",
    "q3_k_m",
    "q2_k",
)
ONNX_QUANTS = ("int8", "fp32")
POOLINGS = ("last", "mean", "cls")


@dataclass(frozen=True, slots=True)
class Options:
    """`pooling` and the prompts of None mean: what the checkpoint's own layout says, else last token and no
    prompt.
    """

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
