"""What two texts as wholes have in common and what changed from one to the other: their sentences, lines and rows laid
side by side. Pure.

The same ones in the same order are found first (the longest common subsequence), then those that are parted otherwise
or stand elsewhere. Of what is left two are one that changed where they have most of their words in common but for
numbers, rows where they begin alike. The number of a clause makes no difference, nor does one that refers to it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from uniconv_edge.assistant.quoting.units import Unit, Word
from uniconv_edge.assistant.words.dates import MONTH_NAMES
from uniconv_edge.assistant.words.quantities import NUMBERS, ORDINALS
from uniconv_edge.library.sentences import BAR

# What refers to another part of a text: the word before its number.
_REFERRING = (
    "annex appendix article articles chapter clause clauses para paragraph paragraphs point regulation schedule "
    "section sections abschnitt anlage artikel absatz kapitel nummer ziffer annexe chapitre paragraphe anexo apartado "
    "artículo capítulo cláusula sección allegato articolo capitolo artigo bijlage hoofdstuk lid"
)
_REFERS = frozenset(_REFERRING.split())
_DENYING = (
    "not no never none nobody nothing without cannot neither nor t nicht kein keine keinen keiner ohne nie niemals pas "
    "jamais sans aucun aucune non mai senza niet geen nooit zonder não nunca sem sin ningún ninguna"
)
_DENIALS = frozenset(_DENYING.split())
_VALUES = (frozenset((*NUMBERS.split("|"), *ORDINALS.split("|"))) | MONTH_NAMES) - {"may"}
_MOST_PRODUCT = 100_000_000  # of the lengths of two lists of which the longest common one is looked for: 12 MB
_LIKE, _LIKE_ELSEWHERE, _LIKE_ALONE = 0.5, 0.75, 0.25  # share of words, by where two stand
_FEWEST_ELSEWHERE, _SHORT = 6, 12  # words
_FEWEST_MOVED = 3  # words
_RARE = 30  # units of what is left, at most, that hold a word by which others are looked for
_LOOKED_AT = 6  # units that one may have become
_SAME_LEAD, _LIKE_LEAD = 0.95, 0.8
_MOST_CHARACTERS = 600  # of what is told in one
_MOST_SHOWN = 80  # characters of what is told to differ
_WORDS_OF_TITLE = 8
_SIGNS = tuple("%£$€¥₹")

_Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """A change: the units as they were, () for what was added, and as they are, () for what was removed, and the
    `section` of the second text that they stand in, or of the first that is gone. `rank`: how much it matters: 0 for
    another number, date or denial, 1 for a section that is new or gone, 3 for what only tells which of the two it is,
    else 2. `differs`: where in the text of either what differs stands, (0, 0) for all of it."""

    before: tuple[Unit, ...]
    after: tuple[Unit, ...]
    section: str
    rank: int = 2
    differs: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))

    @property
    def kind(self) -> str:
        """What became of it."""
        return "changed" if self.before and self.after else "added" if self.after else "removed"


@dataclass(slots=True)
class Alignment:
    """Two texts beside one another: the changes in their order; the share of the shorter text that the other has too,
    as it is or changed; how many units bear another number or stand elsewhere and else say the same; the sections that
    are new, and those that are gone."""

    changes: list[Change] = field(default_factory=list)
    in_common: float = 0.0
    renumbered: int = 0
    moved: int = 0
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Left:
    """What is not found in the other text yet: the numbers of units of both, and in which stretch each stands that has
    another in its place."""

    first: dict[int, int]
    second: dict[int, int]


def aligned(first: Sequence[Unit], second: Sequence[Unit], edition: Collection[str]) -> Alignment:
    """Two texts beside one another; `edition`: years and versions that tell them apart."""
    equal, left = _in_order(first, second)
    moved = _elsewhere(first, second, left)
    pairs = _pairs(first, second, left)
    clauses = {first[i].number: second[j].number for i, j in (*equal, *moved, *pairs)}
    changed = {(i, j): _changed(first[i], second[j], clauses, edition) for i, j in pairs}
    found = Alignment(moved=sum(len(first[i].forms) >= _FEWEST_MOVED for i, _ in moved))
    numbers = ((first[i].number, second[j].number) for i, j in (*equal, *moved))
    found.renumbered = sum(one != other and bool(one and other) for one, other in numbers)
    found.renumbered += sum(each is None for each in changed.values())
    placed = [((j, 1), each) for (_, j), each in changed.items() if each]
    removed = list(_blocks(sorted(left.first.keys() - {i for i, _ in pairs}), first, found.gone))
    added = list(_blocks(sorted(left.second.keys() - {j for _, j in pairs}), second, found.new))
    known = sorted((*equal, *pairs))
    called = {first[i].section: second[j].section for i, j in known if first[i].is_head}
    for at, block, rank in removed:
        before = bisect_right(known, (at, len(second)))
        section = called.get(block[0].section, block[0].section)
        placed.append(((known[before - 1][1] if before else -1, 2), Change(block, (), section, rank)))
    placed += [((at, 0), Change((), block, block[0].section, rank)) for at, block, rank in added]
    found.changes = [each for _, each in sorted(placed, key=lambda told: told[0])]
    found.in_common = max(
        _share(first, left.first, {i for i, _ in pairs}), _share(second, left.second, {j for _, j in pairs})
    )
    return found


def _share(told: Sequence[Unit], left: Collection[int], changed: Collection[int]) -> float:
    """The share of a text, in words, that the other has too; of what changed half counts."""
    words = [0.0 if unit.is_head else float(len(unit.forms)) for unit in told]
    lacking = sum(words[each] * (0.5 if each in changed else 1.0) for each in left)
    return 1 - lacking / max(1.0, sum(words))


def _in_order(first: Sequence[Unit], second: Sequence[Unit]) -> tuple[list[_Pair], _Left]:
    """The pairs that say the same in the same order, and what is left but for what is only parted otherwise."""
    equal: list[_Pair] = []
    left = _Left({}, {})
    i = j = number = 0
    for begin, start, size in _blocks_in_common([unit.key for unit in first], [unit.key for unit in second]):
        if (i, j) != (begin, start):
            lacking = _not_held(first[i:begin], second[j:start])
            left.first.update((i + each, number) for each in lacking[0])
            left.second.update((j + each, number) for each in lacking[1])
            number += 1
        i, j = begin + size, start + size
        equal += zip(range(begin, i), range(start, j), strict=True)
    return equal, left


def _blocks_in_common(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where two texts have the same words or units one after the other, and how many: the longest common subsequence,
    of very long texts that of what either has once. The last is empty, at the end of both."""
    from rapidfuzz.distance import Indel

    if len(first) * len(second) <= _MOST_PRODUCT:
        return [(each.a, each.b, each.size) for each in Indel.opcodes(first, second).as_matching_blocks()]
    once = [Counter(each) for each in (first, second)]
    places = {key: j for j, key in enumerate(second) if once[0][key] == once[1][key] == 1}
    rising: list[int] = []  # the least last place of each length
    chain: dict[int, tuple[int, int | None]] = {}  # of a place that in the first text, and the place before
    for i, key in enumerate(first):
        if (j := places.get(key)) is not None:
            at = bisect_left(rising, j)
            chain[j] = i, rising[at - 1] if at else None
            rising[at : at + 1] = [j]
    found = [(len(first), len(second), 0)]
    last = rising[-1] if rising else None
    while last is not None:
        i, before = chain[last]
        found.append((i, last, 1))
        last = before
    return found[::-1]


