"""Where the result goes: all or nothing, and nothing of the person's is lost."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from convert import folder as folder_module
from convert.folder import model_folder
from convert.options import Options
from uniconv_edge.cli import app
from uniconv_edge.errors import ConversionRefused, DiskFull, UsageError
from uniconv_edge.model.manifest import EXIT_NORM_FILE


@pytest.fixture
def source(place: Path) -> Path:
    folder = place / "source"
    folder.mkdir()
    return folder


def _fill(out: Path, source: Path, text: str, *, force: bool = False) -> None:
    with model_folder(out, source, force=force) as building:
        (building / "uniconv.json").write_text(text)


def test_a_finished_folder_appears_whole(place: Path, source: Path) -> None:
    out = place / "deep" / "out"

    _fill(out, source, "1")

    assert (out / "uniconv.json").read_text() == "1"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_failure_leaves_nothing(place: Path, source: Path) -> None:
    def half_way() -> None:
        with model_folder(place / "out", source, force=False) as building:
            (building / "model.gguf").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()

    assert [path.name for path in place.iterdir()] == ["source"]


def test_a_folder_with_something_in_it_needs_force(place: Path, source: Path) -> None:
    out = place / "out"
    _fill(out, source, "1")

    with pytest.raises(ConversionRefused, match="is not empty"):
        _fill(out, source, "2")

    _fill(out, source, "3", force=True)
    assert (out / "uniconv.json").read_text() == "3"
    assert sorted(path.name for path in place.iterdir()) == ["out", "source"]


@pytest.mark.parametrize("exchange", [True, False])
def test_force_keeps_the_card_that_was_there(
    place: Path, source: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(folder_module, "_exchange", lambda one, other: False)
    out = place / "out"
    _fill(out, source, "1")
    (out / "README.md").write_text("written by hand")
    (out / "onnx").mkdir()

    _fill(out, source, "2", force=True)

    assert (out / "README.md").read_text() == "written by hand"
    assert sorted(path.name for path in out.iterdir()) == ["README.md", "uniconv.json"]
    assert sorted(path.name for path in place.iterdir()) == ["out", "source"]


def test_force_replaces_a_model_whose_vector_is_read_early(place: Path, source: Path) -> None:
    out = place / "out"
    _fill(out, source, "1")
    (out / EXIT_NORM_FILE).write_bytes(b"norm")

    _fill(out, source, "2", force=True)

    assert [path.name for path in out.iterdir()] == ["uniconv.json"]


def test_force_never_deletes_what_is_no_model(place: Path, source: Path) -> None:
    out = place / "documents"
    out.mkdir()
    (out / "thesis.odt").write_text("years of work")

    with pytest.raises(ConversionRefused, match=r"thesis\.odt"):
        _fill(out, source, "1", force=True)

    assert (out / "thesis.odt").read_text() == "years of work"


@pytest.mark.parametrize("where", ["source", "."])
def test_the_checkpoint_is_never_replaced(place: Path, source: Path, where: str) -> None:
    with pytest.raises(ConversionRefused, match="holds the checkpoint itself"):
        _fill(place / where, source, "1", force=True)


def test_a_file_in_the_place_of_the_folder_is_refused(place: Path, source: Path) -> None:
    (place / "out").write_text("a file")

    with pytest.raises(ConversionRefused, match="is not a folder"):
        _fill(place / "out", source, "1", force=True)


def test_a_place_that_cannot_be_written_is_refused(place: Path, source: Path) -> None:
    (place / "file").write_text("")

    with pytest.raises(ConversionRefused, match="cannot write beside"):
        _fill(place / "file" / "out", source, "1")


def test_a_full_disk_is_named(place: Path, source: Path) -> None:
    with pytest.raises(DiskFull, match="the disk is full"), model_folder(place / "out", source, force=False):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert [path.name for path in place.iterdir()] == ["source"]


def test_both_commands_print_the_same_object(
    checkpoint: Callable[[str], Path],
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import typer
    from typer.testing import CliRunner

    from convert import run
    from convert.__main__ import main
    from uniconv_edge.cli import model

    seen = []

    def convert(options: object) -> run.Converted:
        seen.append(options)
        return run.Converted(place / "out", "tiny", {"model.gguf": 7}, {"gguf_top1": 1.0})

    monkeypatch.setattr(run, "convert", convert)
    app = typer.Typer()
    model.register(app)
    arguments = [str(checkpoint("ours")), str(place / "out"), "--quant", "f16", "--name", "tiny", "--json"]

    shown = CliRunner().invoke(app, ["convert", *arguments])
    code = main(arguments)

    assert (shown.exit_code, code) == (0, 0)
    assert seen[0] == seen[1]
    assert json.loads(shown.stdout) == json.loads(capsys.readouterr().out)
    assert json.loads(shown.stdout) == {
        "schema": 1,
        "out": str(place / "out"),
        "name": "tiny",
        "files": {"model.gguf": {"size_bytes": 7}},
        "parity": {"gguf_top1": 1.0},
    }


def test_a_refusal_is_one_sentence_with_a_hint(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from convert.__main__ import main

    code = main([str(place / "none"), str(place / "out")])

    assert code == 1
    assert capsys.readouterr().err == (
        f"error: there is no checkpoint folder `{place / 'none'}`\nhint: name the folder that holds config.json\n"
    )


def test_a_model_may_be_read_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with model_folder(tmp_path / "out", tmp_path / "checkpoint", force=False) as building:
            (building / "uniconv.json").write_text("{}")
    finally:
        os.umask(before)
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "out" / "uniconv.json").stat().st_mode & 0o777 == 0o644
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("command", [["convert", "none", "out"], ["train", "none.toml", "--data", "none"]])
def test_the_commands_that_make_models_keep_the_umask(command: list[str]) -> None:
    before = os.umask(0o022)
    try:
        assert CliRunner().invoke(app, command).exit_code != 0
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)


@pytest.mark.parametrize("name", ["", "..", "../x", "a\\b"])
def test_a_name_that_is_a_path_names_no_model(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no name of a model"):
        Options(tmp_path, tmp_path / "out", name=name)
