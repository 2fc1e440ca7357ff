"""Turns a `tokenizer.json` into the vocabulary that llama.cpp reads, or says why it cannot."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from convert.checkpoint import Checkpoint, token_ids
from uniconv_edge.errors import ConversionRefused

# Token types of the GGUF format.
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = 1, 2, 3, 4, 5, 6

_LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
_QWEN2 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
_HINT = "supported are the byte-level tokenizers of GPT-2, SmolLM, Llama 3 and Qwen2, and SentencePiece BPE"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A GGUF vocabulary: `model` is "gpt2" or "llama", `pre` names the pre-tokenizer; `scores` only for "llama"."""

    model: str
    pre: str
    tokens: tuple[str, ...]
    types: tuple[int, ...]
    merges: tuple[str, ...]
    scores: tuple[float, ...]
    special: Mapping[str, int]
    add_bos: bool
    add_eos: bool
    add_space_prefix: bool | None


def vocabulary_of(checkpoint: Checkpoint) -> Vocabulary:
    """Read tokens, merges and pre-tokenizer. Raises ConversionRefused for a tokenizer that llama.cpp would read
    differently."""
    tokenizer = checkpoint.tokenizer
    model = _bpe(tokenizer)
    _check_form(tokenizer)
    merges = _merges(model)
    spm = bool(model.get("byte_fallback"))
    tokens, types = _tokens(checkpoint, spm)
    add_bos, add_eos = (False, False) if checkpoint.ours else _added_by_template(checkpoint)
    return Vocabulary(
        model="llama" if spm else "gpt2",
        pre="default" if spm else _pre_tokenizer(tokenizer, model),
        tokens=tokens,
        types=types,
        merges=() if spm else tuple(f"{left} {right}" for left, right in merges),
        scores=_scores(tokens, merges) if spm else (),
        special=special_ids(checkpoint),
        add_bos=add_bos,
        add_eos=add_eos,
        add_space_prefix=_space_prefix(tokenizer) if spm else None,
    )


def _bpe(tokenizer: Mapping[str, Any]) -> Mapping[str, Any]:
    model: Mapping[str, Any] = tokenizer["model"]
    odd = [key for key in ("continuing_subword_prefix", "end_of_word_suffix", "dropout") if model.get(key)]
    if model.get("type", "BPE") != "BPE" or odd:
        what = f"uses `{odd[0]}`" if odd else f"is of the kind {model.get('type')}"
        raise ConversionRefused(f"the tokenizer {what}, which cannot be converted", _HINT)
    return model


def _check_form(tokenizer: Mapping[str, Any]) -> None:
    """Let the library that will read it say whether it can, so that the rest may trust its form."""
    from tokenizers import Tokenizer

    try:
        Tokenizer.from_str(json.dumps(tokenizer))
    except Exception as error:  # the library raises nothing else
        raise ConversionRefused(f"tokenizer.json cannot be read: {error}", "save the tokenizer again") from error


