"""Headings of a PDF without bookmarks: short lines in larger type than the text around them, in bold type, or above
lists. Pure."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import groupby, zip_longest
from typing import TypeAlias

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import SENTENCE_END, Block
from uniconv_edge.library.extract.bold import BOLD_LEVEL, may_be_bold_heading
from uniconv_edge.library.extract.paragraphs import CELL_BORDER

TypeSize: TypeAlias = float
"""The height of a line's type in points, from the font's lowest to its highest; 0 where it changes within the line."""

BOLD, SLANTED = "bold", "slanted"
"""How a line may be set off from the text."""

_LARGER = 1.15  # than the text
_SAME_LEVEL = 1.04
_MAX_CHARACTERS = 120
_MIN_LETTERS = 3
_MIN_SHARE_OF_LETTERS = 0.6  # of the characters, blanks counted; a formula has fewer
_MAX_SHARE = 0.15  # of the document's characters: where more is large, it is no heading
_MAX_SHARE_OF_SHORT = 0.3
_SHORT = 1_000  # characters, as of a menu or a form of one page
_LEVELS = 6
_MAX_WORDS_OF_HEAD = 4
_MAX_WORDS_OF_SLANTED = 6
_LEAST_SLANTED = 3  # as the title of a work or a running head may be one
# What a title page tells of the document, which is above no section: `Author: Charles Darwin`.
_TELLS = expression(
    r"(?i)(?:authors?|written by|editors?|translat(?:ed by|ors?)|publish(?:ed|ers?)|date|year|version): \S"
)
_NTH = expression(r"([^\W\d_]+)\.? \d{1,4}[.:] ")
_SIGN = expression(r"[-–—•‣◦▪●○*]\s")
_ITEM = expression(r"(?:[-–—•‣◦▪●○*]|\(?\d{1,3}[.)])\s")
# Headings that every second document has, in the languages that they are met in: they name no document.
_OF_ANY_DOCUMENT = frozenset(
    {
        "contents", "table of contents", "abstract", "introduction", "summary", "executive summary", "overview",
        "preface", "foreword", "acknowledgements", "acknowledgments", "index", "references", "list of figures",
        "list of tables", "inhalt", "inhaltsverzeichnis", "einleitung", "einführung", "vorwort", "zusammenfassung",
        "abbildungsverzeichnis", "sommaire", "table des matières", "résumé", "avant-propos", "remerciements", "índice",
        "contenido", "tabla de contenido", "tabla de contenidos", "introducción", "resumen", "prólogo", "indice",
        "sommario", "introduzione", "prefazione", "riassunto", "conteúdo", "sumário", "introdução", "resumo", "inhoud",
        "inhoudsopgave", "inleiding", "samenvatting", "voorwoord",
    }
)  # fmt: skip
_NUMBER_BEFORE = expression(r"^(?:\d[\d.]*|[ivx]+\.)\s+")
# What stands before the number of a part, in the languages above.
_CHAPTER = expression(
    r"(?i)^(?:chapter|part|section|kapitel|teil|abschnitt|chapitre|partie|capítulo|parte|sección|capitolo|sezione|secção"
    r"|hoofdstuk|deel) (?:\d{1,3}|[ivxl]+)\b[\s.:–—-]*"
)
_SECTION = expression(r"\d{1,2}[.)]?\s")  # several on a page are no parts of a title
# What goes on with the line above: "Introduction" and "to Algorithms" are one title.
_GOES_ON = expression(
    r"(?i)(?:to|of|in|into|zu|zur|zum|von|vom|für|à|au|aux|al|alla|ao|de|du|del|della|da|do|dos|van|voor)\s"
)


def large_lines(pages: Sequence[Sequence[tuple[str, TypeSize]]]) -> list[dict[str, int]]:
    """For each page, given by its lines with the size of their type: heading -> level, 1 for the largest."""
    characters: Counter[TypeSize] = Counter()
    for page in pages:
        for line, size in page:
            characters[round(size, 1)] += len(line)
    if not characters:
        return [{} for _ in pages]
    usual = characters.most_common(1)[0][0]
    found = [{line: size for line, size in page if _may_be_heading(line, size, usual)} for page in pages]
    most = _MAX_SHARE if characters.total() > _SHORT else _MAX_SHARE_OF_SHORT
    if sum(len(line) for page in found for line in page) > most * characters.total():
        return [{} for _ in pages]
    levels = dict(_levels(sorted({size for page in found for size in page.values()}, reverse=True)))
    return [{line: levels[size] for line, size in page.items()} for page in found]


def bold_lines(pages: Sequence[Sequence[tuple[str, bool]]]) -> list[dict[str, int]]:
    """For each page, given by its lines and whether they are in bold type: heading -> level, for those that stand alone
    above text in other type; of those that are called alike and numbered (`Question 1. Who pays?`) also sentences."""
    alone = [_alone(page) for page in pages]
    series = {match[1] for page in alone for line in page if may_be_bold_heading(line) and (match := _NTH.match(line))}
    found = [
        {line: BOLD_LEVEL for line in page if may_be_bold_heading(line) or _is_of_series(line, series)}
        for page in alone
    ]
    return found if _are_few(found, pages) and sum(map(len, found)) > 1 else [{} for _ in pages]


def slanted_lines(pages: Sequence[Sequence[tuple[str, bool]]]) -> list[dict[str, int]]:
    """The same of slanted type: a few words each, and three different ones at least."""
    found = [
        {
            line: BOLD_LEVEL + 1
            for line in _alone(page)
            if may_be_bold_heading(line) and len(line.split()) <= _MAX_WORDS_OF_SLANTED
        }
        for page in pages
    ]
    different = {line for page in found for line in page}
    return found if _are_few(found, pages) and len(different) >= _LEAST_SLANTED else [{} for _ in pages]


def _alone(page: Sequence[tuple[str, bool]]) -> list[str]:
    """The lines of a page that are set off, between others that are not."""
    around = zip([("", False), *page], page, page[1:], strict=False)
    return [
        line
        for (_, above), (line, is_set_off), (_, below) in around
        if is_set_off and not above and not below and not _SIGN.match(line)
    ]


def _are_few(found: Sequence[Mapping[str, int]], pages: Sequence[Sequence[tuple[str, bool]]]) -> bool:
    characters = sum(len(line) for page in pages for line, _ in page)
    return sum(len(line) for page in found for line in page) <= _MAX_SHARE * characters


def _is_of_series(line: str, series: Set[str]) -> bool:
    match = _NTH.match(line)
    # Of laws all end so: `SEC. 3. DEFINITIONS.`
    return match is not None and (match[1] in series or line.isupper()) and len(line) <= _MAX_CHARACTERS


def heads_of_lists(pages: Sequence[Sequence[str]]) -> list[dict[str, int]]:
    """For each page, given by its lines: heading -> level, for lines of a few words that stand alone between other text
    and the first item of a list, as `Gas` above what is to be known of it."""
    found = []
    for page in pages:
        width = max(map(len, page), default=0)
        heads = [
            line
            for above, line, below in zip(["", *page], page, page[1:], strict=False)
            if _ITEM.match(below) and _may_be_head(line) and _has_ended(above, line, width)
        ]
        found.append(dict.fromkeys(heads, BOLD_LEVEL))
    return found if sum(map(len, found)) > 1 else [{} for _ in pages]


def _may_be_head(line: str) -> bool:
    is_short = len(line.split()) <= _MAX_WORDS_OF_HEAD and CELL_BORDER not in line
    return is_short and not _ITEM.match(line) and may_be_bold_heading(line)


def _has_ended(above: str, line: str, width: int) -> bool:
    """Whether the line above ends a sentence, or an item that had room for the next word."""
    fits = len(above) + 1 + len(line.split()[0]) <= width
    return not above or SENTENCE_END.search(above) is not None or (fits and _ITEM.match(above) is not None)


def _may_be_heading(line: str, size: TypeSize, usual: TypeSize) -> bool:
    if size < _LARGER * usual or len(line) > _MAX_CHARACTERS or line.endswith((",", ";")) or _TELLS.match(line):
        return False
    letters = sum(map(str.isalpha, line))
    return letters >= _MIN_LETTERS and letters + line.count(" ") >= _MIN_SHARE_OF_LETTERS * len(line)


def _levels(sizes: Sequence[TypeSize]) -> Iterator[tuple[TypeSize, int]]:
    """(size, level) of sizes in falling order; those that hardly differ share a level."""
    level, begins = 0, float("inf")
    for size in sizes:
        if size * _SAME_LEVEL < begins:
            level, begins = min(level + 1, _LEVELS), size
        yield size, level


def joined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with a heading of several lines, as headings of one level that follow each other, in one."""
    whole: list[Block] = []
    for block in blocks:
        if block.level and whole and whole[-1].level == block.level:
            whole[-1] = Block(f"{whole[-1].text} {block.text}", block.level)
        else:
            whole.append(block)
    return whole


