"""Pooled vectors from the ONNX side of a model folder. The one module that imports onnxruntime at run time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from uniconv_edge.errors import ModelDamaged
from uniconv_edge.model.manifest import ONNX_FILE, TOKENIZER_FILE, Manifest, read_manifest, verify
from uniconv_edge.model.pair import embedder_folder
from uniconv_edge.model.tokens import Tokens
from uniconv_edge.types import FloatArray, Turn

BATCH_TOKENS = 2048  # measured: larger batches fall out of the cache of a laptop core


class OnnxEmbedder:
    """Embeds passages and sessions; satisfies `types.PassageEmbedder`."""

    def __init__(self, manifest: Manifest, session: Any, tokens: Tokens) -> None:
        self.manifest, self._session, self._tokens = manifest, session, tokens

    @classmethod
    def open(cls, model_folder: Path, *, threads: int | None = None) -> OnnxEmbedder:
        """Verify and load `model_folder`, of a pair the embedder it names. Raises ModelMissing, ModelDamaged or
        ModelNewer."""
        manifest = read_manifest(embedder_folder(model_folder))
        verify(manifest, ONNX_FILE, TOKENIZER_FILE)
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or min(4, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        # A spinning pool would take the cores from llama.cpp between two batches.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        path = manifest.folder / ONNX_FILE
        try:
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises a family of unrelated exceptions
            raise ModelDamaged(f"cannot load `{path}`: {error}", "convert or copy the model again") from error
        return cls(manifest, session, Tokens(manifest))

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
        return len(self._tokens.encode(text))

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        """Unit vectors (n, dims) of (title, text) pairs, in order."""
        return self._embed([self._tokens.passage(title, text) for title, text in passages])

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        """The unit search vector (dims,) of a conversation that ends with the question."""
        vector: FloatArray = self.embed_sessions([turns])[0]
        return vector

    def embed_sessions(self, sessions: Sequence[Sequence[Turn]]) -> FloatArray:
        """Unit search vectors (n, dims) of several conversations."""
        return self._embed([self._tokens.session(list(turns)) for turns in sessions])

    def _embed(self, sequences: list[list[int]]) -> FloatArray:
        out = np.zeros((len(sequences), self.dims), np.float32)
        order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]))
        start = 0
        while start < len(order):
            stop = start + 1
            while stop < len(order) and len(sequences[order[stop]]) * (stop - start + 1) <= BATCH_TOKENS:
                stop += 1
            chosen = order[start:stop]
            out[chosen] = self._run([sequences[i] for i in chosen])
            start = stop
        return out

    def _run(self, sequences: list[list[int]]) -> FloatArray:
        width = max(map(len, sequences))
        ids = np.zeros((len(sequences), width), np.int64)
        mask = np.zeros((len(sequences), width), np.int64)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        found = self._session.run(["sentence_embedding"], {"input_ids": ids, "attention_mask": mask})[0]
        return np.ascontiguousarray(found, np.float32)
