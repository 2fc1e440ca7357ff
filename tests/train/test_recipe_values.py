"""Recipes whose values no training can work with, and run folders that are none: each is told by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from training_data import write_data

from uniconv_edge.errors import ConfigurationError, TrainingFailed
from uniconv_edge.train import data as training_data
from uniconv_edge.train.recipe import Recipe, read_recipe
from uniconv_edge.train.record import record

RECIPES = sorted((Path(__file__).parents[2] / "recipes").glob("*.toml"))


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_every_recipe_of_the_project_is_allowed(path: Path) -> None:
    assert read_recipe(path).name


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ("threads = 0", "threads", "1 or more"),
        ("seed = -1", "seed", "0 or more"),
        ("[model]\nhidden = 0", "model.hidden", "1 or more"),
        ("[model]\nlayers = -2", "model.layers", "1 or more"),
        ("[model]\nhidden = 100\nheads = 3", "model.heads", "100"),
        ("[model]\nlayers = 2\nexit_layer = 3", "model.exit_layer", "0 to 2"),
        ("[tokenizer]\nvocabulary = 200", "tokenizer.vocabulary", "or more"),
        ("[static]\nsteps = -1", "static.steps", "0 or more"),
        ("[static]\npairs = 0", "static.pairs", "1 or more"),
        ("[static]\ndrop = nan", "static.drop", "0 to 1"),
        ("[static]\nreply = [1.0]", "static.reply", "two numbers"),
        ("[unify]\ntemperature = 0", "unify.temperature", "above 0"),
        ("[unify]\nmatryoshka = [512]", "unify.matryoshka", "384"),
        ("[unify]\nmatryoshka = []", "unify.matryoshka", "above 0"),
        ("[reader.source_rows]\nwritten = -1", "reader.source_rows.written", "0 or more"),
    ],
)
def test_a_value_out_of_range_is_told_with_what_is_allowed(text: str, key: str, allowed: str, tmp_path: Path) -> None:
    file = tmp_path / "recipe.toml"
    file.write_text(f'name = "x"\n{text}\n')
    with pytest.raises(ConfigurationError) as caught:
        read_recipe(file)
    assert f"`{key}`" in caught.value.message
    assert allowed in (caught.value.hint or "")


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "a\\\\b"])
def test_a_name_that_is_a_path_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text(f'name = "{name}"\n')
    with pytest.raises(ConfigurationError, match="`name`"):
        read_recipe(tmp_path / "recipe.toml")


def test_a_recipe_without_a_name_says_so(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text("seed = 1\n")
    with pytest.raises(ConfigurationError, match="has no `name`"):
        read_recipe(tmp_path / "recipe.toml")


@pytest.mark.parametrize("content", ["", "[", "[]", "{}", '{"recipe": 1}', '{"recipe": {}, "data": 1}'])
def test_a_damaged_record_of_a_run_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text(content)
    with pytest.raises(ConfigurationError, match=r"recipe\.json` is damaged"):
        record(Recipe("x"), write_data(tmp_path / "data"), tmp_path)


def test_a_record_of_other_keys_is_that_of_another_run(tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text(json.dumps({"recipe": {}}))
    with pytest.raises(ConfigurationError, match="begun with another"):
        record(Recipe("x"), write_data(tmp_path / "data"), tmp_path)


def test_a_run_that_is_a_file_is_named(tmp_path: Path) -> None:
    from uniconv_edge.train.run import train

    data = write_data(tmp_path / "data")
    (tmp_path / "recipe.toml").write_text('name = "x"\n')
    (tmp_path / "run").write_text("")
    with pytest.raises(ConfigurationError, match="run` cannot be the run folder: it is a file"):
        train(tmp_path / "recipe.toml", data, tmp_path / "run", None)


def test_a_folder_among_the_shards_is_named(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data")
    (data / "corpus" / "02-dir.jsonl").mkdir()
    with pytest.raises(TrainingFailed, match=r"02-dir\.jsonl` is no file"):
        training_data.corpus_shards(data)
