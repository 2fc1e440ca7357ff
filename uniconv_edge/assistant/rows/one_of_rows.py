"""Whether one row of a table, or one item of a list, is quoted for what only all of them tell, or the total of all of
them for what only some do. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from uniconv_edge.assistant.quoting.lists import is_item
from uniconv_edge.assistant.rows.asked_of_rows import GENERAL, adds, superlative
from uniconv_edge.assistant.rows.chosen_rows import TOTAL
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import BAR, cells

NOT_ADDED = "Nothing was added up or compared: there may be more rows or items."
_TOTAL = expression(rf"{TOTAL.pattern}|\baverage\b")


def is_one_of_rows(question: str, quotes: Sequence[str]) -> bool:
    """Whether a question asks for what only all rows of a table, or items of a list, tell, and is answered by one that
    is no sum."""
    rows = [(len(cells(quote)) > 1 or is_item(quote)) and not _is_total(quote) for quote in quotes]
    return bool(rows) and all(rows) and (adds(question) or _compares(question, quotes))


def total_of_more(question: str, quotes: Sequence[str], passages: Sequence[str]) -> str:
    """That a quote is the total of a table of which the question names one row; "" where it is not. `passages`: those
    that the quotes stand in."""
    for quote, passage in zip(quotes, passages, strict=True):
        if len(cells(quote)) > 1 and _is_total(quote):
            rows = [line for line in passage.splitlines() if len(cells(line)) > 1 and not _is_total(line)]
            others = bag("\n".join(rows)) - bag(quote)
            named = [word for word in telling_words(question) if word not in GENERAL and stem(word) in others]
            if named:
                return f"This is the total of all rows, not only of “{named[0]}”."
    return ""


def _is_total(line: str) -> bool:
    """Whether a row says that it is a total, not only that a column of it is called so: `Total: 48.00`."""
    values = (cell.rpartition(": ")[2] for cell in cells(line)) if BAR in line else (line,)
    return any(_TOTAL.search(value) for value in values)


def _compares(question: str, quotes: Sequence[str]) -> bool:
    """Whether a question asks for the highest of several, and not for that of a row which it names, or which says the
    word itself beside another of the question: `Austria | ... | Highest point: Grossglockner`."""
    asked, said = superlative(question), bag(question)
    if not asked:
        return False
    named = (bag(cells(quote)[0].rpartition(": ")[2]) for quote in quotes)
    told = [part for quote in quotes for cell in cells(quote) for part in cell.split(": ") if asked in part.lower()]
    others = {stem(word) for word in telling_words(question)} - {stem(asked)}
    return not any(name and name <= said for name in named) and all(others.isdisjoint(bag(part)) for part in told)
