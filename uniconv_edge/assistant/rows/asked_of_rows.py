"""What a question asks of all rows of a table or all items of a list: their sum, the highest, how many, or which. Pure;
plain English forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from uniconv_edge.assistant.quoting.several import asks_for_several, things_asked
from uniconv_edge.assistant.rows.bounds import Bound
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.dates import days, said, written
from uniconv_edge.assistant.words.terms import stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of, written_words


class Over(Enum):
    """What is done with the rows."""

    SUM = "sum"
    MEAN = "average"
    HIGHEST = "highest"
    LOWEST = "lowest"
    COUNT = "count"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Operation:
    """What is done with which rows: the kind of what is compared or added ("" for a column that is named), the words
    that say which rows or column, in order, the dates (as `dates.said`) and whether rows since then are meant, and of a
    comparison of two the words of each. `denies`: of rows of which something is not so ("who has not paid"), and
    `denied` in which word. `per`: the "day", "month" or "year" of which an average is asked. `spends`: what went out is
    asked for, as of "I" or "we". `rank`: 2 of "the second highest"; `many`: 3 of "the three highest". `bounds`: what
    lies between which amounts or days. `group`: the word for what each sum or number is of: "month" of "by month"."""

    over: Over
    kind: str
    words: tuple[str, ...]
    pair: tuple[tuple[str, ...], ...] = ()
    dates: frozenset[str] = frozenset()
    when: str = ""
    since: tuple[int, int, int] | None = None
    head: str = ""
    who: bool = False
    adds: bool = False
    of: str = ""
    counted: str = ""
    said: frozenset[str] = frozenset()
    denies: bool = False
    denied: str = ""
    per: str = ""
    spends: bool = False
    rank: int = 1
    many: int = 1
    bounds: tuple[Bound, ...] = ()
    group: str = ""


_SPENT = r"(?:spend|spent|pay|paid)"
_SPENDS = expression(r"\bspen[dt]\b|\b(?:i|we)\b.{0,20} (?:pay|paid)\b")
_TOGETHER = "total|altogether|all together|in all"
_SUM = expression(
    rf"\bhow much (?:money )?(?:did|have|has|had) .*?\b{_SPENT}\b|\bwhat (?:did|have|has|had) (?:i|we|you|they|he|she)"
    rf"(?: all)? {_SPENT}\b|\b(?:how much|what) (?:money )?was spent\b"
    rf"|^(?=.*\b(?:how much|how many|what)\b).*\b(?:{_TOGETHER})\b|\b(?:total|sum) of\b"
    r"|^(?:how (?:much|many)|what) .*\btogether$"
    r"|\bhow much (?:do|must|will) (?:i|we) pay (?:for|in) all\b"
    r"|\b(?:how much|what) (?:do|did|will|would) all (?:of )?(?:the|my|our|these|those)?.*\bcost\b"
    r"|\b(?:how much (?:is|are|was|were)|what (?:is|are|was|were) the (?:value|amount|costs?|price) of) all\b"
)
_MEAN = expression(r"\b(?:on )?average\b|\bthe (?:arithmetic )?mean\b")
_PER = expression(r"\b(?:an?|per|each|every) (day|month|year)\b|\b(dai|month|year)ly\b")
# The first or last by a date, not as a name or a place: "who joined first?", "the last thing we bought".
_IN_ORDER = expression(
    r"^(?:who|whose|what|which)\b.*?\b(?:(?<!come )(?<!came )(?<!goes )(?<!went )(?<!finished )(?<!\bis )(?<!\bwas )"
    r"(?<!the )(?<!at )(?P<behind>first|last)(?:$|(?= (?:in|at|from) ))"
    r"|(?:is|was|were) (?:the|my|our) (?P<of>last) (?!one\b|name\b|time\b)\w+$"
    r"|(?<=the )(?P<before>first|last) (?:(?:person|one|thing) )?(?:to|that|who|which|i|we|you|they) \w)"
)
# Of each of which the sum or number is asked for: "per category", "into each project".
GROUP = expression(
    r"(?:\b(?:per|by|(?:for|in|into|on|at) (?:each|every)) ([^\W\d_]+)|\beach ([^\W\d_]+))"
    r"(?=\W*$| (?:on|for|at|in|from)\b)"
)
_ADDS = expression(rf"\b(?:did|were|{_TOGETHER})\b")
_SUM_OR_MEAN = expression(rf"{_SUM.pattern}|\b(?:{_TOGETHER}|average|median)\b")
_COSTS = expression(rf"\b(?:{_SPENT}|costs?|prices?|expenses?)\b")
_COUNT = expression(r"\bhow (?:many|often)\b|\bnumber of\b")
# How many one may have, or something holds: a limit, and not how many rows there are.
_LIMIT = expression(
    r"\bhow (?:many|often)\b.*? (?:can|may|could) (?:a|an|the|each|every|i|we|you|one|he|she|they|my|our|your)\b"
)
_COUNTED = expression(
    r"\b(?:how often|(?:how many|number of)(?: (?:of|the|my|our|your|other|different|all))* ([\w-]+))\b"
)
# Of each word: what is compared, and which is meant.
_COMPARED = {
    "cheap": ("money", Over.LOWEST),
    "expensive": ("money", Over.HIGHEST),
    "dear": ("money", Over.HIGHEST),
    "costly": ("money", Over.HIGHEST),
    "valuable": ("money", Over.HIGHEST),
    "big": ("size", Over.HIGHEST),
    "large": ("size", Over.HIGHEST),
    "tall": ("size", Over.HIGHEST),
    "small": ("size", Over.LOWEST),
    "long": ("length", Over.HIGHEST),
    "short": ("length", Over.LOWEST),
    "heavy": ("weight", Over.HIGHEST),
    "light": ("weight", Over.LOWEST),
    "high": ("", Over.HIGHEST),
    "great": ("", Over.HIGHEST),
    "low": ("", Over.LOWEST),
    "few": ("", Over.LOWEST),
    "old": ("age", Over.HIGHEST),
    "young": ("age", Over.LOWEST),
    "new": ("date", Over.HIGHEST),
    "recent": ("date", Over.HIGHEST),
    "recently": ("date", Over.HIGHEST),
    "late": ("date", Over.HIGHEST),
    "early": ("date", Over.LOWEST),
}
_LONG = "expensive|costly|valuable|recent|recently"
_BASES = {"bigg": "big", "larg": "large", "heavi": "heavy", "earli": "early", "lat": "late", "costli": "costly"}
_STEMS = "cheap|dear|bigg|larg|tall|small|long|short|heavi|light|high|great|low|few|old|young|new|lat|earli|costli"
RANKS = ("", "second", "third", "fourth", "fifth")
_MANY = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_RANK = rf"(?:(?P<rank>{'|'.join(RANKS[1:])})[ -]|(?P<many>{'|'.join(_MANY[2:])}|[2-9]|10) )?"
_SUPERLATIVE = expression(
    r"(?<!\bat )(?<!\bat the )"
    rf"\b{_RANK}(?:(?P<short>{_STEMS})est|(?P<which>most|least) (?P<long>{_LONG})|(?P<bare>most|least))\b"
)
_COMPARATIVE = expression(rf"\b(?:(?P<short>{_STEMS})er|(?P<which>more|less) (?P<long>{_LONG})|(?P<bare>more|less))\b")
_PAIR = expression(r"(?:[,:]|\bis\b|\bof\b)\s(?:(?:the|of) )?(?P<one>[^,:]+?) or (?:the )?(?P<two>[^,:]+?)\W*$")
# With these more is asked than is done here.
_NOT_DONE = expression(
    r"\b(?:no|never|without|except|excluding|unless|but|than|at least|at most|between|median|both"
    r"|percent|percentage|second|third|top|next|last|before|after|until|till|if)\b"
)
_DENIES = expression(r"\bnot\b")
_DENIED = expression(r"\bnot (?:(?:yet|been|being|be|already|fully) )*(\w+)")
_CONTRACTED = expression(r"(?i)(?<=\w)n['’]t\b")
_ABBREVIATED = expression(r"\b(?:IT|US|HR)\b")  # names, and in small letters other words
# Of whom or of what these are only what was said before tells.
_POINTING = expression(r"\b(?:it|its|he|she|him|his|her|this|that)\b")
_POINTING_TO_SOME = expression(r"\b(?:they|them|their|these|those)\b")
_SINCE = expression(r"\bsince\b")
_RANGE = expression(r"\b(?:from|up to|to the end|by the|by (?:\d|[a-z]+ \d{4}))")
_SINGLE = r"(?:what|which)(?: of)?(?: (?:the|my|our|these|those|all))* (?P<head>[^\W\d_]+)"
_HEAD = expression(rf"{_SINGLE}\b")
# Words that say what is done, or that something is, and not which rows.
_GENERAL_LIST = (
    "spend spent spending pay pays paid cost costs price priced money amount total altogether together sum number and "
    "times time thing things item items one ones entry entries row rows person people somebody everybody everyone all "
    "payment payments purchase purchases expense expenses everything since from come came go went gone live lives "
    "most happen happened happens buy bought take takes took taken visit visited occur per least more less there lived "
    "often far compare compared have had currently still already yet now ever or work worked earn earns earned "
    "worth dated written issued"
)
GENERAL = frozenset(_GENERAL_LIST.split())


@lru_cache(maxsize=16)  # each table and the next question ask it again
def asked_of_rows(question: str) -> Operation | None:
    """What a question asks of all rows; None for another question, and for one that asks more than can be told."""
    question = _CONTRACTED.sub(" not", question)
    abbreviated = [found.lower() for found in _ABBREVIATED.findall(question)] if question.upper() != question else []
    question = _ABBREVIATED.sub(" ", question) if abbreviated else question
    lowered = plain(question).rstrip(" ?!.")
    ordered = _IN_ORDER.search(lowered)
    order = (ordered["behind"] or ordered["of"] or ordered["before"]) if ordered else ""
    ranked = _SUPERLATIVE.search(lowered)
    rank = (ranked["rank"] or "") if ranked else ""
    done_here = re.compile(rf"\b{order or rank}\b")
    if _NOT_DONE.search(done_here.sub("", lowered) if order or rank else lowered) or _POINTING.search(lowered):
        return None
    if (done := _done(lowered, order)) is None:
        return None
    over, kind, phrase, pair = done
    found = _HEAD.match(lowered)
    head = (found["head"] if found else "") if over is not Over.ROWS else things_asked(lowered)
    if _POINTING_TO_SOME.search(lowered):
        return None
    dates = said(question)
    since = days([question])[0] if _SINCE.search(lowered) else None
    if dates and (_RANGE.search(lowered) or (since is None and _SINCE.search(lowered))):
        return None
    # In the words as they stand: a month is known by its capital.
    rest = re.sub(re.escape(phrase), " ", question, flags=re.IGNORECASE) if phrase else question
    per = _PER.search(rest.lower()) if over is Over.MEAN else None
    if per:
        rest = f"{rest[: per.start()]} {rest[per.end() :]}"
    group = GROUP.search(rest.lower()) if over in (Over.SUM, Over.COUNT) else None
    if group:
        rest = f"{rest[: group.start()]} {rest[group.end() :]}"
    if pair:
        rest = rest[: rest.lower().rfind(pair[0])]
    return Operation(
        over,
        kind,
        (*_words(rest, dates), *abbreviated),
        tuple(_words(each, dates) for each in pair),
        dates,
        " ".join(word.capitalize() for word in written_words(written(question)) if {word, word.lower()} & dates),
        since,
        head,
        lowered.startswith(("who ", "whose ", "who's ", "who’s ")),
        _ADDS.search(lowered) is not None,
        next(iter(words_of(lowered.partition(phrase)[2])), "") if phrase and not order else "",
        counted[1] or "times" if (counted := _COUNTED.search(lowered)) else "",
        frozenset(map(stem, telling_words(lowered))),
        _DENIES.search(lowered) is not None,
        denied[1] if (denied := _DENIED.search(lowered)) else "",
        per[1] or {"dai": "day"}.get(per[2], per[2]) if per else "",
        _SPENDS.search(lowered) is not None,
        RANKS.index(rank) + 1 if over in (Over.HIGHEST, Over.LOWEST) else 1,
        _many(ranked["many"] if ranked and over in (Over.HIGHEST, Over.LOWEST) else ""),
        group=(group[1] or group[2]) if group else "",
    )


def _many(said: str | None) -> int:
    """How many a word or a number says, 1 of none."""
    return 1 if not said else int(said) if said.isdigit() else _MANY.index(said)


def _done(lowered: str, order: str) -> tuple[Over, str, str, tuple[str, ...]] | None:
    """(what is done, the kind of what it is done with, the phrase that says so, the two that are compared) of a
    question; `order`: whether the first or the last by a date is asked."""
    compared = _compared(lowered)
    if mean := _MEAN.search(lowered):
        is_more = compared or order or re.search(rf"\b(?:{_TOGETHER})\b", lowered)
        return None if is_more else (Over.MEAN, "money" if _COSTS.search(lowered) else "", mean[0], ())
    if compared is not None:
        return compared
    if order:
        return Over.LOWEST if order == "first" else Over.HIGHEST, "date", order, ()
    if _SUM.search(lowered):
        return Over.SUM, "" if "how many" in lowered else "money", "", ()
    if _COUNT.search(lowered):
        return None if _LIMIT.search(lowered) else (Over.COUNT, "", "", ())
    if asks_for_several(lowered) or (_DENIES.search(lowered) and lowered.startswith(("who ", "which "))):
        return Over.ROWS, "", "", ()
    return None


def is_sum(question: str) -> bool:
    """Whether a question asks for what rows come to together."""
    asked = asked_of_rows(question)
    return asked is not None and asked.over is Over.SUM


def denies(question: str) -> bool:
    """Whether a question asks for what something is not so of."""
    return _DENIES.search(question.lower()) is not None


def adds(question: str) -> bool:
    """Whether a question asks for what several come to together, also where that is not done here: an average."""
    return _SUM_OR_MEAN.search(question.lower()) is not None


def superlative(question: str) -> str:
    """The words (small) by which a question asks for an extreme of several: "cheapest"; "" where it does not."""
    found = _SUPERLATIVE.search(question.lower())
    return found[0] if found else ""


def _compared(lowered: str) -> tuple[Over, str, str, tuple[str, ...]] | None:
    """(which, kind, the phrase that says so, the two that are compared) of a question that compares."""
    pair: tuple[str, ...] = ()
    found = _SUPERLATIVE.search(lowered)
    if found is None:
        found = _COMPARATIVE.search(lowered)
        two = _PAIR.search(lowered, found.start()) if found else None
        if found is None or two is None or not re.match(r"(?:which|who|what)\b", lowered):
            return None
        pair = (two["one"], two["two"])
    if found["bare"]:
        kind, over = "money" if re.search(rf"\b(?:{_SPENT}|costs?|earns?|earned)\b", lowered) else "", Over.HIGHEST
    else:
        kind, over = _COMPARED[_BASES.get(word := found["short"] or found["long"], word)]
    if (found["bare"] or found["which"]) in ("least", "less"):
        over = Over.LOWEST if over is Over.HIGHEST else Over.HIGHEST
    return over, kind, found[0], pair


def _words(text: str, dates: frozenset[str]) -> tuple[str, ...]:
    told = telling_words(written(text))
    return tuple(word for word in told if word not in GENERAL and word not in dates)
