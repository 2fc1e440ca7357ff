"""`uniconv-edge train`: tokenizer -> static -> pretrain -> unify -> sentences -> reader in one run folder, resumable at
any point.

RUN/recipe.json  tokenizer.json  static.npz  teacher/  a STAGE.jsonl each  rows.json  losses.svg  sentences.onnx
    reader.onnx  checkpoints/  checkpoint/ (Hugging Face format)
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch

from uniconv_edge.errors import ConfigurationError, TrainingFailed
from uniconv_edge.model.manifest import (
    GGUF_FILE,
    READER_FILE,
    SENTENCES_FILE,
    TOKENIZER_FILE,
    Manifest,
    put_part,
    read_manifest,
    verify,
)
from uniconv_edge.train import data as training_data
from uniconv_edge.train.adapt import merged, open_base
from uniconv_edge.train.architecture import export, new_model
from uniconv_edge.train.backbone import Backbone
from uniconv_edge.train.optimise import freeze, of_model
from uniconv_edge.train.pretrain import pretrain
from uniconv_edge.train.reader import train_reader
from uniconv_edge.train.recipe import Recipe, read_recipe
from uniconv_edge.train.record import plot_losses, record
from uniconv_edge.train.sentences import train_sentences
from uniconv_edge.train.stage import Stage, narrate, peak_flops
from uniconv_edge.train.static import static_start
from uniconv_edge.train.teacher import Teacher
from uniconv_edge.train.tokenizer import open_tokenizer, train_tokenizer
from uniconv_edge.train.unify import chosen_rows, unify
from uniconv_edge.types import FloatArray

_VECTORS = "token_embd.weight"  # of tokens, in a GGUF file


def train(recipe_file: Path, data: Path, run: Path, teacher: Path | None) -> Path:
    """Run all stages that are not finished. Returns the Hugging Face checkpoint folder."""
    recipe = read_recipe(recipe_file)
    _look_for(recipe, data)
    if recipe.sentences.steps and teacher is None:
        raise _no_teacher()
    guide = Teacher(teacher, recipe.threads) if teacher else None
    _make(run)
    record(recipe, data, run)
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    tokenizer_file = run / "tokenizer.json"
    if recipe.model.base:
        model, started = open_base(recipe.model, tokenizer_file), False
        tokenizer, special = open_tokenizer(tokenizer_file)
    else:
        tokenizer, special = _own_tokenizer(recipe, data, tokenizer_file)
        if guide is None and recipe.static.steps:
            narrate("static: left out, because it learns from a teacher (--teacher)")
        static = static_start(recipe, data, tokenizer, guide, run) if guide is not None else None
        size = tokenizer.get_vocab_size(with_added_tokens=True)
        model, started = new_model(recipe.model, size, special, static), static is not None
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model.to(device)
    temperature = torch.tensor(float(np.log(recipe.unify.temperature)), requires_grad=True, device=device)
    backbone = Backbone(
        model,
        special.pad,
        compiled=recipe.compile,
        bfloat16=recipe.bfloat16,
        exit_layer=recipe.model.exit_layer,
    )
    # The checkpoint of the joint stage holds what that stage trains: frozen layers are those of the stage before it.
    if recipe.pretrain.steps and (recipe.optimizer.frozen_layers or not (run / "checkpoints" / "unify.pt").is_file()):
        stage = _stage("pretrain", recipe, run, model, {}, started)
        pretrain(stage, data, backbone, tokenizer, special, guide)
    if recipe.unify.steps:
        freeze(model, recipe.optimizer.frozen_layers)
        stage = _stage("unify", recipe, run, model, {"log_temperature": temperature}, started)
        rows = chosen_rows(recipe, data, run)
        unify(stage, data, rows, backbone, tokenizer, special, guide, temperature)
    finished = merged(model).cpu().float()
    export(finished, tokenizer_file, run / "checkpoint", traits(recipe))
    vectors = finished.get_input_embeddings().weight.detach().numpy()
    sentences = None
    if guide is not None and recipe.sentences.steps:
        sentences = train_sentences(recipe, data, run, vectors, tokenizer, guide)
        shutil.copyfile(sentences, run / "checkpoint" / sentences.name)
    if recipe.reader.steps:
        made = train_reader(recipe, data, run, vectors, tokenizer, sentences)
        shutil.copyfile(made, run / "checkpoint" / made.name)
    plot_losses(run)
    return run / "checkpoint"


def train_reader_of(recipe_file: Path, data: Path, run: Path, model_folder: Path) -> Path:
    """Train only the reader, for a converted model, and put it into its folder. Returns the folder."""
    recipe = read_recipe(recipe_file)
    if not recipe.reader.steps:
        raise ConfigurationError(f"recipe `{recipe_file}` trains no reader", "give `reader.steps` a number above 0")
    manifest, vectors, tokenizer = _finished(recipe, data, run, model_folder)
    sentences = None
    if SENTENCES_FILE in manifest.files:
        verify(manifest, SENTENCES_FILE)
        sentences = manifest.folder / SENTENCES_FILE
    made = train_reader(recipe, data, run, vectors, tokenizer, sentences)
    plot_losses(run)
    put_part(model_folder, READER_FILE, made)
    return model_folder


def train_sentences_of(recipe_file: Path, data: Path, run: Path, model_folder: Path, teacher: Path | None) -> Path:
    """Train only the sentence encoder, for a converted model, and put it into its folder. Returns the folder. Its
    reader looks at it once it is trained anew."""
    recipe = read_recipe(recipe_file)
    if not recipe.sentences.steps:
        raise ConfigurationError(
            f"recipe `{recipe_file}` trains no sentence encoder", "give `sentences.steps` a number above 0"
        )
    if teacher is None:
        raise _no_teacher()
    guide = Teacher(teacher, recipe.threads)
    _, vectors, tokenizer = _finished(recipe, data, run, model_folder)
    made = train_sentences(recipe, data, run, vectors, tokenizer, guide)
    plot_losses(run)
    put_part(model_folder, SENTENCES_FILE, made)
    return model_folder


def _no_teacher() -> ConfigurationError:
    return ConfigurationError("a sentence encoder learns from a teacher", "name its folder by --teacher")


def _finished(recipe: Recipe, data: Path, run: Path, model_folder: Path) -> tuple[Manifest, FloatArray, Any]:
    """A converted model, its vectors of tokens and its tokenizer, to train a part of it in a run folder."""
    manifest = read_manifest(model_folder)
    verify(manifest, GGUF_FILE, TOKENIZER_FILE)
    training_data.sources(data)
    _make(run)
    record(recipe, data, run)
    torch.set_num_threads(recipe.threads)
    tokenizer, _ = open_tokenizer(manifest.folder / TOKENIZER_FILE)
    return manifest, _token_vectors(manifest.folder / GGUF_FILE), tokenizer


def _token_vectors(path: Path) -> FloatArray:
    """The vectors (vocabulary, dims) of a GGUF file's tokens, in float32."""
    from gguf import GGUFReader
    from gguf.quants import dequantize

    for tensor in GGUFReader(path).tensors:
        if tensor.name == _VECTORS:
            return np.ascontiguousarray(dequantize(tensor.data, tensor.tensor_type), np.float32)
    raise TrainingFailed(f"`{path}` holds no `{_VECTORS}`", "name a model folder made by `uniconv-edge convert`")


