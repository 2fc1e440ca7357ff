"""The sentence reader learns, resumes to the same weights, and its file computes what the network does."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from random import Random

import numpy as np
import pytest
import torch

from uniconv_edge.assistant.quoting import reader_words
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.quoting.reader import Reader, Reading
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.errors import ConfigurationError, TrainingFailed
from uniconv_edge.library.sentences import sentences
from uniconv_edge.model.reader import INPUTS, SentenceReader
from uniconv_edge.train import reader as stage
from uniconv_edge.train.reader_network import SentenceReader as Network
from uniconv_edge.train.reader_network import loss
from uniconv_edge.train.reader_rows import ReaderRows, drawn, tensors
from uniconv_edge.train.recipe import ReaderRecipe, Recipe
from uniconv_edge.train.run import train
from uniconv_edge.train.tokenizer import open_tokenizer
from uniconv_edge.types import Hit, Turn

READER = """
[reader]
steps = 40
dims = 16
lr = 0.01
batch = 8
exchanged = 0.0
dropout = 0.0
"""
PART = ReaderRecipe(steps=60, dims=16, lr=0.01, batch=8, exchanged=0.0, dropout=0.0)


def test_rows_point_at_the_sentence_of_the_evidence(data) -> None:
    rows = ReaderRows(data, PART, 0)
    assert sorted({row.right for row in rows.rows}) == [(), (1,)]
    assert len(rows.rows) == 9  # eight with evidence and the one that nothing answers; replies alone teach nothing
    given, words, right = tensors(rows.rows, rows.stems)
    assert right.sum() == 8
    row, column = (int(place[0]) for place in torch.nonzero(right, as_tuple=True))
    inside = (given["sentence"][row] == column) & (given["read"][row] > 0)
    assert [rows.words[words[i]] for i in given["word"][row][inside].tolist()][:4] == ["it", "was", "made", "in"]


def test_a_question_is_shown_without_its_answer_now_and_then(data) -> None:
    rows = ReaderRows(data, PART, 0)
    row = next(each for each in rows.rows if each.answered)
    shown = [drawn(row, replace(PART, missing=0.5), {}, Random(n)) for n in range(60)]
    assert {each.answered for each in shown} == {True, False}
    for each in shown:
        assert each.right == (row.right if each.answered else ())
        assert (each.example.sources[0] is row.example.sources[0]) is each.answered
        assert len(each.example.sources) == PART.sources
    alike = {int(row.example.question[3]): [7]}
    rare = replace(row, example=replace(row.example, worth=np.full(5, 3.0, np.float32)))
    exchanged = replace(PART, exchanged=1.0)
    assert drawn(rare, exchanged, alike, Random(0)).example.question[3] == 7
    assert drawn(row, exchanged, alike, Random(0)).example.question[3] == row.example.question[3] != 7


def test_loss_and_gradient_are_those_of_the_plain_formula() -> None:
    random = torch.Generator().manual_seed(0)
    scores = torch.randn(3, 4, generator=random, dtype=torch.float64, requires_grad=True)
    none = torch.randn(3, generator=random, dtype=torch.float64, requires_grad=True)
    right = torch.tensor([[1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 0]], dtype=torch.float64)
    plain = torch.zeros((), dtype=torch.float64)
    for s, n, r in zip(scores, none, right, strict=True):
        total = s.exp().sum() + n.exp()
        plain = plain - torch.log(((s.exp() * r).sum() if r.any() else n.exp()) / total) / 3
    ours = loss(scores, none, right)
    assert torch.allclose(ours, plain, atol=1e-9)
    for mine, naive in zip(
        torch.autograd.grad(ours, (scores, none)), torch.autograd.grad(plain, (scores, none)), strict=True
    ):
        assert torch.allclose(mine, naive, atol=1e-9)


class Random3:
    """A sentence encoder that tells each sentence by its words and how many are its own."""

    dims = 3

    def encode(self, tokens, sentences, own=None):
        own = own or [len(words) for words in sentences]
        told = [np.random.default_rng([*words, n]).normal(size=3) for words, n in zip(sentences, own, strict=True)]
        return np.array(told, np.float32).reshape(-1, 3)


def test_every_question_and_sentence_gets_its_vector(data) -> None:
    rows = ReaderRows(data, PART, 0)
    rows.tell(Random3(), np.zeros((0, 6), np.int64))
    for row in rows.rows:
        example = row.example
        assert np.array_equal(example.meant, Random3().encode(None, [example.question], [example.own])[0])
        for source in example.sources:
            told = Random3().encode(None, reader_words.by_sentence(source))
            assert np.allclose(source.means, told, atol=1e-2)
            assert len(told) == len(source.asks)


@pytest.mark.parametrize("meaning", [0, 3])
def test_a_score_does_not_depend_on_what_stands_beside_it_in_the_batch(data, meaning) -> None:
    rows = ReaderRows(data, PART, 0)
    if meaning:
        rows.tell(Random3(), np.zeros((0, 6), np.int64))
    torch.manual_seed(0)
    network = Network(32, 16, 0.0, meaning)
    network.eval()
    known = torch.randn(len(rows.words), 32)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, 0, 0.3)

    def scores(chosen):
        given, words, _ = tensors(chosen, rows.stems)
        with torch.no_grad():
            return network(network.project(known[words]), given)

    long = max(rows.rows, key=lambda row: len(row.example.sources))
    few = replace(long.example, question=long.example.question[:2], worth=long.example.worth[:2], own=2)
    short = replace(long, example=replace(few, sources=long.example.sources[:1]))
    together, alone = scores([short, long]), scores([short])
    count = alone[0].shape[1]
    assert torch.allclose(together[0][0, :count], alone[0][0], atol=1e-4)
    assert torch.allclose(together[1][0], alone[1][0], atol=1e-5)
    assert (together[0][0, count:] < -1000).all()


def test_it_learns_is_resumed_and_its_file_finds_the_sentence(finished, data, recipe, tmp_path, cut) -> None:
    recipe.write_text(recipe.read_text() + READER)
    run = tmp_path / "run"
    shutil.copytree(finished.run, run)
    whole = train(recipe, data, run, None)
    losses = [json.loads(line)["loss"] for line in (run / "reader.jsonl").read_text().splitlines()]
    assert np.mean(losses[-5:]) < 0.5 * np.mean(losses[:5])
    assert (whole / "reader.onnx").is_file()

    again = tmp_path / "again"
    shutil.copytree(finished.run, again)
    with cut("reader", 23):
        train(recipe, data, again, None)
    resumed = train(recipe, data, again, None)
    assert (resumed / "reader.onnx").read_bytes() == (whole / "reader.onnx").read_bytes()

    import onnxruntime

    class Tokens:
        encode_once = staticmethod(lambda text: tokenizer.encode(text, add_special_tokens=False).ids)

    tokenizer, _ = open_tokenizer(run / "tokenizer.json")
    reader = SentenceReader(onnxruntime.InferenceSession(str(whole / "reader.onnx")), Tokens(), "here")
    texts = [
        f"The {t} is old. It was made in {1900 + n}. Nobody sold the {t}." for n, t in enumerate(["oven", "train"])
    ]
    hits = [Hit(1, 1.0, n, n, "a", t.split()[1], None, 0, 0, len(t), t) for n, t in enumerate(texts)]
    found = candidates(hits, sentences)
    odds = Reading(Reader(reader), [Turn("user", "When was the train made?")], counts_in(texts)).of(hits, found)
    assert found[int(odds.argmax())].text == "It was made in 1901."


def test_the_inputs_of_file_and_program_are_the_same(data) -> None:
    rows = ReaderRows(data, PART, 0)
    given = {name: value.numpy() for name, value in tensors(rows.rows[:1], rows.stems)[0].items()}
    assert set(given) | set(reader_words.members(given)) == {*INPUTS}


def test_a_source_that_the_recipe_names_and_the_data_lack_is_said(data, capsys) -> None:
    ReaderRows(data, replace(PART, source_times={"written": 3}), 0)
    assert "the recipe names `written`, which is no source in" in capsys.readouterr().err


def test_nothing_to_learn_from_is_said(data, recipe, tmp_path, vectors) -> None:
    none = replace(PART, most_rows=0)
    with pytest.raises(TrainingFailed, match="no row teaches"):
        stage.train_reader(Recipe("none", reader=none), data, tmp_path, vectors, None, None)
    from uniconv_edge.train.run import train_reader_of

    with pytest.raises(ConfigurationError, match="trains no reader"):
        train_reader_of(recipe, data, tmp_path / "run", tmp_path)
