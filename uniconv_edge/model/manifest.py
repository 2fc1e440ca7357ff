"""The manifest of a model folder, `uniconv.json`, and the check that its files are the ones it describes.

    {"schema": 1, "name", "layout": "uniconv-1" | "chat", "source_sha256", "pooling": "last" | "mean" | "cls",
     "dims", "context_length", "embed_tokens", "prompts": {"query", "passage"}, "license", "shared_prefix": bool,
     "quantization": {"gguf", "onnx"}, "files": {name: {"size_bytes", "sha256"}}, "parity": {...}, "calibration": {...},
     "block_attention"?: bool (sources were trained as blocks of their own),
     "exit_layer"?: int (vectors are read after so many layers; `exit_norm.npy` is the norm they pass),
     "pointing"?: bool (trained to tell after each sentence of a source whether it answers)}

`verify` must pass before any native loader sees a byte: flipped weight bits load silently in both runtimes.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from uniconv_edge.errors import ModelDamaged, ModelMissing, ModelNewer, UsageError
from uniconv_edge.paths import MANIFEST_FILE, PAIR_FILE
from uniconv_edge.regular import written_whole
from uniconv_edge.types import FloatArray

SCHEMA = 1
GGUF_FILE = "model.gguf"
ONNX_FILE = "onnx/model.onnx"
READER_FILE = "onnx/reader.onnx"  # optional: which sentence of the sources answers
SENTENCES_FILE = "onnx/sentences.onnx"  # optional: what a sentence says as a whole
TOKENIZER_FILE = "tokenizer.json"
EXIT_NORM_FILE = "exit_norm.npy"
# Of a calibration, what the model itself has to write, or to read the sources for.
WRITING = ("grounded", "say", "decode")
_MOST = 2**31 - 1
LEAST_TOKENS = 4  # those around a text, and one of it
# What can be done where a model cannot be used.
_ANOTHER = "choose another model with `uniconv-edge models use NAME` (in the app F4)"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of the folder: its size and SHA-256 (hex)."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A model folder as its manifest describes it. `embed_tokens` is the longest text embedded, in tokens."""

    folder: Path
    name: str
    layout: str
    pooling: str
    dims: int
    context_length: int
    embed_tokens: int
    query_prompt: str
    passage_prompt: str
    files: Mapping[str, ModelFile]
    parity: Mapping[str, float]
    calibration: Mapping[str, float]
    license: str
    block_attention: bool = False
    exit_layer: int = 0
    pointing: bool = False

    @property
    def identity(self) -> str:
        """A short digest of all that decides a vector: weights, tokenizer, pooling, prompts, length and layout."""
        parts = [
            self.files[ONNX_FILE].sha256,
            self.files[TOKENIZER_FILE].sha256,
            self.pooling,
            self.query_prompt,
            self.passage_prompt,
            self.layout,
            str(self.embed_tokens),
        ]
        return f"{self.name}:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


