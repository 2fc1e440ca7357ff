"""Which cell of which row a question means: "What does 7b have on Wednesday?", "Who teaches French?". Pure.

It is told where it is certain: each word of the question names a column, is held by a cell of the row, or is what the
table is called; one row is left, and one column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from uniconv_edge.assistant.quoting.tables import Row, Table, row_at
from uniconv_edge.assistant.rows.asked_of_rows import GENERAL
from uniconv_edge.assistant.rows.chosen_rows import column_of, holds
from uniconv_edge.assistant.rows.money import asks_for_money, is_of_money, may_be_money
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.amounts import amount, is_blank, moneys
from uniconv_edge.assistant.words.answer_types import lacks_what_is_asked
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.columns import called_otherwise
from uniconv_edge.assistant.words.dates import said, written
from uniconv_edge.assistant.words.quantities import HOUR
from uniconv_edge.assistant.words.terms import bag, forms, is_time, lone_numbers, singular, stem, telling_words
from uniconv_edge.assistant.words.weekdays import weekdays
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Quote

# With these more is asked than one cell tells.
_MORE = expression(
    r"\b(?:no|not|never|without|except|excluding|than|before|after|until|(?<!the )till|since|from|or|if|why"
    r"|and(?! (?:on|in|at)\b)|how often|both|all|every|each|only|other|else|last|next|first|second|third|which days?)\b"
    r"|n['’]t\b"
)
# Of whom or of what these are only what was said before tells; "what does it cost to" is of nothing.
_POINTING = expression(r"\b(?:it(?! (?:cost|take)s? to\b)|its|he|she|him|his|her)\b")
_HOW_MANY, _WHEN = expression(r"how (?:much|many|high|low|big|large|long|heavy)\b"), expression(r"(?:when|what time)\b")
_AND_FOR = expression(r"(?i)(?:and|(?:and )?(?:what|how) about) (?!(?:how|what|when|who|where|which|why)\b)")
_OF_NUMBER = expression(r"\b([^\W\d_]+) (\d+)\b(?![.,]\d)")  # "instalment 60" is the row, not its instalment
_UNDER = expression(r"(?i)\bunder (?=[^\W\d])")  # a heading, not less than a number
_HOW_MANY_OF = expression(r"how many ([^\W\d_]+)\b")
_HEAD = expression(r"(?:which|what) ([^\W\d_]+)\b")
_ANSWERS = frozenset(("yes", "no", "y", "n", "x", "✓", "✗"))
_NAMES = frozenset(("price", "cost", "amount", "number", "total"))  # of columns, that else say only what is done
# What a first column is called whose rows are of people, and whom a question names.
_PEOPLE = bag(
    "name person people employee member staff customer client child student pupil teacher tenant patient guest"
)
_NAMED = expression(r"(?<=[\w,] )([A-Z]\w+)|\b(\w+)['’]s\b")
_MAX_ROWS = 500  # with the words of a question, of which days and dates are looked at
_LONGEST_TIME = 25  # characters: "Mon, Wed and Fri, 9 to 17"
_FEWEST_CELLS = 4  # of a row of which it is told which cell is meant,
_FEWEST_OF_DAYS = 3  # and where its column is a year or another date: `Item | 2023 | 2022`


def told_of_cell(question: str, table: Table, names: Sequence[str]) -> Told | None:
    """The row that holds what is asked, with a note on which cell it is; None where that is not certain. `names`: what
    the table is called, by title, headings and file."""
    if not table.sure or _MORE.search(plain(question)) or _POINTING.search(plain(question)):
        return None
    called = frozenset[str]().union(*map(bag, names))
    held, places, own = 0, {row.start for row in table.rows}, set[str]()
    whole_numbers = lone_numbers(written(question))
    for word in _words(question):
        if word.isdigit() and word not in whole_numbers:  # of `2.2`, which no cell of 2 is
            return None
        holding = {row.start for row in table.rows_with(word)}
        if _names_column(word, table.names, exactly=bool(holding) or word == _counted(question)):
            continue
        if not holding and stem(word) not in called:
            if word == _counted(question) and is_time(word):  # how many days are left is told by a column "Left"
                continue
            return None
        if holding:
            places &= holding
            held += 1
            own.add(stem(word))
    if not 0 < len(places) <= _MAX_ROWS:
        return None
    of_table = [row for row in table.rows if row.start in places]
    for told, of in ((weekdays(question), weekdays), (said(question), said)):
        of_all = told <= of("\n".join(names))  # the sheet of a month
        if told and not of_all and not any(told <= of(name) for name in table.names):
            of_table = [row for row in of_table if any(told <= of(cell) for cell in row.cells.values())]
            held += 1
    # "Table tennis" is not the "Table tennis for children" of another row.
    whole = [row for row in of_table if any(own == bag(cell) for cell in row.cells.values())]
    of_table = whole if len(whole) == 1 else of_table
    if len(of_table) != 1 or not held:
        return None
    name = column_meant(question, of_table[0], table.names)
    if not name and _WHEN.match(plain(question)) and (times := _times_of(of_table[0], table)):
        one = next(iter(times.values())) if len(times) == 1 else ""
        return Told((of_table[0],), note_of(times), len(_words(question)) + 1, cell=one)
    cell = of_table[0].cells.get(name, "") if name else ""
    if is_blank(cell) or not _is_of_kind(plain(question), cell):
        return None
    if asks_for_money(bag(question)) and not (is_of_money(called) or may_be_money(name, cell)):
        return None  # what was used of something is not what it cost
    return Told((of_table[0],), note_of({name: cell}), len(_words(question)) + 1, cell=cell)


def _times_of(row: Row, table: Table) -> dict[str, str]:
    """The cells of a row in the columns that say when, in all rows, by a day or an hour: those of a rota."""
    return {
        name: row.cells[name]
        for name in table.names
        if name in row.cells and all(_says_when(each.cells[name]) for each in table.rows if each.cells.get(name))
    }


def _says_when(cell: str) -> bool:
    return len(cell) <= _LONGEST_TIME and bool(weekdays(cell) or said(cell) or HOUR.search(cell.lower()))


def cell_meant(question: str, page: str, start: int, end: int) -> dict[str, str]:
    """The cell that a question means of a row of a page that was quoted from `start` to `end`, by the name of its
    column; {} where the row is short, or that is not certain, or none was quoted."""
    found = row_at(page, start, end)
    if found is None or _MORE.search(plain(question)):
        return {}
    table, row = found
    name = column_meant(question, row, table.names)
    is_short = len(row.cells) < (_FEWEST_OF_DAYS if said(name) else _FEWEST_CELLS)
    if is_short or name == table.names[0]:  # which mostly says of what the row is
        return {}
    # Where days and dates do not name it, any other word may say that something else is asked: "places left".
    words = [] if weekdays(name) or said(name) else _words(question)
    if any(
        not holds(row, word)
        and not _names_column(word, table.names, exactly=word == _counted(question))
        and stem(word) != _head(question)
        for word in words
    ):
        return {}
    cell = row.cells[name] if name in row.cells and name else ""
    return {} if is_blank(cell) or not _is_of_kind(plain(question), cell) else {name: cell}


def same_cell(question: str, last: Sequence[Quote], quote: Quote, page: str) -> dict[str, str]:
    """The cell of a quoted row of a page in the column of the one that was told of another row of its table right
    before ("and for the barn?"), by its name; {} where the question says more than the row. `last`: what was quoted
    then."""
    one = last[0] if len(last) == 1 and last[0].answer and _AND_FOR.match(question) else None
    if one is None or (one.document_id, one.page_index) != (quote.document_id, quote.page_index):
        return {}
    found = row_at(page, quote.start, quote.end)
    if found is None:
        return {}
    table, row = found
    before = next((each for each in table.rows if each.start <= one.start and one.end <= each.end), row)
    if before is row:
        return {}
    names = [name for name, cell in before.cells.items() if cell == one.answer]
    if len(names) != 1 or is_blank(row.cells.get(names[0], "")):
        return {}
    return {names[0]: row.cells[names[0]]} if all(holds(row, word) for word in _words(question)) else {}


def _names_column(word: str, names: Collection[str], *, exactly: bool) -> bool:
    """Whether a word names a column: one that a row holds as it stands, or of which it is asked how many there are,
    only by a name in the same form (`exactly`), so "training" is no `Trainer` beside a row of "Back training", and
    "inhabitants" are no `Inhabited houses`."""
    is_so = singular(word) in forms(" ".join(names)) or bool(called_otherwise(word, names))
    return bool(column_of(word, names)) and (not exactly or is_so)


def _counted(question: str) -> str:
    """What is counted, of a question for how many there are; "" of another."""
    found = _HOW_MANY_OF.match(plain(question))
    return found[1] if found else ""


def column_meant(question: str, row: Row, names: Collection[str]) -> str:
    """The one column that a question names, beside those by which it names the row; "" where it is none, or several, or
    the row is another's, who is only beside whom it asks about."""
    if _is_of_another(question, row, names):
        return ""
    days, dates, words = weekdays(question), said(question), _words(question)
    counted = _counted(question)
    named = {word: _names_column(word, names, exactly=holds(row, word) or word == counted) for word in words}
    keys = {
        name
        for name, cell in row.cells.items()
        if any(holds(Row(0, 0, {name: cell}), word) for word in words if not named[word])
        or (days and days <= weekdays(cell))
        or (dates and dates <= said(cell))
    }
    criteria = [{name for name in names if told <= of(name)} for told, of in ((days, weekdays), (dates, said)) if told]
    of_numbers = {word for word, number in _OF_NUMBER.findall(plain(question)) if holds(row, number)}
    criteria += [
        {name for name in names if named[word] and column_of(word, [name])} - keys
        for word in words
        if word not in of_numbers
    ]
    criteria += [
        {name for name in names if stem(word) in bag(name)} for word in telling_words(question) if word in _NAMES
    ]
    # A name of words that say nothing by themselves: "Who is on call?".
    criteria.append({name for name in names if " " in name and not telling_words(name) and _says(question, name)})
    chosen = set(names) - keys
    for each in filter(None, criteria):
        chosen &= each
    return chosen.pop() if len(chosen) == 1 and any(criteria) else ""


