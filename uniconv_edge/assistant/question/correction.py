"""A question that corrects the one before ("no, I meant the tyres", "not the car, the bike") or asks it of another name
or number ("and flat 4?"): what was meant, and the question before with it in the place of what it corrects. Pure;
English.

What is corrected is what the person says it is; else what has a number by the same word with another ("flat 3" by "flat
4"), a name by a name, "it" or "he", or of the things that the question names the one that is likest to what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from uniconv_edge.assistant.words.asking import HELPING_VERBS, QUESTION_WORDS
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.assistant.words.names import JOINING, WORD, is_name, names
from uniconv_edge.assistant.words.quantities import ORDINALS
from uniconv_edge.assistant.words.terms import is_empty, restated, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of
from uniconv_edge.types import Turn

_NO = r"(?:(?:no|nope|sorry|oh|ah|wait|ok|okay|actually|well|but|and|hm+)\b[,.!:–—-]*\s+)*"
_MEANT = r"i (?:actually |really |only )?(?:meant?|was (?:asking|talking) (?:about|for|of)|asked (?:about|for)),?\s+"
_NOUN = r"(?:(?:the|my|our|your|his|her|its|their|a|an|this|that|these|those)\s+)?[^,.;:?!\s]+(?:\s+[^,.;:?!\s]+){0,5}?"
_END = r"\s*[.!?]*$"
_I_MEANT = expression(rf"(?i)^{_NO}{_MEANT}(?P<meant>\S.*?)(?:,? not (?P<wrong>{_NOUN}))?{_END}")
_MEANT_BEHIND = expression(rf"(?i)^{_NO}(?P<meant>{_NOUN}),? i (?:really )?meant?{_END}")
_NOT_THIS = expression(
    rf"(?i)^{_NO}not\s+(?P<wrong>{_NOUN})(?:\s*[,;:–—-]\s*(?:but\s+|{_MEANT})?|\s+but\s+)(?P<meant>{_NOUN}){_END}"
)
_THIS_NOT = expression(rf"(?i)^{_NO}(?P<meant>{_NOUN}), (?:and )?not (?P<wrong>{_NOUN}){_END}")
_NO_THIS = expression(
    r"^(?i:no|nope|sorry|no,? sorry)[,.!:–—-]+\s+"
    r"(?P<meant>(?:(?i:the|my|our|his|her|their|in|for|on|at|from)\s+\S+|[A-Z]\S*)"
    rf"(?:\s+\S+){{0,3}}?){_END}"
)
_ASKS = expression(rf"(?i)^(?:{QUESTION_WORDS}|{HELPING_VERBS})\b")
_TELL = expression(r"(?i)^(?:tell|show|give|list)\b")
# What makes a sentence of its own: "no, I don't", "no, my doctor has not".
_SAYS = expression(
    r"(?i)^i\b|^i['’]|\b(?:is|are|am|was|were|has|have|had|do|does|did|not|can|will|would|should)\b|n['’]t\b"
)
_THE_ONE = expression(r"(?i)^the ones? (?=(?:in|on|at|for|from|to|with|without|of)\b)")  # "the one for four"
_ANOTHER = expression(r"(?i)^(?:(?:the|an|some) ?(?:other|others|different|next)(?: (?:one|ones))?|another(?: one)?)$")

_ONE = expression(r"(?i)^(?P<which>.+?) ones?$")
_NTH = expression(rf"(?i)\b(?:{ORDINALS}|last|next)\b")
_ARTICLE = expression(r"(?i)^(?:the|a|an)\s+")
_PRONOUN = expression(r"(?i)\b(?:(it|he|she|they|him|them|that|this|these|those|her(?! \w))|(its|his|her|their))\b")
_DETERMINER_LIST = "the my our your his her its their a an this that these those"
_PREPOSITION_LIST = (
    "in on at for from to by with without about of under over after before during until since than as into per"
)
_HELPING_LIST = "do does did can could may must should will would shall"
_ARTICLES_AT_END = expression(rf"(?i)\b(?:(?:{_DETERMINER_LIST.replace(' ', '|')})\s+)+$")
_DETERMINERS, _PREPOSITIONS, _HELPING = (
    frozenset(words.split()) for words in (_DETERMINER_LIST, _PREPOSITION_LIST, _HELPING_LIST)
)
_OWNS = ("'s", "’s")
_GOES_ON = expression(r"(?i)^\W*(?:(?:and|or|but|so|ok|okay|then)\b,?\s+)*(?:(?:what|how) about\s+)?")
_NUMBER = r"(?P<number>\d+[a-z]?|[A-Z])"  # or letter: "flat 3", "route B"
_NUMBERED = expression(rf"(?P<kind>[^\W\d_]{{2,}}) {_NUMBER}")
_FEW_WORDS = expression(r"[\w'’-]+(?: [\w'’-]+)?")
_FIRST_WORD = expression(r"^\S+")
_OF_ANY = frozenset(("for", "of", "from", "with", "by", "about"))  # a name is the same behind these and without


@dataclass(frozen=True, slots=True)
class Correction:
    """What was meant, and what was not, "" where that is not said. `another`: another answer than was given."""

    meant: str
    wrong: str = ""
    another: bool = False


def correction(question: str) -> Correction | None:
    """What a question corrects; None where it asks by itself."""
    for pattern in (_NOT_THIS, _I_MEANT, _MEANT_BEHIND, _THIS_NOT, _NO_THIS):
        if found := pattern.match(question.strip()):
            meant, wrong = found["meant"].strip(), (found.groupdict().get("wrong") or "").strip()
            if _ANOTHER.match(meant):
                return Correction(meant, another=True)
            asks = _SAYS.search(meant) or (pattern is not _NOT_THIS and _ASKS.match(meant))
            if telling_words(meant) and (pattern is _I_MEANT or not asks):
                return Correction(_THE_ONE.sub("", meant), wrong)
    return None


def another_such(question: str, before: str) -> Correction | None:
    """What a question asks the one before it of, that says no more than another name or number: "and flat 3?" behind
    one on flat 1, "and Ben's?" behind one on Ada; None where it says more, or that has nothing alike."""
    meant = _GOES_ON.sub("", question, count=1).rstrip(" ?!.")
    says_when = restated([Turn("user", before), Turn("user", question)]) != question
    return None if says_when or _alike(before, meant) is None else Correction(meant)


def corrected(before: str, by: Correction, likest: Callable[[str, Sequence[str]], int], about: str = "") -> str:
    """The question before as it is meant. `likest` says which of some phrases is likest to one. `about`: what a
    question is on that no document is asked for an answer to ("how many files mention it?"): that is corrected then."""
    if by.another or not before:
        return before
    if _ASKS.match(by.meant) or _TELL.match(bare(by.meant)):
        return by.meant
    told = restated([Turn("user", before), Turn("user", by.meant)])
    if told != by.meant:  # it says only when, or how many
        return told
    question = before.rstrip(" ?!.")
    if not (by.wrong or about) and (alike := _alike(question, by.meant)):
        (start, end), meant = alike
        return f"{question[:start]}{meant}{question[end:]}?"
    place = (_about(question, by, about) if about else None) or _place(question, by, likest)
    if place is None:
        return f"{question} {by.meant}?"
    start, end = place
    return f"{question[:start]}{_in_place_of(question[start:end], by)}{question[end:]}?"


def _in_place_of(thing: str, by: Correction) -> str:
    """What was meant, as it stands for a thing: "the quick one" for "the eco programme" is "the quick programme"."""
    if _NTH.fullmatch(thing) and (nth := _NTH.search(by.meant)):
        return nth[0]
    if (one := _ONE.match(by.meant)) and not _PRONOUN.fullmatch(thing):
        return f"{one['which']} {thing.split()[-1]}"
    is_owner = thing.endswith(_OWNS) and not by.meant.endswith(_OWNS)
    return f"{by.meant}'s" if is_owner or (_PRONOUN.fullmatch(thing) or [None] * 3)[2] else by.meant


def _alike(question: str, meant: str) -> tuple[tuple[int, int], str] | None:
    """The one stretch of a question that is numbered by the same word, or a name, as what was meant and no more is, and
    what is to stand there; None where there is none or are several."""
    words = [each.span() for each in WORD.finditer(meant)]
    leading = list(takewhile(lambda span: meant[slice(*span)].casefold() in _DETERMINERS | _PREPOSITIONS, words))
    before = " ".join(meant[slice(*span)].casefold() for span in leading)
    thing = meant[words[len(leading)][0] :] if len(leading) < len(words) else ""
    if numbered := _NUMBERED.fullmatch(thing):
        same = re.compile(rf"\b(?i:{numbered['kind']}) {_NUMBER}(?![\w.:/]|,? (?:and|or|to) )")
        found = [each.span() for each in same.finditer(question)]
        return (found[0], thing) if len(found) == 1 and question[slice(*found[0])] != thing else None
    if place := _last_thing(question, before, thing):
        return place, thing
    # Word by word first, so that a question is no name at its first small word, and no dictionary is asked.
    may_be = bool(thing) and all(word in JOINING or is_name(word) for word in WORD.findall(thing))
    if not may_be or names(thing) != [(0, len(thing))]:
        return None
    # The first word has a capital whatever it is; who writes one name with a capital writes all so; and what is written
    # in capitals alone names another kind of thing than what is not: "and the VAT?".
    behind_first = _FIRST_WORD.sub(lambda first: " " * len(first[0]), question)
    spans = (_of_whom(question, span) for span in names(behind_first))
    named = [span for span in spans if _is_written_alike(question[slice(*span)], thing)]
    led = [span for span in named if before and re.search(rf"(?i)\b{before}\s+$", question[: span[0]])]
    of_any = not before or before in _OF_ANY or (before in _DETERMINERS and thing[0].isupper())
    chosen = led or (named if of_any else [])
    if len(chosen) != 1:
        return None
    owns = question[slice(*chosen[0])].endswith(_OWNS)
    if owns != thing.endswith(_OWNS):
        thing = f"{thing}'s" if owns else thing[:-2]
    return chosen[0], f"{before} {thing}" if before in _DETERMINERS and not led else thing


def _last_thing(question: str, before: str, thing: str) -> tuple[int, int] | None:
    """Where the last words of a question stand behind the same small words as a thing: "lasagna" of "the ingredients of
    the lasagna" for "of the goulash", "line length" of "say about line length" for "about imports"; None where they do
    not, or the thing is more than two words."""
    first, _, others = before.partition(" ")
    if first not in _PREPOSITIONS or not (others or first == "about") or not _FEW_WORDS.fullmatch(thing):
        return None
    found = re.search(rf"(?i)\b{before} ({_FEW_WORDS.pattern})\W*$", question)
    return found.span(1) if found and found[1].casefold() != thing.casefold() else None


def _of_whom(question: str, span: tuple[int, int]) -> tuple[int, int]:
    """The name alone of one behind what is asked of it in capitals: `Ada` of "the VAT of Ada"."""
    measure, of, _ = question[slice(*span)].partition(" of ")
    return (span[0] + len(measure) + len(of), span[1]) if of and measure.isupper() else span


def _is_written_alike(name: str, other: str) -> bool:
    one, two = (re.sub(r"['’]s$", "", each) for each in (name, other))
    return one[0].isupper() == two[0].isupper() and one.isupper() == two.isupper()


def _place(question: str, by: Correction, likest: Callable[[str, Sequence[str]], int]) -> tuple[int, int] | None:
    """The stretch of a question that a correction takes the place of; None where it is added."""
    things = _things(question)
    if by.wrong and (said := _said(question, by.wrong)):
        return next((span for span in things if span[0] <= said[0] and said[1] <= span[1]), said)
    if (one := _ONE.match(by.meant)) and _NTH.search(one["which"]) and (nth := _NTH.search(question)):
        return nth.span()  # "the first one" for "the second half"
    if things and _ONE.match(by.meant):
        return things[0]
    first = by.meant.split()[0].casefold()
    if first in _PREPOSITIONS:
        same = re.search(
            rf"(?i)\b{first} (?:{_DETERMINER_LIST.replace(' ', '|')})?\s*[^\s,;]+(?: [^\W\d_]+)*$", question
        )
        return same.span() if same else None
    pronoun = _PRONOUN.search(question)
    if by.meant[0].isupper():
        named = [span for span in things if question[span[0]].isupper()]
        if named or (pronoun and pronoun[2]):
            return named[-1] if named else pronoun and pronoun.span()
    shared = {stem(word) for word in telling_words(by.meant)}
    for start, end in things:  # "the yearly premium" in place of "the premium"
        if shared.intersection(map(stem, telling_words(question[start:end]))):
            return start, end
    if pronoun and (not things or pronoun[1]):
        return pronoun.span()
    return things[likest(by.meant, [question[slice(*span)] for span in things])] if things else None


def _about(question: str, by: Correction, about: str) -> tuple[int, int] | None:
    """The stretch of a question that says what it is on, with its article, and with the word behind it that what was
    meant ends with too: "the letters folder"."""
    if by.meant.split()[0].casefold() in _PREPOSITIONS:
        return None
    told = {stem(word) for word in telling_words(about)}
    words = [each.span() for each in WORD.finditer(question) if told.intersection(map(stem, words_of(each[0])))]
    said = _said(question, by.wrong or about) or (words and (words[0][0], words[-1][1]))
    if not said:
        return None
    start, end = said
    same = re.compile(rf"(?i)\s+{re.escape(by.meant.split()[-1])}\b").match(question, end)
    return len(_ARTICLES_AT_END.sub("", question[:start])), same.end() if same else end


def _said(question: str, wrong: str) -> tuple[int, int] | None:
    """Where the question says what was not meant, with or without its article."""
    for phrase in (wrong, _ARTICLE.sub("", wrong)):
        if found := re.search(rf"(?i)(?<!\w){re.escape(phrase)}(?!\w)", question):
            return found.span()
    return None


def _things(question: str) -> list[tuple[int, int]]:
    """The stretches of a question that name things: words between those that only glue, with their articles."""
    words = [(each.start(), each.end(), each[0].casefold()) for each in WORD.finditer(question)]
    found: list[tuple[int, int]] = []
    helped = False
    at = 0
    while at < len(words):
        if words[at][2] in _HELPING:
            helped = True
        begins = at
        while at < len(words) and words[at][2] in _DETERMINERS:
            at += 1
        first = at
        while at < len(words) and not _glues(words[at][2]):
            at += 1
            if words[at - 1][2].endswith(_OWNS):
                break
        if at > first and begins > 0:
            last = at - 1
            # Behind "does" or "is" the last word is what it does, or what is done with it.
            if last > first and at == len(words) and (helped or words[last][2].endswith("ed")):
                last -= 1
            found.append((words[begins][0], words[last][1]))
            helped = False
        at = max(at, first, begins + 1)
    return found


def _glues(word: str) -> bool:
    return word in _PREPOSITIONS or all(map(is_empty, words_of(word)))
