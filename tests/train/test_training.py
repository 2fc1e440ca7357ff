"""The trainer from data to a checkpoint that the converter takes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from uniconv_edge.errors import ConfigurationError, TrainingFailed
from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds
from uniconv_edge.train import data as training_data
from uniconv_edge.train import run as running
from uniconv_edge.train.architecture import Backbone, StaticStart, new_model
from uniconv_edge.train.recipe import ModelShape, read_recipe
from uniconv_edge.train.stage import schedule


def losses_of(run: Path, stage: str) -> list[float]:
    return [json.loads(line)["loss"] for line in (run / f"{stage}.jsonl").read_text().splitlines()]


def logged(run: Path) -> set[str]:
    return {key for line in (run / "unify.jsonl").read_text().splitlines() for key in json.loads(line)}


def test_a_run_ends_in_a_llama_checkpoint_with_all_objectives_logged(data, recipe, tmp_path) -> None:
    checkpoint = running.train(recipe, data, tmp_path / "run", None)
    from transformers import LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(checkpoint)
    assert model.config.hidden_size == 32
    assert json.loads((checkpoint / "uniconv_training.json").read_text())["layout"] == "uniconv-1"
    assert {"retrieval", "generation", "cii", "step", "tokens", "seconds"} <= logged(tmp_path / "run")


def test_a_killed_run_resumes_to_the_same_losses_and_weights(data, recipe, tmp_path, monkeypatch) -> None:
    whole = running.train(recipe, data, tmp_path / "whole", None)
    joint = running.unify

    def killed_after_two(stage, *rest):
        stepping = stage.run

        def run(steps, function):
            def step(number):
                if number == 3:
                    raise KeyboardInterrupt
                return function(number)

            stepping(steps, step)

        stage.run = run
        joint(stage, *rest)

    monkeypatch.setattr(running, "unify", killed_after_two)
    with pytest.raises(KeyboardInterrupt):
        running.train(recipe, data, tmp_path / "cut", None)
    monkeypatch.undo()
    resumed = running.train(recipe, data, tmp_path / "cut", None)
    assert losses_of(tmp_path / "cut", "unify") == losses_of(tmp_path / "whole", "unify")
    first, second = load_file(whole / "model.safetensors"), load_file(resumed / "model.safetensors")
    assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("objective", ["retrieval", "generation", "cii"])
def test_each_objective_can_be_switched_off(objective, data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text() + f"{objective}_weight = 0.0\n")
    running.train(recipe, data, tmp_path / "run", None)
    found = logged(tmp_path / "run")
    assert {"retrieval", "generation", "cii"} - found == {objective}


def test_a_row_set_is_read_as_the_format_says(data) -> None:
    rows = training_data.read_rows(data, "made")
    first, follow = rows.rows[0], rows.rows[1]
    assert rows.passages[-1][1].startswith("The island is old.")
    assert rows.passages[0][1][slice(*first.evidence)] == first.reply == "It was made in 1900."
    assert [turn.text for turn in follow.turns] == [
        "When was the lease made?",
        "It was made in 1900.",
        "And who sold it?",
    ]
    assert not rows.rows[-1].answerable
    assert rows.rows[-1].positive is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [("{", "not JSON"), ('{"q": "x", "p": 99, "n": []}', "not a training row"), ("{}", "not a training row")],
)
def test_a_malformed_row_names_the_file_and_line(line, problem, data) -> None:
    path = data / "finetune" / "train-made.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:3], line, *lines[3:]]))
    with pytest.raises(TrainingFailed, match=rf"train-made.jsonl` line 4 is {problem}"):
        training_data.read_rows(data, "made")


def test_a_missing_data_folder_is_named(recipe, tmp_path) -> None:
    with pytest.raises(TrainingFailed, match="no corpus shards"):
        running.train(recipe, tmp_path / "nowhere", tmp_path / "run", None)


def test_an_unknown_recipe_key_names_its_nearest(recipe) -> None:
    recipe.write_text(recipe.read_text().replace("pairs = 6", "pars = 6"))
    with pytest.raises(ConfigurationError, match=r"unknown key `unify.pars`") as caught:
        read_recipe(recipe)
    assert caught.value.hint == "did you mean `unify.pairs`?"


def test_a_recipe_value_of_the_wrong_kind_is_refused(recipe) -> None:
    recipe.write_text(recipe.read_text().replace("pairs = 6", 'pairs = "six"'))
    with pytest.raises(ConfigurationError, match=r"`unify.pairs` is 'six', expected int"):
        read_recipe(recipe)


def test_a_run_folder_is_not_continued_with_another_shape(data, recipe, tmp_path) -> None:
    running.train(recipe, data, tmp_path / "run", None)
    recipe.write_text(recipe.read_text().replace("layers = 2", "layers = 3"))
    with pytest.raises(ConfigurationError, match="begun with another"):
        running.train(recipe, data, tmp_path / "run", None)


def test_a_loss_that_is_not_finite_stops_and_keeps_the_checkpoint(data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text() + "\n[optimizer]\nmuon_lr = 1e30\nadam_lr = 1e30\nclip = 1e30\n")
    with pytest.raises(TrainingFailed, match="the loss is"):
        running.train(recipe, data, tmp_path / "run", None)


def test_the_schedule_warms_up_holds_and_decays(recipe) -> None:
    optimizer = read_recipe(recipe).optimizer
    factors = [schedule(step, 100, optimizer) for step in range(100)]
    assert factors[0] == 0.5
    assert factors[40] == 1.0
    assert factors[99] == pytest.approx(0.05)
    assert all(a >= b for a, b in pairwise(factors[65:]))


def test_the_static_start_makes_the_vector_the_weighted_mean_of_its_tokens() -> None:
    special = SpecialIds.from_vocabulary({token: i for i, token in enumerate(SPECIAL_TOKENS)})
    random = np.random.default_rng(0)
    vectors = random.normal(0, 1, (60, 126)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = random.normal(0, 1, 60).astype(np.float32)
    shape = ModelShape(hidden=128, layers=2, heads=2, mlp=64, context=256)
    model = new_model(shape, 60, special, StaticStart(vectors, weights))
    backbone = Backbone(model, special.pad, compiled=False)
    texts = [random.integers(len(SPECIAL_TOKENS), 60, size).tolist() for size in (3, 20, 150)]
    rows = [[special.bos, special.source, *text, special.emb] for text in texts]
    with torch.no_grad():
        found = torch.nn.functional.normalize(torch.cat(backbone.read(rows, [[len(r) - 1] for r in rows])), dim=-1)
    for vector, text in zip(found, texts, strict=True):
        mean = (np.exp(weights[text])[:, None] * vectors[text]).sum(0)
        assert float(vector[:126] @ torch.tensor(mean / np.linalg.norm(mean))) > 0.93
