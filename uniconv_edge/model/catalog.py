"""The models of this machine: which there are, what memory they need, how fast they are."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from uniconv_edge.errors import UniconvError
from uniconv_edge.model.layout import LAYOUT_NAME
from uniconv_edge.model.manifest import GGUF_FILE, ONNX_FILE, read_manifest, verify
from uniconv_edge.model.pair import check_model, embedder_folder, is_pair, read_pair
from uniconv_edge.paths import MANIFEST_FILE, PAIR_FILE, models_folder, own_models_folder

if TYPE_CHECKING:
    from uniconv_edge.model.native import CachedSequence

# Beside the weights: the runtimes themselves, one batch of activations and the cache of a conversation.
RUNTIME_BYTES = 200 * 2**20
_SPEED_PASSAGES = 64
_SPEED_TOKENS = 384
_SPEED_WRITTEN = 32


@dataclass(frozen=True, slots=True)
class Shelved:
    """A model folder or pair. `memory_bytes` is an upper estimate; `unified`: one model finds and answers; `fault` says
    why it cannot be used, "" when it can."""

    name: str
    folder: Path
    size_bytes: int
    memory_bytes: int
    license: str
    answers: bool
    unified: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Speed:
    """Measured on this machine: `load_ms` once; passages embedded, tokens read and tokens written a second."""

    load_ms: float
    passages_per_second: float
    read_per_second: float
    written_per_second: float
    memory_bytes: int


def shelved(more: Sequence[Path]) -> list[Shelved]:
    """The shipped models, those that were added and the folders named, each once; one that cannot be used has a
    `fault`."""
    found = {folder.resolve(): _shelved(folder) for folder in (*_folders(), *more)}
    return list(found.values())


def name_of(folder: Path) -> str:
    """What a model folder or pair calls itself; the folder's name for one that cannot be used."""
    return _shelved(folder).name


def free_memory() -> int:
    """Bytes that programs can have without swapping; 0 where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def verify_all(folder: Path) -> int:
    """Check every file of a model or pair; returns how many. Raises ModelMissing or ModelDamaged."""
    manifest = read_manifest(embedder_folder(folder))
    verify(manifest)
    if not is_pair(folder):
        return len(manifest.files)
    check_model(read_pair(folder), whole=True)
    return len(manifest.files) + 1


def measure_speed(folder: Path) -> Speed:
    """Open the model and time it for about two seconds. Raises the errors of opening."""
    from uniconv_edge.model.embedder import OnnxEmbedder

    before, began = _resident(), time.perf_counter()
    embedder, (generator, encode) = OnnxEmbedder.open(folder), _writer(folder)
    loaded = time.perf_counter() - began
    try:
        words = "The parties agree on the matters of this annex in good faith and in writing. "
        passages = [("Contract", f"{number}. {words * 6}") for number in range(_SPEED_PASSAGES)]
        embedder.embed_passages(passages[:4])
        embedding = _seconds(lambda: embedder.embed_passages(passages))
        ids = (encode(words * 60) * 2)[: min(_SPEED_TOKENS, generator.context_length // 2)]
        reading = _seconds(lambda: generator.append(ids))
        writing = _seconds(lambda: [generator.append([ids[0]]) for _ in range(_SPEED_WRITTEN)])
        memory = max(0, _resident() - before)
    finally:
        generator.close()
    return Speed(loaded * 1e3, len(passages) / embedding, len(ids) / reading, _SPEED_WRITTEN / writing, memory)


def _writer(folder: Path) -> tuple[CachedSequence, Callable[[str], list[int]]]:
    """The side of a model that writes, and its tokenizer."""
    if is_pair(folder):
        from uniconv_edge.model.chat import ChatModel

        pair = read_pair(folder)
        check_model(pair)
        chat = ChatModel(pair.model)
        return chat, chat.encode
    from uniconv_edge.model.generator import Generator

    generator = Generator.open(folder)
    return generator, generator.tokens.encode


def _folders() -> Iterator[Path]:
    for folder, name in ((models_folder(), MANIFEST_FILE), (own_models_folder(), PAIR_FILE)):
        if folder.is_dir():
            yield from (path.parent for path in sorted(folder.glob(f"*/{name}")))


def described(folder: Path) -> Shelved:
    """What a model folder or pair says of itself. Raises ModelMissing, ModelDamaged or ModelNewer for one that cannot
    be used, as far as names and sizes of its files tell."""
    return _pair(folder) if is_pair(folder) else _model(folder)


def _shelved(folder: Path) -> Shelved:
    try:
        return described(folder)
    except UniconvError as error:
        return Shelved(folder.name, folder, 0, 0, "", False, fault=error.message)


def _pair(folder: Path) -> Shelved:
    pair = read_pair(folder)
    check_model(pair)
    finds = _model(pair.embedder)
    size, memory = pair.size_bytes + finds.size_bytes, pair.size_bytes + finds.memory_bytes
    return Shelved(pair.name, folder, size, memory, "", True)


def _model(folder: Path) -> Shelved:
    manifest = read_manifest(folder)
    weights = sum(manifest.files[name].size_bytes for name in (GGUF_FILE, ONNX_FILE))
    size = sum(file.size_bytes for file in manifest.files.values())
    answers = manifest.layout == LAYOUT_NAME
    return Shelved(manifest.name, folder, size, weights + RUNTIME_BYTES, manifest.license, answers, answers)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return max(time.perf_counter() - began, 1e-9)


def _resident() -> int:
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
