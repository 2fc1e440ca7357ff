"""Which of several documents of one kind a question means: the newest, the one before, the oldest, or another than was
quoted; questions on an answer that was quoted from several. Pure; English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from uniconv_edge.assistant.question.last_answer import PAPER
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.expressions import expression


class Which(Enum):
    """Which of several documents."""

    NEWEST = "newest"
    EARLIER = "earlier"  # the one before the newest
    OLDEST = "oldest"

    @property
    def place(self) -> int:
        """Its place among documents, the newest first."""
        return {Which.NEWEST: 0, Which.EARLIER: 1, Which.OLDEST: -1}[self]


_KIND = rf"(?:ones?|versions?|editions?|drafts?|copy|offer|quote|price list|{PAPER})"
_FORMS = (
    (
        Which.NEWEST,
        r"(?:current(?:ly)?|newest|(?<!at the )(?<!at )latest|most recent|up[- ]to[- ]date"
        rf"|(?:new|newer|valid) {_KIND})",
    ),
    (Which.OLDEST, rf"(?:oldest|(?:original|first|earliest) {_KIND})"),
    (Which.EARLIER, rf"(?:previous|former|(?:old|older|earlier|last year['’]s) {_KIND})"),
)
_ASKED = tuple((which, expression(rf"(?i)\b{form}\b")) for which, form in _FORMS)
_NOW = expression(
    r"(?i)(?:(?<!\b(?:than|till|from))(?<!\b(?:until|since))(?<!\b(?:by|to))(?<!\bfor)(?<!\bbefore)"
    r",? (?:(?:right |just )?now|nowadays|these days|at (?:the moment|present)|at present))(?=\s*[?.!]*$)"
)
_NEWNESS = expression(r"(?i)\b(?:current|newest|latest|most recent|oldest|previous|older|newer|old|new|former) ")
_ONLY_AGE = expression(r"(?i)\b(?:current|newest|latest|most recent) ([\w'’-]+)")
# Of what took place, and not of documents that differ: "when was the latest service?"
_TOOK_PLACE = expression(rf"(?i)^(when (?:was|were|did) (?:the|my|our) )(?:latest|most recent) (?!{_KIND}\b)")
_WHAT_IS_IT = r"(?:what|when|where|who|how (?:much|many|long|often|high)) (?:is|was|are|were) (?:it|that|this|they)"
_NOT_THERE = rf"(?:(?:and|but|or|what about|how about|{_WHAT_IS_IT}|(?P<says>what (?:does|did|do))) )*"
_BEHIND = expression(
    rf"(?i)^(?:{_NOT_THERE})(?:(?:in|for|under|by|according to|with) )?"
    rf"(?P<name>(?:the|my|our|your|its) (?:[\w'’&-]+ ){{0,4}}?{_KIND}(?: (?:from|of|for) [\w'’& -]+)?"
    r"|(?:the )?(?:version|edition|revision) [\w.]+|(?:the |my |our )?(?:first |final |latest )?(?:draft|final))"
    r"(?(says) (?:say|tell|have) (?:about|on) (?:it|that|this))\s*[?.!]*$"
)
_ANOTHER_THING = expression(
    r"(?i)^\W*(?:(?:and|so|but|ok|okay)\W+)*(?:and|(?:what|how) about) "
    r"(?:(?:about|at|by|for|from|in|of|on|to|under|with) )?(?:(?:the|my|our) )?"
    r"(?P<name>[\w'’-]+(?: [\w'’-]+){0,2})\s*[?.!]*$"
)
_WHICH_NEWER = expression(
    rf"(?i)^(?:and )?which(?: (?P<kind>{_KIND}))?(?: of (?:them|these|those|the two|both))? (?:is|are) (?:the )?"
    r"(?:newer|newest|latest|later|more recent|most recent|current|older|oldest|earlier)"
    r"(?: ones?)?(?: (?:now|of (?:them|these|the two)))?\s*[?.!]*$"
)


@dataclass(frozen=True, slots=True)
class OfAnother:
    """That the question before is asked again of another document: what that is called, without what only says how old
    it is, and which it is where that is said."""

    name: str
    which: Which | None


def which_asked(question: str) -> Which | None:
    """Which of documents that tell the same thing a question means; None where it does not say."""
    if _NOW.search(question):
        return Which.NEWEST
    return next((which for which, form in _ASKED if form.search(question)), None)


def without_now(question: str, is_said: Callable[[str], bool]) -> str:
    """The question without what only says that the newest is meant: its "now" at the end, and "current" or "latest"
    before a word, unless documents say both words together (`is_said`). The latest of what took place is the last."""
    question = _TOOK_PLACE.sub(r"\1last ", question)
    found = _ONLY_AGE.search(_NOW.sub("", question))
    if found is None or is_said(found[0]):
        return _NOW.sub("", question)
    return f"{found.string[: found.start()]}{found[1]}{found.string[found.end() :]}"


def without_age(name: str) -> str:
    """What a document is called, without what only says how old it is."""
    return _NEWNESS.sub("", name)


def of_another(question: str) -> OfAnother | None:
    """What "and in the old one?" asks."""
    found = _BEHIND.match(bare(question))
    if found is None:
        return None
    which = which_asked(found["name"])
    return OfAnother(without_age(found["name"]) if which else found["name"], which)


def of_another_thing(question: str) -> str:
    """What a question names that says no more: "goulash" of "and the goulash?"; "" for another question."""
    found = _ANOTHER_THING.match(question)
    return "" if found is None else found["name"]


def asks_which_is_newer(question: str) -> str | None:
    """What those are called of which it is asked which is the newer, or the older, of the documents quoted last: "one",
    "draft"; None for another question."""
    found = _WHICH_NEWER.match(question.strip())
    return (found["kind"] or "one") if found else None
