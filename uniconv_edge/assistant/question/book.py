"""How readers ask of a book: of its chapters by their numbers or places ("What happens in chapter four?", "and in the
next one?"), where it names somebody ("When does Mr. Collins first appear?"), and for a passage ("Find the passage where
..."). Pure; English."""

from __future__ import annotations

import re
from typing import NamedTuple

from uniconv_edge.assistant.words.asking import HELPING_VERBS
from uniconv_edge.expressions import expression
from uniconv_edge.library.numerals import number_said

_KINDS = "chapter|section|part|page|slide"
_NUMBER = r"[a-z]+(?:-[a-z]+)?"
_BEHIND = expression(rf"\b({_KINDS}) ({_NUMBER})\b")
_BEFORE = expression(rf"\b(?:the )?({_NUMBER}) ({_KINDS})\b")
_STEPS = {"next": "next", "following": "next", "previous": "previous", "preceding": "previous", "last": "last"}
_STEPS |= {"final": "last"}
_AROUND = expression(rf"\b(?:the )?({_KINDS}) (after|before)(?: (?:that|it|this)(?: one)?)?$")
_ONE = expression(
    r"(?:and |so )?(?:(?:what|how) about |what (?:happens|is told) |what(?:'s| is) )?(?:in )?"
    r"the (?:(?P<step>next|following|previous|last) one|one (?P<side>after|before)(?: (?:that|it|this))?)(?: about)?"
)
_SAME = expression(
    r"(?:and )?(?:what(?:'s| is| was) (?:it|that|this)(?: one| chapter)? (?:all )?about"
    r"|what happens (?:in (?:it|that|this)(?: one| chapter)?|there)"
    r"|(?:summari[sz]e|sum up) (?:it|that|this)(?: one| chapter)?)"
)
_PAPER = r"(?: in (?P<paper>.+?))?"
_FIRST = expression(
    r"(?:when|where|in which chapter|on which page) (?:"
    r"(?:do|does|did) (?:we |i )?(?:first (?:meet|hear of|see) (?P<met>.+?)"
    rf"|(?P<comes>.+?) (?:first )?(?:appear|turn up|come in|make (?:his|her|their|its) (?:first )?appearance))"
    rf"|(?:is|are|was|were) (?P<named>.+?) (?P<only>first )?(?:mentioned|named|introduced))"
    rf"(?: for the first time)?{_PAPER}(?: for the first time)?"
)
_ALL = expression(r"(?:where|in which chapters?|on which pages?) (?:is|are|was|were) ")
_FIND = expression(
    r"(?i)^(?:(?:can|could|would) you )?(?:please )?(?:find|show|give|quote|read|look for)(?: me)? (?:the |a |that )?"
    r"(?:passage|scene|paragraph|sentence|line|moment)s? "
    r"(?:(?:where|in which|when|that says|which says|that|saying)(?: that)?|about) (?P<what>\S.*?)[?.!]*$"
)
_IN_WHICH = expression(
    rf"(?i)^(?:in|on) (?:which|what) (?:chapter|page|part|section) (?=(?:{HELPING_VERBS})\b(?! (?:that|this|it)\W*$))"
)


class Named(NamedTuple):
    """Somebody or something that a book names, the words by which the book is called ("" for that of the last answer),
    and whether only the first place is wanted."""

    who: str
    book: str
    first: bool


def in_figures(plain: str) -> str:
    """A question in small letters with the number of a chapter in figures behind that ("chapter four", "the fourth
    chapter", "chapter iv" are "chapter 4"), or in which direction it is ("the next chapter" is "chapter next")."""
    plain = _BEHIND.sub(lambda found: f"{found[1]} {number_said(found[2]) or found[2]}", plain)
    plain = _AROUND.sub(lambda found: f"{found[1]} {'next' if found[2] == 'after' else 'previous'}", plain)
    return _BEFORE.sub(_turned, plain)


def _turned(found: re.Match[str]) -> str:
    place = _STEPS.get(found[1]) or str(number_said(found[1]) or "")
    return f"{found[2]} {place}" if place else found[0]


def step_asked(plain: str) -> str:
    """Which chapter beside one that was told of is asked for ("and the next one?"); "" for none."""
    found = _ONE.fullmatch(plain)
    if found is None:
        return ""
    return _STEPS[found["step"]] if found["step"] else "next" if found["side"] == "after" else "previous"


def asks_of_same(plain: str) -> bool:
    """Whether it is asked what a chapter that was named is about: "what is it about?"."""
    return _SAME.fullmatch(plain) is not None


def named_asked(plain: str, typed: str) -> Named | None:
    """Whose first place in a book, or whose places, a question (in small letters, and as typed) asks for; None for
    another."""
    found = _FIRST.fullmatch(plain)
    if found is None:
        return None
    who = found["met"] or found["comes"] or found["named"]
    if not (found["named"] or "first" in plain):
        return None
    at = typed.casefold().find(who)
    first = "first" in plain or _ALL.match(plain) is None
    return Named(typed[at : at + len(who)] if at >= 0 else who, found["paper"] or "", first)


def passage_sought(question: str) -> str:
    """What a question looks for in a book, without that a passage is to be found or that its chapter is asked for;
    others as they are."""
    found = _FIND.match(question)
    return found["what"] if found else _IN_WHICH.sub("", question)