def below_title(pages: Sequence[Sequence[Block]]) -> list[list[Block]]:
    """The pages with the levels of their headings as if the title were none: a heading of the highest level that stands
    alone, on the first page, is above no section, or every section would be told with it."""
    titles = [number for number, page in enumerate(pages) for block in page if block.level == 1]
    if titles != [0]:
        return [list(page) for page in pages]
    return [[Block(b.text, b.level - 1) if b.level > 1 else b for b in page] for page in pages]


def title_of(lines: Mapping[str, int], page: Sequence[str] = ()) -> str:
    """The largest of the lines, with those of its level that follow it on the page, but for such as `Contents`, which
    stand in any document, and sections that are numbered; "" without any."""
    largest = min(lines.values(), default=0)
    found = [line for line, level in lines.items() if level == largest]
    sections = {line for line in found if _SECTION.match(line)}
    if len(sections) > 1:
        found = [line for line in found if line not in sections]
    runs = [list(run) for is_found, run in groupby(page, key=set(found).__contains__) if is_found]
    return next(filter(None, map(_title_of_lines, runs or [found])), "")


def is_of_any_document(heading: str) -> bool:
    """Whether a heading stands in every second document and so names none: `Contents`, `1. Introduction`, `Chapter 1`,
    `Chapter 1: Introduction`."""
    rest = _CHAPTER.sub("", unicodedata.normalize("NFC", heading))
    return not rest or _stands_in_any(rest)


def is_numbered(heading: str) -> bool:
    """Whether a heading begins with the number of a section or chapter."""
    return bool(_SECTION.match(heading) or _CHAPTER.match(heading))


def _title_of_lines(lines: Sequence[str]) -> str:
    title = " ".join(
        line
        for line, following in zip_longest(lines, lines[1:], fillvalue="")
        if not _stands_in_any(line) or _GOES_ON.match(following)
    )
    return "" if is_of_any_document(title) else title


def _stands_in_any(heading: str) -> bool:
    return _NUMBER_BEFORE.sub("", unicodedata.normalize("NFC", heading).casefold()).strip(" .:") in _OF_ANY_DOCUMENT
