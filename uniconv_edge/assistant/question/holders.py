"""Which of several things have what is asked for: "who speaks French?", "which recipes contain eggs?", "which countries
border Germany?". Papers of a kind say it below the same heading or behind the same label: `Languages: English, French`.
Pure; English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from uniconv_edge.assistant.words.terms import stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import STOP_WORDS

_LONGEST = 160  # characters of a question
_MOST_WORDS = 4  # of what is asked for
# What people say of somebody or of things, and what papers call the place where that stands, the likelier one first.
_DONE = "experience employment career position work project achievement"
_OF_SOMEBODY = (
    (
        "know knows knew use uses used master masters handle handles operate operates",
        f"skill competence competency tool technology software knowledge expertise stack {_DONE}",
    ),
    (
        "study studies studied graduate graduated train trained learn learned learnt",
        "education training study studies degree qualification university school",
    ),
    (
        "have has had hold holds got with",
        "education qualification degree certificate certification licence license award experience",
    ),
    ("live lives lived reside resides", "address residence home city town"),
    ("work works worked serve serves served", _DONE),
    ("like likes enjoy enjoys play plays", "hobby interest leisure"),
)
_OF_ANY = (
    ("speak speaks spoke spoken talk talks understand understands", "language tongue"),
    (
        "contain contains include includes need needs require requires take takes use uses have has had with",
        "ingredient composition",
    ),
)
_PLACES_OF_SOMEBODY, _PLACES_OF_ANY = (
    {verb: tuple(places.split()) for said, places in of for verb in said.split()} for of in (_OF_SOMEBODY, _OF_ANY)
)
PLACES = {**_PLACES_OF_ANY, **_PLACES_OF_SOMEBODY}  # by verbs
_VERBS = _PLACES_OF_SOMEBODY.keys() | _PLACES_OF_ANY.keys()
_HOLDS = {verb for said, places in _OF_ANY if "ingredient" in places for verb in said.split()}
_SOMEBODY_LIST = (
    "applicant candidate colleague employee engineer developer member patient people person student staff worker"
)
_HAS_LIST, _BE_LIST = "have has had hold holds got with", "is are was were"
_SOMEBODY, _HAS, _BE = (frozenset(words.split()) for words in (_SOMEBODY_LIST, _HAS_LIST, _BE_LIST))
_HAVE = frozenset(("have", "has", "had"))
# What somebody has that stands there.
_QUALIFIES = expression(
    r"(?i)\b(?:ph\.?d|doctorate|degree|diploma|master['’]?s?|bachelor['’]?s?|m\.?sc|b\.?sc|m\.?a|b\.?a|mba|certificat\w+"
    r"|licen[cs]es?|qualifications?|awards?|experience|training|skills?|knowledge)\b"
)
_HEAD = expression(
    r"(?i)^\W*(?:(?:and|so|but|ok(?:ay)?)\W+)*+"
    r"(?:(?P<who>who|(?:(?:does|do|can|has|is there|are there) )(?:any(?:body| ?one)|somebody))(?: else| all)?"
    r"|(?P<lists>list|show|find|give)(?: me)?|(?P<what>what)|which|how many|(?:do(?:es)?|is there|are there) any)"
    r"(?: ones?)?(?P<of> of)?(?: (?:the|my|our|all|are))* (?P<rest>[^?;:]+?)\W*$"
)
_BETWEEN = frozenset(["can", "could", "also", "all", "already", "both", "do", "does", "did", "who", "that", "which"])
_DO = frozenset(["do", "does", "did"])  # behind them stands who does it: "which countries does Ann know?"
_FARTHEST = 3  # words before the verb
# A bound, a denial, another kind of question.
_ELSE = expression(
    r"(?i)\b(?:more|less|most|least|over|under|above|below|before|after|since|until|between|not|no|never|without|than"
    r"|same|other|\w+n['’]t|when|where|why|how|what|who|it|this|that|him|her|me|us|you|i|we)\b"
)
# What becomes of things, or when, no sentence tells by the word: "to be paid by June" is not paid, nor are 30 minutes
# those of something else.
_STATE = expression(
    r"(?i)\b(?:\w+ed|paid|unpaid|overdue|due|sent|lost|kept|sold|bought|built|made|given|valid|current|\d+(?:[.,:]\d+)?)\b"
)
_ITS_KIND = frozenset(
    ["document", "file", "note", "mail", "email", "message", "paper", "page"]
)  # by which the library is asked
_THEM = frozenset(("them", "these", "those"))
_EXPERIENCE = frozenset(["experience", "knowledge", "skills", "skill", "degree"])


@dataclass(frozen=True, slots=True)
class HoldersAsked:
    """What is asked for: each of `ways` in words, which are all said where it is; `things`: what those are called that
    are meant, "" for somebody; `places`: words by which the place is called where it stands, the likelier first;
    `holds`: whether it is part of them ("contain"); `anywhere`: whether papers of one person may say it in any place,
    not where the question calls that ("a certificate"); `again`: whether only those are meant that were named last;
    `asks`: the question up to what is asked for."""

    things: str
    ways: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    holds: bool = False
    anywhere: bool = False
    again: bool = False
    asks: str = ""


@lru_cache(maxsize=16)
def holders_asked(question: str) -> HoldersAsked | None:
    """What a question asks of which things have it; None of another question."""
    found = _HEAD.match(question) if len(question) <= _LONGEST else None
    if found is None:
        return None
    words = found["rest"].split()
    is_somebody = found["who"] is not None and not found["of"]
    at = _verb_at([word.lower() for word in words], 0 if is_somebody else 1)
    if not 0 <= at < len(words) - 1 or _ELSE.search(" ".join(word for word in words if word.lower() not in _BETWEEN)):
        return None
    before = [word.lower() for word in words[:at]]
    things = " ".join(word for word in before if word not in _BETWEEN | _HAVE)
    verb, what = words[at].lower(), found["rest"].split(maxsplit=at + 1)[-1]
    has_done = at > 0 and before[-1] in _HAVE and verb not in _VERBS
    # "Who discovered penicillin?" asks who did it once, "what are Ghana's resources?" for what Ghana has.
    is_one = (is_somebody and not has_done) or found["what"] or things.endswith(("'s", "’s", "s'"))
    if verb not in _VERBS and (is_one or verb in STOP_WORDS - _BE):
        return None
    is_shown = found["lists"] and verb != "with" and before[-1] not in _BETWEEN  # "show me the lease of Ann"
    is_share = found["what"] and not things.endswith("s")  # "what share have tried it?"
    if is_shown or is_share or _singular(things) in _ITS_KIND:
        return None
    if (verb in _BE or words[at + 1] == "been") and _STATE.search(what):
        return None
    of_somebody = found["who"] or things in _THEM or _singular(things) in _SOMEBODY
    places = tuple(_DONE.split()) if has_done and of_somebody else _PLACES_OF_ANY.get(verb, ())
    if of_somebody and (verb not in _HAS or _QUALIFIES.search(what)):
        places = (*places, *_PLACES_OF_SOMEBODY.get(verb, ()))
    said = [telling_words(way) for way in re.split(r",? or ", what)]
    ways = [_without(way, places) for way in said]
    if not all(1 <= len(way) <= _MOST_WORDS for way in ways):
        return None
    is_again = found["of"] is not None and things in _THEM
    if verb not in STOP_WORDS | _PLACES_OF_ANY.keys():
        places = (*places, verb)
    kind = "" if is_again or _singular(things) in _SOMEBODY else things
    if not (places or kind or is_again):
        return None
    asks = question[: found.start("rest") + found["rest"].rindex(what)]
    is_placed = any(word not in {*own, *_EXPERIENCE} for way, own in zip(said, ways, strict=True) for word in way)
    anywhere = bool(of_somebody) and verb in _VERBS and not (kind or is_again or is_placed)
    return HoldersAsked(kind, tuple(ways), tuple(dict.fromkeys(places)), verb in _HOLDS, anywhere, is_again, asks)


def holders_again(meant: str, earlier: str) -> str:
    """The question before, asked of something else: of "who speaks French?" behind it "and German?"; "" for others."""
    asked = holders_asked(earlier)
    again = f"{asked.asks}{meant}?" if asked else ""
    return again if holders_asked(again) else ""


def _singular(things: str) -> str:
    return things.rpartition(" ")[2].removesuffix("s")


def _without(way: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
    """What is asked for without the name of its place: of "experience with Kafka" the last word."""
    own = set(map(stem, places))
    told = tuple(word for word in way if stem(word) not in own and word not in _EXPERIENCE)
    return told or tuple(way)


def _verb_at(words: Sequence[str], first: int) -> int:
    """Where the verb stands, which is not before `first`: one that is known, or behind "that" or "can"; else it is the
    word there; -1 for none, and where things are asked for that somebody or something else has."""
    for at, word in enumerate(words[: first + _FARTHEST]):
        if word in _DO and words[at + 1 : at + 2] and words[at + 1] not in _VERBS:
            return -1
        if at < first or word in _BETWEEN:
            continue
        if word in _HAVE and words[at + 1 : at + 2] and (words[at + 1] in _VERBS or words[at + 1].endswith("ed")):
            return at + 1
        if word in _VERBS or word in _BE or (at and words[at - 1] in _BETWEEN):
            return at
    return first if first < len(words) else -1
