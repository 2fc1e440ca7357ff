"""A pair: a chat model's GGUF file that a person brought, beside a model folder whose embedder finds.

A pair's folder holds `pair.json` alone; the GGUF file stays where it is and the embedder in its own folder:

    {"schema": 1, "name", "model": {"path", "size_bytes", "sha256"}, "embedder": a model's name or its folder's path}
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from uniconv_edge.errors import ModelDamaged, ModelMissing, ModelNewer, UsageError
from uniconv_edge.expressions import expression
from uniconv_edge.model.manifest import read_manifest, sha256_file
from uniconv_edge.paths import PAIR_FILE, is_path, model_folder, own_models_folder

SCHEMA = 1
_NAME = expression(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Pair:
    """`model` is the GGUF file, `embedder` the folder whose vectors find; `size_bytes` and `sha256` are the file's
    when it was added."""

    folder: Path
    name: str
    model: Path
    size_bytes: int
    sha256: str
    embedder: Path


def is_pair(folder: Path) -> bool:
    """Whether a model folder is a pair."""
    return (folder / PAIR_FILE).is_file()


def embedder_folder(folder: Path) -> Path:
    """The folder whose embedder a model folder finds with: its own, or that of the pair. Raises as `read_pair`."""
    return read_pair(folder).embedder if is_pair(folder) else folder


def read_pair(folder: Path) -> Pair:
    """Read `folder/pair.json`. Raises ModelMissing, ModelDamaged or ModelNewer."""
    path = folder / PAIR_FILE
    again = f"`uniconv-edge models remove {folder.name}`, then add it again"
    try:
        raw: Any = json.loads(path.read_text(encoding="utf-8"))
        if int(raw["schema"]) > SCHEMA:
            raise ModelNewer(f"`{path}` has schema {raw['schema']}, this program reads {SCHEMA}", "update uniconv-edge")
        model, named = raw["model"], str(raw["embedder"])
        if not named or (is_path(named) and not Path(named).is_absolute()):
            raise ValueError(f"the embedder {named!r} is neither a name nor an absolute path")
        found = Pair(
            folder, str(raw["name"]), Path(model["path"]), int(model["size_bytes"]), str(model["sha256"]), Path(named)
        )
    except FileNotFoundError as error:
        raise ModelMissing(f"no pair in `{folder}`: {PAIR_FILE} is missing", "add one: `models add`") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ModelDamaged(f"cannot read `{path}`: {error!r}", again) from error
    try:
        embedder = model_folder(named)
    except ModelMissing as error:
        raise ModelMissing(f"the embedder `{named}` of the pair `{found.name}` is gone", again) from error
    if is_pair(embedder):
        raise ModelDamaged(f"the embedder of the pair `{found.name}` is itself a pair", again)
    return replace(found, embedder=embedder)


def check_model(pair: Pair, *, whole: bool = False) -> None:
    """Raises ModelMissing or ModelDamaged unless the chat model's file is the one that was added; `whole`: by its
    digest, which reads all of it, else by its size."""
    again = f"put the file back, or `uniconv-edge models remove {pair.name}` and add it again"
    try:
        size = pair.model.stat().st_size
        digest = sha256_file(pair.model) if whole and size == pair.size_bytes else pair.sha256
    except (OSError, ValueError) as error:  # of a path that no file can have it is the latter
        why = error.strerror if isinstance(error, OSError) else error
        raise ModelMissing(f"cannot read `{pair.model}` of the pair `{pair.name}`: {why}", again) from error
    if size != pair.size_bytes or digest != pair.sha256:
        raise ModelDamaged(f"`{pair.model}` is not the file that was added as `{pair.name}`; it was not loaded", again)


def add_pair(name: str, model: Path, embedder: str | None) -> Pair:
    """Register a GGUF file beside an embedder (a shipped model's name or a folder; None: the default model's).

    Raises UsageError for a name that is taken or no plain name, ModelMissing for an embedder that is not there. That
    the file is a usable chat model is for the caller to find out first.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"`{name}` cannot be a model's name", "use letters, digits, `.`, `_` and `-`")
    folder = own_models_folder() / name
    try:
        taken = model_folder(name)
    except ModelMissing:
        pass
    else:
        raise UsageError(f"there is a model `{name}` already, in `{taken}`", "choose another name")
    finds = embedder_folder(model_folder(embedder))
    read_manifest(finds)
    model = model.expanduser().resolve()
    row = {
        "schema": SCHEMA,
        "name": name,
        "model": {"path": str(model), "size_bytes": model.stat().st_size, "sha256": sha256_file(model)},
        "embedder": _lasting(finds),
    }
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f"{PAIR_FILE}.partial"
    partial.write_text(json.dumps(row, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(folder / PAIR_FILE)
    return read_pair(folder)


def remove_pair(name: str) -> None:
    """Forget a pair; the chat model's file stays. Raises UsageError for what is no pair of this person."""
    folder = own_models_folder() / name
    if not _NAME.fullmatch(name) or not is_pair(folder):
        raise UsageError(f"`{name}` is not a pair that was added", "`uniconv-edge models list` names them")
    (folder / PAIR_FILE).unlink()
    if not any(folder.iterdir()):
        folder.rmdir()


def _lasting(folder: Path) -> str:
    """How a shipped model is named after the program has moved: by name where that leads to the same folder."""
    try:
        if model_folder(folder.name).resolve() == folder.resolve():
            return folder.name
    except ModelMissing:
        pass
    return str(folder.resolve())
