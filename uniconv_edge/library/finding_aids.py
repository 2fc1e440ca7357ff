"""Parts of a book that only say where something stands: contents, indexes, lists of the works that are cited, links to
the next page. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from uniconv_edge.expressions import expression
from uniconv_edge.places import HEADING_SEPARATOR

_CONTENTS = expression(
    r"(?i)(?:table of )?contents|(?:list of )?(?:tables|figures|illustrations)|inhalt(?:sverzeichnis)?|sommaire|índice"
)
# `Concept index`, `Appendix C LilyPond index`, `Chapter 64 - Option Index`
_INDEX = expression(
    r"(?i)(?:[\w.]+ ){0,5}(?:[-–—:] )?(?:[\w-]+ ){0,4}index(?:es)?|(?:stichwort|sach|namens)(?:verzeichnis|register)"
)
# Dots that lead to the number of a page, which no sum has behind it: `Lasagne ....... 12.50`.
_LED = expression(r"(?<!\.)(?<!\.\s)(?:\.\s?){4,}[\s|]*(\d{1,4}|[ivxlc]{1,6})(?![\w.,]*\d)\b")
_PAGE = expression(r"(?:(?<!\.)(?<!\.\s)(?:\.\s?){4,}[\s|]*|[,|] ?)(?:\d{1,4}|[ivxlc]{1,6})(?![\w.]*\w)")
_WORD = expression(r"[^\W\d_]{2,}")
_LINE_OF_CONTENTS = expression(r"\d{1,2}(?:\.\d{1,2})*\.? [^\t\n]+\t\d{1,3}")  # as Word has it
_FEWEST_LED = 3
LEADER = "...."
"""Dots that lead to the number of a page, however many were printed."""
_LED_IN_WORD = expression(rf"{re.escape(LEADER)}\t(?:\d{{1,4}}(?:-\d{{1,3}})?|[ivxlc]{{1,6}})$")
_WORDS_OF_ENTRY = 6
_WORKS = expression(r"(?i)(?:\d+\.? )?(?:references|bibliography|works cited|literatur(?:verzeichnis)?|bibliographie)")
_YEAR = expression(r"\b(?:1[89]|20)\d\d[a-z]?\b")
_FEWEST_WORKS = 2
# Where something stands in a journal: `12 (2021) 77-84`, `(2021) 12:77-84`, `5(49), 118`.
_IN_JOURNAL = expression(
    r"\b\d{1,4} ?\((?:19|20)\d\d\)[,:.]? ?\w?\d|\((?:19|20)\d\d\)[,:.]? ?\d{1,4} ?(?:\(\d{1,3}\))?[,:] ?\w?\d"
    r"|, \d{1,4} ?\(\d{1,3}\)[,:] ?\w?\d"
)
_OF_NAMES = 0.75  # of the words of a line, with numbers: little words stand between them
_LINK = expression(r"(?i)(?:[-•*] )?(?:next|prev(?:ious)?|up|home|back|top|(?:table of )?contents)")


@lru_cache(maxsize=1024)
def is_finding_aid(text: str, heading: str) -> bool:
    """Whether a passage, under its heading trail, is of a table of contents or an index: entries with the numbers of
    their pages, under such a heading or in the order of the pages. Kept, because passages return with the next
    questions."""
    led = [int(number) for number in _LED.findall(text) if number.isdecimal()]
    if len(led) >= _FEWEST_LED and all(one <= other for one, other in pairwise(led)):
        return True
    headings = [*heading.split(HEADING_SEPARATOR), _first_line(text)]
    if not any(is_called_contents(each) or _INDEX.fullmatch(each.strip()) for each in headings):
        return False
    return _WORDS_OF_ENTRY * len(_PAGE.findall(text)) >= max(1, len(_WORD.findall(text)))


def is_called_contents(heading: str) -> bool:
    """Whether a heading is that of a table of contents."""
    return _CONTENTS.fullmatch(heading.strip()) is not None


def names_a_page(line: str, text: str, heading: str) -> bool:
    """Whether a line of a passage only names a part of the document and its page, in a table of contents."""
    if _LED_IN_WORD.search(line.rstrip()):
        return True
    if not line.rstrip()[-1:].isdigit():
        return False
    if _LINE_OF_CONTENTS.fullmatch(line.strip()):
        return True
    above = {heading.split(HEADING_SEPARATOR)[-1], _first_line(text)}
    return any(map(is_called_contents, above))


def lists_works(text: str, heading: str) -> bool:
    """Whether a passage is of a list of works that are cited: years, under such a heading."""
    is_called = any(_WORKS.fullmatch(each.strip()) for each in heading.split(HEADING_SEPARATOR))
    return is_called and len(_YEAR.findall(text)) >= _FEWEST_WORKS


def names_a_work(line: str) -> bool:
    """Whether a line only tells where in a journal a work stands, and by whom, as the running head of a paper does."""
    if _IN_JOURNAL.search(line) is None:
        return False
    words: list[str] = re.findall(r"\w+", line)
    return sum(word[0].isupper() or word[0].isdigit() for word in words) >= _OF_NAMES * len(words)


def is_link(line: str) -> bool:
    """Whether a line only leads to another page of a book on the web: `- Next`."""
    return _LINK.fullmatch(line.strip()) is not None


def _first_line(text: str) -> str:
    return text.lstrip("# \n").partition("\n")[0]