def read_manifest(folder: Path) -> Manifest:
    """Read `folder/uniconv.json`. Raises ModelMissing, ModelDamaged or ModelNewer, UsageError for a pair."""
    path = folder / MANIFEST_FILE
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if (folder / PAIR_FILE).is_file():
            raise UsageError(
                f"`{folder.name}` is a pair of models, not one", "name the model that it finds with"
            ) from error
        raise ModelMissing(
            f"no model in `{folder}`: {MANIFEST_FILE} is missing",
            "`uniconv-edge models list` names those there are, `models use NAME` (in the app F4) chooses one",
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    except (ValueError, RecursionError) as error:
        raise ModelDamaged(f"cannot read `{path}`: {error}", f"copy the model again, or {_ANOTHER}") from error
    try:
        return _parse(folder, raw)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ModelDamaged(
            f"`{path}` is not a model manifest: {_told(error)}", f"copy the model again, or {_ANOTHER}"
        ) from error


def _told(error: Exception) -> str:
    """What is wrong, in words: of a key that is missing an exception says its name alone."""
    return f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else str(error)


def _unreadable(path: Path, error: OSError) -> ModelDamaged:
    """A file of a model that cannot be read: one without permission is none that is damaged."""
    remedy = "make it readable" if isinstance(error, PermissionError) else "restore it"
    return ModelDamaged(f"cannot read `{path}`: {error.strerror}", f"{remedy}, or {_ANOTHER}")


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is no finite number")
    return number


def _at_least(least: int, value: Any) -> int:
    number = int(value)
    if number < least:
        raise ValueError(f"{value!r} is less than {least}")
    if number > _MOST:
        raise ValueError("a number is larger than that of any model")
    return number


def _parse(folder: Path, raw: Any) -> Manifest:
    if not isinstance(raw, dict):
        raise TypeError("not a JSON object")
    json.dumps(raw, ensure_ascii=False).encode()  # halves of characters, which JSON can name, have no place in a name
    if int(raw["schema"]) > SCHEMA:
        raise ModelNewer(
            f"the model in `{folder}` has manifest schema {raw['schema']}, this program reads up to {SCHEMA}",
            "update uniconv-edge",
        )
    files = {name: ModelFile(int(f["size_bytes"]), str(f["sha256"])) for name, f in raw["files"].items()}
    for name in files:
        parts = PurePosixPath(name).parts
        if PurePosixPath(name).is_absolute() or ".." in parts or "\\" in name or "\0" in name:
            raise ValueError(f"file name {name!r} leaves the folder")
    for name in (GGUF_FILE, ONNX_FILE, TOKENIZER_FILE, *([EXIT_NORM_FILE] if raw.get("exit_layer") else [])):
        if name not in files:
            raise KeyError(name)
    return Manifest(
        folder=folder,
        name=str(raw["name"]),
        layout=str(raw["layout"]),
        pooling=str(raw["pooling"]),
        dims=_at_least(1, raw["dims"]),
        context_length=_at_least(1, raw["context_length"]),
        embed_tokens=_at_least(LEAST_TOKENS, raw["embed_tokens"]),
        query_prompt=str(raw["prompts"]["query"]),
        passage_prompt=str(raw["prompts"]["passage"]),
        files=files,
        parity={k: _finite(v) for k, v in raw.get("parity", {}).items()},
        calibration={k: _finite(v) for k, v in raw.get("calibration", {}).items()},
        license=str(raw.get("license", "")),
        block_attention=bool(raw.get("block_attention", False)),
        exit_layer=int(raw.get("exit_layer", 0)),
        pointing=bool(raw.get("pointing", False)),
    )


def exit_norm(manifest: Manifest) -> FloatArray:
    """The weights (dims,) of the last norm, which a state passes where it is read before the last layer. Raises
    ModelDamaged."""
    path = manifest.folder / EXIT_NORM_FILE
    try:
        weights: FloatArray = np.load(path, allow_pickle=False).astype(np.float32)
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"cannot read `{path}`: {error}", f"copy the model again, or {_ANOTHER}") from error
    if weights.shape != (manifest.dims,):
        raise ModelDamaged(f"`{path}` has {weights.size} numbers, not {manifest.dims}", "convert the model again")
    return weights


def amend(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the manifest of a model folder: `change` gets what it holds; the new one replaces it in one step."""
    path = folder / MANIFEST_FILE
    raw = json.loads(path.read_text(encoding="utf-8"))
    change(raw)
    with written_whole(path) as stream:
        stream.write((json.dumps(raw, indent=2, ensure_ascii=False) + "\n").encode())


def put_part(folder: Path, name: str, made: Path) -> None:
    """Put a part made for it, `READER_FILE` or `SENTENCES_FILE`, into a model folder, in place of the one there."""
    target = folder / name
    temporary = target.with_suffix(".tmp")
    shutil.copyfile(made, temporary)
    entry = {"size_bytes": temporary.stat().st_size, "sha256": sha256_file(temporary)}
    temporary.replace(target)
    amend(folder, lambda raw: raw["files"].update({name: entry}))


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(manifest: Manifest, *names: str) -> None:
    """Check size, then SHA-256, of the named files (default: all). Raises ModelDamaged for the first that differs."""
    for name in names or tuple(manifest.files):
        path, expected = manifest.folder / name, manifest.files[name]
        try:
            size = path.stat().st_size
            digest = sha256_file(path) if size == expected.size_bytes else ""
        except OSError as error:
            raise _unreadable(path, error) from error
        if digest != expected.sha256:
            found = f"{size} bytes" if size != expected.size_bytes else "other content"
            raise ModelDamaged(
                f"model file `{path}` is not the one its manifest describes ({found}, expected "
                f"{expected.size_bytes} bytes); it was not loaded",
                f"restore the file, or {_ANOTHER}",
            )
