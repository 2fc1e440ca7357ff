"""The section of a paper that a question asks for by what it is called: "What are the limitations of the study?". Such
sections hardly say again what they are called, so no sentence of them is found by it. Pure; English."""

from __future__ import annotations

from typing import NamedTuple

from uniconv_edge.expressions import expression

_NAME = (
    r"(?P<name>limitations?|weaknesses|weak points|shortcomings|threats to validity|conclusions?|implications"
    r"|recommendations|future work|contributions)"
)
_ASKS = expression(
    rf"(?:(?:and )?what(?:'s| is| are| was| were) (?:(?:the|its|their) )?(?:main |key |known |most important )?"
    rf"{_NAME}(?: (?:of|in|from|for) (?P<of>.+))?"
    rf"|(?:and )?(?:what|which) {_NAME.replace('<name>', '<which>')} (?:does|do|did) (?P<says>.+?) "
    r"(?:name|mention|have|give|list|discuss|report|state|admit|draw|make|reach)"
    rf"|(?:and )?(?:the )?{_NAME.replace('<name>', '<bare>')} of (?P<paper>.+))$"
)
_OF_ANOTHER = expression(
    r"(?i)\W*(?:and|(?:and )?(?:what|how) about) (?:(?:those |that )?(?:of|in|from) )?(?P<paper>.+?)\W*$"
)


class Section(NamedTuple):
    """What a section is called, and the document that a question names for it, "" for none."""

    name: str
    of: str


def section_asked(plain: str) -> Section | None:
    """The section that a question (in small letters, without its mark) asks for; None for another."""
    found = _ASKS.match(plain)
    if found is None:
        return None
    told = found.groupdict()
    return Section(told["name"] or told["which"] or told["bare"], told["of"] or told["says"] or told["paper"] or "")


def of_another_paper(question: str) -> str:
    """What may be the name of another document, of which the same is asked ("and of the lease?"); "" for none."""
    found = _OF_ANOTHER.match(question)
    return "" if found is None else found["paper"]
