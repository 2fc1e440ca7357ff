"""What is typed in place of a path."""

from __future__ import annotations

from pathlib import Path

from uniconv_edge.errors import UsageError
from uniconv_edge.paths import expanded


def path(typed: str | Path) -> Path:
    """A path as typed, with the home folder in the place of `~`; the parser of every path of the command line. An empty
    one, as a variable that is not set leaves it, is not the current folder. Raises UsageError."""
    if typed == "":
        raise UsageError("a path is empty", "name a file or folder, or `.` for the current one")
    return expanded(typed)
