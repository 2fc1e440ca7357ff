"""The words by which a question asks, what each is worth, and how much of that a text holds. Pure.

A word is known by its beginning without a plural's ending, so that `dogs` meets `dog`, `allowed` meets `allow`. It
is worth its inverse document frequency in the library: "what everything says" tells nothing, whatever the language.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from uniconv_edge.assistant.words.dates import MAY, MONTH_NAMES, YEAR, said, written
from uniconv_edge.expressions import expression
from uniconv_edge.library.irregular import BASES
from uniconv_edge.library.query import without_filters
from uniconv_edge.library.related import lemma
from uniconv_edge.library.releases import asks_of_that_version, with_version
from uniconv_edge.library.words import STOP_WORDS, also_indexed, nouns_that_glue, without_denials, words_of
from uniconv_edge.types import Turn

MAX_TERMS = 24
LONGEST_STEM = 5  # letters
_ENDINGS, _FEWEST_LETTERS = ("d", "ed", "er", "es", "ing"), 4  # behind a word of so many
# Words that ask, or tell as little, beside those that glue. Those of other languages are found out by their frequency.
_EMPTY_LIST = (
    "any doing done here him many may more much name named nor often frequently old one out please tell those too use "
    "used while give get got gave made make makes long list show know call called also only very mean means meant say "
    "says said like find exactly going something anything anyone anybody someone somebody else yet already still "
    "ever again even im according"
)
_TIME_LIST = (
    "monday tuesday wednesday thursday friday saturday sunday weekday weekend day night morning noon afternoon evening "
    "week month year season spring summer autumn winter christmas easter holiday today tomorrow yesterday last "
    "next previous since until"
)
OTHERS = frozenset(("other", "others", "ones", "another"))  # what alone only says that it is not what was told
_LONE_NUMBER = expression(r"(?<![\d.,:/])\d+(?!\d|[.,:/]\d)")
_BEHIND_NUMBER = expression(r"(?<=\d)(?:st|nd|rd|th|s)$")
_ASKS = expression(r"^(?:how (?:much|many)|what|which|who|where) ")
# Of this "since" and "until" are no words to look for: what says them is mostly of something else.
_SINCE_WHEN = expression(r"\b(?:since|until|till) when\b", re.IGNORECASE)
_WHEN = expression(r"\bwhen\b", re.IGNORECASE)
_YEAR = expression(rf"(?<![\d.,]){YEAR}(?!\d|[.,]\d)")
_YEAR_BESIDE = expression(
    r"\b(?:(?:the|a|one) year (?P<side>after|before|later|earlier)(?: (?:that|it))?"
    r"|the (?P<which>following|next|previous) year)(?=\W*$)",
    re.IGNORECASE,
)
# A number, a letter or a Roman number behind a word; "I" only where nothing follows that the person may do.
_BY_NUMBER = expression(r"\b([^\W\d_]{2,})\.? (\d+|I(?!['’]| [a-z])|[A-HJ-Z]|[IVX]{2,4})\b(?!\s?[.:/,]\d)")
# In a row of a table, below the name of its column: `Flat: 2`; of several no one is numbered (`Rooms: 3`).
_NUMBER_IN_ROW = expression(r"(?:^|\| )([^\W\d_]+(?<!s)): (\d{1,4}|[A-Z])(?= \||$)", re.MULTILINE)
_ORDINAL_LIST = "first second third fourth fifth sixth seventh eighth ninth tenth"
_ORDINALS = {name: str(number) for number, name in enumerate(_ORDINAL_LIST.split(), 1)}
_ORDINAL = expression(
    rf"(?i)\b(?:({'|'.join(_ORDINALS)})|(\d+)(?:st|nd|rd|th))\b(?! (?:of )?(?:{'|'.join(sorted(MONTH_NAMES))})\b)"
)  # dates are known by themselves
_BY_ORDINAL = expression(rf"{_ORDINAL.pattern}[ -]([^\W\d_]{{2,}})")
_LETTER = expression(r"(?<![\w'’.])[DMST](?![\w'’.])")  # "band D"; in small letters the end of "I'd" and the like
_EMPTY = STOP_WORDS.union(_EMPTY_LIST.split())
_TIMES = frozenset(_TIME_LIST.split())
_HOW_MANY = expression(r"(?i)\bhow many\b")

Counts = Callable[[Sequence[str]], tuple[Sequence[int], int]]
"""Words -> (in how many passages each occurs, how many passages there are)."""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The beginning by which a word (in small letters) is known, of an irregular form (`sold`) that of its word."""
    one = singular(word)
    return (singular(BASES[word]) if word in BASES else BASES.get(one, one))[:LONGEST_STEM]


