"""How questions for messages of e-mail, chats and letters begin, and what of the messages each wants. Pure; English."""

from __future__ import annotations

from enum import Enum

from uniconv_edge.expressions import expression


class Wanted(Enum):
    """What of the messages is wanted."""

    LIST = "list"
    COUNT = "count"
    WHEN = "when"
    WHO = "who"
    SAID = "said"
    WRITERS = "writers"  # everybody who wrote
    MOST = "most"  # who wrote most
    REPLY = "reply"  # what was answered to the message quoted last
    THREAD = "thread"  # how an exchange went, or ended


MAIL = r"(?:e-?mails?|mails?|(?:text |chat |whats ?app )?messages?|letters?)"
NEWEST, _OLDEST = "last|latest|newest|most recent", "first|oldest|earliest"
ORDER = rf"(?:{NEWEST}|{_OLDEST})"
NUMBERS = "two three four five six seven eight nine ten"
_NUMBER = rf"(?:\d{{1,2}}|{NUMBERS.replace(' ', '|')})"
_NUMBERED = rf"(?P<order>{ORDER})(?: (?P<number>{_NUMBER}))?"
WHOSE = r"(?:the |my |our |(?P<theirs>his |her |their )|your |(?P<owner>[A-Z][\w.-]*(?: [A-Z][\w.-]*)?)['’]s? )?"
_PRONOUN = r"(?:he|she|they|it|you|who|anyone|anybody|someone|somebody|everyone|everybody|people)"
WHO = rf"(?!{_PRONOUN}\b)[\w.@’'&+-]+(?:,? [\w.@’'&+-]+){{0,7}}?"
_ANYBODY = r"(?:we|they|people|everyone|everybody|anyone|anybody|you all)"
_WRITE = r"(?:e-?mail|mail|write|send|text|post)"
SAY = rf"(?:{_WRITE}|say|tell (?:us|me|everyone)|mention|message)"
WROTE = r"(?:wrote|sent|said|posted|texted|has (?:written|sent|said|posted))"
_WRITES = rf"(?:{WROTE}|writes|sends|says|posts|texts|talks)"
_ANY = r"(?:an?|the|any|his|her|their|my|our)"
_THING = r"(?:anything|something|a word|a thing)"
_ANSWERED = r"(?:answer(?:ed)?|repl(?:y|ied)|respon(?:d|ded|se)|write back|wrote back)"
_TO_THAT = r"(?: to (?:that|it|this))?"
_SOMEBODY = r"(?:he|she|they|people|anyone|anybody|someone|somebody)"

SAID_AT_ALL = expression(r"(?i)what (?:was|were|has been) (?:said|written|posted|talked|discussed)\b")
"""What is asked of minutes too, unless a chat is named."""

_EXCHANGE = r"(?:(?:e-?mail |mail |chat |message )?(?:thread|exchange|conversation|discussion|correspondence|chain))"
ENDED = r" (?:end|ended|go|turn out|finish|conclude|come out)"
"""With which it is asked how an exchange ended."""

