"""Sentences that tell of something else than what is asked: of another of its kind (`flat 1A` for "1B", Milo for
"Luna"), of what was done else ("serviced" for "replaced") or is only planned. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.quoting.tables import row_at
from uniconv_edge.assistant.words.bare import plain
from uniconv_edge.assistant.words.names import WORD, is_capital_telling, is_name, names_other_surname
from uniconv_edge.assistant.words.terms import bag, is_empty, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.related import related
from uniconv_edge.library.words import name_read, words_of
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit

_LONGEST = 300  # characters of a question, and of a sentence, that are looked at
_LEAST = 2  # letters of a name
_FARTHEST = 20  # characters from the beginning of a line to a name of whom it tells
# As code has them: `fuse_rankings`, `parseLine`, `main()`.
_IDENTIFIER = expression(r"\b[A-Za-z]\w*_\w+\b|\b[a-z]+[A-Z]\w+\b|\b\w{2,}(?=\(\))")
_BE = r"(?:was|were|is|are|has been|have been|had been|be|been|being|will be|got)"
_IRREGULAR = (
    "begun|bent|born|built|caught|cut|done|found|gone|held|kept|laid|left|lost|made|met|paid|put|read|run|said|sent|set"
    "|sold|spent|sung|told|won"
)
_PARTICIPLE = rf"(?:[a-z]+(?:ed|en|wn|lt|pt|ght)|{_IRREGULAR})"
_THING = r"(?:the|an?|my|our|your|his|her|their|this|that)(?: [\w'-]+){1,3}?(?: of (?:(?:the|my|our) )?[\w'-]+)?"
# Of a habit, or of how and why, other words are told: "how is it replaced?" by "it is changed".
_ASKS = r"(?:(?:on|in|at|by|from|since|until) )?(?:when|where|who|whom|(?:what|which) (?:day|date|month|year|time))\b"
_DEEDS = (
    expression(
        rf"{_ASKS}.*?\b(?:was|were|is|are|has|have|had)\b(?: been)? (?P<subject>.+?) (?:been )?"
        rf"(?P<deed>{_PARTICIPLE})\b.*"
    ),
    expression(rf"{_ASKS} (?:did|does|do|will) (?P<subject>{_THING}) (?P<deed>[a-z]{{3,}})"),
    expression(
        rf"{_ASKS} did [\w'-]+ (?:last |first )?(?!(?:have|get|do|make|take|see|go|last|first) )(?P<deed>[a-z]{{3,}})"
        rf" (?P<subject>{_THING})"
    ),
)
_ASKS_DONE = expression(rf"{_ASKS}.*?\b(?:was|were|has|have|had|did)\b.*")
_OPEN_TASK = expression(r"\W*\[ \]\s")
_PLANNED = expression(rf"\b(?:will|to|should|must|shall) be (?:\w+ly )?({_PARTICIPLE})\b")
_BEGINS_DONE = expression(rf"\W*(?=[A-Z])((?i:{_PARTICIPLE}))\b(?= (?:on|in|at|by|from|since|for|to)\b)")
_HEAD = expression(
    r"(?:and )?(?:how (?:much|high|long|big|large|many)|what) (?:is|was|are|were)"
    r" (?:(?:the|my|our|its|his|her|their) )?(?:[\w'-]+ ){0,2}?(?P<head>[a-z]{3,})"
    r"(?: (?:of|for|in|on|at|to|from|per|by)\b.*)?"
)
_COSTS = expression(
    r"(?:how much|what) (?:did|does|do|will|would) (?:(?:the|my|our) )?(?P<thing>[^,;:]{2,40}) cost(?: us| me)?"
)
_OF_COST = bag("price cost fee total amount sum rent charge bill invoice rate ticket night day week month")
_LABELLED = expression(
    r"\W*(?:[Tt]he|[Oo]ur|[Mm]y|[Ii]ts) (?:[\w'-]+ ){0,2}?(?P<label>[\w'-]{3,})"
    r"(?: (?:for|of|on) (?:(?:the|an?|my|our|each) )?[\w'-]+)? (?:is|was|are|were|amounts to|costs)\b"
)
# By which others somebody's wife or son is told.
_RELATED_LIST = (
    ("wife husband spouse partner", "married marry wed mr mrs couple"),
    ("mother father mum mom mummy dad daddy", "parent parents"),
    ("son daughter", "child children boy girl kid kids"),
    ("brother sister", "sibling siblings twin"),
)
_RELATED = {stem(word): bag(f"{words} {others}") for words, others in _RELATED_LIST for word in words.split()}
_OF_RELATED = expression(
    r"(?:who|what|when|where|how old)\b.{0,40}?(?:\b(?:my|our|his|her|their)|['’]s?)"
    r" (?:late |eldest |youngest |older |younger )?"
    rf"(?P<who>{'|'.join(word for words, _ in _RELATED_LIST for word in words.split())})(?:['’]s name|s| called| born|)"
)
_IS_DONE = expression(rf"\W*(?:The|Our|My) (?P<thing>[\w'-]+(?: [\w'-]+)?) {_BE} (?:\w+ly )?(?P<deed>{_PARTICIPLE})\b")
_ENDING = expression(r"(?:ements?|ments?|ations?|ions?|ings?|ied|ed|es|e|s|d|y)$")
_LEAST_ROOT = 4  # letters
_MEANS_SAME = 0.8  # of what a related word is worth: `fixing` for "repaired", `relocated` for "move"
_SEVERAL = expression(r"\b(?:and|or|than|both|either)\b")
_OF_KIND = expression(r"\b(?P<thing>[a-z]{3,}) (?P<by>for|of) (?:(?:the|an?|my|our) )?(?P<which>[\w'-]+)")
_DEAR = expression(r"\W*(?:Dear|Hi|Hello|Hallo)\b")
_BEHIND_NAME = expression(r",\s+(?:an?|the|my|our)\b|\s+[A-Z][a-z]|['’]s\b|\s+(?:is|was|has|had|came|went|said)\b")
# Of things that come in several: one is not the other.
_OPPOSITES_LIST = (
    "summer winter spring autumn",
    "front back rear",
    "upper lower middle",
    "red yellow green blue white black",
    "adult junior child senior youth",
    "incoming outgoing",
    "indoor outdoor",
    "mother father",
    "gross net",
)
_OPPOSITES = {
    stem(word): frozenset(map(stem, words.split())) - {stem(word)}
    for words in _OPPOSITES_LIST
    for word in words.split()
}


def is_of_another(question: str, candidate: Candidate, hits: Sequence[Hit]) -> bool:
    """Whether a sentence is told of another thing than the one that a question names: nothing around it says the name,
    while a part of its document or a document of its kind is called so, or its line begins with somebody else."""
    if len(question) > _LONGEST:
        return False
    hit = hits[candidate.source - 1]
    if any(name not in hit.text for name in _IDENTIFIER.findall(question)):
        return True
    at = candidate.start - hit.start
    asked = _names(question)
    if _is_other_row(question, asked, hit, at, at + len(candidate.text)):
        return True
    if names_other_surname(question, candidate.text, "\n".join(other.text for other in hits)):
        return True
    if not asked:
        return False
    *above, last = hit.heading.split(HEADING_SEPARATOR)
    called = _called(hit)
    if missing := asked - bag(f"{hit.text}\n{hit.heading}") - called:
        for other in hits:
            *others, own = other.heading.split(HEADING_SEPARATOR)
            if other.document_id == hit.document_id:
                is_beside = others == above and own != last and bool(last)
                if is_beside and missing & bag(own):
                    return True
            elif (name := _called(other)) & missing and 2 * len((name - asked) & called) >= len(name | called):
                return True
    line = hit.text.rfind("\n", 0, max(at, 0)) + 1
    said = f"{hit.text[line:at]}{candidate.text}"
    if asked & (bag(f"{said}\n{hit.heading}") | called) or len(said) > _LONGEST:
        return False
    known = bag(question)
    return bool(_subjects(said) - known) and any(asked & bag(other.text) for other in hits)


def _is_other_row(question: str, names: frozenset[str], hit: Hit, start: int, end: int) -> bool:
    """Whether a question names a column of a table in which the row that stands there is empty, or all of its `names`
    that the row lacks stand in other rows."""
    if (found := row_at(hit.text, start, end)) is None:
        return False
    table, row = found
    held = bag(hit.text[row.start : row.end])
    words = {stem(word) for word in telling_words(question)}
    if any(words & bag(name) - held for name in table.names if name not in row.cells):
        return True
    missing = names - held - bag(hit.heading) - _called(hit)
    return bool(missing) and missing <= bag(hit.text) and not _SEVERAL.search(question)


def _called(hit: Hit) -> frozenset[str]:
    """The stems by which the document of a hit is called."""
    return bag(f"{hit.title}\n{name_read(PurePath(hit.path).stem)}")


def _names(question: str) -> frozenset[str]:
    """The stems of the names that a question gives."""
    typed = WORD.findall(question)[1:] if is_capital_telling(question) else []  # the first has one whatever it is
    named = (part for word in typed if is_name(word) for part in words_of(word))
    return frozenset(stem(part) for part in named if len(part) >= _LEAST and not is_empty(part))


def _subjects(text: str) -> frozenset[str]:
    """The stems of the names with which a line begins, the first word only where what follows tells that it is one."""
    end = min(_FARTHEST, *(at for at in map(text.find, ":|") if at >= 0), len(text))  # behind a label stands what it is
    found = [each for each in WORD.finditer(text) if each.start() < end]
    if _DEAR.match(text):
        return frozenset()
    named = [
        each[0]
        for number, each in enumerate(found)
        if each[0][0].isupper() and is_name(each[0]) and (number > 0 or _BEHIND_NAME.match(text, each.end()))
    ]
    return frozenset(stem(part) for word in named for part in words_of(word) if len(part) > _LEAST)


def tells_else(question: str, sentence: str, around: str) -> bool:
    """Whether a sentence says of the thing that is asked about what else was done, of another kind of it, or gives
    another thing by its name ("The deposit is 80 euros" for a fee). `around`: its title and heading."""
    asked = plain(question).rstrip(" ?!.")
    if len(asked) > _LONGEST or len(sentence) > _LONGEST:
        return False
    held = bag(f"{sentence}\n{around}")
    return (
        _is_other_deed(asked, sentence)
        or _is_planned(asked, sentence)
        or _is_other_kind(asked, sentence, held)
        or _is_other_label(asked, sentence, held)
        or _is_other_relation(asked, held)
    )


def is_done_to_other(question: str, sentence: str, around: str) -> bool:
    """Whether a sentence says of another thing, which the question does not name, that the same was done to it: "The
    lighthouse was built in 1882" for "When was the station built?". `around`: its title and heading."""
    asked = plain(question).rstrip(" ?!.")
    found = _DEEDS[0].fullmatch(asked) if len(asked) <= _LONGEST else None
    told = _IS_DONE.match(sentence) if found and len(sentence) <= _LONGEST else None
    if found is None or told is None or not _is_same_deed(found["deed"], told["deed"].lower()):
        return False
    subject = {stem(word) for word in telling_words(found["subject"])}
    return bool(subject) and subject.isdisjoint(bag(f"{sentence}\n{around}")) and not bag(told["thing"]) & bag(asked)


