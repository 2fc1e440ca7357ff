"""What a question asks of one document as a whole: what it is about ("tl;dr"), how long it is, which tables it has.
Patterns of whole questions in small letters without what they begin with; English. Pure."""

from __future__ import annotations

from typing import NamedTuple

from uniconv_edge.assistant.question.last_answer import ANY_WORK, PAPER
from uniconv_edge.expressions import expression

_END = expression(
    r"(?: (?:please|for me|here|briefly|shortly|quickly|in short|in a nutshell"
    r"|in (?:[\w-]+ ){1,4}?(?:sentences?|words|lines|points|bullets))){1,4}$"
)
# A document that is pointed at: "it" alone may be any thing, so that not all is asked of it.
_THIS_WORK = rf"(?:this|that|the) {ANY_WORK.pattern}"
_IT = rf"(?:it|this|that|they|{_THIS_WORK})"
_GIVE = r"(?:(?:give|show|tell|write|get|list|name)(?: me)?|i(?:'d like| want| need| would like)|what(?:'s| is| are)?)"
_SHORT = r"(?:all )?(?:an? |the |some |your |its )?(?:short |brief |quick )?"
_MAIN = r"(?:main|key|central|essential|most important)"
_GIST = (
    r"(?:summary|overview|outline|gist|essence|tl;?dr|synopsis|take-?aways?|highlights|topics|headings|sections|chapters"
    rf"|{_MAIN} (?:points?|take-?aways?|ideas?|messages?|topics?|themes?|headings|sections|chapters|contents))"
)
_TREATS = r"(?:say|tell(?: me| us)?|discuss|deal with|talk about|speak of)"
# What a document says. Where any thing may be named, "what is in the box", the words must name a paper.
_OVERVIEW = expression(
    rf"(?!what (?:does|do|did) .+ (?:say|contain) (?:about|on|of) )"
    rf"(?:(?:{_GIVE} )?{_SHORT}(?:{_GIST}|description|points|contents) (?:of|in|from) (?P<whole>.+)"
    rf"|(?:{_GIVE} )?{_SHORT}{_GIST}"
    r"|(?:summari[sz]e|sum up|outline|describe)(?: (?P<verb>.+))?"
    r"|what(?:'s| is| are) (?P<topic>.+?) (?:all )?about"
    rf"|what (?:does|do|did) (?P<says>{_IT}) {_TREATS}"
    rf"|what (?:does|do) (?P<treats>{_THIS_WORK}) (?:contain|cover|hold|include|describe|address|treat|explain|show)"
    r"|what (?:does|do) (?P<code>(?:this|that|the) (?:file|code|script|module|program)) do"
    rf"|(?:what|which) (?:topics|subjects|themes|points|areas) (?:does|do|did) (?P<covers>{_IT}) "
    rf"(?:cover|contain|include|address|treat|{_TREATS})"
    rf"|what(?:'s| is) (?:covered|discussed|described|(?:all )?in) (?:in )?(?P<inside>{_THIS_WORK})"
    rf"|what(?:'s| is) (?P<this>(?:this|that) {ANY_WORK.pattern})"
    rf"|what (?:kind|sort|type) of (?P<kind>{ANY_WORK.pattern}) (?:is|are) (?:this|that|it|these)"
    rf"|(?:what (?:does|do)|what(?:(?:'s| is)(?: said)?| stands) (?:in|inside)|tell me about|open|find|show(?: me)?"
    rf"|read(?: me)?|do (?:i|you|we) have) (?P<paper>[\w '-]*\b(?:{PAPER})\b(?: (?:from|of|by|to|for) [\w '-]+?)?"
    rf"|(?:the )?(?:{PAPER}) (?:called |named )?[\w.-]+|[\w -]+\.[a-z]{{2,5}})(?: say| contain| cover| hold)?"
    r"|what(?: does|(?:'s| is| are) (?:in|on)) (?P<sheet>[\w' -]+ (?:work)?sheet(?: (?:of|in) [\w.' -]+?)?)"
    r"(?: contain| show| hold)?)$"
)
# No lease, play or program: how long those are is how long they last.
_OF_PAGES = (
    r"(?:document|file|text|paper|report|book|story|article|essay|pdf|thesis|letter|manual|novel|poem|transcript"
    r"|handbook|manuscript|biography|textbook|page|code|script|notebook)"
)
_LENGTH = expression(
    r"(?:how many (?:pages|words|sections|chapters|slides) "
    r"(?:(?:does|do) (?P<has>.+) (?:have|contain)|(?:are|are there) in (?P<inside>.+))"
    r"|how many (?:pages|slides|chapters)(?: are there)?"
    rf"|how (?:long|big|large) is (?P<long>(?:this|that|the) {_OF_PAGES}))$"
)
# What else may be asked of a wall, or of what it is for.
_BEHIND = expression(r"(?:(?P<length>how (?:long|big|large) is (?:it|this))|(?P<overview>what (?:does|can) it do))$")
# "How many rows does the price list have?", "which columns are in stock.csv?", "what are the columns of stock.csv?"
_TABLE = expression(
    r"(?:(?:how many|which|what) (?:rows|lines|records|entries|(?:work)?sheets|columns|fields"
    r"|column (?:names|headers|headings))"
    r" (?:(?:does|do) (?P<has>.+) (?:have|contain)|(?:are|are there) (?:in|of) (?P<inside>.+))"
    r"|(?:what are|list|show(?: me)?|give me|name) (?:all )?(?:the )?(?:names of )?(?:the )?"
    r"(?:columns|fields|(?:work)?sheets|column (?:names|headers|headings)) (?:of|in) (?P<parts>.+?)(?: called)?)$"
)


class Whole(NamedTuple):
    """What is asked, as `Kind` calls it (`overview`, `length` or `table`), and the words by which the document is
    meant, "" for the one that is at hand."""

    asks: str
    of: str


def whole_asked(plain: str, before: str = "") -> Whole | None:
    """What a question asks of a document as a whole; None for another. "How long is it?" and "what does it do?" ask
    that behind another such question alone, or before any."""
    plain = _END.sub("", plain)
    for asks, pattern in (("table", _TABLE), ("length", _LENGTH), ("overview", _OVERVIEW)):
        if found := pattern.match(plain):
            return Whole(asks, next(filter(None, found.groupdict().values()), ""))
    found = _BEHIND.match(plain)
    return Whole(str(found.lastgroup), "") if found and (not before or whole_asked(before)) else None