_FORMS: tuple[tuple[Wanted, str], ...] = (
    (
        Wanted.REPLY,
        r"(?:what(?:'s| is| was) (?:the|his|her|their|(?P<owner>[A-Z][\w.-]*)['’]s) (?:answer|reply|response)"
        rf"{_TO_THAT}|what did (?:{_SOMEBODY}|(?P<by>{WHO})) {_ANSWERED}{_TO_THAT}"
        rf"|(?:did|has) (?:{_SOMEBODY}|(?P<who>{WHO})) {_ANSWERED}{_TO_THAT}|who {_ANSWERED}{_TO_THAT}"
        rf"|(?:was|is) there (?:an?|any) (?:answer|reply|response){_TO_THAT})$",
    ),
    (
        Wanted.THREAD,
        rf"how did (?:(?:it|that|this)(?={ENDED}$)"
        rf"|(?:the|that|this|my|our) (?:whole )?{_EXCHANGE}(?=(?: .+)?{ENDED}$))",
    ),
    (
        Wanted.THREAD,
        rf"(?:what (?:is|was) in|show(?: me)?|give me|open|read|list) (?:the|that|this|my|our) "
        rf"(?:(?:whole|entire|full|complete) )?{_EXCHANGE}\b",
    ),
    (
        Wanted.MOST,
        rf"who (?:{_WRITES}|has written)(?: (?:me|us))? (?:the )?(?P<order>most|fewest|least)(?: often)?"
        rf"(?: (?P<noun>{MAIL}))?\b",
    ),
    (Wanted.COUNT, rf"how many (?:of )?{WHOSE}(?P<noun>{MAIL})\b"),
    (Wanted.COUNT, rf"how (?:often|many times) did (?P<by>{WHO}) {_WRITE}\b"),
    (Wanted.WHEN, rf"when (?:was|were|is) {WHOSE}(?P<order>{ORDER}) (?P<noun>{MAIL})\b(?: sent| written)?"),
    (Wanted.WHO, rf"who (?:sent|wrote|is) (?:me |us )?{WHOSE}{_NUMBERED} (?P<noun>{MAIL})\b"),
    (Wanted.WHO, rf"who {WROTE} (?:in )?(?P<order>{ORDER})\b"),
    (Wanted.WHO, rf"who (?:was|is) the (?P<order>{ORDER}) (?:one |person )?(?:to {_WRITE}|who wrote)\b"),
    (
        Wanted.WRITERS,
        rf"who (?:all )?(?:{_WRITES}|has written)(?: {_THING}|(?: (?:me|us))?(?: (?:an?|any))? (?P<noun>{MAIL}))?\b",
    ),
    (Wanted.WRITERS, r"who (?:all )?(?:mentioned|(?:talked|spoke) (?=about))"),
    (
        Wanted.WHEN,
        rf"when did (?P<by>{WHO}) (?:(?P<order>last|first) )?(?:{SAY}|reply|talk|speak|chat)\b(?: {_THING}\b)?",
    ),
    (Wanted.WHEN, r"when did (?:i|we) (?P<order>last|first) hear\b"),
    (Wanted.WHEN, rf"when did (?:i|we) (?P<order>last |first )?(?:get|receive) (?:an? )?(?P<noun>{MAIL})\b"),
    (
        Wanted.SAID,
        rf"what (?:did|does) (?P<by>{WHO}) (?:say|write|want|ask)(?: for)? in {WHOSE}(?P<order>{ORDER} )?"
        rf"(?P<noun>{MAIL})\b",
    ),
    (Wanted.SAID, SAID_AT_ALL.pattern.removeprefix("(?i)")),
    (
        Wanted.SAID,
        rf"what (?:did|does|has) (?P<by>{WHO}) (?:(?P<order>last|first) )?(?P<asks>ask(?:ed)?|want(?:ed)? to know)"
        r"(?: me| us)?(?= about\b| (?:on|in|last|this)\b|$)",
    ),
    (
        Wanted.SAID,
        rf"(?:what (?:is|was|were|are) )?the {_NUMBERED} (?:thing|word)s?(?: that)?"
        rf"(?: (?:was |were )?(?:written|sent|said|posted)| (?P<by>{WHO}) {WROTE})\b",
    ),
    (Wanted.SAID, rf"(?:did|has) (?P<by>{WHO}) (?:ever )?(?:{SAY}|said|written) {_THING}\b"),
    (
        Wanted.SAID,
        r"(?:what(?:'s| is| was| does| did| were| are)(?: in)?|which (?:is|was|are|were)|show(?: me)?|give me|open|read"
        rf"|find|list|summari[sz]e|sum up)? ?{WHOSE}(?:{_NUMBERED}|(?P<many>{_NUMBER}) (?P<those>{ORDER}))"
        rf" (?P<noun>{MAIL})\b",
    ),
    (
        Wanted.SAID,
        rf"(?:what (?:did|does|has)|show(?: me)? (?:what|everything|all)(?: that)?) (?:{_ANYBODY}|(?P<by>{WHO}))"
        rf" (?:(?P<order>last|first) )?(?:{SAY}|{WROTE}|written|talk|talked|reply|answer|respond)\b",
    ),
    (
        Wanted.LIST,
        rf"did (?P<by>{WHO}) (?:ever )?(?:(?:{_WRITE}|reply)\b(?: (?:me|us)\b)?(?: (?:an?|any) {MAIL}\b)?"
        rf"(?! {_ANY}\b)|send (?:me |us )?{_ANY} (?P<thing>\w+)$)",
    ),
    (
        Wanted.LIST,
        r"(?:(?:which|what|list|show(?: me)?|give me|find|name|(?:are|is) there|(?:do|have) (?:i|we|you)(?: have| got)?"
        rf") )?(?:(?:all|any|every|an?) )?(?:of )?{WHOSE}(?P<noun>{MAIL})\b",
    ),
)
HEADS = tuple((wanted, expression(f"(?i){form}")) for wanted, form in _FORMS)
"""What each beginning wants. Its groups: whose messages they are (`by`, `who`, `owner`, `theirs`), what they are called
(`noun`), which of them are meant (`order`, or `those`) and how many (`number`, or `many`), what was sent with them
(`thing`), whether what they ask is meant (`asks`)."""
