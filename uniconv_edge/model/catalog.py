"""The models of this machine: which there are, what memory they need, how fast they are."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import UniconvError
from uniconv_edge.model.layout import LAYOUT_NAME
from uniconv_edge.model.manifest import FILE_NAME, GGUF_FILE, ONNX_FILE, read_manifest
from uniconv_edge.paths import models_folder

# Beside the weights: the runtimes themselves, one batch of activations and the cache of a conversation.
RUNTIME_BYTES = 200 * 2**20
_SPEED_PASSAGES = 64
_SPEED_TOKENS = 384
_SPEED_WRITTEN = 32


@dataclass(frozen=True, slots=True)
class Shelved:
    """A model folder. `memory_bytes` is an upper estimate; `fault` says why it cannot be used, "" when it can."""

    name: str
    folder: Path
    size_bytes: int
    memory_bytes: int
    license: str
    answers: bool
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Speed:
    """Measured on this machine: `load_ms` once; passages embedded, tokens read and tokens written a second."""

    load_ms: float
    passages_per_second: float
    read_per_second: float
    written_per_second: float
    memory_bytes: int


def shelved(more: Sequence[Path] = ()) -> list[Shelved]:
    """The shipped models and the folders named, each once; a folder that cannot be used has a `fault`."""
    found = {folder.resolve(): _shelved(folder) for folder in (*_shipped(), *more)}
    return list(found.values())


def free_memory() -> int:
    """Bytes that programs can have without swapping; 0 where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def measure_speed(folder: Path) -> Speed:
    """Open the model and time it for about two seconds. Raises the errors of opening."""
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.model.generator import Generator

    before, began = _resident(), time.perf_counter()
    embedder, generator = OnnxEmbedder.open(folder), Generator.open(folder)
    loaded = time.perf_counter() - began
    try:
        words = "The parties agree on the matters of this annex in good faith and in writing. "
        passages = [("Contract", f"{number}. {words * 6}") for number in range(_SPEED_PASSAGES)]
        embedder.embed_passages(passages[:4])
        embedding = _seconds(lambda: embedder.embed_passages(passages))
        ids = (generator.tokens.encode(words * 60) * 2)[: min(_SPEED_TOKENS, generator.context_length // 2)]
        reading = _seconds(lambda: generator.append(ids))
        writing = _seconds(lambda: [generator.append([ids[0]]) for _ in range(_SPEED_WRITTEN)])
        memory = max(0, _resident() - before)
    finally:
        generator.close()
    return Speed(loaded * 1e3, len(passages) / embedding, len(ids) / reading, _SPEED_WRITTEN / writing, memory)


def _shipped() -> Iterator[Path]:
    folder = models_folder()
    if folder.is_dir():
        yield from (path.parent for path in sorted(folder.glob(f"*/{FILE_NAME}")))


def _shelved(folder: Path) -> Shelved:
    try:
        manifest = read_manifest(folder)
    except UniconvError as error:
        return Shelved(folder.name, folder, 0, 0, "", False, error.message)
    weights = sum(manifest.files[name].size_bytes for name in (GGUF_FILE, ONNX_FILE))
    size = sum(file.size_bytes for file in manifest.files.values())
    answers = manifest.layout == LAYOUT_NAME
    return Shelved(manifest.name, folder, size, weights + RUNTIME_BYTES, manifest.license, answers)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return max(time.perf_counter() - began, 1e-9)


def _resident() -> int:
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
