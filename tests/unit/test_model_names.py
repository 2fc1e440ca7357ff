"""Which folder a model's name means: never one that happens to lie in the working directory."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from uniconv_edge import config, paths
from uniconv_edge.cli import app, models
from uniconv_edge.errors import ModelDamaged, ModelMissing, UniconvError, UsageError
from uniconv_edge.model.chat import check_file
from uniconv_edge.model.manifest import read_manifest
from uniconv_edge.model.pair import add_pair, check_model, read_pair

pytestmark = pytest.mark.model


@pytest.fixture
def strangers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: folders of somebody else, named as the shipped model and otherwise."""
    folder = tmp_path / "strangers"
    for name in ("uniconv-mini", "other"):
        (folder / name).mkdir(parents=True)
        shutil.copy(paths.models_folder() / "uniconv-mini" / paths.MANIFEST_FILE, folder / name)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("named", [None, "", "uniconv-mini"])
def test_a_name_is_that_of_the_shipped_model_wherever_one_works(strangers: Path, named: str | None) -> None:
    assert paths.model_folder(named) == paths.models_folder() / "uniconv-mini"


def test_the_variable_and_the_settings_name_models_in_the_same_way(
    strangers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNICONV_EDGE_MODEL", "other")
    with pytest.raises(ModelMissing):
        paths.model_folder()
    monkeypatch.setenv("UNICONV_EDGE_MODEL", "./other")
    assert paths.model_folder() == strangers / "other"


def test_a_folder_here_is_named_with_a_separator(strangers: Path) -> None:
    with pytest.raises(ModelMissing, match="no model `other`") as refused:
        paths.model_folder("other")
    assert "`./other`" in refused.value.hint
    with pytest.raises(ModelMissing) as refused:
        paths.model_folder("nowhere")
    assert "models list" in refused.value.hint
    for named in ("./other", str(strangers / "other"), "../strangers/other"):
        assert paths.model_folder(named).samefile(strangers / "other")


def test_the_folder_one_is_in_is_a_path_and_has_a_name(strangers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(strangers / "other")
    assert paths.model_folder(".").name == "other"
    with pytest.raises(ModelMissing):
        paths.model_folder("x" * 5000)


def test_the_default_is_a_name_whatever_its_file_says(strangers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = strangers.parent / "shipped"
    shipped.mkdir()
    (shipped / "default").write_text("./other\n")
    monkeypatch.setattr(paths, "models_folder", lambda: shipped)
    with pytest.raises(ModelMissing):
        paths.model_folder()


def test_the_model_that_is_used_from_now_on_is_the_one_that_was_found(strangers: Path) -> None:
    for named, kept in (("uniconv-mini", "uniconv-mini"), ("./other", str(strangers / "other"))):
        models.use(named)
        assert config.resolve().settings.model == kept


def test_the_embedder_of_a_pair_is_a_name_or_an_absolute_path(strangers: Path) -> None:
    model = strangers / "m.gguf"
    model.write_bytes(b"GGUF")
    assert add_pair("two", model, None).embedder == paths.models_folder() / "uniconv-mini"
    file = paths.own_models_folder() / "two" / paths.PAIR_FILE
    row = json.loads(file.read_text())
    assert row["embedder"] == "uniconv-mini"
    file.write_text(json.dumps({**row, "embedder": "other"}))
    with pytest.raises(ModelMissing, match="embedder `other`"):
        read_pair(file.parent)
    for embedder in ("./other", ""):
        file.write_text(json.dumps({**row, "embedder": embedder}))
        with pytest.raises(ModelDamaged, match="neither a name nor an absolute path"):
            read_pair(file.parent)
    assert add_pair("three", model, "./other").embedder == strangers / "other"


def test_a_pair_whose_file_is_gone_is_said_to_be_that_and_nothing_else(tmp_path: Path) -> None:
    model = tmp_path / "m.gguf"
    model.write_bytes(b"GGUF")
    folder = add_pair("two", model, None).folder
    model.unlink()
    gone = f"cannot read `{model}` of the pair `two`: No such file or directory"
    assert f"  two: {gone} ({folder})\n" in CliRunner().invoke(app, ["models", "list"]).stdout
    for command in ("use", "verify", "speed"):
        failed = CliRunner().invoke(app, ["models", command, "two"]).exception
        assert isinstance(failed, ModelMissing)
        assert (failed.message, "models remove two" in failed.hint) == (gone, True)
    assert config.resolve().settings.model == ""


@pytest.mark.parametrize("typed", [("models", "use", ""), ("models", "verify", " "), ("ask", "Who?", "--model", "")])
def test_an_empty_name_is_not_the_model_in_use(typed: tuple[str, ...]) -> None:
    error = CliRunner().invoke(app, typed).exception
    assert isinstance(error, UsageError)
    assert error.message == "a model's name is empty"
    assert not paths.config_file().exists()


@pytest.mark.parametrize(
    ("key", "value"), [("name", "\ud800"), ("layout", "\ud800"), ("dims", 10**30), ("context_length", 10**30)]
)
def test_a_manifest_of_values_that_no_model_has_is_named(tmp_path: Path, key: str, value: object) -> None:
    raw = json.loads((paths.models_folder() / "uniconv-mini" / paths.MANIFEST_FILE).read_text())
    (tmp_path / paths.MANIFEST_FILE).write_text(json.dumps({**raw, key: value}))
    with pytest.raises(ModelDamaged, match="is not a model manifest"):
        read_manifest(tmp_path)


def test_a_pipe_is_no_model_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.gguf")
    with pytest.raises(ModelDamaged, match="not a regular file"):
        check_file(tmp_path / "model.gguf")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"schema": float("inf")}, ModelDamaged),
        ({"model": {"path": "/m.gguf", "size_bytes": float("inf"), "sha256": ""}}, ModelDamaged),
        ({"model": {"path": "/m\0.gguf", "size_bytes": 4, "sha256": ""}}, ModelMissing),
        ({"model": {"path": "/\ud800.gguf", "size_bytes": 4, "sha256": ""}}, ModelMissing),
    ],
)
def test_a_pair_of_values_that_none_has_is_named(
    tmp_path: Path, change: dict[str, object], error: type[UniconvError]
) -> None:
    row = {"schema": 1, "name": "two", "model": {}, "embedder": "uniconv-mini", **change}
    (tmp_path / paths.PAIR_FILE).write_text(json.dumps(row))
    with pytest.raises(error, match="cannot read"):
        check_model(read_pair(tmp_path))
