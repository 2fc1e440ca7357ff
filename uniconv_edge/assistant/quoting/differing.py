"""Whether sentences of two documents say the same thing with another value: "The rent is £780", "The rent is £850".
Pure; English.

Two sentences are compared word by word. What both say must hold the words of the question and be most of what they say,
and what differs must be of the type that is asked for. Numbers and dates that differ, and a denial, are enough for that
in any two documents; other words only in documents that are alike, as the contracts of two years are. Lines with the
same label (`Landlord: ...`) and rows with the same first cell are compared by their values, rows in the columns that
the question names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import dropwhile, islice, pairwise, takewhile

from uniconv_edge.assistant.quoting.answer_span import answer_span
from uniconv_edge.assistant.quoting.quotes import LIST_MARK, Candidate
from uniconv_edge.assistant.words.amounts import moneys
from uniconv_edge.assistant.words.answer_types import lacks_what_is_asked, types_asked
from uniconv_edge.assistant.words.asking import HELPING_VERBS
from uniconv_edge.assistant.words.dates import MONTH_NAMES, months, said, written
from uniconv_edge.assistant.words.labels import label
from uniconv_edge.assistant.words.quantities import NUMBERS, ORDINALS
from uniconv_edge.assistant.words.terms import bag, is_empty, stem
from uniconv_edge.assistant.words.weekdays import DAYS
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import cells
from uniconv_edge.library.words import STOP_WORDS

_SHARE = 0.7  # of what two sentences say that both must say
_SHARE_ALIKE = 0.3  # in documents that are alike
_FEWEST_WORDS = 3  # in common, in others
_SHARE_OF_SHORTER = 0.8  # of the shorter one, where they are in other words
_FEWEST_COMMON = 2
_MOST_HELD = 0.6  # of the question's words that one holds both must hold, where documents are alike
_ALIKE = 0.35  # of the sentences of the shorter of two documents, and at least three
_FEWEST_ALIKE = 3
_LOOKED_AT = 20_000  # characters of each
_PIECES = expression(r"(?<=[.!?])\s+|\n+")  # as good as sentences to compare by, in a twentieth of the time
_WORDS_OF_LABEL = 5
_LONGEST_SHOWN = 40  # characters of what a note repeats
_WORDS_OF_UNIT = 2
_AROUND = 2  # words around what differs that tell of what type it is
_OF_WORDS = ("name", "place", "colour", "language")  # types of what is asked for that are no numbers
_COLON = ": "
_WORD = expression(r"\d{1,2}(?:[.:]\d\d)?\s?[aApP]\.?[mM]\b|\d+(?:[.,:/'’]\d+)*|[^\W\d_]+(?:['’](?:t|re|ve|ll)\b)?")
_SEPARATOR = expression(r"[,'’](?=\d{3}(?!\d))|[.:]00?$")
_NOT = frozenset(("not", "no", "never", "none", "nobody", "nothing", "without", "cannot", "neither", "nor"))
_DENIED = ("n't", "n’t")
_IF_SO = expression(rf"(?i)(?:and |but )?(?:{HELPING_VERBS})\b")
_WHAT_IS = expression(r"(?i)(?:and |but )?what(?:’s|'s| is| are| was| were) ")
_COUNTED = {word: str(number) for number, word in enumerate(NUMBERS.split("|")[:20], 1)}
_COUNTED |= {word: f"{number}0" for number, word in enumerate(NUMBERS.split("|")[20:27], 3)}
_COUNTED |= {word: f"{number}." for number, word in enumerate(ORDINALS.split("|"), 1)}
_LETTERS = expression(r"[^\W\d_]+")
_VALUES = frozenset((*_COUNTED, *DAYS)) | MONTH_NAMES
_LIMIT = expression(r"(?i)\b(?:at (?:least|most)|(?:no|not) (?:more|less|fewer) than|up to|maximum|minimum|max|min)\b")
_AT_LEAST = expression(r"(?i)least|less|fewer|min")
_DECIMAL = expression(r"\d+(?:\.\d+)?(?:E[+-]?\d+)?")
_IN_BRACKETS = expression(r"\([^()]*\)")
_YEAR = expression(r"(?:19|20)\d\d")
_SIGNS = "£$€¥"
# The number of a clause before what it says: `2.1 Quiet hours`, `Section 4 Rent`; not `7.5 litres`, `1.10 EUR`.
_CLAUSE = expression(
    r"\s*(?:(?:§+|(?i:clause|section|article))\s*\d{1,3}(?:\.\d{1,3})*[a-z]?[.:)]?|\d{1,3}(?:\.\d{1,3})+\.?)\s+"
    r"(?=[^\W\d_a-z])(?![A-Z]{2,4}\b)"
)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What two sentences say differently: a stretch of each, "" where none is short enough to be repeated, and how much
    they have in common, from 0 to 1."""

    one: str
    other: str
    share: float


