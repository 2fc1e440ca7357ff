"""The sentence encoder learns what its teacher tells, resumes to the same file, and the reader learns by it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.quoting.reader import Reader, Reading
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.errors import ConfigurationError, ModelDamaged, TrainingFailed
from uniconv_edge.library.sentences import sentences
from uniconv_edge.model.manifest import READER_FILE, SENTENCES_FILE, Manifest
from uniconv_edge.model.onnx import open_session
from uniconv_edge.model.reader import SentenceReader, in_rows, word_tokens
from uniconv_edge.model.sentences import SentenceEncoder
from uniconv_edge.train import run as running
from uniconv_edge.train.recipe import Recipe, SentencesRecipe, read_recipe
from uniconv_edge.train.sentence_network import SentenceNetwork
from uniconv_edge.train.sentences import SentenceTexts, train_sentences, write_onnx
from uniconv_edge.train.teacher import Teacher
from uniconv_edge.train.tokenizer import encoder, open_tokenizer
from uniconv_edge.types import Hit, Turn

PART = SentencesRecipe(steps=120, dims=64, layers=1, words=200, corpus=1.0)
RECIPE = """
[sentences]
steps = 12
dims = 64
layers = 1
words = 100
[reader]
steps = 30
dims = 16
lr = 0.01
batch = 8
exchanged = 0.0
dropout = 0.0
"""


class Told:
    """A teacher that tells of a word its letters, and of a long one something of the word before it."""

    digest, dims = "told", 26

    def __init__(self, *_: object) -> None:
        pass

    def states(self, texts, own):
        states = np.zeros((len(texts), max(map(len, texts)), 26), np.float32)
        for row, words in enumerate(texts):
            letters = np.array([[0.3 + word.count(chr(97 + i)) for i in range(26)] for word in words], np.float32)
            states[row, : len(words)] = letters
            states[row, 1 : len(words)] += 2 * np.roll(letters[:-1], 3, 1) * (letters[1:].sum(1, keepdims=True) > 11)
        return states, states.sum(1)


@pytest.fixture(scope="module")
def tokenizer(finished):
    return open_tokenizer(finished.run / "tokenizer.json")[0]


def test_sentences_of_corpus_and_passages_and_the_questions_are_taught_each_once(data) -> None:
    texts = SentenceTexts(data, PART, 0)
    written = [[" ".join(texts.words[n] for n in texts[int(i)]) for i in group] for group in texts.groups]
    assert all(len(set(group)) == len(group) > 0 for group in written)
    assert any(sentence.startswith("it was made in") for sentence in written[1])
    assert "when was the oven made" in written[2]
    follow_up = [int(i) for i in texts.groups[2] if texts.own(int(i)) < len(texts[int(i)])]
    assert follow_up
    assert not len(SentenceTexts(data, replace(PART, corpus=0.0), 0).groups[0])


def test_it_learns_and_is_resumed_and_its_file_tells_the_same(data, vectors, tokenizer, tmp_path, cut) -> None:
    recipe = Recipe("tiny", threads=1, checkpoint_every=4, sentences=PART)
    (tmp_path / "whole").mkdir()
    (tmp_path / "again").mkdir()
    whole = train_sentences(recipe, data, tmp_path / "whole", vectors, tokenizer, Told())
    bag = Recipe("tiny", threads=1, sentences=replace(PART, steps=0))
    (tmp_path / "bag").mkdir()
    begun = train_sentences(bag, data, tmp_path / "bag", vectors, tokenizer, Told())
    texts, encode = SentenceTexts(data, PART, 0), encoder(tokenizer)
    tokens, written = (
        in_rows([word_tokens(word, encode) for word in texts.words]),
        [texts[n] for n in range(len(texts))],
    )
    told = Told().states([[texts.words[n] for n in each] for each in written], None)[1]
    told /= np.linalg.norm(told, axis=1, keepdims=True)
    near = [(SentenceEncoder(open_session(each), "").encode(tokens, written) * told).sum(1) for each in (begun, whole)]
    assert 1 - near[1].mean() < 0.5 * (1 - near[0].mean())

    with cut("sentences", 41):
        train_sentences(recipe, data, tmp_path / "again", vectors, tokenizer, Told())
    again = train_sentences(recipe, data, tmp_path / "again", vectors, tokenizer, Told())
    assert again.read_bytes() == whole.read_bytes()


def test_a_sentence_is_read_alone_and_without_words_says_nothing(vectors, tmp_path) -> None:
    torch.manual_seed(0)
    network = SentenceNetwork(vectors, 64, 2, 26)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, 0, 0.1)
    made = tmp_path / "sentences.onnx"
    write_onnx(network, made)
    opened = SentenceEncoder(open_session(made), "here")
    tokens = in_rows([[n, n + 1][: 1 + n % 2] for n in range(100)])
    random = np.random.default_rng(0)
    written = [random.integers(0, 100, length) for length in (3, 70, 1, 0, 9, 64)]
    together = opened.encode(tokens, written)
    assert together.shape == (6, 26)
    for vector, words in zip(together, written, strict=True):
        alone = opened.encode(tokens, [words])[0]
        assert float(alone @ vector) > 0.9999 if len(words) else not vector.any()
    cut = opened.encode(tokens, [written[1][:64]])[0]
    assert float(cut @ together[1]) > 0.9999
    assert not np.allclose(opened.encode(tokens, [written[4]], [4]), together[4], atol=1e-3)
    assert opened.encode(tokens, []).shape == (0, 26)


def test_layers_change_nothing_before_they_are_trained(vectors) -> None:
    torch.manual_seed(0)
    network = SentenceNetwork(vectors, 64, 2, 5)
    known = network.known(torch.tensor([[3, -1], [7, 9]]))
    assert torch.allclose(known[1], network.words.weight[[7, 9]].mean(0))
    told = torch.randn(2, 5)
    network.begin(known.detach(), told)
    with torch.no_grad():
        read = torch.ones(1, 2)
        of_words, of_sentence = network(known, torch.tensor([[0, 1]]), torch.zeros(1, 2, dtype=torch.long), read)
    assert torch.allclose(of_sentence, of_words.mean(1), atol=1e-5)
    assert float((of_words[0] * told).sum()) > 0


def test_run_and_model_folder_have_it_and_the_reader_looks_at_it(
    finished, data, recipe, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setattr(running, "Teacher", Told)
    monkeypatch.setattr(running, "static_start", lambda *_: None)
    recipe.write_text(recipe.read_text().replace("distil_weight = 1.0", "") + RECIPE)
    run = tmp_path / "run"
    shutil.copytree(finished.run, run)
    made = running.train(recipe, data, run, tmp_path)
    tokenizer, _ = open_tokenizer(run / "tokenizer.json")

    class Tokens:
        encode_once = staticmethod(lambda text: tokenizer.encode(text, add_special_tokens=False).ids)

    reader = SentenceReader(open_session(made / "reader.onnx"), Tokens(), "here")
    assert reader.sees_meaning
    encoder = SentenceEncoder(open_session(made / "sentences.onnx"), "here")
    texts = [f"The {t} is old. It was made in {1900 + n}." for n, t in enumerate(["oven", "train"])]
    hits = [Hit(1, 1.0, n, n, "a", t.split()[1], None, 0, 0, len(t), t) for n, t in enumerate(texts)]
    odds = Reading(Reader(reader, encoder), [Turn("user", "When was the train made?")], counts_in(texts)).of(
        hits, candidates(hits, sentences)
    )
    assert np.isfinite(odds).all()
    assert len(odds) == 4


def test_a_reader_without_the_encoder_it_looks_at_is_said(tmp_path, monkeypatch) -> None:
    class Sees:
        sees_meaning = True

    monkeypatch.setattr("uniconv_edge.assistant.quoting.reader.SentenceReader.open", lambda *_: Sees())
    manifest = Manifest(tmp_path, "m", "uniconv-1", "last", 8, 64, 64, "", "", {READER_FILE: None}, {}, {}, "")
    with pytest.raises(ModelDamaged, match=SENTENCES_FILE):
        Reader.open(manifest, None)


class Session:
    """A teacher's network whose state of a token is its number."""

    def run(self, _, feeds):
        ids = feeds["input_ids"].astype(np.float32)
        return [np.stack([ids, np.ones_like(ids)], -1)]

    def get_outputs(self):
        return [type("Output", (), {"shape": [None, None, 2]})]


