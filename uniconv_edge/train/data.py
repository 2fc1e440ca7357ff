"""Reads training data (docs/data-format.md): corpus shards, and conversation rows with their passages.

corpus/NN-*.jsonl[.xz]                    {"source", "title", "text"}
finetune/passages-SOURCE.jsonl[.xz]       {"title", "text"} or {"title", "ref": [shard, line, start, end]}
finetune/train-SOURCE.jsonl[.xz]          first line {"source", "license", "passages"}, then rows
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec

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


class _Article(msgspec.Struct):
    """A line of a corpus shard."""

    title: str
    text: str


class _Passage(msgspec.Struct):
    """A line of a passages file. `ref` is (shard, line from 0, first and last character)."""

    title: str
    text: str | None = None
    ref: tuple[str, int, int, int] | None = None


class _Head(msgspec.Struct):
    """The first line of a train file."""

    license: str
    passages: int


class _Turn(msgspec.Struct, forbid_unknown_fields=True):
    """Any further line of a train file, with the keys of docs/data-format.md."""

    q: str
    h: list[tuple[Literal["u", "a"], str]] | Annotated[int, msgspec.Meta(ge=0)] = 0
    p: int | None = None
    n: tuple[int, ...] = ()
    e: tuple[int, int] | None = None
    r: str | Literal[1] | tuple[int, int] = ""
    a: Literal[0, 1] = 1
    o: Literal["retrieval"] | None = None


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """(line number from 1, line) of a file, xz or plain. Bytes: only so does a line that is not UTF-8 have a number."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rb") as stream:
            yield from enumerate(stream, 1)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise TrainingFailed(f"cannot read `{path}`: {error}", "check the data folder given by --data") from error


@contextmanager
def _line(path: Path, number: int, kind: str) -> Iterator[None]:
    """The one place where whatever is wrong with a line becomes an error that names it."""
    try:
        yield
    except (msgspec.MsgspecError, ValueError) as error:
        raise TrainingFailed(
            f"`{path}` line {number} is not {kind}: {error}", "mend the line as docs/data-format.md describes it"
        ) from error


def _cut(text: str, span: tuple[int, int]) -> str:
    """The characters of a span. Raises ValueError when they are not all there, or none."""
    start, end = span
    if not 0 <= start < end <= len(text):
        raise ValueError(f"there are no characters {start} to {end} in a text of {len(text)}")
    return text[start:end]


def _find(folder: Path, stem: str, wanted_by: str = "") -> Path:
    for name in (f"{stem}.jsonl.xz", f"{stem}.jsonl"):
        if (folder / name).is_file():
            return folder / name
    raise TrainingFailed(f"`{folder / stem}.jsonl[.xz]` is missing{wanted_by}", "check the data folder given by --data")


def corpus_shards(data: Path) -> list[Path]:
    """The numbered corpus shards, in order."""
    shards = sorted(p for p in (data / "corpus").glob("[0-9]*.jsonl*"))
    for path in shards:
        if not path.is_file():
            raise TrainingFailed(f"`{path}` is no file", "a corpus shard is one; move it away, or name it otherwise")
    if not shards:
        raise TrainingFailed(f"no corpus shards in `{data / 'corpus'}`", "check the data folder given by --data")
    return shards


def corpus_texts(data: Path) -> Iterator[tuple[str, str]]:
    """(title, text) of every corpus article; shards take turns, so that any prefix is a mixture."""
    streams = [_articles(path) for path in corpus_shards(data)]
    while streams:
        for stream in list(streams):
            item = next(stream, None)
            if item is None:
                streams.remove(stream)
            else:
                yield item


def _articles(path: Path) -> Iterator[tuple[str, str]]:
    number = 0
    for number, line in _lines(path):
        with _line(path, number, "an article"):
            article = msgspec.json.decode(line, type=_Article)
        yield article.title, article.text
    if not number:
        raise TrainingFailed(f"`{path}` is empty", "a corpus shard has one article a line; fill it or move it away")


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
    lines = _lines(path)
    number, line = next(lines, (1, b""))
    with _line(path, number, "the head of a source"):
        head = msgspec.json.decode(line, type=_Head)
        if head.passages != len(passages):
            raise ValueError(f"`passages` is {head.passages}, but the source has {len(passages)}")
    rows: list[Row] = []
    kind = f"a training row (keys {', '.join(_Turn.__struct_fields__)})"
    for number, line in lines:
        with _line(path, number, kind):
            rows.append(_row(source, msgspec.json.decode(line, type=_Turn), passages, rows))
    return RowSet(source, head.license, passages, rows)


