"""`uniconv-edge train`: tokenizer -> static -> pretrain -> unify in one run folder, resumable at any point.

RUN/recipe.json  tokenizer.json  static.npz  teacher/  pretrain.jsonl  unify.jsonl
    checkpoints/  checkpoint/ (Hugging Face format)
"""

from __future__ import annotations

import dataclasses
import json
import platform
from pathlib import Path
from typing import Any

import numpy as np
import torch

from uniconv_edge import __version__
from uniconv_edge.errors import ConfigurationError
from uniconv_edge.train import data as training_data
from uniconv_edge.train.architecture import Backbone, export, new_model
from uniconv_edge.train.pretrain import pretrain
from uniconv_edge.train.recipe import Recipe, read_recipe
from uniconv_edge.train.stage import Stage, narrate
from uniconv_edge.train.static import static_start
from uniconv_edge.train.teacher import Teacher
from uniconv_edge.train.tokenizer import open_tokenizer, train_tokenizer
from uniconv_edge.train.unify import unify


def train(recipe_file: Path, data: Path, run: Path, teacher: Path | None) -> Path:
    """Run all stages that are not finished. Returns the Hugging Face checkpoint folder."""
    recipe = read_recipe(recipe_file)
    run.mkdir(parents=True, exist_ok=True)
    _record(recipe, data, run)
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    tokenizer_file = run / "tokenizer.json"
    if not tokenizer_file.is_file():
        narrate("tokenizer: training")
        temporary = tokenizer_file.with_suffix(".tmp.json")
        train_tokenizer(_first_characters(data, recipe.tokenizer.characters), recipe.tokenizer.vocabulary, temporary)
        temporary.replace(tokenizer_file)
    tokenizer, special = open_tokenizer(tokenizer_file)
    guide = Teacher(teacher, recipe.threads) if teacher else None
    model, temperature = _model(recipe, data, run, tokenizer, special, guide)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device)
    backbone = Backbone(model, special.pad, compiled=recipe.compile)
    if not (run / "checkpoints" / "unify.pt").is_file() and recipe.pretrain.steps:
        stage = Stage("pretrain", run, recipe, model, {})
        pretrain(stage, recipe, data, backbone, tokenizer, special, guide, run)
    if recipe.unify.steps:
        stage = Stage("unify", run, recipe, model, {"log_temperature": temperature})
        unify(stage, recipe, data, backbone, tokenizer, special, guide, run, temperature)
    export(model.cpu().float(), tokenizer_file, run / "checkpoint", recipe.embed_tokens)
    return run / "checkpoint"


def _model(
    recipe: Recipe, data: Path, run: Path, tokenizer: Any, special: Any, guide: Teacher | None
) -> tuple[Any, torch.Tensor]:
    static = static_start(recipe, data, tokenizer, guide, run) if guide is not None else None
    model = new_model(recipe.model, tokenizer.get_vocab_size(with_added_tokens=True), special, static)
    return model, torch.tensor(float(np.log(recipe.unify.temperature)), requires_grad=True)


def _first_characters(data: Path, limit: int) -> Any:
    total = 0
    for _, text in training_data.corpus_texts(data):
        yield text
        total += len(text)
        if total >= limit:
            return


def _record(recipe: Recipe, data: Path, run: Path) -> None:
    """Write the resolved recipe and versions; refuse to continue a run with another shape or tokenizer."""
    path = run / "recipe.json"
    resolved = dataclasses.asdict(recipe)
    if path.is_file():
        begun = json.loads(path.read_text())["recipe"]
        for key in ("model", "tokenizer", "seed"):
            if begun[key] != json.loads(json.dumps(resolved[key])):
                raise ConfigurationError(
                    f"run folder `{run}` was begun with another `{key}`", "name a new folder with --run"
                )
    versions = {"uniconv-edge": __version__, "torch": torch.__version__, "python": platform.python_version()}
    path.write_text(json.dumps({"recipe": resolved, "versions": versions, "data": data.name}, indent=1))
