"""llama.cpp and ONNX read the same weights: one session, one vector; and the cache holds what it says."""

from __future__ import annotations

import json
import shutil
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from uniconv_edge import paths
from uniconv_edge.errors import GenerationFailed, ModelDamaged, UsageError
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.model.manifest import GGUF_FILE, ONNX_FILE, read_manifest
from uniconv_edge.model.native import Interrupted
from uniconv_edge.types import Turn

pytestmark = pytest.mark.model

SESSIONS = [
    [Turn("user", "How much is the deposit?")],
    [Turn("user", "Who repairs the boiler?"), Turn("assistant", "The landlord does."), Turn("user", "and how fast?")],
    [Turn("user", "Wie hoch ist die Miete? \U0001f600 <|emb|> <|source|>")],
]


@pytest.mark.parametrize("turns", SESSIONS)
def test_the_session_vector_of_the_answering_pass_is_the_one_of_the_search_model(generator, embedder, turns) -> None:
    generator.roll_back(0)
    _, vector = generator.append(generator.tokens.session(turns))
    floor = min(generator.manifest.parity["onnx_cosine_min"], generator.manifest.parity["gguf_cosine_min"]) - 0.01
    assert float(vector @ embedder.embed_session(turns)) >= floor


def test_many_passages_embedded_in_threads_have_the_vectors_that_each_has_alone(embedder) -> None:
    texts = [f"Clause {n}: the tenant pays {n} euros. " * (1 + 7 * n % 9) for n in range(60)]
    together = embedder.embed_passages([("Lease", text) for text in texts])
    alone = [embedder.embed_passages([("Lease", text)])[0] for text in texts]
    assert np.abs(together - alone).max() < 1e-5
    assert embedder.embed_passages([]).shape == (0, embedder.dims)


def test_tokens_computed_in_pieces_give_what_they_give_at_once(generator) -> None:
    ids = generator.tokens.session([Turn("user", "one two three four five six seven " * 20)])
    generator.roll_back(0)
    logits, vector = generator.append(ids)
    generator.roll_back(0)
    for start in range(0, len(ids), 37):
        pieced = generator.append(ids[start : start + 37])
    assert np.abs(pieced[0] - logits).max() < 1e-2
    assert np.abs(likelihood(pieced[0]) - likelihood(logits)).max() < 1e-3
    assert np.abs(pieced[1] - vector).max() < 1e-3


@pytest.mark.parametrize("count", [1, 9, 128, 300])
def test_what_is_read_without_logits_has_the_same_vector_and_goes_on_alike(generator, count) -> None:
    ids = generator.tokens.session([Turn("user", "one two three four five six seven " * 60)])
    ids = [*ids, *ids][:count]
    generator.roll_back(0)
    _, vector = generator.append(ids)
    after, _ = generator.append([77])
    generator.roll_back(0)
    assert np.abs(generator.read(ids) - vector).max() < 1e-3
    assert generator.cached_tokens() == len(generator.ids) == count
    assert np.abs(likelihood(generator.append([77])[0]) - likelihood(after)).max() < 1e-3


@pytest.mark.slow  # a clock, beside other work not to be trusted
def test_reading_without_logits_spares_their_time(generator) -> None:
    generator.roll_back(0)
    generator.append(generator.tokens.session(SESSIONS[0]))
    start, times = len(generator.ids), {generator.read: list[float](), generator.append: list[float]()}
    for call, found in [*times.items()] * 20:
        generator.roll_back(start)
        began = time.perf_counter()
        call([77])
        found.append(time.perf_counter() - began)
    assert min(times[generator.read]) < 0.7 * min(times[generator.append])


def test_nothing_is_read_beyond_the_window_and_a_stop_is_heard(generator) -> None:
    generator.roll_back(0)
    with pytest.raises(GenerationFailed, match="is full"):
        generator.read([5] * (generator.context_length + 1))
    with pytest.raises(ValueError, match="nothing"):
        generator.read([])
    stop = threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        generator.read([5] * 300, stop=stop)
    assert generator.cached_tokens() == len(generator.ids) < 300


