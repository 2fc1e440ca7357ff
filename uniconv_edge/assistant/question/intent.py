"""What kind of question it is: of the documents' content, of the library as a whole, or of the conversation. Pure.

Only plain cases are recognised (English); everything else is a question to the documents. "How many days of leave?"
asks the documents; "how many files mention leave?" asks the library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from uniconv_edge.assistant.question.book import asks_of_same, in_figures, named_asked, step_asked
from uniconv_edge.assistant.question.comparing import Comparison, comparison_again, comparison_asked
from uniconv_edge.assistant.question.last_answer import (
    BY_WHOM,
    DISPUTE,
    FOREIGN_PAPER,
    MORE,
    RECEIVER,
    SOURCE,
    SURE,
    WHEN,
    WRITER,
    WRITTEN,
)
from uniconv_edge.assistant.question.meeting import MeetingAsked, meeting_asked
from uniconv_edge.assistant.question.section import of_another_paper, section_asked
from uniconv_edge.assistant.question.tags import tags_asked, tags_asked_again
from uniconv_edge.assistant.question.tasks import tasks_asked, tasks_asked_again
from uniconv_edge.assistant.question.usage import told_of_use
from uniconv_edge.assistant.question.version import asks_which_is_newer
from uniconv_edge.assistant.question.whole import whole_asked
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import nouns_that_glue, words_of

BOTH, TITLED = "both", "titled"


class Kind(Enum):
    """Who answers."""

    CONTENT = "content"
    COUNT = "count"
    LIST = "list"
    ANYTHING = "anything"  # whether a document mentions `about`: where none does, the documents are searched
    NAMED = "named"  # documents called `type` by title, name or folder, that mention `about`
    FOLDER = "folder"  # the documents in the folder `about`
    EVERY = "every"  # all facts of a kind, over all documents
    ORDER = "order"  # the documents by `about`: newest, oldest, longest, shortest
    SUMMARY = "summary"
    OVERVIEW = "overview"  # of one document: `about` are words of its name, "" for that of the last answer
    CHAPTER = "chapter"  # what one part says, called `type` ("chapter 13", "limitations"): `about` as for OVERVIEW
    PLACES = "places"  # where one document names `type`, or where first (`without`): `about` as for OVERVIEW
    LENGTH = "length"  # how long one document is: `about` as for OVERVIEW
    TABLE = "table"  # which rows and columns one document has: `about` as for OVERVIEW
    # Of e-mail and chats, by whom, to whom and when they were sent (`question/messages.py`); `type` is the language
    # that the question is put into English from.
    MESSAGES = "messages"
    TASKS = "tasks"  # those to do, or in the state `type` (`question/tasks.py`): `about` what they are of
    TAGGED = "tagged"  # notes with the tags `about` that are called `type`; "" for which tags there are
    # When a document was, or by whom; of `type` BOTH both: `about` as for OVERVIEW; TITLED: all of its title
    WRITTEN = "written"
    WRITER = "writer"
    RECEIVER = "receiver"  # for whom an invoice or the like is: `about` as for OVERVIEW
    NEWER = "newer"  # which of the documents quoted last is
    COMPARED = "compared"  # what changed from one document to another; told where the library has such documents
    SAID = "said"
    AGAIN = "again"  # what was answered on `about`
    ASKED = "asked"
    SOURCE = "source"  # where the last answer stands
    SURE = "sure"  # whether that can be believed
    MORE = "more"  # what stands around it
    DISPUTE = "dispute"  # that it is wrong, or not understood
    TALK = "talk"  # a greeting, thanks, what the program is or how it is used


OF_ONE = (Kind.OVERVIEW, Kind.CHAPTER, Kind.LENGTH, Kind.TABLE, Kind.WRITTEN, Kind.WRITER)
"""What is asked of one document as a whole, or of a part of it."""


@dataclass(frozen=True, slots=True)
class Intent:
    """The kind, the topic that the question is about ("" for all documents), the kind of file that it names, as the
    filter `type:` has it ("" for any), the topic that documents must not mention, what is to be compared if these
    are names of documents, and what is asked of a meeting, where minutes of such are meant.

    A topic is of words that must all occur, phrases in quotation marks, and ` or ` between alternatives."""

    kind: Kind
    about: str = ""
    type: str = ""
    without: str = ""
    comparison: Comparison | None = None
    meeting: MeetingAsked | None = None


_WHO_WROTE = expression(r"who (?:wrote|(?:is|was) the (?:author|writer) of) (?P<title>.{3,80})")
# "Who sent that, and when?", "when and by whom was it written?"
_AND_ALSO = expression(r"(?<=\w),? and (?:when|on (?:what|which) (?:day|date)|by whom|who by|from whom)$")
_WHEN_AND_WHO = expression(r"^(?:when and (?:by|from) whom|(?:by|from) whom and when)\b")
# What a person calls files of a kind, by the name that the filter `type:` has for it.
_TYPES = {
    "pdf": r"pdfs?(?: files?| documents?)?",
    "mail": r"(?:e-?)?mails?",
    "sheet": r"spreadsheets?|excel (?:files?|sheets?)",
    "slides": r"presentations?|slide ?decks?|powerpoints?(?: files?)?",
    "word": r"word (?:files?|documents?)",
    "markdown": r"markdown (?:files?|notes|documents?)",
    "html": r"web ?pages?|html (?:files?|pages?)",
    "text": r"text files?",
    "book": r"e-?books?|epubs?",
    "notebook": r"(?:jupyter )?notebooks?",
}
# Endings by which a person may call files that have no other name here.
_ENDINGS = "csv tsv docx doc odt odp rtf txt md json xml xlsx xls ods pptx ppt eml msg mbox htm ics vcf rst py log"
_TYPED = "|".join((*_TYPES.values(), rf"\.?(?:{_ENDINGS.replace(' ', '|')}) (?:files?|documents?)"))
_TYPES |= {ending: rf"\.?{ending} (?:files?|documents?)" for ending in _ENDINGS.split()}
_THINGS = rf"(?P<things>documents?|docs?|files?|sources|{_TYPED})"
# Papers are documents where they are listed, or counted with a word on what they are; else they are what a person has
# to bring along. Articles and reports stay words of the documents: a contract has articles, a log has reports.
_PAPERS = r"(?:(?:research|scientific|academic) )?papers?"
_PAPERS_OR_NOTES = rf"(?:{_PAPERS}|notes?)"
_LISTED = rf"(?:{_THINGS}|{_PAPERS})"
_COUNTED = rf"(?:{_THINGS}|{_PAPERS}(?=\s))"
_ALL = r"(?:all(?: of)?|every|each)"
_MINE = r"(?:(?:of )?(?:the|my|these|those|our)\s+)?"
_LIBRARY = r"(?:the|my|this|your) (?:whole |entire )?(?:library|collection|folder)"
# What may follow the documents, so that "which documents are required for a visa?" stays a question to them.
_HAVE = (
    r"(?:(?:do )?(?:you|i|we) (?:have|know|hold|see)|(?:have|did) (?:you|i|we) (?:read|indexed?)"
    r"|are (?:there|indexed|here)|in (?:total|all)|altogether"
    rf"|(?:are |do (?:you|i|we) have )?in {_LIBRARY})"
)
_SPEAK = r"(?:that |which )?(?:mention|contain|talk about|discuss|refer to|deal with|are about|speak of|include"
_SPEAK += r"|(?:link|point)(?: back)? to|cite|reference)"
_TAIL = rf"(?:\s+{_HAVE})*(?:\s+(?:{_SPEAK}\s+(?P<about>.+)|(?:about|on|with)\s+(?P<on>.+?)(?:\s+{_HAVE})*))?$"
# Behind "documents on", "with" or "about" a verb makes it a question of what such documents must or do. What may be a
# noun too (`my will`, `in May`) is a verb before one who does it.
_ASKS_ON = expression(
    r"\b(?:(?<!to )(?:do|have)|does|did|is|are|was|were|has|had|must|shall|should|could|would|might|cannot"
    r"|(?:can|may|will|needs?) (?:not|i|you|we|they|he|she|it|one|anyone|everyone|a|an|the|my|our|each|every|be|to)"
    r"|\w+n't)\b"
)
_COUNT = expression(rf"(?:how many|what is the (?:total )?number of) {_MINE}(?:different )?{_COUNTED}{_TAIL}")
_WHICH = expression(rf"(?:in )?(?:which|what) {_MINE}{_THINGS}(?=\s){_TAIL}")
_WHICH_PAPERS = expression(
    rf"(?:in )?(?:which|what) {_MINE}{_PAPERS_OR_NOTES}(?=\s)(?:\s+{_HAVE})*(?:\s+{_SPEAK}\s+(?P<about>.+))?$"
)
_ARE = expression(rf"(?:which|what) {_MINE}(?:documents|docs|files) are (?P<things>{_TYPED})$")
# One document says it of itself only in these words: "which document contains my address?" is no list.
_ONE = expression(
    rf"(?:which|what) {_MINE}(?:{_THINGS}|{_PAPERS_OR_NOTES}) "
    r"(?:mentions|talks about|refers to|is about|cites|links to)\s+(?P<about>.+)$"
)
_MENTIONED = rf"{_MINE}{_LISTED} (?:is|are|was|were) (?P<about>.+) (?:mentioned|discussed|named)$"
# "Which of them mention the boiler?", "and how many are about tides?"
_OF_THOSE = expression(
    r"(?i)^(?:(?:and|so|but|ok|okay),? )?(?P<asks>which|how many)(?P<those> of (?:them|these|those))?(?: ones?)? "
    rf"(?P<rest>(?:(?:is|are) (?:about\b|the\b)|mentions?\b|contains?\b|{_SPEAK}\b).*)$"
)
_CALLED_THERE = expression(rf"\b{_LISTED}\b")
_IN_WHICH = expression(rf"in (?:which|what) {_MENTIONED}")
_IN_HOW_MANY = expression(rf"in how many {_MENTIONED}")
_ANY = expression(
    rf"(?:do (?:you|i|we) have|have (?:you|i|we)(?: got)?|(?:are|is) there) (?:any |some |an? )?{_MINE}"
    rf"{_THINGS}"
    rf"(?=(?:\s+{_HAVE})*\s+(?:about|{_SPEAK})\s){_TAIL}"
)
# "Do I have anything on moles?", "is there something about pets in here?"; "on" may be a day or a place.
_ANYTHING = expression(
    r"(?:(?:do|have) (?:you|i|we)(?: have| got)? (?:anything|something)(?: in here)? (?:about|on)"
    r"|(?:is|are) there (?:anything|something)(?: in here)? (?:about|that mentions)"
    r"|(?:does|do) (?:anything|any of (?:this|these|it|my documents)) (?:mention|talk about|say anything about)"
    r"|what do (?:i|we) have (?:about|on)) "
    r"(?P<about>(?:(?! (?:in|at|under|from|until|before|after) ).)+?)"
    rf"(?: in (?:here|{_LIBRARY}|my (?:documents|files|papers)))?$"
)
_INSIDE = expression(
    rf"(?:(?:what is|what's|whats) in (?:here|{_LIBRARY})"
    r"|what (?:do (?:you|i|we) have(?: in)? here|have (?:you|i|we) (?:read|indexed?)|do you know(?: about)?))$"
)
_FOLDER = expression(
    rf"(?:(?:how many|which|what) {_MINE}{_THINGS}(?: {_HAVE}| are)*"
    rf"|what(?:'s| is| are)(?: there)?|(?:list|show(?: me)?|name|open|enumerate)(?: (?:everything|(?:{_ALL} )?{_MINE}"
    rf"{_THINGS.replace('<things>', '<listed>')}))?)(?: (?:that |which )?(?:are |is )?(?:in|inside|of|from|under))? "
    r"(?:the |my |our )?(?:(?:folder|directory) (?:called |named )?(?P<behind>[\w.& -]+)"
    r"|(?P<before>[\w.& -]+) (?:folder|directory))$"
)
_LIST = expression(rf"(?:list|show(?: me)?|name|give me|enumerate|find)\s+(?:{_ALL}\s+)?{_MINE}{_LISTED}{_TAIL}")
_EVERY = expression(rf"(?:list|enumerate|name|give me|show me|find)\s+{_ALL}\s+(?P<about>.*)$")
_SUMMARY = expression(
    r"(?:give me )?(?:a |an )?(?:short |brief )?"
    r"(?:summar(?:y|ise|ize)|overview|sum up)\b(.*)$"
)
_WHOLE = (
    rf"(?:everything|it all|{_ALL} (?:the |my |of )*(?:documents?|docs?|files?|{_TYPED}|sources|folder|library|"
    r"collection)?|(?:the |my |this |your )?"
    r"(?:whole |entire )?(?:library|collection|folder|documents|files|docs))"
)
# "What are my documents about?", "which topics do you know?", "what can I ask you about?"
_MY_PAPERS = r"(?:my|these|your) (?:documents|docs|files|papers)"
_SUBJECTS = expression(
    rf"(?:what(?:'s| is| are) (?:{_ALL} )?(?:{_MY_PAPERS}|{_LIBRARY}) about"
    r"|(?:which|what) (?:topics|subjects|themes) (?:do you (?:know|cover)(?: about)?"
    rf"|(?:are |do (?:you|i|we) have )?in (?:here|{_LIBRARY}|{_MY_PAPERS}))"
    r"|what (?:can|could|should|may) i ask(?: you)? about)$"
)
# Before anything was said "this" can only be the library.
_THIS = expression(r"(?:what(?:'s| is| are) (?:all )?(?:this|these|it)(?: all)?(?: about)?|what am i looking at)$")
# Of the library and nothing beside it: "an overview of the opening hours of the library" asks the documents.
_OF_ALL = expression(
    rf"\s*(?:of |about |on )?(?:(?:the )?contents? of )?{_WHOLE}(?: (?:in|of|from) {_WHOLE})?"
    r"(?: (?:that )?(?:you|i|we) have)?(?: please)?\W*"
)
_NUMBERED = (
    r"(?P<kind>(?:chapter|section|part|article|appendix|annex|clause|slide|page)(?= )|§) ?"
    r"(?P<number>(?:\d{1,3}|[a-z])(?:\.\d{1,3})*|next|previous|last)"
    r"(?: (?:of|in|the) (?P<paper>.+?))?"  # `Kapitel 3 der Anleitung`
)
_ANOTHER = r"(?:and |so )?(?:(?:what|how) about )?"
# "What is chapter 13 of the guide about?"; "what is chapter 13?" asks for a term as well, unless it says of what.
_CHAPTER = expression(
    rf"(?:what(?:'s| is) {_NUMBERED.replace('(?P<', '(?P<is_')} (?:(?:all )?about|called)"
    rf"|what (?:happen(?:s|ed)|takes place|goes on|do we learn|is told) in {_NUMBERED.replace('(?P<', '(?P<hap_')}"
    rf"|what(?:'s| is) the (?:title|name|heading) of {_NUMBERED.replace('(?P<', '(?P<name_')}"
    rf"|what(?:'s| is) (?:in|on) {_NUMBERED.replace('(?P<', '(?P<in_')}"
    rf"|what(?:'s| is) {_NUMBERED.replace('(?P<', '(?P<of_').replace('paper>.+?))?', 'paper>.+?))')}"
    rf"|what does {_NUMBERED.replace('(?P<', '(?P<does_')} "
    r"(?:cover|say|show|contain|deal with|tell(?: me| us)?|describe|discuss|explain|treat)(?: about)?"
    r"|(?:(?:give|show|write) me )?(?:an? |the )?(?:short |brief |quick )?"
    rf"(?:summari[sz]e|sum up|outline|describe|(?:summary|overview|outline|description) of) "
    rf"{_NUMBERED.replace('(?P<', '(?P<sum_')}"
    rf"|{_ANOTHER}{_NUMBERED.replace('(?P<', '(?P<too_').replace('paper>.+?))?', 'paper>.+?))')}"
    rf"|{_ANOTHER}(?:in )?(?P<step_kind>chapter|section) (?P<step_number>next|previous|last))(?: please)?$"
)
_ANOTHER_CHAPTER = expression(rf"{_ANOTHER}(?:(?:in|on) )?{_NUMBERED}(?: please)?$")
# "What links to the thesis?", "which pages link back to Anna Berg?": those that say its name.
_LINKS_HERE = expression(
    r"(?:(?:what (?:all )?links?|which (?:notes|pages|entries) (?:links?|points?))(?: back)? to"
    r"|(?:(?:what are|list|show(?: me)?) (?:the )?)?back ?links (?:of|to|for)) (?:the (?:note|page) )?(?P<name>.+)"
)
_LINKS_AGAIN = expression(r"(?:and |what |what links )?to (?:the (?:note|page) )?(?P<name>.+)")
# Papers of a kind that only a name, a title or a folder tells: "my letters from the bank".
_CALLED = (
    "letters|contracts|agreements|leases|manuals|handbooks|guides|invoices|bills|receipts|recipes|notes|books|policies"
    rf"|statements|certificates|offers|estimates|newsletters|minutes|(?:{FOREIGN_PAPER}|brief|bail|bulletin|acta|ata|bon)s?"
)
_KIND_CALLED = expression(
    rf"(?:(?:how many|which|what) {_MINE}(?P<one>{_CALLED}) (?:{_HAVE})"
    rf"|(?:list|show(?: me)?|name|give me|find) (?:{_ALL} )?{_MINE}(?P<two>{_CALLED}))"
    rf"(?: (?:from|about|on|by|with|that mention) (?P<about>.+))?$"
)
_ITS_NAME = expression(r"^(?:(?:the|my|our|your|this|that|these|those|it|them|an?|all)\b(?!/)\s*)+")
_ORDERS = {
    "newest": "newest|latest|(?:most )?recent(?:ly (?:changed|added|edited))?",
    "oldest": "oldest",
    "longest": "longest|largest|biggest",
    "shortest": "shortest|smallest",
}
_ORDER = "|".join(_ORDERS.values())
_ORDERED = expression(
    rf"(?:(?:(?:which|what)(?:'s| is| are)?|list|show(?: me)?|give me|name) (?:(?:the|my|our|your) )?"
    rf"(?P<one>{_ORDER}) {_LISTED}(?: {_HAVE})*"
    rf"|(?:which|what) (?:of )?{_MINE}{_LISTED.replace('<things>', '<others>')} (?:is|are) (?:the )?(?P<two>{_ORDER})"
    r"(?: ones?)?)$"
)
_WELL_SAID = (
    r"(?:(?:that|this|it)(?:'s|’s| is| was)? (?:helps?|helped|great|perfect|good|all|enough|clear|fine"
    r"|all for (?:now|today)|all i (?:need|needed|wanted)|what i (?:need|needed|wanted))"
    r"|(?:(?:that|this|it)(?:'s|’s| is| was) )?"
    r"(?:very |really |most )?(?:helpful|useful))(?: a lot| me)?"
)
# Says only that.
HEARD = (
    r"ok(?:ay)?|great|perfect|cool|nice|al(?:l )?right|got it|i see|understood|never ?mind|lol|ha(?:ha)+|wow|ah+|aw+"
    r"|hm+"
)
_GREETING = (
    r"(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|many thanks|thx|yes|no|bye|goodbye"
    rf"|lovely|{HEARD})"
    r"(?: there| very much| a lot| so much| you| again)*"
)
_TALK = expression(
    rf"(?:(?:{HEARD}|good|fine|lovely|yes|no|well|oh)\W{{0,2}}\s)?"
    rf"(?:{_GREETING}(?:\W{{1,3}}{_WELL_SAID})?|{_WELL_SAID}(?:\W{{1,3}}{_GREETING})?)"
    r"|(?:(?:can|could|would|will) you )?(?:please )?help me(?: out)?(?: with (?:something|this|a (?:thing|question)))?"
    r"|(?:who|what) are you|what do you do|how are you|test(?:ing)?"
)
# "how many documents mention the word rent?"
_NAMED_WORD = expression(r"^(?:either )?(?:(?:the )?(?:exact )?(?:words?|terms?|phrases?|names?)\s+(?=\S))?")
_NOT = rf"\b(?:but|and) (?:not|no|(?:do|does)(?: not|n't))\b(?: {_SPEAK}\b)?|\bwithout (?:mentioning|containing)\b"
_PARTS = expression(rf"(\"[^\"]+\"|\bor\b|,|{_NOT})")
# Which document mentions these is known only from what was said before, unless they are written as names: `IT`.
_POINTING_LIST = "it its this that these those them they he him she her us me you one all any"
_POINTING = frozenset(_POINTING_LIST.split())
_SAID = expression(
    r"(?:what (?:did|have) you (?:just )?(?:say|said|tell|answer|told)(?: me)?"
    r"(?: before| earlier| just now| last| first)?"
    r"|what was (?:your|the) (?:last|previous|earlier|first) (?:answer|reply)"
    r"|(?:repeat|say) (?:that|it|your (?:last )?answer|yourself)(?: again)?(?: please)?"
    r"|come again)\W*$"
)
_ASKED = expression(
    r"(?:what (?:did|have) i (?:just )?(?:ask|asked|say|said)(?: you)?"
    r"(?: before(?: this| that)?| earlier| so far| first| last)?"
    r"|what was my (?:last|previous|first|earlier) question"
    r"|what was the (?:last|previous|first) (?:question|thing) (?:that )?i (?:asked|said)(?: you)?"
    r"|(?:which|what) questions (?:did|have) i (?:ask|asked)(?: you)?(?: before| earlier| so far)?"
    r"|what (?:were|are) my (?:(?:last|previous|earlier|first|other) )?questions(?: so far)?)\W*$"
)
# "What did you say about the deposit?", "what was that about the dog again?"
_AGAIN = expression(
    r"(?:what (?:did|have) you (?:just |already )?(?:say|said|tell|told)(?: me)?|what was (?:it|that) (?:you said)?"
    r"|remind me (?:(?:of )?what you (?:said|told me))?|you (?:said|told me) something)"
    r"(?: before| earlier)? ?about (?P<about>.+?)(?: again| before| earlier| just now)*"
)
_TALKED = expression(
    r"what (?:have we|did we) (?:talk|talked|discuss|discussed)(?: about)?(?: so far| before| earlier)?\W*$"
)


_OF_LAST = ((Kind.SOURCE, SOURCE), (Kind.SURE, SURE), (Kind.MORE, MORE), (Kind.DISPUTE, DISPUTE))


def intent(
    question: str,
    phrases: Sequence[str] = (),
    *,
    begun: bool = True,
    before: str = "",
    goes_on: bool = True,
    has_messages: bool = False,
) -> Intent:
    """The kind of a question without its quotation marks, CONTENT unless it is plainly another. `phrases` stood in
    such marks. Before the conversation has `begun`, what "we discussed" is a question to the documents, and "this" is
    the library. `before` is the question before: "when?" after "who wrote that?" is asked of the document too. Where
    a topic of the documents `goes_on`, "how does it work?" asks of that. `has_messages`: it asks for messages, and the
    library has such."""
    plain = _plain(question)
    for kind, pattern in ((Kind.SAID, _SAID), (Kind.ASKED, _ASKED)):
        if pattern.match(plain):
            return Intent(kind)
    for kind, pattern in _OF_LAST:
        if pattern.fullmatch(plain):
            return Intent(kind)
    if begun and (again := _AGAIN.fullmatch(plain)):
        return Intent(Kind.AGAIN, again["about"])
    if begun and _TALKED.match(plain):
        return Intent(Kind.ASKED)
    if begun and (kind_of_paper := asks_which_is_newer(plain)) and not _ORDERED.match(plain):
        return Intent(Kind.NEWER, kind_of_paper)
    if (found := _SUMMARY.match(plain)) and _OF_ALL.fullmatch(found.group(1)):
        return Intent(Kind.SUMMARY)
    if _SUBJECTS.match(plain) or (not begun and _THIS.match(plain)):
        return Intent(Kind.SUMMARY)
    if _TALK.fullmatch(plain) or told_of_use(plain, goes_on=goes_on):
        return Intent(Kind.TALK)
    if _INSIDE.match(plain):
        return Intent(Kind.LIST)
    if has_messages:
        return Intent(Kind.MESSAGES)
    if origin := _origin(plain, before):
        return replace(origin, meeting=meeting_asked(plain))
    if received := RECEIVER.fullmatch(plain):
        return Intent(Kind.RECEIVER, received["paper"] or "")
    wanted = _of_library(plain, question, [_plain(phrase) for phrase in phrases], _plain(before))
    wanted = replace(wanted, meeting=meeting_asked(plain))
    return replace(wanted, comparison=comparison_asked(plain)) if wanted.kind in (Kind.CONTENT, Kind.EVERY) else wanted


def _origin(plain: str, before: str) -> Intent | None:
    """That it is asked when a document was written, or by whom, or both ("who sent that, and when?")."""
    asked, plain = plain, _WHEN_AND_WHO.sub("when", _AND_ALSO.sub("", plain))
    for kind, pattern, other, short in (
        (Kind.WRITTEN, WRITTEN, WRITER, WHEN),
        (Kind.WRITER, WRITER, WRITTEN, BY_WHOM),
    ):
        found = pattern.fullmatch(plain)
        if found is None and short.fullmatch(plain):
            found = other.fullmatch(_plain(before))
        if found:
            return Intent(kind, _ITS_NAME.sub("", found["paper"] or ""), BOTH if plain != asked else "")
    work = _WHO_WROTE.fullmatch(plain)
    return Intent(Kind.WRITER, work["title"], TITLED) if work else None


def _of_library(plain: str, typed: str, phrases: Sequence[str], before: str) -> Intent:
    """What a question, behind the one before it, wants of the library; CONTENT when it is to the documents."""
    if (tags := tags_asked(plain)) is not None:
        return Intent(Kind.TAGGED, tags.tags, tags.things)
    if found := _LINKS_HERE.fullmatch(plain):
        return _that_name(found["name"])
    if (tasks := tasks_asked(plain)) is not None:
        return Intent(Kind.TASKS, _ITS_NAME.sub("", tasks.about), tasks.state)
    if found := _KIND_CALLED.match(plain):
        parts = found.groupdict()
        about = _topics(parts["about"] or "", phrases)[0]
        return Intent(Kind.NAMED, about, parts["one"] or parts["two"] or "")
    if found := _FOLDER.match(plain):
        parts = found.groupdict()
        things = parts["things"] or parts["listed"] or ""
        return Intent(Kind.FOLDER, parts["behind"] or parts["before"], _type_of(things))
    for kind, pattern in (
        (Kind.COUNT, _COUNT),
        (Kind.COUNT, _IN_HOW_MANY),
        (Kind.LIST, _ARE),
        (Kind.LIST, _WHICH),
        (Kind.LIST, _WHICH_PAPERS),
        (Kind.LIST, _ONE),
        (Kind.LIST, _IN_WHICH),
        (Kind.LIST, _ANY),
        (Kind.ANYTHING, _ANYTHING),
        (Kind.LIST, _LIST),
        (Kind.EVERY, _EVERY),
    ):
        if found := pattern.match(plain):
            parts = found.groupdict()
            if _ASKS_ON.search(parts.get("on") or ""):
                continue
            whole = parts.get("about") or parts.get("on") or ""
            named = _NAMED_WORD.sub("", whole)
            about, without = _topics(named, phrases)
            if named and not about:
                if kind in (Kind.EVERY, Kind.ANYTHING) or _points(whole, typed):
                    return Intent(Kind.CONTENT)
                about = f'"{named}"' if " " in named else named
            return Intent(kind, about, _type_of(parts.get("things") or ""), without)
    if found := _ORDERED.match(plain):
        parts = found.groupdict()
        order = next(name for name, said in _ORDERS.items() if re.fullmatch(said, parts["one"] or parts["two"]))
        return Intent(Kind.ORDER, order, _type_of(parts["things"] or parts["others"] or ""))
    whole = whole_asked(plain, before)
    if whole and whole.asks == Kind.TABLE.value:
        return Intent(Kind.TABLE, _ITS_NAME.sub("", whole.of))
    if places := named_asked(plain, typed):
        return Intent(Kind.PLACES, _ITS_NAME.sub("", places.book), places.who, "first" if places.first else "")
    if found := _CHAPTER.match(in_figures(plain)):
        told = {name.partition("_")[2]: value for name, value in found.groupdict().items() if value}
        return Intent(Kind.CHAPTER, _ITS_NAME.sub("", told.get("paper", "")), f"{told['kind']} {told['number']}")
    if section := section_asked(plain):
        return Intent(Kind.CHAPTER, _ITS_NAME.sub("", section.of), section.name)
    if whole:
        return Intent(Kind(whole.asks), _ITS_NAME.sub("", whole.of))
    return Intent(Kind.CONTENT)


def tasks_again(question: str, before: Intent) -> Intent | None:
    """What a question asks of the tasks that the one before asked for; None for another."""
    again = tasks_asked_again(_plain(question)) if before.kind is Kind.TASKS else None
    return None if again is None else replace(before, type=again.state)


def links_again(question: str, before: str) -> Intent | None:
    """What links to another note ("and to the lease?"), behind a question for what links to one; None for another."""
    found = _LINKS_AGAIN.fullmatch(_plain(question)) if _LINKS_HERE.fullmatch(_plain(before)) else None
    return _that_name(found["name"]) if found else None


def _that_name(note: str) -> Intent:
    name = _ITS_NAME.sub("", note)
    return Intent(Kind.LIST, f'"{name}"' if " " in name else name)


def tags_again(question: str, before: Intent) -> Intent | None:
    """What a question asks of tags behind one that did; None for another."""
    again = tags_asked_again(_plain(question), before.about) if before.kind is Kind.TAGGED else None
    return None if again is None else Intent(Kind.TAGGED, again.tags, again.things)


def chapter_again(question: str, before: Intent) -> Intent | None:
    """What the question before asked of one document, or a section of it, of another ("and the lease?"), or another
    section ("and chapter 6?"), which else may be part 2 of anything; None for another question."""
    if before.kind not in OF_ONE:
        return None
    plain, is_chapter = in_figures(_plain(question)), before.kind is Kind.CHAPTER
    if is_chapter and asks_of_same(plain):
        return before
    if is_chapter and (step := step_asked(plain)) and " " in before.type:
        return replace(before, type=f"{before.type.partition(' ')[0]} {step}")
    if found := _ANOTHER_CHAPTER.match(plain):
        about = _ITS_NAME.sub("", found["paper"]) if found["paper"] else before.about
        return Intent(Kind.CHAPTER, about, f"{found['kind']} {found['number']}")
    name = of_another_paper(question)
    return replace(before, about=_ITS_NAME.sub("", _plain(name))) if name else None


def compared_again(question: str, before: Intent, told: int) -> Intent | None:
    """What a question asks of the comparison before, of which so many changes are told at once; None for another."""
    if before.kind is not Kind.COMPARED or before.comparison is None:
        return None
    asked = comparison_again(_plain(question), before.comparison, told)
    return None if asked is None else replace(before, comparison=asked)


def of_those(question: str, before: str) -> tuple[str, bool]:
    """A question that asks of documents as the question before did ("and how many are about tides?", "which is the
    newest?"), with what they were called there, and whether it asks of those alone ("which of them mention the
    boiler?"); "" for others."""
    asked = _OF_THOSE.match(question.strip())
    called = _CALLED_THERE.search(_plain(before))
    things = called[0] if called else "documents"  # "what is in here?"
    return (f"{asked['asks']} {things} {asked['rest']}", asked["those"] is not None) if asked else ("", False)


def _plain(text: str) -> str:
    return bare(" ".join(text.casefold().replace("\u2019", "'").split())).rstrip(" ?!.")


def _topics(named: str, phrases: Sequence[str]) -> tuple[str, str]:
    """What documents must mention and what they must not, of the words of a question."""
    named = named.replace('"', " ")
    for phrase in phrases:
        named = named.replace(phrase, f'"{phrase}"')
    parts = [part for part in _PARTS.split(named) if part.strip()]
    either = "or" in parts
    about: list[list[str]] = [[]]
    without: list[list[str]] = [[]]
    here = about
    for part in parts:
        if part == "or" or (part == "," and either):
            here.append([])
        elif part.startswith('"'):
            here[-1].append(part)
        elif re.fullmatch(_NOT, part):
            here = without
        else:
            verbs = nouns_that_glue(part)  # as which documents mostly say them
            here[-1] += (word for word in telling_words(part) if word not in verbs)
    return _joined(about), _joined(without)


def _joined(alternatives: Sequence[Sequence[str]]) -> str:
    return " or ".join(" ".join(dict.fromkeys(words)) for words in alternatives if words)


def _points(named: str, typed: str) -> bool:
    """Whether words that say nothing by themselves point at what was said before."""
    return named.upper() not in typed and all(word in _POINTING for word in words_of(named))


def _type_of(things: str) -> str:
    return next((name for name, called in _TYPES.items() if re.fullmatch(called, things)), "")
