"""What people say, and what papers say in its place, in other languages than English: `Müll` and `Abfall`, `Geld
zurückbekommen` and `Erstattung`. Pure but for the tables `otherwise.LANGUAGE.txt`, each read when it is first needed.

As in English (`words/otherwise.py`), but words are known by their Snowball stems; German and Dutch verbs by their roots
too, with what stands apart from them ("holt ... ab"), and what is joined from several words by the last of them
(`Elternbeitrag`). As verbs stand second or at the end there, words of an expression may stand in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Self

from uniconv_edge.assistant.words import verbs
from uniconv_edge.assistant.words.foreign import LONGEST, Foreign, beginnings, stems
from uniconv_edge.assistant.words.glosses import as_typed
from uniconv_edge.assistant.words.otherwise import (
    FOR,
    Expression,
    Otherwise,
    Place,
    longest,
    most_passages,
    table,
    weighed,
)
from uniconv_edge.assistant.words.spelling import Held, plain_form
from uniconv_edge.assistant.words.terms import Counts, is_empty, restated, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import without_filters
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Turn

_ANY_ORDER = frozenset(("de", "nl"))
# Small words within an expression.
_WITHIN_LISTS = {
    "de": "der die das den dem des ein eine einen einem einer eines ich du er sie es wir ihr man mich dich sich uns "
    "mir dir ihm ihn ihnen euch mein meine meinen meinem meiner meines dein deine unser unsere unseren unserem "
    "unserer sein seine seinen seinem seiner ihre ihren ihrem ihrer dieser diese dieses diesen diesem",
    "nl": "de het een ik je jij u hij zij ze wij we jullie men me mij zich ons mijn jouw uw zijn haar hun onze dit dat "
    "deze die er hem",
    "fr": "le la les l un une des du de d je j tu il elle on nous vous ils elles me m te t se s lui leur leurs mon ma "
    "mes ton ta tes son sa ses notre nos votre vos ce cet cette ces y en au aux est sont",
    "es": "el la los las un una unos unas de del yo tu mi mis me te se nos le les lo su sus nuestro nuestra nuestros "
    "nuestras este esta estos estas al es son estan",
    "it": "il lo la i gli le l un uno una di d del dello della dei degli delle dell io tu mi ti si ci vi mio mia miei "
    "mie suo sua suoi sue nostro nostra nostri nostre questo questa questi queste al allo alla ai agli alle all "
    "sono",
    "pt": "o a os as um uma uns umas de do da dos das eu meu minha meus minhas me te se nos lhe lhes seu sua seus suas "
    "nosso nossa nossos nossas este esta estes estas ao aos sao estao",
}
_WITHIN = {language: frozenset(words.split()) for language, words in _WITHIN_LISTS.items()}
# Those with which a verb says another thing than without, and as tables have them.
_REFLEXIVE = {
    "de": frozenset(("mich", "dich", "sich", "uns", "euch")),
    "nl": frozenset(("me", "mij", "je", "zich", "ons")),
    "fr": frozenset(("me", "m", "te", "t", "se", "s", "nous", "vous")),
    "es": frozenset(("me", "te", "se", "nos", "os")),
    "it": frozenset(("mi", "ti", "si", "ci", "vi")),
    "pt": frozenset(("me", "te", "se", "nos")),
}
_ITSELF = frozenset(("sich", "zich", "se", "s", "si"))
_NEAR = ((1, 3), (9, 9))  # words before and behind one among which its verb is, and of any order
# What stands apart from its verb at the end of a clause.
_APART_LISTS = {
    "de": "zuruck heraus herein hinaus hinein herunter zusammen durch bereit weiter nieder statt teil fest fern frei "
    "fort heim hoch raus rein weg los auf aus bei ein her hin mit nach vor ab an um zu",
    "nl": "terug samen binnen buiten tegen langs voort klaar schoon dicht open stuk vast vrij voor over door weg mee "
    "aan bij toe uit om na af in on op",
}
_APART = {language: tuple(words.split()) for language, words in _APART_LISTS.items()}
# Before a part of that many letters these make another word of it, as `Anlage` is no `Lage`.
_NO_PART = frozenset(
    ("un", "ge", "be", "er", "ent", "ver", "zer", "miss", "ur", "ont", "her", *_APART["de"], *_APART["nl"])
)
_LAST_PART, _FIRST_PART = 5, 3
_WORD = expression(r"[^\W_]+")
_BORDER = expression(r"[.;:!?|](?=\s)|\n\s*(?:\n|[-–•*|#])")  # of sentences, lines and cells
_CLAUSE_END = expression(r"\s*(?:[.,;:!?)]|$|\n\s*\n)|\s(?:und|oder|sowie|en|of)\b")
_FARTHEST = 14  # words between the parts of a verb
_WINDOW = 8  # words behind or before the first of an expression among which the others stand
_BETWEEN = " \n\t\u00a0-\u2010\u2011/&'’"  # characters between the words of one
_PARTICIPLE = expression(r"ge\w{2,}(?:[dt]|en)")
_NOUN_OF_VERB = expression(r"(?:ungen|ung|en|ens)$")  # in German
_INFINITIVE = expression(r"(?:e[lr]?|[aeo]a|oe|ie)n$")
_KEPT = 512  # texts: sources return with the next questions


class _Word(NamedTuple):
    """A word of a text that is none of the small ones: its place, its sentence, whether nothing but small words parts
    it from the one before, whether a reflexive one stands near it, its keys, and by those that it has with a part of a
    verb behind it the number of that."""

    start: int
    end: int
    sentence: int
    is_joined: bool
    is_reflexive: bool
    keys: frozenset[str]
    apart: Mapping[str, int]


class _Wanted(NamedTuple):
    """An expression of a table: of each of its words the keys of which a word of a text has one, and whether one is
    reflexive."""

    words: tuple[frozenset[str], ...]
    is_reflexive: bool


class _Line(NamedTuple):
    said: _Wanted
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OtherwiseForeign(Otherwise):
    """How documents are read to a question in another language with expressions in whose place they say others: in that
    language, with what was typed. `tokens`: expression -> what full text knows of documents in its place."""

    foreign: Foreign
    tokens: Mapping[str, Sequence[str]] = field(compare=False)

    @classmethod
    def to(cls, turns: Sequence[Turn], foreign: Foreign, counts: Counts, held: Held) -> Self | None:
        """To the last turn; None where it has no such expression, or the documents say nothing in its place."""
        language = foreign.language
        asked = [(_telling(said, foreign), others) for said, others in expressions(_typed(turns), language)]
        asked = [(said, others) for said, others in asked if telling_words(foreign.read(said).text)]
        if not asked:
            return None
        known = _tokens((other for _, others in asked for other in others), language, held)
        counted = foreign.counting(counts, held)
        found: list[Expression] = []
        tokens: dict[str, list[str]] = {}
        for said, others in asked:
            numbers, total = counted(telling_words(foreign.read(said).text))
            own = min(numbers)
            often = {each: _passages(each, known, language) for each in others} if own <= most_passages(total) else {}
            if instead := weighed(often, own, total):
                found.append(Expression(said, instead))
                rarest = [min(_rows(other, known, language), key=len) for other, _ in instead]
                tokens[said] = sorted({token for row in rarest for token in row})
        tokens = {said: known_as for said, known_as in tokens.items() if known_as}
        return cls(tuple(found), foreign, tokens) if found else None

    @property
    def instead(self) -> Mapping[str, Sequence[str]]:
        """Expression -> what documents say in its place, as full text finds it."""
        return self.tokens

    def places(self, text: str) -> Sequence[Place]:
        """Where a text says something for an expression that was asked, in order, the longer of two that overlap."""
        return _places(self, text)

    def stems_of(self, said: str) -> Sequence[str]:
        """The stems by which the words of an expression ask."""
        return list(map(stem, words_of(self.foreign.read(said).text)))

    def held(self, text: str) -> frozenset[str]:
        """The stems of what a text says itself, as it is read."""
        return frozenset(stem(self.foreign.word(word)) for word in words_of(text))


def _typed(turns: Sequence[Turn]) -> str:
    """The last question as it was typed, behind the one before it where it is meant with its words; German verbs whose
    parts stand apart in one, as it is read."""
    last = turns[-1]
    typed = as_typed(last.typed)
    if restated(turns) != without_filters(last.text):
        before = next((turn.typed for turn in reversed(turns[:-1]) if turn.role == "user"), "")
        typed = f"{as_typed(before)} {typed}"
    return verbs.joined(typed) if last.language == "de" else typed


def _telling(said: str, foreign: Foreign) -> str:
    """The words of an expression without those that only ask or glue."""
    return " ".join(word for word in said.split() if not is_empty(foreign.word(plain_form(word))))


@lru_cache(maxsize=64)
def expressions(text: str, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The expressions of a question as it was typed that the table of its language has, in order, of two that share a
    word the longer one, each with what papers say in its place."""
    words, by_key = _words(text, language)
    lines = _lines(language)
    near = {id(line): line for key in by_key for line in lines.get(key, ())}
    matches = [(numbers, line) for line in near.values() for numbers in _matches(line.said, words, by_key, language)]
    found: dict[tuple[int, ...], dict[str, None]] = {}
    for unordered, line in sorted(matches, key=lambda each: (-len(each[0]), -_letters(words, each[0]))):
        numbers = tuple(sorted(unordered))
        if numbers in found or not any(number in other for number in numbers for other in found):
            found.setdefault(numbers, {}).update(dict.fromkeys(line.others))
    said = [(" ".join(text[words[n].start : words[n].end] for n in numbers), numbers) for numbers in sorted(found)]
    return tuple((each, tuple(found[numbers])) for each, numbers in said)


