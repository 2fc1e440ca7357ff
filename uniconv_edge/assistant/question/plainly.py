"""A question without what a person says around it: greetings, thanks, "ok, can you tell me", contractions. That it goes
on from what was said ("and", "so") stays. Pure; English.

What stands in quotation marks and filters is left as it is.
"""

from __future__ import annotations

import re

from uniconv_edge.assistant.words.bare import opened
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.library.query import literal_spans

_GREETING = re.compile(r"(?i)^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there)?[,.!]*\s+)+(?=\S)")
_ASKING = re.compile(
    r"(?i)^(?:(?:can|could|would|will) you (?:please )?(?:tell|show) me|tell me|do you know"
    r"|i(?:'d| would)? (?:need|want|like) to know|i (?:was|am) wondering|i wonder)[,:]? "
    r"(?=(?:who|whom|whose|what|which|when|where|why|how|if|whether)\b)"
)
_THANKS = re.compile(
    r"(?i)[,.!]?\s+(?:please|thanks|thank you|cheers)(?: (?:a lot|very much|so much|in advance))?\s*([?.!]*)$"
)
_CONTRACTED = re.compile(r"(?i)\b(what|who|where|when|how|that|there|here|it)(?:['’]s|(?<=what)s)\b")


def plainly(typed: str) -> str:
    """The question as it would be asked without ado. A greeting or thanks alone stays as it is."""
    text = _THANKS.sub(r"\1", _GREETING.sub("", typed))
    goes_on, text = opened(text if telling_words(text) else typed)
    text = f"{goes_on} {_ASKING.sub('', text)}".lstrip()
    literal = literal_spans(text)

    def full(found: re.Match[str]) -> str:
        is_literal = any(start <= found.start() < end for start, end in literal)
        return found[0] if is_literal else f"{found[1]} is"

    return _CONTRACTED.sub(full, text)
