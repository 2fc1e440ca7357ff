"""Questions for what was said in a recording or transcript, by whom and when: "what did Ann say about the budget?",
"when does she talk about it?", "did anybody mention the rent?", "who suggested it?". Pure; English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.expressions import expression

_BY = r"(?P<by>(?!(?:\S+ ){0,4}(?:not|never)\b)[\w.'’-]+(?: [\w.'’-]+){0,4}?)"
_ON = r"(?:about|on|of|regarding|concerning)"
_SPEAK = (
    rf"(?:(?:say|said)(?: (?:anything|something|a word))? {_ON}|(?:talk|speak|ask|tell (?:us|me|them)) {_ON}|mention"
    rf"|discuss|bring up|explain|think {_ON}|(?:answer|reply|suggest|propose|promise|decide|report|want) {_ON})"
)
_SPOKE = (
    rf"(?:mention(?:s|ed)|(?:talk(?:s|ed)|spoke|speaks|said (?:anything|something)|asked|complained) {_ON}"
    r"|brought up|asked for)"
)
_VIEW = (
    r"(?:objections?|suggestions?|proposals?|opinion|view|answer|reply|response|idea|advice|concerns?|worr(?:y|ies)"
    r"|comments?)"
)
_WHEN = r"(?:when|where|(?:at|in|from) (?:what|which) (?:minute|time|point|second)(?: on)?)"
_FORMS = tuple(
    expression(rf"(?i)(?:and |so |but )?{form}$")
    for form in (
        rf"what (?:did|does|do|has|have) {_BY} {_SPEAK} (?P<about>.+)",
        rf"(?P<when>{_WHEN}) (?:did|does|do|has) {_BY} {_SPEAK} (?P<about>.+)",
        rf"(?:did|does|do|has|have) {_BY} (?:ever )?{_SPEAK} (?P<about>.+)",
        rf"(?P<who>who) (?:else )?(?:(?P<asks>asked {_ON})|{_SPOKE}) (?P<about>.+)",
        rf"what (?:is|was|were|did they) (?:said|say|told) {_ON} (?P<about>.+)",
        rf"what (?:is|was|were) {_BY}['’]s? {_VIEW} (?:to|{_ON}|for) (?P<about>.+)",
    )
)
# Whoever it is: pronouns, those who speak alone and many together, by the last word.
_ANYBODY_LIST = (
    "anybody anyone somebody someone they we people he she you i it professor prof lecturer teacher speaker presenter "
    "narrator author committee team board council meeting group class commission"
)
_ANYBODY = frozenset(_ANYBODY_LIST.split())
_THAT = r"(?:that|this|it)"
_ITS_ANSWER = r"(?:the|his|her|their|[A-Z][\w.-]*['’]s) (?:answer|reply|response)"
_SAID_NEXT = expression(
    r"(?i)(?:and )?what (?:did|does) [\w.'’ -]{1,40}? (?:say|answer|reply|do)(?: (?:right|just|directly))?"
    rf"(?: (?P<side>after|next|then|before)(?: {_THAT})?| to {_THAT})"
    rf"|(?:and )?what (?:is|was) {_ITS_ANSWER}(?: to {_THAT})?"
)
_TIME = r"(?:(?:at|in|from) (?:what|which) (?:minute|second|time|point)|how far in)"
_MINUTE = expression(
    rf"(?i)(?:and )?{_TIME}(?: (?:is|was) {_THAT}(?: said)?| (?:did|does|is) \w+ (?:say|ask|said)(?: {_THAT})?)?"
    rf"|(?:and )?(?:when|where) (?:does|did|do) \w+ (?:say|ask|mention) {_THAT}"
)


@dataclass(frozen=True, slots=True)
class TalkAsked:
    """What was said `about` something is asked for, `by` somebody ("" for anybody); `when`: at what time of it, `who`:
    by whom, and whether it `asks`."""

    by: str
    about: str
    when: bool = False
    who: bool = False
    asks: bool = False


@lru_cache(maxsize=64)  # each attempt to answer asks it
def talk_asked(question: str) -> TalkAsked | None:
    """What a question asks of a talk; None where it asks something else."""
    text = bare(" ".join(question.replace("\u2019", "'").split())).rstrip(" ?!.")
    for form in _FORMS:
        if found := form.match(text):
            told = found.groupdict()
            by = told.get("by") or ""
            has = {key: bool(told.get(key)) for key in ("when", "who", "asks")}
            return TalkAsked("" if by.split(" ")[-1] in _ANYBODY else by, told["about"], **has)
    return None


def asks_minute(question: str) -> bool:
    """Whether only the time of a recording is asked for at which something was said: "at what minute?"."""
    return _MINUTE.fullmatch(bare(" ".join(question.split())).rstrip(" ?!.")) is not None


def said_next(question: str) -> int:
    """1 for a question for what was said behind what is quoted ("what did he say right after that?", "what was Tom's
    answer?"), -1 for what was said before it, 0 for another."""
    found = _SAID_NEXT.fullmatch(bare(" ".join(question.split())).rstrip(" ?!."))
    return 0 if found is None else -1 if found["side"] == "before" else 1
