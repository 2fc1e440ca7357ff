"""A talk that somebody wrote down by hand or copied without times, `Ann: ...` and `Tom: ...` on lines of their own, as
messages of a chat. Pure.

A list with labels, minutes and an interview look much alike. So a talk is only taken for one where it is nearly all of
its text, short turns go to and fro between a few names that are no labels, each says something twice, and one asks.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

from uniconv_edge.expressions import expression
from uniconv_edge.library.chats import ChatMessage

NO_TIME = datetime.min.replace(tzinfo=UTC)
_TURN = expression(r"(?m)^(?P<by>[^\W\d_][^\W_]+(?:[ -][^\W\d_][\w.]*){0,2}): (?=\S)")
_WORD = expression(r"[^\W\d_]+")
_LINE = expression(r"(?m)^.*\S.*$")
# What labels the parts of a text and stands there again and again.
_LABEL = expression(
    r"(?i)(?:questions?|answers?|interviewer|interviewee|speaker|moderator|host|chair(?:man|woman|person)?|note|notes"
    r"|price|date|time|name|names|before|after|pros?|cons?|example|problem|solution|step|action|input|output|front|back"
    r"|q|a|source|result|reason|cause|effect|old|new|frage|antwort|réponse|respuesta|domanda|risposta|title|author"
    r"|location|phone|e-?mail|address|subject|status|owner|task|due|amount|total|type|description|comments?"
    r"|word|term|meaning|definition|city|country|place|journalist|reporter|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|morning|afternoon|evening|night|breakfast|lunch|dinner|supper|snacks?|home|away|strengths?|weakness(?:es)?"
    r"|opportunit(?:y|ies)|threats?|(?:dis)?advantages?|benefits?|risks?|goals?|plan|prep|cook|do|don['’]t|yes|no)"
)
_FEWEST_TURNS, _MOST_TURNS = 4, 60  # a longer one is a transcript, of which a search chooses better than who said it
_MOST_NAMES = 6
_LEAST_SHARE = 0.8  # of the lines
_LEAST_CHANGES = 0.6  # of the turns that somebody else takes next
_FEWEST_WORDS, _MOST_WORDS = 2.0, 25.0  # of a turn in the mean


def dialogue(text: str) -> list[ChatMessage]:
    """The turns of a talk as messages without a time; none of another text."""
    turns = list(_TURN.finditer(text))
    if not _FEWEST_TURNS <= len(turns) <= _MOST_TURNS or "?" not in text:
        return []
    names = Counter(turn["by"] for turn in turns)
    lines = sum(1 for _ in _LINE.finditer(text))
    changes = sum(one["by"] != other["by"] for one, other in pairwise(turns))
    words = len(_WORD.findall(_TURN.sub("", text))) / len(turns)
    is_talk = (
        1 < len(names) <= _MOST_NAMES
        and min(names.values()) > 1
        and all(name[0].isupper() and _LABEL.fullmatch(name) is None for name in names)
        and len(turns) >= _LEAST_SHARE * lines
        and changes >= _LEAST_CHANGES * (len(turns) - 1)
        and _FEWEST_WORDS <= words <= _MOST_WORDS
    )
    if not is_talk:
        return []
    ends = [turn.start() for turn in turns[1:]] + [len(text)]
    return [
        ChatMessage(turn.start(), turn.end() + len(said), turn.end(), turn["by"], NO_TIME, says=True)
        for turn, end in zip(turns, ends, strict=True)
        if (said := text[turn.end() : end].rstrip())
    ]
