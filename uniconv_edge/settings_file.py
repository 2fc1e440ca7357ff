"""The bytes of the settings file: read with a limit, written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from uniconv_edge.errors import ConfigurationError
from uniconv_edge.regular import is_other, read_regular

_MAX_BYTES = 1_000_000


def content(file: Path) -> str:
    """The text of a settings file; the null device is an empty one. Raises OSError, UnicodeDecodeError."""
    return "" if str(file) == os.devnull else read_regular(file, _MAX_BYTES).decode("utf-8-sig")


def replace(file: Path, text: str) -> None:
    """Write beside, then rename: a full disk leaves the old file, and no other beside it.

    Raises ConfigurationError.
    """
    import tempfile

    try:
        written = text.encode()
    except UnicodeEncodeError as error:
        raise ConfigurationError(
            "a value holds bytes that are not UTF-8, which the settings file cannot keep", "name it otherwise"
        ) from error
    try:
        file = file.resolve()  # settings kept elsewhere stay a link to there
        if is_other(file):
            raise OSError(errno.EINVAL, "it is not a regular file", str(file))
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=".config")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(written)
            Path(temporary).replace(file)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigurationError(
            f"cannot write the settings `{file}`: {error.strerror}",
            "make its folder writable, or use flags and variables",
        ) from error
