"""Questions in other languages than English: which one it is, and the small words of it in English.

Everything that reads a question knows English forms: what kind of thing is asked for, what leans on the turn before,
which words only glue. So the closed class of a language, the words that ask, help, point and glue, with times, numbers
and units, is put into English, and what says something stays: "Wie hoch ist die Kaution?" is read as "how high is the
Kaution?". `glosses/LANGUAGE.txt` holds the words of each. Pure but for these files.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Self

from uniconv_edge.assistant.words.dictionary import is_english
from uniconv_edge.assistant.words.spelling import Held, plain_form
from uniconv_edge.assistant.words.terms import Counts, asked_words, is_empty, restated, telling_words
from uniconv_edge.library.query import literal_spans
from uniconv_edge.library.words import folded, spelt_words_of
from uniconv_edge.types import Turn

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# The languages that are known, by the names of their Snowball stemmers.
_STEMMERS = {"de": "german", "es": "spanish", "fr": "french", "it": "italian", "nl": "dutch", "pt": "portuguese"}
LANGUAGES = tuple(_STEMMERS)
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_OPENS = re.compile("[\u00bf\u00a1]\\s?")  # what Spanish puts before a question or cry
_BEGINNING, _LONGEST = 3, 20  # letters of a stem's that is looked up, and of what is
_TOKEN = re.compile(r"[^\W_]+'(?=\w)|[^\W_]+'?(?=$)|[^\W_]+|\S")  # `l'` before a word, and in the tables
_WORD = re.compile(r"[^\W\d_]{3,}")
_ACCENT = re.compile(r"(?<=[aeiou])'(?=\s|[?!.,;:]|$)")  # `puo'` for `può`
_E = re.compile(r"(?i)(?<!\w)e'(?!\w)")
_BLANKS = re.compile(r" {2,}")
_ENGLISH_LIST = "am may must might shall does going and or if so no yes then there than that"
_EITHER_LIST = (
    "also august april arm car cent cents comment con dare den die dies dove elf era euro euros falls font fur furs "
    "grad hand hat kilo kilometer kilos liter man mars media meter metro min minute minutes november on once par per "
    "plus pour premier premiere pro second sept september sera sin six sole solo son tag ton tout vale van war winter"
)
_ENGLISH = frozenset(_ENGLISH_LIST.split())  # small words that the list of empty ones lacks
_EITHER = frozenset(_EITHER_LIST.split())  # of English and small words of another language too: they tell neither
# A word or two that most passages of a language have, and no other's.
_TELLING = {
    "": ("the", "and"), "de": ("und", "nicht"), "es": ("los", "para"), "fr": ("les", "pour"), "it": ("che", "della"),
    "nl": ("het", "een"), "pt": ("não", "uma"),
}  # fmt: skip
_MOSTLY = 0.25
_FOLDED_SHARE = 0.7  # of a word that is one of a language's but for an accent


@dataclass(frozen=True, slots=True)
class _Gloss:
    """The words and phrases of a language, by their tokens, with what they are in English: as they are written, and
    folded, where one that asks goes before another that is written like it but for an accent (`où`, `ou`); how many
    tokens those have that begin with one, most first; and those of one word by the form in which the reader knows
    words."""

    written: Mapping[tuple[str, ...], str]
    folded: Mapping[tuple[str, ...], str]
    lengths: Mapping[str, Sequence[int]]
    words: Mapping[str, str]


@lru_cache(maxsize=len(LANGUAGES))
def _gloss(language: str) -> _Gloss:
    from importlib.resources import files

    lines = files("uniconv_edge.assistant.words").joinpath(f"glosses/{language}.txt").read_text("utf-8").splitlines()
    written: dict[tuple[str, ...], str] = {}
    plain: dict[tuple[str, ...], str] = {}
    words: dict[str, str] = {}
    for line in lines:
        if line.startswith("#") or not line.strip():
            continue
        forms, _, english = (part.strip() for part in line.partition("="))
        for form in forms.split("|"):
            for spelt in dict.fromkeys((form, form if form.isascii() else form.translate(_SPELT_OUT))):
                written.setdefault(_tokens(spelt), english)
                plain.setdefault(_tokens(folded(spelt)), english)
                if english and spelt.isalpha():
                    words.setdefault(plain_form(spelt), english.split()[0])
    lengths: dict[str, set[int]] = {}
    for tokens in plain:
        lengths.setdefault(tokens[0], set()).add(len(tokens))
    longest = {token: sorted(found, reverse=True) for token, found in lengths.items()}
    return _Gloss(written, plain, longest, words)


def _tokens(form: str) -> tuple[str, ...]:
    return (form,) if form.isalpha() else tuple(_TOKEN.findall(form))


def language_of(text: str, before: str = "", counts: Counts | None = None) -> str:
    """The language of a question, "" for English and all that are not known; one that tells none has that of the
    question `before` it, or else of the library whose words `counts` are, where all of it is in one."""
    text = _as_typed(text)
    words = set(map(folded, spelt_words_of(text)))
    english = {word for word in words if is_empty(word) or word in _ENGLISH}
    found = {language: _told(text, language, english | _EITHER) for language in LANGUAGES}
    most = max(found.values())
    best = [language for language in LANGUAGES if found[language] == most]
    if not most:
        if english - {word for language in LANGUAGES for word in _gloss(language).words}:
            return ""
        return before or _of_library(counts, LANGUAGES, _MOSTLY)
    if len(best) > 1 and before not in best and counts is not None:
        best = [_of_library(counts, best) or best[0]]
    language = before if before in best else best[0]
    small = _gloss(language).words.keys()
    if most <= len(english - small):
        return ""
    others = words - small
    if most > 1 or language == before or not others:
        return language
    return "" if 2 * sum(map(is_english, others)) > len(others) else language  # "La Paz hotel price?"


def _told(text: str, language: str, telling_none: Set[str]) -> float:
    """How much tells that a text is in a language: its small words, phrases by each word."""
    told = 0.0
    for start, end, _ in _places(text, language):
        typed = text[start:end].lower()
        words = [word for word in spelt_words_of(typed) if folded(word) not in telling_none]
        known = _tokens(typed) in _gloss(language).written
        told += len(set(words)) * (1 if known else _FOLDED_SHARE)
    return told


def _of_library(counts: Counts | None, languages: Sequence[str], least: float = 0.0) -> str:
    """Which of these languages the passages of a library are in, the share of those with a word of it at least so
    much; "" for none."""
    if counts is None:
        return ""
    often = {}
    for language in ("", *languages):
        numbers, total = counts(_TELLING[language])
        often[language] = max(numbers) / max(total, 1)
    most = max(often, key=lambda language: often[language])
    return most if often[most] > least else ""


def _as_typed(text: str) -> str:
    """A text in one way of writing: accents on their letters, one apostrophe and none for an accent, without what
    opens a question."""
    text = _OPENS.sub("", unicodedata.normalize("NFC", text)).replace("’", "'")
    return _ACCENT.sub("", _E.sub("è", text))


def glossed(text: str, language: str) -> str:
    """A question with the small words of its language in English; but for what stands in quotation marks and
    filters."""
    if not language:
        return text
    text = _as_typed(text)
    literal = literal_spans(text)
    places = [
        each
        for each in _places(text, language, begins=True)
        if not any(first <= each[0] < last for first, last in literal)
    ]
    return _BLANKS.sub(" ", _put(text, places)).strip()


def _places(text: str, language: str, *, begins: bool = False) -> Iterator[tuple[int, int, str]]:
    """(start, end, English) of the small words of a text. `begins`: one with which it begins asks, where there is one
    that asks and is written like it but for an accent."""
    known, seen = _gloss(language), folded(text)
    if len(seen) != len(text):  # accents that stand by themselves: nothing would be at its place
        return
    spans = [found.span() for found in _TOKEN.finditer(seen)]
    tokens = [seen[start:end] for start, end in spans]
    at = 0
    while at < len(tokens):
        inside = at and tokens[at - 1] == "-" != tokens[at] and spans[at - 1][1] == spans[at][0]
        tried = () if inside else known.lengths.get(tokens[at], ())
        left = len(tokens) - at
        length = next((each for each in tried if each <= left and tuple(tokens[at : at + each]) in known.folded), 0)
        if not length:
            at += 1
            continue
        phrase = tuple(tokens[at : at + length])
        start, end = spans[at][0], spans[at + length - 1][1]
        typed = tuple(text[first:last].lower() for first, last in spans[at : at + length])
        english = known.folded[phrase]
        if at or not begins or typed != phrase:
            english = known.written.get(typed, english)
        at += length
        before = " " if start and text[start - 1].isalnum() else ""
        behind = " " if seen[end - 1] == "'" else ""
        yield start, end, f"{before}{english}{behind}"


def _put(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, english in places:
        parts += [text[done:start], english]
        done = end
    return "".join([*parts, text[done:]])


@lru_cache(maxsize=len(LANGUAGES))
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer

    return lru_cache(maxsize=20_000)(snowballstemmer.stemmer(_STEMMERS[language]).stemWord)


@dataclass(frozen=True, slots=True)
class Foreign:
    """How documents are read to a question in another language that asks by these words, in small letters: the small
    words of it in English, and another form of one that asks, known by the same Snowball stem, as the question has
    it. `typed`: words that say something and were put into English, by that."""

    language: str
    asked: tuple[str, ...]
    typed: Mapping[str, str] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> Self | None:
        """To the last turn; None where it is in English."""
        language = turns[-1].language
        if not language:
            return None
        words = dict.fromkeys([*spelt_words_of(restated(turns)), *asked_words(turns)])
        typed: dict[str, str] = {}
        for turn in turns:
            text = _as_typed(turn.typed)
            for start, end, english in _places(text, language, begins=True):
                word = max(spelt_words_of(text[start:end]), key=len, default="")
                typed |= {each: word for each in telling_words(english)}
        return cls(language, tuple(word for word in words if len(word) > 2), typed)

    def word(self, word: str) -> str:
        """A word of a document, in small letters without accents."""
        known, small, plain = _gloss(self.language), word.lower(), plain_form(word)
        english = known.written.get((small,), known.words.get(plain))
        return english.split()[0] if english else _forms(self).get(_stemmer(self.language)(plain), plain)

    def counting(self, counts: Counts) -> Counts:
        """Counts by which a word that was put into English is worth what the one that was typed is."""
        return lambda words: counts([self.typed.get(word, word) for word in words])

    def also(self, held: Held) -> list[str]:
        """Other forms of the words that ask which documents have, as full text knows them, and those that were put into
        English."""
        forms = _forms(self)
        beginnings = sorted({folded(stem)[: max(_BEGINNING, len(stem) - 1)] for stem in forms if len(stem) > 2})
        found = held.stems(beginnings, _LONGEST) if beginnings else []
        stemmed = _stemmer(self.language)
        others = [token for token, _ in found if stemmed(token) in forms and token not in forms.values()]
        return [*others, *(word for english, word in self.typed.items() if english in self.asked)]

    def read(self, text: str) -> Read:
        """A text of a document."""
        return _read(self, text)


@dataclass(frozen=True, slots=True)
class Read:
    """A text as it is read, and where that of each place in the original begins."""

    text: str
    _ends: tuple[int, ...]  # of what was put into other words, in the original
    _shifts: tuple[int, ...]  # behind each, and before the first

    def at(self, place: int) -> int:
        """The place in this text of one in the original that lies in no word."""
        return place + self._shifts[bisect_right(self._ends, place)]


@lru_cache(maxsize=256)  # sources return with the next questions
def _read(foreign: Foreign, text: str) -> Read:
    places = list(_places(text, foreign.language))
    small = [(start, end) for start, end, _ in places]
    for found in _WORD.finditer(text):
        at = bisect_right(small, found.span())
        if (at and small[at - 1][1] > found.start()) or (small[at : at + 1] and small[at][0] < found.end()):
            continue
        word = plain_form(found[0])
        if (form := _forms(foreign).get(_stemmer(foreign.language)(word), word)) != word:
            places.append((*found.span(), form))
    places.sort()
    shifts = [0, *accumulate(len(english) - (end - start) for start, end, english in places)]
    return Read(_put(text, places), tuple(end for _, end, _ in places), tuple(shifts))


@lru_cache(maxsize=64)
def _forms(foreign: Foreign) -> Mapping[str, str]:
    """Stem -> the word that asks."""
    stemmed = _stemmer(foreign.language)
    return {stemmed(each): plain_form(word) for word in foreign.asked for each in (word, plain_form(word))}
