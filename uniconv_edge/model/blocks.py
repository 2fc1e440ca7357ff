"""Source blocks: what a passage leaves in the model's cache when it is read alone, kept so that it is read once.

A block is exact where the model was trained with block attention (its manifest says `block_attention`) or has one
layer; for others it is an approximation and is not used. Blocks are 10^3 to 10^4 times their text, so a bounded set of
the most recently used is kept: in memory, and beyond that on the disk, both capped. A file is used only when its digest
agrees; its name is a digest of weights, runtime and tokens, so another model or quantisation never finds it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

MEMORY_BYTES = 64 * 2**20
DISK_BYTES = 256 * 2**20
_DIGEST_BYTES = 32
_SUFFIX = ".block"


class BlockStore:
    """A bounded store of blocks, the most recently used kept. `folder` None: in memory only. One thread at a time."""

    def __init__(
        self,
        identity: str,
        folder: Path | None = None,
        *,
        memory_bytes: int = MEMORY_BYTES,
        disk_bytes: int = DISK_BYTES,
    ) -> None:
        """`identity` names the weights and the runtime (a change of either makes other blocks)."""
        self._identity, self._folder = identity, folder
        self._memory_bytes, self._disk_bytes = memory_bytes, disk_bytes
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, ids: Sequence[int]) -> bytes | None:
        """The block of these tokens, None when it is not kept or its file is damaged."""
        name = self._name(ids)
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        block = self._read(name)
        if block is not None:
            self._remember(name, block)
        return block

    def put(self, ids: Sequence[int], block: bytes) -> None:
        """Keep a block, forgetting those used longest ago. A disk that cannot be written is passed over."""
        name = self._name(ids)
        self._remember(name, block)
        with contextlib.suppress(OSError):
            self._write(name, block)

    def _name(self, ids: Sequence[int]) -> str:
        tokens = np.asarray(ids, "<i4").tobytes()
        return hashlib.sha256(self._identity.encode() + b"\0" + tokens).hexdigest()

    def _remember(self, name: str, block: bytes) -> None:
        self._size += len(block) - len(self._kept.pop(name, b""))
        self._kept[name] = block
        while self._size > self._memory_bytes and self._kept:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest)

    def _read(self, name: str) -> bytes | None:
        if self._folder is None:
            return None
        path = self._folder / (name + _SUFFIX)
        try:
            raw = path.read_bytes()
            block = raw[_DIGEST_BYTES:]
            if _digest(name, block) != raw[:_DIGEST_BYTES]:
                path.unlink(missing_ok=True)
                return None
            os.utime(path)  # its time says when it was last used
        except OSError:
            return None
        return block

    def _write(self, name: str, block: bytes) -> None:
        if self._folder is None or len(block) > self._disk_bytes:
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = self._folder / f"{name}.{os.getpid()}.tmp"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(_digest(name, block) + block)
        temporary.replace(self._folder / (name + _SUFFIX))
        self._shrink()

    def _shrink(self) -> None:
        """Remove the files used longest ago until the rest fit."""
        assert self._folder is not None
        found = [(path.stat().st_mtime_ns, path.stat().st_size, path) for path in self._folder.glob(f"*{_SUFFIX}")]
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self._disk_bytes:
                return
            path.unlink(missing_ok=True)
            total -= size


def _digest(name: str, block: bytes) -> bytes:
    """Of the block and of the name it is stored under, so that a renamed file is not taken for another."""
    return hashlib.sha256(name.encode() + b"\0" + block).digest()
