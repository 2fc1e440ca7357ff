"""A run that ends in the middle of something: what it kept stays usable."""

import json
import shutil

import pytest
import torch

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.train import run as running
from uniconv_edge.train.record import log_entries, plot_losses


def test_a_gradient_that_is_not_finite_is_never_stepped(
    data, recipe, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = torch.nn.utils.clip_grad_norm_
    steps = 0

    def explode(parameters, *rest):
        nonlocal steps
        steps += 1
        if steps == 4:
            parameters[0].grad = torch.full_like(parameters[0], float("nan"))
        return clip(parameters, *rest)

    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", explode)
    with pytest.raises(TrainingFailed, match="the length of the gradient is nan"):
        running.train(recipe, data, tmp_path / "run", None)
    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", clip)
    assert (running.train(recipe, data, tmp_path / "run", None) / "model.safetensors").is_file()


def test_half_a_line_of_a_log_is_passed_over(finished, tmp_path) -> None:
    run = tmp_path / "run"
    shutil.copytree(finished.run, run)
    log = run / "unify.jsonl"
    whole = log_entries(log)
    log.write_text(log.read_text() + '{"step": 4, "los')
    assert log_entries(log) == whole == [json.loads(line) for line in log.read_text().splitlines()[:-1]]
    (run / "losses.svg").unlink(missing_ok=True)
    plot_losses(run)
    assert (run / "losses.svg").stat().st_size > 0


def test_a_run_whose_data_was_not_there_begins_with_the_right_folder(data, recipe, tmp_path) -> None:
    with pytest.raises(TrainingFailed, match="no corpus shards"):
        running.train(recipe, tmp_path / "nowhere", tmp_path / "run", None)
    assert not (tmp_path / "run").exists()
    assert running.train(recipe, data, tmp_path / "run", None).is_dir()
