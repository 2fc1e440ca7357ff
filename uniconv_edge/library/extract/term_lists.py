"""Terms of plain text with what they mean, as the options of a manual: a short line above text that is set in deeper
or, in AsciiDoc, a line that ends with `::`. Pure.

Such a line may as well be the first of a paragraph whose others are set in, or one of code. It is a term where it
stands apart or right below another, has room left for the first word below it and says no amount or time, and at least
three are set in alike: `--timeout=SECONDS`, `ServerAliveInterval`, then also on the line where its text begins
(`daily  Logs are rotated every day.`). A term is a heading, below all others, over all that it means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block
from uniconv_edge.library.outline import TERM_LEVEL

_MIN_TERMS = 3
_MIN_DEEPER = 2  # characters
_MAX_CHARACTERS = 100
_MAX_WORDS = 8  # of a term that is no option
_MAX_LINES = 4  # of terms with one meaning, or of one whose brackets are open
_FULL_LINE = 0.9  # of the lines are no longer than a full one
_NO_COLUMN = -1  # depth of a term in AsciiDoc, which text anywhere below may go on
_LEAST_OF_SENTENCE = 4  # words
_ASCIIDOC = expression(r"(?!\.\.\s)\S.*(?<!:)::")
_OPEN_END = expression(r"[.,;:!?…\\({|&]$")
_OPTION = expression(r"--?\w")
_ITEM = expression(r"(?:[-–—•‣◦▪●○*+o]|\(?(?:\d{1,3}|[a-zA-Z])[.)])(?:\s|$)|[|+=~_*#>$%:.\"“(]|\.\.\s|--?$")
_AMOUNT = expression(r"\d[.,:]\d|[€$£]|\d\s*%")
_GAP = expression(r"\s{2}|\t")


@dataclass(frozen=True, slots=True)
class _Term:
    """A term on the lines from the one it is kept by to before `end`, set in by `depth`; `column` is where its text
    begins on its own line, 0 where that is below."""

    end: int
    depth: int
    column: int = 0


@dataclass(frozen=True, slots=True)
class _Mark:
    """A heading on the lines from the one it is kept by to before `end`, up to `column` where that is not 0; one on no
    line ends a section."""

    end: int
    level: int
    column: int = 0


def with_terms(block: Block, *, asciidoc: bool = True, headings: Set[int] = frozenset()) -> list[Block]:
    """The block, each term in it as a heading and the rest as others; `at` counts the lines of the file. An empty
    heading ends what a term means. `asciidoc`: whether a line that ends with `::` is a term; `headings` are the numbers
    (from 0) of lines that are headings as well, above the terms."""
    lines = block.text.split("\n")
    expanded = [line.expandtabs().rstrip() for line in lines]
    terms = _terms(expanded, asciidoc=asciidoc)
    terms = {line: term for line, term in terms.items() if not (term.column and "\t" in lines[line])}
    if not terms and not headings:
        return [block]
    found: list[Block] = []
    start = 0
    for line, mark in sorted(_marks(expanded, terms, headings).items()):
        found += _rest(block, lines, start, line)
        text = lines[line][: mark.column] if mark.column else "\n".join(lines[line : mark.end])
        found.append(replace(block, text=text.rstrip(), level=mark.level, tight=False, at=block.at and block.at + line))
        start = line if mark.column else mark.end
        lines[line] = lines[line][mark.column :]
    return [*found, *_rest(block, lines, start, len(lines))]


def title_above_terms(text: str) -> str:
    """The line that a text begins with, apart from what follows: without it, "Serves" above "Eight people" would not
    say what of. "" where it does not look like a title."""
    first, _, rest = text.partition("\n")
    return first.strip() if rest.startswith("\n") and _may_be_term(first) and not _OPTION.match(first.strip()) else ""


def _rest(block: Block, lines: Sequence[str], start: int, end: int) -> Iterator[Block]:
    """What stands between two headings, if anything does."""
    text = "\n".join(lines[start:end]).rstrip()
    if text:
        yield replace(block, text=text, tight=False, at=block.at and block.at + start)


def _marks(lines: Sequence[str], terms: Mapping[int, _Term], headings: Set[int]) -> dict[int, _Mark]:
    """The headings by the first line of each, and where text that is set in no deeper ends what a term means."""
    levels = {depth: level for level, depth in enumerate(sorted({term.depth for term in terms.values()}), TERM_LEVEL)}
    marks = {line: _Mark(line + 1, TERM_LEVEL - 1) for line in headings}
    marks |= {line: _Mark(term.end, levels[term.depth], term.column) for line, term in terms.items()}
    opened: list[int] = []  # depths
    for number, line in enumerate(lines):
        if number in marks:
            opened = [each for each in opened if each < terms[number].depth] if number in terms else []
            opened += [terms[number].depth] if number in terms else []
        elif opened and line and not lines[number - 1] and _depth(line) <= opened[-1]:
            outermost = next(each for each in opened if each >= _depth(line))
            marks[number] = _Mark(number, levels[outermost])
            opened = opened[: opened.index(outermost)]
    return marks


def _terms(lines: Sequence[str], *, asciidoc: bool) -> dict[int, _Term]:
    """Terms by the first line of each."""
    found = dict(_above_meanings(lines))
    count = Counter(term.depth for term in found.values())
    found = {line: term for line, term in found.items() if count[term.depth] >= _MIN_TERMS}
    found |= _beside_meanings(lines, found)
    if asciidoc:
        marked = dict(_marked(lines))
        found |= marked if len(marked) >= _MIN_TERMS else {}
    return found


def _above_meanings(lines: Sequence[str]) -> Iterator[tuple[int, _Term]]:
    full = sorted(map(len, filter(None, lines)))
    width = full[int(_FULL_LINE * (len(full) - 1))] if full else 0
    end = 0  # of the last term
    for number, line in enumerate(lines):
        if number < end or not line or not (number in (0, end) or not lines[number - 1]) or not _may_be_term(line):
            continue
        last = _last_line(lines, number)
        below = lines[last + 1] if last + 1 < len(lines) else ""
        depth = _depth(line)
        if not below or _depth(below) < depth + _MIN_DEEPER or not _is_set_in(lines, last + 1, depth):
            continue
        if _goes_on(lines[last].strip(), below.lstrip()):
            continue
        if len(lines[last]) + 1 + len(below.split(maxsplit=1)[0]) <= width:
            end = last + 1
            yield number, _Term(end, depth)


def _last_line(lines: Sequence[str], number: int) -> int:
    """The last line of the term that begins at a line: of several with one meaning, or with its brackets closed."""
    last, text = number, lines[number]
    for following in range(number + 1, min(number + _MAX_LINES, len(lines))):
        line = lines[following]
        is_open = text.count("[") > text.count("]") and _depth(line) > _depth(lines[number])
        if not is_open and (_depth(line) != _depth(lines[number]) or not _may_be_term(line)):
            break
        last, text = following, text + line
    return last


def _goes_on(line: str, below: str) -> bool:
    """Whether a line is the beginning of a sentence that the next one goes on with."""
    words = line.split()
    return len(words) >= _LEAST_OF_SENTENCE and words[0].istitle() and words[-1].islower() and below[0].islower()


def _is_set_in(lines: Sequence[str], number: int, depth: int) -> bool:
    """Whether all lines from here to the next blank one are set in deeper."""
    while number < len(lines) and lines[number]:
        if _depth(lines[number]) <= depth:
            return False
        number += 1
    return True


def _beside_meanings(lines: Sequence[str], above: Mapping[int, _Term]) -> Iterator[tuple[int, _Term]]:
    """Terms whose text begins on their line, set in as others, that text as deep as that of others."""
    columns: dict[int, Counter[int]] = {}
    for term in above.values():
        columns.setdefault(term.depth, Counter())[_depth(lines[term.end])] += 1
    usual = {depth: each.most_common(1)[0][0] for depth, each in columns.items()}
    ends = {term.end for term in above.values()}
    for number, line in enumerate(lines):
        depth = _depth(line)
        column = usual.get(depth, 0)
        is_apart = number in ends or not "".join(lines[number - 1 : number])
        if number in above or not is_apart or not depth < column < len(line):
            continue
        following = "".join(lines[number + 1 : number + 2])
        goes_on = bool(following) and _depth(following) == column
        name, text = line[:column].rstrip(), line[column:]
        is_parted = column - len(name) > 1 or (column > len(name) and goes_on and _begins_name(name.lstrip(), text))
        if is_parted and text[0] != " " and (goes_on or not following) and _may_be_term(name):
            yield number, _Term(number + 1, depth, column)


def _begins_name(name: str, text: str) -> bool:
    """Whether what has but one blank behind it begins no sentence: `-rotate the boats`, `UMASK The mode`."""
    return _OPTION.match(name) is not None or (text[0].isupper() and not name.split()[0].istitle())


def _marked(lines: Sequence[str]) -> Iterator[tuple[int, _Term]]:
    """Terms of AsciiDoc: what they mean follows on the next line, or behind a blank one, set in no deeper."""
    end = 0
    for number, line in enumerate(lines):
        if number < end or not _ASCIIDOC.fullmatch(line.strip()) or len(line) > _MAX_CHARACTERS:
            continue
        end = number + 1
        while end < len(lines) and _ASCIIDOC.fullmatch(lines[end].strip()):
            end += 1
        below = next((each for each in lines[end : end + 2] if each), "")
        if below and (lines[end] or _depth(below) == _depth(line)):
            yield number, _Term(end, _NO_COLUMN)


def _may_be_term(line: str) -> bool:
    """Whether a line may be a term by its words."""
    text = line.strip()
    if not text or len(text) > _MAX_CHARACTERS or _OPEN_END.search(text) or _ITEM.match(text) or _GAP.search(text):
        return False
    if _OPTION.match(text):
        return True
    return any(map(str.isalpha, text)) and len(text.split()) <= _MAX_WORDS and not _AMOUNT.search(text)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
