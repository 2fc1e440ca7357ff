"""Two questions in one ("when is it and how much does it cost?"): each as it would be asked by itself, the second
behind the answer to the first. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from uniconv_edge.assistant.terms import telling_words
from uniconv_edge.assistant.turn import AskedTurn
from uniconv_edge.types import Hit
from uniconv_edge.wording import SURE

_NEAREST = 3  # sentences that a refusal names
_ASKS = (
    r"(?:(?:at|by|for|from|in|on|to|until|since|with) )?(?:who|whom|whose|what|which|when|where|why"
    r"|how (?:much|many|long|old|often|far|big|high|late|do|does|did|can|is|are)|how)\b"
)
_TWO = re.compile(
    rf"(?i)^(?P<first>{_ASKS}[^?;]+?)(?:,? and (?:also )?|\? (?:and )?)(?P<second>{_ASKS}[^?;]*)\s*[?.!]*$"
)
_VERB = re.compile(
    r"(?i)\b(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|may|might|must|shall|should)\b|['’]s\b"
)
# Behind these, questions are what is asked about: "what is the difference between what ... and what ...".
_ABOUT = re.compile(
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


def join(turn: AskedTurn, asked: Sequence[AskedTurn]) -> None:
    """Fill in what the parts of a question came to: what was found for all of them, ranked anew, and the quotes of
    each. A part that is not answered is told where another is."""
    ranks: dict[int, int] = {}
    for part in asked:
        for hit in part.hits:
            if hit.passage_id not in ranks:
                ranks[hit.passage_id] = len(ranks) + 1
                turn.hits.append(replace(hit, rank=ranks[hit.passage_id]))
    for part in asked:
        found: dict[int, Hit] = {hit.rank: hit for hit in part.hits}
        for kind, quotes in ((turn.quotes, part.quotes), (turn.nearest, part.nearest)):
            renamed = (replace(quote, source=ranks[found[quote.source].passage_id]) for quote in quotes)
            kind += [quote for quote in renamed if quote not in kind]
    answered = [part for part in asked if part.quotes]
    turn.certainty = min(part.certainty for part in answered or asked)
    turn.sure = min(part.sure for part in answered or asked)
    turn.nearest = [] if turn.quotes and turn.sure >= SURE else turn.nearest[:_NEAREST]
    lacking = [part.turns[-1].text for part in asked if not part.quotes]
    notes = [*(part.found for part in asked), *(f"Not answered: “{text}”" for text in lacking if answered)]
    turn.found = " ".join(dict.fromkeys(filter(None, notes)))
    turn.unread = " ".join(dict.fromkeys(filter(None, (part.unread for part in asked))))
    turn.reused, turn.computed = (sum(getattr(part, name) for part in asked) for name in ("reused", "computed"))
    turn.clock.first = turn.clock.first or turn.clock.elapsed()