def _is_other_deed(asked: str, sentence: str) -> bool:
    found = next(filter(None, (form.fullmatch(asked) for form in _DEEDS)), None)
    if found is None:
        return False
    same = [found["deed"], *(word for word, worth in related(found["deed"]).items() if worth >= _MEANS_SAME)]
    if any(_is_same_deed(deed, word) for deed in same for word in words_of(sentence)):
        return False
    things = [word for word in telling_words(found["subject"]) if word.isalpha()]
    return any(True for thing in things for _ in _done_to(thing, sentence))


def _is_planned(asked: str, sentence: str) -> bool:
    """Whether a sentence only plans what a question takes for done: `will be tiled`, or a task that is open."""
    if _ASKS_DONE.fullmatch(asked) is None:
        return False
    words = words_of(asked)
    planned = [deed for deed in _PLANNED.findall(sentence) if any(_is_same_deed(deed, word) for word in words)]
    said = [word for word in words_of(sentence) if any(_is_same_deed(deed, word) for deed in planned)]
    return _OPEN_TASK.match(sentence) is not None or 0 < len(said) <= len(planned)


def _is_same_deed(one: str, other: str) -> bool:
    """Whether two words are forms of one verb, or one is the noun to the other: `replaced` and `replacement`."""
    first, second = ({stem(word), _ENDING.sub("", stem(word))} for word in (one, other))
    short, long = sorted((min(first, key=len), min(second, key=len)), key=len)
    return not first.isdisjoint(second) or (len(short) >= _LEAST_ROOT and long.startswith(short))


