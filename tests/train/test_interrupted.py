"""A run that ends in the middle of something: what it kept stays usable."""

import json
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.train import run as running
from uniconv_edge.train.record import log_entries, plot_losses
from uniconv_edge.train.teacher import Teacher, cached_vectors


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


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no checkpoint at all"])
def test_a_damaged_checkpoint_is_named_and_a_stage_without_it_begins_anew(
    data, recipe, tmp_path, cut, content: bytes
) -> None:
    run = tmp_path / "run"
    with cut("unify", 3):
        running.train(recipe, data, run, None)
    checkpoint = run / "checkpoints" / "unify.pt"
    checkpoint.write_bytes(content)
    with pytest.raises(TrainingFailed, match=r"unify\.pt` is damaged") as refusal:
        running.train(recipe, data, run, None)
    assert "\n" not in refusal.value.message
    assert "delete the file" in refusal.value.hint
    checkpoint.unlink()
    assert running.train(recipe, data, run, None).is_dir()


def test_a_checkpoint_of_another_recipe_is_named(data, recipe, tmp_path, cut) -> None:
    run = tmp_path / "run"
    with cut("unify", 3):
        running.train(recipe, data, run, None)
    state = torch.load(run / "checkpoints" / "unify.pt", weights_only=True)
    state["trained"].popitem()
    torch.save(state, run / "checkpoints" / "unify.pt")
    with pytest.raises(TrainingFailed, match="or of another recipe"):
        running.train(recipe, data, run, None)


def test_a_damaged_tokenizer_of_a_run_is_named(data, recipe, tmp_path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "tokenizer.json").write_text('{"version": "1.0", "mod')
    with pytest.raises(TrainingFailed, match="cannot read the tokenizer"):
        running.train(recipe, data, tmp_path / "run", None)


def test_a_teacher_that_is_damaged_is_named(tmp_path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"cut")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(TrainingFailed, match="cannot be opened"):
        Teacher(tmp_path, 1)


def test_damaged_vectors_of_a_teacher_are_named(tmp_path) -> None:
    teacher = SimpleNamespace(digest="d", embed=lambda texts, _most: np.ones((len(texts), 3), np.float32))
    cached_vectors(teacher, ["a"], 8, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"")
    with pytest.raises(TrainingFailed, match="cannot read"):
        cached_vectors(teacher, ["a"], 8, tmp_path)


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
