"""How English writes numbers, dates, spans of time, measures and money, and whether a sentence gives money or a count.
Pure; patterns are of text in small letters, which they meet sooner than they would by ignoring case.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

from uniconv_edge.assistant.words.dates import YEAR
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import cells

NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    "eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen"
)
ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
# No longer than this, else `1,,1,,1` is read to its end from each of its digits.
_IN_DIGITS = r"(?<!\d)(?<!\d[.,])\d(?:[\d.,]{0,40}\d)?+"
NUMBER = rf"(?:{_IN_DIGITS}|\b(?:{NUMBERS})\b)"
TIMES = (
    "(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weekends?|weeks?|fortnights?|months?|terms?|seasons?"
    "|years?|decades?|centur(?:y|ies))"
)
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
MONEYS = (
    "euros?|eur|dollars?|usd|pounds?|gbp|pence|cents?|chf|francs?|yen|crowns?|kron(?:or|er|a|ur)|kr|kč|sek|nok|dkk|zł"
    "|zlotys?|złoty|pln|lei|leva|forints?|huf|roubles?|rubles?|rupees?|rs|shekels?|rand|pesos?|reais|lira|lire|dirhams?"
    "|dinars?|din|yuan|won|soles|shillings?|guineas?|penn(?:y|ies)|naira|quid|grand"
)
LENGTHS = (
    "mm|cm|m|km|metres?|meters?|kilomet(?:re|er)s?|centimet(?:re|er)s?|millimet(?:re|er)s?|miles?|feet|foot|ft"
    "|inch(?:es)?|yards?|hectares?|acres?|ha|paces|steps|m²"
)
WEIGHTS = "kg|g|mg|kilos?|kilograms?|grams?|tonnes?|tons?|t|pounds?|lbs?|ounces?|oz|stone"
VOLUMES = "l|ml|litres?|liters?|cl|gallons?|pints?|cups?|teaspoons?|tablespoons?|spoonfuls?|drops?"
_UNITS = f"{LENGTHS}|kg|g|mg|kilos?|grams?|tonnes?|tons?|t|{VOLUMES}|degrees?|per ?cent|km/h|k?wh?|hz|bar|mb|gb|mah"
CLOCK = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"


def any_of(*patterns: str) -> re.Pattern[str]:
    """One of these, in text in small letters."""
    return expression("|".join(patterns))


_DATE = any_of(
    r"\b\d{4}-\d\d-\d\d\b",
    r"\b\d{1,2}[./]\d{1,2}[./](?:\d\d)?\d\d\b",
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTHS})\b(?: \d{{4}})?",
    rf"\b(?:{MONTHS}) \d{{1,2}}\b",
    rf"\b{YEAR}\b(?!\s?(?:{_UNITS})\b)",
    r"\b\d{1,2}(?:st|nd|rd|th)\b",
)
HOUR = any_of(
    rf"\b{CLOCK}\b",
    r"\b\d{1,2} ?(?:am\b|pm\b|a\.m\.|p\.m\.|uhr\b)|\b\d{1,2}h\d\d\b",
    r"\b(?:half past|quarter (?:to|past)) \w+|\b[\w-]{1,30} o['’]clock\b|\b(?:noon|midnight|midday)\b",
    rf"\b(?:at|until|till) (?:{NUMBERS}|\d{{1,2}})(?=\s*(?:$|[,;.!?)](?!\d))|\s(?:and|or|to|on|in|every|sharp)\b)",
)


def _span(how_many: str, between: str = "") -> str:
    """Of time, by how many there are and what may stand before their name: "three to five working days"."""
    return (
        rf"(?:{NUMBER}|\b(?:{how_many})\b)(?:\s?(?:to|or|and|-|–)\s?(?:{NUMBER}|an? half|a quarter))?"
        rf"[ -](?:(?:(?:working|calendar|gross|more|full|whole|other{between}) )?|(?:person|man|working)-){TIMES}\b"
    )


# Also "every year"; counted: without it.
SPAN = any_of(
    _span("half(?: an?)?|an?|a few|several|a couple of|the|one|first|last|all|whole|next|same|every|each|per")
)
COUNTED_SPAN = _span("half an?|an?|a few|several|a couple of|all|whole|three quarters of an", between="|quarter of an")
_MEASURE = any_of(rf"{NUMBER}\s?-?(?:(?:{_UNITS}|v|a|am|pm)\b|[°%])(?:\s?(?:by|[x×])\s?{NUMBER})?")
# A number that only tells things apart: "room 12", "no. 7", the number of an item.
_NAMED_BY_NUMBER = any_of(
    r"\b(?:no\.?|nr\.?|number|room|flat|line|box|day|week|group|table|page|section|article|chapter|version|lot|batch"
    r"|card|bus|platform|gate|level|grade|class|stall|unit|block|stage|step|phase|route|run) \d+\w?\b|#\d+",
    r"^\s*\d{1,3}[.)]\s",
)
_OF_ITEM = any_of(r"^\s*\d{1,3}[.)]\s")
_DOTTED = r"(?:[01]?\d|2[0-4])\.[0-5]\d"
MONEY = any_of(
    rf"[$€£¥₹₪₦]\s?\d(?:[\d.,]*\d)?+|{_IN_DIGITS}\s?[$€£¥₹₪₦]",
    rf"{NUMBER}(?: (?:hundred|thousand|million|billion))?\s?(?:{MONEYS})\b|\b(?:{MONEYS}):?\s?\d",
    rf"\b\d{{1,2}}p\b|\b\d{{1,3}}s\.? ?\d{{1,2}}d\b|\b(?:{NUMBERS})pence\b",
    # As a bill has it; "from 10.30 to 16.30", "9.30 to 4.30" and "between 12.30 and 1.15" are times.
    rf"(?<![\d.,:])(?!(?:(?<=\bat )|(?<=\bfrom )|(?<=\bbetween )|(?<=\btill )|(?<=\buntil )|(?<=\d\.\d\d to )"
    rf"|(?<=between \d\.\d\d and )|(?<=between \d\d\.\d\d and )){_DOTTED}|{_DOTTED} to {_DOTTED}\b)"
    rf"\d{{1,3}}(?:[ ,.]?\d{{3}})*[.,]\d\d(?![\d.,:]|\s?(?:[%°]|(?:{_UNITS})\b))",
)
_OF_MONEY = any_of(
    r"\b(?:prices?d?|costs?|pays?|paid|rents?|fees?|ow(?:es?|ed|ing)|charge[ds]?|salary|wages?|budget|total|sum|deposit"
    r"|amount|premium|balance|value[ds]?|worth|insured|estimates?d?|earn(?:s|ed)?|spent|spend|expenses|surcharge|fine"
    r"|grant|offer|bid|bill|refund|discount|tax|bonus|money|credit|debt|loan|sold|bought|buy)\b"
)
# Of a sum, and nobody who comes to see it.
COME_TO = r"come to(?=\W*$| (?:altogether|for|in (?:all|total)|per|with|without|an? (?:day|week|month|year))\b)"
# Of a country or a town (`+44 1632 960418`, `01632 960 418`): no amount begins so, but a day does (`01/03/2026 850`).
_IN_FIGURES = r"\d\d?([/-])\d\d?\1\d\d(?:\d\d)?\b|\d\d?[/-](?:19|20)\d\d\b"
_TELEPHONE = any_of(rf"(?:\+\d|(?<![\d.,:/-])(?<!\d )(?!{_IN_FIGURES})\(?0\d)[\d ()/-]{{6,}}\d")
# Of any country, also without a 0: no day, span of years or amount with decimals.
TO_CALL = (
    r"(?<![\w.,:/-])(?!\d{1,4}(?P<dayed>[./-])\d\d?(?P=dayed)\d{1,4}(?![\d.])|(?:19|20)\d\d ?[-–/] ?(?:19|20)?\d\d\b)"
    r"(?:\+?\(?\d[\d ()/-]{5,}\d|\d{2,4}(?:\.\d{2,4}){2,})(?![\w/-]|[.,]\d)"
)
_CODE = any_of(rf"\b(?!(?:{MONEYS})\d)[a-z]{{1,4}}[-/]?\d\w*")
_PART_OF_MONEY = any_of(
    r"\b(?:free|nothing|half|(?:a|one|two) thirds?|three quarters|per ?cent|double|twice|rents?|none|whole)\b|%"
)
_SOME_NUMBER = any_of(NUMBER)
_SOME_QUANTITY = any_of(
    NUMBER,
    r"\b(?:none|half|(?:a|one|two) thirds?|quarters?|free|nothing|little|more|less|enough|as much|most|twice"
    r"|double|whole|rents?|full|fully)\b|[€$£%]",
    r"\ban? (?:litre|kilo|cup|spoon\w*|teaspoon|tablespoon|bit|pinch|handful|drop|glass|few|lot)\b",
)
_NONE_OF = any_of(r"\bno ([^\W\d]+)")
_BY_THE = any_of(rf"{NUMBER} (?!{TIMES}\b|an?\b)\w+ (?:an?|per|each) (?!minute|second)\w")
_FOR_THE = any_of(rf"{NUMBER} for (?:the|an?|each|all|one|two) \w")
_OTHER_THAN_WHAT_IS_COUNTED = (
    "a|an|the|per|for|to|on|in|of|at|and|or|by|from|each|is|was|are|were|has|have|had|if|when|as|with|without|until"
    "|before|after|into|net|gross|plus|less|more|including|excluding|within|over|all|that|which|it|we|they|will|not"
)
# Whole, so that the groups of digits of a number of registration are none: `SIRET 512 884 097 00031`.
_THOUSANDS = any_of(
    r"(?<!\d)(?<!\d[,. ])\d{1,3}(?:[,. ]\d{3})+\b(?! ?\d)" + rf"(?! (?!(?:{_OTHER_THAN_WHAT_IS_COUNTED})\b)[a-z])"
)
_COUNTED = any_of(r"\b(?:how many|number of) ([\w' -]+)")
_AUXILIARY = "do|does|did|is|are|was|were|has|have|had|can|could|may|must|will|would|should|shall"
_AMOUNT = any_of(
    rf"\bhow (?:much|many) ([\w'-]+ [\w'-]+)(?= (?:{_AUXILIARY})\b)",
    r"\bhow (?:much|many) ([\w'-]+)(?: of ([\w'-]+))?",
)
_WORDS = r"[^\W\d]+(?: (?!of\b)[^\W\d]+)?"
_OF_WHAT = any_of(rf"{NUMBER}\s?(?:(?:{_UNITS})\b\s?)?(?:of )?({_WORDS}(?: of {_WORDS})?)")
_IN_PARTS = any_of(rf"{NUMBER} (?:\w+ )?(?:parts|instalments|payments)\b")
_NOT_COUNTED_LIST = (
    "do does did is are was were has have had can may must will would should could in of for at on per a an the to "
    "from by with there i we you he she they it get got need needed and more other different"
)
_NOT_COUNTED = frozenset(_NOT_COUNTED_LIST.split())
_COUNTS = frozenset(
    f"{NUMBERS}|no|both|none|a|an|single|half|pair|several|all|each|every|dozens|hundreds|thousands|couple".split("|")
)
_OTHER_COUNT = any_of(rf"\d|\b(?:{NUMBERS}|several)\b")
_ALL_OR_NONE = any_of(r"\b(?:none|no|nobody|all|both|pair)\b")  # of what is counted only beside that
_HOW_MANY = any_of(r"\bhow many ([a-z]{3,}s)\b")
_UNIT = any_of(rf"(?:{_UNITS}|{TIMES}|{MONEYS}|{WEIGHTS}|{LENGTHS}|times)")
# What a sentence seldom says of which it tells a number: "the hall seats 80".
_ANYTHING_LIST = (
    "things items pieces units ones times parts bits persons guests visitors adults kids employees users members "
    "participants places seats copies pages words calories"
)
_ANYTHING = frozenset(map(stem, _ANYTHING_LIST.split()))
_BEFORE, _BEHIND = 4, 2  # words between a number and what it counts
_SHORTEST_UNIT = 2  # letters: "a" is more often a word
_MOST_DIGITS = 4  # with a unit or an ending, else they may be any number
_WORD = expression(r"[^\W_]+")


def _without(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(" ; ", text)
    return text


def gives_money(_: str, sentence: str) -> bool:
    """Whether a sentence gives money, a part of some, or a number that is nothing else in a sentence on money or by the
    hour."""
    sentence = sentence.lower()
    numbered = _SOME_NUMBER.search(sentence)
    if numbered and (MONEY.search(sentence) or _FOR_THE.search(sentence)):
        return True
    if _PART_OF_MONEY.search(sentence) and _PART_OF_MONEY.search(_without(sentence, HOUR, SPAN)):
        return True
    if not numbered:
        return False
    left = _without(sentence, _TELEPHONE, _DATE, _NAMED_BY_NUMBER, HOUR, _MEASURE, _IN_PARTS)
    if _BY_THE.search(left) or _THOUSANDS.search(left):
        return True
    return bool(_OF_MONEY.search(sentence) and _SOME_NUMBER.search(_without(left, SPAN)))


def gives_quantity(question: str, sentence: str) -> bool:
    """Whether a sentence gives a number that is of no date, hour or code, or another word for how much there is: "no"
    only before what is asked for ("no sugar")."""
    sentence = _OF_ITEM.sub("", sentence.lower())
    if _SOME_QUANTITY.search(_without(sentence, _TELEPHONE, _DATE, HOUR, _CODE)):
        return True
    return not bag(question).isdisjoint(map(stem, _NONE_OF.findall(sentence)))


def gives_count(question: str, sentence: str) -> bool:
    """Whether a sentence gives a number beside what is counted, or one that is no date, price, measure or name."""
    sentence = sentence.lower()
    counted = _counted(question)
    counts_money = any(re.fullmatch(MONEYS, word) for word in counted.values())
    sentence = _without(sentence, _NAMED_BY_NUMBER)
    spans = (SPAN,) if counted and not any(re.fullmatch(TIMES, word) for word in counted.values()) else ()
    words = _WORD.findall(_without(sentence, *spans, *(() if counts_money else (MONEY,))))
    numbers = [
        (word in _COUNTS or (word[0].isdigit() and len(word) <= _MOST_DIGITS))
        and (len(unit) < _SHORTEST_UNIT or stem(unit) in counted or _MEASURE.fullmatch(f"{word} {unit}") is None)
        for word, unit in zip_longest(words, words[1:], fillvalue="")
    ]
    if counted:
        for at, word in enumerate(words):
            beside = numbers[max(0, at - _BEFORE) : at] + numbers[at + 1 : at + 1 + _BEHIND]
            if any(beside) and stem(word) in counted:
                return True
    if not counted and _ALL_OR_NONE.search(sentence):
        return True
    if not _OTHER_COUNT.search(sentence):
        return False
    left = _without(sentence, _DATE, _MEASURE, HOUR, MONEY, *spans)
    return _OTHER_COUNT.search(left) is not None


def gives_amount_of(question: str, sentence: str) -> bool:
    """Whether a sentence gives a number right before what a question asks the amount or number of: "60 g of butter",
    "26 days of holiday", or a row one behind a first cell that names it: `Butter | 60 g`."""
    if not (wanted := _amount_asked(question)):
        return False
    first, *others = cells(sentence.lower())
    if wanted <= bag(first) and any(map(_SOME_NUMBER.search, others)):
        return True
    return any(wanted <= set(map(stem, found[1].split())) for found in _OF_WHAT.finditer(sentence.lower()))


@lru_cache(maxsize=16)
def _amount_asked(question: str) -> frozenset[str]:
    """The stems of what a question asks the amount or number of, none where it asks for none."""
    asked = _AMOUNT.search(question.lower())
    what = " ".join(filter(None, asked.groups())).split() if asked else []
    return frozenset() if not what or what[0] in _NOT_COUNTED else frozenset(map(stem, what))


def counted_thing(question: str) -> str:
    """Of what a question asks how many there are ("butterflies"), a plural; "" where that is a unit, somebody, or may
    be anything."""
    found = _HOW_MANY.search(question.lower())
    return found[1] if found and not (_UNIT.fullmatch(found[1]) or stem(found[1]) in _ANYTHING) else ""


@lru_cache(maxsize=16)
def _counted(question: str) -> dict[str, str]:
    """Stem -> word of what a question asks the number of: "guests" of "how many guests are there"."""
    found = _COUNTED.search(question)
    words: dict[str, str] = {}
    for word in _WORD.findall(found[1])[:4] if found else ():
        if word in _NOT_COUNTED:
            break
        words[stem(word)] = word
    return words
