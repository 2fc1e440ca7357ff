"""Where things are: the library, the log, the models. The only module that knows platform folders."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_log_path

from uniconv_edge.errors import ModelMissing, UsageError

VARIABLE_PREFIX = "UNICONV_EDGE_"  # of all variables that the program reads
LIBRARY_VARIABLE = "UNICONV_EDGE_LIBRARY"
MODEL_VARIABLE = "UNICONV_EDGE_MODEL"
PICTURES_VARIABLE = "UNICONV_EDGE_PICTURES"
CONFIG_VARIABLE = "UNICONV_EDGE_CONFIG"
MANIFEST_FILE = "uniconv.json"
PAIR_FILE = "pair.json"


def expanded(path: str | Path) -> Path:
    """A path with the home folder in the place of a `~` at its beginning. Raises UsageError for that of nobody."""
    text = os.path.expanduser(path)  # noqa: PTH111 - `Path` takes `./~ann` for `~ann`
    if text.startswith("~"):
        first = Path(text).parts[0]
        raise UsageError(f"there is no home folder `{first}`", f"for a file of that name here write `.{os.sep}{text}`")
    found = Path(text)
    return found.absolute() if str(found).startswith("~") else found


def library_folder(explicit: Path | None = None) -> Path:
    """The library's folder: the one named, else `UNICONV_EDGE_LIBRARY`, else the platform's data folder."""
    if explicit is not None:
        return expanded(explicit).absolute()
    if named := os.environ.get(LIBRARY_VARIABLE):
        return expanded(named).absolute()
    return user_data_path("uniconv-edge") / "library"


def history_file() -> Path:
    """Where conversations are stored, for all libraries."""
    return user_data_path("uniconv-edge") / "conversations.sqlite"


def blocks_folder() -> Path:
    """Where source blocks are kept; it may be deleted at any time."""
    return user_cache_path("uniconv-edge") / "blocks"


def config_file() -> Path:
    """The person's settings: `UNICONV_EDGE_CONFIG`, else `config.toml` in the platform's folder; it need not exist."""
    if named := os.environ.get(CONFIG_VARIABLE):
        return expanded(named).absolute()
    return user_config_path("uniconv-edge") / "config.toml"


def cache_folder() -> Path:
    """Where what can be computed again is kept; it may be deleted at any time, and need not exist."""
    return user_cache_path("uniconv-edge")


def log_file() -> Path:
    """Where native logs and tracebacks go; its folder is made private to the owner on first use."""
    folder = user_log_path("uniconv-edge")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / "uniconv-edge.log"


def models_folder() -> Path:
    """The folder of the shipped models: inside the installed package, else `models/` of a source tree."""
    package = Path(__file__).resolve().parent
    installed = package / "models"
    return installed if installed.is_dir() else package.parent / "models"


def own_models_folder() -> Path:
    """The folder of the models that a person added; it need not exist."""
    return user_data_path("uniconv-edge") / "models"


def examples_folder() -> Path | None:
    """The sample documents: inside the installed package, else `examples/` of a source tree; None without them."""
    package = Path(__file__).resolve().parent
    return next((folder for folder in (package / "examples", package.parent / "examples") if folder.is_dir()), None)


def is_path(named: str) -> bool:
    """Whether a model's folder is meant, and not the name of a model: it has a separator, or is `.`, `..` or `~`."""
    return os.sep in named or named in (".", "..") or named.startswith("~")


def model_folder(named: str | None = None) -> Path:
    """A model folder: a path (`is_path`), the name of a shipped model or of one that was added, else
    `UNICONV_EDGE_MODEL`, else the default model.

    A name is never looked up in the working directory, where somebody else's files may lie. Raises ModelMissing.
    """
    choice = named or os.environ.get(MODEL_VARIABLE) or _default_model()
    for candidate in _candidates(choice):
        if _holds_model(candidate):
            return candidate
    hint = "`uniconv-edge models list` names those there are; `convert` makes one, `models add` registers a chat model"
    if not is_path(choice) and _holds_model(Path(choice)):
        hint = f"for the folder here write `.{os.sep}{choice}`"
    raise ModelMissing(f"no model `{choice}`", hint)


def wanted_model(named: str | None = None) -> Path:
    """The folder that `model_folder` finds; of a model that is not there, where it would be."""
    try:
        return model_folder(named)
    except ModelMissing:
        return _candidates(named or os.environ.get(MODEL_VARIABLE) or "default")[0]


def is_folder_name(name: str) -> bool:
    """Whether a name can be that of a folder, and is no path to another."""
    return name.strip() not in ("", ".", "..") and not set(name) & set("/\\\0")


def _candidates(choice: str) -> list[Path]:
    if is_path(choice):
        return [expanded(choice).absolute()]
    return [folder / choice for folder in (models_folder(), own_models_folder())]


def _default_model() -> str:
    try:
        return Path((models_folder() / "default").read_text(encoding="utf-8").strip()).name
    except OSError as error:
        raise ModelMissing(f"no default model in `{models_folder()}`", "name a model folder with `--model`") from error


def _holds_model(folder: Path) -> bool:
    try:
        return any((folder / name).is_file() for name in (MANIFEST_FILE, PAIR_FILE))
    except OSError:  # too long a name, or a folder that may not be looked into
        return False
