"""Reads what a layer puts out while llama.cpp computes. The one module that calls ggml, the library beneath llama.cpp.

llama.cpp hands out the last layer's states only, and with them the logits of every token that has some, which of a
small model take as long as all its layers. Its evaluation callback sees every tensor of the graph by name, and may end
the computation there: the output of layer n (from 1) is called `l_out-(n-1)`, that of all layers `result_norm`.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from uniconv_edge.errors import GenerationFailed
from uniconv_edge.types import FloatArray


class LayerTap:
    """Keeps the states that layer `layer` (from 1; 0: all layers and the norm behind them) put out last; lives as long
    as the context it listens to. The one behind all layers `ends` the computation, so it hears only within `listening`.
    """

    def __init__(self, llama: Any, layer: int, width: int) -> None:
        self._name, self._width = f"l_out-{layer - 1}".encode() if layer else b"result_norm", width
        self.ends = not layer
        self._listens = not self.ends
        self._rows: FloatArray = np.zeros((0, width), np.float32)
        self._ggml = _ggml(str(Path(llama.__file__).parent / "lib"))
        kind = next(kind for field, kind in llama.llama_context_params._fields_ if field == "cb_eval")
        self.callback: Any = kind(self._seen)

    def _seen(self, tensor: int, asks: bool, _data: Any) -> bool:
        """Called before a tensor is computed (`asks`: is it wanted?) and, where it is, once it holds its values (go
        on?)."""
        if asks:
            return self._listens and bool(self._ggml.ggml_get_name(tensor) == self._name)
        count = self._ggml.ggml_nelements(tensor)
        values = np.ctypeslib.as_array(self._ggml.ggml_get_data_f32(tensor), (count,))
        self._rows = values.reshape(-1, self._width).copy()
        return not self.ends

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Within it the tap that ends the computation is heard."""
        self._rows, self._listens = self._rows[:0], True
        try:
            yield
        finally:
            self._listens = False

    @property
    def rows(self) -> FloatArray:
        """The states (tokens, width) of the last tokens computed. Raises GenerationFailed when there were none."""
        if not len(self._rows):
            raise GenerationFailed("this build of llama.cpp does not name its layers' outputs", "report it")
        return self._rows


@contextmanager
def interruptible() -> Iterator[None]:
    """Raises the KeyboardInterrupt that came while llama.cpp computed. The callback is the only Python then, so Ctrl-C
    is mostly taken in it, and ctypes drops what a callback raises."""
    dropped: list[object] = []
    told = sys.unraisablehook

    def noted(error: sys.UnraisableHookArgs) -> None:
        if issubclass(error.exc_type, KeyboardInterrupt):
            dropped.append(error.exc_type)
        else:
            told(error)

    sys.unraisablehook = noted
    try:
        yield
    finally:
        sys.unraisablehook = told
    if dropped:
        raise KeyboardInterrupt


@lru_cache(1)
def _ggml(folder: str) -> Any:
    found = sorted(Path(folder).glob("*ggml-base*"), key=lambda path: len(path.name))
    if not found:
        raise GenerationFailed("llama-cpp-python came without ggml-base", "install it again")
    library = ctypes.CDLL(str(found[0]))
    library.ggml_get_name.restype, library.ggml_get_name.argtypes = ctypes.c_char_p, [ctypes.c_void_p]
    library.ggml_get_data_f32.restype = ctypes.POINTER(ctypes.c_float)
    library.ggml_get_data_f32.argtypes = [ctypes.c_void_p]
    library.ggml_nelements.restype, library.ggml_nelements.argtypes = ctypes.c_int64, [ctypes.c_void_p]
    return library