def _not_held(first: Sequence[Unit], second: Sequence[Unit]) -> tuple[Sequence[int], Sequence[int]]:
    """The numbers of those of two stretches whose words do not stand together in the other stretch."""
    words = [[form for unit in each if not unit.is_edge for form in unit.forms] for each in (first, second)]
    if "".join(words[0]) == "".join(words[1]):
        return (), ()
    every = range(len(first)), range(len(second))
    if not (first and second) or len(first) == len(second) == 1 or len(words[0]) * len(words[1]) > _MOST_PRODUCT:
        return every
    blocks = _blocks_in_common(words[0], words[1])
    return (
        list(_outside(first, [(i, i + size) for i, _, size in blocks])),
        list(_outside(second, [(j, j + size) for _, j, size in blocks])),
    )


def _outside(told: Sequence[Unit], held: Sequence[_Pair]) -> Iterator[int]:
    """The numbers of the units whose words lie within none of the stretches that are held."""
    end = 0
    for number, unit in enumerate(told):
        start, end = end, end + (0 if unit.is_edge else len(unit.forms))
        if unit.is_edge or not any(begin <= start and end <= stop for begin, stop in held):
            yield number


def _elsewhere(first: Sequence[Unit], second: Sequence[Unit], left: _Left) -> list[_Pair]:
    """The pairs that say the same in another order, which are then left no more."""
    places: dict[str, list[int]] = defaultdict(list)
    for j in sorted(left.second, reverse=True):
        places[second[j].key].append(j)
    found = [(i, places[first[i].key].pop()) for i in sorted(left.first) if places.get(first[i].key)]
    for i, j in found:
        del left.first[i], left.second[j]
    return found


