"""Varied strings for comparing tokenizers: many scripts, code, numbers, white space, emoji, special-token names."""

from __future__ import annotations

import random
import unicodedata

_RANGES = (
    (0x21, 0x7E),
    (0xA1, 0x17F),
    (0x250, 0x2AF),
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x5D0, 0x5EA),
    (0x620, 0x64A),
    (0x905, 0x939),
    (0xE01, 0xE2E),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x20A0, 0x20BF),
    (0x2150, 0x2189),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x3041, 0x3096),
    (0x30A1, 0x30FA),
    (0x4E00, 0x9FA5),
    (0xAC00, 0xD7A3),
    (0xFF01, 0xFF5E),
    (0x1D400, 0x1D7FF),
    (0x1F300, 0x1F64F),
)
_SPACES = (" ", "  ", "\n", "\n\n", "\t", "\r\n", "   ", "\u00a0", "\u2003", "\u3000")
_WORDS = (
    "the", "harbour", "I'll", "don't", "THEY'VE", "x1", "3.14", "2024-05-18", "foo_bar", "a.b()", "naïve", "<|emb|>",
    "<|user|>", "<s>", "</s>", "[INST]", "==", "->", "...", "//", "'s", "'", "''re", "0x1F", "100000", "éa", "👩‍🚀",
)  # fmt: skip


def varied_strings(count: int, seed: int) -> list[str]:
    """`count` strings of up to 24 pieces, always the same for a seed, in Unicode's composed form."""
    source = random.Random(seed)
    return [_one(source) for _ in range(count)]


def _one(source: random.Random) -> str:
    pieces = []
    for _ in range(source.randint(1, 24)):
        kind = source.random()
        if kind < 0.35:
            pieces.append(source.choice(_WORDS))
        elif kind < 0.6:
            pieces.append(source.choice(_SPACES))
        else:
            low, high = source.choice(_RANGES)
            pieces.append("".join(chr(source.randint(low, high)) for _ in range(source.randint(1, 6))))
    assigned = "".join(c for c in "".join(pieces) if unicodedata.category(c) != "Cn")
    return unicodedata.normalize("NFC", assigned)