def _merges(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Merges as pairs; older files write "left right" in one string."""
    pairs: list[tuple[str, str]] = []
    for merge in model.get("merges") or []:
        parts = merge.split(" ") if isinstance(merge, str) else list(merge)
        if len(parts) != 2:
            raise ConversionRefused(f"the tokenizer's merge {merge!r} is not a pair of tokens", _HINT)
        pairs.append((parts[0], parts[1]))
    return pairs


def _steps(part: Mapping[str, Any] | None, key: str) -> list[Mapping[str, Any]]:
    """The steps of a normalizer or pre-tokenizer, whether it is one step or a Sequence."""
    if not part:
        return []
    return list(part[key]) if part.get("type") == "Sequence" else [part]


def _pre_tokenizer(tokenizer: Mapping[str, Any], model: Mapping[str, Any]) -> str:
    """The llama.cpp name of a byte-level pre-tokenizer, found by its exact regular expression."""
    steps = _steps(tokenizer.get("pre_tokenizer"), "pretokenizers")
    normalizers = [str(step.get("type")) for step in _steps(tokenizer.get("normalizer"), "normalizers")]
    kinds = [str(step.get("type")) for step in steps]
    if not steps or kinds[-1] != "ByteLevel" or steps[-1].get("add_prefix_space"):
        raise _unknown(kinds)
    own_regex = bool(steps[-1].get("use_regex", True))
    pattern = steps[0].get("pattern", {}).get("Regex") if kinds[0] == "Split" else None
    whole = kinds == ["Split", "ByteLevel"] and not own_regex and steps[0].get("behavior") == "Isolated"
    name = None
    if kinds == ["ByteLevel"] and own_regex:
        name = "gpt-2"
    elif kinds == ["Digits", "ByteLevel"] and own_regex and steps[0].get("individual_digits"):
        name = "smollm"
    elif whole and pattern == _LLAMA3:
        name = "llama-bpe"
    elif whole and pattern == _QWEN2:
        name = "qwen2"
    # llama.cpp normalises nothing; most text is in NFC already, so that one step makes no difference.
    if name is None or normalizers not in ([], ["NFC"] if name == "qwen2" else []):
        raise _unknown(normalizers + kinds)
    if bool(model.get("ignore_merges")) != (name == "llama-bpe"):
        raise ConversionRefused(f"the tokenizer's `ignore_merges` is not that of {name} tokenizers", _HINT)
    return name


def _unknown(kinds: Sequence[str]) -> ConversionRefused:
    return ConversionRefused(f"the tokenizer's pre-tokenizer is unknown: {', '.join(kinds) or 'none'}", _HINT)


def _space_prefix(tokenizer: Mapping[str, Any]) -> bool:
    """For SentencePiece BPE: whether a space goes before the text. Raises ConversionRefused for other normalisation."""
    normalizers = _steps(tokenizer.get("normalizer"), "normalizers")
    splits = _steps(tokenizer.get("pre_tokenizer"), "pretokenizers")
    kinds = [str(step.get("type")) for step in [*normalizers, *splits]]
    spaced = {"pattern": {"String": " "}, "content": "▁"}
    if kinds in (["Prepend", "Replace"], ["Replace"]) and not splits:
        replaces = {key: normalizers[-1].get(key) for key in spaced} == spaced
        if replaces and normalizers[0].get("prepend", "▁") == "▁":
            return len(normalizers) == 2
    if kinds == ["Metaspace"] and splits[0].get("replacement") == "▁" and not splits[0].get("split", True):
        return bool(splits[0].get("prepend_scheme", "always") != "never")
    raise _unknown(kinds)


def _tokens(checkpoint: Checkpoint, spm: bool) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Tokens and their types in id order; rows of the embedding beyond the tokenizer become unused tokens."""
    ids = token_ids(checkpoint.tokenizer)
    by_id = {index: token for token, index in ids.items()}
    if len(by_id) != len(ids) or min(by_id, default=0) < 0:
        raise ConversionRefused("two tokens of the tokenizer share an id", "save the tokenizer again")
    added = {int(token["id"]): bool(token.get("special")) for token in checkpoint.tokenizer.get("added_tokens") or []}
    unknown = checkpoint.tokenizer["model"].get("unk_token")
    tokens, types = [], []
    for index in range(checkpoint.sizes.vocabulary):
        token = by_id.get(index)
        tokens.append(f"[PAD{index}]" if token is None else token)
        if token is None:
            types.append(UNUSED)
        elif spm and token == unknown:
            types.append(UNKNOWN)
        elif index in added:
            types.append(CONTROL if added[index] else USER_DEFINED)
        else:
            types.append(BYTE if spm and _is_byte(token) else NORMAL)
    return tuple(tokens), tuple(types)


def _is_byte(token: str) -> bool:
    return len(token) == 6 and token.startswith("<0x") and token.endswith(">")


def _scores(tokens: Sequence[str], merges: Sequence[tuple[str, str]]) -> tuple[float, ...]:
    """SentencePiece scores: llama.cpp joins the pair with the highest score first, as the merges do by their order.

    Raises ConversionRefused where two known tokens join to a third without a merge: llama.cpp would join them.
    """
    rank: dict[str, int] = {}
    for index, (left, right) in enumerate(merges):
        rank.setdefault(left + right, index)
    known, pairs = set(tokens), set(merges)
    for token in rank:
        for cut in range(1, len(token)):
            pair = (token[:cut], token[cut:])
            if pair[0] in known and pair[1] in known and pair not in pairs:
                raise ConversionRefused(
                    f"the tokenizer's merges leave out {pair[0]!r} + {pair[1]!r}, which llama.cpp would join",
                    _HINT,
                )
    worst = float(len(merges))
    return tuple(-float(rank.get(token, worst)) for token in tokens)


def special_ids(checkpoint: Checkpoint) -> dict[str, int]:
    """Ids of bos, eos, pad and unk, from the tokenizer's own files first, then from the config."""
    ids = token_ids(checkpoint.tokenizer)
    found: dict[str, int] = {}
    for role in ("bos", "eos", "pad", "unk"):
        token = checkpoint.tokenizer_config.get(f"{role}_token")
        text = token.get("content") if isinstance(token, dict) else token
        if checkpoint.ours and role != "unk":
            text = f"<|{role}|>"
        stated = checkpoint.config.get(f"{role}_token_id")
        stated = stated[0] if isinstance(stated, list) and stated else stated
        if isinstance(text, str) and text in ids:
            found[role] = ids[text]
        elif isinstance(stated, int) and 0 <= stated < checkpoint.sizes.vocabulary:
            found[role] = stated
    return found


def _added_by_template(checkpoint: Checkpoint) -> tuple[bool, bool]:
    """Whether tokenizer.json itself puts a token before and one after a text."""
    for step in _steps(checkpoint.tokenizer.get("post_processor"), "processors"):
        if step.get("type") == "TemplateProcessing" and step.get("single"):
            return "SpecialToken" in step["single"][0], "SpecialToken" in step["single"][-1]
    return False, False
