"""stdout is data, stderr is narration; both pass through the same cleaning, because paths and texts are untrusted."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from uniconv_edge.library.text import clean

SCHEMA = 1  # of the JSON objects that commands print
_BREAKS = str.maketrans(dict.fromkeys("\n\t\u2028\u2029", "\ufffd"))


def one_line(text: str) -> str:
    """A path, title or place that cannot pass for more than one line or column of output."""
    return text.translate(_BREAKS)


def emit(text: str) -> None:
    """One piece of data for people, on stdout."""
    put(clean(text))


def emit_json(value: Any) -> None:
    """One JSON value on one line of stdout (control characters are escaped by JSON itself)."""
    put(json.dumps(value, ensure_ascii=True))


def emit_done(as_json: bool, said: str, /, **done: Any) -> None:
    """What a command has done: a sentence for people, or one JSON object."""
    emit_json({"schema": SCHEMA, **done}) if as_json else emit(said)


def emit_paths(paths: Iterable[str]) -> None:
    """Paths for another program, on stdout: each as it is on the disk and ended by NUL, nothing cleaned."""
    sys.stdout.flush()
    with _ended_by_its_reader():
        sys.stdout.buffer.write(b"".join(os.fsencode(path) + b"\0" for path in paths))
        sys.stdout.buffer.flush()


def put(text: str) -> None:
    """Write what was made safe already, and flush."""
    with _ended_by_its_reader():
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


@contextmanager
def _ended_by_its_reader() -> Iterator[None]:
    """A reader that wants no more, as `head`, ends the command; it has not failed."""
    try:
        yield
    except BrokenPipeError:
        give_up_output()
        raise SystemExit(0) from None


def give_up_output() -> None:
    """Write no more to stdout, or Python would try again at its end, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def narrate(text: str) -> None:
    """One line for the person, on stderr."""
    sys.stderr.write(clean(text) + "\n")
    sys.stderr.flush()
