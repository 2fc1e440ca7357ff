"""The sentence reader of a model folder: which sentence of the sources answers, as scores. Optional.

It stands on the model's own token vectors (`train/reader.py`) and sees words, as `assistant/reading.py` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import ModelDamaged
from uniconv_edge.model.manifest import READER_FILE, Manifest, verify
from uniconv_edge.model.onnx import open_session
from uniconv_edge.model.tokens import Tokens
from uniconv_edge.types import FloatArray

TOKENS_A_WORD = 6
INPUTS = (
    "question", "question_stem", "earlier", "worth", "asked", "word", "word_stem", "signs", "read",
    "source", "asks", "place", "title_stem", "words_of", "sentences_of",
)  # fmt: skip
_REMEMBERED_WORDS = 20_000


def word_tokens(word: str, encode: Callable[[str], list[int]]) -> list[int]:
    """The tokens by which a word is known."""
    return encode(f" {word}")[:TOKENS_A_WORD]


class SentenceReader:
    """Scores sentences; opened once."""

    def __init__(self, session: Any, tokens: Tokens, folder: str) -> None:
        self._session, self._folder = session, folder
        self._tokens = lru_cache(_REMEMBERED_WORDS)(lambda word: tuple(word_tokens(word, tokens.encode)))

    @classmethod
    def open(cls, manifest: Manifest, tokens: Tokens) -> SentenceReader | None:
        """The reader of a model, whose tokenizer is open, None where it has none. Raises ModelDamaged."""
        if READER_FILE not in manifest.files:
            return None
        verify(manifest, READER_FILE)
        return cls(open_session(manifest.folder / READER_FILE), tokens, str(manifest.folder))

    def score(self, words: Sequence[str], given: Mapping[str, npt.NDArray[np.generic]]) -> tuple[FloatArray, float]:
        """Scores (s,) of the sentences of `given` (`assistant.reading.arrays`), one example whose numbers mean `words`,
        and the score of none of them: natural logarithms but for a constant."""
        tokens = np.full((len(words), TOKENS_A_WORD), -1, np.int64)
        for row, word in enumerate(words):
            ids = self._tokens(word)
            tokens[row, : len(ids)] = ids
        inputs = {"tokens": tokens, **{name: given[name] for name in INPUTS}}
        try:
            scores, none = self._session.run(["scores", "none"], inputs)
        except Exception as error:  # onnxruntime raises a family of unrelated exceptions
            raise ModelDamaged(f"the reader in `{self._folder}` failed: {error}", "copy the model again") from error
        return scores[0], float(none[0])
