"""`eval systems`: the unified model beside separate ones, in one table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from uniconv_edge.cli import arguments
from uniconv_edge.cli.arguments import JsonOption, PassagesOption, TasksOption
from uniconv_edge.cli.output import emit, emit_json, narrate
from uniconv_edge.errors import UsageError
from uniconv_edge.paths import model_folder


def register(group: typer.Typer) -> None:
    """Add the command to the group `eval`."""
    group.command("systems")(systems)


def systems(
    tasks: TasksOption,
    passages: PassagesOption,
    model: Annotated[str | None, typer.Option(help="The unified model: a folder or the name of a shipped one.")] = None,
    embedding_only: Annotated[
        Path | None, typer.Option(parser=arguments.path, help="A model folder trained to find only.")
    ] = None,
    generation_only: Annotated[
        Path | None, typer.Option(parser=arguments.path, help="A model folder trained to answer only.")
    ] = None,
    encoder: Annotated[
        Path | None, typer.Option(parser=arguments.path, help="Another encoder's folder: tokenizer.json, model.onnx.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="The first N tasks of the set.")] = 60,
    as_json: JsonOption = False,
) -> None:
    """One model against two: quality, load time, memory, time to the first word by turn, CPU seconds, disk."""
    if (embedding_only is None) != (generation_only is None):
        raise UsageError("`--embedding-only` and `--generation-only` go together", "name both, or neither")
    from uniconv_edge.evaluate import systems as measured
    from uniconv_edge.evaluate.datasets import read_set
    from uniconv_edge.evaluate.vectors import cache_folder

    unified = model_folder(model)
    wanted = [measured.System("unified", unified)]
    absent = []
    if embedding_only is not None and generation_only is not None:
        wanted.append(measured.System("embedding-only + generation-only", generation_only, embedding_only))
    else:
        absent.append(measured.Measured("embedding-only + generation-only", 0, {}, "not given: no such models"))
    if encoder is not None:
        wanted.append(measured.System(f"encoder {encoder.name} + same generator", unified, encoder, True))
    else:
        absent.append(measured.Measured("all-MiniLM-L6-v2 + same generator", 0, {}, "not given: `--encoder`"))
    data = read_set(tasks, passages)
    found = [*measured.measure(wanted, data, limit, cache=cache_folder(), narrate=narrate), *absent]
    emit_json(measured.as_json(found)) if as_json else emit(measured.as_markdown(found))
