"""Recipes for pretrained backbones, end to end on tiny random models of the same architecture."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from training_data import write_data

from convert.options import Options
from convert.run import convert
from uniconv_edge.errors import ConfigurationError
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.manifest import read_manifest
from uniconv_edge.train.recipe import read_recipe
from uniconv_edge.train.run import train
from uniconv_edge.types import Turn

RECIPES = Path(__file__).parents[2] / "recipes"
SMALL = """
threads = 1
compile = false
checkpoint_every = 2
embed_tokens = 64
[model]
base = {base!r}
lora_rank = {rank}
[pretrain]
steps = 0
[unify]
steps = 2
pairs = 4
answer_rows = 4
missing_positive = 0.0
session_tokens = 48
passage_tokens = 48
source_tokens = 32
reply_tokens = 16
matryoshka = [32, 64]
block_share = {blocks}
"""


@pytest.mark.parametrize(
    ("recipe", "family", "rank", "blocks"),
    [("qwen3-0.6b", "qwen3", 0, 0.5), ("llama-3.2-1b", "llama", 8, 0.0), ("mistral-7b", "mistral", 8, 0.5)],
)
def test_a_pretrained_backbone_is_trained_merged_and_converted(
    recipe, family, rank, blocks, checkpoint, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr("uniconv_edge.train.run.plot_losses", lambda run: None)  # takes longer than the run
    shipped = read_recipe(RECIPES / f"{recipe}.toml")
    assert shipped.model.base
    assert bool(shipped.model.lora_rank) == bool(rank)
    path = tmp_path / f"{recipe}.toml"
    path.write_text(f'name = "{recipe}"' + SMALL.format(base=str(checkpoint(family)), rank=rank, blocks=blocks))
    trained = train(path, write_data(tmp_path / "data"), tmp_path / "run", None)
    logged = [json.loads(line) for line in (tmp_path / "run" / "unify.jsonl").read_text().splitlines()]
    assert {"retrieval", "generation", "cii"} <= set(logged[0])
    out = convert(Options(trained, tmp_path / "model", quant="f16", embed_quant="fp32")).out
    vector = OnnxEmbedder.open(out).embed_session([Turn("user", "When was the lease made?")])
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-4)
    assert read_manifest(out).block_attention is (blocks > 0)


def test_a_base_model_that_is_not_there_is_named(tmp_path) -> None:
    path = tmp_path / "absent.toml"
    (tmp_path / "empty").mkdir()
    path.write_text('name = "absent"' + SMALL.format(base=str(tmp_path / "empty"), rank=0, blocks=0.0))
    with pytest.raises(ConfigurationError, match="cannot open the base model"):
        train(path, write_data(tmp_path / "data"), tmp_path / "run", None)


def test_every_recipe_can_be_read() -> None:
    found = sorted(RECIPES.glob("*.toml"))
    assert found
    for path in found:
        assert read_recipe(path).name == tomllib.loads(path.read_text())["name"]
