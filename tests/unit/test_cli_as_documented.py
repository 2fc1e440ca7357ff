"""What a careful reader of README and docs tries: exit statuses, messages and settings as they are described."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from uniconv_edge import config
from uniconv_edge.cli import app, main
from uniconv_edge.errors import ConfigurationError, LibraryDamaged, LibraryMissing, UsageError
from uniconv_edge.library import health
from uniconv_edge.library.transfer import import_library

LONG = "a" * 300


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(path))
    monkeypatch.delenv("UNICONV_EDGE_LIBRARY", raising=False)
    monkeypatch.delenv("UNICONV_EDGE_MODEL", raising=False)
    return path


def program(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "uniconv_edge", *words], cwd=folder, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize(
    "words", [("status", "--library", LONG), ("export", LONG), ("ask", "why?", "--docs", LONG)], ids=lambda w: w[0]
)
def test_a_name_that_is_too_long_is_said(
    file: Path,
    tmp_path: Path,
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["uniconv-edge", *words])
    before = os.umask(0o022)
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        os.umask(before)
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out) == (2, "")
    assert printed.err.startswith("error: no file or folder can have so long a name")


def test_a_reader_that_wants_no_more_is_no_failure(file: Path):
    lines = subprocess.Popen([sys.executable, "-m", "uniconv_edge", "config"], stdout=subprocess.PIPE, text=True)
    assert lines.stdout is not None
    lines.stdout.close()
    assert lines.wait(120) == 0


def test_an_unknown_setting_is_called_one(file: Path):
    for action in (lambda: config.change("them", "x"), lambda: config.require_known("them")):
        with pytest.raises(ConfigurationError) as refused:
            action()
        assert (refused.value.message, refused.value.hint) == (
            "there is no setting `them`",
            "did you mean `app.theme`?",
        )


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("app.plain", "maybe", "`maybe` is no value for `app.plain`"),
        ("keys.new", "a", "`a` is needed for writing and cannot be `keys.new`"),
        ("keys.new", "ctrl+foo", "`ctrl+foo` is no key for `keys.new`"),
        ("context", "100", "`context` cannot be 100"),
        ("min_confidence", "3", "`min_confidence` cannot be 3.0"),
    ],
)
def test_what_was_typed_is_not_said_to_stand_in_the_file(file: Path, key: str, value: str, message: str):
    with pytest.raises(ConfigurationError) as refused:
        config.change(key, value)
    assert refused.value.message == message
    assert not file.exists()


def test_another_setting_that_is_wrong_is_said_to_stand_in_the_file(file: Path):
    file.write_text("context = 3\n")
    with pytest.raises(ConfigurationError) as refused:
        config.change("app.theme", "nord")
    assert refused.value.message == f"`{file}`: `context` cannot be 3"


def test_a_flag_is_named_as_it_was_typed(file: Path):
    with pytest.raises(ConfigurationError) as refused:
        config.resolve({"min_confidence": 3.0}, {})
    assert refused.value.message == "`--min-confidence`: `min_confidence` cannot be 3.0"


def test_a_variable_is_named(file: Path):
    with pytest.raises(ConfigurationError) as refused:
        config.resolve({}, {"UNICONV_EDGE_PLAIN": "foo"})
    assert refused.value.message == "`UNICONV_EDGE_PLAIN`: `foo` is no value for `app.plain`"


@pytest.mark.parametrize(("key", "typed"), [("library", "papers"), ("model", "./mine")])
def test_a_folder_in_the_settings_does_not_depend_on_where_a_command_is_started(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, typed: str
):
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, ["config", "set", key, typed, "--json"])
    assert json.loads(ended.stdout)["value"] == str(tmp_path / Path(typed).name)


def test_a_folder_in_the_home_stays_so(file: Path):
    ended = CliRunner().invoke(app, ["config", "set", "library", "~/papers", "--json"])
    assert json.loads(ended.stdout)["value"] == "~/papers"


def test_doctor_does_not_offer_to_make_a_library_in_a_file(tmp_path: Path):
    (tmp_path / "lease.txt").write_text("text")
    last = health.check_library(tmp_path / "lease.txt")[-1]
    assert (last.level, last.message) == ("fail", f"`{tmp_path / 'lease.txt'}` is not a folder")
    assert health.check_library(tmp_path / "none")[-1].level == "ok"


def test_an_archive_that_is_no_export_is_told_what_would_be_one(tmp_path: Path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as archive:
        archive.writestr("word/document.xml", "text")
    with pytest.raises(LibraryDamaged) as refused:
        import_library(tmp_path / "library", tmp_path / "letter.docx", {})
    assert refused.value.hint == "name a file that `uniconv-edge export` wrote"


def test_a_measure_that_there_is_not_is_refused(tmp_path: Path):
    ended = CliRunner().invoke(app, ["eval", "calibrate", str(tmp_path), "--without", "sentense"])
    assert isinstance(ended.exception, UsageError)
    assert ended.exception.message == "there is no measure `sentense`"
    assert "sentence" in ended.exception.hint


def test_numbers_and_all_are_too_much(file: Path):
    ended = CliRunner().invoke(app, ["conversations", "delete", "1", "--all"])
    assert isinstance(ended.exception, UsageError)
    assert ended.exception.hint.endswith("not both")


@pytest.mark.parametrize(
    "closed", ["<&- >&- 2>&-", *(pytest.param(each, marks=pytest.mark.slow) for each in ("<&-", ">&-", "2>&-"))]
)
def test_a_stream_that_was_closed_is_no_traceback(file: Path, tmp_path: Path, closed: str):
    library = tmp_path / "none"
    command = f'"{sys.executable}" -m uniconv_edge chat --library "{library}" {closed} </dev/null'
    command = command.removesuffix(" </dev/null") if "<&-" in closed else command
    ended = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in ended.stderr + ended.stdout
    assert ended.returncode == LibraryMissing.exit_code


def test_a_file_is_no_library(file: Path, tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    ended = program("ask", "What is it?", "--library", "a.txt", folder=tmp_path)
    assert ended.returncode == LibraryMissing.exit_code
    assert "is a file, and a library is a folder" in ended.stderr