def _letters(words: Sequence[_Word], numbers: Sequence[int]) -> int:
    return sum(words[number].end - words[number].start for number in numbers)


@lru_cache(maxsize=8)
def _lines(language: str) -> Mapping[str, Sequence[_Line]]:
    """The lines of a table by the keys of their first words."""
    found: defaultdict[str, list[_Line]] = defaultdict(list)
    for row in table(f"otherwise.{language}.txt"):
        said, _, others = row.partition(FOR)
        line = _Line(_wanted(said, language, whole=True), tuple(others.split(" | ")))
        for key in line.said.words[0]:
            found[key].append(line)
    return found


@lru_cache(maxsize=20_000)
def _wanted(expression: str, language: str, *, whole: bool = False) -> _Wanted:
    """An expression of a table, of small words only where there are no others; `whole`: its words are no last parts of
    joined ones."""
    words = [found[0] for found in _WORD.finditer(expression)]
    left = [word for word in words if plain_form(word) not in _WITHIN[language]] or words
    is_reflexive = len(left) < len(words) and not (_ITSELF & _REFLEXIVE[language]).isdisjoint(words)
    return _Wanted(tuple(_wanted_keys(word, language, whole) for word in left), is_reflexive)


def _wanted_keys(word: str, language: str, whole: bool) -> frozenset[str]:
    keys = _keys(word, language, bool(_INFINITIVE.search(word)))
    is_part = language in _ANY_ORDER and not whole and len(word) >= _LAST_PART
    return keys | {f"~{stems(plain_form(word), language)[0]}"} if is_part else keys