def test_a_word_is_told_by_the_mean_of_its_tokens_and_a_turn_before_stands_behind_a_stop() -> None:
    words = Tokenizer(
        models.WordPiece({each: n for n, each in enumerate(["[UNK]", "[A]", "[Z]", "un", "##do", "it", "."])})
    )
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    words.post_processor = processors.TemplateProcessing("[A] $A [Z]", special_tokens=[("[A]", 1), ("[Z]", 2)])
    teacher = object.__new__(Teacher)
    teacher._session, teacher._inputs, teacher._tokenizer = Session(), {"input_ids"}, words
    assert teacher.dims == 2
    states, whole = teacher.states([["undo", "it"], ["it", "undo", "it"]], [2, 1])
    assert states[:, :, 0].tolist() == [[3.5, 5, 0], [5, 3.5, 5]]
    assert whole[:, 0].tolist() == pytest.approx([np.mean([1, 3, 4, 5, 2]), np.mean([1, 5, 6, 3, 4, 5, 2])])


def test_what_cannot_be_trained_is_said(data, recipe, tmp_path, vectors) -> None:
    for written, said in (("dims = 100", "`sentences.dims` of the recipe is 100"), ("shares = [1.0]", "three shares")):
        recipe.write_text(f'name = "a"\n[sentences]\n{written}\n')
        with pytest.raises(ConfigurationError) as caught:
            read_recipe(recipe)
        assert said in f"{caught.value} {caught.value.hint}"
    recipe.write_text('name = "a"\n')
    with pytest.raises(ConfigurationError, match="trains no sentence encoder"):
        running.train_sentences_of(recipe, data, tmp_path / "run", tmp_path, None)
    recipe.write_text('name = "a"\n[sentences]\nsteps = 1\n')
    with pytest.raises(ConfigurationError, match="learns from a teacher"):
        running.train_sentences_of(recipe, data, tmp_path / "run", tmp_path, None)
    with pytest.raises(ConfigurationError, match="learns from a teacher"):
        running.train(recipe, data, tmp_path / "run", None)
    empty = tmp_path / "empty"
    (empty / "corpus").mkdir(parents=True)
    with pytest.raises(TrainingFailed):
        train_sentences(Recipe("tiny", sentences=PART), empty, tmp_path / "run", vectors, None, Told())
