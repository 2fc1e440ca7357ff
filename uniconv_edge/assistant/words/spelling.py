"""Misspelt words of a question: which word of the library is meant by one that no document has. Pure.

A word is read as another that documents write when few slips of the hand lie between them: a letter too many, too few,
another, or two exchanged (optimal string alignment). `ae`, `oe`, `ue` and `ss` for `ä`, `ö`, `ü` and `ß`, and the
reverse, are no slip. Nothing is changed that may be meant as it stands: ordinary words, which the library only happens
to lack, what stands in quotation marks, filters, codes; names only where they are long and nearly right. What could be
one of two words stays as it is.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Protocol

import numpy as np

from uniconv_edge.assistant.words.asking import QUESTION_WORDS
from uniconv_edge.assistant.words.terms import is_empty
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import literal_spans, without_filters
from uniconv_edge.library.words import written_words

_SHORTEST, _LONGEST = 4, 32  # letters of a word that is looked at
_SHORTEST_SWAPPED = 6  # for another letter, or one too many
_SHORTEST_TWICE = 8  # letters for two slips
_SHORTEST_NAME = 6
_BEGINNING = 3
_ENDING = 5
_CLEARLY = 3  # times more passages than the next
_TRIED = 8  # stems whose forms are looked up, the most frequent
_MOST_WORDS, _MOST_LACKING = 64, 6  # of a pasted text the last
# A word and nothing that makes it part of an address, a path, a compound, or a contraction like "doesn't".
_WORD = expression(r"(?<![\w.@/:\\#&\-\u2010\u2011])[^\W\d_]+(?![\w@/\\]|[.:\-\u2010\u2011]\w|['\u2019]t\b)")
_WITHOUT_MARK = expression(r"(?i)^(\W*(?:(?:and|so|but) )?(?:what|who|where|when|how))s\b(?=\W)")
_FIRST_WORDS = expression(r"(?i)^\W*(?:(?:and|so|but) )?([^\W\d_]{3,6})\b(?: ([^\W\d_]{3,6})\b)?")
_BEHIND_HOW = ("much", "many", "long", "often")
_BEGINS = expression(r"(?:^|[.?!:])[\s\"'\u201c\u2018(\u00bf\u00a1]*$")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_DIGRAPH = expression("(?<=[aou])e")
# What the stemmer takes off, so that a slip in it is found; of a stem in `i` (`salari`) the word may end in `y`.
_ENDINGS = tuple(
    ". s es d e ed ing ings er ers or ors y ly al ally ment ments ness ful able ible ance ances ence ences ant ent ic "
    "ical ive ity ities ion ions ation ations ator ous ism ist ise ize ized ization".replace(".", "").split(" ")
)


class Held(Protocol):
    """The words that the documents have (`library/vocabulary.py`)."""

    def lacking(self, words: Sequence[str]) -> list[str]:
        """Those of the words that no passage has in any form."""
        ...

    def stems(self, beginnings: tuple[str, ...], longest: int) -> Sequence[tuple[str, int]]:
        """The stems that begin in one of these ways, at most so long, with the number of passages of each."""
        ...

    def forms(self, stem: str) -> Counter[str]:
        """How often words are written in passages with a stem."""
        ...


@dataclass(frozen=True, slots=True)
class Respelt:
    """A text as it is read, and what to tell the person of it, "" where nothing was changed."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Near:
    """A word that documents write, so many slips away, in so many passages."""

    slips: int
    passages: int
    written: str


