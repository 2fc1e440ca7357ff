"""What kind of question it is: of the documents' content, of the library as a whole, or of the conversation. Pure.

Only plain cases are recognised (English); everything else is a question to the documents. "How many days of leave?"
asks the documents; "how many files mention leave?" asks the library.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from uniconv_edge.assistant.terms import telling_words


class Kind(Enum):
    """Who answers."""

    CONTENT = "content"
    COUNT = "count"
    LIST = "list"
    EVERY = "every"  # all facts of a kind, over all documents
    SUMMARY = "summary"
    SAID = "said"
    ASKED = "asked"
    TALK = "talk"  # a greeting, thanks, or what the program is


@dataclass(frozen=True, slots=True)
class Intent:
    """The kind, the words that the question is about ("" for all documents), and the kind of file that it names, as
    the filter `type:` has it ("" for any)."""

    kind: Kind
    about: str = ""
    type: str = ""


# What a person calls files of a kind, by the name that the filter `type:` has for it.
_TYPES = {
    "pdf": r"pdfs?(?: files?| documents?)?",
    "mail": r"e-?mails?|mails",
    "sheet": r"spreadsheets?|excel (?:files?|sheets?)",
    "slides": r"presentations?|slide ?decks?|powerpoints?(?: files?)?",
    "word": r"word (?:files?|documents?)",
    "markdown": r"markdown (?:files?|notes|documents?)",
    "html": r"web ?pages?|html (?:files?|pages?)",
    "text": r"text files?",
    "book": r"e-?books?|epubs?",
    "notebook": r"(?:jupyter )?notebooks?",
}
_TYPED = "|".join(_TYPES.values())
_THINGS = rf"(?P<things>documents?|docs?|files?|sources|{_TYPED})"
# Papers are documents where they are listed, or counted with a word on what they are; else they are what a person has
# to bring along. Articles and reports stay words of the documents: a contract has articles, a log has reports.
_PAPERS = r"(?:(?:research|scientific|academic) )?papers?"
_LISTED = rf"(?:{_THINGS}|{_PAPERS})"
_COUNTED = rf"(?:{_THINGS}|{_PAPERS}(?=\s))"
_ALL = r"(?:all(?: of)?|every|each)"
_MINE = r"(?:(?:of )?(?:the|my|these|those|our)\s+)?"
# What may follow the documents, so that "which documents are required for a visa?" stays a question to them.
_HAVE = (
    r"(?:(?:do )?(?:you|i|we) (?:have|know|hold|see)|(?:have|did) (?:you|i|we) (?:read|indexed?)"
    r"|are (?:there|indexed|here)|in (?:total|all)|altogether"
    r"|(?:are |do (?:you|i|we) have )?in (?:the|my|your|this) (?:library|folder|collection))"
)
_SPEAK = r"(?:that |which )?(?:mention|contain|talk about|discuss|refer to|deal with|are about|speak of|include)"
_TAIL = rf"(?:\s+{_HAVE})*(?:\s+(?:{_SPEAK}|about|on|with)\s+(?P<about>.+))?$"
_POLITE = r"^(?:can you |could you |please |so |and |ok )*"
_COUNT = re.compile(rf"{_POLITE}(?:how many|what is the (?:total )?number of) {_MINE}(?:different )?{_COUNTED}{_TAIL}")
_WHICH = re.compile(rf"{_POLITE}(?:in )?(?:which|what) {_MINE}{_THINGS}(?=\s){_TAIL}")
_WHICH_PAPERS = re.compile(
    rf"{_POLITE}(?:in )?(?:which|what) {_MINE}{_PAPERS}(?=\s)(?:\s+{_HAVE})*(?:\s+{_SPEAK}\s+(?P<about>.+))?$"
)
_ARE = re.compile(rf"{_POLITE}(?:which|what) {_MINE}(?:documents|docs|files) are (?P<things>{_TYPED})$")
_INSIDE = re.compile(rf"{_POLITE}(?:what is|what's|whats) in (?:the|my|your|this) (?:library|collection|folder)$")
_LIST = re.compile(rf"{_POLITE}(?:list|show(?: me)?|name|give me|enumerate)\s+(?:{_ALL}\s+)?{_MINE}{_LISTED}{_TAIL}")
_EVERY = re.compile(rf"{_POLITE}(?:list|enumerate|name|give me|show me|find)\s+{_ALL}\s+(?P<about>.*)$")
_SUMMARY = re.compile(
    r"^(?:can you |could you |please |give me )*(?:a |an )?(?:short |brief )?"
    r"(?:summar(?:y|ise|ize)|overview|sum up)\b(.*)$"
)
_WHOLE = re.compile(
    rf"\b(?:everything|it all|{_ALL} (?:the |my |of )*(?:documents?|docs?|files?|{_TYPED}|sources|folder|library|"
    r"collection)?|(?:the |my )?"
    rf"(?:whole |entire )?(?:library|collection|folder|documents|files|docs))\W*$"
)
_TALK = re.compile(
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|many thanks|ok|okay|yes|no|bye|goodbye)"
    r"(?: there| very much| a lot| so much| you| again)*"
    r"|help(?: me)?|(?:who|what) are you|what (?:can|do) you do|how (?:are you|do you work|does this work)|test(?:ing)?"
)
# "how many documents mention the word rent?"
_NAMED_WORD = re.compile(r"^(?:the )?(?:exact )?(?:words?|terms?|phrases?|names?)\s+(?=\S)")
_SAID = re.compile(
    r"^(?:and |so |sorry,? |please |can you |could you )*"
    r"(?:what (?:did|have) you (?:just )?(?:say|said|tell|answer|told)(?: me)?"
    r"(?: before| earlier| just now| last| first)?"
    r"|what was (?:your|the) (?:last|previous|earlier|first) (?:answer|reply)"
    r"|(?:repeat|say) (?:that|it|your (?:last )?answer|yourself)(?: again)?(?: please)?"
    r"|come again)\W*$"
)
_ASKED = re.compile(
    r"^(?:and |so |please )*"
    r"(?:what (?:did|have) i (?:just )?(?:ask|asked|say|said)(?: you)?(?: before| earlier| so far| first| last)?"
    r"|what was my (?:last|previous|first|earlier) question"
    r"|what (?:were|are) my (?:\w+ )?questions(?: so far)?"
    r"|what (?:have we|did we) (?:talk|talked|discuss|discussed)(?: about)?(?: so far| before| earlier)?)\W*$"
)


def intent(question: str) -> Intent:
    """The kind of a question, CONTENT unless it is plainly another."""
    plain = " ".join(question.casefold().replace("\u2019", "'").split()).rstrip(" ?!.")
    for kind, pattern in ((Kind.SAID, _SAID), (Kind.ASKED, _ASKED)):
        if pattern.match(plain):
            return Intent(kind)
    if (found := _SUMMARY.match(plain)) and _WHOLE.search(found.group(1)):
        return Intent(Kind.SUMMARY)
    if _TALK.fullmatch(plain):
        return Intent(Kind.TALK)
    if _INSIDE.match(plain):
        return Intent(Kind.LIST)
    for kind, pattern in (
        (Kind.COUNT, _COUNT),
        (Kind.LIST, _ARE),
        (Kind.LIST, _WHICH),
        (Kind.LIST, _WHICH_PAPERS),
        (Kind.LIST, _LIST),
        (Kind.EVERY, _EVERY),
    ):
        if found := pattern.match(plain):
            parts = found.groupdict()
            about = _NAMED_WORD.sub("", parts.get("about") or "")
            return Intent(kind, " ".join(telling_words(about)), _type_of(parts.get("things") or ""))
    return Intent(Kind.CONTENT)


def _type_of(things: str) -> str:
    return next((name for name, called in _TYPES.items() if re.fullmatch(called, things)), "")
