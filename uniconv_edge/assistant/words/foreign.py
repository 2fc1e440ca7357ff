"""How documents are read to a question in another language than English."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Self

from uniconv_edge.assistant.words import glosses, verbs
from uniconv_edge.assistant.words.spelling import Held, plain_form
from uniconv_edge.assistant.words.terms import (
    Counts,
    are_mostly_alike,
    asked_words,
    is_empty,
    restated,
    stem,
    telling_words,
)
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import folded, spelt_words_of
from uniconv_edge.types import Turn

# Of the languages of `glosses` the names of their Snowball stemmers.
_STEMMERS = {"de": "german", "es": "spanish", "fr": "french", "it": "italian", "nl": "dutch", "pt": "portuguese"}
_JOINS, _PART = frozenset(("de", "nl")), 4  # letters of a part
_BEGINNING, LONGEST = 3, 20  # letters of a stem's that is looked up, and of what is
_UMLAUT = expression(r"(?<=[ao])e|(?<=[^aeq]u)e")  # as it is typed for a mark: `blueten`
_APART = "x"  # before a word that would be taken for one that asks and is another
_ALONE = "!"  # before a form in a table: that word alone, for its stem is another's too (`boit`, `boîte`)
# Of the words that were put into English those that tell next to nothing, whatever stands for them in documents.
_LIGHT_LIST = "according again already am become being during even go happens having must need now see still take want"
_LIGHT = frozenset(_LIGHT_LIST.split())
_KEPT = 512  # texts: sources return with the next questions
_WORD = expression(r"[^\W\d_]{3,}")
_NOUN = expression(r"(?<=[\w,] )[A-ZÄÖÜ]\w+")
# In Spanish a verb's last vowel is another where it is stressed: `cierra`, `devuelve`, but `cerrar`, `devolver`.
_STRESSED = expression(r"(?<=\w)(?:ie|ue)(?=[^aeiou]+$)")
_UNSTRESSED = expression(r"(?<=\w)[eo](?=[^aeiou]+$)")
_VOWELS = {"ie": "e", "ue": "o", "e": "ie", "o": "ue"}
_SHORTEST_STRESSED = 5  # letters: `suelo` is no form of `sol`
_WITH_PRONOUNS = expression(r"(\w{3,}?(?:[aeo]|[ae]n))(?:(?:se|me|nos)?l[aeo]s?|se|me)")  # `guardelo`, `devuelvesela`


@lru_cache(maxsize=len(_STEMMERS))
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer

    plain = snowballstemmer.stemmer(_STEMMERS[language]).stemWord
    stemmed = (lambda word: _unstressed(plain(word))) if language == "es" else plain
    of_words: dict[str, str] = {}
    of_stems: dict[str, str] = {}
    for form, infinitive in glosses.table(f"{language}.forms"):
        if form.startswith(_ALONE):
            of_words[form.removeprefix(_ALONE)] = stemmed(infinitive)
        else:
            of_stems[stemmed(form)] = stemmed(infinitive)
    return lru_cache(maxsize=20_000)(lambda word: of_words.get(word) or of_stems.get(found := stemmed(word), found))


@lru_cache(maxsize=len(_STEMMERS))
def _beginnings(language: str) -> Mapping[str, Sequence[str]]:
    """Of a stem the beginnings of the forms that do not begin so."""
    stemmed = _stemmer(language)
    found: dict[str, list[str]] = {}
    for form, infinitive in glosses.table(f"{language}.forms"):
        found.setdefault(stemmed(infinitive), []).append(form.removeprefix(_ALONE))
    return found


def stems(word: str, language: str) -> tuple[str, ...]:
    """The stems by which a word (in small letters) of a language may be known, the likeliest first."""
    stemmed = _stemmer(language)
    order = _WITH_PRONOUNS.fullmatch(word) if language == "es" else None
    bare = _UMLAUT.sub("", word) if language == "de" else word
    if language == "fr" and word.endswith("ez"):  # of `retirez` the stemmer makes another word
        bare = f"{word[:-2]}er"
    return tuple(dict.fromkeys(map(stemmed, (word, order[1] if order else bare))))


def beginnings(stems: Iterable[str], language: str) -> frozenset[str]:
    """How forms of words with these stems may begin, as full text knows them."""
    known = list(stems)
    known += [each for stem in known for each in _beginnings(language).get(stem, ())]
    known += [*map(_stressed, known)] if language == "es" else []
    return frozenset(folded(stem)[: max(_BEGINNING, len(stem) - 1)] for stem in known if len(stem) > 2)


def _unstressed(stem: str) -> str:
    return stem if len(stem) < _SHORTEST_STRESSED else _STRESSED.sub(lambda found: _VOWELS[found[0]], stem)


def _stressed(stem: str) -> str:
    return _UNSTRESSED.sub(lambda found: _VOWELS[found[0]], stem)


def question_in_english(text: str, language: str) -> str:
    """A question with the small words of its language in English, German verbs whose parts stand apart in one."""
    return glosses.glossed(verbs.joined(text) if language == "de" else text, language)


@dataclass(frozen=True, slots=True)
class Foreign:
    """How documents are read to a question in another language that asks by these words, in small letters: the small
    words of it in English, and another form of one that asks, known by the same Snowball stem, as the question has
    it. `typed`: words that say something and were put into English, by that. `verbs`: those
    that may be forms of German verbs, as what was typed as a noun is not."""

    language: str
    asked: tuple[str, ...]
    typed: Mapping[str, str] = field(default_factory=dict, compare=False)
    verbs: frozenset[str] = frozenset()

    @classmethod
    def of(cls, turns: Sequence[Turn]) -> Self | None:
        """To the last turn; None where it is in English."""
        language = turns[-1].language
        if not language:
            return None
        words = dict.fromkeys([*spelt_words_of(restated(turns)), *asked_words(turns)])
        typed: dict[str, str] = {}
        for turn in (each for each in turns if each.language):
            typed |= _typed(turn.language, turn.typed)
        own = [word for word in words if len(word) > 2 and word not in typed and not is_empty(word)]
        may_be = frozenset(own) - _nouns(turn.typed for turn in turns) if language == "de" else frozenset[str]()
        known = {english: word for english, word in typed.items() if english in words}
        return cls(language, tuple(own), known, may_be)

    def word(self, word: str) -> str:
        """A word of a document, in small letters and without accents."""
        plain = plain_form(word)
        english = glosses.word_in_english(word, self.language)
        return english or self.form(plain)

    def form(self, word: str) -> str:
        """The word that asks of which a word (in small letters, without accents) is another form or, in a language that
        joins them, the last part; else the word, and apart from one that only begins like it, as a part of joined words
        does (`waschgang` like `waschmaschine`)."""
        if found := self._asking(word):
            return found
        if self.language in _JOINS:
            parts = (each for each in _forms(self).values() if len(each) >= _PART and word.endswith(each))
            if part := next((each for each in parts if len(word) - len(each) >= _PART - 1), ""):
                return part
        alike = _by_stem(self).get(stem(word), ())
        return word if not alike or any(are_mostly_alike(each, word) for each in alike) else f"{_APART}{word}"

    def _asking(self, word: str) -> str:
        """The word that asks of which one is another form, "" for none."""
        forms, stemmed = _forms(self), _stemmer(self.language)
        found = forms.get(stemmed(word), "")
        if not found and self.language == "de":
            known = _by_root(self)
            found = next((known[root] for root in verbs.roots(word) if root in known), "")
        if not found and self.language == "es" and (order := _WITH_PRONOUNS.fullmatch(word)):
            found = forms.get(stemmed(order[1]), "")
        return found

    def counting(self, counts: Counts, held: Held) -> Counts:
        """Counts by which a word is worth what the form of it is that most passages have, and one that was put into
        English what the one that was typed is; what tells next to nothing is in all passages."""
        often: dict[str, int] = {}
        for token, passages in self._tokens(held):
            if asked := self._asking(token):
                often[asked] = max(passages, often.get(asked, 0))

        def counted(words: Sequence[str]) -> tuple[Sequence[int], int]:
            found, total = counts([self.typed.get(word, word) for word in words])
            light = [word in _LIGHT and word in self.typed for word in words]
            return [
                total if is_light else max(number, often.get(plain_form(word), 0))
                for word, number, is_light in zip(words, found, light, strict=True)
            ], total

        return counted

    def unknown(self, counts: Counts) -> list[str]:
        """The words that ask and stand in no document, by `counting`, without accents."""
        words = [word for word in self.asked if word.isalpha()]
        return [plain_form(word) for word, passages in zip(words, counts(words)[0], strict=True) if not passages]

    def _tokens(self, held: Held) -> Sequence[tuple[str, int]]:
        """What documents have that begins like words that ask, as full text knows it, with the number of passages."""
        begin = set(beginnings(_forms(self), self.language))
        for word in set(_by_root(self).values()):
            begin.update(verbs.beginnings(word))
        return held.stems(tuple(sorted(begin)), LONGEST) if begin else ()

    def in_typed(self, text: str) -> str:
        """A text of the question with the words that were typed for those that were put into English."""
        return _WORD.sub(lambda found: self.typed.get(found[0].lower(), found[0]), text)

    def also(self, held: Held) -> list[str]:
        """Other forms of the words that ask which documents have, as full text knows them, what others call the same,
        and those that were put into English."""
        known = set(_forms(self).values())
        others = [token for token, _ in self._tokens(held) if self._asking(token) and token not in known]
        asked = dict.fromkeys(map(plain_form, self.asked))
        same = [form for word in asked for form in glosses.forms(word, self.language)]
        return [*others, *same, *self.typed.values()]

    def read(self, text: str) -> Read:
        """A text of a document."""
        return _read(self, text)


@dataclass(frozen=True, slots=True)
class Read:
    """A text as it is read, and where that of each place in the original begins."""

    text: str
    _starts: tuple[int, ...]  # of what was put into other words, in the original, and its end
    _ends: tuple[int, ...]
    _shifts: tuple[int, ...]  # behind each, and before the first

    def at(self, place: int) -> int:
        """The place in this text of one in the original; of one within what was put into other words where these
        begin."""
        before = bisect_right(self._ends, place)
        return min(place, self._starts[before]) + self._shifts[before]


@lru_cache(maxsize=_KEPT)  # search, choice and reader ask for it of all turns
def _typed(language: str, question: str) -> Mapping[str, str]:
    """Words that say something and stand in English for a question -> what was typed for each."""
    found: dict[str, str] = {}
    text = glosses.as_typed(question)
    for start, end, english in glosses.places(text, language, begins=True, wholes=True):
        word = max(spelt_words_of(text[start:end]), key=len, default="")
        found |= dict.fromkeys(telling_words(english), word)
    return found


@lru_cache(maxsize=_KEPT)
def _small_words(language: str, text: str) -> Sequence[tuple[int, int, str]]:
    return tuple(glosses.places(text, language))


@lru_cache(maxsize=_KEPT)
def _read(foreign: Foreign, text: str) -> Read:
    places = list(_small_words(foreign.language, text))
    if known := _by_root(foreign):
        parts = list(verbs.apart(text, known))
        places = [each for each in places if not any(each[0] < end and start < each[1] for start, end, _ in parts)]
        places = sorted([*places, *parts])
    small = [(start, end) for start, end, _ in places]
    for found in _WORD.finditer(text):
        at = bisect_right(small, found.span())
        if (at and small[at - 1][1] > found.start()) or (small[at : at + 1] and small[at][0] < found.end()):
            continue
        word = plain_form(found[0])
        if (form := foreign.form(word)) != word:
            places.append((*found.span(), form))
    places.sort()
    shifts = [0, *accumulate(len(english) - (end - start) for start, end, english in places)]
    starts, ends = (*(start for start, _, _ in places), len(text)), tuple(end for _, end, _ in places)
    return Read(glosses.put(text, places), starts, ends, tuple(shifts))


@lru_cache(maxsize=64)
def _forms(foreign: Foreign) -> Mapping[str, str]:
    """Stem -> the word that asks."""
    stemmed = _stemmer(foreign.language)
    asked = [(each, plain_form(word)) for word in foreign.asked for each in (word, plain_form(word))]
    if foreign.language == "de":
        asked = [(_UMLAUT.sub("", word), word) for _, word in asked] + asked
    return {stemmed(each): word for each, word in asked}


@lru_cache(maxsize=64)
def _by_root(foreign: Foreign) -> Mapping[str, str]:
    """Root of a German verb -> the word that asks and may be a form of it."""
    may_be = [plain_form(word) for word in foreign.asked if word in foreign.verbs]
    return {root: word for word in may_be for root in verbs.roots(word)}


def _nouns(questions: Iterable[str]) -> frozenset[str]:
    """What is written as a noun within German questions, in small letters."""
    return frozenset(found[0].lower() for question in questions for found in _NOUN.finditer(question))


@lru_cache(maxsize=64)
def _by_stem(foreign: Foreign) -> Mapping[str, Sequence[str]]:
    """The beginning by which words are known -> the words that ask and begin so."""
    found: dict[str, list[str]] = {}
    for word in dict.fromkeys(_forms(foreign).values()):
        found.setdefault(stem(word), []).append(word)
    return found
