"""Whether a question asks what was said, decided or handed out in a meeting, who was there, or when it was. Pure;
English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from uniconv_edge.assistant.words.dates import MONTH_NAMES
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression


class Part(Enum):
    """What of a meeting is asked for."""

    SAID = "said"
    DECIDED = "decided"
    ACTIONS = "actions"
    PRESENT = "present"
    MISSING = "missing"
    WHEN = "when"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class MeetingAsked:
    """What is asked of a meeting. `named`: by any words, else that of the answer before is meant; `called`: the words
    that tell which, with a day or month; `before`: the one before the newest or the one told of; `newest`: the last;
    `whose`: the one whose actions are asked for, "" for all."""

    part: Part
    named: bool = False
    called: str = ""
    newest: bool = False
    before: bool = False
    whose: str = ""


_MONTH = "|".join(sorted((name for name in MONTH_NAMES if len(name) > 2), key=len, reverse=True))
_NEWEST, _BEFORE = r"last|latest|newest|most recent|recent", r"previous|earlier|one before"
_NAMED = expression(
    r"(?:\b(?:the|our|my|this|that|these|those) )?"
    r"\b(?P<name>(?:(?!(?:in|at|of|for|from|on|to|by|was|were|is|the|our)\b)[\w'&-]{1,40} ){0,4}?"
    r"(?:meetings?|agm|assembly|minutes))\b"
    rf"(?P<when>(?:,? (?:of|on|in|from|held on))? (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?(?:{_MONTH})\b[\w ,]*"
    r"|(?:,? (?:of|on|from))? \d[\d./-]+)?"
)
_AT = r"(?: (?:in|at|during|from|of|by|for|after|to) @)"
_WE = r"(?:we|they|you|people|everybody|everyone|the (?:committee|board|members|team))"
_TALKED = r"(?:said|discussed|talked about|covered|raised|mentioned|reported|on the agenda|the agenda|the topics?)"
_SETTLED = r"(?:decided|agreed|resolved|settled|voted on)"
_ACTION = r"(?:actions?|action items?|action points?|tasks?|to-?dos?|next steps)"
_FORMS: tuple[tuple[Part, str], ...] = (
    (Part.SAID, rf"what (?:was|were|is|are|has been|got) (?:all )?{_TALKED}{_AT}"),
    (Part.SAID, rf"what did {_WE} (?:say|discuss|talk about|cover|report){_AT}"),
    (Part.SAID, rf"what (?:happened|came up|went on){_AT}|what (?:was|is|were|are) @ (?:all )?about"),
    (Part.SAID, r"(?:(?:give|show) me )?(?:an? )?(?:short )?(?:summari[sz]e|sum up|summary of) @"),
    (Part.DECIDED, rf"what (?:was|were|got|has been|is) (?:all )?{_SETTLED}(?: on)?(?:{_AT}| there)?"),
    (Part.DECIDED, rf"what did {_WE} (?:decide|agree|resolve|settle)(?: on)?(?: to do)?(?:{_AT}| there)?"),
    (Part.DECIDED, rf"(?:what|which) (?:were|are)(?: all)? the (?:decisions|resolutions){_AT}?"),
    (Part.DECIDED, rf"(?:what|which) (?:decisions|resolutions) (?:were (?:made|taken|passed)|did {_WE} \w+){_AT}?"),
    (Part.ACTIONS, rf"who (?:has|have|had|needs?|is|was)(?: got)? (?:to do|doing|supposed to do) what{_AT}?"),
    (
        Part.ACTIONS,
        rf"who does what{_AT}?|(?:what are|what were|list|show(?: me)?) (?:all )?(?:the |our )?{_ACTION}{_AT}",
    ),
    (Part.ACTIONS, r"what (?:are|were) (?:the |our )?(?:actions|action items|action points|next steps)"),
    (Part.ACTIONS, rf"what (?:has|needs) to be done{_AT}|what do (?:we|i) (?:have|need) to do{_AT}"),
    (
        Part.ACTIONS,
        rf"what (?:does|must|should|did|is) (?P<who>[^\W\d_]+) (?:(?:have|need) to do|do|supposed to do){_AT}?",
    ),
    (Part.ACTIONS, rf"(?:what are|list) (?P<whose>[^\W\d_]+)'s {_ACTION}{_AT}?"),
    (Part.PRESENT, rf"who (?:was|were)(?: all)? (?:there|present|in attendance|(?:at|in) @){_AT}?"),
    (Part.PRESENT, rf"who (?:came|attended|took part|went)(?: @|{_AT})?|who were the (?:attendees|participants){_AT}?"),
    (Part.MISSING, rf"who (?:was|were) (?:missing|absent|excused|not there|not present)(?: @|{_AT})?"),
    (Part.MISSING, rf"who (?:sent|gave)(?: their)? apologies{_AT}?"),
    (Part.MISSING, rf"who (?:did not|didn't|could not|couldn't) (?:come|attend|make it)(?: @|{_AT})?"),
    (Part.WHEN, r"when was (?:that|it|this|@)(?: held)?|when did @ take place"),
    # "The next meeting" is looked up in the calendar, since minutes grow old.
    (Part.NEXT, r"when(?: is|'s) the next one|when do (?:we|they) meet (?:next|again)"),
)
_READ = tuple((part, expression(rf"(?:and |so |ok |but )?(?:{form})(?: again)?")) for part, form in _FORMS)
_NEXT = expression(r"\bnext\b")
_OF_TIME = expression(r"\b(?:\d{1,3}|few|five|ten|couple of) minutes$")  # "in the last 5 minutes"
_KINDS = frozenset(("meeting", "meetings", "minutes"))
_NOBODY = frozenset(("i", "you", "we", "he", "she", "it", "this", "that", "they", "everybody", "everyone", "one"))


def meeting_asked(plain: str) -> MeetingAsked | None:
    """What a question, in small letters and without its mark, asks of a meeting; None for others."""
    for name in (*_NAMED.finditer(plain), None):
        text = plain if name is None else f"{plain[: name.start()]}@{plain[name.end() :]}"
        for part, form in _READ:
            if found := form.fullmatch(text.strip()):
                return _asked(part, found.groupdict(), name)
    return None


def _asked(part: Part, who: dict[str, str | None], name: re.Match[str] | None) -> MeetingAsked | None:
    whose = who.get("who") or who.get("whose") or ""
    if whose in _NOBODY:
        return None
    called = "" if name is None else name["name"]
    if _NEXT.search(called) or _OF_TIME.search(called):
        return None  # what is to come has no minutes
    newest, before = (re.search(rf"\b(?:{which})\b", called) is not None for which in (_NEWEST, _BEFORE))
    called = re.sub(rf"\b(?:{_NEWEST}|{_BEFORE}|next)\b", "", called)
    words = [word for word in telling_words(called) if word not in _KINDS]
    when = "" if name is None else name["when"] or ""
    return MeetingAsked(part, name is not None, " ".join((*words, when)).strip(), newest, before, whose)
