"""A question without what a person says around it: greetings, thanks, "can you tell me", contractions. Pure; English.

What stands in quotation marks and filters is left as it is.
"""

from __future__ import annotations

import re

from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.library.query import literal_spans

_GREETING = re.compile(r"(?i)^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening))(?: there)?[,.!]*\s+)+(?=\S)")
_ASKING = re.compile(
    r"(?i)^(?:please[, ]+)?(?:(?:can|could|would|will) you (?:please )?(?:tell|show) me|(?:please )?tell me|do you know"
    r"|i(?:'d| would)? (?:need|want|like) to know|i (?:was|am) wondering|i wonder)[,:]? "
    r"(?=(?:who|whom|whose|what|which|when|where|why|how|if|whether)\b)"
)
_THANKS = re.compile(
    r"(?i)[,.!]?\s+(?:please|thanks|thank you|cheers)(?: (?:a lot|very much|so much|in advance))?\s*([?.!]*)$"
)
_CONTRACTED = re.compile(r"(?i)\b(what|who|where|when|how|that|there|here|it)(?:['’]s|(?<=what)s)\b")


def plainly(typed: str) -> str:
    """The question as it would be asked without ado; as it is where nothing that says something would be left."""
    text = _ASKING.sub("", _GREETING.sub("", typed))
    text = _THANKS.sub(r"\1", text)
    literal = literal_spans(text)

    def full(found: re.Match[str]) -> str:
        is_literal = any(start <= found.start() < end for start, end in literal)
        return found[0] if is_literal else f"{found[1]} is"

    text = _CONTRACTED.sub(full, text)
    return text if telling_words(text) else typed
