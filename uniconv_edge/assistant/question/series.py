"""What a question asks of papers that are alike but for their dates, as laboratories and insurers write one a year: the
last value of a thing, how it has changed, what it was a year before, what lies outside the range beside it. Pure;
English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.dates import months, named, said, written
from uniconv_edge.assistant.words.names import names
from uniconv_edge.assistant.words.terms import telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of


class Of(Enum):
    """What is asked of the papers."""

    ONE = "one"  # the last, the first
    CHANGE = "change"
    TIME = "time"  # the same of another time, behind an answer
    OUTSIDE = "outside"
    ROWS = "rows"  # all rows of the newest
    RANGE = "range"  # whether what was quoted lies in its range


@dataclass(frozen=True, slots=True)
class SeriesAsked:
    """What is asked, by which words the thing is called (and what else is said of results or rows), in which years, of
    which day (year, month, day; 0 for none that is said), how many months behind what was quoted (`months`) or papers
    (`papers`), since a year, the first (`first`), and on which side of the range (1 above, -1 below, 0 either)."""

    of: Of
    words: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    day: tuple[int, int, int] = (0, 0, 0)
    months: int = 0
    papers: int = 0
    since: bool = False
    first: bool = False
    side: int = 0


_NO_PAPER = "year|month|week|quarter|night|time|summer|winter|autumn|spring|name|word|page|line|day|one|thing|decade"
_ONE = expression(
    r"(?:what|how (?:much|high|low|big)) (?:was|is|were|are) .*?"
    r"\b(?:last|latest|newest|most recent|(?P<first>first|earliest))"
    rf" (?!(?:{_NO_PAPER})s?\b).+"
)
_UP = (
    r"(?:(?:go|gone|went|going|come|came) (?:up|down)|ris(?:e|en|ing)|rose|increas(?:e|ed|ing)|f(?:all|allen|ell)"
    r"|drop(?:ped)?|grow|grown|grew|chang(?:e|ed)|decreas(?:e|ed)|improv(?:e|ed)|develop(?:ed)?|evolv(?:e|ed))"
)
_SINCE = r"(?: (?:much|a lot|at all|so far|over|since|from|between|in|during|compared|by|to|as)\b.*)?"
_CHANGES = (
    rf"how (?:much )?(?:more )?(?:has|have|had|did) .+? {_UP}{_SINCE}",
    rf"(?:has|have|did) (?:(?:my|our|the|his|her|\w+['’]s) .+?) {_UP}{_SINCE}",
    r"(?:what|how (?:much|high|low)) .+? in (?:19|20)\d\d"
    r" (?:and(?: in)?|compared (?:with|to)|versus|vs\.?|against)(?: in)? (?:19|20)\d\d",
)
_CHANGE = expression("|".join(_CHANGES))
_THINGS = r"(?:results?|values?|tests?|levels?|parameters?|readings?|figures|markers?|anything|something|things?)"
_OUTSIDE = expression(
    rf"(?:which|what|are|is|was|were|list|show|give)\b.*\b{_THINGS}\b.*\b"
    r"(?:out(?:side)?(?: of)? (?:(?:the|their|its) )?(?:\w+ )?(?:range|limits)|abnormal|not (?:normal|okay|ok|in range)"
    r"|(?P<high>too high|elevated|above (?:the |their )?(?:\w+ )?(?:range|limits?))"
    r"|(?P<low>too low|below (?:the |their )?(?:\w+ )?(?:range|limits?)))\b.*"
)
_ROWS = expression(
    r"(?:which|what) (?P<thing>[^\W\d_]+) (?:do|does|am|is|are|did|was|were|should|must|have|has) "
    r"(?P<whose>(?:[\w'’]+ ){1,3}?)(?:take|taking|taken|took|on|use|using|get|getting|need|given)"
    r"(?: (?:now|currently|today|at the moment|every day|daily))?"
)
_RANGE = expression(
    r"(?:(?:is|was|are|were) (?:that|it|this|they|those)(?: (?:value|result|one))?"
    r" (?:still |too |very |a bit |all )*"
    r"(?:high|low|normal|ok|okay|fine|elevated|abnormal|alright"
    r"|(?:with)?in (?:the )?(?:\w+ )?(?:range|limits?)|out(?:side)?(?: of)? (?:the )?(?:\w+ )?range)"
    r"|what (?:is|was) (?:the|its) (?:(?:reference|normal|target) )?range(?: for (?:it|that))?|what should it be)"
)
_GOES_ON = expression(
    r"(?:(?:what|how) about |(?:what|how (?:much|high|low|many)) (?:was|is|were|are) (?:it|that|they)(?: then)? "
    r"|was it )?(?P<when>.+)"
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "the": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_UNITS = {"half a year": 6, "half year": 6, "year": 12, "month": 1, "quarter": 3}
_SHIFT = expression(
    rf"(?:(?P<count>{'|'.join(_COUNTS)}|\d{{1,2}}) )?(?P<unit>{'|'.join(_UNITS)})s? "
    r"(?:(?P<back>before|earlier|prior)|later|after(?:wards)?)(?: (?:that|this|it))?"
)
_STEP = expression(
    r"the (?:(?:one|test|result|time|paper|statement|bill) (?:(?P<back>before)|after)(?: (?:that|this|it))?"
    r"|(?:(?P<last>previous)|next)(?: (?:one|test|result|time|statement|bill))?)"
)
_YEAR = expression(r"\b(?:19|20)\d\d\b")
_ASKS_LIST = (
    "last latest newest recent first earliest change changed develop developed compare compared versus go gone went "
    "rise risen rose increase increased fall fallen fell drop dropped grow grown grew decrease decreased improve "
    "improved evolve evolved year years month months time ever much high low spend spent pay paid cost costs lot far "
    "all total level value result up down"
)
_ASKS = frozenset(_ASKS_LIST.split())
_OF_OUTSIDE_LIST = (
    "result results value values test tests level levels parameter parameters reading readings figure figures marker "
    "markers anything something thing things range limit limits reference target abnormal normal ok okay high elevated "
    "low blood lab laboratory report last latest newest list show give"
)
_OF_OUTSIDE = frozenset(_OF_OUTSIDE_LIST.split())
_ELSE = (" about", " for", " like")  # "what was the last bill for?" asks for no sum


def series_asked(question: str) -> SeriesAsked | None:
    """What a question asks of such papers; None for another."""
    text = plain(question).rstrip(" ?!.")
    years = tuple(sorted(set(map(int, _YEAR.findall(text)))))
    day = _day(question)
    words = _words(question)
    if found := _ONE.fullmatch(text):
        is_value = words and not years and not text.endswith(_ELSE) and "not" not in text.split()
        return SeriesAsked(Of.ONE, words, years, day, first=bool(found["first"])) if is_value else None
    if _CHANGE.fullmatch(text):
        return SeriesAsked(Of.CHANGE, words, years, since="since" in words_of(text)) if words else None
    if found := _OUTSIDE.fullmatch(text):
        words = tuple(word for word in words if word not in _OF_OUTSIDE)
        return SeriesAsked(Of.OUTSIDE, words, years, day, side=bool(found["high"]) - bool(found["low"]))
    if found := _ROWS.fullmatch(text):
        return SeriesAsked(Of.ROWS, (found["thing"], *telling_words(found["whose"])), years, day)
    if _RANGE.fullmatch(text):
        return SeriesAsked(Of.RANGE)
    found = _GOES_ON.fullmatch(text)
    if found and (shift := _SHIFT.fullmatch(found["when"])):
        count = _COUNTS.get(shift["count"] or "a") or int(shift["count"])
        return SeriesAsked(Of.TIME, months=_UNITS[shift["unit"]] * count * (-1 if shift["back"] else 1))
    if found and (stepped := _STEP.fullmatch(found["when"])):
        return SeriesAsked(Of.TIME, papers=-1 if stepped["back"] or stepped["last"] else 1)
    left = [word for word in telling_words(written(found["when"] if found else text)) if word not in said(question)]
    if any(day) and not [word for word in left if not word.isdigit()]:
        return SeriesAsked(Of.TIME, day=day, years=years)
    return None


def _day(question: str) -> tuple[int, int, int]:
    """The one day, month or year that a question names."""
    found, years = named(question), set(_YEAR.findall(question))
    if len(found) == 1:
        return found[0].year or 0, found[0].month or 0, found[0].day or 0
    return (int(years.pop()), 0, 0) if not found and len(years) == 1 else (0, 0, 0)


def _words(question: str) -> tuple[str, ...]:
    """The words that call the thing asked for."""
    dates = said(question)
    dates |= months(dates)
    told = (word for word in telling_words(written(question)) if word not in dates and not word.isdigit())
    called = words_of(" ".join(question[start:end] for start, end in names(question)))  # Rose's values never rose
    return tuple(word for word in told if word not in _ASKS or word in called)
