"""Reading published files: JSON, JSON lines, tab-separated, plain or compressed; errors name file and line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, TypeVar

from uniconv_edge.errors import UniconvError
from uniconv_edge.library.text import clean

Parsed = TypeVar("Parsed")

_HINT = "docs/benchmarks.md says which file is meant and what it holds"
_DAMAGED = (lzma.LZMAError, EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, UnicodeDecodeError)
_LONGEST_FIELD = 10_000_000


def wrong(path: Path, where: str, what: str) -> UniconvError:
    """The error for one wrong entry; `where` is such as "line 3" or "entry 7"."""
    return UniconvError(f"`{path}` {where}: {what}", _HINT)


def whole(path: Path) -> Any:
    """The one JSON value of a file."""
    with _readable(path), _opened(path) as stream:
        try:
            return json.loads(stream.read())
        except json.JSONDecodeError as error:
            raise wrong(path, f"line {error.lineno}", f"not JSON ({error.msg})") from error


def entries(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) for each object of a JSON array."""
    rows = whole(path)
    if not isinstance(rows, list):
        raise wrong(path, "line 1", "not a JSON array")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise wrong(path, f"entry {number}", "not a JSON object")
        yield f"entry {number}", row


def json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) for each line that is not empty."""
    with _readable(path), _opened(path) as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise wrong(path, f"line {number}", f"not JSON ({error.msg})") from error
            if not isinstance(row, dict):
                raise wrong(path, f"line {number}", "not a JSON object")
            yield f"line {number}", row


def tab_separated(path: Path, head: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """(where, fields) for each row after the head, which must be `head`; quotes as the csv module writes them."""
    csv.field_size_limit(_LONGEST_FIELD)
    with _readable(path), _opened(path) as stream:
        rows = csv.reader(stream, delimiter="\t")
        first = next(rows, None)
        if first is None or tuple(first) != head:
            raise wrong(path, "line 1", f"the head must be {', '.join(head)}, not {first}")
        try:
            for row in rows:
                if tuple(row) == head:
                    continue  # files that were joined repeat the head
                if len(row) != len(head):
                    raise wrong(path, f"line {rows.line_num}", f"{len(row)} fields, not {len(head)}")
                yield f"line {rows.line_num}", row
        except csv.Error as error:
            raise wrong(path, f"line {rows.line_num}", str(error)) from error


def parsed(
    path: Path, rows: Iterator[tuple[str, dict[str, Any]]], parse: Callable[[dict[str, Any]], Parsed]
) -> Iterator[Parsed]:
    """What `parse` makes of each object; a missing or wrong field becomes an error that names its place."""
    empty = True
    for where, row in rows:
        empty = False
        try:
            made = parse(row)
        except KeyError as error:
            raise wrong(path, where, f"the field {error} is missing") from error
        except (TypeError, ValueError, AttributeError) as error:
            raise wrong(path, where, f"not as published ({error})") from error
        yield made
    if empty:
        raise UniconvError(f"`{path}` is empty", _HINT)


def text(value: Any) -> str:
    """A string field, cleaned as an indexed document is. Raises TypeError for another type."""
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {type(value).__name__}")
    return clean(value.replace("\r\n", "\n").replace("\r", "\n"))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise UniconvError(f"`{path}` is damaged or not UTF-8 ({error})", "fetch it again") from error
    except OSError as error:
        raise UniconvError(f"cannot read `{path}`: {error.strerror or error}", _HINT) from error


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """The text of a file, decompressed by its ending; of a zip file its first member."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            yield stream
    elif path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8", newline="") as stream:
            yield stream
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/") and "__MACOSX" not in name]
            if len(names) != 1:
                raise UniconvError(f"`{path}` holds {len(names)} files, not one", "unpack it and name the folder")
            with archive.open(names[0]) as member, io.TextIOWrapper(member, encoding="utf-8", newline="") as stream:
                yield stream
    else:
        with path.open(encoding="utf-8", newline="") as stream:
            yield stream
