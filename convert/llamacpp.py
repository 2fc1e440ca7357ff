"""llama.cpp through its low-level interface: quantise a GGUF file, read its tokenizer, run it. Its errors become
ours."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from uniconv_edge.errors import ConversionRefused
from uniconv_edge.model.tap import LayerTap
from uniconv_edge.types import FloatArray

_THREADS = 2
# Probes are short: on a busy machine threads that wait for each other cost more than they bring.
_PROBE_THREADS = 1
_silence: Any = None


def _library() -> Any:
    """The binding, with the native log switched off (it would fill stderr)."""
    global _silence
    import llama_cpp

    if _silence is None:
        _silence = llama_cpp.llama_log_callback(lambda *_: None)
        llama_cpp.llama_log_set(_silence, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
    return llama_cpp


def quantise(source: Path, target: Path, quant: str) -> None:
    """Quantise a float16 GGUF file to `quant`, e.g. "q4_k_m". Raises ConversionRefused."""
    lib = _library()
    params = lib.llama_model_quantize_default_params()
    params.nthread = _THREADS
    params.ftype = getattr(lib, f"LLAMA_FTYPE_MOSTLY_{quant.upper()}")
    if lib.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(params)) != 0:
        raise ConversionRefused(f"llama.cpp could not quantise the model to {quant}", "try --quant q8_0")


class GgufModel:
    """A GGUF file in llama.cpp, for checking: its tokenizer, hidden states and logits."""

    def __init__(self, lib: Any, model: Any, context: Any, tap: LayerTap | None = None) -> None:
        self._tap = tap
        self._lib, self._context = lib, context
        self._vocab = lib.llama_model_get_vocab(model)
        self._dims = int(lib.llama_model_n_embd(model))
        self._tokens = int(lib.llama_vocab_n_tokens(self._vocab))

    def tokenize(self, text: str) -> list[int]:
        """Ids of plain text: no special token is added, and none is read from the text."""
        raw = text.encode("utf-8")
        room = len(raw) + 8
        ids = (ctypes.c_int32 * room)()
        count = self._lib.llama_tokenize(self._vocab, raw, len(raw), ids, room, False, False)
        if count < 0:
            raise ConversionRefused(f"llama.cpp could not read a text of {len(raw)} bytes as tokens", "")
        return list(ids[:count])

    def evaluate(self, ids: Sequence[int]) -> tuple[FloatArray, FloatArray]:
        """Final hidden states, shape (n, dims), and logits, shape (n, vocabulary), of all positions."""
        lib, count = self._lib, len(ids)
        lib.llama_memory_clear(lib.llama_get_memory(self._context), True)
        batch = lib.llama_batch_init(count, 0, 1)
        try:
            batch.n_tokens = count
            for index, token in enumerate(ids):
                batch.token[index], batch.pos[index] = token, index
                batch.n_seq_id[index], batch.seq_id[index][0], batch.logits[index] = 1, 0, 1
            if lib.llama_decode(self._context, batch) != 0:
                raise ConversionRefused(f"llama.cpp could not evaluate {count} tokens of the converted model", "")
            hidden = self._rows(lib.llama_get_embeddings(self._context), count, self._dims)
            return hidden, self._rows(lib.llama_get_logits(self._context), count, self._tokens)
        finally:
            lib.llama_batch_free(batch)

    @property
    def exit_states(self) -> FloatArray:
        """What the layer that vectors are read after put out for the positions last evaluated, shape (n, dims)."""
        if self._tap is None:
            raise ValueError("opened without an exit layer")
        return self._tap.rows

    @staticmethod
    def _rows(pointer: Any, rows: int, columns: int) -> FloatArray:
        return np.ctypeslib.as_array(pointer, shape=(rows * columns,)).reshape(rows, columns).astype(np.float32)


@contextmanager
def open_gguf(path: Path, max_tokens: int, *, exit_layer: int = 0) -> Iterator[GgufModel]:
    """Load a GGUF file for evaluating up to `max_tokens` at once; `exit_layer` (from 1; 0: none) is listened to.
    Raises ConversionRefused."""
    lib = _library()
    model_params = lib.llama_model_default_params()
    model_params.n_gpu_layers = 0
    model = lib.llama_model_load_from_file(str(path).encode(), model_params)
    if not model:
        raise ConversionRefused(f"llama.cpp cannot load the converted model `{path.name}`", "")
    params = lib.llama_context_default_params()
    params.n_ctx = params.n_batch = params.n_ubatch = max(32, max_tokens)
    params.n_threads = params.n_threads_batch = _PROBE_THREADS
    params.embeddings = True
    params.pooling_type = lib.LLAMA_POOLING_TYPE_NONE
    tap = LayerTap(lib, exit_layer, int(lib.llama_model_n_embd(model))) if exit_layer else None
    if tap is not None:
        params.cb_eval = tap.callback
    context = lib.llama_init_from_model(model, params)
    if not context:
        lib.llama_model_free(model)
        raise ConversionRefused(f"llama.cpp cannot run the converted model `{path.name}`", "")
    try:
        yield GgufModel(lib, model, context, tap)
    finally:
        lib.llama_free(context)
        lib.llama_model_free(model)
