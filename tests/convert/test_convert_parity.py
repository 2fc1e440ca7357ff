"""Planted faults: each makes a file that loads and runs and is wrong. Each must be caught, and nothing be left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from convert import embedder, parity, to_gguf, to_onnx
from convert.options import Options
from convert.run import Converted, convert
from uniconv_edge.errors import ParityFailed


@pytest.fixture
def attempt(checkpoint: Callable[[str], Path], place: Path) -> Callable[..., None]:
    """Convert a family with a fault in place: it must be refused and leave nothing."""

    def run(family: str, match: str, **choices: str) -> None:
        with pytest.raises(ParityFailed, match=match):
            convert(Options(checkpoint(family), place / "out", **choices))
        assert list(place.iterdir()) == []

    return run


@pytest.mark.parametrize("quant", ["f16", "q8_0"])
def test_a_transposed_square_matrix_is_caught(
    attempt: Callable[..., None], monkeypatch: pytest.MonkeyPatch, quant: str
) -> None:
    straight = to_gguf.arranged

    def transposed(weights: Any, spec: Any) -> Any:
        rows = straight(weights, spec)
        return np.ascontiguousarray(rows.T) if spec.gguf_name == "blk.1.attn_output.weight" else rows

    monkeypatch.setattr(to_gguf, "arranged", transposed)

    attempt("ours", "GGUF file does not agree", quant=quant)


def test_query_rows_left_in_the_order_of_hugging_face_are_caught(
    attempt: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(to_gguf, "arranged", lambda weights, spec: np.ascontiguousarray(weights))

    attempt("ours", "GGUF file does not agree", quant="q8_0")


@pytest.mark.parametrize("family", ["ours", "qwen2"])
def test_a_wrong_rope_theta_is_caught(
    attempt: Callable[..., None], monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    right = to_gguf.gguf_metadata

    def wrong(*arguments: Any) -> Mapping[str, Any]:
        values = right(*arguments)
        return {key: 500000.0 if key.endswith("rope.freq_base") else value for key, value in values.items()}

    monkeypatch.setattr(to_gguf, "gguf_metadata", wrong)

    attempt(family, "GGUF file does not agree", quant="q8_0")


def test_a_forgotten_rope_scaling_is_caught(attempt: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_gguf, "rope_factors", lambda sizes: None)

    attempt("llama", "GGUF file does not agree", quant="q8_0")


def test_a_graph_that_reads_the_first_token_is_caught(
    attempt: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedder, "_place", lambda mask, _pooling: torch.zeros_like(mask[:, 0]))

    attempt("ours", "ONNX file does not agree", quant="f16")


def test_a_graph_that_expects_left_padding_is_caught(
    attempt: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedder, "_place", lambda mask, _pooling: torch.ones_like(mask).sum(dim=1) - 1)

    attempt("ours", "ONNX file does not agree", quant="f16")


def test_positions_that_never_advance_are_caught(attempt: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "positions", torch.zeros_like)

    attempt("ours", "ONNX file does not agree", quant="f16")


def test_a_tokenizer_with_another_pre_tokenizer_is_caught(
    attempt: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from convert import vocabulary

    monkeypatch.setattr(vocabulary, "_pre_tokenizer", lambda tokenizer, model: "qwen2")

    attempt("ours", "tokenizer is 0", quant="f16")


def test_an_int8_vector_does_not_depend_on_its_neighbours(converted: Callable[[str], Converted]) -> None:
    model = to_onnx.OnnxModel(converted("ours").out / "onnx/model.onnx")
    batch = [[1, 5, 300, 41, 6], [1, 8, 6], [1, *[444] * 30, 6]]

    alone = np.concatenate([model.embed([ids], 0) for ids in batch])

    np.testing.assert_allclose(model.embed(batch, 0), alone, atol=2e-6)


def test_a_tie_is_no_preference() -> None:
    expected = np.array([[0.0, 1.0, 1.0001, -5.0], [9.0, 1.0, 0.0, 0.0]], dtype=np.float32)
    found = np.array([[0.0, 1.0, 0.9, -5.0], [1.0, 9.0, 0.0, 0.0]], dtype=np.float32)

    assert parity.top1_agreement(expected, found) == (0, 1)
    assert parity.top1_agreement(expected, expected) == (1, 1)


def test_a_figure_that_is_not_a_number_fails() -> None:
    with pytest.raises(ParityFailed):
        parity._demand("f16 GGUF", "cosine_min", float("nan"), 0.9)
