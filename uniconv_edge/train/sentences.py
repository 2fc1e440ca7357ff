"""The sentences stage: trains the sentence encoder to tell of questions and sentences what the teacher tells.

Each word's share of the teacher's last layer is learned beside the whole sentence (as hidden states are in Sanh et al.,
2019, DistilBERT): every sentence then teaches as many times as it has words. What is read are words as the reader sees
them (`assistant/quoting/reader_words.py`), by the teacher too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from uniconv_edge.assistant.quoting import reader_words
from uniconv_edge.assistant.quoting.reader_words import Integers
from uniconv_edge.errors import TrainingFailed
from uniconv_edge.model.onnx import open_session
from uniconv_edge.model.reader import TOKENS_A_WORD, in_rows, word_tokens
from uniconv_edge.model.sentences import MOST_WORDS, SentenceEncoder, padded
from uniconv_edge.train import data as training_data
from uniconv_edge.train.data import RowSet
from uniconv_edge.train.optimise import Optimizers, muon
from uniconv_edge.train.reader import directions
from uniconv_edge.train.recipe import Recipe, SentencesRecipe
from uniconv_edge.train.sentence_network import SentenceNetwork
from uniconv_edge.train.stage import Stage, narrate
from uniconv_edge.train.teacher import Teacher
from uniconv_edge.train.token_table import TokenTable
from uniconv_edge.train.tokenizer import encoder
from uniconv_edge.types import FloatArray

_LEAST_WORDS = 2
_WINDOW = 40_000  # sentences sorted by length together
_FIRST = 8_000  # sentences by which training begins
_LEAST_COSINE = 0.98  # between torch and the written file in 8 bits


class SentenceTexts:
    """Sentences of the corpus and of the passages of all rows, and the rows' questions, each once, by the numbers of
    their words; `words` are these words. Of a question the words before `own` are its own, the others of turns before
    it; of a sentence all are."""

    def __init__(self, data: Path, recipe: SentencesRecipe, seed: int) -> None:
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        self._flat: list[npt.NDArray[np.int32]] = []
        self._own: list[int] = []
        self.groups: list[Integers] = []
        rows = [training_data.read_rows(data, name) for name in training_data.sources(data)]
        for kind, texts in (
            ("corpus", _of_corpus(data, recipe.corpus, Random(f"{seed}:corpus"))),
            ("passages", _of_passages(rows)),
            ("questions", _of_questions(rows)),
        ):
            first, seen = len(self._own), set[tuple[str, ...]]()
            for words, own in texts:
                if _LEAST_WORDS <= len(words) <= MOST_WORDS and words not in seen:
                    seen.add(words)
                    self._flat.append(np.array([numbers[word] for word in words], np.int32))
                    self._own.append(own)
            self.groups.append(np.arange(first, len(self._own)))
            narrate(f"sentences: {len(self._own) - first:,} of {kind}")
        self.words = list(numbers)

    def __len__(self) -> int:
        return len(self._own)

    def __getitem__(self, index: int) -> Integers:
        return self._flat[index].astype(np.int64)

    def own(self, index: int) -> int:
        """How many words are a question's own."""
        return self._own[index]


def _of_corpus(data: Path, share: float, random: Random) -> Iterator[tuple[tuple[str, ...], int]]:
    for title, text in training_data.corpus_texts(data):
        if random.random() < share:
            yield from _sentences(title, text)


def _of_passages(rows: Sequence[RowSet]) -> Iterator[tuple[tuple[str, ...], int]]:
    for each in rows:
        for title, text in each.passages:
            yield from _sentences(title, text)


