"""What kind of thing a question asks for, an amount of money, a date, a name, and whether a sentence holds one. Pure.

The expected answer type of question answering (Li and Roth, 2002). English forms only, like `intent`. A sentence is
given the benefit of the doubt: on the typed first questions of `recipes/written` it is held to lack what is asked for
in 4 of 100 lines that answer and 47 of 100 of the two others that share most words (docs/experiments.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from uniconv_edge.assistant.words.abbreviations import ASKED, asked_abbreviation, spells_out
from uniconv_edge.assistant.words.asking import HELPING_VERBS
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.assistant.words.dates import YEAR
from uniconv_edge.assistant.words.periods import what_was
from uniconv_edge.assistant.words.quantities import (
    CLOCK,
    COME_TO,
    COUNTED_SPAN,
    HOUR,
    LENGTHS,
    MONEYS,
    MONTHS,
    NUMBER,
    SPAN,
    TIMES,
    TO_CALL,
    VOLUMES,
    WEIGHTS,
    any_of,
    gives_count,
    gives_money,
    gives_quantity,
)
from uniconv_edge.assistant.words.requests import only_requests
from uniconv_edge.assistant.words.terms import is_empty, singular, stem
from uniconv_edge.assistant.words.weekdays import WEEKDAY
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import BAR
from uniconv_edge.library.words import words_of

Gives: TypeAlias = Callable[[str, str], bool]
"""Whether the answer to a question (in small letters) may stand in a sentence."""

_NAME = expression(r"[^\W\d_][\w'’]*")
_OF_SOMEBODY = expression(r"[^\W\d_]+(?:['’]s|s['’])(?= [^\W\d_])")
_WHOSE = expression(r"\bwhose\b")
DAY_OR_MONTH = expression(rf"(?:{MONTHS}|{WEEKDAY})")
# Frequent words that end as those for somebody do, and are for nobody.
_NOBODY = (
    "after|alter|better|bigger|blister|boiler|border|burger|butter|calculator|centimeter|chapter|charter|checklist"
    "|cluster|colder|computer|consider|consist|container|cooker|cooler|corner|counter|cursor|cylinder|danger|detector"
    "|dinner|disaster|dryer|elevator|enter|exist|factor|faster|filter|finger|flyer|folder|former|gender|generator"
    "|ginger|greater|hammer|harder|heater|hotter|inner|insist|kilometer|ladder|larger|later|latter|layer|letter|longer"
    "|matter|meter|monitor|motor|newsletter|older|order|outer|plaster|playlist|poster|powder|prayer|printer|processor"
    "|quarter|radiator|register|reminder|render|resist|roller|router|scanner|sector|semester|sensor|shelter|shorter"
    "|shortlist|shoulder|smaller|sooner|specimen|stronger|summer|tender|theater|timer|toaster|tractor|trailer|trigger"
    "|under|voucher|warmer|water|wider|winter|wonder|younger"
)
PERSON = any_of(
    r"\b(?:every(?:one|body)|nobody|any(?:one|body)|some(?:one|body)|whoever|those|people|persons?|m[ae]n|wom[ae]n"
    r"|child(?:ren)?|boys?|girls?|lad(?:y|ies)?|bab(?:y|ies)|mum|dad|granny|grandma|aunt|uncle|sons?|wi(?:fe|ves)"
    r"|husbands?|family|families|staff|office|committee|council|company|firm|bank|guests?|friends?|neighbou?rs?"
    r"|nurses?|chair\w*|head|boss|police|court|board|clerk|cook|team|party|society|club|school|state|king"
    r"|queen|bishop|priest|monks?|nuns?|landlords?|tenants?|residents?|students?|pupils?|patients?|clients?|parents?"
    r"|agents?|assistants?|accountants?|members?|officers?|drivers?|engineers?|volunteers?|authors?|mayors?|surveyors?"
    r"|governors?|donors?|wardens?|captains?|chefs?|hosts?|plumbers?|(?:grand)?(?:father|mother)s?|brothers?|cousins?"
    r"|nephews?|nieces?|spouses?|deput(?:y|ies)|(?:employ|train|trust|less|pay|attend)ees?|crews?|authorit(?:y|ies)"
    r"|municipalit(?:y|ies)|ministry|government|department|association|union|parish|church|workshop|choir"
    rf"|(?!(?:{_NOBODY})s?\b)\w{{2,}}(?:[dgklmnrst]er|tor|sor|ist|ian|man|men|yer|cher)s?)\b"
)
# Words that begin sentences with a capital, beside those that only ask or glue, and are no names.
_BEGINNING_LIST = (
    "above according after afterwards again all already although always among another around because before behind "
    "below besides between beyond both dear despite due during each either even every everything except few finally "
    "first following furthermore given hence however inside instead lastly later less meanwhile moreover most much "
    "neither never nevertheless next none nonetheless nothing now once otherwise outside over perhaps maybe rather "
    "regarding second secondly several since sometimes soon still such thank thanks therefore third though through "
    "throughout thus today tomorrow under unless unlike until upon usually via whatever whenever whereas wherever "
    "whether whichever within without yes yesterday yet yours"
)
_BEGINNING = frozenset(_BEGINNING_LIST.split())
_BEFORE_A_PLACE = (
    "(?:in|at|on|behind|under|underneath|next to|beside|near|between|above|below|inside|outside|opposite|by|into|onto"
    "|beneath|within|through|along|past|round|around|across|towards|to|from|with|out of|off)"
)
_PLACE = any_of(
    rf"\b{_BEFORE_A_PLACE} (?:the|an?|my|our|your|his|her|its|their|this|that|each|any|every|one|two|three|both|all)\b"
    rf"(?! (?:(?:same|first|last|next|very|early|late) )?(?:age|moment|weekend|{TIMES})\b"  # no places
    rf"| (?:beginning|end)(?:\W*$|[,.;]| of (?:the |an? )?(?:\w+ )?{TIMES}\b))",
    r"\b(?:row|bay|flat|section|point|gate|page|shelf|rack|room|line|box|stall|km|kilometre|platform|floor|door|house"
    r"|cellar|attic|garage|cupboard|drawer|fridge|freezer|locker|station|office|school|hospital|street|square|road|lane"
    r"|place|pavement|basket|bag|folder|tab|menu|setting|desk|counter|reception|hall|hallway|kitchen|garden|yard|shed"
    r"|market|shop|cafe|hotel|museum|church|library|bank|town|city|village|country|river|lake|island|port|harbour"
    r"|website|site|address|email|portal|app)s?\b",
    r"\bthere\b(?! (?:is|are|was|were|will|has|have|may|can|must|should|would)\b)",
    r"\b(?:upstairs|downstairs|here|home|abroad|online|internet|left|right|where|anywhere|everywhere|nowhere)\b",
    r"\bhttps?\b|\bwww\b|\w/\w|\b(?:location|at|to):",
)
_ADDRESS = any_of(
    rf"(?<![\w.,:£$€])\d{{1,5}}[a-zA-Z]?,? (?!(?i:{DAY_OR_MONTH.pattern})\b)(?:[^\W\d_a-z][\w'’.-]+ ?)+",
    r"\b\d{1,4},? (?:rue|avenue|boulevard|place|quai|via|calle|plaza)\b",
    r"(?i:str\.|stra(?:ß|ss)e|weg|gasse|platz|allee|straat|laan|plein) \d",
    r"[^\W\d_a-z]\w+ (?:Street|Road|Lane|Avenue|Square|Terrace|Close|Drive|Way|Yard|Court|Hill|Gardens|St|Rd|Ave)\b",
    r"\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b|\b(?i:p\.?\s?o\.? box)\b|\b(?i:address(?:es)?)[^|:]{0,20}: ?\S",
    r"https?://|\bwww\.|\S@\S|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?i:c/o)\b",
)
_ASKS_WHAT_WAS = expression(r"\bwhen (?:was|were|did|had)\b")
_A_TIME = expression(rf"\b{TIMES}\b")
_AT_THAT_TIME = expression(r"\b(?:when|as soon as|once|after|before|until|while|if)((?: [\w'’]+){2,6})")
# Of a thing that is called without a preposition: in the shed may well be "the key of the shed".
_ASKS_WHERE_IT_IS = expression(
    r"where(?:['’]s| is| are| was| were) (?:(?!(?:in|on|at|of|for|to|from|with)\b)\w+ ){0,3}?(\w+)(?: now)?\W*$"
)
_AT_A_NAME = expression(rf"\b(?i:{_BEFORE_A_PLACE}|of) (?:\w+ )?(?!(?i:{DAY_OR_MONTH.pattern}s?)\b)[^\W\d_a-z]")


@dataclass(frozen=True, slots=True)
class AnswerType:
    """A kind of thing, the questions that ask for it, and whether the answer to one may stand in a sentence."""

    name: str
    asks: re.Pattern[str]
    gives: Gives


def _holds(*patterns: str) -> Gives:
    found = any_of(*patterns)
    return lambda _, sentence: found.search(sentence.lower()) is not None


def _gives_name(question: str, sentence: str) -> bool:
    """A name or a word for somebody that the question does not say, and that does more than tell whose something is."""
    said = {stem(word) for word in _NAME.findall(question)}
    sentence = sentence if _WHOSE.search(question) else _OF_SOMEBODY.sub(" ", sentence)
    capitals = [word.lower() for word in _NAME.findall(sentence) if word[0].isupper()]
    names = [w for w in capitals if not (is_empty(w) or w in _BEGINNING or DAY_OR_MONTH.fullmatch(w))]
    somebody = [found[0] for found in PERSON.finditer(sentence.lower())]
    return any(stem(word) not in said for word in names + somebody)


def _gives_name_or_number(question: str, sentence: str) -> bool:
    """The same, or where to reach somebody, for a question that asks who is to be told or called."""
    reached = _ASKS_WHOM_TO_REACH.search(question) and _TO_REACH(question, sentence)
    return bool(reached) or _gives_name(question, sentence)


def _of_what_was(gives: Gives) -> Gives:
    """Of dates: what is only to be done does not tell when it was done ("The lift has to be inspected by May")."""
    return lambda question, sentence: gives(
        question, what_was(sentence) if _ASKS_WHAT_WAS.search(question) else sentence
    )


def _without_times_asked(gives: Gives) -> Gives:
    """Of dates: what says only the word for a time that the question itself says gives none ("When is family day?":
    "our first family day"), nor what is told to be then in the question's words ("When do we get the keys?": "the first
    is paid when we get the keys")."""

    def is_given(question: str, sentence: str) -> bool:
        said = words_of(question)
        sentence = _AT_THAT_TIME.sub(
            lambda then: " " if set(words_of(then[1])).issubset(said) else then[0], sentence.lower()
        )
        asked = "|".join(map(re.escape, _A_TIME.findall(question)))
        return gives(question, re.sub(rf"\b(?:{asked})s?\b", " ", sentence) if asked else sentence)

    return is_given


