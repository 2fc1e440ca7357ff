"""Which words people write in a language, whatever a library has."""

from __future__ import annotations

import gzip
from bisect import bisect_left
from functools import lru_cache, partial

from uniconv_edge.library.irregular import other_forms


def is_english(word: str) -> bool:
    """Whether people write a word, in whatever letters, in English; the dictionary has American spellings."""
    small = word.lower()
    return _has("en", small) or any(_has("en", other) for other in other_forms(small))


def is_ordinary(word: str, language: str) -> bool:
    """Whether people write a word, in whatever letters, in a language ("": English) or in English, in which the small
    words of others are read."""
    return is_english(word) or (language != "" and _has(language, word.lower()))


@lru_cache(4096)
def _has(language: str, word: str) -> bool:
    """Whether the dictionary that pyspellchecker has of a language has a word in small letters.

    Its file, a word to a line in their order, is searched as text: it is asked for a few words of a session, and a
    table of all takes a hundred times as long and forty megabytes.
    """
    text = _english() if language == "en" else _text_of(language)
    place = bisect_left(range(len(text)), word, key=partial(_word_at, text))
    return place < len(text) and _word_at(text, place) == word


def _word_at(text: bytes, place: int) -> str:
    """The word of the line in which a place lies: `"aardvark": 106,`."""
    begins = text.rfind(b"\n", 0, place) + 1
    return text[begins + 1 : text.index(b'": ', begins)].decode()


@lru_cache(1)
def _english() -> bytes:
    """Kept, three megabytes: to unpack it takes as long as a follow-up's search, and follow-ups ask for it."""
    return _text_of("en")


def _text_of(language: str) -> bytes:
    from importlib.resources import files

    import spellchecker

    packed = files(spellchecker).joinpath("resources", f"{language}.json.gz").read_bytes()
    return gzip.decompress(packed).strip(b"{}\n")
