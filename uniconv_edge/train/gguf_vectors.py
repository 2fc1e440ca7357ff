"""The token vectors of a converted model."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.types import FloatArray

_TENSOR = "token_embd.weight"


def token_vectors(path: Path) -> FloatArray:
    """The vectors (vocabulary, dims) of a GGUF file's tokens, in float32. Raises TrainingFailed where it has none."""
    from gguf import GGUFReader
    from gguf.quants import dequantize

    for tensor in GGUFReader(path).tensors:
        if tensor.name == _TENSOR:
            return np.ascontiguousarray(dequantize(tensor.data, tensor.tensor_type), np.float32)
    raise TrainingFailed(f"`{path}` holds no `{_TENSOR}`", "name a model folder made by `uniconv-edge convert`")
