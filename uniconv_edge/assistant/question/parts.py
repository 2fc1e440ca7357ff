"""Two questions in one ("when is it and how much does it cost?"): each as it would be asked alone. Pure; English."""

from __future__ import annotations

from uniconv_edge.assistant.words.asking import HELPING_VERBS, QUESTION_WORDS
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression

_ASKS = rf"(?:(?:at|by|for|from|in|on|to|until|since|with) )?(?:{QUESTION_WORDS})\b"
_TWO = expression(
    rf"(?i)^(?P<first>{_ASKS}[^?;]+?)(?:,? and (?:also )?|\? (?:and )?)(?P<second>{_ASKS}[^?;]*)\s*[?.!]*$"
)
_VERB = expression(rf"(?i)\b(?:{HELPING_VERBS})\b|['’]s\b")
# Behind these, questions are what is asked about: "what is the difference between what ... and what ...".
_ABOUT = expression(
    r"(?i)\b(?:between|both|whether|know|says?|said|tells?|told|explains?|depends? on|decided?)\s+"
    r"(?:who|what|how|when|where|why|which)\b"
)


def parts(question: str) -> tuple[str, str] | None:
    """The two questions that are asked in one; None where it is one. Each asks with a verb of its own."""
    found = _TWO.match(question.strip())
    if found is None:
        return None
    first, second = found["first"].strip(" ,"), found["second"].strip(" ,")
    if not all(_VERB.search(part) for part in (first, second)) or not telling_words(first) or _ABOUT.search(first):
        return None
    return f"{first}?", f"{second}?"
