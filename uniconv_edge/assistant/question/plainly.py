"""A question without what a person says around it: greetings, thanks, "ok, can you tell me", contractions. That it goes
on from what was said ("and", "so") stays. Pure; English.

What stands in quotation marks and filters is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from uniconv_edge.assistant.question.book import passage_sought
from uniconv_edge.assistant.words.answer_types import FOR_MONEY
from uniconv_edge.assistant.words.asking import QUESTION_WORDS
from uniconv_edge.assistant.words.bare import opened
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import literal_spans

_GREETING = expression(r"(?i)^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there)?[,.!]*\s+)+(?=\S)")
_ASKING = expression(
    r"(?i)^(?:(?:can|could|would|will) you (?:please )?(?:tell|show) me|tell me|do you know"
    r"|i(?:'d| would)? (?:need|want|like) to know|i (?:was|am) wondering|i wonder)[,:]? "
    rf"(?=(?:(?:at|by|for|from|in|on|since|till|to|until|with) )?(?:{QUESTION_WORDS})\b|(?:if|whether)\b)"
)
_ASKING_ABOUT = expression(r"(?i)^i(?:'d| would)? (?:need|want|like) to know(?: more)? (?=about\b)")
_THANKS = expression(
    r"(?i)(?:(?<!\s)|(?=[,.!]))[,.!]?\s+(?:please|thanks|thank you|cheers)"
    r"(?: (?:a lot|very much|so much|in advance))?\s*([?.!]*)$"
)
# Also as they are typed without the apostrophe: "whats", "dont"; "its" is a word of its own.
_CONTRACTED = expression(r"(?i)\b(?:(what|who|where|when|how|that|there)['’]?s|(here|it)['’]s)\b")
_DENIED = expression(
    r"(?i)\b(?:([a-z]+)n['’]t|(are|ca|could|did|do|does|had|has|have|is|should|was|were|wo|would)nt)\b"
)
_TOO = expression(r"(?i)\b(as well)\b(?! as\b)")
# "What counts as a vehicle under this act?" asks what one is.
_COUNTS_AS = expression(
    r"(?i)\b(what) (?:(?:counts|qualifies) as|(?:is|are) (?:considered|regarded|classed|counted)(?: as| to be)?)"
    r"(?= (?:an? )?\w)"
)
_LAWS = "act|law|regulation|rule|by-?law|statute|ordinance|code|constitution|standard"
_UNDER_IT = expression(
    rf"(?i)(?<=[^\W_]) (?:under|for the purposes? of|within the meaning of) (?:this|the|these) (?:{_LAWS})s?(?=\W*$)"
)
# Of what is paid it says no more than "how much".
_HOW_HIGH = expression(
    rf"(?i)\b(how) (?:high|big|large)(?= (?:is|are|was|were|will)\b.{{1,40}}\b(?:{FOR_MONEY}|bill|fine)(?: be)?"
    r"(?:\W*$| (?:of|for|in|at|on|from|with|this|last|per|if|when|now)\b))"
)
# "What happens if I do not?" asks no more than "what if I do not?".
_HAPPENS = expression(
    r"(?i)\b(what) (?:happens|will happen|would happen)"
    r"(?= if (?:i|we|you|he|she|it|they) (?:\w+ not|cannot|do|does|am|is)\W*$)"
)
_IN_FULL = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}  # of "can't", "won't", "shan't", "ain't"


def plainly(typed: str) -> str:
    """The question as it would be asked without ado. A greeting or thanks alone stays as it is."""
    text = _THANKS.sub(r"\1", _GREETING.sub("", typed))
    goes_on, text = opened(text if telling_words(text) else typed)
    text = f"{goes_on} {_ASKING_ABOUT.sub('tell me ', _ASKING.sub('', text))}".lstrip()
    text = passage_sought(text)
    text = _unless_literal(_TOO, text, lambda _: "too")
    text = _unless_literal(_DENIED, text, lambda word: f"{_IN_FULL.get(word.lower(), word)} not")
    text = _unless_literal(_HAPPENS, text, lambda word: word)
    text = _unless_literal(_CONTRACTED, text, lambda word: f"{word} is")
    text = _UNDER_IT.sub("", _unless_literal(_COUNTS_AS, text, lambda word: f"{word} is"))
    return _unless_literal(_HOW_HIGH, text, lambda word: f"{word} much")


def _unless_literal(pattern: re.Pattern[str], text: str, full: Callable[[str], str]) -> str:
    """The text with `full` of the word in each match in its place, but within quotation marks and filters."""
    literal = literal_spans(text)

    def replaced(found: re.Match[str]) -> str:
        is_literal = any(start <= found.start() < end for start, end in literal)
        return found[0] if is_literal else full(found[found.lastindex or 0])

    return pattern.sub(replaced, text)
