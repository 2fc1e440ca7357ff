"""Questions for the tags of notes: "which notes are tagged recipe?", "what is under #idea?", "list my tags". Pure.

English, and the question in small letters, with one blank between words and no mark behind it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from uniconv_edge.expressions import expression

_TAG = r"(?P<tag>[\"'“]?#?[\w/-]+[\"'”]?(?: (?:and|or) [\"'“]?#?[\w/-]+[\"'”]?)?)"
_HASH = _TAG.replace("#?", "#")
_THINGS = r"(?:of )?(?:my |the |our )?(?P<things>[a-z][\w-]*)"
_ASKS = r"(?:which|what|how many|list|show(?: me)?|find|give me|are there)(?: all| every| any)?"
_TAGGED = r"(?:tagged|labell?ed)(?: (?:with|as|by|under))?(?: the tag)?"
_HAVING = r"(?:have|has|with|carry|bear|under|use)(?: got)?(?: the| a| an)?"
_PATTERNS = tuple(
    expression(pattern)
    for pattern in (
        rf"{_ASKS} {_THINGS} (?:(?:are|is|were|that are|that is|have i|did i) )?{_TAGGED} {_TAG}",
        rf"{_ASKS} {_THINGS} (?:that )?{_HAVING} (?:hash)?tags? {_TAG}",
        rf"{_ASKS} {_THINGS} (?:that )?{_HAVING} {_TAG} (?:hash)?tag",
        rf"{_ASKS} {_THINGS} (?:are |is )?(?:that )?(?:{_HAVING}|mentions?|contains?|for|about|in|on|as) {_HASH}",
        rf"(?:what|which)(?: is| are| did i| have i) (?:tag|{_TAGGED})(?: with| as)? {_TAG}",
        rf"what(?: is| do i have| is there)? (?:under|with|for|in) (?:the tag )?{_HASH}",
        rf"(?:(?P<things>notes?|everything|anything|all) )?{_TAGGED} {_TAG}",
    )
)
_ALL = expression(
    r"(?:which|what|list|show(?: me)?|how many)(?: are)?(?: all)?(?: of)?(?: (?:my|the|different))* tags"
    r"(?: (?:do i (?:have|use)|are there|are used|exist|in (?:my|the|this) (?:notes|vault|library)|have i used))*"
)
_AGAIN = expression(
    rf"(?:(?:and|so|but) )?(?:(?:which|what|how many)(?: ones)? (?:are |is )?(?:also )?{_TAGGED} {_TAG}"
    rf"|(?:(?:what|how) about )?(?:{_TAGGED} )?{_HASH.replace('<tag>', '<other>')})"
)
_NARROWS = expression(
    rf"(?:(?:and|so|but) )?(?:which|what|how many) of (?:them|these|those) (?:are|is|have|has)(?: also)?"
    rf"(?: the tag)?(?: {_TAGGED})? {_TAG}"
)
_SAYS_TAG = expression(r"(?i)#|\btagged\b|\b(?:hash)?tags?\b")
_ANY_LIST = (
    "note notes page pages document documents docs file files entry entries thing things everything anything all item "
    "items card cards one ones"
)
_ANY = frozenset(_ANY_LIST.split())


@dataclass(frozen=True, slots=True)
class TagsAsked:
    """What is asked of tags: notes with all of the `tags` ("a or b": either; "" where it is asked which there are);
    `things`: what the notes are called, "" for any."""

    tags: str = ""
    things: str = ""


def tags_asked(plain: str) -> TagsAsked | None:
    """What a question asks of the tags; None for another question."""
    if _ALL.fullmatch(plain):
        return TagsAsked()
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(plain):
            told = found.groupdict()
            things = told.get("things") or ""
            return TagsAsked(_cleaned(told["tag"]), "" if things in _ANY else things)
    return None


def tags_asked_again(plain: str, before: str) -> TagsAsked | None:
    """What a question asks of the notes behind one for those with the tags `before`; None for another question."""
    if narrows := _NARROWS.fullmatch(plain):
        return TagsAsked(f"{before} and {_cleaned(narrows['tag'])}" if before and " or " not in before else "")
    found = _AGAIN.fullmatch(plain)
    return TagsAsked(_cleaned(found["tag"] or found["other"])) if found else None


def says_tag(question: str) -> bool:
    """Whether a question calls a tag so, or writes it as one."""
    return _SAYS_TAG.search(question) is not None


def _cleaned(tag: str) -> str:
    return re.sub(r"[\"'“”#]", "", tag)