def _make(run: Path) -> None:
    """Make the run folder. Raises ConfigurationError where none can be."""
    try:
        run.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = "it is a file" if isinstance(error, FileExistsError) else error.strerror
        raise ConfigurationError(f"`{run}` cannot be the run folder: {what}", "name another with --run") from error


def _look_for(recipe: Recipe, data: Path) -> None:
    """Raises TrainingFailed for a data folder without what the recipe needs, before there is a run of it."""
    if not recipe.model.base or recipe.pretrain.steps:
        training_data.corpus_shards(data)
    if recipe.unify.steps:
        training_data.sources(data)


def traits(recipe: Recipe) -> dict[str, int | bool]:
    """What a model trained by this recipe can do that its weights do not tell (`export`). Sources are read as blocks
    only in answers, so a joint stage that trains none teaches nothing of blocks, whatever its `block_share`."""
    part = recipe.unify
    answers = part.answer_rows and (part.generation_weight or part.cii_weight)
    return {
        "embed_tokens": recipe.embed_tokens,
        "exit_layer": recipe.model.exit_layer,
        "pointing": bool(part.steps and part.point_rows),
        "block_attention": bool(part.steps and answers and part.block_share > 0),
    }


def _own_tokenizer(recipe: Recipe, data: Path, path: Path) -> tuple[Any, Any]:
    if not path.is_file():
        narrate("tokenizer: training")
        temporary = path.with_suffix(".tmp.json")
        train_tokenizer(_first_characters(data, recipe.tokenizer.characters), recipe.tokenizer.vocabulary, temporary)
        temporary.replace(path)
    return open_tokenizer(path)


def _stage(name: str, recipe: Recipe, run: Path, model: Any, extra: dict[str, torch.Tensor], started: bool) -> Stage:
    trained = {n: p for n, p in model.named_parameters() if p.requires_grad}
    optimizers = of_model(
        model, list(extra.values()), recipe.optimizer, started=started, adapted=bool(recipe.model.base)
    )
    inner = sum(p.numel() for n, p in model.named_parameters() if "embed_tokens" not in n and "lm_head" not in n)
    config = model.config
    peak = peak_flops(next(model.parameters()).device, config.hidden_size, config.intermediate_size)
    return Stage(name, run, recipe, {**trained, **extra}, optimizers, flops_per_token=6.0 * inner, peak_flops=peak)


def _first_characters(data: Path, limit: int) -> Any:
    total = 0
    for _, text in training_data.corpus_texts(data):
        yield text
        total += len(text)
        if total >= limit:
            return