def _row(source: str, raw: _Turn, passages: Sequence[tuple[str, str]], above: Sequence[Row]) -> Row:
    """Raises ValueError when the row refers to something that is not there, or asks nothing."""
    if not raw.q.strip():
        raise ValueError("the question `q` is empty")
    base = raw.p or 0
    negatives = tuple(base + n for n in raw.n)
    for index in (base, *negatives) if raw.p is not None else negatives:
        if not 0 <= index < len(passages):
            raise ValueError(f"there is no passage {index}, the source has {len(passages)}")
    text = passages[raw.p][1] if raw.p is not None else ""
    if raw.e is not None:
        _cut(text, raw.e)
    return Row(
        source,
        (*_history(raw, above), Turn("user", raw.q)),
        raw.p,
        negatives,
        raw.e,
        _reply(raw, text),
        raw.a == 1,
        raw.o == "retrieval",
    )


def _history(raw: _Turn, above: Sequence[Row]) -> list[Turn]:
    """The turns before the question: given, or the questions and replies of the rows above."""
    if not isinstance(raw.h, int):
        return [Turn("user" if who == "u" else "assistant", text) for who, text in raw.h if text]
    if raw.h > len(above):
        raise ValueError(f"`h` is {raw.h}, but there are {len(above)} rows above")
    pairs = ((Turn("user", row.turns[-1].text), Turn("assistant", row.reply)) for row in above[len(above) - raw.h :])
    return [turn for pair in pairs for turn in pair if turn.text]


def _reply(raw: _Turn, text: str) -> str:
    """The reply that a row gives: its own words, the evidence, or a part of the passage's text made a sentence."""
    if isinstance(raw.r, str):
        return raw.r
    if isinstance(raw.r, tuple):
        clause = _cut(text, raw.r)
        return clause[0].upper() + clause[1:] + ("" if clause[-1] in ".!?" else ".")
    if raw.e is None:
        raise ValueError("`r` is 1, but there is no evidence `e`")
    return _cut(text, raw.e)


def _passages(data: Path, source: str) -> list[tuple[str, str]]:
    """(title, text) of every passage of a source, those that point into the corpus resolved."""
    path = _find(data / "finetune", f"passages-{source}")
    out: list[tuple[str, str]] = []
    wanted: dict[str, dict[int, list[tuple[int, tuple[int, int]]]]] = {}
    for number, line in _lines(path):
        with _line(path, number, "a passage"):
            raw = msgspec.json.decode(line, type=_Passage)
            if raw.ref is not None:
                shard, at, *span = raw.ref
                wanted.setdefault(shard, {}).setdefault(at, []).append((number, (span[0], span[1])))
            elif raw.text is None:
                raise ValueError("it has neither `text` nor `ref`")
        out.append((raw.title, raw.text or ""))
    for shard, need in wanted.items():
        for number, text in _referred(data, path, shard, need):
            out[number - 1] = (out[number - 1][0], text)
    return out


def _referred(
    data: Path, passages: Path, shard: str, need: dict[int, list[tuple[int, tuple[int, int]]]]
) -> Iterator[tuple[int, str]]:
    """(line of the passages file, text) for what it needs of one shard: by article, counted from 0, the lines that ask
    for a span of it."""
    first = next(iter(need.values()))[0][0]
    path = _find(data / "corpus", shard, f", which `{passages}` line {first} refers to")
    left = dict(need)
    for number, line in _lines(path):
        if number - 1 not in left:
            continue
        with _line(path, number, "an article"):
            article = msgspec.json.decode(line, type=_Article)
        for asking, span in left.pop(number - 1):
            with _line(passages, asking, "a passage"):
                text = _cut(article.text, span)
            yield asking, text
    for at, asking_lines in left.items():
        with _line(passages, asking_lines[0][0], "a passage"):
            raise ValueError(f"`{path}` has no line {at}, counted from 0")
