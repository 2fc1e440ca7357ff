"""The small words of other languages than English, and a text with them in English.

All that reads a question knows English forms: what kind of thing is asked for, what leans on the turn before, which
words only glue. So the closed class of a language, the words that ask, help, point and glue, with times, numbers and
units, is put into English, and what says something stays: "Wie hoch ist die Kaution?" is read as "how much has the
Kaution?". `glosses/LANGUAGE.txt` holds the words of each, `glosses/LANGUAGE.questions.txt` whole questions. Pure but
for these files.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from uniconv_edge.assistant.words.order import in_order
from uniconv_edge.assistant.words.spelling import plain_form
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import literal_spans
from uniconv_edge.library.words import folded

LANGUAGES = ("de", "es", "fr", "it", "nl", "pt")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_OPENS = expression("[\u00bf\u00a1]\\s?")  # what Spanish puts before a question or cry
_TOKEN = expression(r"[^\W_]+'(?=\w)|[^\W_]+'?(?=$)|[^\W_]+|\S")  # `l'` before a word, and in the tables
_ACCENT = expression(r"(?<=[aeiou])'(?=\s|[?!.,;:]|$)")  # `puo'` for `può`
_E = expression(r"(?i)(?<!\w)e'(?!\w)")
# French says again what it names: `le contrat peut-il`, `à quelle heure le bus passe-t-il`.
_NAMED_BEFORE = expression(
    r"(?i)((?<![\w'\"-])(?:les?|la|l'|une?|mon|ma|mes|son|sa|ses|notre|nos|votre|vos|cet?|cette|ces) ?[^\s,;:?'-]"
    r"[^,;:?\"]{0,80}? [^\s,;:?'-]{1,20})(?<!\bfaut)(?<!\bagit)-(?:t-)?(?:ils?|elles?)\b"
)
# Of what is no plural: `combien de farine`.
_COUNTED = expression(r"(?i)\bcombien (?:de |d')(?=[^\W\d_]*[^\W\d_sxz]\b)")
_MONTHS_LIST = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_MONTHS = _MONTHS_LIST.split()
# `am 27.3.`, which would be read by a word before it that is English then
_DAY_MONTH = expression(
    r"(?i)\b(?P<day>(?:ab|am|bis|dem|den|seit|vom|zum) (?:0?[1-9]|[12]\d|3[01])\.)\s?(?P<month>0?[1-9]|1[0-2])"
    r"(?:\.(?!\s?\d)|(?=\W*$))"
)
_BLANKS = expression(r" {2,}")
_STRETCH = expression(r"\S*[^\s?!.,;:]")
_IN_NAMES = expression(r"://|www\.|[^\W_][@:_][^\W_]|[^\W\d_]\.[a-zß-ÿ]{2}")  # of a file or address: `brief_an_die.txt`
_CHOICE = expression(r"\{([^{}]*)\}")  # in the tables: one of several, or none
_OF_A_NAME = "\0"  # what stands for each letter of a name
_GAP, _END = "*", "$"  # in the tables: what may be anything, and the end of a question
_BEFORE = frozenset(("and", "but", "or", "so"))  # behind these a question begins as well
_OPENING = expression(r"(?:yes|no|ok|hello|thanks?|good)\b")  # and behind these and a mark
_MARKS = ([","], ["!"], ["."])


@dataclass(frozen=True, slots=True)
class _Whole:
    """A whole question, `fasse * zusammen`: its tokens before and behind what may stand between, of which there is none
    where `full`, and what both are in English."""

    before: tuple[str, ...]
    behind: tuple[str, ...]
    english: tuple[str, str]
    full: bool

    def fits(self, tokens: Sequence[str]) -> bool:
        """Whether tokens are such a question."""
        if self.full:
            return tuple(each for each in tokens if each != ",") == self.before
        held = len(self.before) + len(self.behind)
        begins, ends = tuple(tokens[: len(self.before)]), tuple(tokens[len(tokens) - len(self.behind) :])
        return len(tokens) > held and begins == self.before and ends == self.behind


@dataclass(frozen=True, slots=True)
class _Gloss:
    """The words and phrases of a language, by their tokens, with what they are in English: as they are written; folded,
    where one that asks goes before another that is written like it but for an accent (`où`, `ou`); those with which a
    question begins, and which behind that say something else (`perché`) or stay (`résume`). How many tokens those have
    that begin with one, most first. Those of one word by the form in which the reader knows words, and by what they are
    read as."""

    written: Mapping[tuple[str, ...], str]
    folded: Mapping[tuple[str, ...], str]
    first: Mapping[tuple[str, ...], str]
    lengths: Mapping[str, Sequence[int]]
    words: Mapping[str, str]
    by_english: Mapping[str, Sequence[str]]


def table(name: str) -> Iterator[tuple[str, str]]:
    """(form, English) of a table, in order; nothing where there is no such table."""
    from importlib.resources import files

    file = files("uniconv_edge.assistant.words").joinpath(f"glosses/{name}.txt")
    for line in file.read_text("utf-8").splitlines() if file.is_file() else ():
        if not line.startswith("#") and line.strip():
            forms, _, english = line.partition("=")
            yield from ((form, english.strip()) for each in forms.split("|") for form in _spelt_out(each))


def _spelt_out(form: str) -> Iterator[str]:
    """The forms that one with choices stands for: `{mail,e-mail} {von,} anna`."""
    choice = _CHOICE.search(form)
    if choice is None:
        yield " ".join(form.split())
        return
    for each in choice[1].split(","):
        yield from _spelt_out(f"{form[: choice.start()]}{each}{form[choice.end() :]}")


def _spellings(form: str) -> Iterable[str]:
    return (form,) if form.isascii() else dict.fromkeys((form, form.translate(_SPELT_OUT)))


@lru_cache(maxsize=len(LANGUAGES))
def _gloss(language: str) -> _Gloss:
    written: dict[tuple[str, ...], str] = {}
    plain: dict[tuple[str, ...], str] = {}
    first: dict[tuple[str, ...], str] = {}
    words: dict[str, str] = {}
    for form, english in table(language):
        if form.startswith("^"):
            first[_tokens(folded(form[1:]))] = english
            continue
        for spelt in _spellings(form):
            tokens = _tokens(spelt)
            written.setdefault(tokens, english)
            plain.setdefault(tokens if spelt.isascii() else _tokens(folded(spelt)), english)
            if english and spelt.isalpha():
                words.setdefault(plain_form(spelt), sys.intern(english.split()[0]))
    lengths: dict[str, set[int]] = {}
    for tokens in (*plain, *first):
        lengths.setdefault(tokens[0], set()).add(len(tokens))
    by_english: dict[str, list[str]] = {}
    for word, english in words.items():
        by_english.setdefault(english, []).append(word)
    longest = {token: sorted(found, reverse=True) for token, found in lengths.items()}
    return _Gloss(written, plain, first, longest, words, by_english)


@lru_cache(maxsize=len(LANGUAGES))
def _wholes(language: str) -> Mapping[str, Sequence[_Whole]]:
    """The whole questions of a language by their first token, the longest first. Apart, because they take as long to
    read as all else and only the language that is asked in needs them."""
    found: dict[str, list[_Whole]] = {}
    for form, english in table(f"{language}.questions"):
        for spelt in _spellings(form):
            whole = _whole(folded(spelt), english)
            found.setdefault(whole.before[0], []).append(whole)
    for sharing in found.values():
        sharing.sort(key=lambda whole: -len(whole.before) - len(whole.behind))
    return found


def _whole(form: str, english: str) -> _Whole:
    before, gap, behind = form.removesuffix(_END).partition(_GAP)
    put_before, _, put_behind = english.partition(_GAP)
    return _Whole(_tokens(before), _tokens(behind), (put_before.strip(), put_behind.strip()), not gap)


def _tokens(form: str) -> tuple[str, ...]:
    return (form,) if form.isalpha() else tuple(map(sys.intern, _TOKEN.findall(form)))  # most stand in many phrases


def words(language: str) -> Mapping[str, str]:
    """The small words of a language, in small letters without accents, with the first word of each in English."""
    return _gloss(language).words


@lru_cache(maxsize=20_000)
def word_in_english(word: str, language: str) -> str:
    """The English of a word where it is one of the small ones of a language, "" for others."""
    known = _gloss(language)
    return known.written.get((word.lower(),), known.words.get(plain_form(word), "")).partition(" ")[0]


def forms(english: str, language: str) -> Sequence[str]:
    """The words of a language's table that are read as one, all without accents."""
    return _gloss(language).by_english.get(english, ())


