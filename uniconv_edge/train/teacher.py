"""Vectors of a teacher encoder (ONNX, mean pooling), computed once and kept in the run folder.

The teacher is a folder with `tokenizer.json` and `model.onnx` (or the faster `model_int8.onnx`): the feature-extraction
layout that Optimum writes. It is used in training only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.types import FloatArray


class Teacher:
    """A mean-pooled sentence encoder. `embed` returns unit vectors (n, dims)."""

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime

        files = [folder / name for name in ("model_int8.onnx", "model.onnx") if (folder / name).is_file()]
        if not files or not (folder / "tokenizer.json").is_file():
            raise TrainingFailed(
                f"no teacher in `{folder}`", "name a folder with tokenizer.json and model.onnx by --teacher"
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self._session: Any = onnxruntime.InferenceSession(str(files[0]), options, providers=["CPUExecutionProvider"])
        self._inputs = {value.name for value in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self.digest = hashlib.sha256(files[0].read_bytes()).hexdigest()[:16]

    def embed(self, texts: Sequence[str], max_tokens: int, batch_tokens: int = 4096) -> FloatArray:
        """Unit vectors (n, dims) of texts cut at `max_tokens`; batched by length."""
        self._tokenizer.enable_truncation(max_tokens)
        ids = [e.ids for e in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        out: FloatArray | None = None
        start = 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and len(ids[order[stop]]) * (stop - start + 1) <= batch_tokens:
                stop += 1
            chosen = order[start:stop]
            vectors = self._run([ids[i] for i in chosen])
            if out is None:
                out = np.zeros((len(ids), vectors.shape[1]), np.float32)
            out[chosen] = vectors
            start = stop
        return out if out is not None else np.zeros((0, 0), np.float32)

    def _run(self, ids: list[list[int]]) -> FloatArray:
        width = max(map(len, ids))
        tokens = np.zeros((len(ids), width), np.int64)
        mask = np.zeros((len(ids), width), np.int64)
        for row, values in enumerate(ids):
            tokens[row, : len(values)] = values
            mask[row, : len(values)] = 1
        feeds = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        hidden = self._session.run(None, {k: v for k, v in feeds.items() if k in self._inputs})[0]
        pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), np.float32)


def cached_vectors(teacher: Teacher, texts: Sequence[str], max_tokens: int, folder: Path) -> FloatArray:
    """`teacher.embed` in the precision of float16, kept in `folder` under a digest of the teacher, the texts and the
    length: the same the first time and from the folder."""
    digest = hashlib.sha256(f"{teacher.digest} {max_tokens}\n".encode())
    for text in texts:
        digest.update(text.encode() + b"\0")
    path = folder / f"{digest.hexdigest()[:24]}.npy"
    if path.is_file():
        return np.asarray(np.load(path), np.float32)
    vectors = teacher.embed(texts, max_tokens).astype(np.float16)
    folder.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp.npy")
    np.save(temporary, vectors)
    temporary.replace(path)
    return np.asarray(vectors, np.float32)
