"""The folders and files that a person named: which rules, which collection, and what one command means of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from uniconv_edge.errors import UsageError
from uniconv_edge.expressions import expression
from uniconv_edge.library.ignore import Rules, check_globs
from uniconv_edge.library.schema import DEFAULT_COLLECTION
from uniconv_edge.library.walk import is_empty_folder, is_under

_ALL = Rules()
_NAME = expression(r"\w[\w.+-]{0,63}")


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or file to keep current. `device` is the disk it was on when last seen; 0: not known."""

    path: str
    device: int = 0
    collection: str = DEFAULT_COLLECTION
    rules: Rules = _ALL


def _keep(_folder: str, _documents: int) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Choices:
    """What a command says about the roots it names; None leaves what a root had. `may_remove` is asked, with the
    folder and the number of its documents, before the documents of a folder that vanished whole leave."""

    collection: str | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    max_bytes: int | None = None
    gitignore: bool | None = None
    may_remove: Callable[[str, int], bool] = _keep

    def __post_init__(self) -> None:
        if self.collection is not None:
            check_name(self.collection)
        for globs in (self.include, self.exclude):
            check_globs(globs or ())
        if self.include and all(glob.startswith("!") for glob in self.include):
            raise UsageError(
                f"`{self.include[0]}` only takes back what a glob before it includes, and there is none",
                f"leave files out with `--exclude '{self.include[0].lstrip('!')}'`",
            )

    @property
    def are_given(self) -> bool:
        """Whether anything is to be remembered."""
        said = (self.collection, self.include, self.exclude, self.max_bytes, self.gitignore)
        return any(choice is not None for choice in said)

    def applied(self, root: Root) -> Root:
        """The root as chosen. A limit of 0 bytes means none."""
        rules = root.rules
        if self.include is not None:
            rules = replace(rules, include=self.include)
        if self.exclude is not None:
            rules = replace(rules, exclude=self.exclude)
        if self.max_bytes is not None:
            rules = replace(rules, max_bytes=self.max_bytes or None)
        if self.gitignore is not None:
            rules = replace(rules, gitignore=self.gitignore)
        return replace(root, rules=rules, collection=self.collection or root.collection)


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be walked: a whole root, or the part of it at `below`."""

    root: Root
    below: str = ""

    @property
    def scope(self) -> str:
        """The path at and below which this target decides what there is."""
        return self.below or self.root.path


def check_name(collection: str) -> None:
    """Raises UsageError for what cannot name a collection."""
    if not _NAME.fullmatch(collection):
        raise UsageError(
            f"`{collection}` cannot name a collection", "use letters, digits, and `_`, `.`, `+`, `-` between them"
        )


def targets(known: Mapping[str, Root], named: Sequence[str], choices: Choices) -> list[Target]:
    """What a run is about, outer roots before inner ones; with nothing named, all known roots.

    A path inside a known root is a part of it, by its rules, unless choices make it a root of its own. Roots inside
    what is named are walked too, each by its own rules.
    """
    found: dict[str, Target] = {}
    for path in named or list(known):
        outer = enclosing(known, path)
        if named and path not in known and outer is not None and not choices.are_given:
            found.setdefault(path, Target(outer, below=path))
        else:
            root = known.get(path, Root(path))
            found[path] = Target(choices.applied(root) if named else root)
        for root in known.values():
            if root.path != path and is_under(root.path, [path]):
                found.setdefault(root.path, Target(root))
    return [found[path] for path in sorted(found)]


def enclosing(roots: Mapping[str, Root], path: str) -> Root | None:
    """The innermost root at or above a path."""
    around = [root for root in roots.values() if is_under(path, [root.path])]
    return max(around, key=lambda root: len(root.path), default=None)


def absence(root: Root, holds_documents: bool) -> tuple[str, bool, int]:
    """Why a root cannot be walked ("" when it can), whether that means it may be gone for good, and its device."""
    try:
        device = os.lstat(root.path).st_dev
    except (FileNotFoundError, NotADirectoryError):
        return "is not there", True, 0
    except OSError as error:
        return f"cannot be looked at: {error.strerror}", False, 0
    if root.device not in (0, device) and holds_documents and is_empty_folder(root.path):
        return "empty and on another disk than before (not mounted?)", True, device
    return "", False, device


class AbsentDisks:
    """Tells files that were deleted from files on a disk that is not mounted: what is there of their folders is on
    another disk than they were."""

    def __init__(self) -> None:
        self._disk_of: dict[str, int] = {}

    def mount_point(self, path: str, device: int) -> str:
        """The nearest folder that is there, when a file of this device may be on a disk that belongs there; "" when it
        was deleted, or is there and was left out."""
        if not device or os.path.lexists(path):
            return ""
        place = Path(path).parent
        while str(place) not in self._disk_of and not _is_folder(place):
            place = place.parent
        folder = str(place)
        if folder not in self._disk_of:
            self._disk_of[folder] = os.lstat(folder).st_dev
        return folder if self._disk_of[folder] != device else ""


def _is_folder(path: Path) -> bool:
    """False also for one behind a folder that may not be entered, where Path.is_dir() raises."""
    return os.path.isdir(path)  # noqa: PTH112


def inner_roots(roots: Iterable[str], path: str) -> frozenset[str]:
    """The roots inside a path, which are walked by themselves."""
    return frozenset(root for root in roots if root != path and is_under(root, [path]))
