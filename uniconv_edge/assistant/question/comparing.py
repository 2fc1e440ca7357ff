"""A question what changed from one document to another: "What changed between the two handbooks?", "Compare the draft
and the final", and behind an answer "what else changed?", "what was removed?", "show more". Patterns of whole questions
in small letters without what they begin with (`words/bare.py`) and their end. Pure; English.

Which documents these names mean, if any, the library knows: "the difference between gross and net" is none of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from uniconv_edge.assistant.question.last_answer import MORE
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import MONTHS

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which documents are compared: by two names, each way in which these may be parted, or by what both are called;
    without either those that were quoted last. `on`: about what alone, "" for all. `only`: what alone is asked for:
    ADDED, REMOVED or CHANGED. `since`: what they are called is the name of the older. `compares`: it says so in that
    word, and not only what changed. `else_`: without what was quoted before. `after`: how many changes were told
    before. `instead`: how it is read where these are no names of documents, as of a thing that they tell of."""

    pairs: tuple[tuple[str, str], ...] = ()
    called: str = ""
    on: str = ""
    only: str = ""
    since: bool = False
    compares: bool = False
    else_: bool = False
    after: int = 0
    instead: Comparison | None = None


_WHAT = {
    ADDED: r"added|newly added",
    REMOVED: r"removed|left out|taken out|dropped|deleted|gone|no longer(?: there)?|not any ?more",
}
_ADDED, _REMOVED = (expression(each) for each in _WHAT.values())
_DIFFERS = rf"(?P<what>change[ds]?|different|differs?|new|{'|'.join(_WHAT.values())})"
_BEHIND = (
    r"(?: (?:there|now|else|exactly))*(?: (?P<tail>(?:between|in|from|to|of|since|with|about|for|on|compared) .+))?"
)
_VERBS = r"(?: (?:all|exactly|really|has|have|had|was|were|is|are|got|did they|do they|they|been|else|there))*"
_PARTS = (
    r"(?:clauses?|sections?|parts?|rules?|items?|rows?|articles?|entries|points?|chapters?|paragraphs?|sentences?|lines?"
    r"|terms|conditions|provisions)"
)
_FORMS = tuple(
    expression(form)
    for form in (
        # "What has changed in the lease?", "is there anything new in the 2026 contract?", "what was removed?"
        rf"(?:what|(?:is |was |were |are |has |did )?(?:there )?(?:anything|something)){_VERBS} {_DIFFERS}{_BEHIND}",
        # "Which clauses are new in the 2025 lease?"
        rf"(?:which|what) (?P<part>{_PARTS}){_VERBS} {_DIFFERS}{_BEHIND}",
        # "What are the differences between the draft and the final?", "show me all changes since last year's policy"
        r"(?:(?:what|which|where) (?:is|are|were) |show(?: me)? |list |give me |find |(?:are|is|were) there )?"
        r"(?:all |any |an? )?(?:of )?(?:the )?(?:(?:main|other|biggest|most important|further|more) )*"
        r"(?:differences?|changes|comparison)(?: (?:were|have been|are) (?:made|there))?"
        rf"{_BEHIND}",
        # "Compare the two handbooks", "diff a.md b.md"
        r"(?:compare|contrast|diff) (?P<names>.+?)(?: for (?:me|us))?",
        # "How does version 2 differ from version 1?", "in what way is the new lease different?"
        r"(?:how(?: much)?|where|in (?:what|which) ways?)(?: else)? (?:does|do|did|is|are|has|have|was|were) "
        r"(?P<one>.+?) (?:(?:been )?(?:change[ds]?|different|differ))(?: (?:otherwise|else|now|exactly))?"
        r"(?: (?:from|to|than|since|compared (?:to|with)) (?P<other>.+)| (?:on|about|in|regarding) (?P<on>.+))?",
        # "Have the terms changed since version 1?", "has the deposit changed between the two leases?"
        r"(?:has|have|did|do|does) (?P<has>.+?) (?:been )?(?:changed?|differ)"
        r"(?: (?:since|from) (?P<before>.+)| (?:between|in) (?P<within>.+))?",
        # "Is the copy the same as the contract?", "is the notice period the same in both leases?"
        r"(?:is|are|do|does) (?P<same>.+?) (?:(?:exactly|really|still|otherwise|all|say|says) )*"
        r"(?:the same|identical|a copy)"
        r"(?: (?:as|to|with|of) (?:in )?(?P<as>.+)| (?:in|under|by) (?P<inside>.+))?",
        # "Do both leases have the same deposit?"
        r"(?:do|have) (?P<have>.+?) (?:have|say|state|give|set|ask for|got) the same (?P<of>.+)",
    )
)
_FROM_TO = expression(r"from (?P<one>.+?) to (?P<other>.+)")
_AGAINST = expression(
    r"(?:in|to|of|with|about|for|on) (?P<one>.+?) (?:since|compared (?:to|with)|against|from|versus|vs\.?)"
    r" (?P<other>.+)"
)
_BETWEEN = expression(
    r"(?:in|to|of|with|about|for|on) (?P<name>.+?) (?:between (?P<a>.+?) and (?P<b>.+)|from (?P<c>.+?) to (?P<d>.+))"
)
_SINCE = expression(r"(?:since|compared (?:to|with)) (?P<one>.+)")
_IN = expression(r"(?:in|to|of|with|about|for|on|from|between) (?P<one>.+)")
# A thing that they tell of, before the names of documents: "about the deposit between the two leases".
_ON = expression(
    r"(?:in|to|of|with|about|for|on|regarding) (?P<on>.+?)(?P<tail> (?:between|in|from|since|compared (?:to|with)) .+)?"
)
# Behind what changed about a thing.
_AND_ON = expression(r"(?:and |what |how )?(?:about|on|with|in) (?P<on>[^?]+)")
_OF_THINGS = frozenset(("inside", "within", "on", "of"))
_NO_THING = expression(rf"(?i)\d|^(?:{MONTHS})$")  # but a version or a time
_CHANGES = expression(r"\bchange[ds]?\b")
_BOTH = expression(r"\b(?:both|the two|them|these|those)\b")
_JOINED = expression(r" (?:and|with|to|against|versus|vs\.?|or) |, ?")
_FILES = expression(r"(\S+\.[a-z0-9]{2,5}) (\S+\.[a-z0-9]{2,5})")
_THOSE = expression(
    r"(?:they|them|these|those|the two|both|the two of them|both of them|these two|each other|one another|it|this|that"
    r"|the (?:two|both)? ?(?:documents?|files?)|both (?:documents|files)|these (?:two )?(?:documents|files))"
)
_SHOW_MORE = expression(
    rf"(?:{MORE.pattern})|(?:show|tell|list|give|see)(?: me)? (?:some )?more|(?:what|how) about the (?:rest|others)"
    r"|(?:(?:show|tell|give|list) (?:me )?)?(?:the )?(?:rest|others|next(?: ones| \w+)?|remaining(?: ones)?"
    r"|(?:other|further|more|remaining) (?:changes|differences)|all(?: of (?:them|it))?)(?: please)?"
)
_ELSE = expression(r"\b(?:else|other|further|more)\b")


