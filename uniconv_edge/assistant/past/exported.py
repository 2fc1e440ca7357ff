"""Conversations taken out of the store as files."""

from __future__ import annotations

from pathlib import Path

from uniconv_edge.errors import UniconvError, UsageError


def write_new(path: Path, text: str) -> None:
    """Write an exported conversation into a file that does not exist yet. Raises UsageError, UniconvError."""
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise UsageError(f"`{path}` exists already", "name a new file") from error
    except OSError as error:
        raise UniconvError(f"cannot write `{path}`: {error.strerror}", "name another file") from error
