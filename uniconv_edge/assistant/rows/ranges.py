"""The row of a table whose cell is a range that holds the number of a question: "how many days of leave after six
years?" is asked of the row `5 to 9`, "what does a parcel of 3 kg cost?" of `2–5 kg`. Pure; ranges in English and
German."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from uniconv_edge.assistant.quoting.row_meant import Band, band_of
from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.cell_of_row import column_meant, note_of
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.amounts import amount, is_blank
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.dates import said
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.numerals import number_said

_LONGEST = 200  # characters of a question
_FEWEST = 2  # ranges of a column, at least
_MOST_ROWS = 100
_HALF = Decimal("0.5")
_ASKS = expression(
    r"(?:\b(?P<aged>aged?(?: of)?) )?(?P<money>[$€£])?\s?(?P<number>\d[\d.,]*(?<=\d))"
    r"(?:[\s-]?(?P<unit>[^\W\d_]{1,12})(?:[\s-]old)?)?"
    r"|\b(?P<said>[a-z]{3,9}(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)[\s-](?P<of>[^\W\d_]{2,12})"
)
_AGAIN = expression(
    r"(?:and )?(?:(?:what|how) about )?(?:(?:after|at|for|in|with|from|aged) )?(?:an? |the )?"
    r"(?P<number>[^,;:?!]{1,30}?)\W*"
)
_MOST_NUMBER = 1000  # without a unit: a year is none
_ELSE = expression(r"^(?:who|when|where)\b|\b(?:no|not|never|without|except|why|or|between)\b|n['’]t\b")
_SAME = {"yr": "year", "old": "year", "pound": "£", "euro": "€", "dollar": "$", "kilo": "kg", "kilogram": "kg"}
_OF_AGE = frozenset(["year", "age"])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A number of a question, its unit as a stem, and how both are said."""

    value: Decimal
    unit: str
    said: str


def told_of_range(question: str, table: Table, names: Sequence[str]) -> Told | None:
    """The row whose range holds the number that a question gives, with a note on which cell answers; None where that is
    not certain. `names`: what the table is called."""
    text = plain(question)
    if len(text) > _LONGEST or not table.sure or len(table.rows) > _MOST_ROWS or _ELSE.search(text):
        return None
    for asked in _numbers(text):
        for name in table.names:
            ranges = _ranges_of(table.rows, name)
            if ranges and _fits(asked, name, table.rows, text):
                rows = [
                    row for row in table.rows if row.start in ranges and ranges[row.start].holds(float(asked.value))
                ]
                return _told(question, asked, rows[0], name, table, names) if len(rows) == 1 else None
    return None


def _told(question: str, asked: _Asked, row: Row, by: str, table: Table, names: Sequence[str]) -> Told | None:
    others = [name for name in table.names if name != by and not is_blank(row.cells.get(name, ""))]
    rest = question.lower().replace(asked.said, " ")
    if not others:
        return None
    column = others[0] if len(others) == 1 else column_meant(rest, row, [name for name in table.names if name != by])
    own = bag("\n".join([*names, *table.names, *row.cells.values()]))
    words = [word for word in telling_words(rest) if stem(word) not in bag(by)]
    held = [word for word in words if stem(word) in own]
    if not held or 2 * len(held) < len(words):  # "are pupils of year 8 allowed phones?" asks nothing of their homework
        return None
    cell = row.cells[column] if column in others else ""
    of_cell = f" {note_of({column: cell})}" if cell else ""
    return Told((row,), f"“{row.cells[by]}” holds {asked.said.strip()}.{of_cell}", len(held) + 1, cell=cell)


def of_range_again(question: str, earlier: str) -> str:
    """The question before, asked of another number: of "how much leave after six years?" behind it "and after ten?"; ""
    for others."""
    text, before = plain(question), plain(earlier)
    again, given = _AGAIN.fullmatch(text), list(_numbers(before))
    if again is None or len(given) != 1 or said(text):
        return ""
    [asked] = given
    number = again["number"]
    if number_said(number) or amount(number):  # as of the same unit
        number = f"{number} {asked.said.split()[-1]}" if " " in asked.said.strip() else number
    new = list(_numbers(number))
    is_alike = len(new) == 1 and new[0].said.strip() == number and (new[0].unit or new[0].value < _MOST_NUMBER)
    return f"{before.replace(asked.said.strip(), number).rstrip(' ?!.')}?" if is_alike else ""


def _numbers(text: str) -> Iterator[_Asked]:
    """The numbers that a question gives, of "the first year" one within it."""
    for found in _ASKS.finditer(text):
        if found["number"]:
            read = amount(found["number"])
            unit = found["money"] or found["unit"] or ("age" if found["aged"] else "")
            if read:
                yield _Asked(read.value, _unit(unit), found[0])
        elif value := number_said(found["said"]):
            is_nth = not number_said(found["said"].split("-")[0]) or found["said"].endswith(("st", "nd", "rd", "th"))
            yield _Asked(Decimal(value) - (_HALF if is_nth else 0), _unit(found["of"]), found[0])


def _unit(word: str) -> str:
    return _SAME.get(stem(word), stem(word)) if word.isalpha() else word


def _ranges_of(rows: Sequence[Row], name: str) -> dict[int, Band]:
    """The ranges of a column by the places of their rows; {} where a cell is none, or they are but numbers."""
    found = {row.start: band_of(row.cells[name]) for row in rows if not is_blank(row.cells.get(name, ""))}
    known = {place: each for place, each in found.items() if each}
    are_ranges = sum(each.low < each.high for each in known.values()) >= _FEWEST
    return known if are_ranges and len(known) == len(found) else {}


def _fits(asked: _Asked, name: str, rows: Sequence[Row], text: str) -> bool:
    """Whether a number is of what a column tells: by its unit, or by the name of the column in the question."""
    told = {_unit(word) for cell in (name, *(row.cells.get(name, "") for row in rows)) for word in cell.lower().split()}
    told |= {sign for sign in "€£$%" for cell in (name, *(row.cells.get(name, "") for row in rows)) if sign in cell}
    told |= set(bag(name))
    if asked.unit in told or (asked.unit in _OF_AGE and not told.isdisjoint(_OF_AGE)):
        return True
    return any(stem(word) in bag(name) for word in telling_words(text.replace(asked.said, " ")))
