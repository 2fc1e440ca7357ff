"""Lines that only greet or take leave, as letters and messages begin and end with them. Pure; English,
and how letters end in six other languages."""

from __future__ import annotations

from uniconv_edge.expressions import expression
from uniconv_edge.library.letters import CLOSING

# No more than that: "Hi Tom, the rent came in." says something.
_GREETING = expression(
    r"(?i)(?:(?:my )?dear|hi|hello|hey|good (?:morning|afternoon|evening)|to whom(?:soever)? it may concern)\b"
    r"(?!-)(?:[!.]|(?:\s+[\w'’.-]+){1,2}[!.]?|(?:\s+[\w'’.-]+){3}!|[^.!?,:\n]{0,60}[,:]|[^.!?:\n]{0,60},"
    r"|\s+(?:Mrs?|Ms|Dr|Prof)\.[^.!?:\n]{0,60}[,:])"
)


def greets(line: str) -> bool:
    """Whether a line only greets: "Dear Ann,", "To whom it may concern:"."""
    return _GREETING.fullmatch(line.strip()) is not None


def takes_leave(line: str) -> bool:
    """Whether a line only takes leave: "Kind regards,", with no name or with one behind a comma."""
    found = CLOSING.fullmatch(" ".join(line.split()).strip(" ,.!"))
    return found is not None and (not found["name"] or "," in line)
