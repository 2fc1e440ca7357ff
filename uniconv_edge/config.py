"""The person's settings: a TOML file, the environment and flags, later ones winning; each value knows its origin.

    library = "~/Papers/library"      # else UNICONV_EDGE_LIBRARY, else the platform's data folder
    model = "uniconv-mini"            # a shipped model or a folder

    [app]
    theme = "uniconv-light"

    [keys]
    new = "ctrl+n"

An unknown key or variable is an error that names the nearest known one: a setting that is silently ignored is worse
than none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from uniconv_edge import settings_file
from uniconv_edge.errors import ConfigurationError
from uniconv_edge.key_names import is_key, writes
from uniconv_edge.opener import opener_words
from uniconv_edge.paths import (
    CONFIG_VARIABLE,
    LIBRARY_VARIABLE,
    MODEL_VARIABLE,
    PICTURES_VARIABLE,
    VARIABLE_PREFIX,
    config_file,
)

# As in model/native.py, which settings do not know.
SHORTEST_CONTEXT = 512
LONGEST_CONTEXT = 16_777_216  # tokens; above the windows of all models (10,485,760 is the longest of an open one)
_MAX_TOLD = 10**40


@dataclass(frozen=True, slots=True)
class AppSettings:
    """The app. `theme`: a name, or `auto` (light where the terminal says that it is). `opener`: a command with {path}
    and {page}. `plain`: lines instead of a screen. `watch`: follow the folders while the app is open."""

    theme: str = "auto"
    plain: bool = False
    mouse: bool = True
    watch: bool = False
    opener: str = ""


@dataclass(frozen=True, slots=True)
class KeySettings:
    """Keys, in Textual's names; several for one command are separated by commas. The fields are the commands' names."""

    stop: str = "escape"
    new: str = "ctrl+n"
    copy: str = "ctrl+y"
    write: str = "ctrl+l"
    sources: str = "ctrl+b"
    add: str = "ctrl+o"
    help: str = "f1"
    library: str = "f2"
    conversations: str = "f3"
    models: str = "f4"
    filter: str = "ctrl+f"
    regenerate: str = "ctrl+r"
    edit: str = "ctrl+e"
    newline: str = "ctrl+j,shift+enter"
    palette: str = "ctrl+p"
    quit: str = "ctrl+q"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults. An empty `library` or `model` means the platform's or the shipped one;
    `context`: the model's window in tokens, 0 for its own; `min_confidence`: below it a question is not
    answered, None for the model's calibrated threshold; `pictures`: whether those in folders are read."""

    library: str = ""
    model: str = ""
    context: int = 0
    min_confidence: float | None = None
    pictures: bool = False
    app: AppSettings = AppSettings()
    keys: KeySettings = KeySettings()


ENVIRONMENT: Mapping[str, str] = {
    "library": LIBRARY_VARIABLE,
    "model": MODEL_VARIABLE,
    "context": "UNICONV_EDGE_CONTEXT",
    "min_confidence": "UNICONV_EDGE_MIN_CONFIDENCE",
    "pictures": PICTURES_VARIABLE,
    "app.theme": "UNICONV_EDGE_THEME",
    "app.plain": "UNICONV_EDGE_PLAIN",
    "app.mouse": "UNICONV_EDGE_MOUSE",
    "app.watch": "UNICONV_EDGE_WATCH",
    "app.opener": "UNICONV_EDGE_OPENER",
}
_NO_SETTINGS = (CONFIG_VARIABLE, "UNICONV_EDGE_OCR_LANGUAGES")  # variables that are read elsewhere


@dataclass(frozen=True, slots=True)
class Resolved:
    """The settings in force, and for each key where its value came from: `default`, a file, a variable or `flag`."""

    settings: Settings
    origins: Mapping[str, str]

    def rows(self) -> Iterator[tuple[str, object, str]]:
        """(key, value, origin) in the order of the file."""
        for key, value in flat(asdict(self.settings)):
            yield key, value, self.origins[key]


