"""Writes a checkpoint as an ONNX graph that ends in the sentence vector: pooling and L2 norm are inside.

Inputs `input_ids` and `attention_mask` (int64, batch x length), outputs `sentence_embedding` (batch x dims, unit
length) and `last_hidden_state` (batch x length x dims), which sentence-transformers pools itself: of a model with one
pooled token, the state of that token at every place.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from convert.checkpoint import Checkpoint
from uniconv_edge.errors import ConversionRefused
from uniconv_edge.types import FloatArray

OPSET = 18
_THREADS = 2
_BATCH = "batch_size"
_LENGTH = "sequence_length"


def torch_model(checkpoint: Checkpoint, state: Mapping[str, Any]) -> Any:
    """The checkpoint as a transformers model in float32, built from its config and the tensors given; no code of its
    own."""
    import torch
    import transformers

    kept = {key: value for key, value in checkpoint.config.items() if key not in ("torch_dtype", "dtype", "auto_map")}
    # Up to `context_length` tokens, which never exceeds the window, sliding attention is full attention.
    kept |= {"sliding_window": None, "use_sliding_window": False, "layer_types": None}
    try:
        config = getattr(transformers, checkpoint.family.config_class).from_dict(kept)
        # Plain attention traces to fewer nodes than the fused kind, and runs a tenth faster.
        config._attn_implementation = "eager"
        with torch.device("meta"):
            model = getattr(transformers, checkpoint.family.model_class)(config)
    except Exception as error:  # of values that are not checked here it may raise anything
        raise ConversionRefused(
            f"transformers makes no model of `config.json`: {error}", "export the checkpoint again with transformers"
        ) from error
    model.to_empty(device="cpu")
    loaded = model.load_state_dict(dict(state), strict=False, assign=True)
    lacking = set(loaded.missing_keys) - {"lm_head.weight"}
    if lacking:
        raise ConversionRefused(
            f"config.json asks for tensors that cannot be converted, first `{min(lacking)}`",
            "is config.json that of these weights?",
        )
    model.tie_weights()
    model.model.rotary_emb = type(model.model.rotary_emb)(config=config)
    return model.eval()


def _export_config(config: Any) -> Any:
    from optimum.exporters.onnx.config import TextDecoderOnnxConfig
    from optimum.utils import DummyTextInputGenerator, NormalizedTextConfig

    class SentenceOnnxConfig(TextDecoderOnnxConfig):  # type: ignore[misc]
        NORMALIZED_CONFIG_CLASS = NormalizedTextConfig
        DUMMY_INPUT_GENERATOR_CLASSES = (DummyTextInputGenerator,)

        @property
        def inputs(self) -> dict[str, dict[int, str]]:
            return {name: {0: _BATCH, 1: _LENGTH} for name in ("input_ids", "attention_mask")}

        @property
        def outputs(self) -> dict[str, dict[int, str]]:
            return {"last_hidden_state": {0: _BATCH, 1: _LENGTH}, "sentence_embedding": {0: _BATCH}}

    return SentenceOnnxConfig(config, task="feature-extraction")


@contextmanager
def _quiet() -> Iterator[None]:
    """Tracing warns about every Python branch and quantising about a missing pre-pass; neither is news to a person."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)


def write_onnx(decoder: Any, path: Path, *, pooling: str) -> None:
    """Export a decoder (without head) in float32 with Optimum. Raises ConversionRefused."""
    import torch
    from optimum.exporters.onnx.convert import export

    from convert.embedder import SentenceEmbedder

    path.parent.mkdir(parents=True, exist_ok=True)
    with _quiet(), torch.no_grad():
        try:
            export(SentenceEmbedder(decoder, pooling).eval(), _export_config(decoder.config), path, opset=OPSET)
        except (RuntimeError, ValueError, TypeError) as error:
            raise ConversionRefused(f"the model cannot be exported to ONNX: {error}", "report this model") from error


class OnnxModel:
    """An ONNX file in onnxruntime, for checking."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = _THREADS
        settings.inter_op_num_threads = 1
        settings.add_session_config_entry("session.intra_op.allow_spinning", "0")
        settings.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), sess_options=settings, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors share no other base class
            raise ConversionRefused(f"onnxruntime cannot load `{path.name}`: {error}", "report this model") from error

    def embed(self, batch: Sequence[Sequence[int]], pad: int, *, side: str = "right") -> FloatArray:
        """Vectors of token ids, padded on the side named; shape (n, dims)."""
        length = max(map(len, batch))
        ids = np.full((len(batch), length), pad, dtype=np.int64)
        mask = np.zeros((len(batch), length), dtype=np.int64)
        for row, tokens in enumerate(batch):
            place = slice(0, len(tokens)) if side == "right" else slice(length - len(tokens), length)
            ids[row, place], mask[row, place] = tokens, 1
        feed = {"input_ids": ids, "attention_mask": mask}
        vectors: FloatArray = self._session.run(["sentence_embedding"], feed)[0]
        return vectors
