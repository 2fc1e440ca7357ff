"""Sentences that say what a thing is or an abbreviation stands for, where a question asks only that. English. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from uniconv_edge.assistant.words.abbreviations import asked_abbreviation, spells_out
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.library.sentences import BAR, cells, sentences
from uniconv_edge.library.words import words_of

_NO_TERM = "the|my|your|our|his|her|its|their|this|that|these|those"  # what is asked for is one of them, not what it is
_SAID_BEFORE = r"(?:it|you|they|he|she|we|i)(?: mean)?\W*$"
_TERM = rf"(?:an? )?((?!(?:{_NO_TERM})\b|{_SAID_BEFORE})[^?,;:]+?)"
_ASKS = re.compile(
    rf"(?i)^\W*(?:what(?:'s| is| are| was| were) (?:the (?:definition|meaning) of |meant by )?{_TERM}"
    rf"|how (?:is|are) {_TERM} defined|(?:how (?:do|does|can) \w+ )?define {_TERM}|what (?:do|does) {_TERM} mean)\W*$"
)
# What a row of two cells tells, as of a glossary: `Retention | five per cent of each payment`.
_ASKS_MEANING = re.compile(
    r"(?i)^\W*(?:what(?:'s| is| are| was| were) (?:the (?:definition|meaning) of |meant by )(?:the )?(?P<of>[^?,;:]+?)"
    r"|how (?:is|are) (?:the )?(?P<defined>[^?,;:]+?) defined|what (?:do|does) (?:the )?(?P<means>[^?,;:]+?) mean)\W*$"
)
_ASKS_WHO_IS_ON = re.compile(
    rf"(?i)^\W*who(?:'s| is| are| was| were| sits?) (?:in|on|the members of) (?:the |our )?{_TERM}\W*$"
)
# "Who is the landlord?" asks for the party that a contract calls so.
_ASKS_FOR_PARTY = re.compile(
    r"(?i)^who(?:'s| is| are| was| were) (?:the|my|our) (?!members\b)([^?,;:]+?)(?: (?:of|in|for|by) [^?,;:]+)?\W*$"
)
# "What is Ada's e-mail address?" asks for what stands behind that name.
_ASKS_FOR_ADDRESS = re.compile(
    r"(?i)^\W*what(?:'s|’s| is| was) (?:the )?(?!(?:my|your|his|her|their|our|its)\b)"
    r"(?:e-?mail(?: address)? (?:of|for) (?:the )?(?P<of>[^?,;:]+?)"
    r"|(?P<whose>[^?,;:]+?)(?:['’]s?)? e-?mail(?: address)?)\W*$"
)
_ADDRESS_BEHIND = r"(?-i:(?:\s+[^\W\d_a-z][\w.'’-]*){0,3}[\"”]?)(?:,|:|\s+at\b|\s+\|)?\s*[<(\[]?[^\s<>()\[\]@]+@\w"
_CALLED = r"(?:(?:herein(?:after|afterwards)?|from now on|below|called|referred to as|as) ){0,3}"
_MOST_WORDS = 4
_CELLS_OF_GLOSSARY = 2
# A thing or things of a kind: neither what is done to it (`is installed`) nor how or where it is.
_A_KIND = (
    r"(?:is|was)\s+(?:(?:just|simply|basically|essentially|usually|often|generally)\s+)?"
    r"(?:an?|the|one|any|some|another|what|when|where)\b"
    r"|(?:are|were)\s+(?!(?:not|in|on|at|to|from|by|of|for|as|also|only|now|then|all|both|more|less|\w+(?:ed|en|ing|ly)"
    r"|made|done|kept|held|built|set|put|sent|sold|paid|found|left|lost|meant|told|read)\b)"
    r"|means?\b|refers?\s+to\b|denotes?\b"
)
_OF_PARTS = r"consist(?:s|ed)?\s+of\b|comprise[sd]?\b"


@lru_cache(maxsize=16)
def _term_asked(question: str) -> tuple[str, str]:
    """What a question asks to be told what it is ("What is a factor?") or whom it consists of ("Who is on the board?"),
    and the pattern of what is then said of it; "" for other questions."""
    asked, said = _ASKS.match(question), f"{_A_KIND}|{_OF_PARTS}"
    if asked is None:
        asked, said = _ASKS_WHO_IS_ON.match(question), _OF_PARTS
    term = next(filter(None, asked.groups()), "") if asked else ""
    return (term, said) if len(term.split()) <= _MOST_WORDS else ("", "")


@lru_cache(maxsize=16)
def _party_asked(question: str) -> str:
    """What somebody is called whom a question asks for ("Who is the landlord?"); "" for other questions."""
    asked = _ASKS_FOR_PARTY.match(bare(question))
    return asked[1] if asked and len(asked[1].split()) <= _MOST_WORDS else ""


@lru_cache(maxsize=16)
def _meaning_asked(question: str) -> list[str]:
    """The words of what a question asks the meaning of; [] for other questions."""
    asked = _ASKS_MEANING.match(question)
    return words_of(next(filter(None, asked.groups()), "")) if asked else []


def _glosses(words: Sequence[str], row: str) -> bool:
    """Whether a row of two cells begins with these words and nothing else, behind the name of its column."""
    filled = [cell for cell in cells(row) if cell] if BAR in row else []
    return len(filled) == _CELLS_OF_GLOSSARY and words_of(filled[0].rpartition(": ")[2]) == words


@lru_cache(maxsize=16)
def _named_with_address(question: str) -> re.Pattern[str] | None:
    """What gives the address of mail of somebody or something that a question names; None for other questions."""
    asked = _ASKS_FOR_ADDRESS.match(bare(question))
    words = next(filter(None, asked.groups()), "").split() if asked else []
    name = r"\s+".join(map(re.escape, words))
    return re.compile(rf"(?i)(?<!\w){name}{_ADDRESS_BEHIND}") if 0 < len(words) <= _MOST_WORDS else None


@lru_cache(maxsize=16)
def _called_so(party: str) -> re.Pattern[str]:
    # `Ada Lovelace, 2 Orchard Rise (the landlord)`, `Acme Ltd (hereinafter "Supplier")`
    name = r"\s+".join(map(re.escape, party.split()))
    return re.compile(rf"(?i)[(]\W{{0,2}}{_CALLED}\W{{0,2}}(?:the )?\W{{0,2}}{name}\W{{0,2}}[)]")


@lru_cache(maxsize=16)
def _said_of(term: str, said: str) -> re.Pattern[str]:
    # `A factor is`, `The Logical Volume Manager (LVM) is`, `LVM, the Logical Volume Manager, is`
    name = r"\s+".join(map(re.escape, term.split()))
    beside = r"\W{0,2}(?:\s*\([^()]*\)|,[^,.]{1,60},)?\s+"
    return re.compile(rf"(?i)(?<!\w)(?:an? |the )?{name}(?:e?s)?{beside}(?:{said})")


def defines(question: str, sentence: str) -> bool:
    """Whether a sentence begins by saying what that is which the question asks for, says who is called so, or what an
    abbreviation stands for, or gives the address of mail that it asks for."""
    if address := _named_with_address(question):
        return address.search(sentence) is not None
    if short := asked_abbreviation(question):
        return spells_out(short, sentence)
    if party := _party_asked(question):
        return _called_so(party).search(sentence) is not None
    if (words := _meaning_asked(question)) and _glosses(words, sentence):
        return True
    term, said = _term_asked(question)
    return bool(term) and _said_of(term, said).match(sentence.lstrip('-–—•‣◦▪●○*"“” ')) is not None


def tells_plainly(question: str, text: str) -> bool:
    """Whether a text says in so many words what is asked, as a sentence of it may (`defines`)."""
    if asked_abbreviation(question) or _party_asked(question) or _named_with_address(question):
        return defines(question, text)
    if (words := _meaning_asked(question)) and any(_glosses(words, line) for line in text.split("\n")):
        return True
    term, said = _term_asked(question)
    if not term or _said_of(term, said).search(text) is None:  # which spares most texts the rest
        return False
    return any(defines(question, text[start:end]) for start, end in sentences(text))
