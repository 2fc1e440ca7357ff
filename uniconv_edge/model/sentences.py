"""The sentence encoder of a model folder: the vector of what a sentence says as a whole. Optional; its reader needs it.

It stands beside the model's own vectors, which are those of a bag of tokens, and learned from the same teacher
(`train/sentences.py`). Only the sentences of the sources that a question has found are read, never a whole library.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import ModelDamaged
from uniconv_edge.model.manifest import SENTENCES_FILE, Manifest, verify
from uniconv_edge.model.onnx import open_session
from uniconv_edge.types import FloatArray

MOST_WORDS = 64  # of a sentence; what is behind them is not read
_TOGETHER = 256  # sentences

Integers = npt.NDArray[np.int64]


class SentenceEncoder:
    """Opened once."""

    def __init__(self, session: Any, folder: str) -> None:
        self._session, self._folder = session, folder
        self.dims = int(session.get_outputs()[0].shape[1])

    @classmethod
    def open(cls, manifest: Manifest) -> SentenceEncoder | None:
        """The sentence encoder of a model, None where it has none. Raises ModelDamaged."""
        if SENTENCES_FILE not in manifest.files:
            return None
        verify(manifest, SENTENCES_FILE)
        return cls(open_session(manifest.folder / SENTENCES_FILE), str(manifest.folder))

    def encode(self, tokens: Integers, sentences: Sequence[Integers], own: Sequence[int] | None = None) -> FloatArray:
        """Unit vectors (n, dims) of n sentences, 0 for one without words. Each is its words by number; `tokens`
        (words, t) are those of each word, -1: none. `own`: of each so many first words are a question's own, the others
        of turns before it (None: all are)."""
        vectors = np.zeros((len(sentences), self.dims), np.float32)
        order = sorted((n for n, each in enumerate(sentences) if len(each)), key=lambda n: len(sentences[n]))
        for some in _alike([len(sentences[n]) for n in order]):
            chosen = order[some]
            vectors[chosen] = self._run(
                tokens,
                [sentences[n][:MOST_WORDS] for n in chosen],
                None if own is None else [own[n] for n in chosen],
            )
        return vectors

    def _run(self, tokens: Integers, sentences: Sequence[Integers], own: Sequence[int] | None) -> FloatArray:
        word, earlier, read = padded(sentences, own)
        used, places = np.unique(word, return_inverse=True)
        inputs = {"tokens": tokens[used], "word": places.reshape(word.shape), "earlier": earlier, "read": read}
        try:
            vectors: FloatArray = self._session.run(["vectors"], inputs)[0]
        except Exception as error:  # onnxruntime raises a family of unrelated exceptions
            raise ModelDamaged(
                f"the sentence encoder in `{self._folder}` failed: {error}", "copy the model again"
            ) from error
        return vectors


def padded(sentences: Sequence[Integers], own: Sequence[int] | None) -> tuple[Integers, Integers, FloatArray]:
    """(word, earlier, read), (n, l) each, of sentences of words by number; what is no word is the word of the first."""
    longest = max(map(len, sentences))
    word = np.full((len(sentences), longest), sentences[0][0], np.int64)
    read = np.zeros((len(sentences), longest), np.float32)
    for row, each in enumerate(sentences):
        word[row, : len(each)] = each
        read[row, : len(each)] = 1
    earlier = np.zeros_like(word)
    for row, count in enumerate(own or ()):
        earlier[row, count : len(sentences[row])] = 1
    return word, earlier, read


def _alike(lengths: Sequence[int]) -> list[slice]:
    """Rising lengths in runs of at most half again the first, so that little is read that is no word, and not too many
    at once."""
    found, start = [], 0
    for place, length in enumerate(lengths):
        if length > 1.5 * lengths[start] or place - start == _TOGETHER:
            found.append(slice(start, place))
            start = place
    return [*found, slice(start, len(lengths))] if lengths else []
