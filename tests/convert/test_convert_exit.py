"""Models whose vectors are read before the last layer: both files agree on them, and pointing asks the last layer."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import convert_fixtures as make
import numpy as np
import pytest
import torch

from convert.options import Options
from convert.run import convert
from uniconv_edge.errors import ConfigurationError, GenerationFailed, ModelDamaged
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.model.manifest import EXIT_NORM_FILE, read_manifest
from uniconv_edge.model.native import Interrupted
from uniconv_edge.train.backbone import Backbone
from uniconv_edge.types import Turn

TURNS = [Turn("user", "How much is the deposit?"), Turn("assistant", "Two rents."), Turn("user", "and when?")]
SOURCE = [5, *range(40, 75)]
PLACES = [3, 9, 35]


def write(folder: Path, exit_layer: int) -> Path:
    make.write_checkpoint(folder, "Llama", make.our_tokenizer(), tie_word_embeddings=True, num_hidden_layers=3)
    traits = {"embed_tokens": 96, "exit_layer": exit_layer, "pointing": True}
    (folder / "uniconv_training.json").write_text(json.dumps(traits))
    return folder


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("exit") / "checkpoint", 2)


@pytest.fixture(scope="module")
def model(checkpoint, tmp_path_factory) -> Path:
    return convert(Options(checkpoint, tmp_path_factory.mktemp("exit") / "model", quant="f16", embed_quant="fp32")).out


@pytest.fixture
def generator(model):
    found = Generator.open(model, context=512)
    yield found
    found.close()


def test_the_onnx_file_holds_only_the_first_layers(model, checkpoint) -> None:
    import onnx

    manifest = read_manifest(model)
    assert (manifest.exit_layer, manifest.pointing) == (2, True)
    names = {node.name for node in onnx.load(model / "onnx" / "model.onnx").graph.node}
    assert any("layers.1" in name for name in names)
    assert not any("layers.2" in name for name in names)


def test_llama_cpp_and_onnx_read_one_vector_after_the_same_layer(model, checkpoint, generator) -> None:
    from transformers import LlamaForCausalLM

    ids = generator.tokens.session(TURNS)
    _, vector = generator.append(ids)
    onnx = OnnxEmbedder.open(model).embed_session(TURNS)
    assert float(vector @ onnx) > 0.999
    generator.roll_back(0)
    _, followed = generator.append(ids, then=[generator.tokens.special.answer])
    assert np.abs(followed - vector).max() < 1e-3
    torch_model = LlamaForCausalLM.from_pretrained(checkpoint)
    with torch.no_grad():
        for exit_layer, same in ((2, True), (0, False)):
            backbone = Backbone(torch_model, 0, compiled=False, exit_layer=exit_layer)
            state = backbone.read([ids], [[len(ids) - 1]], vectors=True)[0][0].numpy()
            assert (float(vector @ state) / float(np.linalg.norm(state)) > 0.999) is same


def test_odds_are_those_of_a_fresh_reading_and_leave_the_conversation_as_it_was(generator) -> None:
    session = generator.tokens.session(TURNS)
    generator.append(session)
    found = generator.odds(SOURCE, PLACES, 8, 10)
    again = generator.odds(SOURCE, PLACES, 8, 10)
    assert generator.ids == session
    assert generator.cached_tokens() == len(session)
    fresh = []
    for place in PLACES:
        generator.roll_back(0)
        logits, _ = generator.append([*session, *SOURCE[: place + 1]])
        fresh.append(logits[8] - logits[10])
    assert np.allclose(found, fresh, atol=0.02)
    assert np.allclose(found, again, atol=1e-3)


def test_odds_stop_when_asked_and_refuse_what_has_no_room(generator) -> None:
    session = generator.tokens.session(TURNS)
    generator.append(session)
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        generator.odds(SOURCE, PLACES, 8, 10, stop=stop)
    assert generator.cached_tokens() == len(session)
    with pytest.raises(GenerationFailed, match="window"):
        generator.odds(list(range(40, 90)) * 11, [5], 8, 10)


def test_an_exit_layer_that_does_not_exist_is_refused(tmp_path) -> None:
    with pytest.raises(ConfigurationError, match="exit_layer"):
        convert(Options(write(tmp_path / "checkpoint", 4), tmp_path / "model"))


@pytest.mark.parametrize("content", [b"", b"not an array", None])
def test_a_damaged_norm_is_named_before_anything_is_loaded(model, tmp_path, content) -> None:
    import shutil

    copy = tmp_path / "model"
    shutil.copytree(model, copy)
    if content is None:
        (copy / EXIT_NORM_FILE).unlink()
    else:
        (copy / EXIT_NORM_FILE).write_bytes(content)
    with pytest.raises(ModelDamaged, match=EXIT_NORM_FILE):
        Generator.open(copy)
