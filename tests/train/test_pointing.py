"""Pointing at sentences: what the rows ask, and that vectors before the last layer are left alone by it."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import numpy as np
import pytest
import torch

from uniconv_edge.errors import ConfigurationError
from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds
from uniconv_edge.train import data as training_data
from uniconv_edge.train.architecture import RESERVED, StaticStart, new_model
from uniconv_edge.train.backbone import Backbone
from uniconv_edge.train.optimise import freeze
from uniconv_edge.train.pointing import PointMaker, window
from uniconv_edge.train.recipe import ModelShape, UnifyRecipe
from uniconv_edge.train.run import train
from uniconv_edge.train.tokenizer import open_tokenizer, train_tokenizer

SPECIAL = SpecialIds.from_vocabulary({token: i for i, token in enumerate(SPECIAL_TOKENS)})


@pytest.fixture
def tokenizer(tmp_path):
    train_tokenizer(iter(["When was the lease made? It was made in 1900. Nobody sold it."] * 20), 300, tmp_path / "t")
    return open_tokenizer(tmp_path / "t")[0]


def test_the_sentence_of_the_evidence_is_right_and_no_other(data, tokenizer) -> None:
    rows = training_data.read_rows(data, "made")
    recipe = UnifyRecipe(point_rows=40, point_sources=3, missing_positive=0.0)
    points = PointMaker({"made": rows}, tokenizer, SPECIAL, recipe).points(Random(0))
    asked = [(row, place) for row in points.rows for place in row.points]
    assert len(asked) == len(points.right) == len(points.conversation)
    seen = set()
    for (row, place), right in zip(asked, points.right, strict=True):
        before = tokenizer.decode(row.ids[: place + 1])
        assert before.endswith((".", "d"))  # a sentence's last token
        assert right <= before.endswith(tuple(f"made in {1900 + n}." for n in range(8)))
        assert row.ids.count(SPECIAL.source) == 1
        assert row.ids.index(SPECIAL.emb) < row.ids.index(SPECIAL.source)
        seen.add(right)
    assert seen == {True, False}
    each = [sum(r for r, c in zip(points.right, points.conversation, strict=True) if c == n) for n in range(40)]
    assert set(each) == {0, 1}  # the questions without evidence have nothing to point at


def test_a_long_text_is_cut_so_that_its_evidence_stays() -> None:
    text = "A sentence that fills. " * 40 + "The answer is here. " + "More that follows. " * 10
    start = text.index("The answer")
    cut, evidence = window(text, (start, start + 19), 200)
    assert evidence is not None
    assert cut[slice(*evidence)] == "The answer is here."
    assert len(cut) <= 200
    assert cut.startswith("A sentence")
    assert window("short", None, 200) == ("short", None)


def started(layers: int) -> tuple[object, ModelShape]:
    random = np.random.default_rng(0)
    shape = ModelShape(hidden=128, layers=layers, heads=2, mlp=64, context=256, exit_layer=2)
    vectors = random.normal(0, 1, (60, shape.hidden - RESERVED)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = random.normal(0, 1, 60).astype(np.float32)
    zero = np.zeros(60, np.float32)
    torch.manual_seed(0)
    start = StaticStart(
        vectors, weights, zero, np.float32([1.0, 0.5]), np.float32([-1.0, 1.0]), np.float32([1.0, 3.0]), zero[:3]
    )
    return new_model(shape, 60, SPECIAL, start), shape


def test_vectors_are_those_of_the_first_layers_whatever_follows() -> None:
    deep, shape = started(4)
    shallow, _ = started(2)
    rows = [[SPECIAL.bos, SPECIAL.user, 20, 30, 40, SPECIAL.emb], [SPECIAL.bos, SPECIAL.source, 25, SPECIAL.emb]]
    at = [[len(row) - 1] for row in rows]
    shallow.load_state_dict({k: v for k, v in deep.state_dict().items() if k in shallow.state_dict()})
    with torch.no_grad():
        early = Backbone(deep, SPECIAL.pad, compiled=False, exit_layer=shape.exit_layer)
        wanted = Backbone(shallow, SPECIAL.pad, compiled=False).read(rows, at)
        found, last = early.read(rows, at, vectors=True), early.read(rows, at)
    for vector, expected, end in zip(found, wanted, last, strict=True):
        assert torch.allclose(vector, expected, atol=1e-6)
        assert not torch.allclose(end, expected, atol=1e-2)


def test_frozen_layers_and_token_vectors_get_no_gradient() -> None:
    model, _ = started(4)
    freeze(model, 2)
    still = {name for name, parameter in model.named_parameters() if not parameter.requires_grad}
    assert "model.embed_tokens.weight" in still
    assert "model.norm.weight" in still
    assert {name.split(".")[2] for name in still if ".layers." in name} == {"0", "1"}


def test_a_run_that_points_says_so_and_goes_on_after_a_stop(data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text() + "point_rows = 2\npoint_sources = 2\n")
    folder = train(recipe, data, tmp_path / "run", None)
    logged = [json.loads(line) for line in (tmp_path / "run" / "unify.jsonl").read_text().splitlines()]
    assert all(entry["point"] > 0 for entry in logged)
    assert json.loads((folder / "uniconv_training.json").read_text())["pointing"] is True


def test_points_without_a_row_that_teaches_them_are_refused(data, tokenizer) -> None:
    rows = training_data.read_rows(data, "made")
    without = replace(rows, rows=[replace(row, evidence=None) for row in rows.rows if row.positive is not None])
    with pytest.raises(ConfigurationError, match="no row of the data says") as caught:
        PointMaker({"made": without}, tokenizer, SPECIAL, UnifyRecipe(point_rows=2))
    assert "unify.point_rows" in caught.value.hint
