"""What is refused: one sentence each, no code of the checkpoint run, the output as it was."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from convert import checkpoint as opening
from convert.checkpoint import open_checkpoint
from convert.options import Options
from convert.run import convert
from uniconv_edge.errors import ConfigurationError, ConversionRefused, UsageError

Change = Callable[[Path], None]
CANARY = "canary.txt"


class _Bomb:
    """Unpickling this writes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.write_text, (self.path, "boom"))


def _edit_json(name: str, **changes: Any) -> Change:
    def change(folder: Path) -> None:
        path = folder / name
        old = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps({**old, **changes}))

    return change


def _edit_tensors(edit: Callable[[dict[str, torch.Tensor]], Any]) -> Change:
    def change(folder: Path) -> None:
        tensors = {key: value.clone() for key, value in load_file(folder / "model.safetensors").items()}
        edit(tensors)
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})

    return change


def _edit_tokenizer(edit: Callable[[dict[str, Any]], Any]) -> Change:
    def change(folder: Path) -> None:
        raw = json.loads((folder / "tokenizer.json").read_text())
        edit(raw)
        (folder / "tokenizer.json").write_text(json.dumps(raw))

    return change


def _pickled(name: str) -> Change:
    def change(folder: Path) -> None:
        (folder / "model.safetensors").unlink()
        (folder / name).write_bytes(pickle.dumps(_Bomb(folder / CANARY)))

    return change


def _module(folder: Path) -> None:
    (folder / "modeling_tiny.py").write_text(f"open({str(folder / CANARY)!r}, 'w')")


