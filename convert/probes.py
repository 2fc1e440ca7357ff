"""The fixed texts that every conversion is checked with, as the model's own layout arranges them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from convert.checkpoint import token_ids
from uniconv_edge.model.layout import Encode, SpecialIds, answer_ids, passage_ids, session_ids, source_ids
from uniconv_edge.train.tokenizer import encoder
from uniconv_edge.types import Turn


@dataclass(frozen=True, slots=True)
class Probe:
    """One probe: its plain text, for the tokenizers, and its tokens, for the models."""

    text: str
    ids: tuple[int, ...]


def load_probes(tokenizer_file: Path, *, ours: bool, max_tokens: int) -> tuple[Probe, ...]:
    """The probes as tokens of the shipped `tokenizer.json`, none longer than `max_tokens`."""
    tokenizer = open_tokenizer(tokenizer_file)
    rows = [json.loads(line) for line in (files("convert") / "probes.jsonl").read_text(encoding="utf-8").splitlines()]
    special = SpecialIds.from_vocabulary(token_ids(json.loads(tokenizer_file.read_text("utf-8")))) if ours else None
    probes = []
    for row in rows:
        text = "\n".join(_texts(row))
        if special is None:
            ids = tokenizer.encode(text).ids[:max_tokens]
        else:
            ids = _arranged(row, encoder(tokenizer), special, max_tokens)
        if ids:
            probes.append(Probe(text, tuple(ids)))
    return tuple(probes)


def open_tokenizer(path: Path) -> Any:
    """The tokenizer of a model folder. Special tokens written in a text are read as plain text."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.encode_special_tokens = True
    return tokenizer


def _texts(row: Mapping[str, Any]) -> list[str]:
    if row["kind"] == "passage":
        return [part for part in (row["title"], row["text"]) if part]
    return [text for _, text in row["turns"]] + [text for _, text in row.get("sources", [])]


def _arranged(row: Mapping[str, Any], encode: Encode, special: SpecialIds, max_tokens: int) -> list[int]:
    if row["kind"] == "passage":
        return passage_ids(row["title"], row["text"], encode, special, max_tokens=max_tokens)
    turns = [Turn(role, text) for role, text in row["turns"]]
    ids = [*session_ids(turns, encode, special, max_tokens=max_tokens), special.emb]
    if row["kind"] == "answer":
        for title, text in row["sources"]:
            ids += source_ids(title, text, encode, special)
        quotes = [(int(number), str(span)) for number, span in row["quotes"]]
        ids += [special.emb, *answer_ids(quotes, row["reply"], encode, special)]
    return ids[:max_tokens]