def spellings(known: str) -> tuple[str, ...]:
    """What a word has within that is known by a stem: the stem, or an irregular form of its word."""
    return known, *(form for form, base in BASES.items() if base[:LONGEST_STEM] == known)


def singular(word: str) -> str:
    """A word (in small letters) without a plural's ending."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def are_forms(one: str, other: str) -> bool:
    """Whether two words (in small letters) are one with and without an ending: `plan` and `planned`, `rent` and
    `renting`. Of words that are longer than a stem the stems tell that."""
    short, long = sorted((one, other), key=len)
    if len(short) < _FEWEST_LETTERS or not long.startswith(short):
        return False
    ending = long[len(short) :]
    return ending in _ENDINGS or (ending[0:1] == short[-1] and ending[1:] in _ENDINGS)


def are_mostly_alike(one: str, other: str) -> bool:
    """Whether two words begin alike for more than half of the longer, as `Beitrag` and `Beitragsgruppe` do not."""
    most = max(len(one), len(other)) // 2 + 1
    return one[:most] == other[:most]


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return [stem(word) for word in words_of(text)]


def _words_found(text: str) -> list[str]:
    """The words of a text and those that full text finds in it besides: `wifi` in `Wi-Fi`."""
    return [*words_of(text), *words_of(also_indexed(text))]


@lru_cache(maxsize=4096)
def forms(text: str) -> frozenset[str]:
    """The words of a text without plurals' endings, each once."""
    return frozenset(map(singular, _words_found(text)))


@lru_cache(maxsize=1024)
def lemmas(text: str) -> frozenset[str]:
    """The words of a text in the forms by which related words are known, each once."""
    return frozenset(map(lemma, words_of(text)))


def numbers(text: str) -> set[str]:
    """The numbers that a text names, and names with numbers (`2021`, `e9`, `q3`); not those of one digit, which may
    stand there as words."""
    words = (_BEHIND_NUMBER.sub("", word) for word in words_of(text))
    return {word for word in words if len(word) > 1 and any(map(str.isdigit, word))}


def lone_numbers(text: str) -> set[str]:
    """The numbers of a text that are no parts of others, as those of `3.8`, `10:30` and `2,280` are."""
    return set(_LONE_NUMBER.findall(text))


def names_another(question: str, sentence: str, source: str = "") -> bool:
    """Whether a sentence names another of what the question tells by a number or letter, and not that one: "lift 2" for
    "lift 1"; or where it does not say what is numbered, its source does so."""
    if not (asked := _by_number(question)):
        return False
    text = sentence
    if source and asked.keys().isdisjoint(bag(sentence)):
        text = source
    named = _by_number(text)
    # "The first and second floor" and "the first meeting ..., the second ..." name both.
    return _ordinals(question).isdisjoint(_ordinals(text)) and any(
        word in named and not named[word] & which for word, which in asked.items()
    )


@lru_cache(maxsize=64)
def _ordinals(text: str) -> frozenset[str]:
    """The numbers of a text's ordinals."""
    return frozenset(digits or _ORDINALS[name.lower()] for name, digits in _ORDINAL.findall(text))


@lru_cache(maxsize=64)  # a question is held against each sentence of its sources
def _by_number(text: str) -> dict[str, set[str]]:
    """Stem of a word that says something -> the numbers and letters behind it, and those of ordinals before it."""
    numbered: list[tuple[str, str]] = _BY_NUMBER.findall(text)
    numbered += [(word, digits or _ORDINALS[name.lower()]) for name, digits, word in _BY_ORDINAL.findall(text)]
    found: dict[str, set[str]] = {}
    numbered += _NUMBER_IN_ROW.findall(text) if " | " in text else []
    for word, which in numbered:
        if not is_empty(word.lower()):
            found.setdefault(stem(word.lower()), set()).add(which)
    return found


