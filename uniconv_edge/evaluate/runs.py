"""Runs kept in folders, so that they can be compared, listed and drawn later, and scored by other tools.

    figures.json   the object of `--json`, with "kind" ("retrieval" or "answers") and "model" (its identity, or null)
    tasks.jsonl    one task a line: {"id", "set", "turn", "answerable", "query", "metrics": {name: value or null}, ...}
    run.trec       the rankings, or the sources offered, in TREC run format
    qrels.trec     the relevant passages in TREC qrels format

The four files are written to a folder beside the one named, which is then renamed: a run folder is whole or absent.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from uniconv_edge.errors import UniconvError, UsageError

FIGURES, TASKS, RUN, QRELS = "figures.json", "tasks.jsonl", "run.trec", "qrels.trec"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of a run: `metrics` are its measures, None where it has nothing to be compared with; `raw` the line."""

    id: str
    set: str
    turn: int
    answerable: bool
    query: str
    metrics: Mapping[str, float | None]
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A run as its folder holds it; `name` is the folder's."""

    name: str
    kind: str
    figures: Mapping[str, Any]
    rows: tuple[TaskRow, ...]


def check_free(folder: Path) -> None:
    """Raises UsageError when `folder` cannot become a new run folder; called before the work that fills it."""
    if folder.exists():
        raise UsageError(f"`{folder}` exists already", "name a new folder for this run, or remove the old one")


def keep(
    folder: Path,
    figures: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    run_lines: Sequence[str],
    qrels_lines: Sequence[str],
) -> None:
    """Write a run folder. Raises UniconvError when it cannot be written."""
    check_free(folder)
    partial: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        (partial / FIGURES).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        for name, lines in ((TASKS, [json.dumps(row) for row in rows]), (RUN, run_lines), (QRELS, qrels_lines)):
            with (partial / name).open("w", encoding="utf-8") as stream:
                stream.writelines(f"{line}\n" for line in lines)
        partial.rename(folder)
    except OSError as error:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)
        raise UniconvError(f"cannot write `{folder}`: {error.strerror}", "name another folder") from error


def read(folder: Path) -> Run:
    """Read a run folder. Raises UniconvError, naming the file and the line that is wrong."""
    figures = _figures(folder / FIGURES)
    rows: list[TaskRow] = []
    seen: set[str] = set()
    path = folder / TASKS
    for number, line in enumerate(_text(path).splitlines(), start=1):
        try:
            row = _row(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise UniconvError(
                f"`{path}` line {number}: not a task of a run ({error!r})", "make the run again"
            ) from error
        if row.id in seen:
            raise UniconvError(f"`{path}` line {number}: task {row.id!r} is there twice", "make the run again")
        seen.add(row.id)
        rows.append(row)
    if not rows:
        raise UniconvError(f"`{path}` is empty", "make the run again")
    return Run(folder.name, str(figures.get("kind")), figures, tuple(rows))


def _figures(path: Path) -> Mapping[str, Any]:
    try:
        figures = json.loads(_text(path))
    except ValueError as error:
        raise UniconvError(f"`{path}` is not JSON: {error}", "make the run again") from error
    if not isinstance(figures, dict) or figures.get("schema") != 1:
        raise UniconvError(f"`{path}` is not the figures of a run that this program reads", "make the run again")
    return figures


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UniconvError(
            f"cannot read `{path}`: {getattr(error, 'strerror', None) or error}",
            "name a folder made with `uniconv-edge eval retrieval --out` or `eval answers --out`",
        ) from error


def _row(raw: Any) -> TaskRow:
    if not isinstance(raw, dict) or not isinstance(raw["metrics"], dict):
        raise TypeError("not a JSON object with `metrics`")
    metrics = {str(name): None if value is None else float(value) for name, value in raw["metrics"].items()}
    return TaskRow(
        str(raw["id"]), str(raw["set"]), int(raw["turn"]), bool(raw["answerable"]), str(raw["query"]), metrics, raw
    )
