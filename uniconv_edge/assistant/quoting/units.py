"""A text as the sentences, lines and rows that are laid beside those of another: the words of each as they are
compared, and the section that it stands in. Pure.

Numbers of clauses, marks of items and notes, signs, hyphens and the ends of lines are no part of what is compared, nor
are numbers of pages and the names of columns, which one format writes into each row and another above them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from uniconv_edge.assistant.quoting.parted import form_of, parted
from uniconv_edge.assistant.quoting.quotes import LIST_MARK, is_heading
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import BAR, cells_of, paragraphs, sentences

Place = tuple[int, int, int]
"""A stretch of a page: the page's index, start and end."""

# A letter of a script that writes no blanks between words is a word. The number of a note is none (`Act^1`).
_WORD = expression(
    r"(?<!\^)(?<!\^\d)\d+(?:[.,:/]\d+)*|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]+|[%£$€¥₹]|(?<![\w-])-(?=\d)"
)
_NUMBERED = expression(
    r"\s*(?:(?:§+|(?i:clause|section|article|artikel|artículo|articolo|artigo))\s*\d{1,3}(?:\.\d{1,3})*[a-z]?[.:)]?"
    r"|\(?\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,3}(?:\.\d{1,3})+(?=\s+[^\W\d_])(?!\s+(?i:eur|usd|gbp|euros?|pounds?|kg|km)\b)"
    r"|\(?[a-z][.)]|\([ivxlc]{2,5}\))\s+(?=\S)"
)
_NUMBER_OF_HEADING = expression(r"\s*\d{1,3}\s+(?=[^\W\d_])")
_WHOLE_NUMBER = expression(r"[£$€¥₹]?\s?(\d+)(?:\.(\d+))?")
_ROW_NUMBER = expression(r"\d{1,3}\.?")
_PAGE = expression(r"(?i)\W*\b(?:page|seite|página|pagina)\s*\d+(?:\s*(?:of|von|de|di|sur|van|/)\s*\d+)?\W*$")
_NUMERAL = expression(r"[\d.,:/]+|[ivxlc]+")
_LETTER = expression(r"[^\W\d_]")
_WORDS_OF_LABEL = 5
_MOST_OF_HEADING = 200  # characters
_COLON = ": "


@dataclass(frozen=True, slots=True)
class Word:
    """A word in the form in which it is compared, and where it stands in its text."""

    form: str
    start: int
    end: int


