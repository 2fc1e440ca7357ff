"""A document among the words of a question, and settings that nothing could use, are refused when they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from uniconv_edge.cli import app
from uniconv_edge.errors import UniconvError, UsageError


@pytest.mark.parametrize("typed", [("b c.md", "What is due?"), ("What is due?", "b c.md"), ("b c.md",)])
def test_a_second_document_is_no_word_of_the_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]
) -> None:
    for name in ("a.md", "b c.md"):
        (tmp_path / name).write_text("text")
    monkeypatch.chdir(tmp_path)
    error = CliRunner().invoke(app, ["ask", "--docs", "a.md", *typed]).exception
    assert isinstance(error, UsageError)
    assert "`b c.md`" in error.message
    assert "--docs a.md --docs 'b c.md'" in error.hint


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("app.opener", "zathura '{path}", "quotation mark"),
        ("app.opener", "less \\", "backslash"),
        ("app.opener", "''", "names no program"),
        ("library", "{file}", "is a file"),
        ("model", "{file}", "is a file"),
        ("library", "~nobody-of-this-name/x", "no home folder"),
    ],
)
def test_a_setting_that_nothing_could_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, value: str, words: str
) -> None:
    settings, file = tmp_path / "config.toml", tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(settings))
    error = CliRunner().invoke(app, ["config", "set", key, value.replace("{file}", str(file))]).exception
    assert isinstance(error, UsageError)
    assert words in error.message
    assert not settings.exists()


@pytest.mark.parametrize(
    ("command", "piped", "said"),
    [
        ("search", b"type:docx\n", "the query has filters but no words"),
        ("search", b"", "the query is empty"),
        ("ask", b" \xff\n", "no library in"),
        ("ask", b"\n", "the question is empty"),
    ],
)
def test_a_dash_stands_for_what_is_piped_in(tmp_path: Path, command: str, piped: bytes, said: str) -> None:
    ended = CliRunner().invoke(app, [command, "-", "--library", str(tmp_path / "none")], input=piped)
    assert isinstance(ended.exception, UniconvError)
    assert said in ended.exception.message
