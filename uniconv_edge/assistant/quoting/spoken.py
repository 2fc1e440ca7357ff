"""Which sentences are said in a recording or transcript by whom a question names, about what it names. Pure.

The reader knows questions to papers: that somebody said something about a thing is to it no answer to what was said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.question.talk import talk_asked
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.terms import are_forms, bag, stem, telling_words
from uniconv_edge.expressions import expression
from uniconv_edge.library.headed import is_question
from uniconv_edge.library.words import words_of
from uniconv_edge.places import STAMP
from uniconv_edge.types import Hit

SPEAKER = r"[^\W\d_a-z][^\n:\[\]<>|?!]{0,60}"
"""Who speaks, before the colon with which a turn begins."""
_TURN = expression(rf"(?m)^(?:{STAMP.pattern})?(?:(?P<by>{SPEAKER}):|[ \t]*(?P<letter>[QA])\.)\s")
# Who is meant by the letters of an interview, or of the record of a court.
_MEANT = {"Q": "interviewer counsel lawyer attorney", "A": "witness interviewee guest"}
_FEWEST_TURNS = 2  # of a passage
_FEWEST_OF_SPEAKER = 3  # turns on a page
_FEWEST_LETTERS = 3
_FEWEST_SAID = 3  # words that say something of what was said before: not "Mm-hmm."
GAIN = 1.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """Of candidates (n,): which answer what is asked of a talk, and which are said by another than who is meant;
    `surely`: it is known who is meant, or nobody is named; `when`: at what time it was said is asked."""

    answers: npt.NDArray[np.bool_]
    of_another: npt.NDArray[np.bool_]
    surely: bool
    when: bool


def speakers(hits: Sequence[Hit], candidates: Sequence[Candidate]) -> list[tuple[int, str] | None]:
    """Of each sentence the place where its turn begins and who speaks there, "" where a recording does not tell; None
    of what is no talk."""
    turns = [list(_TURN.finditer(hit.text)) for hit in hits]
    found: list[tuple[int, str] | None] = []
    for each in candidates:
        hit = hits[each.source - 1]
        begun = [turn for turn in turns[each.source - 1] if turn.start() < each.end - hit.start]
        is_stamped = STAMP.match(each.text) is not None
        if is_stamped and not (begun and begun[-1].start() == each.start - hit.start):
            found.append((each.start, ""))
        elif begun and (is_stamped or len(turns[each.source - 1]) >= _FEWEST_TURNS):
            found.append((hit.start + begun[-1].start(), _who(begun[-1])))
        else:
            found.append(None)
    return found


def _who(turn: re.Match[str]) -> str:
    return str(turn["by"] or turn["letter"])


def note_of_speaker(page: str, start: int, end: int) -> str:
    """Who says what is quoted from the middle of a turn of an interview, "" where its beginning is quoted too, or the
    page is no talk."""
    begins = page.rfind("\n\n", 0, start) + 1
    turn = next((each for each in reversed([*_TURN.finditer(page, begins, end)]) if each.start() <= start), None)
    if turn is None or turn.end() >= start or turn.group().startswith("["):
        return ""
    turns = Counter(map(_who, _TURN.finditer(page)))
    by = _who(turn)
    often = sum(number >= _FEWEST_OF_SPEAKER for number in turns.values())
    return f"Said by {by}." if often >= _FEWEST_TURNS and turns[by] >= _FEWEST_OF_SPEAKER else ""


def spoken(question: str, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> Spoken | None:
    """What sentences say of what a question asks of a talk; None for another question, or where none is of a talk."""
    asked = talk_asked(question)
    about = telling_words(asked.about) if asked else []
    if asked is None or not about:
        return None
    turns = speakers(hits, candidates)
    named = set(map(stem, telling_words(asked.by))) or bag(asked.by)
    is_by = np.array(
        [bool(named) and turn is not None and named <= bag(f"{turn[1]} {_MEANT.get(turn[1], '')}") for turn in turns],
        bool,
    )
    is_name = any(word[:1].isupper() for word in asked.by.split())
    if not any(turns) or (is_name and not is_by.any()):
        return None
    answers = np.zeros(len(candidates), bool)
    for place, turn in enumerate(turns):
        if (
            turn is None
            or (is_by.any() and not is_by[place])
            or (asked.asks and not is_question(candidates[place].text))
        ):
            continue
        said = candidates[place].text
        own = said.removeprefix(f"{turn[1]}:") if turn[1] else said
        if not asked.who and len(words_of(STAMP.sub("", own))) >= _FEWEST_SAID:
            said += _before(place, turns, candidates, whatever=bool(is_by[place]))
        answers[place] = _says(about, said)
    mentions = np.array([named <= bag(each.text) for each in candidates], bool)
    of_another = ~(is_by | mentions) if is_by.any() else np.zeros(len(candidates), bool)
    return Spoken(answers, of_another, not asked.by or bool(is_by.any()), asked.when)


def _before(
    place: int, turns: Sequence[tuple[int, str] | None], candidates: Sequence[Candidate], *, whatever: bool
) -> str:
    """What is said right before the turn that begins with this sentence, where it asks something or is, `whatever` it
    says, what another says."""
    before, this = (turns[place - 1] if place else None), turns[place]
    if before is None or this is None or before == this or candidates[place - 1].source != candidates[place].source:
        return ""
    if not is_question(candidates[place - 1].text) and not (whatever and before[1] != this[1]):
        return ""
    first = place - 1
    while first and turns[first - 1] == before and candidates[first - 1].source == candidates[place].source:
        first -= 1
    return " " + " ".join(each.text for each in candidates[first:place])


def _says(about: Sequence[str], said: str) -> bool:
    """Whether words are said, in any form."""
    held, words = bag(said), words_of(said)
    return all(
        stem(word) in held or any(are_forms(word, each) or _share(word, each) for each in words) for word in about
    )


def _share(one: str, other: str) -> bool:
    """Whether two words are forms with different endings: `driving` and `drive`."""
    root = one.removesuffix("ing").removesuffix("ed").removesuffix("e")
    return len(root) >= _FEWEST_LETTERS and other.removesuffix("ing").removesuffix("ed").removesuffix("e") == root
