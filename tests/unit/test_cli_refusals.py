"""What is typed wrongly is refused with what would be right, and nothing is changed."""

from __future__ import annotations

import importlib.util
import os
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from textual.app import App
from typer.testing import CliRunner

import uniconv_edge
from uniconv_edge.assistant.past.history import History
from uniconv_edge.cli import app, evaluation
from uniconv_edge.errors import ConfigurationError, UniconvError, UsageError
from uniconv_edge.library.extract import formats
from uniconv_edge.library.query import as_typed, filters_of, parse
from uniconv_edge.library.walk import mtime_of
from uniconv_edge.paths import config_file, history_file
from uniconv_edge.tui import themes
from uniconv_edge.types import Answer, Timings


def refusal(*typed: str) -> UniconvError:
    error = CliRunner().invoke(app, typed).exception
    assert isinstance(error, UniconvError), error
    return error


def test_a_theme_that_there_is_not_is_no_setting():
    error = refusal("config", "set", "app.theme", "nosuch")
    assert isinstance(error, ConfigurationError)
    assert error.message == "there is no theme `nosuch`"
    for name in ("auto", "uniconv-dark", "uniconv-light", "nord"):
        assert name in error.hint
    assert not config_file().exists()


def test_every_theme_of_the_app_can_be_set():
    assert set(themes.NAMES) == {"auto", themes.DARK.name, themes.LIGHT.name, *App().available_themes}
    for name in ("auto", "uniconv-light", "nord"):
        assert CliRunner().invoke(app, ["config", "set", "app.theme", name]).exit_code == 0
        assert f'theme = "{name}"' in config_file().read_text()


@pytest.mark.parametrize(
    "typed", [("search", "roof", "--type", "nosuch"), ("ask", "Roof?", "--type", "pdf", "--type", "nosuch")]
)
def test_a_type_of_file_that_is_not_read_is_refused_before_anything_is_opened(typed: tuple[str, ...]):
    error = refusal(*typed)
    assert (type(error), error.message) == (UsageError, "`type:nosuch` is no type of file that is read")
    for name in ("word", "mail", "pdf", "ending"):
        assert name in error.hint


@pytest.mark.parametrize("kind", ["nosuch", "report.pdf", "no ending", "*", "tar.gz"])
def test_a_type_that_is_typed_into_a_question_is_looked_at_too(kind: str):
    with pytest.raises(UsageError, match="is no type of file that is read"):
        parse(f'roof type:"{kind}"')
    with pytest.raises(UsageError, match="is no type of file that is read"):
        as_typed({"type": [kind]})


def test_every_ending_that_is_read_is_a_type_whatever_the_library_holds():
    for ending in formats._ENDINGS:
        for typed in (ending, ending[1:], ending[1:].upper()):
            assert ending[1:] in filters_of({"type": [typed]}).kinds


@pytest.mark.parametrize("title", ["", "  ", "\n"])
def test_a_conversation_keeps_its_title_where_none_is_named(title: str):
    answer = Answer("Who?", True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")
    with History.open(history_file()) as history:
        number = history.add(answer).conversation_id
    error = refusal("conversations", "rename", str(number), title)
    assert (type(error), error.message) == (UsageError, "the title is empty")
    assert error.hint
    with History.open(history_file()) as history:
        assert history.conversation(number).title == "Who?"


def test_what_a_table_lacks_is_installed_with_an_extra_that_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not evaluation._has_bm25()
    assert "`pip install '.[eval]'` in the folder of the source" in capsys.readouterr().err
    project = tomllib.loads((Path(uniconv_edge.__file__).parents[1] / "pyproject.toml").read_text())
    extra = " ".join(project["project"]["optional-dependencies"]["eval"])
    assert "bm25s" in extra
    assert "PyStemmer" in extra


def test_times_that_the_record_cannot_hold_are_the_same_in_filters_and_in_files():
    ancient = mtime_of(cast(os.stat_result, SimpleNamespace(st_mtime_ns=-(10**19))))
    assert parse("after:1500").filters.after_ns == ancient
