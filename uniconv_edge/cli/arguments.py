"""Arguments that several commands take, and what is typed in place of a path."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from uniconv_edge.errors import UsageError
from uniconv_edge.paths import expanded


def path(typed: str | Path) -> Path:
    """A path as typed, with the home folder in the place of `~`; the parser of every path of the command line. An empty
    one, as a variable that is not set leaves it, is not the current folder. Raises UsageError."""
    if typed == "":
        raise UsageError("a path is empty", "name a file or folder, or `.` for the current one")
    return expanded(typed)


def model(typed: str) -> str:
    """A model's name or folder as typed. An empty one is not the model that is in use. Raises UsageError."""
    if not typed.strip():
        raise UsageError("a model's name is empty", "`uniconv-edge models list` names those there are")
    return typed


LibraryOption = Annotated[
    Path | None,
    typer.Option("--library", parser=path, help="Folder of the library.", show_default="the user's data folder"),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", parser=model, metavar="TEXT", help="A model's name or folder.", show_default="the shipped model"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
PathFilter = Annotated[
    list[str] | None, typer.Option("--path", help="Part of a path, or a pattern like *.md (repeatable).")
]
TypeFilter = Annotated[
    list[str] | None, typer.Option("--type", help="Kind of file: pdf, md, word, mail ... (repeatable).")
]
AfterFilter = Annotated[
    str | None, typer.Option("--after", help="Changed on or after a day: 2024, 2024-05-31, or 30d.")
]
BeforeFilter = Annotated[str | None, typer.Option("--before", help="Changed before a day.")]
CollectionFilter = Annotated[
    list[str] | None, typer.Option("--collection", help="A collection of the library (repeatable).")
]
TasksOption = Annotated[Path, typer.Option("--tasks", parser=path, help="<set>.tasks.jsonl or .jsonl.xz")]
PassagesOption = Annotated[Path, typer.Option("--passages", parser=path, help="<set>.passages.jsonl or .jsonl.xz")]
RunOption = Annotated[
    Path | None,
    typer.Option("--out", parser=path, help="Keep the run in this new folder, for compare, consistency and report."),
]