@lru_cache(maxsize=50_000)
def _keys(word: str, language: str, may_be_verb: bool) -> frozenset[str]:
    """By what the forms of a word (in small letters) are known: its stems and, of a verb, its root."""
    plain = plain_form(word)
    found = {*stems(word, language), *stems(plain, language)}
    if may_be_verb and language == "de":
        found.update(f"{root}-" for root in verbs.roots(plain))
    if may_be_verb and language == "nl":
        found.add(f"{_dutch_root(plain)}-")
    return frozenset(found)


def _dutch_root(word: str) -> str:
    """What the forms of a Dutch verb have in common: `terugbetaal` of `terugbetaald` and `terugbetaalt`."""
    prefix = next((each for each in _APART["nl"] if word.startswith(each) and len(word) > len(each) + _FIRST_PART), "")
    rest = word[len(prefix) :]
    is_participle = _PARTICIPLE.fullmatch(rest) is not None
    root = stems(rest[2:] if is_participle else rest, "nl")[0]
    return prefix + (
        root[:-1] if len(root) > _FIRST_PART and root[-1] in "dt" and root == rest[2 * is_participle :] else root
    )


@lru_cache(maxsize=50_000)
def _part_keys(word: str, language: str) -> frozenset[str]:
    """The keys of the last parts that a joined word (in small letters, without accents) may have."""
    whole = stems(word, language)[0]
    cuts = range(_FIRST_PART, len(whole) - _LAST_PART + 1)
    return frozenset(f"~{whole[cut:]}" for cut in cuts if whole[:cut] not in _NO_PART)


