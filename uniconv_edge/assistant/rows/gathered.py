"""From what a search found to what all rows of one table, or all items of one list, tell of the question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import TypeAlias

from uniconv_edge.assistant.calendar.dated import Line
from uniconv_edge.assistant.quoting.lists import lists_of
from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate, is_heading
from uniconv_edge.assistant.quoting.tables import Row, Table, rows_without_names, stands_at_foot, tables_of
from uniconv_edge.assistant.rows.asked_of_documents import of_rows
from uniconv_edge.assistant.rows.asked_of_rows import Operation, Over
from uniconv_edge.assistant.rows.cell_of_row import told_of_cell
from uniconv_edge.assistant.rows.over_rows import may_be_of_list, told_of_list, told_of_table
from uniconv_edge.assistant.rows.ranges import told_of_range
from uniconv_edge.assistant.rows.sheets import MOST_SHEETS, continued, joined, sheet_of
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.rows.without_names import told_without_names
from uniconv_edge.assistant.words.terms import stem
from uniconv_edge.errors import LibraryMissing
from uniconv_edge.expressions import expression
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.sentences import BAR, cells_of
from uniconv_edge.library.store import Store
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit, Quote

_CAPTION = expression(r"(?i)\btab(?:le|elle|leau|la|ella|el|ela|\.) [a-z]?\d+(?:[.-]\d+)*[.:–—]? .+$")
_LONGEST_CAPTION = 400  # characters
_SHEET = "sheet "  # begins the place of a row
_Placed: TypeAlias = list[tuple[Hit, Row]]  # rows, each with a hit on its page


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is told of rows, which are `candidates` of `hits`: those that were found, and those of more rows. `of`: how
    many rows were added or counted; `cell`: the one cell that was asked for, "" for none; `perhaps`: whether sentences
    of any kind are told, which may say it of something else."""

    hits: list[Hit]
    candidates: list[Candidate]
    note: str
    of: int = 0
    cell: str = ""
    perhaps: bool = False

    def is_of(self, lines: Sequence[Line]) -> bool:
        """Whether no other rows are told of than these lines, which are all of their days."""
        dated = {(line.hit.document_id, line.hit.page_index, line.candidate.start) for line in lines}
        rows = 0
        for candidate in self.candidates:
            hit, start = self.hits[candidate.source - 1], candidate.start
            for row in candidate.text.split("\n"):
                if (hit.document_id, hit.page_index, start) not in dated:
                    return False
                start, rows = start + len(row) + 1, rows + 1
        return self.of <= len(dated) if self.of > rows else True


def gathered(
    store: Store,
    hits: Sequence[Hit],
    question: str,
    last: Sequence[Quote],
    besides: Sequence[Hit] = (),
    *,
    today: date,
    typed: Sequence[str] = (),
    named: bool = False,
) -> Gathered | None:
    """What the rows of one table or list among the hits tell of a question that asks for more than one of them, or for
    one cell; None where none does, or as much of two, and where a document was not read whole. `last`: what was quoted
    last. Days are counted from `today`. `besides`: more passages that are looked at, of which those with the rows
    become hits. `typed`: words of a question in another language that were put into English, as columns are called.
    `named`: the question names the documents of the hits, so that the only table there needs none of its words."""
    with store.snapshot():
        quoted = {(quote.document_id, quote.page_index) for quote in last}
        quoted |= {(hit.document_id, hit.page_index) for hit in hits if named}
        for asked in of_rows(question, today):
            read = asked and replace(asked, said=asked.said.union(map(stem, typed)))
            if found := _gathered(store, [*hits, *besides], question, read, quoted):
                return as_candidates(store, hits, *found)
    return None


def _gathered(
    store: Store, hits: Sequence[Hit], question: str, asked: Operation | None, quoted: set[tuple[int, int]]
) -> tuple[_Placed, Told] | None:
    found: list[tuple[float, Told, _Placed]] = []
    for key, hit in {(hit.document_id, hit.page_index): hit for hit in reversed(hits)}.items():
        own = [each for each in hits if (each.document_id, each.page_index) == key]
        for told in _told(store, question, asked, own, quoted):
            found.append((told.held or (key in quoted) / 2, told, [(hit, row) for row in told.rows]))
        for told, placed in _told_over_pages(store, question, asked, own, quoted):
            found.append((told.held or (key in quoted) / 2, told, placed))
    for document, hit in {hit.document_id: hit for hit in reversed(hits)}.items():
        if together := _told_of_sheets(store, asked, hit, quoted) or _told_of_sheet(store, question, asked, hit):
            found = [each for each in found if each[2][0][0].document_id != document]
            found.append((together[0].held or 0.5, *together))
    best = max((rank for rank, _, _ in found), default=None)
    chosen = [(told, placed) for rank, told, placed in found if rank == best]
    if len(chosen) != 1 or not best:
        return None
    told, placed = chosen[0]
    if store.unread([placed[0][0].path]):
        return None
    return placed, told


