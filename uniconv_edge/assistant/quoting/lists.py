"""The lists of a page, item by item, and what announces each. Pure.

An item begins with a mark or a number and goes on until the next, a blank line or the end of the page. Below a mark of
another kind, items are parts of the one above, as `- two large ones` below `1. Towels`. A blank line before
another kind of mark ends the list, as does text with a numbered heading.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from uniconv_edge.assistant.quoting.quotes import (
    ANNOUNCES,
    LIST_MARK,
    MAX_QUOTE_CHARACTERS,
    Candidate,
    breaks_off,
    goes_on_with,
    is_heading,
)
from uniconv_edge.assistant.words.versions import is_release
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit

_HEADING_CHARACTERS = 120
# Set in deeper, or typed at a prompt, behind the directive of reStructuredText if there is one.
_DIRECTIVE = r"(?:\.\. (?:code(?:-block)?|sourcecode|parsed-literal)::.*\n(?:[ \t]+:[\w-]+:.*\n)*(?:[ \t]*\n)*)?"
_OF_CODE = r"(?:[ \t]{3,}|>>> |\$ )"
_CODE_BELOW = expression(
    rf"[ \t]*\n(?:[ \t]*\n)*{_DIRECTIVE}"
    rf"(?P<code>{_OF_CODE}\S.*(?:\n(?:(?:{_OF_CODE}|\.\.\. ).*|[ \t]*(?=\n{_OF_CODE}\S)))*)"
)
_ANNOUNCES_BELOW = expression(r"(?i)\b(?:below|following|these)\b[^.:]*:$")
_LONGEST_ANNOUNCEMENT = 300  # characters that are looked at
# Paragraphs of a line each that end alike, as the items of a list that was typed without marks.
_ALIKE_BELOW = expression(r"(?:[ \t]*\n){2,}(?P<last>[ \t]*\S[^\n]{0,158}(?P<end>[^\w\s:]))(?=\s*\n|\s*\Z)")
_FEWEST_ALIKE = 2
DENIES = expression(r"(?i)\b(?:no(?!\.)|not|never|cannot|without|except|neither|exclu(?:ded?|ding|sions?))\b|n['’]t\b")


@dataclass(slots=True)
class Listed:
    """A list: (start, end) of what announces it (None: nothing does) and of each item, those below it included.
    `numbered`: its items are steps, or have numbers. `goes_on`: they go on with the sentence that announces it."""

    head: tuple[int, int] | None
    numbered: bool
    goes_on: bool = False
    items: list[tuple[int, int]] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where it begins, with what announces it."""
        return self.items[0][0] if self.head is None else self.head[0]

    @property
    def end(self) -> int:
        """Where its last item ends."""
        return self.items[-1][1]


@dataclass(slots=True)
class _Open:
    """A list that may go on, and how its marks look."""

    kind: tuple[str, str]
    listed: Listed


def lists_of(page: str) -> tuple[Listed, ...]:
    """All lists of a page with two items or more, the inner ones behind those that hold them."""
    return tuple(each for each in _all_lists(page) if len(each.items) > 1)


@lru_cache(maxsize=16)  # of a page every candidate asks again
def _all_lists(page: str) -> tuple[Listed, ...]:
    """Those with one item as well."""
    found: list[Listed] = []
    opened: list[_Open] = []  # from the outermost
    above: tuple[int, int] | None = None  # the last line that is not of a list
    earlier: tuple[int, int] | None = None  # that of the paragraph before
    position, blank = 0, True
    for line in page.splitlines(keepends=True):
        start, position = position, position + len(line)
        end = start + len(line.rstrip())
        if start == end:
            blank = True
            continue
        mark = LIST_MARK.match(line)
        if mark is None:
            if blank or is_release(line):  # the heading of a version may stand right below the list of the one before
                opened, above, earlier = [], (start, end), above
            elif opened and _is_headed(page, opened[-1].listed, start):
                opened[-1].listed.items.pop()
                opened, above = [], (start, end)
            elif opened:
                for each in opened:
                    _stretch(each.listed, end)
            else:
                above = (start, end)
        else:
            kind = (mark["before"], mark["sign"] or ("1" if mark["number"] else "a"))
            places = [place for place, each in enumerate(opened) if each.kind == kind]
            if places and (not blank or places[-1] == len(opened) - 1):
                opened = opened[: places[-1] + 1]
            else:
                goes_on = goes_on_with(line)
                is_within = (
                    bool(opened)
                    and not places
                    and (
                        not blank
                        or len(mark["before"]) > len(opened[-1].kind[0])
                        or (goes_on and _opens(page[slice(*opened[-1].listed.items[-1])]))
                    )
                )
                head = opened[-1].listed.items[-1] if is_within else _head(page, above, earlier, goes_on=goes_on)
                opened = opened if is_within else []
                goes_on = goes_on and head is not None and _opens(page[slice(*head)])
                opened.append(_Open(kind, Listed(head, mark["sign"] is None, goes_on)))
                found.append(opened[-1].listed)
            for each in opened[:-1]:
                _stretch(each.listed, end)
            opened[-1].listed.items.append((start + len(line) - len(line.lstrip()), end))
            above = earlier = None
        blank = False
    return tuple(each for each in found if each.items)


