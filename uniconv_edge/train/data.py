"""Reads training data (docs/data-format.md): corpus shards, and conversation rows with their passages.

corpus/NN-*.jsonl[.xz]                    {"source", "title", "text"}
finetune/passages-SOURCE.jsonl[.xz]       {"title", "text"} or {"title", "ref": [shard, line, start, end]}
finetune/train-SOURCE.jsonl[.xz]          first line {"source", "license", "passages"}, then rows
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.types import Turn


@dataclass(frozen=True, slots=True)
class Row:
    """One conversation row. `positive` and `negatives` index the source's passages; `evidence` is (start, end) in
    the positive's text; `retrieval_only` rows have no usable reply."""

    source: str
    turns: tuple[Turn, ...]
    positive: int | None
    negatives: tuple[int, ...]
    evidence: tuple[int, int] | None
    reply: str
    answerable: bool
    retrieval_only: bool


@dataclass(frozen=True, slots=True)
class RowSet:
    """All rows of one source with its passages as (title, text)."""

    source: str
    license: str
    passages: list[tuple[str, str]]
    rows: list[Row]


def json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """(line number from 1, value) of a JSON-lines file, xz or plain. A bad line is named in the error."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                try:
                    yield number, json.loads(line)
                except ValueError as error:
                    raise TrainingFailed(f"`{path}` line {number} is not JSON: {error}", "mend the line") from error
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise TrainingFailed(f"cannot read `{path}`: {error}", "check the data folder given by --data") from error


def _find(folder: Path, stem: str) -> Path:
    for name in (f"{stem}.jsonl.xz", f"{stem}.jsonl"):
        if (folder / name).is_file():
            return folder / name
    raise TrainingFailed(f"`{folder / stem}.jsonl[.xz]` is missing", "check the data folder given by --data")


def corpus_shards(data: Path) -> list[Path]:
    """The numbered corpus shards, in order."""
    shards = sorted(p for p in (data / "corpus").glob("[0-9]*.jsonl*"))
    if not shards:
        raise TrainingFailed(f"no corpus shards in `{data / 'corpus'}`", "check the data folder given by --data")
    return shards


def corpus_texts(data: Path) -> Iterator[tuple[str, str]]:
    """(title, text) of every corpus article; shards take turns, so that any prefix is a mixture."""
    streams = [json_lines(path) for path in corpus_shards(data)]
    while streams:
        for stream in list(streams):
            item = next(stream, None)
            if item is None:
                streams.remove(stream)
            else:
                yield str(item[1]["title"]), str(item[1]["text"])


def sources(data: Path) -> list[str]:
    """Names of the row sources present, sorted."""
    found = {p.name.removeprefix("train-").split(".")[0] for p in (data / "finetune").glob("train-*.jsonl*")}
    if not found:
        raise TrainingFailed(f"no rows in `{data / 'finetune'}`", "check the data folder given by --data")
    return sorted(found)


def read_rows(data: Path, source: str) -> RowSet:
    """All rows of one source. Raises TrainingFailed naming the file and line of a malformed row."""
    passages = _passages(data, source)
    path = _find(data / "finetune", f"train-{source}")
    lines = json_lines(path)
    head = next(lines)[1]
    rows: list[Row] = []
    previous: list[tuple[str, str]] = []
    for number, raw in lines:
        try:
            row, reply = _row(source, raw, passages, previous)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise TrainingFailed(f"`{path}` line {number} is not a training row: {error!r}", "mend the row") from error
        rows.append(row)
        previous = [*previous[-11:], (raw["q"], reply)]
    return RowSet(source, str(head["license"]), passages, rows)


def _row(
    source: str, raw: dict[str, Any], passages: list[tuple[str, str]], previous: list[tuple[str, str]]
) -> tuple[Row, str]:
    history = raw.get("h", [])
    if isinstance(history, int):
        history = [item for q, r in previous[-history:] for item in (["u", q], ["a", r])] if history else []
    turns = tuple(Turn("user" if who == "u" else "assistant", text) for who, text in history if text)
    positive = raw.get("p")
    text = passages[positive][1] if positive is not None else ""
    evidence = (raw["e"][0], raw["e"][1]) if "e" in raw and positive is not None else None
    reply = raw.get("r", "")
    if reply == 1 and evidence:
        reply = text[evidence[0] : evidence[1]]
    elif isinstance(reply, list):
        clause = text[reply[0] : reply[1]]
        reply = clause[0].upper() + clause[1:] + ("" if clause[-1] in ".!?" else ".")
    base = positive or 0
    negatives = tuple(base + n for n in raw.get("n", []))
    for index in negatives:
        passages[index]
    row = Row(
        source,
        (*turns, Turn("user", raw["q"])),
        positive,
        negatives,
        evidence,
        str(reply),
        raw.get("a", 1) == 1,
        raw.get("o") == "retrieval",
    )
    return row, str(reply)


def _passages(data: Path, source: str) -> list[tuple[str, str]]:
    path = _find(data / "finetune", f"passages-{source}")
    out: list[tuple[str, str]] = []
    wanted: dict[str, dict[int, list[tuple[int, int, int]]]] = {}
    for index, (number, raw) in enumerate(json_lines(path)):
        if "ref" in raw:
            shard, line, start, end = raw["ref"]
            wanted.setdefault(shard, {}).setdefault(line, []).append((index, start, end))
            out.append((raw["title"], ""))
        elif "text" in raw:
            out.append((raw["title"], raw["text"]))
        else:
            raise TrainingFailed(f"`{path}` line {number} has neither text nor ref", "mend the line")
    for shard, need in wanted.items():
        for number, raw in json_lines(_find(data / "corpus", shard)):
            for index, start, end in need.get(number - 1, ()):
                out[index] = (out[index][0], raw["text"][start:end])
    return out
