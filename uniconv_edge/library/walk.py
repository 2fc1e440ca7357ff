"""Which files below a root are to be read. Links are not followed, nothing is opened, and the walk always ends."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.library.extract.formats import format_of

SKIPPED_FOLDERS = frozenset(("node_modules", "__pycache__", "site-packages", "$RECYCLE.BIN", "lost+found"))
_VIRTUAL_ENVIRONMENT_MARK = "pyvenv.cfg"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A regular file of a format that is read. `base` is a folder without links in it, above the file."""

    path: str
    base: str
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or folder that is not read. `keeps`: it could not be looked at, so what is known of it still holds."""

    path: str
    reason: str
    keeps: bool = False


def walk(root: str, exclude: str = "") -> Iterator[FileEntry | Refusal]:
    """All files below `root` in order of their names; hidden ones, caches and virtual environments are passed over.

    `root` is an absolute path without links, of a folder or of one file; `exclude` is a folder not to look into.
    """
    try:
        state = os.lstat(root)
    except OSError as error:
        yield Refusal(root, f"cannot be looked at: {error.strerror}", keeps=True)
        return
    if not stat.S_ISDIR(state.st_mode):
        yield _judge(root, str(Path(root).parent), state)
        return
    seen: set[tuple[int, int]] = set()
    folders = [root]
    while folders:
        folder = folders.pop()
        inside: list[str] = []
        for name, path, found in _listing(folder):
            if isinstance(found, Refusal):
                yield found
            elif name.startswith(".") or name in SKIPPED_FOLDERS or path == exclude:
                continue
            elif stat.S_ISDIR(found.st_mode):
                if (found.st_dev, found.st_ino) not in seen and not _is_environment(path):
                    seen.add((found.st_dev, found.st_ino))
                    inside.append(path)
            else:
                yield _judge(path, root, found)
        folders.extend(reversed(inside))


def is_empty_folder(path: str) -> bool:
    """Whether a folder has no entries at all, as a disk that is not mounted has none."""
    try:
        with os.scandir(path) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def _listing(folder: str) -> Iterator[tuple[str, str, os.stat_result | Refusal]]:
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield "", folder, Refusal(folder, f"folder cannot be read: {error.strerror}", keeps=True)
        return
    for entry in ordered:
        try:
            yield entry.name, entry.path, entry.stat(follow_symlinks=False)
        except OSError as error:
            yield entry.name, entry.path, Refusal(entry.path, f"cannot be looked at: {error.strerror}", keeps=True)


def _is_environment(folder: str) -> bool:
    return Path(folder, _VIRTUAL_ENVIRONMENT_MARK).is_file()


def _judge(path: str, base: str, state: os.stat_result) -> FileEntry | Refusal:
    if stat.S_ISLNK(state.st_mode):
        return Refusal(path, "a link; links are not followed")
    if not stat.S_ISREG(state.st_mode):
        return Refusal(path, "not a regular file")
    if format_of(path) is None:
        ending = Path(path).suffix
        return Refusal(path, f"files of the kind {ending} are not read" if ending else "no file ending")
    return FileEntry(path, base, state.st_size, state.st_mtime_ns)
