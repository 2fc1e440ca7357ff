"""Opens a Hugging Face checkpoint folder, trusting nothing in it: JSON and safetensors are read, code and pickles
never."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from convert.architectures import (
    Dimensions,
    Family,
    TensorSpec,
    dimensions_of,
    expected_tensors,
    family_of,
    named_architectures,
)
from uniconv_edge.errors import ConversionRefused
from uniconv_edge.model.layout import SPECIAL_TOKENS
from uniconv_edge.model.manifest import sha256_file
from uniconv_edge.regular import read_regular

WEIGHTS_FILE = "model.safetensors"
INDEX_FILE = "model.safetensors.index.json"
TRAINING_FILE = "uniconv_training.json"
CALIBRATION_FILE = "calibration.json"
CARD_FILE = "README.md"
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
_MAX_JSON_BYTES = 256 * 2**20
# Older exports keep these buffers; they are computed from the config.
_DERIVED = re.compile(r"\.rotary_emb\.inv_freq$")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """An opened checkpoint. `ours` means that its tokenizer has the layout `uniconv-1`; `weights` are its safetensors
    files."""

    folder: Path
    config: Mapping[str, Any]
    family: Family
    sizes: Dimensions
    tokenizer: Mapping[str, Any]
    tokenizer_config: Mapping[str, Any]
    training: Mapping[str, Any]
    calibration: Mapping[str, float]
    weights: tuple[Path, ...]
    ours: bool
    license: str
    source_sha256: str

    @property
    def tensors(self) -> dict[str, TensorSpec]:
        """What the weights must hold, by Hugging Face name."""
        return expected_tensors(self.family, self.sizes)


def open_checkpoint(folder: Path) -> Checkpoint:
    """Read and check everything but the tensors' values. Raises ConversionRefused, one sentence for each reason."""
    if not folder.is_dir():
        raise ConversionRefused(f"there is no checkpoint folder `{folder}`", "name the folder that holds config.json")
    _refuse_adapters(folder)
    config = _normalised(read_json(folder / "config.json", required=True))
    tokenizer_config = read_json(folder / "tokenizer_config.json")
    _refuse_code(folder, {"config.json": config, "tokenizer_config.json": tokenizer_config})
    weights = _weight_files(folder)
    tokenizer = read_json(folder / "tokenizer.json", required=True)
    family, sizes = family_of(config), dimensions_of(config)
    training = read_json(folder / TRAINING_FILE)
    checkpoint = Checkpoint(
        folder=folder,
        config=config,
        family=family,
        sizes=sizes,
        tokenizer=tokenizer,
        tokenizer_config=tokenizer_config,
        training=training,
        calibration=_numbers(folder / CALIBRATION_FILE),
        weights=weights,
        ours=_is_ours(tokenizer, training),
        license=_license(folder / CARD_FILE),
        source_sha256=_digest([folder / "config.json", folder / "tokenizer.json", *weights]),
    )
    _check_vocabulary(checkpoint)
    _check_tensors(checkpoint)
    return checkpoint


def load_state(checkpoint: Checkpoint) -> dict[str, Any]:
    """The tensors as float32 torch tensors by Hugging Face name (with the `model.` prefix), a tied `lm_head` left out.

    Raises ConversionRefused for a tied head that differs from the embedding and for values that are not finite.
    """
    import torch

    state: dict[str, Any] = {}
    for path in checkpoint.weights:
        with _open_weights(path) as stream:
            for name in stream.keys():  # noqa: SIM118 - the handle is no mapping
                if not _DERIVED.search(name):
                    state[_canonical(name)] = stream.get_tensor(name).to(torch.float32)
    head = state.pop("lm_head.weight") if checkpoint.sizes.tied and "lm_head.weight" in state else None
    if head is not None and not torch.equal(head, state["model.embed_tokens.weight"]):
        raise ConversionRefused(
            "config.json says that `lm_head.weight` is tied to the embedding, but the two differ",
            "set tie_word_embeddings to false and save the checkpoint again",
        )
    for name, tensor in state.items():
        if not torch.isfinite(tensor).all():
            raise ConversionRefused(
                f"the tensor `{name}` holds values that are not finite",
                "the training has diverged; use an earlier one",
            )
    return state