def _pipe(name: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return change


def _link(name: str, target: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).symlink_to(target)

    return change


def _drop(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


REFUSALS: dict[str, tuple[Change, str]] = {
    "pickled weights": (_pickled("pytorch_model.bin"), "the weights are pickled"),
    "a pickle named safetensors": (_pickled("model.safetensors"), "not a valid safetensors file"),
    "a truncated file": (
        lambda folder: (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:-9]),
        "not a valid safetensors file",
    ),
    "code named in config.json": (
        _edit_json("config.json", auto_map={"AutoModel": "modeling_tiny.Tiny"}),
        "asks for code of its own",
    ),
    "code named in tokenizer_config.json": (
        _edit_json("tokenizer_config.json", auto_map={"AutoTokenizer": ["x.Y", None]}),
        "asks for code of its own",
    ),
    "a Python file": (_module, "brings code of its own"),
    "a PEFT adapter": (_edit_json("adapter_config.json", peft_type="LORA"), "is a PEFT adapter"),
    "no weights": (_drop("model.safetensors"), "model.safetensors` is missing"),
    "no config": (_drop("config.json"), "config.json` is missing"),
    "no tokenizer": (_drop("tokenizer.json"), "tokenizer.json` is missing"),
    "config.json is no JSON": (lambda folder: (folder / "config.json").write_text("{"), "cannot read"),
    "config.json is a list": (lambda folder: (folder / "config.json").write_text("[]"), "is not a JSON object"),
    "a missing size": (_edit_json("config.json", num_hidden_layers=None), "lacks a usable value"),
    "an unknown architecture": (_edit_json("config.json", architectures=["GPT2LMHeadModel"]), "GPT2LMHeadModel"),
    "an architecture under another type": (_edit_json("config.json", model_type="qwen2"), "LlamaForCausalLM"),
    "another activation": (_edit_json("config.json", hidden_act="gelu"), "`gelu`"),
    "an unknown rope": (_edit_json("config.json", rope_scaling={"rope_type": "yarn", "factor": 2.0}), "`yarn`"),
    "a missing tensor": (_edit_tensors(lambda t: t.pop("model.layers.1.mlp.up_proj.weight")), "lacks 1 tensors"),
    "an extra tensor": (_edit_tensors(lambda t: t.update({"model.extra": torch.zeros(2)})), "has 1 tensors that"),
    "a tensor of another shape": (
        _edit_tensors(lambda t: t.update({"model.norm.weight": torch.zeros(63)})),
        r"shape \(63,\), config.json says \(64,\)",
    ),
    "an option that needs other tensors": (_edit_json("config.json", attention_bias=True), r"first `model\.layers\.0"),
    "a tied head that differs": (
        _edit_tensors(lambda t: t.update({"lm_head.weight": torch.zeros(520, 64)})),
        "the two differ",
    ),
    "weights that have diverged": (
        _edit_tensors(lambda t: t["model.norm.weight"].fill_(float("nan"))),
        "not finite",
    ),
    "a tokenizer larger than the embedding": (
        _edit_tokenizer(lambda raw: raw["added_tokens"].append({**raw["added_tokens"][0], "id": 520, "content": "x"})),
        "the tokenizer has 521 tokens, the embedding only 520 rows",
    ),
    "two tokens with one id": (
        _edit_tokenizer(lambda raw: raw["model"]["vocab"].update({"zzzz": 300})),
        "share an id",
    ),
    "an unknown pre-tokenizer": (
        _edit_tokenizer(lambda raw: raw.update(pre_tokenizer={"type": "Whitespace"})),
        "pre-tokenizer is unknown: Whitespace",
    ),
    "an unknown normalizer": (
        _edit_tokenizer(lambda raw: raw.update(normalizer={"type": "Lowercase"})),
        "pre-tokenizer is unknown: Lowercase, ByteLevel",
    ),
    "a tokenizer of another kind": (
        _edit_tokenizer(lambda raw: raw["model"].update(type="WordPiece")),
        "of the kind WordPiece",
    ),
    "a tokenizer without vocabulary": (_edit_tokenizer(lambda raw: raw.update(model={})), "no vocabulary"),
    "an index that leaves the folder": (
        _edit_json("model.safetensors.index.json", weight_map={"a": "../model.safetensors"}),
        "not a safetensors file of the folder",
    ),
    "an index that names a missing file": (
        _edit_json("model.safetensors.index.json", weight_map={"a": "model-00002.safetensors"}),
        "is missing",
    ),
    "no training file": (_drop("uniconv_training.json"), "trained here, but uniconv_training.json is missing"),
    "a size that is infinite": (_edit_json("config.json", hidden_size=float("inf")), "`hidden_size` must be"),
    "a size that is negative": (_edit_json("config.json", num_hidden_layers=-1), "`num_hidden_layers` must be"),
    "more layers than any model": (_edit_json("config.json", num_hidden_layers=10**9), "from 1 to 512"),
    "a context that GGUF cannot say": (
        _edit_json("config.json", max_position_embeddings=10**15),
        "`max_position_embeddings` must be",
    ),
    "an epsilon that llama.cpp aborts at": (_edit_json("config.json", rms_norm_eps=float("nan")), "`rms_norm_eps`"),
    "a rope that never turns": (_edit_json("config.json", rope_theta=0), "`rope_theta` must be a number above 0"),
    "a rope scaling without a factor": (
        _edit_json("config.json", rope_scaling={"rope_type": "linear"}),
        "lacks a usable value: 'factor'",
    ),
    "a rope scaling that is a list": (_edit_json("config.json", rope_scaling=[1]), "`rope_scaling` must be an object"),
    "architectures that are a number": (_edit_json("config.json", architectures=1), "not one that can be converted"),
    "what transformers stumbles over": (
        _edit_json("config.json", initializer_range="wide"),
        "transformers makes no model of `config.json`",
    ),
    "merges that are no list": (_edit_tokenizer(lambda raw: raw["model"].update(merges=5)), "tokenizer.json cannot be"),
    "a normalizer that is a word": (_edit_tokenizer(lambda raw: raw.update(normalizer="NFC")), "tokenizer.json cannot"),
    "an infinite token id": (
        _edit_tokenizer(lambda raw: raw["model"]["vocab"].update({"zzzz": float("inf")})),
        "no vocabulary",
    ),
    "a pipe in the place of config.json": (_pipe("config.json"), "it is not a regular file"),
    "a device in the place of tokenizer.json": (_link("tokenizer.json", "/dev/zero"), "it is not a regular file"),
    "calibration that is no number": (_edit_json("calibration.json", slope="steep"), "must map names to numbers"),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_checkpoint_is_refused_for(checkpoint: Callable[[str], Path], place: Path, reason: str) -> None:
    change, match = REFUSALS[reason]
    folder = place / "checkpoint"
    shutil.copytree(checkpoint("ours"), folder)
    change(folder)

    with pytest.raises(ConversionRefused, match=match) as refusal:
        convert(Options(folder, place / "out"))

    assert "\n" not in refusal.value.message
    assert sorted(path.name for path in place.iterdir()) == ["checkpoint"]
    assert not (folder / CANARY).exists()


def test_a_card_that_is_a_pipe_is_not_waited_for(checkpoint: Callable[[str], Path], place: Path) -> None:
    folder = Path(shutil.copytree(checkpoint("ours"), place / "checkpoint"))
    _pipe("README.md")(folder)

    assert open_checkpoint(folder).license == "unknown"


def test_weights_that_may_not_be_read_are_what_is_named(
    checkpoint: Callable[[str], Path], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(opening, "sha256_file", refuse)

    with pytest.raises(ConversionRefused, match=r"cannot read `.*config\.json`: Permission denied"):
        convert(Options(checkpoint("ours"), place / "out"))


def test_the_pickle_of_these_tests_would_have_run(place: Path) -> None:
    pickle.loads(pickle.dumps(_Bomb(place / CANARY)))

    assert (place / CANARY).exists()


def test_a_trained_checkpoint_with_a_strange_tokenizer_is_refused(
    checkpoint: Callable[[str], Path], place: Path
) -> None:
    folder = place / "checkpoint"
    shutil.copytree(checkpoint("ours"), folder)
    shutil.copy(checkpoint("smollm") / "tokenizer.json", folder / "tokenizer.json")

    with pytest.raises(ConversionRefused, match=r"lacks `<\|pad\|>`"):
        convert(Options(folder, place / "out"))


def test_a_missing_folder_is_refused(place: Path) -> None:
    with pytest.raises(ConversionRefused, match="there is no checkpoint folder"):
        convert(Options(place / "nowhere", place / "out"))


def test_the_vector_of_our_layout_cannot_be_pooled_otherwise(checkpoint: Callable[[str], Path], place: Path) -> None:
    with pytest.raises(ConfigurationError, match="at the last token"):
        convert(Options(checkpoint("ours"), place / "out", pooling="mean"))


def test_embed_tokens_beyond_the_context_are_refused(checkpoint: Callable[[str], Path], place: Path) -> None:
    folder = place / "checkpoint"
    shutil.copytree(checkpoint("ours"), folder)
    (folder / "uniconv_training.json").write_text('{"embed_tokens": 4096}')

    with pytest.raises(ConfigurationError, match="4096"):
        convert(Options(folder, place / "out"))


@pytest.mark.parametrize("wrong", [{"quant": "q9"}, {"embed_quant": "int4"}, {"pooling": "max"}])
def test_an_unknown_option_value_is_a_usage_error(place: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="is not a value of --"):
        Options(place, place / "out", **wrong)


def test_no_source_of_ours_trusts_remote_code() -> None:
    import convert as package

    sources = [path.read_text() for path in Path(package.__path__[0]).glob("*.py")]

    assert len(sources) > 8
    assert not any("trust_remote_code" in source or "torch.load" in source for source in sources)