def _told_of_sheets(
    store: Store, asked: Operation | None, hit: Hit, quoted: set[tuple[int, int]]
) -> tuple[Told, _Placed] | None:
    """What the rows of all sheets of a file tell that have the columns of the one that was found."""
    if asked is None or len(tables := tables_of(_page_of(store, hit))) != 1 or not tables[0].is_labelled:
        return None
    count = len(store.rows("SELECT 1 FROM pages WHERE document_id = ? LIMIT ?", hit.document_id, MOST_SHEETS + 1))
    if not 1 < count <= MOST_SHEETS:
        return None
    sheets = joined(store.pages(hit.document_id), tables[0].names)
    if sheets is None:
        return None
    known = any(document == hit.document_id for document, _ in quoted)
    told = told_of_table(asked, sheets.table, [PurePath(hit.path).stem, hit.title], known=known)
    if told is None:
        return None
    places = [sheets.place(row) for row in told.rows]
    note = f"{told.note} Of {len(sheets.pages)} sheets with these columns." if told.note else ""
    return replace(told, note=note), [(replace(hit, page_index=number), row) for number, row in places]


def _told_of_sheet(store: Store, question: str, asked: Operation | None, hit: Hit) -> tuple[Told, _Placed] | None:
    """The cell that a question means on the sheet of the month that it names."""
    if not hit.place.startswith(_SHEET) or (asked and asked.over is not Over.SUM):
        return None
    names = [PurePath(hit.path).stem, hit.title]
    pages = store.pages(hit.document_id)
    number = sheet_of(pages, question, "\n".join(names))
    tables = tables_of(pages[number].text) if number is not None else ()
    told = told_of_cell(question, tables[0], [*names, pages[number].place]) if number is not None and tables else None
    return (told, [(replace(hit, page_index=number), told.rows[0])]) if told and number is not None else None


def _told(
    store: Store, question: str, asked: Operation | None, hits: Sequence[Hit], quoted: set[tuple[int, int]]
) -> Iterator[Told]:
    """What the tables and lists of a page tell that stand in passages found."""
    page = _page_of(store, hits[0])
    known = (hits[0].document_id, hits[0].page_index) in quoted
    has_rows = any(BAR in hit.text for hit in hits)
    for table in tables_of(page) if has_rows else ():
        if _goes_on(store, hits[0], table) or _began_before(store, hits[0], table):
            continue
        if not (names := _names(hits, table.start, table.end)):
            continue
        names.append(_title(page, table.start))
        yield from filter(None, [_told_of(question, asked, table, names, known=known)])
    for table in rows_without_names(page) if has_rows and asked else ():
        names = _names(hits, table.start, table.end)
        if asked and names and not _goes_on(store, hits[0], table):
            yield from filter(None, [told_without_names(asked, table, names)])
    if asked is None or not may_be_of_list(asked):
        return
    for listed in lists_of(page):
        if names := _names(hits, listed.start, listed.end):
            yield from filter(None, [told_of_list(asked, listed, page, names, known=known)])


def _told_of(question: str, asked: Operation | None, table: Table, names: Sequence[str], *, known: bool) -> Told | None:
    """What one table tells: its rows together, else one cell."""
    told = told_of_range(question, table, names)
    told = told or (told_of_table(asked, table, names, known=known) if asked else None)
    # "how many adults were there in 2025?", "what is the highest point of Angola?"
    if told is None and (asked is None or asked.over not in (Over.SUM, Over.ROWS)):
        told = told_of_cell(question, table, names)
    return told


