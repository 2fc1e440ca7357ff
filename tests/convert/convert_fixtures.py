"""Tiny checkpoints with random weights, one for each family and tokenizer that can be converted."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from uniconv_edge.model.layout import SPECIAL_TOKENS

QWEN2_REGEX = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
LLAMA3_REGEX = QWEN2_REGEX.replace(r"|\p{N}|", r"|\p{N}{1,3}|")
VOCABULARY = 520
FAMILIES = ("ours", "llama", "smollm", "mistral", "qwen2", "qwen3")


def corpus() -> list[str]:
    """Text to train tokenizers on: the probes, which hold many scripts."""
    rows = [json.loads(line) for line in (files("convert") / "probes.jsonl").read_text("utf-8").splitlines()]
    return [str(value) for row in rows for value in row.values()]


def _byte_level(special: Iterable[str], pre_tokenizer: Any) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - 8,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in special],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    return tokenizer


def our_tokenizer() -> Tokenizer:
    """Byte-level BPE with GPT-2's expression and the special tokens of the layout."""
    return _byte_level(SPECIAL_TOKENS, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True))


def split_tokenizer(regex: str, *, nfc: bool, ignore_merges: bool) -> Tokenizer:
    """The tokenizer of Qwen2 or Llama 3 in small."""
    split = pre_tokenizers.Split(Regex(regex), "isolated")
    steps = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer = _byte_level(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], steps)
    if nfc:
        tokenizer.normalizer = normalizers.NFC()
    if ignore_merges:
        raw = json.loads(tokenizer.to_str())
        raw["model"]["ignore_merges"] = True
        tokenizer = Tokenizer.from_str(json.dumps(raw))
    return tokenizer


def smollm_tokenizer() -> Tokenizer:
    """Byte-level BPE that splits digits first."""
    steps = [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    return _byte_level(["<|endoftext|>"], pre_tokenizers.Sequence(steps))


def sentencepiece_tokenizer() -> Tokenizer:
    """BPE over `▁` with byte fallback, its merges complete, as files made from SentencePiece models have them."""
    seed = Tokenizer(models.BPE())
    seed.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=True)
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY - 280, show_progress=False, limit_alphabet=110)
    seed.train_from_iterator(corpus(), trainer)
    learnt = sorted(seed.get_vocab().items(), key=lambda item: item[1])
    pieces = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *(token for token, _ in learnt)]
    vocab = {piece: index for index, piece in enumerate(pieces)}
    merges = [
        (piece[:cut], piece[cut:])
        for piece, _ in learnt
        for cut in range(1, len(piece))
        if piece[:cut] in vocab and piece[cut:] in vocab
    ]
    tokenizer = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.add_special_tokens([AddedToken(piece, special=True, normalized=False) for piece in pieces[:3]])
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return tokenizer


def write_checkpoint(folder: Path, family: str, tokenizer: Tokenizer, **changes: Any) -> Path:
    """A checkpoint with random weights, large enough that attention, positions and norms all matter."""
    import torch
    import transformers

    gc.freeze()  # all that stays: the exporter has it searched for garbage once for each model
    torch.manual_seed(len(family))
    sizes = {
        "vocab_size": VOCABULARY,
        "hidden_size": 64,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 512,
        "initializer_range": 0.2,
        "tie_word_embeddings": False,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    config = getattr(transformers, f"{family}Config")(**{**sizes, **changes})
    model = getattr(transformers, f"{family}ForCausalLM")(config)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.ndim == 1:
                weights.copy_(torch.rand_like(weights) + (0.5 if "norm" in name else -0.5))
    folder.mkdir(parents=True)
    model.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
