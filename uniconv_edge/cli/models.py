"""The commands `models list`, `verify`, `speed`, `use`, `add` and `remove`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uniconv_edge.cli import arguments
from uniconv_edge.cli.arguments import JsonOption
from uniconv_edge.cli.output import SCHEMA, emit, emit_done, emit_json, one_line
from uniconv_edge.errors import ModelMissing, UsageError
from uniconv_edge.paths import is_path, model_folder, own_models_folder

if TYPE_CHECKING:
    from uniconv_edge.model.catalog import Shelved

NOT_UNIFIED = "not unified: one model finds, another answers"

NameArgument = Annotated[
    str | None, typer.Argument(parser=arguments.model, help="A model's name or folder.", show_default="the one in use")
]


def register(app: typer.Typer) -> None:
    """Add the group `models`."""
    group = typer.Typer(help="The models of this machine.", no_args_is_help=True)
    for name, command in (("list", show), ("verify", check), ("speed", speed), ("use", use)):
        group.command(name)(command)
    group.command()(add)
    group.command()(remove)
    app.add_typer(group, name="models")


def _current() -> Path | None:
    try:
        return model_folder().resolve()
    except ModelMissing:
        return None


def show(as_json: JsonOption = False) -> None:
    """List the models, the memory each needs and the memory that is free."""
    from uniconv_edge.model.catalog import free_memory, shelved

    current = _current()
    models = shelved([current] if current else [])
    if as_json:
        rows = [
            {**asdict(model), "folder": str(model.folder), "current": model.folder.resolve() == current}
            for model in models
        ]
        emit_json({"schema": SCHEMA, "free_bytes": free_memory(), "models": rows})
        return
    for model in models:
        mark = "*" if model.folder.resolve() == current else " "
        emit(one_line(f"{mark} {model.name}: {model.fault or _said_of(model)} ({model.folder})"))
    emit(f"free memory: {free_memory() / 1e6:,.0f} MB")


def _said_of(model: Shelved) -> str:
    kind = "finds only" if not model.answers else "finds and answers" if model.unified else NOT_UNIFIED
    needs = f"{model.size_bytes / 1e6:.0f} MB on disk, up to {model.memory_bytes / 1e6:.0f} MB of memory"
    return f"{needs}, {kind}, {model.license or 'no licence named'}"


def check(name: NameArgument = None, as_json: JsonOption = False) -> None:
    """Check that every file of a model is the one that its manifest describes."""
    from uniconv_edge.model.catalog import verify_all

    folder = model_folder(name)
    count = verify_all(folder)
    said = f"{folder.name}: all {count} files are the ones that were described"
    emit_done(as_json, said, name=folder.name, ok=True, files=count)


def speed(name: NameArgument = None, as_json: JsonOption = False) -> None:
    """Time a model on this machine, for about two seconds."""
    from uniconv_edge.model.catalog import measure_speed

    folder = model_folder(name)
    measured = measure_speed(folder)
    if as_json:
        emit_json({"schema": SCHEMA, "name": folder.name, **{k: round(v, 1) for k, v in asdict(measured).items()}})
        return
    emit(f"{folder.name}: loaded in {measured.load_ms:.0f} ms, {measured.memory_bytes / 1e6:.0f} MB of memory")
    emit(f"reads {measured.read_per_second:,.0f} and writes {measured.written_per_second:,.0f} tokens a second")
    emit(f"indexes {measured.passages_per_second:,.0f} passages a second")


def use(
    name: Annotated[str, typer.Argument(parser=arguments.model, help="A model's name or folder.")],
    as_json: JsonOption = False,
) -> None:
    """Make a model the one that is used when none is named."""
    from uniconv_edge.config import change
    from uniconv_edge.model.catalog import described

    folder = model_folder(name)
    described(folder)
    named = str(folder.resolve()) if is_path(name) else name
    file = change("model", named)
    said = f"{folder.name} is used from now on ({file})"
    emit_done(as_json, said, name=folder.name, folder=str(folder), file=str(file))


def add(
    name: Annotated[str, typer.Argument(help="What to call the pair.")],
    model: Annotated[
        Path, typer.Argument(parser=arguments.path, help="The GGUF file of an instruct model with a chat template.")
    ],
    embedder: Annotated[
        str | None, typer.Option(help="The model that finds: a name or folder.", show_default="the default model")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Register a chat model of your own beside an embedder; `--model NAME` then answers with it."""
    from uniconv_edge.model.chat import ChatModel
    from uniconv_edge.model.native import SHORTEST_CONTEXT
    from uniconv_edge.model.pair import add_pair
    from uniconv_edge.types import Turn

    if model.is_dir():
        raise UsageError(f"`{model}` is a folder", "name the GGUF file in it")
    with closing(ChatModel(model, context=SHORTEST_CONTEXT)) as tried:
        tried.prompt("Be brief.", [Turn("user", "Who?"), Turn("assistant", "I."), Turn("user", "Why?")])
    pair = add_pair(name, model, embedder)
    if as_json:
        row = {"name": pair.name, "model": str(pair.model), "embedder": str(pair.embedder), "unified": False}
        emit_json({"schema": SCHEMA, **row})
        return
    emit(f"{pair.name} answers with {pair.model.name} and finds with {pair.embedder.name}.")
    emit("It is not unified: two models of different weights, so a question is read twice and takes longer.")
    emit(f"Try it: uniconv-edge chat --model {pair.name}    Keep it: uniconv-edge models use {pair.name}")


def remove(name: Annotated[str, typer.Argument(help="The pair's name.")], as_json: JsonOption = False) -> None:
    """Forget a pair that was added; the files of its models stay where they are."""
    from uniconv_edge.model.pair import remove_pair

    used = _current()
    remove_pair(name)
    was_current = used == (own_models_folder() / name).resolve()
    if as_json:
        emit_json({"schema": SCHEMA, "name": name, "was_current": was_current})
        return
    emit(f"{name} is forgotten; its model's file was not touched")
    if was_current:
        emit("It was the one in use: `uniconv-edge models use NAME` chooses another.")
