"""The files that let sentence-transformers load the same folder: modules, pooling, prompts, tokenizer settings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from convert.checkpoint import CARD_FILE, Checkpoint, read_json, token_ids
from convert.vocabulary import special_ids

_MODES = {
    "cls": "pooling_mode_cls_token",
    "mean": "pooling_mode_mean_tokens",
    "last": "pooling_mode_lasttoken",
}
# The layout puts one space before every text, so the prompts end with it.
LAYOUT_PROMPTS = ("<|user|> ", "<|source|> ")


def write_sentence_files(
    checkpoint: Checkpoint, folder: Path, *, pooling: str, prompts: tuple[str, str], embed_tokens: int
) -> None:
    """Write everything but the weights and the manifest. `prompts` are those of queries and of passages."""
    _write(folder / "config.json", dict(checkpoint.config))
    _write(folder / "tokenizer.json", _tokenizer(checkpoint), indent=None)
    _write(folder / "tokenizer_config.json", _tokenizer_config(checkpoint, embed_tokens))
    _write(folder / "special_tokens_map.json", _special_tokens(checkpoint))
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for index, (path, kind) in enumerate(kinds)
    ]
    _write(folder / "modules.json", modules)
    modes = {key: mode == pooling for mode, key in _MODES.items()}
    _write(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": checkpoint.sizes.hidden, "include_prompt": True, **modes},
    )
    _write(folder / "2_Normalize" / "config.json", {})
    _write(folder / "sentence_bert_config.json", {"max_seq_length": embed_tokens, "do_lower_case": False})
    _write(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {"query": prompts[0], "document": prompts[1], "passage": prompts[1]},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    for name in (CARD_FILE, "chat_template.jinja"):
        if (checkpoint.folder / name).is_file():
            shutil.copyfile(checkpoint.folder / name, folder / name)


def _write(path: Path, value: Any, indent: int | None = 2) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=indent, ensure_ascii=False) + "\n", encoding="utf-8")


def _tokenizer(checkpoint: Checkpoint) -> dict[str, Any]:
    """The checkpoint's tokenizer; ours wraps a text in `<|bos|>` ... `<|emb|>` for those who ask for special tokens."""
    tokenizer = {**checkpoint.tokenizer, "truncation": None, "padding": None}
    if not checkpoint.ours:
        return tokenizer
    ids = token_ids(tokenizer)
    ends = ("<|bos|>", "<|emb|>")
    first, last = ({"SpecialToken": {"id": token, "type_id": 0}} for token in ends)
    tokenizer["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [first, {"Sequence": {"id": "A", "type_id": 0}}, last],
        "pair": [
            first,
            {"Sequence": {"id": "A", "type_id": 0}},
            last,
            {"Sequence": {"id": "B", "type_id": 1}},
        ],
        "special_tokens": {token: {"id": token, "ids": [ids[token]], "tokens": [token]} for token in ends},
    }
    return tokenizer


def _special_tokens(checkpoint: Checkpoint) -> dict[str, Any]:
    """Names of the special tokens; a model without padding token pads with its end token, which the mask hides."""
    found = special_ids(checkpoint)
    by_id = {index: token for token, index in token_ids(checkpoint.tokenizer).items()}
    names: dict[str, Any] = {f"{role}_token": by_id[index] for role, index in found.items() if index in by_id}
    if "pad_token" not in names:
        names["pad_token"] = names.get("eos_token") or names.get("unk_token") or by_id[min(by_id)]
    return names


def _tokenizer_config(checkpoint: Checkpoint, embed_tokens: int) -> dict[str, Any]:
    """Settings under which transformers reads tokenizer.json exactly as it stands."""
    kept: Mapping[str, Any] = {} if checkpoint.ours else read_json(checkpoint.folder / "tokenizer_config.json")
    template = {"chat_template": kept["chat_template"]} if kept.get("chat_template") else {}
    return {
        **template,
        **_special_tokens(checkpoint),
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": embed_tokens,
        "clean_up_tokenization_spaces": False,
        "padding_side": "right",
        "model_input_names": ["input_ids", "attention_mask"],
    }
