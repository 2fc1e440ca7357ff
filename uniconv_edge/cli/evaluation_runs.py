"""`eval compare`, `eval consistency`, `eval report`: what is done with runs kept by `--out`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from uniconv_edge.cli import arguments
from uniconv_edge.cli.arguments import JsonOption
from uniconv_edge.cli.output import emit, emit_done, emit_json, one_line
from uniconv_edge.errors import UniconvError

_Runs = Annotated[
    list[Path],
    typer.Argument(parser=arguments.path, help="Run folders, made with `--out` of `eval retrieval` or `eval answers`."),
]
_AnswerRuns = Annotated[
    list[Path], typer.Argument(parser=arguments.path, help="Run folders, made with `--out` of `eval answers`.")
]


def register(group: typer.Typer) -> None:
    """Add this module's commands to the group `eval`."""
    for name, command in (("compare", compare), ("consistency", consistency), ("report", report)):
        group.command(name)(command)


def compare(
    folders: _Runs,
    metric: Annotated[list[str] | None, typer.Option(help="Only this measure (repeat for more).")] = None,
    as_json: JsonOption = False,
) -> None:
    """Every pair of runs: difference, 95 % interval, p of the paired randomisation test, p corrected after Holm."""
    from uniconv_edge.evaluate import compare as compared
    from uniconv_edge.evaluate import runs

    found = compared.compare([runs.read(folder) for folder in folders], metric or ())
    emit_json(compared.as_json(found)) if as_json else emit(compared.as_markdown(found))


def consistency(
    folders: _AnswerRuns,
    right: Annotated[float, typer.Option(min=0, max=1, help="The F1 from which an answer counts as right.")] = 0.3,
    listed: Annotated[int, typer.Option("--list", min=0, help="How many turns of each kind are shown.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Whether finding and answering agree: gold found but answer wrong, gold missed but answer right."""
    from uniconv_edge.evaluate import consistency as measured
    from uniconv_edge.evaluate import runs

    found = [measured.consistency(runs.read(folder), right) for folder in folders]
    if as_json:
        emit_json(measured.as_json(found, right))
        return
    emit(measured.as_markdown(found))
    for each in found if listed else ():
        emit(measured.listed(each, listed))


def report(
    folders: _Runs,
    page: Annotated[Path, typer.Option("--page", parser=arguments.path, help="The HTML file to write.")] = Path(
        "report.html"
    ),
    worst: Annotated[int, typer.Option(min=0, help="How many of the worst turns are shown.")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Write one page about runs: plots, and the worst turns with question, sources, quotes and reference."""
    from uniconv_edge.evaluate import report as written
    from uniconv_edge.evaluate import runs

    text = written.page([runs.read(folder) for folder in folders], worst)
    try:
        page.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UniconvError(f"cannot write `{page}`: {error.strerror}", "name another file with `--page`") from error
    emit_done(as_json, one_line(str(page)), page=str(page))
