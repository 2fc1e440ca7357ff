"""Numbered headings of plain text: `3.2 Cancellation`, `IV. Fees`, `Article 5 - Members`, `§ 7 Kündigung`. Pure.

A numbered line may as well be an item of a list, a clause or an entry of a table of contents. It is a heading when it
is short, ends without a mark, stands below a blank line, and text follows before the next. Mere numbers have to go on
from each other as well (1, 2, 3), and hardly one of those that do may be anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import MAX_HEADING_CHARACTERS, SENTENCE_END, fold
from uniconv_edge.library.numerals import in_words
from uniconv_edge.library.outline import Heading

_NAMES_BY_LEVEL = (
    "part book annex appendix schedule teil buch anhang anlage partie livre annexe libro anexo parte allegato",
    "chapter kapitel chapitre capítulo capitolo",
    "§ article section clause artikel abschnitt ziffer artículo sección articolo sezione artigo secção",
)
_NAMED = {name: level for level, names in enumerate(_NAMES_BY_LEVEL, start=1) for name in names.split()}
_ROMAN_LEVEL, _NUMBER_LEVEL = 3, 4
_MAX_LEVEL = 9
_ROMAN = "[IVXLC]{1,7}"
_WORDS = f"(?i:{'|'.join(in_words(count) for count in range(1, 21))})"
_NAME = r"(?P<name>[^\W\d_]{4,9})\s"
_MARK = r"\s*[-–—:.]\s*(?=\S)"
_REST = rf"(?:(?:{_MARK}|\s+(?=[^\W\d_]))(?P<title>.+)|\.?)"
_TITLE = r"\s(?P<title>[^\W\d_].*)"
_FORMS = (
    expression(rf"{_NAME}(?:\d{{1,3}}[a-z]?|{_ROMAN}|{_WORDS}){_REST}"),
    expression(rf"{_NAME}[A-Z](?:{_MARK}(?P<title>.+)|\.?)"),
    expression(rf"(?P<name>§)\s?\d{{1,4}}\s?[a-z]?{_REST}"),
    expression(rf"(?P<above>(?:[1-9]\d?\.)*)(?P<number>(?<=\.)[1-9]\d\d|[1-9]\d?|0)(?P<dot>\.?){_TITLE}"),
    expression(rf"(?P<roman>{_ROMAN})\.{_TITLE}"),
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_OPEN_END = expression(r"[.,;:!?…]$")
_GAP_OR_SIGNS = expression(r"\t|\s{3}|\.{3}|(?:\. ){3}|[|_=<>]")
_MAX_CHARACTERS = 80
_MAX_WORDS = 10
_MAX_INDENT = 3
_MIN_SHARE_OF_LETTERS = 0.6
_LONG_LINE = 60
_LINES_LOOKED_AT = 4
_MIN_CHAIN = 2  # from 1 on; of others one more
_NAME_OF_SETTING = expression(r"[a-z][\w-]+")  # `3.163. mail_check`
_MIN_SETTINGS = 3  # with numbers that go on from each other: 2.5 may be a size
_MIN_SHARE_WITH_TEXT = 0.8


@dataclass(slots=True)
class _Numbered:
    """A line that begins with a number. Those of one `kind` may go on from each other; names (`Article`) need not."""

    line: int
    kind: str
    number: int
    level: int
    is_title: bool
    is_setting: bool = False
    has_text: bool = False

    @property
    def is_named(self) -> bool:
        return self.kind in _NAMED


def numbered_headings(text: str) -> list[Heading]:
    """The headings of a text with line feeds, by their offsets in it."""
    lines = text.split("\n")
    levels = {found.line: found.level for found in _headings(lines)}
    headings, offset = [], 0
    for number, line in enumerate(lines):
        if number in levels:
            headings.append(Heading(offset, levels[number], fold(line)[:MAX_HEADING_CHARACTERS]))
        offset += len(line) + 1
    return headings


def _headings(lines: Sequence[str]) -> Iterator[_Numbered]:
    numbered = _numbered_lines(lines)
    _note_texts(lines, numbered)
    above: _Numbered | None = None
    for found in numbered:
        is_listed = above is not None and above.kind == found.kind and not above.has_text  # as in a table of contents
        if found.is_named and found.has_text and not is_listed:
            yield found
        above = found
    for chain in _chains([found for found in numbered if not found.is_named]):
        if _are_headings(chain):
            yield from (found for found in chain if found.is_title and found.has_text)


def _numbered_lines(lines: Sequence[str]) -> list[_Numbered]:
    found: list[_Numbered] = []
    for number, line in enumerate(lines):
        numbered = _numbered(line, number)
        if numbered is None:
            continue
        if numbered.is_title:
            above = found[-1] if found and found[-1].line == number - 1 and found[-1].is_title else None
            is_first = above is not None and above.level < numbered.level
            numbered.is_title = (is_first or _ends_before(lines, number)) and _ends_here(lines, number)
        if numbered.is_title or not numbered.is_named:
            found.append(numbered)
    return found


def _numbered(line: str, number: int) -> _Numbered | None:
    """A line as a numbered one, by itself; None when it is none."""
    bare = line.strip()
    if not (bare[:1].isdigit() or bare[:1].isupper() or bare[:1] == "§"):
        return None
    form = next((found for form in _FORMS if (found := form.fullmatch(bare)) is not None), None)
    if form is None:
        return None
    groups = form.groupdict()
    is_title = len(bare) <= _MAX_CHARACTERS and _is_title(groups["title"] or "", named="name" in groups)
    if "name" in groups:
        name = groups["name"].casefold()
        return _Numbered(number, name, 0, _NAMED[name], is_title) if name in _NAMED else None
    if len(line) - len(line.lstrip()) > _MAX_INDENT:
        return None
    if "roman" in groups:
        return _Numbered(number, "roman", _value(groups["roman"]), _ROMAN_LEVEL, is_title)
    above = groups["above"]
    level = min(_MAX_LEVEL, _NUMBER_LEVEL + above.count("."))
    is_setting = bool(above) and _NAME_OF_SETTING.fullmatch(groups["title"]) is not None
    kind = above or f"number{groups['dot']}"
    return _Numbered(number, kind, int(groups["number"]), level, is_title or is_setting, is_setting)


def _is_title(title: str, *, named: bool) -> bool:
    """Whether what follows a number may be the words of a heading, or nothing does."""
    letters = sum(map(str.isalpha, title)) + title.count(" ")
    return (
        not title[:1].islower()
        and len(title.split()) <= _MAX_WORDS
        and not _OPEN_END.search(title)
        and not _GAP_OR_SIGNS.search(title)
        and (named or letters >= _MIN_SHARE_OF_LETTERS * len(title))
    )


def _ends_before(lines: Sequence[str], number: int) -> bool:
    """Whether nothing that is read stands right above a line."""
    return number == 0 or not any(map(str.isalnum, lines[number - 1]))


def _ends_here(lines: Sequence[str], number: int) -> bool:
    """Whether a line does not go on in the next: that one begins anew, though its first word would have had room."""
    paragraph = list(takewhile(str.strip, lines[number + 1 : number + 1 + _LINES_LOOKED_AT]))
    if not paragraph:
        return True
    following = paragraph[0].strip()
    needed = len(lines[number].strip()) + 1 + len(following.split(maxsplit=1)[0])
    has_room = max(len(line.strip()) for line in paragraph) >= needed
    return not following[0].islower() and (has_room or following[0].isdigit())


def _note_texts(lines: Sequence[str], numbered: Sequence[_Numbered]) -> None:
    """Find out which titles have text below them, or a title of a lower level that has."""
    end, following = len(lines), None
    for found in reversed(numbered):
        if not found.is_title:
            continue
        below = [line.strip() for line in lines[found.line + 1 : end]]
        found.has_text = any(len(line) >= _LONG_LINE or SENTENCE_END.search(line) for line in below)
        if following is None:
            found.has_text = found.has_text or any(below)
        elif not found.has_text:
            found.has_text = following.level > found.level and following.has_text
        end, following = found.line, found


def _chains(numbered: Sequence[_Numbered]) -> list[list[_Numbered]]:
    """Lines whose numbers go on from each other, those that may be headings preferably from such."""
    chains: list[list[_Numbered]] = []
    last: dict[tuple[str, int, bool], list[list[_Numbered]]] = {}
    for found in numbered:
        before = [(found.kind, found.number - 1, is_title) for is_title in (found.is_title, not found.is_title)]
        chain = next((last[key].pop() for key in before if last.get(key)), [])
        if not chain:
            chains.append(chain)
        chain.append(found)
        last.setdefault((found.kind, found.number, found.is_title), []).append(chain)
    return chains


def _are_headings(chain: Sequence[_Numbered]) -> bool:
    """Whether nearly all of the lines may be headings and have text, and there are enough to tell."""
    first = chain[0]
    is_dotted = first.kind[0].isdigit()
    needed = 1 if is_dotted and first.number < 10 else _MIN_CHAIN if first.number == 1 or is_dotted else _MIN_CHAIN + 1
    needed = max(needed, _MIN_SETTINGS) if any(found.is_setting for found in chain) else needed
    sound = sum(found.is_title and found.has_text for found in chain)
    return len(chain) >= needed and sound >= _MIN_SHARE_WITH_TEXT * len(chain)


def _value(roman: str) -> int:
    """The value of a Roman number."""
    digits = [_ROMAN_DIGITS[digit] for digit in roman]
    return sum(-one if one < following else one for one, following in zip(digits, [*digits[1:], 0], strict=True))