def comparison_asked(plain: str) -> Comparison | None:
    """What a question asks to be compared; None for another question."""
    for form in _FORMS:
        if found := form.fullmatch(plain):
            return _read({name: value for name, value in found.groupdict().items() if value}, plain)
    return None


def comparison_again(plain: str, before: Comparison, told: int) -> Comparison | None:
    """What a question asks of the comparison before, of which so many changes are told at once; None for another."""
    if _SHOW_MORE.fullmatch(plain):
        return _more(before, told)
    if found := _AND_ON.fullmatch(plain) if before.on else None:
        return replace(before, on=found["on"], after=0)
    asked = comparison_asked(plain)
    if asked is None or asked.pairs or asked.called:
        return None
    if asked.on:
        return replace(before, on=asked.on, only=asked.only, else_=False, after=0)
    if asked.else_ and not asked.only:  # behind what was added alone also what was removed or changed
        return replace(before, only="", else_=True, after=0) if before.only else _more(before, told)
    return replace(before, only=asked.only, else_=asked.else_, after=0)


def _more(before: Comparison, told: int) -> Comparison:
    """The next of what was compared: by its place, or what was not quoted."""
    return before if before.else_ else replace(before, after=before.after + told)


def _read(parts: dict[str, str], plain: str) -> Comparison:
    what = parts.get("what", "")
    only = ADDED if _ADDED.fullmatch(what) else REMOVED if _REMOVED.fullmatch(what) else ""
    if "part" in parts and not only:
        only = ADDED if what == "new" else CHANGED
    thing = _on_a_thing(parts)
    if thing is not None and _OF_THINGS.isdisjoint(parts):  # "in the lease" may name a document too
        is_plain = thing.called or _CHANGES.search(plain) or _BOTH.search(plain)
        names = replace(_named(parts), instead=replace(thing, only=only) if is_plain else None)
    else:
        names = thing or _named(parts)
    names = replace(names, only=only, compares="names" in parts)
    is_alone = not (names.pairs or names.called or names.on)
    return replace(names, else_=is_alone and _ELSE.search(plain) is not None)


