"""Answers to questions about the conversation itself, which no document can know, and to greetings. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath

from uniconv_edge.assistant.facts.around import around
from uniconv_edge.assistant.past.remembered import REMEMBERED_WORDS
from uniconv_edge.assistant.question.intent import HEARD, Kind
from uniconv_edge.assistant.question.usage import told_of_use
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.text import clean
from uniconv_edge.places import where
from uniconv_edge.types import Quote, Turn

Exchanges = Sequence[tuple[str, str]]
"""Questions with the whole text that answered each, oldest first."""
ASK = "Ask what your documents say: the answer is quoted from them, or that they do not answer"
NOTHING_ASKED = "Nothing has been asked in this conversation yet."
NOTHING_ELSE = "Nothing else stands on its page: open the document for what comes before and behind."
_THANKS = expression(r"\b(?:thanks|thank you|thx|cheers)\b", re.IGNORECASE)
_BYE = expression(r"\b(?:good)?bye\b", re.IGNORECASE)
_HEARD = expression(
    rf"\W*(?:{HEARD}|fine|good(?! (?:morning|day|afternoon|evening)))\b(?!.*\b(?:can|could|help)\b)",
    re.IGNORECASE,
)
_FIRST = expression(r"\bfirst\b", re.IGNORECASE)
_LAST = expression(r"\b(?:last|previous|just)\b", re.IGNORECASE)


def answer_of_conversation(kind: Kind, question: str, said: Exchanges) -> str:
    """What was said or asked first or last, what was asked so far, or how the program is used."""
    if kind is Kind.TALK:
        if _THANKS.search(question):
            return "You are welcome."
        if _BYE.search(question):
            return "Goodbye."
        if _HEARD.match(question):
            return "All right."
        return told_of_use(question) or f"{ASK}."
    if kind is Kind.DISPUTE:
        return (
            "Only what documents say is quoted, and it may be the wrong place: ask in other words, or name the "
            "document. “Tell me more” shows what stands around the quote."
        )
    if not said:
        return NOTHING_ASKED
    asked, answered = said[0 if _FIRST.search(question) else -1]
    if kind is Kind.SAID:
        return f"I said: {answered}"
    if _FIRST.search(question) or _LAST.search(question):
        return f"You asked: {asked}"
    return "You asked:\n" + "\n".join(f"{number}. {text}" for number, (text, _) in enumerate(said, 1))


def told_of_last(
    kind: Kind, turns: Sequence[Turn], said: Exchanges, again: Callable[[Quote], Quote], page: Callable[[Quote], str]
) -> tuple[str, list[Quote]]:
    """What there is to say of the last answer, and its quotes as they stand now (`again` looks for one anew) or, where
    more of it is wanted, what stands around the first of them on its `page`."""
    if not said:
        return NOTHING_ASKED, []
    last = answered_last(turns, said)
    quotes = list(map(again, (last.quotes or ()) if last is not None else ()))
    if kind is not Kind.MORE or not quotes or not all(quote.verified for quote in quotes):
        return answer_of_source(kind, last, quotes), quotes
    text, quote = page(quotes[0]), quotes[0]
    spans = around(text, quote.start, quote.end)
    more = [again(replace(quote, start=start, end=end, text=text[start:end])) for start, end in spans]
    return ("", more) if more else (NOTHING_ELSE, quotes)


def answered_last(turns: Sequence[Turn], said: Exchanges) -> Turn | None:
    """The turn that answered the last question from documents; None where something else answered it."""
    asked = next((turn.text for turn in reversed(turns[:-1]) if turn.role == "user"), None)
    return turns[-1] if said and asked == said[-1][0] else None


def answered_on(turns: Sequence[Turn], about: str) -> tuple[str, Sequence[Quote]] | None:
    """The last question that says all words of a thing, else the last that was answered so, and what was quoted; None
    where none was."""
    asked = set(map(stem, telling_words(about)))
    answered = [
        (question.text, reply.quotes)
        for question, reply in pairwise(turns)
        if asked and question.role == "user" and reply.quotes
    ]
    said = [each for each in answered if asked <= bag(each[0])]
    said = said or [each for each in answered if asked <= bag("\n".join(quote.text for quote in each[1]))]
    return said[-1] if said else None


def answer_of_source(kind: Kind, last: Turn | None, quotes: Sequence[Quote]) -> str:
    """What can be said of where the last answer stands, beside its quotes as they were just looked for again. `last` is
    the turn that it left."""
    if last is None:
        return "The last answer was counted in the library, not quoted from a document."
    if last.quotes is None:
        return "Where the last answer stands is not known: it was given with the conversation, without its quotes."
    if not quotes:
        return "Nothing was quoted: no sentence that was found answers the last question. Try other words."
    if not all(quote.verified for quote in quotes):
        return "It was looked for again just now and does not all stand there any more: ask again."
    places = "; ".join(dict.fromkeys(map(_standing_in, quotes)))
    found = f"Looked for again just now, and found word for word: {places}."
    if kind is Kind.SURE:
        return f"{found} Whether it is what you asked for, and right, is for you to judge: read on around it."
    return found


def _standing_in(quote: Quote) -> str:
    """The file of a quote, and where in it."""
    return clean(PurePath(quote.path).name) + (f", {where(quote)}" if where(quote) else "")


def exchanges_of(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """What turns still tell of questions and answers; an answer that they may have cut ends with an ellipsis."""
    found: list[tuple[str, str]] = []
    for turn in turns:
        if turn.role == "user":
            found.append((turn.text, "nothing."))
        elif found:
            cut = " \u2026" if len(turn.text.split()) >= REMEMBERED_WORDS else ""
            found[-1] = (found[-1][0], turn.text + cut)
    return found
