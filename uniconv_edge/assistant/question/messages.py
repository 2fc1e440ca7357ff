"""Questions for messages of e-mail by who wrote them, to whom and when: "which mails did Ann send?", "when did Ann last
write to Jo?", "what is the newest e-mail from the council?". Pure; English.

How many are about something is asked of the library as of other documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.assistant.words.periods import Period, period_of
from uniconv_edge.assistant.words.terms import telling_words


class Wanted(Enum):
    """What of the messages is wanted."""

    LIST = "list"
    COUNT = "count"
    WHEN = "when"
    WHO = "who"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class MessagesAsked:
    """Which messages a question asks for: `by` and `to` somebody, `about` something ("" for any), sent in a `period`
    (None: any), which is `said` so; `order`: "newest" or "oldest" where one of them alone is meant. `named`: it calls
    them e-mail, so no other document can answer."""

    wanted: Wanted
    by: str = ""
    to: str = ""
    about: str = ""
    period: Period | None = None
    said: str = ""
    order: str = ""
    named: bool = False


_MAIL = r"(?:e-?mails?|mails?|messages?)"
_NEWEST, _OLDEST = "last|latest|newest|most recent", "first|oldest|earliest"
_ORDER = rf"(?:{_NEWEST}|{_OLDEST})"
_WHOSE = r"(?:the |my |our |(?P<theirs>his |her |their )|your )?"
_WHO = r"(?!(?:he|she|they|it|you|who|anyone|anybody|someone|somebody)\b)[\w.@’'&-]+(?: [\w.@’'&-]+){0,4}?"
_WRITE = r"(?:e-?mail|mail|write|send)"
_ANY = r"(?:an?|the|any|his|her|their|my|our)"
_HEADS = (
    (Wanted.COUNT, re.compile(rf"(?i)how many (?:of )?{_WHOSE}(?P<noun>{_MAIL})\b")),
    (
        Wanted.WHEN,
        re.compile(rf"(?i)when (?:was|were|is) {_WHOSE}(?P<order>{_ORDER}) (?P<noun>{_MAIL})\b(?: sent| written)?"),
    ),
    (
        Wanted.WHO,
        re.compile(rf"(?i)who (?:sent|wrote|is) (?:me |us )?{_WHOSE}(?P<order>{_ORDER}) (?P<noun>{_MAIL})\b"),
    ),
    (Wanted.WHEN, re.compile(rf"(?i)when did (?P<by>{_WHO}) (?:(?P<order>last|first) )?(?:{_WRITE}|message|reply)\b")),
    (Wanted.WHEN, re.compile(r"(?i)when did (?:i|we) (?P<order>last|first) hear\b")),
    (
        Wanted.WHEN,
        re.compile(rf"(?i)when did (?:i|we) (?P<order>last |first )?(?:get|receive) (?:an? )?(?P<noun>{_MAIL})\b"),
    ),
    (
        Wanted.SAID,
        re.compile(
            rf"(?i)what (?:did|does) (?P<by>{_WHO}) (?:say|write|want|ask)(?: for)? in {_WHOSE}"
            rf"(?P<order>{_ORDER} )?(?P<noun>{_MAIL})\b"
        ),
    ),
    (Wanted.SAID, re.compile(rf"(?i)what did (?P<by>{_WHO}) (?:(?P<order>last|first) )?{_WRITE}\b")),
    (
        Wanted.SAID,
        re.compile(
            rf"(?i)(?:what(?:'s| is| was| does| did)(?: in)?|which (?:is|was)|show(?: me)?|give me|open|read|find"
            rf"|summari[sz]e|sum up)? ?{_WHOSE}(?P<order>{_ORDER}) (?P<noun>{_MAIL})\b"
        ),
    ),
    (
        Wanted.LIST,
        re.compile(
            rf"(?i)did (?P<by>{_WHO}) (?:ever )?(?:(?:{_WRITE}|reply)\b(?: (?:me|us)\b)?(?: (?:an?|any) {_MAIL}\b)?"
            rf"(?! {_ANY}\b)|send (?:me |us )?{_ANY} (?P<thing>\w+)$)"
        ),
    ),
    (
        Wanted.LIST,
        re.compile(
            rf"(?i)(?:(?:which|what|list|show(?: me)?|give me|find|name|(?:are|is) there"
            rf"|(?:do|have) (?:i|we|you)(?: have| got)?) )?(?:(?:all|any|every|an?) )?(?:of )?{_WHOSE}"
            rf"(?P<noun>{_MAIL})\b"
        ),
    ),
)
_YEAR = re.compile(r"(?i)\b(?:(?P<since>since )|(?:in|of|from|during) (?:the year )?)(?P<year>(?:19|20)\d\d)$")
# More than one name, topic or time at once: "about rent or deposit", "but not the garage", "before May".
_APART = re.compile(r"(?i)\b(?:or|not|no|without|don't|before|after|between|until|till)\b")
# Which of all messages are those of the one who asks is not known.
_I_SENT = re.compile(r"(?i)\b(?:i|we) (?:have )?(?:send|sent|write|wrote|written|e-?mail(?:ed)?|mail(?:ed)?)\b")
_ADDRESS = re.compile(rf"(?i)(?:an )?{_WHOSE}{_MAIL}")
_HERE = re.compile(r"(?i) in (?:the|my|this|your) (?:whole |entire )?(?:library|collection|folder)$")
_AGAIN = re.compile(r"(?i)^(?:and |so )?(?:(?:what|how) about )?(?P<rest>.+?)\W*$")
_NAMES = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2}")
_ORDERED = re.compile(rf"(?i)^\W*(?:(?:is|are|was|were) (?:the )?)?(?P<order>{_ORDER})\W*$")
_BEGINS = {
    "from": "by",
    "by": "by",
    "of": "by",
    "to": "to",
    "about": "about",
    "regarding": "about",
    "concerning": "about",
    "mentioning": "about",
    "mention": "about",
    "mentions": "about",
}
_WRITES_LIST = (
    "send sends sent write writes wrote written get got receive received e-mail email mail emailed mailed reply "
    "say says said"
)
_WRITES = frozenset(_WRITES_LIST.split())
_IS = frozenset(("are", "is", "were", "was"))
_PASSED_LIST = "are is were was there do did have has that which in on for the a an me us i we you sent written all"
_PASSED = frozenset(_PASSED_LIST.split())
# No word of a name: such a question is of what e-mail may do.
_NO_NAME_LIST = "can may must should would will could might need needs do does with than per if when how be"
_NO_NAME = frozenset(_NO_NAME_LIST.split())
_MOST_WORDS = 5  # of a name
_ME = frozenset(("i", "me", "we", "us", "you", "my", "our"))


def messages_asked(question: str, today: date) -> MessagesAsked | None:
    """What a question asks of messages, counted from `today`; None where it asks something else."""
    text = bare(" ".join(question.replace("\u2019", "'").split())).rstrip(" ?!.")
    for wanted, head in _HEADS:
        if found := head.match(text):
            asked = _asked(wanted, found, text[found.end() :], today)
            if asked is not None:
                return asked
    return None


def messages_again(question: str, before: str, today: date) -> str:
    """What a question asks that only says something else of the messages that the one before asked for ("and from
    Tom?", "and in 2024?"), as a question of its own; "" for another."""
    was, rest = messages_asked(before, today), _AGAIN.match(question)
    if was is None or rest is None or not question.lower().startswith(("and ", "what about ", "how about ")):
        return ""
    other = "to" if was.to and not was.by else "from"
    said = f"{other} {rest['rest']}" if _NAMES.fullmatch(rest["rest"]) else rest["rest"]
    now = messages_asked(f"e-mails {said}", today)
    if now is None:
        return ""
    clauses = {
        "from": now.by or was.by,
        "to": now.to or was.to,
        "": now.said or was.said,
        "about": now.about or was.about,
    }
    told = " ".join(f"{key} {value}".strip() for key, value in clauses.items() if value)
    order = now.order or was.order
    head = {
        Wanted.COUNT: "how many e-mails are there",
        Wanted.WHEN: f"when was the {order or 'newest'} e-mail",
        Wanted.WHO: f"who sent the {order or 'newest'} e-mail",
        Wanted.SAID: f"what is the {order} e-mail" if order else "which e-mails are there",
        Wanted.LIST: "which e-mails are there",
    }[was.wanted]
    return f"{head} {told}"


def _asked(wanted: Wanted, head: re.Match[str], rest: str, today: date) -> MessagesAsked | None:
    told = head.groupdict()
    noun, order = (told.get("noun") or "").lower(), (told.get("order") or "").strip().lower()
    if ordered := _ORDERED.match(rest):
        order, rest = ordered["order"].lower(), ""
    if _APART.search(rest):
        return None
    rest = _HERE.sub("", rest)
    period = period_of(rest, today, past=True) or _year(rest, today)
    said = rest[period.start : period.end].strip() if period else ""
    if period:
        rest = f"{rest[: period.start]} {rest[period.end :]}"
    parts = _parts(rest, told.get("by") or "")
    if parts is None:
        return None
    by, to, about, last = parts
    about = about or told.get("thing") or ""
    order = order or last
    if order and wanted in (Wanted.LIST, Wanted.SAID):
        wanted = Wanted.LIST if noun.endswith("s") else Wanted.SAID
    is_named = noun.rstrip("s").endswith("mail")
    is_address = not (about or noun.endswith("s")) and _ADDRESS.fullmatch(head[0]) is not None
    plainly = is_named and not (is_address or '"' in about or (about and wanted is Wanted.COUNT))
    if not (by or to or (is_named and (period or order)) or plainly):  # messages are also what programs say
        return None
    if told.get("theirs") and not by:  # of whom that is only what was said before tells
        return None
    if about and not telling_words(about):
        return None
    side = "" if not order else "newest" if re.fullmatch(_NEWEST, order) else "oldest"
    return MessagesAsked(wanted, by, to, about, period, said, side, is_named)


def _year(rest: str, today: date) -> Period | None:
    """The year at the end of a question."""
    found = _YEAR.search(rest)
    if found is None:
        return None
    first = date(int(found["year"]), 1, 1)
    return Period(first, max(first, today) if found["since"] else first.replace(month=12, day=31), *found.span())


def _parts(rest: str, by: str) -> tuple[str, str, str, str] | None:
    """By and to whom, about what and in which order, of the words behind the head; None where they say more."""
    found: dict[str, list[str]] = {"by": by.split(), "to": [], "about": [], "": []}
    order, here, has_written = "", "", bool(by)
    for word in rest.split():
        plain = word.lower().strip(",;:")
        if here == "about":
            found[here].append(word)
        elif plain in _BEGINS and not (plain == "to" and here == "to"):
            here = _BEGINS[plain]
        elif plain in _IS and here in ("by", "to"):
            here = "passed"
        elif plain in _WRITES:
            if here == "":
                found["by"] += found[""]  # "mails Ann sent"
                found[""] = []
            here, has_written = "passed", True
        elif re.fullmatch(_ORDER, plain) and here != "to":
            order = plain
        elif here == "passed" or (here == "" and not found[""]):
            if plain not in _PASSED:
                here = ""
                found[""].append(word)
        else:
            found[here].append(word)
    if found[""] and not (has_written and _is_me(found[""])):
        return None
    if not found["to"] and (_I_SENT.search(rest) or (found["by"] and _is_me(found["by"]))):
        return None
    for key in ("by", "to"):
        if len(found[key]) > _MOST_WORDS or not _NO_NAME.isdisjoint(map(str.lower, found[key])):
            return None
    by, to, about = (_name(found[key]) if key != "about" else " ".join(found[key]) for key in ("by", "to", "about"))
    return by, to, about, order


def _name(words: list[str]) -> str:
    """A name without what only points at the person who asks."""
    return " ".join(word for word in words if word.lower() not in _ME).strip(",;:")


def _is_me(words: list[str]) -> bool:
    return all(word.lower().strip(",;:") in _ME for word in words)
