"""One sequence of tokens in llama.cpp's cache. The one module that imports llama_cpp.

The low-level calls are used because the high-level ones clear the cache when they embed. All calls must come from
one thread.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from uniconv_edge.errors import GenerationFailed, ModelDamaged
from uniconv_edge.model.tap import LayerTap, interruptible
from uniconv_edge.types import FloatArray

STEP_TOKENS = 128  # between two looks at the stop flag: about 50 ms of work for the small model
_LITTLE = 80_000_000  # weights of a layer times tokens up to which one thread reads sooner: others would be waited for
SHORTEST_CONTEXT = 512
CONVERSATION, ASIDE = 0, 1


class Interrupted(Exception):
    """The stop flag was set while tokens were being read; the cache holds what was read so far."""


def stop_if(stop: threading.Event | None) -> None:
    """Raises Interrupted when `stop` is set."""
    if stop is not None and stop.is_set():
        raise Interrupted


class CachedSequence:
    """A model and one sequence's tokens in its cache. `ids` is exactly what the cache holds."""

    def __init__(
        self,
        path: Path,
        n_ctx: int,
        threads: int | None = None,
        *,
        step_tokens: int = STEP_TOKENS,
        exit_layer: int | None = None,
        exit_norm: FloatArray | None = None,
    ) -> None:
        """Load a GGUF file with a window of `n_ctx` tokens, less where it was trained for less. Vectors are read after
        `exit_layer` layers, times `exit_norm` (dims,); 0: after all, and `read` ends there, before the logits (every
        tensor is then looked at, which slows the writing of a model of many layers); None: as llama.cpp gives them.
        Raises ModelDamaged, GenerationFailed."""
        # The native threads otherwise spin while they wait, which on busy cores costs ten times the work itself.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        import llama_cpp as llama

        _silence(llama)
        llama.llama_backend_init()
        parameters = llama.llama_model_default_params()
        parameters.n_gpu_layers = 0
        model = llama.llama_model_load_from_file(os.fsencode(path), parameters)
        if not model:
            raise ModelDamaged(f"llama.cpp cannot load `{path}`", "convert or copy the model again")
        self._llama: Any = llama
        self._model: Any = model
        self.context_length = min(n_ctx, int(llama.llama_model_n_ctx_train(model)) or n_ctx)
        self._width = int(llama.llama_model_n_embd(model))
        self._tap = None if exit_layer is None else LayerTap(llama, exit_layer, self._width)
        self._exit_norm = exit_norm
        options = self._options(llama, self.context_length, threads, step_tokens)
        if self._tap is not None:
            options.cb_eval = self._tap.callback
        self._context: Any = llama.llama_init_from_model(model, options)
        if not self._context:
            llama.llama_model_free(model)
            raise GenerationFailed(
                f"no memory for a context of {self.context_length} tokens", "choose a smaller context"
            )
        self.ids: list[int] = []
        self.computed = 0  # tokens so far, whatever became of them
        self._step = step_tokens
        self._memory = llama.llama_get_memory(self._context)
        self._vocabulary = llama.llama_model_get_vocab(model)
        self._words = int(llama.llama_vocab_n_tokens(self._vocabulary))
        self._threads = int(options.n_threads)
        layers = int(llama.llama_model_n_params(model)) - self._words * self._width
        self._layer_weights = max(1, layers // int(llama.llama_model_n_layer(model)))
        self._batch = llama.llama_batch_init(step_tokens, 0, 1)

    @staticmethod
    def _options(llama: Any, n_ctx: int, threads: int | None, step_tokens: int) -> Any:
        options = llama.llama_context_default_params()
        options.n_ctx, options.n_batch, options.n_ubatch = n_ctx, step_tokens, step_tokens
        options.n_threads = options.n_threads_batch = threads or min(4, os.cpu_count() or 1)
        # The second sequence is where a source's block is made and put down before it joins the conversation's.
        options.n_seq_max, options.kv_unified = 2, True
        options.pooling_type = 0
        options.embeddings = False
        return options

    def close(self) -> None:
        """Free the native memory; the object cannot be used afterwards."""
        if self._context is not None:
            self._llama.llama_batch_free(self._batch)
            self._llama.llama_free(self._context)
            self._llama.llama_model_free(self._model)
            self._context = self._model = None

    def append(
        self, ids: Sequence[int], *, then: Sequence[int] = (), stop: threading.Event | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Compute `ids` and `then` behind what the cache holds.

        Returns (logits (vocabulary,) of the last token of all, vector (dims,) unit length of the last of `ids`), from
        one pass. Raises Interrupted when `stop` is set in between, GenerationFailed when the window is full.
        """
        if not ids:
            raise ValueError("nothing to append")
        self._check_room(len(ids) + len(then))
        body = ids[:-1]
        for start in range(0, len(body), self._step):
            self._decode(body[start : start + self._step])
            stop_if(stop)
        last = [ids[-1], *then]
        self._decode(last, outputs=range(len(last)), states=True)
        logits = self._llama.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(logits, (self._words,)).astype(np.float32), _unit(self._state(-1 - len(then)))

    def read(self, ids: Sequence[int], *, stop: threading.Event | None = None) -> FloatArray:
        """Compute `ids` behind what the cache holds; returns the vector (dims,) of the last as `append` does, without
        its logits where these can be spared. Raises as `append`."""
        if self._tap is None or not self._tap.ends:
            return self.append(ids, stop=stop)[1]
        if not ids:
            raise ValueError("nothing to read")
        self._check_room(len(ids))
        with self._tap.listening(), self._few_threads(len(ids)):
            for start in range(0, len(ids), self._step):
                part = ids[start : start + self._step]
                self._decode(part, outputs=[len(part) - 1])
                stop_if(stop)
        return _unit(self._tap.rows[-1])

    @contextmanager
    def _few_threads(self, tokens: int) -> Iterator[None]:
        """Within it one thread computes, where that is sooner for so many tokens."""
        if tokens * self._layer_weights > _LITTLE:
            yield
            return
        self._llama.llama_set_n_threads(self._context, 1, 1)
        try:
            yield
        finally:
            self._llama.llama_set_n_threads(self._context, self._threads, self._threads)

    def _state(self, place: int) -> FloatArray:
        """The state (dims,), where vectors are read, of one of the tokens just computed; its length means nothing."""
        if self._tap is not None and not self._tap.ends:
            state: FloatArray = self._tap.rows[place]
            return state if self._exit_norm is None else state * self._exit_norm
        hidden = self._llama.llama_get_embeddings_ith(self._context, place)
        return np.ctypeslib.as_array(hidden, (self._width,)).astype(np.float32)

    def _decode(self, ids: Sequence[int], *, outputs: Collection[int] = (), states: bool = False) -> None:
        first = len(self.ids)
        try:
            code = self._evaluate(ids, CONVERSATION, first, outputs=outputs, states=states)
        except KeyboardInterrupt:
            self.roll_back(first)
            raise
        if code != 0:
            self.roll_back(first)
            raise GenerationFailed(f"llama.cpp could not evaluate {len(ids)} tokens (code {code})", "see the log")
        self.ids.extend(ids)

    def _evaluate(
        self, ids: Sequence[int], sequence: int, first: int, *, outputs: Collection[int] = (), states: bool = False
    ) -> int:
        """Compute tokens of a sequence from position `first`, with the logits of those at `outputs`; `states`: and
        their states, for which these must be all tokens. Returns llama.cpp's code, 0 when all went well."""
        self._llama.llama_set_embeddings(self._context, states)
        batch = self._batch
        batch.n_tokens = len(ids)
        for i, token in enumerate(ids):
            batch.token[i] = token
            batch.pos[i] = first + i
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequence
            batch.logits[i] = i in outputs
        self.computed += len(ids)
        with interruptible():
            return int(self._llama.llama_decode(self._context, batch))

    def _check_room(self, count: int) -> None:
        if len(self.ids) + count > self.context_length:
            raise GenerationFailed(
                f"the window of {self.context_length} tokens is full",
                "start a new conversation or use a larger --context",
            )

    def roll_back(self, length: int) -> None:
        """Keep the first `length` tokens, forget the rest."""
        self._llama.llama_memory_seq_rm(self._memory, CONVERSATION, length, -1)
        del self.ids[length:]

    def shared(self, ids: Sequence[int]) -> int:
        """Keep what the cache has in common with `ids`, but not their last; returns how many tokens that are."""
        held, same = self.ids, 0
        while same < min(len(held), len(ids) - 1) and held[same] == ids[same]:
            same += 1
        self.roll_back(same)
        return same

    def cached_tokens(self) -> int:
        """How many tokens the native cache says it holds (equals `len(ids)`)."""
        return int(self._llama.llama_memory_seq_pos_max(self._memory, CONVERSATION)) + 1


def _unit(vector: FloatArray) -> FloatArray:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


_CALLBACK: Any = None  # the native library keeps the pointer, so the object must live as long as the process


def _silence(llama: Any) -> None:
    """Native messages would corrupt JSON on stdout and the app's screen; errors come back as codes anyway."""
    global _CALLBACK
    if _CALLBACK is None:

        def ignore(_level: int, _text: bytes, _data: ctypes.c_void_p) -> None:
            return None

        _CALLBACK = llama.llama_log_callback(ignore)
        llama.llama_log_set(_CALLBACK, ctypes.c_void_p(0))