def resolve(flags: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None) -> Resolved:
    """Read the file, the environment and `flags` (dotted keys). Raises ConfigurationError."""
    variables = os.environ if environment is None else environment
    _check_variables(variables)
    file = config_file()
    raw = read(file)
    origins = dict.fromkeys(known_keys(), "default")
    origins.update(dict.fromkeys((key for key, _ in flat(raw)), str(file)))
    for key, variable in ENVIRONMENT.items():
        if text := variables.get(variable):
            put(raw, key, _from_text(key, text, variable))
            origins[key] = variable
    for key, value in (flags or {}).items():
        if value is not None:
            put(raw, key, value)
            origins[key] = "flag"
    settings = _converted(raw)
    _check_keys(settings.keys, origins)
    _check_numbers(settings, origins)
    return Resolved(settings, origins)


def read(file: Path) -> dict[str, Any]:
    """The settings of a file, {} when there is none. Raises ConfigurationError."""
    import tomllib

    try:
        raw = tomllib.loads(settings_file.content(file))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (ValueError, RecursionError) as error:  # and a number of more digits than Python reads
        raise ConfigurationError(f"`{file}` is not TOML: {error}", "correct the line, or move the file away") from error
    except OSError as error:
        raise ConfigurationError(
            f"cannot read the settings `{file}`: {error.strerror}",
            "make it readable, or name another in UNICONV_EDGE_CONFIG",
        ) from error
    check(raw, f"`{file}`")
    return raw


def check(raw: Mapping[str, Any], where: str) -> None:
    """Raises ConfigurationError for the first key that is unknown, naming the nearest, or whose value does not fit."""
    for key, value in flat(raw):
        require_known(key, where)
        if isinstance(value, str) and "\0" in value:
            raise ConfigurationError(f"{where}: `{key}` holds a NUL character, which no name has", "take it out")
    import msgspec

    try:
        _converted(raw)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at ")
        raise ConfigurationError(
            f"{where}: `{place.strip('`').removeprefix('$.')}` is not right: {what}",
            _hint_for(place.strip("`").removeprefix("$.")),
        ) from error


def _hint_for(key: str) -> str:
    """What the values of a setting look like."""
    usual = dict(flat(asdict(Settings()))).get(key)
    if isinstance(usual, bool):
        return "truth values are true or false"
    if key == "min_confidence":
        return "it is a number from 0 to 1, for example 0.5"
    if isinstance(usual, int):
        return f"it is a whole number of tokens: 0, or from {SHORTEST_CONTEXT} to {LONGEST_CONTEXT}"
    return "strings stand in quotes"


def _converted(raw: Mapping[str, Any]) -> Settings:
    import msgspec

    return msgspec.convert(raw, Settings)


def require_known(key: str, where: str = "") -> None:
    """Raises ConfigurationError for a key that there is not, `where` being what has it; the hint names the nearest."""
    known = known_keys()
    if key not in known:
        said = f"{where} has an unknown key `{key}`" if where else f"there is no setting `{key}`"
        raise ConfigurationError(said, _nearest(key, known, 0.5, "`uniconv-edge config` lists the settings"))


def _check_variables(variables: Mapping[str, str]) -> None:
    """Raises ConfigurationError for a variable that looks like one of the program's and is none."""
    known = [*ENVIRONMENT.values(), *_NO_SETTINGS]
    for name in variables:
        if name.startswith(VARIABLE_PREFIX) and name not in known:
            hint = _nearest(name, known, 0.87, f"`unset {name}` takes it out of the environment")
            raise ConfigurationError(f"the variable `{name}` is unknown", hint)


def _nearest(name: str, known: Sequence[str], likeness: float, otherwise: str) -> str:
    """What is said for a name that is none: which is nearest, if one is as like it as that."""
    import difflib

    near = difflib.get_close_matches(name, known, 1, likeness)
    return f"did you mean `{near[0]}`?" if near else otherwise


def known_keys() -> list[str]:
    """The dotted names of all settings."""
    return [key for key, _ in flat(asdict(Settings()))]