def _gives_place(question: str, sentence: str) -> bool:
    """What stands behind a preposition of place, or a word for a place; not the thing itself of which it is asked where
    it is ("where is the day book?": "he put it in the day book")."""
    if asked := _ASKS_WHERE_IT_IS.match(bare(question)):
        thing = re.escape(singular(asked[1]))
        sentence = re.sub(rf"(?i)\b{_BEFORE_A_PLACE} (?:\w+ ){{1,3}}?{thing}s?\b", " ", sentence)
    return bool(_PLACE.search(sentence.lower()) or _AT_A_NAME.search(sentence))


# A month or a day of the week; behind these and before anything but a word "may" is the month.
_BEFORE_MAY = "in of by to for from since until till before after during next last early late the every"
_NO_MONTH = "".join(rf"(?<!\b{word} )" for word in _BEFORE_MAY.split()) + r"(?<!\d )(?<!\d(?:st|nd|rd|th) )(?<!mid-)"
_A_VERB = rf"{_NO_MONTH}may\b(?=,? [a-z])"
_DAY_AND_MONTH = r"\b(?:[0-2]?\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?!\d)"  # "14.3."; "costs 54.85." ends with a price
_MONTH_OR_DAY = rf"\b(?!{_A_VERB})(?:{MONTHS}|{WEEKDAY})\b"
FOR_MONEY = (
    "costs?|prices?|fees?|fares?|fines?|rent|wages?|salary|deposit|surcharge|premium|excess|worth|owes?|earns?|charges?"
)
_AT_THE_HOUR = (
    HOUR.pattern,
    r"o['’]clock|\b(?:quarter (?:to|past)|sunrise|sunset|dusk|dawn|morning|afternoon|evening)\b",
    rf"\b(?:at|from|until|till|to|by|before|after|about|around|between|past|than) {NUMBER}"
    rf"(?!\s?(?:{MONEYS}|{LENGTHS}|{VOLUMES}|per ?cent|{WEIGHTS})\b|%)",
    r"\b\d{1,2}\s?[-–]\s?\d{1,2}\b|\b(?:[a-z]+) thirty\b",
    SPAN.pattern,
    r"\b(?:early|earlier|late|later|before|beforehand|ahead|in advance|overnight)\b",
)
# Behind "to", which mostly stands before what is done.
_AN_END = rf"(?:the |an? |their |its )?(?:\w+ )?(?:\d|end\b|noon\b|midnight\b|{NUMBER}|(?:{DAY_OR_MONTH.pattern}))"
# "Who do I ring?", "who to tell?"; not "who rang the office?".
_ASKS_WHOM_TO_REACH = any_of(
    rf"\bwhom? (?:(?:{HELPING_VERBS}) (?:i|we|you|one|they|he|she)\b|to\b).{{0,40}}\b(?:ring|call|dial|(?:tele)?phone"
    r"|contact|reach|text|write|e-?mail|mail|tell|notify|inform|report|ask|turn to|get hold|get in touch"
    r"|(?:speak|talk|complain) to)\b"
)
_TO_REACH = _holds(
    TO_CALL, r"\S@\S+", r"\b(?:ring|call|dial|telephone|phone|extension|ext|line|desk)\b[^|]*\b\d{3,6}\b"
)
_ADDRESS_OF_MAIL, _MONEY = "address of mail", "money"
# Where in code, which is no place: "where is MAX_RETRIES set?".
_WHERE_IN_TEXT = (
    r"where (?:is|are|was|do|did|does) .*\w_\w.*"
    r" (?:defined?|set|declared?|configured?|implemented|documented|called)\W*$"
)
_TYPES = (
    AnswerType(
        _MONEY,
        any_of(
            r"\bhow (?:expensive|dear|cheap)\b",
            r"\bhow much (?:is|are|was|were|'s|per|a|an|more money|money|rent|extra)\b"
            r"(?!.{0,30}\b(?:weigh|lift|carry|drink|eat|left|needed|used|allowed)\b)",
            rf"\bhow much\b.{{0,60}}\b(?:{FOR_MONEY}|charged|pays?|paid|bonus|fine|bill|owed|spend|spent|save"
            r"|billed|invoiced?)\b",
            rf"^(?:what|which|at what)\b(?! if| happens?\b).{{0,60}}\b(?:{FOR_MONEY})\b\W*(?:$|\b(?:of|for|is"
            r"|are|was|were|per|a|an|and|to|in|at|on|now|me|us|if|do|does|did|with|when|from|each|after|then|there|this"
            r"|that|today)\b)",
            r"\b(?:what|which) (?:do|does|did|will|would|must|should|have|has) .{1,40}"
            rf"\b(?:(?:pay|paid|charged?|cost)\b|{COME_TO})",
            rf"^(?:the )?(?:{FOR_MONEY})\b(?! (?:rise|increase|index)).{{0,40}}$",
        ),
        gives_money,
    ),
    AnswerType(
        "hour",
        any_of(r"\b(?:what|which) time\b(?! zone)|\bopening hours\b|\bhow (?:late|early)\b"),
        _holds(*_AT_THE_HOUR),
    ),
    AnswerType(
        "year",
        any_of(r"\b(?:what|which) year\b"),
        _holds(r"\b(?:1\d|20)\d\d\b|['’]\d\d\b|\bcentury\b|\byears? (?:ago|later|before|after)\b"),
    ),
    AnswerType(
        "end",
        any_of(r"\b(?:until|till|by|before|up to) when\b|\bdeadline\b|\bhow long (?:until|till)\b"),
        _holds(
            rf"\bto:? (?:{_AN_END})|\d ?to\b",
            r"\b(?:until|till|by|before|up to|through|within|ends?|ended|ending|stops?|stopped|expir\w+|runs? out"
            r"|lapses?|clos(?:es?|ed|ing)|deadlines?|due|last|latest|later|valid|holds?|finish\w*|over|no longer"
            r"|indefinite\w*)\b",
            r"\d\s?[-\u2013]\s?\d",
        ),
    ),
    AnswerType(
        "beginning",
        any_of(r"\b(?:since|from) when\b"),
        _holds(
            rf"\b(?:{MONTHS}|{WEEKDAY})\b|\b\d{{4}}\b|\b\d{{1,2}}/\d{{1,2}}\b|{_DAY_AND_MONTH}",
            r"\b(?:since|from|as of|ago|always|birth|childhood|beg[aiu]n\w*|start\w*|after|before|until|once|when)\b",
        ),
    ),
    AnswerType(
        "date",
        # "When" asks only before a verb, alone or first: in "what did he do when it rained" it does not.
        any_of(rf"\bwhen(?:'s|s| (?:{HELPING_VERBS}))\b|\bwhen\W*$|^when\b"),
        _of_what_was(
            _without_times_asked(
                _holds(
                    _MONTH_OR_DAY,
                    rf"\b\d{{4}}s?\b|\b\d{{1,2}}/\d{{1,2}}\b|{_DAY_AND_MONTH}|\d{{1,2}}:\d\d|\b\d\d?[-–]\d\d?\b",
                    r"\b\d{1,2}(?:st|nd|rd|th)\b",
                    rf"\b\d{{1,2}} ?(?:am|pm)\b|o['’]clock|\bhalf past\b|\b(?:at|by|from|until) {NUMBER}\b",
                    # "The second floor" tells no time.
                    rf"\b(?!second\b)(?:noon|midnight|today|tomorrow|yesterday|tonight|mornings?|evenings?|afternoons?|overnight|spring|summer"
                    rf"|autumn|winter|easter|christmas|whitsun|birthday|moment|quarter|age|lesson|{TIMES})\b",
                    # "The yearly salary" says of what, not when.
                    r"\b(?:daily|weekly|monthly|yearly)\b"
                    r"(?! (?!(?:in|on|at|by|and|or|from|until|before|after|as|when|to)\b)\w)",
                    r"\b(?:annually|once|every|always|after|afterwards|before|until|till"
                    r"|as soon as|when|whenever|while|during|at the end|the end of|immediately|at once|later|first of"
                    r"|no earlier|straight away|soon|below|if)\b",
                )
            )
        ),
    ),
    AnswerType(
        "day",
        any_of(r"\b(?:what|which) (?:date|day|month|week)\b"),
        _holds(
            _MONTH_OR_DAY,
            rf"\b\d{{4}}\b|\b\d{{1,2}}/\d{{1,2}}\b|{_DAY_AND_MONTH}|\b\d{{1,2}}(?:st|nd|rd|th)\b|\bweek \d",
            r"\b(?:today|tomorrow|yesterday|weekends?|birthday|easter|christmas|whitsun|every|daily"
            r"|(?:first|second|third|fourth|last|same|next|previous|following) (?:\w+ )?(?:day|week|month|of))\b",
        ),
    ),
    AnswerType(
        "duration",
        any_of(
            rf"\bhow long\b|\bhow many (?:(?!(?:an?|per|each|every) )\w+ ){{0,2}}{TIMES}\b",
            r"\bhow (?:soon|fast|quick(?:ly)?|far ahead|far in advance)\b",
        ),
        _holds(
            COUNTED_SPAN,
            rf"{NUMBER}\s?-?(?:{LENGTHS}|pages|words|lines|characters|letters|min|h|s|km/h|[mg]bit\S*)\b",
            r"\b(?:until|till|from .{1,40} to|between|as long as|for ?ever|always|indefinitely|permanent(?:ly)?"
            r"|overnight|at once|immediately|same day|no longer)\b",
            rf"\b(?:{TIMES}|length|duration|long|term|min|h)\b[^.;]{{0,15}}\d",
            # An hour alone tells how long nothing lasts.
            rf"{CLOCK}\b[^,;\d]{{1,16}}\b{CLOCK}\b|\b\d+\s?[-–]\s?\d+\b",
        ),
    ),
    AnswerType(
        "frequency",
        any_of(r"\bhow (?:often|frequently)\b|\bhow many times\b"),
        _holds(
            rf"\beach (?:\w+ )?(?:{TIMES}|time|morning|evening|spring|summer|autumn|winter|{WEEKDAY}|{MONTHS})\b",
            r"\b(?:every|once|twice|thrice|times|daily|(?:bi|tri|semi-?)?(?:weekly|monthly|annual(?:ly)?|ennial(?:ly)?)|fortnight(?:ly)?"
            r"|quarterly|yearly"
            r"|hourly|nightly|always|never|per|an? (?:minute|hour|day|week|month|quarter|term|year)|rarely|seldom"
            r"|(?:first|second|third)(?! (?:few|\w+ (?:days|weeks|months|years)\b))"
            r"|(?:in the|at) (?:morning|evening|night|bedtime)|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b",
            rf"\b(?:after|in|for|more than|by|last) (?:about |some |the |last )*{COUNTED_SPAN}",
            rf"{NUMBER} (?:\w+ )?(?:rounds|visits|meals|performances|uses|days|attempts|absences|sessions|lessons)\b",
            rf"(?:at|and|,) {NUMBER}(?:,| and| or) {NUMBER}",
        ),
    ),
    AnswerType(
        "age",
        any_of(r"\bhow old\b|\b(?:what|which|from what|minimum) age\b"),
        _holds(
            rf"{NUMBER}[ -](?:and a half )?(?:[mb]illion )?(?:years?|months?|weeks?|days?)\b|\b\d{{1,5}} bce?\b",
            r"(?<!stone )(?<!bronze )(?<!iron )(?<!ice )(?<!middle )(?<!golden )\bage\b",
            r"\b(?:aged|born|birth|birthday|old|older|year|adults?|children)\b",
            rf"\b(?:under|over|from|until|than|to|turned|turns|is|was|be|at) {NUMBER}\b"
            rf"(?!\s?(?:{MONEYS}|{LENGTHS}|[ap]m|past|minutes)\b|%|\s?o['’]clock|\s?[ap]\.m\.|:\d)",
            rf"\b{YEAR}\b|\b(?:[4-9]|1\d)th\b",
        ),
    ),
    AnswerType(
        "size",
        any_of(
            r"\bhow (?:high|tall|wide|deep|big|large|thick|steep)\b",
            r"^(?:what|which)\b.{0,30}\b(?:size|height|width|length|depth|area|thickness|diameter)\b",
            r"^(?:size|height|width|length|depth|area|diameter)\b",
        ),
        _holds(
            rf"{NUMBER}\s?-?(?:(?:cubic |square )?(?:{LENGTHS})|per ?cent|{VOLUMES}|{MONEYS}|{TIMES}|{WEIGHTS}"
            r"|degrees?|people|guests|rooms"
            r"|pages|gb|mb|kw|seats|floors?|points?)\b",
            rf"[(](?:{LENGTHS})[)]|[$€£%]",
            r"\b(?:size|height|width|length|depth|distance|area|diameter|level|high|wide|deep|tall|large)\b[^.;|]{0,20}\d",
            r"\d\s?[x×]\s?\d|\d[.,]\d|\b\d{2,}\b",
            r"\b(?:beyond|as far as|no (?:larger|bigger|higher|deeper|further|farther)|finger|arm|knee|thumb|palm)\b",
        ),
    ),
    AnswerType(
        "distance",
        any_of(
            # Not "how far are we with the permits?", "how far over budget did it go?".
            r"\bhow far\b(?! (?:ahead|in advance|back|over|under|behind|along)\b"
            r"| (?:is|are|was|were)(?: (?!it\b)\w+){1,3} with\b)",
            r"^(?:what|which)\b.{0,30}\bdistance\b|^distance\b",
        ),
        _holds(
            rf"{NUMBER}\s?-?(?:{LENGTHS}|{TIMES}|stops?|pages|blocks|degrees|per ?cent)\b",
            rf"\ban? (?:{LENGTHS}|{TIMES})\b",
            rf"[(](?:{LENGTHS})[)]|\b(?:distance|far|away)\b",
            r"\b(?:beyond|as far as|next (?:to|door)|opposite|finger|arm|knee|beside|close|near(?:by)?|corner)\b|%",
        ),
    ),
    AnswerType(
        "weight",
        any_of(r"\bhow heavy\b|\bhow much .{1,40}\bweigh|\bweight of\b|\bwhat .{1,40}\bweighs?\b"),
        _holds(
            rf"{NUMBER}\s?(?:{WEIGHTS})\b",
            r"\b(?:kg|g|gr|t)\b[^.;|]{0,15}\d|\bweigh|\blight|heav|\bkilos?\b",
        ),
    ),
    AnswerType(
        "temperature",
        any_of(r"\bhow (?:hot|warm|cold)\b|\b(?:what|which|the) (?:\w+ )?temperatures?\b|^temperature"),
        _holds(
            rf"{NUMBER}\s?(?:°|(?:degrees?|celsius|fahrenheit|kelvin|c)\b)|°|\bminus\b|\bdegrees?\b|\d[.,]\d\b",
            r"\btemp\w*\b[^.;|]{0,25}\d",
            rf"\b(?:at|to|of|between|above|below|over|under|than|or|on) {NUMBER}"
            rf"(?!\s?(?:{MONEYS}|{LENGTHS}|{TIMES})\b|%)",
        ),
    ),
    AnswerType(
        "loudness",
        any_of(r"\bhow (?:loud|noisy)\b"),
        _holds(rf"{NUMBER}\s?(?:db|dba|decibels?)\b|\b(?:loud|quiet|silent|soft|whisper)"),
    ),
    AnswerType(
        "count",
        any_of(r"\bhow many\b(?! times)|\b(?:what|which|the) number of\b|^number of\b"),
        gives_count,
    ),
    AnswerType(
        "quantity",
        any_of(r"\bhow much\b"),
        gives_quantity,
    ),
    AnswerType(
        "share",
        any_of(
            r"\b(?:what|which|how high|how much|how big)\b.{0,30}\b(?:percentage|per ?cent|share|proportion|discount"
            r"|interest)\b|^percentage"
        ),
        _holds(
            r"%|per ?cent|\b(?:half|third|quarters?|thirds|fifths?|tenth|all|none|share|rate)\b|\d",
            rf"{NUMBER} (?:of|in|out of)\b",
        ),
    ),
    AnswerType(
        "telephone number",
        any_of(
            r"\b(?:phone|telephone|mobile|fax|tel)\b(?:'s)?.{0,12}\b(?:number|no)\b|\bwhat number\b",
            r"\bnumber\b.{0,20}\b(?:phone|call|ring)\b|^(?:tele)?phone(?: of| for|\W*$)",
        ),
        _holds(
            TO_CALL,
            r"\bext\w*\b|\*\d",
            # A short one, as within a house: in a row only where its cell says so.
            rf"^(?!.*{re.escape(BAR)}).*(?<![\w.,:/£$€-])(?!(?:19|20)\d\d\b)\d{{3,6}}\b(?![.,:/-]\d|\s?[%£$€])",
            r"\b(?:phone|telephone|tel|mobile|fax|call|ring|dial)\w*\b[^|]*\b\d{3,6}\b",
        ),
    ),
    AnswerType(
        "contact",
        any_of(
            rf"^(?:and |so |but )?how (?:(?:{HELPING_VERBS}) (?:i|we|you|one)|to) (?:\w+ )?"
            r"(?:contact\b|get (?:hold of|in touch with)\b"
            r"|(?:reach|call|ring|(?:tele)?phone|text|write to|e-?mail) (?:them|him|her|you|somebody|someone|any\w+)\b)"
        ),
        lambda question, sentence: _TO_REACH(question, sentence) or _ADDRESS.search(sentence) is not None,
    ),
    AnswerType(
        "version",
        any_of(r"^(?:and )?(?:what|which) (?:version|edition|release)\b"),
        _holds(
            r"\b(?:version|edition|release)\W{1,2}\w*\d|\d\.\d|\bv\d|\d(?:st|nd|rd|th)\b",
            r"\b(?:first|second|third|fourth|fifth) (?:version|edition|release)\b",
        ),
    ),
    AnswerType("number to call", any_of(r"(?:['’]s|\b(?:his|her|their)) number\W*$"), _holds(TO_CALL)),
    AnswerType(
        "number of a paper",
        any_of(
            r"^(?!.*\b(?:why|where|how|who|when)\b).*\b(?:serial|reference|account|policy|contract|customer|order|invoice"
            r"|chassis|registration|member(?:ship)?|licen[cs]e|tax|model|part|article|file|claim|insurance|booking"
            r"|passport)(?:['’]s)? (?:no\.?|number)\b"
        ),
        _holds(r"\d\d|\w-\w*\d|[a-z]\d"),
    ),
    AnswerType(
        "number",
        any_of(
            r"^(?:what|which)(?:'s)?\b.{0,40}\b(?:(?:sub)?totals?|sum|amount|balance|limit|rate|dose|score|average"
            r"|budget|turnover|revenue|profit|loss|capacity|maximum|minimum|tax|vat|mileage|population)\b\W*"
            r"(?:$|\b(?:of|for|in|on|at|to|from|per|if|when|with|by|after|before|now|then|today|this|that|is|are|was"
            r"|were|do|does|did)\b)",
            r"^(?:grand |sub)?totals?\b.{0,30}$",
        ),
        _holds(NUMBER, r"\d|\b(?:no|none|nil|nothing|half|double)\b"),
    ),
    AnswerType(
        _ADDRESS_OF_MAIL,
        any_of(
            r"\be-?mail address|^e-?mail (?:of|for|address)",
            r"^what(?:['’]s| is) .{1,40}(?:['’]s|\b(?:his|her|their)) e-?mail\W*$",
        ),
        _holds(r"\S@\S+"),
    ),
    AnswerType(
        "address",
        any_of(
            r"^(?:what|which)(?:['’]?s| is| are| was| were) .{1,60}\baddress(?:es)?\W*$",
            r"^(?:(?:the|his|her|their|your|our|\w+['’]s) )(?:new |old |full |postal )?address\W*$",
            r"^(?:(?:what|which)(?:['’]?s| is| was) )?(?:\w+ ){0,2}address of\b|^(?:what|which) address\b",
        ),
        lambda _, sentence: _ADDRESS.search(sentence) is not None,
    ),
    AnswerType(
        "name",
        any_of(
            r"^(?:who|whom|whose|who's)\b|\b(?:to|by|with|for|from|of) whom\b",
            r"\b(?:what's|what is|what was|what are|the) names? of\b|^names? of\b",
            r"\bwhat (?:is|was|are|were) .{1,40} (?:called|named)\b",
        ),
        _gives_name_or_number,
    ),
    AnswerType("place", any_of(rf"^(?!{_WHERE_IN_TEXT})(?:where|where's|(?:from|to) where)\b"), _gives_place),
    AnswerType(
        "colour",
        any_of(r"\b(?:what|which) colou?rs?\b"),
        _holds(
            r"\b(?:red|blue|green|yellow|white|black|brown|gr[ae]y|orange|pink|purple|violet|beige|cream|gold(?:en)?"
            r"|silver|turquoise|colou?r\w*|dark|light|ochre|navy|crimson|ivory|maroon|tan|transparent|ral \d+)\b"
        ),
    ),
    AnswerType(
        "language",
        any_of(r"\b(?:what|which) languages?\b"),
        _holds(r"\b(?:\w+(?:ish|ese|ian|an|ic)|french|dutch|czech|greek|welsh|irish|hindi|latin|languages?)\b"),
    ),
    AnswerType(
        "reason",
        any_of(r"^(?:why|how come|for what reason|what for)\b"),
        _holds(
            r"\b(?:because|since|as|so|due|for|reason\w*|owing|thanks|cause[ds]?|therefore|hence|which|else|otherwise"
            r"|than|but|too|to|that|would|could|might|was|were|had|not|no|never|cannot)\b|n't\b|:\s(?!\d)|\s[–-]\s"
        ),
    ),
)
# What tells of each span of time; a day and a night are one.
_DAY = r"\b(?:days?|daily|nights?|nightly)\b"
_SPANS = {
    "minute": "minute", "hour": "hour", "day": _DAY, "night": _DAY, "week": "week", "month": "month", "year": "year"
}  # fmt: skip
# "120 requests a minute", but not "2 pills for a week".
_EACH_SPAN = expression(
    r"(?:\b(?:per|each|every)\s|/\s?"
    r"|(?<!\S)[^\s\d]*\d\S*(?:\s(?!(?:for|in|within|after|before|than|about|over|until|from|to)\b)[^\s\d]+)"
    rf"{{0,2}}\san?\s)({'|'.join(_SPANS)})\b"
)
_IN_EACH = expression(rf"\b(?:an?|per|each|every) ({'|'.join(_SPANS)})\b\W*$")
# What headings call things of a type, which questions do not say: "Date of next meeting", "Cost of parking".
_CALLED = {
    _MONEY: "amount amounts charge charges cost costs fee fees price prices", "date": "date dates day time times",
    "hour": "hour hours time times", "day": "date dates day days", "duration": "duration length time",
    "place": "address location place venue", "name": "name names",
}  # fmt: skip
_BY_NOUNS = ("name", "place", "language")  # which "your sister" and "behind the church" give
_ASKS_NAME = any_of(r"\bnames? of\b")  # which nothing but a name is
# Where a question asks for the first, it does not also ask for the second: "how many days", "how much does it cost".
_NOT_BOTH = (
    ("duration", "count"), ("money", "quantity"), ("share", "quantity"), ("weight", "quantity"), ("end", "date"),
    ("beginning", "date"), (_ADDRESS_OF_MAIL, "address"), ("number of a paper", "number to call"),
)  # fmt: skip


