"""Rules and their exceptions, which laws, statutes and contracts put into parts of their own: "Subsection (1) does not
apply to ...", "Notwithstanding clause 4", "save as provided in section 6". Neither is quoted without the other. Pure;
English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uniconv_edge.assistant.quoting.lists import with_its_items
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.provisions import Place, Provision, may_be_heading, place_of, provision_at
from uniconv_edge.library.sentences import sentences

_KINDS = (
    r"(?:sub-?)?(?:sections?|clauses?|articles?|paragraphs?|regulations?|rules?|laws?)|standing orders?|paras?\.?"
    r"|arts?\.?|reg\.?|§§?"
)
_PART = r"(?:\d{1,3}(?:\.\d{1,3})*[a-zA-Z]?(?:\([0-9a-z]{1,4}\))*|(?:\([0-9a-z]{1,4}\))+)"
_NAMED = rf"(?P<this>this )?\b(?P<kind>{_KINDS})(?: ?(?P<parts>{_PART}(?:(?:,| and| or|, and|, or) {_PART})*))?"
_EXCEPTS = tuple(
    expression(f"(?i){form}")
    for form in (
        rf"\b(?:notwithstanding|despite|in spite of) {_NAMED}",
        rf"{_NAMED} (?:does|do|shall) not (?:apply|affect|prevent|extend)\b",
        rf"\bexempt(?:ed)? from {_NAMED}",
        rf"\blimits? (?:in|of|under) {_NAMED} may be\b",
    )
)
_SUBJECT = expression(
    rf"(?i)\b(?:subject to|(?:save|except|unless|other than) (?:as )?(?:otherwise )?(?:is )?"
    rf"(?:provided|permitted|allowed|stated|set out)?(?: (?:in|by|under|for in))?) {_NAMED}"
)
# What says so of the part right before it.
_OF_THE_LAST = expression(
    r"(?:[\d.]+\s+|\(\d{1,2}\)\s+)?(?:This|That|It|They) (?:does|do|shall) not (?:apply|affect|include)\b"
)
_ANY = expression(
    r"(?i)\bnot (?:apply|affect|prevent|extend|include)\b|\b(?:notwithstanding|despite|in spite|exempt|limit)"
)
_ITEM = expression(r"\(([a-z]{1,4})\)\s")
_EACH = expression(_PART)
_MARKS = expression(r"\(([0-9a-z]{1,4})\)")
_ASKS = expression(r"(?i)\b(?:exceptions?|exempt(?:ed|ions?)?|excepted)\b")
_OF_ASKING_LIST = "exception exceptions exempt exempted exemption exemptions excepted rule any"
_OF_ASKING = frozenset(_OF_ASKING_LIST.split())
_AROUND = 5_000  # characters of a page in which the other part is looked for
_MOST = 2


def asks_for_exceptions(question: str) -> bool:
    """Whether a question asks for the exceptions of what was quoted, and no more: "Are there exceptions?"."""
    return _ASKS.search(question) is not None and _OF_ASKING.issuperset(telling_words(question))


def exceptions_of(page: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where on a page sentences stand that except something from the part that a stretch of it is of, two at most."""
    first, last = max(0, start - _AROUND), min(len(page), end + _AROUND)
    if not _ANY.search(page, first, last):
        return []
    rule, item = place_of(page, start), _ITEM.match(page, start)
    found = {
        _sentence_at(page, named.start())
        for form in _EXCEPTS
        for named in form.finditer(page, first, last)
        if not start <= named.start() < end
        and _is_of(named, place_of(page, named.start()), rule, item[1] if item else "")
    }
    below = _next_part(page, end)
    if _OF_THE_LAST.match(page, below) and place_of(page, below).numbers[-1:] == rule.numbers[-1:]:
        found.add(_sentence_at(page, below))
    return [with_its_items(page, *each) for each in sorted(found) if _is_told(page[slice(*each)])][:_MOST]


def provisos_of(page: str, start: int, end: int) -> list[tuple[int, int]]:
    """What a stretch of a page is not quoted without, two at most."""
    rules = rules_of(page, start, end)
    return [*rules, *(each for each in exceptions_of(page, start, end) if each not in rules)][:_MOST]


def rules_of(page: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where on a page the parts begin, with their first sentences, from which a stretch of it is an exception or to
    which it is subject, two at most."""
    found: list[tuple[int, int]] = []
    for form in (*_EXCEPTS, _SUBJECT):
        for named in form.finditer(page, start, end):
            found += _parts_at(page, named, place_of(page, named.start()))
    found = [each for each in dict.fromkeys(found) if not start <= each[0] < end]
    return [with_its_items(page, *each) for each in found if _is_told(page[slice(*each)])][:_MOST]


def _parts_of(named: re.Match[str]) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """The parts that are named, each by its number and marks, and whether it is one within the part that names it."""
    kind = named["kind"].lower()
    for part in _EACH.findall(named["parts"] or ""):
        number = part.partition("(")[0].lower()
        marks = tuple(_MARKS.findall(part))
        within = "." not in number and (not number or kind.startswith(("sub", "para")))
        yield ("", (number, *marks) if number else marks, True) if within else (number, marks, False)


def _is_told(text: str) -> bool:
    """Whether a stretch is more than a heading: `Goods to which regulation 3 does not apply`."""
    return not (may_be_heading(text) and text[:1].isalpha())


def _is_of(named: re.Match[str], here: Place, rule: Place, item: str) -> bool:
    """Whether what is named in one part is another, of that its item alone if there is one."""
    same = here.numbers[-1:] == rule.numbers[-1:]
    if named["this"]:
        return same and bool(rule.numbers) and here.begins == rule.begins
    return any(
        same and rule.mark == marks[0] and (not item or item in marks[1:] or not marks[1:])
        if within
        else any(each == number or each.startswith(f"{number}.") for each in rule.numbers)
        and (not marks or not rule.mark or rule.mark == marks[0])
        for number, marks, within in _parts_of(named)
    )


def _parts_at(page: str, named: re.Match[str], here: Place) -> Iterator[tuple[int, int]]:
    """The first sentences of the parts that are named."""
    for number, marks, within in _parts_of(named):
        number = here.numbers[-1] if within and here.numbers else number
        first = here.begins if within else max(0, page.rfind("\n", 0, max(0, named.start() - _AROUND)) + 1)
        text = page[first : named.end() + _AROUND]
        at = provision_at(Provision(number, marks, "", ""), text) if number else -1
        if at >= 0:
            yield _sentence_at(page, first + at)


def _sentence_at(page: str, place: int) -> tuple[int, int]:
    """The sentence around a place of a page."""
    first = page.rfind("\n\n", 0, place) + 1
    last = page.find("\n\n", place)
    text = page[first : len(page) if last < 0 else last]
    spans = ((first + start, first + end) for start, end in sentences(text))
    return next(((start, end) for start, end in spans if start <= place < end), (place, place))


def _next_part(page: str, end: int) -> int:
    """Where the next line begins that is not empty."""
    below = page.find("\n", end)
    found = re.compile(r"\S").search(page, below) if below >= 0 else None
    return len(page) if found is None else found.start()
