"""What a row or a line of a list of facts is called: `Licence fee | £86.00`, `Wifi: sunflower22`. Pure."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from uniconv_edge.assistant.words.quantities import MONEYS
from uniconv_edge.assistant.words.terms import is_empty, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import cells
from uniconv_edge.library.words import words_of

_MAX_WORDS = 5
_COLON = ": "
_SETS = expression(r"([\w.-]+) = \S")  # in code and settings: `MAX_FRAMES = 50`
# `Employer Identification Number (EIN): 44-05`: a short form, by which it is called as well.
_SHORT_FORM = expression(r"\(([A-Z][A-Za-z&.]{1,7})\)$")
# What the total is called in German, French, Spanish, Italian, Dutch and Portuguese.
_TOTAL_ABROAD = (
    r"(?:(?:gesamt|rechnungs|end|zahl)(?:betrag|summe|preis)|summe|zu zahlen|(?:montant|importe|valor|montante) total"
    r"|total (?:à payer|ttc|a pagar|general|geral|con iva|com iva)|net à payer|(?:importo )?totale(?: da pagare)?"
    r"|totaal(?:bedrag)?(?: te betalen| incl\.? btw)?|te betalen)"
)
_TOTAL = expression(
    rf"(?i)[\W_]*(?:[^\W\d_]+: )?(?:(?:the|grand|overall|invoice|gross|final) )*"
    rf"(?:(?:total|sum)\b(?=[^\w(]*(?:$|\d|[:|(])| (?:{MONEYS})\b| (?:amount|bill|charged?|cost|due|for|gross|in"
    rf"|incl\w*|invoice|is|of|payable|price|to pay|was|with)\b)"
    rf"|{_TOTAL_ABROAD}(?=\s*(?:[:|(=]|[^\w\s,;.!?]*\d|(?:{MONEYS})\b|$))"
    rf"|(?:(?:amount|balance) )?(?:due|to pay|payable)\b(?=\s*(?:[:|(=]|[^\w\s,;.!?]*\d|(?:{MONEYS})\b|$)))"
)


@lru_cache(maxsize=1024)  # because the sentences of a source return with the next questions
def label(line: str) -> frozenset[str]:
    """The stems of the words that say something in the first cell that is filled or, where there is one alone, before
    the first colon; without the name of the column. None when there are many, as in a sentence."""
    parts = cells(line)
    if len(parts) > 1:
        return _name_in(next(filter(None, parts), ""))
    set_to = _SETS.match(line)
    return _stems_of(set_to[1] if set_to else line[: max(0, line.find(_COLON))])


def named_by(line: str, words: Set[str]) -> frozenset[str]:
    """The stems by which a line, or a pair in a row of them (`VIN | 1C4RJ | Year | 2022`), is called, where all of them
    are among `words`, those that are asked; else none."""
    names = _names(line)  # of a sentence none
    return max((name for name in names if name <= words), key=len, default=frozenset()) if names else frozenset()


@lru_cache(maxsize=1024)
def _names(line: str) -> tuple[frozenset[str], ...]:
    parts = cells(line)
    in_pairs = len(parts) > 2 and len(parts) % 2 == 0 and _COLON not in line
    if in_pairs:
        return tuple(filter(None, map(_name_in, parts[::2])))
    short = _SHORT_FORM.search(line[: max(0, line.find(_COLON))].rstrip()) if len(parts) < 2 else None
    return tuple(filter(None, (label(line), _stems_of(short[1]) if short else None)))


def holds_named(line: str, words: Set[str]) -> bool:
    """Whether a line is called by what is asked, or one of a row's cells before its last, as in a form:
    `Email | ada@example.org | VIN | 1C4RJ`."""
    parts = cells(line)
    names = [_name_in(part) for part in parts[:-1]] if len(parts) > 1 else _names(line)
    return any(name and name <= words for name in names)


def is_total(line: str) -> bool:
    """Whether a line is called the total of what it stands below: `Total to pay: £90`, `Amount due | 90.00`."""
    return _TOTAL.match(line) is not None


def _name_in(cell: str) -> frozenset[str]:
    return _stems_of(cell.rpartition(_COLON)[2])


def _stems_of(name: str) -> frozenset[str]:
    found = [word for word in words_of(name) if not is_empty(word)]
    return frozenset(map(stem, found)) if len(found) <= _MAX_WORDS else frozenset()
