"""What a person is told about an error, and what the log keeps of it."""

from __future__ import annotations

import os
import time
import traceback
from pathlib import Path

from uniconv_edge.errors import UniconvError
from uniconv_edge.paths import log_file


def explain(error: BaseException) -> tuple[str, str]:
    """(message, hint) for a person. A foreign error is named by its type; the log has where it happened."""
    if isinstance(error, UniconvError):
        return error.message, error.hint
    where = record(error)
    return (
        f"something went wrong inside the program ({type(error).__name__})",
        f"the log is {where}" if where else "the log could not be written",
    )


def in_a_sentence(message: str, hint: str) -> str:
    """The same in one line."""
    return f"{message} ({hint})" if hint else message


def record(error: BaseException) -> Path | None:
    """Append where an error happened to the log: frames and type, never values, which may be private."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    stamp = time.strftime("%Y-%m-%d %H:%M:%S")
    try:
        path = log_file()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as log:
            log.write(f"{stamp} {type(error).__name__}\n{frames}\n")
    except OSError:
        # A log that cannot be written must not turn one error into two.
        return None
    return path