@lru_cache(maxsize=_KEPT)
def _words(text: str, language: str) -> tuple[Sequence[_Word], Mapping[str, Sequence[int]]]:
    """The words of a text without small ones, and by their keys their numbers."""
    borders = [found.start() for found in _BORDER.finditer(text)]
    small, apart = _WITHIN[language], _APART.get(language, ())
    plain_words = [plain_form(word) for word in _WORD.findall(text)]
    reflexive = [number for number, word in enumerate(plain_words) if word in _REFLEXIVE[language]]
    before, behind = _NEAR[language in _ANY_ORDER]
    reflexive_near = {n for number in reflexive for n in range(number - before, number + behind + 1)}
    words: list[_Word] = []
    verb_parts: list[tuple[int, str]] = []
    plains: list[str] = []  # "" for what is no verb whose part may stand apart
    sentence, end, is_joined = 0, 0, True
    for number, found in enumerate(_WORD.finditer(text)):
        plain = plain_words[number]
        while sentence < len(borders) and borders[sentence] < found.start():
            sentence += 1
        is_joined = is_joined and not text[end : found.start()].strip(_BETWEEN)
        end = found.end()
        if plain in small:
            continue
        is_noun = language == "de" and bool(found.start()) and found[0][0].isupper()
        keys = _text_keys(found[0], language, is_noun)
        if plain in apart and _CLAUSE_END.match(text, end):
            verb_parts.append((len(words), plain))
        plains.append("" if is_noun or plain in apart else plain)
        words.append(_Word(*found.span(), sentence, is_joined, number in reflexive_near, keys, {}))
        is_joined = True
    for number, part in verb_parts:
        for before in range(number - 1, max(-1, number - _FARTHEST), -1):
            if words[before].sentence != words[number].sentence:
                break
            if plains[before]:
                also = dict.fromkeys(_keys(part + plains[before], language, True), number)
                words[before] = words[before]._replace(apart=also | dict(words[before].apart))
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(words):
        for key in (*word.keys, *word.apart):
            by_key[key].append(number)
    return words, by_key


@lru_cache(maxsize=20_000)
def _text_keys(word: str, language: str, is_noun: bool) -> frozenset[str]:
    """The keys of a word as it is written in a text."""
    plain = plain_form(word)
    keys = _keys(word.lower(), language, not is_noun or bool(_NOUN_OF_VERB.search(plain)))
    may_be_joined = language == "nl" or (language == "de" and word[0].isupper())
    return keys | _part_keys(plain, language) if may_be_joined else keys


def _matches(
    wanted: _Wanted, words: Sequence[_Word], by_key: Mapping[str, Sequence[int]], language: str
) -> Iterator[tuple[int, ...]]:
    """The numbers of the words of a text that are those of an expression, with those of what stands apart from them."""
    firsts = sorted({number for key in wanted.words[0] for number in by_key.get(key, ())})
    for first in firsts:
        numbers = [first]
        for place, keys in enumerate(wanted.words[1:], 1):
            if language in _ANY_ORDER:
                near = [
                    n for key in keys for n in by_key.get(key, ()) if n not in numbers and abs(n - first) <= _WINDOW
                ]
                near = [n for n in near if words[n].sentence == words[first].sentence]
            else:
                near = [n for n in (first + place,) if n < len(words) and _is(words[n], keys) and words[n].is_joined]
            if not near:
                break
            numbers.append(min(near, key=lambda n: abs(n - first)))
        else:
            if wanted.is_reflexive and not any(words[n].is_reflexive for n in numbers):
                continue
            parts = [_apart(words[n], keys) for n, keys in zip(numbers, wanted.words, strict=True)]
            yield tuple(dict.fromkeys((*numbers, *(part for part in parts if part >= 0))))


