"""The sentence reader of a model folder: which sentence of the sources answers, as scores. Optional.

It stands on the model's own token vectors (`train/reader.py`) and sees words, as
`assistant/quoting/reader_words.py` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    "question", "question_stem", "earlier", "worth", "asked", "word", "word_stem", "sentence", "signs", "read",
    "source", "asks", "place", "title_stem", "meant", "means", "words_of", "sentences_of",
)  # fmt: skip


def word_tokens(word: str, encode: Callable[[str], list[int]]) -> list[int]:
    """The tokens by which a word is known."""
    return encode(f" {word}")[:TOKENS_A_WORD]


def in_rows(tokens: Sequence[Sequence[int]]) -> npt.NDArray[np.int64]:
    """The tokens of words as (words, TOKENS_A_WORD), -1 where there are no more."""
    found = np.full((len(tokens), TOKENS_A_WORD), -1, np.int64)
    for number, ids in enumerate(tokens):
        found[number, : len(ids)] = ids
    return found


class SentenceReader:
    """Scores sentences; opened once."""

    def __init__(self, session: Any, tokens: Tokens, folder: str) -> None:
        self._session, self._folder, self._encode = session, folder, tokens.encode_once
        self._looked_at = {each.name for each in session.get_inputs()}  # one without meaning looks at fewer

    @classmethod
    def open(cls, manifest: Manifest, tokens: Tokens) -> SentenceReader | None:
        """The reader of a model, whose tokenizer is open, None where it has none. Raises ModelDamaged."""
        if READER_FILE not in manifest.files:
            return None
        verify(manifest, READER_FILE)
        return cls(open_session(manifest.folder / READER_FILE), tokens, str(manifest.folder))

    @property
    def sees_meaning(self) -> bool:
        """Whether it looks at the vectors of sentences."""
        return "means" in self._looked_at

    def tokens_of(self, word: str) -> list[int]:
        """The tokens by which it knows a word, at most `TOKENS_A_WORD`."""
        return word_tokens(word, self._encode)

    def score(
        self, tokens: npt.NDArray[np.int64], given: Mapping[str, npt.NDArray[np.generic]]
    ) -> tuple[FloatArray, float]:
        """Scores (s,) of the sentences of `given` (`quoting.reader_words.arrays`), one example whose words have these
        tokens (words, TOKENS_A_WORD; -1: none), and the score of none of them: natural logarithms but for a
        constant."""
        inputs = {"tokens": tokens, **{name: given[name] for name in INPUTS if name in self._looked_at}}
        try:
            scores, none = self._session.run(["scores", "none"], inputs)
        except Exception as error:  # onnxruntime raises a family of unrelated exceptions
            raise ModelDamaged(f"the reader in `{self._folder}` failed: {error}", "copy the model again") from error
        return scores[0], float(none[0])
