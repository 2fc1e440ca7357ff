"""The tables of a page whose columns have names. Pure.

The rows of spreadsheets and documents carry these (`Name: Anna | Age: 44`), below a row of the names
(`library/extract/rows.py`); those of PDF files stand as they are written, with an empty cell where there is nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, dropwhile, pairwise, zip_longest

from uniconv_edge.assistant.words.terms import forms, singular
from uniconv_edge.library.extract.blocks import SENTENCE_END
from uniconv_edge.library.extract.rows import first_row_names, is_name_or_period
from uniconv_edge.library.sentences import BAR, cells_of

_FEWEST_ROWS = 2
_EDGE_LINES = 3  # of a page, of which fewer may be a running head or foot
_NAMED = ": "
_PAIR = 2
_LONGEST_TITLE = 45  # characters, of a group of rows
_AGAIN = " ′"  # behind a name that a column before has


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a page: where it stands, and its filled cells by the names of their columns; "" for one without."""

    start: int
    end: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Table:
    """The names of its columns, where the row of names begins, and the rows. `sure`: no line among the rows was left
    out that may be one. `is_labelled`: the rows carry the names; of others a further page may hold more. `of`: what
    each row is of."""

    start: int
    names: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    sure: bool = True
    is_labelled: bool = True
    of: str = "row"
    _places: dict[str, set[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def rows_with(self, word: str) -> list[Row]:
        """The rows of which a cell holds a word (in small letters), a number only as a whole cell."""
        if not self._places:
            held: dict[str, list[int]] = {}  # by whole cells, of which many return
            for place, row in enumerate(self.rows):
                for cell in row.cells.values():
                    held.setdefault(cell, []).append(place)
            for cell, places in held.items():
                said = {cell} if cell.isdigit() else {each for each in forms(cell) if not each.isdigit()}
                for each in said:
                    self._places.setdefault(each, set()).update(places)
        return [self.rows[place] for place in sorted(self._places.get(word if word.isdigit() else singular(word), ()))]

    @property
    def end(self) -> int:
        """Where the last row ends."""
        return self.rows[-1].end


@lru_cache(maxsize=16)  # of a page the same tables are asked for again
def tables_of(page: str) -> tuple[Table, ...]:
    """All tables of a page with two rows or more, in order."""
    if "|" not in page:  # a log of 400,000 lines need not be taken apart
        return ()
    found: list[Table] = []
    names: tuple[str, ...] = ()
    named = position = 0
    missed = False  # a line below the names may be a row
    lines = page.splitlines(keepends=True)
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        start, position = position, position + len(line)
        text = line.rstrip()
        if names and (own := _labelled(text, names)) is not None:
            if not found or found[-1].start != named:
                found.append(Table(named, names))
            found[-1].rows.append(Row(start, start + len(text), own))
            found[-1].sure = found[-1].sure and not missed
        elif above := _names(parts := tuple(cells_of(text)), following.rstrip()):
            names, named, missed = above, start, False
        elif len(parts) > 1 and found and found[-1].start == named:
            found[-1].sure = False
        else:
            missed = missed or len(parts) > 1 or any(map(str.isdigit, text))
    labelled = [table for table in found if len(table.rows) >= _FEWEST_ROWS]
    return tuple(sorted((*labelled, *_as_written(page, labelled)), key=lambda table: table.start))


def _as_written(page: str, labelled: Sequence[Table]) -> Iterator[Table]:
    """The tables whose rows do not carry the names of the first, which tells itself from them."""
    last: Table | None = None
    head: list[_Line] = []  # that stands alone above the title of a group
    for part in (part for block in _blocks(page, labelled) for each in _parts(block) for part in _stacked(each)):
        is_below = len(head) == 1 and _goes_below(page[head[0].end : part[0].start], part, len(head[0].parts))
        lines = [*head, *part] if is_below else part
        head = part
        names = _apart(lines[0].parts)
        even = [each for each in lines if len(each.parts) == len(names)]
        sure = all(len(each.parts) == len(names) or _may_be_title(each) for each in lines[:-1]) and lines[-1] in even
        if len(even) > _FEWEST_ROWS and names.count("") < _PAIR and first_row_names([each.parts for each in even]):
            last = Table(even[0].start, names, [each.row(names) for each in even[1:]], sure, is_labelled=False)
            yield last
        elif last is not None and _goes_below(page[last.end : lines[0].start], lines, len(last.names)):
            last.rows += [each.row(last.names) for each in even]
            last.sure = last.sure and sure
        else:
            last = None


def _parts(lines: list[_Line]) -> list[list[_Line]]:
    """Lines that stand together as one table, or as two where all from one on, but for titles, have as many cells and
    those above have not."""
    width = len(lines[-1].parts)
    start = len(lines)
    while start and (len(lines[start - 1].parts) == width or _may_be_title(lines[start - 1])):
        start -= 1
    start += next((at for at, each in enumerate(lines[start:]) if len(each.parts) == width), 0)
    is_second = width > 1 and 1 < start < len(lines) - _FEWEST_ROWS
    return [lines[:start], lines[start:]] if is_second else [lines]


def _stacked(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines as the tables of which they are, one right below another, as of the years of a report: each begins with
    names of columns whose first is that of the first table (`Item | 2023 | 2022`). A title between
    them is of neither; read as one table, all would lose their names."""
    width, corner = len(lines[0].parts), lines[0].parts[0]

    def names(parts: Sequence[str]) -> bool:
        same = len(parts) == width > _PAIR and parts[0] == corner
        return same and all(map(is_name_or_period, parts[1:]))

    heads = [at for at, line in enumerate(lines) if names(line.parts)] if names(lines[0].parts) else []
    ends = list(pairwise([*heads, len(lines)]))
    if len(heads) < _PAIR or any(end - start <= _FEWEST_ROWS for start, end in ends):
        yield lines  # a row of names that has hardly a row is one of a table of words
        return
    for start, end in ends:
        while end < len(lines) and len(lines[end - 1].parts) == 1:
            end -= 1
        yield lines[start:end]


def _apart(parts: Sequence[str]) -> tuple[str, ...]:
    """The names of columns, each that is there before with a mark."""
    seen: Counter[str] = Counter()
    names = []
    for part in parts:
        names.append(f"{part}{_AGAIN}{seen[part] if seen[part] > 1 else ''}" if part and seen[part] else part)
        seen[part] += 1
    return tuple(names)


def _goes_below(between: str, lines: Sequence[_Line], width: int) -> bool:
    """Whether lines are further rows of a table of so many columns, of which they are parted by the title of a group
    of them alone."""
    titles = [line for line in between.split("\n") if line.strip()]
    is_title = len(titles) == 1 and len(titles[0]) <= _LONGEST_TITLE and not SENTENCE_END.search(titles[0])
    return is_title and all(len(each.parts) == width for each in lines)


def _may_be_title(line: _Line) -> bool:
    """Whether a line of one cell may be the title of the rows below it."""
    [text] = line.parts if len(line.parts) == 1 else ("",)
    return 0 < len(text) <= _LONGEST_TITLE and text[0].isupper() and not SENTENCE_END.search(text)


@lru_cache(maxsize=16)
def rows_without_names(page: str) -> tuple[Table, ...]:
    """The rows of a page that are of no table with names, as tables whose columns are numbered."""
    known = tables_of(page)
    found: list[Table] = []
    for lines in _blocks(page, known):
        width = max(len(each.parts) for each in lines)
        names = tuple(map(str, range(width)))
        rows = [each.row(names) for each in lines]
        sure = all(len(each.parts) == width for each in lines)
        found += [Table(rows[0].start, names, rows, sure, is_labelled=False)] if len(rows) > _FEWEST_ROWS else []
    return tuple(found)


def rows_at_top(page: str, names: Sequence[str]) -> list[Row] | None:
    """The rows with which a page begins, below no more than a running head, as cells of columns of these names, which
    may stand there again; None where there are others, whose columns are not known."""
    position = above = 0
    found: list[Row] = []
    for text in page.split("\n"):
        start, position = position, position + len(text) + 1
        parts = tuple(cells_of(text))
        if len(parts) > 1:
            if above >= _EDGE_LINES:
                return None if found and len(parts) == len(names) else found
            if len(parts) != len(names):
                return None
            found += [] if parts == tuple(names) else [_Line(start, start + len(text.rstrip()), parts).row(names)]
        elif text.strip():
            above = _EDGE_LINES if found else above + 1
    return found


def stands_at_foot(end: int, page: str) -> bool:
    """Whether what ends at this place of a page has no more than a running foot below it."""
    return sum(map(bool, map(str.strip, page[end:].split("\n")))) < _EDGE_LINES


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page with its cells."""

    start: int
    end: int
    parts: tuple[str, ...]

    def row(self, names: Sequence[str]) -> Row:
        """The line as a row of columns of these names."""
        return Row(self.start, self.end, {name: cell for name, cell in zip(names, self.parts, strict=False) if cell})


def _blocks(page: str, known: Sequence[Table]) -> Iterator[list[_Line]]:
    """The lines between blank ones, from the first with several cells on, where no known table stands."""
    position = 0
    for block in page.split("\n\n"):
        start, position = position, position + len(block) + 2
        if BAR not in block or any(start < table.end and table.start < start + len(block) for table in known):
            continue
        texts = block.rstrip().split("\n")
        starts = accumulate((len(text) + 1 for text in texts), initial=start)
        lines = [
            _Line(at, at + len(text.rstrip()), tuple(cells_of(text))) for at, text in zip(starts, texts, strict=False)
        ]
        yield list(dropwhile(lambda line: len(line.parts) < 2, lines))  # a title above


def table_at(page: str, start: int, end: int) -> Table | None:
    """The table that has a row around a place; None without one."""
    return next((table for table, _ in _rows_around(page, start, end)), None)


def row_at(page: str, start: int, end: int) -> tuple[Table, Row] | None:
    """The row around a place, with its table; None without one."""
    return next(_rows_around(page, start, end), None)


def goes_on(text: str) -> bool:
    """Whether a passage that does not begin its page may go on with the rows of a table above it, which do not carry
    the names of its columns."""
    parts = cells_of(text.partition("\n")[0])
    return len(parts) > 1 and not all(_NAMED in part for part in parts)


def columns_above(page: str, start: int) -> str:
    """The row that names the columns of the table that has a row at a place of its page; "" where that row stands
    there, or none does."""
    end = page.find("\n", start)
    table = table_at(page, start, start if end < 0 else end)
    return "" if table is None or table.start >= start else page[table.start :].partition("\n")[0]


def _rows_around(page: str, start: int, end: int) -> Iterator[tuple[Table, Row]]:
    return ((table, row) for table in tables_of(page) for row in table.rows if row.start <= start and end <= row.end)


def _names(parts: tuple[str, ...], following: str) -> tuple[str, ...]:
    """The cells of a line that name the columns of the line below, but for the first, which may have no name, nor a
    bar before it; none where they do not."""
    if len(parts) < 2 or not all(parts[1:]) or len(set(parts)) < len(parts):
        return ()
    return next((names for names in (parts, ("", *parts)) if _labelled(following, names) is not None), ())


@lru_cache(maxsize=64)
def _marks(names: tuple[str, ...]) -> list[str]:
    """What cells begin with below these names."""
    return [f"{name}{_NAMED}" for name in names]


def _labelled(line: str, names: tuple[str, ...]) -> dict[str, str] | None:
    """The cells of a row below these names; None for a line that is none."""
    found: dict[str, str] = {}
    at, marks = 0, _marks(names)
    for part in line.split(BAR):
        place = at
        while place < len(names) and not (names[place] and part.startswith(marks[place])):
            place += 1
        if place == len(names):
            if found or names[0] or not part:
                return None
            place = 0
        at = place + 1
        found[names[place]] = part[len(names[place]) + 2 :] if names[place] else part
    return found if any(found) else None
