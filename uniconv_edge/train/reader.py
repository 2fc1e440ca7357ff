"""The reader stage: trains the sentence reader on the token vectors of a finished model and writes it as ONNX.

Nothing of the model changes: its vectors of tokens are read, projected and kept in 8 bits with the reader.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from uniconv_edge.assistant.quoting import reader_words
from uniconv_edge.assistant.quoting.reader_words import Example
from uniconv_edge.errors import TrainingFailed
from uniconv_edge.model.onnx import open_session
from uniconv_edge.model.reader import INPUTS, TOKENS_A_WORD, in_rows, word_tokens
from uniconv_edge.model.sentences import SentenceEncoder
from uniconv_edge.train import reader_network
from uniconv_edge.train.optimise import Optimizers
from uniconv_edge.train.pooling import NEVER
from uniconv_edge.train.reader_network import SentenceReader
from uniconv_edge.train.reader_rows import ReaderRow, ReaderRows, drawn, tensors
from uniconv_edge.train.recipe import Recipe
from uniconv_edge.train.stage import Stage, narrate
from uniconv_edge.train.token_table import TokenTable
from uniconv_edge.train.tokenizer import encoder
from uniconv_edge.types import FloatArray

_MOST_DIFFERENCE = 0.25  # of a score, between torch and the written file in 8 bits


def train_reader(
    recipe: Recipe, data: Path, run: Path, vectors: FloatArray, tokenizer: Any, sentences: Path | None
) -> Path:
    """Train on the token vectors (vocabulary, dims) of a model, and on those of its sentence encoder, a file, where it
    has one; returns the file, `RUN/reader.onnx`."""
    part = recipe.reader
    rows = ReaderRows(data, part, recipe.seed)
    if not rows.rows:
        raise TrainingFailed("no row teaches the reader", "give rows with evidence, or a `most_rows` above 0")
    table = directions(vectors, part.meaning)
    encode = encoder(tokenizer)
    tokens = [word_tokens(word, encode) for word in rows.words]
    words = _of_words(table, tokens)
    meaning = 0
    if sentences is not None:
        narrate("reader: the vectors of all sentences")
        opened = SentenceEncoder(open_session(sentences, recipe.threads), str(sentences))
        rows.tell(opened, in_rows(tokens))
        meaning = opened.dims
    alike = rows.alike(words) if part.exchanged else {}
    known = torch.from_numpy(words)
    torch.manual_seed(recipe.seed)
    network = SentenceReader(table.shape[1], part.dims, part.dropout, meaning)
    batches = _Batches(rows, recipe.seed)

    optimizers = Optimizers([torch.optim.AdamW(network.parameters(), lr=part.lr, weight_decay=0.01)])

    def step(number: int) -> tuple[dict[str, Tensor], int]:
        torch.manual_seed(recipe.seed * 1_000_003 + number)  # what is dropped out, the same when resumed
        random = Random(f"{recipe.seed}:{number}")
        shown = [drawn(row, part, alike, random) for row in batches(number)]
        given, used, right = tensors(shown, rows.stems)
        scores, none = network(network.project(known[used]), given)
        return {"reader": reader_network.loss(scores, none, right)}, int(given["read"].sum())

    network.train()
    Stage("reader", run, recipe, dict(network.named_parameters()), optimizers).run(part.steps, step)
    network.eval()
    out = run / "reader.onnx"
    write_onnx(network, table, out)
    _check(network, words, out, rows, encode)
    narrate(f"reader: {out}")
    return out


class _Batches:
    """The batch of each step: all rows, pass after pass, each in an order of its own."""

    def __init__(self, rows: ReaderRows, seed: int) -> None:
        self._rows, self._seed = rows, seed
        self._pass, self._order = -1, list[list[ReaderRow]]()
        self._each = len(list(rows.batches(0)))

    def __call__(self, step: int) -> list[ReaderRow]:
        number, place = divmod(step, self._each)
        if number != self._pass:
            self._pass, self._order = number, list(self._rows.batches(self._seed * 1000 + number))
        return self._order[place]


def directions(vectors: FloatArray, meaning: int) -> FloatArray:
    """The first `meaning` dimensions (0: all) of token vectors (vocabulary, dims), of length 1."""
    cut = vectors[:, :meaning] if meaning else vectors
    found: FloatArray = (cut / np.maximum(np.linalg.norm(cut, axis=1, keepdims=True), 1e-6)).astype(np.float32)
    return found


def _of_words(table: FloatArray, tokens: list[list[int]]) -> FloatArray:
    """The vectors (words, dims): means of those of the words' tokens."""
    return np.stack([table[ids].mean(0) if ids else np.zeros(table.shape[1], np.float32) for ids in tokens])


