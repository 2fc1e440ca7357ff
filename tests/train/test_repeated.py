"""A run that is cut or repeated ends in the weights of one that was not; tokens are counted once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from uniconv_edge.train import run as running
from uniconv_edge.train.teacher import cached_vectors


class Letters:
    """A teacher whose vectors are counts of letters."""

    digest = "letters"

    def __init__(self, *_: object) -> None:
        pass

    def embed(self, texts, max_tokens):
        out = np.array([[text.count(chr(97 + i)) + 0.01 for i in range(26)] for text in texts], np.float32)
        return out / np.linalg.norm(out, axis=1, keepdims=True)


def cut_and_resumed(cut, stage: str, recipe: Path, data: Path, run: Path, teacher: Path | None) -> Path:
    """The checkpoint of a run that ends at step 3 of a stage and is run again."""
    with cut(stage, 3):
        running.train(recipe, data, run, teacher)
    return running.train(recipe, data, run, teacher)


def same(one: Path, other: Path) -> bool:
    first, second = load_file(one / "model.safetensors"), load_file(other / "model.safetensors")
    return all(torch.equal(first[name], second[name]) for name in first)


def test_vectors_of_the_teacher_are_the_same_the_first_time_and_from_the_folder(tmp_path) -> None:
    first, again = (cached_vectors(Letters(), ["ab c", "hello world"], 8, tmp_path) for _ in range(2))
    assert first.dtype == again.dtype == np.float32
    assert np.array_equal(first, again)


@pytest.mark.parametrize("stage", ["static", "unify"])
def test_a_run_with_a_teacher_is_cut_and_ends_in_the_same_weights(
    stage, data, recipe, tmp_path, monkeypatch, cut
) -> None:
    monkeypatch.setattr(running, "Teacher", Letters)
    text = recipe.read_text().replace("[pretrain]", "[static]\nsteps = 4\npairs = 8\n[pretrain]")
    recipe.write_text(text + "distil_weight = 1.0\ndistil_share = 1.0\n")
    uncut = running.train(recipe, data, tmp_path / "uncut", tmp_path)
    assert same(uncut, cut_and_resumed(cut, stage, recipe, data, tmp_path / "cut", tmp_path))


def test_frozen_layers_stay_those_of_the_stage_before_when_a_run_is_repeated(data, recipe, tmp_path, cut) -> None:
    recipe.write_text(recipe.read_text() + "\n[optimizer]\nfrozen_layers = 1\n")
    uncut = running.train(recipe, data, tmp_path / "uncut", None)
    shutil.copytree(uncut, tmp_path / "kept")
    assert same(tmp_path / "kept", running.train(recipe, data, tmp_path / "uncut", None))
    assert same(tmp_path / "kept", cut_and_resumed(cut, "unify", recipe, data, tmp_path / "cut", None))


def test_tokens_that_gradient_caching_reads_twice_are_counted_once(finished, data, recipe, tmp_path) -> None:
    recipe.write_text(recipe.read_text() + "cache_rows = 5\n")
    running.train(recipe, data, tmp_path / "run", None)
    once, twice = (
        [json.loads(line)["tokens"] for line in (run / "unify.jsonl").read_text().splitlines()]
        for run in (finished.run, tmp_path / "run")
    )
    assert once == twice
