"""The commands `convert` and `train`: making models. Each needs an extra, loaded when it runs."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer

from uniconv_edge.cli import arguments
from uniconv_edge.cli.arguments import JsonOption
from uniconv_edge.cli.output import emit, emit_done, emit_json
from uniconv_edge.errors import UsageError


def _load(module: str, extra: str) -> Any:
    """Import a module that needs an extra. Raises UsageError naming the extra when it is not installed."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"this command needs `{error.name}`, which is not installed",
            f"install the extra: `pip install '.[{extra}]'` in the folder of the source",
        ) from error


def convert(
    checkpoint: Annotated[
        Path, typer.Argument(parser=arguments.path, help="Folder with config.json, model.safetensors, tokenizer.json.")
    ],
    out: Annotated[Path, typer.Argument(parser=arguments.path, help="Model folder to make.")],
    quant: Annotated[str, typer.Option(help="GGUF weights: f32, f16, q8_0, q6_k, q5_k_m, q4_k_m, ...")] = "q8_0",
    embed_quant: Annotated[str, typer.Option(help="ONNX weights: int8 or fp32.")] = "int8",
    pooling: Annotated[str | None, typer.Option(help="Where the vector is read: last, mean or cls.")] = None,
    query_prompt: Annotated[str | None, typer.Option(help="Put before a question to embed.")] = None,
    passage_prompt: Annotated[str | None, typer.Option(help="Put before a passage to embed.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the model.", show_default="the folder's")] = None,
    license_name: Annotated[str | None, typer.Option("--license", help="Licence.", show_default="the card's")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the model that is in OUT.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Convert a Hugging Face checkpoint into a model folder, and prove that it computes the same."""
    options = _load("convert.options", "convert").Options(
        checkpoint=checkpoint,
        out=out,
        quant=quant,
        embed_quant=embed_quant,
        pooling=pooling,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
        name=name,
        license=license_name,
        force=force,
    )
    for package in ("torch", "transformers", "gguf", "optimum.exporters.onnx"):
        _load(package, "convert")
    done = _load("convert.run", "convert").convert(options)
    emit_json(done.as_json()) if as_json else emit(done.summary())


def train(
    recipe: Annotated[Path, typer.Argument(parser=arguments.path, help="Recipe file (TOML), see recipes/.")],
    data: Annotated[Path, typer.Option("--data", parser=arguments.path, help="Folder with corpus/ and finetune/.")],
    run: Annotated[
        Path | None,
        typer.Option("--run", parser=arguments.path, help="Run folder.", show_default="runs/RECIPE without .toml"),
    ] = None,
    teacher: Annotated[
        Path | None,
        typer.Option(
            "--teacher", parser=arguments.path, help="Folder of a teacher encoder: model.onnx and tokenizer.json."
        ),
    ] = None,
    reader_of: Annotated[
        Path | None,
        typer.Option(
            "--reader-of",
            parser=arguments.path,
            help="A converted model: train only its sentence reader and put it there.",
        ),
    ] = None,
    sentences_of: Annotated[
        Path | None,
        typer.Option(
            "--sentences-of",
            parser=arguments.path,
            help="A converted model: train only its sentence encoder, before its reader, and put it there.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Train a model as a recipe says. Stopped at any moment, the same command goes on where it was."""
    if reader_of is not None and sentences_of is not None:
        raise UsageError("--reader-of and --sentences-of are two runs", "give the second after the first")
    for package in ("torch", "transformers", *(("gguf", "onnx") if reader_of or sentences_of else ())):
        _load(package, "train")
    target = run or Path("runs") / recipe.stem
    runs = _load("uniconv_edge.train.run", "train")
    if sentences_of is not None:
        runs.train_sentences_of(recipe, data, target, sentences_of, teacher)
        said = f"{sentences_of} has its sentence encoder\nnext: the same command with --reader-of {sentences_of}"
        emit_done(as_json, said, run=str(target), sentences_of=str(sentences_of))
    elif reader_of is not None:
        runs.train_reader_of(recipe, data, target, reader_of)
        said = f"{reader_of} has its reader\nnext: uniconv-edge eval calibrate DEV --model {reader_of} --write"
        emit_done(as_json, said, run=str(target), reader_of=str(reader_of))
    else:
        checkpoint = runs.train(recipe, data, target, teacher)
        said = f"checkpoint: {checkpoint}\nnext: uniconv-edge convert {checkpoint} models/NAME"
        emit_done(as_json, said, run=str(target), checkpoint=str(checkpoint))


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(convert)
    app.command()(train)