def is_of_list(page: str, start: int, end: int) -> bool:
    """Whether a place may be of a list, or announce one: for others the whole page need not be looked at."""
    if page[start:end].partition("\n")[0].rstrip().endswith(ANNOUNCES):
        return True
    begins = page.rfind("\n\n", 0, start) + 1
    return any(LIST_MARK.match(line) for line in page[begins:end].split("\n"))


def list_at(page: str, start: int, end: int) -> Listed | None:
    """The innermost list that has an item around a place, or that the place announces; None without one."""
    around = [
        each
        for each in lists_of(page)
        if any(first <= start and end <= last for first, last in each.items) or _is_announced(each, start, end)
    ]
    return around[-1] if around else None


def note_of_head(page: str, start: int, end: int) -> str:
    """What announces the list of an item, quoted without it, where that denies what the item says: "Not included
    are:"; "" where nothing does."""
    listed = list_at(page, start, end) if is_item(page[start:end]) and is_of_list(page, start, end) else None
    if listed is None or listed.head is None:
        return ""
    head = page[slice(*listed.head)].strip("# ")
    return f"This stands under “{head}”." if start >= listed.head[1] and DENIES.search(head) else ""


def with_items(candidate: Candidate, hit: Hit) -> Candidate:
    """A line that announces a list (`Bring the following:`), code or lines that end alike with what stands below it,
    and an item that goes on with the sentence above its list (`(b) keeps pigs`) with that, as far as a quote goes;
    others as they are."""
    start, end = candidate.start - hit.start, candidate.end - hit.start
    first, last = with_its_items(hit.text, start, end)
    if (first, last) == (start, end):
        return candidate
    return replace(candidate, start=hit.start + first, end=hit.start + last, text=hit.text[first:last])


def with_its_items(page: str, start: int, end: int) -> tuple[int, int]:
    """The same of a stretch of a page."""
    text = page[start:end]
    lists = _all_lists(page) if _opens(text) or goes_on_with(text) else ()
    items = [item for each in lists if _is_announced(each, start, end) for item in each.items]
    ends = [last for _, last in items if last <= start + MAX_QUOTE_CHARACTERS]
    heads = [
        each.head[0]
        for each in lists
        if each.head is not None and each.goes_on and any(first <= start and end <= last for first, last in each.items)
    ]
    first = min((head for head in heads if end - head <= MAX_QUOTE_CHARACTERS), default=start)
    code = _CODE_BELOW.match(page, end) if not ends and _announces(text) else None
    if code and code.end() <= start + MAX_QUOTE_CHARACTERS:
        ends.append(code.end("code"))
    if not ends and _announces(text):
        alike = [each for each in _alike_below(page, end) if each <= start + MAX_QUOTE_CHARACTERS]
        ends += alike if len(alike) >= _FEWEST_ALIKE else []
    return first, max(ends, default=end)


def _alike_below(page: str, end: int) -> list[int]:
    """Where each paragraph ends of those below a place that are one line, and end with one mark."""
    found: list[int] = []
    mark = ""
    while (below := _ALIKE_BELOW.match(page, end)) and below["end"] == (mark or below["end"]):
        mark, end = below["end"], below.end("last")
        found.append(end)
    return found


def _opens(text: str) -> bool:
    """Whether a text announces what stands below it, or breaks off."""
    return _announces(text) or breaks_off(text)


def _announces(text: str) -> bool:
    return text.rstrip().endswith(ANNOUNCES)


def _is_announced(listed: Listed, start: int, end: int) -> bool:
    """Whether a place is what announces a list, with items or without."""
    return listed.head is not None and listed.head[0] <= start < listed.items[0][0] and listed.head[1] <= end


def is_item(text: str) -> bool:
    """Whether a text is one item of a list."""
    return LIST_MARK.match(text) is not None and not any(LIST_MARK.match(line) for line in text.splitlines()[1:])


def _is_headed(page: str, listed: Listed, start: int) -> bool:
    """Whether what begins as the last item of a list is the numbered heading of the text below it, which starts there:
    `3. What is not insured` above `We do not pay`."""
    first, end = listed.items[-1]
    line = page[first:end]
    mark = LIST_MARK.match(line)
    is_title = mark is not None and "\n" not in line and is_heading(line[mark.end() - 1 :])
    return listed.numbered and is_title and page[start : start + 1].isupper()


def _stretch(listed: Listed, end: int) -> None:
    """Let the last item go on."""
    listed.items[-1] = (listed.items[-1][0], end)


def _head(
    page: str, above: tuple[int, int] | None, earlier: tuple[int, int] | None, *, goes_on: bool
) -> tuple[int, int] | None:
    """What announces a list in the line above it: the sentence that ends with a colon, or breaks off where the items go
    on with it, or a heading; or at the end of the paragraph before the one above, where it says so: "Follow the steps
    below:"."""
    if above is None:
        return None
    line = page[above[0] : above[1]]
    if (
        earlier is not None
        and not line.endswith(ANNOUNCES)
        and _ANNOUNCES_BELOW.search(page[max(earlier[0], earlier[1] - _LONGEST_ANNOUNCEMENT) : earlier[1]])
    ):
        above, line = earlier, page[slice(*earlier)]
    if line.endswith(ANNOUNCES) or (goes_on and breaks_off(line)):
        return above[0] + sentences(line)[-1][0], above[1]
    return above if len(line) <= _HEADING_CHARACTERS and is_heading(line) else None
