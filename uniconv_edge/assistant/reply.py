"""Whether a sentence in the model's own words is carried by the quotes above it. Pure.

It is when each of its numbers and names, and most of its telling words, stand in the quotes, and when it denies what
they deny. This is a check of words, not of meaning: it marks what is plainly not there, and cannot prove the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from uniconv_edge.assistant.terms import stem, stems, telling_words
from uniconv_edge.library.sentences import sentences

CARRIED_SHARE = 0.75
_NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundred|thousand"
    r"|million|half|double|twice)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z][\w'-]+")
_NOT = re.compile(r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot)\b|n't\b", re.IGNORECASE)


def not_carried(reply: str, quotes: Sequence[str], question: str = "") -> list[tuple[int, int]]:
    """The offsets of the sentences of a reply that the quotes do not carry. Words of the question are known too."""
    return [(start, end) for start, end in sentences(reply) if not carried(reply[start:end], quotes, question)]


def carried(sentence: str, quotes: Sequence[str], question: str = "") -> bool:
    """Whether one sentence says only what stands in the quotes."""
    quoted = " ".join(quotes)
    if not quotes or not set(_numbers(sentence)) <= set(_numbers(quoted)):
        return False
    held, asked = set(stems(quoted)), set(stems(question))
    if any(stem(name.casefold()) not in held | asked for name in _NAME.findall(sentence)):
        return False
    if bool(_NOT.search(sentence)) != bool(_NOT.search(_nearest(sentence, quotes))):
        return False
    words = [stem(word) for word in telling_words(sentence) if not word.isdigit()]
    new = [word for word in words if word not in asked]
    if not new:
        return not words or bool(set(words) & held)
    return sum(word in held for word in new) >= CARRIED_SHARE * len(new)


def _nearest(sentence: str, quotes: Sequence[str]) -> str:
    """The sentence of the quotes that shares most words with this one."""
    said = set(stems(sentence))
    parts = [quote[start:end] for quote in quotes for start, end in sentences(quote)]
    return max(parts, key=lambda part: len(said & set(stems(part))), default="")


def _numbers(text: str) -> list[str]:
    """Figures without their separators of thousands, and the words of numbers."""
    figures = [re.sub(r"[.,](?=\d{3}\b)", "", found) for found in _NUMBER.findall(text)]
    return figures + [found.casefold() for found in _NUMBER_WORD.findall(text)]
