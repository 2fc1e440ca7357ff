"""Whether a sentence in the model's own words is carried by the quotes above it. Pure.

It is when each of its numbers and names, and most of its telling words, stand in the quotes, when no number counts what
another one counts there, and when it denies what they deny. This is a check of words, not of meaning: it marks what is
plainly not there, and cannot prove the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from uniconv_edge.assistant.words.glosses import glossed
from uniconv_edge.assistant.words.terms import is_empty, stem, stems, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import sentences

CARRIED_SHARE = 0.75
_NUMBER = expression(r"\d+(?:[.,:/]\d+)*")
_NUMBER_WORD = expression(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundred|thousand"
    r"|million|half|double|twice)\b",
    re.IGNORECASE,
)
_NAME = expression(r"(?<=[\w,;:)] )[A-Z][\w'-]+")
_NOT = expression(r"\b(?:not|no|never|none|nobody|nothing|without|neither|nor|cannot)\b|n't\b", re.IGNORECASE)
_CLAUSE_ENDS = expression(r"[,;:()]|[—–]|\b(?:but|while|whereas|although|though|except|unless)\b", re.IGNORECASE)
_WORD_OR_NUMBER = expression(rf"{_NUMBER.pattern}|[^\W\d_]+")
_BESIDE = 2  # words before and behind a number among which what it counts stands


def not_carried(reply: str, quotes: Sequence[str], question: str = "", language: str = "") -> list[tuple[int, int]]:
    """The offsets of the sentences of a reply that the quotes do not carry. Words of the question are known too. Reply
    and quotes may be in another language than English, whose small words the question has in English."""
    told = [glossed(quote, language) for quote in quotes]
    return [
        (start, end)
        for start, end in sentences(reply)
        if not carried(glossed(reply[start:end], language), told, question)
    ]


def carried(sentence: str, quotes: Sequence[str], question: str = "") -> bool:
    """Whether one sentence says only what stands in the quotes."""
    quoted = " ".join(quotes)
    if not quotes or not set(_numbers(sentence)) <= set(_numbers(quoted)):
        return False
    held, asked = set(stems(quoted)), set(stems(question))
    if any(stem(name.casefold()) not in held | asked for name in _NAME.findall(sentence)):
        return False
    nearest = _nearest(sentence, quotes)
    if bool(_NOT.search(sentence)) != bool(_NOT.search(nearest)):
        return False
    denied = _denied(sentence)
    if denied and not denied & _denied(nearest):
        return False  # "No dogs" of "dogs are welcome in the barn, but not in the rooms"
    if _counts_otherwise(sentence, quoted):
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
    return [token for token in _tokens(text) if _is_number(token)]


def _is_number(token: str) -> bool:
    return token[0].isdigit() or _NUMBER_WORD.fullmatch(token) is not None


def _denied(text: str) -> set[str]:
    """The stems of the telling words of the clauses that deny."""
    clauses = [clause for clause in _CLAUSE_ENDS.split(text) if _NOT.search(clause)]
    return {stem(word) for clause in clauses for word in telling_words(_NOT.sub(" ", clause))}


def _counts_otherwise(sentence: str, quoted: str) -> bool:
    """Whether a number counts something that only other numbers count in the quotes: "16 euros" of "16 amps for eight
    euros"."""
    beside = _beside_numbers(quoted)
    for token, after in pairwise(_tokens(sentence)):
        if token in beside and not _is_number(after) and not is_empty(after):
            others = set().union(*(words for number, words in beside.items() if number != token))
            if stem(after) in others - beside[token]:
                return True
    return False


def _beside_numbers(text: str) -> dict[str, set[str]]:
    """The stems that stand near each number of a text."""
    tokens = _tokens(text)
    found: dict[str, set[str]] = {}
    for place, token in enumerate(tokens):
        if _is_number(token):
            near = tokens[max(0, place - _BESIDE) : place + _BESIDE + 1]
            found.setdefault(token, set()).update(stem(word) for word in near if word != token)
    return found


def _tokens(text: str) -> list[str]:
    """The words of a text and its figures without their separators of thousands, in order."""
    return [re.sub(r"[.,](?=\d{3}\b)", "", found).casefold() for found in _WORD_OR_NUMBER.findall(text)]
