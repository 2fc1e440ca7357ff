"""Every supported family becomes a folder that our runtimes, llama.cpp programs and sentence-transformers load."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gguf
import llama_cpp
import numpy as np
import pytest
from convert_fixtures import FAMILIES
from convert_strings import varied_strings

from convert import llamacpp
from convert.parity import tokenizer_agreement
from convert.probes import open_tokenizer
from convert.run import Converted
from convert.to_onnx import OnnxModel
from uniconv_edge.model.layout import SpecialIds, passage_ids, session_ids
from uniconv_edge.model.manifest import read_manifest, verify
from uniconv_edge.train.tokenizer import encoder
from uniconv_edge.types import Turn

EACH = pytest.mark.parametrize(
    "family",
    # smollm is a llama, and a qwen3 is converted where one is trained.
    [pytest.param(each, marks=pytest.mark.slow) if each in ("qwen3", "smollm") else each for each in FAMILIES],
)
TEXTS = ("The harbour opens in April.", "x", "Zwölf Boote liegen am Kai, drei davon fahren nicht mehr. " * 3)


def sentence_transformer(out: Path) -> Any:
    """The folder as that library opens it. It takes ten seconds to import, which only those who use it pay."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(out), backend="onnx", local_files_only=True, device="cpu")


@EACH
def test_the_manifest_describes_the_files_and_their_parity(converted: Callable[[str], Converted], family: str) -> None:
    done = converted(family)

    manifest, told = read_manifest(done.out), json.loads((done.out / "uniconv.json").read_text())

    verify(manifest)
    assert manifest.dims == 64
    assert manifest.parity["gguf_tokenizer"] == 1.0
    assert manifest.parity["onnx_fp32_cosine_min"] >= 0.9999
    assert manifest.parity["gguf_cosine_min"] >= (0.999 if told["quantization"]["gguf"] in ("f16", "f32") else 0.9)
    assert manifest.parity == done.parity
    assert manifest.layout == ("uniconv-1" if family == "ours" else "chat")
    assert told["shared_prefix"] == (family == "ours")


def test_eight_bits_spare_the_attention_of_a_narrow_model(converted: Callable[[str], Converted]) -> None:
    types = {
        tensor.name.split(".", 2)[-1]: tensor.tensor_type.name
        for tensor in gguf.GGUFReader(converted("mistral").out / "model.gguf").tensors
        if tensor.name.startswith("blk.0.")
    }

    assert {name for name, kind in types.items() if kind == "F16"} == {
        "attn_q.weight",
        "attn_k.weight",
        "attn_output.weight",
    }
    assert types["attn_v.weight"] == types["ffn_down.weight"] == "Q8_0"
    assert types["attn_norm.weight"] == "F32"


@EACH
def test_sentence_transformers_computes_the_vector_that_we_compute(
    converted: Callable[[str], Converted], family: str
) -> None:
    out = converted(family).out
    theirs = sentence_transformer(out)
    tokenizer = open_tokenizer(out / "tokenizer.json")
    prompt = read_manifest(out).passage_prompt
    if family == "ours":
        special = SpecialIds.from_vocabulary(tokenizer.get_vocab())
        ids = [passage_ids("", text, encoder(tokenizer), special, max_tokens=96) for text in TEXTS]
    else:
        ids = [tokenizer.encode(prompt + text).ids for text in TEXTS]

    ours = OnnxModel(out / "onnx/model.onnx").embed(ids, 0)

    np.testing.assert_allclose(theirs.encode_document(list(TEXTS)), ours, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1.0, atol=1e-5)


@EACH
def test_a_llama_cpp_program_loads_the_file_and_generates(converted: Callable[[str], Converted], family: str) -> None:
    model = llama_cpp.Llama(str(converted(family).out / "model.gguf"), n_ctx=128, n_threads=1, verbose=False)

    tokens = model.tokenize(b"The harbour", add_bos=False)
    reply = model.create_completion(tokens, max_tokens=4, temperature=0.0)

    assert reply["usage"]["completion_tokens"] >= 1
    model.close()


@EACH
def test_both_tokenizers_read_two_thousand_strings_alike(converted: Callable[[str], Converted], family: str) -> None:
    out = converted(family).out

    with llamacpp.open_gguf(out / "model.gguf", 32) as model:
        agreement = tokenizer_agreement(model, out / "tokenizer.json", varied_strings(2000, seed=len(family)))

    assert agreement == 1.0