def respelt(typed: str, held: Held, ordinary: Callable[[str], bool]) -> Respelt:
    """What a person typed with the words in place of those that no document has. `ordinary` says whether a word is one
    that people write, whatever the library has; only words with another near them are looked up."""
    typed = _WITHOUT_MARK.sub(r"\1's", typed)
    asking = dict(_asking(typed, held, ordinary))
    words = list(dict.fromkeys(written_words(without_filters(typed))[-_MOST_WORDS:]))
    looked_at = [word for word in words if _SHORTEST <= len(word) <= _LONGEST]
    lacking = [word for word in held.lacking(looked_at) if not is_empty(word.lower()) and word not in asking]
    # A question of which the documents have hardly a word is in another language, or about something else.
    if len(lacking) > min(_MOST_LACKING, max(1, len(words) // 2)):
        lacking = []
    if not lacking and not asking:
        return Respelt(typed)
    read = dict(asking)
    text = ""
    done = 0
    for start, end in _places(typed):
        word = typed[start:end]
        if word in lacking and word not in read:
            near = _meant(word, _is_name(typed, start), held)
            read[word] = "" if near and ordinary(word) else near
        if meant := read.get(word):
            text += typed[done:start] + (meant[0].upper() + meant[1:] if word[0].isupper() else meant)
            done = end
    notes = (f"Read as `{meant}`: no document says `{word}`." for word, meant in read.items() if meant)
    return Respelt(text + typed[done:], " ".join(notes))


def _asking(typed: str, held: Held, ordinary: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    """The words with which a question begins that are a slip away from those that ask, each with the one that is meant:
    documents need not have these."""
    found = _FIRST_WORDS.match(typed)
    first, second = (found[1], found[2] or "") if found else ("", "")
    looked_at = [word for word in (first, second) if word and not is_empty(word.lower())]
    strange = {word for word in held.lacking(looked_at) if not ordinary(word)} if looked_at else set[str]()
    of_how = second.lower() in _BEHIND_HOW or (
        second in strange and any(_is_slip(second, each) for each in _BEHIND_HOW)
    )
    near = [each for each in QUESTION_WORDS.split("|") if _is_slip(first, each)] if first in strange else []
    if len(near) > 1:
        near = ["how"] if of_how and "how" in near else []
    yield from ((first, each) for each in near)
    if second in strange and "how" in (first.lower(), *near):
        behind = [each for each in _BEHIND_HOW if _is_slip(second, each)]
        yield from ((second, each) for each in behind if len(behind) == 1)


def _is_slip(typed: str, meant: str) -> bool:
    """Whether a word has a letter too many, one too few, or two exchanged."""
    word = typed.lower()
    shorter, longer = sorted((word, meant), key=len)
    if len(longer) - len(shorter) == 1:
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    return word != meant and meant in swapped


def _places(typed: str) -> Iterator[tuple[int, int]]:
    """The spans of the words that may be misspelt."""
    literal = bytearray(len(typed))  # 1 where a letter is: a pasted text may have thousands of quotation marks
    for first, last in literal_spans(typed):
        literal[first:last] = b"\1" * (last - first)
    shouted = typed.isupper()
    for found in _WORD.finditer(typed):
        start, end = found.span()
        word = found.group()
        # Not an acronym, nor a name like `getUser`, nor of a script without small letters, as beside a shouted `PDF`.
        written = word[1:].islower() or (shouted and word.isupper())
        if written and not any(literal[start:end]):
            yield start, end


def _is_name(typed: str, start: int) -> bool:
    """Whether the word at a place is written as a name: with a capital that no sentence begins with."""
    return typed[start].isupper() and not typed.isupper() and not _BEGINS.search(typed[:start])


def _meant(word: str, name: bool, held: Held) -> str:
    """The word of the documents that is meant, as they write it, "" where that is not clear."""
    slips = 2 if len(word) >= _SHORTEST_TWICE and not name else 1
    found = sorted(_near(word, slips, held), key=lambda near: (near.slips, -near.passages))
    if not found or (found[0].slips and not _allowed(word, found[0], name)):
        return ""
    first, *others = (near for near in found if near.slips == found[0].slips)
    # Passages with one stem (`strategic`) may have the word of another (`strategy`).
    clear = all(near.written == first.written or first.passages >= _CLEARLY * near.passages for near in others)
    return first.written if clear else ""


def _allowed(word: str, near: _Near, name: bool) -> bool:
    """Whether the slips between a word and one that documents write are such that it may be meant."""
    one, other = plain_form(word), plain_form(near.written)
    called = near.written[0].isupper()
    if len(one) < _SHORTEST_TWICE and (other == one[:-1] or other[:-1] in (one, one[:-1])):
        return False  # with another last letter a short word has another ending: `joker` is not `jokes`
    if name or called:
        return called and near.slips == 1 and len(word) >= _SHORTEST_NAME and one[0] == other[0]
    if near.slips > 1:
        # Two slips near the end are another ending: `percentile` is not `percentage`. One there and one before make
        # another word, `deadline` is not `dealing`; but a letter more may be an ending's: `recieved` is `receive`.
        ends_alike = len(one) == len(other) or one[-1] in other[-2:] or other[-1] == one[-2]
        return one[0] == other[0] and ends_alike and not other.startswith(one[: 1 - _ENDING])
    if sorted(one) == sorted(other):
        return True
    # Of short words too many are like another: `triad` and `tried`, `broth` and `both`; but `wich` is `which`.
    return one[0] == other[0] and (len(one) < len(other) or len(one) >= _SHORTEST_SWAPPED)


def _near(word: str, slips: int, held: Held) -> Iterator[_Near]:
    """The words of the documents at most so many slips away, one of each stem."""
    spellings = _spellings(word)
    beginnings = tuple(sorted({beginning for each in spellings for beginning in _beginnings(each)}))
    passages = dict(held.stems(beginnings, max(map(len, spellings)) + slips))
    likely = sorted(_likely(spellings, list(passages), slips).items(), key=lambda of: (of[1], -passages[of[0]]))
    best, most = slips, 0
    for stem, least in likely[:_TRIED]:
        # What is farther away, or so much rarer that it is no other way to read the word, need not be looked up.
        if least > best or (least == best and _CLEARLY * passages[stem] <= most):
            break
        if near := _written(word, held.forms(stem), slips):
            best, most = min(best, near[0]), passages[stem] if near[0] < best else max(most, passages[stem])
            yield _Near(near[0], passages[stem], near[1])


def _spellings(word: str) -> set[str]:
    """A word as full text may know it: without marks, with `e` for two dots, without it."""
    plain = plain_form(word)
    return {plain, plain_form(_open(word)), _DIGRAPH.sub("", plain)}


def plain_form(word: str) -> str:
    """A word in small letters without marks, in any script, `ß` as `ss`; `library.words.words_of` keeps what full text
    keeps."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter)) or word


def _open(word: str) -> str:
    """A word in small letters, `ä` as `ae` and so on."""
    return unicodedata.normalize("NFC", word).casefold().translate(_GERMAN)


def _beginnings(word: str) -> set[str]:
    """How stems can begin that are a word's but for one slip among its first letters, of which the first is only ever
    exchanged. Few stems begin so; with the first two letters a tenth of a large library's may."""
    first = word[:_BEGINNING]
    found = {word[1:2] + word[:1] + word[2:_BEGINNING]}
    for at in range(1, _BEGINNING):
        head, here, behind, rest = word[:at], word[at : at + 1], word[at + 1 :], _BEGINNING - at
        found |= {head + behind[: rest + 1], head + behind[:1] + here + behind[1:rest]}
        for letter in ascii_lowercase:
            found |= {head + letter + word[at : at + rest], head + letter + behind[:rest]}
    return {first, *(each for each in found if not each.startswith(first))}


def _likely(spellings: set[str], stems: Sequence[str], slips: int) -> dict[str, int]:
    """Of the stems those from which a word so many slips away may be made, with the fewest slips."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cdist

    if not stems:
        return {}
    least: dict[str, int] = {}
    plain = [plain_form(stem) for stem in stems]
    roots = [_root(stem) for stem in plain]
    for spelling in spellings:
        heads = [spelling[:length] for length in range(2, len(spelling) + 1)]
        apart = cdist(heads, roots, scorer=OSA.distance, score_cutoff=slips, dtype=np.uint8).min(axis=0)
        lengths = range(len(spelling) - slips, len(spelling) + slips + 1)
        places = np.flatnonzero(apart <= slips).tolist()
        made = [(form, at) for at in places for form in _made(plain[at], roots[at]) if len(form) in lengths]
        if made:
            found = cdist([spelling], [form for form, _ in made], scorer=OSA.distance, score_cutoff=slips)[0].tolist()
            for (_, at), many in zip(made, found, strict=True):
                if many <= slips:
                    least[stems[at]] = min(int(many), least.get(stems[at], slips))
    return least


def _root(stem: str) -> str:
    """A stem without the letter that stands for an ending's first: `salari` for `salary`."""
    return stem[:-1] if len(stem) > _BEGINNING and stem.endswith("i") else stem


def _made(stem: str, root: str) -> Iterator[str]:
    """Words that may have a stem."""
    for ending in _ENDINGS:
        yield root + ending
        if ending.startswith(("e", "i")):
            yield root + root[-1] + ending
    if root != stem:
        yield from (stem, stem + "es", stem + "ed", stem + "er", stem + "ly", stem + "ness", stem + "ng")


def _written(word: str, forms: Mapping[str, int], slips: int) -> tuple[int, str] | None:
    """Of the words that documents write, the fewest slips and the word that is so near, the most frequent; None where
    none is. One that is ever written without a capital is no name."""
    from rapidfuzz.distance import OSA

    plain, opened = plain_form(word), _open(word)
    near: list[tuple[int, int, str]] = []
    for form, often in forms.items():
        if len(form) < _SHORTEST or abs(len(form) - len(word)) > 2 * slips:
            continue
        apart = OSA.distance(plain, plain_form(form), score_cutoff=slips)
        if not (plain.isascii() and form.isascii()) or "e" in plain:
            open_form = _open(form)
            apart = min(max(apart, opened != open_form), OSA.distance(opened, open_form, score_cutoff=slips))
        if apart <= slips:
            near.append((apart, -often, form))
    if not near:
        return None
    apart, _, form = min(near)
    small = form.lower()
    return apart, small if small in forms else form
