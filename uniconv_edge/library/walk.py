"""Which files below a root are to be read. Links are not followed, no document is opened, and the walk always ends."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import UsageError
from uniconv_edge.library.extract.formats import format_of, instead_of
from uniconv_edge.library.ignore import (
    GIT_FILE,
    OWN_FILE,
    Layer,
    Patterns,
    Rules,
    is_ignored,
    read_ignore_file,
    relative_to,
)
from uniconv_edge.library.times import recordable

SKIPPED_FOLDERS = frozenset(("node_modules", "__pycache__", "site-packages", "$RECYCLE.BIN", "lost+found"))
_VIRTUAL_ENVIRONMENT_MARK = "pyvenv.cfg"
_MOST_SAID = 300
_ALL = Rules()


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A regular file of a format that is read. `base` is a folder without links in it, above the file; `device` is the
    disk of the folder it stands in."""

    path: str
    base: str
    size_bytes: int
    mtime_ns: int
    device: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file or folder that is not read. `keeps`: it could not be looked at, so what is known of it still holds;
    `never`: whatever is in it, what stands there is not of a kind that is read."""

    path: str
    reason: str
    keeps: bool = False
    never: bool = False


def walk(
    root: str, *, rules: Rules = _ALL, apart: Collection[str] = (), below: str = ""
) -> Iterator[FileEntry | Refusal]:
    """All files below `root` in order of their names; hidden ones, caches and virtual environments are passed over,
    and what the rules and the ignore files on the way leave out.

    `root` is an absolute path without links, of a folder or of one file; `apart` are folders not to look into. With
    `below`, a path inside `root`, only that part is walked, by the same rules.
    """
    try:
        state = os.lstat(root)
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        yield Refusal(root, "is not there" if gone else f"cannot be looked at: {error.strerror}", keeps=True)
        return
    if not stat.S_ISDIR(state.st_mode):
        base = str(Path(root).parent)
        yield _judge(root, base, state, rules.max_bytes, os.lstat(base).st_dev)
        return
    yield from _Walk(root, rules, apart, below).found(state.st_dev)


class _Walk:
    def __init__(self, root: str, rules: Rules, apart: Collection[str], below: str) -> None:
        self._root = root
        self._rules = rules
        self._apart = apart
        self._below = below
        self._reached = False
        self._seen: set[tuple[int, int]] = set()
        self._include = Patterns.of(rules.include) if rules.include else None
        self._exclude = Patterns.of(rules.exclude) if rules.exclude else None

    def found(self, device: int) -> Iterator[FileEntry | Refusal]:
        """All of the root, which is on that disk."""
        folders: list[tuple[str, int, tuple[Layer, ...]]] = [(self._root, device, ())]
        while folders:
            folder, device, layers = folders.pop()
            listing = list(_listing(folder))
            layers, problems = self._with_ignore_files(folder, listing, layers)
            yield from problems
            inside: list[tuple[str, int]] = []
            for name, path, found in listing:
                is_folder = not isinstance(found, Refusal) and stat.S_ISDIR(found.st_mode)
                if name and self._is_passed_over(name, path, is_folder, layers):
                    continue
                self._reached = self._reached or path == self._below
                if isinstance(found, Refusal):
                    yield found
                elif stat.S_ISDIR(found.st_mode):
                    if self._is_new(found) and not _is_environment(path):
                        inside.append((path, found.st_dev))
                else:
                    yield _judge(path, self._root, found, self._rules.max_bytes, device)
            folders.extend((path, disk, layers) for path, disk in reversed(inside))
        if self._below and not self._reached and os.path.lexists(self._below):
            yield Refusal(self._below, f"left out by the rules of `{self._root}`")

    def _with_ignore_files(
        self, folder: str, listing: Sequence[tuple[str, str, object]], layers: tuple[Layer, ...]
    ) -> tuple[tuple[Layer, ...], list[Refusal]]:
        """The layers with those of this folder; a program's own file is stronger than git's."""
        names = {name for name, _, _ in listing}
        problems: list[Refusal] = []
        for name in (GIT_FILE, OWN_FILE) if self._rules.gitignore else (OWN_FILE,):
            if name not in names:
                continue
            path = str(Path(folder, name))
            try:
                patterns, bad = read_ignore_file(path)
                layers = (*layers, Layer(folder, patterns))
                problems += [Refusal(path, f"not applied: {'; '.join(bad)[:_MOST_SAID]}")] if bad else []
            except (OSError, UsageError) as error:
                why = error.message if isinstance(error, UsageError) else error.strerror
                problems.append(Refusal(path, f"its rules are not applied: {why}"))
        return layers, problems

    def _is_passed_over(self, name: str, path: str, is_folder: bool, layers: Sequence[Layer]) -> bool:
        if self._below and not is_under(path, [self._below]) and not is_under(self._below, [path]):
            return True
        if name.startswith(".") or name in SKIPPED_FOLDERS or path in self._apart:
            return True
        relative = relative_to(path, self._root) + ("/" if is_folder else "")
        if self._exclude is not None and self._exclude.decide(relative):
            return True
        if self._include is not None and not is_folder and not self._include.covers(relative):
            return True
        return is_ignored(path, is_folder, layers)

    def _is_new(self, state: os.stat_result) -> bool:
        identity = (state.st_dev, state.st_ino)
        new = identity not in self._seen
        self._seen.add(identity)
        return new


def is_under(path: str, roots: Sequence[str]) -> bool:
    """Whether a path is one of the roots or inside one."""
    return any(path == root or path.startswith(root.rstrip(os.sep) + os.sep) for root in roots)


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
    # Unlike Path.is_file() this is no error in a folder that may not be entered; its listing then says so.
    return os.path.isfile(Path(folder, _VIRTUAL_ENVIRONMENT_MARK))  # noqa: PTH113


def _judge(path: str, base: str, state: os.stat_result, max_bytes: int | None, device: int) -> FileEntry | Refusal:
    if stat.S_ISLNK(state.st_mode):
        return Refusal(path, "a link; links are not followed")
    if not stat.S_ISREG(state.st_mode):
        return Refusal(path, "not a file to read (a pipe, a device)", never=True)
    if format_of(path) is None:
        return Refusal(path, not_of_a_kind(path), never=True)
    if max_bytes is not None and state.st_size > max_bytes:
        return Refusal(path, f"larger than the limit of {max_bytes:,} bytes set for this folder")
    # The folder's disk, because it can be looked at when the file is gone; where disks are laid over one another the
    # number of a file may be another than that of its folder.
    return FileEntry(path, base, state.st_size, mtime_of(state), device)


def not_of_a_kind(path: str) -> str:
    """That a file is not read for its name, in words that are the same for all such files."""
    ending = Path(path).suffix
    if not ending:
        return "no file ending"
    instead = instead_of(ending)
    return f"files of the kind {ending} are not read{f': {instead}' if instead else ''}"


def mtime_of(state: os.stat_result) -> int:
    """When a file was changed, in nanoseconds, as the record can hold it."""
    return recordable(state.st_mtime_ns)
