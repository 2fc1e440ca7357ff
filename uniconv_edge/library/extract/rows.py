"""Rows of a table as lines that can be read alone: `Name: Anna | Age: 44`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from statistics import median
from typing import TypeAlias

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, TextBudget, fold

_Row: TypeAlias = tuple[int, Sequence[str]]  # its number and its cells
_Column: TypeAlias = tuple[str, list[str]]  # its name and what stands below

_SEARCHED_ROWS = 15
_MIN_TABLE_ROWS = 3
MAX_NAME_CHARACTERS = 60
_MAX_COLUMNS = 16_384
_MAX_WORDS = 10_000
_MIN_SHARE_OF_WIDTH = 0.7
_MIN_SHARE_OF_DISTINCT = 0.75  # of names: a half of `Plan | Actual | Plan | Actual` needs the row above it
_YEAR = expression(r"(?:1[89]|20)\d\d")
_PERIOD = expression(
    rf"{_YEAR.pattern}|{_YEAR.pattern}[-/.](?:0?\d|1[0-2])|(?:0?\d|1[0-2])[-/.]{_YEAR.pattern}|"
    rf"\d{{1,4}}[-/.]\d\d?[-/.]\d{{2,4}}|{_YEAR.pattern}\s?[-–/]\s?(?:\d\d|{_YEAR.pattern})"  # `2027/28`
)
_SIGN = expression(r"[#%‰№°€$£¥]+")
_PRICE = expression(r"[-+]|[$€£]\s*[\d.,(-]")  # how what is no name begins
_ADDRESS = expression(r"\S@\S")
_AMOUNT = expression(r"[^\w\s]{0,2}\d[\d\s.,:/-]*(?:[^\W\d_]{1,3}|\W)?")
_FIGURES = expression(r"\d(?:[\d.,:/\s-]*\d)?")
_LETTERS = expression(r"[^\W\d_]+(?:[\s-]+[^\W\d_]+)*")
_NONE = frozenset(["none", "free", "n/a", "tbc", "tba", "-", "\u2013", "\u2014"])  # where no amount is
_MAX_AMOUNT_CHARACTERS = 40
_MIN_SHARE_OF_KIND = 0.75  # of the cells of a column
_MIN_REPEATING = 4  # cells
_MAX_WORDS_OF_USUAL = 3
_MIN_COLUMNS_OF_FORM = 4
# What columns are called. Of columns of words nothing else tells a row of names from the first fact of a list, where a
# value stands second.
_USUAL_NAMES = frozenset(
    {
        "address", "amount", "answer", "answers", "author", "birthday", "capital", "category", "city", "code", "colour",
        "color", "comment", "comments", "contact", "cost", "country", "date", "deadline", "definition", "definitions",
        "department", "description", "details", "due", "e-mail", "email", "event", "explanation", "extension", "floor",
        "hours", "link", "location", "mail", "meaning", "meanings", "mobile", "name", "note", "notes", "number",
        "owner", "person", "phone", "place", "price", "quantity", "remark", "remarks", "responsible", "role", "room",
        "solution", "status", "synonym", "task", "telephone", "time", "title", "translation", "unit", "url", "value",
        "website", "who", "adresse", "antwort", "anzahl", "bedeutung", "bemerkung", "beschreibung", "betrag", "datum",
        "erklärung", "hauptstadt", "handy", "kommentar", "land", "lösung", "nummer", "ort", "preis", "raum", "stadt",
        "telefon", "telefonnummer", "termin", "übersetzung", "uhrzeit", "wert", "wer", "zuständig", "définition",
        "montant", "nom", "prix", "réponse", "signification", "traduction", "valeur", "ville", "ciudad", "definición",
        "dirección", "fecha", "nombre", "precio", "respuesta", "significado", "teléfono", "traducción", "valor",
        "phone number", "due date", "e-mail address", "email address", "date of birth", "full name", "last name",
        "abbreviation", "acronym", "article", "customer", "day", "employee", "feature", "item", "product", "qty",
        "service", "term", "type", "artikel", "begriff", "produkt", "tag", "typ",
        "action", "cause", "class", "duration", "end", "from", "instructor", "language", "month", "reason", "result",
        "start", "subject", "supplier", "teacher", "to", "topic", "week", "bis", "dauer", "fach", "grund", "klasse",
        "lehrer", "lehrerin", "lieferant", "monat", "sprache", "thema", "von", "was", "what", "woche",
    }
)  # fmt: skip

_CURRENCIES = frozenset(["euro", "euros", "pounds", "dollars", "francs", "franken", "eur", "gbp", "usd", "chf"])
_DAYS = "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun"
_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_OF_CALENDAR = frozenset(f"{_DAYS} {_MONTHS}".split())
_MIN_OF_CALENDAR = 3


def row_blocks(rows: Iterable[_Row], budget: TextBudget) -> list[Block]:
    """Blocks of (number, cells) rows; when a row names the columns, the cells below it carry these names.

    After an empty row another table may begin, whose first row of words names its columns. Where the first rows name
    nothing (forms, lists of numbers), later ones must tell themselves from what stands below, and name no more than
    that: they would else be names for too much.
    """
    parts = _parts(rows)
    header = _header([row for part in parts for row in part], list(accumulate(map(len, parts))))
    table = _Table()
    blocks: list[Block] = []
    index = 0
    for part in parts:
        renamed = _header(part) if index > min(header, 0) else -1
        if header < 0:
            begins = renamed >= 0 and first_row_names(_even([cells for _, cells in part[renamed:]]))
            table = _Table()
        else:
            begins = renamed >= 0 and _begins_table(part[renamed:], table.columns)
        if begins or (renamed >= 0 and table.is_titled_twin(part, renamed)):
            table = _Table()
        else:
            renamed = -1
        alone = len(part) == 1 and len(_columns(part[0][1])) == 1  # a title or a note
        for place, (number, cells) in enumerate(part):
            text = " | ".join(_labelled(cells, () if alone or table.is_title(cells) else table.short))
            budget.spend(len(text))
            blocks.append(Block(text, tight=bool(blocks), at=number))
            if index == header or place == renamed:
                table = _Table(cells, titled=_titles(part, place))
            else:
                table.note(cells)
            index += 1
    return blocks


class _Table:
    """The names of the columns, whether a title stands over them, and the words below with their columns."""

    def __init__(self, names: Sequence[str] = (), *, titled: bool = False) -> None:
        self.short = [name if len(name) <= MAX_NAME_CHARACTERS else "" for name in names]
        self.titled = titled
        self.columns = _columns(names)
        self.words: set[tuple[int, str]] = set()

    def note(self, cells: Sequence[str]) -> None:
        """Take the values of a row, where they may be asked for."""
        if self.titled and len(self.words) < _MAX_WORDS:
            self.words.update(enumerate(cells))

    def is_title(self, cells: Sequence[str]) -> bool:
        """Whether a row of one cell stands over the rows of a group: words, and no date without values."""
        if len(self.columns) < 3 or len(cells) - cells.count("") > 1:
            return False
        first = min(self.columns)
        return _columns(cells) == {first} and is_name(cells[first])

    def is_titled_twin(self, part: Sequence[_Row], place: int) -> bool:
        """Whether a row of words with a title of its own, as these names have one, is a row of names as well, and not
        the first of a group: it fills all the columns, and none of its words is one of the values."""
        cells = part[place][1]
        values = self.words | {each for _, row in part[place + 1 :] for each in enumerate(row)}
        return (
            self.titled
            and bool(self.words)
            and _titles(part, place)
            and _columns(cells) == self.columns
            and values.isdisjoint((column, cells[column]) for column in _columns(cells))
        )


def _titles(part: Sequence[_Row], place: int) -> bool:
    """Whether the row before has one cell."""
    return place > 0 and len(_columns(part[place - 1][1])) == 1


def table_lines(rows: Sequence[Sequence[str]], *, headed: bool = False) -> list[str]:
    """The rows of a document's table, each as a line. Those below a row of names carry them; there is one where the
    document says so (`headed`), or where the first row tells itself from the others."""
    if not rows or not (headed or first_row_names(rows)):
        return [" | ".join(cells) for cells in rows]
    names = rows[0]
    labelled = (_labelled(cells, names) if len(cells) == len(names) else cells for cells in rows[1:])
    return [" | ".join(names), *(" | ".join(cells) for cells in labelled)]


def first_row_names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row of a document's table names the columns: most of its cells are called as columns are, or
    it is the first of three rows or more of three columns or more, of which one holds values of another kind, or whose
    corner is empty. Of two columns the first row may be one of a form."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return False
    names, *rest = rows
    below = [cells for cells in rest if len(cells) == len(names)]
    columns = _named(names, below)
    later = columns[1:] if names[0] else columns
    if not below or any(name.endswith(":") for name in names) or not _name_columns(later, below, fewest_periods=2):
        return False
    if _is_form(rows):
        return False
    if _is_calendar(names) and not any(map(_is_of_calendar, chain.from_iterable(below))):
        return True
    if sum(_PERIOD.fullmatch(name) is not None for name, _ in later) > 1:  # of which none stands below
        return True
    if 2 * sum(is_usual(name) or _is_of_money(name, cells) for name, cells in columns) > len(names):
        return True
    if len(rows) < 3 or len(names) < 3:
        return False
    is_corner = not names[0] and all(names[1:]) and all(cells[0] for cells in below)
    return is_corner or any(_are_of_another_kind(name, cells) for name, cells in later)


def _is_calendar(names: Sequence[str]) -> bool:
    """Whether days of the week or months are among names."""
    return sum(map(_is_of_calendar, names)) >= _MIN_OF_CALENDAR


def _is_of_calendar(cell: str) -> bool:
    return cell.casefold().rstrip(".") in _OF_CALENDAR


def is_usual(name: str) -> bool:
    """Whether columns are called like this: `Price`, `Response time`."""
    words = name.casefold().split()
    return 0 < len(words) <= _MAX_WORDS_OF_USUAL and not _USUAL_NAMES.isdisjoint((" ".join(words), words[-1]))


def _is_of_money(name: str, cells: Sequence[str]) -> bool:
    """Whether a column is called as a currency, over amounts: `Euros`, `Cost in GBP`."""
    words = name.casefold().split()
    is_called = 0 < len(words) <= _MAX_WORDS_OF_USUAL and words[-1] in _CURRENCIES and not _FIGURES.search(name)
    return is_called and bool(cells) and all(map(_AMOUNT.fullmatch, cells))


def _are_of_another_kind(name: str, cells: Sequence[str]) -> bool:
    """Whether the cells below a name are none like it: none may be a name; or they are amounts, dates or codes of one
    kind (`72 h`, `€129`, `E18`) and it has no figure; or they come again (`yes`, `no`)."""
    if len(cells) < 2 or not any(map(is_name, cells)):
        return len(cells) > 1
    if _FIGURES.search(name):
        return False
    if all(len(cell) <= _MAX_AMOUNT_CHARACTERS for cell in cells):
        kinds = Counter(_kind(cell) for cell in cells if _FIGURES.search(cell))
        usual = max(kinds.values(), default=0)
        others = sum(not _FIGURES.search(cell) and cell.casefold() not in _NONE for cell in cells)
        if usual > 1 and usual >= _MIN_SHARE_OF_KIND * (kinds.total() + others):
            return True
    values = set(cells)
    return len(cells) >= _MIN_REPEATING and 2 * len(values) <= len(cells) and name not in values


def _kind(cell: str) -> str:
    """How a value is written: `9 a` for `72 h` and `3 days`."""
    return _FIGURES.sub("9", _LETTERS.sub("a", cell)).replace(" ", "")


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows are those of a form, of labels with values beside them in four columns or more: the labels are words
    and all different, no value of the first row is called as columns are, and below it two labels are or the values in
    each column are a mixture of figures and words."""
    width = len(_trimmed(rows[0])) if rows else 0
    if width < _MIN_COLUMNS_OF_FORM or width % 2 or any(map(is_usual, rows[0][1::2])):
        return False
    columns = [[cells[column] for cells in rows if column < len(cells) and cells[column]] for column in range(width)]
    labels = [label for column in columns[::2] for label in column]
    if len(set(labels)) < len(labels) or not all(is_name(label) and not _FIGURES.search(label) for label in labels):
        return False
    below = sum(is_usual(label) for column in columns[::2] for label in column[1:])
    return below > 1 or all(map(_is_mixture, columns[1::2]))


