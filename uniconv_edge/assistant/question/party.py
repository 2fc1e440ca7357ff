"""From whom and to whom a paper is, and which of the two a question asks for: "invoices from Acme", "what we billed
Acme". Pure; English forms."""

from __future__ import annotations

from dataclasses import dataclass

from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of

_HEAD = 1_500  # characters
RECEIVER = expression(
    r"(?im)^[^\w\n]*(?:"
    r"(?:(?:bill|invoice|ship|deliver|quot)(?:e?d|ped)? |sold |issued |addressed |prepared )?(?:to|for)"
    r"|customer(?: name)?|client|buyer|recipient|tenant)(?:\s*[:|]\W*|[ \t]*\n\s*)(?P<who>[^\n]+)"
)
_PAPERS = (
    r"(?:invoices?|bills?|estimates?|quotations?|quotes?|offers?|receipts?|orders?|(?:credit|delivery) notes?|letters?)"
)
_NO_NAME = (
    "in|on|of|for|since|this|last|so|is|are|was|were|have|has|altogether|together|total|all|and|to|from|by|me|us|you"
)
_WORD = rf"(?!(?:{_NO_NAME})\b)[\w'’&.-]+"
_NAME = rf"(?:the |our |my )?(?P<name>{_WORD}(?: {_WORD}){{0,3}})"
_FROM = expression(
    rf"(?i)\b{_PAPERS}\b.{{0,30}}? (?:from|by) {_NAME}"
    rf"|\b(?:get|got|received?|had|been|were|was) .{{0,30}}?\b(?:from|by) {_NAME.replace('<name>', '<other>')}"
)
_TO = expression(
    rf"(?i)\b{_PAPERS}\b.{{0,30}}? (?:to|(?P<for>for)) {_NAME}"
    rf"|\b(?:we|i|they) (?:bill|invoice|charge|quote|send|sen[dt]|issued?)(?:e?d)? {_NAME.replace('<name>', '<other>')}"
)

_SENDING = expression(
    r"(?i)(?<=\w)(?: that| which)? (?:we|i|you|they)(?: have|'ve)?"
    r" (?:sen[dt]|issued?|wrote|written|g[eo]t|received?|had)\b"
    r"|(?<=\w)(?: that| which)?(?: were| are| was| is)? (?:sent|issued|received|written)(?= (?:to|from|by|for)\b)"
)


@dataclass(frozen=True, slots=True)
class Party:
    """The stems of the name of somebody, and whether papers to them are asked for, or from them; `perhaps`: the words
    may name no party ("invoices for consulting")."""

    words: frozenset[str]
    gets: bool
    perhaps: bool = False


def party_asked(question: str) -> Party | None:
    """The party that a question says papers are from or to; None where it says neither, or both."""
    found = {gets: match for gets, form in ((False, _FROM), (True, _TO)) if (match := form.search(question))}
    if len(found) != 1:
        return None
    [(gets, match)] = found.items()
    words = telling_words(match["name"] or match["other"])
    return Party(frozenset(map(stem, words)), gets, bool(match.groupdict().get("for"))) if words else None


def receivers(text: str) -> frozenset[str]:
    """The stems of the words by which a paper, as its text begins, names whom it is to."""
    return frozenset[str]().union(*(bag(found["who"]) for found in RECEIVER.finditer(text[:_HEAD])))


def said_by_side(name: str, text: str, party: Party | None) -> str:
    """What a paper is called, without the name of a party that is not on the side that is asked for, where the paper
    tells at its head whom it is to."""
    held = receivers(text) if party else frozenset()
    if party is None or not held or bool(party.words & held) == party.gets:
        return name
    return " ".join(word for word in words_of(name) if stem(word) not in party.words)


def without_sending(question: str) -> str:
    """A question without that somebody sent or got the papers, which their side tells: "invoices we sent to Acme"."""
    return _SENDING.sub("", question)