def _pairs(first: Sequence[Unit], second: Sequence[Unit], left: _Left) -> list[_Pair]:
    """Those of what is left that are one that changed."""
    held: dict[str, list[int]] = defaultdict(list)
    placed: dict[int, list[int]] = defaultdict(list)
    for j, stretch in left.second.items():
        placed[stretch].append(j)
        for word in {*second[j].forms, second[j].lead}:
            held[word].append(j)
    in_place = Counter(left.first.values())
    found: list[tuple[float, int, int]] = []
    for i, stretch in left.first.items():
        shared: dict[int, float] = defaultdict(float)
        for word in {*first[i].forms, first[i].lead} - {""}:
            others = held.get(word, ())
            if len(others) <= _RARE:
                for j in others:
                    shared[j] += 1 / len(others)
        beside = placed[stretch]
        nearest = sorted(shared, key=lambda j: -shared[j])[:_LOOKED_AT]
        is_alone = in_place[stretch] == len(beside) == 1
        for j in {*nearest, *beside[:_LOOKED_AT]}:
            here = left.second[j] == stretch
            is_short = min(len(first[i].forms), len(second[j].forms)) <= _SHORT
            alone = here and is_alone and is_short and first[i].section == second[j].section
            like = _likeness(first[i], second[j], is_alone=alone)
            least = _LIKE_ALONE if alone else _LIKE if here else _LIKE_ELSEWHERE
            is_long = len(first[i].forms) >= _FEWEST_ELSEWHERE or bool(first[i].lead)
            if like >= least and (here or is_long):
                found.append((like + 0.1 * here, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(found, key=lambda each: (-each[0], each[1], each[2])):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return sorted(pairs.items())


def _likeness(one: Unit, other: Unit, *, is_alone: bool) -> float:
    """How likely one became the other, from 0 to 1: the share of words that they have in common in their order, figures
    counted as one word; a heading becomes no sentence, a row or line with a label none that begins otherwise."""
    from rapidfuzz.distance import Indel

    if one.is_head != other.is_head or one.is_row != other.is_row:
        return 0.0
    words = one.frame, other.frame
    if not {*words[0]}.intersection(words[1]) - {"#"} and not is_alone:
        return 0.0
    share = Indel.normalized_similarity(*words)
    if one.is_row or (one.lead and other.lead):
        if one.lead == other.lead:
            return max(share, _SAME_LEAD)
        return share if Indel.normalized_similarity(one.lead, other.lead) >= _LIKE_LEAD else 0.0
    return share


def _changed(one: Unit, other: Unit, clauses: Mapping[str, str], edition: Collection[str]) -> Change | None:
    """The change between two, None where only the numbers of clauses to which they refer are others."""
    forms = [[word.form for word in each.words] for each in (one, other)]
    if len(forms[0]) * len(forms[1]) > _MOST_PRODUCT:  # without ends of sentences: takes minutes
        runs = [[0, len(forms[0]), 0, len(forms[1])]]
    else:
        found = SequenceMatcher(None, forms[0], forms[1], autojunk=False).get_opcodes()
        runs = [run for kind, *run in found if kind != "equal"]
    runs = [run for run in runs if not _refers_as_before(one.words, other.words, run, clauses)]
    if not runs:
        return None
    words = [(one.words[a:b], other.words[c:d]) for a, b, c, d in runs]
    differing = [tuple(frozenset(word.form for word in side) for side in pair) for pair in words]
    values = set().union(*(_values(before) ^ _values(after) for before, after in differing))
    told = values.union(*(before | after for before, after in differing))
    denied = _DENIALS & set().union(*(before ^ after for before, after in differing))
    is_short = len(other.forms) <= _WORDS_OF_TITLE
    if told == values and all(each in edition and (is_short or len(each) > 3) for each in values):
        rank = 3
    else:
        rank = 0 if values or denied else 2
    at = next((n for n, (a, b) in enumerate(differing) if _values(a) ^ _values(b) or _DENIALS & (a ^ b)), 0)
    texts = (one.text, other.text)
    spans = [_span(text, [pair[side] for pair in words], at) for side, text in enumerate(texts)]
    return Change((one,), (other,), other.section, rank, (spans[0], spans[1]))


def _refers_as_before(
    one: Sequence[Word], other: Sequence[Word], run: Sequence[int], clauses: Mapping[str, str]
) -> bool:
    """Whether two numbers refer to the same clause, which has another number now, or one alone begins with a number."""
    start, end, begin, stop = run
    if not (start or begin) and (end, stop) in ((0, 1), (1, 0)):  # of a note, at the foot of a page
        return (one[0] if end else other[0]).form.isdigit()
    if end - start != 1 or stop - begin != 1 or not start or one[start - 1].form not in _REFERS:
        return False
    return clauses.get(one[start].form) == other[begin].form


def _values(forms: Set[str]) -> set[str]:
    return {form for form in forms if form[0].isdigit() or form in _VALUES}


def _span(text: str, runs: Sequence[Sequence[Word]], at: int) -> tuple[int, int]:
    """Where what differs stands, with the sign of money or share beside it: all of it, where that is short and no cell
    ends within, else the run that matters."""
    for words in ([word for run in runs for word in run], runs[at]):
        if not words:
            continue
        start, end = words[0].start, words[-1].end
        if words is runs[at]:
            end = start + len(text[start:end].partition(BAR)[0])
        if end - start <= _MOST_SHOWN and BAR not in text[start:end]:
            return start - (text[start - 1 : start] in _SIGNS), end + (text[end : end + 1] in _SIGNS)
    return 0, 0


def _blocks(
    numbers: Iterable[int], told: Sequence[Unit], sections: list[str]
) -> Iterator[tuple[int, tuple[Unit, ...], int]]:
    """What stands in one text alone, as units that follow one another in a section of a page, each row by itself: where
    it begins, and its rank. The headings of `sections` that do are told there and not here."""
    heads = {unit.key for unit in told if unit.is_head}
    runs = groupby(enumerate(numbers), key=lambda each: each[1] - each[0])
    for run in ([number for _, number in each] for _, each in runs):
        block: list[int] = []
        named = ""
        for number in run:
            unit = told[number]
            if unit.is_head and number + 1 in run and not told[number + 1].is_head:
                named = unit.section
                sections.append(named)
                continue
            if unit.is_edge or unit.in_contents in heads:
                continue
            if block and not _go_together(told[block[0]], told[block[-1]], unit):
                yield _block(block, told, named)
                block = []
            block.append(number)
        if block:
            yield _block(block, told, named)


def _block(numbers: Sequence[int], told: Sequence[Unit], named: str) -> tuple[int, tuple[Unit, ...], int]:
    block = tuple(told[number] for number in numbers)
    return numbers[0], block, 1 if named and block[0].section == named else 2


def _go_together(first: Unit, last: Unit, unit: Unit) -> bool:
    """Whether a unit is told with those before it."""
    if last.is_row or unit.is_row or last.is_head or len(first.places) + len(unit.places) + len(last.places) > 3:
        return False
    (page, start, _), (own, _, end) = first.places[0], unit.places[0]
    return page == own and end - start <= _MOST_CHARACTERS and first.section == unit.section
