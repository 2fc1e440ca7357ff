"""Sentences that say what a thing is, by whom it was made or what an abbreviation stands for, where only that is asked.
English. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from uniconv_edge.assistant.words.abbreviations import asked_abbreviation, spells_out
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.expressions import expression
from uniconv_edge.library.irregular import BASES
from uniconv_edge.library.labelled import article_asked
from uniconv_edge.library.sentences import sentences
from uniconv_edge.library.words import words_of

_NO_TERM = "the|my|your|our|his|her|its|their|this|that|these|those"  # what is asked for is one of them, not what it is
_SAID_BEFORE = r"(?:it|you|they|he|she|we|i)(?: mean)?\W*$"
_SHORT = r"(?-i:the (?=[A-Z]{2,6}\b))"  # "What is the EAP?" asks what that is
_TERM = rf"(?:an? |{_SHORT})?((?!(?:{_NO_TERM})\b|{_SAID_BEFORE})[^?,;:]+?)"
_ASKS = expression(
    rf"(?i)^\W*(?:what(?:'s| is| are| was| were) (?:the (?:definition|meaning) of |meant by )?{_TERM}"
    rf"|(?:tell me (?:something |more )?|what do you know )about {_TERM}"
    rf"|how (?:is|are) {_TERM} defined|(?:how (?:do|does|can) \w+ )?define {_TERM}|what (?:do|does) {_TERM} mean)\W*$"
)
# "Who was Gandhi?" asks what somebody is.
_ASKS_WHO = expression(rf"(?i)^\W*who(?:['’]s| is| was) {_TERM}\W*$")
# "Who is the landlord?" asks for the party that a contract calls so.
_ASKS_FOR_PARTY = expression(
    r"(?i)^who(?:'s| is| are| was| were) (?:the|my|our) (?!members\b)([^?,;:]+?)(?: (?:of|in|for|by) [^?,;:]+)?\W*$"
)
_CALLED = r"(?:(?:herein(?:after|afterwards)?|from now on|below|called|referred to as|as) ){0,3}"
_TITLE = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "lady", "lord", "saint"])
_OFFICE = frozenset(["governor", "president", "captain", "colonel", "general", "king", "queen", "uncle", "aunt"])
_FOND = r"(?:dear|old|poor|little|own|good|sweet|beloved|young)\b"  # "my old Merrylegs" does not say who that is
_MOST_WORDS = 4
_MOST_WORDS_SPELT = 6  # of what an abbreviation stands for
# A thing or things of a kind: neither what is done to it (`is installed`) nor how or where it is.
_A_KIND = (
    r"(?:is|was)\s+(?:(?:just|simply|basically|essentially|usually|often|generally)\s+)?"
    r"(?:an?|the|one|any|some|another|what|when|where|half|twice|equal to)\b"
    r"|(?:are|were)\s+(?!(?:not|in|on|at|to|from|by|of|for|as|also|only|now|then|all|both|more|less|\w+(?:ed|en|ing|ly)"
    r"|made|done|kept|held|built|set|put|sent|sold|paid|found|left|lost|meant|told|read)\b)"
    r"|means?\b|refers?\s+to\b|denotes?\b|consist(?:s|ed)?\s+of\b|comprise[sd]?\b"
)
_KIND_SAID = expression(rf"(?i)\s(?:{_A_KIND})")
_MARKS = expression(r'^[-–—•‣◦▪●○*"“” ]*(?:\d{1,3}[.)]\s+)?[-–—•‣◦▪●○*"“” ]*')
# What laws have before a definition: `(1) AT-RISK COMMUNITY.—The term ‘‘at-risk community’’ means an area`.
_LEGAL_HEAD = r"\(\w{1,4}\) (?:[^.\n]{1,60}\.\s?[—–-]+\s?)?"


# "Who founded Acme?" is told by "Acme was founded by Ada", whatever else its documents say of its founding.
_ASKS_WHO_DID = expression(r"(?i)^who (?P<did>[^\W\d_]{3,}) (?:the |an? |my |our )?(?P<thing>[^?,;:]{1,60}?)\W*$")


@lru_cache(maxsize=16)
def _done_by(question: str) -> re.Pattern[str] | None:
    """What says by whom that was done of which a question asks who did it; None for another question."""
    asked = _ASKS_WHO_DID.match(bare(question))
    if asked is None or len(asked["thing"].split()) > _MOST_WORDS:
        return None
    did = asked["did"].lower()
    base = BASES.get(did)
    if base is None and not did.endswith("ed"):
        return None
    forms = "|".join(sorted({did, *(form for form, of in BASES.items() if base and of == base)}))
    thing = r"\s+".join(map(re.escape, asked["thing"].split()))
    return re.compile(
        rf"(?i)\b{thing}\b[^.;:!?]{{0,30}}\b(?:is|was|were|been|being|,)\s+(?:(?!not\b|never\b)[^\W\d_]+\s+)?(?:{forms})\s+by\s+(?=[^\W\d_])"
    )


@lru_cache(maxsize=16)
def _term_asked(question: str) -> str:
    """What a question asks to be told what it is ("What is a factor?"); "" for other questions."""
    asked = _ASKS.match(question)
    term = next(filter(None, asked.groups()), "") if asked else ""
    return term if len(term.split()) <= _MOST_WORDS else ""


@lru_cache(maxsize=16)
def _party_asked(question: str) -> str:
    """What somebody is called whom a question asks for ("Who is the landlord?"); "" for other questions."""
    asked = _ASKS_FOR_PARTY.match(bare(question))
    return asked[1] if asked and len(asked[1].split()) <= _MOST_WORDS else ""


@lru_cache(maxsize=16)
def _person_asked(question: str) -> str:
    """The name of whom a question asks who that is ("Who was Gandhi?"); "" for other questions."""
    asked = _ASKS_WHO.match(question)
    return asked[1] if asked and len(asked[1].split()) <= _MOST_WORDS else ""


@lru_cache(maxsize=16)
def _said_of_person(name: str) -> re.Pattern[str]:
    # `Mohandas Karamchand Gandhi (2 October 1869 – 30 January 1948) was the`, `Anna, our treasurer, is a`
    part = r"[^\W\d_][\w.'’-]*\s+"
    parts = rf"\s+(?:{part}){{0,2}}?".join(map(re.escape, name.split()))
    beside = r"(?:\s*[(;][^\n]{1,150}?\)|,[^,.\n]{1,60},)?\s+"
    return re.compile(
        rf"(?i)(?<!\w)(?:{part}){{0,3}}?{parts}{beside}(?:is|was)\s+(?:an?|the|one|my|our|his|her|their)\b"
    )


def _without_title(name: str) -> list[str]:
    """The words of a name but `Governor`, `Dr` and the like before it."""
    words = name.split()
    return words[1:] if len(words) > 1 and words[0].lower().rstrip(".") in _TITLE | _OFFICE else words


@lru_cache(maxsize=16)
def _introduced(name: str) -> re.Pattern[str]:
    # `The name of the coachman was John Manly`, `a horse called "Captain"`, `Tom's mate Ravi`, `Keith, governor of the`
    said = r"\s+".join(map(re.escape, _without_title(name)))
    full = rf"(?-i:(?:[A-Z][\w.'’-]*\s+){{0,2}}?)[\"'“‘]?{said}\b(?!['’]s)"
    whose = r"(?:my|our|his|her|their|(?-i:[A-Z])[\w-]*['’]s)"
    one = rf"{whose}\s+(?:[a-z]+\s+){{0,2}}?(?!{_FOND})[a-z]+,?\s+"
    beside = r"(?:an?|my|our|his|her|their|(?:the )?[a-z]+ (?:of|at|in) the)\s+(?-i:[a-z])"
    return re.compile(
        rf"(?i)\bname(?:\s+of\s+[^.;:?!]{{1,60}}?)?\s+(?:is|was)\s+{full}|\b(?:named|called)\s+{full}"
        rf"|(?<![\w-])(?-i:{one}){full}|(?<!\w){full}\s*,\s+{beside}"
        rf"|(?<!\w){full}\s+(?:is|was)\s+(?:{whose}|the)\s+(?:[a-z]+\s+){{0,3}}?[a-z]+['’]s\s+name\b"
    )


@lru_cache(maxsize=16)
def _called_so(party: str) -> re.Pattern[str]:
    # `Ada Lovelace, 2 Orchard Rise (the landlord)`, `Acme Ltd (hereinafter "Supplier")`
    name = r"\s+".join(map(re.escape, party.split()))
    return re.compile(rf"(?i)[(]\W{{0,2}}{_CALLED}\W{{0,2}}(?:the )?\W{{0,2}}{name}\W{{0,2}}[)]")


@lru_cache(maxsize=16)
def _said_of(term: str) -> re.Pattern[str]:
    # `A factor is`, `The Logical Volume Manager (LVM) is`, `LVM, the Logical Volume Manager, is`
    name = r"\s+".join(map(re.escape, term.split()))
    beside = r"\W{0,2}(?:\s*\([^()]*\)|,[^,.]{1,60},)?\s+"
    called = r"(?:the (?:term|word|phrase|expression) \W{0,2})?"
    # `The expected calibration error (ECE) is`
    short = rf"(?:[^\W\d_][\w'’-]*\s+){{1,{_MOST_WORDS_SPELT}}}\({name}\)\s+(?:{_A_KIND})"
    return re.compile(
        rf"(?i)(?<!\w)(?:{_LEGAL_HEAD})?(?:an? |the )?(?:{called}{name}(?:e?s)?{beside}(?:{_A_KIND})|{short})"
    )


@lru_cache(maxsize=16)
def _said_beside(term: str) -> re.Pattern[str]:
    # `depends on uptake, by which we mean that`, `sleep inertia, defined as the time until`
    name = r"\s+".join(map(re.escape, term.split()))
    return re.compile(
        rf"(?i)(?<!\w){name}(?:e?s)?,? (?:\([^()]*\),? )?(?:by which \w+ means?\b|(?:which is )?defined as\b)"
    )


def defines(question: str, sentence: str) -> bool:
    """Whether a sentence begins by saying what or who that is which the question asks for, or says it beside the term,
    who is called so, by whom it was done, or what an abbreviation stands for."""
    if short := asked_abbreviation(question):
        return spells_out(short, sentence)
    if party := _party_asked(question):
        return _called_so(party).search(sentence) is not None
    if done := _done_by(question):
        return done.search(sentence) is not None
    if name := _person_asked(question):
        said_first = _said_of_person(name).match(_MARKS.sub("", sentence))
        return said_first is not None or _introduced(name).search(sentence) is not None
    term = _term_asked(question)
    if not term:
        return False
    said = _said_of(term).match(_MARKS.sub("", sentence))
    return said is not None or _said_beside(term).search(sentence) is not None


def opens_article(question: str, title: str, sentence: str) -> bool:
    """Whether the first sentence of a document tells what or who that is after which it is called, for a question that
    asks that of it: of `Mahatma Gandhi` for "Who was Gandhi?"."""
    article = article_asked(question)
    if article is None or not article.is_on(title):
        return False
    return _KIND_SAID.search(sentence) is not None and not set(words_of(title)).isdisjoint(words_of(sentence))


def introductions(question: str) -> list[str]:
    """Phrases with which a text says who or what that is which a question asks for; [] for other questions."""
    name, term = " ".join(_without_title(_person_asked(question))), _term_asked(question)
    if name:
        before, behind = ("called", "named", "is", "was"), ("a", "the", "my", "our")
        told = [f"{name} {verb} {each}" for verb in ("is", "was") for each in behind]
        return [*(f"{each} {name}" for each in before), *told]
    return [f"{term} {behind}" for behind in ("is a", "is an", "is the", "means", "refers to")] if term else []


def tells_plainly(question: str, text: str) -> bool:
    """Whether a text says in so many words what is asked, as a sentence of it may (`defines`)."""
    if asked_abbreviation(question) or _party_asked(question) or _done_by(question):
        return defines(question, text)
    name, term = _person_asked(question), _term_asked(question)
    said = [_said_of_person(name), _introduced(name)] if name else [_said_of(term), _said_beside(term)] if term else []
    if not any(each.search(text) for each in said):  # spares most texts the rest
        return False
    return any(defines(question, text[start:end]) for start, end in sentences(text))
