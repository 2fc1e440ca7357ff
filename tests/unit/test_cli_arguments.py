"""What holds for every command: empty paths are refused, and each prints JSON when it is asked to."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
import typer
from typer.testing import CliRunner

from uniconv_edge.assistant.past.history import History
from uniconv_edge.cli import app, arguments
from uniconv_edge.errors import UsageError
from uniconv_edge.model.native import SHORTEST_CONTEXT
from uniconv_edge.paths import history_file, library_folder, own_models_folder
from uniconv_edge.types import Answer, Timings


def commands(group: typer.Typer, name: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """(name, function) of every command; a group that runs without a command is one too."""
    for command in group.registered_commands:
        function = command.callback
        assert function is not None
        yield f"{name} {command.name or function.__name__}".strip(), function
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        within = f"{name} {inner.name or inner.typer_instance.info.name}".strip()
        yield from commands(inner.typer_instance, within)
        callback = inner.typer_instance.registered_callback
        if callback is not None and callback.callback is not None:
            yield within, callback.callback


def parameters(function: Callable[..., Any]) -> Iterator[tuple[str, Any, Any]]:
    """(name, type, what Typer knows of it) of every parameter."""
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        hint = hints[name]
        if get_origin(hint) is Annotated:
            kind, known = get_args(hint)[:2]
            yield name, kind, known
        else:
            yield name, hint, parameter.default


def mentions(kind: Any, wanted: type) -> bool:
    return kind is wanted or any(mentions(inner, wanted) for inner in get_args(kind))


ALL = dict(commands(app))


@pytest.mark.parametrize("name", ALL)
def test_every_path_of_a_command_goes_through_the_same_guard(name: str) -> None:
    for parameter, kind, known in parameters(ALL[name]):
        if mentions(kind, Path):
            assert known.parser is arguments.path, parameter


@pytest.mark.parametrize("name", sorted(ALL.keys() - {"mcp"}))  # which says nothing but JSON
def test_every_command_takes_json(name: str) -> None:
    # In an annotation Typer takes the first name for the default until it looks at the signature.
    known = [known for *_, known in parameters(ALL[name]) if hasattr(known, "param_decls")]
    assert any("--json" in (each.default, *(each.param_decls or ())) for each in known)


@pytest.mark.parametrize(
    "typed",
    [
        ("forget", ""),
        ("show", ""),
        ("export", ""),
        ("import", ""),
        ("ask", "What?", "--docs", ""),
        ("ask", "What?", "--history", ""),
        ("chat", ""),
        ("status", "--library", ""),
        ("search", "x", "--library", ""),
        ("models", "add", "mine", ""),
        ("convert", "", "out"),
        ("train", "recipe.toml", "--data", ""),
        ("eval", "report", ""),
    ],
)
def test_a_variable_that_is_not_set_is_no_path(typed: tuple[str, ...]) -> None:
    error = CliRunner().invoke(app, typed).exception
    assert isinstance(error, UsageError)
    assert error.message == "a path is empty"


def test_a_setting_is_changed_and_told_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "config.toml"
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(file))

    def told(*typed: str) -> Any:
        return json.loads(CliRunner().invoke(app, ["config", *typed, "--json"]).stdout)

    row = {"schema": 1, "file": str(file), "key": "context"}
    assert told("set", "context", "1024") == {**row, "value": 1024}
    assert told("unset", "context") == {**row, "value": None}


def test_the_settings_name_the_folder_of_the_library_where_none_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.delenv("UNICONV_EDGE_LIBRARY", raising=False)
    said = CliRunner().invoke(app, ["config"]).stdout
    assert f'library = ""  # default: {library_folder()}\n' in said


def test_the_shortest_window_of_a_setting_is_that_of_the_model() -> None:
    from uniconv_edge import config

    assert config.SHORTEST_CONTEXT == SHORTEST_CONTEXT


def test_an_exported_conversation_is_one_json_object(tmp_path: Path) -> None:
    answer = Answer("Who?", True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")
    with History.open(history_file()) as history:
        number = str(history.add(answer).conversation_id)

    def told(*typed: str) -> Any:
        return json.loads(CliRunner().invoke(app, ["conversations", *typed, "--json"]).stdout)

    assert told("export", number) == told("show", number)
    out = tmp_path / "out.md"
    assert told("export", number, "--out", str(out)) == {"schema": 1, "conversation": int(number), "file": str(out)}
    assert "Ada." in out.read_text()
    again = tmp_path / "again.md"
    said = CliRunner().invoke(app, ["conversations", "export", number, "--out", str(again)])
    assert said.stderr == f"wrote {again}\n"


def test_a_pair_that_is_removed_is_told_as_json() -> None:
    folder = own_models_folder() / "mine"
    folder.mkdir(parents=True)
    (folder / "pair.json").write_text("{}")
    result = CliRunner().invoke(app, ["models", "remove", "mine", "--json"])
    assert json.loads(result.stdout) == {"schema": 1, "name": "mine", "was_current": False}
    assert not folder.exists()
