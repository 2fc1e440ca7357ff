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
import numpy.typing as npt
from tokenizers import Tokenizer

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.model.onnx import padded
from uniconv_edge.regular import written_whole
from uniconv_edge.types import FloatArray

_BATCH_TOKENS = 4_096


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
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(files[0]), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # neither library has errors of its own for a damaged file
            raise TrainingFailed(
                f"the teacher in `{folder}` cannot be opened: {error}", "copy it again, or name another by --teacher"
            ) from error
        self._inputs = {value.name for value in self._session.get_inputs()}
        self._tokenizer.no_padding()
        self.digest = hashlib.sha256(files[0].read_bytes()).hexdigest()[:16]

    @property
    def dims(self) -> int:
        """Of its vectors."""
        return int(self._session.get_outputs()[0].shape[-1])

    def states(self, texts: Sequence[Sequence[str]], own: Sequence[int]) -> tuple[FloatArray, FloatArray]:
        """Of texts, given as words, what the last layer says of each word, (n, l, dims), the mean over its tokens, 0
        behind the last, and of the whole text, (n, dims), the mean over all tokens. `own`: the words from there on are
        read behind a full stop."""
        self._tokenizer.no_truncation()
        stopped = [
            [*words[:n], ".", *words[n:]] if n < len(words) else words for words, n in zip(texts, own, strict=True)
        ]
        found = self._tokenizer.encode_batch(stopped, is_pretokenized=True)
        hidden, mask = self._hidden([each.ids for each in found])
        length = max(map(len, texts))
        place = np.full(mask.shape, length, np.int64)  # of marks: behind all words
        for row, (each, n) in enumerate(zip(found, own, strict=True)):
            of = np.array([-1 if word is None else word for word in each.word_ids])
            of = np.where((of < 0) | (of == n) & (n < len(texts[row])), length, of - ((of > n) & (n < len(texts[row]))))
            place[row, : len(of)] = of
        flat = (np.arange(len(texts))[:, None] * (length + 1) + place).ravel()
        sums = np.zeros((len(texts) * (length + 1), hidden.shape[2]), np.float32)
        np.add.at(sums, flat, hidden.reshape(-1, hidden.shape[2]))
        counts = np.bincount(flat, minlength=len(sums))[:, None]
        states = (sums / np.maximum(counts, 1)).reshape(len(texts), length + 1, -1)[:, :length].astype(np.float32)
        return states, _mean(hidden, mask)

    def embed(self, texts: Sequence[str], max_tokens: int) -> FloatArray:
        """Unit vectors (n, dims) of texts cut at `max_tokens`; batched by length."""
        self._tokenizer.enable_truncation(max_tokens)
        ids = [e.ids for e in self._tokenizer.encode_batch(list(texts))]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        out: FloatArray | None = None
        start = 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and len(ids[order[stop]]) * (stop - start + 1) <= _BATCH_TOKENS:
                stop += 1
            chosen = order[start:stop]
            vectors = self._run([ids[i] for i in chosen])
            if out is None:
                out = np.zeros((len(ids), vectors.shape[1]), np.float32)
            out[chosen] = vectors
            start = stop
        return out if out is not None else np.zeros((0, 0), np.float32)

    def _run(self, ids: list[list[int]]) -> FloatArray:
        hidden, mask = self._hidden(ids)
        pooled = _mean(hidden, mask)
        return np.asarray(pooled / np.linalg.norm(pooled, axis=1, keepdims=True), np.float32)

    def _hidden(self, ids: list[list[int]]) -> tuple[FloatArray, npt.NDArray[np.int64]]:
        tokens, mask = padded(ids)
        feeds = {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)}
        return self._session.run(None, {k: v for k, v in feeds.items() if k in self._inputs})[0], mask


def _mean(hidden: FloatArray, mask: npt.NDArray[np.int64]) -> FloatArray:
    """Of the states (n, l, dims) of each text, (n, dims)."""
    pooled: FloatArray = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
    return pooled


def cached_vectors(teacher: Teacher, texts: Sequence[str], max_tokens: int, folder: Path) -> FloatArray:
    """`teacher.embed` in the precision of float16, kept in `folder` under a digest of the teacher, the texts and the
    length: the same the first time and from the folder."""
    digest = hashlib.sha256(f"{teacher.digest} {max_tokens}\n".encode())
    for text in texts:
        digest.update(text.encode() + b"\0")
    path = folder / f"{digest.hexdigest()[:24]}.npy"
    if path.is_file():
        try:
            return np.asarray(np.load(path, allow_pickle=False), np.float32)
        except (OSError, ValueError, EOFError) as error:
            raise TrainingFailed(f"cannot read `{path}`: {error}", "delete it; it is computed again") from error
    vectors = teacher.embed(texts, max_tokens).astype(np.float16)
    folder.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as stream:
        np.save(stream, vectors)
    return np.asarray(vectors, np.float32)
