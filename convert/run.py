"""One conversion from start to end: open, export, quantise, prove, describe, publish."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from convert.checkpoint import Checkpoint, load_state, open_checkpoint
from convert.folder import model_folder
from convert.options import Options
from convert.parity import check_gguf, check_onnx, reference_of
from convert.probes import load_probes
from convert.quantise_onnx import quantise_onnx
from convert.sentence_files import LAYOUT_PROMPTS, write_sentence_files
from convert.to_gguf import write_gguf
from convert.to_onnx import torch_model, write_onnx
from convert.vocabulary import Vocabulary, vocabulary_of
from uniconv_edge.errors import ConfigurationError, ConversionRefused, ModelDamaged
from uniconv_edge.model.layout import LAYOUT_NAME
from uniconv_edge.model.manifest import (
    EXIT_NORM_FILE,
    GGUF_FILE,
    LEAST_TOKENS,
    ONNX_FILE,
    READER_FILE,
    SCHEMA,
    SENTENCES_FILE,
    TOKENIZER_FILE,
    read_manifest,
    sha256_file,
)
from uniconv_edge.paths import MANIFEST_FILE
from uniconv_edge.train.backbone import first_layers

_EMBED_TOKENS = 512
_PROBE_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Converted:
    """A finished conversion: where it is, the sizes of its files, how well it agrees with the checkpoint."""

    out: Path
    name: str
    sizes: dict[str, int]
    parity: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {
            "schema": 1,
            "out": str(self.out),
            "name": self.name,
            "files": {name: {"size_bytes": size} for name, size in self.sizes.items()},
            "parity": self.parity,
        }

    def summary(self) -> str:
        """The same for people, one fact a line."""
        weights = [
            f"{name}: {size / 1e6:.1f} MB" for name, size in self.sizes.items() if name in (GGUF_FILE, ONNX_FILE)
        ]
        figures = [f"{key}: {value:g}" for key, value in self.parity.items()]
        return "\n".join([f"{self.name}: {self.out}", *weights, *figures])


@dataclass(frozen=True, slots=True)
class _Plan:
    """The options with the checkpoint's own answers filled in."""

    name: str
    license: str
    pooling: str
    prompts: tuple[str, str]
    embed_tokens: int
    quant: str
    embed_quant: str
    exit_layer: int


def convert(options: Options) -> Converted:
    """Convert `options.checkpoint` into the model folder `options.out`.

    Raises ConversionRefused for a checkpoint that cannot be converted safely, ParityFailed when a converted file does
    not agree with it; in both cases `out` is as it was before.
    """
    with model_folder(options.out, options.checkpoint, force=options.force) as folder:
        checkpoint = open_checkpoint(options.checkpoint)
        vocabulary = vocabulary_of(checkpoint)
        plan = _plan(checkpoint, options)
        write_sentence_files(
            checkpoint, folder, pooling=plan.pooling, prompts=plan.prompts, embed_tokens=plan.embed_tokens
        )
        parity = _write_and_check(checkpoint, vocabulary, plan, folder)
        for name in (READER_FILE, SENTENCES_FILE):
            part = options.checkpoint / Path(name).name
            if checkpoint.ours and part.is_file():
                shutil.copyfile(part, folder / name)
        sizes = _write_manifest(checkpoint, plan, parity, folder)
    return Converted(options.out, plan.name, sizes, parity)


def _plan(checkpoint: Checkpoint, options: Options) -> _Plan:
    training, context = checkpoint.training, checkpoint.sizes.context
    query, passage = LAYOUT_PROMPTS if checkpoint.ours else ("", "")
    embed_tokens = training.get("embed_tokens", min(_EMBED_TOKENS, context))
    if not isinstance(embed_tokens, int) or not LEAST_TOKENS <= embed_tokens <= context:
        raise ConfigurationError(
            f"embed_tokens of the checkpoint is {embed_tokens!r}, it must be between {LEAST_TOKENS} and {context}",
            "correct it",
        )
    if checkpoint.ours and options.pooling not in (None, "last"):
        raise ConfigurationError(
            "a model of the layout `uniconv-1` has its vector at the last token", "leave --pooling out"
        )
    return _Plan(
        name=options.name or str(training.get("name") or options.out.resolve().name),
        license=options.license or checkpoint.license,
        pooling=options.pooling or "last",
        prompts=(
            query if options.query_prompt is None else options.query_prompt,
            passage if options.passage_prompt is None else options.passage_prompt,
        ),
        embed_tokens=embed_tokens,
        quant=options.quant,
        embed_quant=options.embed_quant,
        exit_layer=_exit_layer(checkpoint),
    )