def _is_mixture(cells: Sequence[str]) -> bool:
    """Whether values below the first, figures among them, are of more than one kind."""
    kinds = Counter(map(_kind, cells[1:]))
    return any(map(_FIGURES.search, cells[1:])) and max(kinds.values()) < _MIN_SHARE_OF_KIND * kinds.total()


def _even(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The rows as far as the first of them is filled."""
    width = len(_trimmed(rows[0]))
    return [[*cells[:width], *[""] * (width - len(cells))] for cells in rows]


def _named(names: Sequence[str], below: Sequence[Sequence[str]]) -> list[_Column]:
    """The columns that have a name."""
    return [
        (name, [cells[column] for cells in below if column < len(cells) and cells[column]])
        for column, name in enumerate(names)
        if name
    ]


def _name_columns(columns: Sequence[_Column], below: Iterable[Sequence[str]], *, fewest_periods: int) -> bool:
    """Whether these are names of columns, nearly all different: words, signs, years and dates over what are none, and
    words too long for a name where they are no text like those below."""
    names = [name for name, _ in columns]
    words = [name for name in names if is_name(name)]
    periods = [name for name in names if _PERIOD.fullmatch(name)]
    long = [column for column in columns if len(column[0]) > MAX_NAME_CHARACTERS]
    signs = sum(_SIGN.fullmatch(name) is not None for name in names)
    if len(words) + len(periods) + len(long) + signs < len(names) or 2 * (len(words) + len(periods)) < len(names):
        return False
    if not names or len(set(names)) < _MIN_SHARE_OF_DISTINCT * len(names):
        return False
    if periods and (len(periods) < fewest_periods or any(_PERIOD.fullmatch(cell) for cells in below for cell in cells)):
        return False
    if len(periods) == 1 and not _is_lone_period(columns):
        return False
    over_numbers = any(is_name(name) and cells and not any(map(is_name, cells)) for name, cells in columns)
    return over_numbers or not any(len(cell) > MAX_NAME_CHARACTERS for _, cells in long for cell in cells)


def _is_lone_period(columns: Sequence[_Column]) -> bool:
    """Whether the only year or date is none of the amounts of a first row: numbers stand below, and no word again."""
    stands_over = next(cells for name, cells in columns if _PERIOD.fullmatch(name))
    return (
        bool(stands_over) and not any(map(is_name, stands_over)) and not any(name in cells for name, cells in columns)
    )


def _name_two(columns: Sequence[_Column]) -> bool:
    """Whether the names of two columns are none of the facts that two columns mostly list: they stand over numbers,
    dates or addresses, or the second is called as such columns are."""
    return columns[1][0].casefold() in _USUAL_NAMES or any(
        is_name(name) and cells and all(not is_name(cell) or _AMOUNT.fullmatch(cell) for cell in cells)
        for name, cells in columns
    )


def _parts(rows: Iterable[_Row]) -> list[list[_Row]]:
    """The filled rows, parted at empty ones."""
    parts: list[list[_Row]] = []
    joins = False
    for number, raw in rows:
        cells = [fold(cell) for cell in raw[:_MAX_COLUMNS]]
        filled = any(cells)
        if filled and joins:
            parts[-1].append((number, cells))
        elif filled:
            parts.append([(number, cells)])
        joins = filled
    return parts


def _columns(cells: Sequence[str]) -> set[int]:
    """The columns that are filled."""
    return {column for column, cell in enumerate(cells) if cell}


def _begins_table(rows: Sequence[_Row], above: set[int]) -> bool:
    """Whether a row of words after an empty one names columns: others than those above, or it stands over numbers."""
    header = _columns(rows[0][1])
    if not header <= above:
        return True
    below = ([cells[column] for _, cells in rows[1:] if column < len(cells) and cells[column]] for column in header)
    return any(cells and not any(map(is_name, cells)) for cells in below)


def _labelled(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    """The filled cells, each with its column's name; without names the empty ones stay, so that columns line up."""
    if not names:
        return list(_trimmed(cells))
    return [
        f"{names[column]}: {cell}" if column < len(names) and names[column] else cell
        for column, cell in enumerate(cells)
        if cell
    ]


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    last = max((column for column, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _header(rows: Sequence[_Row], ends: Sequence[int] = ()) -> int:
    """The index of the row that names the columns: words in nearly every column in use. -1 when there is none. `ends`
    are those of the rows before empty ones."""
    first = [cells for _, cells in rows[:_SEARCHED_ROWS]]
    if len(first) < 2:
        return -1
    usual = _usual_width(first)
    for index, cells in enumerate(first[:-1]):
        filled = len(_columns(cells))
        if filled < 2 or filled < _MIN_SHARE_OF_WIDTH * usual:
            continue
        below = first[index + 1 :]
        columns = _named(cells, below)
        sound = any(is_name(name) for name, _ in columns) and _name_columns(columns, below, fewest_periods=1)
        end = next((end for end in ends if end > index + 1), None)
        sound = sound and not any(map(_is_amount_over_amounts, columns)) and not _is_form(first[index:end])
        if filled == 2:
            sound = sound and _name_two(_named(cells, first[index + 1 : end]))
        return index if sound else -1
    return -1


def _is_amount_over_amounts(column: _Column) -> bool:
    """Whether what would be the name of a column is an amount like those below (`12 m` over `450 kg`)."""
    name, cells = column
    return bool(cells) and all(_AMOUNT.fullmatch(each) and not _PERIOD.fullmatch(each) for each in (name, *cells))


def _usual_width(rows: Sequence[Sequence[str]]) -> float:
    """How many cells a row of the table has. What stands before it, as an address and a number, has fewer."""
    widths = [len(_columns(cells)) for cells in rows]
    starts = range(max(1, len(widths) - _MIN_TABLE_ROWS + 1))
    return max(median(widths[start:]) for start in starts)


def is_name(cell: str) -> bool:
    """Whether a cell may be the name of a column: words, and not many."""
    letters = any(character.isalpha() for character in cell)
    return letters and len(cell) <= MAX_NAME_CHARACTERS and not (_PRICE.match(cell) or _ADDRESS.search(cell))


def is_name_or_period(cell: str) -> bool:
    """Whether a cell may be the name of a column, a year or a date among them."""
    return is_name(cell) or _PERIOD.fullmatch(cell) is not None