def _sentences(title: str, text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    return ((words, len(words)) for words in reader_words.by_sentence(reader_words.source(title, text)))


def _of_questions(rows: Sequence[RowSet]) -> Iterator[tuple[tuple[str, ...], int]]:
    for each in rows:
        for row in each.rows:
            asked = reader_words.asked(row.turns)
            yield asked.words, asked.own


def train_sentences(
    recipe: Recipe, data: Path, run: Path, vectors: FloatArray, tokenizer: Any, teacher: Teacher
) -> Path:
    """Train on the token vectors (vocabulary, dims) of a model; returns the file, `RUN/sentences.onnx`."""
    part = recipe.sentences
    texts = SentenceTexts(data, part, recipe.seed)
    if not len(texts):
        raise TrainingFailed(f"no sentence in `{data}`", "give a corpus, or rows with passages")
    encode = encoder(tokenizer)
    known = in_rows([word_tokens(word, encode) for word in texts.words])
    torch.manual_seed(recipe.seed)
    table = directions(vectors, recipe.reader.meaning)
    network = SentenceNetwork(table, part.dims, part.layers, teacher.dims)
    batches = _Batches(texts, (known >= 0).sum(1), part, recipe.seed)

    def shown(indices: Integers) -> tuple[list[Tensor], Tensor, Tensor]:
        chosen, own = [texts[int(i)] for i in indices], [texts.own(int(i)) for i in indices]
        word, earlier, read = padded(chosen, own)
        used, places = np.unique(word, return_inverse=True)
        written = [[texts.words[n] for n in each] for each in chosen]
        of_words, of_sentences = teacher.states(written, own)
        inputs = [known[used], places.reshape(word.shape), earlier, read]
        return [torch.from_numpy(each) for each in inputs], torch.from_numpy(of_words), torch.from_numpy(of_sentences)

    def begin() -> None:
        alone, told = [], []
        with torch.no_grad():
            for step in count():
                (tokens, word, _, read), of_words, _ = shown(batches(step))
                alone.append(network.known(tokens)[word][read > 0])
                told.append(of_words[read > 0])
                if sum(map(len, alone)) >= _FIRST:
                    break
            network.begin(torch.cat(alone), torch.cat(told))

    def step(number: int) -> tuple[dict[str, Tensor], int]:
        (tokens, word, earlier, read), of_words, of_sentences = shown(batches(number))
        with torch.autocast("cpu", torch.bfloat16, enabled=part.bfloat16):
            told, sentence = network(network.known(tokens), word, earlier, read)
        far = ((told.float() - of_words) ** 2).sum(-1) / (of_words**2).sum(-1).clamp(min=1e-3)
        losses = {
            "words": part.words_weight * (far * read).sum() / read.sum(),
            "sentences": part.sentences_weight * (1 - F.cosine_similarity(sentence, of_sentences, dim=-1)).mean(),
        }
        return losses, int(read.sum())

    begin()
    network.train()
    Stage("sentences", run, recipe, dict(network.named_parameters()), _optimizers(network, part)).run(part.steps, step)
    network.eval()
    out = run / "sentences.onnx"
    write_onnx(network, out)
    _check(network, out, known, [texts[int(i)] for i in batches(0)])
    narrate(f"sentences: {out}")
    return out


class _Batches:
    """The sentences of each step: of like length, of each group its share, all of a group before one returns."""

    def __init__(self, texts: SentenceTexts, tokens: Integers, recipe: SentencesRecipe, seed: int) -> None:
        self._groups, self._recipe, self._seed = texts.groups, recipe, seed
        self._tokens = np.array([int(tokens[texts[i]].sum()) for i in range(len(texts))])
        self._lengths = np.array([len(texts[i]) for i in range(len(texts))])
        self._next, self._steps = 0, self._each()

    def __call__(self, step: int) -> Integers:
        if step < self._next:
            self._next, self._steps = 0, self._each()
        skipped, self._next = step - self._next, step + 1
        return next(islice(self._steps, skipped, None))

    def _each(self) -> Iterator[Integers]:
        random = np.random.default_rng(self._seed)
        left = [np.zeros(0, np.int64) for _ in self._groups]
        while True:
            window = []
            for place, (group, share) in enumerate(zip(self._groups, self._recipe.shares, strict=True)):
                wanted = int(share * _WINDOW) if len(group) else 0
                while len(left[place]) < wanted:
                    left[place] = np.concatenate([left[place], random.permutation(group)])
                window.append(left[place][:wanted])
                left[place] = left[place][wanted:]
            indices = np.concatenate(window)
            yield from self._of_like_length(indices, random)

    def _of_like_length(self, indices: Integers, random: np.random.Generator) -> Iterator[Integers]:
        indices = indices[np.lexsort((self._lengths[indices], self._tokens[indices]))]
        found, start = [], 0
        while start < len(indices):
            size = max(1, self._recipe.words // int(self._lengths[indices[start]]))
            found.append(indices[start : start + size])
            start += size
        for place in random.permutation(len(found)):
            yield found[place]


def _optimizers(network: SentenceNetwork, recipe: SentencesRecipe) -> Optimizers:
    matrices = [p for name, p in network.named_parameters() if name.startswith("layers.") and p.ndim == 2]
    vectors = network.words.weight
    taken = {id(p) for p in (*matrices, vectors)}
    rest = [p for p in network.parameters() if id(p) not in taken]
    groups: list[dict[str, Any]] = [{"params": rest}, {"params": [vectors], "lr": recipe.vectors_lr}]
    adam = torch.optim.AdamW(groups, lr=recipe.adam_lr, betas=(0.9, 0.98), weight_decay=0.0)
    return Optimizers([adam, *([muon(matrices, recipe.muon_lr, 0.01, "original")] if matrices else [])])


class _Exported(nn.Module):
    """The network behind its own table of token vectors in 8 bits."""

    def __init__(self, network: SentenceNetwork) -> None:
        super().__init__()
        self.network, self.words = network, TokenTable(network.words.weight.detach())

    def forward(self, tokens: Tensor, word: Tensor, earlier: Tensor, read: Tensor) -> Tensor:
        return F.normalize(self.network(self.words(tokens), word, earlier, read)[1], dim=-1)


def write_onnx(network: SentenceNetwork, path: Path) -> None:
    """Write the network, its matrices and the token vectors in 8 bits."""
    from convert.quantise_onnx import quantise_onnx

    temporary = path.with_suffix(".tmp")
    tokens = torch.arange(3 * TOKENS_A_WORD).view(3, TOKENS_A_WORD) % 3 - 1
    word = torch.tensor([[0, 1], [2, 0]])
    exported = _Exported(network).eval()
    with torch.no_grad():
        torch.onnx.export(
            exported,
            (tokens, word, torch.zeros_like(word), torch.ones(2, 2)),
            str(temporary),
            input_names=["tokens", "word", "earlier", "read"],
            output_names=["vectors"],
            dynamic_axes={
                "tokens": {0: "words"},
                **{name: {0: "sentences", 1: "length"} for name in ("word", "earlier", "read")},
                "vectors": {0: "sentences"},
            },
            opset_version=18,
            dynamo=False,
        )
    quantise_onnx(temporary, embedding=False)
    temporary.replace(path)


def _check(network: SentenceNetwork, path: Path, known: Integers, sentences: Sequence[Integers]) -> None:
    """Compare the written file with the network. Raises TrainingFailed where they differ."""
    word, earlier, read = padded(sentences, None)
    with torch.no_grad():
        words = network.known(torch.from_numpy(known))
        ours = F.normalize(network(words, *map(torch.from_numpy, (word, earlier, read)))[1], dim=-1).numpy()
    cosines = (SentenceEncoder(open_session(path), str(path)).encode(known, sentences) * ours).sum(1)
    if not float(cosines.mean()) >= _LEAST_COSINE:
        raise TrainingFailed(
            f"`{path}` and the network differ, mean cosine {cosines.mean():.3f}",
            "report this: the file was not written well",
        )
    narrate(f"sentences: file and network, mean cosine {cosines.mean():.4f}")