def _on_a_thing(parts: dict[str, str]) -> Comparison | None:
    """How a question is read of a thing that documents tell of; None where it names none."""
    for thing, names in (("same", "as"), ("same", "inside"), ("has", "before"), ("has", "within")):
        if thing in parts and names in parts:
            return replace(_called(parts[names]), on=parts[thing], since=names in ("as", "before"))
    for thing, names in (("on", "one"), ("of", "have")):
        if thing in parts:
            return replace(_called(parts[names]), on=parts[thing])
    found = _ON.fullmatch(parts.get("tail", ""))
    if found is None or _THOSE.fullmatch(found["on"]) or _NO_THING.search(found["on"]):
        return None
    return replace(_named({"tail": (found["tail"] or "").strip()}), on=found["on"])


def _named(parts: dict[str, str]) -> Comparison:
    """By which names documents are told."""
    for one, other in (("one", "other"), ("same", "as"), ("has", "before")):
        if one in parts:
            return _two(parts[one], parts[other]) if other in parts else _called(parts[one])
    tail = parts.get("tail", "")
    if found := _FROM_TO.fullmatch(tail):
        return _two(found["one"], found["other"])
    if found := _BETWEEN.fullmatch(tail):
        one, other = found["a"] or found["c"], found["b"] or found["d"]
        return _two(f"{found['name']} {one}", f"{found['name']} {other}")
    if found := _AGAINST.fullmatch(tail):
        return _two(found["one"], found["other"])
    if found := _SINCE.fullmatch(tail):
        return replace(_called(found["one"]), since=True)
    if found := _IN.fullmatch(tail):
        return _called(found["one"])
    return _called(parts.get("names", ""))


def _two(one: str, other: str) -> Comparison:
    """Two names; what is the same as "each other" has none."""
    if _THOSE.fullmatch(one) or _THOSE.fullmatch(other):
        return Comparison() if _THOSE.fullmatch(one) and _THOSE.fullmatch(other) else _called(one)
    return Comparison(pairs=((one, other),), called=f"{one} {other}")


def _called(names: str) -> Comparison:
    """One name for both, or two that are joined."""
    if not names or _THOSE.fullmatch(names):
        return Comparison()
    if found := _FILES.fullmatch(names):
        return Comparison(pairs=((found[1], found[2]),), called=names)
    return Comparison(pairs=tuple(_parted(names)), called=names)


def _parted(names: str) -> Iterator[tuple[str, str]]:
    """Each way in which a name may be two."""
    for found in _JOINED.finditer(names):
        if (one := names[: found.start()].strip()) and (other := names[found.end() :].strip()):
            yield one, other