@lru_cache(maxsize=4096)
def bag(text: str) -> frozenset[str]:
    """The stems of a text, each once. Kept, because the sentences of a source return with the next questions."""
    return frozenset(map(stem, _words_found(text)))


def telling_words(text: str) -> list[str]:
    """The words of a text that say something, each once, in order; [] for "and why is that?". Of many the last, where
    a pasted text ends with the question."""
    return list(_telling_words(text))


@lru_cache(maxsize=256)  # a question is read so many times while it is answered, and after the next ones
def _telling_words(text: str) -> tuple[str, ...]:
    named = {letter.lower() for letter in _LETTER.findall(text)} | nouns_that_glue(text)
    words = dict.fromkeys(words_of(without_denials(text)))
    return tuple(word for word in words if word not in _EMPTY or word in named)[-MAX_TERMS:]


def is_empty(word: str) -> bool:
    """Whether a word (in small letters) only asks or glues."""
    return word in _EMPTY


def is_time(word: str) -> bool:
    """Whether a word (in small letters) only says when."""
    return singular(word) in _TIMES


def restated(turns: Sequence[Turn]) -> str:
    """The last question as it is meant, without filters: one that only says when or how many ("and in March?", "and on
    Sundays?", "and for 12?") behind the words of the person's turn before it that say neither. "The year after that" is
    counted from the year that this names; "when did it come out?" behind a question of a version names that."""
    return restated_behind(turns[-1].text, tuple(turn.text for turn in turns[:-1] if turn.role == "user"))


@lru_cache(maxsize=64)  # a question is read so many times while it is answered
def restated_behind(question: str, before: tuple[str, ...]) -> str:
    """The same of a question behind those before it."""
    typed = without_filters(question)
    beside = _YEAR_BESIDE.search(typed)
    telling = [place for place, text in enumerate(before) if telling_words(text)]
    of_version = asks_of_that_version(typed)
    if not telling or not (beside or of_version or _only_tells_when_or_how_many(typed)):
        return typed
    earlier = restated_behind(before[telling[-1]], before[: telling[-1]])
    if of_version:
        return with_version(typed, earlier)
    if beside and (years := _YEAR.findall(earlier)):
        step = -1 if (beside["side"] or beside["which"]).lower() in ("before", "earlier", "previous") else 1
        typed = f"{typed[: beside.start()]}{int(years[-1]) + step}"
    if not _only_tells_when_or_how_many(typed):
        return typed
    replaced = _tells_when_or_how_many(earlier)
    kept = " ".join(word for word in words_of(written(earlier)) if not replaced(word))
    return f"{_ASKS.sub('', kept) if _WHEN.search(typed) else kept} {typed}".lstrip()


def _only_tells_when_or_how_many(text: str) -> bool:
    """Whether a text tells a time or number and nothing else; "how many nights?" asks for one."""
    told = [] if _HOW_MANY.search(text) else telling_words(written(text))
    return bool(told or said(text)) and all(map(_tells_when_or_how_many(text), told))


def _tells_when_or_how_many(text: str) -> Callable[[str], bool]:
    """Whether a word of a text is one of its dates, of a time, or a number."""
    dates = {word.lower() for word in said(text)}  # May too, which is told apart from what one may do
    return lambda word: word in dates or is_time(word) or word.isdigit()


def asked_words(turns: Sequence[Turn]) -> list[str]:
    """The words by which the last turn asks. One that says nothing by itself asks by the person's turn before it; where
    none says anything there are none, so that "why?" alone is not answered by whatever holds a "why"."""
    for place in reversed(range(len(turns))):
        typed = restated(turns[: place + 1]) if turns[place].role == "user" else ""
        found = telling_words(written(_SINCE_WHEN.sub("when", typed))) + [MAY] * (MAY in said(typed))
        if found and not OTHERS.issuperset(found):
            return found
    return []


def values(words: Sequence[str], counts: Counts) -> dict[str, float]:
    """Stem -> inverse document frequency."""
    found, total = counts(words)
    return {stem(word): math.log(1 + total / (1 + n)) for word, n in zip(words, found, strict=True)}


def counts_in(texts: Iterable[str]) -> Counts:
    """Counts over given texts, for measuring without a library."""
    frequency: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        frequency.update(set(stems(text)))

    def counts(words: Sequence[str]) -> tuple[Sequence[int], int]:
        return [frequency[stem(word)] for word in words], total

    return counts