def test_a_model_that_writes_is_not_looked_at_tensor_by_tensor(tmp_path) -> None:
    folder = tmp_path / "writes"
    shutil.copytree(paths.model_folder(), folder)
    manifest = json.loads((folder / "uniconv.json").read_text())
    manifest["calibration"]["say"] = 1
    (folder / "uniconv.json").write_text(json.dumps(manifest))
    writing = Generator.open(folder)
    try:
        assert writing._tap is None
        assert writing.read([5, 6, 7]) == pytest.approx(writing_vector(writing, [5, 6, 7]), abs=1e-3)
    finally:
        writing.close()


def writing_vector(generator: Generator, ids: list[int]) -> np.ndarray:
    generator.roll_back(0)
    return generator.append(ids)[1]


def likelihood(logits: np.ndarray) -> np.ndarray:
    """The distribution of the next token."""
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


def test_a_vector_and_what_follows_it_come_from_one_pass(generator) -> None:
    ids = generator.tokens.session(SESSIONS[1])
    following = generator.tokens.encode(" The landlord")
    generator.roll_back(0)
    _, vector = generator.append(ids)
    logits, _ = generator.append(following)
    generator.roll_back(0)
    together = generator.append(ids, then=following)
    assert generator.ids == [*ids, *following]
    assert np.abs(together[0] - logits).max() < 1e-2
    assert np.abs(together[1] - vector).max() < 1e-3


def test_what_was_rolled_back_leaves_no_trace(generator) -> None:
    ids = generator.tokens.session(SESSIONS[0])
    generator.roll_back(0)
    before = generator.append(ids)
    generator.append(generator.tokens.encode("A source that must be forgotten. " * 10))
    generator.roll_back(len(ids) - 1)
    assert generator.cached_tokens() == len(generator.ids) == len(ids) - 1
    after = generator.append(ids[-1:])
    assert np.abs(after[0] - before[0]).max() < 1e-2
    assert np.abs(after[1] - before[1]).max() < 1e-3


def test_a_full_window_is_an_error_and_not_a_crash(generator) -> None:
    generator.roll_back(0)
    with pytest.raises(GenerationFailed, match="is full"):
        generator.append([5] * (generator.context_length + 1))
    assert generator.ids == []


def test_reading_stops_between_two_steps_when_asked(generator) -> None:
    stop = threading.Event()
    stop.set()
    generator.roll_back(0)
    with pytest.raises(Interrupted):
        generator.append([5] * 1000, stop=stop)
    assert generator.cached_tokens() == len(generator.ids) < 200


