"""English words whose forms begin differently (`sold` of `sell`, `children` of `child`), those that are cut short
otherwise than at the fifth letter (`exam` of `examination`), and those that are spelt in two ways (`color` and
`colour`, `organize` and `organise`). Pure.

A closed class of the language; what is regular the stems of search and choice find. Left out are forms that are more
often another word (`left`, `saw`, `found`, `rose`, `app`; `meter`, `check` and `labor`, which is also the beginning of
`laboratory`) and words that say little (`take`, `people`): with them what the documents do not answer is told worse
(docs/experiments.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from uniconv_edge.expressions import expression

_ROWS = """
bend bent; bind bound; blow blew blown; break broke broken; breed bred; bring brought; build built; burn burnt; buy
bought; catch caught; choose chose chosen; cling clung; creep crept; deal dealt; dig dug; draw drew drawn; dream
dreamt; drink drank drunk; drive drove driven; eat ate eaten; feed fed; fight fought; flee fled; fly flew flown;
forbid forbade forbidden; forget forgot forgotten; forgive forgave forgiven; freeze froze frozen; hang hung; hear
heard; hide hid hidden; kneel knelt; lay laid; lean leant; learn learnt; lend lent; lose lost; meet met; overcome
overcame; overtake overtook overtaken; pay paid; prove proven; redo redid redone; ride rode ridden; ring rang rung;
seek sought; sell sold; send sent; sew sewn; shake shook shaken; shine shone; shoot shot; shrink shrank shrunk; sing
sang sung; sink sank sunk; sit sat; sleep slept; slide slid; speak spoke spoken; spend spent; spill spilt; spin spun;
spoil spoilt; steal stole stolen; stick stuck; strike struck; swear swore sworn; sweep swept; swim swam swum; swing
swung; teach taught; tear tore torn; throw threw thrown; undergo underwent undergone; understand understood;
undertake undertook undertaken; wake woke woken; wear wore worn; weep wept; win won; withdraw withdrew withdrawn;
withhold withheld; write wrote written; child children; foot feet; tooth teeth; goose geese; mouse mice; woman women;
half halves; knife knives; wife wives; shelf shelves; wolf wolves; thief thieves; loaf loaves; calf calves; oldest
eldest
"""
_CUT_SHORT = """
examination exam; laboratory lab; telephone phone; bicycle bike; refrigerator fridge; gymnasium gym; influenza flu;
mathematics maths math; information info; figure fig; department dept; professor prof; quotation quote; dormitory dorm;
television telly; vegetable veg; microphone mic; statistics stats; aeroplane airplane plane
"""
# First the spelling that begins as what is made of the word does: `mouldy`, `central`.
_SPELT = """
aluminum aluminium; analyze analyse; artifact artefact; catalog catalogue; cozy cosy; curb kerb; defense defence;
dialog dialogue; enroll enrol; enrollment enrolment; fulfill fulfil; gray grey; installment instalment; jewelry
jewellery; license licence; mould mold; mouldy moldy; moulded molded; moulding molding; moustache mustache; offense
offence; pyjamas pajamas; plough plow; ploughed plowed; ploughing plowing; practice practise; program programme;
skillful skilful; sulphur sulfur; tire tyre; tires tyres; centred centered; centring centering; yogurt yoghurt
"""
_IN_OUR_LIST = "arm behavi col endeav fav flav harb hon hum neighb od rum sav tum vap"
_BEHIND_OUR = ("", "s", "ed", "ing", "able", "al", "ful", "hood", "ite", "ites", "less", "ly")
_IN_RE = ("cent", "centimet", "fib", "kilomet", "lit", "millimet", "theat")
_IN_ISE = expression(r"(\w{3,}i)([sz])(e(?:d|rs?|s)?|ing|ations?)")


def _groups(rows: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split()) for group in rows.replace("\n", " ").split(";"))


_GROUPS = (
    *_groups(_ROWS),
    *_groups(_CUT_SHORT),
    *_groups(_SPELT),
    *((f"{root}or{ending}", f"{root}our{ending}") for root in _IN_OUR_LIST.split() for ending in _BEHIND_OUR),
    *((f"{root}re{ending}", f"{root}er{ending}") for root in _IN_RE for ending in ("", "s")),
)

BASES: Mapping[str, str] = MappingProxyType({form: base for base, *forms in _GROUPS for form in forms})
"""Form -> the word it is of."""

CUT_SHORT = frozenset(form for _, *forms in _groups(_CUT_SHORT) for form in forms)
"""Those of them that are words by themselves, cut short."""

_OF_BASE = {base: (base, *forms) for base, *forms in _GROUPS}


def other_forms(word: str) -> Sequence[str]:
    """The other forms of a word (in small letters) that begin differently, and its other spelling."""
    found = [form for form in _OF_BASE.get(BASES.get(word, word), ()) if form != word]
    if in_ise := _IN_ISE.fullmatch(word):
        found.append(f"{in_ise[1]}{'z' if in_ise[2] == 's' else 's'}{in_ise[3]}")
    return found
