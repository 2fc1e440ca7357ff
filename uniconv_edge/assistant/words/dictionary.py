"""Which words people write in English, whatever a library has."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache


@lru_cache(4096)
def is_english(word: str) -> bool:
    """Whether the dictionary of pyspellchecker has a word, in whatever letters.

    Its file is searched as text: it is asked for a word or two of a session, and a table of all takes ten times as long
    and forty megabytes.
    """
    from importlib.resources import files

    import spellchecker

    packed = files(spellchecker).joinpath("resources", "en.json.gz").read_bytes()
    return f"{json.dumps(word.lower())}:".encode() in gzip.decompress(packed)
