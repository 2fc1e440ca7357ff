"""Training rows of the sentence reader: questions with their evidence among the sentences of hard negatives."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor

from uniconv_edge.assistant.quoting import reader_words
from uniconv_edge.assistant.quoting.reader_words import Example, Integers, SourceNumbers
from uniconv_edge.assistant.words.terms import bag, is_empty, stem, telling_words
from uniconv_edge.model.sentences import SentenceEncoder
from uniconv_edge.train import data as training_data
from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.made_rows import made
from uniconv_edge.train.pointing import holds, teaches
from uniconv_edge.train.recipe import ReaderRecipe
from uniconv_edge.train.short_questions import shortened
from uniconv_edge.train.stage import narrate
from uniconv_edge.types import FloatArray

_COMMON = 30_000  # words that may stand for another
_ALIKE = 0.55  # from this cosine on
_LEAST_WORTH = 2.0  # a word of the question worth less is never exchanged
_NEIGHBOURS = 8
_TOLD = 4_000  # sources, or questions, whose vectors are made together
_BUCKET = 16  # batches whose rows are sorted by length together


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A question with its sources, the one that answers first where `answered`, and which of its sentences do."""

    example: Example
    answered: bool
    right: tuple[int, ...]


class ReaderRows:
    """All rows that teach the reader, by the numbers of their words; `words` are these words."""

    def __init__(self, data: Path, recipe: ReaderRecipe, seed: int) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._recipe = recipe
        self.rows: list[ReaderRow] = []
        largest = RowSet("", "", [], [])
        names = training_data.sources(data)
        for missing in sorted((recipe.source_rows.keys() | recipe.source_times.keys()) - set(names)):
            narrate(f"reader: the recipe names `{missing}`, which is no source in `{data / 'finetune'}`")
        for name in names:
            most = recipe.source_rows.get(name, recipe.most_rows)
            if most:
                source, random = training_data.read_rows(data, name), Random(f"{seed}:{name}")
                self._add(source, most, random, recipe.source_times.get(name, 1))
                if recipe.short:
                    self._add(shortened(source, recipe.short, random), recipe.short, random)
                largest = max(largest, source, key=lambda each: len(each.rows))
        if recipe.made:
            random = Random(f"{seed}:made")
            self._add(made(largest, recipe.made, random), recipe.made, random)
        self.words = list(self._numbers)
        self.stems = reader_words.stem_numbers(self.words)

    def _add(self, source: RowSet, most: int, random: Random, times: int = 1) -> None:
        usable = [row for row in source.rows if row.negatives and not row.retrieval_only and teaches(row)]
        chosen = random.sample(usable, min(most, len(usable)))
        seen: dict[int, SourceNumbers] = {}
        frequency: Counter[str] = Counter()
        for row in chosen:
            for index in (row.positive, *row.negatives):
                if index is not None and index not in seen:
                    read = reader_words.source(*source.passages[index])
                    frequency.update({stem(word) for word in (*read.title, *read.words)})
                    seen[index] = reader_words.numbered(read, self._numbers.__getitem__)
        worth = {word: math.log(1 + len(seen) / (1 + found)) for word, found in frequency.items()}
        unseen = math.log(1 + len(seen))
        before = len(self.rows)
        elsewhere = Elsewhere(source, seen, worth)
        for row in chosen:
            asked = reader_words.asked(row.turns)
            question = np.array([self._numbers[word] for word in asked.words], np.int64)
            values = asked.worth({stem(word): worth.get(stem(word), unseen) for word in asked.telling()})
            right = _right(row, source)
            indices = ([row.positive] if row.positive is not None else []) + list(row.negatives)
            indices += elsewhere.of(row, random)
            sources = [seen[index] for index in indices if len(seen[index].words)]
            if not asked.own or not sources or (row.positive is not None and not right):
                continue
            example = Example(question, values, asked.own, sources)
            self.rows.append(ReaderRow(example, row.positive is not None, right))
        found = len(self.rows) - before
        self.rows += [row for row in self.rows[before:] for _ in range(times - 1)]
        narrate(
            f"reader: {source.source} {found} of {len(source.rows)} rows; {len(source.rows) - len(usable)} do not say "
            f"which sentence answers, {len(usable) - len(chosen)} are more than the recipe takes, "
            f"{len(chosen) - found} have no such sentence within {reader_words.MAX_WORDS} words"
        )

    def tell(self, encoder: SentenceEncoder, tokens: Integers) -> None:
        """Give every question and every sentence of the sources its vector, by the tokens (words, t) of words."""
        sources = list({id(each): each for row in self.rows for each in row.example.sources}.values())
        told: dict[int, SourceNumbers] = {}
        for start in range(0, len(sources), _TOLD):
            some = sources[start : start + _TOLD]
            vectors = encoder.encode(tokens, [words for each in some for words in reader_words.by_sentence(each)])
            ends = np.cumsum([len(each.asks) for each in some])
            for each, means in zip(some, np.split(vectors.astype(np.float16), ends[:-1]), strict=True):
                told[id(each)] = dataclasses.replace(each, means=means)
        for start in range(0, len(self.rows), _TOLD):
            examples = [row.example for row in self.rows[start : start + _TOLD]]
            vectors = encoder.encode(tokens, [each.question for each in examples], [each.own for each in examples])
            for place, (example, meant) in enumerate(zip(examples, vectors, strict=True), start):
                shown = [told[id(each)] for each in example.sources]
                example = dataclasses.replace(example, sources=shown, meant=meant)
                self.rows[place] = dataclasses.replace(self.rows[place], example=example)

    def alike(self, vectors: FloatArray) -> dict[int, list[int]]:
        """For the words of questions, others of like vectors (words, dims) and another stem."""
        count = np.zeros(len(self.words), np.int64)
        for row in self.rows:
            for one in row.example.sources:
                np.add.at(count, one.words, 1)
        plain = np.array([word.isalpha() and len(word) > 2 for word in self.words])
        common = np.flatnonzero(plain)[np.argsort(-count[plain], kind="stable")[:_COMMON]]
        asked = np.unique(np.concatenate([row.example.question for row in self.rows]))
        asked = np.array([word for word in asked if plain[word] and not is_empty(self.words[word])], np.int64)
        found: dict[int, list[int]] = {}
        directions = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        for start in range(0, len(asked), 1000):
            some = asked[start : start + 1000]
            cosines = directions[some] @ directions[common].T
            nearest = np.argpartition(-cosines, min(_NEIGHBOURS, len(common) - 1), axis=1)[:, :_NEIGHBOURS]
            for word, row, places in zip(some, cosines, nearest, strict=True):
                others = [int(common[p]) for p in places if row[p] > _ALIKE and self._other_stem(word, common[p])]
                if others:
                    found[int(word)] = others
        return found

    def _other_stem(self, one: int, other: int) -> bool:
        return bool(self.stems[one] != self.stems[other])

    def batches(self, seed: int) -> Iterator[list[ReaderRow]]:
        """Rows of one pass over all, in batches of like length, in an order that the seed decides."""
        random, size = Random(seed), self._recipe.batch
        order = list(range(len(self.rows)))
        random.shuffle(order)
        batches = []
        for start in range(0, len(order), size * _BUCKET):
            bucket = sorted(order[start : start + size * _BUCKET], key=self._length)
            batches += [bucket[i : i + size] for i in range(0, len(bucket), size)]
        random.shuffle(batches)
        for batch in batches:
            yield [self.rows[i] for i in batch]

    def _length(self, index: int) -> int:
        return sum(len(one.words) for one in self.rows[index].example.sources)