def _exit_layer(checkpoint: Checkpoint) -> int:
    """After how many layers a vector is read, 0 for all of them."""
    layers, found = checkpoint.sizes.layers, checkpoint.training.get("exit_layer", 0)
    if not isinstance(found, int) or not 0 <= found <= layers:
        raise ConfigurationError(
            f"exit_layer of the checkpoint is {found!r}, it must be between 0 and {layers}", "correct it"
        )
    return found % layers


def _write_and_check(checkpoint: Checkpoint, vocabulary: Vocabulary, plan: _Plan, folder: Path) -> dict[str, float]:
    """Both model files, each compared with torch as soon as it is written; returns the figures."""
    state = load_state(checkpoint)
    model = torch_model(checkpoint, state)
    tokenizer_file = folder / TOKENIZER_FILE
    longest = min(_PROBE_TOKENS, checkpoint.sizes.context)
    probes = load_probes(tokenizer_file, ours=checkpoint.ours, max_tokens=longest)
    embedder = first_layers(model.model, plan.exit_layer) if plan.exit_layer else model.model
    reference = reference_of(model, embedder, probes, plan.pooling)
    norm = model.model.norm.weight.detach().numpy() if plan.exit_layer else None
    if norm is not None:
        np.save(folder / EXIT_NORM_FILE, norm, allow_pickle=False)
    pad = vocabulary.special.get("pad", 0)

    write_gguf(
        checkpoint,
        vocabulary,
        state,
        folder / GGUF_FILE,
        quant=plan.quant,
        name=plan.name,
        license_name=plan.license,
        pooling=plan.pooling,
    )
    gguf = check_gguf(
        folder / GGUF_FILE,
        probes,
        reference,
        pooling=plan.pooling,
        quant=plan.quant,
        tokenizer_file=tokenizer_file,
        exits=None if norm is None else (plan.exit_layer, norm),
    )
    write_onnx(embedder, folder / ONNX_FILE, pooling=plan.pooling)
    onnx = exact = check_onnx(folder / ONNX_FILE, probes, reference, pad, "fp32")
    if plan.embed_quant == "int8":
        quantise_onnx(folder / ONNX_FILE)
        onnx = check_onnx(folder / ONNX_FILE, probes, reference, pad, "int8")
    figures = {f"gguf_{key}": value for key, value in gguf.items()} | {f"onnx_{key}": v for key, v in onnx.items()}
    figures |= {"onnx_fp32_cosine_min": exact["cosine_min"], "probes": float(len(probes))}
    return {key: round(value, 6) for key, value in sorted(figures.items())}


def _write_manifest(checkpoint: Checkpoint, plan: _Plan, parity: dict[str, float], folder: Path) -> dict[str, int]:
    """Write `uniconv.json` over all files present but the card, which people edit; returns their sizes."""
    described = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "README.md"]
    files = {
        path.relative_to(folder).as_posix(): {"size_bytes": path.stat().st_size, "sha256": sha256_file(path)}
        for path in described
    }
    manifest = {
        "schema": SCHEMA,
        "name": plan.name,
        "layout": LAYOUT_NAME if checkpoint.ours else "chat",
        "source_sha256": checkpoint.source_sha256,
        "pooling": plan.pooling,
        "dims": checkpoint.sizes.hidden,
        "context_length": checkpoint.sizes.context,
        "embed_tokens": plan.embed_tokens,
        "prompts": {"query": plan.prompts[0], "passage": plan.prompts[1]},
        "license": plan.license,
        "shared_prefix": checkpoint.ours,
        "quantization": {"gguf": plan.quant, "onnx": plan.embed_quant},
        "files": files,
        "parity": parity,
        "calibration": dict(checkpoint.calibration),
    }
    if plan.exit_layer:
        manifest["exit_layer"] = plan.exit_layer
    for trait in ("pointing", "block_attention"):
        if checkpoint.training.get(trait):
            manifest[trait] = True
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")
    try:
        read_manifest(folder)
    except ModelDamaged as error:
        raise ConversionRefused(f"the program could not open the model: {error.message}", "correct it") from error
    return {name: int(str(entry["size_bytes"])) for name, entry in files.items()}