def test_an_interrupt_while_llama_cpp_computes_is_heard_and_leaves_no_trace(generator, monkeypatch) -> None:
    ids = generator.tokens.session(SESSIONS[0])
    generator.roll_back(0)
    expected = generator.read(ids)
    generator.roll_back(0)

    def interrupted(_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(generator._tap, "_ggml", SimpleNamespace(ggml_get_name=interrupted, ggml_nelements=interrupted))
        with pytest.raises(KeyboardInterrupt):
            generator.read(ids)
    assert generator.ids == []
    assert float(generator.read(ids) @ expected) > 0.999


def test_an_impossible_context_is_refused() -> None:
    with pytest.raises(UsageError, match="context of 100 tokens"):
        Generator.open(paths.model_folder(), context=100)


@pytest.mark.parametrize(("name", "opener"), [(GGUF_FILE, Generator.open), (ONNX_FILE, OnnxEmbedder.open)])
def test_one_flipped_bit_is_refused_before_a_native_loader_sees_it(name, opener, tmp_path, monkeypatch) -> None:
    import llama_cpp
    import onnxruntime

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a native loader saw a damaged file")

    monkeypatch.setattr(llama_cpp, "llama_model_load_from_file", never)
    monkeypatch.setattr(onnxruntime, "InferenceSession", never)
    folder = tmp_path / "model"
    shutil.copytree(paths.model_folder(), folder)
    raw = bytearray((folder / name).read_bytes())
    for position in (100, len(raw) // 2, len(raw) - 1):
        raw[position] ^= 1
        (folder / name).write_bytes(raw)
        with pytest.raises(ModelDamaged, match="other content"):
            opener(folder)
        raw[position] ^= 1
    (folder / name).write_bytes(raw[:-10])
    with pytest.raises(ModelDamaged, match="bytes, expected"):
        opener(folder)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../b", "a\\b"])
def test_a_manifest_that_names_a_file_outside_its_folder_is_refused(name, tmp_path) -> None:
    raw = json.loads((paths.model_folder() / "uniconv.json").read_text())
    raw["files"][name] = {"size_bytes": 1, "sha256": "0" * 64}
    (tmp_path / "uniconv.json").write_text(json.dumps(raw))
    with pytest.raises(ModelDamaged, match="leaves the folder"):
        read_manifest(tmp_path)


def test_a_manifest_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    whole = (paths.model_folder() / "uniconv.json").read_bytes()
    for size in range(0, len(whole) - 2, 97):
        (tmp_path / "uniconv.json").write_bytes(whole[:size])
        with pytest.raises(ModelDamaged):
            read_manifest(tmp_path)


SOURCES = ("The tenant pays a deposit of 1,450 euros. " * 6, "One cat is allowed with written consent. " * 5)


def test_a_stitched_block_says_what_the_source_itself_says(generator) -> None:
    """Read alone, as a block is; that a shift changes nothing is shown in tests/convert/test_convert_blocks.py."""
    source = generator.tokens.encode(SOURCES[0])
    generator.roll_back(0)
    generator.append(source)
    expected = generator.append([7])
    generator.roll_back(0)
    block = generator.block(source)
    assert generator.cached_tokens() == len(generator.ids) == 0
    generator.stitch(block, source)
    found = generator.append([7])
    assert np.abs(found[0] - expected[0]).max() < 2e-2
    assert np.abs(found[1] - expected[1]).max() < 1e-3


def test_blocks_of_two_sources_stand_one_behind_the_other(generator) -> None:
    ids = generator.tokens.session(SESSIONS[0])
    encoded = [generator.tokens.encode(text) for text in SOURCES]
    generator.roll_back(0)
    generator.append(ids)
    blocks = [generator.block(source) for source in reversed(encoded)]
    assert generator.cached_tokens() == len(ids)
    for block, source in zip(reversed(blocks), encoded, strict=True):
        generator.stitch(block, source)
    assert generator.ids == [*ids, *encoded[0], *encoded[1]]
    assert generator.cached_tokens() == len(generator.ids)


def test_what_was_stitched_can_be_rolled_back(generator) -> None:
    ids = generator.tokens.session(SESSIONS[0])
    generator.roll_back(0)
    before = generator.append(ids)
    source = generator.tokens.encode(SOURCES[0])
    generator.stitch(generator.block(source), source)
    generator.append([7])
    generator.roll_back(len(ids) - 1)
    after = generator.append(ids[-1:])
    assert np.abs(after[1] - before[1]).max() < 1e-3


def test_a_block_of_other_tokens_or_of_nonsense_is_refused(generator) -> None:
    generator.roll_back(0)
    source = generator.tokens.encode(SOURCES[0])
    block = generator.block(source)
    for wrong, ids in ((block, source[:-1]), (b"", source), (b"nonsense" * 40, source), (block[:-40], source)):
        with pytest.raises(GenerationFailed, match="does not fit"):
            generator.stitch(wrong, ids)
        assert generator.cached_tokens() == len(generator.ids) == 0
    generator.stitch(block, source)
    assert generator.cached_tokens() == len(source)


def test_making_a_block_stops_when_asked_and_leaves_the_conversation(generator) -> None:
    generator.roll_back(0)
    generator.append(generator.tokens.session(SESSIONS[0]))
    held, stop = list(generator.ids), threading.Event()
    stop.set()
    with pytest.raises(Interrupted):
        generator.block([5] * 500, stop=stop)
    with pytest.raises(GenerationFailed, match="is full"):
        generator.block([5] * generator.context_length)
    assert generator.ids == held
    assert generator.cached_tokens() == len(held)
