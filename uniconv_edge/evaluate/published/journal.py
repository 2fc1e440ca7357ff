"""Answers kept one by one as they are made, so that a run that was killed goes on where it stopped.

    answers-KEY.jsonl   one line a task, in the order they are answered: {"task": id, "answer": {...}}

KEY is a digest of the model, the program's version, the tasks and the sources offered: another of them is another file.
A line that was torn when the run ended is cut off.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from uniconv_edge import __version__
from uniconv_edge.errors import UniconvError
from uniconv_edge.evaluate.answers import Answerer, Judged, judge
from uniconv_edge.evaluate.datasets import Task
from uniconv_edge.evaluate.metrics import Overlap
from uniconv_edge.evaluate.vectors import Narrate
from uniconv_edge.types import Answer, Hit


@dataclass(frozen=True, slots=True)
class _Line:
    task: str
    answer: Answer


def judged(
    folder: Path,
    model: str,
    answerer: Answerer,
    tasks: Sequence[Task],
    sources: Sequence[Sequence[Hit]],
    narrate: Narrate,
) -> Iterator[Judged]:
    """Answer and judge each task from its sources; what an earlier run of the same work answered is read back.
    `model` says which model answers. Raises UniconvError when the folder cannot be written."""
    path = folder / f"answers-{_key(model, tasks, sources)}.jsonl"
    overlap = Overlap()
    try:
        known = _read(path, tasks)
        if known:
            narrate(f"{len(known)} of {len(tasks)} answers are there; remove `{path}` to answer again")
        with path.open("ab") as stream:
            for number, (task, hits) in enumerate(zip(tasks, sources, strict=True)):
                if number < len(known):
                    answer = known[number]
                else:
                    answer = answerer.answer_from(task.turns, hits)
                    stream.write(msgspec.json.encode(_Line(task.id, answer)) + b"\n")
                    stream.flush()
                yield judge(task, answer, overlap)
    except OSError as error:
        raise UniconvError(f"cannot write `{path}`: {error.strerror}", "free space, and run it again") from error


def _key(model: str, tasks: Sequence[Task], sources: Sequence[Sequence[Hit]]) -> str:
    digest = hashlib.sha256(f"{__version__}\0{model}".encode())
    for task, hits in zip(tasks, sources, strict=True):
        digest.update(msgspec.json.encode([task.id, task.turns, hits]))
    return digest.hexdigest()[:16]


def _read(path: Path, tasks: Sequence[Task]) -> list[Answer]:
    """The answers of an earlier run, as many as are whole and in order; the rest of the file is cut off."""
    if not path.is_file():
        return []
    found: list[Answer] = []
    whole = 0
    for line, task in zip(path.read_bytes().splitlines(keepends=True), tasks, strict=False):
        try:
            row = msgspec.json.decode(line, type=_Line)
        except msgspec.DecodeError:
            break
        if row.task != task.id or not line.endswith(b"\n"):
            break
        found.append(row.answer)
        whole += len(line)
    with path.open("r+b") as stream:
        stream.truncate(whole)
    return found
