"""A question that says in which document its answer stands: "in the lease, ...", "what does the diary say about ...".
Pure; English.

Only what is called as papers are is taken for a document's name ("the lease", "my notes on the garden", `health.md`):
"in the garden" is a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from uniconv_edge.assistant.question.last_answer import PAPER
from uniconv_edge.assistant.question.section import section_asked
from uniconv_edge.assistant.words.asking import HELPING_VERBS, QUESTION_WORDS
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.provisions import provision_asked

_PAPERS = (
    rf"(?:{PAPER}|journal|log|logbook|recipe|memo|list|table|quotation|schedule|form|transcript|website|page"
    r"|thesis|study|act|law|statute|by-?law|ordinance|constitution|regulation|code|standard|licen[cs]e)s?"
)
_GLUE = r"(?:in|at|on|of|for|from|to|with|under|by|and|or|what|which)\b"
# The words behind are taken whole: in pieces a long one would take seconds.
_NAME = (
    rf"(?P<name>(?:(?:the|my|our|this|that|your|his|her|their) (?:(?!{_GLUE})[\w'’&-]+ ){{0,4}}?"
    rf"|(?:(?!{_GLUE})[\w&-]+ ){{0,2}}(?:(?!{_GLUE})[\w&-]+(?:['’]s?|s) ))"
    rf"{_PAPERS}(?: (?:from|of|by|to|for|about|on|with) (?:[\w'’&-]++ ?){{1,4}}?)?|(?:[\w.-]+/)*[\w-]+\.[a-z]{{2,5}})"
)
_ASKS = rf"(?:{QUESTION_WORDS}|{HELPING_VERBS})\b"
_SAYS = expression(
    rf"(?i)^what (?:(?:does|do|did) {_NAME} (?:say|tell|write|state|mention|have to say)"
    r"(?: (?:me|us))?"
    rf"|(?:is|was) (?:said|written|stated)(?: in| by) {_NAME.replace('<name>', '<other>')})"
    r" (?:about|on|of|regarding|concerning) (?P<topic>.+)$"
)
# "Which sections of the act mention minors?", "which clauses deal with pets?" behind an answer.
_PARTS_ABOUT = expression(
    r"(?i)^(?:which|what) (?:sections?|articles?|clauses?|paragraphs?|rules?|regulations?|provisions?|parts?|chapters?)"
    rf"(?: (?:of|in) {_NAME})? (?:mentions?|(?:deals?|is concerned|are concerned) with|(?:is|are|says? something) about"
    r"|concerns?|covers?|regulates?|refers? to|appl(?:y|ies) to) (?P<topic>.+)$"
)
_BEFORE = expression(
    rf"(?i)^(?:according to|as per|in|from|under|by|(?:going )?back to) {_NAME}"
    rf"(?:[,:]| (?={_ASKS}))\s*(?P<rest>{_ASKS}.+)$"
)
_BEHIND = expression(rf"(?i)^(?P<rest>{_ASKS}.+?),? (?:according to|in|under) {_NAME}(?P<end>\s*[?.!]*)$")
# "Fill in the form", "hand in the report", "what is in the letter".
_GOES_WITH_IN = expression(
    r"(?i)\b(?:fill(?:ed|ing)?|sen[dt]|hand(?:ed)?|put|get|got|fall|come|came|turn(?:ed)?|log|sign(?:ed)?|give|take|bring"
    r"|brought|write|wrote|is|are|be|do)$"
)
# "How many goats are in stock.csv?"
_COUNTS = expression(r"(?i)^how many .+ (?:are|were)$")
# Of a document that is named by its whole title: "in Pride and Prejudice, who is ...?"
_TITLE = r"(?P<name>\S.{1,80}?)"
_SAYS_TITLE = expression(
    rf"(?i)^what (?:does|do|did) {_TITLE} (?:say|tell|write|think)(?: us| me)? (?:about|on|of) (?P<topic>.+)$"
)
_BEFORE_TITLE = expression(rf"(?i)^(?:according to|in|from) {_TITLE},? (?P<rest>{_ASKS}.+)$")
_AUTHOR = expression(
    r"(?i)\b(?:the|this|that|our) (?:author|writer|narrator|poet|book|novel|story|poem)\b"
    r"(?!['’]s| (?:of|by|with|who|that|which|in)\b)"
)
_COLLEAGUES = r"(?: (?:et al\.?|(?:and|&) (?:colleagues|co-?workers|others|[A-Z][\w'’-]+)))?(?: \(?(?:19|20)\d\d\)?)?"
_RESEARCHED = expression(
    rf"^(?P<asks>(?i:what|which|how|why|when|where|who)\b.{{0,60}}?) (?:did|do|does) (?P<name>[A-Z][\w-]+){_COLLEAGUES}"
    r" (?P<verb>use|find|propose|report|measure|train|test|show|argue|conclude|claim|observe|evaluate|compare|study"
    r"|collect|recruit|assume|suggest|recommend)\b(?P<rest>.*)$"
)
_THEIR_PAPER = expression(
    rf"\b(?P<name>[A-Z][\w-]+){_COLLEAGUES}['’]s? "
    r"(?=(?:papers?|stud(?:y|ies)|data(?:set)?|samples?|methods?|findings?|results?|conclusions?|limitations?|model)\b)"
)
_IN = expression(r"(?i),? (?:according to|in|from) ")
_ARTICLE = expression(r"(?i)^(?:the|my|our|this|that|your|his|her|their) ")
_IS_NAME = expression(rf"(?i){_NAME}")


@dataclass(frozen=True, slots=True)
class Within:
    """What a document is called, and what is asked of it. `one`: it is no name where several are called so. `topic`:
    that on which all it says is asked for, "" for a question."""

    name: str
    question: str
    one: bool = False
    topic: str = ""


def is_paper(named: str) -> bool:
    """Whether something is called as papers are: "the lease", "my notes on the garden"."""
    return _IS_NAME.fullmatch(named) is not None


def perhaps_titled(question: str) -> Iterator[Within]:
    """The documents that a question may name by their titles, longer ones first, and what is asked of these."""
    question = bare(question)
    if found := _SAYS_TITLE.match(question):
        topic = found["topic"].rstrip(" ?!.")
        yield Within(found["name"], f"what does it say about {topic}?", topic=topic)
    elif found := _BEFORE_TITLE.match(question):
        yield Within(found["name"], found["rest"])
    elif re.match(_ASKS, question, re.IGNORECASE):
        bare_end = question.rstrip(" ?!.")
        for border in _IN.finditer(bare_end):
            yield Within(bare_end[border.end() :], question[: border.start()] + question[len(bare_end) :], one=True)


def by_researcher(question: str) -> Within | None:
    """What a question asks of somebody as of the paper that they wrote: "what did Okafor et al. find?"; None for
    another."""
    question = bare(question)
    if found := _RESEARCHED.match(question):
        if not telling_words(f"{found['asks']} {found['rest']}"):  # "what did they find?" names nothing
            return Within(found["name"], "what are the results?")
        return Within(found["name"], f"{found['asks']} did they {found['verb']}{found['rest']}")
    found = _THEIR_PAPER.search(question)
    return Within(found["name"], f"{question[: found.start()]}the {question[found.end() :]}") if found else None


def by_author(question: str) -> Within | None:
    """What a question asks of the author of a book, or of the book, as asked of a document that is not named; None for
    another."""
    found = _AUTHOR.search(question)
    if found is None or not re.match(_ASKS, question, re.IGNORECASE):
        return None
    asked = f"{question[: found.start()]}it{question[found.end() :]}"
    topic = _SAYS_TITLE.match(asked)
    return Within("", asked, topic=topic["topic"].rstrip(" ?!.") if topic else "")


def within(question: str) -> Within | None:
    """The document that a question names for its answer, and the question without it; None where it names none, or
    says nothing else."""
    question = bare(question)
    if (part := provision_asked(question)) and part.of:
        return Within(_ARTICLE.sub("", part.of), part.question)
    if (section := section_asked(question.casefold().rstrip(" ?!."))) and section.of:
        return Within(_ARTICLE.sub("", section.of), f"what are the {section.name}?")
    if found := _SAYS.match(question) or _PARTS_ABOUT.match(question):
        named = found["name"] or found.groupdict().get("other") or ""
        name, topic = _ARTICLE.sub("", named), found["topic"].rstrip(" ?!.")
        return Within(name, f"what does it say about {topic}?", topic=topic) if telling_words(topic) else None
    if found := _BEFORE.match(question):
        name, rest = found["name"], found["rest"]
    elif (found := _BEHIND.match(question)) and _COUNTS.match(found["rest"]):
        name, rest = found["name"], f"{found['rest']} there{found['end']}"
    elif found and not _GOES_WITH_IN.search(found["rest"]):
        name, rest = found["name"], found["rest"] + found["end"]
    else:
        return None
    return Within(_ARTICLE.sub("", name), rest, "end" in found.groupdict()) if telling_words(rest) else None