def is_written(form: str, language: str) -> bool:
    """Whether a word or phrase (in small letters) is one of a language, with its accents."""
    known = _gloss(language)
    return _tokens(form) in known.written or _tokens(folded(form)) in known.first


def as_typed(text: str) -> str:
    """A text in one way of writing: accents on their letters, one apostrophe and none for an accent, without what
    opens a question."""
    text = _OPENS.sub("", unicodedata.normalize("NFC", text))
    text = text if "‘" in text else text.replace("’", "'")  # which else ends what stands in quotation marks
    return _ACCENT.sub("", _E.sub("è", text))


def glossed(text: str, language: str) -> str:
    """A question with the small words of its language in English; but for what stands in quotation marks and
    filters."""
    if not language:
        return text
    text = as_typed(text)
    if language == "fr":
        text = _COUNTED.sub("combien ", _NAMED_BEFORE.sub(r"\1", text))
    if language == "de":
        text = _DAY_MONTH.sub(lambda found: f"{found['day']} {_MONTHS[int(found['month']) - 1]}", text)
    literal = literal_spans(text)
    found = [
        each
        for each in places(text, language, begins=True, wholes=True)
        if not any(first <= each[0] < last for first, last in literal)
    ]
    english = _BLANKS.sub(" ", put(text, found)).strip()
    return in_order(english, language)