def _told_over_pages(
    store: Store, question: str, asked: Operation | None, hits: Sequence[Hit], quoted: set[tuple[int, int]]
) -> Iterator[tuple[Told, _Placed]]:
    """What a table tells that begins on a page, in passages found, and goes on on the next, with its rows."""
    first = hits[0]
    page = _page_of(store, first) if any(BAR in hit.text for hit in hits) else ""
    for table in tables_of(page)[-1:]:
        is_first = _goes_on(store, first, table) and not _began_before(store, first, table)
        names = _names(hits, table.start, table.end) if is_first else []
        over = continued(table, store.pages(first.document_id), first.page_index) if names else None
        if over is None:
            continue
        names.append(_title(page, table.start))
        known = (first.document_id, first.page_index) in quoted
        if told := _told_of(question, asked, over.table, names, known=known):
            note = f"{told.note} Of a table on {len(over.pages)} pages." if told.note else ""
            placed = (over.place(row) for row in told.rows)
            yield (
                replace(told, note=note),
                [(replace(first, page_index=number), row) for number, row in placed],
            )


def _page_of(store: Store, hit: Hit) -> str:
    """The page of a hit, "" where the document was read anew, or forgotten, since it was found."""
    try:
        return store.page_text(hit.document_id, hit.page_index)
    except LibraryMissing:
        return ""


def _goes_on(store: Store, of: Hit, table: Table) -> bool:
    """Whether the next page begins with rows that may be of a table, whose rows do not say so."""
    if table.is_labelled:
        return False
    following = store.rows(
        "SELECT text FROM pages WHERE document_id = ? AND page_index = ?", of.document_id, of.page_index + 1
    )
    first = next((line for (text,) in following for line in str(text).splitlines() if BAR in line), "")
    return len(cells_of(first)) == len(table.names)


def _began_before(store: Store, of: Hit, table: Table) -> bool:
    """Whether the page before ends with rows of a table, whose rows do not say so, and whose names stand here again."""
    if table.is_labelled or not of.page_index:
        return False
    before = _page_of(store, replace(of, page_index=of.page_index - 1))
    return any(each.names == table.names and stands_at_foot(each.end, before) for each in tables_of(before)[-1:])


def _names(hits: Sequence[Hit], start: int, end: int) -> list[str]:
    """What a stretch of a page is called: by file, title, headings and the name of its sheet, no number of a line or
    slide; nothing where no hit reaches into it."""
    around = [hit for hit in hits if hit.start < end and start < hit.end]
    if not around:
        return []
    headings = {part for hit in around for part in hit.heading.split(HEADING_SEPARATOR)}
    place = around[0].place.partition(",")[0]
    names = [PurePath(around[0].path).stem, around[0].title, place if place.startswith(_SHEET) else ""]
    return [*names, *sorted(headings)]


def _title(page: str, start: int) -> str:
    """The line above a table, where it may be its title, as several stand on one sheet, or announces it, or the caption
    with which it ends (`Table 2: Cost of one inference.`)."""
    above = page[:start].rstrip().rpartition("\n")[2]
    if caption := _CAPTION.search(above[-_LONGEST_CAPTION:]):
        return caption[0]
    return above if is_heading(above) or above.endswith(":") else ""


def as_candidates(store: Store, hits: Sequence[Hit], placed: Sequence[tuple[Hit, Row]], told: Told) -> Gathered | None:
    """Rows, each with a hit on its page, as candidates of the passages that hold them, neighbours as one; None where
    one is parted. `hits`: those before any that are added."""
    known = list(hits)
    candidates: list[Candidate] = []
    for of, row in placed:
        page = _page_of(store, of)
        source = next((i for i, hit in enumerate(known) if _holds(hit, of, row)), len(known))
        if source == len(known):
            ids = store.rows(
                "SELECT id FROM passages WHERE document_id = ? AND page_index = ? AND start <= ? AND end >= ?",
                of.document_id, of.page_index, row.start, row.end,
            )  # fmt: skip
            known += [replace(hit, rank=len(known) + 1) for hit in hits_of(store, [(int(i), 0.0) for (i,) in ids[:1]])]
        if source == len(known):
            return None
        last = candidates[-1] if candidates else None
        goes_on = last is not None and last.source == source + 1 and page[last.end : row.start] == "\n"
        start = last.start if last is not None and goes_on else row.start
        if goes_on and row.end - start <= MAX_QUOTE_CHARACTERS:
            candidates.pop()
        else:
            start = row.start
        candidates.append(Candidate(source + 1, start, row.end, page[start : row.end]))
    return Gathered(known, candidates, told.note, told.of, told.cell)


def _holds(hit: Hit, of: Hit, row: Row) -> bool:
    return (
        (hit.document_id, hit.page_index) == (of.document_id, of.page_index)
        and hit.start <= row.start
        and row.end <= hit.end
    )
