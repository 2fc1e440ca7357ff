"""Words as full-text search sees them: of a question (a match expression) and of a passage (what to index besides).

SQLite's tokenizer folds case and accents and splits at everything that is no letter or digit, so `get_user_name`,
`3.11.2` and `e-mail` are rows of words and are found as phrases. It does not join `e-mail` to `email`, nor can it
split `getUserName` or text without spaces (Chinese, Japanese, Thai, and Korean's long words): what is joined, the
parts, and pairs of neighbouring characters are indexed beside the text. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from uniconv_edge.expressions import expression
from uniconv_edge.library.irregular import other_forms

MAX_WORDS = 64

_WORD = expression(r"[^\W_]+")
_COMPOUND = expression(r"\w+(?:[-.\u2010\u2011/@:]+\w+)*")
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\uac00-\ud7af"  # Hangul, kana
    "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # ideographs
)
_MAY_HAVE_ACCENT = expression("[\u00c0-\u024f\u0300-\u052f\u1e00-\u1fff]")
# Of Latin, Greek and Cyrillic letters those without accents; accents by themselves are left out.
_PLAIN: dict[int, str | None] = {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in (*range(0x00C0, 0x0250), *range(0x0370, 0x0530), *range(0x1E00, 0x2000))
} | dict.fromkeys(range(0x0300, 0x0370))
_RUN = expression(f"[{_UNSPACED}]+")
_PIECE = expression(f"[{_UNSPACED}]+|[^{_UNSPACED}]+")
_HYPHENATED = expression(r"(?<![\w-])([^\W\d_]+)[-\u2010\u2011]([^\W\d_]+)(?![\w-])")
_HUMP = expression(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Most of a text holds neither, and the full expressions try every letter: these begin with what is rare, and tell in
# which stretches without blanks to look.
_HYPHEN = expression(r"[-\u2010\u2011](?<=[^\W\d_].)(?=[^\W\d_])")
_HUMP_WITHIN = expression(r"[A-Z](?:(?<=[a-z0-9].)|[A-Z][a-z])")
_HUMPED = expression(r"[A-Za-z0-9]*(?:[a-z0-9][A-Z]|[A-Z]{2}[a-z])[A-Za-z0-9]*")
_LETTERS_BESIDE_NUMBER = expression(r"(?<![^\W_])[^\W\d_]{2,}\d+(?![^\W_])")
_NUMBER_WITH_ZEROS = expression(r"(?<![^\W_])([^\W\d_]{2,})[- ]?0+([1-9]\d*)(?![^\W_]|-\d)")  # no date
_LETTERS_OR_NUMBER = expression(r"(?<=[^\W\d_])(?=\d)")
# Of each byte of ASCII the small letter, and a blank for what is in no word.
_ONLY_WORDS = bytes(ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256))
# Words that glue.
_STOP_WORD_LIST = (
    "a about an and are as at be been but by can could did do does for from had has have he her his how i if in into "
    "is it its just me my no not of on or our she should so some such than that the their them then there these they "
    "this to us was we were what when where which who whom whose why will with would you your s t d m re ve ll"
)
STOP_WORDS = frozenset(_STOP_WORD_LIST.split())
# The one of them that is a paper too, known by what stands before it: "the will", "dad's last will".
_A_WILL = expression(r"(?i)(?:\b(?:an?|her|his|last|living|my|old|original|our|the|their|your)|['’]s) will\b")
# "didn't" would be the words "didn" and "t", and "won't" the "won" of a game.
_DENIAL = expression(
    r"\b(?:ai|are|ca|could|did|do|does|had|has|have|is|might|must|need|should|was|were|wo|would)n['’´`]?t\b",
    re.IGNORECASE,
)


def nouns_that_glue(text: str) -> frozenset[str]:
    """The words of a text that glue elsewhere and here name a thing: of "what does the will say?" `will`."""
    return frozenset(("will",)) if _A_WILL.search(text) else frozenset()


def name_read(stem: str) -> str:
    """The name of a file, without its ending, as it is read: `lease_flat3` as "lease flat3" and "flat 3" too,
    `pep-0008` also as "pep 8"."""
    name = stem.replace("_", " ")
    run_together = (found[0] for found in _LETTERS_BESIDE_NUMBER.finditer(name))
    filled_up = (f"{word} {number}" for word, number in _NUMBER_WITH_ZEROS.findall(name))
    return " ".join((name, *(_LETTERS_OR_NUMBER.sub(" ", each) for each in run_together), *filled_up))


def also_indexed(text: str) -> str:
    """What is indexed of a passage besides its own words; "" for most."""
    parts = ["".join(halves) for halves in _HYPHENATED.findall(_stretches(_HYPHEN, text))]
    for found in _HUMPED.findall(_stretches(_HUMP_WITHIN, text)):
        parts.extend(_HUMP.split(found))
    for run in () if text.isascii() else _RUN.findall(text):
        parts.extend(_pairs(run))
        parts.append(run[-1])
    return " ".join(parts)


def named_besides(name: str, text: str) -> str:
    """The words of a file's name, without its ending, that a text of it lacks: people call a file by what it is, which
    the title that a program wrote into it often does not say."""
    held = set(words_of(text))
    parted = re.sub(r"[-_.]", " ", name)
    called = (word.lower() for word in (*words_of(parted), *also_indexed(parted).split()))
    return " ".join(dict.fromkeys(word for word in called if word not in held))


def _stretches(sign: re.Pattern[str], text: str) -> str:
    """The stretches between blanks in which there is a sign, in order, one blank between them."""
    return " ".join(filter(sign.search, text.split())) if sign.search(text) else ""


@lru_cache(maxsize=1024)
def terms_of(text: str) -> tuple[str, ...]:
    """What full text looks for in a question: FTS5 terms, each quoted so that no syntax is left; () without words.

    Stop words are dropped while other words remain. Compounds are looked for as a phrase beside their words. Kept,
    because sentences are looked for too.
    """
    return tuple(dict.fromkeys(_terms(unicodedata.normalize("NFC", text))))[:MAX_WORDS]


def match_expression(terms: Sequence[str], phrases: Sequence[str] = ()) -> str:
    """The FTS5 expression for passages with any of the terms and all of the phrases; "" when there are neither."""
    required = [phrase for phrase in map(phrase_expression, phrases) if phrase]
    some = " OR ".join([*required, *terms])
    return " AND ".join([*required, f"({some})"]) if required else some


def phrase_expression(phrase: str) -> str:
    """The FTS5 expression that a phrase occurs word for word, or "" when it has no words."""
    parts: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFC", phrase)):
        for piece in _PIECE.findall(word):
            parts.extend(_pairs(piece) if _RUN.match(piece) else [piece])
    return _quoted(parts) if parts else ""


def without_denials(text: str) -> str:
    """A text with "not" for each word that only denies a verb, which is no word to look for: "didn't", "wont"."""
    return _DENIAL.sub("not", text)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, in order, without accents, as full text has them; of text without spaces
    each character."""
    return spelt_words_of(_unaccented(text))