def _is_of_another(question: str, row: Row, names: Collection[str]) -> bool:
    """Whether a row of somebody holds whom a question names, who is not asked for, only in later cells: the phone of
    Ann, whose manager is Bob, is not "Bob's phone"."""
    first = next(iter(names), "")
    if bag(first).isdisjoint(_PEOPLE) or plain(question).startswith("who"):
        return False
    named = [word for found in _NAMED.findall(question) for word in found if word]
    own, others = Row(0, 0, {first: row.cells.get(first, "")}), [word for word in named if holds(row, word.lower())]
    return bool(others) and not any(holds(own, word.lower()) for word in others)


def _head(question: str) -> str:
    """The stem of what a question asks for by "which" or "what"."""
    found = _HEAD.match(plain(question))
    return stem(found[1]) if found else ""


def _words(question: str) -> list[str]:
    """The words of a question that say something, but for those that tell its days and dates."""
    dates = said(question)
    told = telling_words(_UNDER.sub("", written(question)))
    how = _HOW_MANY.match(plain(question))  # "how high was the cholesterol?" asks of no cell that says "high"
    general = GENERAL.union(words_of(how[0])) if how else GENERAL
    return [word for word in told if word not in general and word not in dates and not weekdays(word)]


def _says(question: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name.lower())}\b", plain(question)) is not None


def _is_of_kind(asked: str, cell: str) -> bool:
    """Whether a cell may be what is asked for: somebody, a number, a time."""
    if asked.startswith(("who ", "who's ", "whose ")):
        return any(map(str.isalpha, cell)) and amount(cell) is None and cell.strip().lower() not in _ANSWERS
    has_digits = any(map(str.isdigit, cell))
    if _HOW_MANY.match(asked):  # "€69" tells of no number of things
        return has_digits and not (
            _HOW_MANY_OF.match(asked) and any(moneys(cell)) and not moneys(f"1 {_counted(asked)}")
        )
    return not _WHEN.match(asked) or ((has_digits or bool(weekdays(cell))) and not lacks_what_is_asked(asked, cell))


def note_of(cells: Mapping[str, str]) -> str:
    """What is told of cells of a row, by the names of their columns."""
    (name, cell), *others = cells.items()
    return "; ".join([f"“{name}” in this row: {cell}", *(f"“{other}”: {each}" for other, each in others)]) + "."