@dataclass(frozen=True, slots=True)
class _Word:
    """A word: the form by which it is compared, its place, whether it is a number or of a date, whether it only
    glues."""

    form: str
    start: int
    end: int
    is_value: bool
    is_glue: bool


_Run = tuple[int, int, int, int]  # words from..to of one sentence that stand in the place of those of the other


def otherwise(one: Candidate, other: Candidate, asked: Set[str], question: str, *, alike: bool) -> Otherwise | None:
    """What the second sentence says otherwise than the first, which answers the question; None where it says the same,
    or is about something else. `asked`: the stems of the question's words; `alike`: whether the documents are."""
    if len(cells(one.text)) > 1 or len(cells(other.text)) > 1:
        return _of_rows(one, other, asked, question)
    texts = one.text, other.text
    return (
        _of_labels(*texts, asked, question, alike=alike)
        or _of_sentences(*texts, asked, question, alike=alike)
        or _of_values(*texts, asked, question)
    )


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same in the same words, however these, their numbers and their dates are written."""
    return _forms(one) == _forms(other)


def are_alike(one: str, other: str) -> bool:
    """Whether two documents have many sentences in common but for numbers, dates and what stands behind labels, as
    versions of one text have and what was written on one form."""
    first, second = _frames(one), _frames(other)
    fewest = max(_FEWEST_ALIKE, _ALIKE * min(len(first), len(second)))
    return len(first & second) >= fewest


@lru_cache(maxsize=64)
def _frames(text: str) -> frozenset[frozenset[str]]:
    """Of each sentence or line its words, without numbers, dates, what glues and what stands behind a label."""
    found: set[frozenset[str]] = set()
    for line in _PIECES.split(text[:_LOOKED_AT]):
        head, colon, _ = line.partition(_COLON)
        told = head if colon and len(head.split()) <= _WORDS_OF_LABEL else line
        words = frozenset(_LETTERS.findall(told.casefold())) - _VALUES
        found.add(frozenset(word for word in words if word in _NOT or not is_empty(word)))
    return frozenset(found - {frozenset()})


def _of_rows(one: Candidate, other: Candidate, asked: Set[str], question: str) -> Otherwise | None:
    """The first of the cells asked for that differ, of rows that begin alike, in columns that are called alike."""
    (_, begins), *first = _named_cells(one)
    (_, begins_so), *second = _named_cells(other)
    if not asked & bag(begins) or not same_words(begins, begins_so):
        return None
    instead = {_called(name): value for name, value in second}
    pairs = [(name, value, instead[called]) for name, value in first if (called := _called(name)) in instead]
    held = [len(asked & _called(name)) for name, _, _ in pairs]
    named = [pair for pair, number in zip(pairs, held, strict=True) if number and number == max(held)]
    if not named and types_asked(question) and not lacks_what_is_asked(question, one.text):
        fitting = (pair for pair in pairs if _fits(question, [f"{pair[0]}{_COLON}{each}" for each in pair[1:]]))
        pairs = list(islice(fitting, 1))  # what stands behind it is asked for no more
    for _, value, so in named or pairs:
        if value and so and not _same_value(value, so):
            return _shown(value, so, 1.0)
    return None


def _called(name: str) -> frozenset[str]:
    """What a column is called, without years and units: "Low season 2024 (EUR)"."""
    words = _words(_IN_BRACKETS.sub("", name))
    return frozenset(word.form for word in words if not word.is_value)


def _named_cells(row: Candidate) -> list[tuple[str, str]]:
    """The name of the column and the value of each cell of a row; its number for a name that is not known."""
    parts = [part.strip(" |") for part in cells(row.text)]
    if all(_COLON in part for part in parts):
        return [(name, value.strip()) for name, _, value in (part.partition(_COLON) for part in parts)]
    head = [part.strip(" |") for part in cells(row.beside.partition("\n")[0])]
    names = head if len(head) == len(parts) else [f"{number}" for number in range(len(parts))]
    return list(zip(names, parts, strict=True))


def _of_labels(one: str, other: str, asked: Set[str], question: str, *, alike: bool) -> Otherwise | None:
    called = label(one)
    if not called or called != label(other) or not called & asked or not (alike or called <= asked):
        return None
    value, instead = (text.partition(_COLON)[2].strip() for text in (one, other))
    if _same_value(value, instead) or not _fits(question, (one, other)):
        return None
    return _shown(value, instead, 1.0)


def _of_sentences(one: str, other: str, asked: Set[str], question: str, *, alike: bool) -> Otherwise | None:
    first, second = _words(one), _words(other)
    runs = _runs(first, second)
    both = {word.form for word in first} - {word.form for a, b, _, _ in runs for word in first[a:b]}
    telling = [[word.form for word in words if not word.is_value and not word.is_glue] for words in (first, second)]
    common = both & set(telling[0])
    share = len(common) / max(1, *(len(set(each)) for each in telling))
    enough = share >= _SHARE_ALIKE if alike else share >= _SHARE and len(common) >= _FEWEST_WORDS
    if not enough or not common & asked:
        return None
    if _IF_SO.match(question):
        return Otherwise("", "", share) if _denies(one) != _denies(other) else None
    held = asked & {word.form for word in first}
    lacking = {word.form for word in first if word.form in held - both}
    if lacking and not (alike and len(held & both) >= _MOST_HELD * len(held) and not any(map(_is_number, lacking))):
        return None  # the second says this of something else
    if _told_alike(one, first, runs, held, question):
        return None
    of_dates = said(one) & said(other) if said(one) == said(other) else frozenset[str]()
    found: list[tuple[bool, Otherwise]] = []
    for run, (following, *_) in pairwise([*runs, (len(first), 0, 0, 0)]):
        differs = first[run[0] : run[1]], second[run[2] : run[3]]
        values = [{word.form for word in words if word.is_value} - of_dates for words in differs]
        told = [{word.form for word in words if not word.is_value and not word.is_glue} for words in differs]
        of_values = values[0] != values[1] and all(values)
        if of_values or (alike and all(told) and not lacking):
            texts = _around(one, first, run[:2]), _around(other, second, run[2:])
            if _fits(question, texts):
                unit = min(_WORDS_OF_UNIT, following - run[1])  # words that both say behind it
                stretches = _stretch(one, first, run[:2], unit), _stretch(other, second, run[2:], unit)
                shown = _shown(*stretches, share)
                found.append((of_values, shown))
    if any(each.name in _OF_WORDS for each in types_asked(question)):
        found.sort(key=lambda each: each[0])
    return found[0][1] if found else None


def _of_values(one: str, other: str, asked: Set[str], question: str) -> Otherwise | None:
    """Sentences in other words that hold the same words of the question, much else alike, and other values of the type
    that it asks for."""
    if not (types_asked(question) or _WHAT_IS.match(question)) or any(
        lacks_what_is_asked(question, text) for text in (one, other)
    ):
        return None
    if _keeps(one, other) or _keeps(other, one):
        return None
    telling = [{word.form for word in _words(text) if not word.is_value and not word.is_glue} for text in (one, other)]
    held, common = asked & telling[0], telling[0] & telling[1]
    # Words of the question that only one says tell what both are about: the other stands under a title that says them.
    share = len(common) / max(1, min(len(each - (asked - held)) for each in telling))
    if not held or not held <= common or share < _SHARE_OF_SHORTER or len(common) < _FEWEST_COMMON:
        return None
    values = [_values(text) for text in (one, other)]
    return None if not all(values) or values[0] & values[1] else Otherwise("", "", share)


def _keeps(limiting: str, text: str) -> bool:
    """Whether a value is within the limit that another sentence sets, and so no other one; so it is taken to be where
    it is not one number on either side."""
    limit = _LIMIT.search(limiting)
    if limit is None or _LIMIT.search(text):
        return False
    bounds, values = (list(_values(each)) for each in (limiting, text))
    if len(bounds) != 1 or len(values) != 1 or not all(map(_DECIMAL.fullmatch, (*bounds, *values))):
        return True
    bound, value = float(bounds[0]), float(values[0])
    return value >= bound if _AT_LEAST.search(limit[0]) else value <= bound


def _values(text: str) -> set[str]:
    """The amounts of money in a text, else its numbers and dates without years."""
    paid = {str(amount.value.normalize()) for amount in moneys(text) if amount}
    return paid or {word.form for word in _words(text) if word.is_value and not _YEAR.fullmatch(word.form)}


def _told_alike(one: str, first: Sequence[_Word], runs: Sequence[_Run], held: Set[str], question: str) -> bool:
    """Whether both sentences have what the question asks for: the one place where it stands, or, where it may stand at
    several, a stretch that holds it with the words of the question where they are said first."""
    ends = [0, *(end for run in runs for end in run[:2]), len(first)]
    begins, stops = answer_span(question, one)
    firsts = {word.form: number for number, word in reversed(list(enumerate(first)))}
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        words = first[start:end]
        if not words:
            continue
        place = _with_sign(one, words[0].start), words[-1].end
        if begins < stops:
            is_told = place[0] <= begins and stops <= place[1]
        else:
            is_told = all(start <= firsts[each] < end for each in held) and any(word.is_value for word in words)
            is_told = is_told and bool(types_asked(question)) and not lacks_what_is_asked(question, one[slice(*place)])
        if is_told:
            return True
    return False


def _fits(question: str, texts: Sequence[str]) -> bool:
    """Whether both texts are of the type that a question asks for, where that is known."""
    return not types_asked(question) or not any(lacks_what_is_asked(question, text) for text in texts)


def _shown(one: str, other: str, share: float) -> Otherwise:
    short = all(0 < len(each) <= _LONGEST_SHOWN for each in (one, other))
    return Otherwise(one, other, share) if short else Otherwise("", "", share)


def _runs(first: Sequence[_Word], second: Sequence[_Word]) -> list[_Run]:
    forms = [word.form for word in first], [word.form for word in second]
    return [run for kind, *run in SequenceMatcher(None, *forms, autojunk=False).get_opcodes() if kind != "equal"]  # type: ignore[misc]


def _around(text: str, words: Sequence[_Word], run: Sequence[int]) -> str:
    """What differs, with the words beside it."""
    beside = words[max(0, run[0] - _AROUND) : run[1] + _AROUND]
    return text[_with_sign(text, beside[0].start) : beside[-1].end] if beside else ""


def _with_sign(text: str, start: int) -> int:
    """Where a word begins, with the sign of money before it."""
    return start - (start > 0 and text[start - 1] in _SIGNS)


def _stretch(text: str, words: Sequence[_Word], run: Sequence[int], unit: int) -> str:
    """What differs but for glue before it, with the sign before a number and as many words behind it as may be its
    `unit`: "30 working days"."""
    differs = list(dropwhile(lambda word: word.form in STOP_WORDS, words[run[0] : run[1]]))
    if not differs:
        return ""
    start, end = _with_sign(text, differs[0].start), differs[-1].end
    if differs[-1].is_value:
        for following in takewhile(lambda word: not word.is_glue, words[run[1] : run[1] + unit]):
            if text[end : following.start] != " ":
                break
            end = following.end
    return text[start:end]


def _same_value(one: str, other: str) -> bool:
    """Whether two values are the same, of money also in other words: "£900", "900 pounds"."""
    paid = [[amount and amount.value for amount in moneys(text)] for text in (one, other)]
    return same_words(one, other) or (bool(paid[0]) and None not in paid[0] and paid[0] == paid[1])


def _is_number(form: str) -> bool:
    return form[0].isdecimal()


def _denies(text: str) -> bool:
    return any(word.form in _NOT or word.form.endswith(_DENIED) for word in _words(text))


@lru_cache(maxsize=2048)
def _forms(text: str) -> list[str]:
    return sorted(word.form for word in _words(written(text)))


@lru_cache(maxsize=2048)
def _words(text: str) -> tuple[_Word, ...]:
    return tuple(_each_word(text))


def _each_word(text: str) -> Iterator[_Word]:
    clause, mark = _CLAUSE.match(text), LIST_MARK.match(text)
    begins = clause.end() if clause else mark.end() - 1 if mark else 0
    named = {month.casefold() for month in months(said(text))}
    for found in _WORD.finditer(text, begins):
        word = found[0].casefold()
        is_value = word[0].isdecimal() or word in _COUNTED or word in named or word.removesuffix("s") in DAYS
        form = _COUNTED.get(word) or (_figures(word) if word[0].isdecimal() else word)
        kept = is_value or form in _NOT or form.endswith(_DENIED)
        yield _Word(form if kept else stem(form), found.start(), found.end(), is_value, not is_value and is_empty(word))


def _figures(number: str) -> str:
    """A number without separators of thousands, an hour as of 24."""
    if number.endswith("m"):
        hour, *minutes = re.findall(r"\d+", number)
        number = f"{int(hour) % 12 + 12 * ('p' in number)}:{minutes[0] if minutes else '00'}"
    return _SEPARATOR.sub("", number).replace(":", ".")
