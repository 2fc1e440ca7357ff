"""German verbs: the roots by which the forms of one are known, and those whose parts stand apart.

`abbrechen`, `bricht ... ab`, `abgebrochen` and `abzubrechen` are one verb, which Snowball stems do not know. Pure but
for `glosses/de.verbs.txt`, the verbs whose vowel changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from uniconv_edge.assistant.words import glosses
from uniconv_edge.assistant.words.spelling import plain_form
from uniconv_edge.expressions import expression
from uniconv_edge.library.query import literal_spans

# What stands apart from its verb, longer ones before those that they begin with; "back", which says something by
# itself, is left where it is.
_APART_LIST = (
    "heraus herein hinaus hinein durch bereit weiter nieder statt teil fest fern frei fort heim hoch raus rein weg "
    "los auf aus bei ein her hin mit nach vor ab an um zu"
)
_APART = ("zuruck", *_APART_LIST.split())
_JOINED = ("hinter", "unter", "uber", "ent", "emp", "ver", "zer", "be", "er")  # and what never does
_LEAST = 3  # letters of a root
_PARTICIPLE = expression(r"ge(?=[^aeiou]{0,4}[aeiou]\w{2})\w+(?:t|en)")
_TO_DO = expression(r"zu\w{4,}n")
_ENDINGS = ("ungen", "ung", "eten", "ete", "en", "et", "est", "st", "e")
_LINE_END = r"\n\s*(?:\n|[-–•*|#])"  # that is meant: others are of wrapped text
# One at the end of a clause
_CLAUSE_END = expression(
    rf"(?i)(?<=\s)(?:{'|'.join(_APART_LIST.split())})"
    rf"(?=\s*(?:[.,;:!?)]|$)|\s*{_LINE_END}|\s(?:und|oder|sowie|bzw)\b)"
)
_BORDER = expression(rf"[.;:!?](?=\s)|{_LINE_END}")
_WORD = expression(r"[^\W\d_]{3,}")
_OTHERS = ("give", "do", "make")  # small words that say another thing with each prefix: `abgeben`, `ausmachen`
_FARTHEST = 150  # characters between the parts
# Behind these a word in small letters is no verb, or not the one of the clause.
_NO_VERB_LIST = (
    "der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner am im ins zum zur vom "
    "beim in an auf mit von bei zu nach vor für aus um über unter bis ab seit pro ohne durch gegen welche welcher "
    "welches welchen welchem viele viel mein meine meinen meinem meiner unser unsere unseren unserem unserer ihr "
    "ihre ihren"
)
_NO_VERB = frozenset(_NO_VERB_LIST.split())
_WITH_T = expression(r"t(?:en?)?$")  # of a root (`halt`, `warten`) or of the form (`legt`, `legten`)


@lru_cache(maxsize=20_000)
def roots(word: str) -> tuple[str, ...]:
    """The roots that a word (in small letters, without accents) may have if it is a form of a verb, with its
    prefixes."""
    prefix, joined, rest = _parted(word)
    changed = _vowels()
    return tuple(f"{prefix}{joined}{changed.get(root, root)}" for root in _bare(rest))


def joined(question: str) -> str:
    """A German question with its verbs in one: "Wann fängt der Kurs an?" -> "Wann anfängt der Kurs?"."""
    small = [each for each in glosses.places(question, "de", begins=True) if each[2] not in _OTHERS]
    kept = [*((start, end) for start, end, _ in small), *literal_spans(question)]
    ends = [*_CLAUSE_END.finditer(question)]
    for place, last in reversed([*enumerate(ends)]):
        begins = max(_begin(question, last.start()), ends[place - 1].end() if place else 0)
        before = ""
        for word in _WORD.finditer(question, begins, last.start()):
            own, earlier, before = word[0].lower(), before, word[0].lower()
            is_small = any(start < word.end() and word.start() < end for start, end in kept)
            if is_small or (word[0] != own and word.start()):
                continue
            if earlier in _NO_VERB and question[1:].islower():  # a noun may follow as well as the verb
                break
            if earlier not in _NO_VERB:
                first, between = question[: word.start()], question[word.end() : last.start()]
                question = f"{first}{last[0].lower()}{own}{between.rstrip()}{question[last.end() :]}"
                break
    return question


def apart(text: str, asked: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, word) of the parts of verbs that stand apart in a German text, those of which the root is one of
    `asked`, with the word that this is of, "" for the second part."""
    for found in _CLAUSE_END.finditer(text):
        prefix = plain_form(found[0])
        for word in _WORD.finditer(text, _begin(text, found.start()), found.start()):
            own = roots(plain_form(word[0]))
            if known := next((asked[f"{prefix}{root}"] for root in own if f"{prefix}{root}" in asked), ""):
                yield *word.span(), known
                yield *found.span(), ""
                break


def _begin(text: str, end: int) -> int:
    """Where the sentence begins of which a verb's last part stands at a place, as far as the other may."""
    nearest = max(0, end - _FARTHEST)
    return max((each.end() for each in _BORDER.finditer(text, nearest, end)), default=nearest)


def beginnings(word: str) -> Iterator[str]:
    """How forms of a verb may begin that are written in one, without accents, given one of them."""
    prefix, joined, rest = _parted(word)
    changed = _vowels()
    for root in _bare(rest):
        base = changed.get(root, root)
        for each in (base, *(form for form, of in changed.items() if of == base)):
            for between in ("", "ge", "zu") if prefix else ("", "ge"):
                yield f"{prefix}{between}{joined}{each}"


def _parted(word: str) -> tuple[str, str, str]:
    """A verb's prefix that stands apart, the one that does not, and the rest without what marks a participle or an
    infinitive between them."""
    prefix = next((each for each in _APART if word.startswith(each) and len(word) > len(each) + _LEAST), "")
    rest = word[len(prefix) :]
    if _PARTICIPLE.fullmatch(rest) or (prefix and _TO_DO.fullmatch(rest)):
        rest = rest[2:]
    joined = next((each for each in _JOINED if rest.startswith(each) and len(rest) > len(each) + _LEAST), "")
    return prefix, joined, rest[len(joined) :]


def _bare(rest: str) -> Sequence[str]:
    """What is left of a verb without its ending, in two ways where that may begin with a t of the root."""
    found = [_WITH_T.sub("", rest), _WITH_T.sub("t", rest)] if _WITH_T.search(rest) else []
    if rest.endswith(("rn", "ln")):
        found.append(rest[:-1])
    ending = next((each for each in _ENDINGS if rest.endswith(each) and len(rest) - len(each) >= _LEAST), "")
    found.append(rest.removesuffix(ending))
    return [each for each in dict.fromkeys(found) if len(each) >= _LEAST]


@lru_cache(maxsize=1)
def _vowels() -> Mapping[str, str]:
    return dict(glosses.table("de.verbs"))