@dataclass(frozen=True)
class Unit:
    """A sentence, line or row: its text, its places (two where the end of a page parts it), and the section that it
    stands in. `is_head`: it is a heading; `is_edge`: it stands alone at the top or foot of a page, and is either one
    that no section is known by or stands so on others too, as what runs through the pages does."""

    text: str
    places: tuple[Place, ...]
    section: str
    is_head: bool = False
    is_edge: bool = False

    @cached_property
    def number(self) -> str:
        """The number before it, "" without one: `4.2`."""
        return self._mark[0].strip(" \t\n.()") if self._mark else ""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """What it says."""
        return tuple(self._words())

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The same in the forms in which it is compared."""
        if self.is_row:
            return tuple(form for value, _ in self._cells for form in _forms_of_cell(value))
        text = self.text[self._mark.end() if self._mark else 0 : self._end]
        return tuple(_WORD.findall(_folded(text)))

    @cached_property
    def key(self) -> str:
        """The same for those that say the same, however they are written."""
        return "".join(self.forms)

    @cached_property
    def frame(self) -> list[str]:
        """Its words, all figures as one."""
        return ["#" if form[0].isdigit() else form for form in self.forms]

    @cached_property
    def in_contents(self) -> str:
        """The key of the heading that it names with the number of a page, as a table of contents does; "" for none."""
        forms = list(self.forms)
        while forms and _NUMERAL.fullmatch(forms[-1]):
            forms.pop()
        begin = next((at for at, form in enumerate(forms) if not _NUMERAL.fullmatch(form)), 0)
        return "".join(forms[begin:]) if len(forms) < len(self.forms) else ""

    @cached_property
    def lead(self) -> str:
        """By what it is known among others like it: the first cell of a row that is no number of it, the label of a
        line; "" without any."""
        if self.is_row:
            values = [value for value, _ in self._cells if value]
            lettered = next(filter(_LETTER.search, values), "")
            return _key(lettered if lettered and _ROW_NUMBER.fullmatch(values[0]) else "".join(values[:1]))
        head, colon, _ = self.text.partition(_COLON)
        return _key(head) if colon and len(head.split()) <= _WORDS_OF_LABEL else ""

    @cached_property
    def is_row(self) -> bool:
        """Whether it is a row of a table."""
        return BAR in self.text and len(self._cells) > 1

    @cached_property
    def _mark(self) -> re.Match[str] | None:
        if self.is_row:
            return None
        return _NUMBERED.match(self.text) or (_NUMBER_OF_HEADING.match(self.text) if self.is_head else None)

    @cached_property
    def _end(self) -> int:
        """Where the number of a page begins that it ends with, else its end."""
        found = _PAGE.search(self.text) if self.text[-1:].isdigit() or not self.text[-1:].isalpha() else None
        return found.start() if found else len(self.text)

    @cached_property
    def _cells(self) -> list[tuple[str, str]]:
        """The cells of a row without the names of their columns, and each with it."""
        parts = cells_of(self.text)
        named = all(_COLON in part for part in parts if part)
        return [(part.partition(_COLON)[2].strip() if named else part, part) for part in parts]

    def _words(self) -> Iterator[Word]:
        if not self.is_row:
            yield from _words(self.text[: self._end], self._mark.end() if self._mark else 0)
            return
        position = 0
        for value, part in self._cells:
            position = self.text.find(part, position) + len(part)
            start = position - len(value)
            if (forms := _forms_of_cell(value)) and len(forms) == 1:
                yield Word(forms[0], start, position)
            else:
                yield from (Word(each.form, start + each.start, start + each.end) for each in _words(value, 0))


def _forms_of_cell(value: str) -> list[str]:
    """The words of a cell; a number is one, however many noughts it ends with: `18.5`, `18.50`."""
    if number := _WHOLE_NUMBER.fullmatch(value):
        return [f"{number[1]}.{number[2]}".rstrip("0").rstrip(".") if number[2] else number[1]]
    return _WORD.findall(_folded(value))


def units(pages: Sequence[str], heading: Callable[[int, int], str]) -> list[Unit]:
    """Those of a text in order, what goes on over a page's end in one; `heading` gives the one that a place of a page
    stands under."""
    found: list[Unit] = []
    section = last = known = ""
    above: tuple[int, int] | None = None  # the rest of a sentence of the page before
    apart = [list(paragraphs(page)) for page in pages]
    edges = [{*alone[:1], *alone[-1:]} if len(pages) > 1 else set[tuple[int, int]]() for alone in apart]
    running = Counter(
        each
        for page, spans in zip(pages, edges, strict=True)
        for each in {form_of(page[slice(*span)]) for span in spans}
    )
    for index, page in enumerate(pages):
        over = parted(page, pages[index + 1]) if index + 1 < len(pages) else None
        for start, end in sentences(page):
            if (start, end) == above:
                continue
            text, places = page[start:end], [(index, start, end)]
            headed = heading(index, start)
            if headed != last:
                known = _key(headed)
            named = bool(known) and len(text) < _MOST_OF_HEADING and _key(text) == known
            is_head = named or ((start, end) in apart[index] and _is_head(text, page[end:]))
            is_edge = (start, end) in edges[index] and not named and (is_head or running[form_of(text)] > 1)
            if not is_edge and (is_head or headed != last):
                section = " ".join((text if is_head else headed).split())
            last = headed
            if over and (start, end) == over[0]:
                text = f"{text} {pages[index + 1][slice(*over[1])]}"
                places.append((index + 1, *over[1]))
            unit = Unit(text, tuple(places), section, is_head, is_edge)
            found += [unit] if unit.forms else []
        above = over[1] if over else None
    return found


def _is_head(text: str, behind: str) -> bool:
    """Whether a paragraph is a heading: of one that begins as an item does ("4. Pets"), that no other item follows."""
    mark = LIST_MARK.match(text)
    if mark is None:
        return is_heading(text)
    following = behind.lstrip()[:_MOST_OF_HEADING]
    is_numbered = mark[0].strip()[:1].isdigit() and bool(following) and LIST_MARK.match(following) is None
    return is_numbered and is_heading(text[mark.end() - 1 :])


def _key(text: str) -> str:
    return "".join(_WORD.findall(_folded(text)))


def _words(text: str, begin: int) -> Iterator[Word]:
    for found in _WORD.finditer(text, begin):
        yield Word(_folded(found[0]), found.start(), found.end())


def _folded(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()