def read_json(path: Path, *, required: bool = False) -> dict[str, Any]:
    """A JSON object; {} when an optional file is absent. Raises ConversionRefused."""
    try:
        value = json.loads(read_regular(path, _MAX_JSON_BYTES).decode("utf-8"))
    except FileNotFoundError as error:
        if not required:
            return {}
        raise ConversionRefused(
            f"`{path}` is missing", "a checkpoint needs config.json, model.safetensors and tokenizer.json"
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise ConversionRefused(f"cannot read `{path}`: {_told(error)}", "save the checkpoint again") from error
    if not isinstance(value, dict):
        raise ConversionRefused(f"`{path}` is not a JSON object", "save the checkpoint again")
    return value


def _told(error: Exception) -> str:
    """What is wrong, without the path that the message names already."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _normalised(config: dict[str, Any]) -> dict[str, Any]:
    """The config with rope settings where transformers 4 reads them (version 5 writes one `rope_parameters`).

    A base model (`LlamaModel`) has no head; its embedding serves as one.
    """
    if any(name.endswith("Model") for name in named_architectures(config)):
        config = {**config, "tie_word_embeddings": True}
    rope = config.get("rope_parameters")
    if not isinstance(rope, dict):
        return config
    plain = {key: value for key, value in config.items() if key != "rope_parameters"}
    scaling = {key: value for key, value in rope.items() if key != "rope_theta"}
    plain["rope_theta"] = rope.get("rope_theta", config.get("rope_theta", 10000.0))
    plain["rope_scaling"] = None if scaling.get("rope_type", "default") == "default" else scaling
    return plain


def _refuse_adapters(folder: Path) -> None:
    if (folder / "adapter_config.json").exists():
        raise ConversionRefused(
            f"`{folder}` is a PEFT adapter, and merging adapters is not supported yet",
            "merge it with `model.merge_and_unload()` and save the whole model as safetensors",
        )


def _refuse_code(folder: Path, documents: Mapping[str, Mapping[str, Any]]) -> None:
    for name, document in documents.items():
        if document.get("auto_map"):
            raise ConversionRefused(
                f"`{folder / name}` asks for code of its own (auto_map), which is never run",
                "use a checkpoint of a standard architecture",
            )
    code = sorted(path.name for path in folder.rglob("*.py"))
    if code:
        raise ConversionRefused(
            f"the checkpoint brings code of its own (`{code[0]}`), which is never run",
            "use a checkpoint of a standard architecture, or remove the file if it is not needed",
        )


def _weight_files(folder: Path) -> tuple[Path, ...]:
    index = read_json(folder / INDEX_FILE)
    if not index and (folder / WEIGHTS_FILE).is_file():
        return (folder / WEIGHTS_FILE,)
    if not index:
        pickles = sorted(path.name for path in folder.iterdir() if path.suffix in _PICKLES)
        if pickles:
            raise ConversionRefused(
                f"the weights are pickled (`{pickles[0]}`), and unpickling runs whatever code the file holds",
                "save them as safetensors: `model.save_pretrained(folder, safe_serialization=True)`",
            )
        raise ConversionRefused(
            f"`{folder / WEIGHTS_FILE}` is missing",
            "a checkpoint needs config.json, model.safetensors and tokenizer.json",
        )
    names = index.get("weight_map")
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise ConversionRefused(f"`{folder / INDEX_FILE}` has no weight_map", "save the checkpoint again")
    for name in sorted(set(names.values())):
        if Path(name).name != name or not name.endswith(".safetensors"):
            raise ConversionRefused(
                f"the index names {name!r}, which is not a safetensors file of the folder", "save the checkpoint again"
            )
        if not (folder / name).is_file():
            raise ConversionRefused(f"the weights' file `{name}` that the index names is missing", "copy all files")
    return tuple(folder / name for name in sorted(set(names.values())))


def _open_weights(path: Path) -> Any:
    """The one place that opens weights. A pickle under a false name fails here, in safetensors' own validation."""
    from safetensors import SafetensorError, safe_open

    try:
        return safe_open(path, framework="pt", device="cpu")
    except (SafetensorError, OSError) as error:
        raise ConversionRefused(
            f"`{path}` is not a valid safetensors file: {error}", "save the checkpoint again as safetensors"
        ) from error


def _canonical(name: str) -> str:
    """Base models (`LlamaModel`) are saved without the `model.` prefix."""
    return name if name.startswith(("model.", "lm_head.")) else f"model.{name}"


def _check_tensors(checkpoint: Checkpoint) -> None:
    """Compare names and shapes with what the architecture has; the headers alone are read."""
    found: dict[str, tuple[int, ...]] = {}
    for path in checkpoint.weights:
        with _open_weights(path) as stream:
            for name in stream.keys():  # noqa: SIM118 - the handle is no mapping
                canonical = _canonical(name)
                if canonical in found:
                    raise ConversionRefused(f"the tensor `{name}` appears twice", "save the checkpoint again")
                if not _DERIVED.search(name):
                    found[canonical] = tuple(stream.get_slice(name).get_shape())
    expected = {name: spec.shape for name, spec in checkpoint.tensors.items()}
    if checkpoint.sizes.tied:
        found.pop("lm_head.weight", None)
    missing, extra = sorted(expected.keys() - found.keys()), sorted(found.keys() - expected.keys())
    if missing or extra:
        what = f"lacks {len(missing)} tensors, first `{missing[0]}`" if missing else ""
        more = f"has {len(extra)} tensors that its architecture does not, first `{extra[0]}`" if extra else ""
        raise ConversionRefused(
            f"the checkpoint {' and '.join(filter(None, (what, more)))}",
            "is config.json that of these weights?",
        )
    for name, shape in expected.items():
        if found[name] != shape:
            raise ConversionRefused(
                f"the tensor `{name}` has shape {found[name]}, config.json says {shape}",
                "is config.json that of these weights?",
            )


def _check_vocabulary(checkpoint: Checkpoint) -> None:
    size = 1 + max(token_ids(checkpoint.tokenizer).values(), default=-1)
    if size > checkpoint.sizes.vocabulary:
        raise ConversionRefused(
            f"the tokenizer has {size} tokens, the embedding only {checkpoint.sizes.vocabulary} rows",
            "is tokenizer.json that of these weights?",
        )


def token_ids(tokenizer: Mapping[str, Any]) -> dict[str, int]:
    """Every token of a `tokenizer.json` with its id, added tokens included. Raises ConversionRefused."""
    try:
        ids = {str(token): int(index) for token, index in tokenizer["model"]["vocab"].items()}
        ids.update({str(token["content"]): int(token["id"]) for token in tokenizer.get("added_tokens") or []})
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ConversionRefused(
            "tokenizer.json holds no vocabulary of the BPE kind",
            "supported are byte-level BPE and SentencePiece BPE",
        ) from error
    return ids


def _is_ours(tokenizer: Mapping[str, Any], training: Mapping[str, Any]) -> bool:
    missing = [token for token in SPECIAL_TOKENS if token not in token_ids(tokenizer)]
    if training and missing:
        raise ConversionRefused(
            f"the tokenizer lacks `{missing[0]}`, although {TRAINING_FILE} says that it was trained here",
            "copy the tokenizer.json of the same run",
        )
    if not training and not missing:
        raise ConversionRefused(
            f"the tokenizer is that of a model trained here, but {TRAINING_FILE} is missing or empty: it says where "
            "the vector is read",
            f"copy the {TRAINING_FILE} of the same run",
        )
    return not missing


def _numbers(path: Path) -> dict[str, float]:
    again = "calibrate the model again"
    try:
        numbers = {str(key): float(value) for key, value in read_json(path).items()}
    except (TypeError, ValueError, OverflowError) as error:
        raise ConversionRefused(f"`{path}` must map names to numbers: {error}", again) from error
    for name, number in numbers.items():
        if not math.isfinite(number):
            raise ConversionRefused(f"`{name}` in `{path}` is {number}, no finite number", again)
    return numbers


def _license(card: Path) -> str:
    """The `license:` of the card's front matter, else "unknown"."""
    try:
        text = read_regular(card, _MAX_JSON_BYTES).decode("utf-8", errors="replace")
    except OSError:
        return "unknown"
    front = re.match(r"---\s*\n(.*?)\n---\s*(\n|$)", text, re.DOTALL)
    found = re.search(r"^license:\s*[\"']?([^\"'\n]+?)[\"']?\s*$", front[1], re.MULTILINE) if front else None
    return found[1] if found else "unknown"


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        try:
            digest.update(f"{path.name} {sha256_file(path)}\n".encode())
        except OSError as error:
            raise ConversionRefused(f"cannot read `{path}`: {error.strerror}", "make it readable") from error
    return digest.hexdigest()