def test_a_pooled_gguf_vector_of_another_program_is_ours(converted: Callable[[str], Converted]) -> None:
    out = converted("ours").out
    tokenizer = open_tokenizer(out / "tokenizer.json")
    special = SpecialIds.from_vocabulary(tokenizer.get_vocab())
    ids = passage_ids("Harbour", TEXTS[0], encoder(tokenizer), special)
    model = llama_cpp.Llama(
        str(out / "model.gguf"), n_ctx=256, n_threads=1, embedding=True, verbose=False, pooling_type=3
    )

    model._ctx.decode(_batch(model, ids))
    pointer = llama_cpp.llama_get_embeddings_seq(model._ctx.ctx, 0)
    vector = np.array(pointer[: model.n_embd()])

    ours = OnnxModel(out / "onnx/model.onnx").embed([ids], special.pad)[0]
    assert vector @ ours / np.linalg.norm(vector) > 0.98
    model.close()


def _batch(model: llama_cpp.Llama, ids: list[int]) -> object:
    model._batch.set_batch(ids, n_past=0, logits_all=True)
    return model._batch


def test_the_sentence_transformers_prompts_give_the_ids_of_the_layout(converted: Callable[[str], Converted]) -> None:
    out = converted("ours").out
    theirs = sentence_transformer(out)
    tokenizer = open_tokenizer(out / "tokenizer.json")
    encode, special = encoder(tokenizer), SpecialIds.from_vocabulary(tokenizer.get_vocab())

    def ids(text: str, prompt: str) -> list[int]:
        row: list[int] = theirs.preprocess([text], prompt=theirs.prompts[prompt])["input_ids"][0].tolist()
        return row

    long = "word " * 400
    assert ids("Title 7\n (the) text", "document") == passage_ids("Title 7", "(the) text", encode, special)
    assert ids("when?", "query") == [*session_ids([Turn("user", "when?")], encode, special), special.emb]
    assert ids(long, "document") == passage_ids("", long, encode, special, max_tokens=96)


def test_padding_on_either_side_changes_no_vector(converted: Callable[[str], Converted]) -> None:
    out = converted("qwen3").out
    model = OnnxModel(out / "onnx/model.onnx")
    batch = [[5, 9, 300, 41], [7, 8], [44] * 30]

    alone = np.concatenate([model.embed([ids], 0) for ids in batch])

    np.testing.assert_allclose(model.embed(batch, 0, side="right"), alone, atol=2e-6)
    np.testing.assert_allclose(model.embed(batch, 3, side="left"), alone, atol=2e-6)


def test_what_the_checkpoint_says_reaches_the_manifest(converted: Callable[[str], Converted]) -> None:
    ours, qwen = read_manifest(converted("ours").out), read_manifest(converted("qwen2").out)

    assert ours.license == "apache-2.0"
    assert ours.calibration == {"slope": 2.5, "intercept": -1.0}
    assert (ours.embed_tokens, ours.context_length, ours.pooling) == (96, 512, "last")
    assert (ours.folder / "README.md").read_text().endswith("# Tiny\n")
    assert (qwen.query_prompt, qwen.passage_prompt, qwen.pooling) == ("ask: ", "doc: ", "mean")
    assert (qwen.license, qwen.embed_tokens) == ("unknown", 512)
    assert read_manifest(converted("mistral").out).context_length == 256


def test_the_template_of_the_checkpoint_reaches_the_gguf(converted: Callable[[str], Converted]) -> None:
    reader = gguf.GGUFReader(converted("qwen2").out / "model.gguf")

    assert reader.fields["tokenizer.chat_template"].contents() == "{{ messages[0].content }}"


def test_converting_twice_gives_the_same_bytes(
    converted: Callable[[str], Converted], checkpoint: Callable[[str], Path], place: Path
) -> None:
    from convert.options import Options
    from convert.run import convert

    first = converted("ours")

    second = convert(Options(checkpoint("ours"), place / "again", quant="f16", name=first.name))

    one, two = (json.loads((folder / "uniconv.json").read_text()) for folder in (first.out, second.out))
    assert one == two


def test_the_int8_file_is_a_third_of_the_float_file(converted: Callable[[str], Converted]) -> None:
    assert converted("ours").sizes["onnx/model.onnx"] < converted("qwen3").sizes["onnx/model.onnx"] / 2
