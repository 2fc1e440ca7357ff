"""The lean embedder gives the vectors of the whole decoder, with less work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from convert.checkpoint import load_state, open_checkpoint
from convert.embedder import SentenceEmbedder, positions
from convert.to_onnx import torch_model


@pytest.fixture
def decoder(checkpoint: Callable[[str], Path]) -> Callable[[str], Any]:
    def get(family: str) -> Any:
        opened = open_checkpoint(checkpoint(family))
        return torch_model(opened, load_state(opened)).model

    return get


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of different lengths, padded right and left."""
    ids = torch.randint(3, 500, (3, 40), generator=torch.Generator().manual_seed(0))
    mask = torch.ones_like(ids)
    mask[1, 25:], mask[2, :11] = 0, 0
    return ids, mask


def pooled(hidden: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    rows = [states[kept > 0] for states, kept in zip(hidden, mask, strict=True)]
    ways = {"last": lambda row: row[-1], "cls": lambda row: row[0], "mean": lambda row: row.mean(dim=0)}
    return torch.stack([ways[pooling](row) for row in rows])


@pytest.mark.parametrize("pooling", ["last", "cls", "mean"])
@pytest.mark.parametrize("family", ["ours", "llama", "qwen2", "qwen3"])
def test_vectors_are_those_of_the_whole_decoder(decoder: Callable[[str], Any], family: str, pooling: str) -> None:
    whole = decoder(family)
    ids, mask = batch()
    with torch.no_grad():
        hidden = whole(input_ids=ids, attention_mask=mask, position_ids=positions(mask)).last_hidden_state
        wanted = torch.nn.functional.normalize(pooled(hidden, mask, pooling), dim=-1)
        found = SentenceEmbedder(whole, pooling)(ids, mask)
        again = torch.nn.functional.normalize(pooled(found["last_hidden_state"], mask, pooling), dim=-1)
    torch.testing.assert_close(found["sentence_embedding"], wanted, atol=1e-5, rtol=0)
    torch.testing.assert_close(again, wanted, atol=1e-5, rtol=0)


@pytest.mark.parametrize("family", ["ours", "qwen2"])
def test_what_reaches_no_output_is_left_out(decoder: Callable[[str], Any], family: str) -> None:
    whole = decoder(family)
    first, last = whole.layers[0], whole.layers[-1]
    with torch.no_grad():
        first.self_attn.o_proj.weight[:, : first.self_attn.o_proj.in_features // 2] = 0  # one of two heads of keys
        first.mlp.down_proj.weight.zero_()
        last.self_attn.o_proj.weight.zero_()
        ids, mask = batch()
        lean = SentenceEmbedder(whole, "last")
        hidden = whole(input_ids=ids, attention_mask=mask, position_ids=positions(mask)).last_hidden_state
        wanted = torch.nn.functional.normalize(pooled(hidden, mask, "last"), dim=-1)
        torch.testing.assert_close(lean(ids, mask)["sentence_embedding"], wanted, atol=1e-5, rtol=0)
    size = first.self_attn.head_dim
    assert [lean.layers[0].q.out_features, lean.layers[0].k.out_features] == [2 * size, size]
    assert lean.layers[0].mlp is None
    assert lean.layers[1].mlp is not None
    assert lean.layers[1].k.out_features == size
    assert first.self_attn.q_proj.out_features == 4 * size, "the decoder itself was changed"
