"""The tokenizer stage: byte-level BPE that llama.cpp reads as `gpt2` with the `gpt-2` pre-tokenizer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.model.layout import SPECIAL_TOKENS, Encode, Locate, SpecialIds


def train_tokenizer(texts: Iterator[str], vocabulary: int, out: Path) -> Tokenizer:
    """Train on `texts` and write `out` (tokenizer.json). Special tokens take the first ids."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
        min_frequency=2,
    )
    tokenizer.train_from_iterator(texts, trainer)
    out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out))
    return tokenizer


def open_tokenizer(path: Path) -> tuple[Tokenizer, SpecialIds]:
    """The tokenizer, set so that special tokens written in a text are plain characters, and the special ids. Raises
    TrainingFailed for a file that is damaged."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing else
        raise TrainingFailed(f"cannot read the tokenizer `{path}`: {error}", "name a new folder with --run") from error
    tokenizer.encode_special_tokens = True
    return tokenizer, SpecialIds.from_vocabulary(tokenizer.get_vocab(with_added_tokens=True))


def encoder(tokenizer: Tokenizer) -> Encode:
    """Text -> ids without special tokens."""
    return lambda text: list(tokenizer.encode(text, add_special_tokens=False).ids)


def locator(tokenizer: Tokenizer) -> Locate:
    """Text -> ids without special tokens, and the place of each one's first character."""

    def locate(text: str) -> tuple[list[int], list[int]]:
        found = tokenizer.encode(text, add_special_tokens=False)
        return list(found.ids), [start for start, _ in found.offsets]

    return locate
