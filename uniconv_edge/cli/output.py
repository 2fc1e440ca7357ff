"""stdout is data, stderr is narration; both pass through the same cleaning, because paths and texts are untrusted."""

from __future__ import annotations

import json
import sys
from typing import Any

from uniconv_edge.library.text import clean

_BREAKS = str.maketrans(dict.fromkeys("\n\t\u2028\u2029", "\ufffd"))


def one_line(text: str) -> str:
    """A path, title or place that cannot pass for more than one line or column of output."""
    return text.translate(_BREAKS)


def emit(text: str) -> None:
    """One piece of data for people, on stdout."""
    sys.stdout.write(clean(text) + "\n")
    sys.stdout.flush()


def emit_json(value: Any) -> None:
    """One JSON value on one line of stdout (control characters are escaped by JSON itself)."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def narrate(text: str) -> None:
    """One line for the person, on stderr."""
    sys.stderr.write(clean(text) + "\n")
    sys.stderr.flush()
