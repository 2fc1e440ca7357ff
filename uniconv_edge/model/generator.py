"""The GGUF side of a model folder: one sequence in llama.cpp's cache. The one module that imports llama_cpp.

The low-level calls are used because the high-level ones clear the cache when they embed. All calls must come from
one thread.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from uniconv_edge.errors import GenerationFailed, ModelDamaged, UsageError
from uniconv_edge.model.manifest import GGUF_FILE, TOKENIZER_FILE, Manifest, read_manifest, verify
from uniconv_edge.model.tokens import Tokens
from uniconv_edge.types import FloatArray

STEP_TOKENS = 128  # between two looks at the stop flag: about 50 ms of work for the small model
SHORTEST_CONTEXT = 512
_CONVERSATION, _ASIDE = 0, 1


class Interrupted(Exception):
    """The stop flag was set while tokens were being read; the cache holds what was read so far."""


class Generator:
    """One conversation's tokens in the cache. `ids` is exactly what the cache holds."""

    def __init__(self, manifest: Manifest, llama: Any, model: Any, context: Any, n_ctx: int) -> None:
        self.manifest, self._llama, self._model, self._context = manifest, llama, model, context
        self.context_length = n_ctx
        self.tokens = Tokens(manifest)
        self.ids: list[int] = []
        self._memory = llama.llama_get_memory(context)
        self._vocabulary = llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(model))
        self._width = llama.llama_model_n_embd(model)
        self._batch = llama.llama_batch_init(STEP_TOKENS, 0, 1)

    @classmethod
    def open(cls, model_folder: Path, *, context: int | None = None, threads: int | None = None) -> Generator:
        """Verify and load. `context` tokens of window (default: the model's own). Raises ModelDamaged, UsageError."""
        manifest = read_manifest(model_folder)
        n_ctx = context or manifest.context_length
        if not SHORTEST_CONTEXT <= n_ctx <= manifest.context_length:
            raise UsageError(
                f"context of {n_ctx} tokens is not possible with `{manifest.name}`",
                f"choose between {SHORTEST_CONTEXT} and {manifest.context_length}",
            )
        verify(manifest, GGUF_FILE, TOKENIZER_FILE)
        # The native threads otherwise spin while they wait, which on busy cores costs ten times the work itself.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import llama_cpp as llama

        _silence(llama)
        llama.llama_backend_init()
        parameters = llama.llama_model_default_params()
        parameters.n_gpu_layers = 0
        model = llama.llama_model_load_from_file(str(model_folder / GGUF_FILE).encode(), parameters)
        if not model:
            raise ModelDamaged(f"llama.cpp cannot load `{model_folder / GGUF_FILE}`", "convert the model again")
        options = llama.llama_context_default_params()
        options.n_ctx, options.n_batch, options.n_ubatch = n_ctx, STEP_TOKENS, STEP_TOKENS
        options.n_threads = options.n_threads_batch = threads or min(4, os.cpu_count() or 1)
        # The second sequence is where a source's block is made and put down before it joins the conversation's.
        options.n_seq_max, options.kv_unified = 2, True
        options.pooling_type = 0
        options.embeddings = False
        native = llama.llama_init_from_model(model, options)
        if not native:
            llama.llama_model_free(model)
            raise GenerationFailed(f"no memory for a context of {n_ctx} tokens", "choose a smaller context")
        return cls(manifest, llama, model, native, n_ctx)

    def close(self) -> None:
        """Free the native memory; the object cannot be used afterwards."""
        if self._context is not None:
            self._llama.llama_batch_free(self._batch)
            self._llama.llama_free(self._context)
            self._llama.llama_model_free(self._model)
            self._context = self._model = None

    @property
    def identity(self) -> str:
        """Changes whenever the blocks of a text would: weights, quantisation, tokenizer, runtime."""
        files = self.manifest.files
        return f"{files[GGUF_FILE].sha256}:{files[TOKENIZER_FILE].sha256}:{self._llama.__version__}"

    def append(self, ids: Sequence[int], *, stop: threading.Event | None = None) -> tuple[FloatArray, FloatArray]:
        """Compute `ids` behind what the cache holds.

        Returns (logits (vocabulary,), vector (dims,) unit length) of the last token, from one pass. Raises
        Interrupted when `stop` is set in between, GenerationFailed when the window is full.
        """
        if not ids:
            raise ValueError("nothing to append")
        self._check_room(len(ids))
        body = ids[:-1]
        for start in range(0, len(body), STEP_TOKENS):
            self._decode(body[start : start + STEP_TOKENS], output=False)
            if stop is not None and stop.is_set():
                raise Interrupted
        self._decode(ids[-1:], output=True)
        logits = self._llama.llama_get_logits_ith(self._context, -1)
        hidden = self._llama.llama_get_embeddings_ith(self._context, -1)
        vector = np.ctypeslib.as_array(hidden, (self._width,)).astype(np.float32)
        return (
            np.ctypeslib.as_array(logits, (self._vocabulary,)).astype(np.float32),
            vector / max(float(np.linalg.norm(vector)), 1e-12),
        )

    def _decode(self, ids: Sequence[int], *, output: bool) -> None:
        first = len(self.ids)
        code = self._evaluate(ids, _CONVERSATION, first, output=output)
        if code != 0:
            self.roll_back(first)
            raise GenerationFailed(f"llama.cpp could not evaluate {len(ids)} tokens (code {code})", "see the log")
        self.ids.extend(ids)

    def _evaluate(self, ids: Sequence[int], sequence: int, first: int, *, output: bool) -> int:
        """Compute tokens of a sequence from position `first`; returns llama.cpp's code, 0 when all went well."""
        self._llama.llama_set_embeddings(self._context, output)
        batch = self._batch
        batch.n_tokens = len(ids)
        for i, token in enumerate(ids):
            batch.token[i] = token
            batch.pos[i] = first + i
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequence
            batch.logits[i] = output
        return int(self._llama.llama_decode(self._context, batch))

    def block(self, ids: Sequence[int], *, stop: threading.Event | None = None) -> bytes:
        """What `ids` leave in the cache when they are read alone, from position 0; the conversation stays as it is.

        Raises Interrupted, and GenerationFailed when the window has no room for them beside the conversation.
        """
        self._check_room(len(ids))
        try:
            for start in range(0, len(ids), STEP_TOKENS):
                code = self._evaluate(ids[start : start + STEP_TOKENS], _ASIDE, start, output=False)
                if code != 0:
                    raise GenerationFailed(f"llama.cpp could not evaluate a source (code {code})", "see the log")
                if stop is not None and stop.is_set():
                    raise Interrupted
            size = self._llama.llama_state_seq_get_size(self._context, _ASIDE)
            buffer = (ctypes.c_ubyte * size)()
            written = self._llama.llama_state_seq_get_data(self._context, buffer, size, _ASIDE)
            return bytes(buffer[:written])
        finally:
            self._llama.llama_memory_seq_rm(self._memory, _ASIDE, -1, -1)

    def stitch(self, block: bytes, ids: Sequence[int]) -> None:
        """Put the block of `ids` behind what the cache holds, its positions shifted into place, without computing.

        Raises GenerationFailed when the window is full or the block does not fit this model.
        """
        self._check_room(len(ids))
        buffer = (ctypes.c_ubyte * len(block)).from_buffer_copy(block)
        read = self._llama.llama_state_seq_set_data(self._context, buffer, len(block), _ASIDE)
        held = int(self._llama.llama_memory_seq_pos_max(self._memory, _ASIDE)) + 1
        try:
            if not read or held != len(ids):
                raise GenerationFailed("a stored source block does not fit this model", "it will be computed again")
            self._llama.llama_memory_seq_add(self._memory, _ASIDE, -1, -1, len(self.ids))
            self._llama.llama_memory_seq_cp(self._memory, _ASIDE, _CONVERSATION, -1, -1)
        finally:
            self._llama.llama_memory_seq_rm(self._memory, _ASIDE, -1, -1)
        self.ids.extend(ids)

    def _check_room(self, count: int) -> None:
        if len(self.ids) + count > self.context_length:
            raise GenerationFailed(
                f"the window of {self.context_length} tokens is full",
                "start a new conversation or use a larger --context",
            )

    def roll_back(self, length: int) -> None:
        """Keep the first `length` tokens, forget the rest."""
        self._llama.llama_memory_seq_rm(self._memory, 0, length, -1)
        del self.ids[length:]

    def cached_tokens(self) -> int:
        """How many tokens the native cache says it holds (equals `len(ids)`)."""
        return int(self._llama.llama_memory_seq_pos_max(self._memory, 0)) + 1


_CALLBACK: Any = None  # the native library keeps the pointer, so the object must live as long as the process


def _silence(llama: Any) -> None:
    """Native messages would corrupt JSON on stdout and the app's screen; errors come back as codes anyway."""
    global _CALLBACK
    if _CALLBACK is None:

        def ignore(_level: int, _text: bytes, _data: ctypes.c_void_p) -> None:
            return None

        _CALLBACK = llama.llama_log_callback(ignore)
        llama.llama_log_set(_CALLBACK, ctypes.c_void_p(0))
