"""Where things are: the library, the log, the models. The only module that knows platform folders."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path, user_log_path

from uniconv_edge.errors import ModelMissing

LIBRARY_VARIABLE = "UNICONV_EDGE_LIBRARY"
MODEL_VARIABLE = "UNICONV_EDGE_MODEL"
CONFIG_VARIABLE = "UNICONV_EDGE_CONFIG"
MANIFEST_FILE = "uniconv.json"
PAIR_FILE = "pair.json"


def library_folder(explicit: Path | None = None) -> Path:
    """The library's folder: the one named, else `UNICONV_EDGE_LIBRARY`, else the platform's data folder."""
    if explicit is not None:
        return explicit.expanduser().absolute()
    if named := os.environ.get(LIBRARY_VARIABLE):
        return Path(named).expanduser().absolute()
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
        return Path(named).expanduser().absolute()
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


def model_folder(named: str | Path | None = None) -> Path:
    """A model folder: a path, the name of a shipped model or of one that was added, else `UNICONV_EDGE_MODEL`, else
    the default model."""
    choice = named or os.environ.get(MODEL_VARIABLE)
    if choice is None:
        try:
            choice = (models_folder() / "default").read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ModelMissing(
                f"no default model in `{models_folder()}`", "name a model folder with `--model`"
            ) from error
    for candidate in (Path(choice).expanduser(), models_folder() / str(choice), own_models_folder() / str(choice)):
        if any((candidate / name).is_file() for name in (MANIFEST_FILE, PAIR_FILE)):
            return candidate
    raise ModelMissing(
        f"no model `{choice}`",
        "`uniconv-edge models list` names those there are; `convert` makes one, `models add` registers a chat model",
    )
