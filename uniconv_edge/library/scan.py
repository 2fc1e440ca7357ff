"""The first half of an index run: which roots are there, which files they hold now, and what is to be left as it is."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from uniconv_edge.library.extract import ocr
from uniconv_edge.library.extract.formats import is_called_heic, is_called_picture
from uniconv_edge.library.roots import AbsentDisks, Choices, Root, absence, inner_roots, targets
from uniconv_edge.library.store import Store
from uniconv_edge.library.walk import FileEntry, Refusal, is_under, not_of_a_kind, walk
from uniconv_edge.library.writer import Writer


@dataclass(slots=True)
class Scan:
    """What a walk of all targets found.

    `entries` are the files to be in the library, `collections` says whose each is; `scopes` are the paths whose
    documents leave when their file is not among the entries, except at and below `kept`, which could not be looked
    at; `refused` holds reasons. `passing` are those refused paths that the library does not remember: named
    themselves, and of no root.
    """

    entries: dict[str, FileEntry] = field(default_factory=dict)
    collections: dict[str, str] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    passing: set[str] = field(default_factory=set)
    choices: Choices = field(default_factory=Choices)
    disks: AbsentDisks = field(default_factory=AbsentDisks)

    def vanished(self, devices: Mapping[str, int]) -> Iterator[str | Refusal]:
        """Which documents of the library (path -> device) have no file any more; a refusal for each disk that is
        absent, whose documents are kept."""
        absent: dict[str, list[str]] = {}
        for path, device in devices.items():
            if path in self.entries or not is_under(path, self.scopes) or is_under(path, self.kept):
                continue
            mount = self.disks.mount_point(path, device)
            if mount:
                absent.setdefault(mount, []).append(path)
            else:
                yield path
        for mount, documents in absent.items():
            if self.choices.may_remove(mount, len(documents)):
                yield from documents
            else:
                yield Refusal(mount, f"on another disk than before (not mounted?){_kept(len(documents))}")


def scan(
    store: Store,
    paths: Sequence[Path],
    choices: Choices,
    devices: Mapping[str, int],
    wordless: Collection[tuple[str, int, int]],
) -> Scan:
    """Walk what is named, or all known roots; notes the roots and their choices. `devices`: document -> its disk;
    `wordless`: pictures that were read in vain (path, bytes, time of change in nanoseconds), of which that stays known.
    """
    result = Scan(choices=choices)
    known = store.roots()
    reads_pictures = {heic: ocr.reads_pictures(heic=heic) for heic in (False, True)}
    advice = {heic: ocr.advice_for_pictures(heic=heic) for heic in (False, True)}
    wanted = targets(known, [os.path.realpath(path) for path in paths], choices)
    roots = {*known, *(target.root.path for target in wanted)}
    for target in wanted:
        if not _is_there(store, target.root, roots, devices, result):
            continue
        result.scopes.append(target.scope)
        apart = {os.path.realpath(store.folder), *inner_roots(roots, target.root.path)} - {target.below}
        for found in walk(target.root.path, rules=target.root.rules, apart=apart, below=target.below):
            if isinstance(found, FileEntry):
                heic = is_called_heic(found.path)
                is_meant = reads_pictures[heic] or found.path in devices or found.path == target.scope
                if not is_meant and is_called_picture(found.path) and _state(found) not in wordless:
                    result.refused[found.path] = not_of_a_kind(found.path) + advice[heic]
                    continue
                result.entries[found.path] = found
                result.collections[found.path] = target.root.collection
            else:
                result.refused[found.path] = found.reason
                if found.keeps:
                    result.kept.append(found.path)
                if found.never and found.path == target.root.path:
                    Writer(store).remove_root(found.path)
                    result.passing.add(found.path)
    return result


def _state(entry: FileEntry) -> tuple[str, int, int]:
    return entry.path, entry.size_bytes, entry.mtime_ns


def _is_there(store: Store, root: Root, roots: Collection[str], devices: Mapping[str, int], result: Scan) -> bool:
    """Whether a root can be walked; one that vanished whole is kept unless the person says otherwise."""
    inner = list(inner_roots(roots, root.path))
    held = sum(is_under(path, [root.path]) and not is_under(path, inner) for path in devices)
    reason, gone, device = absence(root, held > 0)
    if not reason:
        Writer(store).add_root(replace(root, device=device))
        return True
    is_file = root.path in devices and Path(root.path).parent.is_dir()
    if gone and is_file and not result.disks.mount_point(root.path, devices[root.path]):
        result.scopes.append(root.path)  # the root stays: editors and sync programs take a file away and put it back
    elif gone and result.choices.may_remove(root.path, held):
        Writer(store).remove_root(root.path)
        result.scopes.append(root.path)
        result.kept.extend(inner)
    else:
        moved = "if it was moved, index its new place first; " if gone and held else ""
        result.refused[root.path] = f"{reason}{_kept(held, moved)}"
        result.kept.append(root.path)
        if root.path not in store.roots():
            result.passing.add(root.path)
    return False


def _kept(documents: int, moved: str = "") -> str:
    if not documents:
        return ""
    what = f"{documents} documents are kept" if documents > 1 else "its document is kept"
    return f"; {what} ({moved}`index --remove-missing` removes them)"
