"""Headings of plain text without numbers: underlined, between signs (`== Fees ==`), in brackets, in capitals. Pure.

Such a line may as well be the head of a table, an entry of a log or a shout. It is a heading when it is short, ends
without a mark, but for a question's where it is underlined or behind `=`, stands below a blank line, and text follows
before the next; capitals, brackets and dashes around it have to come twice. Levels are in the order of first use, as in
reStructuredText. The first line of a text, where no other is like it, is its title and above no section.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import MAX_HEADING_CHARACTERS, fold
from uniconv_edge.library.extract.headings import is_numbered, is_of_any_document
from uniconv_edge.library.outline import Heading

_RULE = expression(r"([=~*#_^+-])\1{2,}")
_BETWEEN = expression(r"(={1,6}|[-*~#]{2,4})\s+(?P<title>\S.*?)\s+\1|(?P<open>={1,6})\s(?P<alone>\S.*)")
_IN_BRACKETS = expression(r"\[(?P<title>[^\[\]]+)\]")
_FIRST_SIGNS = frozenset("=-~*#_^+[")
_SURE = ("under", "over", "between =")
_CAPITALS = "capitals"
_BEGINNING = expression(r"[\"'“„«¿¡(]?[^\W_]")
_OPEN_END = expression(r"[.,;:!?…。\\]$")
_ASKS = expression(r"\w[!?]$")  # as a line does that signs or a rule tell to be a heading
_GAP_OR_SIGNS = expression(r"\t|\s{2}|\.{3}|(?:\. ){3}|[|_=<>{}@~;]")
_MAX_CHARACTERS = 80
_MAX_LINE = 100  # characters, with the signs
_MAX_WORDS = 10
_MIN_LETTERS = 4
_MIN_SHARE_OF_LETTERS = 0.6
_LONGER_RULE = 4  # characters, than the line above it
_MAX_LEVEL = 9


@dataclass(frozen=True, slots=True)
class _Found:
    """A line that may be a heading of some form; its text begins at the line `below`."""

    line: int
    form: str
    title: str
    below: int


def unnumbered_headings(text: str) -> tuple[str, list[Heading]]:
    """The title of a text with line feeds, "" without one, and its headings by their offsets in it."""
    lines = text.split("\n")
    found = list(_with_text(lines, [each for each in _lines(lines) if _is_title(each)]))
    count = Counter(each.form for each in found)
    found = [each for each in found if count[each.form] > 1 or each.form.startswith(_SURE)]
    title = ""
    if found and count[found[0].form] == 1 and not any(map(_has_words, lines[: found[0].line])):
        title = fold(found.pop(0).title)
        title = "" if is_of_any_document(title) or is_numbered(title) else title
    forms = list(dict.fromkeys(each.form for each in found))
    headings, offset, line = [], 0, 0
    for each in found:
        offset += sum(len(above) + 1 for above in lines[line : each.line])
        line = each.line
        level = min(forms.index(each.form) + 1, _MAX_LEVEL)
        headings.append(Heading(offset, level, fold(each.title)[:MAX_HEADING_CHARACTERS]))
    return title, headings


def _lines(lines: Sequence[str]) -> Iterator[_Found]:
    """Lines that have one of the forms, whatever they say."""
    for number, line in enumerate(lines):
        if line.isupper() and _is_apart(lines, number) and not "".join(lines[number + 1 : number + 2]).strip():
            yield _Found(number, _CAPITALS, line.strip(), number + 1)
        elif line.lstrip()[:1] in _FIRST_SIGNS:
            bare = line.strip()
            if rule := _RULE.fullmatch(bare):
                yield from _underlined(lines, number, rule[1])
            elif len(bare) <= _MAX_LINE and _is_apart(lines, number):
                yield from _between_signs(lines, number, bare)


def _underlined(lines: Sequence[str], number: int, sign: str) -> Iterator[_Found]:
    """The line above a rule at line `number`: as long as the rule, or with one like it above as well."""
    title, rule = (lines[number - 1].strip() if number else ""), lines[number].strip()
    above = lines[number - 2].strip() if number > 1 else ""
    if title and above[:1] == sign and _RULE.fullmatch(above):
        yield _Found(number - 1, f"over {sign}", title, number + 1)
    elif title and not _has_words(above) and -1 <= len(rule) - len(title) <= _LONGER_RULE:
        yield _Found(number - 1, f"under {sign}", title, number + 1)


def _between_signs(lines: Sequence[str], number: int, bare: str) -> Iterator[_Found]:
    if found := _BETWEEN.fullmatch(bare):
        signs = found[1] or found["open"]
        if found["open"] == "=" and any(map(_has_words, lines[:number])):
            return  # only a title is alone behind one sign
        yield _Found(number, f"between {signs}", found["title"] or found["alone"], number + 1)
    elif (found := _IN_BRACKETS.fullmatch(bare)) and not _is_apart(lines, number + 2):
        yield _Found(number, "brackets", found["title"], number + 1)


def _has_words(line: str) -> bool:
    return any(map(str.isalnum, line))


def _is_apart(lines: Sequence[str], number: int) -> bool:
    """Whether nothing that is read stands in the line above `number`."""
    return number == 0 or number > len(lines) or not _has_words(lines[number - 1])


def _is_title(found: _Found) -> bool:
    title = found.title
    letters = sum(map(str.isupper if found.form == _CAPITALS else str.isalpha, title))
    return (
        len(title) <= _MAX_CHARACTERS
        and letters >= _MIN_LETTERS
        and letters + title.count(" ") >= _MIN_SHARE_OF_LETTERS * len(title)
        and _BEGINNING.match(title) is not None
        and not title[0].islower()
        and len(title.split()) <= _MAX_WORDS
        and (not _OPEN_END.search(title) or (found.form.startswith(_SURE) and _ASKS.search(title) is not None))
        and not _GAP_OR_SIGNS.search(title)
    )


def _with_text(lines: Sequence[str], found: Sequence[_Found]) -> Iterator[_Found]:
    """Those with text before the next, in small letters too, or with one of another form below that has."""
    kept: list[_Found] = []
    following: _Found | None = None
    for each in reversed(found):
        end = following.line if following else len(lines)
        has_text = any(_has_words(lines[at]) and not lines[at].isupper() for at in range(each.below, end))
        is_above = bool(kept) and kept[-1] is following and following.form != each.form
        if has_text or is_above:
            kept.append(each)
        following = each
    return reversed(kept)
