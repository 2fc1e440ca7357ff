"""Tells when passages reach the embedder: by then their documents have been read and cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uniconv_edge.types import FloatArray, PassageEmbedder, Turn


class StagedEmbedder:
    """An embedder that says how many passages it was given before it begins."""

    def __init__(self, embedder: PassageEmbedder, given: Callable[[int], None]) -> None:
        self._embedder, self._given = embedder, given

    @property
    def identity(self) -> str:
        return self._embedder.identity

    @property
    def dims(self) -> int:
        return self._embedder.dims

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        self._given(len(passages))
        return self._embedder.embed_passages(passages)

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        return self._embedder.embed_session(turns)