def folded(text: str) -> str:
    """A text as its words are: in small letters, without accents."""
    return _unaccented(text).lower()


def _unaccented(text: str) -> str:
    return text if text.isascii() or not _MAY_HAVE_ACCENT.search(text) else text.translate(_PLAIN)


def spelt_words_of(text: str) -> list[str]:
    """The same with their accents."""
    if text.isascii():
        return text.encode("ascii").translate(_ONLY_WORDS).decode("ascii").split()
    words = _WORD.findall(text.lower())
    if not _RUN.search(text):
        return words
    found: list[str] = []
    for word in words:
        for piece in _PIECE.findall(word):
            found.extend(piece if _RUN.match(piece) else [piece])
    return found


def written_words(text: str) -> list[str]:
    """The words of a text as they are written, in order."""
    return _WORD.findall(text)


def words_beginning(text: str, letter: str) -> list[str]:
    """The words of a text, as they are written, that begin with a small letter of a stem: with it, with its capital, or
    with a letter that has an accent."""
    letters = {letter, letter.upper()} if letter.isalnum() and len(letter.upper()) == 1 else {letter}
    return re.findall(rf"(?<![^\W_])(?:[{re.escape(''.join(sorted(letters)))}]|[^\W_\x00-\x7f])[^\W_]*", text)


def term_of(word: str) -> str:
    """What `terms_of` makes of a word of letters."""
    return _quoted([word.lower()])


def _terms(text: str) -> Iterator[str]:
    """The terms of a match expression, those that say something unless there are no others."""
    telling = list(_telling_terms(text))
    yield from telling or (_quoted([word.lower()]) for word in _WORD.findall(text))


def _telling_terms(text: str) -> Iterator[str]:
    glue = STOP_WORDS - nouns_that_glue(text)
    for compound in _COMPOUND.findall(without_denials(text)):
        words = _WORD.findall(compound)
        telling = [word for word in words if word.lower() not in glue]
        if len(words) > 1 and telling:
            yield _quoted(word.lower() for word in words)
            if "-" in compound and len(words) == 2:
                yield _quoted(["".join(words).lower()])
            # The numbers of a version say nothing one by one.
            telling = [word for word in telling if not (word.isdigit() and len(word) < 4)]
        for word in telling:
            yield from _word_terms(word)


def _word_terms(word: str) -> Iterator[str]:
    for piece in _PIECE.findall(word):
        if not _RUN.match(piece):
            yield from (_quoted([form]) for form in (piece.lower(), *other_forms(piece.lower())))
            humps = _HUMP.split(piece)
            if len(humps) > 1:
                yield _quoted(hump.lower() for hump in humps)
        elif len(piece) == 1:
            yield f"{_quoted([piece])} *"
        else:
            yield from (_quoted([pair]) for pair in _pairs(piece))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _quoted(words: Iterable[str]) -> str:
    return '"' + " ".join(words) + '"'
