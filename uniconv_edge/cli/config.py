"""The command `config`: the settings in force, where each came from, and changing one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from uniconv_edge.cli.arguments import JsonOption
from uniconv_edge.cli.output import SCHEMA, emit, emit_json
from uniconv_edge.errors import ConfigurationError
from uniconv_edge.paths import VARIABLE_PREFIX, config_file, expanded, is_path, library_folder, model_folder


def register(app: typer.Typer) -> None:
    """Add the group `config` with its commands."""
    group = typer.Typer(help="The settings in force, where each came from; change one.", no_args_is_help=False)
    group.callback(invoke_without_command=True)(show)
    group.command("get")(get)
    group.command("set")(change)
    group.command("unset")(unset)
    app.add_typer(group, name="config")


def show(
    context: typer.Context,
    as_json: JsonOption = False,
) -> None:
    """Print every setting, its value and where it came from."""
    if context.invoked_subcommand is not None:
        return
    from uniconv_edge.config import resolve

    rows = list(resolve().rows())
    if as_json:
        emit_json(
            {
                "schema": SCHEMA,
                "file": str(config_file()),
                "settings": {key: {"value": value, "from": origin} for key, value, origin in rows},
            }
        )
        return
    emit(f"# {config_file()}{'' if config_file().exists() else ' (does not exist)'}")
    for key, value, origin in rows:
        shown = json.dumps(value, ensure_ascii=False)  # strings, numbers and truth values are written as in TOML
        if key == "library" and not value:
            origin += f": {library_folder()}"
        emit(f"# {key} is not set" if value is None else f"{key} = {shown}  # {origin}")


def change(
    key: Annotated[str, typer.Argument(help="The setting, for example app.theme.")],
    value: Annotated[str, typer.Argument(help="Its value.")],
    as_json: JsonOption = False,
) -> None:
    """Write a setting into the file; comments in it are kept."""
    if key == "app.theme":
        _check_theme(value)
    if key == "model" and value and not is_path(value):
        model_folder(value)  # a name that there is not would stop every command; a folder may still come
    if key == "library" or (key == "model" and is_path(value)):
        value = _from_anywhere(value)
        _check_folder(key, value)
    _write(key, value, as_json)


def _from_anywhere(path: str) -> str:
    """A path as it counts for every later command, whatever folder that is started in; one in the home stays so."""
    return path if not path or path.startswith("~") else str(Path(path).absolute())


def _check_folder(key: str, path: str) -> None:
    """Raises UsageError for the home folder of nobody, and ConfigurationError for a file; a folder may still come."""
    if path and expanded(path).is_file():
        raise ConfigurationError(f"`{path}` is a file, and `{key}` is a folder", "name the folder")


def get(key: Annotated[str, typer.Argument(help="The setting.")], as_json: JsonOption = False) -> None:
    """Print the value of one setting, nothing when it is not set."""
    from uniconv_edge.config import require_known, resolve

    require_known(key)
    value, origin = next((value, origin) for name, value, origin in resolve().rows() if name == key)
    if as_json:
        emit_json({"schema": SCHEMA, "key": key, "value": value, "from": origin})
    elif value is not None:
        emit(value if isinstance(value, str) else json.dumps(value))


def unset(key: Annotated[str, typer.Argument(help="The setting.")], as_json: JsonOption = False) -> None:
    """Take a setting out of the file, so that its default holds."""
    _write(key, None, as_json)


def _check_theme(name: str) -> None:
    """Raises ConfigurationError for a theme that the app does not have."""
    from uniconv_edge.tui.themes import NAMES

    if name not in NAMES:
        raise ConfigurationError(f"there is no theme `{name}`", f"choose one of {', '.join(NAMES)}")


def _write(key: str, text: str | None, as_json: bool) -> None:
    """Change one setting and say so; the JSON has the value that the file holds now, null for none."""
    from uniconv_edge.config import change as write
    from uniconv_edge.config import flat, read

    file = write(key, text)
    if as_json:
        emit_json({"schema": SCHEMA, "file": str(file), "key": key, "value": dict(flat(read(file))).get(key)})
    else:
        emit(f"{key} is {'not ' if text is None else ''}set in {file}")


def apply_file() -> None:
    """Let the file's library, model and pictures count as environment for this process, where that names none.

    The file is looked for and read only; raises ConfigurationError when it, or a variable, is wrong.
    """
    import os

    if not config_file().exists() and not any(name.startswith(VARIABLE_PREFIX) for name in os.environ):
        return
    from uniconv_edge.config import ENVIRONMENT, resolve

    settings = resolve().settings
    pictures = "true" if settings.pictures else ""
    for key, value in (("library", settings.library), ("model", settings.model), ("pictures", pictures)):
        if value:
            os.environ.setdefault(ENVIRONMENT[key], value)