def _done_to(thing: str, sentence: str) -> Iterator[str]:
    """What a sentence says was done to a thing, or first of all ("Admitted on 4 March")."""
    if first := _BEGINS_DONE.match(sentence):
        yield first[1]
    form = rf"\b{re.escape(thing)}\b[^.;:|]{{0,40}}?\b{_BE}\s+(?:\w+ly\s+|not\s+|last\s+|also\s+)?({_PARTICIPLE})\b"
    yield from re.findall(form, sentence.lower())
    active = rf"[a-z]{{3,}}ed|{_IRREGULAR}"  # "the railway closed", "ordered the garlic"
    yield from re.findall(rf"\b{re.escape(thing)} ({active})\b", sentence.lower())
    yield from re.findall(rf"\b({active}) (?:the |my |our |some )?{re.escape(thing)}\b", sentence.lower())


def _is_other_kind(asked: str, sentence: str, held: frozenset[str]) -> bool:
    """Whether another of several kinds stands there: winter tyres for "summer tyres", for adults for "for families"."""
    words = {stem(word) for word in words_of(asked)}
    if any(each not in held and _OPPOSITES[each] & held - words for each in words & _OPPOSITES.keys()):
        return True
    for found in _OF_KIND.finditer(asked):
        which = found["which"]
        if is_empty(which) or stem(which) in held:
            continue
        if re.search(rf"(?i)\b{re.escape(found['thing'])}s? {found['by']} (?:(?:the|an?|my|our) )?[\w'-]", sentence):
            return True
    return False


def _is_other_relation(asked: str, held: frozenset[str]) -> bool:
    """Whether somebody's wife is asked for, where nobody is said to be anybody's."""
    found = _OF_RELATED.fullmatch(asked)
    return found is not None and _RELATED[stem(found["who"])].isdisjoint(held)


def _is_other_label(asked: str, sentence: str, held: frozenset[str]) -> bool:
    """Whether a sentence gives something else by its name: the deposit for a fee, or what was paid for a part of what
    is asked about."""
    found = _LABELLED.match(sentence)
    label = found["label"].lower() if found else ""
    if found is None or is_empty(label) or stem(label) in bag(asked) or bag(found[0]) & _OF_COST:
        return False
    if costs := _COSTS.fullmatch(asked):
        return bag(costs["thing"]).isdisjoint(bag(sentence))
    head = _HEAD.fullmatch(asked)
    return head is not None and stem(head["head"]) not in held and bool(telling_words(head["head"]))