def flat(raw: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(dotted key, value) of a nested table."""
    for name, value in raw.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{name}.")
        elif not isinstance(value, dict) or f"{prefix}{name}" not in ("app", "keys"):
            yield f"{prefix}{name}", value


def put(raw: dict[str, Any], key: str, value: object) -> None:
    """Set a dotted key in a nested table."""
    table = raw
    *sections, name = key.split(".")
    for section in sections:
        table = table.setdefault(section, {})
    table[name] = value


def change(key: str, text: str | None) -> Path:
    """Write one setting into the file, which keeps its comments; None takes the setting out. Returns the file.

    Raises ConfigurationError for an unknown key, a value that does not fit, or a file that cannot be written.
    """
    import tomlkit

    file = config_file()
    require_known(key)
    read(file)
    document = tomlkit.parse(settings_file.content(file) if file.exists() else "")
    raw: Any = document
    *sections, name = key.split(".")
    for section in sections:
        raw = raw.setdefault(section, tomlkit.table())
    if text is None:
        raw.pop(name, None)
    else:
        value = _from_text(key, text)
        if value is None:
            raise ConfigurationError(
                f"`{key}` cannot be `{text}` in a file", f"`uniconv-edge config unset {key}` takes it out"
            )
        raw[name] = value
    settings, origins = _converted(document.unwrap()), dict.fromkeys(known_keys(), str(file)) | {key: ""}
    _check_keys(settings.keys, origins)
    _check_numbers(settings, origins)
    if key == "app.opener" and settings.app.opener:  # one in the file already is said where the app opens a document
        opener_words(settings.app.opener)
    settings_file.replace(file, tomlkit.dumps(document))
    return file


def _from_text(key: str, text: str, origin: str = "") -> object:
    """A value written as text (a variable, an argument) as the setting's own type."""
    import msgspec

    section, _, name = key.rpartition(".")
    kind = {"app": AppSettings, "keys": KeySettings}.get(section, Settings)
    try:
        return getattr(msgspec.convert({name: text}, kind, strict=False), name)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{_at(origin, key)}`{text}` is no value for `{key}`", _hint_for(key)) from error


def _at(origin: str, key: str) -> str:
    """Where a value that is wrong came from, before what is wrong; nothing for what was just typed as an argument."""
    if origin == "flag":
        return f"`--{key.rpartition('.')[2].replace('_', '-')}`: "
    return f"`{origin}`: " if origin else ""


def _check_keys(keys: KeySettings, origins: Mapping[str, str]) -> None:
    """Raises ConfigurationError for a key that cannot be pressed, with which one types, or that two commands share."""
    taken: dict[str, str] = {}
    for command, value in asdict(keys).items():
        at = _at(origins[f"keys.{command}"], f"keys.{command}")
        for key in value.split(","):
            if not is_key(key):
                raise ConfigurationError(
                    f"{at}`{value}` is no key for `keys.{command}`",
                    "for example `ctrl+n` or `f2`",
                )
            if writes(key):
                raise ConfigurationError(
                    f"{at}`{key}` is needed for writing and cannot be `keys.{command}`",
                    "take one with ctrl or alt, or a function key, for example `ctrl+n` or `f2`",
                )
            if key in taken:
                given = max((f"keys.{command}", f"keys.{taken[key]}"), key=lambda name: origins[name] != "default")
                at = _at(origins[given], given)
                raise ConfigurationError(
                    f"{at}`keys.{taken[key]}` and `keys.{command}` are both `{key}`", "give one of them another key"
                )
            taken[key] = command


def _check_numbers(settings: Settings, origins: Mapping[str, str]) -> None:
    if settings.context != 0 and not SHORTEST_CONTEXT <= settings.context <= LONGEST_CONTEXT:
        told = settings.context if settings.context < _MAX_TOLD else "so large a number"
        raise ConfigurationError(
            f"{_at(origins['context'], 'context')}`context` cannot be {told}",
            f"0 is the model's own, else {SHORTEST_CONTEXT} to {LONGEST_CONTEXT} tokens",
        )
    sure = settings.min_confidence
    if sure is not None and not 0 <= sure <= 1:
        raise ConfigurationError(
            f"{_at(origins['min_confidence'], 'min_confidence')}`min_confidence` cannot be {sure}",
            "it lies between 0 and 1",
        )
