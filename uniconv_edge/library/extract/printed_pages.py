"""Plain text that was laid out in pages, as RFCs, standards and manuals for printers are: its running heads and feet.
Pure.

A border of pages has a line that counts them (`[Page 5]`, `Guidebook   23`), each number one more and each page as long
as the others, which tells it from chapters and steps; other lines beside it are part of it where they come again there.
Records and cantos may be as long as each other too: where the line does not say what it counts, sentences must go on
from page to page. What a border says and nothing else does stays once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import SENTENCE_END, Block

_MARK = "\x0c"  # on a line in the place of a border's, so that lines stay as many
_BORDERS = expression(rf"(?:\A|\n)(?:[^\S\n]*\n)*{_MARK}[\s{_MARK}]*(?:\n|\Z)")
_NUMBER = expression(r"(?<![\d.,])\d{1,4}(?![\d]|[.,]\d)")
_WORD = expression(r"[^\W\d_]+")
_MAX_CHARACTERS = 120
_MOST_LINES = 2  # of a head or a foot, between blank ones
_FEWEST_PAGES, _LEAST_SHARE = 4, 0.8
_PAGE_LINES = range(20, 200)
_LIKE_OTHERS = 3  # lines that a page is longer or shorter
_BESIDE = 8  # lines
_SAYS_PAGE = expression(r"(?i)\b(?:page|seite|p[áa]gina|bladzijde)\b|\b(?:pp?|pg|p[áa]g|s|blz)\.")
_LEAST_GOING_ON, _FEWEST_GOING_ON = 0.1, 2  # of the borders, with other words, which keys of records are not


def with_marked_borders(text: str) -> str:
    """The text, a mark on each line between two pages; `without_borders` takes them away."""
    lines = text.split("\n")
    borders = _borders(lines)
    if not borders:
        return text
    kept = lines.copy()
    for first, end in borders:
        kept[first:end] = [_MARK] * (end - first)
    said = set(_WORD.findall("\n".join(kept).casefold()))
    first, end = borders[0]
    for number in range(first, end):
        if not said.issuperset(_WORD.findall(lines[number].casefold())):
            kept[number] = lines[number]
    return "\n".join(kept)


def without_borders(block: Block) -> list[Block]:
    """The block in parts, of a text with marked borders: a paragraph goes on behind one within it."""
    if _MARK not in block.text:
        return [block]
    found: list[Block] = []
    start = 0
    for border in (*_BORDERS.finditer(block.text), None):
        part = block.text[start : border.start() if border else None]
        if part.strip():
            at = block.at and block.at + block.text.count("\n", 0, start)
            goes_on = bool(found) and _goes_on(found[-1].text, part)
            found.append(replace(block, text=part, tight=goes_on or (block.tight and not found), at=at))
        start = border.end() if border else start
    return found


def _goes_on(before: str, after: str) -> bool:
    last, first = before.rstrip().rsplit("\n", 1)[-1], after.split("\n", 1)[0]
    depths = [len(line) - len(line.lstrip()) for line in (last, first)]
    return not SENTENCE_END.search(last) and (depths[0] == depths[1] or first.lstrip()[:1].islower())


def _borders(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Each border's first line and the one behind it, blank lines included."""
    apart = {number: " ".join(lines[number].split()) for number in _apart(lines)}
    counting = _counting(apart)
    if not counting:
        return []
    near = {number for each in counting for number in range(each - _BESIDE, each + _BESIDE + 1)}
    again = Counter(line for number, line in apart.items() if number in near)
    least = _LEAST_SHARE * len({each // _PAGE_LINES.start for each in counting})
    known = counting | {number for number in near & apart.keys() if again[apart[number]] >= least}
    found: list[tuple[int, int]] = []
    for number in sorted(counting):
        if found and number < found[-1][1]:
            continue
        first, end = number, number + 1
        while first > 0 and (first - 1 in known or not lines[first - 1].strip()):
            first -= 1
        while end < len(lines) and (end in known or not lines[end].strip()):
            end += 1
        found.append((first, end))
    say_page = any(_SAYS_PAGE.search(apart[number]) for number in counting)
    return found if say_page or _part_sentences(found, lines) else []


def _part_sentences(borders: Sequence[tuple[int, int]], lines: Sequence[str]) -> bool:
    """Whether sentences go on behind some of these borders."""
    words = []
    for first, end in borders:
        before, after = ("".join(lines[at : at + 1]).strip() for at in (first - 1, end))
        if after[:1].islower() and not SENTENCE_END.search(before):
            words.append(after.split()[0])
    return len(set(words)) >= _FEWEST_GOING_ON and len(words) >= _LEAST_GOING_ON * len(borders)


def _apart(lines: Sequence[str]) -> Iterator[int]:
    """The lines that stand between blank ones, alone or with another."""
    start = 0
    for number in range(len(lines) + 1):
        if number == len(lines) or not lines[number].strip():
            if 0 < number - start <= _MOST_LINES:
                yield from (each for each in range(start, number) if len(lines[each].strip()) <= _MAX_CHARACTERS)
            start = number + 1


def _counting(apart: Mapping[int, str]) -> set[int]:
    """The lines that count the pages."""
    forms: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for at, line in apart.items():
        for number in _NUMBER.finditer(line):
            forms[line[: number.start()], line[number.end() :]].append((at, int(number.group())))
    return {at for told in forms.values() if _counts_pages(told) for at, _ in told}


def _counts_pages(told: Sequence[tuple[int, int]]) -> bool:
    if len(told) < _FEWEST_PAGES:
        return False
    lengths = [after - before for (before, one), (after, other) in pairwise(told) if other == one + 1]
    usual = int(median(lengths)) if lengths else 0
    alike = sum(abs(length - usual) <= _LIKE_OTHERS for length in lengths)
    return usual in _PAGE_LINES and alike >= _LEAST_SHARE * (len(told) - 1)
