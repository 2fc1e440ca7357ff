"""Questions for messages of e-mail, chats and letters by who wrote them, to whom, where and when: "which mails did Ann
send?", "when did Ann last write in the family chat?", "who wrote most?", "what was the answer to that?". Pure; English.

How many are about something is asked of the library as of other documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from uniconv_edge.assistant.question.message_heads import (
    ENDED,
    HEADS,
    MAIL,
    NEWEST,
    NUMBERS,
    ORDER,
    SAID_AT_ALL,
    WHOSE,
    Wanted,
)
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.assistant.words.periods import Period
from uniconv_edge.assistant.words.spans import span_of
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression


@dataclass(frozen=True, slots=True)
class MessagesAsked:
    """Which messages a question asks for: `by` and `to` somebody or one of several ("Ann or Tom"), `between` people,
    `about` something ("" for any), sent in a `period` (None: any), which is `said` so; `order`: "newest" or "oldest"
    where one of them alone is meant, or a `number` of them, of who wrote most "most" or "fewest". `named`: it calls
    them e-mail, so no other document can answer; `letters`: it calls them so. `chat`: the words that a chat is called
    by, `in_chats`: it says that it is one. `me`: whether those are meant that the person wrote ("by") or got ("to").
    `asks`: what they ask is wanted."""

    wanted: Wanted
    by: str = ""
    to: str = ""
    about: str = ""
    period: Period | None = None
    said: str = ""
    order: str = ""
    named: bool = False
    between: str = ""
    chat: str = ""
    in_chats: bool = False
    me: str = ""
    number: int = 0
    letters: bool = False
    asks: bool = False


ANY_DAY = date(2020, 6, 15)
"""From which days count where only what a question asks is looked for."""
# Where messages are: `in the family chat`, `on WhatsApp`, `of the book club's group`, `in #general`.
_PROGRAMS = r"whats ?app|telegram|slack|discord|signal|teams"
_KINDS = r"(?:group )?chats?|group|channel|chat group|group conversation"
_PLACED = r"(?:in|on|from|to|of|at|by|and|the|about)"
_CALLED = rf"(?!(?:{_PLACED}|his|her|their)\b)[\w'’&#+.-]+"
_IN_CHAT = expression(
    rf"(?i) (?:in|on|from|to|of|into|(?:are|is) in) (?:the |our |my |this )?(?:(?P<called>(?:{_CALLED} ){{1,4}}?)?"
    rf"(?:(?:(?P<program>{_PROGRAMS}) )?(?P<kind>{_KINDS})|(?P<alone>{_PROGRAMS}))|#(?P<channel>[\w-]+)(?: channel)?)\b"
)
_IN_SOME = expression(rf"(?i) in (?:the |our |my )?(?P<called>{_CALLED}(?: {_CALLED}){{0,3}})$")
# More than one topic at once, or what is not: "about rent or deposit", "but not the garage".
_APART = expression(r"(?i)\b(?:not|no|without|don't|before|after|until|till)\b")
_EITHER = expression(r"(?i)\bor\b")
_I_SENT = expression(r"(?i)\bi (?:have )?(?:send|sent|write|wrote|written|said|e-?mail(?:ed)?|mail(?:ed)?|posted)\b")
_I_SENT_NOW = expression(
    r"(?i)\b(?:did|have) i (?:ever )?(?:send|sent|write|written|e-?mail(?:ed)?|mail(?:ed)?|post)\b"
)
_I_GOT = expression(
    r"(?i)\b(?:(?:did|have|do) (?:i|we) (?:get|got|gotten|receive|received)|i (?:got|get|received)|to me"
    r"|(?:sends?|sent|writes?|wrote) (?:me|us))\b"
)
_ADDRESS = expression(rf"(?i)(?:an )?{WHOSE}{MAIL}")
_ABOUT = expression(r"(?i)\b(?:about|regarding|concerning|mention(?:s|ed|ing)?) (?:(?:the|a|our|my) )?$")
_DAYS_BY_NAME = expression(r"(?i)(?:\d|(?-i:[A-Z])|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)")
_HERE = expression(r"(?i) in (?:the|my|this|your) (?:whole |entire )?(?:library|collection|folder)$")
_ORDERED = expression(rf"(?i)^\W*(?:(?:is|are|was|were) (?:the )?)?(?P<order>{ORDER})\W*$")
_AT_END = expression(r" (last|first)$")
_BEGINS = {
    "from": "by",
    "by": "by",
    "of": "by",
    "to": "to",
    "with": "between",
    "between": "between",
    "about": "about",
    "regarding": "about",
    "concerning": "about",
    "mentioning": "about",
    "mention": "about",
    "mentions": "about",
}
_WRITES_LIST = (
    "send sends sent write writes wrote written e-mail email mail emailed mailed reply say says said post posted went"
)
_GETS = frozenset(("get", "gets", "got", "receive", "receives", "received"))
_WRITES = frozenset(_WRITES_LIST.split()) | _GETS
_IS = frozenset(("are", "is", "were", "was"))
_PASSED_LIST = (
    "are is were was there do did have has that which in on for the a an me i we us you sent written all went been"
)
_PASSED = frozenset(_PASSED_LIST.split())
# No word of a name: such a question is of what e-mail may do.
_NO_NAME_LIST = "can may must should would will could might need needs do does than per if when how be"
_NO_NAME = frozenset(_NO_NAME_LIST.split())
_RELATIVE = frozenset(("that", "which", "who", "did", "has", "have"))
_POINTING = frozenset(("he", "she", "him", "her", "they", "them"))
_JOINING = frozenset(("and", "or", "both", "either"))
_MOST_WORDS = 5  # of a name
_NUMBERS = {name: number for number, name in enumerate(NUMBERS.split(), 2)}
_OF_MAIL = expression(r"(?i)\b(?:thread|chain|correspondence|e-?mail|mail|message|chat)\b")
_ENDS = expression(rf"(?i){ENDED}$")
_ME = frozenset(("i", "me", "we", "us", "you", "my", "our"))
_I = frozenset(("i", "me"))


def messages_asked(question: str, today: date) -> MessagesAsked | None:
    """What a question asks of messages, counted from `today`; None where it asks something else."""
    text = bare(" ".join(question.replace("\u2019", "'").split())).rstrip(" ?!.")
    text, chat, in_chats = _without_chat(text)
    for wanted, head in HEADS:
        if head.pattern == SAID_AT_ALL.pattern and not in_chats:  # of minutes too
            continue
        if found := head.match(text):
            asked = _asked(wanted, found, text[found.end() :], today, chat, in_chats=in_chats)
            if asked is not None:
                return asked
    return None


def _without_chat(text: str) -> tuple[str, str, bool]:
    """A question without the chat that it is asked of, the words that this is called by, and whether it is of one."""
    found = _IN_CHAT.search(text)
    if found is None:
        return text, "", False
    words = (found["called"], found["program"], found["alone"], found["channel"])
    called = " ".join(word.strip() for word in words if word)
    return f"{text[: found.start()]}{text[found.end() :]}", called, True


def _asked(
    wanted: Wanted, head: re.Match[str], rest: str, today: date, chat: str, *, in_chats: bool
) -> MessagesAsked | None:
    told = {key: value or "" for key, value in head.groupdict().items()}
    noun, order = told.get("noun", "").lower(), told.get("order", "").strip().lower()
    by = told.get("by") or told.get("who") or told.get("owner") or ""
    if wanted is Wanted.THREAD:
        ends = _ENDS.search(rest)
        order, rest = "last" if ends else "", rest[: ends.start()] if ends else rest
    order, number = order or told.get("those", "").lower(), told.get("number") or told.get("many") or ""
    if wanted is Wanted.REPLY:
        return MessagesAsked(wanted, _name(by.split()))
    if ordered := _ORDERED.match(rest):
        order, rest = ordered["order"].lower(), ""
    if ordered := _AT_END.search(rest):
        order, rest = ordered[1], rest[: ordered.start()]
    rest = _HERE.sub("", rest)
    is_topic = head[0].lower().endswith(("mentioned", "mention"))
    period = span_of(rest, today)
    if period and _is_topic(rest[: period.start], rest[period.start :], is_topic=is_topic):
        period = None
    said = rest[period.start : period.end].strip() if period else ""
    if period:
        rest = f"{rest[: period.start]} {rest[period.end :]}"
    if _APART.search(rest):
        return None
    if not chat and (some := _IN_SOME.search(rest.rstrip())):
        chat, rest = some["called"], rest[: some.start()]
    parts = _parts(rest, by, is_topic=is_topic)
    if parts is None:
        return None
    (by, to, between, about), last, me = parts
    whole = f"{head[0]}{rest}"
    me = me or ("by" if _I_SENT.search(whole) or _I_SENT_NOW.search(whole) else "to" if _I_GOT.search(whole) else "")
    about = about or told.get("thing", "")
    order = order or last
    if order and wanted in (Wanted.LIST, Wanted.SAID):
        wanted = Wanted.LIST if noun.endswith("s") or number else Wanted.SAID
    is_named = noun.rstrip("s").endswith("mail") or (wanted is Wanted.THREAD and _OF_MAIL.search(head[0]) is not None)
    asked = MessagesAsked(
        wanted, by, to, about, period, said, _side(order), is_named, between, chat, in_chats, me, _number(number),
        noun.startswith("letter"),
        bool(told.get("asks")),
    )  # fmt: skip
    return asked if _is_plain(asked, head, noun, theirs=bool(told.get("theirs"))) else None


def _is_topic(before: str, days: str, *, is_topic: bool) -> bool:
    """Whether days are what was written of, and not when: "what did Ann say about Sunday?"."""
    begins = is_topic and not before.strip()
    return (begins or _ABOUT.search(before) is not None) and _DAYS_BY_NAME.match(days) is not None


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS.get(said.lower(), 0)


def _side(order: str) -> str:
    if order in ("most", "fewest", "least"):
        return "most" if order == "most" else "fewest"
    return "" if not order else "newest" if re.fullmatch(NEWEST, order) else "oldest"


def _is_plain(asked: MessagesAsked, head: re.Match[str], noun: str, *, theirs: bool) -> bool:
    """Whether a question is surely for messages, as far as it tells: messages are also what programs say."""
    about = asked.about
    if asked.wanted is Wanted.THREAD:
        return not (asked.by or asked.to or asked.between or asked.period)
    if theirs and not asked.by:  # of whom that is only what was said before tells
        return False
    if about and (not telling_words(about) or _EITHER.search(about) or ('"' in about and not asked.named)):
        return False
    if asked.in_chats or asked.by or asked.to or asked.between or (asked.chat and not asked.named):
        return True
    is_last = bool(asked.order) and asked.wanted in (Wanted.WHO, Wanted.WHEN if noun else Wanted.WHO)
    if not noun:
        return is_last or asked.wanted is Wanted.MOST or bool(asked.me or asked.period or about)
    is_address = not (about or noun.endswith("s")) and _ADDRESS.fullmatch(head[0]) is not None
    if not (asked.named or asked.letters):
        return bool(asked.me or asked.period or about) or is_last or asked.wanted is Wanted.MOST
    plainly = not (is_address or '"' in about or (about and asked.wanted is Wanted.COUNT))
    return plainly or bool(asked.period or asked.order)


def _parts(rest: str, by: str, *, is_topic: bool) -> tuple[tuple[str, str, str, str], str, str] | None:
    """(by and to whom, between whom, about what), in which order, and on which side the person is who asks, of the
    words behind the head; None where they say more. `is_topic`: they begin with a topic."""
    found: dict[str, list[str]] = {"by": by.split(), "to": [], "between": [], "about": [], "": []}
    order, here, has_written, got = "", "about" if is_topic else "", bool(by), False
    for word in rest.split():
        plain = word.lower().strip(",;:")
        if here == "about":
            found[here].append(word)
        elif plain in _BEGINS and not (plain == "to" and here == "to"):
            here = "to" if plain == "by" and got else _BEGINS[plain]  # "received by Ann"
        elif plain in _RELATIVE and here in ("by", "to"):  # "from Tom that Ann got", "from Tom did Ann get"
            here = ""
        elif plain in _IS and here in ("by", "to"):
            here = "passed"
        elif plain in _WRITES:
            if here == "":
                gets = plain in _GETS and not _is_of(found[""], _ME)
                found["to" if gets else "by"] += found[""]  # "mails Ann sent", "mails Ann got"
                found[""] = []
            here, has_written, got = "passed", True, plain in _GETS and not found["to"]
        elif re.fullmatch(ORDER, plain) and here != "to":
            order = plain
        elif here == "passed" or (here == "" and not found[""]):
            if plain not in _PASSED:
                here = ""
                found[""].append(word)
        else:
            found[here].append(word)
    if found[""] and not (has_written and _is_of(found[""], _ME)):
        if not has_written or found["to"] or not all(word[:1].isupper() for word in found[""]):
            return None
        found["to"] = found[""]  # "did Tom send Ann"
    for key in ("by", "to", "between"):
        if any(len(name) > _MOST_WORDS for name in _single(found[key])):
            return None
        if not _NO_NAME.isdisjoint(map(str.lower, found[key])):
            return None
    if not _POINTING.isdisjoint(map(str.lower, found["by"] + found["to"])):
        return None  # of whom that is only what was said before tells
    if found["between"] and not all(name and name[0][:1].isupper() for name in _single(found["between"])):
        return None  # "with attachments"
    me = next((side for side in ("by", "to") if found[side] and _is_of(found[side], _I)), "")
    names = _name(found["by"]), _name(found["to"]), _name(found["between"]), " ".join(found["about"])
    return names, order, me


def _single(words: list[str]) -> list[list[str]]:
    """The words of each of several names."""
    names: list[list[str]] = [[]]
    for word in words:
        plain = word.lower().strip(",;:")
        if plain in _JOINING:
            names.append([])
            continue
        names[-1].append(word)
        if word.endswith(","):
            names.append([])
    return [name for name in names if name]


def _name(words: list[str]) -> str:
    """A name without what only points at the person who asks."""
    words = words[1:] if words and words[0].lower() in ("and", "or") else words
    return " ".join(word for word in words if word.lower() not in _ME).strip(",;:")


def _is_of(words: list[str], those: frozenset[str]) -> bool:
    return all(word.lower().strip(",;:") in those for word in words)


def people_of(names: str) -> tuple[list[str], bool]:
    """The people that are named together ("Ann or Tom", "both Ann and Tom"), and whether "or" parts them."""
    return [" ".join(name).strip(",;") for name in _single(names.split())], _EITHER.search(names) is not None