class Elsewhere:
    """Passages on something else that hold what a follow-up asks for: what a search for its words alone would find."""

    def __init__(self, source: RowSet, seen: Mapping[int, object], worth: Mapping[str, float]) -> None:
        self._titles, self._worth = [title for title, _ in source.passages], worth
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for index in seen:
            for word in bag(source.passages[index][1]):
                self._holding[word].append(index)

    def of(self, row: Row, random: Random) -> list[int]:
        """One for a row with turns before it, with the rarest word of its question that others hold, if any."""
        if len(row.turns) < 2:
            return []
        titles = {self._titles[index] for index in (row.positive, *row.negatives) if index is not None}
        words = [stem(word) for word in telling_words(row.turns[-1].text)]
        for word in sorted(words, key=lambda each: -self._worth.get(each, 0.0)):
            if others := [index for index in self._holding[word] if self._titles[index] not in titles]:
                return [random.choice(others)]
        return []


def drawn(row: ReaderRow, recipe: ReaderRecipe, alike: dict[int, list[int]], random: Random) -> ReaderRow:
    """A row as one step shows it: `sources` of its sources, now and then without the one that answers, and with some
    words of the question exchanged for others of like meaning."""
    first = row.example.sources[:1] if row.answered else []
    others = list(row.example.sources[len(first) :])
    random.shuffle(others)
    answered = row.answered and (not others or random.random() >= recipe.missing)
    kept = list(first) if answered else []
    question = row.example.question.copy()
    for place in range(row.example.own):
        near = alike.get(int(question[place]))
        if near and row.example.worth[place] > _LEAST_WORTH and random.random() < recipe.exchanged:
            question[place] = random.choice(near)
    sources = [*kept, *others[: recipe.sources - len(kept)]]
    return ReaderRow(
        dataclasses.replace(row.example, question=question, sources=sources), answered, row.right if answered else ()
    )


def tensors(rows: Sequence[ReaderRow], stems: Integers) -> tuple[dict[str, Tensor], Integers, Tensor]:
    """The network's inputs with words numbered among those of the batch, these words (u,), and which sentences are
    right (b, s)."""
    given, words = reader_words.with_few_words(reader_words.arrays([row.example for row in rows], stems))
    right = torch.zeros(given["source"].shape)
    for number, row in enumerate(rows):
        right[number, list(row.right)] = 1
    return {name: torch.from_numpy(value) for name, value in given.items()}, words, right


def _right(row: Row, source: RowSet) -> tuple[int, ...]:
    """The sentences of the positive that share more than half of the shorter with the evidence, within what is read."""
    if row.positive is None or row.evidence is None:
        return ()
    title, text = source.passages[row.positive]
    seen = set(reader_words.source(title, text).sentence.tolist())
    return tuple(
        number for number, span in enumerate(reader_words.spans(text)) if number in seen and holds(span, row.evidence)
    )