@lru_cache(maxsize=16)
def types_asked(question: str) -> tuple[AnswerType, ...]:
    """The types of what a question asks for, none where they are not known."""
    lowered = bare(question.lower())
    if abbreviation := asked_abbreviation(question):
        return (AnswerType("long form", ASKED, lambda _, sentence: spells_out(abbreviation, sentence)),)
    found = {each.name: each for each in _TYPES if each.asks.search(lowered)}
    for name, other in _NOT_BOTH:
        if name in found:
            found.pop(other, None)
    return tuple(found.values())


def kinds_called(question: str) -> frozenset[str]:
    """The stems of what things of the types are called that a question asks for: of "when" the date and the time."""
    return frozenset(stem(word) for each in types_asked(question) for word in _CALLED.get(each.name, "").split())


def asks_for_money(question: str) -> bool:
    """Whether a question asks for an amount of money."""
    return any(each.name == _MONEY for each in types_asked(question))


def asks_for_address(question: str) -> bool:
    """Whether a question asks for somebody's address of mail."""
    return any(each.name == _ADDRESS_OF_MAIL for each in types_asked(question))


# Kept, because choosing, refusing and a second quote each ask it of a question's sentences.
@lru_cache(maxsize=1024)
def gives_what_is_asked(question: str, sentence: str) -> bool:
    """Whether a sentence holds something of a type that the question asks for."""
    asked, words = question.lower(), sentence.replace("_", " ")  # of a setting: `keep_days = 35`
    return any(each.gives(asked, words) for each in types_asked(question))


def lacks_what_is_asked(question: str, sentence: str, *, nouns: bool = True) -> bool:
    """Whether the types of what a question asks for are known and the sentence holds nothing of them. Without `nouns`
    (it is in another language, and they are not English) that is not known of somebody, but for what the name is of,
    of a place and of a language."""
    types = types_asked(question)
    if not nouns and any(each.name in _BY_NOUNS for each in types) and not _ASKS_NAME.search(question.lower()):
        return False
    lacks = not gives_what_is_asked(question, sentence) or _is_of_another_span(question, sentence)
    return bool(types) and (lacks or only_requests(question, sentence))


def _is_of_another_span(question: str, sentence: str) -> bool:
    """Whether a sentence says what there is in another span of time than the one for which a question asks it: "120
    requests a minute" for "how many per day?"."""
    asked = _IN_EACH.search(question.lower())
    if asked is None:
        return False
    told = sentence.lower()
    return _EACH_SPAN.search(told) is not None and re.search(_SPANS[asked[1]], told) is None
