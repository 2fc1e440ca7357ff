"""Lines of a PDF page joined to paragraphs, or left alone where the writer ended them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import SENTENCE_END, Block
from uniconv_edge.library.extract.running import at_edge, is_page_number
from uniconv_edge.library.sentences import begins_with_label, runs_on

CELL_BORDER = "\ufdd1"  # between the cells of a row until its lines are joined; no text has this noncharacter
NARROW_CHARACTERS = 40
_MIN_BROKEN = 3  # lines
_SAME_SIZE = 0.1
_MUCH_LARGER = 1.4
_WIDER = 1.3  # than the usual step from a line to the next
_WIDEST_STEP = 2.0  # of the height of a line: a page whose lines mostly stand further apart has no usual step
Stands: TypeAlias = tuple[float, float, float]
"""Where a line stands: the top and the bottom of its first character and the bottom of its last, in points, upwards."""
_LIST_START = expression(r"(?:[-–—•‣◦▪●○*]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s|\d{1,2}(?:\.\d{1,2})+\s+[A-Z]")
_LED_TO_PAGE = expression(r"\.{4} ?\d{1,4}$")  # of a table of contents
_WHOLE_ITEM = expression(r"[-–—•‣◦▪●○*]\s.*\w\)?$")
_TICK = expression(r" \[[x ]\]$")  # a box of a form
_WITHIN_NAME = expression(r"[^\W\d_a-z][\w’'-]+ [A-Z]\.$")  # `Thomas L.`, before `Griffiths`
_ADDRESS = expression(r"(?:www\.|https?://|\S+@\S+\.)\S*$")
_PAGE_OF = expression(r"(?i)(?:page|seite|pagina|página) \d+(?: (?:of|von|di|de|/) \d+)?")
_BORDER_AT_END = expression(f" {CELL_BORDER}(?=\n|$)")  # a row of one cell


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which lines of a page are of code, and which begin a note at its foot."""

    code: Set[str] = frozenset()
    notes: Set[str] = frozenset()


_PROSE = Kinds()


def page_blocks(
    lines: list[str],
    bookmarks: list[tuple[int, str]],
    large: Mapping[str, int],
    heads: Set[str] = frozenset(),
    gaps: Set[tuple[str, str]] = frozenset(),
    kinds: Kinds = _PROSE,
) -> list[Block]:
    """The page's lines as paragraphs; a bookmark's title and a line that is large (line -> level) become headings, a
    running head stands alone: the sentence beside it may come from the page before. `gaps` are the pairs of lines that
    stand far apart. Lines of code stay lines, and a note begins a paragraph."""
    # A line of a table that has one cell only may be a heading between its rows.
    bare = [_BORDER_AT_END.sub("", line) for line in lines]
    levels = {number: large[line] for number, line in enumerate(bare) if line in large}
    levels |= _heading_lines(lines, bookmarks)
    alone = {number for number in (0, len(lines) - 1) if lines and _is_page_number(lines[number])}
    running = {number for number, line in enumerate(lines) if line in heads and at_edge(number, len(lines))}
    width = _width(lines)
    blocks: list[Block] = []
    current = ""
    for number, line in enumerate(lines):
        if number in levels or number in alone:
            blocks.extend([Block(current), Block(bare[number], level=0 if number in alone else levels[number])])
            current = ""
            continue
        current = f"{current} {line}" if current else line
        part = (number in running) != (number + 1 in running) and not _are_rows(lines[number : number + 2])
        border = "paragraph" if part else _border(lines, number, width, gaps)
        border = _as_set(border, line, lines[number + 1 : number + 2], kinds)
        if border == "line":
            current += "\n"
        elif border == "paragraph":
            blocks.append(Block(current))
            current = ""
    blocks.append(Block(current))
    texts = (
        (_BORDER_AT_END.sub("", block.text.replace("\n ", "\n")).replace(CELL_BORDER, "|"), block.level)
        for block in blocks
    )
    return [Block(text, level) for text, level in texts if text.strip()]


def _is_page_number(line: str) -> bool:
    return is_page_number(line) or _PAGE_OF.fullmatch(line) is not None


def _heading_lines(lines: list[str], bookmarks: list[tuple[int, str]]) -> dict[int, int]:
    """Line number -> level. Section numbers may stand in the line but not in the bookmark."""
    levels: dict[int, int] = {}
    for level, title in bookmarks:
        wanted = title.casefold()
        for number, line in enumerate(lines):
            if number not in levels and len(line) < len(title) + 12 and line.casefold().endswith(wanted):
                levels[number] = level
                break
    return levels


