"""Evaluation sets in the two-file format: `<set>.tasks.jsonl[.xz]` and `<set>.passages.jsonl[.xz]`.

    tasks      {"id", "set", "history": [{"role": "user" | "assistant", "text"}], "query", "relevant": [passage id],
                "response": [references], "answerable": bool, "offered"?: [passage id], "evidence"?: str | null}
    passages   {"id", "title", "text"}

A row that is wrong stops the run with its file and line: no figure is computed over rows that were left out.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from uniconv_edge.errors import UniconvError
from uniconv_edge.library.text import clean
from uniconv_edge.types import Turn

_SUFFIXES = (".jsonl.xz", ".jsonl")
_ROLES = ("user", "assistant")
_REPAIR = "repair the file; docs/evaluation.md describes the format"


@dataclass(frozen=True, slots=True)
class PoolPassage:
    """One passage of the pool that is searched."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """One question with its conversation. `relevant` and `offered` are passage ids, `responses` reference replies."""

    id: str
    set: str
    history: tuple[Turn, ...]
    query: str
    relevant: tuple[str, ...]
    responses: tuple[str, ...]
    answerable: bool
    offered: tuple[str, ...] = ()
    evidence: str = ""

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation with the question as its last turn."""
        return (*self.history, Turn("user", self.query))

    @property
    def depth(self) -> int:
        """Which turn of the person this is, from 1."""
        return 1 + sum(turn.role == "user" for turn in self.history)

    def as_row(self) -> dict[str, Any]:
        """What a line of a run folder's tasks.jsonl says of the task itself."""
        return {
            "id": self.id,
            "set": self.set,
            "turn": self.depth,
            "answerable": self.answerable,
            "query": self.query,
            "turns": [{"role": turn.role, "text": turn.text} for turn in self.turns],
            "references": list(self.responses),
            "relevant": list(self.relevant),
        }


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Tasks and the pool they are answered from. `position` is passage id -> index in `passages`."""

    name: str
    tasks: tuple[Task, ...]
    passages: tuple[PoolPassage, ...]
    position: Mapping[str, int]
    passages_sha256: str

    @property
    def scored(self) -> tuple[Task, ...]:
        """The tasks that have a relevant passage: those over which retrieval is measured."""
        return tuple(task for task in self.tasks if task.relevant)


Row = TypeVar("Row", PoolPassage, Task)


def read_set(tasks_file: Path, passages_file: Path) -> EvaluationSet:
    """Read and check both files. Raises UniconvError for the first wrong row, naming file and line."""
    passages = tuple(_read(passages_file, _passage))
    position = {passage.id: index for index, passage in enumerate(passages)}
    tasks = tuple(_read(tasks_file, lambda row: _task(row, position, passages_file.name)))
    names = {task.set for task in tasks}
    name = names.pop() if len(names) == 1 else tasks_file.name.split(".")[0]
    return EvaluationSet(name, tasks, passages, position, _digest(passages))


def find_sets(folder: Path) -> list[tuple[str, Path, Path]]:
    """(name, tasks file, passages file) of every set in a folder, by name. Raises UniconvError when there is none."""
    if not folder.is_dir():
        raise UniconvError(f"`{folder}` is not a folder", "name a folder of <set>.tasks.jsonl[.xz] files")
    found: dict[str, tuple[str, Path, Path]] = {}
    for suffix in _SUFFIXES:
        for tasks in sorted(folder.glob(f"*.tasks{suffix}")):
            name = tasks.name.removesuffix(f".tasks{suffix}")
            pools = [folder / f"{name}.passages{end}" for end in (suffix, *_SUFFIXES)]
            pool = next((path for path in pools if path.is_file()), None)
            if pool is None:
                raise UniconvError(f"`{tasks}` has no pool: `{pools[0].name}` is missing", "put it beside the tasks")
            found.setdefault(name, (name, tasks, pool))
    if not found:
        raise UniconvError(f"no evaluation set in `{folder}`", "it needs <set>.tasks.jsonl and <set>.passages.jsonl")
    return [found[name] for name in sorted(found)]


def _digest(passages: Sequence[PoolPassage]) -> str:
    """SHA-256 of what vectors are made from, the same for a compressed and a plain file."""
    digest = hashlib.sha256()
    for passage in passages:
        digest.update(f"{passage.title}\0{passage.text}\0\0".encode())
    return digest.hexdigest()


def _read(path: Path, parse: Callable[[Any], Row]) -> Iterator[Row]:
    seen: dict[str, int] = {}
    for number, line in _lines(path):
        try:
            row = parse(json.loads(line.decode("utf-8")))
        except UnicodeDecodeError as error:
            raise UniconvError(f"`{path}` line {number}: not UTF-8", _REPAIR) from error
        except json.JSONDecodeError as error:
            raise UniconvError(f"`{path}` line {number}: not JSON ({error.msg})", _REPAIR) from error
        except (ValueError, RecursionError) as error:
            raise UniconvError(f"`{path}` line {number}: {error}", _REPAIR) from error
        if row.id in seen:
            raise UniconvError(
                f"`{path}` line {number}: id {row.id!r} was used in line {seen[row.id]} already", _REPAIR
            )
        seen[row.id] = number
        yield row
    if not seen:
        raise UniconvError(f"`{path}` is empty", "it needs one JSON object a line")


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    number = 0
    try:
        with lzma.open(path, "rb") if path.suffix == ".xz" else path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, line
    except (lzma.LZMAError, EOFError) as error:
        raise UniconvError(f"`{path}` after line {number}: damaged compression ({error})", _REPAIR) from error
    except OSError as error:
        raise UniconvError(f"cannot read `{path}`: {error.strerror}", "check the path") from error


def _passage(row: Any) -> PoolPassage:
    fields = _object(row, "a passage")
    return PoolPassage(_string(fields, "id"), _string(fields, "title", empty=True), _string(fields, "text"))


def _task(row: Any, position: Mapping[str, int], pool: str) -> Task:
    fields = _object(row, "a task")
    for name in ("relevant", "offered"):
        for identifier in _strings(fields, name, optional=name == "offered"):
            if identifier not in position:
                raise ValueError(f"{name} passage {identifier!r} is not in {pool}")
    answerable = fields.get("answerable")
    if not isinstance(answerable, bool):
        raise ValueError("`answerable` must be true or false")
    return Task(
        id=_string(fields, "id"),
        set=_string(fields, "set"),
        history=_history(fields),
        query=_string(fields, "query"),
        relevant=tuple(dict.fromkeys(_strings(fields, "relevant"))),
        responses=_strings(fields, "response"),
        answerable=answerable,
        offered=tuple(dict.fromkeys(_strings(fields, "offered", optional=True))),
        evidence=_string(fields, "evidence", empty=True) if fields.get("evidence") is not None else "",
    )


def _history(fields: Mapping[str, Any]) -> tuple[Turn, ...]:
    rows = fields.get("history")
    if not isinstance(rows, list):
        raise ValueError("`history` must be a list of {role, text}")
    turns = [_object(row, "a turn of `history`") for row in rows]
    for turn in turns:
        if turn.get("role") not in _ROLES:
            raise ValueError(f"`role` in `history` must be user or assistant, not {turn.get('role')!r}")
    return tuple(Turn(turn["role"], _string(turn, "text", empty=True)) for turn in turns)


def _object(row: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise ValueError(f"{what} must be a JSON object")
    return row


def _string(fields: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise ValueError(f"`{name}` must be a string" if name in fields else f"`{name}` is missing")
    if not empty and not value.strip():
        raise ValueError(f"`{name}` is empty")
    return _cleaned(value)


def _strings(fields: Mapping[str, Any], name: str, *, optional: bool = False) -> tuple[str, ...]:
    value = fields.get(name, [] if optional else None)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"`{name}` must be a list of strings" if name in fields else f"`{name}` is missing")
    return tuple(_cleaned(item) for item in value)


def _cleaned(text: str) -> str:
    """The text as an indexed document would hold it."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))
