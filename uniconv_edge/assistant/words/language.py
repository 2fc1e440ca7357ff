"""In which language a question is asked: by its small words, those of the question before, those of the library."""

from __future__ import annotations

from collections.abc import Sequence, Set

from uniconv_edge.assistant.words import glosses
from uniconv_edge.assistant.words.dictionary import is_english
from uniconv_edge.assistant.words.glosses import LANGUAGES
from uniconv_edge.assistant.words.terms import Counts, is_empty
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import folded, spelt_words_of

_ONLY_ENGLISH_LIST = (
    "the what how which who when where why and much many it its does did are were can could should would with "
    "from this that these those they them their there then than my your our if not but about any some been being "
    "have us you she him her at by or yes be"
)
_ENGLISH_LIST = "am may must might shall does going and or if so no yes then there than that"
_EITHER_LIST = (
    "ad adresse ago ai al also ante april arm ate august aura bald begin ben bent breed car cent centimeter "
    "centimeters cents circa comment con contra cos costa dan dare dec deed del den dice die dies dime dire direct "
    "dis dix doe dollar dollars domingo door dos dove due duran duro ed elf elk encore ensemble environ era eras "
    "estate euro euros falls fare find fit font franc francs fur furs gab gilt grad gram gratis ha half hallo halve "
    "hand has hat hay hectare hectares heel hem hen hey hoy hun julio ken kent kilo kilometer kilometers kilos lag "
    "lieu links liter liters logo loyer mach man mars maximal maximum mayo media men meter meters metro metros midi "
    "mil millimeter millimeters million millions min minimum minute minutes natal nix noel non nov november oft on "
    "once ore otto over par para pendant per percent person persona peso pesos plus pond pour premier premiere "
    "primavera prime primer primero prix pro pros pure quart que quest quince reeds resume sage sale salve salvo sans "
    "sea second segundo seize sept september sera serve set sin six sob sole solo son sos stand state sue sur sure ta "
    "tag tan tarif tat tens tiers ton tonne tonnes tout trimester tun twee use vale van vas volta want war ware "
    "wart week weekend weekends wilt winter winters zit"
)
ONLY_ENGLISH = frozenset(_ONLY_ENGLISH_LIST.split())  # small words that no table has
_LEAST_ENGLISH = 4  # of how many words one is such, in a question that is plainly English
_ENGLISH = frozenset(_ENGLISH_LIST.split())  # small words that the list of empty ones lacks
_EITHER = frozenset(_EITHER_LIST.split())  # of English and small words of another language too: they tell neither
# Things that are called so in several languages: they never tell.
_NAMED_LIST = (
    "auto autos automóvil bici bicis bus buses carro carros celular celulares cell computador computadores elevador "
    "email emails frigo frigorífico mail mails parking profe refrigerador tele televisor"
)
_NAMED = frozenset(_NAMED_LIST.split())
_OPENS = expression("[\u00bf\u00a1]")  # a question or cry in Spanish alone
_LETTERS = {"de": "äöüß", "es": "ñ¿¡", "fr": "œçêèû", "it": "ìò", "nl": "ĳ", "pt": "ãõ"}  # hardly any other has them
# A word or two that most passages of a language have, and no other's.
_TELLING = {
    "": ("the", "and"), "de": ("und", "nicht"), "es": ("los", "para"), "fr": ("les", "pour"), "it": ("che", "della"),
    "nl": ("het", "een"), "pt": ("não", "uma"),
}  # fmt: skip
_MOSTLY = 0.25
_FOLDED_SHARE = 0.7  # of a word that is one of a language's but for an accent


def language_of(text: str, before: str = "", counts: Counts | None = None) -> str:
    """The language of a question, "" for English and all that are not known; one that tells none has that of the
    question `before` it, unless it has letters or words that English has too of another, or else of the library whose
    words `counts` are, where all of it is in one."""
    typed, text = text.lower(), glosses.as_typed(text)
    words = set(map(folded, spelt_words_of(text)))
    if words and _LEAST_ENGLISH * len(words & ONLY_ENGLISH) >= len(words):
        return ""  # without looking at the tables
    english = {word for word in words if (is_empty(word) or word in _ENGLISH) and (len(word) > 1 or word in "ai")}
    found = {language: _told(text, language, english | _EITHER | _NAMED) for language in LANGUAGES}
    most = max(found.values())
    best = [language for language in LANGUAGES if found[language] == most]
    if not most:
        if _OPENS.search(typed):
            return "es"
        language = before or _of_library(counts, LANGUAGES, _MOSTLY)
        if language and english - glosses.words(language).keys():
            return ""
        if not before:
            return language
    if len(best) > 1:  # what is English too tells them apart
        own = {language: any(letter in typed for letter in _LETTERS[language]) for language in best}
        told = {language: _told(text, language, _NAMED) + own[language] for language in best}
        best = [language for language in best if told[language] == max(told.values())]
    if len(best) > 1 and before not in best and counts is not None:
        best = [_of_library(counts, best) or best[0]]
    language = before if before in best else best[0]
    small = glosses.words(language).keys()
    if not most:
        return language
    if most <= len(english - small):
        return ""
    others = words - small
    if most > 1 or language == before or not others or not all(map(is_english, (words & small) - english)):
        return language
    return "" if 2 * sum(map(is_english, others)) > len(others) else language  # "La Paz hotel price?"


def _told(text: str, language: str, telling_none: Set[str]) -> float:
    """How much tells that a text is in a language: its small words, phrases by each word."""
    told = 0.0
    for start, end, _ in glosses.places(text, language, begins=True):
        typed = text[start:end].lower()
        words = [word for word in spelt_words_of(typed) if word not in telling_none]
        known = glosses.is_written(typed, language)
        told += len(set(words)) * (1 if known else _FOLDED_SHARE)
    return told


def _of_library(counts: Counts | None, languages: Sequence[str], least: float = 0.0) -> str:
    """Which of these languages the passages of a library are in, the share of those with a word of it at least so
    much; "" for none."""
    if counts is None:
        return ""
    often = {}
    for language in ("", *languages):
        numbers, total = counts(_TELLING[language])
        often[language] = max(numbers) / max(total, 1)
    most = max(often, key=lambda language: often[language])
    return most if often[most] > least else ""