class _Exported(nn.Module):
    """The network for one question, behind its own table of token vectors: words come as tokens (words,
    TOKENS_A_WORD), -1 for none."""

    def __init__(self, network: SentenceReader, table: FloatArray) -> None:
        super().__init__()
        self.network = network
        with torch.no_grad():
            self.words = TokenTable(network.project(torch.from_numpy(table)))

    def forward(self, tokens: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        scores, none = self.network(self.words(tokens), dict(zip(INPUTS, given, strict=True)))
        return scores, none


def write_onnx(network: SentenceReader, table: FloatArray, path: Path) -> None:
    """Write the network with the projected token vectors in 8 bits."""
    meaning = 0 if network.meaning is None else network.meaning.vector_dims
    example = {name: torch.from_numpy(value) for name, value in _example(meaning).items()}
    exported = _Exported(network, table).eval()
    axes = {name: {1: f"{name}_1"} for name in INPUTS if name != "meant"}
    for name in ("title_stem", "words_of", "sentences_of"):
        axes[name] |= {2: f"{name}_2"}
    temporary = path.with_suffix(".tmp")
    with torch.no_grad():
        torch.onnx.export(
            exported,
            tuple(example[name] for name in ("tokens", *INPUTS)),
            str(temporary),
            input_names=["tokens", *INPUTS],
            output_names=["scores", "none"],
            dynamic_axes={"tokens": {0: "words"}, **axes, "scores": {1: "s"}},
            opset_version=18,
            dynamo=False,
        )
    temporary.replace(path)


def _example(meaning: int) -> dict[str, npt.NDArray[Any]]:
    """Inputs to trace with: a question and two sources, and vectors of so many dimensions."""
    sources = [
        reader_words.source("A title", "Some words. Some more of them?"),
        reader_words.source("", "Others. And these."),
    ]
    words = sorted({word for each in sources for word in (*each.title, *each.words)})
    numbers = {word: number for number, word in enumerate(words)}
    numbered = [reader_words.numbered(each, numbers.__getitem__) for each in sources]
    told = [dataclasses.replace(each, means=np.ones((len(each.asks), meaning), np.float32)) for each in numbered]
    example = Example(np.arange(3), np.ones(3, np.float32), 2, told, np.ones(meaning, np.float32))
    given = reader_words.arrays([example], reader_words.stem_numbers(words))
    tokens = np.tile(np.arange(TOKENS_A_WORD), (len(words), 1)) % 4 - 1
    return {"tokens": tokens, **given, **reader_words.members(given)}


def _check(network: SentenceReader, words: FloatArray, path: Path, rows: ReaderRows, encode: Any) -> None:
    """Compare the written file with the network on the first rows. Raises TrainingFailed where they differ."""
    session = open_session(path)
    looked_at = {each.name for each in session.get_inputs()}
    worst = 0.0
    for row in rows.rows[:20]:
        given, used, _ = tensors([row], rows.stems)
        with torch.no_grad():
            scores, none = network(network.project(torch.from_numpy(words[used])), given)
        tokens = in_rows([word_tokens(rows.words[word], encode) for word in used])
        inputs = {name: value.numpy() for name, value in given.items()}
        inputs |= reader_words.members(inputs)
        feeds = {"tokens": tokens, **{name: inputs[name] for name in INPUTS if name in looked_at}}
        found = session.run(["scores", "none"], feeds)
        ours = found[0][0] - found[1][0]
        theirs = (scores[0] - none[0]).numpy()
        real = theirs > NEVER / 2
        worst = max(worst, float(np.abs(ours - theirs)[real].max(initial=0.0)))
    if not worst <= _MOST_DIFFERENCE:
        raise TrainingFailed(
            f"`{path}` and the network differ by {worst:.3f} in a score", "report this: the file was not written well"
        )
    narrate(f"reader: file and network differ by at most {worst:.3f} in a score")
