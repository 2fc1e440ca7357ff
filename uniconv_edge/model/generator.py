"""The GGUF side of a model folder that finds and answers: its conversation in llama.cpp's cache, and source blocks."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from uniconv_edge.errors import GenerationFailed, UsageError
from uniconv_edge.model.manifest import (
    EXIT_NORM_FILE,
    GGUF_FILE,
    TOKENIZER_FILE,
    WRITING,
    Manifest,
    exit_norm,
    read_manifest,
    verify,
)
from uniconv_edge.model.native import (
    ASIDE,
    CONVERSATION,
    SHORTEST_CONTEXT,
    STEP_TOKENS,
    CachedSequence,
    stop_if,
)
from uniconv_edge.model.tokens import Tokens
from uniconv_edge.types import FloatArray


class Generator(CachedSequence):
    """One conversation's tokens in the cache, with the tokenizer of their model."""

    def __init__(
        self, manifest: Manifest, n_ctx: int, threads: int | None = None, tokens: Tokens | None = None
    ) -> None:
        norm = exit_norm(manifest) if manifest.exit_layer else None
        writes = any(manifest.calibration.get(name) for name in (*WRITING, "quote_odds"))
        layer = manifest.exit_layer or (None if writes else 0)
        super().__init__(manifest.folder / GGUF_FILE, n_ctx, threads, exit_layer=layer, exit_norm=norm)
        self.manifest = manifest
        self.tokens = tokens or Tokens(manifest)

    @classmethod
    def open(
        cls,
        model_folder: Path,
        *,
        context: int | None = None,
        threads: int | None = None,
        tokens: Tokens | None = None,
    ) -> Generator:
        """Verify and load. `context` tokens of window (default: the model's own); `tokens`: the tokenizer of the same
        folder, where it is open already. Raises ModelDamaged, UsageError."""
        manifest = read_manifest(model_folder)
        n_ctx = context or manifest.context_length
        if not SHORTEST_CONTEXT <= n_ctx <= manifest.context_length:
            raise UsageError(
                f"context of {n_ctx} tokens is not possible with `{manifest.name}`",
                f"choose between {SHORTEST_CONTEXT} and {manifest.context_length}",
            )
        verify(manifest, GGUF_FILE, TOKENIZER_FILE, *([EXIT_NORM_FILE] if manifest.exit_layer else []))
        return cls(manifest, n_ctx, threads, tokens)

    @property
    def identity(self) -> str:
        """Changes whenever the blocks of a text would: weights, quantisation, tokenizer, runtime."""
        files = self.manifest.files
        return f"{files[GGUF_FILE].sha256}:{files[TOKENIZER_FILE].sha256}:{self._llama.__version__}"

    def block(self, ids: Sequence[int], *, stop: threading.Event | None = None) -> bytes:
        """What `ids` leave in the cache when they are read alone, from position 0; the conversation stays as it is.

        Raises Interrupted, and GenerationFailed when the window has no room for them beside the conversation.
        """
        self._check_room(len(ids))
        try:
            for _ in self._read_aside(ids, 0, stop):
                pass
            size = self._llama.llama_state_seq_get_size(self._context, ASIDE)
            buffer = (ctypes.c_ubyte * size)()
            written = self._llama.llama_state_seq_get_data(self._context, buffer, size, ASIDE)
            return bytes(buffer[:written])
        finally:
            self._llama.llama_memory_seq_rm(self._memory, ASIDE, -1, -1)

    def odds(
        self,
        ids: Sequence[int],
        places: Sequence[int],
        token: int,
        other: int,
        *,
        stop: threading.Event | None = None,
    ) -> FloatArray:
        """The log-odds (places,) of going on with `token` against `other` after those places (ascending) of `ids`, read
        behind what the cache holds, which stays as it is.

        Raises Interrupted, and GenerationFailed when the window has no room for `ids` beside the conversation.
        """
        self._check_room(len(ids))
        found: list[float] = []
        self._llama.llama_memory_seq_cp(self._memory, CONVERSATION, ASIDE, -1, -1)
        try:
            for place in self._read_aside(ids, len(self.ids), stop, places):
                logits = self._llama.llama_get_logits_ith(self._context, place)
                found.append(float(logits[token]) - float(logits[other]))
        finally:
            self._llama.llama_memory_seq_rm(self._memory, ASIDE, -1, -1)
        return np.asarray(found, np.float32)

    def _read_aside(
        self, ids: Sequence[int], first: int, stop: threading.Event | None, places: Sequence[int] = ()
    ) -> Iterator[int]:
        """Compute `ids` in the sequence beside the conversation's, from position `first`. Yields, for each of `places`
        among them, where its logits are now; the next step takes their place."""
        for start in range(0, len(ids), STEP_TOKENS):
            part = ids[start : start + STEP_TOKENS]
            wanted = [place - start for place in places if start <= place < start + len(part)]
            code = self._evaluate(part, ASIDE, first + start, outputs=wanted)
            if code != 0:
                raise GenerationFailed(f"llama.cpp could not evaluate a source (code {code})", "see the log")
            yield from wanted
            stop_if(stop)

    def stitch(self, block: bytes, ids: Sequence[int]) -> None:
        """Put the block of `ids` behind what the cache holds, its positions shifted into place, without computing.

        Raises GenerationFailed when the window is full or the block does not fit this model.
        """
        self._check_room(len(ids))
        buffer = ctypes.cast(ctypes.c_char_p(block), ctypes.POINTER(ctypes.c_uint8))  # not copied: it is only read
        read = self._llama.llama_state_seq_set_data(self._context, buffer, len(block), ASIDE)
        held = int(self._llama.llama_memory_seq_pos_max(self._memory, ASIDE)) + 1
        try:
            if not read or held != len(ids):
                raise GenerationFailed("a stored source block does not fit this model", "it will be computed again")
            self._llama.llama_memory_seq_add(self._memory, ASIDE, -1, -1, len(self.ids))
            self._llama.llama_memory_seq_cp(self._memory, ASIDE, CONVERSATION, -1, -1)
        finally:
            self._llama.llama_memory_seq_rm(self._memory, ASIDE, -1, -1)
        self.ids.extend(ids)
