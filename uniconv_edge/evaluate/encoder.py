"""A sentence encoder that somebody else trained, as a `PassageEmbedder`: the yardstick of the same pools.

Sessions are all turns joined, oldest first, the newest 170 words, cut at 256 tokens; title and text of a passage are
joined and cut at 128, and so is a session of one turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uniconv_edge.errors import UsageError
from uniconv_edge.types import FloatArray, PassageEmbedder, Turn

SESSION_WORDS = 170
PASSAGE_TOKENS = 128
SESSION_TOKENS = 256
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Encoder:
    """`encode` gives unit vectors (n, dims) of texts cut at some tokens; `identity` changes whenever they would."""

    identity: str
    dims: int
    encode: Callable[[list[str], int], FloatArray]

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        """Unit vectors (n, dims) of (title, text) pairs."""
        return self.encode([f"{title}\n{text}" for title, text in passages], PASSAGE_TOKENS)

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        """The unit vector (dims,) of a conversation."""
        vector: FloatArray = self.embed_sessions([turns])[0]
        return vector

    def embed_sessions(self, sessions: Sequence[Sequence[Turn]]) -> FloatArray:
        """Unit vectors (n, dims) of conversations; one of a single turn is a `last` query."""
        texts = [" ".join(" ".join(turn.text for turn in turns).split()[-SESSION_WORDS:]) for turns in sessions]
        limits = [PASSAGE_TOKENS if len(turns) == 1 else SESSION_TOKENS for turns in sessions]
        vectors = np.zeros((len(texts), self.dims), np.float32)
        for limit in sorted(set(limits)):
            chosen = [place for place, each in enumerate(limits) if each == limit]
            vectors[chosen] = self.encode([texts[place] for place in chosen], limit)
        return vectors


def open_own(model_folder: Path) -> PassageEmbedder:
    """The embedder of a model of this program, of a pair the one it names. Raises UsageError when it has none, and the
    errors of `OnnxEmbedder.open`."""
    from uniconv_edge.model.embedder import OnnxEmbedder
    from uniconv_edge.model.manifest import ONNX_FILE
    from uniconv_edge.model.pair import embedder_folder

    folder = embedder_folder(model_folder)
    if not (folder / ONNX_FILE).is_file():
        raise UsageError(
            f"the model in `{folder}` has no embedder: {ONNX_FILE} is missing",
            "convert it again, name another with `--model`, or search with `--retriever lexical`",
        )
    return OnnxEmbedder.open(folder)


def open_encoder(folder: Path) -> Encoder:
    """A folder with tokenizer.json and model_int8.onnx or model.onnx (a mean-pooled encoder, such as all-MiniLM-L6-v2).
    Raises UsageError when it is not there."""
    if not (folder / "tokenizer.json").is_file() or not any(folder.glob("model*.onnx")):
        raise UsageError(
            f"`{folder}` is not an encoder", "name a folder with tokenizer.json and model.onnx or model_int8.onnx"
        )
    from uniconv_edge.train.teacher import Teacher

    model = Teacher(folder, _THREADS)
    return Encoder(f"teacher:{model.digest}:{PASSAGE_TOKENS}", model.embed(["a"], 8).shape[1], model.embed)
