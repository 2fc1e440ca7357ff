"""Sections and lines that papers of many kinds call by what they tell, and not by what they tell it of: the steps of a
thing, what is needed for it, how many of something it has. "How do I make lasagna?" is told below "Directions" of what
is called `Lasagna`, "How many employees does Acme have?" by `Number of employees | 12` in `Acme`. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from uniconv_edge.expressions import expression
from uniconv_edge.library.words import STOP_WORDS, words_of

_STEPS = (
    r"(?:directions?|instructions?|method|(?:the )?steps|procedures?|preparation|step[ -]by[ -]step(?: \w+)?"
    r"|how to (?:make|do|prepare|cook|build|use) (?:it|this|them)|how it is (?:made|done))"
)
_THINGS = r"(?:ingredients|(?:raw )?materials?|equipment|tools|supplies|parts|utensils|requirements|prerequisites)"
_NEEDED = (
    rf"(?:{_THINGS}(?:(?:,| and|,? or| &) {_THINGS})*(?: (?:needed|required))?|shopping list|before you (?:begin|start)"
    r"|(?:what |things )?(?:you|you['’]ll|you will|we) need)"
)
_PARTS = r"(?:ingredients|composition)"
_OF_ITS_OWN = r"(?: (?:for|of) .{1,40}| \(.{1,40}\))?"  # `Ingredients (serves 4)`, `Steps for the dough`
_WORDS_OF_STEPS = "directions instructions method steps step procedure preparation how"
_WORDS_OF_NEEDED = (
    "ingredients materials equipment tools supplies parts utensils requirements prerequisites need list begin start"
)
_BEGINS = r"^\W*(?:(?:and|so|but|then|ok|okay)\W+)*"
_WHO = r"(?:i|we|you|one)"
_MAKES = "make|do|cook|bake|prepare|brew|build|create"
_WHAT = r".{1,200}?"
_ASKS_FOR_STEPS = expression(
    rf"(?i){_BEGINS}how (?:(?:do|can|should|must|would|could|shall) {_WHO}(?: go about)?|to) (?P<of>{_WHAT})\W*$"
    rf"|{_BEGINS}how (?:is|are) (?P<made>{_WHAT}) (?:made|done|cooked|baked|prepared|built|brewed)\W*$"
)
_ASKS_FOR_NEEDED = expression(
    rf"(?i){_BEGINS}what(?: all| else)? "
    rf"(?:(?:do|will|would|should) {_WHO}(?: still| also| all)* need(?: to (?:have|buy|get))?|is (?:needed|required))"
    rf"(?:(?: in order)? (?:for|to (?=(?:{_MAKES})\b)) ?(?P<of>{_WHAT}))?\W*$"
)
_ASKS_FOR_PARTS = expression(
    rf"(?i){_BEGINS}what(?:(?: is| are|['’]s) (?P<made>{_WHAT}) made (?:of|from|out of)"
    rf"|(?: is|['’]s| goes) (?:in|into) (?P<into>{_WHAT}))\W*$"
)
_ASKS_FOR_NUMBER = expression(
    rf"(?i){_BEGINS}how many (?P<of>[^\W\d_][\w-]*(?: [\w-]+)?) (?:are|were|do|does|did|has|have)\b(?P<by>{_WHAT})\W*$"
)
# "Which languages does she speak?" below `Languages` of what is called as she is, "What experience has he?".
_ASKS_FOR_PART = expression(
    rf"(?i){_BEGINS}(?:what|which) (?P<part>[^\W\d_]{{4,20}}) (?:does|did|has|have|can|do) (?P<of>{_WHAT})\W*$"
)
_HEADINGS_OF_PART = "(?:(?:[a-z]+ )?{0}s?(?: (?:and|&) [a-z]+| skills| history)?)"
_DOES = frozenset(_MAKES.split("|")) | {"making", "doing", "baking", "cooking"}  # whatever is made or done
_STEM = 5  # letters by which a word is known: `cleaning` of `clean`
_LONGEST = 60  # characters of a heading
_LINE = expression(r"\S(?:.*\S)?")
_NUMBER = expression(r"^(?:\d+\.)*\d*\s+")


class Purpose(NamedTuple):
    """What a question asks for of a thing: what the headings of such sections are, or the lines that tell it themselves
    (`is_line`), words that one of these has, and the words of the thing, () where it only points at it ("how do I make
    it?")."""

    called: re.Pattern[str]
    words: tuple[str, ...]
    thing: tuple[str, ...]
    is_line: bool = False


@lru_cache(maxsize=16)
def purpose_asked(question: str) -> Purpose | None:
    """What a question asks for that has sections of its own, whatever it is of; None for another question."""
    for asks, headings, called in (
        (_ASKS_FOR_STEPS, _STEPS, _WORDS_OF_STEPS),
        (_ASKS_FOR_NEEDED, _NEEDED, _WORDS_OF_NEEDED),
        (_ASKS_FOR_PARTS, _PARTS, "ingredients composition"),
    ):
        if found := asks.match(question):
            of = next(filter(None, found.groups()), "")
            return Purpose(re.compile(rf"(?i){headings}{_OF_ITS_OWN}"), tuple(called.split()), _thing(of))
    if found := _ASKS_FOR_PART.match(question):
        part = found["part"].lower().removesuffix("s")
        words = words_of(found["of"])
        of = words[:-1] or words  # without the verb: "what experience has he?"
        sections = re.compile(rf"(?i){_HEADINGS_OF_PART.format(re.escape(part))}{_OF_ITS_OWN}")
        return Purpose(sections, (part,), _thing(" ".join(of)))
    if found := _ASKS_FOR_NUMBER.match(question):
        number = f"number of {found['of']}"
        line = re.compile(rf"(?i)(?:total )?{re.escape(number)}(?: \([^()]*\))?\s*[:|]\s*(?=\W?\d)")
        return Purpose(line, (number,), _thing(found["by"]), is_line=True)
    return None


def _thing(of: str) -> tuple[str, ...]:
    """The words of what is asked of."""
    return tuple(dict.fromkeys(word for word in words_of(of) if word not in STOP_WORDS and word not in _DOES))


def asks_what_is_needed(question: str) -> bool:
    """Whether a question asks for all that is needed for a thing, or that it is made of."""
    return any(asks.match(question) for asks in (_ASKS_FOR_NEEDED, _ASKS_FOR_PARTS))


def purpose_at(purpose: Purpose, text: str, above: str) -> int:
    """Where in a passage begins such a line, or what stands below the heading of such a section, and the passage stands
    under a title, headings or file's name (`above`) that say the thing; -1 without one."""
    lines = list(_LINE.finditer(text))
    if purpose.is_line:
        told = next((line.start() for line in lines if purpose.called.match(line[0])), -1)
        return told if _says(purpose.thing, above) else -1
    for line, following in pairwise(lines):
        called = _NUMBER.sub("", line[0]).strip(" :#*")
        if len(line[0]) <= _LONGEST and purpose.called.fullmatch(called):
            return following.start() if _says(purpose.thing, f"{above}\n{called}") else -1
    return -1


def _says(thing: Collection[str], above: str) -> bool:
    said = {word[:_STEM] for word in words_of(above)} | {word.removesuffix("s") for word in words_of(above)}
    return all(word[:_STEM] in said or word.removesuffix("s") in said for word in thing)