def _is(word: _Word, keys: frozenset[str]) -> bool:
    return not (keys.isdisjoint(word.keys) and keys.isdisjoint(word.apart))


def _apart(word: _Word, keys: frozenset[str]) -> int:
    """The number of the part of a verb that stands apart from a word, -1 where it is meant without."""
    if not keys.isdisjoint(word.keys):
        return -1
    return next((number for key, number in word.apart.items() if key in keys), -1)


@lru_cache(maxsize=_KEPT)
def _places(of: OtherwiseForeign, text: str) -> Sequence[Place]:
    language = of.foreign.language
    words, by_key = _words(text, language)
    found: list[Place] = []
    for said, instead in of.expressions:
        itself = {n for numbers in _matches(_wanted(said.lower(), language), words, by_key, language) for n in numbers}
        for other, worth in instead:
            for numbers in _matches(_wanted(other, language), words, by_key, language):
                if itself.isdisjoint(numbers):
                    found.append(_place(words, numbers, said, worth))
    taken: set[tuple[int, int]] = set()
    kept: list[Place] = []
    for place in longest(found):
        spans = {(place.start, place.end), *place.apart}
        if taken.isdisjoint(spans):
            taken |= spans
            kept.append(place)
    return kept


def _place(words: Sequence[_Word], numbers: Sequence[int], said: str, worth: float) -> Place:
    """Where a text says something: words that stand together as one, else the longest, the others apart."""
    ordered = sorted(numbers)
    if all(words[n].is_joined and n == before + 1 for before, n in pairwise(ordered)):
        return Place(words[ordered[0]].start, words[ordered[-1]].end, said, worth)
    most = max(ordered, key=lambda n: _letters(words, [n]))
    apart = tuple(words[n][:2] for n in ordered if n != most)
    return Place(words[most].start, words[most].end, said, worth, apart)


def _tokens(others: Iterable[str], language: str, held: Held) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Key -> the tokens that full text has of it, each with the number of passages."""
    words = {word for other in others for word in _WORD.findall(other)}
    begin = set(beginnings((each for word in words for each in stems(plain_form(word), language)), language))
    for word in filter(_INFINITIVE.search, words) if language in _ANY_ORDER else ():
        begin.update(verbs.beginnings(plain_form(word)) if language == "de" else _dutch_beginnings(plain_form(word)))
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for token, number in held.stems(tuple(sorted(begin)), LONGEST) if begin else ():
        for key in _keys(token, language, True):
            found[key].append((token, number))
    return found


def _dutch_beginnings(word: str) -> Iterator[str]:
    root = _dutch_root(word)
    prefix = next((each for each in _APART["nl"] if root.startswith(each) and len(root) > len(each) + 2), "")
    yield f"{prefix}ge{root[len(prefix) :][:2]}"


def _rows(other: str, known: Mapping[str, Sequence[tuple[str, int]]], language: str) -> Sequence[Sequence[str]]:
    """Of each word of an expression the tokens that full text has of it."""
    return [[token for key in keys for token, _ in known.get(key, ())] for keys in _wanted(other, language).words]


def _passages(other: str, known: Mapping[str, Sequence[tuple[str, int]]], language: str) -> int:
    """In how many passages the rarest word of an expression stands. A joined word may have it where none does."""
    numbers = []
    for keys in _wanted(other, language).words:
        found = max((number for key in keys for _, number in known.get(key, ())), default=0)
        numbers.append(found or int(any(key.startswith("~") for key in keys)))
    return min(numbers)