def places(text: str, language: str, *, begins: bool = False, wholes: bool = False) -> Iterator[tuple[int, int, str]]:
    """(start, end, English) of the small words of a text, not those of which the name of a file or an address is made.
    `begins`: one with which it begins asks, where there is one that asks and is written like it but for an accent.
    `wholes`: and whole questions are known."""
    text = _without_names(text.replace("’", "'"))
    known, seen = _gloss(language), folded(text)
    if len(seen) != len(text):  # accents that stand by themselves: nothing would be at its place
        return
    spans = [found.span() for found in _TOKEN.finditer(seen)]
    tokens = [seen[start:end] for start, end in spans]
    touches = [at > 0 and spans[at - 1][1] == start for at, (start, _) in enumerate(spans)]
    lengths = _lengths(known, tokens, touches)
    opening = _lengths(known, tokens, touches, begins=True) if begins else lengths
    at, closing = 0, None
    while at < len(tokens):
        length = (opening if begins else lengths)[at]
        if begins and wholes and (whole := _asked_whole(language, tokens, length, at)):
            asked = at + len(_without_marks(tokens[at:]))
            place = asked - len(whole.behind)
            tokens = tokens[:place]
            lengths = _lengths(known, tokens, touches)
            closing = (spans[place - 1][1], spans[asked - 1][1], f" {whole.english[1]}".rstrip())
            start, at = spans[at][0], asked if whole.full else at + len(whole.before)
            begins = False
            yield start, spans[at - 1][1], whole.english[0]
            continue
        if at and length == len(tokens[at]) == 1 and text[spans[at][0]].isupper():  # `group A`
            length = 0
        if not length:
            begins = begins and not tokens[at].isalnum()
            at += 1
            continue
        phrase = tuple(tokens[at : at + length])
        start, end = spans[at][0], spans[at + length - 1][1]
        typed = tuple(text[first:last].lower() for first, last in spans[at : at + length])
        english = known.folded.get(phrase, "")
        if not begins or typed != phrase:
            english = known.written.get(typed, english)
        if begins:
            english = known.first.get(phrase, english)
        at += length
        opens = english.endswith(",") or tokens[at : at + 1] in _MARKS
        begins = begins and (not english or english in _BEFORE or (opens and _OPENING.match(english) is not None))
        before = " " if start and text[start - 1].isalnum() else ""
        behind = " " if seen[end - 1] == "'" else ""
        yield start, end, f"{before}{english}{behind}"
    if closing:
        yield closing


def _asked_whole(language: str, tokens: Sequence[str], length: int, at: int) -> _Whole | None:
    """The whole question that begins at a token; None for none, and where one phrase (of so many tokens) is all of
    it."""
    wholes = _wholes(language).get(tokens[at])
    if wholes is None:
        return None
    asked = _without_marks(tokens[at:])
    return None if length >= len(asked) else next((whole for whole in wholes if whole.fits(asked)), None)


def _without_marks(tokens: Sequence[str]) -> Sequence[str]:
    """Tokens without the marks at their end."""
    last = max((place for place, token in enumerate(tokens, 1) if token[0].isalnum() or token == _OF_A_NAME), default=0)
    return tokens[:last]


def _without_names(text: str) -> str:
    """A text with signs that are no words for each name of a file and each address."""
    if not _IN_NAMES.search(text):
        return text
    return _STRETCH.sub(lambda found: _OF_A_NAME * len(found[0]) if _IN_NAMES.search(found[0]) else found[0], text)


def _lengths(known: _Gloss, tokens: Sequence[str], touches: Sequence[bool], *, begins: bool = False) -> Sequence[int]:
    """How many tokens the longest phrase has that begins at each, 0 for none. A part of a compound is none, but for
    what a hyphen joins to a verb. `begins`: those too with which only a question begins."""

    def joined(place: int) -> bool:
        return place + 1 < len(tokens) and tokens[place] == "-" and touches[place] and touches[place + 1]

    found = [0] * (len(tokens) + 1)
    for at in reversed(range(len(tokens))):  # whether one is a part depends on what is behind it
        if (tokens[at] == "-" and not joined(at)) or (tokens[at] != "-" and at > 1 and joined(at - 1)):
            continue
        for length in known.lengths.get(tokens[at], ()):
            end = at + length
            phrase = tuple(tokens[at:end])
            if end <= len(tokens) and (phrase in known.folded or (begins and phrase in known.first)):
                is_part = joined(end) and tokens[end - 1] != "-" and not found[end]
                found[at] = 0 if is_part else length
                break
    return found


def put(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """A text with others in the places (start, end, other)."""
    parts: list[str] = []
    done = 0
    for start, end, english in places:
        parts += [text[done:start], english]
        done = end
    return "".join([*parts, text[done:]])
