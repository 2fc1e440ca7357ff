"""Stand-ins that tests share. Importable from any test, and from the child processes that tests start."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from uniconv_edge.types import FloatArray, Turn


class FakeEmbedder:
    """A `PassageEmbedder` of hashed words: equal texts have equal vectors, shared words make them similar."""

    def __init__(self, identity: str = "fake:1", dims: int = 64) -> None:
        self._identity = identity
        self._dims = dims
        self.embedded: list[tuple[str, str]] = []

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def dims(self) -> int:
        return self._dims

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        self.embedded.extend(passages)
        return np.stack([self._vector(f"{title} {text}") for title, text in passages])

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        return self._vector(" ".join(turn.text for turn in turns if turn.role == "user"))

    def _vector(self, text: str) -> FloatArray:
        vector = np.full(self._dims, 1e-3, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            digest = hashlib.blake2b(f"{self._identity}\0{word}".encode(), digest_size=8).digest()
            vector[int.from_bytes(digest[:4], "big") % self._dims] += 1 if digest[4] & 1 else -1
        return (vector / np.linalg.norm(vector)).astype(np.float32)
