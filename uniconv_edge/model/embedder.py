"""Pooled vectors from the ONNX side of a model folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from uniconv_edge.errors import ModelDamaged
from uniconv_edge.memory import give_back
from uniconv_edge.model.manifest import ONNX_FILE, TOKENIZER_FILE, Manifest, read_manifest, verify
from uniconv_edge.model.onnx import open_session, padded
from uniconv_edge.model.pair import embedder_folder
from uniconv_edge.model.tokens import Tokens
from uniconv_edge.types import FloatArray, Turn

BATCH_TOKENS = 512  # measured: 256 and 2048 are 7 % slower, 1024 is as fast and takes 45 MB more


class OnnxEmbedder:
    """Embeds passages and sessions; satisfies `types.PassageEmbedder`.

    Each of `threads` threads computes batches of its own: on two cores a fifth to a third faster than one batch in
    pieces, between which the threads would wait for each other.
    """

    def __init__(self, manifest: Manifest, session: Any, tokens: Tokens, threads: int = 1) -> None:
        self.manifest, self._session, self.tokens, self._threads = manifest, session, tokens, threads

    @classmethod
    def open(cls, model_folder: Path, *, threads: int | None = None) -> OnnxEmbedder:
        """Verify and load `model_folder`, of a pair the embedder it names. Raises ModelMissing, ModelDamaged or
        ModelNewer."""
        manifest = read_manifest(embedder_folder(model_folder))
        verify(manifest, ONNX_FILE, TOKENIZER_FILE)
        session, tokens = open_session(manifest.folder / ONNX_FILE), Tokens(manifest)
        give_back()  # what both were read from
        return cls(manifest, session, tokens, threads or min(4, os.cpu_count() or 1))

    @property
    def identity(self) -> str:
        """Changes whenever the vectors would."""
        return self.manifest.identity

    @property
    def dims(self) -> int:
        """Length of a vector."""
        return self.manifest.dims

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return len(self.tokens.encode(text))

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        """Unit vectors (n, dims) of (title, text) pairs, in order."""
        return self._embed([self.tokens.passage(title, text) for title, text in passages])

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        """The unit search vector (dims,) of a conversation that ends with the question."""
        vector: FloatArray = self.embed_sessions([turns])[0]
        return vector

    def embed_sessions(self, sessions: Sequence[Sequence[Turn]]) -> FloatArray:
        """Unit search vectors (n, dims) of several conversations."""
        return self._embed([self.tokens.session(list(turns)) for turns in sessions])

    def _embed(self, sequences: list[list[int]]) -> FloatArray:
        out = np.zeros((len(sequences), self.dims), np.float32)

        def compute(rows: list[int]) -> None:
            out[rows] = self._run([sequences[i] for i in rows])

        batches = list(_batches([len(sequence) for sequence in sequences]))
        if len(batches) == 1:
            compute(batches[0])
        else:
            with ThreadPoolExecutor(self._threads, thread_name_prefix="embedding") as pool:
                list(pool.map(compute, batches))
        return out

    def _run(self, sequences: list[list[int]]) -> FloatArray:
        ids, mask = padded(sequences)
        found = self._session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": mask})[0]
        if found.shape[1:] != (self.dims,):
            raise ModelDamaged(
                f"the model in `{self.manifest.folder}` gives vectors of {found.shape[-1]} numbers, "
                f"its manifest says {self.dims}",
                "convert or copy the model again",
            )
        return np.ascontiguousarray(found, np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Which sequences are computed together: of like length, the longest first, so that the threads end together."""
    order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
    while order:
        size = max(1, BATCH_TOKENS // max(1, lengths[order[0]]))
        yield order[:size]
        order = order[size:]