def _width(lines: list[str]) -> int:
    """The usual length of a full line, in characters; the rows of a table have none. Where most lines are short, those
    whose sentences go on on the next tell it."""
    prose = [line for line in lines if CELL_BORDER not in line]
    lengths = sorted(map(len, prose))
    broken = sorted(len(line) for line, following in pairwise(prose) if following[0].islower())
    usual = lengths[int(len(lengths) * 0.75)] if lengths else 0
    return max(usual, broken[len(broken) // 2]) if len(broken) >= _MIN_BROKEN else usual


def wide_gaps(lines: Iterable[tuple[str, Stands]]) -> set[tuple[str, str]]:
    """The lines of a page and those below them, in type of one size, that stand further apart than its lines mostly
    do; ends of sentences with what follows further up in type of another size, as a box beside a letter; and lines
    with those below them in much smaller type."""
    pairs = list(pairwise(lines))
    steps = [
        ((line, below), (end - bottom) / (upper - lower))
        for (line, (upper, lower, end)), (below, (top, bottom, _)) in pairs
        if end > bottom and _same_size(upper - lower, top - bottom)
    ]
    beside = {
        (line, other)
        for (line, (upper, lower, _)), (other, (top, bottom, _)) in pairs
        if bottom > upper and not _same_size(upper - lower, top - bottom) and SENTENCE_END.search(line)
    }
    beside |= {
        (line, below)
        for (line, (upper, lower, end)), (below, (top, bottom, _)) in pairs
        if end > bottom and upper - lower > _MUCH_LARGER * (top - bottom)
    }
    usual = _usual(steps)
    return beside | ({pair for pair, step in steps if step > _WIDER * usual} if usual < _WIDEST_STEP else set())


def _usual(steps: Sequence[tuple[tuple[str, str], float]]) -> float:
    """The step from most lines to the next, of paragraphs of one or two lines that to lines which begin small."""
    all_steps = sorted(step for _, step in steps)
    within = sorted(step for (_, below), step in steps if below[:1].islower())
    usual = all_steps[len(all_steps) // 2] if all_steps else 0.0
    return min(usual, within[len(within) // 2]) if len(within) >= _MIN_BROKEN else usual


def _same_size(one: float, other: float) -> bool:
    return abs(one - other) < _SAME_SIZE * one


def _border(lines: list[str], number: int, width: int, gaps: Set[tuple[str, str]]) -> str:
    """What separates a line from the next: "" (one sentence goes on), "line" or "paragraph"."""
    line, following = lines[number], lines[number + 1] if number + 1 < len(lines) else ""
    if not following:
        return "paragraph"
    if CELL_BORDER in line or CELL_BORDER in following:
        return "line" if CELL_BORDER in line and CELL_BORDER in following else "paragraph"
    if _LED_TO_PAGE.search(line) or _TICK.search(line) or following.startswith(("[x] ", "[ ] ")):
        return "line"
    if _LIST_START.match(following):
        return "" if runs_on(line, following, width, lambda: lines[:number] + lines[number + 2 :]) else "line"
    if width < NARROW_CHARACTERS:
        return "" if following[0].islower() else "line"
    ends = SENTENCE_END.search(line) and not _WITHIN_NAME.search(line)
    if len(line) < 0.85 * width and ends:
        return "paragraph"
    if len(line) < 0.75 * width and following[0].isupper() and _WHOLE_ITEM.match(line):
        return "paragraph"  # behind the last item of a list
    if _is_fact(lines, number + 1):
        return "line"
    if ends and _stands_alone(lines, number + 1, width):
        return "paragraph"
    if _is_apart(lines, number, gaps) and not _goes_on(following):
        return "line" if len(line) < 0.85 * width else "paragraph"  # whose length tells nothing
    if len(line) < 0.5 * width and _is_between_gaps(lines, number, gaps):
        return "paragraph"  # what a letter is about, above a sentence that begins small behind its greeting
    full = 0.85 if _is_fact(lines, number) else 0.6
    return "line" if len(line) < full * width and not following[0].islower() else ""


def _are_rows(lines: Sequence[str]) -> bool:
    """Whether both are of a table, whose first may return on each page as a head does."""
    return len(lines) > 1 and all(CELL_BORDER in line for line in lines)


def _is_apart(lines: list[str], number: int, gaps: Set[tuple[str, str]]) -> bool:
    """Whether a line stands far from the next."""
    line, following = lines[number : number + 2]
    return (line, following) in gaps or _without_marks(line, following) in gaps


def _is_between_gaps(lines: list[str], number: int, gaps: Set[tuple[str, str]]) -> bool:
    """Whether a line that begins large and ends with a word stands far from the lines around it."""
    line = lines[number]
    if not (line[0].isupper() and (line[-1].isalnum() or line[-1] == ")")):
        return False
    return _is_apart(lines, number, gaps) and (number == 0 or _is_apart(lines, number - 1, gaps))


def _as_set(border: str, line: str, below: Sequence[str], kinds: Kinds) -> str:
    """The border between a line and the one below it, of code or a note."""
    if not below or border == "paragraph" or below[0] in kinds.notes:
        return "paragraph"
    is_code, goes_on = line in kinds.code, below[0] in kinds.code
    if is_code and not goes_on and below[0][0].isupper():
        return "paragraph"
    return "line" if is_code or goes_on else border


def _goes_on(following: str) -> bool:
    return following[0].islower() and not _ADDRESS.match(following)


def _without_marks(line: str, following: str) -> tuple[str, str]:
    """Two lines as they are without the marks of lists, which a page may draw apart from its lines."""
    first, second = (_LIST_START.match(each) for each in (line, following))
    return line[first.end() if first else 0 :], following[second.end() if second else 0 :]


def _is_fact(lines: list[str], number: int) -> bool:
    """Whether a line is one of several that begin with labels; alone it may be prose with a colon."""
    near = lines[max(0, number - 1) : number] + lines[number + 1 : number + 2]
    return begins_with_label(lines[number]) and any(map(begins_with_label, near))


def _stands_alone(lines: list[str], number: int, width: int) -> bool:
    """Whether a line is short, ends no sentence and does not go on with the next, as headings are."""
    line, following = lines[number], lines[number + 1] if number + 1 < len(lines) else ""
    return len(line) < 0.6 * width and following[:1].isupper() and line[0].isupper() and not line.endswith((".", ","))
