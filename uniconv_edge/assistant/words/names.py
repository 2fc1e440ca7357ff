"""Names of people, places and things in a question: words with a capital, or that no dictionary has. Pure; English."""

from __future__ import annotations

import re

from uniconv_edge.assistant.words.dates import MONTH_NAMES
from uniconv_edge.assistant.words.dictionary import is_english
from uniconv_edge.assistant.words.terms import is_empty, is_time
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of

JOINING = ("and", "&", "of")  # of a name
WORD = expression(r"[^\s,.;:?!]+(?:[.:]\d+)*")
_PARTS_OF_WORD = expression(r"['’]s?$|[/'’-]")

_FULL_NAME = expression(r"(?<=\w )([A-Z][a-z]+) ([A-Z][a-z]{2,})\b")  # no word at the beginning is known for a name
_NOT_FIRST_LIST = "Mr Mrs Ms Miss Dr Sir Lady Lord Saint St Uncle Aunt The A An In Of"
_NO_FIRST_NAMES = frozenset(_NOT_FIRST_LIST.split())


def names(text: str) -> list[tuple[int, int]]:
    """The stretches of a text that are names: words with a capital behind the first, or that no dictionary has, and
    what stands between two of them to join them."""
    found: list[tuple[int, int]] = []
    for each in WORD.finditer(text):
        if not is_name(each[0]):
            continue
        if found and re.fullmatch(r" (?:(?:and|&|of) )?", text[found[-1][1] : each.start()]):
            found[-1] = (found[-1][0], each.end())
        else:
            found.append(each.span())
    return found


def is_capital_telling(text: str) -> bool:
    """Whether a capital tells a name in a text, and is not that of each word, also of those that only glue: "What Is
    The Rent?", "WHO PAYS?"."""
    behind = [each[0] for each in WORD.finditer(text)][1:]
    return not any(len(word) > 1 and word[0].isupper() and is_empty(word.casefold()) for word in behind)


def is_name(word: str) -> bool:
    """Whether a word is a name, or a part of one, wherever it stands but at the beginning of a sentence."""
    small = word.casefold()
    if is_empty(small) or is_time(small) or small in MONTH_NAMES or small.isdigit():
        return False
    return word[0].isupper() or not all(map(is_english, filter(None, _PARTS_OF_WORD.split(small))))


def names_namesake(question: str, sentence: str) -> bool:
    """Whether a sentence names another of the surname that a question gives with a first name, and not the first name:
    "Clara Halloran died in 1918" for "When did Bernard Halloran die?"."""
    for first, last in _FULL_NAME.findall(question):
        if first in _NO_FIRST_NAMES or first.lower() in words_of(sentence):
            continue
        beside = re.findall(rf"\b([A-Z][a-z]+) {re.escape(last)}\b", sentence)
        if beside and all(other not in _NO_FIRST_NAMES for other in beside):
            return True
    return False


def names_other_surname(question: str, sentence: str, known: str) -> bool:
    """Whether a sentence names another of the first name that a question gives with a surname, and not the surname,
    while the one who is asked for is `known` by both: "Bernard Gale, died 1991" for "When did Bernard Noon die?"."""
    return any(
        first not in _NO_FIRST_NAMES
        and last not in sentence
        and f"{first} {last}" in known
        and any(map(is_name, re.findall(rf"\b{first} ([A-Z][a-z]{{2,}})\b", sentence)))
        for first, last in _FULL_NAME.findall(question)
    )
